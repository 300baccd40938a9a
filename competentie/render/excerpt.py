"""The line of a file that a finding is about, with the fault underlined; safe to print, and as wide as the screen."""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final, TypeAlias

from competentie.diagnostics import Diagnostic, Span
from competentie.files import content
from competentie.text import lines_of

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
        mark = ("^" if style != "related" else "-") * max(1, _cells(fault))
        return [
            paint(f"{margin} |", "margin"),
            f"{paint(f'{number} |', 'margin')} {before}{fault}{after}".rstrip(),
            f"{paint(f'{margin} |', 'margin')} {' ' * _cells(before)}{paint(mark, style)}",
        ]

    def _source(self, path: str) -> Sequence[str]:
        if path not in self._lines:
            self._lines[path] = self._read(path)
        return self._lines[path]

    def _read(self, path: str) -> Sequence[str]:
        try:
            known = self._given.get(path)
            text = (content(Path(path)) if known is None else known).decode("utf-8-sig", "replace")
        except (OSError, ValueError):  # gone meanwhile
            return []
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
    if _cells(before + fault + after) <= width:
        return before, fault, after
    if _cells(before + fault) > width:
        before = _first(before[::-1], min(_BEFORE, max(width - _cells(fault), width // 3)))[::-1]
    fault = _first(fault, width - _cells(before))
    return before, fault, _first(after, width - _cells(before + fault))


def _first(text: str, width: int) -> str:
    """Return the first part of a text that fits in a width."""
    used = 0
    for place, character in enumerate(text):
        used += _cells(character)
        if used > width:
            return text[:place]
    return text


def _legible(text: str) -> str:
    return "".join(one if one.isprintable() else " " if one == "\t" else "\N{REPLACEMENT CHARACTER}" for one in text)


def _cells(text: str) -> int:
    """Return how many columns a text takes on a terminal (Unicode UAX #11: wide and combining characters)."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(one) else 2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text
    )
