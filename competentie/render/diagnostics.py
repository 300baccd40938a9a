"""Findings as text: in full with the line at fault, or one line each; and as data."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from competentie.diagnostics import Diagnostic, Severity, Span
from competentie.language import Words
from competentie.message import Message, msg
from competentie.text import printable

_SEVERITY: Mapping[Severity, Message] = {
    Severity.ERROR: msg("error"),
    Severity.WARNING: msg("warning"),
    Severity.ADVICE: msg("advice"),
}
_WIDEST = 160  # columns of a source line that are shown; around the fault when it is longer
_BEFORE = 60


def full(found: Iterable[Diagnostic], words: Words) -> Iterator[str]:
    """Yield each finding with its place, the line at fault, and what to do about it."""
    files: dict[str, list[str]] = {}
    for one in found:
        if one.path not in files:
            files[one.path] = _lines(one)
        yield _full(one, files[one.path], words)


def _full(one: Diagnostic, source: Sequence[str], words: Words) -> str:
    lines = [
        f"{words(_SEVERITY[one.severity])}[{one.code} {one.name}]: {words(one.message)}",
        f"  --> {_place(one.path, one.span)}",
    ]
    if one.span.line <= len(source):
        number = str(one.span.line)
        margin = " " * len(number)
        text, shift = _window(source[one.span.line - 1], one.span.column)
        width = max(1, min(one.span.end_column - one.span.column, len(text) - (one.span.column - 1 - shift)))
        pointer = " " * (one.span.column - 1 - shift) + "^" * width
        lines += [f"{margin} |", f"{number} | {text}", f"{margin} | {pointer}"]
    lines += [f"  = {_place(other.path, other.span)}: {words(other.message)}" for other in one.related]
    if one.help is not None:
        lines.append("  = " + words("help: {help}", help=one.help))
    return "\n".join(lines) + "\n"


def concise(one: Diagnostic, words: Words) -> str:
    """Return a finding on one line, as editors and grep read it."""
    return f"{_place(one.path, one.span)}: {words(_SEVERITY[one.severity])}[{one.code} {one.name}] {words(one.message)}"


def data(one: Diagnostic, words: Words) -> dict[str, Any]:
    """Return a finding as plain data; positions count from 1, the end is exclusive."""
    return {
        "code": one.code,
        "name": one.name,
        "severity": one.severity.value,
        "message": words(one.message),
        "help": words(one.help) if one.help is not None else None,
        "path": one.path,
        "line": one.span.line,
        "column": one.span.column,
        "end_line": one.span.end_line,
        "end_column": one.span.end_column,
        "related": [
            {
                "message": words(related.message),
                "path": related.path,
                "line": related.span.line,
                "column": related.span.column,
                "end_line": related.span.end_line,
                "end_column": related.span.end_column,
            }
            for related in one.related
        ],
    }


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


def _place(path: str, span: Span) -> str:
    return f"{printable(path)}:{span.line}:{span.column}"


def _lines(one: Diagnostic) -> list[str]:
    """Return a file's lines to show; none of a table (its rows are about people) or of a file that cannot be read."""
    if one.code.startswith("T") or one.code in {"Y001", "Y002", "Y003", "Y004"}:
        return []
    try:
        text = Path(one.path).read_bytes().decode("utf-8-sig", "replace")
    except OSError:
        return []
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _window(line: str, column: int) -> tuple[str, int]:
    """Return the part of a line to show, safe to print and as wide as in the file, and how much was cut before it."""
    shift = max(0, column - 1 - _BEFORE) if len(line) > _WIDEST else 0
    visible = line[shift : shift + _WIDEST]
    return "".join(
        one if one.isprintable() else " " if one == "\t" else "\N{REPLACEMENT CHARACTER}" for one in visible
    ), shift
