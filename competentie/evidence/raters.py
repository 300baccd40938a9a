"""Between raters: whether they agree, how much of a ladder is the person's and not the rater's, and who is severe.

Sources: Krippendorff's alpha as in `compare`; T. A. B. Snijders, *Two-level non-parametric scaling for dichotomous
data* (2001), as mokken's `MLcoefH` has it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final

import polars as pl

from competentie.compare.agreement import Agreement, agreement
from competentie.core import Rating
from competentie.evidence.answers import WEIGHT, Answers, Item
from competentie.evidence.collect import Collected
from competentie.evidence.intervals import Estimate, below_error, exact_p
from competentie.evidence.ladder import PERSON, RATER, SMALLEST

MANAGER: Final = "manager"
PEOPLE: Final = 100  # for what is within raters and between them


@dataclass(frozen=True, slots=True)
class Within:
    """H of one rater's answers on a person, and of one rater's on one item with another's on the other."""

    people: int
    within: float
    between: float


@dataclass(frozen=True, slots=True)
class Twice:
    """One behaviour, by people themselves and by their managers."""

    code: str
    both: int
    self_only: int
    manager_only: int
    neither: int
    p: float | None
    differs: bool = False


@dataclass(frozen=True, slots=True)
class SelfAndManager:
    """Behaviours that people and their managers both answered; `difference` is that of a person's two shares."""

    people: int
    difference: Estimate
    behaviours: Sequence[Twice]


@dataclass(frozen=True, slots=True)
class Severity:
    """How much more a rater has as shown than others have of the same, on so many people."""

    rater: str
    people: int
    difference: Estimate


def agreed(answers: Answers) -> Agreement:
    """Return Krippendorff's alpha over the behaviours that several raters judged of one person."""
    totals, times = [], []
    for shown, rated in _per_person(answers):
        for x, m, number in pl.DataFrame([shown, rated]).group_by(pl.all()).len().sort(pl.all()).iter_rows():
            totals.append({1: int(x), 0: int(m - x)})
            times.append(number)
    return agreement(totals, times)


def within(answers: Answers) -> Within | None:
    """Return H within raters and between them, of people with two raters or more; None of too few."""
    if PERSON not in answers.frame.columns:
        return None
    several = answers.frame.filter(pl.col(WEIGHT).sum().over(PERSON) > 1)
    people = several[PERSON].n_unique()
    if people < PEOPLE:
        return None
    own = Answers(several, answers.items, answers.clusters)
    sums = list(_per_person(own))
    error = between = expected = 0.0
    for pair in own.telling():
        light, heavy = (pair.first, pair.second) if pair.light(popular=True) else (pair.second, pair.first)
        (x, m), (y, k) = sums[light], sums[heavy]
        together = float((m * k).sum()) - pair.n
        if together <= 0:
            continue
        wrong = float(((m - x) * y).sum()) - pair.errors(popular=True)
        error += pair.errors(popular=True) / pair.n
        between += wrong / together
        expected += pair.expected(popular=True) / pair.n
    return Within(people, 1 - error / expected, 1 - between / expected) if expected else None


def _per_person(answers: Answers) -> Iterator[tuple[pl.Series, pl.Series]]:
    """Yield, per item, how many raters of each person show it, and how many have an answer."""
    sums = [
        (sign.cast(pl.Int64) * pl.col(WEIGHT)).sum().alias(f"{kind}:{at}")
        for at, one in enumerate(answers.items)
        for kind, sign in (("x", one.is_(Rating.SHOWN)), ("m", one.is_rated()))
    ]
    people = answers.frame.group_by(PERSON).agg(sums).sort(PERSON)
    yield from ((people[f"x:{at}"], people[f"m:{at}"]) for at in range(len(answers.items)))


def self_and_manager(people: pl.DataFrame, items: Sequence[Item]) -> SelfAndManager | None:
    """Return how people and their managers answered; rows are numbered people with a relation; None of too few."""
    columns = sorted({one.column for one in items})
    sides = [people.filter(pl.col("relation") == one).select(PERSON, *columns) for one in ("self", MANAGER)]
    pairs = sides[0].join(sides[1], on=PERSON, suffix=":2").sort(pl.all())
    others = [Item(one.code, one.level, f"{one.column}:2", one.weight) for one in items]
    cells = [
        pairs.select(
            PERSON,
            one.is_(Rating.SHOWN).alias("x"),
            other.is_(Rating.SHOWN).alias("y"),
            both=one.is_rated() & other.is_rated(),
        ).filter("both")
        for one, other in zip(items, others, strict=True)
    ]
    enough = [(item, cell) for item, cell in zip(items, cells, strict=True) if cell[PERSON].n_unique() >= SMALLEST]
    if not enough:
        return None
    twice = [_twice(item.code, cell) for item, cell in enough]
    differs = below_error([one.p for one in twice])
    marked = [Twice(*_values(one), differs=held) for one, held in zip(twice, differs, strict=True)]
    shares = (
        pl.concat(cell for _, cell in enough).group_by(PERSON).agg(pl.col("x").mean() - pl.col("y").mean()).sort(PERSON)
    )
    return SelfAndManager(shares.height, _mean(shares["x"]), marked)


def _twice(code: str, cell: pl.DataFrame) -> Twice:
    x, y = cell["x"], cell["y"]
    one, other = int((x & ~y).sum()), int((y & ~x).sum())
    return Twice(code, int((x & y).sum()), one, other, int((~x & ~y).sum()), exact_p(one, other))


def _values(one: Twice) -> tuple[str, int, int, int, int, float | None]:
    return one.code, one.both, one.self_only, one.manager_only, one.neither, one.p


def severity(collected: Collected) -> list[Severity]:
    """Return how severe managers are, by what others answered too, on five people or more; nobody else is named."""
    people = collected.people
    if not {PERSON, RATER, "relation"} <= set(people.columns):
        return []
    parts = []
    for item in (one for each in collected.items.values() for one in each):
        shown = item.is_(Rating.SHOWN).cast(pl.Float64).alias("x")
        cells = people.filter(item.is_rated()).select(PERSON, RATER, "rater", "relation", shown)
        others = (pl.col("x").sum().over(PERSON) - pl.col("x")) / (pl.len().over(PERSON) - 1)
        parts.append(cells.filter(pl.len().over(PERSON) > 1).with_columns(pl.col("x") - others))
    own = pl.concat(parts).filter(pl.col("relation") == MANAGER)
    each = own.group_by(RATER, PERSON).agg(pl.col("x").mean(), pl.col("rater").min()).sort(RATER, PERSON)
    raters = each.partition_by(RATER, maintain_order=True)
    return [Severity(one["rater"].min(), one.height, _mean(one["x"])) for one in raters if one.height >= SMALLEST]  # type: ignore[arg-type]


def _mean(values: pl.Series) -> Estimate:
    spread = values.std()
    error = float(spread) / sqrt(len(values)) if isinstance(spread, float) else 0.0
    return Estimate(float(values.mean() or 0.0), error, len(values) - 1)  # type: ignore[arg-type]
