"""A comparison as Markdown. User text is escaped: it never becomes markup."""

from competentie.compare.comparison import Comparison
from competentie.compare.notes import comparison_heading, comparison_notes
from competentie.compare.sheet import HYPHEN, Kind, sheet
from competentie.core.basis import Basis
from competentie.core.terms import Catalogue
from competentie.page.language import Words
from competentie.page.markdown import escape, table_row
from competentie.page.phrases import basis_line


def comparison_markdown(
    comparison: Comparison, catalogue: Catalogue, words: Words, basis: Basis, *, behaviours: bool
) -> str:
    """Return the heading, one table, the notes, and what all of it rests on."""
    first, *about = comparison_heading(comparison, catalogue, words)
    lines = [f"## {escape(first)}", *(line for one in about for line in ("", escape(one))), ""]
    drawn = sheet(comparison, catalogue, words, behaviours=behaviours)
    heads = [" ".join(parts) for parts in drawn.heads]
    head = [words("Group"), words("Competency"), words("Norm"), *heads, words("Spread"), words("Differs")]
    lines += [table_row([one.replace(HYPHEN, "") for one in head]), "|" + " --- |" * len(head)]
    group = ""
    for line in drawn.lines:
        if line.kind is Kind.HEADING:
            group = line.text
            continue
        cells = [" · ".join(parts) for parts in line.cells]
        first_cell = group if line.kind is Kind.COMPETENCY else ""
        lines.append(table_row([first_cell, line.text, line.norm, *cells, line.spread, line.difference]))
    for heading, notes in comparison_notes(comparison, words, behaviours=behaviours):
        lines += ["", f"### {escape(heading)}", "", *(f"- {escape(note)}" for note in notes)]
    return "\n".join([*lines, "", escape(basis_line(basis, words)), ""])
