"""The shortest way to the norm: enough, nothing too much, and in the right order."""

from collections.abc import Iterable
from fractions import Fraction
from itertools import combinations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competentie.core import (
    Behaviour,
    Catalogue,
    Competency,
    Group,
    Levels,
    Profile,
    Rated,
    Rating,
    Ratings,
    Row,
    Scorer,
    Text,
    gap,
    stand,
    unrated,
)
from competentie.plan.agreements import fresh
from competentie.plan.way import Plan, Way, plan_of, way_to

S, N, U, X = Rating.SHOWN, Rating.NOT_SHOWN, Rating.UNRATED, Rating.NOT_APPLICABLE
EMPTY = Text({"": "-"})


def competency(name: str, sizes: Iterable[int], presupposes: dict[str, int] | None = None) -> Competency:
    levels = tuple(
        tuple(Behaviour(name, level, number, Text({"": f"{name} {level} {number}"})) for number in range(1, size + 1))
        for level, size in enumerate(sizes, 1)
    )
    return Competency(
        name, Text({"": name.title()}), Text({"": f"what {name} is"}), None, presupposes or {}, levels=levels
    )


def catalogue(*competencies: Competency, attain: Fraction = Fraction(1)) -> Catalogue:
    height = max(len(one.levels or ()) for one in competencies)
    names = tuple(Text({"": str(level)}) for level in range(height))
    return Catalogue(EMPTY, "en", "1", EMPTY, None, attain, names, {}, {one.id: one for one in competencies})


def way(rated: Rated | None, norm: int, sizes: tuple[int, ...], attain: Fraction = Fraction(1)) -> Way:
    """Return the way of one competency, `a`, by itself."""
    one = competency("a", sizes)
    return way_to(
        norm,
        stand(unrated(sizes) if rated is None else rated, attain, sizes),
        {} if rated is None else {"a": rated},
        one,
        catalogue(one, attain=attain),
    )


def plan(rated: dict[str, Rated], norms: dict[str, int], *competencies: Competency) -> Plan:
    profile = Profile("p", EMPTY, "1", tuple(Row(one, Group.GENERIC, norm) for one, norm in norms.items()))
    handbook = catalogue(*competencies)
    return plan_of(Scorer(handbook, profile).score(Ratings(rated)), handbook)


def shape(found: Way) -> str:
    """Write a way as `level: steps; ? to rate`, codes without the competency, `2/` before a choice of two."""
    lines = []
    for stage in found.stages:
        for mark, choice in (("", stage.steps), ("?", stage.to_rate)):
            if choice.behaviours:
                few = f"{choice.enough}/" if choice.enough < len(choice.behaviours) else ""
                start = "!" if stage.contradicts and not mark else ""
                lines.append(start + mark + few + " ".join(f"{one.level}.{one.number}" for one in choice.behaviours))
    return ", ".join([*lines, *(f"bare {level}" for level in found.bare)])


@pytest.mark.parametrize(
    ("rated", "norm", "sizes", "expected"),
    [
        (((S, N), (S,)), 1, (2, 1), "!1.2"),
        (((S, N), (N,)), 2, (2, 1), "1.2, 2.1"),
        (((S, N), (N, S), (N,)), 2, (2, 2, 1), "1.2, 2.1"),
        (((N,), (S,), (N,)), 3, (1, 1, 1), "!1.1, 3.1"),
        (((N,), (S,), (N,)), 1, (1, 1, 1), "!1.1"),
        (((S, U), (S, S)), 2, (2, 2), ""),  # level 1 is presumed
        (((S, U), (S, U)), 2, (2, 2), "?1.2, ?2.2"),
        (((N, U), (U,)), 2, (2, 1), "1.1, ?1.2, ?2.1"),
        (((X, N), (X, X)), 1, (2, 2), "1.2"),
        (((S,), (X, X)), 2, (1, 2), "bare 2"),
        (((N,), ()), 2, (1, 0), "1.1"),
        (((), (N,)), 2, (0, 1), "2.1"),
        (((), (), (S,)), 2, (0, 0, 1), ""),  # nothing is asked
        (((N,), (), (N,)), 3, (1, 0, 1), "1.1, 3.1"),
        (None, 2, (1, 1, 1), "?1.1, ?2.1"),
        (None, 2, (0, 0, 0), "bare 1, bare 2"),
        (1, 3, (2, 1, 2), "2.1, 3.1 3.2"),
        (0, 1, (2, 1, 2), "1.1 1.2"),
        (1, 2, (1, 0, 1), ""),
        (1, 3, (1, 0, 1), "3.1"),
        (3, 3, (1, 1, 1), ""),
    ],
)
def test_a_way_names_what_is_missing_up_to_the_norm(
    rated: Rated | None, norm: int, sizes: tuple[int, ...], expected: str
) -> None:
    assert shape(way(rated, norm, sizes)) == expected


@pytest.mark.parametrize(
    ("rated", "expected"),
    [
        (((N, N, N, S),), "2/1.1 1.2 1.3"),
        (((N, N, S, S),), "1/1.1 1.2"),
        (((N, N, U, S),), "1/1.1 1.2, ?1.3"),
        (((N, U, U, S),), "?1.2 1.3"),
        (((U, U, S, S),), "?1/1.1 1.2"),
        (((N, U, S, S),), "?1.2"),
        (((N, X, X, X),), "1.1"),
        (0, "3/1.1 1.2 1.3 1.4"),
    ],
)
def test_a_part_of_a_level_is_a_choice_where_the_policy_allows_it(rated: Rated, expected: str) -> None:
    assert shape(way(rated, 1, (4,), Fraction(3, 4))) == expected


@st.composite
def situations(draw: st.DrawFn) -> tuple[Levels, int, tuple[int, ...], Fraction]:
    """Draw ratings of up to three small levels, a norm and a policy."""
    sizes = tuple(draw(st.lists(st.integers(0, 3), min_size=1, max_size=3)))
    rated = tuple(tuple(draw(st.sampled_from([S, N, N, U, X])) for _ in range(size)) for size in sizes)
    attain = draw(st.sampled_from([Fraction(1), Fraction(1), Fraction(3, 4), Fraction(1, 2), Fraction(1, 3)]))
    return rated, draw(st.integers(1, len(sizes))), sizes, attain


def with_shown(rated: Levels, shown: Iterable[tuple[int, int]], up_to: int) -> Levels:
    """Return ratings in which some behaviours are shown, and what is unrated up to a level turned out to be."""
    taken = set(shown)
    return tuple(
        tuple(
            S if (level, number) in taken or (given is U and level <= up_to) else given
            for number, given in enumerate(ratings, 1)
        )
        for level, ratings in enumerate(rated, 1)
    )


def meets(rated: Levels, norm: int, sizes: tuple[int, ...], attain: Fraction) -> bool:
    return gap(stand(rated, attain, sizes), norm).gap >= 0


@given(situations(), st.randoms(use_true_random=False))
def test_taking_the_steps_meets_the_norm_and_none_can_be_left_out(
    situation: tuple[Levels, int, tuple[int, ...], Fraction], chance: Random
) -> None:
    rated, norm, sizes, attain = situation
    found = way(rated, norm, sizes, attain)
    steps = [
        (one.level, one.number)
        for stage in found.stages
        for one in chance.sample(stage.steps.behaviours, stage.steps.enough)
    ]
    assert meets(with_shown(rated, steps, norm), norm, sizes, attain) is not bool(found.bare)
    for one in steps:
        assert not meets(with_shown(rated, set(steps) - {one}, norm), norm, sizes, attain)


@given(situations())
def test_no_other_steps_are_fewer(situation: tuple[Levels, int, tuple[int, ...], Fraction]) -> None:
    rated, norm, sizes, attain = situation
    not_shown = [
        (level, number)
        for level, ratings in enumerate(rated[:norm], 1)
        for number, given_rating in enumerate(ratings, 1)
        if given_rating is N
    ]
    ways_there = (
        len(steps)
        for count in range(len(not_shown) + 1)
        for steps in combinations(not_shown, count)
        if meets(with_shown(rated, steps, norm), norm, sizes, attain)
    )
    found = way(rated, norm, sizes, attain)
    assert next(ways_there, None) == (None if found.bare else found.steps)


@given(situations())
def test_what_is_to_be_rated_is_all_that_is_unrated_and_matters(
    situation: tuple[Levels, int, tuple[int, ...], Fraction],
) -> None:
    rated, norm, sizes, attain = situation
    found = way(rated, norm, sizes, attain)
    named = {(one.level, one.number) for stage in found.stages for one in stage.to_rate.behaviours}
    steps = [(one.level, one.number) for stage in found.stages for one in stage.steps.behaviours]
    rated_so = tuple(
        tuple(S if (level, number) in {*named, *steps} else one for number, one in enumerate(ratings, 1))
        for level, ratings in enumerate(rated, 1)
    )
    assert meets(rated_so, norm, sizes, attain) is not bool(found.bare)


def order(found: Plan) -> list[str]:
    return [one.competency.id for one in found.ways]


def test_where_one_step_closes_the_gap_comes_first() -> None:
    three, two = competency("three", (3,)), competency("two", (2,))
    one, other = competency("one", (2,)), competency("other", (2,))
    rated: dict[str, Rated] = {"three": 0, "two": 0, "one": ((S, N),), "other": ((S, N),)}
    found = plan(rated, {"three": 1, "two": 1, "one": 1, "other": 1}, three, two, one, other)
    assert order(found) == ["one", "other", "two", "three"]


def test_what_is_presupposed_comes_before_what_is_heavier() -> None:
    heavy, between, light = (
        competency("heavy", (1,), {"between": 1}),
        competency("between", (1,), {"light": 1}),
        competency("light", (3,)),
    )
    alone = competency("alone", (2,))
    rated: dict[str, Rated] = {"heavy": 0, "between": 1, "light": 0, "alone": 0}
    found = plan(rated, {"heavy": 1, "alone": 1}, heavy, between, light, alone)
    assert order(found) == ["alone", "light", "heavy"]  # through `between`, whose norm is met
    assert [one.before for one in found.ways] == [(), ("heavy",), ()]
    assert [one.through for one in found.ways] == [(), ("between",), ()]


def test_what_meets_its_norm_has_no_place_in_a_plan() -> None:
    assert plan({"a": 1}, {"a": 1}, competency("a", (1,))).ways == ()


def test_what_is_presumed_is_not_asked_for() -> None:
    heavy, light = competency("heavy", (1, 1), {"light": 1}), competency("light", (1, 1))
    found = plan({"heavy": 1}, {"heavy": 1, "light": 2}, heavy, light)
    assert [shape(one) for one in found.ways] == ["?2.1"]


def test_a_presupposed_competency_without_behaviours_is_rated_as_a_whole() -> None:
    heavy = competency("heavy", (1,), {"light": 1})
    light = Competency("light", EMPTY, Text({"": "what light is"}))
    found = plan({"heavy": 0}, {"heavy": 1}, heavy, light)
    items = fresh(found, catalogue(heavy, light))
    assert [(one.code, one.text) for one in items.rate_first] == [("light", "what light is")]
    assert [one.code for one in items.steps] == ["heavy.1.1"]


def test_a_level_of_it_that_is_not_reached_is_a_step() -> None:
    heavy = competency("heavy", (1,), {"light": 1})
    light = Competency("light", EMPTY, Text({"": "what light is"}))
    found = plan({"heavy": 0, "light": 0}, {"heavy": 1}, heavy, light)
    assert [one.code for one in fresh(found, catalogue(heavy, light)).steps] == ["light", "heavy.1.1"]


def test_a_competency_that_was_rated_with_nothing_in_it_can_be_planned() -> None:
    heavy = competency("heavy", (1,), {"light": 1})
    light = Competency("light", EMPTY, EMPTY)
    assert order(plan({"heavy": 0, "light": ()}, {"heavy": 1}, heavy, light)) == ["light", "heavy"]


def test_steps_are_named_lowest_level_first_in_the_order_of_the_plan() -> None:
    a, b = competency("a", (1, 2)), competency("b", (1, 1))
    found = plan({"a": 0, "b": ((S,), (N,))}, {"a": 2, "b": 2}, a, b)
    assert [one.code for one in fresh(found, catalogue(a, b)).steps] == ["b.2.1", "a.1.1", "a.2.1", "a.2.2"]
