"""What a YAML parser stumbles over, in our own words: where the fault really is, and what most often causes it.

The parser stops at the first fault. So that one mistake does not hide the next, most faults are mended for the
rest of the run: `FILLER` takes the place of what could not be read, on the same line and at the same columns.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from competentie.core import FILLER, Message, msg
from competentie.files.yaml import NO_SPACE, WRITE_PAIR

Place: TypeAlias = tuple[int, int]
"""A line and a column, both from 0, as parsers count."""


@dataclass(frozen=True, slots=True)
class Stumble:
    """What the parser said, and where: at which place, and where the thing it was reading had begun."""

    problem: str
    context: str
    lines: Sequence[str]
    at: Place
    opened: Place | None

    @property
    def line(self) -> str:
        """The line at which the parser stopped; empty at the end of the file."""
        return self.lines[self.at[0]] if self.at[0] < len(self.lines) else ""

    @property
    def character(self) -> str:
        """The character at which the parser stopped."""
        return self.line[self.at[1] : self.at[1] + 1]

    @property
    def said(self) -> str:
        """All that the parser said."""
        return f"{self.context} / {self.problem}"


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault in the syntax: its code, place, message and help; and the lines that stand in for what is wrong."""

    code: str
    at: Place
    message: Message
    help: Message
    mended: tuple[tuple[int, str], ...] = ()
    """Line numbers (from 0) with the text to go on with; nothing when it is better to stop."""
    certain: bool = False
    """Whether that text is what was meant, and no stand-in."""


def explain_syntax(stumble: Stumble) -> Fault:
    """Say in our own words what the parser stumbled over."""
    faults = (rule(stumble) for rule in _RULES)
    return next((fault for fault in faults if fault is not None), _unknown(stumble))


def _conflict(said: Stumble) -> Fault | None:
    """Find the first conflict that git left; what stands in its upper half is read on."""
    lines = said.lines
    start = next((number for number in range(min(said.at[0] + 1, len(lines))) if _OURS.match(lines[number])), None)
    if start is None:
        return None
    half = next((number for number in range(start, len(lines)) if _BETWEEN.match(lines[number])), None)
    end = next((number for number in range(half or start, len(lines)) if _THEIRS.match(lines[number])), None)
    mended = () if half is None or end is None else ((start, ""), *((number, "") for number in range(half, end + 1)))
    return Fault(
        "Y029",
        (start, 0),
        msg("git left two versions of the same lines here"),
        msg("choose what is to stay, and remove the lines with `<<<<<<<`, `=======` and `>>>>>>>`"),
        mended,
    )


# git-merge, "How conflicts are presented"; with `merge.conflictStyle = diff3` the old lines stand behind `|||||||`
_OURS: Final = re.compile(r"<{7}(?: |$)")
_BETWEEN: Final = re.compile(r"\|{7}(?: |$)|={7}$")
_THEIRS: Final = re.compile(r">{7}(?: |$)")


def _hard_space(said: Stumble) -> Fault | None:
    """Find the first line that is indented with spaces that are none to YAML, as a word processor makes them."""
    above = range(min(said.at[0] + 1, len(said.lines)))
    first = next((number for number in above if _HARD_HEAD.match(said.lines[number])), None)
    if first is None:
        return None
    ends = min(len(said.lines), first + _MOST_LINES)
    hard = ((number, _HARD_HEAD.match(said.lines[number])) for number in range(first, ends))
    mended = tuple(
        (number, found[0].replace("\xa0", " ") + said.lines[number][found.end() :]) for number, found in hard if found
    )
    message = msg("this line is indented with hard spaces, which are not what they look like")
    column = said.lines[first].index("\xa0")
    return Fault("Y027", (first, column), message, msg("indent with spaces, two per step"), mended, certain=True)


_HARD_HEAD: Final = re.compile(r"[ \xa0]*\xa0[ \xa0]*")  # U+00A0 is a no-break space


def _bullet(said: Stumble) -> Fault | None:
    """Find an item that starts with another mark than the items around it: `-text`, or the bullet of a text program."""
    for number in sorted({said.at[0], (said.opened or said.at)[0]}):
        line = said.lines[number] if number < len(said.lines) else ""
        bullet = _BULLET.match(line)
        if bullet is None:
            continue
        above = next((text for text in reversed(said.lines[max(number - _NEAR, 0) : number]) if text.strip()), "")
        below = next((text for text in said.lines[number + 1 : number + _NEAR] if text.strip()), "")
        if any(_ITEM.match(text) and _indent(text) == _indent(line) for text in (above, below)):
            mended = line[: bullet.start(1)] + "- " + line[bullet.end() :]
            message = msg("an item of a list starts with a dash and a space")
            at = (number, bullet.start(1))
            return Fault("Y022", at, message, msg("write `- text`"), ((number, mended),), certain=True)
    return None


# U+2013 and U+2014 are dashes, U+F0B7 is the bullet of Word, the others are bullets too
_BULLET: Final = re.compile(r"[ ]*(-(?![- ])|[*\u2013\u2014\u2022\u00b7\u2023\u25aa\u25cf\uf0b7][ \t]*)(?=\w)")


def _tab(said: Stumble) -> Fault | None:
    number, column = said.at
    head = said.line[: len(said.line) - len(said.line.lstrip())]
    if "\t" not in head and said.character != "\t" and "tab character" not in said.problem:
        return None
    alone = not any(" " in line[: len(line) - len(line.lstrip())] for line in said.lines)  # then each is a step
    mended = tuple(_without_tabs(said.lines, alone=alone)) if len(said.lines) <= _MOST_LINES else ()
    advice = msg("indent with spaces, two per step")
    at = (number, head.index("\t") if "\t" in head else column)
    certain = alone or all(_ITEM.match(text) and _ANY_ITEM.match(said.lines[place - 1]) for place, text in mended)
    return Fault("Y020", at, msg("a tab cannot be used to indent"), advice, mended, certain=certain)


def _without_tabs(lines: Sequence[str], *, alone: bool) -> Iterator[tuple[int, str]]:
    """Yield the lines that are indented with tabs, by two spaces a tab, or else as the line before them asks."""
    before = ""
    for number, line in enumerate(lines):
        start = _HEAD.match(line)
        if start is not None and "\t" in start[0] and line.strip():
            mark = start[0].lstrip()
            deeper = 2 if before.rstrip().endswith(":") else 0
            indent = 2 * (len(start[0]) - len(mark)) if alone else _indent(before) + deeper
            line = " " * indent + mark.replace("\t", " ") + line[start.end() :]  # noqa: PLW2901
            yield number, line
        before = line if line.strip() else before


_MOST_LINES: Final = 50_000  # of a file whose tabs are mended; the rest of a longer one is not worth the memory


def _open_quote(said: Stumble) -> Fault | None:
    """Find a quote that is opened and not closed on its line, while the next line starts something new."""
    for number in range(min(said.at[0] + 1, len(said.lines))):
        column = _open_quote_in(said.lines[number])
        if column is not None and _starts_anew(said.lines, number):
            return _quote((number, column), ((number, _blanked(said.lines[number], column)),))
    if "quoted scalar" in said.context and "end of stream" in said.problem and said.opened:
        return _quote(said.opened, ())
    return None


def _quote(at: Place, mended: tuple[tuple[int, str], ...]) -> Fault:
    advice = msg("close it with the same quote at the end; an apostrophe needs a text in double quotes")
    return Fault("Y023", at, msg("a quote is opened here and not closed"), advice, mended)


def _text_after_quote(said: Stumble) -> Fault | None:
    number, column = said.at
    before = said.line[:column].rstrip()
    start = _value_start(said.line)
    if "did not find expected" not in said.problem or start is None or start >= column or not said.character:
        return None
    if said.line[start] not in "\"'" or before[-1:] != said.line[start] or len(before) <= start + 1:
        return None
    return Fault(
        "Y028",
        (number, column),
        msg("text stands behind the closing quote"),
        msg('put the whole text in the other kind of quotes: \'"Together" is a word\' or "it\'s"'),
        ((number, _blanked(said.line, start)),),
    )


def _first_character(said: Stumble) -> Fault | None:
    if not any(start in said.said for start in _CANNOT_START):
        return None
    number, column = said.opened if said.opened and said.opened[0] == said.at[0] else said.at
    line = said.lines[number]
    character = line[column : column + 1]
    if character == "-":
        advice = msg("put the text in quotes; a list has each item on a line of its own, below the name")
    else:
        advice = msg("put the text in quotes")
    in_brackets = any(bracket in line[:column] for bracket in "[{")
    mended = line[:column] + FILLER + line[column + 1 :] if in_brackets else _blanked(line, column)
    message = msg("a text cannot start with `{character}`", character=character)
    return Fault("Y022", (number, column), message, advice, ((number, mended),))


_CANNOT_START: Final = (
    "cannot start any token",
    "alphabetic or numeric character",
    "comment or line break",
    "mapping keys are not allowed",
    "block sequence entries are not allowed",
    "scanning a tag",
    "scanning a directive",
)


def _colon(said: Stumble) -> Fault | None:
    number, column = said.at
    start = _value_start(said.line)
    in_brackets = "flow" in said.context and said.character == ":"
    if in_brackets and said.opened and said.opened[0] != number and (start is None or start >= column):
        return None  # the first colon of a later line: the bracket was not closed
    if "mapping values are not allowed" not in said.problem and not in_brackets:
        return None
    if in_brackets:
        mended = said.line[:column] + FILLER + said.line[column + 1 :]
        advice = msg("put the text in quotes, or a comma between two fields")
    else:
        if (start is None or start >= column) and column <= _LONGEST_KEY:
            return _line_above(said)
        start = start if start is not None and start < column else _indent(said.line)
        mended = _blanked(said.line, _text_start(said.line, start))
        advice = msg('put the text in quotes: "…: …"')
    message = msg("a second `: ` on this line is read as a new field")
    return Fault("Y021", said.at, message, advice, ((number, mended),))


_LONGEST_KEY: Final = 1024  # characters; YAML 1.2, 7.4.2 (a longer one is read as text, and its colon is in the way)


def _line_above(said: Stumble) -> Fault | None:
    """Explain a colon that is only wrong because of the line above: no space behind its colon, or indented less."""
    number = said.at[0]
    above = next((place for place in range(number - 1, -1, -1) if said.lines[place].strip()), None)
    if above is None:
        return None
    line = said.lines[above]
    tight = _TIGHT.match(line)
    if tight:
        return _tight(above, line, tight.end())
    if _WITHOUT_COLON.fullmatch(line):
        return _without_colon((above, _indent(line)), line, opens=_indent(said.line) > _indent(line))
    if _indent(said.line) < _indent(line):
        return _name_above(said)
    if _indent(said.line) == _indent(line):
        return None
    mended = " " * _indent(line) + said.line.lstrip()
    return _indentation(said, (number, _indent(said.line)), ((number, mended),))


def _tight(number: int, line: str, end: int) -> Fault:
    mended = line[:end] + " " + line[end:].lstrip("\xa0")
    return Fault("Y026", (number, end - 1), NO_SPACE, WRITE_PAIR, ((number, mended),), certain=True)


def _name_above(said: Stumble) -> Fault | None:
    """Explain a colon that is only wrong because the name before it, with deeper lines below it, has none."""
    indent = _indent(said.line)
    for number in range(said.at[0] - 1, -1, -1):
        line = said.lines[number]
        if line.strip() and _indent(line) <= indent:
            is_name = _indent(line) == indent and _NAME.fullmatch(line)
            return _without_colon((number, indent), line, opens=True) if is_name else None
    return None


def _without_colon(at: Place, line: str, *, opens: bool) -> Fault:
    """Report a field without a colon; where lines below belong to it (`opens`), it is read as their name."""
    start = line[: at[1]]
    first, _, rest = line[at[1] :].rstrip().partition(" ")
    if opens and not rest:
        mended = f"{start}{first}:"
    elif rest.strip():
        mended = f"{start}{first}: {FILLER * len(rest)}"
    else:
        mended = start + "#" + line[at[1] + 1 :]
    message = msg("a colon is missing on this line")
    return Fault("Y026", at, message, WRITE_PAIR, ((at[0], mended),))


def _missing_colon(said: Stumble) -> Fault | None:
    if "could not find expected ':'" not in said.problem or said.opened is None:
        return None
    number = said.opened[0]
    if tight := _TIGHT.match(said.lines[number]):
        return _tight(number, said.lines[number], tight.end())
    below = next((line for line in said.lines[number + 1 :] if line.strip()), "")
    return _without_colon(said.opened, said.lines[number], opens=_indent(below) > said.opened[1])


def _bracket(said: Stumble) -> Fault | None:
    number = said.at[0]
    if said.character and said.character in "]}" and "flow" not in said.context:
        before, after = said.line[: said.at[1]], said.line[said.at[1] + 1 :]
        mended = before + (FILLER if before.rstrip().endswith((":", "-")) else " ") + after
        message = msg("this bracket closes nothing")
        return Fault("Y024", said.at, message, msg("remove it, or put the text in quotes"), ((number, mended),))
    if "flow" not in said.context or said.opened is None:
        return None
    if not "".join(said.lines[said.opened[0] :]).strip():  # the file ends right behind the bracket
        return _last_bracket(said)
    opened = said.opened[0]
    if number == opened:
        message = msg("a comma or a closing bracket is missing here")
        return Fault("Y024", said.at, message, msg("check the brackets, commas and quotes on this line"))
    return _open_bracket(said, said.opened, "]" if "sequence" in said.context else "}")


def _last_bracket(said: Stumble) -> Fault | None:
    for number in range(len(said.lines) - 1, -1, -1):
        column = max(said.lines[number].rfind("["), said.lines[number].rfind("{"))
        if column >= 0:
            return _open_bracket(said, (number, column), "]" if said.lines[number][column] == "[" else "}")
    return None


def _open_bracket(said: Stumble, at: Place, closing: str) -> Fault:
    message = msg("a bracket is opened here and not closed")
    advice = msg("close it with `{bracket}`", bracket=closing)
    return Fault("Y024", at, message, advice, ((at[0], said.lines[at[0]] + closing),))


def _escape(said: Stumble) -> Fault | None:
    if "escape" not in said.problem:
        return None
    number, column = said.at
    column = max(column if said.character == "\\" else said.line.rfind("\\", 0, column + 1), 0)
    return Fault(
        "Y025",
        (number, column),
        msg("a backslash in double quotes starts an escape, and this is none"),
        msg("use single quotes, or write the backslash twice"),
        ((number, said.line[:column] + "/" + said.line[column + 1 :]),),
    )


def _block(said: Stumble) -> Fault | None:
    if "block" not in said.context:
        return None
    number = said.at[0]
    before = said.line[: said.at[1]]
    if before.rstrip().endswith("]") and (start := _value_start(said.line)) is not None and said.line[start] == "[":
        message, advice = msg("a text cannot start with `{character}`", character="["), msg("put the text in quotes")
        return Fault("Y022", (number, start), message, advice, ((number, _blanked(said.line, start)),))
    by = _fitting(said.lines[max(number - _NEAR, 0) : number], said.line) - _indent(said.line)
    mended = tuple(_shifted(said.lines, number, by)) if by else ()
    if _LEVEL.match(said.lines[number - 1]) and _ITEM.match(said.line):
        return Fault("Y027", (number - 1, _indent(said.lines[number - 1])), LEVEL_ITEM, LEVEL_FORM, mended)
    return _indentation(said, said.at, mended)


LEVEL_ITEM: Final = msg("a level is no item of a list")
LEVEL_FORM: Final = msg("write `1:` without a dash, and each behaviour on a line of its own below it: `- …`")
_LEVEL: Final = re.compile(r"[ ]*-[ ]+[1-9][0-9]?:(?:[ ]|$)")


def _fitting(above: Sequence[str], line: str) -> int:
    """Return the indentation that a line probably should have: of the items above an item, else of a field near it."""
    last = next((text for text in reversed(above) if text.strip()), "")
    if last.rstrip().endswith(":"):
        return _indent(last) + 2
    alike = [text for text in above if text.strip() and bool(_ITEM.match(text)) is bool(_ITEM.match(line))]
    if not alike:
        return _indent(line)
    return min(reversed([_indent(text) for text in alike]), key=lambda indent: abs(indent - _indent(line)))


_NEAR: Final = 50  # lines above, among which an item is looked for


def _shifted(lines: Sequence[str], number: int, by: int) -> Iterator[tuple[int, str]]:
    """Yield a line with the deeper ones below it, indented otherwise."""
    indent = _indent(lines[number])
    for place in range(number, len(lines)):
        line = lines[place]
        if place > number and line.strip() and _indent(line) <= indent:
            return
        yield place, " " * max(_indent(line) + by, 0) + line.lstrip(" ")


def _indentation(said: Stumble, at: Place, mended: tuple[tuple[int, str], ...]) -> Fault:
    message = msg("the indentation of this line does not fit the lines around it")
    if said.character in {'"', "'"}:
        message = msg("this line does not fit the lines around it")
    advice = msg("give lines that belong together the same indentation, and close every quote at the end of its text")
    return Fault("Y027", at, message, advice, mended)


def _unknown(said: Stumble) -> Fault:
    at = said.at
    if said.opened is not None and not "".join(said.lines[at[0] :]).strip():
        at = said.opened  # at the end of the file, what was left open says more
    return Fault(
        "Y005", at, msg("this cannot be read as YAML"), msg("check the indentation, quotes and colons around it")
    )


_RULES: Final[tuple[Callable[[Stumble], Fault | None], ...]] = (
    _conflict,
    _hard_space,
    _bullet,
    _tab,
    _escape,
    _open_quote,
    _text_after_quote,
    _first_character,
    _colon,
    _missing_colon,
    _bracket,
    _block,
)

_HEAD: Final = re.compile(r"[ \t]*(?:-[ \t]+)*")
_KEY: Final = re.compile(r"""[ ]*(?:-[ ]+)*(?:[^\s:"'\[\]{}#,][^:#]*:(?:[ ]+|$))?""")
_TIGHT: Final = re.compile(r"""[ ]*(?:-[ ]+)*[A-Za-z][\w-]*:(?=[^ \t:/])""")
_WITHOUT_COLON: Final = re.compile(r"""[ ]*(?!-[ ])[A-Za-z][^:#"'\[\]{}]*""")
_NAME: Final = re.compile(r"[ ]*[\w-]+[ ]*")
_ITEM: Final = re.compile(r"[ ]*-[ ]")
_ANY_ITEM: Final = re.compile(r"[ \t]*-[ \t]")


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _value_start(line: str) -> int | None:
    """Return the column at which the value on a line starts, behind dashes and a name; None when there is none."""
    key = _KEY.match(line)
    return key.end() if key and key.end() and key.end() < len(line) else None


def _text_start(line: str, value_start: int) -> int:
    """Return where the text starts: in a list the item is all text, also where it looks like a field."""
    return _HEAD.match(line).end() if _ITEM.match(line) else value_start  # type: ignore[union-attr]


def _blanked(line: str, column: int) -> str:
    return line[:column] + FILLER * (len(line.rstrip()) - column)


def _open_quote_in(line: str) -> int | None:
    """Return the column of a quote that starts the value on a line and is not closed on it."""
    start = _value_start(line)
    if start is None or line[start] not in "\"'":
        return None
    closed = _SINGLE if line[start] == "'" else _DOUBLE
    return None if closed.match(line, start) else start


# unrolled, so that a quote of a megabyte costs the matcher no memory
_SINGLE: Final = re.compile(r"'[^']*(?:''[^']*)*'")
_DOUBLE: Final = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"')


def _starts_anew(lines: Sequence[str], number: int) -> bool:
    """Tell whether the line after this one starts a field or an item of its own, and no deeper."""
    after = next((line for line in lines[number + 1 :] if line.strip()), None)
    if after is None:
        return False
    return _indent(after) <= _indent(lines[number]) and bool(_NEW.match(after))


_NEW: Final = re.compile(r"""[ ]*(?:-[ ]|[\w"'][^:]*:(?:[ ]|$))""")
