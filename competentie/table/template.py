"""An empty ratings table for a profile, in either layout."""

from collections.abc import Sequence

from competentie.core.terms import Catalogue, Profile
from competentie.page.data import csv_writer, safe
from competentie.table.handbook import handbook_mark


def template_csv(
    catalogue: Catalogue,
    profile: Profile,
    people: Sequence[str],
    *,
    long: bool,
    by_level: bool,
    all_levels: bool,
    excel: bool,
) -> str:
    """Return the table as CSV: rows for the people named, or else one set of rows with the person blank.

    Behaviours run up to the norm, lowest level first, as in `assess`; where there are none, it is the level.
    """
    items = []
    for row in profile.rows:
        competency = catalogue.competencies[row.competency]
        behaviours = competency.behaviours(None if all_levels else row.norm)
        items += [row.competency] if by_level or not behaviours else [behaviour.code for behaviour in behaviours]
    mark = safe(handbook_mark(catalogue, (row.competency for row in profile.rows)))
    marks = {row.competency: safe(handbook_mark(catalogue, [row.competency])) for row in profile.rows}
    target, writer = csv_writer(excel=excel)
    names = [safe(person) for person in people] or [""]
    if long:
        writer.writerow(("person", "profile", "item", "rating", "handbook"))
        writer.writerows(
            (name, safe(profile.id), item, "", marks[item.partition(".")[0]]) for name in names for item in items
        )
    else:
        writer.writerow(("person", "profile", *items, "handbook"))
        writer.writerows((name, safe(profile.id), *("" for _ in items), mark) for name in names)
    return target.getvalue()
