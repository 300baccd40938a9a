"""The interview as a state machine: what it asks, and what it makes of what is typed. No terminal."""

from pathlib import Path

import pytest

from competentie.api import load
from competentie.domain import Rating
from competentie.interview import By, Interview, Turn
from competentie.message import Message

S, N, X, U = Rating.SHOWN, Rating.NOT_SHOWN, Rating.NOT_APPLICABLE, Rating.UNRATED


def interview(project: Path, by: By = By.BEHAVIOUR, *, all_levels: bool = False) -> Interview:
    loaded = load(project / "catalog.yaml")
    return Interview(loaded.catalogue, loaded.profiles["adviser"], by, all_levels=all_levels)


def codes(one: Interview) -> list[str]:
    return [question.behaviour.code for question in one.questions if question.behaviour is not None]


def test_it_asks_levels_one_to_the_norm_lowest_first(project: Path) -> None:
    assert codes(interview(project)) == [
        "listening.1.1",
        "listening.1.2",
        "listening.2.1",
        "advising.1.1",
        "advising.2.1",
        "advising.2.2",
    ]


def test_all_levels_goes_on_above_the_norm(project: Path) -> None:
    assert codes(interview(project, all_levels=True))[-1] == "advising.3.1"


@pytest.mark.parametrize(
    ("typed", "rating"),
    [
        *((word, S) for word in ("j", "J", "ja", "y", "yes", "1", "x")),
        *((word, N) for word in ("n", "nee", "no", "0")),
        *((word, X) for word in ("-", "nvt", "n/a")),
    ],
)
def test_an_answer_goes_on_to_the_next_question(typed: str, rating: Rating, project: Path) -> None:
    one = interview(project)
    assert one.answer(f" {typed} ") is Turn.ON
    assert one.position == 1
    assert one.rated() == {"listening": ((rating, U), (U,), ())}


def test_enter_leaves_a_behaviour_unrated(project: Path) -> None:
    one = interview(project)
    assert [one.answer("") for _ in one.questions] == [Turn.ON] * 6
    assert one.question is None
    assert one.rated() == {}


def test_back_shows_the_earlier_answer_and_enter_keeps_it(project: Path) -> None:
    one = interview(project)
    for typed in ("j", "n", "<", "<", "<"):
        one.answer(typed)
    assert (one.position, one.given) == (0, S)
    one.answer("")
    assert (one.position, one.given) == (1, N)
    one.answer("j")
    assert one.rated() == {"listening": ((S, S), (U,), ())}


@pytest.mark.parametrize("typed", ["2", "shown", "jn", "9" * 6000, "{0}", "\x1b[A"])
def test_what_is_not_understood_changes_nothing(typed: str, project: Path) -> None:
    one = interview(project)
    assert isinstance(one.answer(typed), Message)
    assert (one.position, one.answered) == (0, 0)


def test_by_level_asks_one_level_per_competency(project: Path) -> None:
    one = interview(project, By.LEVEL)
    assert [question.competency.id for question in one.questions] == ["listening", "advising"]
    assert isinstance(one.answer("4"), Message)
    one.answer("3")
    one.answer("0")
    assert one.rated() == {"listening": 3, "advising": 0}


def test_stop_and_context_leave_the_question_open(project: Path) -> None:
    one = interview(project)
    assert one.answer("?") is Turn.CONTEXT
    assert one.answer("q") is Turn.STOP
    assert one.position == 0


def test_it_tells_where_competencies_and_levels_begin(project: Path) -> None:
    one = interview(project)
    begins = []
    while one.question is not None:
        begins.append((one.opens_competency(), one.opens_level()))
        one.answer("j")
    assert begins == [(True, True), (False, False), (False, True), (True, True), (False, True), (False, False)]
