"""From bytes to a document, from a document to a model: reading within bounds, and saying in our own words what fails.

A check also reads where a field has the wrong shape (the models report that): one wrong norm does not silence what is
wrong with the rest. Hence the readers of data here, which pass over what is not what it should be.
"""

import codecs
import datetime as dt
import errno
import os
import re
import stat
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Generic, NamedTuple, TypeAlias, TypeVar, cast

from pydantic import ValidationError

from competentie.core import Catalogue, Diagnostic, Message, Profile, Span, has_errors, in_order, msg, plain_name, some
from competentie.files.places import shown
from competentie.files.yaml import REFUSED, DataPath, Document

if TYPE_CHECKING:
    from competentie.files.shape import FileModel

MAX_BYTES: Final = 4 * 2**20  # a catalogue of 500 competencies takes 1 MB


class Files:
    """The files to read: those on disk, and `given` contents that stand for the file at their path."""

    def __init__(self, given: Mapping[Path, bytes] | None = None) -> None:
        """Let `given` take the place of what is on disk, as for a text that an editor holds."""
        self._given = {os.path.abspath(path): content for path, content in (given or {}).items()}  # noqa: PTH100 - links stay

    def read(self, path: Path) -> Document | Diagnostic:
        """Read a file, or say why it cannot be read."""
        content = self._given.get(os.path.abspath(path)) if self._given else None  # noqa: PTH100
        return read(path, shown(path)) if content is None else decode(content, shown(path))


DISK: Final = Files()


def read(path: Path, shown: str) -> Document | Diagnostic:
    """Read a file, or say why it cannot be read; `shown` is the path as the user knows it."""
    try:
        whole = content(path)
    except UnreadableError as problem:
        return Diagnostic(problem.code, shown, Span(), problem.message, problem.help)
    except OSError as error:
        return _not_opened(error, path, shown)
    if path.is_symlink() and not _OURS.search(whole):  # it may be anything, and what is quoted of it is told
        return Diagnostic("Y017", shown, Span(), msg("this link leads to a file that is none of ours"), _REMOVE)
    return decode(whole, shown)


_OURS: Final = re.compile(rb"""^[{\s]*["']?competentie["']?\s*:""", re.MULTILINE)


def decode(content: bytes, shown: str) -> Document | Diagnostic:
    """Turn the bytes of a file into a document; what is wrong with them as text is among its findings."""
    if len(content) > MAX_BYTES:
        problem = _too_large(len(content))
        return Diagnostic(problem.code, shown, Span(), problem.message, problem.help)
    findings = []
    encoding = _utf_16_or_32(content)
    if encoding is not None:
        message = msg("this file is {encoding}, not UTF-8", encoding=encoding.upper())
        advice = msg("save it as UTF-8, in your editor or with `iconv -f {encoding} -t UTF-8`", encoding="UTF-16")
        findings.append(Diagnostic("Y015", shown, Span(), message, advice))
        return Document(shown, content.decode(encoding, "replace"), findings)
    if content.startswith(codecs.BOM_UTF8):
        message = msg("this file starts with an invisible byte order mark")
        findings.append(Diagnostic("Y018", shown, Span(), message, msg("save it as UTF-8 without BOM")))
        content = content.removeprefix(codecs.BOM_UTF8)
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        findings.append(_not_utf_8(content, error.start, shown))
        text = content.decode("cp1252", "replace")  # most likely; what else is wrong is then found too
    return Document(shown, text, findings)


def unreadable(error: OSError) -> Message:
    """Say in our own words why the system would not open, read or write a file."""
    match error:
        case UnreadableError():
            return error.message
        case FileNotFoundError():
            return msg("there is no such file")
        case PermissionError():
            return msg("this file may not be opened (permission denied)")
        case IsADirectoryError():
            return msg("this is a folder, not a file")
        case NotADirectoryError():
            return msg("part of this path is a file, not a folder")
    number = _ERRNO.search(str(error))  # how Polars says it, without a number of its own
    reason = error.strerror or (os.strerror(int(number[1])) if number else None)
    return msg("the system says: {reason}", reason=reason) if reason else msg("the system does not say why")


_ERRNO: Final = re.compile(r"\bos error ([0-9]{1,4})\b")


class UnreadableError(OSError):
    """A file that is there, and is not to be read."""

    def __init__(self, code: str, message: Message, help: Message) -> None:
        """Carry what the finding will say."""
        super().__init__(code)
        self.code, self.message, self.help = code, message, help


def content(path: Path) -> bytes:
    """Return the bytes of an ordinary file within bounds; raises OSError."""
    descriptor = _open(path)
    try:
        status = os.fstat(descriptor)
        if stat.S_ISDIR(status.st_mode):
            raise _not_a_file(msg("this is a folder, not a file"))
        if not stat.S_ISREG(status.st_mode):
            raise _not_a_file()
        if status.st_size > MAX_BYTES:
            raise _too_large(status.st_size)
        whole = os.read(descriptor, status.st_size + 1)
        while len(whole) != status.st_size and (part := os.read(descriptor, MAX_BYTES)):  # it grew, or comes in parts
            whole += part
        return whole
    finally:
        os.close(descriptor)


def _open(path: Path) -> int:
    """Open a file; a link only when it stays in the git repository around it, which others may have filled."""
    # opened before it is looked at, since it could change in between; and never held up by a pipe
    folder = os.path.dirname(os.path.abspath(path))  # noqa: PTH100, PTH120 - done for each of thousands of files
    if _folder_leads_out(folder):
        raise _outside()
    try:
        return os.open(path, _FLAGS | _NO_LINKS)
    except OSError as error:
        if error.errno not in {errno.ELOOP, errno.EMLINK} or not path.is_symlink():
            raise
    if _leads_out(os.path.realpath(path), path.absolute()):
        raise _outside()
    return os.open(path, _FLAGS)


_FLAGS: Final = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_NO_LINKS: Final = getattr(os, "O_NOFOLLOW", 0)


@lru_cache(maxsize=256)
def _folder_leads_out(folder: str) -> bool:
    """Tell whether a folder is reached by a link that leads out of the git repository it stands in."""
    real = os.path.realpath(folder)
    return real != folder and _leads_out(real, Path(folder))


def _leads_out(real: str, path: Path) -> bool:
    root = checkout(path)
    return root is not None and not Path(real).is_relative_to(os.path.realpath(root))


def checkout(path: Path) -> Path | None:
    """Return the nearest folder around a path that holds `.git`."""
    return next((place for place in path.parents if os.path.lexists(place / ".git")), None)


def refuse_link(path: Path) -> None:
    """Raise OSError where a path to write to is a link that reading refuses, or that a checkout may have brought.

    In a git repository no link is written through, and no folder is gone into by one that leads out of it, or to what
    git keeps there. Elsewhere a link is followed to the file that it leads to, if there is one.
    """
    whole = Path(os.path.abspath(path))  # noqa: PTH100 - links stay
    folder = os.path.realpath(whole.parent)
    if folder != str(whole.parent) and (_leads_out(folder, whole) or ".git" in Path(folder).parts):
        raise _outside()
    if whole.is_symlink() and checkout(whole) is not None:
        message = msg("this is a link, and in a git repository nothing is written through one")
        raise not_there(message)
    if whole.is_symlink() and not os.path.exists(whole):  # noqa: PTH110 - also where it may not be looked
        raise not_there(msg("this link leads to a file that is not there"))


def _outside() -> UnreadableError:
    code = "Y017"
    advice = msg("put the file itself here, or a link to one in the repository")
    return UnreadableError(code, msg("this link leads out of the repository"), advice)


def not_there(message: Message) -> UnreadableError:
    """Say that a link stands where a file should."""
    code = "Y017"
    return UnreadableError(code, message, _REMOVE)


def _not_a_file(message: Message = msg("this is not an ordinary file")) -> UnreadableError:  # noqa: B008 - frozen
    return UnreadableError("Y016", message, msg("name a YAML file"))


def _too_large(size: int) -> UnreadableError:
    return UnreadableError(
        "Y003",
        msg("this file is larger than {limit} MB ({size} bytes)", limit=MAX_BYTES // 2**20, size=size),
        msg("split it, or check that it is the file you meant"),
    )


def _not_opened(error: OSError, path: Path, shown: str) -> Diagnostic:
    if path.is_symlink():
        advice = _REMOVE
        if isinstance(error, FileNotFoundError):
            return Diagnostic("Y017", shown, Span(), msg("this link leads to a file that is not there"), advice)
        if error.errno == errno.ELOOP:
            return Diagnostic("Y017", shown, Span(), msg("this link leads round in a circle"), advice)
    return Diagnostic("Y001", shown, Span(), unreadable(error), msg("check the name, and who may read the file"))


_REMOVE: Final = msg("remove the link, or let it lead to a file")


def _utf_16_or_32(content: bytes) -> str | None:
    """Name the encoding when a text is UTF-16 or UTF-32: by its mark, or by where its zero bytes stand."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return encoding
    head = content[:_HEAD]
    if len(head) < 4 or head.count(0) * 3 < len(head):  # noqa: PLR2004 - too little to tell; a third is zero
        return None
    return "utf-16-be" if head[0] == 0 else "utf-16-le"


_HEAD: Final = 256  # bytes looked at
_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def _not_utf_8(content: bytes, start: int, shown: str) -> Diagnostic:
    before = content[:start].decode()
    line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
    message = msg("this file is not UTF-8: byte {byte} cannot stand here", byte=f"0x{content[start]:02x}")
    advice = msg("save it as UTF-8, in your editor or with `iconv -f CP1252 -t UTF-8`")
    return Diagnostic("Y002", shown, Span(line, column, line, column + 1), message, advice)


Model = TypeVar("Model", bound="FileModel")


class Context(NamedTuple):
    """What lies around a file; None is what is not there, or is not asked about."""

    held_against: Catalogue | None = None
    profiles: Collection[str] | None = None
    """The ids of the profiles beside the catalogue."""
    profile: Profile | None = None
    """Of a profile: what extending makes of it."""
    today: dt.date = dt.date.max
    """The day that it is; what is later is a day to come."""

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue, for checks that are made only where there is one."""
        return cast("Catalogue", self.held_against)


Check: TypeAlias = Callable[[Document, Context], Iterator[Diagnostic]]
"""Finds what is wrong in one file, by itself or with what lies around it."""


class Kind(NamedTuple, Generic[Model]):
    """A kind of file: its shape, what must hold of it by itself, and what must hold against a catalogue."""

    model: type[Model]
    checks: tuple[Check, ...] = ()
    against: tuple[Check, ...] = ()


_ID: Final = re.compile(r"[a-z0-9][a-z0-9-]*")


def fields(value: object, *names: str) -> dict[str, Any]:
    """Return the mapping at these names inside `value`; an empty one where there is none."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def is_competency(value: object) -> bool:
    """Tell whether a value has the fields of a competency, wherever it stands."""
    return isinstance(value, dict) and "label" in value and not value.keys().isdisjoint(("definition", "levels"))


def with_misplaced(document: Document) -> dict[str, Any]:
    """Return the competencies of a catalogue, and those that a wrong indentation put in or beside them.

    Where those stand is reported once; they are not missing as well, for whoever names them.
    """
    known = fields(document.data, "competencies")
    misplaced: dict[str, Any] = {}
    places = [fields(document.data), *map(fields, known.values())]
    while places:
        inside = {name: value for name, value in places.pop().items() if is_competency(value)}
        misplaced |= inside
        places += inside.values()  # one that stands too far left holds all that follow it
    meant = {plain_name(name): value for name, value in known.items() if not is_id(name)}  # reported where it stands
    return {**misplaced, **known, **{name: value for name, value in meant.items() if name not in known}}


def behaviours_in(competency: object) -> Iterator[tuple[str, int, DataPath, object]]:
    """Yield each behaviour of a competency as it stands: its level, its place, the path below it, and its text."""
    for level, given in fields(competency, "levels").items():
        inside = fields(given).get("behaviours")
        path: DataPath = ("levels", level) if inside is None else ("levels", level, "behaviours")
        behaviours = given if inside is None else inside
        for place, one in enumerate(behaviours if isinstance(behaviours, list) else ()):
            apart = isinstance(one, dict) and "text" in one
            yield level, place, (*path, place, *(("text",) if apart else ())), one["text"] if apart else one


def whole(value: object) -> int | None:
    """Return a whole number, or None when it is something else."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def is_id(value: object) -> bool:
    """Tell whether a value can be an id at all; if not, that is the one thing to report."""
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def by_language(value: object) -> Iterator[tuple[str, str]]:
    """Yield each wording of a text with its language tag, empty for a text without one."""
    if isinstance(value, str):
        yield "", value
    elif isinstance(value, dict):
        tags = (tag for tag in value if len(tag.partition("-")[0]) <= len("nld"))  # what is longer is another field
        yield from ((tag, value[tag]) for tag in tags if isinstance(value[tag], str))


def language_of(document: Document) -> str:
    """Return the language of texts without a tag, in lower case; empty where the file does not say."""
    language = fields(document.data).get("language")
    return language.lower() if isinstance(language, str) else ""


def open_document(path: Path, files: Files) -> tuple[Document | None, list[Diagnostic]]:
    """Return a file's document, None when it does not parse, with what is wrong with it as YAML."""
    document = files.read(path)
    if isinstance(document, Diagnostic):
        return None, [document]
    return (None if document.data is REFUSED else document), list(document.diagnostics)


def read_model(model: type[Model], document: Document) -> tuple[Model | None, list[Diagnostic]]:
    """Hold a document against the shape of its kind of file; None when it does not fit."""
    if not isinstance(document.data, dict):
        message = msg("this file holds no fields (`name: value`)")
        return None, [Diagnostic("S003", document.path, Span(), message, msg("start it with `competentie: 1`"))]

    try:
        return model.model_validate(document.data), []
    except ValidationError as error:
        from competentie.files.shape_findings import findings

        return None, some(findings(model, error, document))


class Reading(NamedTuple, Generic[Model]):
    """What reading a file gave: its text (None when it does not parse), its shape (None when it has no right one)."""

    document: Document | None
    file: Model | None
    found: list[Diagnostic]

    @property
    def sound(self) -> Model | None:
        """Its shape; None when anything at all is an error."""
        return None if has_errors(self.found) else self.file


def read_file(path: Path, files: Files, kind: Kind[Model], context: Context) -> Reading[Model]:
    """Read a file of one kind, and hold it against its shape and what lies around it."""
    document, found = open_document(path, files)
    if document is None:
        return Reading(None, None, found)
    file, more = check_document(document, kind, context)
    return Reading(document, file, in_order([*found, *more]))


def check_document(document: Document, kind: Kind[Model], context: Context) -> tuple[Model | None, list[Diagnostic]]:
    """Hold a document against the shape of its kind, and against what lies around it as far as that is there."""
    file, found = read_model(kind.model, document)
    for checks in (kind.checks, kind.against if context.held_against is not None else ()):
        found += some(one for check in checks for one in check(document, context))
    return file, found
