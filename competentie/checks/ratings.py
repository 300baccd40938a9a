"""Checks of a ratings file against its catalogue."""

from collections.abc import Callable, Iterator
from typing import Final, TypeAlias

from competentie.checks.profile import labels
from competentie.diagnostics import Diagnostic
from competentie.domain import Catalogue
from competentie.fingerprint import fingerprint
from competentie.message import msg
from competentie.models.ratings import RatingsFile
from competentie.source import Document
from competentie.suggest import suggest

Check: TypeAlias = Callable[[RatingsFile, Document, Catalogue], Iterator[Diagnostic]]


def competencies_exist(ratings: RatingsFile, document: Document, catalogue: Catalogue) -> Iterator[Diagnostic]:
    """R001: only competencies of the catalogue are rated."""
    for identifier in ratings.ratings:
        if identifier not in catalogue.competencies:
            yield document.at(
                "R001",
                ("ratings", identifier),
                msg("`{id}` is not in the catalogue", id=identifier),
                suggest(identifier, catalogue.competencies, labels(catalogue)),
                key=True,
            )


def behaviours_exist(ratings: RatingsFile, document: Document, catalogue: Catalogue) -> Iterator[Diagnostic]:
    """R002: only behaviours that the catalogue describes are rated."""
    for identifier, given in ratings.ratings.items():
        competency = catalogue.competencies.get(identifier)
        if isinstance(given, int) or competency is None:
            continue
        known = [f"{one.level}.{one.number}" for one in competency.behaviours()]
        for number in given:
            if number not in known:
                yield document.at(
                    "R002",
                    ("ratings", identifier, number),
                    msg("`{id}` has no behaviour {number}", id=identifier, number=number),
                    msg("its behaviours are: {names}", names=known) if known else msg("rate it with one level instead"),
                    key=True,
                )


def levels_in_range(ratings: RatingsFile, document: Document, catalogue: Catalogue) -> Iterator[Diagnostic]:
    """R003: a direct level is one of the catalogue's levels, or 0."""
    for identifier, given in ratings.ratings.items():
        if isinstance(given, int) and given > catalogue.height:
            yield document.at(
                "R003",
                ("ratings", identifier),
                msg("the level {level} of `{id}` is too high", level=given, id=identifier),
                msg("the levels are 0 to {height}; 0 is not even level 1", height=catalogue.height),
            )


def texts_unchanged(ratings: RatingsFile, document: Document, catalogue: Catalogue) -> Iterator[Diagnostic]:
    """R004: the texts that were rated still say what they said."""
    rated = ratings.catalogue
    if rated is None or any(identifier not in catalogue.competencies for identifier in ratings.ratings):
        return
    changed = (
        rated.fingerprint != fingerprint(catalogue, ratings.ratings)
        if rated.fingerprint is not None
        else rated.version != catalogue.version
    )
    if changed:
        yield document.at(
            "R004",
            ("catalogue", "version" if rated.fingerprint is None else "fingerprint"),
            msg(
                "the texts have changed since these ratings were given (then version {rated}, now {now})",
                rated=rated.version,
                now=catalogue.version,
            ),
            msg("check whether the ratings still say what was meant"),
        )


CHECKS: Final[tuple[Check, ...]] = (competencies_exist, behaviours_exist, levels_in_range, texts_unchanged)
