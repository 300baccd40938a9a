"""The cumulative rule: the conformance cases, examples by hand, and its invariants."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competentie.core import Levels, Rating, Status, gap, level_status, presume, stand

DATA = Path(__file__).parent / "data"
CASES = [
    case
    for name in ("cumulative-rule.json", "undescribed-levels.json")
    for case in json.loads((DATA / name).read_text(encoding="utf-8"))
]
ALL = Fraction(1)
LETTERS = {"s": Rating.SHOWN, "n": Rating.NOT_SHOWN, "-": Rating.NOT_APPLICABLE, "?": Rating.UNRATED}


def levels(text: str) -> Levels:
    """Read `ss n? -` as three levels of ratings; `_` is a level without behaviours."""
    return tuple(() if word == "_" else tuple(LETTERS[letter] for letter in word) for word in text.split())


def sizes(ratings: Levels) -> list[int]:
    return [len(level) for level in ratings]


@pytest.mark.parametrize("case", CASES, ids=range(len(CASES)))
def test_conformance(case: dict[str, Any]) -> None:
    ratings: Levels = tuple(tuple(Rating(one) for one in level) for level in case["ratings"])
    standing = stand(ratings, Fraction(case["attain"]), sizes(ratings))
    against = gap(standing, case["norm"])
    assert {
        "levels": [status.value for status in standing.levels],
        "reached": standing.reached,
        "reached_max": standing.reached_max,
        "broken": standing.broken,
        "gap": against.gap,
        "gap_max": against.gap_max,
        "status": against.status.value,
    } == case["expect"]


@pytest.mark.parametrize(
    ("ratings", "expected", "reached", "reached_max", "broken", "blocking"),
    [
        ("ss ss", "attained attained", 2, 2, False, ()),
        ("ss sn", "attained missed", 1, 1, False, (1,)),
        ("ss ?n", "attained missed", 1, 1, False, (1, 0)),
        ("s? ss", "presumed attained", 2, 2, False, ()),
        ("sn ss", "missed attained", 0, 0, True, (1,)),
        ("-- ss", "presumed attained", 2, 2, False, ()),
        ("-- s?", "open open", 0, 2, False, ()),
        ("_ s", "undescribed attained", 2, 2, False, ()),
        ("s _", "attained undescribed", 1, 1, False, ()),
        ("s _ n", "attained undescribed missed", 1, 1, False, (0,)),
        ("n _ s", "missed undescribed attained", 0, 0, True, (0,)),
        ("? _ s", "presumed undescribed attained", 3, 3, False, ()),
        ("_ _ _", "open open open", 0, 3, False, ()),
        ("?? ??", "open open", 0, 2, False, (0, 1)),
    ],
)
def test_one_competency(
    ratings: str, expected: str, reached: int, reached_max: int, *, broken: bool, blocking: tuple[int, ...]
) -> None:
    given_levels = levels(ratings)
    standing = stand(given_levels, ALL, sizes(given_levels))
    assert " ".join(standing.levels) == expected
    assert (standing.reached, standing.reached_max) == (reached, reached_max)
    assert (standing.broken, standing.blocking) == (broken, blocking)


@pytest.mark.parametrize(
    ("attain", "shown", "of", "expected"),
    [
        ("0.28", 7, 25, "attained"),  # in floats 0.28 × 25 is just above 7, and would need 8
        ("0.28", 6, 25, "missed"),
        ("0.7", 7, 10, "attained"),
        ("0.7", 6, 10, "missed"),
        ("0.75", 3, 4, "attained"),
        ("0.333", 1, 3, "attained"),
        ("0.334", 1, 3, "missed"),
        ("0.000000001", 1, 10, "attained"),
        ("0.000000001", 0, 10, "missed"),
    ],
)
def test_attain_is_exact(attain: str, shown: int, of: int, expected: str) -> None:
    ratings = [Rating.SHOWN] * shown + [Rating.NOT_SHOWN] * (of - shown)
    assert level_status(ratings, Fraction(attain)) == expected


@pytest.mark.parametrize(
    ("level", "expected", "blocking"),
    [(0, "missed missed", (0, 1)), (1, "attained missed", (0,)), (2, "attained attained", ())],
)
def test_a_direct_level_declares_the_levels(level: int, expected: str, blocking: tuple[int, ...]) -> None:
    standing = stand(level, ALL, [2, 1])
    assert (" ".join(standing.levels), standing.reached, standing.blocking) == (expected, level, blocking)


@pytest.mark.parametrize(
    ("ratings", "norm", "expected"),
    [
        ("s _ s", 2, (1, 1, Status.ABOVE)),
        ("s _ n", 2, (0, 0, Status.MEETS)),
        ("s _ ?", 3, (-1, 0, Status.OPEN)),
        ("_ _ n", 3, (-1, -1, Status.SHORT)),
        ("s s", 1, (1, 1, Status.ABOVE)),
        ("s n", 1, (0, 0, Status.MEETS)),
        ("s ?", 2, (-1, 0, Status.OPEN)),
        ("n ?", 2, (-2, -2, Status.SHORT)),
        ("s ?", 1, (0, 1, Status.MEETS)),
    ],
)
def test_against_a_norm(ratings: str, norm: int, expected: tuple[int, int, Status]) -> None:
    given_levels = levels(ratings)
    against = gap(stand(given_levels, ALL, sizes(given_levels)), norm)
    assert (against.gap, against.gap_max, against.status) == expected


def test_presuming_takes_the_lower_levels_as_present() -> None:
    standing = presume(2, [1, 0, 2])
    assert " ".join(standing.levels) == "presumed undescribed open"
    assert (standing.reached, standing.reached_max, standing.blocking) == (1, 3, (0, 1))


@pytest.mark.parametrize(
    ("level", "expected", "reached"),
    [
        (0, "undescribed missed undescribed missed", 0),
        (1, "undescribed missed undescribed missed", 0),
        (3, "undescribed attained undescribed missed", 2),
        (4, "undescribed attained undescribed attained", 4),
    ],
)
def test_a_direct_level_declares_described_levels_only(level: int, expected: str, reached: int) -> None:
    standing = stand(level, ALL, [0, 1, 0, 2])
    assert (" ".join(standing.levels), standing.reached) == (expected, reached)


RATING = st.sampled_from(Rating)
RATINGS = st.lists(st.lists(RATING, max_size=5).map(tuple), min_size=1, max_size=4).map(tuple)
ATTAIN = st.fractions(min_value=Fraction(1, 100), max_value=1)


def _replace(ratings: Levels, level: int, index: int, rating: Rating) -> Levels:
    changed = [list(one) for one in ratings]
    changed[level][index] = rating
    return tuple(tuple(one) for one in changed)


@st.composite
def _with_a_place(draw: st.DrawFn) -> tuple[Levels, int, int]:
    ratings = draw(RATINGS.filter(any))
    level = draw(st.sampled_from([number for number, one in enumerate(ratings) if one]))
    return ratings, level, draw(st.integers(0, len(ratings[level]) - 1))


@settings(max_examples=400)
@given(_with_a_place(), ATTAIN)
def test_showing_one_more_behaviour_never_lowers_reached(place: tuple[Levels, int, int], attain: Fraction) -> None:
    ratings, level, index = place
    before = stand(ratings, attain, sizes(ratings))
    after = stand(_replace(ratings, level, index, Rating.SHOWN), attain, sizes(ratings))
    assert after.reached >= before.reached


@settings(max_examples=400)
@given(_with_a_place(), RATING, ATTAIN)
def test_rating_one_more_never_widens_the_interval(
    place: tuple[Levels, int, int], rating: Rating, attain: Fraction
) -> None:
    ratings, level, index = place
    before = stand(_replace(ratings, level, index, Rating.UNRATED), attain, sizes(ratings))
    after = stand(_replace(ratings, level, index, rating), attain, sizes(ratings))
    assert after.reached_max - after.reached <= before.reached_max - before.reached
    assert after.reached_max <= before.reached_max


@given(RATINGS, ATTAIN, st.randoms(use_true_random=False))
def test_exchanging_behaviours_within_a_level_changes_nothing(ratings: Levels, attain: Fraction, random: Any) -> None:
    shuffled = tuple(tuple(random.sample(level, len(level))) for level in ratings)
    before, after = (stand(one, attain, sizes(one)) for one in (ratings, shuffled))
    assert (before.levels, before.reached, before.reached_max) == (after.levels, after.reached, after.reached_max)
    assert len(before.blocking) == len(after.blocking)


@given(RATINGS, ATTAIN)
def test_what_is_reached_lies_within_the_interval(ratings: Levels, attain: Fraction) -> None:
    standing = stand(ratings, attain, sizes(ratings))
    assert 0 <= standing.reached <= len(ratings)
    assert standing.reached <= standing.reached_max


@given(RATINGS, ATTAIN)
def test_rating_everything_leaves_nothing_open_but_what_does_not_apply(ratings: Levels, attain: Fraction) -> None:
    rated = tuple(tuple(Rating.NOT_SHOWN if one is Rating.UNRATED else one for one in level) for level in ratings)
    standing = stand(rated, attain, sizes(rated))
    for level, status in zip(rated, standing.levels, strict=True):
        applies = any(one is not Rating.NOT_APPLICABLE for one in level)
        assert (status in {"attained", "missed"}) == applies
