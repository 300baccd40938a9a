"""Checks of a catalogue in itself."""

from collections.abc import Callable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import Final, TypeAlias

from competentie.diagnostics import Diagnostic, Related
from competentie.message import msg
from competentie.models.catalogue import CatalogueFile
from competentie.source import Document
from competentie.suggest import suggest

Check: TypeAlias = Callable[[CatalogueFile, Document], Iterator[Diagnostic]]


def references_exist(catalogue: CatalogueFile, document: Document) -> Iterator[Diagnostic]:
    """C001: what a competency presupposes, or is contrasted with, is in the catalogue."""
    for identifier, competency in catalogue.competencies.items():
        for field, others in (("presupposes", competency.presupposes), ("contrast", competency.contrast)):
            for position, other in enumerate(others):
                if other in catalogue.competencies:
                    continue
                at = ("competencies", identifier, field, other)
                if document.span(*at) == document.span(*at[:-1]):  # written as a list
                    at = ("competencies", identifier, field, position)  # type: ignore[assignment]
                yield document.at(
                    "C001",
                    at,
                    msg("`{id}` names `{other}`, which is not in the catalogue", id=identifier, other=other),
                    suggest(other, catalogue.competencies),
                    key=True,
                )


def clusters_exist(catalogue: CatalogueFile, document: Document) -> Iterator[Diagnostic]:
    """C002: a competency stands in a cluster that the catalogue names."""
    for identifier, competency in catalogue.competencies.items():
        if competency.cluster is not None and competency.cluster not in catalogue.clusters:
            yield document.at(
                "C002",
                ("competencies", identifier, "cluster"),
                msg(
                    "`{id}` stands in the cluster `{cluster}`, which does not exist",
                    id=identifier,
                    cluster=competency.cluster,
                ),
                suggest(competency.cluster, catalogue.clusters),
            )


def no_cycles(catalogue: CatalogueFile, document: Document) -> Iterator[Diagnostic]:
    """C003: no competency presupposes itself, through any number of others."""
    graph = {identifier: set(one.presupposes) for identifier, one in catalogue.competencies.items()}
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


def _circle(graph: Mapping[str, set[str]]) -> list[str]:
    """Return one circle, from heavier to lighter and back to the first; nothing when there is none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        circle: list[str] = error.args[1]
        return circle[::-1]
    return []


def levels_in_range(catalogue: CatalogueFile, document: Document) -> Iterator[Diagnostic]:
    """C004: behaviours and presupposed levels stay within the levels that the catalogue names."""
    height = len(catalogue.levels)
    for identifier, competency in catalogue.competencies.items():
        used = [(("competencies", identifier, "levels", key), int(key), True) for key in competency.levels or ()]
        used += [
            (("competencies", identifier, "presupposes", other), level, False)
            for other, level in competency.presupposes.items()
        ]
        for at, level, on_key in used:
            if level > height:
                yield document.at(
                    "C004",
                    at,
                    msg(
                        "`{id}` has a level {level}, but there are {height} levels",
                        id=identifier,
                        level=level,
                        height=height,
                    ),
                    msg("use 1 to {height}, or add a name to `levels` at the top", height=height),
                    key=on_key,
                )


def levels_complete(catalogue: CatalogueFile, document: Document) -> Iterator[Diagnostic]:
    """C005: a described competency says of each level what it asks, if only that it asks nothing."""
    for identifier, competency in catalogue.competencies.items():
        if competency.levels is None:
            continue
        for number in range(1, len(catalogue.levels) + 1):
            if str(number) not in competency.levels:
                yield document.at(
                    "C005",
                    ("competencies", identifier, "levels"),
                    msg("`{id}` says nothing of level {level}", id=identifier, level=number),
                    msg("add its behaviours, or write `{level}: []` when nothing is described", level=number),
                    key=True,
                )


CHECKS: Final[tuple[Check, ...]] = (references_exist, clusters_exist, no_cycles, levels_in_range, levels_complete)
