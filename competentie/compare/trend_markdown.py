"""How somebody developed, as Markdown with every date. User text is escaped: it never becomes markup."""

from collections.abc import Iterator

from competentie.compare.rater_sheet import NOTED, Column, Sheet
from competentie.compare.trend import Trend
from competentie.compare.trend_parts import closing_lines, sheets, trend_heading
from competentie.core.basis import Basis
from competentie.core.scoring import Scorer
from competentie.page.language import Words
from competentie.page.markdown import escape, table_row
from competentie.page.phrases import basis_line


def trend_markdown(trend: Trend, scorer: Scorer, words: Words, basis: Basis) -> str:
    """Return a table per rater and per group, what is to be known of them, and what it rests on."""
    first, about = trend_heading(trend, scorer, words)
    lines = [f"## {escape(first)}", "", escape(about)]
    for sheet in sheets(trend, scorer, words):
        lines += ["", f"### {escape(sheet.heading)}"]
        if sheet.columns:
            lines += ["", *_table(sheet, scorer, words)]
        if sheet.notes:
            lines += ["", *(f"- {escape(note)}" for note in sheet.notes)]
    for line in (*closing_lines(trend, words), basis_line(basis, words)):
        lines += ["", escape(line)]
    return "\n".join([*lines, ""])


def _table(sheet: Sheet, scorer: Scorer, words: Words) -> Iterator[str]:
    charted = bool(sheet.columns[0].chart) and len(sheet.columns) > 1
    dates = ["-".join(column.head) + NOTED * column.noted for column in sheet.columns]
    chart = [""] if charted else []
    yield table_row([words("Competency"), *dates, *chart, words("Norm"), words("Status")])
    yield "| --- |" + " --- |" * (len(dates) + len(chart) + 2)
    for place, row in enumerate(scorer.profile.rows):
        label = words.text(scorer.catalogue.competencies[row.competency].label)
        marks = ["".join(column.chart[place] for column in sheet.columns)] if charted else []
        cells = [_cell(column, place) for column in sheet.columns]
        yield table_row([label, *cells, *marks, " ".join(sheet.norms[place].split()), sheet.status[place]])


def _cell(column: Column, row: int) -> str:
    """Return a level, and in brackets what changed since."""
    return f"{column.values[row]} ({column.changes[row]})" if column.changes else column.values[row]
