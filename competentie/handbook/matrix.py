"""Competencies × roles. A norm that only follows from a heavier competency stands in brackets."""

from collections.abc import Sequence
from typing import Any

from rich.table import Table
from rich.text import Text as Line

from competentie.core.basis import fingerprint
from competentie.core.implied import implied_rows
from competentie.core.terms import Catalogue, Profile
from competentie.page.data import VERSION
from competentie.page.language import Words
from competentie.page.layout import table
from competentie.page.markdown import table_row
from competentie.page.phrases import by_cluster
from competentie.page.spreadsheet import csv_writer, safe


def matrix_table(catalogue: Catalogue, profiles: Sequence[Profile], words: Words) -> Table:
    """Return the matrix for a terminal, by cluster."""
    drawn = table()
    drawn.add_column(words("Competency"), overflow="fold")
    for profile in profiles:
        drawn.add_column(Line(words.text(profile.role)), justify="right", overflow="fold")
    norms = [_norms(catalogue, profile) for profile in profiles]
    for heading, members in by_cluster(catalogue, words):
        drawn.add_row(Line(heading, style="italic"))
        for one in members:
            drawn.add_row(Line("  " + words.text(one.label)), *(Line(column.get(one.id, "-")) for column in norms))
    return drawn


def matrix_markdown(catalogue: Catalogue, profiles: Sequence[Profile], words: Words) -> str:
    """Return the matrix as a Markdown table."""
    head = [words("Competency"), *(words.text(profile.role) for profile in profiles)]
    norms = [_norms(catalogue, profile) for profile in profiles]
    rows = [
        [words.text(one.label), *(column.get(one.id, "-") for column in norms)]
        for _, members in by_cluster(catalogue, words)
        for one in members
    ]
    rule = "| --- |" + " ---: |" * len(profiles)
    lines = [table_row(row) for row in (head, *rows)]
    return "\n".join([lines[0], rule, *lines[1:], ""])


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
