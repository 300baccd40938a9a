"""`profile new` as a conversation: which competencies are the core of a role, and at which level. No terminal in it.

Source: the handbook, on selecting. It is about the core of the behaviour, so two competencies that are easily confused
are told apart by the handbook's own question before either counts. The caller shows `question`, passes what was typed
to `answer`, and keeps `choices`, which are all that is needed to go on.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from competentie.choosing.model import Choice, Choices
from competentie.core import (
    Catalogue,
    Competency,
    Diagnostic,
    ImpliedNorm,
    Message,
    Profile,
    Row,
    Text,
    fold,
    implied_norms,
    msg,
)

FEWEST: Final = 4
MOST: Final = 8  # competencies that a profile has at its best


class Ask(Enum):
    """What a question asks: which of several competencies are meant, or of one its level, or where in the work."""

    WHICH = auto()
    LEVEL = auto()
    WHY = auto()


@dataclass(frozen=True, slots=True)
class Question:
    """One question; its key tells it from others, `text` is the handbook's own, which tells two competencies apart."""

    ask: Ask
    about: tuple[Competency, ...]
    key: str = ""
    text: Text | None = None


class Choosing:
    """The questions for a profile, the choices so far, and where we are."""

    def __init__(
        self,
        catalogue: Catalogue,
        choices: Choices,
        base: Sequence[Row],
        judge: Callable[[Choices], Sequence[Diagnostic]],
    ) -> None:
        """Go on with choices; `base` are rows that are taken along, `judge` finds what would be wrong."""
        self.catalogue = catalogue
        self.base = {row.competency: row for row in base}
        known = {one: choice for one, choice in choices.chosen.items() if one in catalogue.competencies}
        self.choices = choices.model_copy(update={"chosen": known})
        gone = [one for one in choices.chosen if one not in known]
        self.remarks = [msg("`{id}` is not in the handbook any more, and was left out", id=one) for one in gone]
        """What is to be said of the last answer."""
        self._judge = judge
        self._at: Question | None = None
        self._before: list[tuple[Choices, Question | None]] = []

    @property
    def question(self) -> Question | None:
        """The question to ask now; None when all have been asked."""
        return self._at or next((one for one in self._open() if one.key not in self.choices.asked), None)

    def _open(self) -> Iterator[Question]:
        known = self.catalogue.competencies
        chosen = [known[identifier] for identifier in self.choices.chosen]
        for one in chosen:
            for other in known.values():
                text = one.contrast.get(other.id) or other.contrast.get(one.id)
                if text is not None:
                    yield Question(Ask.WHICH, (one, other), "/".join(sorted((one.id, other.id))), text)
        for one in chosen:
            choice = self.choices.chosen[one.id]
            if choice.norm is None:
                yield _level_of(one)
            elif choice.rationale is None:
                yield _why(one)
        taken = {*self.base, *self.choices.chosen}
        for cluster in (*self.catalogue.clusters, ""):
            own = [
                one
                for one in known.values()
                if one.cluster == cluster or not (cluster or one.cluster in self.catalogue.clusters)
            ]
            about = tuple(one for one in own if one.levels is not None and one.id not in taken)
            if about:
                yield Question(Ask.WHICH, about, cluster)

    def profile(self) -> Profile:
        """Return what was chosen so far, on top of what is taken along."""
        rows = {**self.base, **{row.competency: row for row in self.choices.rows()}}
        return Profile(self.choices.choices, Text({"": self.choices.role}), "", tuple(rows.values()))

    def implied(self) -> dict[str, ImpliedNorm]:
        """Return what the norms so far presuppose, by competency."""
        return {one.competency: one for one in implied_norms(self.catalogue, self.profile())}

    def advice(self) -> Message:
        """Say how many competencies there are, and how many do best."""
        count = len(self.base.keys() | self.choices.chosen.keys())
        if FEWEST <= count <= MOST:
            return msg("{n} competencies", n=count)
        return msg("{n} competencies; {fewest} to {most} is advised", n=count, fewest=FEWEST, most=MOST)

    def answer(self, typed: str) -> Message | None:
        """Take an answer, `<` (back) or `/text` (to a competency); say why when it is not taken."""
        self.remarks, before = [], (self.choices, self._at)
        if typed == "<":
            if not self._before:
                return msg("there is nothing before this")
            self.choices, self._at = self._before.pop()
            return None
        said = self._jump(fold(typed[1:])) if typed.startswith("/") else self._take(typed)
        said = said or self._wrong()
        if said is None:
            self._before.append(before)
        else:
            self.choices, self._at = before
        return said

    def _take(self, typed: str) -> Message | None:
        question, self._at = self.question, None
        if question is None:
            return _not_understood(typed)
        if question.ask is Ask.WHICH:
            return self._which(question, [one for one in re.split(r"[\s,;+]+", typed) if one])
        (competency,) = question.about
        if question.ask is Ask.LEVEL:
            return self._level(competency, typed)
        if typed:
            self._choose(competency, rationale=typed)
        else:
            self._update(asked=[*self.choices.asked, question.key])
        return None

    def _which(self, question: Question, numbers: list[str]) -> Message | None:
        known = {str(number): one for number, one in enumerate(question.about, 1)}
        if wrong := [number for number in numbers if number not in known]:
            return _not_understood(wrong[0])
        meant = {known[number].id: known[number] for number in numbers}
        dropped = {one.id for one in question.about} - meant.keys()
        chosen = {one: choice for one, choice in self.choices.chosen.items() if one not in dropped}
        for one in meant.values():
            if one.levels is None:
                said = msg(
                    "{competency} is only mentioned in the handbook: without levels it cannot be asked",
                    competency=one.label,
                )
                self.remarks.append(said)
            elif one.id not in self.base:
                chosen.setdefault(one.id, Choice())
        self._update(chosen=chosen, asked=[*self.choices.asked, question.key])
        if len(chosen.keys() | self.base.keys()) > MOST and numbers:
            self.remarks.append(self.advice())
        return None

    def _level(self, competency: Competency, typed: str) -> Message | None:
        chosen, levels = self.choices.chosen, competency.levels or ()
        if typed == "-":
            self._update(chosen={one: choice for one, choice in chosen.items() if one != competency.id})
            return None
        known = {str(number): number for number, level in enumerate(levels, 1) if level or not any(levels)}
        norm = known.get(typed, None if typed else chosen[competency.id].norm)
        if norm is None:
            return msg("give a level that describes something; - leaves the competency out")
        implied = self.implied().values()
        self._choose(competency, norm=norm)
        self._at = _why(competency)
        self.remarks = [presumed(one, self.catalogue) for one in self.implied().values() if one not in implied]
        return None

    def _jump(self, word: str) -> Message | None:
        known = [one for one in self.catalogue.competencies.values() if one.levels is not None]
        found = next((one for one in known if any(word in fold(label) for label in one.label.all())), None)
        if found is None or not word:
            return msg("no competency that can be chosen has `{text}` in its name", text=word)
        if self.choices.chosen.get(found.id, Choice()).norm is None:
            self._at = None
            self._update(chosen={found.id: Choice(), **self.choices.chosen})
        else:
            self._at = _level_of(found)
        return None

    def _choose(self, competency: Competency, **fields: object) -> None:
        choice = self.choices.chosen[competency.id].model_copy(update=fields)
        self._update(chosen={**self.choices.chosen, competency.id: choice})

    def _update(self, **fields: object) -> None:
        self.choices = self.choices.model_copy(update=fields)

    def _wrong(self) -> Message | None:
        """Return the first thing that would be wrong with the profile, and what to do about it."""
        finding = next(iter(self._judge(self.choices)), None)
        if finding is None:
            return None
        return msg("{message}; {help}", message=finding.message, help=finding.help or "")


def _level_of(competency: Competency) -> Question:
    return Question(Ask.LEVEL, (competency,), f"{competency.id}:")


def _why(competency: Competency) -> Question:
    return Question(Ask.WHY, (competency,), f"{competency.id}?")


def _not_understood(typed: str) -> Message | None:
    return msg("`{answer}` is not an answer; ? shows the keys", answer=typed) if typed else None


def presumed(implied: ImpliedNorm, catalogue: Catalogue) -> Message:
    """Say what a norm presupposes, and through which competency."""
    labels = [catalogue.competencies[one].label for one in implied.through]
    other = catalogue.competencies[implied.competency].label
    level = implied.norm
    return msg(
        "presupposed: {competency}, level {level}, through {through}", competency=other, level=level, through=labels
    )
