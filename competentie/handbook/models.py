"""The shapes of a catalogue and of a profile."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, ClassVar, TypeAlias

from pydantic import BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from competentie.core import N_, Behaviour, Catalogue, Competency, Group, Row, Text
from competentie.files.shape import CatalogueMark, FileModel, FileName, FormatVersion, Id, LanguageTag, LocalText, Word


def _as_decimal(value: object) -> object:
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _as_edges(value: object) -> object:
    """Read the short form `[id, id]` as `{id: 1, id: 1}`: present means level 1."""
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        seen: set[str] = set()
        twice = next((item for item in value if item in seen or seen.add(item)), None)  # type: ignore[func-returns-value]
        if twice is not None:
            raise PydanticCustomError("twice", "twice", {"item": twice})
        return dict.fromkeys(value, 1)
    return value


Share: TypeAlias = Annotated[
    Decimal,
    BeforeValidator(_as_decimal),
    Field(gt=0, le=1, decimal_places=100),
    WithJsonSchema({"type": "number", "exclusiveMinimum": 0, "maximum": 1}),
]

LevelKey: TypeAlias = Annotated[str, Field(pattern=r"^[1-9][0-9]{0,2}$")]

LevelNumber: TypeAlias = Annotated[int, Field(ge=1)]

Edges: TypeAlias = Annotated[
    dict[Id, LevelNumber],
    BeforeValidator(_as_edges, json_schema_input_type=list[Id] | dict[Id, LevelNumber]),
]


class PolicyFile(FileModel):
    """The choices that the rule leaves to the organisation."""

    attain: Share = Field(
        default=Decimal(1),
        description=N_("the share of a level's applicable behaviours that must be shown: above 0, at most 1"),
    )


class CompetencyFile(FileModel):
    """One competency."""

    label: LocalText = Field(description=N_("the title of the competency"))
    definition: LocalText = Field(description=N_("what the competency is, in a sentence"))
    cluster: Id | None = Field(default=None, description=N_("the id of the cluster it stands in"))
    presupposes: Edges = Field(
        default_factory=dict,
        description=N_("lighter competencies that this one takes as present: a list of ids, or id: level"),
    )
    contrast: dict[Id, LocalText] = Field(
        default_factory=dict,
        description=N_("a competency that is easily confused with this one, and the question that tells the two apart"),
    )
    links: dict[str, Word] = Field(
        default_factory=dict, description=N_("addresses of this competency in other frameworks")
    )
    levels: dict[LevelKey, list[LocalText]] | None = Field(
        default=None,
        description=N_("the observable behaviours per level; leave it out for a competency that is only mentioned"),
    )

    formerly: list[Id] = Field(
        default_factory=list,
        description=N_("ids that this competency had before; ratings and tables of those follow it"),
    )

    def to_domain(self, identifier: str, height: int) -> Competency:
        """Return the competency with a list of behaviours for each of the catalogue's levels."""
        levels = None
        if self.levels is not None:
            levels = tuple(_behaviours(identifier, number, self.levels) for number in range(1, height + 1))
        return Competency(
            identifier,
            self.label,
            self.definition,
            self.cluster,
            self.presupposes,
            self.contrast,
            self.links,
            levels,
            tuple(self.formerly),
        )


class CatalogueFile(FileModel):
    """The catalogue of one organisation."""

    KIND: ClassVar[str] = "catalog"

    competentie: FormatVersion
    title: LocalText = Field(description=N_("the name of the handbook"))
    language: LanguageTag = Field(description=N_("the language of the texts, as a BCP 47 tag such as nl"))
    version: Word = Field(description=N_("the version of the handbook, as text in quotes"))
    source: LocalText = Field(description=N_("where the texts come from"))
    license: LocalText | None = Field(default=None, description=N_("what others may do with the texts"))
    policy: PolicyFile = Field(default_factory=PolicyFile, description=N_("how the cumulative rule is applied"))
    levels: list[LocalText] = Field(min_length=1, description=N_("the names of the levels, lowest first"))
    clusters: dict[Id, LocalText] = Field(
        default_factory=dict, description=N_("the headings that group competencies, in the order of display")
    )
    competencies: dict[Id, CompetencyFile] = Field(
        min_length=1, description=N_("the competencies by id, in the order of display")
    )

    def to_domain(self) -> Catalogue:
        """Return the catalogue as a domain value."""
        height = len(self.levels)
        return Catalogue(
            self.title,
            self.language,
            self.version,
            self.source,
            self.license,
            Fraction(self.policy.attain),
            tuple(self.levels),
            self.clusters,
            {identifier: one.to_domain(identifier, height) for identifier, one in self.competencies.items()},
        )


def _behaviours(identifier: str, level: int, levels: Mapping[str, list[Text]]) -> tuple[Behaviour, ...]:
    texts = levels.get(str(level), [])
    return tuple(Behaviour(identifier, level, number, text) for number, text in enumerate(texts, 1))


class NormFile(FileModel):
    """One row: the level that the role asks for, and why."""

    norm: int = Field(ge=1, description=N_("the level that the role asks for"))
    rationale: LocalText | None = Field(default=None, description=N_("why the role asks for it"))


class ProfileFile(FileModel):
    """The profile of one role."""

    KIND: ClassVar[str] = "profile"

    competentie: FormatVersion
    role: LocalText = Field(description=N_("the name of the role"))
    version: Word = Field(description=N_("the version of the profile, as text in quotes"))
    formerly: list[FileName] = Field(
        default_factory=list,
        description=N_("file names, without ending, that this profile had before; ratings for those follow it"),
    )
    extends: FileName | None = Field(
        default=None, description=N_("the file name, without ending, of a profile whose rows come first")
    )
    catalogue: CatalogueMark | None = Field(
        default=None, description=N_("the catalogue whose texts the norms were chosen by; said when they have changed")
    )
    generic: dict[Id, NormFile] = Field(
        default_factory=dict, description=N_("norms that many roles share, by competency")
    )
    specific: dict[Id, NormFile] = Field(default_factory=dict, description=N_("norms of this role, by competency"))

    def rows(self) -> Iterator[Row]:
        """Yield the rows that this file itself states, generic ones first."""
        for group, norms in ((Group.GENERIC, self.generic), (Group.SPECIFIC, self.specific)):
            for competency, row in norms.items():
                yield Row(competency, group, row.norm, row.rationale)
