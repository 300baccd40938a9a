"""Ratings files: read from disk, and checked against a catalogue."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from competentie.core import (
    AGREED,
    CONTROL,
    Catalogue,
    Diagnostic,
    Related,
    Span,
    Suggestions,
    alike,
    has_errors,
    in_order,
    msg,
    suggest,
)
from competentie.files.places import ENDINGS, profile_by_id, shown
from competentie.files.read import DISK, Context, Kind, check_document, fields, is_id, read_model, whole
from competentie.files.yaml import REFUSED, Document
from competentie.handbook.checks import labels
from competentie.ratings.answers import day_named
from competentie.ratings.models import RatingsFile
from competentie.ratings.reconcile import Reconciled, reconcile


def competencies_exist(document: Document, context: Context) -> Iterator[Diagnostic]:
    """R001: only competencies of the catalogue are rated, now or when the file was made."""
    known, marked = context.catalogue.competencies, _marked(document)
    suggestion = Suggestions(known, labels(context.catalogue))
    for identifier in fields(document.data, "ratings"):
        if is_id(identifier) and context.catalogue.followed(identifier) is None and identifier not in marked:
            yield document.at(
                "R001",
                ("ratings", identifier),
                msg("`{id}` is not in the catalogue", id=identifier),
                suggestion(identifier),
                key=True,
            )


def behaviours_exist(document: Document, context: Context) -> Iterator[Diagnostic]:
    """R002: only behaviours that the catalogue describes are rated, or described when the file was made."""
    marked = _marked(document)
    for identifier, given in fields(document.data, "ratings").items():
        competency = context.catalogue.followed(identifier)
        if competency is None or competency.levels == ():  # an outline, of which this cannot be told
            continue
        known = [f"{one.level}.{one.number}" for one in competency.behaviours()]
        for number in fields(given):
            if _NUMBER.fullmatch(number) and number not in known and f"{identifier}.{number}" not in marked:
                yield document.at(
                    "R002",
                    ("ratings", identifier, number),
                    msg("`{id}` has no behaviour {number}", id=identifier, number=number),
                    msg("its behaviours are: {names}", names=known) if known else msg("rate it with one level instead"),
                    key=True,
                )


def levels_in_range(document: Document, context: Context) -> Iterator[Diagnostic]:
    """R003: a direct level is one of the catalogue's levels, or 0."""
    height, marked = context.catalogue.height, _marked(document)
    for identifier, given in fields(document.data, "ratings").items():
        level = whole(fields(given).get("rating", given))
        if level is not None and level > height and identifier not in marked:
            yield document.at(
                "R003",
                ("ratings", identifier),
                msg("the level {level} of `{id}` is too high", level=level, id=identifier),
                msg("the levels are 0 to {height}; 0 is not even level 1", height=height),
            )


def texts_unchanged(document: Document, context: Context) -> Iterator[Diagnostic]:
    """R004: the texts that were rated still say what they said."""
    catalogue = context.catalogue
    file = None if catalogue.is_outline else read_model(RatingsFile, document)[0]
    if file is None or file.catalogue is None:
        return
    held = reconcile(file.head(), file.ratings, catalogue)
    if held.reworded or held.lost or held.unsure:
        yield document.at(
            "R004",
            ("catalogue", "fingerprint" if file.catalogue.fingerprint else "version"),
            msg(
                "the texts have changed since these ratings were given (then version {rated}, now {now})",
                rated=file.catalogue.version,
                now=catalogue.version,
            ),
            msg("check whether the ratings still say what was meant"),
        )


def _marked(document: Document) -> set[str]:
    """Return of which codes a file tells the text that was rated, and their competencies: these did exist."""
    codes = fields(document.data, "catalogue", "texts")
    return {*codes, *(code.partition(".")[0] for code in codes)}


def profile_exists(document: Document, context: Context) -> Iterator[Diagnostic]:
    """R005: the profile that was assessed stands beside the catalogue."""
    profile, known = fields(document.data).get("profile"), context.profiles
    if known is None or not isinstance(profile, str) or profile in known:
        return
    if profile_by_id(profile, Path(document.path).parent) is None:  # `formerly` may name it
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


def rated_once(document: Document, _context: Context) -> Iterator[Diagnostic]:
    """R013: a competency is rated by one level, or by its behaviours."""
    for identifier, given in fields(document.data, "ratings").items():
        if "rating" in fields(given) and any(_NUMBER.fullmatch(name) for name in fields(given)):
            message = msg("`{id}` has a level for the whole, and ratings of behaviours", id=identifier)
            yield document.at("R013", ("ratings", identifier), message, msg("keep one of the two"), key=True)


def agreed_is_told(document: Document, _context: Context) -> Iterator[Diagnostic]:
    """R012: agreed ratings tell why, and whose ratings they settle."""
    data = fields(document.data)
    missing = [name for name in ("reason", "settles") if not data.get(name)]
    if fields(data, "rater").get("relation") == AGREED and missing:
        message = msg("these ratings are agreed, and do not say: {names}", names=[f"`{name}`" for name in missing])
        advice = msg("write why in `reason`, and whose ratings these settle in `settles`")
        yield document.at("R012", ("rater", "relation"), message, advice)


def names_differ(people: Mapping[str, Related]) -> Iterator[Diagnostic]:
    """R009: no two people have names that look alike; each with the place where it stands."""
    for one, other in alike(people):
        at, message = people[one], msg("`{name}` looks like `{other}`, and is somebody else", name=one, other=other)
        advice = msg("write the name in one way where it is one person")
        yield Diagnostic("R009", at.path, at.span, message, advice, (people[other],))


RATINGS: Final = Kind(
    RatingsFile,
    checks=(profile_exists, no_controls, no_day_to_come, agreed_is_told, rated_once),
    against=(competencies_exist, behaviours_exist, levels_in_range, texts_unchanged),
)

_NUMBER: Final = re.compile(r"[1-9][0-9]{0,2}\.[1-9][0-9]{0,3}")


def holds_ratings(path: Path) -> bool:
    """Tell whether a file holds ratings, and is no table: YAML by its name, JSON (which is YAML) by what is in it."""
    if path.suffix.lower() != ".json":
        return path.suffix.lower() in ENDINGS
    return "ratings" in fields(getattr(DISK.read(path), "data", None))


def load_ratings(path: Path, catalogue: Catalogue) -> tuple[Reconciled | None, list[Diagnostic]]:
    """Read a ratings file, and hold it against the catalogue; of another kind of file only that is said."""
    document = DISK.read(path)
    found = fields(getattr(document, "data", None))
    if "plan" in found or (found and found.keys().isdisjoint(("ratings", "person", "profile"))):
        kind = next((kind for field, kind in _OTHERS.items() if field in found), msg("another kind of file"))
        message = msg("this is {kind}, and holds no ratings", kind=kind)
        return None, [Diagnostic("S005", shown(path), Span(), message, msg("name a file with ratings, or a table"))]
    return _sound(document, catalogue)


_OTHERS: Final = {"competencies": msg("a catalogue"), "role": msg("a profile"), "plan": msg("a development plan")}


def read_ratings(text: str, name: str, catalogue: Catalogue) -> tuple[Reconciled | None, list[Diagnostic]]:
    """Read ratings from a text; `name` is how findings call it."""
    return _sound(Document(name, text), catalogue)


def parse_ratings(document: Document) -> tuple[RatingsFile | None, list[Diagnostic]]:
    """Hold a document against the shape of a file with ratings only, whatever catalogue it was made with."""
    if document.data is REFUSED:
        return None, document.diagnostics
    file, findings = read_model(RatingsFile, document)
    return file, in_order([*document.diagnostics, *findings])


def _sound(document: Document | Diagnostic, catalogue: Catalogue) -> tuple[Reconciled | None, list[Diagnostic]]:
    """Return the ratings that hold where nothing is wrong with the file, and what is."""
    if isinstance(document, Diagnostic):
        return None, [document]
    if document.data is REFUSED:
        return None, document.diagnostics
    file, findings = check_document(document, RATINGS, Context(catalogue))
    findings = in_order([*document.diagnostics, *findings])
    sound = file is not None and not has_errors(findings)
    return (reconcile(file.head(), file.ratings, catalogue) if file is not None and sound else None), findings
