"""The file of a plan: what goes in comes out, whatever it is; and what is wrong in one is found."""

import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competentie.core import Basis, Diagnostic, Profile, ProfileMark, Ratings, Result, Text
from competentie.files.read import DISK, Context, Files, read_file
from competentie.handbook.load import load_catalogue
from competentie.plan.agreements import Agreements, Item, MadePlan
from competentie.plan.file import SavedPlan, plan_file, plan_text, read_plan, share
from competentie.plan.model import PLAN
from competentie.plan.way import Plan
from competentie.ratings.reconcile import Reconciled

NAME = Path("someone.plan.yaml")
HOSTILE = [
    "",
    " ",
    '"',
    "\\",
    "'s ochtends",
    "a: b #c",
    "- item\n  action: ''\n",
    "x\r\n\x85\u2028\u2029y",
    "\x00\x07\x1b[31m\x7f\x9f",
    "\ufeff\ufffe\uffff\u202e",
    "null",
    "~",
    "2026-11-23",
    "007",
    "*alias &anchor !tag",
    "{{ x }} {x} %s",
    "\U0001f600",
]


def made(agreements: Agreements, given: Ratings | None = None) -> MadePlan:
    ratings = given or Ratings({}, "Someone", "adviser")
    profile = Profile("adviser", Text({"": "Adviser"}), "1", ())
    basis = Basis(
        "1", "0123456789abcdef", Fraction(3, 4), (ProfileMark("adviser", "2", "fedcba"),), "2026-11-24", "9.9"
    )
    return MadePlan(Plan(Result(profile, ratings, ()), ()), agreements, Reconciled(ratings), basis)


def read(text: str) -> SavedPlan:
    plan, found = read_plan(NAME, text.encode("utf-8"))
    assert plan is not None, found
    return plan


def item(filled: str, code: str = "a.1.1") -> Item:
    return Item(code, f"x{filled}", 1, filled, filled, filled)


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_hostile_text_comes_back_as_it_was(text: str) -> None:
    agreements = Agreements((item(text),), (item(text, "a"),), (item(text, "b.1.1"),) * 2, (item(text, "true"),))
    assert read(plan_text(made(agreements), "comment")).agreements == agreements


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
CODES = st.from_regex(r"[a-z0-9][a-z0-9-]{0,3}(\.[1-9][0-9]?\.[1-9][0-9]?)?", fullmatch=True)
ITEMS = st.builds(Item, CODES, TEXTS.map("x{}".format), st.none() | st.integers(1, 9), TEXTS, TEXTS, TEXTS)
UNIQUE = st.lists(ITEMS, max_size=3, unique_by=lambda one: one.code).map(tuple)
MANY = st.lists(ITEMS, max_size=3).map(tuple)


@given(st.builds(Agreements, UNIQUE, UNIQUE, MANY, MANY), TEXTS, TEXTS)
def test_any_text_comes_back_as_it_was(agreements: Agreements, person: str, rater: str) -> None:
    ratings = Ratings({}, f"x{person}", "adviser", f"x{rater}", "manager", "2026-11-23")
    saved = read(plan_text(made(agreements, ratings), "comment"))
    assert saved == SavedPlan(f"x{person}", "adviser", agreements, "0123456789abcdef", f"x{rater}", "manager")


def test_a_plan_is_ready_to_be_filled_in() -> None:
    steps = (Item("a.1.1", "Asks"), Item("a.1.2", "Sums up", 1))
    ratings = Ratings({}, "Someone", "adviser", "Robin", "manager", "2026-11-23")
    assert plan_text(made(Agreements(steps, done=(Item("a.2.1", "Waits"),)), ratings), "Fill in.") == (
        """\
# Fill in.
competentie: 1
plan: "adviser"
person: "Someone"
catalogue: {version: "1", fingerprint: "0123456789abcdef"}
based-on:
  rater: {name: "Robin", relation: "manager"}
  date: 2026-11-23
  profile: {version: "2", fingerprint: "fedcba"}
  policy: {attain: 0.75}
  program: "9.9"
date: 2026-11-24
steps:
  a.1.1:
    text: "Asks"
    action: ""
    who: ""
    when: ""
  a.1.2:
    text: "Sums up"
    enough: 1
    action: ""
    who: ""
    when: ""
done:
  - code: a.2.1
    text: "Waits"
    action: ""
    who: ""
    when: ""
"""
    )


def test_a_plan_says_which_texts_were_rated_when_they_have_changed_since() -> None:
    ratings = Ratings({}, "Someone", "adviser", rated_on=("0", None))
    stale = replace(made(Agreements()), given=Reconciled(ratings, changed=("a.1.1",), gone=("b",)))
    text = plan_text(stale, "x")
    assert '  catalogue: {version: "0"}\n  left-out: ["a.1.1", "b"]\n' in text
    assert read(text).agreements == Agreements()


@pytest.mark.parametrize(("relation", "date"), [("buurman", "23-11-2026"), ("", "2026-02-30"), (None, "20261123")])
def test_what_only_a_table_can_hold_is_left_out(relation: str | None, date: str) -> None:
    text = plan_text(made(Agreements(), Ratings({}, "Someone", "adviser", None, relation, date)), "x")
    assert "rater" not in text
    assert text.count("date:") == 1
    read(text)


@pytest.mark.parametrize(
    ("attain", "text"), [(Fraction(1), "1"), (Fraction(3, 4), "0.75"), (Fraction(1, 10**7), "0.0000001")]
)
def test_a_share_is_written_exactly(attain: Fraction, text: str) -> None:
    assert share(attain) == text


def test_a_plan_lies_in_one_file_per_person_and_profile() -> None:
    folder = Path("ratings")
    name = plan_file("Zoë van den Berg/../..", "adviser", folder).name
    assert re.fullmatch(r"zoe-van-den-berg\.[0-9a-f]{8}\.plan\.yaml", name)
    assert plan_file("Sanne", "adviser", folder) == plan_file(" sanne ", "adviser", folder)
    assert plan_file("Sanne", "adviser", folder) != plan_file("Sanne", "trainer", folder)


def found(text: str, project: Path, profiles: tuple[str, ...] = ("adviser",)) -> list[str]:
    catalogue, _ = load_catalogue(project / "catalog.yaml")
    return list(
        map(_said, read_file(NAME, Files({NAME: text.encode("utf-8")}), PLAN, Context(catalogue, profiles)).found)
    )


def _said(one: Diagnostic) -> str:
    return f"{one.span.line} {one.code}"


HEAD = "competentie: 1\nplan: adviser\nperson: Someone\nsteps:\n"


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (HEAD.replace("steps:\n", "steps: {}\n"), []),
        (HEAD + "  listening.2.1: {text: Sums up, action: '', when: 2027-01-01}\n", []),
        (HEAD + "  listening.2.1: {text: Sums up, when: after the summer}\n", []),
        (HEAD + "  patience: {text: Waiting well}\n", []),
        (HEAD + "  patience.1.1: {text: x}\n", ["5 L001"]),
        (HEAD + "  listening.9.1: {text: x}\n", ["5 L001"]),
        (HEAD + "  listning: {text: x}\n", ["5 L001"]),
        (HEAD + "  listening.2.1: {text: Sums}\n", ["5 L003"]),
        (HEAD + "  patience: {text: Waiting}\n", ["5 L003"]),
        (HEAD.replace("adviser", "advisor").replace("steps:\n", ""), ["2 L002"]),
        (HEAD + "  listening.2.1: {text: Sums up, actie: x}\n", ["5 S001"]),
        (HEAD + "  listening.2.1: {action: x}\n", ["5 S002"]),
        (HEAD + '  listening.2.1: {text: Sums up, who: "A\\e[31m"}\n', ["5 R007"]),
        (HEAD + "  listening.2.1: {text: Sums up, when: 2027}\n", ["5 S007"]),
        (HEAD + "  listening.2.1: {text: Sums up, enough: 0}\n", ["5 S004"]),
        (HEAD + "  listening.2.1: {text: Sums up, who: }\n", ["5 Y013"]),
        (HEAD + "  Listening.2: {text: x}\n", ["5 S004"]),
        (HEAD + "  - listening.2.1\n", ["4 S003"]),
        (HEAD.replace("steps:\n", "done:\n- {code: gone.1.1, text: x}\ndropped:\n- {code: gone.1.1, text: y}\n"), []),
    ],
)
def test_what_is_wrong_in_a_plan_is_found(text: str, codes: list[str], project: Path) -> None:
    assert found(text, project) == codes


def test_without_a_catalogue_a_plan_is_held_against_its_shape(tmp_path: Path) -> None:
    file = tmp_path / "x.plan.yaml"
    file.write_text(HEAD + "  listening.2.1: {text: 1}\n", encoding="utf-8")
    assert [_said(one) for one in read_file(file, DISK, PLAN, Context(None, ["adviser"])).found] == ["5 S007"]
