"""Checks of a ratings file against its catalogue."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from competentie.core.findings import Diagnostic, Related
from competentie.core.message import msg
from competentie.core.suggest import Suggestions, suggest
from competentie.core.text import CONTROL, alike
from competentie.files.data import Context, Kind, fields, is_id, whole
from competentie.files.yaml import Document
from competentie.handbook.profile_checks import labels
from competentie.handbook.stale import changed_texts
from competentie.ratings.answers import day_named
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


def no_controls(document: Document, _context: Context) -> Iterator[Diagnostic]:
    """R007: no name and no remark holds a control character."""
    for path, text in _texts(document.data, ()):
        if CONTROL.search(text):
            message = msg("a control character stands in this text")
            yield document.at("R007", path, message, msg("type it again, without what was pasted along"))


def _texts(data: object, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield every text with its path; a file is nested 32 deep at most."""
    if isinstance(data, str):
        yield path, data
    elif isinstance(data, dict | list):
        for key, value in data.items() if isinstance(data, dict) else enumerate(data):
            yield from _texts(value, (*path, key))


def no_day_to_come(document: Document, context: Context) -> Iterator[Diagnostic]:
    """R008: the ratings were given today or before."""
    date = fields(document.data).get("date")
    day = day_named(date) if isinstance(date, str) else None
    if day is not None and day > context.today:
        message = msg("{date} is a day to come: these ratings are never the latest, and do not expire", date=date)
        yield document.at("R008", ("date",), message, msg("write the day on which it was rated"))


def names_differ(people: Mapping[str, Related]) -> Iterator[Diagnostic]:
    """R009: no two people have names that look alike; each with the place where it stands."""
    for one, other in alike(people):
        at, message = people[one], msg("`{name}` looks like `{other}`, and is somebody else", name=one, other=other)
        advice = msg("write the name in one way where it is one person")
        yield Diagnostic("R009", at.path, at.span, message, advice, (people[other],))


RATINGS: Final = Kind(
    RatingsFile,
    checks=(profile_exists, no_controls, no_day_to_come),
    against=(competencies_exist, behaviours_exist, levels_in_range, texts_unchanged),
)

_NUMBER: Final = re.compile(r"[1-9][0-9]{0,2}\.[1-9][0-9]{0,3}")
