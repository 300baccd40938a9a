"""Packed ratings → standings, for a whole frame at once. The rule is asked, never restated.

The functions of `rule` are called once for each value that a column can have; the frame only looks their answers
up. A level's byte gives its status; the statuses of a competency, as one number, give its standing (a `state`).
Pure functions from LazyFrame to LazyFrame; an engine decides which rows they get.
"""

from collections.abc import Callable, Collection, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, lru_cache, reduce
from operator import add
from typing import Any, Final

import polars as pl

from competentie.core.implied import heaviest_first
from competentie.core.rule import LevelStatus, Standing, level_status, presume, stand
from competentie.core.terms import Catalogue, Rating
from competentie.table.packing import BASE, SIZE, Packing, Part

DENSE: Final = 3**8  # values of a column for which all answers are made beforehand; above it, for those that occur
_STATUSES: Final = (LevelStatus.OPEN, LevelStatus.ATTAINED, LevelStatus.MISSED)
_AS_RATED: Final = {
    LevelStatus.OPEN: Rating.UNRATED,
    LevelStatus.ATTAINED: Rating.SHOWN,
    LevelStatus.MISSED: Rating.NOT_SHOWN,
}


def looked_up(index: pl.Expr, answer: Callable[[int], Any], size: int, dtype: Any) -> pl.Expr:  # noqa: ANN401 - any dtype
    """Return the answer for each index, 0 ≤ index < size; it is asked once per index."""
    if size <= DENSE:
        return pl.lit(pl.Series([answer(one) for one in range(size)], dtype=dtype)).gather(index)

    def those_that_occur(values: pl.Series) -> pl.Series:
        distinct = values.unique().drop_nulls()  # Polars tries a function on nulls now and then
        answers = pl.Series([answer(one) for one in distinct], dtype=dtype)
        return values.replace_strict(distinct, answers, default=None, return_dtype=dtype)

    return index.map_batches(those_that_occur, return_dtype=dtype, is_elementwise=True)


class States:
    """The states of a competency with N levels, numbered: 3^N by the statuses of levels, then direct, then presumed."""

    def __init__(self, height: int) -> None:
        """Number the states for this many levels."""
        self.height = height
        self.direct = len(_STATUSES) ** height  # the state of direct level 0
        self.presumed = self.direct + height + 1  # the state of `presumed up to 1`
        self.count = self.presumed + height
        self.dtype: Any = pl.UInt16 if self.count < 1 << 16 else pl.UInt64  # polars has no type for its types
        self.standing = lru_cache(maxsize=DENSE)(self._standing)

    def with_level(self, state: int, level: int, digit: int) -> int:
        """Return a state by ratings with another status at one level, counted from 0."""
        weight = int(len(_STATUSES) ** level)
        return state + (digit - state // weight % len(_STATUSES)) * weight

    def _standing(self, state: int) -> Standing:
        """Ask the rule what a state comes to; what blocks it is not in a state."""
        one_each = (1,) * self.height
        if state >= self.presumed:
            return presume(state - self.presumed + 1, one_each)
        if state >= self.direct:
            return stand(state - self.direct, Fraction(1), one_each)
        statuses = (_STATUSES[state // len(_STATUSES) ** index % len(_STATUSES)] for index in range(self.height))
        return stand(tuple((_AS_RATED[status],) for status in statuses), Fraction(1), one_each)


@dataclass(frozen=True, slots=True)
class Index:
    """A column of numbers below `size`, each of which stands for a state."""

    column: pl.Expr
    size: int
    state: Callable[[int], int]


class Standings:
    """Works out the state of each competency that matters, from packed ratings."""

    def __init__(self, catalogue: Catalogue, competencies: Collection[str]) -> None:
        """Prepare for these competencies, and all that decide about them: the parts of `implied.connected`."""
        self.catalogue = catalogue
        self.packing = Packing(catalogue)
        self.states = States(catalogue.height)
        self._states: dict[frozenset[str], list[pl.Expr]] = {}
        self.competencies = tuple(one for one in heaviest_first(catalogue) if one in competencies)

    def of(self, packed: pl.LazyFrame, present: AbstractSet[str]) -> pl.LazyFrame:
        """Add a column `state:<competency>` for each; `present` names the packed columns that there are."""
        known = frozenset(present)
        if known not in self._states:  # tables of answers, which every block needs again
            self._states[known] = [self._state(one, known).alias(column(one)) for one in self.competencies]
        own = packed.with_columns(self._states[known])
        for lighter in self.competencies:  # heaviest first, so that what is presumed of one is seen by the next
            if heavier := self.heavier_than(lighter):
                own = own.with_columns(self._presumed(lighter, heavier, present).alias(column(lighter)))
        return own

    def index(self, competency: str, present: AbstractSet[str]) -> "Index":
        """Return the smallest numbers from which the state of a competency follows."""
        if present & self._columns(competency) == {competency} and not self.heavier_than(competency):
            first = self.states.direct - 1
            return Index(pl.col(competency), self.states.height + 2, lambda level: level + first if level else 0)
        return Index(pl.col(column(competency)), self.states.count, lambda state: state)

    def heavier_than(self, lighter: str) -> dict[str, int]:
        """Return what presupposes a competency, and at which level."""
        described = self.catalogue.competencies
        return {
            one: described[one].presupposes[lighter]
            for one in self.competencies
            if lighter in described[one].presupposes
        }

    def fact(self, competency: str, answer: Callable[[Standing], Any], dtype: Any) -> pl.Expr:  # noqa: ANN401
        """Return something that follows from a competency's state alone."""
        return looked_up(
            pl.col(column(competency)), lambda state: answer(self.states.standing(state)), self.states.count, dtype
        )

    def reached(self, competency: str) -> pl.Expr:
        """Return the level that is reached."""
        return self.fact(competency, lambda one: one.reached, pl.UInt8)

    def contradicted(self, present: AbstractSet[str]) -> list[pl.Expr]:
        """Tell, of each competency that can be, whether it was rated below what a reached heavier one presupposes."""
        return [
            ~self._unrated(lighter, present)
            & (self.reached(heavier) > 0)
            & (self.fact(lighter, lambda one: one.reached_max, pl.UInt8) < level)
            for lighter in self.competencies
            if present & self._columns(lighter)
            for heavier, level in self.heavier_than(lighter).items()
        ]

    def blocking(self, competency: str, present: AbstractSet[str]) -> pl.Expr:
        """Return the codes of the blocking behaviours, with spaces between them: not shown first, then unrated."""
        levels = self.packing.levels[competency]
        if not present & {part.name for part in self.packing.parts(competency)}:  # then nothing but the level counts
            return self.fact(competency, lambda one: _unrated_codes(levels, one.reached), pl.String)
        slots = range(max((len(level) for level in levels), default=0))
        texts = [
            looked_up(
                self._next_pattern(competency, slot, present),
                lambda index, slot=slot, causes=causes: _codes(levels, slot, index, causes),  # type: ignore[misc]
                len(levels) * _PATTERNS + 1,
                pl.String,
            )
            for causes in ((_CAUSES,) if len(slots) == 1 else ((one,) for one in _CAUSES))
            for slot in slots
        ]
        return texts[0] if len(texts) == 1 else pl.concat_str(texts, separator=" ", ignore_nulls=True)

    def next_pattern(self, competency: str, present: AbstractSet[str]) -> list[pl.Expr]:
        """Return the bytes of the level above the one reached, each with its level: 256 × level + byte."""
        slots = range(max((len(level) for level in self.packing.levels[competency]), default=0))
        return [self._next_pattern(competency, slot, present) for slot in slots]

    def _next_pattern(self, competency: str, slot: int, present: AbstractSet[str]) -> pl.Expr:
        levels = self.packing.levels[competency]
        reached = self.reached(competency)
        chosen: Any = pl
        for index, level in enumerate(levels):
            if slot < len(level):
                known = level[slot].name in present
                pattern = pl.col(level[slot].name).cast(pl.UInt32) if known else pl.lit(0, pl.UInt32)
                chosen = chosen.when(reached == index).then(pattern + index * _PATTERNS)
        expression: pl.Expr = chosen.otherwise(pl.lit(len(levels) * _PATTERNS, pl.UInt32))
        return expression

    def _state(self, competency: str, present: AbstractSet[str]) -> pl.Expr:
        """Return the state of a competency by its own ratings."""
        dtype = self.states.dtype
        levels = [
            self._status(level, len(_STATUSES) ** index, present)
            for index, level in enumerate(self.packing.levels[competency])
            if any(part.name in present for part in level)
        ]
        state = reduce(add, levels) if levels else pl.lit(0, dtype)
        if competency in present:
            direct = pl.col(competency).cast(dtype)
            state = pl.when(direct > 0).then(direct + (self.states.direct - 1)).otherwise(state)
        return state.cast(dtype)

    def _status(self, level: tuple[Part, ...], weight: int, present: AbstractSet[str]) -> pl.Expr:
        """Return a level's status as a digit of the state, times its weight."""
        attain, dtype = self.catalogue.attain, self.states.dtype
        if len(level) == 1:
            part = level[0]
            return looked_up(
                pl.col(part.name),
                lambda pattern: level_digit(part.ratings(pattern), attain) * weight,
                part.patterns,
                dtype,
            )
        size = sum(part.size for part in level)
        tally = reduce(add, (_tally(part, size + 1) for part in level if part.name in present))
        return looked_up(
            tally, lambda one: level_digit(_of_tally(one, size), attain) * weight, (size + 1) ** len(_TALLIED), dtype
        )

    def _columns(self, competency: str) -> set[str]:
        """Return the packed columns of a competency."""
        return {competency, *(part.name for part in self.packing.parts(competency))}

    def _unrated(self, competency: str, present: AbstractSet[str]) -> pl.Expr:
        zeros = [pl.col(one) == 0 for one in sorted(present & self._columns(competency))]
        return pl.all_horizontal(zeros) if zeros else pl.lit(value=True)

    def _presumed(self, lighter: str, heavier: Mapping[str, int], present: AbstractSet[str]) -> pl.Expr:
        """Return the state of an unrated competency that a reached heavier one takes as present."""
        raised = pl.max_horizontal(
            pl.when(self.reached(one) > 0)
            .then(pl.lit(level, self.states.dtype))
            .otherwise(pl.lit(0, self.states.dtype))
            for one, level in heavier.items()
        )
        return (
            pl.when(self._unrated(lighter, present) & (raised > 0))
            .then(raised + (self.states.presumed - 1))
            .otherwise(pl.col(column(lighter)))
        )


def column(competency: str) -> str:
    """Return the name of the column with a competency's state."""
    return f"state:{competency}"


_CAUSES: Final = (Rating.NOT_SHOWN, Rating.UNRATED)
_PATTERNS: Final = BASE**SIZE
_TALLIED: Final = (Rating.SHOWN, Rating.NOT_SHOWN, Rating.NOT_APPLICABLE)  # the rest is unrated


@cache
def level_digit(ratings: tuple[Rating, ...], attain: Fraction) -> int:
    """Return the status of a level as a digit of a state."""
    return _STATUSES.index(level_status(ratings, attain))


def _tally(part: Part, base: int) -> pl.Expr:
    """Count the ratings of a part by kind, as digits of one number."""
    return looked_up(
        pl.col(part.name),
        lambda pattern: sum(part.ratings(pattern).count(one) * base**index for index, one in enumerate(_TALLIED)),
        part.patterns,
        pl.UInt64,
    )


def _of_tally(tally: int, size: int) -> tuple[Rating, ...]:
    """Return ratings that have this tally; their order does not count for a level's status."""
    rated = tuple(one for index, one in enumerate(_TALLIED) for _ in range(tally // (size + 1) ** index % (size + 1)))[
        :size
    ]
    return rated + (Rating.UNRATED,) * (size - len(rated))


def _unrated_codes(levels: tuple[tuple[Part, ...], ...], level: int) -> str:
    """Return the codes of all behaviours of a level, counted from 0; none above the highest."""
    slots = range(len(levels[level])) if level < len(levels) else ()
    return " ".join(filter(None, (_codes(levels, slot, level * _PATTERNS, _CAUSES) for slot in slots)))


def _codes(levels: tuple[tuple[Part, ...], ...], slot: int, index: int, causes: tuple[Rating, ...]) -> str | None:
    """Return the codes of a part's behaviours with one of these ratings, in the order of the causes."""
    level, pattern = divmod(index, _PATTERNS)
    if level >= len(levels) or slot >= len(levels[level]) or pattern >= levels[level][slot].patterns:
        return None
    part = levels[level][slot]
    ratings = part.ratings(pattern)
    codes = [
        f"{part.competency}.{part.level}.{part.first + place}"
        for cause in causes
        for place, rating in enumerate(ratings)
        if rating is cause
    ]
    return " ".join(codes) or None
