"""Competencies × roles. A norm that only follows from a heavier competency stands in brackets."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from competentie.core.basis import fingerprint
from competentie.core.implied import implied_rows
from competentie.core.terms import Catalogue, Profile
from competentie.page.data import VERSION
from competentie.page.language import Words
from competentie.page.model import Block, Cell, Forms, Kind, Page, Part, Row, Table, Tight, lines
from competentie.page.phrases import by_cluster
from competentie.page.spreadsheet import csv_writer, safe


def matrix_page(catalogue: Catalogue, profiles: Sequence[Profile], words: Words) -> Page:
    """Return the matrix by cluster."""
    norms = [_norms(catalogue, profile) for profile in profiles]
    rows = tuple(
        Row((words.text(one.label), *(column.get(one.id, "-") for column in norms)), heading)
        for heading, members in by_cluster(catalogue, words)
        for one in members
    )
    roles = [words.text(profile.role) for profile in profiles]
    return Page(words("Competencies and roles"), blocks=(Forms(list(_forms(rows, roles, words))),), bare=True)


def _forms(rows: tuple[Row, ...], roles: Sequence[str], words: Words) -> Iterator[Sequence[Block]]:
    """Yield the table; roles in lines; roles by number, with a legend; and a line of roles for each competency."""
    first, places = words("Competency"), frozenset(range(1, len(roles) + 1))
    table = Table((first, *roles), rows, numbers=places, whole=places)
    yield [table]
    stacked = (Cell(role, tuple(role.split(" "))) for role in roles)
    yield [replace(table, heads=(first, *stacked), tight=Tight.LINES)]
    legend = lines(f"{number}  {role}" for number, role in enumerate(roles, 1))
    yield [*legend, replace(table, heads=(first, *map(str, sorted(places))), tight=Tight.FOLDED)]
    norms = [" · ".join(f"{role} {norm}" for role, norm in zip(roles, row.cells[1:], strict=True)) for row in rows]
    yield [Part(Kind.LINE, str(row.cells[0]), lines([each])) for row, each in zip(rows, norms, strict=True)]


def matrix_csv(catalogue: Catalogue, profiles: Sequence[Profile]) -> str:
    """Return the matrix by id; only explicit norms are numbers in it."""
    target, writer = csv_writer(excel=False)
    writer.writerow(("competency", *(safe(profile.id) for profile in profiles)))
    explicit = [{row.competency: row.norm for row in profile.rows} for profile in profiles]
    for identifier in catalogue.competencies:
        writer.writerow((identifier, *(column.get(identifier, "") for column in explicit)))
    return target.getvalue()


def matrix_data(catalogue: Catalogue, profiles: Sequence[Profile]) -> dict[str, Any]:
    """Return the matrix as one versioned object: per role its explicit and its implied norms."""
    return {
        "version": VERSION,
        "catalogue": {"version": catalogue.version, "fingerprint": fingerprint(catalogue)},
        "competencies": list(catalogue.competencies),
        "roles": [
            {
                "profile": profile.id,
                "norms": {row.competency: row.norm for row in profile.rows},
                "implied": {one.competency: one.norm for one in implied_rows(catalogue, profile)},
            }
            for profile in profiles
        ],
    }


def _norms(catalogue: Catalogue, profile: Profile) -> dict[str, str]:
    implied = {one.competency: f"({one.norm})" for one in implied_rows(catalogue, profile)}
    return {**implied, **{row.competency: str(row.norm) for row in profile.rows}}
