"""The interview as a state machine: what it asks, and what it makes of what is typed. No terminal."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import ROOT

from competentie.api import load
from competentie.assess.interview import By, Interview, Turn
from competentie.core import Message, Rating, Ratings

HANDBOOK = ROOT / "catalog.yaml"
S, N, X, U = Rating.SHOWN, Rating.NOT_SHOWN, Rating.NOT_APPLICABLE, Rating.UNRATED


def interview(project: Path, by: By = By.BEHAVIOUR, *, all_levels: bool = False, together: bool = False) -> Interview:
    loaded = load(project / "catalog.yaml")
    return Interview(loaded.catalogue, loaded.profiles["adviser"], by, all_levels=all_levels, together=together)


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
        *((word, S) for word in ("j", "J", "ja", "y", "yes")),
        *((word, N) for word in ("n", "nee", "no")),
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


@pytest.mark.parametrize("typed", ["2", "xx", "jn", "9" * 6000, "{0}", "\x1b[A"])
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


def test_a_level_is_rated_at_once(project: Path) -> None:
    one = interview(project)
    assert one.answer("l") is Turn.WHOLE
    assert one.answer_whole("j") is Turn.ON
    assert (one.position, one.touched) == (2, "listening")
    assert one.answer("l n") is Turn.ON
    assert one.rated() == {"listening": ((S, S), (N,), ())}


def test_a_level_rated_at_once_asks_before_other_answers_give_way(project: Path) -> None:
    one = interview(project)
    one.answer("n + seen")
    assert one.answer("l j") is Turn.SURE
    assert one.replaces == 1
    one.answer_sure("n")
    assert (one.position, one.rated()) == (1, {"listening": ((N, U), (U,), ())})
    one.answer("l j")
    one.answer_sure("y")
    assert (one.position, one.rated()) == (2, {"listening": ((S, S), (U,), ())})
    assert one.remarks_of("listening") == {"listening.1.1": {"note": "seen"}}


def test_a_competency_rated_at_once_asks_before_answers_and_notes_give_way(project: Path) -> None:
    one = interview(project)
    one.answer("j")
    one.answer("+ only a note")
    assert one.answer("l 2") is Turn.SURE
    assert one.replaces == 2
    one.answer_sure("")
    assert one.rated() == {"listening": ((S, U), (U,), ())}
    one.answer("l 2")
    one.answer_sure("ja")
    assert (one.position, one.rated()) == (3, {"listening": 2})


def test_a_behaviour_asks_before_the_level_of_its_competency_gives_way(project: Path) -> None:
    one = interview(project)
    one.answer("l 2")
    one.answer("<")
    assert one.given == 2
    assert one.answer("n") is Turn.SURE
    one.answer_sure("n")
    assert one.rated() == {"listening": 2}
    one.answer("n")
    one.answer_sure("y")
    assert one.rated() == {"listening": ((U, U), (N,), ())}


def test_what_was_left_is_known_at_the_end_except_what_was_passed_over(project: Path) -> None:
    loaded = load(project / "catalog.yaml")
    one = Interview(loaded.catalogue, loaded.profiles["adviser"], By.BEHAVIOUR, adaptive=True)
    for typed in ("n", "", "y", "", "y"):
        one.answer(typed)
    assert one.question is None
    assert [one.questions[place].code for place in one.unanswered] == ["listening.1.2", "advising.2.1"]
    one.go_to(one.unanswered[0])
    one.answer("y")
    assert one.touched == "listening"


@pytest.mark.parametrize("typed", ["4", "x y", "maybe", "-1"])
def test_what_is_no_answer_for_a_whole_level_changes_nothing(typed: str, project: Path) -> None:
    one = interview(project)
    assert isinstance(one.answer_whole(typed), Message)
    assert (one.position, one.rated()) == (0, {})


def test_a_question_mark_at_the_whole_level_explains(project: Path) -> None:
    one = interview(project)
    assert (one.answer("l"), one.answer_whole("?")) == (Turn.WHOLE, Turn.CONTEXT)


def test_skip_goes_to_the_next_competency(project: Path) -> None:
    one = interview(project)
    assert one.answer("s") is Turn.ON
    assert one.position == 3
    one.answer("s")
    assert one.question is None


@pytest.mark.parametrize(
    ("typed", "position"), [("/risks", 5), ("/listening.2", 2), ("/ADVISING", 3), ("/offers help", 3), ("/nods", 1)]
)
def test_a_jump_goes_to_the_next_question_with_a_text(typed: str, position: int, project: Path) -> None:
    one = interview(project)
    assert one.answer(typed) is Turn.ON
    assert one.position == position


def test_a_jump_wraps_around_and_says_when_nothing_is_found(project: Path) -> None:
    one = interview(project)
    one.answer("/risks")
    one.answer("/looks up")
    assert one.position == 0
    assert isinstance(one.answer("/nowhere"), Message)
    assert isinstance(one.answer("/"), Message)
    assert one.position == 0


def test_a_note_goes_with_an_answer(project: Path) -> None:
    one = interview(project)
    one.answer("n + not once in March + April")
    assert one.position == 1
    assert one.remarks_of("listening") == {"listening.1.1": {"note": "not once in March + April"}}


@pytest.mark.parametrize("leaving", ["", "s", "<", "/risks", "q"])
def test_a_note_without_an_answer_is_kept_whatever_comes_next(leaving: str, project: Path) -> None:
    one = interview(project)
    assert one.answer("+ seen") is Turn.ON
    assert (one.position, one.touched, dict(one.remarks_at(one.position))) == (0, "listening", {"note": "seen"})
    one.answer(leaving)
    assert one.remarks_of("listening") == {"listening.1.1": {"note": "seen"}}
    assert one.rated() == {"listening": ((U, U), (U,), ())}


def test_a_note_and_evidence_are_asked_for(project: Path) -> None:
    one = interview(project)
    assert one.answer("+") is Turn.REMARK
    one.remark("seen", " in the meeting of 3 March ")
    one.answer("y")
    assert one.remarks_of("listening")["listening.1.1"] == {"note": "seen", "evidence": "in the meeting of 3 March"}


def test_clearing_an_answer_goes_on_and_keeps_its_note(project: Path) -> None:
    one = interview(project)
    for typed in ("y + seen", "<", "."):
        one.answer(typed)
    assert (one.position, one.answered, dict(one.remarks_at(0))) == (1, 0, {"note": "seen"})


def test_a_note_can_be_changed_and_taken_away(project: Path) -> None:
    one = interview(project)
    assert one.answer("n+") is Turn.REMARK
    assert (one.position, one.rated()) == (1, {"listening": ((N, U), (U,), ())})
    one.remark(note="seen")
    one.remark(evidence="in March")
    assert one.noted == {"note": "seen", "evidence": "in March"}
    one.remark(note="")
    assert one.remarks_of("listening") == {"listening.1.1": {"evidence": "in March"}}


@pytest.mark.parametrize(
    ("typed", "rated", "note", "position"),
    [
        ("yn", ((S, N), (U,), ()), None, 2),
        ("J N", ((S, N), (U,), ()), None, 2),
        (".n", ((U, N), (U,), ()), None, 2),
        ("y", ((S, U), (U,), ()), None, 1),
        ("2n", ((U, N), (U,), ()), None, 2),
        ("2. n late", ((U, N), (U,), ()), "late", 2),
        ("y Saw it + twice", ((S, U), (U,), ()), "Saw it + twice", 1),
        ("nee, Zij vroeg niets", ((N, U), (U,), ()), "Zij vroeg niets", 1),
        ("yn + late", ((S, N), (U,), ()), "late", 2),
        ("yn late", ((S, N), (U,), ()), "late", 2),
        ("niet getoond + laat", ((N, U), (U,), ()), "laat", 1),
        ("1", None, None, 0),
        ("2", None, None, 1),
        ("", None, None, 2),
    ],
)
def test_a_level_is_answered_together(
    typed: str, rated: object, note: str | None, position: int, project: Path
) -> None:
    one = interview(project, together=True)
    assert one.answer(typed) is Turn.ON
    assert (one.rated().get("listening"), one.position) == (rated, position)
    assert [remark["note"] for remark in one.remarks_of("listening").values()] == ([note] if note else [])


@pytest.mark.parametrize("typed", ["yny", "3", "2 later", "Saw it", "na overleg", "1 keer", "yx", "0"])
def test_what_is_not_understood_of_a_level_changes_nothing(typed: str, project: Path) -> None:
    one = interview(project, together=True)
    assert isinstance(one.answer(typed), Message)
    assert (one.position, one.answered) == (0, 0)


def test_back_goes_to_the_answer_before_and_else_to_the_level_before(project: Path) -> None:
    one = interview(project, together=True)
    places = []
    for typed in ("y", "<", "yn", "<", "", "<"):
        one.answer(typed)
        places.append(one.position)
    assert places == [1, 0, 2, 0, 2, 0]
    assert one.rated() == {"listening": ((S, N), (U,), ())}


def test_a_level_takes_a_note_too(project: Path) -> None:
    one = interview(project, By.LEVEL)
    assert one.answer("2 + in three talks") is Turn.ON
    assert (one.rated()["listening"], one.remarks_of("listening")) == (2, {"listening": {"note": "in three talks"}})
    one.answer("<")
    assert one.answer("+") is Turn.REMARK
    one.remark(evidence="seen once", date="2026-11-23")
    one.remark(evidence="seen again", date="2026-11-24")
    pieces = [{"text": "seen once"}, {"text": "seen again", "date": "2026-11-24"}]
    assert one.remarks_of("listening") == {"listening": {"note": "in three talks", "evidence": pieces}}
    one.remark(evidence="")
    assert one.noted["evidence"] == pieces[:1]
    one.remark(evidence="")
    assert one.noted == {"note": "in three talks"}


def test_a_level_for_the_whole_competency_takes_a_note_once_somebody_is_sure(project: Path) -> None:
    one = interview(project, together=True)
    for typed in ("yn + late", "<"):
        one.answer(typed)
    assert one.answer_whole("2+") is Turn.SURE
    assert (one.answer_sure("y"), one.noted) == (Turn.REMARK, {})
    one.remark(note="as a whole")
    one.answer("/looks up")
    one.answer("+ in March")
    assert (one.rated()["listening"], one.remarks_of("listening")) == (2, {"listening": {"note": "in March"}})
    assert isinstance(one.answer_whole("y + all of it"), Message)  # which of them would the note be about?
    assert one.answer("n + once") is Turn.SURE
    one.answer_sure("y")
    notes = {code: remark["note"] for code, remark in one.remarks_of("listening").items()}
    assert notes == {"listening": "in March", "listening.1.1": "once"}


def test_adaptive_passes_over_what_lies_above_a_missed_level(project: Path) -> None:
    loaded = load(project / "catalog.yaml")
    one = Interview(loaded.catalogue, loaded.profiles["adviser"], By.BEHAVIOUR, adaptive=True)
    one.answer("n")
    assert (one.position, one.passed_over) == (1, None)  # the level itself is asked to its end
    one.answer("y")
    assert (one.position, one.passed_over) == (3, ("listening", 1))
    one.answer("y")
    assert (one.position, one.passed_over) == (4, None)
    assert one.rated()["listening"] == ((N, S), (U,), ())


def test_earlier_answers_are_taken_up_at_the_first_open_question(project: Path) -> None:
    before, after = interview(project), interview(project)
    for typed in ("y + seen", "n", "", "l 1"):
        before.answer(typed)
    remarks = {**before.remarks_of("listening"), **before.remarks_of("advising")}
    after.take_up(Ratings(before.rated(), remarks=remarks), None)
    assert (after.position, after.rated()) == (2, before.rated())
    assert after.remarks_of("listening") == before.remarks_of("listening")
    after.take_up(Ratings(before.rated()), "listening.1.2")
    assert after.position == 1


def test_places_count_within_the_competency(project: Path) -> None:
    one = interview(project)
    places = []
    while one.question is not None:
        places.append(one.place_in_competency())
        one.answer("")
    assert places == [(1, 3), (2, 3), (3, 3), (1, 3), (2, 3), (3, 3)]


KEYS = st.sampled_from(
    [
        *(
            "y",
            "n",
            "-",
            "",
            ".",
            "<",
            "s",
            "?",
            "l y",
            "l n",
            "l 0",
            "l 2",
            "l",
            "+ a",
            "y + b",
            "/a",
            "/2",
            "yn-.",
            "2 n c",
            "n+",
            "y d",
            "q",
            "x",
            "9",
        )
    ]
)


@given(st.lists(KEYS, max_size=40), st.booleans())
def test_whatever_is_typed_what_is_rated_can_be_taken_up_again(typed: list[str], together: bool) -> None:  # noqa: FBT001
    loaded = load(HANDBOOK)
    profile = loaded.profiles["opleidingscoordinator"]
    one, other = (Interview(loaded.catalogue, profile, By.BEHAVIOUR, together=together) for _ in range(2))
    for word in typed:
        if one.question is not None and one.answer(word) is Turn.SURE:
            one.answer_sure(word)
    remarks = {code: given for competency in one.competencies for code, given in one.remarks_of(competency).items()}
    other.take_up(Ratings(one.rated(), remarks=remarks), None)
    assert other.rated() == one.rated()
    assert {code: other.remarks_of(code.split(".")[0])[code] for code in remarks} == remarks
