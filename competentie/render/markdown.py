"""The gap table as Markdown, for a report or an issue. User text is escaped: it never becomes markup."""

import re
from collections.abc import Iterator
from typing import Final

from competentie.domain import Catalogue
from competentie.language import Words
from competentie.render.facts import (
    gap_sign,
    group_heading,
    reached_text,
    result_heading,
    status_word,
    total_line,
)
from competentie.rule import Status
from competentie.scoring import Outcome, Result

# CommonMark 0.31, 2.4 (backslash escapes) and the pipe of GitHub's tables
_MARKUP: Final = re.compile(r"([\\`*_{}\[\]<>()#+!|~&-])")


def gap_markdown(result: Result, catalogue: Catalogue, words: Words) -> str:
    """Return the heading, the table, what blocks each shortfall, and the total."""
    first, about = result_heading(result, catalogue, words)
    head = (words("Group"), words("Competency"), words("Norm"), words("Reached"), words("Gap"), words("Status"))
    lines = [f"## {escape(first)}", "", escape(about), "", _row(head), "| --- | --- | ---: | ---: | ---: | --- |"]
    lines += [_row(_cells(one, catalogue, words)) for one in result.outcomes]
    for status, heading in ((Status.SHORT, words("What stands in the way")), (Status.OPEN, words("Still to be rated"))):
        rows = [one for one in result.outcomes if one.gap.status is status and one.blocking]
        if rows:
            lines += [
                "",
                f"### {escape(heading)}",
                "",
                *(line for one in rows for line in _blocking(one, catalogue, words)),
            ]
    return "\n".join([*lines, "", f"**{escape(total_line(result, words))}**", ""])


def escape(text: str) -> str:
    """Make a text stand as it is in Markdown."""
    return _MARKUP.sub(r"\\\1", text)


def _cells(one: Outcome, catalogue: Catalogue, words: Words) -> tuple[str, ...]:
    return (
        group_heading(one.row.group, words),
        words.text(catalogue.competencies[one.row.competency].label),
        str(one.row.norm),
        reached_text(one.standing, one.row.norm),
        gap_sign(one.gap.gap),
        status_word(one.gap.status, words),
    )


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(escape(cell) for cell in cells) + " |"


def _blocking(one: Outcome, catalogue: Catalogue, words: Words) -> Iterator[str]:
    texts = {behaviour.code: behaviour.text for behaviour in catalogue.competencies[one.row.competency].behaviours()}
    for code in one.blocking:
        yield f"- {escape(code)}: {escape(words.text(texts[code]))}"
