"""Checks of a catalogue in itself."""

from collections.abc import Callable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import Any, Final, TypeAlias

from competentie.checks import fields, is_id, whole
from competentie.diagnostics import Diagnostic, Related
from competentie.message import msg
from competentie.source import Document
from competentie.suggest import suggest

Check: TypeAlias = Callable[[Document], Iterator[Diagnostic]]


def references_exist(document: Document) -> Iterator[Diagnostic]:
    """C001: what a competency presupposes, or is contrasted with, is in the catalogue."""
    known = fields(document.data, "competencies")
    for identifier in known:
        for field in ("presupposes", "contrast"):
            for step, other in _references(known, identifier, field):
                if is_id(other) and other not in known:
                    yield document.at(
                        "C001",
                        ("competencies", identifier, field, step),
                        msg("`{id}` names `{other}`, which is not in the catalogue", id=identifier, other=other),
                        suggest(other, known),
                        key=True,
                    )


def clusters_exist(document: Document) -> Iterator[Diagnostic]:
    """C002: a competency stands in a cluster that the catalogue names."""
    clusters = fields(document.data, "clusters")
    for identifier in fields(document.data, "competencies"):
        cluster = fields(document.data, "competencies", identifier).get("cluster")
        if is_id(cluster) and cluster not in clusters:
            yield document.at(
                "C002",
                ("competencies", identifier, "cluster"),
                msg("`{id}` stands in the cluster `{cluster}`, which does not exist", id=identifier, cluster=cluster),
                suggest(str(cluster), clusters),
            )


def no_cycles(document: Document) -> Iterator[Diagnostic]:
    """C003: no competency presupposes itself, through any number of others."""
    known = fields(document.data, "competencies")
    graph = {
        identifier: {other for _, other in _references(known, identifier, "presupposes") if isinstance(other, str)}
        for identifier in known
    }
    while circle := _circle(graph):
        for identifier in circle:
            graph.pop(identifier, None)
        links = tuple(
            Related(
                msg("`{heavier}` presupposes `{lighter}`", heavier=heavier, lighter=lighter),
                document.path,
                document.span("competencies", heavier, "presupposes", key=True),
            )
            for heavier, lighter in pairwise(circle)
        )
        yield document.at(
            "C003",
            ("competencies", circle[0], "presupposes"),
            msg("these competencies presuppose each other in a circle: {circle}", circle=" → ".join(circle)),
            msg("a heavier competency presupposes a lighter one: remove the step that goes the other way"),
            key=True,
            related=links,
        )


def levels_in_range(document: Document) -> Iterator[Diagnostic]:
    """C004: behaviours and presupposed levels stay within the levels that the catalogue names."""
    height = _height(document)
    for identifier in fields(document.data, "competencies"):
        keys = fields(document.data, "competencies", identifier, "levels")
        edges = fields(document.data, "competencies", identifier, "presupposes")
        used = [(("levels", key), _level(key), True) for key in keys]
        used += [(("presupposes", other), whole(level), False) for other, level in edges.items()]
        for at, level, on_key in used:
            if height and level is not None and level > height:
                yield document.at(
                    "C004",
                    ("competencies", identifier, *at),
                    msg(
                        "`{id}` has a level {level}, but there are {height}", id=identifier, level=level, height=height
                    ),
                    msg("use 1 to {height}, or add a name to `levels` at the top", height=height),
                    key=on_key,
                )


def levels_complete(document: Document) -> Iterator[Diagnostic]:
    """C005: a described competency says of each level what it asks, if only that it asks nothing."""
    for identifier, competency in fields(document.data, "competencies").items():
        levels = fields(competency).get("levels")
        for number in range(1, _height(document) + 1):
            if isinstance(levels, dict) and str(number) not in levels:
                yield document.at(
                    "C005",
                    ("competencies", identifier, "levels"),
                    msg("`{id}` says nothing of level {level}", id=identifier, level=number),
                    msg("add its behaviours, or write `{level}: []` when nothing is described", level=number),
                    key=True,
                )


def license_stated(document: Document) -> Iterator[Diagnostic]:
    """C006: a catalogue says what others may do with its texts."""
    if fields(document.data) and "license" not in document.data:
        yield document.at(
            "C006",
            ("source",),
            msg("it is not said what others may do with the texts"),
            msg("add `license:`, such as `CC BY 4.0` or `all rights reserved`"),
            key=True,
        )


CHECKS: Final[tuple[Check, ...]] = (
    references_exist,
    clusters_exist,
    no_cycles,
    levels_in_range,
    levels_complete,
    license_stated,
)


def _references(known: Mapping[str, Any], identifier: str, field: str) -> Iterator[tuple[str | int, Any]]:
    """Yield the ids that a field names, each with its step in the document: a key, or a place in a list."""
    value = fields(known[identifier]).get(field)
    if isinstance(value, list):
        yield from enumerate(value)
    else:
        yield from ((other, other) for other in fields(value))


def _circle(graph: Mapping[str, set[str]]) -> list[str]:
    """Return one circle, from heavier to lighter and back to the first; nothing when there is none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        circle: list[str] = error.args[1]
        return circle[::-1]
    return []


def _height(document: Document) -> int:
    names = fields(document.data).get("levels")
    return len(names) if isinstance(names, list) else 0


def _level(key: str) -> int | None:
    return int(key) if key.isascii() and key.isdigit() and len(key) < len("1000") else None
