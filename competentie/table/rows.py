"""Rows as a table has them: numbered as a spreadsheet does, with the line of the file; and what cannot be read."""

from typing import Final, NamedTuple

from competentie.core import Diagnostic, Span

NUMBERED: Final = "\x1f"  # between a name and a number by which people are told apart: neither may hold it


class TableRow(NamedTuple):
    """One row, as written. `number` is that of a spreadsheet, `line` the line of the file; both count from 1."""

    number: int
    line: int
    cells: list[str]

    @property
    def blank(self) -> bool:
        """Whether nothing is written in it."""
        return not any(cell.strip() for cell in self.cells)


class Start(NamedTuple):
    """Where a block of rows begins in its table: the number and the line of its first row."""

    row: int = 1
    line: int = 1


class TableError(Exception):
    """The table cannot be read as a whole; `diagnostics` says why."""

    def __init__(self, *diagnostics: Diagnostic) -> None:
        """Carry the findings."""
        super().__init__(len(diagnostics))
        self.diagnostics = list(diagnostics)


def line_span(number: int) -> Span:
    """Return the place of a line of a table; a cell has no column of its own in it."""
    return Span(number, 1, number, 1)
