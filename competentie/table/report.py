"""What a workbook says beside its rows: the summary, the notes, and how to read it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import polars as pl

from competentie.core import Basis, Catalogue, Message, Profile, msg, printable
from competentie.page.language import Words, attain_text
from competentie.table.names import Names
from competentie.table.reading import REMARKS
from competentie.table.summary import ALL, Groups, Picture, Summary, level_of_share
from competentie.table.summary_page import COUNTS, cells_text, few_text, headline, relation_text, withheld_text

LINE: Final = 15  # points
_WIDE: Final = 70  # characters of a column with sentences
_GUIDE: Final[tuple[tuple[str, Message, Message], ...]] = (
    ("good", msg("meets the norm"), msg("what was shown reaches the level that the role asks, or a higher one")),
    ("near", msg("short"), msg("one level below the norm")),
    ("far", msg("short"), msg("two levels or more below the norm")),
    ("open", msg("open"), msg("too little is rated to say; `1–3`: level 1 for certain, at most level 3")),
    ("", msg("empty"), msg("nothing is known; an empty cell is no zero, and counts in no average")),
    ("", msg("The rule"), msg("a level counts only on top of all lower ones")),
    ("", msg("Gap"), msg("levels above (+) or below (-) the norm")),
    ("", msg("Against the order"), msg("a level is missed while a higher one is reached: look at those ratings again")),
    ("", msg("In the way of the norm"), msg("behaviours not shown, then those not rated, by their codes: see below")),
)


@dataclass(frozen=True, slots=True)
class Report:
    """What there is to say of everybody; `notes` are rows of who, behaviour, note and evidence.

    `widths` has how long the longest text is of the columns that say who somebody is.
    """

    catalogue: Catalogue
    profiles: Sequence[Profile]
    pictures: Sequence[Picture]
    names: Names
    basis: Basis
    people: int
    norms: int
    widths: Mapping[str, int]
    notes: Sequence[Sequence[str]] = ()


def lines_of(text: str, width: int) -> int:
    """Return in how many lines a text fits; not every program finds that when it opens a workbook."""
    return sum(-(-max(len(line), 1) // width) for line in text.splitlines()) or 1


@dataclass(slots=True)
class Sheet:
    """A sheet that is written from its top down."""

    sheet: Any
    styles: Mapping[str, Any]
    height: int = field(default=0)
    widths: Sequence[int] = ()

    def row(self, cells: Sequence[str | float | tuple[str | float, str] | None] = (), style: str = "") -> None:
        """Write a row; a cell may have a style of its own."""
        lines = 1
        for place, cell in enumerate(cells):
            value, own = cell if isinstance(cell, tuple) else (cell, style)
            write = self.sheet.write_string if isinstance(value, str) else self.sheet.write_number
            if value is not None:
                write(self.height, place, value, self.styles.get(own))
            if isinstance(value, str) and own == "text":
                lines = max(lines, lines_of(value, self.widths[place]))
        if lines > 1:
            self.sheet.set_row(self.height, LINE * lines)
        self.height += 1

    def to_print(self, *, columns: int) -> None:
        """Print it across, as wide as a page; its head and first columns are on each, and stay in sight."""
        self.sheet.freeze_panes(1, columns)
        self.sheet.repeat_rows(0)
        if columns:
            self.sheet.repeat_columns(0, columns - 1)
        self._across()

    def _across(self) -> None:
        self.sheet.set_landscape()
        self.sheet.set_paper(9)  # A4
        self.sheet.fit_to_pages(1, 0)

    def columns(self, *widths: int) -> None:
        """Set the widths of the first columns; it prints across."""
        self.widths = widths
        for place, width in enumerate(widths):
            self.sheet.set_column(place, place, width)
        self._across()


def notes_of(people: pl.DataFrame) -> pl.DataFrame:
    """Return what was written beside answers, a row for each: who, the code, the note and the evidence."""
    if REMARKS not in people.columns:
        return pl.DataFrame()
    beside = people.select("person", REMARKS).explode(REMARKS).drop_nulls().unnest(REMARKS)
    return beside.select(pl.all().fill_null(""))


def summary_sheet(sheet: Sheet, report: Report, words: Words) -> None:
    """Write what all of it comes to, to each relation by itself: the headline, counts, what blocks most, groups."""
    sheet.columns(36, *[13] * 10)
    for picture in report.pictures:
        if picture.relation != ALL:
            sheet.row([relation_text(picture, words)], "title")
        _picture(sheet, report, picture, words)
        sheet.row()
    for line in _rests_on(report, words):
        sheet.row([line])


def _picture(sheet: Sheet, report: Report, picture: Picture, words: Words) -> None:
    summary = picture.summary
    sheet.row([headline(summary, words)], "title")
    sheet.row([words.plural("{n} person", "{n} people", summary.people)])
    sheet.row()
    sheet.row([words("Against the norm"), *map(words, COUNTS), words("people"), words("norm met")], "head")
    first = sheet.height
    for spread in summary.spreads:
        counts = (spread.above, spread.meets, spread.one_short, spread.more_short, spread.open, spread.people)
        label = report.names.value("competency", spread.competency)
        sheet.row([label, *counts, (spread.met / spread.people, "percent")])
    if summary.spreads:
        bar = {"type": "data_bar", "bar_color": "#9BC2E6", "min_type": "num", "max_type": "num"}
        place = len(COUNTS) + 2
        sheet.sheet.conditional_format(first, place, sheet.height - 1, place, {**bar, "min_value": 0, "max_value": 1})
    if summary.blockers:
        sheet.row()
        heads = (words("What blocks most people"), words("people"), words("would meet the norm with it"))
        sheet.row(heads, "head")
        texts = _texts(report.catalogue, words)
        for one in summary.blockers:
            sheet.row([(f"{one.code}: {texts[one.code]}", "text"), one.people, one.would_meet])
    if picture.groups is not None:
        _heat(sheet, report, summary, picture.groups, words)
    if picture.few:
        sheet.row([few_text(picture, words)])


def _heat(sheet: Sheet, report: Report, summary: Summary, groups: Groups, words: Words) -> None:
    """Write the share of each group that meets the norm, the longer side down."""
    competencies = [one.competency for one in summary.spreads]
    everybody = {one.competency: (one.met, one.people) for one in summary.spreads}
    met: list[tuple[str, int, Mapping[str, tuple[int, int] | None]]]
    met = [(printable(one.name or "") or words("(none)"), one.people, one.met) for one in groups.shown]
    met.append((words("everybody"), summary.people, everybody))
    rows: list[list[Any]] = [
        [words("Who meets the norm"), *(report.names.value("competency", one) for one in competencies)],
        *(
            [f"{name} ({people})", *(_share(shares.get(one, (0, 0))) for one in competencies)]
            for name, people, shares in met
        ),
    ]
    if len(competencies) > len(met):
        rows = [list(row) for row in zip(*rows, strict=True)]
    sheet.row()
    sheet.row(rows[0], "head")
    for row in rows[1:]:
        sheet.row(row)
    if any(None in one.met.values() for one in groups.shown):
        sheet.row([cells_text(words)])
    if groups.withheld:
        sheet.row([withheld_text(groups, words)])


def _share(counts: tuple[int, int] | None) -> str | tuple[float, str]:
    if counts is None or not counts[1]:
        return "·" if counts is None else "–"
    return counts[0] / counts[1], f"share {level_of_share(*counts)}"


def notes_sheet(sheet: Sheet, report: Report, words: Words) -> None:
    """Write notes and evidence, beside the behaviour that they belong to."""
    sheet.columns(28, 28, _WIDE, 50, 50)
    sheet.row([words("Person"), words("Code"), words("Behaviour"), words("Note"), words("Evidence")], "head")
    texts = _texts(report.catalogue, words)
    for person, code, note, evidence in report.notes:
        label = texts.get(code) or report.names.value("competency", code)
        sheet.row([person, code, label, note, evidence], "text")
    if not report.notes:
        sheet.row([words("No notes came with these ratings.")])
    sheet.to_print(columns=1)


def guide_sheet(sheet: Sheet, report: Report, words: Words) -> None:
    """Write what words, colours and codes mean, and what all of it rests on."""
    sheet.columns(40, 100)
    sheet.row([words("Word or colour"), words("What it means")], "head")
    for style, word, meaning in _GUIDE:
        sheet.row([(words(word), style), (words(meaning), "text")])
    for line in _rests_on(report, words):
        sheet.row(["", (line, "text")])
    sheet.row()
    sheet.row([words("Code"), words("Behaviour")], "head")
    asked = {row.competency for profile in report.profiles for row in profile.rows}
    for code, text in _texts(report.catalogue, words).items():
        if code.split(".")[0] in asked:
            sheet.row([code, (text, "text")])
    sheet.to_print(columns=0)


def _texts(catalogue: Catalogue, words: Words) -> dict[str, str]:
    behaviours = (behaviour for one in catalogue.competencies.values() for behaviour in one.behaviours())
    return {one.code: words.text(one.text) for one in behaviours}


def _rests_on(report: Report, words: Words) -> list[str]:
    basis = report.basis
    roles = [words("{role} {version}", role=one.role, version=one.version) for one in report.profiles]
    handbook = words("{title} {version}", title=report.catalogue.title, version=basis.catalogue_version)
    return [
        words("Handbook: {handbook}; roles: {roles}", handbook=handbook, roles=roles),
        attain_text(basis.attain, words),
        words("Made on {date} by competentie {program}", date=basis.made, program=basis.program),
    ]
