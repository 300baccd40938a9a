"""What can still be known of a catalogue that has errors: enough to hold other files against it.

One wrong field in the catalogue must not silence what is wrong with the profiles. Texts are left out; what
cannot be read is passed over, since it has been reported already.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from competentie.core.implied import edges_back
from competentie.core.terms import Behaviour, Catalogue, Competency
from competentie.core.text import Text
from competentie.files.data import fields, whole, with_misplaced
from competentie.files.yaml import Document

_FIELDS = frozenset({"label", "definition", "cluster", "presupposes", "contrast", "links", "levels", "formerly"})
_NO_TEXT = Text({"": ""})


def outline(document: Document) -> Catalogue | None:
    """Return a catalogue of ids, labels, levels and presuppositions; None when no competencies can be read."""
    known = with_misplaced(document)
    names = fields(document.data).get("levels")
    height = len(names) if isinstance(names, list) else 0
    if not known or not height:
        return None
    edges = _without_circles({identifier: _edges(one, known, height) for identifier, one in known.items()})
    return Catalogue(
        title=_NO_TEXT,
        language=str(document.data.get("language", "")),
        version=str(document.data.get("version", "")),
        source=_NO_TEXT,
        license=None,
        attain=Fraction(1),
        level_names=(_NO_TEXT,) * height,
        clusters={},
        competencies={identifier: _competency(identifier, one, height, edges) for identifier, one in known.items()},
        is_outline=True,
    )


def _competency(identifier: str, data: object, height: int, edges: Mapping[str, Mapping[str, int]]) -> Competency:
    label = fields(data).get("label")
    return Competency(
        identifier,
        Text({"": label} if isinstance(label, str) else {"": identifier}),
        _NO_TEXT,
        presupposes=edges[identifier],
        formerly=tuple(one for one in fields(data).get("formerly") or () if isinstance(one, str)),
        levels=_levels(identifier, data, height),
    )


def _levels(identifier: str, data: object, height: int) -> tuple[tuple[Behaviour, ...], ...] | None:
    """Return the levels; None when they are not described, `()` when it cannot be told."""
    if isinstance(data, dict) and "levels" not in data:
        return None if data.keys() <= _FIELDS else ()  # a field under another name may be the levels
    levels = fields(data, "levels")
    lists = [levels.get(str(number), []) for number in range(1, height + 1)]
    if not levels or not all(isinstance(one, list) for one in lists):
        return ()
    return tuple(
        tuple(Behaviour(identifier, level, number, _NO_TEXT) for number in range(1, len(texts) + 1))
        for level, texts in enumerate(lists, 1)
    )


def _edges(data: object, known: Mapping[str, Any], height: int) -> dict[str, int]:
    given = fields(data).get("presupposes")
    named = dict.fromkeys((one for one in given if isinstance(one, str)), 1) if isinstance(given, list) else given
    return {
        other: level
        for other, level in fields(named).items()
        if other in known and whole(level) is not None and 1 <= level <= height
    }


def _without_circles(edges: dict[str, dict[str, int]]) -> dict[str, dict[str, int]]:
    for heavier, lighter in edges_back(edges):
        edges[heavier].pop(lighter, None)
    return edges
