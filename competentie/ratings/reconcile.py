"""What a stored answer is worth on the texts at hand: one place decides it, for every command alike.

An answer is kept when its text is the same, also where it got another number. Nothing is guessed: an answer on
a text that changed is left out and named. Pure, and without a clock.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias

from competentie.core.basis import behaviour_mark, competency_mark, fingerprint
from competentie.core.terms import Behaviour, Catalogue, Rated, Rating, Ratings

if TYPE_CHECKING:
    from competentie.ratings.models import BehaviourRatingFile

Answers: TypeAlias = "Mapping[str, int | Mapping[str, BehaviourRatingFile]]"
"""The answers as a file holds them: per competency a level, or a rating per `level.number`."""


@dataclass(frozen=True, slots=True)
class Reconciled:
    """Ratings as they hold now, and what became of the others; all lists hold codes, in the order of the file."""

    ratings: Ratings
    changed: tuple[str, ...] = ()
    """Answers left out, because their text says something else now."""
    gone: tuple[str, ...] = ()
    """Answers left out, because their text is not there any more."""
    moved: tuple[tuple[str, str], ...] = ()
    """Answers kept under another code: the old one and the new one."""
    unsure: bool = False
    """Whether texts changed since, while the file does not tell which: answers are kept wherever a text stands."""

    @property
    def lost(self) -> tuple[str, ...]:
        """All answers that no longer hold."""
        return (*self.changed, *self.gone)


def reconcile(head: Ratings, given: Answers, catalogue: Catalogue) -> Reconciled:
    """Hold answers against the texts at hand; `head` is who, when and on which texts.

    Where the file's fingerprint fits, every answer that exists holds.
    """
    same = texts_unchanged(head, given, catalogue)
    held = _held(head, given, catalogue, {} if same else head.marks)
    return replace(held, unsure=not same and not head.marks)


def as_given(head: Ratings, given: Answers, catalogue: Catalogue) -> Ratings:
    """Return answers under the codes they were given for, whatever these say now; all of them must exist."""
    return _held(head, given, catalogue, {}).ratings


def texts_unchanged(head: Ratings, rated: Iterable[str], catalogue: Catalogue) -> bool:
    """Tell whether nothing that was rated has changed, as far as ratings say on what they rest."""
    if head.rated_on is None:
        return True
    version, mark = head.rated_on
    if mark is None:
        return version == catalogue.version
    return all(one in catalogue.competencies for one in rated) and mark == fingerprint(catalogue, rated)


def _held(head: Ratings, given: Answers, catalogue: Catalogue, marks: Mapping[str, str]) -> Reconciled:
    sorting = _Sorting(catalogue, marks)
    for identifier, answers in given.items():
        if isinstance(answers, int):
            sorting.level(identifier, answers)
        else:
            sorting.behaviours(identifier, answers)
    outdated = (*head.outdated, *sorting.outdated)
    ratings = replace(head, rated=sorting.rated, remarks=sorting.remarks, outdated=outdated)
    return Reconciled(ratings, tuple(sorting.changed), tuple(sorting.gone), tuple(sorting.moved))


@dataclass(slots=True)
class _Sorting:
    """What has become of the answers so far; `marks` are of the texts they were given on, where these may differ."""

    catalogue: Catalogue
    marks: Mapping[str, str]
    rated: dict[str, Rated] = field(default_factory=dict)
    remarks: dict[str, dict[str, str]] = field(default_factory=dict)
    changed: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    moved: list[tuple[str, str]] = field(default_factory=list)
    outdated: list[Mapping[str, object]] = field(default_factory=list)

    def level(self, identifier: str, level: int) -> None:
        """Sort a level for a competency as a whole."""
        competency, mark = self.catalogue.competencies.get(identifier), self.marks.get(identifier)
        if competency is None or level > self.catalogue.height:
            self._leave(self.gone, identifier, {"rating": level})
        elif mark is not None and mark != competency_mark(competency):
            self._leave(self.changed, identifier, {"rating": level})
        else:
            self.rated[identifier] = level

    def behaviours(self, identifier: str, answers: "Mapping[str, BehaviourRatingFile]") -> None:
        """Sort the answers on a competency's behaviours."""
        competency = self.catalogue.competencies.get(identifier)
        by_number = {f"{one.level}.{one.number}": one for one in competency.behaviours()} if competency else {}
        by_mark = {behaviour_mark(one): one for one in by_number.values()} if self.marks else {}
        ratings: dict[str, Rating] = {}
        for number, answer in answers.items():
            code = f"{identifier}.{number}"
            behaviour = _now(by_number.get(number), self.marks.get(code), by_mark)
            if behaviour is None:
                left = {"rating": answer.rating, **answer.remarks}
                self._leave(self.changed if number in by_number else self.gone, code, left)
                continue
            if behaviour.code != code:
                self.moved.append((code, behaviour.code))
            ratings[behaviour.code] = Rating(answer.rating or Rating.UNRATED)
            if answer.remarks:
                self.remarks[behaviour.code] = answer.remarks
        if competency is not None and (ratings or not answers):
            self.rated[identifier] = competency.ratings(lambda one: ratings.get(one.code, Rating.UNRATED))

    def _leave(self, lost: list[str], code: str, answer: Mapping[str, object]) -> None:
        """Set an answer apart that no longer holds, as it was."""
        lost.append(code)
        left = {"code": code, "text": self.marks.get(code), **answer}
        self.outdated.append({name: value for name, value in left.items() if value is not None})


def _now(here: Behaviour | None, mark: str | None, by_mark: Mapping[str, Behaviour]) -> Behaviour | None:
    """Return the behaviour that has the text which was rated; None when no text says it any more."""
    if mark is None or (here is not None and behaviour_mark(here) == mark):
        return here
    return by_mark.get(mark)
