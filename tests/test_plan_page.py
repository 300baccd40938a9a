"""A plan as people see it: golden in both languages and at two widths, and safe with hostile texts."""

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console
from support import ROOT

from competentie.core import Catalogue, Profile, Scorer, basis_of
from competentie.handbook.load import load_project
from competentie.page.language import Words
from competentie.page.markdown import markdown
from competentie.page.streams import console, drawn
from competentie.page.terminal import terminal
from competentie.plan.agreements import Agreements, Item, MadePlan, carry, fresh
from competentie.plan.page import plan_page
from competentie.plan.way import plan_of
from competentie.ratings.checks import load_ratings
from competentie.ratings.reconcile import Reconciled

HANDBOOK = """\
competentie: 1
title: Handbook
language: en
version: "1"
source: a test
policy: {attain: 0.75}
levels: [One, Two, Three]
competencies:
  noticing: {label: Noticing, definition: Seeing what is there}
  listening:
    label: Listening
    definition: Hearing what is said
    presupposes: [noticing]
    levels:
      1: [Looks up, Nods at pauses]
      2: [Sums up, Asks on, Waits for the end, Repeats in own words]
      3: []
  advising:
    label: Advising
    definition: Saying what may help
    presupposes: {listening: 2}
    levels:
      1: [Offers help]
      2: [Weighs options, Names risks]
      3: [Changes minds]
  steering:
    label: Steering
    definition: Keeping a course
    levels:
      1: [Names the aim]
      2: [Corrects in time]
      3: [Sets the course]
  writing:
    label: Writing
    definition: Putting it on paper
    levels:
      1: [Writes short sentences, Spells well]
      2: [Finds the tone]
      3: []
  counting:
    label: Counting
    definition: Knowing how many
    levels: {1: [Counts], 2: [Adds up], 3: []}
"""
ROLE = """\
competentie: 1
role: Adviser
version: "1"
generic:
  advising: {norm: 3}
  steering: {norm: 3}
specific:
  writing: {norm: 2}
  counting: {norm: 3}
"""
RATED = """\
competentie: 1
profile: adviser
person: Sanne Example
rater: {name: Robin Example, relation: manager}
date: 2026-11-20
ratings:
  listening: {1.1: not_shown, 1.2: shown, 2.1: shown, 2.2: not_shown, 2.3: not_shown}
  advising: {1.1: not_shown, 2.1: not_shown, 2.2: not_shown, 3.1: shown}
  steering: 1
  counting: {1.1: shown, 2.1: shown}
"""
EARLIER = Agreements(
    steps=(
        Item("steering.2.1", "Corrects in time", None, "Lead the project on the [new] system", "Sanne, with Robin", ""),
        Item("counting.1.1", "Counts", None, "Keep the list", "Sanne", "1 March"),
    ),
    dropped=(Item("patience.1.1", "Waits", None, "", "", "next year"),),
)


def read(folder: Path) -> tuple[Catalogue, Profile, Reconciled]:
    for name, text in (("catalog.yaml", HANDBOOK), ("profiles/adviser.yaml", ROLE), ("sanne.yaml", RATED)):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    project, _ = load_project(folder / "catalog.yaml")
    assert project is not None
    ratings, found = load_ratings(folder / "sanne.yaml", project.catalogue)
    assert ratings is not None, found
    moved = (("writing.2.1", "writing.2.2"),)
    lost = Reconciled(ratings.ratings, ("advising.1.2",), ("listening.9.1",), moved, unsure=True)
    return project.catalogue, project.profiles["adviser"], lost


def made(catalogue: Catalogue, profile: Profile, given: Reconciled, earlier: Agreements | None = None) -> MadePlan:
    plan = plan_of(Scorer(catalogue, profile).score(given.ratings), catalogue)
    agreements = fresh(plan, catalogue) if earlier is None else carry(earlier, plan, catalogue, same=True)
    return MadePlan(plan, agreements, given, basis_of(catalogue, [profile], "2026-11-23"))


def example() -> tuple[MadePlan, Catalogue]:
    """Return the plan that follows from the example that is shipped."""
    project, _ = load_project(ROOT / "catalog.yaml")
    assert project is not None
    ratings, _ = load_ratings(ROOT / "examples" / "ratings.yaml", project.catalogue)
    assert ratings is not None
    return made(project.catalogue, project.profiles["opleidingscoordinator"], ratings), project.catalogue


def page(plan: MadePlan, catalogue: Catalogue, language: str, width: int) -> str:
    screen = Console(
        file=io.StringIO(),
        width=width,
        force_terminal=True,
        color_system=None,
        markup=False,
        emoji=False,
        highlight=False,
    )
    return drawn(terminal(plan_page(plan, catalogue, Words(language))), screen)


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("width", [60, 100])
def test_on_a_terminal(width: int, language: str, golden: Callable[[str, str], None]) -> None:
    text = page(*example(), language, width)
    assert max(map(len, text.splitlines())) <= width
    golden(f"plan-{language}-{width}.txt", text)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_with_all_that_can_be_said(language: str, tmp_path: Path, golden: Callable[[str, str], None]) -> None:
    catalogue, profile, given = read(tmp_path)
    golden(f"plan-all-{language}.txt", page(made(catalogue, profile, given, EARLIER), catalogue, language, 80))


@pytest.mark.parametrize("language", ["nl", "en"])
def test_as_markdown(language: str, golden: Callable[[str, str], None]) -> None:
    golden(f"plan-{language}.md", markdown(plan_page(*example(), Words(language))))


def test_as_markdown_with_all_that_can_be_said(tmp_path: Path, golden: Callable[[str, str], None]) -> None:
    catalogue, profile, given = read(tmp_path)
    golden("plan-all.md", markdown(plan_page(made(catalogue, profile, given, EARLIER), catalogue, Words("en"))))


def test_where_all_norms_are_met_it_says_so(tmp_path: Path) -> None:
    catalogue, profile, given = read(tmp_path)
    rated = dict.fromkeys((row.competency for row in profile.rows), 3)
    plan = made(catalogue, profile, Reconciled(replace(given.ratings, rated=rated)))
    said = "All norms are met: there is nothing to plan"
    assert said in page(plan, catalogue, "en", 80)
    assert said in markdown(plan_page(plan, catalogue, Words("en")))


HOSTILE = "\x1b[31m[bold]x[/bold]\u202e :warning: {0} %s\n## heading\n- [ ] item <b> | ` \x00"


def test_hostile_text_is_shown_as_text(tmp_path: Path) -> None:
    catalogue, profile, given = read(tmp_path)
    item = Item("steering.2.1", "Corrects in time", None, HOSTILE, HOSTILE, HOSTILE)
    gone = Item("patience.1.1", HOSTILE, None, HOSTILE)
    plan = made(catalogue, profile, given, Agreements(steps=(item,), done=(gone,), dropped=(gone,)))
    shown = drawn(terminal(plan_page(plan, catalogue, Words("en"))), console(io.StringIO(), "never", {}))
    assert r"\x1b[31m[bold]x[/bold]\u202e :warning: {0} %s ## heading - [ ] item <b> | ` \x00" in shown
    for text in (shown, markdown(plan_page(plan, catalogue, Words("en")))):
        assert not {"\x1b", "\u202e", "\x00"} & set(text)
        assert "\n## heading" not in text
        assert "\n- [ ] item" not in text
