"""Rows whose cells came as a frame of text: what a workbook, Parquet and JSON lines have in common."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from competentie.table.rows import Row, Start

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True)
class FrameBlock:
    """Rows of text; columns are named by their place, and an empty cell is null. Each row is a line of its own."""

    texts: "pl.DataFrame"
    start: Start
    size: int

    @property
    def height(self) -> int:
        """The number of rows, empty ones too."""
        return self.texts.height

    def rows(self) -> Iterator[Row]:
        """Yield the rows."""
        row, line = self.start
        for place, cells in enumerate(self.texts.iter_rows()):
            yield Row(row + place, line + place, ["" if cell is None else cell for cell in cells])

    def frame(self, schema: "Mapping[str, pl.DataType | type[pl.DataType]]") -> "pl.DataFrame":
        """Return the cells under this schema. Raises a PolarsError when a cell does not fit it."""
        return self.texts.cast(dict(schema))  # type: ignore[arg-type]

    def digits(self, schema: object, digits: object) -> None:
        """Return nothing: the cells are text already."""
