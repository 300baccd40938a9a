"""Parquet as blocks of rows, read in pieces; numbers, dates and booleans become the text that a person would write."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO, Final

from competentie.core import msg
from competentie.table.columns import Items, Reading
from competentie.table.sources.source import FrameBlock, broken, columns_of, empty, frame_blocks, guarded

if TYPE_CHECKING:
    import polars as pl

_END: Final = b"PAR1"
_ROWS: Final = 100_000  # in a block
_NOT_READ: Final = msg("this Parquet file is damaged, or one of its columns is of a kind that is not read")
_TWICE: Final = msg("two columns of this Parquet file have one name")
_UNREADABLE: Final = msg("this Parquet file is damaged, or is not whole")


class ParquetSource:
    """An open Parquet file. Its rows are numbered as records, from 1: no spreadsheet shows another number."""

    delimiter = ","

    def __init__(self, file: BinaryIO, shown: str, items: Items, reading: Reading) -> None:
        """Read the schema. Raises TableError when no sense can be made of it, OSError."""
        import polars as pl
        from polars.exceptions import DuplicateError, PolarsError

        self.shown = shown
        self.again = False
        size = file.seek(0, 2)
        file.seek(max(size - len(_END), 0))
        self._unreadable = _NOT_READ if file.read() == _END else _UNREADABLE
        file.seek(0)
        with guarded(shown, self._unreadable, PolarsError, OSError), guarded(shown, _TWICE, DuplicateError):
            self._scan = pl.scan_parquet(file, glob=False, hive_partitioning=False)
            self._schema = self._scan.collect_schema()
        if not self._schema:
            raise empty(shown)
        self.columns = columns_of(list(self._schema), shown, 1, items, reading)
        self._most = max(size * 1000, 1 << 30)
        nested = [name for name, dtype in self._schema.items() if dtype.is_nested() or dtype == pl.Object]
        if nested:
            message = msg("the columns {names} hold lists or records, not one value per row", names=nested)
            raise broken(shown, message, msg("write one column per value, or leave them out"))

    def blocks(self) -> Iterator[FrameBlock]:
        """Yield the rows. Raises TableError, OSError."""
        from polars.exceptions import PolarsError

        texts = [_text(place, dtype) for place, dtype in enumerate(self._schema.dtypes())]
        row = 1
        with guarded(self.shown, self._unreadable, PolarsError, OSError):
            pieces = iter(self._scan.select(texts).collect_batches(chunk_size=_ROWS, maintain_order=True))
        while True:
            with guarded(self.shown, self._unreadable, PolarsError, OSError):
                piece = next(pieces, None)
            if piece is None:
                return
            if piece.height:
                for block in frame_blocks(piece, row, self.shown):
                    self._most -= block.size
                    yield block
                if self._most < 0:
                    raise broken(self.shown, msg("this Parquet file unpacks to more than a thousand times its size"))
                row += piece.height


def _text(place: int, dtype: "pl.DataType") -> "pl.Expr":
    """Write a column as text: 2 for 2.0, 2026-11-03 for a day or its midnight; nothing is null."""
    import polars as pl

    column = pl.nth(place)
    if isinstance(dtype, pl.Datetime):
        text = column.dt.to_string("%Y-%m-%d %H:%M:%S").str.replace(" 00:00:00$", "")
    elif dtype.is_float() or dtype.is_decimal():
        text = column.cast(pl.String).str.replace(r"\.0+$", "")
    else:
        text = column.cast(pl.String)
    return pl.when(text != "").then(text).alias(str(place))
