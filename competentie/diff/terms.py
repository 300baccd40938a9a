"""What a change is: where it shows, whose version it moves, the step it asks for, and why; and what was renamed.

The steps are those of Semantic Versioning 2.0.0 (semver.org), read for a handbook: docs/versions.md has the table.
What got another id says so with `formerly`: the old handbook is read under the new ids, and one line tells. What looks
renamed, since its texts are the same, and does not say so, is only pointed out. Pure.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, replace
from enum import IntEnum, StrEnum
from fractions import Fraction
from functools import partial
from typing import Final, Protocol, TypeAlias, TypeVar

from competentie.core import Behaviour, Catalogue, Competency, Message, Profile, Text, msg
from competentie.handbook.texts import equal


class Step(IntEnum):
    """How far a version has to move; a higher step includes the lower ones."""

    NONE = 0
    PATCH = 1
    MINOR = 2
    MAJOR = 3

    @property
    def word(self) -> str:
        """The step's own name, the same in every language."""
        return self.name.lower()


class Subject(StrEnum):
    """What changes."""

    TITLE = "title"
    LANGUAGE = "language"
    SOURCE = "source"
    LICENSE = "license"
    ATTAIN = "attain"
    LEVEL = "level"
    LEVEL_TEXT = "level-text"
    CLUSTER = "cluster"
    CLUSTER_TEXT = "cluster-text"
    INTRODUCTION = "introduction"
    ROLES = "roles"
    BESIDE = "beside"
    """What is neither rated nor compared: codes, notes, tags, questions, short labels, keys that begin with `x-`."""
    COMPETENCY = "competency"
    LABEL = "label"
    DEFINITION = "definition"
    PRESUPPOSES = "presupposes"
    CONTRAST = "contrast"
    LINK = "link"
    BEHAVIOUR = "behaviour"
    PROFILE = "profile"
    ROLE = "role"
    NORM = "norm"
    GROUP = "group"
    RATIONALE = "rationale"
    IMPLIED_NORM = "implied-norm"


class Verb(StrEnum):
    """What happens to it."""

    ADDED = "added"
    INSERTED = "inserted"
    REMOVED = "removed"
    REWORDED = "reworded"
    REPLACED = "replaced"
    RESPELLED = "respelled"
    """Other punctuation, case or layout only."""
    TRANSLATION_ADDED = "translation-added"
    TRANSLATION_REMOVED = "translation-removed"
    TRANSLATION_CHANGED = "translation-changed"
    RENAMED = "renamed"
    CHANGED = "changed"
    RAISED = "raised"
    LOWERED = "lowered"
    MOVED = "moved"
    REORDERED = "reordered"
    DESCRIBED = "described"
    UNDESCRIBED = "undescribed"


Value: TypeAlias = Text | Fraction | int | str | None


@dataclass(frozen=True, slots=True)
class Change:
    """One change in meaning.

    `about` names what it concerns inside its place: a cluster, a level, the other competency. A behaviour has its
    old code, its new one, or both. `owner` is the profile whose version has to move; None is the catalogue.
    """

    subject: Subject
    verb: Verb
    reason: Message
    about: str | int | None = None
    _: KW_ONLY
    step: Step
    profile: str | None = None
    competency: str | None = None
    old_code: str | None = None
    new_code: str | None = None
    old: Value = None
    new: Value = None
    owner: str | None = None

    @property
    def kind(self) -> str:
        """What changes and how, as one stable word such as `norm-raised`."""
        return f"{self.subject}-{self.verb}"


@dataclass(frozen=True, slots=True)
class HandbookComparison:
    """All changes: the catalogue's own, then by competency, then by profile."""

    changes: tuple[Change, ...]

    @property
    def step(self) -> Step:
        """The step that all changes together ask for."""
        return highest(self.changes)


class Handbook(Protocol):
    """A catalogue with its profiles, wherever they were read from."""

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue."""

    @property
    def profiles(self) -> Mapping[str, Profile]:
        """The profiles by id."""


def highest(changes: Iterable[Change]) -> Step:
    """Return the highest step that any of the changes asks for."""
    return max((change.step for change in changes), default=Step.NONE)


def added_or(otherwise: Verb, old: object, new: object) -> Verb:
    """Tell what happened to something that differs: it was added, removed, or else `otherwise`."""
    return Verb.ADDED if old is None else Verb.REMOVED if new is None else otherwise


patch: Final = partial(Change, step=Step.PATCH)
"""Make a change that means the same to everyone: wording, order, headings."""

minor: Final = partial(Change, step=Step.MINOR)
"""Make a change that adds something no norm asks for, or asks less."""

major: Final = partial(Change, step=Step.MAJOR)
"""Make a change that asks something new or higher of people, or after which ratings mean something else."""

_FOLLOWED = msg("ratings and tables under the old one follow it")

K = TypeVar("K", Competency, Profile)


@dataclass(frozen=True, slots=True)
class Renamed:
    """An older handbook under the ids of a newer one; `lines` tell, by new id, what was renamed in it."""

    catalogue: Catalogue
    profiles: Mapping[str, Profile]
    lines: Mapping[tuple[Subject, str], Change]


def under_new_ids(old: Handbook, new: Handbook) -> Renamed:
    """Read an old handbook under the ids that its competencies and profiles have in the new one."""
    names = _renamed(old.catalogue.competencies, new.catalogue.competencies)
    files = _renamed(old.profiles, new.profiles)
    competencies = {names.get(one, one): _competency(value, names) for one, value in old.catalogue.competencies.items()}
    profiles = {
        files.get(one, one): value._replace(
            id=files.get(one, one),
            rows=tuple(row._replace(competency=names.get(row.competency, row.competency)) for row in value.rows),
        )
        for one, value in old.profiles.items()
    }
    lines = {
        (subject, now): patch(subject, Verb.RENAMED, _FOLLOWED, old=before, new=now)
        for subject, renamed in ((Subject.COMPETENCY, names), (Subject.PROFILE, files))
        for before, now in renamed.items()
    }
    return Renamed(old.catalogue._replace(competencies=competencies), profiles, lines)


def lifted(old: Renamed, new: Catalogue) -> tuple[Renamed, Change | None]:
    """Read an old handbook on the levels of a new one that put some below them; the change tells of those."""
    steps = new.height - old.catalogue.height
    if steps <= 0 or not _stands_higher(old.catalogue, new, steps):
        return old, None
    competencies = {one.id: _lifted(one, steps) for one in old.catalogue.competencies.values()}
    names = (*new.level_names[:steps], *old.catalogue.level_names)
    profiles = {
        identifier: profile._replace(rows=tuple(row._replace(norm=row.norm + steps) for row in profile.rows))
        for identifier, profile in old.profiles.items()
    }
    catalogue = old.catalogue._replace(
        competencies=competencies,
        level_names=names,
        level_texts={
            **{level: text for level, text in new.level_texts.items() if level <= steps},
            **{level + steps: text for level, text in old.catalogue.level_texts.items()},
        },
    )
    reason = msg(
        "what was level 1 is level {level} now, and so on: ratings of levels mean something else", level=steps + 1
    )
    change = major(
        Subject.LEVEL, Verb.INSERTED, reason, ", ".join(map(str, range(1, steps + 1))), new=new.level_names[0]
    )
    return replace(old, catalogue=catalogue, profiles=profiles), change


def _stands_higher(old: Catalogue, new: Catalogue, steps: int) -> bool:
    """Tell whether most of the behaviours stand so many levels higher; where there are none, the names of levels."""
    stays = higher = 0
    for one in old.competencies.values():
        now = {
            (each.own_code, each.level) if each.own_code else (each.text.all(), each.level)
            for each in _behaviours_of(new, one)
        }
        for each in one.behaviours():
            key = each.own_code or each.text.all()
            stays += (key, each.level) in now
            higher += (key, each.level + steps) in now
    if stays or higher:
        return higher > stays
    return all(map(equal, old.level_names, new.level_names[steps:])) and not equal(
        old.level_names[0], new.level_names[0]
    )


def _behaviours_of(catalogue: Catalogue, one: Competency) -> Sequence[Behaviour]:
    there = catalogue.competencies.get(one.id)
    return there.behaviours() if there else ()


def _lifted(one: Competency, steps: int) -> Competency:
    return one._replace(
        presupposes={other: level + steps for other, level in one.presupposes.items()},
        levels=one.levels
        and (
            *((),) * steps,
            *(tuple(each._replace(level=each.level + steps) for each in level) for level in one.levels),
        ),
        level_texts={level + steps: text for level, text in one.level_texts.items()},
    )


def looks_renamed(gone: Competency | None, old: Catalogue, new: Catalogue) -> Message | None:
    """Say which new competency has the texts of one that is gone, if there is one."""
    for identifier, other in new.competencies.items():
        if gone is not None and identifier not in old.competencies and _same_texts(gone, other):
            return msg("it looks renamed to `{id}`; say so there with `formerly: [{old}]`", id=identifier, old=gone.id)
    return None


def _renamed(old: Mapping[str, K], new: Mapping[str, K]) -> dict[str, str]:
    return {
        before: identifier
        for identifier, one in new.items()
        if identifier not in old
        for before in one.formerly
        if before in old and before not in new
    }


def _competency(one: Competency, names: Mapping[str, str]) -> Competency:
    identifier = names.get(one.id, one.id)
    return one._replace(
        id=identifier,
        presupposes={names.get(other, other): level for other, level in one.presupposes.items()},
        contrast={names.get(other, other): text for other, text in one.contrast.items()},
        levels=one.levels
        and tuple(tuple(behaviour._replace(competency=identifier) for behaviour in level) for level in one.levels),
    )


def _same_texts(old: Competency, new: Competency) -> bool:
    texts = [
        (old.definition, *(one.text for one in old.behaviours())),
        (new.definition, *(one.text for one in new.behaviours())),
    ]
    return len(texts[0]) == len(texts[1]) and all(map(equal, *texts))
