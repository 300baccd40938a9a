"""A development plan in the terminal: what to rate first, the steps in their order, and what was agreed on each."""

from collections.abc import Iterable, Iterator, Sequence

from rich.console import Group as Stack
from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text as Line

from competentie.core.terms import Catalogue
from competentie.page.language import Words
from competentie.page.layout import DIM, HEADING, INDENT, indented
from competentie.page.phrases import basis_line
from competentie.plan.agreements import MadePlan
from competentie.plan.parts import Block, Entry, PlanParts
from competentie.plan.phrases import plan_heading, total
from competentie.ratings.pages import stale_lines


def plan_page(made: MadePlan, catalogue: Catalogue, words: Words) -> RenderableType:
    """Return the whole page; of what can be filled in, it shows what was."""
    parts = PlanParts(made, catalogue, words)
    first, about = plan_heading(made.plan, catalogue, words)
    lines: list[RenderableType] = [Line(first, style=HEADING), Line(about), *map(Line, stale_lines(made.given, words))]
    if not made.plan.ways:
        lines += [Line(), Line(words("All norms are met: there is nothing to plan"))]
    lines += _section(words("First rate these"), _blocks(parts.to_rate(), numbered=False))
    lines += _section(words("Steps"), _blocks(parts.steps(), numbered=True))
    lines += _section(words("Shown since an earlier plan"), _entries(parts.done(), 1))
    lines += _section(words("No longer in the plan"), _entries(parts.dropped(), 1))
    lines += [Line(), Line(total(made, words), style=HEADING), Line(basis_line(made.basis, words), style=DIM)]
    return Stack(*lines)


def _section(heading: str, lines: Iterable[RenderableType]) -> list[RenderableType]:
    """Return a section with an empty line above it; nothing where there is nothing in it."""
    inside = list(lines)
    return [Line(), Line(heading, style=HEADING), *inside] if inside else []


def _blocks(blocks: Sequence[Block], *, numbered: bool) -> Iterator[RenderableType]:
    for number, block in enumerate(blocks, 1):
        yield _at(1, f"{number}. {block.heading}" if numbered else block.heading)
        if block.why:
            yield _at(2, block.why, style="italic")
        for part in block.parts:
            yield _at(2, part.about)
            yield from _entries(part.entries, 3)


def _entries(entries: Iterable[Entry], depth: int) -> Iterator[RenderableType]:
    for entry in entries:
        yield _at(depth, entry.text)
        yield from (_at(depth + 1, f"{name}: {filled}") for name, filled in entry.fields if filled)


def _at(depth: int, text: str, style: str = "") -> Padding:
    return indented(text, INDENT * depth, style)
