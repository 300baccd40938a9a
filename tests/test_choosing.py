"""The conversation of `profile new` without its terminal: whatever is typed, what it keeps is whole and right."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from support import CATALOGUE

from competentie.api import load
from competentie.choosing.choices import Ask, Choosing
from competentie.choosing.model import Choices, choices_text, profile_text
from competentie.cli.profile import what_is_wrong
from competentie.core import Catalogue, Diagnostic

TOLD_APART = CATALOGUE.replace("    presupposes", "    contrast: {patience: Said or waited for?}\n    presupposes")
TYPED = ("", "1", "2", "3", "1 2", "2, 1", "-", "<", "/l", "/adv", "x", "At the desk", "a@example.org")


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    """Return a handbook in which one competency presupposes another, and is easily confused with a third."""
    path = tmp_path_factory.mktemp("handbook") / "catalog.yaml"
    path.write_text(TOLD_APART, encoding="utf-8")
    return load(path).catalogue


def begin(catalogue: Catalogue, choices: Choices | None = None) -> Choosing:
    choices = choices or Choices(competentie=1, choices="coach", role="Coach")
    return Choosing(catalogue, choices, (), lambda now: wrong(now, catalogue))


def wrong(choices: Choices, catalogue: Catalogue) -> list[Diagnostic]:
    return what_is_wrong(Path("profiles/coach.yaml"), profile_text(choices, catalogue), catalogue)


@settings(max_examples=150)
@given(typed=st.lists(st.sampled_from(TYPED), max_size=25))
def test_whatever_is_typed_what_is_kept_is_right_and_goes_on(catalogue: Catalogue, typed: list[str]) -> None:
    choosing = begin(catalogue)
    for answer in typed:
        before, question = choosing.choices, choosing.question
        if choosing.answer(answer) is not None:  # not taken: nothing changed
            assert (choosing.choices, choosing.question) == (before, question)
        assert wrong(choosing.choices, catalogue) == []
        kept = Choices.model_validate(yaml.safe_load(choices_text(choosing.choices)))
        assert kept == choosing.choices
        assert begin(catalogue, kept).choices == choosing.choices
    told = "advising/patience" in choosing.choices.asked
    assert told or choosing.choices.chosen.get("advising", None) is None or not choosing.choices.chosen["advising"].norm


def test_back_leads_through_every_answer_to_the_first_question(catalogue: Catalogue) -> None:
    choosing = begin(catalogue)
    seen = []
    for answer in ("1 2", "1", "2", "Talks", "1", ""):
        seen.append((choosing.choices, choosing.question))
        assert choosing.answer(answer) is None
    assert choosing.question is None
    for expected in reversed(seen):
        assert choosing.answer("<") is None
        assert (choosing.choices, choosing.question) == expected
    assert choosing.answer("<") is not None


def test_what_is_gone_from_the_handbook_is_left_out_and_said(catalogue: Catalogue) -> None:
    kept = Choices.model_validate(
        {
            "competentie": 1,
            "choices": "coach",
            "role": "Coach",
            "chosen": {"gone": {"norm": 1}, "listening": {"norm": 1}},
        }
    )
    choosing = begin(catalogue, kept)
    assert [one.args for one in choosing.remarks] == [{"id": "gone"}]
    assert choosing.question is not None
    assert (choosing.question.ask, choosing.question.about[0].id) == (Ask.WHY, "listening")
