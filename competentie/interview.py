"""`assess` as a conversation: a state machine over answers, with no terminal in it.

The caller shows `question`, passes what was typed to `answer`, and shows the message that comes back when it was
not understood. Nothing is presumed: a question passed over leaves its behaviour unrated.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from competentie.domain import Behaviour, Catalogue, Competency, Profile, Rated, Rating, Ratings
from competentie.message import Message, msg
from competentie.rule import LevelStatus, level_status
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
    """What the conversation does next: show the question (`ON`), or something else first."""

    ON = "on"
    CONTEXT = "context"
    REMARK = "remark"
    """Ask for a note and for evidence, and give them to `remark`."""
    WHOLE = "whole"
    """Ask how the whole level or competency is rated, and give that to `answer_whole`."""
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Question:
    """One question: about a behaviour, or (when that is None) about a competency as a whole."""

    competency: Competency
    behaviour: Behaviour | None = None

    @property
    def code(self) -> str:
        """The code of the behaviour, or the id of the competency."""
        return self.competency.id if self.behaviour is None else self.behaviour.code


class Interview:
    """The questions for a profile, the answers so far, and where we are."""

    def __init__(
        self, catalogue: Catalogue, profile: Profile, by: By, *, all_levels: bool = False, adaptive: bool = False
    ) -> None:
        """Ask levels 1 to the norm, lowest first; with `all_levels` also those above it.

        With `adaptive`, levels above the first one that is missed are passed over.
        """
        self.questions: tuple[Question, ...] = tuple(
            question
            for row in profile.rows
            for question in _questions(catalogue.competencies[row.competency], by, None if all_levels else row.norm)
        )
        self._height = catalogue.height
        self._attain = catalogue.attain
        self._adaptive = adaptive
        self._place = {question.code: place for place, question in enumerate(self.questions)}
        self._first: dict[str, int] = {}
        for place, question in enumerate(self.questions):
            self._first.setdefault(question.competency.id, place)
        self._ratings: dict[str, Rating] = {}
        self._levels: dict[str, int] = {}
        self._remarks: dict[str, dict[str, str]] = {}
        self._settled: set[int] = set()
        self.position = 0
        self.touched: str | None = None
        """The competency that the last answer was about, if it changed anything."""
        self.passed_over: tuple[str, int] | None = None
        """The competency whose levels above a missed one were passed over on the way here, and the missed level."""
        self.replaced = 0
        """How many answers about behaviours gave way to the last answer, a level for the whole competency."""

    def take_up(self, ratings: Ratings, at: str | None) -> None:
        """Go on with earlier ratings, at the question `at`, else at the first one that has no answer.

        What was answered then is not asked again on the way on; `<` and `/` still lead there.
        """
        for identifier, rated in ratings.rated.items():
            if isinstance(rated, int):
                self._levels[identifier] = rated
                continue
            for level, given in enumerate(rated, 1):
                for number, rating in enumerate(given, 1):
                    if rating is not Rating.UNRATED:
                        self._ratings[f"{identifier}.{level}.{number}"] = rating
        self._remarks = {code: dict(remarks) for code, remarks in ratings.remarks.items()}
        places = range(len(self.questions))
        self._settled = {place for place in places if self.answer_at(place) is not None}
        unanswered = (place for place in places if place not in self._settled)
        self.position = self._place.get(at or "", next(unanswered, len(self.questions)))

    @property
    def competencies(self) -> list[str]:
        """The ids of the competencies that are asked about, in order."""
        return list(self._first)

    @property
    def question(self) -> Question | None:
        """The question to ask now; None when all have been asked."""
        return self.questions[self.position] if self.position < len(self.questions) else None

    @property
    def given(self) -> Rating | int | None:
        """The answer that the current question has already, if we came back to it."""
        return self.answer_at(self.position) if self.question else None

    @property
    def remarks(self) -> Mapping[str, str]:
        """What was remarked at the current question: a note, evidence."""
        return self._remarks.get(self.question.code, {}) if self.question else {}

    @property
    def answered(self) -> int:
        """How many questions have an answer."""
        return sum(1 for place in range(len(self.questions)) if self.answer_at(place) is not None)

    def answer_at(self, place: int) -> Rating | int | None:
        """Return the answer to a question; a level for the whole competency answers all questions about it."""
        question = self.questions[place]
        level = self._levels.get(question.competency.id)
        return level if level is not None else self._ratings.get(question.code)

    def place_in_competency(self) -> tuple[int, int]:
        """Return which question about its competency the current one is, and how many there are."""
        identifier = self.questions[self.position].competency.id
        first = self._first[identifier]
        last = next(
            (place for place in range(self.position, len(self.questions)) if not self._is_about(place, identifier)),
            len(self.questions),
        )
        return self.position - first + 1, last - first

    def answer(self, typed: str) -> Turn | Message:
        """Take what was typed: an answer, a key, or nothing (go on, keeping an earlier answer).

        An answer may have a note behind it: `y + seen in March`. A message says what was not understood.
        """
        self.touched = self.passed_over = None
        self.replaced = 0
        word = " ".join(typed.casefold().split())
        if word.startswith("/"):
            return self._jump(word[1:].strip())
        before, plus, note = typed.partition("+")
        if plus:
            return self._remark(" ".join(before.casefold().split()), note.strip())
        if word == "l" or word.startswith("l "):
            return self.answer_whole(word[1:].strip()) if word != "l" else Turn.WHOLE
        key = _KEYS.get(word)
        return key(self) if key is not None else self._take(word)

    def answer_whole(self, typed: str) -> Turn | Message:
        """Rate the whole level of the current question, or in figures the whole competency; nothing changes nothing."""
        question = self.questions[self.position]
        word = " ".join(typed.casefold().split())
        if not word:
            return Turn.ON
        level = direct_level(word, self._height) if word.isdigit() else None
        if isinstance(level, int):
            self._forget(question.competency.id)
            self._levels[question.competency.id] = level
            self._next_competency()
        elif question.behaviour is not None and word in _WORDS and not word.isdigit():
            self._rate_level(question.behaviour, _WORDS[word])
        else:
            return msg("`{answer}` is not an answer for a whole level or competency", answer=word)
        self.touched = question.competency.id
        return Turn.ON

    def remark(self, note: str, evidence: str) -> None:
        """Keep a note and evidence with the current question; an empty one takes nothing away."""
        question = self.questions[self.position]
        given = {"note": note.strip(), "evidence": evidence.strip()}
        kept = {**self.remarks, **{name: text for name, text in given.items() if text}}
        if kept:
            self._remarks[question.code] = kept
            self.touched = question.competency.id

    def rated_of(self, identifier: str) -> Rated | None:
        """Return the answers about one competency; None when nothing was said of it."""
        if identifier in self._levels:
            return self._levels[identifier]
        competency = self.questions[self._first[identifier]].competency
        rated = competency.ratings(lambda behaviour: self._ratings.get(behaviour.code, Rating.UNRATED))
        return rated if any(one is not Rating.UNRATED for level in rated for one in level) else None

    def rated(self) -> dict[str, Rated]:
        """Return the answers so far; competencies of which nothing was said are absent."""
        found = ((identifier, self.rated_of(identifier)) for identifier in self._first)
        return {identifier: rated for identifier, rated in found if rated is not None}

    def remarks_of(self, identifier: str) -> dict[str, dict[str, str]]:
        """Return what was remarked at answers about one competency, by code."""
        return {
            code: remarks
            for code, remarks in self._remarks.items()
            if code.rpartition(".")[0].rpartition(".")[0] == identifier and code in self._ratings
        }

    def _take(self, word: str) -> Turn | Message:
        question = self.questions[self.position]
        if question.behaviour is None:
            level = direct_level(word, self._height)
            if not isinstance(level, int):
                return msg("`{answer}` is not a level from 0 to {height}", answer=word, height=self._height)
            self._levels[question.competency.id] = level
        else:
            rating = _WORDS.get(word)
            if rating is None:
                return msg("`{answer}` is not an answer; ? shows the keys", answer=word)
            self._levels.pop(question.competency.id, None)
            self._ratings[question.code] = rating
        self.touched = question.competency.id
        self._next()
        return Turn.ON

    def _remark(self, word: str, note: str) -> Turn | Message:
        """Keep a note with the current question, and the answer before the `+` when there is one."""
        question = self.questions[self.position]
        if question.behaviour is None or question.competency.id in self._levels:
            return msg("a note goes with the rating of one behaviour, not with a level")
        if word and word not in _WORDS:
            return msg("`{answer}` is not an answer; ? shows the keys", answer=word)
        if not note and not word:
            return Turn.REMARK
        self.remark(note, "")
        return self._take(word) if word else Turn.ON

    def _jump(self, wanted: str) -> Turn | Message:
        """Go to the next question that holds a text in its code, label or behaviour."""
        count = len(self.questions)
        for step in range(1, count + 1):
            place = (self.position + step) % count
            if wanted and any(wanted in text for text in _searched(self.questions[place])):
                self.position = place
                return Turn.ON
        return msg("no question holds `{text}`", text=wanted)

    def _go_on(self) -> Turn | Message:
        question = self.questions[self.position]
        if question.code in self._remarks and question.code not in self._ratings:
            return msg("a note needs a rating with it: rate it, or clear the note with `.`")
        self._next()
        return Turn.ON

    def _go_back(self) -> Turn:
        self.position = max(0, self.position - 1)
        return Turn.ON

    def _clear(self) -> Turn:
        question = self.questions[self.position]
        self._levels.pop(question.competency.id, None)
        self._ratings.pop(question.code, None)
        self._remarks.pop(question.code, None)
        self.touched = question.competency.id
        return Turn.ON

    def _skip(self) -> Turn:
        self._next_competency()
        return Turn.ON

    def _next(self) -> None:
        """Go to the next question that is to be asked."""
        before = self.questions[self.position]
        self.position += 1
        while self.position in self._settled:
            self.position += 1
        here = self.question
        if not self._adaptive or here is None or here.behaviour is None or here.competency.id != before.competency.id:
            return
        missed = self._first_missed(here.competency, here.behaviour.level)
        if missed is not None:
            self.passed_over = (here.competency.id, missed)
            self._next_competency()

    def _first_missed(self, competency: Competency, below: int) -> int | None:
        for level, behaviours in enumerate(competency.levels or (), 1):
            ratings = [self._ratings.get(one.code, Rating.UNRATED) for one in behaviours]
            if level < below and level_status(ratings, self._attain) is LevelStatus.MISSED:
                return level
        return None

    def _next_competency(self) -> None:
        identifier = self.questions[min(self.position, len(self.questions) - 1)].competency.id
        while self.question is not None and self._is_about(self.position, identifier):
            self.position += 1

    def _rate_level(self, here: Behaviour, rating: Rating) -> None:
        """Rate every behaviour of a level that is asked, and go on behind it."""
        self._levels.pop(here.competency, None)
        place = self._place[here.code]
        while place > 0 and self._is_level(place - 1, here):
            place -= 1
        while place < len(self.questions) and self._is_level(place, here):
            self._ratings[self.questions[place].code] = rating
            self.position = place
            place += 1
        self._next()

    def _forget(self, identifier: str) -> None:
        """Drop the answers about single behaviours of a competency, which is now rated as a whole."""
        for question in self.questions[self._first[identifier] :]:
            if question.competency.id != identifier:
                break
            self.replaced += self._ratings.pop(question.code, None) is not None
            self._remarks.pop(question.code, None)

    def _is_about(self, place: int, identifier: str) -> bool:
        return self.questions[place].competency.id == identifier

    def _is_level(self, place: int, here: Behaviour) -> bool:
        other = self.questions[place].behaviour
        return other is not None and (other.competency, other.level) == (here.competency, here.level)


_KEYS: Final[dict[str, Callable[[Interview], Turn | Message]]] = {
    "": Interview._go_on,  # noqa: SLF001 - the keys are part of the machine
    ".": Interview._clear,  # noqa: SLF001
    "<": Interview._go_back,  # noqa: SLF001
    "s": Interview._skip,  # noqa: SLF001
    "?": lambda _: Turn.CONTEXT,
    "q": lambda _: Turn.STOP,
}


def _questions(competency: Competency, by: By, up_to: int | None) -> Sequence[Question]:
    if by is By.LEVEL:
        return [Question(competency)]
    return [Question(competency, behaviour) for behaviour in competency.behaviours(up_to)]


def _searched(question: Question) -> Iterator[str]:
    yield question.code
    yield from (wording.casefold() for wording in question.competency.label.all())
    if question.behaviour is not None:
        yield from (wording.casefold() for wording in question.behaviour.text.all())
