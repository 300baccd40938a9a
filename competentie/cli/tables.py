"""Opening ratings tables that were named on the command line."""

import codecs
import glob
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, cast

from competentie.cli.exits import FindingsError, UsageError
from competentie.cli.options import TableFile
from competentie.core.message import msg
from competentie.core.terms import Catalogue
from competentie.files.bytes import unreadable
from competentie.files.places import shown
from competentie.table.columns import Items
from competentie.table.rows import Row, TableError

if TYPE_CHECKING:
    from competentie.table.records import Table
    from competentie.table.sources.source import Source

STDIN: Final = "-"
# Python has these as encodings of text, and no file is written in them.
_NO_CHARACTER_SETS: Final = {"idna", "punycode", "unicode_escape", "raw_unicode_escape"}
ENDINGS: Final = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".parquet", ".jsonl", ".ndjson")
PACKED: Final = (".gz", ".zst")


@contextmanager
def open_table(source: TableFile, catalogue: Catalogue) -> Iterator[tuple["Table", Iterator[Row]]]:
    """Open one table (`-` is stdin), with its rows; what makes it unreadable as a whole ends the command."""
    from competentie.table.records import Table

    items = Items(catalogue)
    with open_tables(source, [source.path], items) as opened:
        table = opened[0]()
        yield Table(table.shown, table.columns, items), (row for block in table.blocks() for row in block.rows())


@contextmanager
def open_tables(
    source: TableFile, paths: Sequence[Path], items: Items, by: str | None = None
) -> Iterator[list[Callable[[], "Source"]]]:
    """Return how each table is opened, anew each time; what makes one unreadable as a whole ends the command."""
    from competentie.table.sources.opening import Reading, open_source

    _check_options(source)
    reading = Reading(source.encoding, source.delimiter, source.sheet, by)
    with ExitStack() as stack:
        names = [("<stdin>" if str(path) == STDIN else shown(path), _opener(path, stack)) for path in paths]
        kept: dict[Callable[[], BinaryIO], Source] = {}
        try:
            yield [
                partial(_opened, opener, lambda file, name=name: open_source(file, name, items, reading), kept)  # type: ignore[misc]
                for name, opener in names
            ]
        except TableError as error:
            raise FindingsError(error.diagnostics) from None


def named_tables(path: Path) -> list[Path]:
    """Return the tables that are meant: a file, all in a folder, or those that fit a pattern."""
    if str(path) == STDIN or path.is_file():
        return [path]
    if path.is_dir():
        found = sorted(one for one in path.iterdir() if _is_table(one))
        if not found:
            raise UsageError(
                msg("{path} is a folder without ratings tables", path=str(path)),
                msg("a table ends in one of {names}, with or without {packed}", names=ENDINGS, packed=PACKED),
            )
        return found
    if glob.has_magic(str(path)):
        matching = sorted(Path(one) for one in glob.glob(str(path)))  # noqa: PTH207 - takes whole paths
        if matching:
            return matching
    return [path]


def size_of(paths: Sequence[Path]) -> int:
    """Return the bytes of files together; 0 when that does not tell how long they are to read."""
    plain = all(path.is_file() and path.suffix.casefold() not in PACKED for path in paths)
    return sum(path.stat().st_size for path in paths) if plain else 0


def _is_table(path: Path) -> bool:
    name = path.name.casefold()
    for packed in PACKED:
        name = name.removesuffix(packed)
    return path.is_file() and name.endswith(ENDINGS) and not name.startswith((".", "~$"))


def _opened(
    opener: Callable[[], BinaryIO],
    make: "Callable[[BinaryIO], Source]",
    kept: "dict[Callable[[], BinaryIO], Source]",
) -> "Source":
    """Open a table; of those that can be read again, the last one is `kept`."""
    if opener in kept:
        return kept[opener]
    source = make(opener())
    kept.clear()
    if source.again:
        kept[opener] = source
    return source


def _opener(path: Path, stack: ExitStack) -> Callable[[], BinaryIO]:
    """Return what opens a file from its start; what can be read only once is kept in a nameless file first."""
    try:
        if str(path) == STDIN:
            return partial(_again, stack.enter_context(_kept(sys.stdin.buffer)))
        if path.is_dir():
            raise UsageError(msg("{path} is a folder; a file with ratings is needed", path=str(path)))
        if not path.is_file():
            with path.open("rb") as pipe:
                return partial(_again, stack.enter_context(_kept(pipe)))
        path.open("rb").close()
    except OSError as error:
        raise UsageError(
            msg("{path} could not be opened: {reason}", path=str(path), reason=unreadable(error))
        ) from None
    return lambda: stack.enter_context(cast("BinaryIO", path.open("rb", buffering=0)))


def _kept(stream: BinaryIO) -> BinaryIO:
    import shutil
    import tempfile

    kept = tempfile.TemporaryFile()  # noqa: SIM115 - without a name, so that nobody else can open it
    shutil.copyfileobj(stream, kept, 1 << 20)
    return cast("BinaryIO", kept)


def _again(file: BinaryIO) -> BinaryIO:
    file.seek(0)
    return file


def _check_options(source: TableFile) -> None:
    encoding, delimiter = source.encoding, source.delimiter
    if encoding is not None and not _is_encoding(encoding):
        raise UsageError(
            msg("there is no encoding `{name}`", name=encoding), msg("for example cp1252, latin-1 or utf-16")
        )
    if delimiter is not None and len(delimiter) != 1:
        raise UsageError(msg("a delimiter is one character, not `{name}`", name=delimiter), msg("for example `;`"))


def _is_encoding(name: str) -> bool:
    try:
        "".encode(name)
        return codecs.lookup(name).name not in _NO_CHARACTER_SETS
    except (LookupError, UnicodeError):
        return False
