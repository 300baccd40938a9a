"""A CSV file as blocks of whole rows. Each block is read by Polars, or by Python where Polars may not be trusted.

Polars pads short rows without a word and takes what is no CSV. So a block is only its own when quotes stand where
RFC 4180 puts them, lines end as they should, and every row has as many cells as the header. Whatever is not so is
read by Python's own `csv`, strictly: exact about every row, and the judge of what the fast reader may not take.
"""

import csv
import io
import re
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from competentie.core import Diagnostic, msg
from competentie.page.data import unguarded
from competentie.table.columns import (
    DELIMITERS,
    HIGHEST,
    Items,
    Reading,
    choose_delimiter,
    describes,
    is_header,
    is_mended,
)
from competentie.table.rows import Start, TableError, TableRow, line_span
from competentie.table.sources.source import (
    CELL,
    WORD,
    Bytes,
    columns_of,
    empty,
    more_than_a_cell,
    too_long,
    undecodable,
)

if TYPE_CHECKING:
    import polars as pl

BLOCK: Final = 4 << 20  # bytes; smaller blocks cost calls, larger ones memory (docs/decisions.md)
_LONGEST: Final = 64 << 20  # bytes in which a row must end
_LONGEST_HEADER: Final = 4 << 20  # with all that stands above it
_ROWS: Final = 50_000  # in a block that Python read
_FILLED: Final = re.compile(r"^[^\S\n]*\S[^\n]*", re.MULTILINE)  # a line that is not blank
HEAD: Final = 1 << 16
_MARK: Final = b"\xef\xbb\xbf"
_FIRST_LINE: Final = 1 << 20  # characters of a first line that are searched for delimiters


class FilePlace(NamedTuple):
    """Where bytes stand as they are: the whole path of a file, and how far into it."""

    path: str
    offset: int


@dataclass(frozen=True, slots=True)
class CsvBlock:
    """Whole rows of a CSV file, as bytes; `quoted` tells whether any cell is in quotes."""

    data: bytes
    start: Start
    height: int
    shown: str
    delimiter: str
    quoted: bool = False
    place: FilePlace | None = None

    @property
    def size(self) -> int:
        """What the block weighs in bytes, of which progress is told."""
        return len(self.data)

    def rows(self) -> Iterator[TableRow]:
        """Yield the rows, as exactly as Python reads them. Raises TableError."""
        try:
            text = self.data.decode("utf-8")
        except UnicodeDecodeError as error:
            line = self.start.line + self.data[: error.start].count(b"\n")
            raise TableError(undecodable(self.shown, line)) from None
        if self.quoted:
            yield from read_rows(iter(io.StringIO(text, newline="")), self.delimiter, self.shown, self.start)
            return
        (number, line), end = self.start, 0
        for filled in _FILLED.finditer(text):  # at the speed of reading, also where a file is blank
            passed = text.count("\n", end, filled.start())
            number, line, end = number + passed, line + passed, filled.start()
            yield TableRow(number, line, filled[0].removesuffix("\r").split(self.delimiter))

    def digits(
        self, schema: "Mapping[str, Any]", digits: Collection[str], words: Collection[str] = ()
    ) -> "pl.DataFrame | None":
        """Return the cells when each of `digits` holds one digit or nothing, else None; `schema` is for the others.

        Polars reads `02`, `+2` and ` 2` as 2. They take more bytes than a digit does, so they do not add up. A cell
        that is one of `words` becomes `WORD`. Afterwards no other cell begins with it, and there are as many of it in
        `digits` as there were words; so no word stood elsewhere, and it stood nowhere before.
        """
        import polars as pl

        changed, counted = self._without_words(words)
        try:
            read = None if changed.quoted else changed.frame({**schema, **dict.fromkeys(digits, pl.UInt8)})
        except pl.exceptions.PolarsError:
            return None
        if read is None:
            return None
        if words:  # the first column was not looked at: no delimiter stands before it
            others = [pl.col(name).str.starts_with(str(WORD)).any() for name in [*schema][1:] if name not in digits]
            found = read.select(*((pl.col(name) == WORD).sum() for name in digits), *others).row(0)
            if sum(found[: len(digits)]) != counted or any(found[len(digits) :]):
                return None
        return read if changed.adds_up(read, schema, digits) else None

    def _without_words(self, words: Collection[str]) -> "tuple[CsvBlock, int]":
        """Return the block with a digit wherever the first of these words begins a cell, and how often that is."""
        delimiter, digit = self.delimiter.encode(), str(WORD).encode()
        word = next((one.encode() for one in words if one.encode() in self.data), None)  # few tables have several
        if word is None:
            return self, 0
        data = self.data.replace(delimiter + word, delimiter + digit)
        return replace(self, data=data), (len(self.data) - len(data)) // (len(word) - len(digit))

    def adds_up(self, read: "pl.DataFrame", schema: "Mapping[str, Any]", digits: Collection[str]) -> bool:
        """Tell whether the cells that were read take all bytes that there are, with one for each of `digits`."""
        import polars as pl

        others = [_bytes(name, kind).sum() for name, kind in schema.items() if name not in digits]
        counted = sum(read.select(*others, *(pl.col(name).count() for name in digits)).row(0))
        ends = self.height if b"\r" not in self.data else self.data.count(b"\r") + self.height
        between = (len(schema) - 1) * self.height + ends - (not self.data.endswith(b"\n"))
        return bool(counted + between == len(self.data))

    def frame(self, schema: "Mapping[str, Any]") -> "pl.DataFrame | None":
        """Return the cells under this schema; None where the rows are not all as long as the header.

        Raises a PolarsError when a cell does not fit the schema, or a row is too long.
        """
        import polars as pl

        read = pl.read_csv(self.data, separator=self.delimiter, has_header=False, schema=schema)
        width = len(schema) - 1
        if read.height != self.height:
            return None
        padded = read.to_series(width).null_count() > 0  # a short row always leaves the last cell out
        if padded:
            bare = _without_quotes(self.data, self.delimiter) if self.quoted else self.data
            if bare is None or bare.count(self.delimiter.encode()) != width * self.height:
                return None
        return read


def _bytes(name: str, kind: Any) -> "pl.Expr":  # noqa: ANN401 - any type of Polars
    """Return how many bytes each cell of a column takes."""
    import polars as pl

    if not isinstance(kind, pl.Enum):
        return pl.col(name).str.len_bytes()
    sizes = pl.Series(kind.categories).str.len_bytes().cast(pl.UInt64)
    return pl.lit(sizes).gather(pl.col(name).to_physical()).alias(name)


@dataclass(frozen=True, slots=True)
class Unread:
    """A block without its bytes, for whoever sees the same file."""

    block: CsvBlock
    size: int
    checksum: int

    @classmethod
    def of(cls, block: CsvBlock) -> "Unread":
        """Leave out the bytes of a block that has a place."""
        return cls(replace(block, data=b""), block.size, zlib.crc32(block.data))

    def read(self) -> CsvBlock | None:
        """Return the block; None where other bytes are in that place, or none that can be read."""
        if self.block.place is None:
            return None
        try:
            with open(self.block.place.path, "rb", buffering=0) as file:  # noqa: PTH123 - as it was written down
                file.seek(self.block.place.offset)
                data = file.read(self.size)
        except OSError:
            return None
        return replace(self.block, data=data) if zlib.crc32(data) == self.checksum else None


@dataclass(frozen=True, slots=True)
class RowsBlock:
    """Rows that had to be read one by one already."""

    read: list[TableRow]
    size: int = 0

    @property
    def height(self) -> int:
        """The number of rows."""
        return len(self.read)

    @property
    def start(self) -> Start:
        """Where the block begins."""
        return Start(self.read[0].number, self.read[0].line)

    def rows(self) -> Iterator[TableRow]:
        """Yield the rows."""
        return iter(self.read)

    def digits(self, text: object, digits: object, words: object = ()) -> None:
        """Return nothing."""

    def frame(self, schema: object) -> None:
        """Return nothing: the rows are all there is."""


class CsvSource:
    """An open CSV file: its header, and its body in blocks. It is read once."""

    def __init__(self, file: Bytes, shown: str, items: Items, reading: Reading, path: str | None = None) -> None:
        """Read the header; `path` is where the same bytes are. Raises TableError when it makes no sense, OSError."""
        self.shown = shown
        self._file = file
        head = _Head(file, shown, items, reading)
        self.again = False
        self._mended = is_mended(head.row.cells)
        names = list(map(unguarded, head.row.cells)) if self._mended else head.row.cells
        self.columns = columns_of(names, shown, head.row.line, items, reading)
        head.pass_over(lambda cells: describes(self.columns, cells, items), reading)
        self.delimiter = head.delimiter
        self._start = head.end
        self._data = head.rest
        self._place = FilePlace(path, head.size) if path else None

    def blocks(self) -> Iterator[CsvBlock | RowsBlock]:
        """Yield the body. Raises TableError, OSError."""
        more = True
        while more:
            read = self._file.read(BLOCK)
            more = bool(read)
            self._data = b"".join((self._data, read)) if self._data else read
            cut = self._cut(last=not more)
            if cut is None and len(self._data) < _LONGEST and more:
                continue  # a row longer than this
            block = self._block(cut) if cut else None
            if block is not None:
                if not block.data.isspace():  # a file may be blank for gigabytes
                    yield block
                self._data = self._data[block.size :]
                self._place = self._place and self._place._replace(offset=self._place.offset + block.size)
                lines = block.data.count(b"\n") if block.quoted else block.height
                self._start = Start(self._start.row + block.height, self._start.line + lines)
            elif self._data:
                yield from self._row_by_row()
                return

    def rows(self) -> Iterator[TableRow]:
        """Yield the rows of the body. Raises TableError, OSError."""
        for block in self.blocks():
            yield from block.rows()

    def _cut(self, *, last: bool) -> int | None:
        """Return where the last whole row ends that is held: after a line end that no quote holds open."""
        data = self._data
        if last:
            return len(data)
        cut = data.rfind(b"\n") + 1
        odd = data.count(b'"', 0, cut) % 2 if b'"' in data else 0
        while odd and cut:
            earlier = data.rfind(b"\n", 0, cut - 1) + 1
            odd = (odd + data.count(b'"', earlier, cut)) % 2
            cut = earlier
        return cut or None

    def _block(self, cut: int) -> CsvBlock | None:
        """Make a block of the first bytes held; None when they are not written as RFC 4180 asks."""
        data = self._data[:cut]
        delimiter = self.delimiter
        if len(delimiter.encode()) != 1 or delimiter in '"\r\n' or b"\0" in data or (self._mended and b"'" in data):
            return None
        if data.startswith(_MARK) or _is_wide(data):  # Polars drops the one, and has no measure for the other
            return None
        if b"\r" in data and data.count(b"\r") != data.count(b"\r\n"):
            return None
        bare: bytes | None = data
        quoted = b'"' in data
        if quoted:
            bare = _without_quotes(data, delimiter)
            if bare is None:
                return None
        height = bare.count(b"\n") + (not bare.endswith(b"\n")) if bare else 0
        return CsvBlock(data, self._start, height, self.shown, delimiter, quoted, self._place)

    def _row_by_row(self) -> Iterator[RowsBlock]:
        """Read what is left as one stream of rows, since it cannot be cut into blocks."""
        lines = _lines(Joined(self._data, self._file), self.shown, self._start.line)
        rows = read_rows(lines, self.delimiter, self.shown, self._start)
        if self._mended:
            rows = (row._replace(cells=list(map(unguarded, row.cells))) for row in rows)
        self._data = b""
        some: list[TableRow] = []
        size = 0
        for row in rows:
            some.append(row)
            size += sum(map(len, row.cells))
            if size > BLOCK or len(some) == _ROWS:
                yield RowsBlock(some)
                some, size = [], 0
        if some:
            yield RowsBlock(some)


def read_rows(lines: Iterator[str], delimiter: str, shown: str, start: Start) -> Iterator[TableRow]:
    """Yield rows from decoded lines, which keep their ends. Raises TableError for a quote out of place."""
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    number, line = start.row, 0
    while True:
        line = start.line + reader.line_num
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise TableError(_unreadable_row(shown, number, line, error)) from None
        if cells is None:
            return
        if cells:
            if len(max(cells, key=len)) > CELL:
                raise TableError(_too_much(shown, number, line))
            yield TableRow(number, line, cells)
        number += 1


def split_line(line: str, delimiter: str) -> list[str]:
    """Split the first line of a table by a delimiter to be tried."""
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return [line]


def _unreadable_row(shown: str, number: int, line: int, error: csv.Error) -> Diagnostic:
    if "field limit" in str(error):
        return _too_much(shown, number, line)
    message = msg("row {row}: a quote is opened here and not closed, or closed in the middle of a cell", row=number)
    advice = msg('put the whole cell in quotes, and write `""` for a quote inside it')
    return Diagnostic("T012", shown, line_span(line), message, advice)


def _too_much(shown: str, number: int, line: int) -> Diagnostic:
    advice = msg("check that the delimiter is right and that every quote is closed")
    return Diagnostic("T012", shown, line_span(line), more_than_a_cell(number), advice)


def _is_wide(data: bytes) -> bool:
    """Tell whether a line may be longer than a cell may be."""
    step = CELL // 2
    return any(data.find(b"\n", at, at + step) < 0 for at in range(0, len(data) - step, step))


def _without_quotes(data: bytes, delimiter: str) -> bytes | None:
    """Return a block with each quoted cell emptied; None when a quote stands elsewhere than around a whole cell."""
    import polars as pl

    try:
        text = pl.Series([data.decode("utf-8")])
    except UnicodeDecodeError:
        return None
    bare = text.str.replace_all(r'"(?:[^"]|"")*"', "\0")
    mark = "\\" + delimiter if delimiter in r"\^]-[|" else delimiter
    astray = bare.str.contains(f'[^{mark}\n]\0|\0[^{mark}\r\n]|"').item()
    return None if astray else str(bare.item()).encode("utf-8")


class Joined:
    """Bytes that were read already, and the file that they came from."""

    def __init__(self, data: bytes, file: Bytes) -> None:
        """Take what was read, and where the rest is."""
        self._data = data
        self._file = file

    def read(self, size: int = -1, /) -> bytes:
        """Return first what was read, at once, then up to `size` bytes of the rest."""
        data, self._data = self._data, b""
        return data or self._file.read(size)


def _lines(file: Bytes, shown: str, line: int) -> Iterator[str]:
    """Yield decoded lines with their ends. Raises TableError where a line is not UTF-8."""
    held = b""
    while True:
        read = file.read(HEAD)
        held += read
        cut = len(held) if not read else max(held.rfind(b"\n"), held.rfind(b"\r", 0, len(held) - 1)) + 1
        try:
            text = held[:cut].decode("utf-8")
        except UnicodeDecodeError as error:
            yield from _split(held[: held.rfind(b"\n", 0, error.start) + 1].decode("utf-8"))
            raise TableError(undecodable(shown, line + held[: error.start].count(b"\n"))) from None
        line += held[:cut].count(b"\n")
        held = held[cut:]
        if len(held) > _LONGEST:
            raise too_long(shown, line, _LONGEST)
        yield from _split(text)
        if not read:
            return


def _split(text: str) -> Iterable[str]:
    return io.StringIO(text, newline="")


class _Head:
    """The head of a CSV file: its delimiter, its header row, and what was read beyond it."""

    def __init__(self, file: Bytes, shown: str, items: Items, reading: Reading) -> None:
        self._shown = shown
        self._read = b""
        self._used = 0
        self._marked = 0
        self._file = file
        skip, self.delimiter = self._find_delimiter(items, reading)
        self._skip = skip
        row = next(self._rows(skip, self.delimiter, reading), None)
        if row is None:
            raise empty(shown)
        if reading.header_row is None and not is_header(row.cells, items, reading):
            for delimiter in [reading.delimiter] if reading.delimiter else DELIMITERS:
                found = self._below(skip, delimiter, items, reading)
                if found is not None:
                    row, self.delimiter = found, delimiter
                    break
        self.row = row
        self._end_at(row, reading)

    def pass_over(self, describes: Callable[[Sequence[str]], bool], reading: Reading) -> None:
        """Pass over rows right below the header that describe it."""
        last = self.row
        with suppress(TableError):  # which belongs to the body
            rows = self._rows(self._skip, self.delimiter, reading)
            for row in (one for one in rows if one.number > last.number):
                if not describes(row.cells):
                    break
                last = row
        self._end_at(last, reading)

    def _end_at(self, row: TableRow, reading: Reading) -> None:
        """Read up to a row, and no further: what is behind it is the body."""
        for one in self._rows(self._skip, self.delimiter, reading):
            if one.number == row.number:
                break
        head = self._read[: self._used]
        self.rest = self._read[self._used :]
        self.size = self._marked + self._used
        self.end = Start(row.number + 1, 1 + (head.count(b"\n") or head.count(b"\r")))

    def _rows(self, skip: int, delimiter: str, reading: Reading) -> Iterator[TableRow]:
        """Yield the rows from the start on, of which the first may be the header."""
        self._used = 0
        lines = self._lines()
        for _ in range(skip):
            next(lines, None)
        first = reading.header_row or 1 + reading.skip_rows
        rows = read_rows(lines, delimiter, self._shown, Start(1, 1 + skip))
        return (row for row in rows if not row.blank and row.number >= first)

    def _below(self, skip: int, delimiter: str, items: Items, reading: Reading) -> TableRow | None:
        """Return the first row with a header, below titles that nobody reads."""
        with suppress(TableError):  # it is no table with this delimiter, or its first rows are long
            rows = islice(self._rows(skip, delimiter, reading), HIGHEST)
            return next((row for row in rows if is_header(row.cells, items, reading)), None)
        return None

    def _lines(self) -> Iterator[str]:
        """Yield decoded lines, and keep count of the bytes that they take."""
        if not self._read:
            self._read = self._file.read(HEAD)
            self._marked = len(_MARK) if self._read.startswith(_MARK) else 0
            self._read = self._read[self._marked :]
        while self._used < len(self._read) or self._more():
            end = self._line_end()
            line = self._read[self._used : end]
            self._used = end
            try:
                yield line.decode("utf-8")
            except UnicodeDecodeError:
                number = 1 + self._read[: end - 1].count(b"\n")
                raise TableError(undecodable(self._shown, number, self._read)) from None

    def _line_end(self) -> int:
        """Return where the line ends that begins at the first unused byte."""
        while True:
            ends = [self._read.find(mark, self._used) for mark in (b"\n", b"\r")]
            feed, carriage = ends
            if carriage >= 0 and (feed < 0 or carriage < feed) and carriage + 1 < len(self._read):
                return carriage + 1 + (self._read[carriage + 1] == ord("\n"))
            if feed >= 0:
                return feed + 1
            if not self._more():
                return len(self._read)

    def _more(self) -> bool:
        if len(self._read) > _LONGEST_HEADER:
            raise too_long(self._shown, 1 + self._read.count(b"\n", 0, self._used), _LONGEST_HEADER)
        read = self._file.read(HEAD)
        self._read += read
        return bool(read)

    def _find_delimiter(self, items: Items, reading: Reading) -> tuple[int, str]:
        """Return how many lines to skip before the header, and the delimiter."""
        above = (reading.header_row or 1) - 1 or reading.skip_rows
        first = next((line for line in islice(self._lines(), above, None) if line.strip()), "")[:_FIRST_LINE]
        declared = first.strip().casefold()
        skip = int(declared.startswith("sep=") and len(declared) <= len("sep=;"))
        if reading.delimiter:
            return skip, reading.delimiter
        if skip:
            return skip, first.strip()[4:] or "\t"
        headers = {one: split_line(first, one) for one in DELIMITERS}
        chosen = choose_delimiter(headers, items, reading)
        return skip, chosen or max(headers, key=lambda one: len(headers[one]))
