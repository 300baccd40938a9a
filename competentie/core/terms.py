"""The terms of the field as values: catalogue, competency, behaviour, profile, ratings.

Plain, frozen and free of files. The words are those of the handbook's domain (see docs/domain.md).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import Any, Final, NamedTuple, TypeAlias


class Text(NamedTuple):
    """A text per language tag; the tag `""` holds a text that was written without one."""

    by_language: Mapping[str, str]

    def in_language(self, *wanted: str) -> str:
        """Return the text in the first wanted language there is, or else the first one written."""
        for language in wanted:
            if language in self.by_language:
                return self.by_language[language]
        return next(iter(self.by_language.values()))

    def all(self) -> tuple[str, ...]:
        """Return every wording, in the order written."""
        return tuple(self.by_language.values())


class Rating(StrEnum):
    """What an assessor says of one behaviour."""

    SHOWN = "shown"
    NOT_SHOWN = "not_shown"
    NOT_APPLICABLE = "not_applicable"
    UNRATED = "unrated"


RELATIONS: Final = ("self", "manager", "peer", "report", "external", "assessor", "agreed")
"""What a rater can be to the person; what raters came to in a talk stands beside what each of them said."""

AGREED: Final = "agreed"

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


Extra: TypeAlias = Mapping[int | str | None, Mapping[str, object]]
"""What stands under keys that begin with `x-`: of the thing itself (None), of one of its levels, of a cluster."""

_NO_EXTRA: Final[Extra] = {}


class Behaviour(NamedTuple):
    """One observable example of a competency at a level; `number` counts from 1 within the level.

    Only its text is rated and compared. `own_code` is how the owner of the handbook calls it.
    """

    competency: str
    level: int
    number: int
    text: Text
    own_code: str | None = None
    note: Text | None = None
    tags: tuple[str, ...] = ()
    questions: tuple[Text, ...] = ()
    extra: Mapping[str, object] = {}

    @property
    def code(self) -> str:
        """The address of the behaviour, such as `samenwerken.2.3`."""
        return f"{self.competency}.{self.level}.{self.number}"


class Competency(NamedTuple):
    """A competency; `levels` is None when it is mentioned but not described. `formerly` are ids that it had before.

    `level_texts` say what a level is for this competency; `short` is its label where there is little room.
    """

    id: str
    label: Text
    definition: Text
    cluster: str | None = None
    presupposes: Mapping[str, int] = {}
    contrast: Mapping[str, Text] = {}
    links: Mapping[str, str] = {}
    levels: tuple[tuple[Behaviour, ...], ...] | None = None
    formerly: tuple[str, ...] = ()
    own_code: str | None = None
    short: Text | None = None
    level_texts: Mapping[int, Text] = {}
    extra: Extra = _NO_EXTRA

    @property
    def title(self) -> Text:
        """The label as it is shown: behind the owner's own code, where there is one."""
        if self.own_code is None:
            return self.label
        return Text({tag: f"{self.own_code} {label}" for tag, label in self.label.by_language.items()})

    def ratings(self, rating_of: Callable[[Behaviour], Rating]) -> Levels:
        """Return the ratings of all behaviours, level by level."""
        return tuple(tuple(rating_of(behaviour) for behaviour in level) for level in self.levels or ())

    def rated_texts(self) -> tuple[tuple[Text, ...], ...]:
        """Return, level by level, what is rated: the behaviours, or where none is described what the levels are."""
        if any(self.levels or ()):
            return tuple(tuple(behaviour.text for behaviour in level) for level in self.levels or ())
        own = (self.level_texts.get(number) for number, _ in enumerate(self.levels or (), 1))
        return tuple(() if text is None else (text,) for text in own)

    def behaviours(self, up_to: int | None = None) -> tuple[Behaviour, ...]:
        """Return the behaviours of levels 1 to `up_to` (all levels by default), lowest level first."""
        return tuple(behaviour for level in (self.levels or ())[:up_to] for behaviour in level)


class Catalogue(NamedTuple):
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
    introduction: tuple[Text, ...] = ()
    level_texts: Mapping[int, Text] = {}
    cluster_texts: Mapping[str, Text] = {}
    inside: Mapping[str, str] = {}
    """The cluster in which a cluster stands."""
    roles: tuple[str, ...] = ()
    """The ids of profiles, least to most demanding; others come after these."""
    extra: Extra = _NO_EXTRA

    @property
    def height(self) -> int:
        """The number of levels, N."""
        return len(self.level_names)

    def followed(self, identifier: str) -> Competency | None:
        """Return the competency with an id, now or formerly; None where there is none."""
        former = (one for one in self.competencies.values() if identifier in one.formerly)
        return self.competencies.get(identifier) or next(former, None)

    def languages(self) -> set[str]:
        """Return the languages of labels, definitions and behaviours, and its own."""
        texts = [text for one in self.competencies.values() for text in (one.label, one.definition)]
        texts += [each.text for one in self.competencies.values() for each in one.behaviours()]
        return {self.language, *(tag for text in texts for tag in text.by_language)} - {""}

    def in_order(self, profiles: "Iterable[Profile]") -> "list[Profile]":
        """Return profiles in the order of roles, and behind them those that it does not name, as they come."""
        place = {role: number for number, role in enumerate(self.roles)}
        return sorted(profiles, key=lambda profile: place.get(profile.id, len(place)))


class Row(NamedTuple):
    """One row of a profile: the level that the role asks of a competency, and why."""

    competency: str
    group: Group
    norm: int
    rationale: Text | None = None


class Profile(NamedTuple):
    """A role's norms: generic rows first, each group in the order of its file; `formerly` are names its file had."""

    id: str
    role: Text
    version: str
    rows: tuple[Row, ...]
    formerly: tuple[str, ...] = ()
    extra: Extra = _NO_EXTRA
    """Of the profile itself, and by competency of its rows."""


@dataclass(frozen=True, slots=True)
class Ratings:
    """What one rater said of one person on one day; competencies that are absent are unrated.

    `remarks` keeps, per code of a behaviour or of a competency, what else was written: a note, and evidence as a text
    or in pieces. `note` is about the talk as a whole; `reason` and `settles` tell why raters agreed, and who.
    `rated_on` is the version and the fingerprint of the catalogue that was rated; None when that is the catalogue at
    hand. `marks` tells per code (of a behaviour, or of a competency with a direct level) which text was read, in
    `language`. `unfinished` is the code of the question at which an interview was left; None when all was asked.
    `outdated` keeps answers on texts that say something else now, as they were written: they count for nothing, and
    are not thrown away.
    """

    rated: Mapping[str, Rated]
    person: str | None = None
    profile: str | None = None
    rater: str | None = None
    relation: str | None = None
    date: str | None = None
    remarks: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    rated_on: tuple[str, str | None] | None = None
    marks: Mapping[str, str] = field(default_factory=dict)
    own_codes: Mapping[str, str] = field(default_factory=dict)
    """The owner's own codes of what was read, by code."""
    unfinished: str | None = None
    outdated: tuple[Mapping[str, object], ...] = ()
    language: str | None = None
    note: str | None = None
    reason: str | None = None
    settles: tuple[str, ...] = ()
