"""What a document is to who looks for a handbook in it: paragraphs and tables, wherever they were written.

Each paragraph has a place (`p12`, `t2r3c1`), which `where` says in words. Pasted text and Markdown are read here.
"""

import re
from dataclasses import dataclass, field, replace
from typing import Final, TypeAlias

from competentie.core import N_, Message, lines_of
from competentie.handbook.pasted import DOTS

STYLED, BOLD, PLAIN, LABEL = 6, 10, 11, 12
"""How deep a heading stands: 1 to 6 by its style, up to 9 by its number, or by what it looks like; 12 in a table."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; its text may have lines. `depth` is 0 where it is no heading, `marker` what its list adds."""

    place: str
    text: str
    depth: int = 0
    marker: str = ""
    marks: tuple[str, ...] = ()

    @property
    def paragraphs(self) -> "tuple[Paragraph, ...]":
        """Itself: a block holds paragraphs."""
        return (self,)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell, which begins in a column of the grid; what continues the cell above it is empty."""

    column: int
    paragraphs: tuple[Paragraph, ...]

    @property
    def first(self) -> Paragraph:
        """The paragraph that tells what it is."""
        return self.paragraphs[0]

    @property
    def text(self) -> str:
        """All of it."""
        return "\n".join(paragraph.text for paragraph in self.paragraphs)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells; only those that hold something."""

    place: str
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def first(self) -> Paragraph:
        """What stands in its first cell."""
        return self.rows[0][0].first

    @property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """All that stands in it."""
        return tuple(paragraph for row in self.rows for cell in row for paragraph in cell.paragraphs)


@dataclass(frozen=True, slots=True)
class Aside:
    """What stands in a document and is no part of its text, and why."""

    place: str
    text: str
    kind: str
    why: Message


@dataclass(slots=True)
class Blocks:
    """A document, in its order."""

    blocks: list[Paragraph | Table] = field(default_factory=list)
    asides: list[Aside] = field(default_factory=list)


Block: TypeAlias = Paragraph | Table

_MARK: Final = re.compile(r"([a-z])(\d+)_(\w*)")
"""A bookmark of ours: what it marks, a number that makes it the only one, and an id with `_` for `-`, if it fits."""


def mark(letter: str, number: int, name: str = "") -> str:
    """Return a bookmark: letters, digits and underscores, at most 40, as Word has it."""
    return f"{letter}{number}_{name.replace('-', '_')}"


def marked(paragraph: Paragraph, letter: str) -> tuple[str, str] | None:
    """Return what a bookmark of ours says of a paragraph: itself, and the id in it."""
    found = (_MARK.fullmatch(name) for name in paragraph.marks)
    return next(((one[0], one[3].replace("_", "-")) for one in found if one and one[1] == letter), None)


def is_ours(mark: str) -> bool:
    """Tell whether a bookmark says that words are ours, and not the handbook's."""
    found = _MARK.fullmatch(mark)
    return found is not None and found[1] in "of"


_PLACES: Final = {
    "p": N_("paragraph {p}"),
    "l": N_("line {l}"),
    "t": N_("table {t}"),
    "trc": N_("table {t}, row {r}, cell {c}"),
    "trcs": N_("table {t}, row {r}, cell {c}, paragraph {s}"),
    "f": N_("footnote {f}"),
    "x": N_("text box {x}"),
    "h": N_("header or footer {h}"),
    "d": N_("deletion {d}"),
    "k": N_("comment {k}"),
    "o": N_("other part {o}"),
}


def where(place: str) -> Message:
    """Say a place in words: *table 2, row 3, cell 1*."""
    numbers = dict(re.findall(r"(\w)(\d+)", place))
    return Message(_PLACES["".join(numbers)], numbers)


BULLET: Final = re.compile(
    rf"^\s*(?:[–—*+o{DOTS}-]|\d{{1,2}}(?:\.\d{{1,2}})+[.)]?|\(?(?:\d{{1,2}}|[a-z])[.)])\s+(?=\S)"
)
_SEPARATOR: Final = re.compile(r"[\s|:-]*-[\s|:-]*")
_BOLD: Final = re.compile(r"(\*\*|__)(?!\s)(.+)\1")
_MARKUP: Final = re.compile(r"</?[biu]>|\*\*|(?<!\w)[*_](?=\S)|(?<=\S)[*_](?!\w)", re.IGNORECASE)


def from_text(text: str) -> Blocks:
    """Read pasted text: what has tabs (or pipes, in Markdown) is a row of a table, and anything else ends it."""
    found, table, is_after_gap = Blocks(), 0, True
    rows: list[tuple[Cell, ...]] = []
    given = lines_of(text)
    styled = any(re.match(r"#{1,6} ", line) or _BOLD.fullmatch(line.strip()) for line in given)
    for number, line in enumerate([*given, ""], 1):
        is_row = bool(line.strip()) and ("\t" in line.strip(" \n") or line.strip().startswith("|"))
        if is_row:
            if not _SEPARATOR.fullmatch(line):
                rows.append(_row(line, f"t{table + 1}r{len(rows) + 1}"))
        elif rows:
            table += 1
            found.blocks.append(Table(f"t{table}", tuple(rows)))
            rows = []
        if line.strip() and not is_row:
            paragraph = _paragraph(line, f"l{number}")
            if not styled and is_after_gap and _can_be_heading(paragraph.text):
                paragraph = replace(paragraph, depth=PLAIN)
            found.blocks.append(paragraph)
        is_after_gap = not line.strip() or is_row
    return found


def _row(line: str, place: str) -> tuple[Cell, ...]:
    cells = line.split("\t") if "\t" in line else line.strip().strip("|").split("|")
    made = [(column, _paragraph(cell, f"{place}c{column + 1}")) for column, cell in enumerate(cells) if cell.strip()]
    return tuple(Cell(column, (paragraph,)) for column, paragraph in made)


def _paragraph(line: str, place: str) -> Paragraph:
    line = line.strip()
    heading = re.match(r"(#{1,6})\s+", line)
    bold = _BOLD.fullmatch(line)
    depth = len(heading[1]) if heading else BOLD if bold and is_short(line) else 0
    plain = _MARKUP.sub("", line[heading.end() :] if heading else line).strip()
    return Paragraph(place, plain, depth)


_SHORT: Final = 100


def is_short(text: str) -> bool:
    """Tell whether a line can be a heading: short, and no sentence."""
    return len(text) <= _SHORT and not re.search(r"[.;,]\W*$", text)


def _can_be_heading(text: str) -> bool:
    """Tell whether a line without any style can be one: no date either, and nothing that goes on below it."""
    return is_short(text) and not re.search(r":$|\d", text) and not BULLET.match(text)
