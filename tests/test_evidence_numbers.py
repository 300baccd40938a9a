"""The numbers of `evidence` are R's to 1e-6 (`evidence.json`), and have the properties that they must have."""

import json
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from math import sqrt
from typing import Any

import pytest
from evidence_cases import CASES, answers_of, items_of, packed
from hypothesis import given, settings
from hypothesis import strategies as st
from support import ROOT, SHARED

from competentie.core import Rating
from competentie.evidence.answers import Answers, coefficient
from competentie.evidence.intervals import exact_p, t_quantile, wilson
from competentie.evidence.ladder import PERSON, Ladder
from competentie.evidence.raters import self_and_manager, within
from competentie.evidence.scales import groups, h_of_people, reproduced, whole

CLOSE: dict[str, Any] = {"rel": 1e-6, "abs": 1e-6}


def having(*names: str) -> list[Any]:
    return [pytest.param(one, id=id_) for id_, one in CASES.items() if set(names) <= set(one["expect"])]


def ladder_of(case: Any) -> Ladder:
    answers = answers_of(case)
    return Ladder(answers, dict(sorted(Counter(one.level for one in answers.items).items())), Fraction(1))


def test_the_answers_are_unedited() -> None:
    ours, theirs = ROOT / "tests/data/evidence.json", SHARED / "conformance/evidence.json"
    if not theirs.exists():
        pytest.skip("the project's shared folder is not here")
    assert ours.read_bytes() == theirs.read_bytes()


@pytest.mark.parametrize("case", having("pairs"))
def test_pairs_are_those_of_r(case: Any) -> None:
    answers = answers_of(case)
    for first, second, n, errors, expected, h, error in case["expect"]["pairs"]:
        pair = answers.pairs[case["items"].index(first), case["items"].index(second)]
        found = answers.coherence([pair], popular=True)
        assert (pair.n, pair.errors(popular=True)) == (n, errors)
        assert found is not None
        assert (pair.expected(popular=True), found.h) == pytest.approx((expected, h), **CLOSE)
        assert found.error == pytest.approx(error, abs=1e-4)


@pytest.mark.parametrize("case", having("H"))
def test_h_and_its_errors_are_those_of_r(case: Any) -> None:
    if "rows" in case and "person" in case["rows"]:
        pytest.skip("of several raters per person: below")
    if "presuppositions" in case["id"]:
        case = {**case, "expect": {"H": case["expect"]["H"]}}
    answers, expect = answers_of(case), case["expect"]
    found = answers.coherence(answers.telling(), popular=True)
    assert found is not None
    assert found.h == pytest.approx(expect["H"], **CLOSE)
    for name, value in (("se", found.error), ("jackknife_se", found.jackknife)):
        if name in expect and "se_cluster" not in expect:
            assert value == pytest.approx(expect[name], **CLOSE)
    if "se_cluster" in expect:
        wanted = (expect["se_cluster"], expect["se_jackknife_cluster"])
        assert (found.error, found.jackknife) == pytest.approx(wanted, **CLOSE)


def test_h_of_people_as_units_is_that_of_r_also_where_they_have_raters() -> None:
    case = CASES["one-manager-each"]
    items = items_of(case["items"])
    answers = Answers(packed(items, case["rows"]["pattern"], [1] * 255), items)
    found = answers.coherence(answers.telling(), popular=True)
    assert found is not None
    assert found.error == pytest.approx(case["expect"]["se"], **CLOSE)


@pytest.mark.parametrize("case", having("Hi", "se_Hi"))
def test_h_of_each_item_is_that_of_r(case: Any) -> None:
    answers = answers_of(case)
    for at, (h, error) in enumerate(zip(case["expect"]["Hi"], case["expect"]["se_Hi"], strict=True)):
        found = answers.coherence([one for one in answers.telling() if at in {one.first, one.second}], popular=True)
        assert found is not None
        assert (found.h, found.error) == pytest.approx((h, error), **CLOSE)


def test_a_constant_item_says_nothing() -> None:
    case = CASES["constant-behaviour-100"]
    answers, expect = answers_of(case), case["expect"]
    found = answers.coherence(answers.telling(), popular=True)
    assert found is not None
    assert (found.h, found.error) == pytest.approx((expect["H_of_the_others"], expect["se_of_the_others"]), **CLOSE)


@pytest.mark.parametrize("case", having("across_levels", "order"))
def test_levels_across_and_their_order_are_those_of_r(case: Any) -> None:
    ladder, expect = ladder_of(case), case["expect"]
    found = ladder.answers.coherence(ladder.answers.across())
    assert found is not None
    assert (found.h, found.error) == pytest.approx(
        (expect["across_levels"]["H"], expect["across_levels"]["se"]), **CLOSE
    )
    if "jackknife_se" in expect["across_levels"]:
        assert found.jackknife == pytest.approx(expect["across_levels"]["jackknife_se"], **CLOSE)
    order = ladder.order
    assert (order.with_ladder, order.against_ladder) == (
        expect["order"]["with_ladder"],
        expect["order"]["against_ladder"],
    )
    assert (order.share, order.se) == pytest.approx((expect["order"]["share"], expect["order"]["se"]), **CLOSE)


@pytest.mark.parametrize("case", having("levels", "steps"))
def test_levels_and_steps_are_those_of_r(case: Any) -> None:
    ladder, expect = ladder_of(case), case["expect"]
    for level, wanted in zip(ladder.levels, expect["levels"], strict=True):
        interval = wanted.pop("attained_wilson", None)
        assert {name: getattr(level, name) for name in wanted} == wanted
        if interval:
            assert wilson(level.attained, level.attained + level.missed) == pytest.approx(interval, **CLOSE)
            wanted["attained_wilson"] = interval
    for step, wanted in zip(ladder.steps, expect["steps"], strict=True):
        counts = ("lower", "higher", "both", "only_lower", "only_higher", "neither", "n")
        assert {name: getattr(step, name) for name in counts} == {name: wanted[name] for name in counts}
        assert (step.by_chance, step.h) == pytest.approx((wanted["expected_by_chance"], wanted["H"]), **CLOSE)
        assert step.p == pytest.approx(wanted.get("exact_p", step.p), **CLOSE)
        if "share_n" in wanted:
            assert step.difference is not None
            assert step.people == wanted["share_n"]
            found = (step.difference.value, step.difference.error, *step.difference.interval())
            assert found == pytest.approx(
                (wanted["share_difference"], wanted["share_se"], *wanted["share_interval"]), **CLOSE
            )
    assert ladder.broken == expect["broken"]


@pytest.mark.parametrize("case", having("placement"))
def test_behaviours_are_placed_as_r_does(case: Any) -> None:
    ladder = ladder_of(case)
    for at, wanted in enumerate(case["expect"]["placement"]):
        found = ladder.place(at)
        assert found is not None
        assert (found.n, found.nearest, *ladder.answers.shown(at)) == (
            wanted["n"],
            wanted["nearest"],
            wanted["shown"],
            wanted["rated"],
        )
        assert wilson(wanted["shown"], wanted["rated"]) == pytest.approx(wanted["wilson"], **CLOSE)
        for end in wanted["boundaries"]:
            distance = found.boundaries[tuple(end["between"])]
            assert (distance.value, distance.error) == pytest.approx((end["distance"], end["se"]), **CLOSE)


@pytest.mark.parametrize("case", having("goodenough_edwards", "HT"))
def test_what_is_asked_beside_h_is_that_of_r(case: Any) -> None:
    answers, expect = answers_of(case), case["expect"]
    found, wanted = reproduced(whole(answers)), expect["goodenough_edwards"]
    assert found is not None
    assert found.errors == wanted["errors"]
    assert (found.cr, found.mmr, found.ppr, found.cs) == pytest.approx(
        [wanted[one] for one in ("CR", "MMR", "PPR", "CS")], **CLOSE
    )
    assert h_of_people(whole(answers)) == pytest.approx(expect["HT"], **CLOSE)
    assert sum(one.errors(popular=True) for one in answers.telling()) == expect["gplus"]
    assert groups(answers) == expect.get("aisp_30", groups(answers))


def test_a_table_by_hand() -> None:
    case = CASES["edge-by-hand"]
    answers, expect = answers_of(case), case["expect"]
    pair = answers.pairs[0, 1]
    found = answers.coherence(answers.across())
    assert found is not None
    assert (pair.n, pair.errors(popular=False), pair.expected(popular=False)) == (expect["n"], expect["F"], expect["E"])
    assert (found.h, found.error) == pytest.approx((expect["H"], expect["se"]), **CLOSE)
    assert wilson(pair.both, pair.other) == pytest.approx(expect["light_given_heavy_wilson"], **CLOSE)


def test_answers_by_hand_with_what_is_not_applicable() -> None:
    case = CASES["not-applicable-by-hand"]
    answers = answers_of(case)
    for counts, wanted in zip(answers.counts, case["expect"]["behaviours"], strict=True):
        rated = counts[Rating.SHOWN] + counts[Rating.NOT_SHOWN]
        assert (rated, counts[Rating.SHOWN]) == (wanted["rated"], wanted["shown"])
        assert (counts[Rating.NOT_APPLICABLE], counts[Rating.UNRATED]) == (wanted["not_applicable"], wanted["unrated"])
    pair = answers.pairs[1, 2]
    assert (pair.n, pair.both, pair.one - pair.both, pair.other - pair.both) == (6, 3, 0, 1)


def test_counterexamples_are_those_of_r() -> None:
    case = CASES["presuppositions-400"]
    answers = answers_of(case)
    for (first, second), pair in answers.pairs.items():
        table = case["expect"]["counterexamples"]
        assert (pair.other - pair.both, pair.one - pair.both) == (table[first][second], table[second][first])


@pytest.mark.parametrize("name", ["two-raters", "up-to-three-raters"])
def test_h_within_raters_and_between_is_that_of_r(name: str) -> None:
    case = CASES[name]
    items, rows = items_of(case["items"]), case["rows"]
    frame = packed(items, rows["pattern"], [1] * len(rows["pattern"]), **{PERSON: rows["person"]})
    found, expect = within(Answers(frame, items, [PERSON])), case["expect"]["H"]
    assert found is not None
    assert (found.within, found.between) == pytest.approx((expect["HW"], expect["HB"]), **CLOSE)


def test_self_and_manager_are_those_of_r() -> None:
    case = CASES["self-and-manager"]
    items, rows, expect = items_of(case["items"]), case["rows"], case["expect"]
    who = {PERSON: [*range(60), *range(60)], "relation": ["self"] * 60 + ["manager"] * 60}
    found = self_and_manager(packed(items, rows["self"] + rows["manager"], [1] * 120, **who), items)
    assert found is not None
    for name in ("both", "self_only", "manager_only", "neither"):
        assert sum(getattr(one, name) for one in found.behaviours) == expect[name]
    numbers = (found.difference.value, found.difference.error, *found.difference.interval())
    assert numbers == pytest.approx((expect["difference"], expect["se"], *expect["interval"]), **CLOSE)
    for one, wanted in zip(found.behaviours, expect["per_behaviour"], strict=True):
        assert (one.self_only, one.manager_only) == (wanted["self_only"], wanted["manager_only"])
        assert one.p == pytest.approx(wanted["exact_p"], **CLOSE)


@pytest.mark.parametrize(
    ("freedom", "value"), [(1, 12.706205), (2, 4.302653), (3, 3.182446), (7, 2.364624), (29, 2.045230), (999, 1.962341)]
)
def test_students_t(freedom: int, value: float) -> None:
    assert t_quantile(0.05, freedom) == pytest.approx(value, abs=5e-6)


@given(st.integers(0, 60), st.integers(0, 60))
def test_an_exact_chance_is_that_of_all_splits_as_uneven(one: int, other: int) -> None:
    from math import comb

    n = one + other
    if not n:
        assert exact_p(one, other) is None
        return
    least = abs(one - other)
    wanted = sum(comb(n, k) for k in range(n + 1) if abs(n - 2 * k) >= least) / 2**n
    assert exact_p(one, other) == pytest.approx(wanted, abs=1e-12)


CODES = ["1.1", "1.2", "2.1", "2.2", "3.1", "4.1", "4.2", "4.3", "4.4", "4.5"]
PATTERNS = st.lists(st.text("01.-", min_size=len(CODES), max_size=len(CODES)), min_size=1, max_size=25)


def across(patterns: Sequence[str], counts: Sequence[int] | None = None, codes: Sequence[str] = CODES) -> Any:
    items = items_of(codes)
    answers = Answers(packed(items, patterns, counts or [1] * len(patterns)), items)
    return answers, answers.coherence(answers.across())


@settings(max_examples=25)
@given(PATTERNS, st.randoms())
def test_the_order_of_people_changes_nothing(patterns: list[str], random: Any) -> None:
    shuffled = random.sample(patterns, len(patterns))
    assert across(patterns)[1] == across(shuffled)[1]
    items = items_of(CODES)
    found = [
        Ladder(Answers(packed(items, one, [1] * len(one)), items), {1: 2, 2: 2, 3: 1, 4: 5}, Fraction(3, 4))
        for one in (patterns, shuffled)
    ]
    assert found[0].steps == found[1].steps
    assert [found[0].place(at) for at in range(3)] == [found[1].place(at) for at in range(3)]


@settings(max_examples=25)
@given(PATTERNS, st.integers(2, 9))
def test_people_counted_k_times_have_the_same_h_and_a_smaller_error(patterns: list[str], k: int) -> None:
    (_, once), (_, often) = across(patterns), across(patterns, [k] * len(patterns))
    if once is None:
        assert often is None
        return
    assert often.h == pytest.approx(once.h)
    assert often.error == pytest.approx(once.error / sqrt(k), abs=1e-9)


@settings(max_examples=25)
@given(st.lists(st.integers(0, 4), min_size=2, max_size=25))
def test_what_the_rule_was_applied_to_is_a_perfect_ladder(reached: list[int]) -> None:
    patterns = ["".join("1" if int(code[0]) <= level else "0" for code in CODES) for level in reached]
    answers, found = across(patterns)
    if found is None:
        assert coefficient(answers.across()) is None
        return
    assert (found.h, found.error, found.interval) == (1.0, pytest.approx(0, abs=1e-12), (1.0, 1.0))


@settings(max_examples=25)
@given(PATTERNS)
def test_swapped_levels_change_h_across_levels_alone(patterns: list[str]) -> None:
    swapped = {"1.1": "2.1", "1.2": "2.2", "2.1": "1.1", "2.2": "1.2"}
    codes = [swapped.get(code, code) for code in CODES]
    order = sorted(range(len(codes)), key=lambda at: codes[at])
    one, _ = across(patterns)
    other, _ = across(["".join(each[at] for at in order) for each in patterns], codes=sorted(codes))
    popular = [each.coherence(each.telling(), popular=True) for each in (one, other)]
    if popular[0] is None:
        assert popular[1] is None
        return
    assert popular[1] is not None
    assert (popular[0].h, popular[0].error) == pytest.approx((popular[1].h, popular[1].error), abs=1e-9)


def test_h_by_popularity_does_not_see_swapped_levels_and_h_across_levels_does() -> None:
    answers = answers_of(CASES["levels-swapped-300"])
    popular, claimed = answers.coherence(answers.telling(), popular=True), answers.coherence(answers.across())
    assert popular is not None
    assert claimed is not None
    assert popular.h - claimed.h > 0.1


@settings(max_examples=25)
@given(PATTERNS)
def test_all_numbers_are_numbers_or_absent(patterns: list[str]) -> None:
    items = items_of(CODES)
    ladder = Ladder(Answers(packed(items, patterns, [1] * len(patterns)), items), {1: 2, 2: 2, 3: 1, 4: 5}, Fraction(1))
    found = [ladder.levels, ladder.steps, ladder.order, ladder.broken, [ladder.place(at) for at in range(len(items))]]
    assert "nan" not in json.dumps(found, default=str).lower()
    assert ladder.levels[0].rated == sum(one[Rating.SHOWN] + one[Rating.NOT_SHOWN] for one in ladder.answers.counts[:2])
    assert isinstance(groups(ladder.answers), list)
    assert h_of_people(whole(ladder.answers)) is None or isinstance(h_of_people(whole(ladder.answers)), float)


def test_38_levels_are_one_ladder() -> None:
    codes = [f"{level}.1" for level in range(1, 39)]
    patterns = ["1" * level + "0" * (38 - level) for level in range(39)]
    answers, found = across(patterns, codes=codes)
    assert found.h == 1
    ladder = Ladder(answers, dict.fromkeys(range(1, 39), 1), Fraction(1))
    assert (len(ladder.steps), ladder.broken) == (37, 0)
    assert ladder.states(answers.frame, 38).to_list().count(2) == 1


def test_nobody_and_one_person_are_not_an_error() -> None:
    _, nobody = across([], [])
    _, one = across(["1" * len(CODES)])
    assert (nobody, one) == (None, None)
