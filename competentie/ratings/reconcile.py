"""What a stored answer is worth on the texts at hand: one place decides it, for every command alike.

An answer belongs to a text. It is the same where that reads the same, is reworded, or follows its text to another
place or id; these count. One whose text is gone, or was replaced by another, is kept apart and named. Behaviours are
paired as `diff` does. Pure, and without a clock.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from competentie.core import (
    MARK,
    Behaviour,
    Catalogue,
    Competency,
    Rated,
    Rating,
    Ratings,
    Text,
    competency_mark,
    fingerprint,
    text_marks,
)
from competentie.handbook.texts import Texts, align, equal

if TYPE_CHECKING:
    from competentie.ratings.models import BehaviourRatingFile, CompetencyRatingFile

Answers: TypeAlias = "Mapping[str, int | Mapping[str, BehaviourRatingFile] | CompetencyRatingFile]"
"""The answers as a file holds them: per competency a level, or a rating per `level.number`, with remarks or without."""

_OLD_MARK: Final = re.compile(rf"[0-9a-f]{{{MARK}}}")


@dataclass(frozen=True, slots=True)
class Reconciled:
    """Ratings as they hold now, and what became of the others; all lists hold codes, in the order of the file.

    Of the ratings that hold, `marks` has the texts that were read under the codes of now.
    """

    ratings: Ratings
    changed: tuple[str, ...] = ()
    """Answers left out, because their text was replaced by another."""
    gone: tuple[str, ...] = ()
    """Answers left out, because their text is not there any more."""
    moved: tuple[tuple[str, str], ...] = ()
    """Answers kept under another code: the old one and the new one."""
    reworded: tuple[str, ...] = ()
    """Answers that count, on texts that were reworded since: their codes of now."""
    followed: tuple[tuple[str, str], ...] = ()
    """Competencies that got another id: the old one and the new one."""
    unsure: bool = False
    """Whether texts changed since, while the file does not tell which: answers are kept wherever a text stands."""

    @property
    def lost(self) -> tuple[str, ...]:
        """All answers that no longer hold."""
        return (*self.changed, *self.gone)

    @property
    def renumbered(self) -> list[tuple[str, str]]:
        """What moved otherwise than along with the id of its competency."""
        ids = dict(self.followed)
        return [(old, new) for old, new in self.moved if ids.get(_id_of(old), "") + old[len(_id_of(old)) :] != new]


def reconcile(head: Ratings, given: Answers, catalogue: Catalogue) -> Reconciled:
    """Hold answers against the texts at hand; `head` is who, when and on which texts.

    Where the file's fingerprint fits, every answer that exists holds.
    """
    same = texts_unchanged(head, given, catalogue)
    marks, language = {} if same else head.marks, head.language or catalogue.language
    sorting = _Sorting(catalogue, marks, head.own_codes, language)
    for identifier, answers in given.items():
        competency = catalogue.followed(identifier)
        if competency is not None and competency.id != identifier:
            sorting.followed.append((identifier, competency.id))
        sorting.take(identifier, competency, answers)
    return Reconciled(
        replace(
            head,
            rated=sorting.rated,
            remarks=sorting.remarks,
            marks=head.marks if same else sorting.kept,
            outdated=(*head.outdated, *sorting.outdated),
        ),
        tuple(sorting.changed),
        tuple(sorting.gone),
        tuple(sorting.moved),
        tuple(sorting.reworded),
        tuple(sorting.followed),
        unsure=not same and not head.marks,
    )


def texts_unchanged(head: Ratings, rated: Iterable[str], catalogue: Catalogue) -> bool:
    """Tell whether nothing that was rated has changed, as far as ratings say on what they rest."""
    if head.rated_on is None:
        return True
    version, mark = head.rated_on
    if mark is None:
        return version == catalogue.version and not head.marks
    return all(one in catalogue.competencies for one in rated) and mark == fingerprint(catalogue, rated)


def competency_text(competency: Competency, *languages: str) -> str:
    """Return the text that a level of a whole competency is about, a line each: its definition, and what is rated."""
    texts = (competency.definition, *(text for level in competency.rated_texts() for text in level))
    return "\n".join(" ".join(one.in_language(*languages).split()) for one in texts)


@dataclass(slots=True)
class _Sorting:
    """What has become of the answers so far; `marks` are the texts they were given on, where these may differ."""

    catalogue: Catalogue
    marks: Mapping[str, str]
    own_codes: Mapping[str, str]
    language: str
    rated: dict[str, Rated] = field(default_factory=dict)
    remarks: dict[str, dict[str, Any]] = field(default_factory=dict)
    kept: dict[str, str] = field(default_factory=dict)
    changed: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    moved: list[tuple[str, str]] = field(default_factory=list)
    reworded: list[str] = field(default_factory=list)
    followed: list[tuple[str, str]] = field(default_factory=list)
    outdated: list[Mapping[str, object]] = field(default_factory=list)

    def take(
        self,
        identifier: str,
        competency: Competency | None,
        answers: "int | Mapping[str, BehaviourRatingFile] | CompetencyRatingFile",
        remarks: Mapping[str, Any] = MappingProxyType({}),
    ) -> None:
        """Sort the answers on a competency, with what was remarked at all of it."""
        if isinstance(answers, int):
            self.level(identifier, competency, answers, remarks)
        elif isinstance(answers, Mapping):
            self.behaviours(identifier, competency, answers)
            if competency is not None and remarks:
                self.remarks[competency.id] = dict(remarks)
        else:
            inside = answers.behaviours if answers.rating is None else answers.rating
            self.take(identifier, competency, inside, answers.remarks)

    def level(self, identifier: str, competency: Competency | None, level: int, remarks: Mapping[str, Any]) -> None:
        """Sort a level for a competency as a whole, with what was remarked at it."""
        left = {"rating": level, **remarks}
        if competency is None or level > self.catalogue.height or competency.id in self.rated:
            self._leave(self.gone, identifier, left)
            return
        mark = self.marks.get(identifier)
        if mark is not None and not _reads(mark, competency):
            now = self._wordings(competency)
            if _OLD_MARK.fullmatch(mark) or not self._rewords(mark, now):
                self._leave(self.changed, identifier, left)
                return
            if not equal(Text({"": mark}), now):
                self.reworded.append(competency.id)
        self.rated[competency.id] = level
        if remarks:
            self.remarks[competency.id] = dict(remarks)
        self._keep(identifier, competency.id)

    def behaviours(
        self, identifier: str, competency: Competency | None, answers: "Mapping[str, BehaviourRatingFile]"
    ) -> None:
        """Sort the answers on a competency's behaviours."""
        here = {f"{identifier}.{one.level}.{one.number}": one for one in competency.behaviours()} if competency else {}
        now = {**here, **self._paired(identifier, here)}
        taken = competency is not None and competency.id in self.rated
        ratings: dict[str, Rating] = {}
        for number, answer in answers.items():
            code = f"{identifier}.{number}"
            behaviour = now.get(code)
            if behaviour is None or taken or behaviour.code in ratings:
                left = {"rating": answer.rating, **answer.remarks}
                self._leave(self.changed if code in here else self.gone, code, left)
                continue
            if behaviour.code != code:
                self.moved.append((code, behaviour.code))
            mark = self.marks.get(code)
            if mark is not None and not _is_of(mark, behaviour):
                self.reworded.append(behaviour.code)
            ratings[behaviour.code] = Rating(answer.rating or Rating.UNRATED)
            self._keep(code, behaviour.code)
            if answer.remarks:
                self.remarks[behaviour.code] = answer.remarks
        if competency is not None and not taken and (ratings or not answers):
            self.rated[competency.id] = competency.ratings(lambda one: ratings.get(one.code, Rating.UNRATED))

    def _paired(self, identifier: str, here: Mapping[str, Behaviour]) -> dict[str, Behaviour | None]:
        """Find the behaviour of now for each text that was read, by code; None where none says it any more."""
        marks = {code: mark for code, mark in self.marks.items() if _id_of(code) == identifier and code != identifier}
        if not marks:
            return {}
        before = []
        for code, mark in marks.items():
            level, number = map(int, code.rsplit(".", 2)[1:])
            among = (one.text for one in (here.get(code), *here.values()) if one is not None and _is_of(mark, one))
            text = next(among, None if _OLD_MARK.fullmatch(mark) else Text({"": mark}))
            if text is not None:
                before.append(Behaviour(identifier, level, number, text, self.own_codes.get(code)))
        now = [one._replace(competency=identifier) for one in here.values()]
        pairs = align(before, now, Texts(self.language, self.catalogue.language)).pairs
        return {**dict.fromkeys(marks), **{old.code: here[new.code] for old, new in pairs}}

    def _wordings(self, competency: Competency) -> Text:
        """Return what a level of a competency is about, in each language that it is described in."""
        languages = dict.fromkeys((self.language, "", *competency.definition.by_language))
        return Text({one: competency_text(competency, one, "", self.catalogue.language) for one in languages})

    def _rewords(self, mark: str, now: Text) -> bool:
        """Tell whether a competency still is what was rated: its definition, and all of it."""
        texts = Texts(self.language, self.catalogue.language)
        definition = Text({tag: text.partition("\n")[0] for tag, text in now.by_language.items()})
        return texts.alike(Text({"": mark.partition("\n")[0]}), definition) and texts.alike(Text({"": mark}), now)

    def _keep(self, code: str, now: str) -> None:
        """Remember the text that was read, under the code of now."""
        if code in self.marks:
            self.kept[now] = self.marks[code]

    def _leave(self, lost: list[str], code: str, answer: Mapping[str, object]) -> None:
        """Set an answer apart that no longer holds, as it was."""
        lost.append(code)
        left = {"code": code, "text": self.marks.get(code), **answer}
        self.outdated.append({name: value for name, value in left.items() if value is not None})


def _id_of(code: str) -> str:
    return code.partition(".")[0]


def _reads(mark: str, competency: Competency) -> bool:
    """Tell whether an older mark is that of a competency as it stands."""
    return bool(_OLD_MARK.fullmatch(mark)) and mark == competency_mark(competency)


def _is_of(mark: str, behaviour: Behaviour) -> bool:
    """Tell whether a mark is of the text that a behaviour has now; older marks were of all its translations."""
    return equal(Text({"": mark}), behaviour.text) or (
        bool(_OLD_MARK.fullmatch(mark)) and mark in text_marks(behaviour.text)
    )
