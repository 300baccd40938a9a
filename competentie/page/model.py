"""What a command has to say, before it is drawn: a title, blocks, what it rests on. In words, in no format.

Who makes a `Page` knows nothing of terminals, Markdown or HTML; who draws one knows nothing of competencies. All texts
are data by now: in the reader's language, on one line, without unsafe characters (`language.Words`, `text.printable`).
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum, IntEnum, auto
from typing import Final, NamedTuple, TypeAlias


class Kind(Enum):
    """What a part is; nesting says what it belongs to."""

    SECTION = auto()
    PART = auto()
    """A heading inside a section."""
    GROUP = auto()
    """A heading over what has something in common; what is in it stands no further to the right."""
    VERDICT = auto()
    """What all of it comes to."""
    ASIDE = auto()
    LINE = auto()
    NOTE = auto()
    """How to read what stands above it."""
    FACT = auto()
    """A line of its own beside its like."""
    ITEM = auto()
    TO_DO = auto()
    DONE = auto()
    FIELD = auto()
    """`text: value`; where the value is empty, only what is filled in by hand shows it."""
    SAID = auto()
    """What somebody wrote: `text` is who, `value` the words."""


_NEGATIVE: Final = re.compile(r"(?<!\S)-(?=\d)|(?<=…)-(?=\d)")
HEADINGS: Final = frozenset({Kind.SECTION, Kind.PART, Kind.GROUP})


class Tone(Enum):
    """How good something is. It repeats what words say, and never stands alone."""

    NONE = ""
    ABOVE = "above"
    GOOD = "good"
    NEAR = "near"
    FAR = "far"
    OPEN = "open"
    APART = "apart"
    """Neither good nor bad, and worth a look."""


class Part(NamedTuple):
    """A text with what stands under it; a value, which has the tone, stands behind it (without one, the text has it).

    `aside` is said softly behind the text, as a code; a heading may have a `number`. `address` is what links in the
    page lead to, and unique in it. A heading that is a `leaf` begins a page on paper.
    """

    kind: Kind
    text: str
    inside: "Sequence[Block]" = ()
    value: str = ""
    tone: Tone = Tone.NONE
    aside: str = ""
    number: str = ""
    address: str = ""
    leaf: bool = False


class Shape(NamedTuple):
    """An element of SVG, where it stands, and the names of its colours (`svg.COLOURS`); a text in it is data."""

    element: str
    at: Mapping[str, str | float]
    fill: str = ""
    stroke: str = ""
    text: str = ""


class Figure(NamedTuple):
    """Shapes on a ground of so wide and so high, in one sentence for who cannot see them, and in characters.

    Made by `figures`, of numbers. Without a sentence it is an ornament. Each line of characters is in pieces with
    a tone.
    """

    sentence: str
    width: float
    height: float
    shapes: Sequence[Shape]
    characters: Sequence[Sequence[tuple[str, Tone]]] = ()
    caption: str = ""


class Key(NamedTuple):
    """What the shapes of figures mean: each a small figure, and its words."""

    entries: Sequence[tuple[Figure, str]]


class Cell(NamedTuple):
    """A cell or a head in one piece, and in lines under each other where there is little room beside it.

    `to` is the address that it leads to, `aside` is said softly behind it. In a table that is a map of heat, it has
    the ground of its own tone, or of its share (0 to 1), the more the darker.
    """

    text: str
    lines: tuple[str, ...] = ()
    to: str = ""
    aside: str = ""
    tone: Tone = Tone.NONE
    share: float | None = None


class Row(NamedTuple):
    """The cells of a row; the first one says what the row is about, the tone is that of the columns in `toned`.

    `depth` is 1 where a row tells more of the one above it.
    """

    cells: tuple[str | Cell | Figure, ...]
    group: str = ""
    tone: Tone = Tone.NONE
    depth: int = 0


class Tight(IntEnum):
    """How tightly a table is set where there is little room; each adds to the one before."""

    ROOMY = auto()
    LINES = auto()
    """Cells stand in their lines."""
    CLOSE = auto()
    """Columns stand close together."""
    FOLDED = auto()
    """The texts of the first column may be broken."""


class Table(NamedTuple):
    """Rows under heads, in groups (`group` is their head, where a medium gives them a column).

    The sets name columns by their place: `numbers` stand to the right, `toned` have the row's tone, `whole` are never
    broken. A `bare` table needs no heads for who sees it. A map of `heat` has cells on a ground. Columns of figures
    and the `key` to them are drawn where there is room (`plain`); of those that are `told`, else their sentence stands
    there, since no other column says it.
    """

    heads: tuple[str | Cell, ...]
    rows: tuple[Row, ...]
    group: str = ""
    numbers: frozenset[int] = frozenset()
    toned: frozenset[int] = frozenset()
    whole: frozenset[int] = frozenset()
    bare: bool = False
    heat: bool = False
    told: bool = False
    key: Key | None = None
    tight: Tight = Tight.ROOMY
    least: tuple[int, ...] = ()
    """How many letters each column is wide, if there is room; `lined_up` sets it."""


class Forms(NamedTuple):
    """The same in several forms, the widest first; what has little room draws the first that fits, or else the last."""

    forms: "Sequence[Sequence[Block]]"


class Fields(NamedTuple):
    """Lines beside each other to fill in by hand, each with its name and what is known of it already.

    Where there is no pen, only what is known is shown. Who `signed` does so on a line above his name.
    """

    fields: Sequence[tuple[str, str]]
    signed: bool = False


class Columns(NamedTuple):
    """Blocks beside each other where there is room, and else under each other; a `stair` rises to the last."""

    columns: "Sequence[Sequence[Block]]"
    stair: bool = False


class CodeLine(NamedTuple):
    """A line as it is; of a file also its number, and whether it is what matters."""

    text: str
    number: int | None = None
    marked: bool = False


class Code(NamedTuple):
    """Lines of a file or of a terminal; what matters in them has the tone."""

    lines: Sequence[CodeLine]
    tone: Tone = Tone.NONE


Pieces: TypeAlias = Sequence[tuple[str, bool]]
"""A wording in pieces: each with whether it is what differs."""


class Edit(NamedTuple):
    """A change: how much it asks, what it is, and where a text changed its old and its new wording."""

    step: str
    tone: Tone
    what: str
    old: Pieces | None = None
    new: Pieces | None = None


class Edits(NamedTuple):
    """Changes under each other; `heads` are those of step, change, old and new."""

    heads: tuple[str, str, str, str]
    edits: Sequence[Edit]


class Page(NamedTuple):
    """All of it.

    Verdict and total lead a document, and end what is read from its end: a terminal. The title of a `bare` page is
    shown only where a medium asks for one. A page inside another is one of several of equal worth. `confidential` is
    said at its head and on each sheet of paper (unless it is said here, what only its owner may read is); `contents`
    asks for a list of the headings that have an address.
    """

    title: str
    about: Sequence[str] = ()
    blocks: "Sequence[Block]" = ()
    total: str = ""
    basis: str = ""
    verdict: Sequence[Part] = ()
    bare: bool = False
    confidential: bool | None = None
    contents: bool = False


Block: TypeAlias = Part | Table | Figure | Key | Fields | Columns | Forms | Edits | Code | Page


def section(heading: str, inside: Iterable[Block]) -> Iterator[Part]:
    """Yield a section, unless nothing is in it."""
    blocks = tuple(inside)
    if blocks:
        yield Part(Kind.SECTION, heading, blocks)


def lined_up(tables: Sequence[Table]) -> list[Table]:
    """Return tables of the same columns, with each of these as wide in every table."""
    rows = [row.cells for table in tables for row in table.rows]
    rows += [table.heads for table in tables if not table.bare]
    least = tuple(max(map(_length, column)) for column in zip(*rows, strict=True))
    return [table._replace(least=least) for table in tables]


def text_of(cell: str | Cell | Figure) -> str:
    """Return a cell in one piece; of a figure, its sentence."""
    match cell:
        case Cell(text, aside=aside):
            return f"{text} {aside}" if aside else text
        case Figure(sentence):
            return sentence
        case _:
            return cell


def lines_of(cell: str | Cell | Figure) -> Sequence[str]:
    """Return the lines of a cell where there is little room."""
    if isinstance(cell, Figure):
        return ["".join(text for text, _ in line) for line in cell.characters]
    return cell.lines if isinstance(cell, Cell) and cell.lines else (text_of(cell),)


def _length(cell: str | Cell | Figure) -> int:
    return max(map(len, lines_of(cell)))


def plain(table: Table) -> Table:
    """Return a table without its figures: what they show stands in its other columns, or is told."""
    if table.told:
        rows = (row._replace(cells=tuple(map(text_of, row.cells))) for row in table.rows)
        return table._replace(rows=tuple(rows), whole=table.numbers, key=None)
    figured = {place for row in table.rows for place, cell in enumerate(row.cells) if isinstance(cell, Figure)}
    kept = [place for place in range(len(table.heads)) if place not in figured]
    numbers, toned, whole = (
        frozenset(kept.index(place) for place in places & set(kept))
        for places in (table.numbers, table.toned, table.whole)
    )
    return table._replace(
        heads=tuple(table.heads[place] for place in kept),
        rows=tuple(row._replace(cells=tuple(row.cells[place] for place in kept)) for row in table.rows),
        numbers=numbers,
        toned=toned,
        whole=whole,
        least=tuple(table.least[place] for place in kept) if table.least else (),
        key=None,
    )


def step_of(share: float) -> int:
    """Return which of the four grounds a share has, from 0 for the lightest."""
    return min(int(share * 4), 3)


def typeset(text: str) -> str:
    """Return a number or a span of them as it is printed: with a minus."""
    return _NEGATIVE.sub("−", text)


def headings(blocks: "Sequence[Block]", depth: int = 0) -> Iterator[tuple[int, Part]]:
    """Yield the headings that have an address or are above one, each with how deep it is."""
    for block in blocks:
        if isinstance(block, Part) and block.kind in HEADINGS:
            inside = list(headings(block.inside, depth + 1))
            if block.address or inside:
                yield depth, block
                yield from inside


def lines(texts: Iterable[str]) -> list[Part]:
    """Return texts as lines."""
    return [Part(Kind.LINE, text) for text in texts]


def items(texts: Iterable[str]) -> list[Part]:
    """Return texts as items of a list."""
    return [Part(Kind.ITEM, text) for text in texts]
