"""A development plan: the ways to all norms of a profile that are not met, in the order in which to take them. Pure.

The shortest way of one competency, from where somebody stands to its norm, is the fewest behaviours, of levels up to
the norm and not shown, which, once they are shown too, let the rule reach the norm, provided that all that is unrated
up to there turns out to be shown. Hence per level up to the norm:

- attained or presumed: nothing, since the rule asks for nothing more;
- missed: `need - shown - unrated` of the behaviours that were not shown (`need` is `rule.needed`). Fewer leave the
  level missed, and a missed level ends what is reached, whatever lies above it;
- open: nothing but ratings. They stand apart as what is to be rated first: what it brings may close the gap, or add
  steps to the next plan.

A direct level says nothing of behaviours: above it, all those of a level are taken as not shown. A level without
behaviours asks nothing, unless none of the competency's levels has any. Then, or where no behaviour of a level applies,
it is presumed once a higher one up to the norm is attained; where there is none, no behaviour leads to the norm, and
the way says so (`bare`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from graphlib import TopologicalSorter
from heapq import heappop, heappush
from typing import Final

from competentie.core import (
    Behaviour,
    Catalogue,
    Competency,
    Levels,
    LevelStatus,
    Rated,
    Rating,
    Result,
    Standing,
    Status,
    is_unrated,
    needed,
    reachable,
    sizes,
    unrated,
)


@dataclass(frozen=True, slots=True)
class Choice:
    """Behaviours of one level, of which any `enough` will do: all of them, unless the policy asks for a part."""

    behaviours: tuple[Behaviour, ...] = ()
    enough: int = 0


@dataclass(frozen=True, slots=True)
class Stage:
    """One level on the way: what has to be shown, what has to be rated, and whether a higher level is attained."""

    level: int
    steps: Choice
    to_rate: Choice
    contradicts: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    """The way of one competency to its norm, lowest level first."""

    competency: Competency
    norm: int
    rated: Rated
    standing: Standing
    stages: tuple[Stage, ...]
    bare: tuple[int, ...] = ()
    """The highest levels up to the norm, as far as no behaviour can prove them."""
    through: tuple[str, ...] = ()
    """For a norm that the profile only implies: the heavier competencies that take this one as present."""
    before: tuple[str, ...] = ()
    """The heavier competencies in the plan that presuppose this one, directly or through others."""

    @property
    def is_unrated(self) -> bool:
        """Whether nothing at all was said of the competency."""
        return is_unrated(self.rated)

    @property
    def bare_step(self) -> bool:
        """Whether the way ends in a level without behaviours, which was rated as not reached."""
        return bool(self.bare) and isinstance(self.rated, int)

    @property
    def bare_rating(self) -> bool:
        """Whether the way ends in a level that can only be rated as a whole."""
        return bool(self.bare) and not isinstance(self.rated, int)

    @property
    def steps(self) -> int:
        """How many steps there are to go."""
        return sum(stage.steps.enough for stage in self.stages) + self.bare_step

    @property
    def to_rate(self) -> int:
        """How many ratings will do, if all of them turn out well."""
        return sum(stage.to_rate.enough for stage in self.stages) + self.bare_rating


@dataclass(frozen=True, slots=True)
class Plan:
    """The ways to the norms that are not met, or not known to be, in the order in which to take them."""

    result: Result
    ways: tuple[Way, ...]


_UNMET: Final = frozenset({Status.SHORT, Status.OPEN})
_PROVEN: Final = frozenset({LevelStatus.ATTAINED, LevelStatus.PRESUMED})


def plan_of(result: Result, catalogue: Catalogue) -> Plan:
    """Return the plan that follows from a result.

    Of the competencies that presuppose nothing which still has to come, the one with the fewest steps is next; of
    equals the one with the fewest ratings to give, and then the first in the profile (implied ones last).
    """
    known, rated = catalogue.competencies, result.ratings.rated
    ways = [
        way_to(outcome.row.norm, outcome.standing, rated, known[outcome.row.competency], catalogue)
        for outcome in result.outcomes
        if outcome.gap.status in _UNMET
    ]
    for outcome in result.implied:
        if outcome.gap.status in _UNMET:
            implied = outcome.implied
            way = way_to(implied.norm, outcome.standing, rated, known[implied.competency], catalogue)
            ways.append(replace(way, through=implied.through))
    return Plan(result, _in_order(ways, catalogue))


def _in_order(ways: Sequence[Way], catalogue: Catalogue) -> tuple[Way, ...]:
    """Put what is presupposed first, and then what takes the fewest steps (`plan_of` says it exactly)."""
    places = {way.competency.id: place for place, way in enumerate(ways)}
    known = catalogue.competencies
    below = {heavier: reachable(catalogue, known[heavier].presupposes) & places.keys() for heavier in places}
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
    return tuple(
        replace(way, before=tuple(heavier for heavier in names if way.competency.id in below[heavier]))
        for way in ordered
    )


def way_to(
    norm: int, standing: Standing, rated: Mapping[str, Rated], competency: Competency, catalogue: Catalogue
) -> Way:
    """Return the way of one competency from its standing to a norm."""
    known = rated.get(competency.id, unrated(sizes(catalogue, competency.id)))
    ratings = _by_behaviour(known, competency)
    levels = zip(standing.levels[:norm], competency.levels or (), ratings, strict=False)
    stages = (_stage(level, *facts, catalogue.attain) for level, facts in enumerate(levels, 1))
    passed = tuple(
        replace(stage, contradicts=stage.level in standing.contradicted)
        for stage in stages
        if stage.steps.behaviours or stage.to_rate.behaviours
    )
    return Way(competency, norm, known, standing, passed, _bare(ratings, standing, norm))


def _by_behaviour(rated: Rated, competency: Competency) -> Levels:
    """Return ratings per behaviour; of a direct level, what it takes as shown and as not shown."""
    if isinstance(rated, int):
        return competency.ratings(lambda behaviour: Rating.SHOWN if behaviour.level <= rated else Rating.NOT_SHOWN)
    return rated


def _stage(
    level: int, status: LevelStatus, behaviours: Sequence[Behaviour], ratings: Sequence[Rating], attain: Fraction
) -> Stage:
    """Return what a level still asks for; nothing when it is attained or presumed, or when nothing applies."""
    not_shown, not_rated = (
        tuple(behaviour for behaviour, said in zip(behaviours, ratings, strict=True) if said is rating)
        for rating in (Rating.NOT_SHOWN, Rating.UNRATED)
    )
    lacking = needed(ratings, attain) - ratings.count(Rating.SHOWN)
    if status is LevelStatus.MISSED:
        return Stage(level, Choice(not_shown, lacking - len(not_rated)), Choice(not_rated, len(not_rated)))
    if status is LevelStatus.OPEN:
        return Stage(level, Choice(), Choice(not_rated, lacking))
    return Stage(level, Choice(), Choice())


def _bare(ratings: Levels, standing: Standing, norm: int) -> tuple[int, ...]:
    """Return the highest levels up to the norm, for as long as nothing can be shown at them."""
    bare: list[int] = []
    for level in range(norm, 0, -1):
        rated = ratings[level - 1] if ratings else ()
        status = standing.levels[level - 1] if standing.levels else LevelStatus.OPEN
        if status is LevelStatus.UNDESCRIBED:
            continue
        if status in _PROVEN or len(rated) > rated.count(Rating.NOT_APPLICABLE):
            break
        bare.insert(0, level)
    return tuple(bare)
