"""What a table is to those who read it: a header, and a body in blocks of rows."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Protocol

from competentie.table.columns import Columns
from competentie.table.rows import Row, Start

if TYPE_CHECKING:
    import polars as pl


class Block(Protocol):
    """Some rows of a table, as a source yields them."""

    @property
    def start(self) -> Start:
        """Where the first row is."""

    @property
    def height(self) -> int:
        """The number of rows, empty ones too."""

    @property
    def size(self) -> int:
        """The weight in bytes."""

    def rows(self) -> Iterable[Row]:
        """Yield the rows as they are written. Raises TableError."""

    def digits(self, schema: Mapping[str, Any], digits: Collection[str], /) -> "pl.DataFrame | None":
        """Return the cells when each of `digits` holds one digit or nothing, else None; `schema` is for the others."""

    def frame(self, schema: Mapping[str, Any], /) -> "pl.DataFrame | None":
        """Return the cells under a schema, or None when only `rows` are to be trusted. Raises PolarsError."""


class Source(Protocol):
    """An open table: its header, and its body in blocks, once, or `again` and again."""

    shown: str
    columns: Columns
    delimiter: str
    again: bool

    def blocks(self) -> Iterator[Block]:
        """Yield the body. Raises TableError, OSError."""
