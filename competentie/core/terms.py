"""The terms of the field as values: catalogue, competency, behaviour, profile, ratings.

Plain, frozen and free of files. The words are those of the handbook's domain (see docs/domain.md).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import Final, TypeAlias

from competentie.core.text import Text


class Rating(StrEnum):
    """What an assessor says of one behaviour."""

    SHOWN = "shown"
    NOT_SHOWN = "not_shown"
    NOT_APPLICABLE = "not_applicable"
    UNRATED = "unrated"


RELATIONS: Final = ("self", "manager", "peer", "report", "external")
"""What a rater can be to the person."""

GROUPED: Final = ("peer", "report")
"""The relations that are shown only as a group."""


class Group(StrEnum):
    """The two groups of a profile's rows."""

    GENERIC = "generic"
    SPECIFIC = "specific"


Levels: TypeAlias = tuple[tuple[Rating, ...], ...]
"""The ratings of one competency's behaviours, level by level, lowest first."""

Rated: TypeAlias = int | Levels
"""What is known of one competency: a direct level (0 to N), or its behaviours' ratings."""


@dataclass(frozen=True, slots=True)
class Behaviour:
    """One observable example of a competency at a level; `number` counts from 1 within the level."""

    competency: str
    level: int
    number: int
    text: Text

    @property
    def code(self) -> str:
        """The address of the behaviour, such as `samenwerken.2.3`."""
        return f"{self.competency}.{self.level}.{self.number}"


@dataclass(frozen=True, slots=True)
class Competency:
    """A competency; `levels` is None when it is mentioned but not described. `formerly` are ids that it had before."""

    id: str
    label: Text
    definition: Text
    cluster: str | None = None
    presupposes: Mapping[str, int] = field(default_factory=dict)
    contrast: Mapping[str, Text] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)
    levels: tuple[tuple[Behaviour, ...], ...] | None = None
    formerly: tuple[str, ...] = ()

    def ratings(self, rating_of: Callable[[Behaviour], Rating]) -> Levels:
        """Return the ratings of all behaviours, level by level."""
        return tuple(tuple(rating_of(behaviour) for behaviour in level) for level in self.levels or ())

    def behaviours(self, up_to: int | None = None) -> tuple[Behaviour, ...]:
        """Return the behaviours of levels 1 to `up_to` (all levels by default), lowest level first."""
        return tuple(behaviour for level in (self.levels or ())[:up_to] for behaviour in level)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All competencies of one organisation; `attain` is the share of a level that must be shown.

    An outline is what can be known of a catalogue with errors (`outline.py`): it has no texts.
    """

    title: Text
    language: str
    version: str
    source: Text
    license: Text | None
    attain: Fraction
    level_names: tuple[Text, ...]
    clusters: Mapping[str, Text]
    competencies: Mapping[str, Competency]
    is_outline: bool = False

    @property
    def height(self) -> int:
        """The number of levels, N."""
        return len(self.level_names)

    def followed(self, identifier: str) -> Competency | None:
        """Return the competency with an id, now or formerly; None where there is none."""
        former = (one for one in self.competencies.values() if identifier in one.formerly)
        return self.competencies.get(identifier) or next(former, None)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a profile: the level that the role asks of a competency, and why."""

    competency: str
    group: Group
    norm: int
    rationale: Text | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """A role's norms: generic rows first, each group in the order of its file; `formerly` are names its file had."""

    id: str
    role: Text
    version: str
    rows: tuple[Row, ...]
    formerly: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ratings:
    """What one rater said of one person on one day; competencies that are absent are unrated.

    `remarks` keeps, per behaviour code, what else was written: a note, evidence. `rated_on` is the version and the
    fingerprint of the catalogue that was rated; None when that is the catalogue at hand. `marks` tells per code (of a
    behaviour, or of a competency with a direct level) which text was read, in `language`. `unfinished` is the code of
    the question at which an interview was left; None when all was asked. `outdated` keeps answers on texts that say
    something else now, as they were written: they count for nothing, and are not thrown away.
    """

    rated: Mapping[str, Rated]
    person: str | None = None
    profile: str | None = None
    rater: str | None = None
    relation: str | None = None
    date: str | None = None
    remarks: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    rated_on: tuple[str, str | None] | None = None
    marks: Mapping[str, str] = field(default_factory=dict)
    unfinished: str | None = None
    outdated: tuple[Mapping[str, object], ...] = ()
    language: str | None = None
