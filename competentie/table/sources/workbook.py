"""An XLSX workbook: one sheet of it, as text. Numbers, dates and booleans become what a person would write.

Its parts are looked at before it is unpacked whole: how much is in it, and what no reader tells. A few kilobytes can
unpack to gigabytes, or name one cell at each end of a sheet, which readers lay out in full: both are refused. And two
kinds of cells would be read as empty, and so as unrated: those with an error, such as `#REF!`, and formulas whose value
was never worked out. The shape of the parts is ECMA-376, part 1, 18.3.
"""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO, Final
from xml.etree import ElementTree as ET
from zlib import error as zlib_error

from competentie.core.message import WrongUseError, msg
from competentie.core.suggest import suggest
from competentie.table.columns import Items
from competentie.table.sources.source import FrameBlock, broken, columns_of, empty, frame_blocks, guarded

if TYPE_CHECKING:
    import polars as pl

_ROWS: Final = 50_000  # in a block
_LARGEST_FILE: Final = 256 << 20
_UNREADABLE: Final = msg("this workbook is damaged, or is not whole")
MOST_BYTES: Final = 1 << 30  # of all parts that are read, unpacked
MOST_CELLS: Final = 20_000_000  # from the first to the last row and column
_MOST_ROWS: Final = 1 << 20  # a sheet has no more
_MOST_COLUMNS: Final = 1 << 14
_INDEX: Final = 16 << 20  # bytes of a part that lists the others
_CHUNK: Final = 4 << 20
_WINDOW: Final = 1 << 18  # bytes from the end in which a cell begins
_WORKBOOK: Final = "xl/workbook.xml"
_RELATIONS: Final = "xl/_rels/workbook.xml.rels"
_SHEETS: Final = "xl/worksheets/"
_AS_XLSX: Final = msg("save it as XLSX, without a password")

_CELL: Final = re.compile(rb"""<(?:\w+:)?c\s[^<>]*?\br\s*=\s*["']([A-Z]+)([0-9]+)["'][^<>]*(?<!/)>""")
_ROW_PLACE: Final = re.compile(rb"""<(?:\w+:)?row\s[^<>]*?\br\s*=\s*["']([0-9]+)["']""")
_ERROR: Final = re.compile(
    rb"""<(?:\w+:)?c\s(?=[^<>]*\bt\s*=\s*["']e["'])[^<>]*?\br\s*=\s*["']([A-Z]+)([0-9]+)["'][^<>]*>"""
    rb"""(?:<(?:\w+:)?f\b[^<>]*(?:/>|>[^<]*</(?:\w+:)?f>))?\s*<(?:\w+:)?v>([^<]*)<"""
)
_UNKNOWN: Final = re.compile(
    rb"""<(?:\w+:)?c\s(?![^<>]*\bt\s*=)[^<>]*?\br\s*=\s*["']([A-Z]+)([0-9]+)["'][^<>]*>\s*"""
    rb"""<(?:\w+:)?f\b[^<>]*(?:/>|>([^<]*)</(?:\w+:)?f>)\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</"""
)
_START: Final = re.compile(rb"<(?:\w+:)?(?:c|row)\s")


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
            yield from frame_blocks(self._texts.slice(place, _ROWS), self._start + place, self.shown)


def _read(file: BinaryIO, shown: str, sheet: str | None) -> "pl.DataFrame":
    """Return every cell of a sheet from the first row on, as text."""
    import fastexcel
    import polars as pl

    if file.seek(0, 2) > _LARGEST_FILE:
        message = msg("this workbook is larger than {n} MB", n=_LARGEST_FILE >> 20)
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


def _with_hidden(texts: "pl.DataFrame", extent: "Extent", shown: str) -> "pl.DataFrame":
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


@dataclass(slots=True)
class Extent:
    """Which cells of a sheet hold something, and those that would be read as empty: what to show, by row and column.

    All count from 1.
    """

    first: int = 0
    last: int = 0
    height: int = 0
    row: int = 0
    hidden: dict[tuple[int, int], str] = field(default_factory=dict)


class Parts:
    """The parts of a workbook."""

    def __init__(self, file: BinaryIO, shown: str) -> None:
        """Open a file that can seek. Raises TableError, OSError."""
        self._shown = shown
        with guarded(shown, msg("this archive is damaged, or is not whole"), zipfile.BadZipFile, ValueError):
            self._zip = zipfile.ZipFile(file)
        infos = self._zip.infolist()
        names = {one.filename.casefold() for one in infos}
        if _WORKBOOK not in self._zip.NameToInfo:
            raise broken(shown, msg("this is an archive, and not an XLSX workbook"), _AS_XLSX)
        if len(names) < len(infos) or any(one.flag_bits & 1 for one in infos):
            raise broken(shown, _UNREADABLE, _AS_XLSX)
        self._left = MOST_BYTES

    def sheets(self) -> dict[str, str]:
        """Return the part of each sheet, by the sheet's name."""
        targets = {one.get("Id"): one.get("Target") or "" for one in self._index(_RELATIONS).iter() if one.get("Id")}
        found = {}
        for one in self._index(_WORKBOOK).iter():
            if one.tag.rpartition("}")[2] == "sheet":
                relation = next((value for name, value in one.items() if name.rpartition("}")[2] == "id"), None)
                target = targets.get(relation, "")
                found[one.get("name") or ""] = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")
        return found

    def examine(self, part: str) -> Extent:
        """Look through the part of a sheet and all that is not of another sheet. Raises TableError."""
        extent = Extent()
        for name in self._zip.NameToInfo:
            if name == part:
                self._look_through(part, extent)
            elif name.startswith("xl/") and not name.startswith((_SHEETS, "xl/media/")):
                for _ in self._pieces(name):
                    pass
        return extent

    def _look_through(self, part: str, extent: Extent) -> None:
        held = b""
        columns: set[bytes] = set()
        for piece in self._pieces(part):
            held += piece
            starts = [one.start() for one in _START.finditer(held, max(0, len(held) - _WINDOW))]
            cut = starts[-1] if starts else max(0, len(held) - _WINDOW)
            self._take(held[:cut], extent, columns)  # a cell is never cut in two: its text is shorter than this
            held = held[cut:]
        self._take(held, extent, columns)
        numbers = sorted(_number(one) for one in columns)
        if numbers:
            extent.first, extent.last = numbers[0], numbers[-1]
        outside = extent.height > _MOST_ROWS or extent.last > _MOST_COLUMNS
        if outside or extent.height * (extent.last - extent.first + 1) > MOST_CELLS:
            advice = msg("remove what stands far outside the table, or save it as CSV")
            raise broken(self._shown, msg("this sheet has more than {n} cells", n=MOST_CELLS), advice)

    def _take(self, data: bytes, extent: Extent, columns: set[bytes]) -> None:
        cells = _CELL.findall(data)
        for row in map(int, _ROW_PLACE.findall(data)):
            if row <= extent.row:
                message = msg("row {row} of this sheet is written twice, or after a later one", row=row)
                raise broken(self._shown, message, msg("open it in a spreadsheet, and save it again"))
            extent.row = row
        extent.height = max([extent.height, extent.row, *(int(one) for one in {row for _, row in cells})])
        columns.update({column for column, _ in cells})
        if b'"e"' in data or b"'e'" in data:
            for column, row, text in _ERROR.findall(data):
                extent.hidden[int(row), _number(column)] = text.decode("utf-8", "replace")
        if b"f>" in data or b"<f" in data:
            for column, row, formula in _UNKNOWN.findall(data):
                extent.hidden[int(row), _number(column)] = "=" + formula.decode("utf-8", "replace")

    def _index(self, name: str) -> ET.Element:
        data = b""
        for piece in self._pieces(name):
            data += piece
            if len(data) > _INDEX or b"<!DOCTYPE" in data:
                raise broken(self._shown, _UNREADABLE)
        with guarded(self._shown, _UNREADABLE, ET.ParseError, ValueError, LookupError):
            return ET.fromstring(data)  # noqa: S314 - see the import

    def _pieces(self, name: str) -> Iterator[bytes]:
        """Unpack a part piece by piece, however large it says that it is, up to what may be unpacked in all."""
        info = self._zip.NameToInfo.get(name)
        if info is None:
            raise broken(self._shown, _UNREADABLE)
        info.file_size = 1 << 40  # or what lies behind its stated size would be passed over
        errors = (zipfile.BadZipFile, zlib_error, EOFError, NotImplementedError, RuntimeError, ValueError)
        with guarded(self._shown, _UNREADABLE, *errors):
            part = self._zip.open(info)
        with part:
            while True:
                with guarded(self._shown, _UNREADABLE, *errors):
                    piece = part.read(_CHUNK)
                if not piece:
                    return
                self._left -= len(piece)
                if self._left < 0:
                    message = msg("this workbook unpacks to more than {n} MB", n=MOST_BYTES >> 20)
                    raise broken(self._shown, message, msg("save the sheet as CSV, or as a workbook of its own"))
                yield piece


def _number(column: bytes) -> int:
    """Return the number of a column, from its letters."""
    number = 0
    for one in column:
        number = number * 26 + one - ord("A") + 1
    return number
