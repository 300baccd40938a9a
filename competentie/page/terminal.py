"""A page on a terminal: no lines around tables, texts broken under their own start, colour that repeats the words.

Here alone something is made to fit: of a block with several forms, the first is drawn that is not too wide.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from rich.cells import cell_len
from rich.columns import Columns as Beside
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.table import Table as Drawn
from rich.text import Text

from competentie.page.model import (
    HEADINGS,
    Block,
    Cell,
    Code,
    Columns,
    Edit,
    Edits,
    Fields,
    Figure,
    Forms,
    Key,
    Kind,
    Page,
    Part,
    Pieces,
    Row,
    Table,
    Tight,
    Tone,
    lines_of,
    plain,
    text_of,
)

TONES: Final = {
    Tone.NONE: "",
    Tone.ABOVE: "green",
    Tone.GOOD: "green",
    Tone.NEAR: "yellow",
    Tone.FAR: "red",
    Tone.OPEN: "bright_black",
    Tone.APART: "yellow",
}
_STEPS: Final = {**TONES, Tone.FAR: "bold red"}
_HEADING: Final = "bold"
_DIM: Final = "dim"
_STYLES: Final = {
    Kind.SECTION: _HEADING,
    Kind.VERDICT: _HEADING,
    Kind.ASIDE: "italic",
    Kind.GROUP: "italic",
    Kind.NOTE: _DIM,
}
_NARROW: Final = 70  # columns: below it, those of a table stand closer together in any case
_PICTURED: Final = 80  # columns: below it, a table goes without figures that need a key
_SPACE: Final = 2  # columns of a terminal between those of a table, where there is room
_INDENT: Final = 2  # columns, of what stands under something else
_FLOOR: Final = 16  # columns for a label that may be broken
_LEAST: Final = 8  # columns for a text, however narrow the terminal
_READABLE: Final = 30  # columns that a long text in a table needs at least
_LONGEST: Final = 60  # columns of a label: a longer one is broken also where nothing else is


def terminal(page: Page) -> RenderableType:
    """Return a page as rich draws it."""
    return Group(*_page(page))


def _page(page: Page) -> Iterator[RenderableType]:
    if not page.bare:
        yield Text(page.title, style=_HEADING)
        yield from map(Text, page.about)
    blocks = (*page.blocks, *page.verdict)
    yield from _stacked(blocks, 0, first=page.bare)
    if page.total:
        yield from (Text(), Text(page.total, style=_HEADING))
    elif page.basis and not (blocks and (_is(blocks[-1], Kind.LINE) or _is(blocks[-1], Kind.NOTE))):
        yield Text()
    if page.basis:
        yield Text(page.basis, style=_DIM)


def _stacked(blocks: Sequence[Block], depth: int, *, first: bool) -> Iterator[RenderableType]:
    """Yield blocks under each other, and between those that are not inside another an empty line where it helps."""
    above: Block | None = None
    for block in blocks:
        if not depth and not first and _is_apart(block, above):
            yield Text()
        yield from _block(block, depth)
        above, first = block, False


def _is_apart(block: Block, above: Block | None) -> bool:
    """Tell whether an empty line parts a block from the one above it; None is the title."""
    if not isinstance(block, Part):
        return isinstance(block, Page) or not (isinstance(above, Part) and above.kind in HEADINGS and not above.inside)
    return block.kind is not Kind.ITEM and (block.kind in HEADINGS or not _is(above, block.kind))


def _is(block: Block | None, kind: Kind) -> bool:
    return isinstance(block, Part) and block.kind is kind


def _block(block: Block, depth: int) -> Iterator[RenderableType]:
    match block:
        case Part():
            yield from _part(block, depth)
        case Page():
            yield from _page(block)
        case Code():
            yield _indented(_code(block), depth)
        case Edits():
            yield _indented(_edits(block), depth)
        case Table():
            yield _Fitting(((block,), (plain(block),)), depth)
        case Forms(forms):
            yield _Fitting(forms, depth)
        case Columns(columns):
            for column in columns:
                yield from _stacked(column, depth, first=True)
        case Figure() | Key() | Fields():
            yield from (_indented(line, depth) for line in _drawn(block))


def _drawn(block: Figure | Key | Fields) -> Iterator[RenderableType]:
    match block:
        case Figure(sentence, characters=lines, caption=caption):
            yield from [Text(caption, style=_DIM)] if caption else []
            yield from map(_pieces, lines) if lines else [Text(sentence)]
        case Key(entries):
            signs = ("".join(text for text, _ in figure.characters[0]) for figure, _ in entries)
            meant = (f"{sign} {text}" for sign, (_, text) in zip(signs, entries, strict=True))
            yield Beside([Text(text, style=_DIM) for text in meant], padding=(0, _SPACE, 0, 0))
        case Fields(fields):
            yield from (Text(f"{name}: {known}") for name, known in fields if known)


def _pieces(line: Iterable[tuple[str, Tone]]) -> Text:
    return Text.assemble(*((text, TONES[tone]) for text, tone in line))


def _part(part: Part, depth: int) -> Iterator[RenderableType]:
    if part.kind is Kind.FIELD and not part.value:
        return
    text = Text(
        f"{part.number} {part.text}".lstrip(), style=_STYLES.get(part.kind, "") or TONES[part.tone] * (not part.value)
    )
    if part.value:
        text.append(": ").append(part.value, style=TONES[part.tone])
    if part.aside:
        text.append(f" {part.aside}", style=_DIM)
    yield _indented(text, max(depth, 1) if part.kind is Kind.ITEM else depth)
    yield from _stacked(part.inside, depth if part.kind is Kind.GROUP else depth + 1, first=False)


def _indented(drawn: RenderableType, depth: int) -> RenderableType:
    """Put something to the right, where it stays when it is broken."""
    return Padding(drawn, (0, 0, 0, _INDENT * depth), expand=False) if depth else drawn


@dataclass(frozen=True)
class _Fitting:
    """The first form that fits."""

    forms: Sequence[Sequence[Block]]
    depth: int

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        width = options.max_width
        form = next((form for form in self.forms[:-1] if _fits(form, width, self.depth)), self.forms[-1])
        if len(form) == 1 and isinstance(form[0], Table):
            yield Padding(
                _table(form[0], width, self.depth), (0, 0, 0, _left(form[0], width, self.depth)), expand=False
            )
            yield from _drawn(form[0].key) if form[0].key else ()
        else:
            yield from _stacked(form, self.depth, first=True)


def _fits(form: Sequence[Block], width: int, depth: int) -> bool:
    tables = (block for block in form if isinstance(block, Table))
    return all(
        _left(table, width, depth) + _needed(table, _space(table, width)) <= width
        and not (table.key and width < _PICTURED)
        for table in tables
    )


def _left(table: Table, width: int, depth: int) -> int:
    """Return how far a table stands to the right; where there is little room, only what needs no heads does."""
    return 0 if width < _NARROW and not table.bare else _INDENT * depth


def _space(table: Table, width: int) -> int:
    return 1 if not table.bare and (width < _NARROW or table.tight >= Tight.CLOSE) else _SPACE


def _needed(table: Table, space: int) -> int:
    """Return how many columns of the terminal a table takes, with its first column no narrower than it can bear."""
    first = max([_widest(_lines(table.heads[0], table)), *(_first(row, table) for row in table.rows)])
    rows = [table.heads, *(row.cells for row in table.rows)]
    return first + sum(
        space + max(_widest(_lines(row[place], table)) for row in rows) for place in range(1, len(table.heads))
    )


def _first(row: Row, table: Table) -> int:
    """Return how many columns the first cell of a row needs, and what heads it."""
    text = _lines(row.cells[0], table)[0]
    needed = min(cell_len(text), _LONGEST)
    if row.depth:
        needed = min(needed, _READABLE)
    elif table.tight is Tight.FOLDED:
        needed = min(max(_widest(text.split()), _FLOOR), cell_len(text))
    return max(_indent(row) + needed, 0 if table.tight is Tight.FOLDED else cell_len(row.group))


def _table(table: Table, width: int, depth: int) -> Drawn:
    space = _space(table, width)
    least = _least(table, width - _left(table, width, depth), space)
    drawn = Drawn(
        box=None,
        pad_edge=False,
        padding=(0, space, 0, 0),
        header_style=_HEADING,
        show_edge=False,
        show_header=not table.bare,
    )
    for place, head in enumerate(table.heads):
        drawn.add_column(
            Text("\n".join(_lines(head, table))),
            justify="right" if place in table.numbers else "left",
            overflow="fold",
            no_wrap=place in table.whole,
            min_width=least[place],
            max_width=None if place else _most(table),
        )
    group = ""
    for row in table.rows:
        if row.group != group:
            group = row.group
            drawn.add_row(Text(group, style="italic"))
        first, *others = [
            _cell(cell, row.tone if place in table.toned else Tone.NONE, table) for place, cell in enumerate(row.cells)
        ]
        drawn.add_row(Padding(first, (0, 0, 0, _indent(row))), *others)
    return drawn


def _least(table: Table, room: int, space: int) -> list[int | None]:
    """Return how wide each column is at least; one that may be broken is no wider than what the others leave."""
    if not table.least:
        return [None] * len(table.heads)
    left = room - sum(table.least[place] + space for place in table.whole)
    return [wide if place in table.whole else max(_LEAST, min(wide, left)) for place, wide in enumerate(table.least)]


def _most(table: Table) -> int | None:
    """Return how wide the first column is at most: no sentence makes a wide table, and no word is broken."""
    words = [word for row in table.rows for word in _lines(row.cells[0], table)[0].split()]
    return None if any(row.depth for row in table.rows) else max(_LONGEST, _widest(words))


def _indent(row: Row) -> int:
    return _INDENT * (bool(row.group) + row.depth)


def _cell(cell: str | Cell | Figure, tone: Tone, table: Table) -> Text:
    if isinstance(cell, Figure):
        return Text("\n").join(map(_pieces, cell.characters))
    own = cell.tone if isinstance(cell, Cell) else Tone.NONE
    return Text("\n".join(_lines(cell, table)), TONES[own if own is not Tone.NONE else tone])


def _lines(cell: str | Cell | Figure, table: Table) -> Sequence[str]:
    roomy = table.tight is Tight.ROOMY and not isinstance(cell, Figure)
    return (text_of(cell),) if roomy else lines_of(cell)


def _widest(texts: Sequence[str]) -> int:
    return max(map(cell_len, texts), default=0)


def _code(code: Code) -> RenderableType:
    numbers = [line.number for line in code.lines if line.number is not None]
    wide = len(str(max(numbers, default=0)))
    drawn = []
    for line in code.lines:
        number = "" if line.number is None else str(line.number)
        before = f"{'>' if line.marked else ' '} {number:>{wide}} | " if numbers else ""
        drawn.append(Text(before + line.text, style=TONES[code.tone] if line.marked else ""))
    return Group(*drawn)


def _edits(edits: Edits) -> Drawn:
    drawn = Drawn.grid(padding=(0, _SPACE, 0, 0))
    drawn.add_column(no_wrap=True)
    drawn.add_column(overflow="fold")
    for edit in edits.edits:
        drawn.add_row(Text(edit.step, style=_STEPS[edit.tone]), Group(Text(edit.what), *_wordings(edit)))
    return drawn


def _wordings(edit: Edit) -> Iterator[Text]:
    """Yield the wordings with their signs, which tell them apart without colours too; once where it did not change."""
    if edit.old == edit.new:
        yield from [] if edit.new is None else [_wording(" ", edit.new, "")]
        return
    if edit.old is not None:
        yield _wording("-", edit.old, "red")
    if edit.new is not None:
        yield _wording("+", edit.new, "green")


def _wording(sign: str, wording: Pieces, style: str) -> Text:
    found = Text().append(sign, style=style)
    for text, differs in wording:
        found.append(" " + text, style=f"{style} bold" if differs else style)
    return found
