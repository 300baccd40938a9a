"""A file as a document, and a document as a model: what every reader of a file does first."""

from pathlib import Path

from pydantic import ValidationError

from competentie.core.findings import Diagnostic, Span, some
from competentie.core.message import msg
from competentie.files.bytes import Files
from competentie.files.data import Model
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
