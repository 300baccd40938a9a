"""The files with ratings and plans as plain data, for JSON and CSV. The shapes are a contract: docs/ratings.md."""

from collections.abc import Sequence
from typing import Any, Final

from competentie.basis import Basis
from competentie.people.listing import Listed, Listing
from competentie.places import shown
from competentie.render.basis import basis_data
from competentie.render.data import VERSION
from competentie.render.spreadsheet import csv_writer, safe

COLUMNS: Final = (
    *("path", "kind", "person", "profile", "rater", "relation", "date"),
    *("answers", "unfinished", "stale", "expired"),
)


def listing_data(files: Sequence[Listed], listing: Listing, basis: Basis) -> dict[str, Any]:
    """Return the list as one versioned object, with what had to be left out."""
    return {
        "version": VERSION,
        "basis": basis_data(basis),
        "retention": None if listing.retention is None else str(listing.retention),
        "files": [file_data(one) for one in files],
        "left_out": [shown(path) for path in (*listing.left_out, *listing.links)],
    }


def files_csv(files: Sequence[Listed]) -> str:
    """Return the list as CSV, under `COLUMNS`."""
    target, writer = csv_writer(excel=False)
    writer.writerow(COLUMNS)
    for one in files:
        data = file_data(one)
        writer.writerow([_cell(data[name]) for name in COLUMNS])
    return target.getvalue()


def file_data(one: Listed) -> dict[str, Any]:
    """Return one file as plain data; how far one of a group came, when, and what no longer holds is not told."""
    held = None if one.is_of_group else one.reconciled
    return {
        "path": shown(one.path),
        "kind": one.kind.value,
        "person": one.person,
        "profile": one.profile,
        "rater": one.rater,
        "relation": one.relation,
        "date": None if one.is_of_group else one.date,
        "answers": None if one.is_of_group else one.answers,
        "unfinished": None if one.is_of_group else one.unfinished,
        "stale": one.is_stale,
        "expired": one.expired,
        "changed": None if held is None else list(held.changed),
        "gone": None if held is None else list(held.gone),
        "moved": None if held is None else [{"old": old, "new": new} for old, new in held.moved],
    }


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    return safe(value) if isinstance(value, str) else value
