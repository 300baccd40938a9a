"""A file as a document, and a document as a model: what every reader of a file does first."""

from dataclasses import dataclass
from pathlib import Path
from typing import Generic

from pydantic import ValidationError

from competentie.core.findings import Diagnostic, Span, has_errors, in_order, msg, some
from competentie.files.bytes import Files
from competentie.files.data import Context, Kind, Model
from competentie.files.yaml import REFUSED, Document


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
