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
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO, Final
from xml.etree import ElementTree as ET
from zlib import error as zlib_error

from competentie.core import Message, WrongUseError, msg, suggest
from competentie.table.columns import HIGHEST, Items, Reading, describes, is_header
from competentie.table.rows import TableError
from competentie.table.sources.form import HIDDEN, as_table, hidden_facts
from competentie.table.sources.source import FrameBlock, broken, columns_of, empty, frame_blocks, guarded

if TYPE_CHECKING:
    import fastexcel
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
_ODS: Final = "content.xml"
_XLSB: Final = "xl/workbook.bin"
_OLD: Final = msg("this is a workbook with a password, or of a kind that is not read")
_ODS_ERROR: Final = b'value-type="error"'
# [MS-XLS] 2.4.24 BoolErr and 2.4.127 Formula: where the value is an error, which readers take for empty.
_OLD_ERROR: Final = re.compile(
    rb"\x05\x02\x08\x00(..)....[\x00\x07\x0f\x17\x1d\x24\x2a]\x01"
    rb"|\x06\x00..(..)....\x02.[\x00\x07\x0f\x17\x1d\x24\x2a]...\xff\xff",
    re.DOTALL,
)
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
_MERGED: Final = re.compile(rb"""<(?:\w+:)?mergeCell\s[^<>]*?\bref\s*=\s*["']([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)["']""")
_START: Final = re.compile(rb"<(?:\w+:)?(?:c|row)\s")


class WorkbookSource:
    """An open workbook: the first sheet with a header, or the one that was named, its rows numbered as it does."""

    delimiter = ","

    def __init__(self, file: BinaryIO, shown: str, items: Items, reading: Reading) -> None:
        """Read the sheet. Raises TableError when no sense can be made of it, WrongUseError, OSError."""
        import polars as pl

        self.shown = shown
        self.again = True  # it was read whole: it is kept, rather than read anew
        texts, extent, notes = _read(file, shown, items, reading)
        header = _header_of(texts, extent, items, reading)
        if header is None:
            raise empty(shown)
        body, named = texts.slice(header + 1), _names(texts, extent, header)
        kept = [place for place, name in enumerate(named) if name or body.to_series(place).count()]
        columns = columns_of([named[place] for place in kept], shown, header + 1, items, reading)
        self.columns = replace(columns, notes=(*notes, *columns.notes))
        body = body.select(pl.nth(place).alias(str(number)) for number, place in enumerate(kept))
        while body.height and describes(columns, [cell or "" for cell in body.row(0)], items):
            body, header = body.slice(1), header + 1
        told = {*columns.parts, *(place for name, place in columns.fields.items() if name != "rating")}
        fields = {kept[place] + extent.first: place for place in told}
        self._texts = _with_merged(
            body, [(fields[at], *rows) for at, *rows in extent.merged if at in fields], header + 2
        )
        self._start = header + 2

    def blocks(self) -> Iterator[FrameBlock]:
        """Yield the rows below the header."""
        for place in range(0, self._texts.height, _ROWS):
            yield from frame_blocks(self._texts.slice(place, _ROWS), self._start + place, self.shown)


def _names(texts: "pl.DataFrame", extent: "Extent", row: int) -> list[str]:
    """Return the cells of a row that may be a header, of which some begin in a row above it."""
    names = [cell or "" for cell in texts.row(row)]
    for column, first, last in extent.merged:
        place = column - extent.first
        if first <= row < last and place < len(names):
            names[place] = texts.row(first - 1)[place] or ""
    return names


def _header_of(texts: "pl.DataFrame", extent: "Extent", items: Items, reading: Reading) -> int | None:
    """Return which row is the header: the first that can be, or else the first with anything in it."""
    import polars as pl

    if not texts.width:
        return None
    first = (reading.header_row or 1 + reading.skip_rows) - 1
    filled = texts.select(pl.any_horizontal(pl.all().is_not_null()).arg_true()).to_series().to_list()
    rows = [row for row in filled if row >= first and any((cell or "").strip() for cell in texts.row(row))][:HIGHEST]
    if reading.header_row is not None:
        return rows[0] if rows else None
    fits = (row for row in rows if is_header(_names(texts, extent, row), items, reading))
    return next(fits, rows[0] if rows else None)


def _with_merged(body: "pl.DataFrame", merged: "list[tuple[int, ...]]", start: int) -> "pl.DataFrame":
    """Fill cells that are merged downwards with what stands in the first of them."""
    import polars as pl

    cells = {place: body.to_series(place).to_list() for place, *_ in merged}
    for place, first, last in merged:
        if first >= start:
            for row in range(first - start + 1, min(last - start + 1, body.height)):
                cells[place][row] = cells[place][first - start]
    return body.with_columns(pl.Series(str(place), values, dtype=pl.String) for place, values in cells.items())


def _read(
    file: BinaryIO, shown: str, items: Items, reading: Reading
) -> "tuple[pl.DataFrame, Extent, tuple[Message, ...]]":
    """Return every cell of a sheet from the first row on, as text; what it spans, and which sheet it is."""
    import fastexcel

    if file.seek(0, 2) > _LARGEST_FILE:
        message = msg("this workbook is larger than {n} MB", n=_LARGEST_FILE >> 20)
        raise broken(shown, message, msg("save the sheet as CSV, or as a workbook of its own"))
    file.seek(0)
    data = file.read()
    parts = Parts(file, shown) if data.startswith(b"PK") else None
    if parts is None and (wrong := _OLD_ERROR.search(data)):
        raise _without_value(shown, int.from_bytes(wrong[1] or wrong[2], "little") + 1)
    if parts and parts.is_xlsx:
        parts.examine("")
    unreadable = (_UNREADABLE,) if parts else (_OLD, _AS_XLSX)
    with guarded(shown, unreadable, fastexcel.FastExcelError, OSError):
        workbook = fastexcel.read_excel(data)
        sheets = parts.sheets() if parts and parts.is_xlsx else dict.fromkeys(workbook.sheet_names, "")
    if not sheets:
        raise empty(shown)
    names = parts.visible if parts and parts.visible else list(sheets)
    return _Sheets(workbook, parts, sheets, shown).chosen(names, items, reading)


@dataclass(slots=True)
class _Sheets:
    """The sheets of a workbook, to be laid out as text."""

    workbook: "fastexcel.ExcelReader"
    parts: "Parts | None"
    sheets: dict[str, str]
    shown: str
    hidden: dict[str, str] | None = None
    """What the hidden sheet of a form says; nothing where there is none"""

    def chosen(
        self, names: list[str], items: Items, reading: Reading
    ) -> "tuple[pl.DataFrame, Extent, tuple[Message, ...]]":
        """Return the sheet that is asked for, or else the first of these with a header, and say which."""
        wanted, path = reading.sheet, self.shown
        if wanted is not None and wanted not in self.sheets:
            known = list(self.sheets)
            message = msg("{path} has no sheet `{name}`; its sheets are: {names}", path=path, name=wanted, names=known)
            raise WrongUseError(message, suggest(wanted, known))
        if wanted is not None or len(names) == 1:
            return *self.whole(wanted or names[0]), ()
        fitting = [name for name in names if self.fits(name, items, reading) and self.seen(name)]
        name, others = (fitting or names)[0], fitting[1:]
        note = msg("sheet `{name}` was read", name=name)
        if others:
            note = msg("sheet `{name}` was read; `--sheet` chooses another that fits: {names}", name=name, names=others)
        return *self.whole(name), (note,)

    def seen(self, name: str) -> bool:
        """Tell whether a sheet is not hidden; of XLSX only those are among the names."""
        return bool(self.workbook.load_sheet(name, header_row=None, n_rows=0).visible == "visible")

    def fits(self, name: str, items: Items, reading: Reading) -> bool:
        """Tell whether a sheet has a header among its first rows; one that cannot be read has none."""
        try:
            texts, extent = self.whole(name, 2 * HIGHEST + (reading.header_row or reading.skip_rows))
        except TableError:
            return False
        row = _header_of(texts, extent, items, reading)
        return row is not None and is_header(_names(texts, extent, row), items, reading)

    def whole(self, name: str, most: int | None = None) -> "tuple[pl.DataFrame, Extent]":
        """Return the cells of a sheet, or of its first rows; of a form as a table. Raises TableError."""
        if self.hidden is None:
            self.hidden = hidden_facts(self._texts(HIDDEN)[0]) if HIDDEN in self.sheets else {}
        texts, extent = self._texts(name, most)
        if not self.hidden and len(self.workbook.sheet_names) > 1:
            return texts, extent  # a sheet for each person is no form: the others would be left out
        return as_table(texts, self.hidden, self.shown), extent

    def _texts(self, name: str, most: int | None = None) -> "tuple[pl.DataFrame, Extent]":
        import fastexcel
        import polars as pl

        xlsx = self.parts is not None and self.parts.is_xlsx
        extent = self.parts.examine(self.sheets[name]) if self.parts and xlsx else Extent()
        with guarded(self.shown, _UNREADABLE, fastexcel.FastExcelError, OSError):
            sheet = self.workbook.load_sheet(name, header_row=None, skip_rows=0, n_rows=most, dtypes="string")
            texts: pl.DataFrame = sheet.to_polars()
        midnight = pl.all().str.replace(r"^(\d{4}-\d\d-\d\d) 00:00:00$", "${1}")
        if not texts.width:
            return texts, extent
        return (texts if most else _with_hidden(texts, extent, self.shown)).select(midnight), extent


def all_sheets(content: bytes, shown: str, most: int) -> dict[str, tuple[int, list[tuple[str, ...]]]]:
    """Return by name the first column, from 0, and the rows of each sheet of an XLSX workbook. Raises TableError."""
    import fastexcel

    parts = Parts(BytesIO(content), shown, most)
    if not parts.is_xlsx:
        raise broken(shown, _OLD, _AS_XLSX)
    names = parts.sheets()
    with guarded(shown, _UNREADABLE, fastexcel.FastExcelError, OSError):
        sheets = _Sheets(fastexcel.read_excel(content), parts, names, shown)
    found = {}
    for name in names:
        texts, extent = sheets.whole(name)
        found[name] = (max(extent.first - 1, 0), [tuple(cell or "" for cell in row) for row in texts.iter_rows()])
    return found


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


def _without_value(shown: str, row: int) -> TableError:
    """Say that a workbook of which not all is told holds an error, so that a rating may seem to be absent."""
    message = msg("row {row} holds an error, such as `#N/A`", row=row) if row else msg("a cell holds an error")
    return broken(shown, message, msg("mend the formula, or save it as XLSX, in which every such cell is named"))


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
    merged: list[tuple[int, int, int]] = field(default_factory=list)
    """Cells that are one downwards: a column, and its first and last row"""


class Parts:
    """The parts of a workbook."""

    def __init__(self, file: BinaryIO, shown: str, most: int | None = None) -> None:
        """Open a file that can seek and unpacks to no more than `most` bytes. Raises TableError, OSError."""
        self._shown = shown
        with guarded(shown, msg("this archive is damaged, or is not whole"), zipfile.BadZipFile, ValueError):
            self._zip = zipfile.ZipFile(file)
        infos = self._zip.infolist()
        names = {one.filename.casefold() for one in infos}
        self.is_xlsx = _WORKBOOK in self._zip.NameToInfo
        if not self.is_xlsx and not {_ODS, _XLSB} & names:
            raise broken(shown, msg("this is an archive, and not an XLSX workbook"), _AS_XLSX)
        if len(names) < len(infos) or any(one.flag_bits & 1 for one in infos):
            raise broken(shown, _UNREADABLE, _AS_XLSX)
        self._most = self._left = most or MOST_BYTES
        self._examined = False
        self.visible: list[str] = []
        if not self.is_xlsx:
            for name in self._zip.NameToInfo:  # it unpacks to no more than may be
                if any(_ODS_ERROR in piece for piece in self._pieces(name)):
                    raise _without_value(shown, 0)

    def sheets(self) -> dict[str, str]:
        """Return the part of each sheet, by the sheet's name; `visible` are those that hold cells and are seen."""
        targets = {one.get("Id"): one.get("Target") or "" for one in self._index(_RELATIONS).iter() if one.get("Id")}
        found = {}
        for one in self._index(_WORKBOOK).iter():
            if one.tag.rpartition("}")[2] == "sheet":
                relation = next((value for name, value in one.items() if name.rpartition("}")[2] == "id"), None)
                target = targets.get(relation, "")
                name, part = one.get("name") or "", posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")
                found[name] = part
                if part.startswith(_SHEETS) and one.get("state", "visible") == "visible":
                    self.visible.append(name)
        return found

    def examine(self, part: str) -> Extent:
        """Look through the part of a sheet and all that is not of another sheet, once. Raises TableError."""
        extent = Extent()
        for name in self._zip.NameToInfo:
            if name == part:
                self._look_through(part, extent)
            elif not self._examined and name.startswith("xl/") and not name.startswith((_SHEETS, "xl/media/")):
                for _ in self._pieces(name):
                    pass
        self._examined = True
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
        if b"mergeCell" in data:
            for column, first, last_column, last in _MERGED.findall(data):
                if column == last_column:
                    extent.merged.append((_number(column), int(first), int(last)))
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
                    message = msg("this workbook unpacks to more than {n} MB", n=self._most >> 20)
                    raise broken(self._shown, message, msg("save the sheet as CSV, or as a workbook of its own"))
                yield piece


def _number(column: bytes) -> int:
    """Return the number of a column, from its letters."""
    number = 0
    for one in column:
        number = number * 26 + one - ord("A") + 1
    return number
