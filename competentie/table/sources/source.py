"""What a table is to those who read it, whatever form it has: a header, and a body in blocks of rows.

And what is said of a file of which no sense can be made: empty, cut off, damaged, locked, too much, or not in its
encoding.
"""

import codecs
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

from competentie.core import Diagnostic, Message, Span, msg
from competentie.table.columns import Columns, Items, Reading, read_header
from competentie.table.rows import Start, TableError, TableRow, line_span

if TYPE_CHECKING:
    import polars as pl

WORD: Final = 6  # what stands for a word among digits: the code of what does not apply is one more, in two bits
_AGAIN: Final = msg("copy or export it again, or save it as CSV")
_PANIC: Final = (
    "PanicException"  # what a fault inside a Rust library becomes; no Exception, and without a name of its own
)
_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")


CELL: Final = 32_767  # characters, as in a spreadsheet
_BLOCK: Final = 64 << 20  # bytes of texts in a block, whatever the file takes that they were packed in


class Bytes(Protocol):
    """Where bytes come from, in UTF-8: a file, a pipe, something decompressed or transcoded."""

    def read(self, size: int = -1, /) -> bytes:
        """Return up to `size` bytes; none at the end."""


class TableBlock(Protocol):
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

    def rows(self) -> Iterable[TableRow]:
        """Yield the rows as they are written. Raises TableError."""

    def digits(
        self, schema: Mapping[str, Any], digits: Collection[str], words: Collection[str] = (), /
    ) -> "pl.DataFrame | None":
        """Return the cells when each of `digits` holds one digit, one of `words` (`WORD`) or nothing, else None."""

    def frame(self, schema: Mapping[str, Any], /) -> "pl.DataFrame | None":
        """Return the cells under a schema, or None when only `rows` are to be trusted. Raises PolarsError."""


class Source(Protocol):
    """An open table: its header, and its body in blocks, once, or `again` and again."""

    shown: str
    columns: Columns
    delimiter: str
    again: bool

    def blocks(self) -> Iterator[TableBlock]:
        """Yield the body. Raises TableError, OSError."""


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

    def rows(self) -> Iterator[TableRow]:
        """Yield the rows."""
        row, line = self.start
        for place, cells in enumerate(self.texts.iter_rows()):
            yield TableRow(row + place, line + place, ["" if cell is None else cell for cell in cells])

    def frame(self, schema: "Mapping[str, pl.DataType | type[pl.DataType]]") -> "pl.DataFrame":
        """Return the cells under this schema. Raises a PolarsError when a cell does not fit it."""
        return self.texts.cast(dict(schema))  # type: ignore[arg-type]

    def digits(self, schema: object, digits: object, words: object = ()) -> None:
        """Return nothing: the cells are text already."""


def frame_blocks(texts: "pl.DataFrame", row: int, shown: str) -> Iterator[FrameBlock]:
    """Yield a frame of texts in blocks of bounded weight. Raises TableError for a cell that holds too much."""
    import polars as pl

    sizes = texts.select(pl.sum_horizontal(pl.all().str.len_bytes().fill_null(0)).alias("")).to_series()
    if (sizes > CELL).any():
        long = texts.filter(sizes > CELL).select(pl.max_horizontal(pl.all().str.len_chars())).to_series()
        place = sizes.to_frame("").with_row_index("row").filter(pl.col("") > CELL)["row"].filter(long > CELL)
        if place.len():
            raise broken(shown, more_than_a_cell(row + place[0]), msg("shorten it, or leave the column out"))
    size = int(sizes.sum())
    if size <= _BLOCK or texts.height == 1:
        yield FrameBlock(texts, Start(row, row), size)
        return
    half = texts.height // 2
    yield from frame_blocks(texts.head(half), row, shown)
    yield from frame_blocks(texts.slice(half), row + half, shown)


def more_than_a_cell(row: int) -> Message:
    """Say that a cell holds more than one may."""
    return msg("row {row}: a cell holds more than {n} characters", row=row, n=CELL)


def columns_of(names: Sequence[str], shown: str, line: int, items: Items, reading: Reading) -> Columns:
    """Say what each column means. Raises TableError."""
    columns, problems = read_header(names, items, reading)
    if columns is None:
        place = line_span(line)
        raise TableError(*(Diagnostic(one.code, shown, place, one.message, one.help) for one in problems))
    return columns


def empty(shown: str) -> TableError:
    """Say that there is nothing in a table."""
    advice = msg("`competentie template PROFILE` makes an empty table with the right columns")
    return TableError(Diagnostic("Y004", shown, Span(), msg("this file is empty"), advice))


def broken(shown: str, message: Message, help: Message = _AGAIN) -> TableError:
    """Say that a file as a whole cannot be read."""
    return TableError(Diagnostic("T013", shown, Span(), message, help))


def too_long(shown: str, line: int, most: int) -> TableError:
    """Say that a line does not end where a line must, at `most` bytes."""
    message = msg("this line is longer than {n} MB", n=most >> 20)
    return TableError(Diagnostic("T013", shown, line_span(line), message, msg("check that it is the file you meant")))


@contextmanager
def guarded(shown: str, said: Message | tuple[Message, ...], *kinds: type[Exception]) -> Iterator[None]:
    """Turn what a library raises on a damaged file, also when it gives up in panic, into a finding."""
    messages = (said,) if isinstance(said, Message) else said
    try:
        yield
    except kinds:
        raise broken(shown, *messages) from None
    except BaseException as error:
        if type(error).__name__ != _PANIC:
            raise
        raise broken(shown, *messages) from None


def undecodable(shown: str, line: int, start: bytes = b"", *, encoding: str = "utf-8") -> Diagnostic:
    """Say that a line is not in the encoding, and how to go on; `start` is how the file begins."""
    if encoding == "utf-8" and start.startswith(_UTF_16):
        advice = msg("name the encoding: `--encoding utf-16`")
        return Diagnostic("Y002", shown, line_span(1), msg("this file is UTF-16, not UTF-8"), advice)
    if encoding == "utf-8":
        advice = msg(
            "name the encoding, such as `--encoding cp1252` for an export from Excel, or save the file as UTF-8"
        )
    else:
        advice = msg("name another encoding, or save the file as UTF-8")
    message = msg("this line is not in {encoding}", encoding=encoding.upper())
    return Diagnostic("Y002", shown, line_span(line), message, advice)


class Transcoded:
    """A file in another encoding, read as UTF-8. Strict: what is not in the encoding is an error, never replaced."""

    def __init__(self, file: Bytes, encoding: str, shown: str) -> None:
        """Take a file, and the name of an encoding that Python knows."""
        self._file = file
        self._decoder = codecs.getincrementaldecoder(encoding)("strict")
        self._encoding = encoding
        self._shown = shown
        self._line = 1

    def read(self, size: int = -1, /) -> bytes:
        """Return up to about `size` bytes of UTF-8. Raises TableError where the file is not in its encoding."""
        while True:
            data = self._file.read(size)
            try:
                text = self._decoder.decode(data, final=not data)
            except UnicodeError as error:
                before = error.object[: error.start] if isinstance(error, UnicodeDecodeError) else b""
                line = self._line + before.decode(self._encoding, "ignore").count("\n")
                raise TableError(undecodable(self._shown, line, encoding=self._encoding)) from None
            self._line += text.count("\n")
            if text or not data:
                return text.encode("utf-8", "surrogatepass")
