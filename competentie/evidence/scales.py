"""What a psychometrician asks beside H: H of people, errors against the ideal pattern, and which items form a scale.

Sources: Mokken (1971) and B. T. Hemker, K. Sijtsma and I. W. Molenaar (Applied Psychological Measurement 19, 1995) for
the groups; L. Guttman (1950), W. H. Goodenough (1944) and H. Menzel (1953) for the errors.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist
from typing import Final

import polars as pl

from competentie.core import Rating
from competentie.evidence.answers import WEIGHT, Answers, Pair, coefficient
from competentie.evidence.intervals import ERROR

LOWEST: Final = 0.3  # H of a scale, and of each item in it


@dataclass(frozen=True, slots=True)
class Reproduced:
    """Errors against the ideal pattern of each person's total, and what follows from them."""

    errors: int
    cr: float
    mmr: float

    @property
    def ppr(self) -> float:
        """How much better it is than the largest share of each item alone."""
        return self.cr - self.mmr

    @property
    def cs(self) -> float | None:
        """That, of what it could be."""
        return self.ppr / (1 - self.mmr) if self.mmr < 1 else None


def whole(answers: Answers) -> pl.DataFrame:
    """Return the patterns in which everything is rated: each item as 0 or 1, with the total."""
    names = [str(at) for at in range(len(answers.items))]
    known = answers.frame.filter(one.is_rated() for one in answers.items)
    shown = (one.is_(Rating.SHOWN).cast(pl.Int64).alias(name) for name, one in zip(names, answers.items, strict=True))
    return known.select(WEIGHT, *shown).with_columns(pl.sum_horizontal(names).alias("total"))


def reproduced(patterns: pl.DataFrame) -> Reproduced | None:
    """Return the errors, items ordered by how many show them; None where nobody is rated on everything."""
    n, names = int(patterns[WEIGHT].sum()), patterns.columns[1:-1]
    if not n or not names:
        return None
    shown = _sums(patterns, names)
    order = sorted(range(len(names)), key=lambda at: -shown[at])
    errors = [(pl.col(names[at]) != (pl.col("total") >= place)).cast(pl.Int64) for place, at in enumerate(order, 1)]
    wrong = int(patterns.select((pl.sum_horizontal(errors) * pl.col(WEIGHT)).sum()).item())
    cells = n * len(names)
    return Reproduced(wrong, 1 - wrong / cells, sum(max(one, n - one) for one in shown) / cells)


def h_of_people(patterns: pl.DataFrame) -> float | None:
    """Return H^T: H with people and items in each other's place; of those who show some and not all."""
    names = patterns.columns[1:-1]
    some = patterns.filter(pl.col("total") > 0, pl.col("total") < len(names))
    if not some.height:
        return None
    ideal = some.select(
        WEIGHT, *((pl.col("total") >= place).cast(pl.Int64).alias(str(place)) for place in range(1, len(names) + 1))
    )
    total = pl.col("total")
    own = some.select((pl.col(WEIGHT) * (total - total**2 / len(names))).sum()).item()
    most = _squares(_sums(ideal, ideal.columns[1:])) - own
    return (_squares(_sums(some, names)) - own) / most if most else None


def groups(answers: Answers) -> list[int]:
    """Return the number of the scale that each item belongs to, 0 for none: those that go together best come first."""
    pairs = {(one.first, one.second): one for one in answers.telling()}
    pairs |= {(other, one): pair for (one, other), pair in pairs.items()}
    found, scale = [0] * len(answers.items), 0
    while len(free := [at for at in range(len(found)) if not found[at] and at not in answers.constant]) > 1:
        tests = len(free) * (len(free) - 1) / 2
        least = _critical(tests)
        best = [
            (one, pair)
            for (first, second), pair in pairs.items()
            if first < second and {first, second} <= set(free) and _z([pair]) >= least and (one := _h([pair])) >= LOWEST
        ]
        if not best:
            break
        scale += 1
        pair = max(best, key=lambda each: each[0])[1]
        inside = [pair.first, pair.second]
        while True:
            left = [
                at
                for at in free
                if at not in inside and all((at, one) in pairs and _h([pairs[at, one]]) >= 0 for one in inside)
            ]
            tests += len(left)
            least = _critical(tests)
            able = [at for at in left if _z(own := [pairs[at, one] for one in inside]) >= least and _h(own) >= LOWEST]
            if not able:
                break
            inside.append(
                max(
                    able,
                    key=lambda at: _h(
                        [pairs[one, other] for one in (*inside, at) for other in (*inside, at) if one < other]
                    ),
                )
            )
        for at in inside:
            found[at] = scale
    return found


def _h(pairs: Sequence[Pair]) -> float:
    found = coefficient(pairs, popular=True)
    return -1.0 if found is None else found


def _z(pairs: Sequence[Pair]) -> float:
    """Return how far items are from having nothing to do with each other."""
    together = sum(one.both - one.one * one.other / one.n for one in pairs)
    spread = sum(
        one.one * (one.n - one.one) * one.other * (one.n - one.other) / one.n**2 / max(1, one.n - 1) for one in pairs
    )
    return together / sqrt(spread) if spread else 0.0


def _critical(tests: float) -> float:
    return NormalDist().inv_cdf(1 - ERROR / tests)


def _sums(patterns: pl.DataFrame, names: Sequence[str]) -> list[int]:
    return [int(one) for one in patterns.select(pl.col(names) * pl.col(WEIGHT)).sum().row(0)]


def _squares(sums: Sequence[int]) -> float:
    return sum(one * one for one in sums) - sum(sums) ** 2 / len(sums)
