"""Checks of a ratings file against its catalogue."""

import re
from collections.abc import Iterator
from typing import Final

from competentie.core.findings import Diagnostic
from competentie.core.message import msg
from competentie.core.suggest import Suggestions, suggest
from competentie.files.data import Context, Kind, fields, is_id, whole
from competentie.files.yaml import Document
from competentie.handbook.profile_checks import labels
from competentie.handbook.stale import changed_texts
from competentie.ratings.models import RatingsFile


def competencies_exist(document: Document, context: Context) -> Iterator[Diagnostic]:
    """R001: only competencies of the catalogue are rated."""
    known = context.catalogue.competencies
    suggestion = Suggestions(known, labels(context.catalogue))
    for identifier in fields(document.data, "ratings"):
        if is_id(identifier) and identifier not in known:
            yield document.at(
                "R001",
                ("ratings", identifier),
                msg("`{id}` is not in the catalogue", id=identifier),
                suggestion(identifier),
                key=True,
            )


def behaviours_exist(document: Document, context: Context) -> Iterator[Diagnostic]:
    """R002: only behaviours that the catalogue describes are rated."""
    for identifier, given in fields(document.data, "ratings").items():
        competency = context.catalogue.competencies.get(identifier)
        if competency is None or competency.levels == ():  # an outline, of which this cannot be told
            continue
        known = [f"{one.level}.{one.number}" for one in competency.behaviours()]
        for number in fields(given):
            if _NUMBER.fullmatch(number) and number not in known:
                yield document.at(
                    "R002",
                    ("ratings", identifier, number),
                    msg("`{id}` has no behaviour {number}", id=identifier, number=number),
                    msg("its behaviours are: {names}", names=known) if known else msg("rate it with one level instead"),
                    key=True,
                )


def levels_in_range(document: Document, context: Context) -> Iterator[Diagnostic]:
    """R003: a direct level is one of the catalogue's levels, or 0."""
    height = context.catalogue.height
    for identifier, given in fields(document.data, "ratings").items():
        level = whole(given)
        if level is not None and level > height:
            yield document.at(
                "R003",
                ("ratings", identifier),
                msg("the level {level} of `{id}` is too high", level=level, id=identifier),
                msg("the levels are 0 to {height}; 0 is not even level 1", height=height),
            )


def texts_unchanged(document: Document, context: Context) -> Iterator[Diagnostic]:
    """R004: the texts that were rated still say what they said."""
    rated, catalogue = fields(document.data, "catalogue"), context.catalogue
    ratings = fields(document.data, "ratings")
    if not rated or catalogue.is_outline or any(identifier not in catalogue.competencies for identifier in ratings):
        return
    change = changed_texts(rated, catalogue, ratings)
    if change is not None:
        yield document.at(
            "R004",
            ("catalogue", change[0]),
            msg(
                "the texts have changed since these ratings were given (then version {rated}, now {now})",
                rated=rated.get("version", "?"),
                now=catalogue.version,
            ),
            msg("check whether the ratings still say what was meant"),
        )


def profile_exists(document: Document, context: Context) -> Iterator[Diagnostic]:
    """R005: the profile that was assessed stands beside the catalogue."""
    profile, known = fields(document.data).get("profile"), context.profiles
    if known is not None and isinstance(profile, str) and profile not in known:
        yield document.at(
            "R005",
            ("profile",),
            msg("there is no profile `{id}` beside the catalogue", id=profile),
            suggest(profile, known),
        )


RATINGS: Final = Kind(
    RatingsFile,
    checks=(profile_exists,),
    against=(competencies_exist, behaviours_exist, levels_in_range, texts_unchanged),
)

_NUMBER: Final = re.compile(r"[1-9][0-9]{0,2}\.[1-9][0-9]{0,3}")
