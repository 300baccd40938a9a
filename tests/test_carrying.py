"""What was filled in goes along from plan to plan, and nothing of it is ever lost."""

from collections import Counter
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competentie.core import Behaviour, Catalogue, Competency, Group, Profile, Rated, Rating, Ratings, Row, Scorer, Text
from competentie.plan.agreements import Agreements, Item, carry
from competentie.plan.way import Plan, plan_of

S, N, U = Rating.SHOWN, Rating.NOT_SHOWN, Rating.UNRATED
EMPTY = Text({"": "-"})


def catalogue(*texts: str) -> Catalogue:
    """Make a catalogue of one competency, `a`, with one level of these behaviours."""
    level = tuple(Behaviour("a", 1, number, Text({"": text})) for number, text in enumerate(texts, 1))
    one = Competency("a", EMPTY, Text({"": "what a is"}), levels=(level,))
    return Catalogue(EMPTY, "en", "1", EMPTY, None, Fraction(1), (EMPTY,), {}, {"a": one})


def plan(handbook: Catalogue, rated: Rated) -> Plan:
    profile = Profile("p", EMPTY, "1", (Row("a", Group.GENERIC, 1),))
    return plan_of(Scorer(handbook, profile).score(Ratings({"a": rated})), handbook)


HANDBOOK = catalogue("asks", "sums up")
ASKS = Item("a.1.1", "asks", action="Observe Robin", who="Sanne", when="2027-01-01")
SUMS_UP = Item("a.1.2", "sums up")


def carried(earlier: Agreements, rated: Rated, handbook: Catalogue = HANDBOOK, *, same: bool = True) -> Agreements:
    return carry(earlier, plan(handbook, rated), handbook, same=same)


@pytest.mark.parametrize(
    ("rated", "expected"),
    [
        (((N, N),), Agreements(steps=(ASKS, SUMS_UP))),
        (((S, N),), Agreements(steps=(SUMS_UP,), done=(ASKS,))),
        (((N, S),), Agreements(steps=(ASKS,), done=(SUMS_UP,))),
        (((U, N),), Agreements(steps=(SUMS_UP,), rate_first=(ASKS,))),
        (((Rating.NOT_APPLICABLE, N),), Agreements(steps=(SUMS_UP,), dropped=(ASKS,))),
        (((N, Rating.NOT_APPLICABLE),), Agreements(steps=(ASKS,))),  # nothing was filled in for the other one
        (1, Agreements(done=(ASKS, SUMS_UP))),
    ],
)
def test_an_item_goes_where_the_ratings_say(rated: Rated, expected: Agreements) -> None:
    assert carried(Agreements(steps=(ASKS, SUMS_UP)), rated) == expected


def test_what_was_done_comes_back_when_it_is_not_shown_any_more() -> None:
    assert carried(Agreements(done=(ASKS, SUMS_UP)), ((N, S),)) == Agreements(steps=(ASKS,), done=(SUMS_UP,))


def test_what_was_dropped_comes_back_with_the_norm() -> None:
    assert carried(Agreements(dropped=(ASKS,)), ((N, N),)) == Agreements(steps=(ASKS, SUMS_UP))


def test_a_rating_that_was_given_is_no_step_that_was_done() -> None:
    assert carried(Agreements(rate_first=(SUMS_UP,)), ((N, S),)).done == ()


def test_an_item_follows_its_text_to_another_number() -> None:
    found = carried(Agreements(steps=(ASKS,)), ((N, N),), catalogue("nods", "asks"), same=False)
    assert found == Agreements(steps=(Item("a.1.1", "nods"), replace(ASKS, code="a.1.2")))


def test_an_item_whose_text_is_gone_is_dropped_with_what_was_filled_in() -> None:
    found = carried(Agreements(steps=(ASKS, SUMS_UP)), ((N, N),), catalogue("asks more", "sums up"), same=False)
    assert found == Agreements(steps=(Item("a.1.1", "asks more"), SUMS_UP), dropped=(ASKS,))


def test_a_text_that_somebody_changed_in_the_file_is_put_right() -> None:
    assert carried(Agreements(steps=(replace(ASKS, text="asks a lot"),)), ((N, S),)).steps == (ASKS,)


def test_an_older_text_under_the_same_code_is_not_taken_for_the_one_of_now() -> None:
    older = replace(ASKS, text="used to ask")
    assert carried(Agreements(dropped=(older,)), ((N, S),)) == Agreements(
        steps=(Item("a.1.1", "asks"),), dropped=(older,)
    )


def test_of_two_items_on_one_text_both_keep_what_was_filled_in() -> None:
    other = replace(ASKS, action="Something else")
    found = carried(Agreements(steps=(ASKS,), done=(other,)), ((N, S),))
    assert found == Agreements(steps=(ASKS,), done=(other,))


def test_of_two_items_on_one_text_the_one_that_was_filled_in_counts() -> None:
    empty = Item("a.1.1", "asks")
    assert carried(Agreements(steps=(empty,), dropped=(ASKS,)), ((N, S),)) == Agreements(steps=(ASKS,))


def test_how_many_will_do_is_worked_out_anew() -> None:
    half = HANDBOOK._replace(attain=Fraction(1, 2))
    assert [one.enough for one in carried(Agreements(steps=(ASKS,)), ((N, N),), half).steps] == [1, 1]
    assert carried(Agreements(steps=(replace(ASKS, enough=1),)), ((S, N),), half).done == (ASKS,)


def test_a_competency_as_a_whole_is_done_once_its_norm_is_met() -> None:
    whole = Item("a", "what a is", action="Start")
    assert carried(Agreements(steps=(whole,)), 1).done == (whole,)
    assert carried(Agreements(steps=(whole,)), 0).dropped == (whole,)


WORDS = st.sampled_from(["", "x", "y"])
ITEMS = st.lists(
    st.builds(
        Item,
        st.sampled_from(["a", "a.1.1", "a.1.2", "a.1.9", "b.1.1"]),
        st.sampled_from(["asks", "sums up", "gone"]),
        st.none(),
        WORDS,
        WORDS,
        WORDS,
    ),
    max_size=3,
).map(tuple)
EARLIER = st.builds(Agreements, ITEMS, ITEMS, ITEMS, ITEMS)
RATED = st.one_of(st.integers(0, 1), st.tuples(st.tuples(*[st.sampled_from(list(Rating))] * 2)))


def filled(agreements: Agreements) -> Counter[tuple[str, str, str]]:
    items = (*agreements.steps, *agreements.rate_first, *agreements.done, *agreements.dropped)
    return Counter((one.action, one.who, one.when) for one in items if one.is_filled)


@given(EARLIER, RATED, st.booleans())
def test_nothing_that_was_filled_in_is_lost(earlier: Agreements, rated: Rated, same: bool) -> None:  # noqa: FBT001
    assert filled(carried(earlier, rated, same=same)) == filled(earlier)


@given(EARLIER, RATED, st.booleans())
def test_doing_it_again_changes_nothing(earlier: Agreements, rated: Rated, same: bool) -> None:  # noqa: FBT001
    once = carried(earlier, rated, same=same)
    assert carried(once, rated, same=True) == once
