"""Ratings that were given on other texts than those at hand: what still holds, and what does not.

An answer is kept when its text is the same, also where it got another number. Nothing is guessed: an answer on
a text that changed is left out and named. Pure, and without a clock.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from competentie.core.basis import behaviour_mark, competency_mark, fingerprint
from competentie.core.terms import Behaviour, Catalogue, Competency, Rated, Rating, Ratings


class Given(Protocol):
    """The rating of one behaviour as a file holds it."""

    @property
    def rating(self) -> str | None:
        """`shown`, `not_shown` or `not_applicable`; None for a remark on what is unrated."""

    @property
    def note(self) -> str | None:
        """A remark of the rater."""

    @property
    def evidence(self) -> str | None:
        """What was observed."""


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


@dataclass(slots=True)
class _Sorted:
    """What has become of the answers so far."""

    rated: dict[str, Rated]
    remarks: dict[str, dict[str, str]]
    changed: list[str]
    gone: list[str]
    moved: list[tuple[str, str]]
    outdated: list[Mapping[str, object]]

    def leave(self, code: str, answer: int | Given, mark: str | None) -> None:
        """Set an answer apart that no longer holds, as it was."""
        given = (
            {"rating": answer}
            if isinstance(answer, int)
            else {"rating": answer.rating, "note": answer.note, "evidence": answer.evidence}
        )
        found = {"code": code, "text": mark, **given}
        self.outdated.append({name: value for name, value in found.items() if value is not None})


def texts_unchanged(head: Ratings, rated: Iterable[str], catalogue: Catalogue) -> bool:
    """Tell whether nothing that was rated has changed, as far as ratings say on what they rest."""
    if head.rated_on is None:
        return True
    version, mark = head.rated_on
    if mark is None:
        return version == catalogue.version
    return all(one in catalogue.competencies for one in rated) and mark == fingerprint(catalogue, rated)


def reconcile(head: Ratings, given: Mapping[str, int | Mapping[str, Given]], catalogue: Catalogue) -> Reconciled:
    """Decide what each stored answer is worth on the texts at hand: the one place that does.

    `head` is who, when and on which texts; `given` the answers as the file holds them, per competency a level or a
    rating per `level.number`. Where the file's fingerprint fits, every answer that exists holds.
    """
    same = texts_unchanged(head, given, catalogue)
    result = _Sorted({}, {}, [], [], [], [])
    marks = {} if same else head.marks
    for identifier, answers in given.items():
        competency = catalogue.competencies.get(identifier)
        if isinstance(answers, int):
            _sort_level(competency, identifier, answers, marks, catalogue.height, result)
        else:
            _sort_behaviours(competency, identifier, answers, marks, result)
    outdated = (*head.outdated, *result.outdated)
    kept = replace(head, rated=result.rated, remarks=result.remarks, outdated=outdated)
    return Reconciled(
        kept, tuple(result.changed), tuple(result.gone), tuple(result.moved), unsure=not same and not marks
    )


def _sort_level(
    competency: Competency | None, identifier: str, level: int, marks: Mapping[str, str], height: int, result: _Sorted
) -> None:
    mark = marks.get(identifier)
    if competency is None or level > height:
        result.gone.append(identifier)
        result.leave(identifier, level, mark)
    elif mark is not None and mark != competency_mark(competency):
        result.changed.append(identifier)
        result.leave(identifier, level, mark)
    else:
        result.rated[identifier] = level


def _sort_behaviours(
    competency: Competency | None,
    identifier: str,
    answers: Mapping[str, Given],
    marks: Mapping[str, str],
    result: _Sorted,
) -> None:
    by_number = {f"{one.level}.{one.number}": one for one in competency.behaviours()} if competency else {}
    by_mark = {behaviour_mark(one): one for one in by_number.values()} if marks else {}
    ratings: dict[str, Rating] = {}
    for number, answer in answers.items():
        code = f"{identifier}.{number}"
        behaviour = _now(by_number.get(number), marks.get(code), by_mark)
        if behaviour is None:
            (result.changed if number in by_number else result.gone).append(code)
            result.leave(code, answer, marks.get(code))
            continue
        if behaviour.code != code:
            result.moved.append((code, behaviour.code))
        ratings[behaviour.code] = Rating(answer.rating) if answer.rating else Rating.UNRATED
        remarks = {"note": answer.note, "evidence": answer.evidence}
        kept = {name: remark for name, remark in remarks.items() if remark is not None}
        if kept:
            result.remarks[behaviour.code] = kept
    if competency is not None and ratings:
        result.rated[identifier] = competency.ratings(lambda one: ratings.get(one.code, Rating.UNRATED))


def _now(here: Behaviour | None, mark: str | None, by_mark: Mapping[str, Behaviour]) -> Behaviour | None:
    """Return the behaviour that has the text which was rated; None when no text says it any more."""
    if mark is None or (here is not None and behaviour_mark(here) == mark):
        return here
    return by_mark.get(mark)
