"""Findings as text: in full with the line at fault, or one line each; and as data."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from competentie.diagnostics import Diagnostic, Severity, Span
from competentie.language import Words
from competentie.message import Message, msg
from competentie.render.excerpt import Excerpts, Paint
from competentie.render.terminal import broken
from competentie.text import printable

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
    first, *rest = _broken(f"{kind}: {words(one.message)}", width)
    yield paint(first[: len(kind)], style) + paint(first[len(kind) :], "message")
    yield from (paint(line, "message") for line in rest)
    yield f"  {paint('-->', 'margin')} {place(one.path, one.span)}"
    yield from excerpts.of(one, one.path, one.span, paint, style)
    for other in one.related:
        yield from _broken(f"  = {place(other.path, other.span)}: {words(other.message)}", width)
        yield from excerpts.of(one, other.path, other.span, paint, "related")
    if one.help is not None:
        yield from (paint(line, "help") for line in _broken("  = " + words("help: {help}", help=one.help), width))


def _broken(line: str, width: int | None) -> list[str]:
    return [line] if width is None else broken(line, width)


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
