"""What each paragraph of a document looks like: a heading, a level, a text below either, a row of a matrix.

Tables are taken apart into the lines that they would be, whether levels stand as rows or as columns.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from competentie.core import fold
from competentie.exchange.blocks import LABEL, STYLED, Block, Cell, Paragraph, Table, is_ours, is_short, marked
from competentie.exchange.table_in import HEADS

LEVEL: Final = re.compile(
    r"(?P<head>\w*(?:niveau|level|fase|trede|schaal)\s*(?P<number>\d{1,2}))\b\s*(?P<gap>[:.()–—-]?)\s*(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
NUMBER: Final = re.compile(r"^(\d{1,2}(?:\.\d{1,2})*)[.)]?\s+(?=\S)")
_NORM: Final = re.compile(
    r"(?:\w*(?:niveau|level)\s*)?(?P<norm>\d{1,2})(?:\s*[:.)–—-])?(?:[^\S\n]*\n(?P<more>.*)|\s+(?P<rest>\D.*))?",
    re.IGNORECASE | re.DOTALL,
)
_RANGE: Final = re.compile(r"(?:of|or|tot|to|t/m|en|and|à|a|-|–|—|/|\+)\s*\d", re.IGNORECASE)
_KNOWN: Final = {word: name for name, words in HEADS.items() for word in words}


def caption(text: str) -> str:
    """Return what the head of a column, or a word before a text, says of it."""
    return _KNOWN.get(fold(text).rstrip(":. "), "")


def norm_of(text: str) -> tuple[int, str] | None:
    """Return the norm and the rationale in a cell; None where it is not one number, such as in *1 of 2*."""
    found = _NORM.fullmatch(text.strip())
    if found is None or _RANGE.match(found["rest"] or ""):
        return None
    return int(found["norm"]), (found["rest"] or found["more"] or "").strip()


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph, and what it is: heading, level, about (the level), text, field, matrix, or the end of a table."""

    role: str
    paragraph: Paragraph
    level: int = 0
    table: Table | None = None
    cells: tuple[Paragraph, ...] = ()

    @property
    def depth(self) -> int:
        """How deep a heading stands; 0 for what is none."""
        return self.paragraph.depth


class Lines:
    """The lines of a document, in the order in which a reader takes them."""

    def __init__(self, blocks: Sequence[Block], names: Sequence[str]) -> None:
        """Take the blocks, and the names of levels where the document itself tells them."""
        self._blocks, self._names = blocks, names

    def __iter__(self) -> Iterator[Line]:
        """Yield the lines."""
        for index, block in enumerate(self._blocks):
            if isinstance(block, Paragraph):
                yield self._line(block, index)
            elif not marked(block.first, "f"):
                yield from self._table(block)
                yield Line("end", block.first)

    def level(self, paragraph: Paragraph, *, in_cell: bool = False) -> int:
        """Return the level that a paragraph is the name of, or begins with; 0 for any other text."""
        if self._names:
            own = marked(paragraph, "l")
            is_name = paragraph.text in self._names and not any(marked(paragraph, letter) for letter in "cdijkmnprt")
            return int(own[1]) if own else self._names.index(paragraph.text) + 1 if is_name else 0
        found = LEVEL.fullmatch(NUMBER.sub("", paragraph.text, count=1))
        is_level = found is not None and (not found["rest"] or found["gap"] or paragraph.depth or in_cell)
        return int(found["number"]) if found and is_level else 0

    def _line(self, paragraph: Paragraph, index: int) -> Line:
        level, number = self.level(paragraph), NUMBER.match(paragraph.text)
        if level:
            return Line("level", paragraph, level)
        without = paragraph.text[number.end() :] if number else paragraph.text
        if paragraph.depth:
            is_counted = number is not None and re.search(r"[.)]", number[0])
            return Line("heading", replace(paragraph, text=without) if is_counted else paragraph)
        if number and is_short(without) and self._begins(number[1], index):
            depth = STYLED + min(3, number[1].count(".") + 1)
            return Line("heading", replace(paragraph, text=without, depth=depth))
        return Line("text", paragraph)

    def _begins(self, number: str, index: int) -> bool:
        """Tell whether a text with a number is a heading: its first part follows, or at most two texts and level 1."""
        for block in self._blocks[index + 1 : index + 4]:
            if isinstance(block, Table):
                return any(self._level_in(cell) == 1 for row in block.rows for cell in row)
            level, inner = self.level(block), NUMBER.match(block.text)
            if level or inner or block.depth:
                return level == 1 or (inner is not None and inner[1] == f"{number}.1")
        return False

    def _level_in(self, cell: Cell) -> int:
        return self.level(cell.first, in_cell=True)

    def _table(self, table: Table) -> Iterator[Line]:
        counts = [0 if marked(row[0].first, "l") else sum(map(bool, map(self._level_in, row))) for row in table.rows]
        if is_matrix(table):
            yield Line("matrix", table.first, table=table)
        elif max(counts) > 1:
            yield from self._columns(table, next(at for at, count in enumerate(counts) if count > 1))
        elif any(self._level_in(cell) or marked(cell.first, "c") for row in table.rows for cell in row):
            yield from self._rows(table)

    def _columns(self, table: Table, at: int) -> Iterator[Line]:
        """Read levels that stand beside each other, of one competency or with a competency on each row."""
        heads, below = table.rows[at], table.rows[at + 1 :]
        levels = [cell for cell in heads if self._level_in(cell)]
        roles = {caption(cell.text): cell.column for cell in heads}
        is_overview = not at and roles.get("competency", levels[0].column) < levels[0].column
        named = [row[0] for row in below if row[0].column < levels[0].column and not caption(row[0].text)]
        if named and not is_overview:
            return  # what stands before the levels of a row can be anything
        for number, row in enumerate(table.rows[:at]):
            is_more = number and len(row) == 1
            yield from texts(row) if is_more else self._label(row)
        for rows in [(row,) for row in below] if is_overview else [below]:
            if is_overview:
                wanted = roles.get("competency", 0), roles.get("definition", -1)
                yield from self._label(tuple(cell for column in wanted for cell in rows[0] if cell.column == column))
            for level in levels:
                yield from self._level(level)
                yield from texts(tuple(cell for row in rows for cell in row if cell.column == level.column))
            if is_overview:
                yield Line("end", table.first)

    def _rows(self, table: Table) -> Iterator[Line]:
        """Read levels that stand below each other, with their behaviours beside them."""
        at, is_named = -1, False
        has_heads = len(table.rows[0]) > 1 and all(caption(cell.text) for cell in table.rows[0])
        for row in table.rows[1:] if has_heads else table.rows:
            level = next((cell for cell in row if self._level_in(cell)), None)
            if marked(row[0].first, "f"):
                yield Line("field", row[0].first, cells=tuple(line.paragraph for line in texts(row[1:])))
            elif level is not None:
                at = level.column
                yield from self._label(tuple(cell for cell in row if cell.column < at))
                yield from self._level(level)
                yield from texts(tuple(cell for cell in row if cell.column > at))
            elif any(is_ours(mark) for mark in row[0].first.marks):
                continue
            elif (at < 0 and is_named and len(row) == 1) or (at >= 0 and row[0].column > at):
                yield from texts(row)
            else:
                yield from self._label(row)
                is_named = True

    def _label(self, row: tuple[Cell, ...]) -> Iterator[Line]:
        """Read cells that name a competency, and define it; a word may stand before either."""
        role = caption(row[0].text) if len(row) > 1 else ""
        for number, line in enumerate(texts(row[1:] if role else row)):
            is_label = number == 0 and role != "definition"
            yield Line("heading", replace(line.paragraph, depth=LABEL)) if is_label else line

    def _level(self, cell: Cell) -> Iterator[Line]:
        yield Line("level", cell.first, self._level_in(cell))
        yield from (Line("about", paragraph) for paragraph in cell.paragraphs[1:])


def texts(row: tuple[Cell, ...]) -> Iterator[Line]:
    """Yield what stands in cells as texts."""
    return (Line("text", paragraph) for cell in row for paragraph in cell.paragraphs)


def is_matrix(table: Table) -> bool:
    """Tell whether a table says norms: names of competencies under a head, and numbers beside them."""
    heads = table.rows[0]
    roles = {cell.column: caption(cell.text) for cell in heads}
    cells = [cell for row in table.rows[1:] for cell in row if cell.column and roles.get(cell.column) != "note"]
    norms = sum(norm_of(cell.text) is not None for cell in cells)
    is_headed = len(heads) > 1 - bool(heads[0].column) and roles.get(0, "competency") == "competency"
    is_sure = any(marked(cell.first, "p") for cell in heads)
    return is_sure or (
        is_headed and not {"behaviour", "definition"} & {*roles.values()} and norms * 2 >= len(cells) > 0
    )
