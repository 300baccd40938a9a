"""Text → located YAML data. The only module that imports yaml.

We read YAML 1.2 core, one document, and refuse what a handbook does not need and what surprises people:
aliases, merge keys, tags, duplicate keys, keys that are not text. Numbers are plain decimals; whatever
else looks odd (`010`, `1_000`, `12:30`, `yes`) stays text, so that it is never read as something else.
Data is built straight from parser events. Positions are worked out only when a finding needs one.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
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
from competentie.syntax import explain_syntax

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # PyYAML without libyaml: the same events, some sixteen times slower
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]

DataPath: TypeAlias = tuple[str | int, ...]

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


def dump(data: object) -> str:
    """Write plain data as YAML, in the order given."""
    return str(yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=10**6))


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
        self._report("Y005", span, *explain_syntax(error.problem or "", error.context or "", line, span.column))


def _span(start: Any, end: Any) -> Span:  # noqa: ANN401 - PyYAML's marks are untyped, and differ per parser
    """Make a span of two marks (0-based); one character wide where the end lies on a later line."""
    line, column = start.line + 1, start.column + 1
    last = end.column + 1 if end.line == start.line else column
    return Span(line, column, line, max(last, column + 1))
