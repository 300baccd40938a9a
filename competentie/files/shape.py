"""What the kinds of file share: strictness, ids, texts, and descriptions that editors show."""

import re
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Final, Literal, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from competentie.core import N_, Text
from competentie.files.yaml import Refused

_LANGUAGE_TAG: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")  # BCP 47, the forms in use


class FileModel(BaseModel):
    """A mapping in a file: strict types, no unknown fields, and never its input in an error's text."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", hide_input_in_errors=True, defer_build=True)

    KIND: ClassVar[str] = ""
    """For the model of a whole file: the name of its schema."""


def _open(schema: dict[str, Any]) -> None:
    schema["properties"].pop("x-")
    schema["patternProperties"] = {"^x-": {}}


class OpenModel(FileModel):
    """A mapping in which keys that begin with `x-` may hold anything: they are kept, and given in data and exports."""

    model_config = ConfigDict(json_schema_extra=_open)

    x: dict[str, Any] = Field(default_factory=dict, alias="x-")

    @model_validator(mode="before")
    @classmethod
    def _gather(cls, value: object) -> object:
        """Put such keys under one name, which none of our own can have."""
        if not isinstance(value, dict) or not any(isinstance(key, str) and key.startswith("x-") for key in value):
            return value
        own = {key: kept for key, kept in value.items() if not key.startswith("x-")}
        return {**own, "x-": {key: as_data(kept) for key, kept in value.items() if key not in own}}


def empty() -> list[Any]:
    """Return an empty list: pydantic reads the signature of a default's maker, and that of `list` takes long."""
    return []


def as_data(value: object) -> object:
    """Return what a file holds as JSON can hold it: decimals as floats."""
    if isinstance(value, dict):
        return {key: as_data(inside) for key, inside in value.items()}
    if isinstance(value, list):
        return [as_data(inside) for inside in value]
    return float(value) if isinstance(value, Decimal) else value


def parse_text(value: object) -> Text:
    """Read one string, or a mapping from language to string; neither may be blank."""
    if isinstance(value, str):
        return Text({"": _filled(value)})
    if isinstance(value, Refused):
        raise PydanticCustomError("refused", "refused")
    if not isinstance(value, dict):
        raise PydanticCustomError("text_type", "text expected")
    if not value:
        raise PydanticCustomError("blank_text", "a text in at least one language expected")
    for language, wording in value.items():
        if isinstance(wording, Refused):
            raise PydanticCustomError("refused", "refused")
        if not _LANGUAGE_TAG.fullmatch(language):
            raise PydanticCustomError("language_tag", "language tag expected", {"inside": language, "on_key": True})
        if not isinstance(wording, str):
            raise PydanticCustomError("text_type", "text expected", {"inside": language})
        _filled(wording, language)
    return Text(value)


def _filled(wording: str, language: str | None = None) -> str:
    if not wording.strip():
        raise PydanticCustomError("blank_text", "text expected", None if language is None else {"inside": language})
    return wording


_TEXT_SCHEMA: Final[dict[str, Any]] = {
    "anyOf": [
        {"type": "string", "minLength": 1},
        {
            "type": "object",
            "propertyNames": {"pattern": f"^{_LANGUAGE_TAG.pattern}$"},
            "additionalProperties": {"type": "string", "minLength": 1},
            "minProperties": 1,
        },
    ]
}

LocalText: TypeAlias = Annotated[Text, PlainValidator(parse_text), WithJsonSchema(_TEXT_SCHEMA)]
"""A text that a person reads: one string, or one per language."""

LanguageTag: TypeAlias = Annotated[str, Field(pattern=f"^{_LANGUAGE_TAG.pattern}$")]
"""A language, as a BCP 47 tag such as nl."""

Id: TypeAlias = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
"""Lower-case letters, digits and hyphens; stable for ever."""

FileName: TypeAlias = Annotated[str, Field(pattern=r"^[^/\\\s.][^/\\]*$")]
"""A profile's id: the name of its file without folder and ending."""

Word: TypeAlias = Annotated[str, Field(min_length=1, pattern=r"\S")]
"""A short text that is not translated, such as a version."""


def _whole_number(value: object) -> object:
    """Refuse `true` and `1.0`, which Python takes for 1."""
    if not isinstance(value, int | Refused) or isinstance(value, bool):
        raise PydanticCustomError("int_type", "whole number expected")
    return value


FormatVersion: TypeAlias = Annotated[
    Literal[1], BeforeValidator(_whole_number), Field(description=N_("the version of this file format: 1"))
]


class CatalogueMark(FileModel):
    """The catalogue as it was when something was said of its texts."""

    version: Word = Field(description=N_("the version of the catalogue whose texts were read"))
    fingerprint: Word | None = Field(default=None, description=N_("the fingerprint of those texts"))
