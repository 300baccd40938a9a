"""How far raters agree: Krippendorff's alpha, ordinal, with missing values, in exact fractions.

Source: K. Krippendorff, *Computing Krippendorff's Alpha-Reliability* (University of Pennsylvania, 2011), sections C
and E. A unit is what several raters judged; only how many of them gave which value matters, not who they are.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import combinations, repeat
from typing import TypeAlias

Counts: TypeAlias = Mapping[int, int]
"""Of one unit: how many raters gave which value."""


class Lacking(StrEnum):
    """Why agreement is not computable."""

    TOO_FEW_RATERS = "too_few_raters"
    """Nothing was judged by two raters."""
    NO_VARIATION = "no_variation"
    """All values are the same: then chance would agree as well."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Alpha over a number of units that two raters or more judged: 1 when all agree, 0 as chance would have it.

    `alpha` is None when it is not computable; `lacking` says why.
    """

    alpha: Fraction | None
    units: int
    lacking: Lacking | None = None


def agreement(units: Iterable[Counts], times: Iterable[int] = repeat(1)) -> Agreement:
    """Return alpha, each unit so many times; with two values only the ordinal one is the nominal one as well."""
    pairable = [(unit, number) for unit, number in zip(units, times, strict=False) if sum(unit.values()) > 1]
    if not pairable:
        return Agreement(None, 0, Lacking.TOO_FEW_RATERS)
    totals: Counter[int] = Counter()
    for unit, number in pairable:
        totals.update({value: each * number for value, each in unit.items()})
    expected, units_in_all = _disagreement(totals, totals), sum(number for _, number in pairable)
    if not expected:
        return Agreement(None, units_in_all, Lacking.NO_VARIATION)
    observed = sum(number * _disagreement(unit, totals) / (sum(unit.values()) - 1) for unit, number in pairable)
    return Agreement(1 - (totals.total() - 1) * observed / expected, units_in_all)


def _disagreement(counts: Counts, totals: Counts) -> Fraction:
    """Return the squared differences of all pairs of values, each pair once."""
    values = sorted(value for value, number in counts.items() if number)
    return sum(
        (counts[low] * counts[high] * _distance(low, high, totals) for low, high in combinations(values, 2)),
        start=Fraction(),
    )


def _distance(low: int, high: int, totals: Counts) -> Fraction:
    """Return the squared ordinal difference of two values: how many values lie from one to the other."""
    between = sum(number for value, number in totals.items() if low <= value <= high)
    return (between - Fraction(totals[low] + totals[high], 2)) ** 2
