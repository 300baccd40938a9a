"""What changed between two handbooks, for reading in a terminal."""

from collections.abc import Iterator
from typing import Final

from rich.console import Group as Stack
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text as Line

from competentie.diff.parts import Diff, Pieces, asked_line, groups, line, pieces, verdict_lines, wordings
from competentie.diff.terms import Change, Step
from competentie.page.language import Words
from competentie.page.layout import HEADING, indented

_STEP: Final = {Step.MAJOR: "bold red", Step.MINOR: "yellow", Step.PATCH: "green"}


def changes_page(diff: Diff, words: Words) -> RenderableType:
    """Return the changes by competency and by profile, each with its step, and how the versions moved."""
    parts: list[RenderableType] = [Line(words("{old} → {new}", old=diff.old_name, new=diff.new_name), style=HEADING)]
    for heading, changes in groups(diff, words):
        parts += [Line(), Line(heading, style=HEADING)]
        grid = Table.grid(padding=(0, 2, 0, 0))
        grid.add_column(no_wrap=True)
        grid.add_column(overflow="fold")
        for change in changes:
            grid.add_row(Line("  " + change.step.word, style=_STEP[change.step]), Stack(*_change(change, words)))
        parts.append(grid)
    parts += [Line(), Line(asked_line(diff, words), style=HEADING)]
    parts += map(indented, verdict_lines(diff, words))
    return Stack(*parts)


def _change(change: Change, words: Words) -> Iterator[Line]:
    yield Line(line(change, words))
    old, new = wordings(change, words)
    if old is not None and new is not None and old != new:
        before, after = pieces(old, new)
        yield _wording("-", before, "red")
        yield _wording("+", after, "green")
    elif new is not None:
        yield _wording("+" if old is None else " ", [(new, False)], "green" if old is None else "")
    elif old is not None:
        yield _wording("-", [(old, False)], "red")


def _wording(sign: str, wording: Pieces, style: str) -> Line:
    """Return a wording with its sign, and what differs in it bold; without colours the sign alone tells them apart."""
    found = Line()
    found.append(sign, style=style)
    for text, differs in wording:
        found.append(" " + text, style=f"{style} bold" if differs else style)
    return found
