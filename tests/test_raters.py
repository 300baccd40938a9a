"""Whose ratings may be shown: one by name, groups as groups, and nothing below the minimum."""

import random
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competentie.core import Behaviour, Rated, Rating, Ratings, Text
from competentie.ratings.folder import Kept
from competentie.ratings.groups import LeftOut, View, Views, Why, views
from competentie.ratings.reconcile import Reconciled

SHOWN, MISSED, UNRATED = Rating.SHOWN, Rating.NOT_SHOWN, Rating.UNRATED


def entry(
    who: str,
    rated: Mapping[str, Rated] | None = None,
    *,
    date: str | None = "2026-05-01",
    profile: str = "a",
    person: str = "Noor",
) -> Kept:
    """Return ratings by `relation name`, such as `peer Sami`; `-` stands for what was not filled in."""
    relation, rater = (None if one == "-" else one for one in who.split(" ", 1))
    ratings = Ratings(rated or {"listening": 1}, person, profile, rater, relation, date)
    return Kept(Path(f"{who}.{date}.{profile}.yaml"), Reconciled(ratings))


def peers(number: int, profile: str = "a") -> list[Kept]:
    return [entry(f"peer p{place}", profile=profile) for place in range(number)]


def outline(found: Views) -> list[str]:
    """Return who is shown, such as `manager Ruben` and `peer ×4`."""
    return [
        f"{one.relation or '-'} ×{len(one.entries)}" if one.is_group else f"{one.relation or '-'} {one.rater or '-'}"
        for one in found.shown
    ]


@pytest.mark.parametrize(
    ("given", "shown", "withheld"),
    [
        ([], [], {}),
        (["peer a", "peer b", "peer c"], [], {"peer": 3}),
        (["peer a", "peer b", "peer c", "peer d"], ["peer ×4"], {}),
        (["peer a", "peer b", "report c", "report d"], [], {"peer": 2, "report": 2}),
        (["external e", "- x", "manager m", "self s"], ["self s", "manager m", "external e", "- x"], {}),
        (["manager b", "manager a"], ["manager a", "manager b"], {}),
        (["self -", "- -"], ["self -", "- -"], {}),
        # one rater, however the name is written; what has no name cannot be told apart
        (["peer Zoë", "peer ZOË", "peer  zoe\u0308 ", "peer b", "peer c"], [], {"peer": 3}),
        (["peer -", "peer -", "peer -", "peer -"], [], {"peer": 1}),
        # whoever is known by name does not hide the others
        (["manager a", "peer a", "peer b", "peer c", "peer d"], ["manager a"], {"peer": 3}),
        (["manager a", "peer a", "peer b", "peer c", "peer d", "peer e"], ["manager a", "peer ×5"], {}),
        (["peer noor", "peer b", "peer c", "peer d"], [], {"peer": 3}),
    ],
)
def test_groups_are_shown_from_the_minimum_on(given: list[str], shown: list[str], withheld: Mapping[str, int]) -> None:
    found = views([entry(who, date=f"2026-05-0{place + 1}") for place, who in enumerate(given)], 4)
    assert (outline(found), found.withheld) == (shown, withheld)


def test_the_latest_ratings_of_a_rater_count() -> None:
    found = views(
        [
            entry("manager m", {"listening": 3}, date="2026-02-01"),
            entry("manager m", {"listening": 1}, date="2025-02-01"),
            entry("manager m", {"listening": 2}, date=None),
        ],
        4,
    )
    assert [one.ratings.rated for one in found.shown[0].entries] == [{"listening": 3}]
    assert found.left_out == (LeftOut("manager", "m", Why.EARLIER, 2),)


def test_self_is_one_rater_whatever_name_was_filled_in() -> None:
    found = views([entry("self Noor", date="2025-05-01"), entry("self Noor B."), entry("self -", date="2024-05-01")], 4)
    assert outline(found) == ["self Noor B."]


def test_ratings_for_another_profile_are_left_out_and_counted() -> None:
    found = views(
        [entry("manager m"), entry("manager m", profile="b"), *peers(5), entry("peer q", profile="b")], 4, "a"
    )
    assert outline(found) == ["manager m", "peer ×5"]
    assert found.left_out == (
        LeftOut("manager", "m", Why.OTHER_PROFILE, 1),
        LeftOut("peer", None, Why.OTHER_PROFILE, 1),
    )


def test_groups_for_two_profiles_cannot_be_subtracted() -> None:
    """Five rated for `a`, and four of them later for `b`: what is left of `a` is one rater."""
    later = [entry(f"peer p{place}", date="2026-06-01", profile="b") for place in range(4)]
    entries = [*peers(5), *later]
    assert outline(views(entries, 4, "b")) == ["peer ×4"]
    assert views(entries, 4, "a").withheld == {"peer": 1}
    assert outline(views(entries, 4)) == ["peer ×4"]


@given(st.lists(st.tuples(st.integers(0, 8), st.sampled_from("ab"), st.integers(1, 4)), max_size=20))
def test_a_rater_is_in_one_group_over_all_profiles(given: list[tuple[int, str, int]]) -> None:
    entries = [entry(f"peer p{who}", date=f"2026-0{month}-01", profile=profile) for who, profile, month in given]
    numbers = [
        sum(len(view.entries) for view in found.shown) + sum(found.withheld.values())
        for found in (views(entries, 3, profile) for profile in "ab")
    ]
    assert sum(numbers) == len({who for who, _, _ in given})


def test_a_group_holds_nothing_that_tells_one_from_another() -> None:
    rich = [
        Kept(
            Path(f"secret-{place}.yaml"),
            Reconciled(
                Ratings(
                    {"listening": place % 3},
                    person=f"noor secret-{place}",
                    profile="a",
                    rater=f"secret-{place}",
                    relation="peer",
                    date=f"2026-05-0{place + 1}",
                    remarks={"listening.1.1": {"note": f"secret-{place}"}},
                    rated_on=(f"secret-{place}", None),
                    marks={"listening": f"secret-{place}"},
                    unfinished=f"secret-{place}",
                    outdated=({"code": "listening.1.1", "note": f"secret-{place}"},),
                )
            ),
        )
        for place in range(4)
    ]
    found = views(rich, 4)
    assert [one.ratings.rated["listening"] for one in found.shown[0].entries] == [0, 0, 1, 2]
    assert "secret" not in repr(found)
    assert "2026" not in repr(found)


def test_every_field_of_ratings_is_kept_out_of_a_group_or_known_to_be_harmless() -> None:
    """A new field of `Ratings` has to be looked at: may it be told of a member of a group?"""
    harmless = {"rated", "profile", "relation", "language"}
    bare = {"person", "rater", "date", "remarks", "rated_on", "marks", "own_codes", "unfinished", "outdated"}
    bare |= {"note", "reason", "settles"}
    assert {one.name for one in fields(Ratings)} == harmless | bare


def test_the_order_and_names_of_members_leave_no_trace() -> None:
    said = [{"listening": place % 4} for place in range(6)]
    names = [f"p{place}" for place in range(6)]
    found = set()
    for seed in range(5):
        mixed = random.Random(seed).sample(names, len(names))
        found.add(repr(views([entry(f"peer {name}", one) for name, one in zip(mixed, said, strict=True)], 4)))
    assert len(found) == 1


BEHAVIOUR = Behaviour("listening", 1, 1, Text({"en": "Looks up"}))


@pytest.mark.parametrize(
    ("said", "on", "answers", "direct"),
    [
        ([SHOWN, SHOWN, SHOWN, MISSED], 4, {SHOWN: 3, MISSED: 1}, ()),
        ([SHOWN, SHOWN, MISSED, UNRATED], 0, {}, ()),
        ([SHOWN, SHOWN, SHOWN, MISSED, UNRATED], 4, {SHOWN: 3, MISSED: 1}, ()),
        ([SHOWN, SHOWN, MISSED, 2], 4, {}, ()),
        ([3, 0, 1, 1], 4, {}, (0, 1, 1, 3)),
        ([3, 0, 1, SHOWN, UNRATED], 4, {}, ()),
    ],
)
def test_what_too_few_of_a_group_rated_is_not_told(
    said: list[Rating | int], on: int, answers: Mapping[Rating, int], direct: tuple[int, ...]
) -> None:
    entries = [
        entry(f"peer p{place}", {"listening": one if isinstance(one, int) else ((one,),)})
        for place, one in enumerate(said)
    ]
    view: View = views(entries, 4).shown[0]
    assert (len(view.on("listening")), view.answers(BEHAVIOUR), view.direct("listening")) == (on, answers, direct)
    assert not view.on("advising")


def test_of_one_rater_everything_is_told() -> None:
    view = views([entry("manager m", {"listening": ((MISSED,),)})], 4).shown[0]
    assert (len(view.on("listening")), view.answers(BEHAVIOUR)) == (1, {MISSED: 1})
