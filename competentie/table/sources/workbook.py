"""An XLSX workbook: one sheet of it, as text. Numbers, dates and booleans become what a person would write."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO, Final

from competentie.core.message import WrongUseError, msg
from competentie.core.suggest import suggest
from competentie.table.columns import Items
from competentie.table.rows import Start
from competentie.table.sources.broken import broken, guarded
from competentie.table.sources.frames import FrameBlock
from competentie.table.sources.header import columns_of, empty
from competentie.table.sources.workbook_parts import Extent, Parts

if TYPE_CHECKING:
    import polars as pl

_ROWS: Final = 50_000  # in a block
_MOST_BYTES: Final = 256 << 20  # of the file itself
_UNREADABLE: Final = msg("this workbook is damaged, or is not whole")


class WorkbookSource:
    """An open workbook: the first sheet, or the one that was named. Its rows are numbered as the spreadsheet does."""

    delimiter = ","

    def __init__(
        self, file: BinaryIO, shown: str, items: Items, sheet: str | None = None, by: str | None = None
    ) -> None:
        """Read the sheet. Raises TableError when no sense can be made of it, WrongUseError, OSError."""
        import polars as pl

        self.shown = shown
        self.again = True  # it was read whole: it is kept, rather than read anew
        texts = _read(file, shown, sheet)
        filled = texts.select(pl.any_horizontal(pl.all().is_not_null())).to_series().arg_max() if texts.width else None
        if filled is None or not any(texts.row(filled)):
            raise empty(shown)
        header, body = filled, texts.slice(filled + 1)
        named = texts.row(header)
        kept = [place for place, name in enumerate(named) if name is not None or body.to_series(place).count()]
        self.columns = columns_of([named[place] or "" for place in kept], shown, header + 1, items, by)
        self._texts = body.select(pl.nth(place).alias(str(number)) for number, place in enumerate(kept))
        self._start = header + 2

    def blocks(self) -> Iterator[FrameBlock]:
        """Yield the rows below the header."""
        for place in range(0, self._texts.height, _ROWS):
            texts = self._texts.slice(place, _ROWS)
            yield FrameBlock(texts, Start(self._start + place, self._start + place), int(texts.estimated_size()))


def _read(file: BinaryIO, shown: str, sheet: str | None) -> "pl.DataFrame":
    """Return every cell of a sheet from the first row on, as text."""
    import fastexcel
    import polars as pl

    if file.seek(0, 2) > _MOST_BYTES:
        message = msg("this workbook is larger than {n} MB", n=_MOST_BYTES >> 20)
        raise broken(shown, message, msg("save the sheet as CSV, or as a workbook of its own"))
    parts = Parts(file, shown)
    sheets = parts.sheets()
    if not sheets:
        raise empty(shown)
    name = next(iter(sheets)) if sheet is None else sheet
    if name not in sheets:
        message = msg(
            "{path} has no sheet `{name}`; its sheets are: {names}", path=shown, name=name, names=list(sheets)
        )
        raise WrongUseError(message, suggest(name, sheets))
    extent = parts.examine(sheets[name])
    file.seek(0)
    with guarded(shown, _UNREADABLE, fastexcel.FastExcelError, OSError):
        read = fastexcel.read_excel(file.read()).load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
        texts: pl.DataFrame = read.to_polars()
    midnight = pl.all().str.replace(r"^(\d{4}-\d\d-\d\d) 00:00:00$", "${1}")
    return _with_hidden(texts.select(midnight), extent, shown) if texts.width else texts


def _with_hidden(texts: "pl.DataFrame", extent: Extent, shown: str) -> "pl.DataFrame":
    """Put what a reader takes for empty where it stands, so that it is found wrong there."""
    import polars as pl

    if not extent.hidden:
        return texts
    fits = texts.width == extent.last - extent.first + 1
    if not fits or any(row > texts.height or not extent.first <= column for row, column in extent.hidden):
        (row, _), text = min(extent.hidden.items())
        raise broken(shown, msg("row {row} holds `{value}`, which has no value", row=row, value=text), _WORK_OUT)
    columns = {place: texts.to_series(place).to_list() for place in {at - extent.first for _, at in extent.hidden}}
    for (row, column), text in extent.hidden.items():
        columns[column - extent.first][row - 1] = text
    return texts.with_columns(
        pl.Series(texts.columns[place], cells, dtype=pl.String) for place, cells in columns.items()
    )


_WORK_OUT: Final = msg("open it in a spreadsheet, mend the formula, and save it again")
