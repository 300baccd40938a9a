"""`ratings/<name>.yaml`: what one rater said of one person on one day."""

import datetime as dt
import re
from typing import Annotated, Any, ClassVar, Final, Literal, TypeAlias

from pydantic import BeforeValidator, ConfigDict, Discriminator, Field, Tag, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from competentie.core import N_, Ratings
from competentie.files.shape import CatalogueMark, FileModel, FileName, FormatVersion, Id, LanguageTag, Word, empty

WHOLE: Final = ("rating", "note", "evidence")  # what may be said of a whole competency beside its behaviours
DATE: Final = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"


def _as_date(value: object) -> object:
    """Read `2026-11-23`; anything else is left for pydantic to refuse."""
    if isinstance(value, str) and re.fullmatch(DATE, value):
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            return value
    return value


def _as_details(value: object) -> object:
    """Read the short form `1.1: shown` as `1.1: {rating: shown}`; refuse what says nothing at all."""
    if isinstance(value, dict) and not value.keys() & {"rating", "note", "evidence"}:
        raise PydanticCustomError("no_rating", "a rating expected")
    return {"rating": value} if isinstance(value, str) else value


def _level_or_behaviours(value: object) -> str | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return "<level>"
    if not isinstance(value, dict):
        return None
    return "<behaviours>" if value.keys().isdisjoint(WHOLE) else "<whole>"


def _gather(value: object) -> object:
    """Put the ratings of behaviours under one name, beside what is said of the competency as a whole."""
    if not isinstance(value, dict):
        return value
    whole = {name: kept for name, kept in value.items() if name in WHOLE}
    return {**whole, "<behaviours>": {name: kept for name, kept in value.items() if name not in WHOLE}}


Relation: TypeAlias = Literal["self", "manager", "peer", "report", "external", "assessor", "agreed"]
RatingWord: TypeAlias = Literal["shown", "not_shown", "not_applicable"]


TextCode: TypeAlias = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*(\.[1-9][0-9]{0,2}\.[1-9][0-9]{0,3})?$")]
"""The code of a behaviour, or the id of a competency."""


Date: TypeAlias = Annotated[
    dt.date, BeforeValidator(_as_date), WithJsonSchema({"type": "string", "pattern": f"^{DATE}$"})
]


class EvidenceFile(FileModel):
    """One piece of evidence."""

    text: Word = Field(description=N_("what was observed, where and when"))
    date: Date | None = Field(default=None, description=N_("the day on which it was observed"))
    kind: Word | None = Field(default=None, description=N_("what it is, in a word of your own, such as observation"))
    link: Word | None = Field(default=None, description=N_("where it can be found"))


def _evidence_form(value: object) -> str:
    return "<pieces>" if isinstance(value, list) else "<text>"


Evidence: TypeAlias = Annotated[
    Annotated[str, Tag("<text>")] | Annotated[list[EvidenceFile], Tag("<pieces>")], Discriminator(_evidence_form)
]


class RemarksFile(FileModel):
    """What is said beside a rating."""

    note: str | None = Field(default=None, description=N_("a remark of the rater"))
    evidence: Evidence | None = Field(
        default=None, description=N_("what was observed, where and when; or a list of such pieces, each with its date")
    )

    @property
    def remarks(self) -> dict[str, Any]:
        """What was said besides the rating, by field."""
        remarks = self.model_dump(include={"note", "evidence"}, exclude_none=True, mode="json")
        return {name: remark for name, remark in remarks.items() if remark}


class BehaviourRatingFile(RemarksFile):
    """The rating of one behaviour, with what was seen."""

    rating: RatingWord | None = Field(
        default=None,
        description=N_("shown, not_shown or not_applicable; leave it out while the behaviour is unrated"),
    )


BehaviourKey: TypeAlias = Annotated[str, Field(pattern=r"^[1-9][0-9]{0,2}\.[1-9][0-9]{0,3}$")]
Details: TypeAlias = Annotated[
    BehaviourRatingFile, BeforeValidator(_as_details, json_schema_input_type=RatingWord | BehaviourRatingFile)
]


def _open(schema: dict[str, Any]) -> None:
    behaviours = schema["properties"].pop("<behaviours>")
    schema["patternProperties"] = behaviours["patternProperties"]
    schema["anyOf"] = [{"required": [name]} for name in WHOLE]


class CompetencyRatingFile(RemarksFile):
    """What is said of a whole competency: a level or the ratings of behaviours, with a note and evidence."""

    model_config = ConfigDict(json_schema_extra=_open)

    rating: Annotated[int, Field(ge=0)] | None = Field(default=None, description=N_("one level for the whole"))
    behaviours: dict[BehaviourKey, Details] = Field(default_factory=dict, alias="<behaviours>")

    _gathered = model_validator(mode="before")(_gather)


CompetencyRating: TypeAlias = Annotated[
    Annotated[int, Field(ge=0), Tag("<level>")]
    | Annotated[dict[BehaviourKey, Details], Tag("<behaviours>")]
    | Annotated[CompetencyRatingFile, Tag("<whole>")],
    Discriminator(_level_or_behaviours),
]


class RatedCatalogueFile(CatalogueMark):
    """The catalogue as it was when the ratings were given, text by text."""

    texts: dict[TextCode, Word] = Field(
        default_factory=dict,
        description=N_(
            "each text that was rated, by code, as it was read; older files have marks of eight hexadecimal digits"
        ),
    )
    codes: dict[TextCode, Word] = Field(
        default_factory=dict, description=N_("the handbook's own codes of these texts, by which they are found again")
    )


class RaterFile(FileModel):
    """Who rated."""

    name: Word | None = Field(default=None, description=N_("the name of the rater"))
    relation: Relation | None = Field(
        default=None,
        description=N_("what the rater is to the person: self, manager, peer, report, external, assessor or agreed"),
    )


class OutdatedFile(FileModel):
    """An answer on a text that says something else now."""

    code: TextCode = Field(description=N_("the code that the text had"))
    text: Word | None = Field(default=None, description=N_("the text that was rated"))
    rating: RatingWord | Annotated[int, Field(ge=0)] | None = Field(
        default=None, description=N_("what was answered: shown, not_shown or not_applicable, or a level")
    )
    note: str | None = Field(default=None, description=N_("a remark of the rater"))
    evidence: Evidence | None = Field(default=None, description=N_("what was observed, where and when"))


class RatingsFile(FileModel):
    """The ratings of one person by one rater."""

    KIND: ClassVar[str] = "ratings"

    competentie: FormatVersion
    profile: FileName = Field(description=N_("the profile that was assessed"))
    catalogue: RatedCatalogueFile | None = Field(default=None, description=N_("the catalogue that was rated"))
    person: Word = Field(description=N_("the person who was rated"))
    rater: RaterFile | None = Field(default=None, description=N_("who rated"))
    date: Date | None = Field(default=None, description=N_("the day of the rating, as 2026-11-23"))
    language: LanguageTag | None = Field(
        default=None, description=N_("the language in which the texts were read, such as nl")
    )
    note: Word | None = Field(default=None, description=N_("a remark on the talk as a whole"))
    reason: Word | None = Field(default=None, description=N_("of agreed ratings: why this is what you came to"))
    settles: list[Word] = Field(
        default_factory=empty, description=N_("of agreed ratings: the raters, or the files, that came to it")
    )
    unfinished: TextCode | None = Field(
        default=None, description=N_("the question at which the interview was left; absent when all was asked")
    )
    ratings: dict[Id, CompetencyRating] = Field(
        description=N_("per competency one level, or a rating per behaviour (1.1: shown)")
    )

    outdated: list[OutdatedFile] = Field(
        default_factory=empty, description=N_("answers on texts that say something else now; they count for nothing")
    )

    def head(self) -> Ratings:
        """Return who rated whom, when and on which texts; without the answers."""
        return Ratings(
            {},
            self.person,
            self.profile,
            self.rater.name if self.rater else None,
            self.rater.relation if self.rater else None,
            self.date.isoformat() if self.date else None,
            rated_on=(self.catalogue.version, self.catalogue.fingerprint) if self.catalogue else None,
            marks=self.catalogue.texts if self.catalogue else {},
            own_codes=self.catalogue.codes if self.catalogue else {},
            unfinished=self.unfinished,
            outdated=tuple(one.model_dump(exclude_none=True, mode="json") for one in self.outdated),
            language=self.language,
            note=self.note,
            reason=self.reason,
            settles=tuple(self.settles),
        )
