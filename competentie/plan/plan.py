"""A development plan: the ways to all norms of a profile that are not met, in the order in which to take them.

`way.py` says what the shortest way of one competency is; here they are put one after another. Pure.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from graphlib import TopologicalSorter
from heapq import heappop, heappush
from typing import Final

from competentie.core.implied import reachable
from competentie.core.rule import Status
from competentie.core.scoring import Result
from competentie.core.terms import Catalogue
from competentie.plan.way import Way, way_to


@dataclass(frozen=True, slots=True)
class Plan:
    """The ways to the norms that are not met, or not known to be, in the order in which to take them."""

    result: Result
    ways: tuple[Way, ...]


def plan_of(result: Result, catalogue: Catalogue) -> Plan:
    """Return the plan that follows from a result.

    Of the competencies that presuppose nothing which still has to come, the one with the fewest steps is next; of
    equals the one with the fewest ratings to give, and then the first in the profile (implied ones last).
    """
    ways = [
        way_to(one.row.norm, one.standing, result.ratings.rated, catalogue.competencies[one.row.competency], catalogue)
        for one in result.outcomes
        if one.gap.status in _UNMET
    ]
    for one in result.implied:
        if one.gap.status in _UNMET:
            competency = catalogue.competencies[one.implied.competency]
            way = way_to(one.implied.norm, one.standing, result.ratings.rated, competency, catalogue)
            ways.append(replace(way, through=one.implied.through))
    return Plan(result, _in_order(ways, catalogue))


_UNMET: Final = frozenset({Status.SHORT, Status.OPEN})


def _in_order(ways: Sequence[Way], catalogue: Catalogue) -> tuple[Way, ...]:
    """Put what is presupposed first, and then what takes the fewest steps (`plan_of` says it exactly)."""
    places = {way.competency.id: place for place, way in enumerate(ways)}
    known = catalogue.competencies
    below = {one: reachable(catalogue, known[one].presupposes) & places.keys() for one in places}
    sorter = TopologicalSorter(below)
    sorter.prepare()
    free: list[tuple[int, int, int]] = []
    ordered: list[Way] = []
    while sorter.is_active():
        for identifier in sorter.get_ready():
            way = ways[places[identifier]]
            heappush(free, (way.steps, way.to_rate, places[identifier]))
        ordered.append(ways[heappop(free)[2]])
        sorter.done(ordered[-1].competency.id)
    names = [way.competency.id for way in ordered]
    return tuple(replace(way, before=tuple(one for one in names if way.competency.id in below[one])) for way in ordered)
