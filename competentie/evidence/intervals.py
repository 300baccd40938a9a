"""Intervals and tests, in the standard library alone: Student's t, Wilson, the exact binomial test, and Holm.

Sources: G. W. Hill, *Algorithm 396: Student's t-quantiles* (CACM 13, 1970); E. B. Wilson (JASA 22, 1927); S. Holm
(Scandinavian Journal of Statistics 6, 1979).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, exp, inf, lgamma, log, pi, sin, sqrt
from statistics import NormalDist
from typing import Final, TypeAlias, TypeVar

ERROR: Final = 0.05  # of all intervals and tests
Interval: TypeAlias = tuple[float, float]

K = TypeVar("K")
_NORMAL: Final = NormalDist()


def t_quantile(error: float, freedom: int) -> float:
    """Return the value that |t| exceeds with this chance; infinite without degrees of freedom."""
    if freedom < 1:
        return inf
    if freedom == 1:
        return cos(error * pi / 2) / sin(error * pi / 2)
    n = float(freedom)
    if freedom == 2:  # noqa: PLR2004
        return sqrt(2 / (error * (2 - error)) - 2)
    a = 1 / (n - 0.5)
    b = 48 / a**2
    c = ((20700 * a / b - 98) * a - 16) * a + 96.36
    d = ((94.5 / (b + c) - 3) / b + 1) * sqrt(a * pi / 2) * n
    y = (d * error) ** (2 / n)
    if y > 0.05 + a:
        x = _NORMAL.inv_cdf(error / 2)
        y = x * x
        if n < 5:  # noqa: PLR2004
            c += 0.3 * (n - 4.5) * (x + 0.6)
        c += (((0.05 * d * x - 5) * x - 7) * x - 2) * x + b
        y = (((((0.4 * y + 6.3) * y + 36) * y + 94.5) / c - y - 3) / b + 1) * x
        y = a * y * y
        y = exp(y) - 1 if y > 0.002 else 0.5 * y * y + y  # noqa: PLR2004
    else:
        y = ((1 / (((n + 6) / (n * y) - 0.089 * d - 0.822) * (n + 2) * 3) + 0.5 / (n + 4)) * y - 1) * (n + 1) / (
            n + 2
        ) + 1 / y
    return sqrt(n * y)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with its standard error and the degrees of freedom of that."""

    value: float
    error: float
    freedom: int

    def interval(self, error: float = ERROR) -> Interval:
        """Return where it lies, but for this chance."""
        half = t_quantile(error, self.freedom) * self.error if self.error else 0.0
        return self.value - half, self.value + half


def wilson(shown: float, of: float) -> Interval | None:
    """Return where a share lies; None of nobody."""
    if not of:
        return None
    z, share = _NORMAL.inv_cdf(1 - ERROR / 2), shown / of
    centre, half = share + z * z / (2 * of), z * sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return max(0.0, (centre - half) / (1 + z * z / of)), min(1.0, (centre + half) / (1 + z * z / of))


def exact_p(one: int, other: int) -> float | None:
    """Return the chance of a split as uneven as this where both are as likely; None of nothing."""
    n, k = one + other, min(one, other)
    if not n:
        return None
    if 2 * k == n:
        return 1.0
    total, place = 0.0, k
    while place >= 0:
        term = exp(lgamma(n + 1) - lgamma(place + 1) - lgamma(n - place + 1) - n * log(2))
        total += term
        if term < total * 1e-17:
            break
        place -= 1
    return min(1.0, 2 * total)


def beyond_chance(estimates: Mapping[K, Estimate]) -> set[K]:
    """Return those that differ from zero, all taken together (Holm): the most distinct first, until one does not."""
    found: set[K] = set()
    distinct = sorted(estimates, key=lambda name: -_distance(estimates[name]))
    for place, name in enumerate(distinct):
        one = estimates[name]
        if _distance(one) <= t_quantile(ERROR / (len(distinct) - place), one.freedom):
            break
        found.add(name)
    return found


def below_error(chances: Sequence[float | None]) -> list[bool]:
    """Tell of each chance whether it is beyond chance, all taken together (Holm)."""
    order = sorted((chance, place) for place, chance in enumerate(chances) if chance is not None)
    held = [False] * len(chances)
    for passed, (chance, place) in enumerate(order):
        if chance > ERROR / (len(order) - passed):
            break
        held[place] = True
    return held


def _distance(one: Estimate) -> float:
    return abs(one.value) / one.error if one.error else (inf if one.value else 0.0)
