"""`ratings/<name>.yaml`: what one rater said of one person on one day."""

import datetime as dt
import re
from typing import Annotated, ClassVar, Final, Literal, TypeAlias

from pydantic import BeforeValidator, Discriminator, Field, Tag, WithJsonSchema
from pydantic_core import PydanticCustomError

from competentie.core import N_, Ratings
from competentie.files.shape import CatalogueMark, FileModel, FileName, FormatVersion, Id, LanguageTag, Word

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
    return "<behaviours>" if isinstance(value, dict) else None


Relation: TypeAlias = Literal["self", "manager", "peer", "report", "external"]
RatingWord: TypeAlias = Literal["shown", "not_shown", "not_applicable"]


TextCode: TypeAlias = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*(\.[1-9][0-9]{0,2}\.[1-9][0-9]{0,3})?$")]
"""The code of a behaviour, or the id of a competency."""


class BehaviourRatingFile(FileModel):
    """The rating of one behaviour, with what was seen."""

    rating: RatingWord | None = Field(
        default=None,
        description=N_("shown, not_shown or not_applicable; leave it out while the behaviour is unrated"),
    )
    note: str | None = Field(default=None, description=N_("a remark of the rater"))
    evidence: str | None = Field(default=None, description=N_("what was observed, where and when"))

    @property
    def remarks(self) -> dict[str, str]:
        """What was said besides the rating, by field."""
        remarks = {"note": self.note, "evidence": self.evidence}
        return {name: remark for name, remark in remarks.items() if remark is not None}


BehaviourKey: TypeAlias = Annotated[str, Field(pattern=r"^[1-9][0-9]{0,2}\.[1-9][0-9]{0,3}$")]
Details: TypeAlias = Annotated[
    BehaviourRatingFile, BeforeValidator(_as_details, json_schema_input_type=RatingWord | BehaviourRatingFile)
]
CompetencyRating: TypeAlias = Annotated[
    Annotated[int, Field(ge=0), Tag("<level>")] | Annotated[dict[BehaviourKey, Details], Tag("<behaviours>")],
    Discriminator(_level_or_behaviours),
]
Date: TypeAlias = Annotated[
    dt.date, BeforeValidator(_as_date), WithJsonSchema({"type": "string", "pattern": f"^{DATE}$"})
]


class RatedCatalogueFile(CatalogueMark):
    """The catalogue as it was when the ratings were given, text by text."""

    texts: dict[TextCode, Word] = Field(
        default_factory=dict,
        description=N_(
            "each text that was rated, by code, as it was read; older files have marks of eight hexadecimal digits"
        ),
    )


class RaterFile(FileModel):
    """Who rated."""

    name: Word | None = Field(default=None, description=N_("the name of the rater"))
    relation: Relation | None = Field(
        default=None, description=N_("what the rater is to the person: self, manager, peer, report or external")
    )


class OutdatedFile(FileModel):
    """An answer on a text that says something else now."""

    code: TextCode = Field(description=N_("the code that the text had"))
    text: Word | None = Field(default=None, description=N_("the text that was rated"))
    rating: RatingWord | Annotated[int, Field(ge=0)] | None = Field(
        default=None, description=N_("what was answered: shown, not_shown or not_applicable, or a level")
    )
    note: str | None = Field(default=None, description=N_("a remark of the rater"))
    evidence: str | None = Field(default=None, description=N_("what was observed, where and when"))


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
    unfinished: TextCode | None = Field(
        default=None, description=N_("the question at which the interview was left; absent when all was asked")
    )
    ratings: dict[Id, CompetencyRating] = Field(
        description=N_("per competency one level, or a rating per behaviour (1.1: shown)")
    )

    outdated: list[OutdatedFile] = Field(
        default_factory=list, description=N_("answers on texts that say something else now; they count for nothing")
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
            unfinished=self.unfinished,
            outdated=tuple(one.model_dump(exclude_none=True) for one in self.outdated),
            language=self.language,
        )
