"""What all pages for a terminal have in common: tables without lines, and texts that stand further to the right."""

from typing import Final

from rich.padding import Padding
from rich.table import Table
from rich.text import Text as Line

HEADING: Final = "bold"
DIM: Final = "dim"
SPACE: Final = 2  # columns of a terminal between those of a table, where there is room
INDENT: Final = 2  # columns, of what stands under something else


def table(space: int = SPACE) -> Table:
    """Return an empty table, with a line for its heads."""
    return Table(box=None, pad_edge=False, padding=(0, space, 0, 0), header_style=HEADING, show_edge=False)


def indented(text: str, columns: int = INDENT, style: str = "") -> Padding:
    """Return a text that stays to the right of its first column where it is broken."""
    return Padding(Line(text, style=style), (0, 0, 0, columns), expand=False)
