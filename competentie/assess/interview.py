"""`assess` as a conversation: a state machine over answers, with no terminal in it.

The caller shows the questions of `screen`, passes what was typed to `answer`, and shows the message that comes back
when it was not understood. Nothing is presumed: a question passed over leaves its behaviour unrated.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from competentie.core import (
    Behaviour,
    Catalogue,
    Competency,
    LevelStatus,
    Message,
    Profile,
    Rated,
    Rating,
    Ratings,
    Text,
    fold,
    level_status,
    msg,
)
from competentie.ratings.answers import YES, behaviour_rating, direct_level
from competentie.ratings.merge import RATING, Said


class By(StrEnum):
    """What is asked: each behaviour, or one level per competency."""

    BEHAVIOUR = "behaviour"
    LEVEL = "level"


class Turn(StrEnum):
    """What the conversation does next: show the question (`ON`), or something else first."""

    ON = "on"
    CONTEXT = "context"
    REMARK = "remark"
    """Ask for a note and for evidence at what `noted` is about, and give each to `remark`."""
    WHOLE = "whole"
    """Ask how the whole level or competency is rated, and give that to `answer_whole`."""
    SURE = "sure"
    """Ask whether what was answered may go (`replaces` says how much), and give that to `answer_sure`."""
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
        self,
        catalogue: Catalogue,
        profile: Profile,
        by: By,
        *,
        all_levels: bool = False,
        adaptive: bool = False,
        together: bool = False,
    ) -> None:
        """Ask levels 1 to the norm, lowest first; with `all_levels` also those above it.

        Where no behaviours are described, the level is asked.
        With `adaptive`, levels above the first one that is missed are passed over.
        With `together`, the behaviours of a level are answered in any number at once.
        """
        self.questions: tuple[Question, ...] = tuple(
            question
            for row in profile.rows
            for question in _questions(catalogue.competencies[row.competency], by, None if all_levels else row.norm)
        )
        self._height = catalogue.height
        self._attain = catalogue.attain
        self._adaptive = adaptive
        self._together = together
        self._place = {question.code: place for place, question in enumerate(self.questions)}
        self._first: dict[str, int] = {}
        for place, question in enumerate(self.questions):
            self._first.setdefault(question.competency.id, place)
        self._ratings: dict[str, Rating] = {}
        self._levels: dict[str, int] = {}
        self._remarks: dict[str, dict[str, Any]] = {}
        self._settled: set[int] = set()
        self._passed: set[int] = set()
        self.position = 0
        self._noted = ""
        self.touched: str | None = None
        """The competency that the last answer was about, if it changed anything."""
        self.passed_over: tuple[str, int] | None = None
        """The competency whose levels above a missed one were passed over on the way here, and the missed level."""
        self.given_way: list[dict[str, object]] = []
        """Answers on behaviours that gave way to a level for the whole competency, as a file keeps them."""
        self.reworded: dict[str, str] = {}
        """Texts that were read, by code, of answers that were not given again since these texts were reworded."""
        self.replaces = 0
        """How many answers would give way to what was typed last."""
        self._pending: Callable[[], Turn] | None = None

    def take_up(self, ratings: Ratings, at: str | None, reworded: Mapping[str, str] = MappingProxyType({})) -> None:
        """Go on with earlier ratings, at the question `at`, else at the first one that has no answer.

        What was answered then is not asked again on the way on; `<` and `/` still lead there. What was `reworded` since
        is asked, with the answer there is: whoever goes on gives it on the new text.
        """
        self.reworded = dict(reworded)
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
        self._settled = {
            place for place in places if self.answer_at(place) is not None and not self._is_reworded(place)
        }
        unanswered = (place for place in places if place not in self._settled)
        self.position = self._place.get(at or "", next(unanswered, len(self.questions)))

    def _is_reworded(self, place: int) -> bool:
        question = self.questions[place]
        first = self._first[question.competency.id] == place
        return question.code in self.reworded or (first and question.competency.id in self.reworded)

    def take_in(self, changes: Said) -> None:
        """Take over what somebody else changed in the file meanwhile; the question stays the one that it is."""
        for (code, name), value in changes.items():
            if code.partition(".")[0] not in self._first:
                continue
            if name != RATING:
                self._remarks[code] = {**self._remarks.get(code, {}), name: value}
                if value is None:
                    del self._remarks[code][name]
            elif code in self._first:
                self._levels.pop(code, None) if value is None else self._levels.update({code: int(value)})
            else:
                self._ratings.pop(code, None) if value is None else self._ratings.update({code: Rating(str(value))})

    @property
    def competencies(self) -> list[str]:
        """The ids of the competencies that are asked about, in order."""
        return list(self._first)

    @property
    def question(self) -> Question | None:
        """The question to ask now; None when all have been asked."""
        return self.questions[self.position] if self.position < len(self.questions) else None

    @property
    def is_over(self) -> bool:
        """Whether all questions have been asked."""
        return self.position >= len(self.questions)

    @property
    def given(self) -> Rating | int | None:
        """The answer that the current question has already, if we came back to it."""
        return self.answer_at(self.position) if self.question else None

    @property
    def screen(self) -> list[int]:
        """The places of the questions that stand together: those of the current level, or one question."""
        behaviour = self.questions[self.position].behaviour
        if behaviour is None or not self._together:
            return [self.position]
        return [self._place[code] for code in self._codes_of_level(behaviour)]

    @property
    def open(self) -> list[int]:
        """The places that what is typed next can answer: of the screen the current one, and what is asked behind it."""
        behind = (place for place in self.screen if place > self.position and place not in self._settled)
        return [self.position, *behind]

    def remarks_at(self, place: int) -> Mapping[str, Any]:
        """Return what was remarked at a question, or at the level that answers it: a note, evidence."""
        return self._remarks.get(self._answering(place), {})

    @property
    def noted(self) -> Mapping[str, Any]:
        """What was remarked at what `remark` is about: the last that was answered."""
        return self._remarks.get(self._noted, {})

    @property
    def answered(self) -> int:
        """How many questions have an answer."""
        return sum(1 for place in range(len(self.questions)) if self.answer_at(place) is not None)

    @property
    def unanswered(self) -> list[int]:
        """The places of the questions that were asked and have no answer."""
        places = range(len(self.questions))
        return [place for place in places if self.answer_at(place) is None and place not in self._passed]

    def text_of(self, code: str) -> Text | Message:
        """Return what stands under a code now: the text of a behaviour, or the label of a competency."""
        place = self._place.get(code, self._first.get(code))
        if place is None:
            return msg("not asked any more")
        question = self.questions[place]
        return (
            question.competency.title
            if question.behaviour is None or code == question.competency.id
            else question.behaviour.text
        )

    def go_to(self, place: int) -> None:
        """Go to a question that was left; on the way on, those that have an answer are not asked again."""
        self._settled = {one for one in range(len(self.questions)) if self.answer_at(one) is not None}
        self.position = place

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
        """Take what was typed: answers, a key, or nothing (go on, keeping earlier answers).

        Behind an answer may stand a note: `y seen in March`, `y + seen in March`. Where behaviours stand together, an
        answer each may be typed (`yyny`), and a number goes to one of them. A message says what was not understood.
        """
        self.touched = self.passed_over = None
        word = fold(typed)
        if word.startswith("/"):
            return self._jump(word[1:].strip())
        if word == "l" or word.startswith("l "):
            return self.answer_whole(word[1:].strip()) if word != "l" else Turn.WHOLE
        if word in _KEYS:
            return _KEYS[word](self)
        line = _LINE.fullmatch(typed.strip())
        if line and self._together and self.questions[self.position].behaviour is not None:
            return self._take_line(int(line[1]), line[2])
        return self._take(typed.strip())

    def answer_whole(self, typed: str) -> Turn | Message:
        """Rate the whole level of the current question, or in figures the whole competency; nothing changes nothing."""
        question = self.questions[self.position]
        word, plus, note = (part.strip() for part in typed.partition("+"))
        word = fold(word)
        if not word or word == "?":
            return Turn.CONTEXT if word else Turn.ON
        level = direct_level(word, self._height) if word.isdigit() else None
        if isinstance(level, int):
            return self._rate_competency(level, note if plus else None)
        rating = _rating(word)
        if question.behaviour is not None and rating is not None and not plus:
            behaviour = question.behaviour
            other = sum(1 for code in self._codes_of_level(behaviour) if self._ratings.get(code, rating) is not rating)
            return self._replacing(other or self._has_level, lambda: self._rate_level(behaviour, rating))
        return msg("`{answer}` is not an answer for a whole level or competency", answer=fold(typed))

    def answer_sure(self, typed: str) -> Turn:
        """Do what would replace answers, when somebody says yes; else nothing changes."""
        pending, self._pending = self._pending, None
        return pending() if pending is not None and fold(typed) in YES else Turn.ON

    def remark(self, note: str | None = None, evidence: str | None = None, date: str | None = None) -> None:
        """Keep a note or evidence with what was answered last; an empty one takes away what there was.

        A second piece of evidence stands behind the first, with its day; of several an empty one takes the last away.
        """
        kept = dict(self.noted)
        if note is not None:
            kept["note"] = note.strip()
        if evidence is not None:
            kept["evidence"] = _pieces(kept.get("evidence"), evidence.strip(), date)
        kept = {name: said for name, said in kept.items() if said}
        if kept == self.noted:
            return
        self.touched = self._noted.partition(".")[0]
        if kept:
            self._remarks[self._noted] = kept
        else:
            del self._remarks[self._noted]

    def rated_of(self, identifier: str) -> Rated | None:
        """Return the answers about one competency; None when nothing was said of it, not even in a remark."""
        if identifier in self._levels:
            return self._levels[identifier]
        competency = self.questions[self._first[identifier]].competency
        rated = competency.ratings(lambda behaviour: self._ratings.get(behaviour.code, Rating.UNRATED))
        said = any(one is not Rating.UNRATED for level in rated for one in level) or self.remarks_of(identifier)
        return rated if said else None

    def rated(self) -> dict[str, Rated]:
        """Return the answers so far; competencies of which nothing was said are absent."""
        found = ((identifier, self.rated_of(identifier)) for identifier in self._first)
        return {identifier: rated for identifier, rated in found if rated is not None}

    def remarks_of(self, identifier: str) -> dict[str, dict[str, Any]]:
        """Return what was remarked at one competency and at its behaviours, by code."""
        return {code: remarks for code, remarks in self._remarks.items() if code.partition(".")[0] == identifier}

    def _take(self, typed: str) -> Turn | Message:
        question = self.questions[self.position]
        if question.behaviour is None:
            return self._take_level(typed)
        said = _said(typed)
        if said is None:
            return msg("`{answer}` is not an answer; ? shows the keys", answer=typed)
        ratings, note = said
        if len(ratings) > len(self.open):
            return msg(
                "`{answer}` gives {n} answers; asked: {asked}", answer=typed, n=len(ratings), asked=len(self.open)
            )
        return self._replacing(self._has_level if ratings else 0, lambda: self._rate(ratings, note))

    def _take_level(self, typed: str) -> Turn | Message:
        identifier = self.questions[self.position].competency.id
        word, plus, note = (part.strip() for part in typed.partition("+"))
        level = direct_level(word, self._height)
        if isinstance(level, int):
            return self._rate_competency(level, note if plus else None)
        if word != "." and (word or not plus):
            return msg("`{answer}` is not a level from 0 to {height}", answer=word, height=self._height)
        if word:
            self._levels.pop(identifier, None)
            self.touched = identifier
            self._next()
        return self._note(identifier, note if plus else None)

    def _take_line(self, number: int, typed: str) -> Turn | Message:
        """Go to a question by the number that it has on the screen, and take what was typed behind that."""
        screen, before = self.screen, self.position
        if not 1 <= number <= len(screen):
            return msg("`{number}` is no line on the screen; ? shows the keys", number=number)
        self.position = screen[number - 1]
        turn = self._take(typed) if typed else Turn.ON
        self.position = before if isinstance(turn, Message) else self.position
        return turn

    def _rate(self, ratings: Sequence[Rating], note: str | None) -> Turn:
        """Rate the questions that are open, one by one; what is left unrated loses the answer that it had."""
        noted = self._answering(self.position)
        for rating in ratings:
            question = self.questions[self.position]
            noted = question.code
            self._levels.pop(question.competency.id, None)
            self._ratings[question.code] = rating
            if rating is Rating.UNRATED:
                del self._ratings[question.code]
            self.reworded.pop(question.code, None)
            self.touched = question.competency.id
            self._next()
        return self._note(noted, note)

    def _note(self, code: str, note: str | None) -> Turn:
        """Keep a note with what has this code; an empty one is still to be asked for."""
        self._noted = code
        self.remark(note or None)
        return Turn.REMARK if note == "" else Turn.ON

    def _answering(self, place: int) -> str:
        """Return the code of what answers a question: that of the question, or of a level for the whole competency."""
        question = self.questions[place]
        return question.competency.id if question.competency.id in self._levels else question.code

    def _rate_competency(self, level: int, note: str | None) -> Turn:
        identifier = self.questions[self.position].competency.id

        def rate() -> Turn:
            self._forget(identifier)
            self._levels[identifier] = level
            self.reworded.pop(identifier, None)
            self.touched = identifier
            self._next_competency()
            return self._note(identifier, note)

        return self._replacing(len(self._codes_of(identifier)), rate)

    @property
    def _has_level(self) -> int:
        """How many answers are a level for the whole of the current competency: one, or none."""
        return int(self.questions[self.position].competency.id in self._levels)

    def _replacing(self, count: int, act: Callable[[], Turn]) -> Turn:
        """Do something at once when it replaces nothing; else remember it, until somebody is sure."""
        if not count:
            return act()
        self.replaces, self._pending = count, act
        return Turn.SURE

    def _codes_of(self, identifier: str) -> set[str]:
        """Return the behaviours of a competency of which something was said, also those that are not asked."""
        return {code for code in (*self._ratings, *self._remarks) if code.startswith(identifier + ".")}

    def _jump(self, wanted: str) -> Turn | Message:
        """Go to the next question that holds a text in its code, label or behaviour."""
        count = len(self.questions)
        for step in range(1, count + 1):
            place = (self.position + step) % count
            if wanted and any(wanted in text for text in _searched(self.questions[place])):
                self.position = place
                return Turn.ON
        return msg("no question holds `{text}`", text=wanted)

    def _go_on(self) -> Turn:
        """Go on behind the screen; what was reworded there is answered as it was."""
        for place in self.open:
            question = self.questions[place]
            for code in (question.code, question.competency.id):
                if self.reworded.pop(code, None) is not None:
                    self.touched = question.competency.id
        self.position = self.open[-1]
        self._next()
        return Turn.ON

    def _go_back(self) -> Turn:
        """Go to the question before this one on the screen, else to the screen before it."""
        first = self.screen[0]
        self.position = max(0, self.position - 1)
        if self.position < first:
            self.position = self.screen[0]
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
            start = self.position
            self._next_competency()
            self._passed.update(range(start, self.position))

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

    def _rate_level(self, here: Behaviour, rating: Rating) -> Turn:
        """Rate every behaviour of a level that is asked, and go on behind it."""
        self._levels.pop(here.competency, None)
        self.touched = here.competency
        codes = self._codes_of_level(here)
        self._ratings.update(dict.fromkeys(codes, rating))
        self.reworded = {code: text for code, text in self.reworded.items() if code not in codes}
        self.position = self._place[codes[-1]]
        self._next()
        return Turn.ON

    def _forget(self, identifier: str) -> None:
        """Drop the answers about single behaviours of a competency, which is now rated as a whole."""
        for code in sorted(self._codes_of(identifier)):
            rating = self._ratings.pop(code, None)
            remarks = self._remarks.pop(code, {})
            self.reworded.pop(code, None)
            self.given_way.append({"code": code, **({"rating": rating.value} if rating else {}), **remarks})

    def _is_about(self, place: int, identifier: str) -> bool:
        return self.questions[place].competency.id == identifier

    def _codes_of_level(self, here: Behaviour) -> list[str]:
        """Return the codes of the behaviours of a level that are asked, in order."""
        behaviours = self.questions[self._place[here.code]].competency.behaviours()
        return [one.code for one in behaviours if one.level == here.level and one.code in self._place]


_KEYS: Final[dict[str, Callable[[Interview], Turn | Message]]] = {
    "": Interview._go_on,  # noqa: SLF001 - the keys are part of the machine
    "<": Interview._go_back,  # noqa: SLF001
    "s": Interview._skip,  # noqa: SLF001
    "?": lambda _: Turn.CONTEXT,
    "q": lambda _: Turn.STOP,
}


_LINE: Final = re.compile(r"(\d{1,3})[.:)]?(?!\d)\s*(.*)", re.ASCII | re.DOTALL)
_LETTERS: Final[Mapping[str, Rating]] = {
    **dict.fromkeys("jy", Rating.SHOWN),
    "n": Rating.NOT_SHOWN,
    "-": Rating.NOT_APPLICABLE,
    ".": Rating.UNRATED,
}
_BEFORE_NOTE: Final = YES | {"n", "nee", "no", "-", "nvt", "n.v.t.", "n/a"}
"""The words that are an answer also without a `+` before the note: *na*, *x* and *1* begin sentences."""


def _pieces(earlier: Any, text: str, date: str | None) -> Any:  # noqa: ANN401 - as a file keeps evidence: text, or pieces
    if not earlier:
        return text
    pieces = [{"text": earlier}] if isinstance(earlier, str) else list(earlier)
    return [*pieces, {"text": text, **({"date": date} if date else {})}] if text else pieces[:-1]


def _said(typed: str) -> tuple[Sequence[Rating], str | None] | None:
    """Read answers and the note behind them: empty where it is to be asked for, None where there is none."""
    before, plus, note = typed.partition("+")
    ratings = _answers(before) if before.strip() else ()
    if ratings is not None:
        return ratings, note.strip() if plus else None
    first, _, rest = typed.partition(" ")
    word = first.casefold().rstrip(",;:")
    ratings = _answers(word) if word in _BEFORE_NOTE or set(word) <= set(_LETTERS) else None
    return (ratings, rest.strip()) if ratings and rest.strip() else None


def _answers(text: str) -> Sequence[Rating] | None:
    rating = _rating(text)
    letters = fold(text).replace(" ", "")
    if rating is None and letters and set(letters) <= set(_LETTERS):
        return [_LETTERS[letter] for letter in letters]
    return None if rating is None else [rating]


def _rating(word: str) -> Rating | None:
    rating = behaviour_rating(word)
    return None if rating is Rating.UNRATED else rating


def _questions(competency: Competency, by: By, up_to: int | None) -> Sequence[Question]:
    if by is By.LEVEL:
        return [Question(competency)]
    return [Question(competency, behaviour) for behaviour in competency.behaviours(up_to)] or [Question(competency)]


def _searched(question: Question) -> Iterator[str]:
    yield question.code
    yield from (wording.casefold() for wording in question.competency.title.all())
    if question.behaviour is not None:
        yield (question.behaviour.own_code or "").casefold()
        yield from (wording.casefold() for wording in question.behaviour.text.all())
