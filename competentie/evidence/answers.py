"""Answers of many people by their patterns, and how each pair of items goes together: F, E and Loevinger's H.

Everything is counted on bytes of four answers, of which two together have few values, so that a million people cost
little more than twelve and random blanks no more than whole answers. A unit is what could have come out otherwise: a
person, or where these come in clusters (a rater with all people rated, a person with all ratings) a cluster of them.
Sources: R. J. Mokken (1971); L. A. van der Ark, M. A. Croon and K. Sijtsma (Psychometrika 73, 2008).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from math import exp, log, sqrt
from typing import Final, NamedTuple

import polars as pl

from competentie.core import Rating
from competentie.evidence.intervals import Estimate, Interval
from competentie.table.packing import BASE, CODES, PER_WORD

WEIGHT: Final = "weight:"  # how many rows have a pattern
SLICE: Final = 100_000  # people who are looked at at once
_KEY: Final = "key:"
_VALUES: Final = 256  # of a byte
_STEEPEST: Final = 700.0  # where a power of e is about to be too large for a number
_SHOWN: Final = CODES.index(Rating.SHOWN)
_NOT_SHOWN: Final = CODES.index(Rating.NOT_SHOWN)


class Item(NamedTuple):
    """Something with an answer: the digit of `weight` in a column of bytes."""

    code: str
    level: int
    column: str
    weight: int

    def digit(self) -> pl.Expr:
        """Return the answer, as `CODES` has it."""
        return pl.col(self.column) // self.weight % BASE

    def is_(self, rating: Rating) -> pl.Expr:
        """Tell whether it is this answer."""
        return self.digit() == CODES.index(rating)

    def is_rated(self) -> pl.Expr:
        """Tell whether it was shown or not shown: the only answers that count."""
        return self.digit().is_in([_SHOWN, _NOT_SHOWN])


@dataclass(frozen=True, slots=True)
class Pair:
    """Two items, the one of the lower level first: of `n` with an answer to both, how many show each, and both."""

    first: int
    second: int
    n: int
    one: int
    other: int
    both: int

    def light(self, *, popular: bool) -> float:
        """Return how far the first is the easier one: by its level, or by whether more show it; half at a tie."""
        if not popular or self.one > self.other:
            return 1.0
        return 0.5 if self.one == self.other else 0.0

    def errors(self, *, popular: bool) -> int:
        """Return how many show the heavier without the lighter (F)."""
        return (min(self.one, self.other) if popular else self.other) - self.both

    def expected(self, *, popular: bool) -> float:
        """Return how many would by chance (E)."""
        light, heavy = (self.one, self.other) if not popular or self.one > self.other else (self.other, self.one)
        return (self.n - light) * heavy / self.n if self.n else 0.0

    @property
    def equal(self) -> int:
        """How many have the same answer to both."""
        return self.n - self.one - self.other + 2 * self.both


@dataclass(frozen=True, slots=True)
class Coherence:
    """H over some pairs, its standard errors, and where it lies; nothing where chance would give no error either."""

    h: float
    error: float
    jackknife: float
    interval: Interval


class Answers:
    """Answers to items by pattern: bytes, how many rows have them, and the clusters that rows belong to, if any."""

    def __init__(self, frame: pl.DataFrame, items: Sequence[Item], clusters: Sequence[str] = ()) -> None:
        """Take one row per pattern (and cluster), sorted, so that the order of people changes nothing."""
        self.items = items
        self.clusters = clusters
        self.columns = sorted({one.column for one in items})
        wanted = [*clusters, *self.columns]
        grouped = frame.group_by(wanted).agg(pl.col(WEIGHT).sum()) if wanted else frame
        self.frame = grouped.sort(wanted)
        self._tables: dict[tuple[str, ...], pl.DataFrame] = {}

    @cached_property
    def counts(self) -> list[dict[Rating, int]]:
        """How many rows have each answer to each item."""
        found = []
        for item in self.items:
            table = self._table(item.column)
            row = table.select((item.is_(one) * pl.col(WEIGHT)).sum().alias(one) for one in CODES).row(0)
            found.append(dict(zip(CODES, map(int, row), strict=True)))
        return found

    def shown(self, at: int) -> tuple[int, int]:
        """Return how many rows show an item, of how many that were rated on it."""
        counts = self.counts[at]
        return counts[Rating.SHOWN], counts[Rating.SHOWN] + counts[Rating.NOT_SHOWN]

    @cached_property
    def constant(self) -> frozenset[int]:
        """Items of which all answers are the same, or none is there: they say nothing of how items go together."""
        return frozenset(
            place for place, one in enumerate(self.counts) if not one[Rating.SHOWN] or not one[Rating.NOT_SHOWN]
        )

    @cached_property
    def pairs(self) -> dict[tuple[int, int], Pair]:
        """All pairs of items, the lower level first."""
        found = {}
        for (one, other), inside in self._blocks(combinations(range(len(self.items)), 2)):
            table = self._table(one, other)
            wanted = [each.sum() for pair in inside for each in _products(*pair, pl.col(WEIGHT))]
            sums = [int(each) for each in table.select(each.alias(str(at)) for at, each in enumerate(wanted)).row(0)]
            for at, pair in enumerate(inside):
                found[pair] = Pair(*pair, *sums[4 * at : 4 * at + 4])
        return dict(sorted(found.items()))

    def across(self) -> list[Pair]:
        """Return the pairs from different levels, of items that say something."""
        return [one for one in self.telling() if self.items[one.first].level < self.items[one.second].level]

    def telling(self) -> list[Pair]:
        """Return the pairs of items that say something, rated on at least one person together."""
        return [one for one in self.pairs.values() if one.n and not self.constant & {one.first, one.second}]

    def coherence(self, pairs: Sequence[Pair], *, popular: bool = False) -> Coherence | None:
        """Return H over pairs; the error is the widest that any clusters give."""
        h = coefficient(pairs, popular=popular)
        if h is None:
            return None
        expected = sum(one.expected(popular=popular) for one in pairs)
        found = [
            _spread(units, h, expected, clustered=bool(self.clusters)) for units in self._units(pairs, popular=popular)
        ]
        return max(found, key=lambda one: one.interval[1] - one.interval[0])

    def _units(self, pairs: Sequence[Pair], *, popular: bool) -> Iterator[pl.DataFrame]:
        """Yield, per kind of cluster, the units: their weight, f, e' and what is left of F and E without each."""
        blocks = self._blocks((one.first, one.second) for one in pairs)
        if self.clusters:
            yield from (self._clustered(cluster, blocks, popular=popular) for cluster in self.clusters)
            return
        parts = []
        for block, inside in blocks:
            table = self._table(*block)
            drawn = _drawn({pair: _products(*pair) for pair in inside}, self.pairs, popular=popular)
            parts.append((block, table.select(_KEY, WEIGHT, *drawn)))
        if len(parts) == 1:
            yield parts[0][1].drop(_KEY)
            return
        sums = {name: pl.sum_horizontal(_gathered(table, name, block) for block, table in parts) for name in _SUMS}
        yield self.frame.select(WEIGHT, **sums)

    def _clustered(self, cluster: str, blocks: "Sequence[Block]", *, popular: bool) -> pl.DataFrame:
        parts = []
        for block, inside in blocks:
            own = self._with_digits(
                self.frame.group_by(cluster, *dict.fromkeys(block)).agg(pl.col(WEIGHT).sum()), block
            )
            products = {pair: _products(*pair, pl.col(WEIGHT)) for pair in inside}
            named = [
                each.sum().alias(f"{pair}:{at}") for pair, four in products.items() for at, each in enumerate(four)
            ]
            summed = own.group_by(cluster).agg(named).sort(cluster)
            columns = {pair: tuple(pl.col(f"{pair}:{at}") for at in range(4)) for pair in inside}
            parts.append(summed.select(_drawn(columns, self.pairs, popular=popular)))
        return pl.DataFrame(
            {name: sum((part[name] for part in parts[1:]), parts[0][name]) for name in _SUMS}
        ).with_columns(pl.lit(1).alias(WEIGHT))

    def _blocks(self, pairs: Iterable[tuple[int, int]]) -> "list[Block]":
        """Split pairs by the bytes that they are in."""
        found: dict[tuple[str, str], list[tuple[int, int]]] = {}
        for first, second in pairs:
            one, other = self.items[first].column, self.items[second].column
            found.setdefault((one, other), []).append((first, second))
        return list(found.items())

    def _table(self, *columns: str) -> pl.DataFrame:
        """Count the values of a byte, or of two together; with each answer in them as two numbers."""
        block = tuple(dict.fromkeys(columns))
        if block not in self._tables:
            counted = self.frame.group_by(_key(columns)).agg(pl.col(WEIGHT).sum()).sort(_KEY)
            values = [
                (pl.col(_KEY) // _VALUES ** (len(block) - 1 - at) % _VALUES).cast(pl.UInt8).alias(one)
                for at, one in enumerate(block)
            ]
            self._tables[block] = self._with_digits(counted.with_columns(values), block)
        return self._tables[block]

    def _with_digits(self, table: pl.DataFrame, columns: Iterable[str]) -> pl.DataFrame:
        wanted = set(columns)
        inside = [(at, one) for at, one in enumerate(self.items) if one.column in wanted]
        return table.with_columns(
            *((one.digit() == _SHOWN).cast(pl.Float64).alias(f"x:{at}") for at, one in inside),
            *(one.is_rated().cast(pl.Float64).alias(f"m:{at}") for at, one in inside),
        )


Block = tuple[tuple[str, str], list[tuple[int, int]]]
"""Two bytes, and the pairs of items of which one is in each."""
_SUMS: Final = ("f", "e", "errors", "expected")


def coefficient(pairs: Iterable[Pair], *, popular: bool = False) -> float | None:
    """Return H: 1 minus the errors in each hundred that chance would give; None where it gives none."""
    errors = expected = 0.0
    for one in pairs:
        errors += one.errors(popular=popular)
        expected += one.expected(popular=popular)
    return 1 - errors / expected if expected else None


def words_of(columns: Sequence[str]) -> list[pl.Expr]:
    """Put bytes together to numbers of 64 bits, which are told apart in less room than many columns are."""
    parts = [pl.col(one).cast(pl.UInt64) * (_VALUES ** (at % PER_WORD)) for at, one in enumerate(columns)]
    firsts = range(0, len(parts), PER_WORD)
    return [pl.sum_horizontal(parts[at : at + PER_WORD]).alias(f"word:{at // PER_WORD}") for at in firsts]


def bytes_of(columns: Sequence[str]) -> list[pl.Expr]:
    """Take these numbers apart again."""
    words = (pl.col(f"word:{at // PER_WORD}") // _VALUES ** (at % PER_WORD) % _VALUES for at in range(len(columns)))
    return [word.cast(pl.UInt8).alias(one) for word, one in zip(words, columns, strict=True)]


def _key(columns: Sequence[str]) -> pl.Expr:
    block = tuple(dict.fromkeys(columns))
    key = pl.col(block[0]).cast(pl.UInt16)
    return (key if len(block) == 1 else key * _VALUES + pl.col(block[1])).alias(_KEY)


def _products(first: int, second: int, weight: pl.Expr | None = None) -> tuple[pl.Expr, ...]:
    """Return whether both have an answer, and whether the first, the second and both are shown then."""
    x, y, m, k = (pl.col(f"{kind}:{at}") for kind in "xm" for at in (first, second))
    found = (m * k, x * k, y * m, x * y)
    return found if weight is None else tuple(each * weight for each in found)


def _drawn(
    products: Mapping[tuple[int, int], tuple[pl.Expr, ...]], pairs: Mapping[tuple[int, int], Pair], *, popular: bool
) -> list[pl.Expr]:
    """Return, for units with these sums per pair, f and e' (see docs/evidence.md), and F and E without the unit."""
    parts = [_of_pair(four, pairs[pair], popular=popular) for pair, four in products.items()]
    return [pl.sum_horizontal(each).alias(name) for name, each in zip(_SUMS, zip(*parts, strict=True), strict=True)]


def _of_pair(four: tuple[pl.Expr, ...], pair: Pair, *, popular: bool) -> tuple[pl.Expr, ...]:
    n, one, other, both = four
    light = pair.light(popular=popular)
    f = e = pl.lit(0.0)
    for share, (a, b), (big_a, big_b) in (
        (light, (one, other), (pair.one, pair.other)),
        (1 - light, (other, one), (pair.other, pair.one)),
    ):
        if share:
            f = f + (b - both) * share
            expected = (pair.n - big_a) * big_b / pair.n
            e = e + ((n - a) * big_b + (pair.n - big_a) * b - n * expected) * (share / pair.n)
    left_n, left, right = pair.n - n, pair.one - one, pair.other - other
    if popular:
        left, right = pl.max_horizontal(left, right), pl.min_horizontal(left, right)
    expected_left = pl.when(left_n > 0).then((left_n - left) * right / left_n).otherwise(0.0)
    return f, e, right - (pair.both - both), expected_left


def _gathered(table: pl.DataFrame, name: str, block: tuple[str, str]) -> pl.Expr:
    """Look up what each pattern has in a table of one of its bytes, or of two."""
    values = pl.zeros(_VALUES ** len(set(block)), dtype=pl.Float64, eager=True).scatter(table[_KEY], table[name])
    return pl.lit(values).gather(_key(block))


def _spread(units: pl.DataFrame, h: float, expected: float, *, clustered: bool) -> Coherence:
    """Return H with the errors that its units give: by the delta method, and by leaving each out in turn.

    Where it lies follows from the latter, on the scale of log(1 - H), in which it is least skewed.
    """
    number = int(units[WEIGHT].sum())
    found = units.select(
        ((pl.col("f") - pl.col("e") * (1 - h)) / expected).alias("g"),
        pl.when(pl.col("expected") > 0).then(pl.col("errors") / pl.col("expected")).alias("left"),
        pl.when((pl.col("expected") > 0) & (pl.col("errors") > 0))
        .then(pl.col("errors") / pl.col("expected"))
        .log()
        .alias("log"),
        WEIGHT,
    )
    squares = found.select((pl.col("g") ** 2 * pl.col(WEIGHT)).sum()).item()
    error = sqrt(squares * number / (number - 1)) if clustered and number > 1 else sqrt(squares)
    jackknife = _left_out(found.select("left", WEIGHT)) or 0.0
    if h >= 1:
        return Coherence(h, error, jackknife, (1.0, 1.0))
    logs = _left_out(found.select("log", WEIGHT))
    logs = jackknife / (1 - h) if logs is None else logs  # None: all errors are in one unit
    wider = sqrt(number / (number - 1)) if number > 1 else 1.0  # as of clusters: without it 12 people are too sure
    low, high = Estimate(log(1 - h), logs * wider, number - 1).interval()
    return Coherence(h, error, jackknife, (1 - exp(min(high, _STEEPEST)), 1 - exp(low)))


def _left_out(values: pl.DataFrame) -> float | None:
    """Return the jackknife's error of what comes out without each unit; None where that is unknown for any."""
    value, weight = (pl.col(name) for name in values.columns)
    number = int(values[WEIGHT].sum())
    if values.select(value.null_count()).item() or number < 2:  # noqa: PLR2004
        return None
    mean = float(values.select((value * weight).sum()).item()) / number
    return sqrt((number - 1) / number * values.select(((value - mean) ** 2 * weight).sum()).item())
