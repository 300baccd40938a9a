"""Behaviours that say the same, or nearly the same, as another: a rater cannot tell them apart."""

from collections.abc import Iterator, Sequence
from typing import Final

from competentie.core.findings import Diagnostic, Related
from competentie.core.message import Message, msg
from competentie.files.data import Check
from competentie.files.yaml import Document
from competentie.wording.alike import NoLexicon, nearly_repeated, two_levels
from competentie.wording.texts import Wording, finding, texts
from competentie.wording.words import lexicon


def behaviours_differ(document: Document) -> Iterator[Diagnostic]:
    """C009, C010: no two behaviours say the same, and least of all at two levels of one competency."""
    for behaviours in texts(document).values():
        for one, other in _repeated(behaviours):
            if two_levels(one, other):
                said = msg("`{code}` says the same as `{other}`: these levels do not ascend", **_codes(one, other))
                yield finding(document, "C010", one, said, _ASCEND, related=_related(document, other))
            else:
                said = msg("`{code}` says the same as `{other}`", **_codes(one, other))
                yield finding(document, "C009", one, said, _DIFFER, related=_related(document, other))


def behaviours_differ_enough(document: Document) -> Iterator[Diagnostic]:
    """C011: no two behaviours say nearly the same; a number, a *not* or a heavier level are difference enough."""
    for language, behaviours in texts(document).items():
        for one, other in nearly_repeated(behaviours, lexicon(language) or NoLexicon()):
            if two_levels(one, other):
                said = msg(
                    "`{code}` says nearly the same as `{other}`: these levels hardly ascend", **_codes(one, other)
                )
                yield finding(document, "C011", one, said, _ASCEND, related=_related(document, other))
            else:
                said = msg("`{code}` says nearly the same as `{other}`", **_codes(one, other))
                yield finding(document, "C011", one, said, _DIFFER, related=_related(document, other))


CHECKS: Final[tuple[Check, ...]] = (behaviours_differ, behaviours_differ_enough)

_ASCEND: Final[Message] = msg("say what the higher level asks beyond the lower one")
_DIFFER: Final[Message] = msg("keep one of the two, or say in what they differ")


def _codes(one: Wording, other: Wording) -> dict[str, str]:
    return {"code": one.code, "other": other.code}


def _related(document: Document, other: Wording) -> tuple[Related, ...]:
    return (document.related(other.path, msg("first given here")),)


def _repeated(behaviours: Sequence[Wording]) -> Iterator[tuple[Wording, Wording]]:
    """Yield each behaviour whose text stood before, with the first of its competency that has it, else of all.

    Case, white space and punctuation make no difference.
    """
    first: dict[str, Wording] = {}
    again: dict[str, list[Wording]] = {}
    for one in behaviours:
        text = one.plain
        other = first.setdefault(text, one)
        if other is not one and text:
            again.setdefault(text, [other]).append(one)
    for same in again.values():
        own: dict[str, Wording] = {}
        for place, one in enumerate(same):
            other = own.setdefault(one.competency, one)
            if place:
                yield one, (other if other is not one else same[0])
