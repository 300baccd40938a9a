"""A comparison on a terminal: a table as long as it fits, else a block per competency with a line per view.

The words carry the meaning; colour only repeats it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.console import Group as Stack
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from competentie.compare.comparison import Comparison
from competentie.compare.notes import comparison_heading, comparison_notes
from competentie.compare.sheet import HYPHEN, Kind, Line, Sheet, sheet
from competentie.core.basis import Basis
from competentie.core.terms import Catalogue
from competentie.page.language import Words
from competentie.page.layout import DIM, HEADING, indented, table
from competentie.page.phrases import basis_line

_APART: Final = "yellow"
_SPACE: Final = {False: 2, True: 1}  # columns between columns; closer together where cells are stacked
_INDENT: Final = {Kind.HEADING: 0, Kind.COMPETENCY: 2, Kind.BEHAVIOUR: 4}
_LEAST: Final = 30  # columns that the text of a behaviour needs to be readable


def comparison_page(
    comparison: Comparison, catalogue: Catalogue, words: Words, basis: Basis, *, behaviours: bool
) -> RenderableType:
    """Return the whole report: heading, table, notes, and what it rests on."""
    first, *about = comparison_heading(comparison, catalogue, words)
    parts: list[RenderableType] = [Text(first, style=HEADING), *map(Text, about), Text()]
    parts.append(_Fitting(sheet(comparison, catalogue, words, behaviours=behaviours), words))
    for heading, lines in comparison_notes(comparison, words, behaviours=behaviours):
        parts += [Text(), Text(heading, style=HEADING)]
        parts += map(indented, lines)
    return Stack(*parts, Text(), Text(basis_line(basis, words), style=DIM))


@dataclass(frozen=True)
class _Fitting:
    """The sheet in the widest form that fits: one line per row, cells stacked, or blocks."""

    sheet: Sheet
    words: Words

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for stacked in (False, True):
            if _width(self.sheet, self.words, stacked=stacked) <= options.max_width:
                yield _table(self.sheet, self.words, stacked=stacked)
                return
        yield from _blocks(self.sheet, self.words)


def _heads(sheet: Sheet, words: Words) -> list[tuple[str, ...]]:
    """Return the heads of all columns but the first."""
    return [(words("Norm"),), *sheet.heads, (words("Spread"),), (words("Differs"),)]


def _head(parts: tuple[str, ...], *, stacked: bool) -> str:
    return "\n".join(parts).replace(HYPHEN, "-\n") if stacked else " ".join(parts).replace(HYPHEN, "")


def _cell(parts: tuple[str, ...], *, stacked: bool) -> str:
    return ("\n" if stacked else " · ").join(parts)


def _rows(sheet: Sheet, *, stacked: bool) -> Iterator[tuple[Line, list[str]]]:
    """Yield each line with its cells but the first; a heading has none."""
    for line in sheet.lines:
        cells = [_cell(one, stacked=stacked) for one in line.cells]
        apart = line.difference.replace(" ", "\n") if stacked else line.difference
        yield line, [] if line.kind is Kind.HEADING else [line.norm, *cells, line.spread, apart]


def _width(sheet: Sheet, words: Words, *, stacked: bool) -> int:
    """Return how many columns a table needs, with the first column no narrower than its text can bear."""
    rows = [[_head(one, stacked=stacked) for one in _heads(sheet, words)]]
    rows += [cells for line, cells in _rows(sheet, stacked=stacked) if cells]
    columns = [
        max(cell_len(part) for cell in column for part in cell.split("\n")) for column in zip(*rows, strict=True)
    ]
    first = max(_needed(line, stacked=stacked) for line in sheet.lines)
    return first + sum(columns) + _SPACE[stacked] * len(columns)


def _needed(line: Line, *, stacked: bool) -> int:
    if line.kind is Kind.HEADING:
        return 0
    whole = cell_len(line.text)
    if line.kind is Kind.BEHAVIOUR:
        return _INDENT[line.kind] + min(whole, _LEAST)
    return _INDENT[line.kind] + (max(map(cell_len, line.text.split()), default=0) if stacked else whole)


def _table(sheet: Sheet, words: Words, *, stacked: bool) -> Table:
    drawn = table(_SPACE[stacked])
    drawn.add_column(words("Competency"), overflow="fold")
    for head in _heads(sheet, words):
        drawn.add_column(Text(_head(head, stacked=stacked)), no_wrap=True)
    for line, cells in _rows(sheet, stacked=stacked):
        style = "italic" if line.kind is Kind.HEADING else ""
        first = Padding(Text(line.text, style=style), (0, 0, 0, _INDENT[line.kind]))
        last = Text(cells[-1], style=_APART) if cells else Text()
        drawn.add_row(first, *map(Text, cells[:-1]), last)
    return drawn


def _blocks(sheet: Sheet, words: Words) -> Iterator[RenderableType]:
    """Yield a block per competency, with a line for each view."""
    heads = [_head(one, stacked=False) for one in (*sheet.heads, (words("Spread"),))]
    width = max(map(cell_len, heads))
    for line in sheet.lines:
        about = words("{competency}, norm {norm}", competency=line.text, norm=line.norm) if line.norm else line.text
        text = Text(about, style="italic" if line.kind is Kind.HEADING else "")
        if line.difference:
            text.append(": ").append(line.difference, style=_APART)
        yield Padding(text, (0, 0, 0, _INDENT[line.kind]), expand=False)
        cells = [_cell(one, stacked=False) for one in line.cells]
        if line.kind is Kind.COMPETENCY:
            yield _block(list(zip(heads, [*cells, line.spread], strict=True)), width)
        elif cells:
            pairs = [f"{name.replace(HYPHEN, '')} {cell}" for name, cell in zip(sheet.names, cells, strict=True)]
            yield Padding(Text(" · ".join(pairs)), (0, 0, 0, _INDENT[line.kind] + 2), expand=False)


def _block(pairs: list[tuple[str, str]], width: int) -> RenderableType:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(width=width, overflow="fold")
    table.add_column(overflow="fold")
    for head, cell in pairs:
        if cell:
            table.add_row(Text(head), Text(cell))
    return Padding(table, (0, 0, 0, _INDENT[Kind.BEHAVIOUR]), expand=False)
