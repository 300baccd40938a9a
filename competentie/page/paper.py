"""A page laid out for paper: paragraphs, tables and drawings in their order. Read by what makes PDF and Word.

Here alone is decided what stands under what, in which look, and which columns fit beside each other on a sheet.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final, TypeAlias

from competentie.page.figures import mark
from competentie.page.language import Words
from competentie.page.model import (
    HEADINGS,
    Block,
    Cell,
    Code,
    Columns,
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
    Tone,
    step_of,
    text_of,
    typeset,
)
from competentie.page.svg import COLOURS, svg

_LOOKS: Final = {
    Kind.VERDICT: "total",
    Kind.ASIDE: "soft",
    Kind.NOTE: "soft",
    Kind.SAID: "said",
    Kind.FACT: "item",
    Kind.ITEM: "item",
    Kind.TO_DO: "to-do",
    Kind.DONE: "done",
}
_SHARES: Final = (("soft", "ink"), ("most-good", "on-good"), ("most-above", "on-above"), ("above", "ground"))
_BESIDE: Final = 9  # columns that fit beside each other on a sheet
_TEXTUAL: Final = 16  # letters: columns of longer texts take what is left of the width


@dataclass(frozen=True, slots=True)
class Drawing:
    """A figure as SVG, its sentence (none for an ornament), and how wide and high it is."""

    svg: str
    sentence: str
    wide: float
    high: float


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text in one look (a tone, `strong`, `soft`, `code`, `old` or `new`), or a drawing within a line."""

    text: str
    look: str = ""
    to: str = ""
    drawing: Drawing | None = None


Runs: TypeAlias = Sequence[Run]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A heading of so deep a level, or a text in its look, with what belongs to it."""

    runs: Runs
    look: str = ""
    level: int = 0
    address: str = ""
    leaf: bool = False
    inside: "Sequence[Laid]" = ()
    kind: str = "paragraph"


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table: its cells, for each the colours of its ground and of its letters, and whether it heads others.

    Of `depth` 1 it tells more of the one above it.
    """

    cells: Sequence[Runs]
    grounds: Sequence[tuple[str, str]] = ()
    group: bool = False
    depth: int = 0
    drawn: bool = False
    """Whether a drawing is in it, which is higher than a text."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; `numbers` stand to the right, `wide` columns share what the others leave, a key stands below it."""

    heads: Sequence[Runs]
    lines: Sequence[Line]
    numbers: Sequence[int] = ()
    wide: Sequence[int] = ()
    bare: bool = False
    heat: bool = False
    key: Sequence[Runs] = ()
    kind: str = "grid"


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing by itself, under its caption."""

    drawing: Drawing
    caption: str
    kind: str = "picture"


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside each other: columns of a stair or not; lines to write on, each with name and value."""

    columns: "Sequence[Sequence[Laid]]"
    look: str
    kind: str = "beside"


Laid: TypeAlias = Paragraph | Grid | Picture | Beside


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole document; its mark stands on every sheet."""

    title: str
    language: str
    mark: str
    blocks: Sequence[Laid]
    colours: Mapping[str, str]


def laid_out(page: Page, words: Words) -> Paper:
    """Lay a page out for paper."""
    mark = words("Confidential") if page.confidential else ""
    inside = [Paragraph([Run(mark)], "mark")] if mark else []
    return Paper(page.title, words.language, mark, [*inside, *_page(page, 1)], COLOURS)


def _page(page: Page, level: int) -> Iterator[Laid]:
    yield Paragraph([Run(page.title)], "heading", level)
    yield from (Paragraph([Run(text)], "soft") for text in page.about)
    yield from [Paragraph([Run(page.total)], "total")] if page.total else []
    yield from _blocks((*page.verdict, *page.blocks), level + 1)
    yield from [Paragraph([Run(page.basis)], "soft")] if page.basis else []


def _blocks(blocks: Iterable[Block], level: int) -> Iterator[Laid]:
    for is_field, some in groupby(blocks, key=lambda block: isinstance(block, Part) and block.kind is Kind.FIELD):
        if is_field:
            pairs = [(part.text, part.value) for part in some if isinstance(part, Part)]
            yield Grid((), [Line([[Run(name, "soft")], [Run(value)]]) for name, value in pairs], wide=(1,), bare=True)
        else:
            yield from (laid for block in some for laid in _block(block, level))


def _block(block: Block, level: int) -> Iterator[Laid]:
    match block:
        case Part():
            yield from _part(block, level)
        case Table():
            yield from _table(block)
        case Figure(caption=caption):
            yield Picture(_drawing(block), caption)
        case Columns(columns, stair):
            yield Beside([list(_blocks(column, level)) for column in columns], "stair" if stair else "")
        case Fields(fields, signed):
            lines = [[Paragraph([Run(name)]), Paragraph([Run(known)])] for name, known in fields]
            yield Beside(lines, "signed" if signed else "fields")
        case Forms(forms):
            yield from _blocks(forms[0], level)
        case Page():
            yield from _page(block, level)
        case _:
            yield _exact(block)


def _exact(block: Key | Code | Edits) -> Laid:
    match block:
        case Key():
            return Grid((), (), bare=True, key=_key(block))
        case Code():
            lines = [Line([[Run(line.text, "code" if not line.marked else "marked")]]) for line in block.lines]
            return Grid((), lines, wide=(0,), bare=True)
        case Edits():
            lines = []
            for edit in block.edits:
                wordings = (_wording(edit.old, "old"), _wording(edit.new, "new"))
                lines.append(Line([[Run(edit.step, edit.tone.value)], [Run(edit.what)], *wordings]))
            return Grid([[Run(head)] for head in block.heads], lines, wide=(1, 2, 3))


def _wording(wording: Pieces | None, look: str) -> Runs:
    return [Run(f"{text} ", look if differs else "") for text, differs in wording or ()]


def _part(part: Part, level: int) -> Iterator[Laid]:
    look = _LOOKS.get(part.kind, "")
    if part.kind in HEADINGS:
        number = [Run(f"{part.number} ", "near")] if part.number else []
        value = [Run(" "), *_toned(part.value, part.tone)] if part.value else []
        yield Paragraph([*number, Run(part.text), *value], "heading", level, part.address, part.leaf)
        yield from _blocks(part.inside, level + 1)
        return
    text = _toned(part.text, part.tone) if not part.value else [Run(part.text, "strong" if look == "said" else "")]
    value = [Run(": "), Run(part.value, part.tone.value)] if part.value else []
    aside = [Run(f" {part.aside}", "soft")] if part.aside else []
    inside = list(_blocks(part.inside, level))
    yield Paragraph([*text, *value, *aside], look, address=part.address, inside=inside)


def _table(table: Table) -> Iterator[Grid]:
    """Yield a table; one with more columns than fit in several, each with the first column."""
    longest = [
        max(
            (len(text_of(row.cells[place])) for row in table.rows if isinstance(row.cells[place], str | Cell)),
            default=0,
        )
        for place in range(len(table.heads))
    ]
    headed = any(map(text_of, table.heads))
    for start in range(1, max(len(table.heads), 2), _BESIDE - 1):
        places = [0, *range(start, min(start + _BESIDE - 1, len(table.heads)))]
        yield Grid(
            [[Run(text_of(table.heads[place]))] for place in places] if headed else (),
            list(_lines(table, places)),
            [at for at, place in enumerate(places) if place in table.numbers],
            [at for at, place in enumerate(places) if not at or longest[place] > _TEXTUAL],
            not headed,
            table.heat,
            _key(table.key) if table.key else (),
        )


def _lines(table: Table, places: Sequence[int]) -> Iterator[Line]:
    for group, rows in groupby(table.rows, key=lambda row: row.group):
        if group:
            yield Line([[Run(group, "soft")]], group=True)
        for row in rows:
            grounds = [_ground(row.cells[place], table) for place in places]
            drawn = any(isinstance(cell, Figure) for cell in row.cells)
            yield Line([_cell(row, place, table) for place in places], grounds, depth=row.depth, drawn=drawn)


def _cell(row: Row, place: int, table: Table) -> Runs:
    cell = row.cells[place]
    if isinstance(cell, Figure):
        return [Run("", drawing=_drawing(cell))]
    marked = max(table.toned - table.numbers, default=0)
    tone = row.tone if place in table.toned and text_of(cell) else Tone.NONE
    strong = "strong" if not place and not row.depth and not table.bare else ""
    if isinstance(cell, str):
        return _toned(cell, tone) if place == marked else [Run(typeset(cell), tone.value or strong)]
    text = [Run(typeset(cell.text), strong if cell.tone is Tone.NONE else cell.tone.value, cell.to)]
    sign = mark(cell.tone, on_ground=True)
    if table.heat and sign.shapes:
        text = [Run("", drawing=_drawing(sign)), Run(" "), *text]
    return [*text, *([Run(f" {cell.aside}", "soft")] if cell.aside else [])]


def _ground(cell: str | Cell | Figure, table: Table) -> tuple[str, str]:
    """Return the names of the colours of a cell and of what stands in it; none where it is as the paper."""
    if not table.heat or not isinstance(cell, Cell):
        return "", ""
    if cell.share is not None:
        return _SHARES[step_of(cell.share)]
    return (f"most-{cell.tone.value}", f"on-{cell.tone.value}") if f"most-{cell.tone.value}" in COLOURS else ("", "")


def _toned(text: str, tone: Tone) -> list[Run]:
    """Return a text with the sign of how good it is."""
    sign = mark(tone)
    return [*([Run("", drawing=_drawing(sign)), Run(" ")] if sign.shapes else []), Run(text, tone.value)]


def _key(key: Key) -> list[Runs]:
    return [[Run("", drawing=_drawing(figure)), Run(f" {text}", "soft")] for figure, text in key.entries]


def _drawing(figure: Figure) -> Drawing:
    return Drawing(svg(figure, alone=True), figure.sentence, figure.width, figure.height)
