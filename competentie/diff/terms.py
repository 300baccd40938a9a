"""What a change is: where it shows, whose version it moves, the step it asks for, and why.

The steps are those of Semantic Versioning 2.0.0 (semver.org), read for a handbook: docs/versions.md has the table.
"""

from collections.abc import Iterable, Mapping
from dataclasses import KW_ONLY, dataclass
from enum import IntEnum, StrEnum
from fractions import Fraction
from functools import partial
from typing import Final, Protocol, TypeAlias

from competentie.core.message import Message
from competentie.core.terms import Catalogue, Profile
from competentie.core.text import Text


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
    CLUSTER = "cluster"
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
