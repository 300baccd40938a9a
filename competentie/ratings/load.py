"""Ratings files: read from disk, held against a catalogue."""

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from competentie.core.findings import Diagnostic, has_errors, in_order, some
from competentie.core.terms import Catalogue, Ratings
from competentie.files.bytes import DISK, Files
from competentie.files.read import open_document, read_model
from competentie.files.yaml import REFUSED, Document
from competentie.ratings.reconcile import as_given

if TYPE_CHECKING:
    from competentie.ratings.models import RatingsFile


def load_ratings(path: Path, catalogue: Catalogue) -> tuple[Ratings | None, list[Diagnostic]]:
    """Read a ratings file, and hold it against the catalogue."""
    return _sound(DISK.read(path), catalogue)


def read_ratings(text: str, name: str, catalogue: Catalogue) -> tuple[Ratings | None, list[Diagnostic]]:
    """Read ratings from a text; `name` is how findings call it."""
    return _sound(Document(name, text), catalogue)


def parse_ratings(document: Document) -> "tuple[RatingsFile | None, list[Diagnostic]]":
    """Hold a document against the shape of a file with ratings only, whatever catalogue it was made with."""
    from competentie.ratings.models import RatingsFile

    if document.data is REFUSED:
        return None, document.diagnostics
    file, found = read_model(RatingsFile, document)
    return file, in_order([*document.diagnostics, *found])


def check_ratings(path: Path, catalogue: Catalogue | None, profiles: Collection[str], files: Files) -> list[Diagnostic]:
    """Return what is wrong with a ratings file; without a catalogue, it is held against its own shape only.

    The profile that it names must be one of the ids in `profiles`.
    """
    from competentie.ratings.checks import profile_exists

    document, found = open_document(path, files)
    if document is None:
        return found
    found += _ratings(document, catalogue)[1]
    if isinstance(document.data, dict):
        found += profile_exists(document, profiles)
    return in_order(found)


def _sound(document: Document | Diagnostic, catalogue: Catalogue) -> tuple[Ratings | None, list[Diagnostic]]:
    """Return the ratings where nothing is wrong with them, and what is."""
    if isinstance(document, Diagnostic):
        return None, [document]
    if document.data is REFUSED:
        return None, document.diagnostics
    ratings, found = _ratings(document, catalogue)
    found = document.diagnostics + found
    return (None if has_errors(found) else ratings), in_order(found)


def _ratings(document: Document, catalogue: Catalogue | None) -> tuple[Ratings | None, list[Diagnostic]]:
    from competentie.ratings import checks as ratings_checks
    from competentie.ratings.models import RatingsFile

    file, found = read_model(RatingsFile, document)
    if catalogue is None:
        return None, found
    found += some(one for check in ratings_checks.CHECKS for one in check(document, catalogue))
    return (None if file is None or has_errors(found) else as_given(file.head(), file.ratings, catalogue)), found
