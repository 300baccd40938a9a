"""`assess` as a conversation: a state machine over answers, with no terminal in it.

The caller shows `question`, passes what was typed to `answer`, and shows the message that comes back when
it was not understood. Nothing is presumed: a question passed over leaves its behaviour unrated.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from competentie.domain import Behaviour, Catalogue, Competency, Profile, Rated, Rating
from competentie.message import Message, msg
from competentie.table.cells import NOT_APPLICABLE, NOT_SHOWN, SHOWN, direct_level

_WORDS: Final[dict[str, Rating]] = {
    **dict.fromkeys((*SHOWN, "j", "y"), Rating.SHOWN),
    **dict.fromkeys((*NOT_SHOWN, "n"), Rating.NOT_SHOWN),
    **dict.fromkeys((*NOT_APPLICABLE, "-"), Rating.NOT_APPLICABLE),
}


class By(StrEnum):
    """What is asked: each behaviour, or one level per competency."""

    BEHAVIOUR = "behaviour"
    LEVEL = "level"


class Turn(StrEnum):
    """What the conversation does next."""

    ON = "on"
    CONTEXT = "context"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Question:
    """One question: about a behaviour, or (when that is None) about a competency as a whole."""

    competency: Competency
    behaviour: Behaviour | None = None


class Interview:
    """The questions for a profile, the answers so far, and where we are."""

    def __init__(self, catalogue: Catalogue, profile: Profile, by: By, *, all_levels: bool = False) -> None:
        """Ask levels 1 to the norm, lowest first; with `all_levels` also those above it."""
        self.questions: tuple[Question, ...] = tuple(
            question
            for row in profile.rows
            for question in _questions(catalogue.competencies[row.competency], by, None if all_levels else row.norm)
        )
        self._height = catalogue.height
        self._answers: dict[int, Rating | int] = {}
        self.position = 0

    @property
    def question(self) -> Question | None:
        """The question to ask now; None when all have been asked."""
        return self.questions[self.position] if self.position < len(self.questions) else None

    @property
    def given(self) -> Rating | int | None:
        """The answer that the current question has already, if we came back to it."""
        return self._answers.get(self.position)

    @property
    def answered(self) -> int:
        """How many questions have an answer."""
        return len(self._answers)

    def opens_competency(self) -> bool:
        """Tell whether the current question is the first about its competency."""
        here = self.questions[self.position]
        return self.position == 0 or self.questions[self.position - 1].competency.id != here.competency.id

    def opens_level(self) -> bool:
        """Tell whether the current question is the first about its level."""
        here = self.questions[self.position].behaviour
        if here is None or self.opens_competency():
            return here is not None
        before = self.questions[self.position - 1].behaviour
        return before is None or before.level != here.level

    def answer(self, typed: str) -> Turn | Message:
        """Take what was typed: an answer, a key, or nothing (go on, keeping an earlier answer).

        `.` clears the answer, `<` goes back, `?` asks for context, `q` stops. A message says what was not understood.
        """
        word = " ".join(typed.casefold().split())
        match word:
            case "":
                self.position += 1
            case ".":
                self._answers.pop(self.position, None)
            case "<":
                self.position = max(0, self.position - 1)
            case "?":
                return Turn.CONTEXT
            case "q":
                return Turn.STOP
            case _:
                rating = self._read(word)
                if isinstance(rating, Message):
                    return rating
                self._answers[self.position] = rating
                self.position += 1
        return Turn.ON

    def rated(self) -> dict[str, Rated]:
        """Return the answers so far; competencies of which nothing was said are absent."""
        rated: dict[str, Rated] = {}
        behaviours: dict[str, dict[str, Rating]] = {}
        for position, answer in sorted(self._answers.items()):
            question = self.questions[position]
            if question.behaviour is not None and isinstance(answer, Rating):
                behaviours.setdefault(question.competency.id, {})[question.behaviour.code] = answer
            elif isinstance(answer, int):
                rated[question.competency.id] = answer
        competencies = {question.competency.id: question.competency for question in self.questions}
        for identifier, given in behaviours.items():
            rated[identifier] = competencies[identifier].ratings(_answers_of(given))
        return rated

    def _read(self, word: str) -> Rating | int | Message:
        question = self.questions[self.position]
        if question.behaviour is not None:
            rating = _WORDS.get(word)
            return rating or msg("`{answer}` is not an answer", answer=word)
        level = direct_level(word, self._height)
        if isinstance(level, int):
            return level
        return msg("`{answer}` is not a level from 0 to {height}", answer=word, height=self._height)


def _questions(competency: Competency, by: By, up_to: int | None) -> Sequence[Question]:
    if by is By.LEVEL:
        return [Question(competency)]
    return [Question(competency, behaviour) for behaviour in competency.behaviours(up_to)]


def _answers_of(given: Mapping[str, Rating]) -> Callable[[Behaviour], Rating]:
    return lambda behaviour: given.get(behaviour.code, Rating.UNRATED)
