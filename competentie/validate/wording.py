"""A finding in plain sentences, without colour or excerpt: what the reports for machines quote."""

from competentie.core.findings import Diagnostic
from competentie.page.findings import place
from competentie.page.language import Words


def title(one: Diagnostic) -> str:
    """Return the code and its name, which are the same in every language."""
    return f"{one.code} {one.name}"


def advised(one: Diagnostic, words: Words) -> list[str]:
    """Return what is wrong, and what to do about it if that is known: one or two lines."""
    lines = [words(one.message)]
    if one.help is not None:
        lines.append(words("help: {help}", help=one.help))
    return lines


def told(one: Diagnostic, words: Words) -> list[str]:
    """Return what is wrong, what to do about it, and the other places that belong to it: a line each."""
    return [
        *advised(one, words),
        *(f"{place(other.path, other.span)}: {words(other.message)}" for other in one.related),
    ]
