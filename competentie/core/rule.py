"""The cumulative rule: a level counts only on top of all lower ones.

Pure, standard library only; this module is the readable statement of the rule. Source: the handbook
(October 2023, "Opbouw van de competenties"), made exact in docs/domain.md. Nothing unrated is ever read
as a zero, nor as a yes: while ratings are missing the answer is the interval `reached..reached_max`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import ceil

from competentie.core.terms import Levels, Rated, Rating


class LevelStatus(StrEnum):
    """What the ratings say of one level."""

    ATTAINED = "attained"
    MISSED = "missed"
    OPEN = "open"
    PRESUMED = "presumed"


class Status(StrEnum):
    """How a competency stands against its norm."""

    ABOVE = "above"
    MEETS = "meets"
    OPEN = "open"
    SHORT = "short"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one competency stands: the status of each level (lowest first) and what follows from them.

    `reached` is what the ratings prove, `reached_max` what it could still turn out to be.
    `blocking` names behaviours of level `reached + 1` by their index in it: not shown first, then unrated.
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
    def presumed(self) -> tuple[int, ...]:
        """The levels that are presumed rather than rated."""
        return tuple(number for number, status in enumerate(self.levels, 1) if status is LevelStatus.PRESUMED)


@dataclass(frozen=True, slots=True)
class Gap:
    """A standing against a norm; a negative `gap` is a shortfall, in levels."""

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

    `sizes` is the number of behaviours per level, lowest first; `attain` lies in 0 < attain ≤ 1.
    A direct level d declares levels 1..d attained and the rest missed, whatever they describe.
    """
    if isinstance(rated, int):
        levels = [
            LevelStatus.ATTAINED if number <= rated else LevelStatus.MISSED for number in range(1, len(sizes) + 1)
        ]
        rated = unrated(sizes)
    else:
        levels = _presume([level_status(ratings, attain) for ratings in rated])
    return _standing(levels, rated)


def unrated(sizes: Sequence[int]) -> Levels:
    """Return the ratings of a competency of which nothing is known."""
    return tuple((Rating.UNRATED,) * size for size in sizes)


def is_unrated(rated: Rated) -> bool:
    """Tell whether nothing at all was said of a competency."""
    return not isinstance(rated, int) and all(rating is Rating.UNRATED for level in rated for rating in level)


def presume(up_to: int, sizes: Sequence[int]) -> Standing:
    """Take levels 1..`up_to` of an unrated competency as present, because a heavier one presupposes it."""
    levels = [LevelStatus.PRESUMED if number <= up_to else LevelStatus.OPEN for number in range(1, len(sizes) + 1)]
    return _standing(levels, unrated(sizes))


def gap(standing: Standing, norm: int) -> Gap:
    """Hold a standing against a norm (1 to N)."""
    if standing.reached > norm:
        status = Status.ABOVE
    elif standing.reached == norm:
        status = Status.MEETS
    elif standing.reached_max < norm:
        status = Status.SHORT
    else:
        status = Status.OPEN
    return Gap(standing.reached - norm, standing.reached_max - norm, status)


def _presume(levels: list[LevelStatus]) -> list[LevelStatus]:
    """Turn each open level below an attained one into a presumed one (the handbook's presumption)."""
    return [
        LevelStatus.PRESUMED if status is LevelStatus.OPEN and LevelStatus.ATTAINED in levels[number:] else status
        for number, status in enumerate(levels, 1)
    ]


def _standing(levels: Sequence[LevelStatus], rated: Levels) -> Standing:
    reached = _count_while(levels, {LevelStatus.ATTAINED, LevelStatus.PRESUMED})
    reached_max = _count_while(levels, set(LevelStatus) - {LevelStatus.MISSED})
    next_level = rated[reached] if reached < len(rated) else ()
    blocking = tuple(
        index
        for cause in (Rating.NOT_SHOWN, Rating.UNRATED)
        for index, rating in enumerate(next_level)
        if rating is cause
    )
    known = set(levels) != {LevelStatus.OPEN} or not is_unrated(rated)
    return Standing(tuple(levels), reached, reached_max, blocking, known)


def _count_while(levels: Sequence[LevelStatus], wanted: set[LevelStatus]) -> int:
    """Count the levels from the lowest upward for as long as their status is one of the wanted."""
    return next((index for index, status in enumerate(levels) if status not in wanted), len(levels))


def is_settled(standing: Standing, norm: int) -> bool:
    """Tell whether missing ratings leave no doubt against a norm: the level is known, or what is known is enough."""
    return standing.reached == standing.reached_max or standing.reached >= norm
