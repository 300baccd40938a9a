"""Findings as text: in full with the line at fault, or one line each; and as data."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from competentie.diagnostics import Diagnostic, Severity
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


def full(one: Diagnostic, words: Words) -> str:
    """Return a finding with its place, the line at fault, and what to do about it."""
    lines = [
        f"{words(_SEVERITY[one.severity])}[{one.code} {one.name}]: {words(one.message)}",
        f"  --> {printable(one.path)}:{one.span.line}:{one.span.column}",
    ]
    source = _source_line(one)
    if source is not None:
        number = str(one.span.line)
        margin = " " * len(number)
        text, shift = _window(source, one.span.column)
        width = max(1, min(one.span.end_column - one.span.column, len(text) - (one.span.column - 1 - shift)))
        pointer = " " * (one.span.column - 1 - shift) + "^" * width
        lines += [f"{margin} |", f"{number} | {text}", f"{margin} | {pointer}"]
    if one.help is not None:
        lines.append("  = " + words("help: {help}", help=one.help))
    return "\n".join(lines) + "\n"


def concise(one: Diagnostic, words: Words) -> str:
    """Return a finding on one line, as editors and grep read it."""
    place = f"{printable(one.path)}:{one.span.line}:{one.span.column}"
    return f"{place}: {words(_SEVERITY[one.severity])}[{one.code} {one.name}] {words(one.message)}"


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
    errors = sum(1 for one in found if one.severity is Severity.ERROR)
    warnings = len(found) - errors
    parts = [words.plural("{n} error", "{n} errors", errors)] if errors else []
    parts += [words.plural("{n} warning", "{n} warnings", warnings)] if warnings else []
    wrong = len({one.path for one in found})
    return words.plural(
        "{what} in {wrong} of {n} file", "{what} in {wrong} of {n} files", files, what=parts, wrong=wrong
    )


def _source_line(one: Diagnostic) -> str | None:
    """Return the line that a finding is about; None for a table (its rows are about people) or a file unread."""
    if one.code.startswith("T") or one.code in {"Y001", "Y002", "Y003", "Y004"}:
        return None
    lines = _lines(one.path)
    return lines[one.span.line - 1] if one.span.line <= len(lines) else None


@lru_cache(maxsize=1)
def _lines(path: str) -> list[str]:
    try:
        text = Path(path).read_bytes().decode("utf-8-sig", "replace")
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
