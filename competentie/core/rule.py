"""The cumulative rule: a level counts only on top of all lower ones.

Pure, standard library only; this module is the readable statement of the rule. Source: the handbook
(October 2023, "Opbouw van de competenties"), made exact in docs/domain.md. Nothing unrated is ever read
as a zero, nor as a yes: while ratings are missing the answer is the interval `reached..reached_max`.
A level without behaviours asks nothing, so it neither stops nor carries anyone: standings and gaps step over it.
"""

from collections.abc import Sequence
from enum import StrEnum
from fractions import Fraction
from math import ceil
from typing import NamedTuple

from competentie.core.terms import Levels, Rated, Rating


class LevelStatus(StrEnum):
    """What the ratings say of one level."""

    ATTAINED = "attained"
    MISSED = "missed"
    OPEN = "open"
    PRESUMED = "presumed"
    UNDESCRIBED = "undescribed"
    """No behaviour is described at it, while the competency has some at another level."""


class Status(StrEnum):
    """How a competency stands against its norm."""

    ABOVE = "above"
    MEETS = "meets"
    OPEN = "open"
    SHORT = "short"


class Standing(NamedTuple):
    """Where one competency stands: the status of each level (lowest first) and what follows from them.

    `reached` is what the ratings prove, `reached_max` what it could still turn out to be: described levels, or 0.
    `blocking` names behaviours of `next_level` by their index in it: not shown first, then unrated.
    `known` is false when nothing at all is: nothing was rated, and nothing is presumed.
    """

    levels: tuple[LevelStatus, ...]
    reached: int
    reached_max: int
    blocking: tuple[int, ...] = ()
    known: bool = True

    @property
    def broken(self) -> bool:
        """Whether the order is contradicted: some level is missed while a higher one is attained."""
        return bool(self.contradicted)

    @property
    def contradicted(self) -> tuple[int, ...]:
        """The missed levels below an attained one."""
        return tuple(
            number
            for number, status in enumerate(self.levels, 1)
            if status is LevelStatus.MISSED and LevelStatus.ATTAINED in self.levels[number:]
        )

    @property
    def next_level(self) -> int | None:
        """The described level above the one that is reached; None at the top."""
        return next((number for number in _described(self.levels) if number > self.reached), None)

    def asked(self, norm: int) -> int:
        """Return the described level that a norm comes down to; 0 when it asks nothing."""
        return max((number for number in _described(self.levels) if number <= norm), default=0)

    def rungs(self, level: int) -> int:
        """Return how many described levels there are up to a level."""
        return sum(number <= level for number in _described(self.levels))

    @property
    def presumed(self) -> tuple[int, ...]:
        """The levels that are presumed rather than rated."""
        return tuple(number for number, status in enumerate(self.levels, 1) if status is LevelStatus.PRESUMED)


class Gap(NamedTuple):
    """A standing against a norm; a negative `gap` is a shortfall, in described levels."""

    gap: int
    gap_max: int
    status: Status


def level_status(ratings: Sequence[Rating], attain: Fraction) -> LevelStatus:
    """Judge one level by itself: attained, missed, or open while too little is rated (or nothing applies)."""
    need = needed(ratings, attain)
    if not need:
        return LevelStatus.OPEN
    shown = ratings.count(Rating.SHOWN)
    if shown >= need:
        return LevelStatus.ATTAINED
    if shown + ratings.count(Rating.UNRATED) < need:
        return LevelStatus.MISSED
    return LevelStatus.OPEN


def needed(ratings: Sequence[Rating], attain: Fraction) -> int:
    """Return how many behaviours of a level have to be shown, of those that apply; 0 when none does."""
    applicable = len(ratings) - ratings.count(Rating.NOT_APPLICABLE)
    return ceil(attain * applicable)  # a Fraction: in floats 0.28 × 25 would need 8, not 7


def stand(rated: Rated, attain: Fraction, sizes: Sequence[int]) -> Standing:
    """Apply the cumulative rule to one competency.

    `sizes` is the number of behaviours per level, lowest first; `attain` lies in 0 < attain ≤ 1. Where no level has
    any, all count as described. A direct level d declares the described levels up to d attained and the rest missed.
    """
    if isinstance(rated, int):
        levels = [LevelStatus.ATTAINED if number <= rated else LevelStatus.MISSED for number, _ in enumerate(sizes, 1)]
        rated = unrated(sizes)
    else:
        rated = rated or unrated(sizes)  # an empty answer on what describes nothing
        levels = [level_status(ratings, attain) for ratings in rated]
    return _standing(_presume(_undescribed(levels, sizes)), rated)


def unrated(sizes: Sequence[int]) -> Levels:
    """Return the ratings of a competency of which nothing is known."""
    return tuple((Rating.UNRATED,) * size for size in sizes)


def is_unrated(rated: Rated) -> bool:
    """Tell whether nothing at all was said of a competency."""
    return not isinstance(rated, int) and all(rating is Rating.UNRATED for level in rated for rating in level)


def presume(up_to: int, sizes: Sequence[int]) -> Standing:
    """Take levels 1..`up_to` of an unrated competency as present, because a heavier one presupposes it."""
    levels = [LevelStatus.PRESUMED if number <= up_to else LevelStatus.OPEN for number, _ in enumerate(sizes, 1)]
    return _standing(_undescribed(levels, sizes), unrated(sizes))


def gap(standing: Standing, norm: int) -> Gap:
    """Hold a standing against a norm (1 to N), counted in described levels: those in between ask nothing."""
    rungs = standing.rungs
    proved, possible = rungs(standing.reached) - rungs(norm), rungs(standing.reached_max) - rungs(norm)
    if proved > 0:
        status = Status.ABOVE
    elif proved == 0:
        status = Status.MEETS
    elif possible < 0:
        status = Status.SHORT
    else:
        status = Status.OPEN
    return Gap(proved, possible, status)


def _undescribed(levels: list[LevelStatus], sizes: Sequence[int]) -> list[LevelStatus]:
    """Mark the levels that describe nothing; where none describes anything, they are rated by their own text."""
    if not any(sizes):
        return levels
    return [status if size else LevelStatus.UNDESCRIBED for status, size in zip(levels, sizes, strict=True)]


def _described(levels: Sequence[LevelStatus]) -> list[int]:
    return [number for number, status in enumerate(levels, 1) if status is not LevelStatus.UNDESCRIBED]


def _presume(levels: list[LevelStatus]) -> list[LevelStatus]:
    """Turn each open level below an attained one into a presumed one (the handbook's presumption)."""
    return [
        LevelStatus.PRESUMED if status is LevelStatus.OPEN and LevelStatus.ATTAINED in levels[number:] else status
        for number, status in enumerate(levels, 1)
    ]


def _standing(levels: Sequence[LevelStatus], rated: Levels) -> Standing:
    reached = _highest_while(levels, {LevelStatus.ATTAINED, LevelStatus.PRESUMED})
    reached_max = _highest_while(levels, set(LevelStatus) - {LevelStatus.MISSED})
    following = Standing(tuple(levels), reached, reached_max).next_level
    blocking = tuple(
        index
        for cause in (Rating.NOT_SHOWN, Rating.UNRATED)
        for index, rating in enumerate(rated[following - 1] if following else ())
        if rating is cause
    )
    known = not set(levels) <= {LevelStatus.OPEN, LevelStatus.UNDESCRIBED} or not is_unrated(rated)
    return Standing(tuple(levels), reached, reached_max, blocking, known)


def _highest_while(levels: Sequence[LevelStatus], wanted: set[LevelStatus]) -> int:
    """Return the highest described level up to which every described level has one of the wanted statuses."""
    highest = 0
    for number in _described(levels):
        if levels[number - 1] not in wanted:
            break
        highest = number
    return highest


def is_settled(standing: Standing, norm: int) -> bool:
    """Tell whether missing ratings leave no doubt against a norm: the level is known, or what is known is enough."""
    return standing.reached == standing.reached_max or gap(standing, norm).gap >= 0
