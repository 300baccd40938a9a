"""Presupposed competencies: closure, implied norms, what is presumed, what contradicts."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competentie.core import (
    Behaviour,
    Catalogue,
    Competency,
    Group,
    Profile,
    Rated,
    Rating,
    Ratings,
    Row,
    Scorer,
    Status,
    Text,
    any_below_implied,
    connected,
    implied_norms,
    implied_rows,
)

S, N, U = Rating.SHOWN, Rating.NOT_SHOWN, Rating.UNRATED


def catalogue(**edges: dict[str, int]) -> Catalogue:
    """Make a catalogue of three levels with one behaviour each, and these `presupposes`."""
    named = sorted({*edges, *(lighter for one in edges.values() for lighter in one)})
    competencies = {
        one: Competency(
            one,
            Text({"": one.title()}),
            Text({"": one}),
            presupposes=edges.get(one, {}),
            levels=tuple((Behaviour(one, level, 1, Text({"": "x"})),) for level in (1, 2, 3)),
        )
        for one in named
    }
    names = tuple(Text({"": str(level)}) for level in (1, 2, 3))
    empty = Text({"": "-"})
    return Catalogue(empty, "en", "1", empty, None, Fraction(1), names, {}, competencies)


def profile(**norms: int) -> Profile:
    rows = tuple(Row(one, Group.GENERIC, norm) for one, norm in norms.items())
    return Profile("p", Text({"": "P"}), "1", rows)


@pytest.mark.parametrize(
    ("edges", "norms", "expected"),
    [
        ({"a": {"b": 1}}, {"a": 1}, {"b": (1, ("a",))}),
        ({"a": {"b": 2}, "b": {"c": 3}}, {"a": 1}, {"b": (2, ("a",)), "c": (3, ("b",))}),
        ({"a": {"c": 1}, "b": {"c": 3}}, {"a": 1, "b": 1}, {"c": (3, ("a", "b"))}),
        ({"a": {"c": 1}, "b": {"c": 3}}, {"a": 1}, {"c": (1, ("a",))}),
        ({"a": {"b": 1}}, {"b": 1}, {}),
    ],
)
def test_implied_norms_take_the_highest_edge_through_any_steps(
    edges: dict[str, dict[str, int]], norms: dict[str, int], expected: dict[str, tuple[int, tuple[str, ...]]]
) -> None:
    found = implied_norms(catalogue(**edges), profile(**norms))
    assert {one.competency: (one.norm, one.through) for one in found} == expected


LEVELS = st.integers(min_value=1, max_value=3)


@given(
    st.dictionaries(st.sampled_from("abc"), st.dictionaries(st.sampled_from("def"), LEVELS)),
    st.dictionaries(st.sampled_from("def"), st.dictionaries(st.sampled_from("gh"), LEVELS)),
    st.dictionaries(st.sampled_from("abcdefgh"), LEVELS),
)
def test_the_quick_look_tells_whether_a_norm_is_below_what_is_implied(
    edges: dict[str, dict[str, int]], more: dict[str, dict[str, int]], norms: dict[str, int]
) -> None:
    known = catalogue(**edges, **more, **{one: {} for one in norms.keys() - edges.keys() - more.keys()})
    implied = {one.competency: one.norm for one in implied_norms(known, profile(**norms))}
    below = any(norm < implied.get(one, norm) for one, norm in norms.items())
    assert any_below_implied(known, norms) is below


def test_a_competency_with_its_own_row_is_not_shown_as_implied() -> None:
    assert not implied_rows(catalogue(a={"b": 1}), profile(a=1, b=2))


def score(edges: dict[str, dict[str, int]], norms: dict[str, int], rated: dict[str, Rated]) -> dict[str, str]:
    """Score, and return `levels reached-reached_max` per competency."""
    result = Scorer(catalogue(**edges), profile(**norms)).score(Ratings(rated))
    standings = {one.row.competency: one.standing for one in result.outcomes}
    standings |= {one.implied.competency: one.standing for one in result.implied}
    return {
        one: f"{' '.join(standing.levels)} {standing.reached}-{standing.reached_max}"
        for one, standing in standings.items()
    }


CHAIN = {"a": {"b": 2}, "b": {"c": 1}}


@pytest.mark.parametrize(
    ("rated", "lighter", "lightest"),
    [
        ({"a": 1}, "presumed presumed open 2-3", "presumed open open 1-3"),
        ({"a": 0}, "open open open 0-3", "open open open 0-3"),
        ({}, "open open open 0-3", "open open open 0-3"),
        ({"a": 1, "b": 1}, "attained missed missed 1-1", "presumed open open 1-3"),
        ({"a": 1, "b": ((N,), (U,), (U,))}, "missed open open 0-0", "open open open 0-3"),
        ({"a": 1, "b": ((S,), (U,), (U,))}, "attained open open 1-3", "presumed open open 1-3"),
        ({"a": 1, "c": 0}, "presumed presumed open 2-3", "missed missed missed 0-0"),
    ],
)
def test_an_unrated_lighter_one_is_presumed_when_the_heavier_is_reached(
    rated: dict[str, Rated], lighter: str, lightest: str
) -> None:
    found = score(CHAIN, {"a": 1}, rated)
    assert (found["b"], found["c"]) == (lighter, lightest)


@pytest.mark.parametrize(
    ("rated", "expected"),
    [
        ({"a": 1, "b": 1}, [("a", "b", 2)]),
        ({"a": 1, "b": 2}, []),
        ({"a": 0, "b": 0}, []),
        ({"a": 1, "b": ((S,), (U,), (U,))}, []),  # not rated below level 2 yet: still open
        ({"a": 1, "c": 0}, [("b", "c", 1)]),
    ],
)
def test_a_lighter_one_rated_below_what_is_presupposed_is_reported(
    rated: dict[str, Rated], expected: list[tuple[str, str, int]]
) -> None:
    result = Scorer(catalogue(**CHAIN), profile(a=1)).score(Ratings(rated))
    assert [(one.heavier, one.lighter, one.level) for one in result.contradictions] == expected


@pytest.mark.parametrize(("first", "second"), [(2, 1), (1, 2)])
def test_of_several_heavier_ones_the_highest_edge_is_presumed(first: int, second: int) -> None:
    found = score({"a": {"c": first}, "b": {"c": second}}, {"a": 1, "b": 1}, {"a": 1, "b": 1})
    assert found["c"] == "presumed presumed open 2-3"


def test_presumption_counts_towards_an_explicit_norm() -> None:
    result = Scorer(catalogue(a={"b": 2}), profile(a=1, b=2)).score(Ratings({"a": 1}))
    assert [one.gap.status for one in result.outcomes] == [Status.MEETS, Status.MEETS]
    assert result.outcomes[1].standing.presumed == (1, 2)


def test_a_heavier_one_outside_the_profile_counts_when_it_is_rated() -> None:
    assert score({"a": {"b": 1}}, {"b": 1}, {"a": 2})["b"] == "presumed open open 1-3"


def test_parts_join_what_influences_each_other() -> None:
    parts = connected(catalogue(a={"c": 1}, b={"c": 1}, d={"e": 1}, f={}), profile(a=1, e=1, f=1))
    assert sorted(sorted(part) for part in parts) == [["a", "b", "c"], ["d", "e"], ["f"]]
    assert all(part.index("c") == len(part) - 1 for part in parts if "c" in part)
