"""One competency as a ladder: how much is shown per level, whether it ascends, and where each behaviour belongs.

What a level comes to is asked of the rule, once per pattern. Numbers are per rating, and people are counted as people;
standard errors are over people, or over the clusters that their ratings come in, whichever is wider.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from math import log, sqrt
from typing import Any, Final

import polars as pl

from competentie.core import LevelStatus, Rating, Standing, level_status, stand
from competentie.evidence.answers import SLICE, WEIGHT, Answers, Item, words_of
from competentie.evidence.intervals import Estimate, exact_p
from competentie.table.packing import BASE, CODES

PERSON: Final = "person:"
RATER: Final = "rater:"
SMALLEST: Final = 5  # people of whom anything is said
_COUNTED: Final = (Rating.SHOWN, Rating.NOT_SHOWN, Rating.NOT_APPLICABLE)
_VALUE: Final = "value"
_STATUSES: Final = (LevelStatus.OPEN, LevelStatus.ATTAINED, LevelStatus.MISSED)
_STAND_FOR: Final = dict(zip(_STATUSES, (Rating.UNRATED, Rating.SHOWN, Rating.NOT_SHOWN), strict=True))


@dataclass(frozen=True, slots=True)
class LevelCounts:
    """Answers on one level, and how many ratings attain it by the rule, miss it, or leave it open."""

    level: int
    rated: int
    shown: int
    attained: int
    missed: int
    open: int


@dataclass(frozen=True, slots=True)
class Step:
    """From a level to the next: who attains just one of them, and whether less is shown of the higher one.

    `people` were rated on something of both, by so many raters (None: nobody says who); `difference` is that of a
    person's two shares. `asked` tells how many were rated on the higher level, of those who missed the lower one and of
    those who attained it.
    """

    lower: int
    higher: int
    both: int
    only_lower: int
    only_higher: int
    neither: int
    people: int
    raters: int | None
    difference: Estimate | None
    asked: tuple[tuple[int, int], tuple[int, int]]

    @property
    def is_few(self) -> bool:
        """Whether so few have the higher level, or each of the two, that what follows from it is withheld."""
        return any(0 < number < SMALLEST for number in (self.both + self.only_higher, self.n))

    @property
    def n(self) -> int:
        """Those who attained or missed each of the two."""
        return self.both + self.only_lower + self.only_higher + self.neither

    @property
    def by_chance(self) -> float | None:
        """How many would have the higher one alone if they had nothing to do with each other."""
        return (self.only_higher + self.neither) * (self.both + self.only_higher) / self.n if self.n else None

    @property
    def h(self) -> float | None:
        """Loevinger's H of the two levels."""
        return 1 - self.only_higher / self.by_chance if self.by_chance else None

    @property
    def p(self) -> float | None:
        """The chance of a split as uneven as this."""
        return exact_p(self.only_higher, self.only_lower)


@dataclass(frozen=True, slots=True)
class Placement:
    """The level that a behaviour is most like, and how far it lies from between two levels (below 0: harder)."""

    n: int
    nearest: int
    boundaries: Mapping[tuple[int, int], Estimate]


@dataclass(frozen=True, slots=True)
class Order:
    """How often somebody shows just one of two behaviours of different levels: as the ladder has it, or against it."""

    with_ladder: int
    against_ladder: int
    se: float

    @property
    def share(self) -> float | None:
        """The share as the ladder has it."""
        both = self.with_ladder + self.against_ladder
        return self.with_ladder / both if both else None


@dataclass
class Ladder:
    """The answers on one competency; `sizes` are the behaviours of each described level."""

    answers: Answers
    sizes: Mapping[int, int]
    attain: Fraction
    _frames: dict[tuple[str, ...], pl.DataFrame] = field(default_factory=dict)

    @cached_property
    def levels(self) -> list[LevelCounts]:
        """What was answered per level."""
        found = []
        for level, size in self.sizes.items():
            counted = Counter[LevelStatus]()
            rated = shown = 0
            for code, number in self._grouped(_level(level)).iter_rows():
                ratings = _ratings(code, size)
                counted[level_status(ratings, self.attain)] += number
                shown += ratings.count(Rating.SHOWN) * number
                rated += (ratings.count(Rating.SHOWN) + ratings.count(Rating.NOT_SHOWN)) * number
            statuses = (counted[one] for one in (LevelStatus.ATTAINED, LevelStatus.MISSED, LevelStatus.OPEN))
            found.append(LevelCounts(level, rated, shown, *statuses))
        return found

    @cached_property
    def steps(self) -> list[Step]:
        """From each described level to the next."""
        return [self._step(lower, higher) for lower, higher in pairwise(self.sizes)]

    @cached_property
    def broken(self) -> int:
        """How many ratings miss a level below one that is attained."""
        numbers = self._with_levels.select(self._statuses().alias(_VALUE), WEIGHT).group_by(_VALUE).sum()
        return sum(self._standing(number).broken * weight for number, weight in numbers.iter_rows())

    def states(self, people: pl.DataFrame, level: int) -> pl.Series:
        """Tell of each rating whether it reaches a level, as `CODES` has it: not known, no, yes."""
        described, words = sum(one <= level for one in self.sizes), words_of(self.answers.columns)
        patterns = self._with_levels.select(*words, self._statuses().alias(_VALUE)).unique()
        numbers = patterns[_VALUE].unique()
        found = [_state(self._standing(number), described) for number in numbers]
        state = pl.col(_VALUE).replace_strict(numbers, pl.Series(found, dtype=pl.UInt8), return_dtype=pl.UInt8)
        keys = patterns.columns[:-1]
        told = patterns.with_columns(state)
        parts = [
            slice_.select(words).join(told, on=keys, how="left", maintain_order="left")[_VALUE].fill_null(0)
            for slice_ in people.iter_slices(SLICE)
        ]
        return pl.concat(parts)

    def _statuses(self) -> pl.Expr:
        """Return the statuses of all levels as digits of one number."""
        parts = []
        for at, (level, size) in enumerate(self.sizes.items()):
            codes = pl.Series(sorted(set(self._with_levels[_level(level)]) | {0}), dtype=pl.UInt64)
            found = [_STATUSES.index(level_status(_ratings(code, size), self.attain)) for code in codes]
            status = pl.col(_level(level)).replace_strict(codes, pl.Series(found, dtype=pl.UInt64))
            parts.append(status * pl.lit(len(_STATUSES) ** at, pl.UInt64))
        return pl.sum_horizontal(parts)

    def _standing(self, number: int) -> Standing:
        """Ask the rule what statuses of levels come to, of answers that have them."""
        levels = tuple(
            (_STAND_FOR[_STATUSES[number // len(_STATUSES) ** at % len(_STATUSES)]],) * size
            for at, size in enumerate(self.sizes.values())
        )
        return stand(levels, self.attain, tuple(self.sizes.values()))

    @cached_property
    def order(self) -> Order:
        """How often one of two behaviours is shown alone."""
        across = [one for one in self.answers.pairs.values() if self._rises(one.first, one.second)]
        with_ladder, against = (sum(getattr(one, name) - one.both for one in across) for name in ("one", "other"))
        total = with_ladder + against
        if not total:
            return Order(0, 0, 0.0)
        share = with_ladder / total
        frame = self._grouped(*(_level(level) for level in self.sizes), *self.answers.clusters)
        both = [
            (
                self._count(one, Rating.SHOWN) * self._count(other, Rating.NOT_SHOWN),
                self._count(one, Rating.NOT_SHOWN) * self._count(other, Rating.SHOWN),
            )
            for one in self.sizes
            for other in self.sizes
            if one < other
        ]
        b, f = (pl.sum_horizontal(one[at] for one in both) for at in (0, 1))
        around = frame.with_columns(((b - share * (b + f)) / total).alias(_VALUE))
        return Order(with_ladder, against, max(self._errors(around, [_VALUE])[0]))

    def place(self, at: int) -> Placement | None:
        """Return where the behaviour with this place belongs; None where that cannot be said."""
        item, described = self.answers.items[at], list(self.sizes)
        names = [_level(level) for level in described if level != item.level]
        own = sorted({one.column for one in self.answers.items if one.level == item.level})
        frame = self._grouped(*own, *names, _level(item.level), *self.answers.clusters)
        x = item.is_(Rating.SHOWN).cast(pl.Float64)
        shares = {level: self._share(level, x if level == item.level else None) for level in described}
        rated = item.is_rated()
        known = frame.filter(rated, *(of > 0 for _, of in shares.values())).select(
            WEIGHT,
            *self.answers.clusters,
            x.alias("x"),
            *((s / of).alias(f"y:{one}") for one, (s, of) in shares.items()),
        )
        n = int(known[WEIGHT].sum())
        if not n:
            return None
        columns = ["x", *(f"y:{one}" for one in described)]
        means = dict(zip(columns, known.select((pl.col(columns) * pl.col(WEIGHT)).sum() / n).row(0), strict=True))
        smooth = {name: (mean * n + 0.5) / (n + 1) for name, mean in means.items()}
        slopes = {name: (pl.col(name) - means[name]) / (one * (1 - one)) for name, one in smooth.items()}
        middles, around = {}, []
        for one, other in pairwise(described):
            ends = f"y:{one}", f"y:{other}"
            middles[one, other] = _logit(smooth["x"]) - sum(_logit(smooth[end]) for end in ends) / 2
            around.append((slopes["x"] - 0.5 * (slopes[ends[0]] + slopes[ends[1]])).alias(f"u:{one}"))
        near = min(described, key=lambda one: abs(_logit(smooth["x"]) - _logit(smooth[f"y:{one}"])))
        found = self._means(known.with_columns(around), [f"u:{one}" for one in described[:-1]])
        estimates = [
            Estimate(middle, one.error, one.freedom) for middle, one in zip(middles.values(), found, strict=True)
        ]
        return Placement(n, near, dict(zip(middles, estimates, strict=True)))

    def _rises(self, first: int, second: int) -> bool:
        return self.answers.items[first].level < self.answers.items[second].level

    def _step(self, lower: int, higher: int) -> Step:
        counted: Counter[tuple[LevelStatus, LevelStatus]] = Counter()
        asked = {LevelStatus.MISSED: [0, 0], LevelStatus.ATTAINED: [0, 0]}
        for one, other, number in self._grouped(_level(lower), _level(higher)).iter_rows():
            low, high = _ratings(one, self.sizes[lower]), _ratings(other, self.sizes[higher])
            status = level_status(low, self.attain)
            counted[status, level_status(high, self.attain)] += number
            if status in asked:
                asked[status][0] += number * (Rating.SHOWN in high or Rating.NOT_SHOWN in high)
                asked[status][1] += number
        (a, of), (b, of_other) = self._share(lower), self._share(higher)
        frame = self._grouped(_level(lower), _level(higher), *self.answers.clusters).filter(of > 0, of_other > 0)
        known = frame.with_columns((a / of - b / of_other).alias(_VALUE))
        yes, no = LevelStatus.ATTAINED, LevelStatus.MISSED
        return Step(
            *(lower, higher, counted[yes, yes], counted[yes, no], counted[no, yes], counted[no, no]),
            *(self._number(known, PERSON) or 0, self._raters(known)),
            self._means(known, [_VALUE])[0] if known.height and self._units(known) > 1 else None,
            ((asked[no][0], asked[no][1]), (asked[yes][0], asked[yes][1])),
        )

    def _number(self, frame: pl.DataFrame, cluster: str) -> int:
        return frame[cluster].n_unique() if cluster in frame.columns else int(frame[WEIGHT].sum())

    def _raters(self, frame: pl.DataFrame) -> int | None:
        return frame[RATER].n_unique() if RATER in frame.columns else None

    def _grouped(self, *names: str) -> pl.DataFrame:
        """Count the ratings that have the same in these columns; in order, so that it is the same each time."""
        if names not in self._frames:
            frame = self._with_levels
            self._frames[names] = frame.group_by(names).agg(pl.col(WEIGHT).sum()).sort(names)
        return self._frames[names]

    @cached_property
    def _with_levels(self) -> pl.DataFrame:
        """The patterns with, per level, how many are shown, not shown and not applicable, as digits of one number."""
        columns = []
        for level, size in self.sizes.items():
            inside: dict[str, list[Item]] = {}
            for item in self.answers.items:
                if item.level == level:
                    inside.setdefault(item.column, []).append(item)
            coded = [_looked_up(column, _codes(items, size)) for column, items in inside.items()]
            columns.append(pl.sum_horizontal(coded or [pl.lit(0, pl.UInt64)]).cast(pl.UInt64).alias(_level(level)))
        return self.answers.frame.with_columns(columns)

    def _count(self, level: int, rating: Rating) -> pl.Expr:
        base = self.sizes[level] + 1
        return (pl.col(_level(level)) // pl.lit(base ** _COUNTED.index(rating)) % base).cast(pl.Float64)

    def _share(self, level: int, without: pl.Expr | None = None) -> tuple[pl.Expr, pl.Expr]:
        """Return how many of a level are shown, and of how many; without one that is shown (1) or not (0)."""
        shown, not_shown = self._count(level, Rating.SHOWN), self._count(level, Rating.NOT_SHOWN)
        return (shown, shown + not_shown) if without is None else (shown - without, shown + not_shown - 1)

    def _means(self, frame: pl.DataFrame, names: Sequence[str]) -> list[Estimate]:
        """Return the means of columns, each with the widest error that any clusters give."""
        n = int(frame[WEIGHT].sum())
        means = frame.select((pl.col(names) * pl.col(WEIGHT)).sum() / n).row(0)
        around = frame.with_columns((pl.col(name) - mean) / n for name, mean in zip(names, means, strict=True))
        errors = self._errors(around, names, factor=n / (n - 1) if n > 1 else 1)
        freedom = self._units(frame) - 1
        return [Estimate(mean, max(error), freedom) for mean, error in zip(means, errors, strict=True)]

    def _units(self, frame: pl.DataFrame) -> int:
        """Return how many could have come out otherwise: ratings, or the fewest clusters of them."""
        return min((frame[one].n_unique() for one in self.answers.clusters), default=int(frame[WEIGHT].sum()))

    def _errors(self, frame: pl.DataFrame, names: Sequence[str], factor: float = 1.0) -> list[list[float]]:
        """Return, per column, the root of its sum of squares over ratings, or over each kind of cluster."""
        if not self.answers.clusters:
            squares = frame.select((pl.col(names) ** 2 * pl.col(WEIGHT)).sum() * factor).row(0)
            return [[sqrt(one)] for one in squares]
        found = []
        for cluster in self.answers.clusters:
            summed = frame.group_by(cluster).agg((pl.col(names) * pl.col(WEIGHT)).sum()).sort(cluster)
            number = summed.height
            squares = summed.select((pl.col(names) ** 2).sum() * (number / max(1, number - 1))).row(0)
            found.append([sqrt(one) for one in squares])
        return [list(each) for each in zip(*found, strict=True)]


def _state(standing: Standing, level: int) -> int:
    known = standing.reached >= level or standing.reached_max < level
    rating = Rating.UNRATED if not known else Rating.SHOWN if standing.reached >= level else Rating.NOT_SHOWN
    return CODES.index(rating)


def _level(level: int) -> str:
    return f"level:{level}"


def _codes(items: Sequence[Item], size: int) -> list[int]:
    """Return, for each value of a byte, its answers to items as digits of one number."""

    def code(value: int) -> int:
        answers = [CODES[value // item.weight % BASE] for item in items]
        return sum(answers.count(one) * (size + 1) ** at for at, one in enumerate(_COUNTED))

    return [code(value) for value in range(256)]


def _looked_up(column: str, values: Sequence[int]) -> Any:  # noqa: ANN401 - an expression, which Polars does not say
    table: pl.Expr = pl.lit(pl.Series(values, dtype=pl.UInt64)).gather(pl.col(column))
    return table


def _ratings(code: int, size: int) -> tuple[Rating, ...]:
    """Return ratings that have these counts; their order does not count for a level's status."""
    rated = tuple(one for at, one in enumerate(_COUNTED) for _ in range(code // (size + 1) ** at % (size + 1)))
    return rated + (Rating.UNRATED,) * (size - len(rated))


def _logit(share: float) -> float:
    return log(share / (1 - share))
