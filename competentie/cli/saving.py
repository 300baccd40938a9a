"""Saving ratings as YAML: refuse a place that cannot be before anything is asked, never write over anything."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from competentie.cli.exits import FindingsError, UsageError
from competentie.cli.session import Session
from competentie.core.findings import has_errors
from competentie.core.message import msg
from competentie.ratings.load import read_ratings
from competentie.ratings.write import ratings_yaml

if TYPE_CHECKING:
    from competentie.core.terms import Catalogue, Ratings


def refuse_target(path: Path) -> None:
    """Raise UsageError where a ratings file cannot be written."""
    if path.is_dir():
        raise UsageError(msg("{path} is a folder; give the name of a file", path=str(path)))
    if path.is_file():
        raise UsageError(
            msg("{path} exists already; ratings are never overwritten", path=str(path)),
            msg("give another name, or remove it first"),
        )
    if not path.absolute().parent.is_dir():
        raise UsageError(msg("there is no folder {path}", path=str(path.parent)))


def save_ratings(session: Session, ratings: "Ratings", profile: str, catalogue: "Catalogue", path: Path) -> None:
    """Write ratings, readable by their owner only; raises UsageError or FindingsError when that cannot be done."""
    text = ratings_yaml(replace(ratings, profile=ratings.profile or profile), catalogue)
    _, found = read_ratings(text, str(path), catalogue)
    if has_errors(found):  # a table may hold what a ratings file cannot, such as a date in another form
        session.note(msg("{path} was not written, because it would have errors:", path=str(path)))
        raise FindingsError(found)
    session.save(path, text.encode("utf-8"))
    session.note(msg("the ratings are in {path}", path=str(path)))
