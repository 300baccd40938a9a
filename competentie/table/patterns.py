"""Packed ratings → what the scorer says, asked once per pattern and looked up for everyone. The rule is never restated.

What a competency comes to follows from the statuses of its levels, whether anything was said of it, and whether what is
heavier is reached. Each gets a digit, the digits make a number, and one person per number goes to `Scorer.score_part`.
A competency that is rated by its level alone has that column for a number.
"""

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, partial, reduce
from math import prod
from operator import add
from threading import Lock
from typing import Any, Final, Generic, TypeVar

import polars as pl

from competentie.core import LevelStatus, Outcome, Rated, Rating, Scorer, level_status, sizes, stand
from competentie.table.packing import BASE, Byte, Packing, unpacked

_DENSE: Final = 3**8  # values of a column for which all answers are made beforehand; above it, for those that occur
_LARGEST: Final = 1 << 64
_STATUSES: Final = (LevelStatus.OPEN, LevelStatus.ATTAINED, LevelStatus.MISSED)
_COUNTED: Final = (Rating.SHOWN, Rating.NOT_SHOWN, Rating.NOT_APPLICABLE)  # the rest is unrated
_REACHED: Final = 3  # kinds: nothing was said of a competency, it is not reached, it is reached

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Digit:
    """A column of numbers below `size`."""

    column: pl.Expr
    size: int


def _looked_up(index: pl.Expr, answer: Callable[[int], Any], size: int, dtype: Any) -> pl.Expr:  # noqa: ANN401 - any dtype
    """Return the answer for each index, 0 ≤ index < size; it is asked once per index."""
    if size <= _DENSE:
        return pl.lit(pl.Series([answer(one) for one in range(size)], dtype=dtype)).gather(index)

    def those_that_occur(values: pl.Series) -> pl.Series:
        distinct = values.unique().drop_nulls()  # Polars tries a function on nulls now and then
        answers = pl.Series([answer(one) for one in distinct], dtype=dtype)
        return values.replace_strict(distinct, answers, default=None, return_dtype=dtype)

    return index.map_batches(those_that_occur, return_dtype=dtype, is_elementwise=True)


class Asked(Generic[T]):
    """Answers to numbers, each asked for the first person who has it; people get the place of theirs."""

    def __init__(
        self, name: str, digits: Sequence[Digit], columns: Sequence[str], ask: Callable[[Mapping[str, int]], T]
    ) -> None:
        """Take the digits of the number, and the packed columns that who answers has to see; `name` is its own."""
        self.answers: list[T] = []
        self._columns = list(columns)
        self._ask = ask
        self._lock = Lock()  # threads share what is known
        size = prod(digit.size for digit in digits)
        self.words = [word.alias(f"{name}:{place}") for place, word in enumerate(_words(digits))]
        """The number, as columns that people have to have."""
        self._names = [f"{name}:{place}" for place in range(len(self.words))]
        self._known: pl.Series | pl.DataFrame  # the place of each number, or numbers with their place
        if size <= _DENSE:
            self._known = pl.Series([None] * size, dtype=pl.UInt32)
        else:
            self._known = pl.DataFrame(schema={**dict.fromkeys(self._names, pl.UInt64), "place:": pl.UInt32})

    def places(self, people: pl.DataFrame) -> pl.Series:
        """Return, for each person, the place of the answer among `answers`."""
        places = self._places(people)
        if places.null_count():
            with self._lock:
                self._learn(people)
            places = self._places(people)
        return places

    def _places(self, people: pl.DataFrame) -> pl.Series:
        """Look numbers up; of those that are not known yet there is nothing."""
        if isinstance(self._known, pl.Series):
            return self._known.gather(people[self._names[0]])
        return people.select(self._names).join(self._known, on=self._names, how="left", maintain_order="left")["place:"]

    def _learn(self, people: pl.DataFrame) -> None:
        """Ask for people, each of whom is the first with their number."""
        unknown = people.filter(self._places(people).is_null())
        firsts = unknown.unique(self._names, keep="first", maintain_order=True)
        asked = firsts.select(self._columns).rows(named=True) if self._columns else [{}] * firsts.height
        known = pl.int_range(len(self.answers), len(self.answers) + len(asked), dtype=pl.UInt32, eager=True)
        self.answers += map(self._ask, asked)
        if isinstance(self._known, pl.Series):
            self._known = self._known.clone().scatter(firsts[self._names[0]], known)
        else:
            self._known = self._known.vstack(firsts.select(*self._names, known.alias("place:")))


def _words(digits: Sequence[Digit]) -> list[pl.Expr]:
    """Put digits together to numbers of 64 bits, as few as there can be."""
    packed: list[pl.Expr] = []
    weight = _LARGEST
    for digit in digits:
        column = digit.column.cast(pl.UInt64)
        if weight * digit.size > _LARGEST:
            packed.append(column)
            weight = digit.size
        else:
            packed[-1] = packed[-1] + column * weight
            weight *= digit.size
    return packed or [pl.lit(0, pl.UInt64)]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the scorer says of one competency of one person, who stands for all with the same number.

    `outcome` is there when the profile has a row for it; `rated` is absent when nothing was said.
    """

    outcome: Outcome | None
    contradicted: bool
    rated: Rated | None


class Patterns:
    """Finds what people's ratings come to on one profile."""

    def __init__(self, scorer: Scorer, packing: Packing, present: AbstractSet[str]) -> None:
        """Prepare a profile; `present` names the packed columns that there are."""
        self.scorer = scorer
        self.packing = packing
        self.present = present
        self._parts = {one: part for part in scorer.parts for one in part}
        self._heavier = {one: self._all_heavier(one) for one in self._parts}
        asked = [row.competency for row in scorer.profile.rows]
        asked += [one for one in self._parts if self._heavier[one] and one not in asked]
        self._heavy = {
            one: Asked(f"heavy:{one}", self._own(one), self._columns([one]), partial(self._reached, one))
            for one in dict.fromkeys(heavy for each in asked for heavy in self._heavier[each])
        }
        self.asked = {one: self._asked(one) for one in asked}

    def answered(self, people: pl.DataFrame) -> pl.DataFrame:
        """Add, for each competency that is asked, the place of each person's answer."""
        known = people.with_columns(word for asked in self._heavy.values() for word in asked.words)
        reached = []
        for one, asked in self._heavy.items():
            places = asked.places(known)  # first: with new answers, maybe
            reached.append(pl.Series(_reached_name(one), asked.answers, dtype=pl.UInt8).gather(places))
        known = known.with_columns(reached).with_columns(word for asked in self.asked.values() for word in asked.words)
        return people.with_columns(asked.places(known).alias(place_name(one)) for one, asked in self.asked.items())

    def answers(self, competency: str) -> list[Answer]:
        """Return the answers that were given so far."""
        return self.asked[competency].answers

    def by_behaviours(self, competency: str) -> bool:
        """Tell whether any behaviour of it was rated."""
        return any(byte.name in self.present for byte in self.packing.bytes_of(competency))

    def fact(self, competency: str, answer: Callable[[Answer], Any], dtype: Any) -> pl.Expr:  # noqa: ANN401 - any dtype
        """Return something that follows from the answer."""
        table = pl.Series([answer(one) for one in self.answers(competency)], dtype=dtype)
        return pl.lit(table).gather(pl.col(place_name(competency)))

    def _asked(self, competency: str) -> Asked[Answer]:
        heavier = self._heavier[competency]
        digits = [*self._own(competency), *(Digit(pl.col(_reached_name(one)), _REACHED) for one in heavier)]
        columns = self._columns([competency, *heavier])
        return Asked(f"asked:{competency}", digits, columns, partial(self._answer, competency))

    def _answer(self, competency: str, packed: Mapping[str, int]) -> Answer:
        part = self._parts[competency]
        rated = self.packing.rated(part, packed)
        result = self.scorer.score_part(part, rated)
        return Answer(
            next((one for one in result.outcomes if one.row.competency == competency), None),
            any(one.lighter == competency for one in result.contradictions),
            rated.get(competency),
        )

    def _reached(self, competency: str, packed: Mapping[str, int]) -> int:
        """Tell whether a competency is reached by what was said of it, which is what counts for lighter ones."""
        rated = self.packing.rated([competency], packed)
        if not rated:
            return 0
        catalogue = self.scorer.catalogue
        standing = stand(rated[competency], catalogue.attain, sizes(catalogue, competency))
        return 2 if standing.reached else 1

    def _all_heavier(self, competency: str) -> tuple[str, ...]:
        """Return what presupposes a competency, through any number of steps."""
        described = self.scorer.catalogue.competencies
        found = {competency}
        for one in reversed(self._parts[competency]):  # from light to heavy
            if found & described[one].presupposes.keys():
                found.add(one)
        return tuple(one for one in self._parts[competency] if one in found and one != competency)

    def _columns(self, competencies: Sequence[str]) -> list[str]:
        return [name for one in competencies for name in self.packing.columns(one) if name in self.present]

    def _own(self, competency: str) -> list[Digit]:
        """Return the digits of what was said of a competency itself."""
        levels = [level for level in self.packing.levels[competency] if any(one.name in self.present for one in level)]
        digits = [self._status(level) for level in levels]
        if levels:
            said = [pl.col(one.name) > 0 for level in levels for one in level if one.name in self.present]
            digits.append(Digit(pl.any_horizontal(said), 2))
        if competency in self.present:
            digits.append(Digit(pl.col(competency), self.packing.height + 2))
        return digits

    def _status(self, level: tuple[Byte, ...]) -> Digit:
        """Return the status of a level: by its pattern, or where that takes several bytes by its counts."""
        attain = self.scorer.catalogue.attain
        if len(level) == 1:
            return Digit(pl.lit(_statuses(level[0].size, attain)).gather(level[0].name), len(_STATUSES))
        size = sum(byte.size for byte in level)
        there = [byte for byte in level if byte.name in self.present]
        counts = reduce(add, (pl.lit(_counts(byte.size, size + 1)).gather(byte.name) for byte in there))
        many = (size + 1) ** len(_COUNTED)
        status = _looked_up(counts, lambda one: _status(_counted(one, size), attain), many, pl.UInt8)
        return Digit(status, len(_STATUSES))


def place_name(competency: str) -> str:
    """Return the name of the column with the places of the answers on a competency."""
    return f"place:{competency}"


def _reached_name(competency: str) -> str:
    return f"reached:{competency}"


def _status(ratings: tuple[Rating, ...], attain: Fraction) -> int:
    return _STATUSES.index(level_status(ratings, attain))


@cache
def _statuses(size: int, attain: Fraction) -> pl.Series:
    """Return the status of a level for each pattern of so many behaviours."""
    return pl.Series([_status(ratings, attain) for ratings in _patterns(size)], dtype=pl.UInt8)


@cache
def _counts(size: int, base: int) -> pl.Series:
    """Count, for each pattern of so many behaviours, the ratings by kind, as digits of one number."""
    numbers = [
        sum(ratings.count(one) * base**index for index, one in enumerate(_COUNTED)) for ratings in _patterns(size)
    ]
    return pl.Series(numbers, dtype=pl.UInt64)


def _patterns(size: int) -> list[tuple[Rating, ...]]:
    return [unpacked(pattern, size) for pattern in range(BASE**size)]


def _counted(counts: int, size: int) -> tuple[Rating, ...]:
    """Return ratings that have these counts; their order does not count for a level's status."""
    rated = tuple(one for index, one in enumerate(_COUNTED) for _ in range(counts // (size + 1) ** index % (size + 1)))
    return (rated + (Rating.UNRATED,) * (size - len(rated)))[:size]
