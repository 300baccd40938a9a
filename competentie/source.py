r"""Bytes → text → located YAML data. The only module that imports yaml.

We read YAML 1.2 core, one document, and refuse what a handbook does not need and what surprises people:
aliases, merge keys, tags, duplicate keys, keys that are not text. Numbers are plain decimals; whatever
else looks odd (`010`, `1_000`, `12:30`, `yes`) stays text, so that it is never read as something else.
Data is built straight from parser events. Positions are worked out only when a finding needs one.
"""

import os
import re
import stat
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, TypeAlias

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from competentie.diagnostics import Diagnostic, Related, Span
from competentie.message import Message, msg

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # PyYAML without libyaml: the same events, some sixteen times slower
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]

DataPath: TypeAlias = tuple[str | int, ...]

MAX_BYTES: Final = 10 * 2**20  # a catalogue of 500 competencies takes 1 MB
MAX_DEPTH: Final = 32  # our own files nest 6 deep; libyaml's composer crashes on 100,000

_INTEGER: Final = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})")
_DECIMAL: Final = re.compile(r"[-+]?(?:(?:0|[1-9][0-9]{0,17})\.[0-9]{0,100}|\.[0-9]{1,100})")
_NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLEANS: Final = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
# YAML 1.2, 5.1 (printable characters), less the line breaks of YAML 1.1 that no editor breaks a line at
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_BREAK: Final = re.compile(r"\r\n|\n|\r")


class Refused:
    """Stands for a value that could not be read; its finding has been made already."""


REFUSED: Final = Refused()


class Document:
    """One file: its text, its data, what is wrong with it as YAML, and where everything stands."""

    def __init__(self, path: str, text: str) -> None:
        """Parse `text`; `data` is `REFUSED` where it does not parse."""
        self.path = path
        self.text = text
        self._spans: dict[DataPath, tuple[Span | None, Span]] | None = None
        builder = _Builder(path, text)
        self.data = builder.build()
        self.diagnostics = builder.found

    def span(self, *at: str | int, key: bool = False) -> Span:
        """Return where the value at a path stands, or its key; the nearest parent where it does not exist."""
        if self._spans is None:
            builder = _Builder(self.path, self.text, locate=True)
            builder.build()
            self._spans = builder.spans
        while at and at not in self._spans:
            at = at[:-1]
        key_span, value_span = self._spans.get(at, (None, Span()))
        return key_span if key and key_span else value_span

    def at(
        self,
        code: str,
        path: DataPath,
        message: Message,
        help: Message | None = None,
        *,
        key: bool = False,
        related: tuple[Related, ...] = (),
    ) -> Diagnostic:
        """Make a finding about the value (or the key) at a path of this document."""
        return Diagnostic(code, self.path, self.span(*path, key=key), message, help, related)


def read(path: Path, shown: str) -> Document | Diagnostic:
    """Read a file, or say why it cannot be read; `shown` is the path as the user knows it."""
    try:
        content = _bytes(path)
    except _UnreadableError as problem:
        return Diagnostic(problem.code, shown, Span(), problem.message, problem.help)
    except OSError as error:
        return Diagnostic("Y001", shown, Span(), unreadable(error), None)
    return decode(content, shown)


def decode(content: bytes, shown: str) -> Document | Diagnostic:
    """Turn the bytes of a file into a document, or say why they are not text."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        advice = msg("save it as UTF-8, in your editor or with `iconv -f UTF-16 -t UTF-8`")
        return Diagnostic("Y002", shown, Span(), msg("this file is UTF-16, not UTF-8"), advice)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8-sig", "replace")
        line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
        found = msg("this file is not UTF-8: byte {byte} cannot stand here", byte=f"0x{content[error.start]:02x}")
        return Diagnostic("Y002", shown, Span(line, column, line, column + 1), found, _SAVE_AS_UTF8)
    return Document(shown, text)


def unreadable(error: OSError) -> Message:
    """Say in our own words why the system would not open, read or write a file."""
    match error:
        case FileNotFoundError():
            return msg("there is no such file")
        case PermissionError():
            return msg("this file may not be opened (permission denied)")
        case IsADirectoryError():
            return msg("this is a folder, not a file")
        case NotADirectoryError():
            return msg("part of this path is a file, not a folder")
    return msg("the system says: {reason}", reason=error.strerror or type(error).__name__)


def dump(data: object) -> str:
    """Write plain data as YAML, in the order given."""
    return str(yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=10**6))


_SAVE_AS_UTF8: Final = msg("save it as UTF-8, in your editor or with `iconv -f CP1252 -t UTF-8`")


class _UnreadableError(Exception):
    def __init__(self, message: Message, help: Message, code: str = "Y001") -> None:
        super().__init__(code)
        self.code, self.message, self.help = code, message, help


def _bytes(path: Path) -> bytes:
    mode = path.stat().st_mode
    if stat.S_ISDIR(mode):
        raise IsADirectoryError
    if not stat.S_ISREG(mode):
        raise _UnreadableError(msg("this is not an ordinary file"), msg("name a YAML file"))
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        if size > MAX_BYTES:
            raise _UnreadableError(
                msg("this file is {size} MB; the limit is {limit} MB", size=size // 2**20, limit=MAX_BYTES // 2**20),
                msg("split it, or check that it is the file you meant"),
                "Y003",
            )
        return file.read()


class _TooDeepError(Exception):
    pass


class _Builder:
    """Builds data from parser events, and collects what is wrong on the way."""

    def __init__(self, path: str, text: str, *, locate: bool = False) -> None:
        self.path = path
        self.text = text
        self.locate = locate
        self.found: list[Diagnostic] = []
        self.spans: dict[DataPath, tuple[Span | None, Span]] = {}
        self._events: Iterator[Event] = iter(())

    def build(self) -> Any:  # noqa: ANN401 - the data of any YAML file
        forbidden = _FORBIDDEN.search(self.text)
        if forbidden:
            self._report_forbidden(forbidden)
            return REFUSED
        self._events = iter(yaml.parse(self.text, Loader=_Loader))
        try:
            return self._document()
        except _TooDeepError:
            return REFUSED
        except yaml.MarkedYAMLError as error:
            self._report_syntax(error)
            return REFUSED

    def _document(self) -> Any:  # noqa: ANN401
        next(self._events)  # the start of the stream
        event = next(self._events)
        if isinstance(event, StreamEndEvent):
            self._report_empty()
            return REFUSED
        first = next(self._events)
        if isinstance(first, ScalarEvent) and first.value == "" and first.implicit[0]:
            self._report_empty()
            return REFUSED
        data = self._node(first, (), None)
        next(self._events)  # the end of the document
        event = next(self._events)
        if isinstance(event, DocumentStartEvent):
            self._report(
                "Y010",
                _span(event.start_mark, event.end_mark),
                msg("a second document starts here"),
                msg("remove the line `---`, or put what follows it in a file of its own"),
            )
        return data

    def _node(self, event: Event, at: DataPath, key: Span | None) -> Any:  # noqa: ANN401
        if self.locate:
            self._place(event, at, key)
        if isinstance(event, AliasEvent):
            self._report(
                "Y007",
                _span(event.start_mark, event.end_mark),
                msg("an alias (`*{name}`) is not allowed here", name=event.anchor),
                msg("write the text out again"),
            )
            return REFUSED
        refused = self._refuse_extras(event)
        if isinstance(event, ScalarEvent):
            value = self._scalar(event, key)
        elif len(at) >= MAX_DEPTH:
            self._report(
                "Y009",
                _span(event.start_mark, event.start_mark),
                msg("this is nested more than {limit} deep", limit=MAX_DEPTH),
                msg("check the brackets and the indentation"),
            )
            raise _TooDeepError
        elif isinstance(event, MappingStartEvent):
            value = self._mapping(at)
        else:
            value = self._sequence(at)
        return REFUSED if refused else value

    def _mapping(self, at: DataPath) -> dict[str, Any]:
        data: dict[str, Any] = {}
        first: dict[str, Span] = {}
        while not isinstance(event := next(self._events), MappingEndEvent):
            if not isinstance(event, ScalarEvent) or event.tag:
                self._skip_pair(event, at)
                continue
            name, span = event.value, _span(event.start_mark, event.end_mark)
            if event.anchor:
                self._refuse_extras(event)
            if name == "<<" and event.implicit[0]:
                self._report(
                    "Y007", span, msg("a merge key (`<<`) is not allowed here"), msg("write the fields out again")
                )
                self._node(next(self._events), (*at, name), span)
            elif name in data:
                self._report_duplicate(name, span, first[name])
                self._node(next(self._events), (*at, name, "duplicate"), span)
            else:
                first[name] = span
                data[name] = self._node(next(self._events), (*at, name), span)
        return data

    def _sequence(self, at: DataPath) -> list[Any]:
        data: list[Any] = []
        while not isinstance(event := next(self._events), SequenceEndEvent):
            data.append(self._node(event, (*at, len(data)), None))
        return data

    def _scalar(self, event: ScalarEvent, key: Span | None) -> Any:  # noqa: ANN401
        text = event.value
        if not event.implicit[0]:  # quoted or a block: text, whatever it looks like
            return text
        if text in _NULLS:
            span = key or _span(event.start_mark, event.end_mark)
            self._report("Y013", span, msg("nothing is filled in here"), msg("fill it in, or remove the line"))
            return REFUSED
        if text in _BOOLEANS:
            return _BOOLEANS[text]
        if _INTEGER.fullmatch(text):
            return int(text)
        if _DECIMAL.fullmatch(text):
            return Decimal(text)
        return text

    def _refuse_extras(self, event: Any) -> bool:  # noqa: ANN401 - PyYAML's events are untyped
        if getattr(event, "anchor", None):
            self._report(
                "Y007",
                _span(event.start_mark, event.start_mark),
                msg("an anchor (`&{name}`) is not allowed here", name=event.anchor),
                msg("remove it, and write the text out where it is needed again"),
            )
        if getattr(event, "tag", None):
            self._report(
                "Y008",
                _span(event.start_mark, event.start_mark),
                msg("a tag (`{tag}`) is not allowed here", tag=event.tag),
                msg("remove it; put the value in quotes if it must be text"),
            )
            return True
        return False

    def _skip_pair(self, event: Event, at: DataPath) -> None:
        self._report(
            "Y011",
            _span(event.start_mark, event.start_mark),
            msg("a key must be plain text"),
            msg("write `name: value`, and put a text that starts with `[`, `{{`, `?`, `*` or `!` in quotes"),
        )
        self._node(event, (*at, "key"), None)
        self._node(next(self._events), (*at, "value"), None)

    def _place(self, event: Event, at: DataPath, key: Span | None) -> None:
        if isinstance(event, MappingStartEvent | SequenceStartEvent):
            value = key or _span(event.start_mark, event.start_mark)
        else:
            value = _span(event.start_mark, event.end_mark)
        self.spans[at] = (key, value)

    def _report(
        self,
        code: str,
        span: Span,
        message: Message,
        help: Message | None = None,
        related: tuple[Related, ...] = (),
    ) -> None:
        self.found.append(Diagnostic(code, self.path, span, message, help, related))

    def _report_duplicate(self, name: str, span: Span, first: Span) -> None:
        self._report(
            "Y006",
            span,
            msg("`{key}` stands here a second time; it was first given on line {line}", key=name, line=first.line),
            msg("remove one of the two, or correct the name"),
            (Related(msg("first given here"), self.path, first),),
        )

    def _report_empty(self) -> None:
        self._report("Y004", Span(), msg("this file is empty"), msg("start it with `competentie: 1`"))

    def _report_forbidden(self, found: re.Match[str]) -> None:
        before = _BREAK.split(self.text[: found.start()])
        line, column = len(before), len(before[-1]) + 1
        character = f"U+{ord(found[0]):04X}"
        self._report(
            "Y012",
            Span(line, column, line, column + 1),
            msg("the invisible character {character} cannot stand here", character=character),
            msg("remove it; it is often left behind by copying from Word or from a web page"),
        )

    def _report_syntax(self, error: yaml.MarkedYAMLError) -> None:
        lines = _BREAK.split(self.text)
        mark = error.problem_mark
        if error.context_mark and (mark is None or not "".join(lines[mark.line :]).strip()):
            mark = error.context_mark  # at the end of the file, what was left open says more
        span = _span(mark, mark) if mark else Span()
        line = lines[span.line - 1] if span.line <= len(lines) else ""
        self._report("Y005", span, *_syntax(error.problem or "", error.context or "", line, span.column))


def _span(start: Any, end: Any) -> Span:  # noqa: ANN401 - PyYAML's marks are untyped, and differ per parser
    """Make a span of two marks (0-based); one character wide where the end lies on a later line."""
    line, column = start.line + 1, start.column + 1
    last = end.column + 1 if end.line == start.line else column
    return Span(line, column, line, max(last, column + 1))


def _syntax(problem: str, context: str, line: str, column: int) -> tuple[Message, Message]:
    """Say in our own words what the parser stumbled over, and what most often causes it."""
    character = line[column - 1 : column]
    if character == "\t" or "\t" in line[: len(line) - len(line.lstrip())]:
        return msg("a tab cannot be used to indent"), msg("indent with spaces, two per step")
    if "cannot start any token" in problem:
        return msg("a text cannot start with `{character}`", character=character), msg("put the text in quotes")
    said = f"{context} / {problem}"
    return next(((message, advice) for cause, message, advice in _CAUSES if cause in said), _CAUSES[-1][1:])


# What libyaml says (its own words, from its scanner and parser), what it means, what to do; the first that fits.
_CAUSES: Final[tuple[tuple[str, Message, Message], ...]] = (
    (
        "mapping values are not allowed",
        msg("a second `: ` on this line is read as a new field"),
        msg('put the text in quotes: "…: …"'),
    ),
    (
        "escape",
        msg("a backslash in double quotes starts an escape, and this is none"),
        msg("use single quotes, or write the backslash twice"),
    ),
    (
        "quoted scalar",
        msg("a text in quotes is not closed"),
        msg('close it with the same quote; write `\\"` for a quote inside it'),
    ),
    (
        "flow",
        msg("a list or mapping in brackets is not closed here"),
        msg("check the brackets and commas, and put a text with `: ` or `,` in it in quotes"),
    ),
    (
        "could not find expected ':'",
        msg("a colon is missing on this line or the one before"),
        msg("write `name: value`"),
    ),
    (
        "block",
        msg("this line does not fit the lines around it"),
        msg("give lines that belong together the same indentation, and close every quote at the end of its text"),
    ),
    ("", msg("this cannot be read as YAML"), msg("check the indentation, quotes and colons around it")),
)
