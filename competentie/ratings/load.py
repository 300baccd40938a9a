"""Ratings files: read from disk, held against a catalogue."""

from pathlib import Path
from typing import TYPE_CHECKING

from competentie.core.findings import Diagnostic, has_errors, in_order
from competentie.core.terms import Catalogue, Ratings
from competentie.files.bytes import DISK, Files
from competentie.files.data import Context, Kind
from competentie.files.yaml import REFUSED, Document
from competentie.handbook.load import (
    check_document,
    read_file,
)

if TYPE_CHECKING:
    from competentie.ratings.models import RatingsFile


def load_ratings(path: Path, catalogue: Catalogue) -> tuple[Ratings | None, list[Diagnostic]]:
    """Read a ratings file, and hold it against the catalogue."""
    from competentie.ratings.checks import RATINGS

    reading = read_file(path, DISK, RATINGS, Context(catalogue))
    return (None if reading.sound is None else reading.sound.to_domain(catalogue)), reading.found


def parse_ratings(path: Path, files: Files) -> "tuple[RatingsFile | None, list[Diagnostic]]":
    """Read a file with ratings for its shape only, whatever catalogue it was made with."""
    from competentie.ratings.models import RatingsFile

    reading = read_file(path, files, Kind(RatingsFile), Context())
    return reading.file, reading.found


def read_ratings(text: str, name: str, catalogue: Catalogue) -> tuple[Ratings | None, list[Diagnostic]]:
    """Read ratings from a text; `name` is how findings call it."""
    from competentie.ratings.checks import RATINGS

    document = Document(name, text)
    if document.data is REFUSED:
        return None, document.diagnostics
    file, found = check_document(document, RATINGS, Context(catalogue))
    found = in_order([*document.diagnostics, *found])
    return (None if file is None or has_errors(found) else file.to_domain(catalogue)), found
