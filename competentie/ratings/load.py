"""Ratings files: read from disk, held against a catalogue."""

from pathlib import Path
from typing import TYPE_CHECKING

from competentie.core.findings import Diagnostic, has_errors, in_order
from competentie.core.terms import Catalogue
from competentie.files.bytes import DISK
from competentie.files.data import Context
from competentie.files.read import check_document, read_model
from competentie.files.yaml import REFUSED, Document
from competentie.ratings.reconcile import Reconciled, reconcile

if TYPE_CHECKING:
    from competentie.ratings.models import RatingsFile


def load_ratings(path: Path, catalogue: Catalogue) -> tuple[Reconciled | None, list[Diagnostic]]:
    """Read a ratings file, and hold it against the catalogue."""
    return _sound(DISK.read(path), catalogue)


def read_ratings(text: str, name: str, catalogue: Catalogue) -> tuple[Reconciled | None, list[Diagnostic]]:
    """Read ratings from a text; `name` is how findings call it."""
    return _sound(Document(name, text), catalogue)


def parse_ratings(document: Document) -> "tuple[RatingsFile | None, list[Diagnostic]]":
    """Hold a document against the shape of a file with ratings only, whatever catalogue it was made with."""
    from competentie.ratings.models import RatingsFile

    if document.data is REFUSED:
        return None, document.diagnostics
    file, findings = read_model(RatingsFile, document)
    return file, in_order([*document.diagnostics, *findings])


def _sound(document: Document | Diagnostic, catalogue: Catalogue) -> tuple[Reconciled | None, list[Diagnostic]]:
    """Return the ratings that hold where nothing is wrong with the file, and what is."""
    from competentie.ratings.checks import RATINGS

    if isinstance(document, Diagnostic):
        return None, [document]
    if document.data is REFUSED:
        return None, document.diagnostics
    file, findings = check_document(document, RATINGS, Context(catalogue))
    findings = in_order([*document.diagnostics, *findings])
    sound = file is not None and not has_errors(findings)
    return (reconcile(file.head(), file.ratings, catalogue) if file is not None and sound else None), findings
