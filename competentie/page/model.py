"""What a command has to say, before it is drawn: a title, blocks, what it rests on. In words, in no format.

Who makes a `Page` knows nothing of terminals, Markdown or HTML; who draws one knows nothing of competencies. All texts
are data by now: in the reader's language, on one line, without unsafe characters (`language.Words`, `text.printable`).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, IntEnum, auto
from typing import Final, TypeAlias


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


@dataclass(frozen=True, slots=True)
class Part:
    """A text with what stands under it; a value, which has the tone, stands behind it."""

    kind: Kind
    text: str
    inside: "Sequence[Block]" = ()
    value: str = ""
    tone: Tone = Tone.NONE


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell or a head in one piece, and in lines under each other where there is little room beside it."""

    text: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row; the first one says what the row is about, the tone is that of the columns in `toned`.

    `depth` is 1 where a row tells more of the one above it.
    """

    cells: tuple[str | Cell, ...]
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


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under heads, in groups (`group` is their head, where a medium gives them a column).

    The sets name columns by their place: `numbers` stand to the right, `toned` have the row's tone, `whole` are never
    broken. A `bare` table needs no heads for who sees it.
    """

    heads: tuple[str | Cell, ...]
    rows: tuple[Row, ...]
    group: str = ""
    numbers: frozenset[int] = frozenset()
    toned: frozenset[int] = frozenset()
    whole: frozenset[int] = frozenset()
    bare: bool = False
    tight: Tight = Tight.ROOMY
    least: tuple[int, ...] = ()
    """How many letters each column is wide, if there is room; `lined_up` sets it."""


@dataclass(frozen=True, slots=True)
class Forms:
    """The same in several forms, the widest first; what has little room draws the first that fits, or else the last."""

    forms: "Sequence[Sequence[Block]]"


@dataclass(frozen=True, slots=True)
class CodeLine:
    """A line as it is; of a file also its number, and whether it is what matters."""

    text: str
    number: int | None = None
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Code:
    """Lines of a file or of a terminal; what matters in them has the tone."""

    lines: Sequence[CodeLine]
    tone: Tone = Tone.NONE


@dataclass(frozen=True, slots=True)
class Stair:
    """A step of a staircase: what it is called, its share of 0 to 1, that in words, and how it ascends."""

    label: str
    share: float
    value: str
    tone: Tone = Tone.NONE


@dataclass(frozen=True, slots=True)
class Staircase:
    """Steps, the lowest first; drawn with the highest on top, so that a sound one narrows upwards."""

    stairs: Sequence[Stair]


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture of a shape, with the sentence that says it all to who cannot see it. Another shape joins here."""

    shape: Staircase
    sentence: str


Pieces: TypeAlias = Sequence[tuple[str, bool]]
"""A wording in pieces: each with whether it is what differs."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A change: how much it asks, what it is, and where a text changed its old and its new wording."""

    step: str
    tone: Tone
    what: str
    old: Pieces | None = None
    new: Pieces | None = None


@dataclass(frozen=True, slots=True)
class Edits:
    """Changes under each other; `heads` are those of step, change, old and new."""

    heads: tuple[str, str, str, str]
    edits: Sequence[Edit]


@dataclass(frozen=True, slots=True)
class Page:
    """All of it.

    The verdict leads a document, and ends what is read from its end: a terminal. The title of a `bare` page is shown
    only where a medium asks for one. A page inside another is one of several of equal worth.
    """

    title: str
    about: Sequence[str] = ()
    blocks: "Sequence[Block]" = ()
    total: str = ""
    basis: str = ""
    verdict: Sequence[Part] = ()
    bare: bool = False


Block: TypeAlias = Part | Table | Forms | Edits | Code | Figure | Page


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
    return [replace(table, least=least) for table in tables]


def _length(cell: str | Cell) -> int:
    return len(cell) if isinstance(cell, str) else max(map(len, cell.lines))


def lines(texts: Iterable[str]) -> list[Part]:
    """Return texts as lines."""
    return [Part(Kind.LINE, text) for text in texts]


def items(texts: Iterable[str]) -> list[Part]:
    """Return texts as items of a list."""
    return [Part(Kind.ITEM, text) for text in texts]
