"""The shapes of a catalogue and of a profile."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, ClassVar, TypeAlias, TypeGuard

from pydantic import AfterValidator, BeforeValidator, Discriminator, Field, Tag, WithJsonSchema
from pydantic_core import PydanticCustomError

from competentie.core import N_, Behaviour, Catalogue, Competency, Extra, Group, Row, Text
from competentie.files.shape import (
    CatalogueMark,
    FileModel,
    FileName,
    FormatVersion,
    Id,
    LanguageTag,
    LocalText,
    OpenModel,
    Word,
    empty,
)


def _as_decimal(value: object) -> object:
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _as_edges(value: object) -> object:
    """Read the short form `[id, id]` as `{id: 1, id: 1}`: present means level 1."""
    return dict.fromkeys(_once(value), 1) if isinstance(value, list) and _are_words(value) else value


def _once(value: list[str]) -> list[str]:
    """Refuse a list in which something stands twice."""
    seen: set[str] = set()
    twice = next((item for item in value if item in seen or seen.add(item)), None)  # type: ignore[func-returns-value]
    if twice is not None:
        raise PydanticCustomError("twice", "twice", {"item": twice})
    return value


def _are_words(value: list[object]) -> TypeGuard[list[str]]:
    return all(isinstance(item, str) for item in value)


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


Names: TypeAlias = Annotated[list[FileName], AfterValidator(_once)]


class PolicyFile(FileModel):
    """The choices that the rule leaves to the organisation."""

    attain: Share = Field(
        default=Decimal(1),
        description=N_("the share of a level's applicable behaviours that must be shown: above 0, at most 1"),
    )


class BehaviourFile(OpenModel):
    """A behaviour with what the owner says besides its text."""

    text: LocalText = Field(description=N_("what somebody does that can be observed: this is what is rated"))
    code: Word | None = Field(default=None, description=N_("your own number for it, used nowhere else"))
    note: LocalText | None = Field(default=None, description=N_("an example or a remark, for who rates"))
    tags: list[Word] = Field(default_factory=empty, description=N_("words of your own by which to choose behaviours"))
    questions: list[LocalText] = Field(default_factory=empty, description=N_("what an assessor may ask"))


class LevelFile(OpenModel):
    """A level of the catalogue, with a text of its own."""

    label: LocalText = Field(description=N_("the name of the level"))
    text: LocalText | None = Field(default=None, description=N_("what the level means, for every competency"))


class ClusterFile(OpenModel):
    """A cluster with a text of its own, or inside another."""

    label: LocalText = Field(description=N_("the heading"))
    text: LocalText | None = Field(default=None, description=N_("what the cluster is about"))
    inside: Id | None = Field(default=None, alias="in", description=N_("the id of the cluster in which it stands"))


def _either(model: type[FileModel]) -> Callable[[object], str]:
    """Tell the short form of a value from the one with fields; no language has a tag as long as these."""
    names = {name for name in model.model_fields if len(name) > len("nld")}

    def form(value: object) -> str:
        return (
            "<fields>"
            if isinstance(value, dict) and any(key in names or key.startswith("x-") for key in value)
            else "<short>"
        )

    return form


LocalBehaviour: TypeAlias = Annotated[
    Annotated[LocalText, Tag("<short>")] | Annotated[BehaviourFile, Tag("<fields>")],
    Discriminator(_either(BehaviourFile)),
]


class CompetencyLevelFile(OpenModel):
    """A level of one competency, with what it is for that one."""

    text: LocalText | None = Field(default=None, description=N_("what this level is for this competency"))
    behaviours: list[LocalBehaviour] = Field(default_factory=empty, description=N_("the observable behaviours"))


class CompetencyFile(OpenModel):
    """One competency."""

    label: LocalText = Field(description=N_("the title of the competency"))
    code: Word | None = Field(default=None, description=N_("your own number for it, used nowhere else"))
    short: LocalText | None = Field(default=None, description=N_("a short label, for narrow tables"))
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
    levels: (
        dict[
            LevelKey,
            Annotated[
                Annotated[list[LocalBehaviour], Tag("<short>")] | Annotated[CompetencyLevelFile, Tag("<fields>")],
                Discriminator(_either(CompetencyLevelFile)),
            ],
        ]
        | None
    ) = Field(
        default=None,
        description=N_("the observable behaviours per level; leave it out for a competency that is only mentioned"),
    )

    formerly: list[Id] = Field(
        default_factory=empty,
        description=N_("ids that this competency had before; ratings and tables of those follow it"),
    )

    def to_domain(self, identifier: str, height: int) -> Competency:
        """Return the competency with a list of behaviours for each of the catalogue's levels."""
        given = {int(key): level for key, level in (self.levels or {}).items()}
        lists = {number: one if isinstance(one, list) else one.behaviours for number, one in given.items()}
        levels = tuple(_behaviours(identifier, number, lists.get(number, [])) for number in range(1, height + 1))
        whole = {number: one for number, one in given.items() if isinstance(one, CompetencyLevelFile)}
        return Competency(
            identifier,
            self.label,
            self.definition,
            self.cluster,
            self.presupposes,
            self.contrast,
            self.links,
            None if self.levels is None else levels,
            tuple(self.formerly),
            self.code,
            self.short,
            {number: one.text for number, one in sorted(whole.items()) if one.text is not None},
            extras({None: self, **whole}),
        )


class CatalogueFile(OpenModel):
    """The catalogue of one organisation."""

    KIND: ClassVar[str] = "catalog"

    competentie: FormatVersion
    title: LocalText = Field(description=N_("the name of the handbook"))
    language: LanguageTag = Field(description=N_("the language of the texts, as a BCP 47 tag such as nl"))
    version: Word = Field(description=N_("the version of the handbook, as text in quotes"))
    source: LocalText = Field(description=N_("where the texts come from"))
    license: LocalText | None = Field(default=None, description=N_("what others may do with the texts"))
    introduction: list[LocalText] = Field(
        default_factory=empty,
        description=N_("what the handbook says before everything else, by paragraph; `# ` begins a heading"),
    )
    policy: PolicyFile = Field(default_factory=PolicyFile, description=N_("how the cumulative rule is applied"))
    levels: list[
        Annotated[
            Annotated[LocalText, Tag("<short>")] | Annotated[LevelFile, Tag("<fields>")],
            Discriminator(_either(LevelFile)),
        ]
    ] = Field(min_length=1, description=N_("the names of the levels, lowest first"))
    profiles: Names = Field(
        default_factory=empty,
        description=N_("the order of roles, from the least to the most demanding, by the file names of their profiles"),
    )
    clusters: dict[
        Id,
        Annotated[
            Annotated[LocalText, Tag("<short>")] | Annotated[ClusterFile, Tag("<fields>")],
            Discriminator(_either(ClusterFile)),
        ],
    ] = Field(default_factory=dict, description=N_("the headings that group competencies, in the order of display"))
    competencies: dict[Id, CompetencyFile] = Field(
        min_length=1, description=N_("the competencies by id, in the order of display")
    )

    def to_domain(self) -> Catalogue:
        """Return the catalogue as a domain value."""
        levels = {number: one for number, one in enumerate(self.levels, 1) if isinstance(one, LevelFile)}
        clusters = {name: one for name, one in self.clusters.items() if isinstance(one, ClusterFile)}
        return Catalogue(
            self.title,
            self.language,
            self.version,
            self.source,
            self.license,
            Fraction(self.policy.attain),
            tuple(one.label if isinstance(one, LevelFile) else one for one in self.levels),
            {name: one.label if isinstance(one, ClusterFile) else one for name, one in self.clusters.items()},
            {identifier: one.to_domain(identifier, len(self.levels)) for identifier, one in self.competencies.items()},
            introduction=tuple(self.introduction),
            level_texts={number: one.text for number, one in levels.items() if one.text is not None},
            cluster_texts={name: one.text for name, one in clusters.items() if one.text is not None},
            inside={name: one.inside for name, one in clusters.items() if one.inside is not None},
            roles=tuple(self.profiles),
            extra=extras({None: self, **levels, **clusters}),
        )


def _behaviours(identifier: str, level: int, given: Sequence[Text | BehaviourFile]) -> tuple[Behaviour, ...]:
    return tuple(
        Behaviour(identifier, level, number, one)
        if isinstance(one, Text)
        else Behaviour(
            *(identifier, level, number, one.text, one.code, one.note, tuple(one.tags), tuple(one.questions), one.x)
        )
        for number, one in enumerate(given, 1)
    )


def extras(models: Mapping[Any, OpenModel]) -> Extra:
    """Return what stands under keys that begin with `x-`, of the models that have any."""
    return {place: model.x for place, model in models.items() if model.x}


class NormFile(OpenModel):
    """One row: the level that the role asks for, and why."""

    norm: int = Field(ge=1, description=N_("the level that the role asks for"))
    rationale: LocalText | None = Field(default=None, description=N_("why the role asks for it"))


class ProfileFile(OpenModel):
    """The profile of one role."""

    KIND: ClassVar[str] = "profile"

    competentie: FormatVersion
    role: LocalText = Field(description=N_("the name of the role"))
    version: Word = Field(description=N_("the version of the profile, as text in quotes"))
    formerly: list[FileName] = Field(
        default_factory=empty,
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

    def extra(self) -> Extra:
        """Return what stands under keys that begin with `x-`, of the profile and of its own rows."""
        return extras({None: self, **self.generic, **self.specific})

    def rows(self) -> Iterator[Row]:
        """Yield the rows that this file itself states, generic ones first."""
        for group, norms in ((Group.GENERIC, self.generic), (Group.SPECIFIC, self.specific)):
            for competency, row in norms.items():
                yield Row(competency, group, row.norm, row.rationale)
