"""What `score` and `match` share: opening the tables that were named, setting wrong rows apart, telling of it."""

import codecs
import csv
import glob
import io
import platform
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, Self, cast

from competentie.cli.present import TableFile
from competentie.cli.session import STDOUT, FindingsError, Session, UsageError, in_a_folder, not_written
from competentie.core import Catalogue, Message, alike, fold, has_errors, msg, suggest
from competentie.files.places import CATALOGUE, PLAN_ENDING, copy_of, shown
from competentie.files.read import unreadable
from competentie.files.write import WholeFile
from competentie.page.data import guarded
from competentie.ratings.checks import holds_ratings
from competentie.table.columns import LONG_FIELDS, NAME_PARTS, PASSED, WHO, Items, Reading, is_meaning
from competentie.table.rows import TableError, TableRow
from competentie.table.together import Together

if TYPE_CHECKING:
    from competentie.table.judge import Record
    from competentie.table.lines import Csv
    from competentie.table.names import Names
    from competentie.table.run import Packed, Tables, Workplace
    from competentie.table.sources.source import Source

STDIN: Final = "-"
# Python has these as encodings of text, and no file is written in them.
_NO_CHARACTER_SETS: Final = {"idna", "punycode", "unicode_escape", "raw_unicode_escape"}
ENDINGS: Final = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".parquet", ".jsonl", ".ndjson")
RATINGS: Final = (".yaml", ".yml", ".json")
PACKED: Final = (".gz", ".zst")
PROCESSOR: Final = Path("/proc/cpuinfo")
COLUMNS: Final = "columns"  # the one field of a mapping
MOST_KEPT: Final = 4 << 30  # bytes of a pipe
_TEXTS: Final = (".csv", ".tsv", ".txt")  # what rejected rows are written as
FINDINGS_SHOWN: Final = 20  # on the terminal
MOST_COMPARED: Final = 10_000  # people among whom names that look alike are looked for
MOST_NOTES: Final = 3  # lines on what was understood of the columns
FEW: Final = 5  # pairs of them that are named
PEOPLE_SHOWN: Final = 50  # in a table on the terminal; a longer list is for a file


@contextmanager
def open_tables(source: TableFile, paths: Sequence[Path], items: Items) -> Iterator["Tables"]:
    """Open tables (`-` is stdin); what makes one unreadable as a whole ends the command."""
    _check_processor()
    from competentie.table.run import Tables
    from competentie.table.sources.opening import open_source

    _check_options(source)
    before = _marks(paths)
    mapping = source.columns
    reading = Reading(
        *(source.encoding, source.delimiter, source.sheet, tuple(source.by), source.person, source.strict),
        header_row=source.header_row,
        skip_rows=source.skip_rows,
        keep=tuple(source.keep),
        meanings=_meanings(mapping, items) if mapping and mapping.exists() else {},
    )

    def opened(path: Path, name: str, opener: Callable[[], BinaryIO]) -> "Source":
        if holds_ratings(path):
            from competentie.table.sources.ratings import RatingsSource

            return RatingsSource(path, name, items, reading)
        return open_source(opener(), name, items, reading)

    with ExitStack() as stack:
        named = [("<stdin>" if str(path) == STDIN else shown(path), _opener(path, stack)) for path in paths]
        try:
            openers = [partial(opened, path, *each) for path, each in zip(paths, named, strict=True)]
            tables = Tables(openers, items)
            tables.check = partial(_refuse_changed, before)
            yield tables
        except Exception as error:
            _refuse_changed(before)  # which explains whatever else went wrong
            if isinstance(error, TableError):
                raise FindingsError(error.diagnostics, FINDINGS_SHOWN) from None
            raise


def tell_columns(session: Session, tables: "Tables", mapping: Path | None) -> None:
    """Say what was passed over, what was matched, and which sheet was read: of all tables, in a few lines.

    What the columns mean goes to the file of the `mapping`, where there is none yet.
    """
    notes = dict.fromkeys(session.words(note) for table in tables.all for note in table.columns.notes)
    for note in islice(notes, MOST_NOTES):
        session.note(note)
    if mapping is None or mapping.exists():
        return
    from competentie.files.yaml import dump

    meanings = {name: meant for table in tables.all for name, meant in table.columns.meanings().items()}
    session.write_data(dump({COLUMNS: meanings}), mapping, private=False)
    session.note(msg("what the columns mean is in {path}: mend it there, and it is read next time", path=mapping))


def _meanings(path: Path, items: Items) -> dict[str, str]:
    """Read what somebody says that columns mean. Raises UsageError, FindingsError."""
    from competentie.files.read import Files, open_document

    document, findings = open_document(path, Files())
    if document is None or has_errors(findings):
        raise FindingsError(findings)
    held = document.data.get(COLUMNS) if isinstance(document.data, dict) else None
    if not isinstance(held, dict):
        raise UsageError(
            msg("{path} says of no column what it means", path=path), msg("remove it, and `--columns` writes it anew")
        )
    for name, meant in held.items():
        if not isinstance(meant, str) or not is_meaning(meant, items):
            line, known = (
                document.span(COLUMNS, name).line,
                [*WHO, *(one[0] for one in NAME_PARTS), *LONG_FIELDS, PASSED],
            )
            raise UsageError(
                msg("{path}:{line}: `{value}` is nothing that a column can mean", path=path, line=line, value=meant),
                items.suggest(str(meant))
                or msg("write the id of a competency, a code, or one of: {names}", names=known),
            )
    return {fold(name): meant for name, meant in held.items()}


def _marks(paths: Iterable[Path]) -> dict[Path, tuple[int, ...]]:
    """Return what tells whether files are still what they were: which, how long, and when written."""
    status = {path: path.stat() for path in paths if path.is_file()}
    return {path: (one.st_dev, one.st_ino, one.st_size, one.st_mtime_ns) for path, one in status.items()}


def _refuse_changed(before: Mapping[Path, tuple[int, ...]]) -> None:
    """Raise UsageError when a table is another now: what was read of it may be half of the one, half of the other."""
    for path, mark in before.items():
        if _marks([path]).get(path) != mark:
            raise UsageError(
                msg("{path} was changed while it was read; nothing was written", path=shown(path)),
                msg("do it again when nobody writes it"),
            )


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
    if not path.is_file() or name.startswith((".", "~$")):
        return False
    if name.endswith(ENDINGS):
        return True
    return not name.endswith((CATALOGUE, PLAN_ENDING)) and copy_of(path) is None and holds_ratings(path)


def _opener(path: Path, stack: ExitStack) -> Callable[[], BinaryIO]:
    """Return what opens a file from its start; what can be read only once is kept in a nameless file first."""
    try:
        if str(path) == STDIN:
            return partial(_again, stack.enter_context(_kept(sys.stdin.buffer)))
        if path.is_dir():
            raise UsageError(msg("{path} is a folder; a file with ratings is needed", path=str(path)))
        if path.is_char_device() or path.is_block_device() or (path.is_fifo() and path.suffix.casefold() in RATINGS):
            raise UsageError(msg("{path} is no ordinary file; a file with ratings is needed", path=str(path)))
        if not path.is_file():
            with path.open("rb") as pipe:
                return partial(_again, stack.enter_context(_kept(pipe)))
        path.open("rb").close()
    except OSError as error:
        advice = near(path) if isinstance(error, FileNotFoundError) else None
        raise UsageError(
            msg("{path} could not be opened: {reason}", path=str(path), reason=unreadable(error)), advice
        ) from None
    return lambda: stack.enter_context(cast("BinaryIO", _Table(path)))


def near(path: Path) -> Message:
    """Say which table may be meant by one that is not there: one beside it, or how to come by one."""
    beside = path.parent.iterdir() if path.parent.is_dir() else ()
    advice = suggest(path.name, sorted(one.name for one in beside if _is_table(one)))
    return advice or msg("name a table or a folder of them; `competentie template PROFILE -o FILE.csv` makes one")


class _Table(io.FileIO):
    """A table; that the system cannot read it is said of it, and not of what is written meanwhile."""

    def read(self, size: int | None = -1, /) -> bytes:
        try:
            return super().read(-1 if size is None else size) or b""
        except OSError as error:
            raise UsageError(
                msg("{path} could not be read: {reason}", path=Path(str(self.name)), reason=unreadable(error))
            ) from None


def _check_processor() -> None:
    """Refuse a processor on which Polars would crash, and so could say nothing; Linux tells what it can do."""
    if platform.machine() != "x86_64" or find_spec("_polars_runtime_compat"):
        return
    with suppress(OSError), PROCESSOR.open("rb") as file:
        head = file.read(1 << 13)
        if b"\nflags" in head and b" avx2 " not in head:
            raise UsageError(
                msg("this processor has no AVX2, which the usual build of Polars needs to read tables"),
                msg("install the other build: `pip install 'polars[rtcompat]'`"),
            )


def _kept(stream: BinaryIO) -> BinaryIO:
    kept = tempfile.TemporaryFile()  # noqa: SIM115 - without a name, so that nobody else can open it
    while chunk := stream.read(1 << 20):
        if kept.tell() >= MOST_KEPT:
            kept.close()
            message = msg("this input does not end: there is more than {n} GB", n=MOST_KEPT >> 30)
            raise UsageError(message, msg("name a file, which is read piece by piece"))
        kept.write(chunk)
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


class Rejected:
    """The records of a run that have problems."""

    def __init__(self, tables: "Tables", session: Session, path: Path | None) -> None:
        """Write their rows to `path`, when there is one. Raises UsageError when it cannot be written."""
        self._tables = tables
        self._session = session
        self._path = path
        self._problems = Together(FINDINGS_SHOWN)
        self.number = 0
        if path is not None and path.suffix.lower() not in ("", *_TEXTS):
            raise UsageError(
                msg("{path} ends in `{ending}`, and this command does not write that", path=path, ending=path.suffix),
                msg("it writes {endings}", endings=_TEXTS),
            )
        self.people: set[str] = set()
        if path is not None and len({table.columns.header for table in tables.all}) > 1:
            raise UsageError(
                msg("`--rejects` keeps rows as they were, so all tables need the same columns"),
                msg("score the tables one by one"),
            )
        self._whole = None if path is None else self._begun(path)

    def _begun(self, path: Path) -> WholeFile:
        try:
            whole = WholeFile(path, nameless=True)
        except OSError as error:
            raise not_written(path, error) from None
        self._reason = self._tables.all[0].columns.fields.get("reason")  # of an earlier run: replaced
        whole.file.write(self._line(0, self._tables.all[0].columns.header, "reason"))
        return whole

    def take(self, number: int, record: "Record", rows: Sequence[TableRow]) -> None:
        """Take a record of a table, with its rows as they were."""
        from competentie.table.judge import numbered

        self.number += 1
        self.people.add(numbered(record.person, record.number))
        for problem in record.problems:
            self._problems.add(problem)
        if self._whole is None:
            return
        reason = " | ".join(self._session.words(one.message) for one in record.problems)
        for row in rows:
            self._whole.file.write(self._line(number, row.cells, reason))

    def report(self) -> None:
        """Show what is wrong, as far as it fits."""
        said = list(self._problems.said())
        if said:
            self._session.report(said)
            if self._problems.more:
                self._session.tell(self._session.words("… and {n} more", n=self._problems.more))

    def keep(self) -> None:
        """Move the rejected rows into place. Raises UsageError."""
        if self._whole is None or self._path is None:
            return
        try:
            self._whole.commit()
        except OSError as error:
            raise not_written(self._path, error) from None
        if self.number:
            self._session.note(msg("the rows with errors are in {path}", path=str(self._path)))

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, *_: object) -> None:
        """Leave nothing behind that was not moved into place."""
        if self._whole is not None:
            self._whole.__exit__()

    def _line(self, number: int, cells: Sequence[str], reason: str) -> bytes:
        target = io.StringIO(newline="")
        kept = [cell for place, cell in enumerate(cells) if place != self._reason]
        csv.writer(target, delimiter=self._tables.delimiters[number], lineterminator="\n").writerow(
            map(guarded, (*kept, reason))
        )
        return target.getvalue().encode("utf-8", "surrogatepass")


def sifted(
    tables: "Tables",
    catalogue: Catalogue,
    workplace: "Workplace",
    wrong: Rejected,
    sound: Callable[[str], object] | None,
    known: Callable[[], Iterable[str]],
) -> "Packed":
    """Read everybody, and set apart who cannot be scored; `sound` tells whether a profile is, among the `known`."""
    from competentie.table.judge import Judge
    from competentie.table.packing import Packing
    from competentie.table.run import read_tables
    from competentie.table.sifting import Sieve

    packing = Packing(catalogue)
    sieve = Sieve(tables, packing, lambda table: Judge(table, catalogue.height, sound, known), sound)
    packed = read_tables(tables, packing, workplace)
    packed.people = sieve.right(packed, workplace, wrong.take)
    tables.check()
    return packed


@contextmanager
def output_file(session: Session, output: Path | None) -> Iterator[tuple[BinaryIO, Callable[[], None]]]:
    """Return a file to write to, and what to call when it is whole; only then anything is seen of it."""
    if output is None or str(output) == STDOUT:
        with tempfile.TemporaryFile() as file:  # without a name, so that nobody else can open it
            yield file, lambda: session.pour(file)
        return
    in_a_folder(output)
    try:
        with WholeFile(output, nameless=True) as whole:
            yield whole.file, lambda: whole.commit(durable=False)  # it can be made again
    except OSError as error:
        raise not_written(output, error) from None


def excel_csv(names: "Names | None" = None, *, excel: bool) -> "Csv":
    """Return how CSV is written: for a Dutch Excel, in which things have these names, or as the world does."""
    from competentie.table.lines import Csv
    from competentie.table.names import Names

    return Csv(";", "\r\n", names or Names()) if excel else Csv(names=names or Names())


def tell_read(session: Session, packed: "Packed", wrong: Rejected, done: Message) -> None:
    """Say how many people were read, with how many ratings where that is another number, and what came of them."""
    from competentie.table.reading import with_names

    words, right = session.words, packed.people["person"]
    people = ratings = right.len() + wrong.number
    if wrong.number or set(WHO[1:]).intersection(packed.people.columns):  # else each row is somebody else
        names = with_names(packed.people)["person:"]
        people = names.hash().n_unique() + len(wrong.people.difference(names.filter(names.is_in(list(wrong.people)))))
    read = words.plural("{n} person read", "{n} people read", people)
    if people != ratings:
        read += words.plural(", {n} rating", ", {n} ratings", ratings)
    if packed.totals:
        called, n = list(packed.totals[:FEW]), len(packed.totals)
        many = msg("{n} rows with totals passed over: {names}", n=n, names=called)
        session.note(many if n > 1 else msg("1 row with totals passed over: {names}", names=called))
    if packed.notes:
        called, n = list(packed.notes[:FEW]), len(packed.notes)
        many = msg("{n} rows below the table passed over: {names}", n=n, names=called)
        session.note(many if n > 1 else msg("1 row below the table passed over: {names}", names=called))
    if people <= MOST_COMPARED:
        pairs = [f"{one} / {other}" for one, other in islice(alike(right), FEW)]
        if pairs:
            session.note(msg("different people whose names look alike: {names}", names=pairs))
    session.note(words("{read}: {done}, {rejected} rejected", read=read, done=words(done), rejected=wrong.number))


def tell_refused(session: Session, rejected: int, advice: Message) -> None:
    """Say that nothing was written, and what to do about it."""
    session.tell(
        session.words.plural(
            "{n} person has errors; nothing was written", "{n} people have errors; nothing was written", rejected
        )
    )
    session.tell("  = " + session.words(advice))


def tell_broken(session: Session, broken: int) -> None:
    """Say how many people contradict the order of the levels."""
    if broken:
        session.note(
            session.words.plural(
                "{n} person misses a level below one that is attained: look at those ratings again",
                "{n} people miss a level below one that is attained: look at those ratings again",
                broken,
            )
        )
