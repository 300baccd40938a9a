"""Findings as text for people: with the lines they are about, or one line each; and the totals."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, TypeAlias

from competentie.core import Diagnostic, Message, Severity, Span, displayable, lines_of, msg, printable
from competentie.files.read import content
from competentie.page.language import Words
from competentie.page.streams import broken, text_width

Paint: TypeAlias = Callable[[str, str], str]
"""Gives a text a style (a name of `STYLES`), or leaves it as it is."""

_WIDEST: Final = 160  # columns of a source line that are shown; around the fault when it is longer
_NARROWEST: Final = 20
_BEFORE: Final = 60  # columns before the fault, at most
_NO_SOURCE: Final = ("Y001", "Y003", "Y004", "Y015", "Y016", "Y017")  # there is no line to show


class Excerpts:
    """Reads the lines that findings are about, each file once; `given` contents stand for what is on disk."""

    def __init__(self, given: Mapping[str, bytes] | None = None, width: int | None = None) -> None:
        """Show lines no wider than `width` columns."""
        self._given = given or {}
        self._lines: dict[str, Sequence[str]] = {}
        self._width = max(min(width or _WIDEST, _WIDEST), _NARROWEST)

    def of(self, one: Diagnostic, path: str, span: Span, paint: Paint, style: str) -> list[str]:
        """Return the line at a span with what is wrong underlined; nothing of files about people.

        `one` is the finding: rows of a table, and addresses or numbers of people, are not shown again.
        """
        if one.code[0] in "TD" or one.code in _NO_SOURCE:
            return []
        lines = self._source(path)
        if span.line > len(lines):
            return []
        number = str(span.line)
        margin = " " * len(number)
        before, fault, after = _window(lines[span.line - 1], span, self._width - len(number) - 3)
        mark = ("^" if style != "related" else "-") * max(1, text_width(fault))
        return [
            paint(f"{margin} |", "margin"),
            f"{paint(f'{number} |', 'margin')} {before}{fault}{after}".rstrip(),
            f"{paint(f'{margin} |', 'margin')} {' ' * text_width(before)}{paint(mark, style)}",
        ]

    def _source(self, path: str) -> Sequence[str]:
        if path not in self._lines:
            self._lines[path] = self._read(path)
        return self._lines[path]

    def _read(self, path: str) -> Sequence[str]:
        try:
            known = self._given.get(path)
            data = content(Path(path)) if known is None else known
        except (OSError, ValueError):  # gone meanwhile
            return []
        if data[:2] == b"PK":  # a document or a workbook, from which a handbook was read
            return []
        text = data.decode("utf-8-sig", "replace")
        lines = lines_of(text)
        return [] if _is_about_a_person(path, lines) else lines


def _is_about_a_person(path: str, lines: Sequence[str]) -> bool:
    """Tell whether a file holds ratings or a plan: what it says of somebody must not stand in a log."""
    return Path(path).parent.name == "ratings" or any(line.startswith("person:") for line in lines)


def _window(line: str, span: Span, width: int) -> tuple[str, str, str]:
    """Return what stands before, in and behind a fault, safe to print and together no wider than `width`."""
    start = min(span.column - 1, len(line))
    end = max(min(span.end_column - 1, len(line)), start) if span.end_line == span.line else len(line)
    first, last = max(start - _WIDEST, 0), min(end, start + _WIDEST)  # a line may hold a megabyte
    before, fault, after = (_legible(part) for part in (line[first:start], line[start:last], line[end : end + _WIDEST]))
    if text_width(before + fault + after) <= width:
        return before, fault, after
    if text_width(before + fault) > width:
        before = _first(before[::-1], min(_BEFORE, max(width - text_width(fault), width // 3)))[::-1]
    fault = _first(fault, width - text_width(before))
    return before, fault, _first(after, width - text_width(before + fault))


def _first(text: str, width: int) -> str:
    """Return the first part of a text that fits in a width."""
    used = 0
    for place, character in enumerate(text):
        used += text_width(character)
        if used > width:
            return text[:place]
    return text


def _legible(text: str) -> str:
    return "".join(one if one.isprintable() else " " if one == "\t" else "\N{REPLACEMENT CHARACTER}" for one in text)


_SEVERITY: Mapping[Severity, Message] = {
    Severity.ERROR: msg("error"),
    Severity.WARNING: msg("warning"),
    Severity.ADVICE: msg("advice"),
}

STYLES: Final = {
    Severity.ERROR.value: "bold red",
    Severity.WARNING.value: "bold yellow",
    Severity.ADVICE.value: "bold cyan",
    "message": "bold",
    "margin": "blue",
    "related": "blue",
    "help": "green",
}
"""What each part of a finding looks like where there is colour; it never says anything that the words do not."""


def plainly(text: str, _style: str) -> str:
    """Leave a text as it is: the paint of a screen without colour."""
    return text


def full(
    found: Iterable[Diagnostic],
    words: Words,
    excerpts: Excerpts | None = None,
    paint: Paint = plainly,
    width: int | None = None,
) -> Iterator[str]:
    """Yield each finding with its place, the line at fault, what it has to do with, and what to do about it.

    Sentences are broken between words where they are wider than `width` columns.
    """
    excerpts = excerpts or Excerpts(width=width)
    for one in found:
        yield "\n".join(_full(one, words, excerpts, paint, width)) + "\n"


def _full(one: Diagnostic, words: Words, excerpts: Excerpts, paint: Paint, width: int | None) -> Iterator[str]:
    style = one.severity.value
    kind = f"{words(_SEVERITY[one.severity])}[{one.code} {one.name}]"
    first, *rest = broken(f"{kind}: {words(one.message)}", width)
    yield paint(first[: len(kind)], style) + paint(first[len(kind) :], "message")
    yield from (paint(line, "message") for line in rest)
    yield f"  {paint('-->', 'margin')} {place(one.path, one.span)}"
    yield from excerpts.of(one, one.path, one.span, paint, style)
    for other in one.related:
        yield from broken(f"  = {place(other.path, other.span)}: {words(other.message)}", width)
        yield from excerpts.of(one, other.path, other.span, paint, "related")
    if one.help is not None:
        yield from (paint(line, "help") for line in broken("  = " + words("help: {help}", help=one.help), width))


def folded(found: Iterable[Diagnostic]) -> tuple[list[Diagnostic], Counter[str]]:
    """Return what a person reads through, and how many more there are of codes that come very often; errors stay."""
    seen: Counter[str] = Counter()
    some = []
    for finding in found:
        seen[finding.code] += finding.severity is not Severity.ERROR
        if seen[finding.code] <= _DOZEN:
            some.append(finding)
    return some, seen - Counter(dict.fromkeys(seen, _DOZEN))


_DOZEN: Final = 12


def difference(path: str, before: bytes, after: bytes) -> str:
    """Return what changed in a file, as unified lines safe to print; nothing of one about a person."""
    from difflib import unified_diff

    old, new = (lines_of(text.decode("utf-8", "replace")) for text in (before, after))
    lines = [] if _is_about_a_person(path, old) else unified_diff(old, new, path, path, n=1, lineterm="")
    return "".join(displayable(line).replace("\xa0", "\\xa0") + "\n" for line in lines)


def concise(one: Diagnostic, words: Words) -> str:
    """Return a finding on one line, as editors and grep read it."""
    return f"{place(one.path, one.span)}: {words(_SEVERITY[one.severity])}[{one.code} {one.name}] {words(one.message)}"


def summary(found: Sequence[Diagnostic], files: int, words: Words) -> str:
    """Return the closing line: how many findings, in how many of the files."""
    if not found:
        return words.plural("{n} file checked, nothing wrong", "{n} files checked, nothing wrong", files)
    errors, warnings, advice = (sum(1 for one in found if one.severity is severity) for severity in Severity)
    parts = [words.plural("{n} error", "{n} errors", errors)] if errors else []
    parts += [words.plural("{n} warning", "{n} warnings", warnings)] if warnings else []
    parts += [words.plural("{n} piece of advice", "{n} pieces of advice", advice)] if advice else []
    wrong = len({one.path for one in found})
    return words.plural(
        "{what} in {wrong} of {n} file", "{what} in {wrong} of {n} files", files, what=parts, wrong=wrong
    )


def place(path: str, span: Span) -> str:
    """Return where something stands, as editors and terminals make a link of it."""
    return f"{printable(path)}:{span.line}:{span.column}"
