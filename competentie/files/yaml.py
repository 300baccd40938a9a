"""Text → located YAML data. The only module that imports yaml.

We read YAML 1.2 core, one document, and refuse what a handbook does not need and what surprises people:
aliases, merge keys, tags, duplicate keys, keys that are not text. Numbers are plain decimals; whatever
else looks odd (`010`, `1_000`, `12:30`, `yes`) stays text, so that it is never read as something else.
Data is built straight from parser events, which are kept beside it: a position is worked out when a finding needs one.
A small file that is plain (`read_plain`) is parsed only then.
"""

import os
import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from functools import cached_property, lru_cache
from itertools import islice
from typing import Any, Final, NamedTuple, TypeAlias

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamEndEvent,
)
from yaml.reader import ReaderError

from competentie.core import (
    FILLER,
    LIMIT,
    MEND_FIRST,
    N_,
    TOO_MANY,
    Diagnostic,
    Edit,
    Message,
    Related,
    Span,
    lines_of,
    msg,
)

try:
    from yaml.cyaml import CParser as _Parser  # type: ignore[attr-defined]  # no more of a loader than we need: thousands of them are made
except ImportError:  # PyYAML without libyaml: the same events, some sixteen times slower
    from yaml import SafeLoader as _Parser  # type: ignore[assignment]

DataPath: TypeAlias = tuple[str | int, ...]
MAX_DEPTH: Final = 32  # our own files nest 6 deep; libyaml's composer crashes on 100,000
MAX_VALUES: Final = 50_000  # a catalogue of 500 competencies has some 12,000; what findings cost is bounded by it
MAX_STUMBLES: Final = 20  # faults in the syntax of one file that are mended to find what else is wrong
_MENDABLE: Final = 4 * 2**20  # characters parsed again in all while mending
_INTEGER: Final = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})")
_DECIMAL: Final = re.compile(r"[-+]?(?:(?:0|[1-9][0-9]{0,17})\.[0-9]{0,100}|\.[0-9]{1,100})")
_LONGEST_NUMBER: Final = len("-") + 18 + len(".") + 100
_NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLEANS: Final = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_NOT_TEXT: Final = frozenset("0123456789+-.~nNtTfF")  # how a plain value starts that may be something else than text

# YAML 1.2, 5.1: what is not printable, less the line breaks of YAML 1.1 (below)
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff]")
_BREAKS: Final = "\x85\u2028\u2029"  # YAML 1.1, 5.4 breaks a line at these; YAML 1.2 and editors do not
_SEPARATOR: Final = re.compile(f"[{_BREAKS}]")
_ODD: Final = f"{_BREAKS}\ufeff"  # what libyaml takes, and we do not


class Refused:
    """Stands for a value that could not be read; its finding has been made already."""


REFUSED: Final = Refused()
_Place: TypeAlias = tuple[Any, Any, Any]
"""The event of a key (or None), the event of its value, and the places inside it: by name, or in order."""


class Document:
    """One file: its text, its data, what is wrong with it as YAML, and where everything stands."""

    def __init__(self, path: str, text: str, findings: Sequence[Diagnostic] = ()) -> None:
        """Parse `text`; `data` is `REFUSED` where it does not parse. `findings` are those of its bytes."""
        self.path = path
        self.text = text
        self.data: Any = read_plain(text)
        self.diagnostics = list(findings)
        self._lines: list[str] | None = None
        if self.data is None:
            self.data = self._parsed.data
            self.diagnostics += [finding._replace(span=self._within(finding.span)) for finding in self._parsed.findings]

    @cached_property
    def _parsed(self) -> "_Reader":
        """What the parser says of the text; of a plain one, not before a place is asked for."""
        reader = _Reader(self.path, self.text)
        reader.read()
        return reader

    def span(self, *at: str | int, key: bool = False) -> Span:
        """Return where the value at a path stands, or its key; the nearest parent where it does not exist."""
        place = self._parsed.root
        for step in at:
            inner = None if place is None else _inside(place[2], step)
            if inner is None:
                break
            place = inner
        if place is None:
            return Span()
        name, value, inside = place
        if name is not None and (key or inside is not None):
            return self._within(_span(name))
        return self._within(_span(value) if inside is None else _start(value))

    def _within(self, span: Span) -> Span:
        """Keep a span inside its line: the parser's marks can lie one behind the end."""
        text = self.line(span.line)
        last = len(self._lines or ())
        end = len(text if span.line <= last else self.line(last)) + 1
        if span.line <= last and span.column <= end:
            return span
        line = min(span.line, last)
        return Span(line, end, line, end + 1)

    def line(self, number: int) -> str:
        """Return a line of the text, counted from 1; empty where there is none."""
        if self._lines is None:
            self._lines = lines_of(self.text)
        return self._lines[number - 1] if number <= len(self._lines) else ""

    def scalars(self) -> Iterator["Written"]:
        """Yield each value that is no list and no mapping, as it is written, in the order of the file."""
        places: list[tuple[DataPath, _Place]] = [((), self._parsed.root)] if self._parsed.root else []
        while places:
            path, (_, event, inside) = places.pop()
            if event.__class__ is ScalarEvent:
                yield Written(path, tuple(self._stretches(event)), event.style or "")
            steps = inside.items() if isinstance(inside, dict) else enumerate(inside or ())
            places += reversed([((*path, step), place) for step, place in steps])

    def _stretches(self, event: Any) -> Iterator[Span]:  # noqa: ANN401 - PyYAML's events are untyped
        start, end = event.start_mark, event.end_mark  # 0-based
        for number in range(start.line, end.line + 1):
            line = self.line(number + 1)
            first = start.column if number == start.line else len(line) - len(line.lstrip(" \t"))
            last = end.column if number == end.line else len(line.rstrip(" \t"))
            yield Span(number + 1, first + 1, number + 1, max(first, last) + 1)

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

    def related(self, path: DataPath, message: Message, *, key: bool = False) -> Related:
        """Make a second place for a finding, in this document."""
        return Related(message, self.path, self.span(*path, key=key))


class Written(NamedTuple):
    """A value as it is written: the stretches of the lines on which it stands, and how it is quoted, if it is."""

    path: DataPath
    stretches: tuple[Span, ...]
    style: str


def dump(data: object) -> str:
    """Write plain data as YAML, in the order given."""
    text = str(yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=10**6))
    if _SEPARATOR.search(text) is None:
        return text
    return str(yaml.safe_dump(data, sort_keys=False, width=10**6))  # in escapes: as they are they would become a line


class _StopError(Exception):
    """The rest of the file is not read; the finding says why."""


class _Reader:
    """Reads a text, and what can still be read behind a fault in its syntax."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self.data: Any = REFUSED
        self.root: _Place | None = None
        self.findings: list[Diagnostic] = []

    def read(self) -> None:
        text = self.text
        if not text.isascii() and any(character in text for character in _ODD):
            text = self._printable(text)
        stumbles = 0
        while True:
            builder = _Builder(self.path, text, mended=text is not self.text)
            try:
                self.data, self.root = builder.build()
            except _StopError:
                self.data = REFUSED
            except ReaderError:  # a character that the parser does not take, of which there may be more
                text = self._printable(text)
                continue
            except yaml.MarkedYAMLError as error:
                end = error.problem_mark.index if error.problem_mark else len(text)
                if end < len(text) and _TOO_DEEP.search(error.problem or ""):
                    text = text[:end]  # in which our own limit is passed: the parser had looked ahead
                    continue
                mended = self._stumble(error, text)
                stumbles += 1
                if mended is not None and stumbles < MAX_STUMBLES and stumbles * len(text) < _MENDABLE:
                    text = mended
                    continue
                self.data = REFUSED
            self.findings += builder.findings
            return

    def _stumble(self, error: yaml.MarkedYAMLError, text: str) -> str | None:
        """Report a fault in the syntax, and return the text to go on with, if any."""
        from competentie.files.faults import Stumble, explain_syntax

        lines = lines_of(text)
        opened, at = error.context_mark, error.problem_mark or error.context_mark
        stumble = Stumble(
            error.problem or "",
            error.context or "",
            lines,
            (at.line, at.column) if at else (0, 0),
            (opened.line, opened.column) if opened else None,
        )
        fault = explain_syntax(stumble)
        if fault.code == "Y027" and any(finding.code == "Y020" for finding in self.findings):
            return None  # tabs again, which have been reported
        line = min(fault.at[0], max(len(lines) - 1, 0))
        column = fault.at[1] if line == fault.at[0] else len(lines[line])  # at the end of the file, its last line
        span = _point(line + 1, column + 1)
        if any((finding.code, finding.span.line) == (fault.code, span.line) for finding in self.findings):
            return None  # mending did not help
        stops = not fault.mended
        advice = msg("{help}; what stands below it is not checked yet", help=fault.help) if stops else fault.help
        fix = _fix(lines_of(self.text), lines, fault.mended) if fault.certain else ()
        self.findings.append(Diagnostic(fault.code, self.path, span, fault.message, advice, fix=fix))
        for number, mended in fault.mended:
            lines[number] = mended
        return "\n".join(lines) if fault.mended else None

    def _printable(self, text: str) -> str:
        """Report characters that cannot stand in a YAML file, and put others in their place."""
        if _FORBIDDEN.search(text):
            self._report_characters(_FORBIDDEN, "Y012", _INVISIBLE, _REMOVE)
            text = _FORBIDDEN.sub(FILLER, text)
        if any(character in text for character in _BREAKS):
            self._report_characters(_SEPARATOR, "Y019", _ENDS_A_LINE, _NEW_LINE)
            text = _SEPARATOR.sub(" ", text)
        return text

    def _report_characters(self, pattern: re.Pattern[str], code: str, template: str, help: Message) -> None:
        """Report one finding per line: a second one on the same line says no more."""
        lines = enumerate(lines_of(self.text), 1)
        wrong = ((number, match) for number, line in lines if (match := pattern.search(line)))
        for number, match in islice(wrong, _CHARACTERS):
            message = Message(template, {"character": f"U+{ord(match[0]):04X}"})
            self.findings.append(Diagnostic(code, self.path, _point(number, match.start() + 1), message, help))


def _fix(source: Sequence[str], read: Sequence[str], mended: Sequence[tuple[int, str]]) -> tuple[Edit, ...]:
    """Return what turns the lines of a file into mended ones; nothing when what was read is no longer the file."""
    if any(source[number] != read[number] for number, _ in mended):
        return ()
    return tuple(_change(number + 1, source[number], text) for number, text in mended)


def _change(number: int, line: str, mended: str) -> Edit:
    """Return the edit that turns a line into a mended one; what stands behind the fault may be of people."""
    tail = len(os.path.commonprefix([line[::-1], mended[::-1]]))  # noqa: RUF071 - characters are what is compared
    return Edit(Span(number, 1, number, len(line) - tail + 1), mended[: len(mended) - tail])


# what libyaml says of more than 1,000 open brackets: from 0.2.6 on, and as its next version has it
_TOO_DEEP: Final = re.compile("(?i)maximum nesting (depth|level)")
_CHARACTERS: Final = 20  # lines with characters that cannot stand there; a binary file has them everywhere
_INVISIBLE: Final = N_("the invisible character {character} cannot stand here")
_REMOVE: Final = msg("remove it; it is often left behind by copying from Word or from a web page")
_ENDS_A_LINE: Final = N_("the character {character} ends a line for some programs and not for others")
_NEW_LINE: Final = msg("put an ordinary line break or a blank in its place")


class _Builder:
    """Builds data from parser events, and collects what is wrong on the way."""

    def __init__(self, path: str, text: str, *, mended: bool) -> None:
        self.path = path
        self.findings: list[Diagnostic] = []
        self._mended = mended
        self._values = 0
        self._parser: Any = _Parser(text)  # PyYAML's events are untyped
        self._next: Callable[[], Any] = self._parser.get_event

    def build(self) -> tuple[Any, _Place | None]:
        """Return the data with its places; raises _StopError or yaml.MarkedYAMLError."""
        try:
            return self._document()
        finally:
            self._parser.dispose()

    def _document(self) -> tuple[Any, _Place | None]:
        self._next()  # the start of the stream
        if isinstance(self._next(), StreamEndEvent):
            self._stop("Y004", Span(), msg("this file is empty"), msg("start it with `competentie: 1`"))
        first = self._next()
        if isinstance(first, ScalarEvent) and first.value == "" and first.implicit[0]:
            self._stop("Y004", Span(), msg("this file is empty"), msg("start it with `competentie: 1`"))
        data, inside = self._node(first, None, 0)
        self._next()  # the end of the document
        event = self._next()
        if isinstance(event, DocumentStartEvent):
            self._report(
                "Y010",
                _span(event),
                msg("a second document starts here"),
                msg("remove the line `---`, or put what follows it in a file of its own"),
            )
        return data, (None, first, inside)

    def _node(self, event: Any, key: Any, depth: int) -> tuple[Any, Any]:  # noqa: ANN401 - PyYAML's events are untyped
        """Return the data of a node, and the places inside it (None for a scalar)."""
        kind = event.__class__
        if kind is AliasEvent:
            message = msg("an alias (`*{name}`) is not allowed here", name=event.anchor)
            self._report("Y007", _span(event), message, msg("write the text out again"))
            return REFUSED, None
        refused = self._refuse_extras(event) if event.anchor or event.tag else False
        if kind is ScalarEvent:
            return (REFUSED if refused else self._scalar(event, key)), None
        if depth >= MAX_DEPTH:
            message = msg("this is nested more than {limit} deep", limit=MAX_DEPTH)
            self._stop("Y009", _start(event), message, msg("check the brackets and the indentation"))
        data, inside = self._mapping(depth) if kind is MappingStartEvent else self._sequence(depth)
        return (REFUSED if refused else data), inside

    def _mapping(self, depth: int) -> tuple[dict[str, Any], dict[str, _Place]]:
        data: dict[str, Any] = {}
        places: dict[str, _Place] = {}
        read = self._next
        while (event := read()).__class__ is not MappingEndEvent:
            self._values += 1
            if self._values > MAX_VALUES:
                self._stop_at_too_many(event)
            odd = event.__class__ is not ScalarEvent or event.tag or event.anchor
            if odd and not self._odd_key(event, depth):
                continue
            name = event.value
            if self._mended and FILLER in name:
                self._node(read(), event, depth + 1)
                continue
            if name in data or (name == "<<" and event.implicit[0]):
                self._extra_pair(event, places.get(name), depth)
                continue
            value = read()
            if ":" in name and (pair := self._without_space(event, value)) and pair[0] not in data:
                name, data[pair[0]] = pair
                places[name] = (event, value, None)
                continue
            if value.__class__ is ScalarEvent and not value.tag and not value.anchor:  # nearly all, so without a call
                data[name], inside = self._scalar(value, event), None
            else:
                data[name], inside = self._node(value, event, depth + 1)
            places[name] = (event, value, inside)
        return data, places

    def _sequence(self, depth: int) -> tuple[list[Any], list[_Place]]:
        data: list[Any] = []
        places: list[_Place] = []
        while (event := self._next()).__class__ is not SequenceEndEvent:
            self._values += 1
            if self._values > MAX_VALUES:
                self._stop_at_too_many(event)
            value, inside = self._node(event, None, depth + 1)
            data.append(value)
            places.append((None, event, inside))
        return data, places

    def _scalar(self, event: Any, key: Any) -> Any:  # noqa: ANN401
        text = event.value
        if not event.implicit[0]:  # quoted or a block: text, whatever it looks like
            return text
        if not text or text[0] in _NOT_TEXT:
            if text in _NULLS:
                self._report("Y013", _span(key or event), msg("nothing is filled in here"), _FILL_IN)
                return REFUSED
            value = _number(text) if len(text) <= _LONGEST_NUMBER else None
            if value is not None:
                return value
        return self._plain(event, text) if self._mended or " - " in text else text

    def _plain(self, event: Any, text: str) -> Any:  # noqa: ANN401
        """Return a text without quotes, unless it is what is left of a fault, or swallowed the items below it."""
        if self._mended and FILLER in text:
            return REFUSED
        if " - " in text and event.end_mark.line > event.start_mark.line:
            self._report(
                "Y027",
                _span(event),
                msg("this text runs on over the lines below it, which look like a list"),
                msg("give the items of a list the same indentation, or put a text of several lines in quotes"),
            )
            return REFUSED
        return text

    def _without_space(self, key: Any, value: Any) -> tuple[str, Any] | None:  # noqa: ANN401
        """Report a name without a space behind its colon, inside brackets, and return what was meant by it."""
        tight = TIGHT.fullmatch(key.value)
        if tight is None or key.style or value.__class__ is not ScalarEvent or value.value or value.style:
            return None
        self.findings.append(without_space(self.path, _span(key), tight, certain=not self._mended))
        number = _number(tight[2])
        return tight[1], tight[2] if number is None else number

    def _refuse_extras(self, event: Any) -> bool:  # noqa: ANN401
        if event.anchor:
            self._report(
                "Y007",
                _start(event),
                msg("an anchor (`&{name}`) is not allowed here", name=event.anchor),
                msg("remove it, and write the text out where it is needed again"),
            )
        if event.tag:
            self._report(
                "Y008",
                _start(event),
                msg("a tag (`{tag}`) is not allowed here", tag=event.tag),
                msg("remove it; put the value in quotes if it must be text"),
            )
        return bool(event.tag)

    def _odd_key(self, event: Any, depth: int) -> bool:  # noqa: ANN401
        """Report a key that is no plain text; tell whether its text can still be used."""
        if event.__class__ is ScalarEvent and not event.tag:
            self._refuse_extras(event)
            return True
        self._report(
            "Y011",
            _start(event),
            msg("a key must be plain text"),
            msg("write `name: value`, and put a text that starts with `[`, `{{`, `?`, `*` or `!` in quotes"),
        )
        self._node(event, None, depth + 1)
        self._node(self._next(), None, depth + 1)
        return False

    def _extra_pair(self, event: Any, first: _Place | None, depth: int) -> None:  # noqa: ANN401
        """Report a pair that cannot be kept, and what is wrong inside it."""
        if first is None:
            message = msg("a merge key (`<<`) is not allowed here")
            self._report("Y014", _span(event), message, msg("write the fields out again"))
        else:
            earlier = _span(first[0])
            self._report(
                "Y006",
                _span(event),
                msg(
                    "`{key}` stands here a second time; it was first given on line {line}",
                    key=event.value,
                    line=earlier.line,
                ),
                msg("remove one of the two, or correct the name"),
                (Related(msg("first given here"), self.path, earlier),),
            )
        self._node(self._next(), event, depth + 1)

    def _report(
        self, code: str, span: Span, message: Message, help: Message | None = None, related: tuple[Related, ...] = ()
    ) -> None:
        if len(self.findings) >= LIMIT:
            self.findings.append(Diagnostic("S006", self.path, span, TOO_MANY, MEND_FIRST))
            raise _StopError
        self.findings.append(Diagnostic(code, self.path, span, message, help, related))

    def _stop_at_too_many(self, event: Any) -> None:  # noqa: ANN401
        message = msg("this file holds more than {limit} values", limit=MAX_VALUES)
        self._stop("Y003", _start(event), message, msg("split it, or check that it is the file you meant"))

    def _stop(self, code: str, span: Span, message: Message, help: Message) -> None:
        self._report(code, span, message, help)
        raise _StopError


_FILL_IN: Final = msg("fill it in, or remove the line")
NO_SPACE: Final = msg("a space is missing behind the colon")
WRITE_PAIR: Final = msg("write `name: value`")


def without_space(path: str, span: Span, tight: re.Match[str], *, certain: bool) -> Diagnostic:
    """Make the finding about a name and a value without a space; `certain` tells whether they stand at the span."""
    start = span.column + len(tight[1])
    at = Span(span.line, start, span.line, start + 1)
    fix = (Edit(at, ": "),) if certain and span.end_column - span.column == len(tight[0]) else ()
    return Diagnostic("Y026", path, at, NO_SPACE, WRITE_PAIR, fix=fix)


TIGHT: Final = re.compile(r"([A-Za-z][\w-]{0,99}):([^\s:/].*)")


@lru_cache(maxsize=256)  # the same few stand everywhere
def _number(text: str) -> bool | int | Decimal | None:
    """Return what is no text in YAML 1.2 core, as far as we read it; None for a text."""
    if text in _BOOLEANS:
        return _BOOLEANS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    return Decimal(text) if _DECIMAL.fullmatch(text) else None


def _inside(places: Any, step: str | int) -> _Place | None:  # noqa: ANN401 - by name or in order
    if isinstance(places, dict):
        return places.get(step)
    if isinstance(places, list) and isinstance(step, int) and step < len(places):
        place: _Place = places[step]
        return place
    return None


def _span(event: Any) -> Span:  # noqa: ANN401 - PyYAML's events are untyped
    """Return where an event stands; one character wide where its end lies on a later line."""
    start, end = event.start_mark, event.end_mark  # 0-based
    line, column = start.line + 1, start.column + 1
    last = end.column + 1 if end.line == start.line else column
    return Span(line, column, line, max(last, column + 1))


def _start(event: Any) -> Span:  # noqa: ANN401
    return _point(event.start_mark.line + 1, event.start_mark.column + 1)


def _point(line: int, column: int) -> Span:
    return Span(line, column, line, column + 1)


LONGEST: Final = 32_768  # characters; a longer file is a catalogue, which gets advice and so needs positions
_CONTROL: Final = "\x00-\x1f\x7f-\x9f"
_NOT_PLAIN: Final = "\u2028\u2029\ufeff\ufffe\uffff"  # what the parser does not take, or not as part of a line
_NO_TEXT: Final = r"(?!(?:null|Null|NULL|true|True|TRUE|false|False|FALSE)\b)"
_NAME: Final = "[A-Za-z0-9][A-Za-z0-9_-]{0,99}"
_TEXT: Final = rf"{_NO_TEXT}[^\W\d_][^:#{_CONTROL}]*(?:(?::(?!\s|$)|(?<! )#)[^:#{_CONTROL}]*)*(?<! )"
_QUOTED: Final = rf"\"[^\"\\{_CONTROL}]*\"|'[^'{_CONTROL}]*'"
_NUMBER: Final = "0|[1-9][0-9]{0,17}"
_WORDS: Final = f"{_NO_TEXT}[A-Za-z][A-Za-z0-9-]*(?: [A-Za-z0-9][A-Za-z0-9-]*)*"
_LIST: Final = rf"\[(?:{_WORDS}(?:, {_WORDS})*)?\]"
_VALUE: Final = f"{_TEXT}|{_QUOTED}|{_NUMBER}|{_LIST}"
_COMMENT: Final = f"#[^{_CONTROL}]*"
_LINE: Final = re.compile(  # where it stands, what begins it, its value, or what is not plain in it
    rf"^(?:( {{0,20}})(?:(-) (?=\S)|({_NAME}):(?: |$))({_VALUE}|)(?: +(?:{_COMMENT})?)?| *(?:{_COMMENT})?)$|^(.+)$",
    re.MULTILINE,
)


def read_plain(text: str) -> dict[str, Any] | None:
    """Return what a plain file holds, in a third of the time that the parser takes; None when it is not plain.

    Plain is a file of lines such as `name:`, `name: text` and `- text`, with comments. Its texts begin with a letter or
    stand in quotes, its numbers are whole, its lists in brackets hold words. Nothing can be wrong with such a file as
    YAML, and all readers take it alike; a test holds this one against the parser. It keeps no positions.
    """
    root: dict[str, Any] = {}
    here: Any = root  # the mapping or list that is being filled, which stands at `indent`
    indent = 0
    around: list[tuple[Any, int]] = []
    opened = ""  # the name on the line before, when its value stands below it
    for spaces, dash, name, value, other in _lines(text):
        if other:
            return None
        if not dash and not name:
            continue
        depth = len(spaces)
        if opened:
            if depth < indent or (depth == indent and not dash):
                return None
            around.append((here, indent))
            here[opened] = here = [] if dash else {}
            indent, opened = depth, ""
        while depth < indent or (depth == indent and not dash and here.__class__ is list):
            here, indent = around.pop()
        if depth != indent or (here.__class__ is list) is not bool(dash) or (name and name in here):
            return None
        if not value:
            opened = name
        elif dash:
            here.append(_meant(value))
        else:
            here[name] = _meant(value)
    return root if root and not opened else None


def _lines(text: str) -> list[tuple[str, str, str, str, str]]:
    """Return the lines of a text, taken apart; none of one that need not be looked at."""
    return [] if len(text) > LONGEST or any(character in text for character in _NOT_PLAIN) else _LINE.findall(text)


def _meant(value: str) -> str | int | list[str]:
    """Return what a value means as it is written."""
    match value[0]:
        case '"' | "'":
            return value[1:-1]
        case "[":
            return value[1:-1].split(", ") if value != "[]" else []
    return int(value) if value[0] in "0123456789" else value
