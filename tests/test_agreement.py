"""Krippendorff's alpha: his own example, what is not computable, and another implementation as oracle."""

from collections import Counter
from collections.abc import Sequence

import krippendorff
import pytest
from hypothesis import given
from hypothesis import strategies as st

from competentie.compare.agreement import Agreement, Counts, Lacking, agreement

# Krippendorff (2011), section C: four observers, twelve units, missing values; a dot is a missing one.
OBSERVERS = (
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
)


def units(*raters: str) -> list[Counts]:
    """Return how many raters gave which value, unit by unit."""
    return [Counter(int(one) for one in unit if one != ".") for unit in zip(*map(str.split, raters), strict=True)]


def test_the_example_of_its_author_gives_the_ordinal_alpha_of_its_author() -> None:
    found = agreement(units(*OBSERVERS))
    assert found.alpha is not None
    assert (round(float(found.alpha), 3), found.units) == (0.815, 11)  # the twelfth has one observer


@pytest.mark.parametrize(
    ("raters", "alpha"),
    [
        (("1 2 3", "1 2 3"), 1),
        (("0 1", "1 0"), -0.5),
        (("0 0 1 1", "0 1 0 1"), 0.125),
    ],
)
def test_alpha_is_exact(raters: Sequence[str], alpha: float) -> None:
    assert agreement(units(*raters)).alpha == alpha


@pytest.mark.parametrize(
    ("raters", "expected"),
    [
        ((), Agreement(None, 0, Lacking.TOO_FEW_RATERS)),
        (("1 2 3",), Agreement(None, 0, Lacking.TOO_FEW_RATERS)),
        (("1 . 3", ". 2 ."), Agreement(None, 0, Lacking.TOO_FEW_RATERS)),
        (("2 2", "2 2"), Agreement(None, 2, Lacking.NO_VARIATION)),
        (("2 1", "2 ."), Agreement(None, 1, Lacking.NO_VARIATION)),  # the 1 can be held against nothing
    ],
)
def test_without_pairs_or_variation_it_is_not_computable(raters: Sequence[str], expected: Agreement) -> None:
    assert agreement(units(*raters)) == expected


@given(st.integers(1, 9).flatmap(lambda n: st.lists(st.lists(st.integers(0, 4), max_size=7), min_size=n, max_size=n)))
def test_another_implementation_agrees_on_any_table(table: list[list[int]]) -> None:
    found = agreement(Counter(unit) for unit in table)
    counts = [[unit.count(value) for value in range(5)] for unit in table]
    pairable = [unit for unit in counts if sum(unit) > 1]
    if found.alpha is None:
        assert len([column for column in zip(*pairable, strict=True) if any(column)]) < 2
    else:
        oracle = krippendorff.alpha(value_counts=counts, level_of_measurement="ordinal")
        assert float(found.alpha) == pytest.approx(oracle)
