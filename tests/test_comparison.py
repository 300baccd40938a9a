"""Raters side by side: blind spots, spread, agreement and combinations; nothing rests on what is missing."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import CATALOGUE, PROFILE

from competentie.api import load
from competentie.compare.agreement import Lacking
from competentie.compare.combination import Rule, combine, combined_rating
from competentie.compare.comparison import Comparison, Difference, Reached, Standings, compare, difference
from competentie.core import Rated, Rating, Ratings
from competentie.handbook.load import Project
from competentie.ratings.folder import Kept
from competentie.ratings.groups import views
from competentie.ratings.reconcile import Reconciled

SIGNS = {"+": Rating.SHOWN, "-": Rating.NOT_SHOWN, "x": Rating.NOT_APPLICABLE, ".": Rating.UNRATED}
FEWEST = 4
Said = tuple[str, Mapping[str, str | int]]
"""A rater by `relation name`, and per competency a level, or the levels' behaviours as `+- . `."""


@pytest.fixture(scope="module")
def handbook(tmp_path_factory: pytest.TempPathFactory) -> Project:
    folder = tmp_path_factory.mktemp("handbook")
    (folder / "profiles").mkdir()
    (folder / "catalog.yaml").write_text(CATALOGUE, encoding="utf-8")
    (folder / "profiles" / "adviser.yaml").write_text(PROFILE, encoding="utf-8")
    return load(folder / "catalog.yaml")


def entry(said: Said) -> Kept:
    relation, rater = said[0].split(" ", 1)
    rated = {one: rated_as(answers) for one, answers in said[1].items()}
    return Kept(Path(said[0]), Reconciled(Ratings(rated, "Noor", "adviser", rater, relation, "2026-05-01")))


def rated_as(answers: str | int) -> Rated:
    """Read `++ . +`; a `_` is a level without behaviours."""
    if isinstance(answers, int):
        return answers
    return tuple(tuple(SIGNS[sign] for sign in level if sign != "_") for level in answers.split())


def compared(handbook: Project, said: Sequence[Said], rule: Rule | None = None) -> Comparison:
    found = views([entry(one) for one in said], FEWEST)
    return compare("Noor", found, handbook.catalogue, handbook.profiles["adviser"], rule)


def peers(competency: str, *answers: str | int) -> list[Said]:
    return [(f"peer p{place}", {competency: one}) for place, one in enumerate(answers)]


@pytest.mark.parametrize(
    ("own", "others", "expected"),
    [
        ("2", ["1"], Difference.BLIND_SPOT),
        ("2", ["1", "0"], Difference.BLIND_SPOT),
        ("2", ["1", "2"], Difference.DIFFERENT),
        ("2", ["0–1"], Difference.BLIND_SPOT),
        ("2", ["1–2"], None),  # the other may still turn out to have reached 2
        ("2–3", ["1"], Difference.BLIND_SPOT),
        ("1–3", ["1"], None),
        ("0", ["1"], Difference.HIDDEN_STRENGTH),
        ("0–1", ["1"], None),
        ("0–1", ["2–3"], Difference.HIDDEN_STRENGTH),
        ("0", ["0", "1"], Difference.DIFFERENT),
        ("1", ["0", "2"], Difference.DIFFERENT),
        ("1", ["1"], None),
        ("1", ["0–2", "1–3"], None),
        ("1", [], None),
        ("", ["1", "1"], None),
        ("", ["0", "1–2"], Difference.DIFFERENT),
        ("", [], None),
    ],
)
def test_only_what_no_missing_rating_could_explain_is_a_difference(
    own: str, others: list[str], expected: Difference | None
) -> None:
    def cell(text: str) -> Standings:
        low, _, high = text.partition("–")
        return {Reached(int(low), int(high or low)): 1} if text else {}

    cells = [cell(one) for one in (own, *others)]
    assert difference(cells, [True, *(False for _ in others)]) is expected


def test_each_member_of_a_group_is_a_rater() -> None:
    group = {Reached(2, 2): 1, Reached(0, 0): 4}
    assert difference([{Reached(2, 2): 1}, group], [True, False]) is Difference.DIFFERENT
    assert difference([{Reached(1, 1): 1}, group], [True, False]) is Difference.DIFFERENT


def test_views_stand_side_by_side(handbook: Project) -> None:
    said: list[Said] = [
        ("self Noor", {"listening": "++ + _", "advising": "+ -+ ."}),
        ("manager Ruben", {"listening": "+- + _"}),
        *peers("listening", "++ + _", "++ - _", "-+ + _", "++ + _"),
        *[(f"report r{place}", {"advising": 3}) for place in range(3)],
    ]
    found = compared(handbook, said)
    assert [view.relation for view in found.views.shown] == ["self", "manager", "peer"]
    listening, advising = found.rows
    # level 3 has no behaviours, so nothing is above 2
    assert listening.cells == (
        {Reached(2, 2): 1},
        {Reached(0, 0): 1},
        {Reached(2, 2): 2, Reached(1, 1): 1, Reached(0, 0): 1},
    )
    assert advising.cells == ({Reached(1, 1): 1}, {}, {})
    assert (listening.spread, advising.spread) == ((0, 2), (1, 1))
    assert (listening.difference, advising.difference) == (Difference.DIFFERENT, None)
    assert found.views.withheld == {"report": 3}


def test_behaviours_differ_as_competencies_do(handbook: Project) -> None:
    said: list[Said] = [
        ("self Noor", {"listening": "+- x _"}),
        ("manager Ruben", {"listening": "-+ + _"}),
        ("external Mo", {"listening": "-+ - _"}),
    ]
    first, second, third = compared(handbook, said).rows[0].behaviours
    assert [dict(one) for one in first.answers] == [{SIGNS["+"]: 1}, {SIGNS["-"]: 1}, {SIGNS["-"]: 1}]
    assert (first.difference, second.difference) == (Difference.BLIND_SPOT, Difference.HIDDEN_STRENGTH)
    assert third.difference is Difference.DIFFERENT


def test_a_competency_that_too_few_of_a_group_rated_is_not_told(handbook: Project) -> None:
    said = [*peers("listening", "++ + _", "-- + _", "++ + _"), ("peer p9", {"advising": 0})]
    found = compared(handbook, said)
    assert [row.cells for row in found.rows] == [({},), ({},)]
    assert [row.spread for row in found.rows] == [None, None]
    assert found.on_levels.lacking is Lacking.TOO_FEW_RATERS


def test_who_answered_little_does_not_hide_who_answered_all(handbook: Project) -> None:
    said = [*peers("listening", "++ + _", "+. . _", "+. . _", "+. . _")]
    found = compared(handbook, said).rows[0]
    assert found.cells == ({},)
    assert (found.spread, found.difference) == (None, None)


@pytest.mark.parametrize(
    ("own", "other", "alpha"),
    [
        ((1, 2), (1, 2), 1),
        ((1, 2), (2, 1), -0.5),
        (("++ + _", 1), (3, 1), 1),  # the first was not asked beyond the norm, so cannot disagree with the other
        (("++ . _", 1), (0, 1), None),  # open below the norm: says nothing yet
        ((2, 2), (2, 2), None),
    ],
)
def test_agreement_is_over_the_levels_that_are_settled(
    handbook: Project, own: tuple[str | int, int], other: tuple[str | int, int], alpha: float | None
) -> None:
    said: list[Said] = [
        ("self Noor", {"listening": own[0], "advising": own[1]}),
        ("manager Ruben", {"listening": other[0], "advising": other[1]}),
    ]
    assert compared(handbook, said).on_levels.alpha == alpha


@pytest.mark.parametrize(
    ("answers", "missing", "lowest", "median", "agreed"),
    [
        ("+", 0, "+", "+", "."),
        ("-", 0, "-", "-", "."),
        ("++", 0, "+", "+", "+"),
        ("--", 0, "-", "-", "-"),
        ("+-", 0, "-", "-", "."),  # of two in the middle the lower
        ("++-", 0, "-", "+", "."),
        ("+--", 0, "-", "-", "."),
        ("++--", 0, "-", "-", "."),
        ("++", 1, ".", "+", "."),  # the third cannot change the median
        ("+", 1, ".", ".", "."),
        ("-", 1, "-", "-", "."),
        ("+-", 1, "-", ".", "."),
        ("++-", 2, "-", ".", "."),
        ("--+", 1, "-", "-", "."),
        ("xx", 0, "x", "x", "x"),
        ("x", 1, ".", ".", "."),
        ("x+", 0, "+", "+", "."),
        ("x-", 0, "-", "-", "."),
        ("", 3, ".", ".", "."),
    ],
)
def test_a_combined_rating_holds_whatever_is_missing(
    answers: str, missing: int, lowest: str, median: str, agreed: str
) -> None:
    counts = {rating: answers.count(sign) for sign, rating in SIGNS.items()}
    expected = {Rule.LOWEST: lowest, Rule.MEDIAN: median, Rule.AGREED: agreed}
    assert {rule: combined_rating(counts, missing, rule) for rule in Rule} == {
        rule: SIGNS[sign] for rule, sign in expected.items()
    }


@given(
    st.lists(st.sampled_from("+-x"), max_size=5),
    st.lists(st.sampled_from("+-x"), max_size=4),
    st.sampled_from([Rule.LOWEST, Rule.MEDIAN]),
)
def test_no_later_answer_changes_a_combined_rating(said: list[str], later: list[str], rule: Rule) -> None:
    def rating(signs: list[str], missing: int) -> Rating:
        return combined_rating({SIGNS[sign]: signs.count(sign) for sign in signs}, missing, rule)

    early = rating(said, len(later))
    assert early is Rating.UNRATED or early is rating(said + later, 0)


@pytest.mark.parametrize(
    ("said", "lowest", "median", "agreed"),
    [
        ([1, 3], 1, 1, "+ .. ."),
        ([3, 1, 2], 1, 2, "+ .. ."),
        ([2, 2], 2, 2, 2),
        ([2], 2, 2, ". .. ."),
        ([1, "+ ++ ."], "+ -- -", "+ -- -", "+ .. ."),
        (["+ +- .", "+ ++ ."], "+ +- .", "+ +- .", "+ +. ."),
    ],
)
def test_levels_are_combined_as_levels_and_else_as_behaviours(
    handbook: Project, said: list[str | int], lowest: str | int, median: str | int, agreed: str | int
) -> None:
    shown = views([entry((f"external e{place}", {"advising": one})) for place, one in enumerate(said)], FEWEST).shown
    found = {rule: combine(shown, handbook.catalogue, rule).rated for rule in Rule}
    expected = {Rule.LOWEST: lowest, Rule.MEDIAN: median, Rule.AGREED: agreed}
    assert found == {rule: {"advising": rated_as(one)} for rule, one in expected.items()}


def test_a_combination_goes_through_the_same_rule(handbook: Project) -> None:
    said: list[Said] = [("self Noor", {"advising": "+ ++ +"}), ("manager Ruben", {"advising": "+ +- +"})]
    found = compared(handbook, said, Rule.LOWEST)
    assert found.combined is not None
    listening, advising = found.combined.outcomes
    assert (advising.standing.reached, advising.standing.broken, advising.blocking) == (1, True, ("advising.2.2",))
    assert listening.standing.presumed == (1, 2)
    assert found.rows[1].spread == (1, 3)


@pytest.mark.parametrize("rule", Rule)
def test_what_too_few_of_a_group_said_is_not_combined(handbook: Project, rule: Rule) -> None:
    """Of five peers three said something of 2.1: it may not be found out through the combination."""
    found = set()
    for first in "+-":
        said: list[Said] = [
            ("self Noor", {"listening": "++ + _"}),
            *peers("listening", f"++ {first} _", "++ + _", "++ - _", "++ . _", "++ . _"),
        ]
        combined = compared(handbook, said, rule).combined
        assert combined is not None
        found.add(repr(combined.ratings.rated))
    assert len(found) == 1


@pytest.mark.parametrize("rule", [None, *Rule])
def test_only_the_counts_of_a_group_matter(handbook: Project, rule: Rule | None) -> None:
    """Who of four said the two things that two of them said cannot be found out: the fewest that are shown."""
    together = peers("advising", "- ++ .", "- ++ .", "- -- .", "- -- .")
    apart = peers("advising", "- +- .", "- -+ .", "- +- .", "- -+ .")
    own: list[Said] = [("self Noor", {"advising": "+ +- +"}), ("manager Ruben", {"advising": "- +- ."})]
    first, second = (compared(handbook, [*own, *group], rule) for group in (together, apart))
    assert first.rows == second.rows
    assert (first.on_levels, first.on_behaviours, first.combined) == (
        second.on_levels,
        second.on_behaviours,
        second.combined,
    )


LEVELS = st.sampled_from(["++ + _", "+- + _", "++ . _", ".. . _", "-x - _", 0, 1, 2, 3])
RATERS = st.lists(st.tuples(st.sampled_from(["self", "manager", "peer", "report", "external"]), LEVELS), max_size=12)


@given(RATERS, st.sampled_from(["manager", "peer", "report", "external"]), LEVELS)
def test_another_rater_never_changes_what_the_others_say(
    handbook: Project, given: list[tuple[str, str | int]], relation: str, level: str | int
) -> None:
    said: list[Said] = [(f"{one} r{place}", {"listening": answer}) for place, (one, answer) in enumerate(given)]
    before = compared(handbook, said)
    after = compared(handbook, [*said, (f"{relation} added", {"listening": level})])

    def columns(found: Comparison) -> dict[tuple[str | None, str | None], list[Standings]]:
        return {
            (view.relation, view.rater): [row.cells[place] for row in found.rows]
            for place, view in enumerate(found.views.shown)
            if (view.relation, view.rater) not in {(relation, "added"), (relation if view.is_group else "", None)}
        }

    assert columns(before) == columns(after)


@given(RATERS, st.lists(LEVELS, min_size=3, max_size=3))
def test_what_a_withheld_group_says_changes_nothing(
    handbook: Project, given: list[tuple[str, str | int]], said_else: list[str | int]
) -> None:
    others: list[Said] = [
        (f"{one} r{place}", {"listening": answer}) for place, (one, answer) in enumerate(given) if one != "peer"
    ]
    for rule in (None, *Rule):
        first = compared(handbook, [*others, *peers("listening", "++ + _", "++ + _", "++ + _")], rule)
        second = compared(handbook, [*others, *peers("listening", *said_else)], rule)
        assert first == second
