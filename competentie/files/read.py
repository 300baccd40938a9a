"""A file as a document, a document as a model, and its data read with care: what readers and checks stand on.

A check also reads where a field has the wrong shape (the models report that): one wrong norm does not silence what is
wrong with the rest. Hence the readers here, which pass over what is not what it should be.
"""

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Generic, TypeAlias, TypeVar, cast

from pydantic import ValidationError

from competentie.core.findings import Diagnostic, Span, has_errors, in_order, msg, some
from competentie.core.terms import Catalogue, Profile
from competentie.core.text import plain_name
from competentie.files.bytes import Files
from competentie.files.yaml import REFUSED, DataPath, Document

if TYPE_CHECKING:
    from competentie.files.shape import FileModel

Model = TypeVar("Model", bound="FileModel")


@dataclass(frozen=True, slots=True)
class Context:
    """What lies around a file; None is what is not there, or is not asked about."""

    held_against: Catalogue | None = None
    profiles: Collection[str] | None = None
    """The ids of the profiles beside the catalogue."""
    profile: Profile | None = None
    """Of a profile: what extending makes of it."""
    today: dt.date = dt.date.max
    """The day that it is; what is later is a day to come."""

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue, for checks that are made only where there is one."""
        return cast("Catalogue", self.held_against)


Check: TypeAlias = Callable[[Document, Context], Iterator[Diagnostic]]
"""Finds what is wrong in one file, by itself or with what lies around it."""


@dataclass(frozen=True, slots=True)
class Kind(Generic[Model]):
    """A kind of file: its shape, what must hold of it by itself, and what must hold against a catalogue."""

    model: type[Model]
    checks: tuple[Check, ...] = ()
    against: tuple[Check, ...] = ()


_ID: Final = re.compile(r"[a-z0-9][a-z0-9-]*")


def fields(value: object, *names: str) -> dict[str, Any]:
    """Return the mapping at these names inside `value`; an empty one where there is none."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def is_competency(value: object) -> bool:
    """Tell whether a value has the fields of a competency, wherever it stands."""
    return isinstance(value, dict) and "label" in value and not value.keys().isdisjoint(("definition", "levels"))


def with_misplaced(document: Document) -> dict[str, Any]:
    """Return the competencies of a catalogue, and those that a wrong indentation put in or beside them.

    Where those stand is reported once; they are not missing as well, for whoever names them.
    """
    known = fields(document.data, "competencies")
    misplaced: dict[str, Any] = {}
    places = [fields(document.data), *map(fields, known.values())]
    while places:
        inside = {name: value for name, value in places.pop().items() if is_competency(value)}
        misplaced |= inside
        places += inside.values()  # one that stands too far left holds all that follow it
    meant = {plain_name(name): value for name, value in known.items() if not is_id(name)}  # reported where it stands
    return {**misplaced, **known, **{name: value for name, value in meant.items() if name not in known}}


def behaviours_in(competency: object) -> Iterator[tuple[str, int, DataPath, object]]:
    """Yield each behaviour of a competency as it stands: its level, its place, the path below it, and its text."""
    for level, given in fields(competency, "levels").items():
        inside = fields(given).get("behaviours")
        path: DataPath = ("levels", level) if inside is None else ("levels", level, "behaviours")
        behaviours = given if inside is None else inside
        for place, one in enumerate(behaviours if isinstance(behaviours, list) else ()):
            apart = isinstance(one, dict) and "text" in one
            yield level, place, (*path, place, *(("text",) if apart else ())), one["text"] if apart else one


def whole(value: object) -> int | None:
    """Return a whole number, or None when it is something else."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def is_id(value: object) -> bool:
    """Tell whether a value can be an id at all; if not, that is the one thing to report."""
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def by_language(value: object) -> Iterator[tuple[str, str]]:
    """Yield each wording of a text with its language tag, empty for a text without one."""
    if isinstance(value, str):
        yield "", value
    elif isinstance(value, dict):
        tags = (tag for tag in value if len(tag.partition("-")[0]) <= len("nld"))  # what is longer is another field
        yield from ((tag, value[tag]) for tag in tags if isinstance(value[tag], str))


def language_of(document: Document) -> str:
    """Return the language of texts without a tag, in lower case; empty where the file does not say."""
    language = fields(document.data).get("language")
    return language.lower() if isinstance(language, str) else ""


def open_document(path: Path, files: Files) -> tuple[Document | None, list[Diagnostic]]:
    """Return a file's document, None when it does not parse, with what is wrong with it as YAML."""
    document = files.read(path)
    if isinstance(document, Diagnostic):
        return None, [document]
    return (None if document.data is REFUSED else document), list(document.diagnostics)


def read_model(model: type[Model], document: Document) -> tuple[Model | None, list[Diagnostic]]:
    """Hold a document against the shape of its kind of file; None when it does not fit."""
    if not isinstance(document.data, dict):
        message = msg("this file holds no fields (`name: value`)")
        return None, [Diagnostic("S003", document.path, Span(), message, msg("start it with `competentie: 1`"))]
    try:
        return model.model_validate(document.data), []
    except ValidationError as error:
        from competentie.files.shape_findings import findings

        return None, some(findings(model, error, document))


@dataclass(frozen=True, slots=True)
class Reading(Generic[Model]):
    """What reading a file gave: its text (None when it does not parse), its shape (None when it has no right one)."""

    document: Document | None
    file: Model | None
    found: list[Diagnostic]

    @property
    def sound(self) -> Model | None:
        """Its shape; None when anything at all is an error."""
        return None if has_errors(self.found) else self.file


def read_file(path: Path, files: Files, kind: Kind[Model], context: Context) -> Reading[Model]:
    """Read a file of one kind, and hold it against its shape and what lies around it."""
    document, found = open_document(path, files)
    if document is None:
        return Reading(None, None, found)
    file, more = check_document(document, kind, context)
    return Reading(document, file, in_order([*found, *more]))


def check_document(document: Document, kind: Kind[Model], context: Context) -> tuple[Model | None, list[Diagnostic]]:
    """Hold a document against the shape of its kind, and against what lies around it as far as that is there."""
    file, found = read_model(kind.model, document)
    for checks in (kind.checks, kind.against if context.held_against is not None else ()):
        found += some(one for check in checks for one in check(document, context))
    return file, found
