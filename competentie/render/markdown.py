"""The gap table as Markdown, for a report or an issue. User text is escaped: it never becomes markup."""

import re
from collections.abc import Iterable
from typing import Final

from competentie.basis import Basis
from competentie.domain import Catalogue
from competentie.language import Words
from competentie.render.basis import basis_line
from competentie.render.facts import (
    gap_sign,
    group_heading,
    reached_text,
    result_heading,
    status_word,
    total_line,
)
from competentie.render.notes import blocking_notes, other_notes
from competentie.scoring import Outcome, Result

# CommonMark 0.31, 2.4 (backslash escapes) and the pipe of GitHub's tables
_MARKUP: Final = re.compile(r"([\\`*_{}\[\]<>()#+!|~&-])")
# `@name` and `#12` are a mention and a link on GitHub and GitLab, also behind a backslash; a comment parts them
_REFERENCE: Final = re.compile(r"(?<!\w)(@|\\#)(?=\w)")


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


def escape(text: str) -> str:
    """Make a text stand as it is in Markdown."""
    return _REFERENCE.sub(r"\1<!-- -->", _MARKUP.sub(r"\\\1", text))


def table_row(cells: Iterable[str]) -> str:
    """Return a row of a table; the texts in its cells are escaped."""
    return "| " + " | ".join(map(escape, cells)) + " |"


def _cells(one: Outcome, catalogue: Catalogue, words: Words) -> tuple[str, ...]:
    return (
        group_heading(one.row.group, words),
        words.text(catalogue.competencies[one.row.competency].label),
        str(one.row.norm),
        reached_text(one.standing, one.row.norm),
        gap_sign(one.gap.gap),
        status_word(one.gap.status, words),
    )
