"""The gap table as Markdown, for a report or an issue. User text is escaped: it never becomes markup."""

from competentie.assess.notes import blocking_notes, other_notes
from competentie.core.basis import Basis
from competentie.core.scoring import Outcome, Result
from competentie.core.terms import Catalogue
from competentie.page.language import Words
from competentie.page.markdown import escape, table_row
from competentie.page.phrases import (
    basis_line,
    gap_sign,
    group_heading,
    reached_text,
    result_heading,
    status_word,
    total_line,
)


def gap_markdown(result: Result, catalogue: Catalogue, words: Words, basis: Basis) -> str:
    """Return the heading, the table, what blocks each shortfall, the total, and what all of it rests on."""
    first, about = result_heading(result, catalogue, words)
    head = (words("Group"), words("Competency"), words("Norm"), words("Reached"), words("Gap"), words("Status"))
    lines = [f"## {escape(first)}", "", escape(about), "", table_row(head), "| --- | --- | ---: | ---: | ---: | --- |"]
    lines += [table_row(_cells(one, catalogue, words)) for one in result.outcomes]
    for heading, paragraphs in blocking_notes(result, catalogue, words):
        lines += ["", f"### {escape(heading)}"]
        for competency, blocking in paragraphs:
            lines += ["", escape(competency), "", *(f"- {escape(line)}" for line in blocking)]
    for heading, notes in other_notes(result, catalogue, words):
        lines += ["", f"### {escape(heading)}", "", *(f"- {escape(line)}" for line in notes)]
    end = (f"**{escape(total_line(result, words))}**", "", escape(basis_line(basis, words)))
    return "\n".join([*lines, "", *end, ""])


def _cells(one: Outcome, catalogue: Catalogue, words: Words) -> tuple[str, ...]:
    return (
        group_heading(one.row.group, words),
        words.text(catalogue.competencies[one.row.competency].label),
        str(one.row.norm),
        reached_text(one.standing, one.row.norm),
        gap_sign(one.gap.gap),
        status_word(one.gap.status, words),
    )
