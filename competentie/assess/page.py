"""The gap table, and below it what explains it. The words carry the meaning; colour only repeats it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.console import Group as Stack
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as Line

from competentie.assess.notes import blocking_notes, other_notes
from competentie.core.basis import Basis
from competentie.core.rule import Gap, Status
from competentie.core.scoring import Result
from competentie.core.terms import Catalogue, Group
from competentie.page.language import Words
from competentie.page.layout import DIM, HEADING, indented, table
from competentie.page.phrases import (
    basis_line,
    gap_sign,
    group_heading,
    reached_text,
    result_heading,
    status_word,
    total_line,
)

_NARROW: Final = 70  # columns


def gap_table(result: Result, catalogue: Catalogue, words: Words, basis: Basis) -> RenderableType:
    """Return the whole report: heading, table, explanations, the total line, and what all of it rests on."""
    parts: list[RenderableType] = [
        Line(line, style=HEADING if not place else "")
        for place, line in enumerate(result_heading(result, catalogue, words))
    ]
    parts += [Line(), _Rows(result, catalogue, words), Line()]
    for heading, body in _notes(result, catalogue, words):
        parts += [Line(heading, style=HEADING), Padding(body, (0, 0, 1, 2), expand=False)]
    parts += [Line(total_line(result, words), style=HEADING), Line(basis_line(basis, words), style=DIM)]
    return Stack(*parts)


@dataclass(frozen=True)
class _Rows:
    """The table itself, with its columns closer together where the terminal is narrow."""

    result: Result
    catalogue: Catalogue
    words: Words

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield _table(self.result, self.catalogue, self.words, 1 if options.max_width < _NARROW else 2)


def _table(result: Result, catalogue: Catalogue, words: Words, space: int) -> Table:
    drawn = table(space)
    drawn.add_column(words("Competency"), overflow="fold")
    drawn.add_column(words("Norm"), justify="right", no_wrap=True)
    drawn.add_column(words("Reached"), justify="right", no_wrap=True)
    drawn.add_column(words("Gap"), justify="right", no_wrap=True)
    drawn.add_column(words("Status"), no_wrap=True)
    for group in Group:
        rows = [one for one in result.outcomes if one.row.group is group]
        if rows:
            drawn.add_row(Line(group_heading(group, words), style="italic"))
        for one in rows:
            style = color(one.gap)
            drawn.add_row(
                Padding(Line(words.text(catalogue.competencies[one.row.competency].label)), (0, 0, 0, 2)),
                Line(str(one.row.norm)),
                Line(reached_text(one.standing, one.row.norm)),
                Line(gap_sign(one.gap.gap), style=style),
                Line(status_word(one.gap.status, words), style=style),
            )
    return drawn


def color(gap: Gap) -> str:
    """Return the colour of a gap: green, yellow one short, red more short, grey while open."""
    if gap.status is Status.SHORT:
        return "yellow" if gap.gap == -1 else "red"
    return "bright_black" if gap.status is Status.OPEN else "green"


def _notes(result: Result, catalogue: Catalogue, words: Words) -> Iterator[tuple[str, RenderableType]]:
    for heading, paragraphs in blocking_notes(result, catalogue, words):
        parts: list[RenderableType] = []
        for competency, lines in paragraphs:
            parts += [Line(competency), *map(indented, lines)]
        yield heading, Stack(*parts)
    for heading, lines in other_notes(result, catalogue, words):
        yield heading, Stack(*map(Line, lines))
