"""Many people at a glance: per person how many norms are met, what is open, and where it falls short."""

from collections.abc import Mapping, Sequence

from competentie.core import Basis, Catalogue, Result, Status, printable
from competentie.page.language import Words, basis_line, gap_sign
from competentie.page.model import Page, Row, Table


def people_page(results: Sequence[Result], catalogue: Catalogue, words: Words, basis: Basis) -> Page:
    """Return a table with one row per person, and what it rests on; profiles are named when there are several."""
    several = len({result.profile.id for result in results}) > 1
    named = (words("Person"), *([words("Profile")] if several else []))
    heads = (*named, words("Met"), words("Open"), words("Short"))
    numbers = frozenset({len(named), len(named) + 1})
    labels = {one.id: words.text(one.label) for one in catalogue.competencies.values()}
    rows = tuple(_row(result, labels, several=several) for result in results)
    table = Table(heads, rows, numbers=numbers, whole=numbers)
    return Page(words("People and norms"), blocks=[table], basis=basis_line(basis, words), bare=True)


def _row(result: Result, labels: Mapping[str, str], *, several: bool) -> Row:
    outcomes = result.outcomes
    statuses = [one.gap.status for one in outcomes]
    met = statuses.count(Status.MEETS) + statuses.count(Status.ABOVE)
    behind = [one for one in outcomes if one.gap.status is Status.SHORT]
    short = [f"{labels[one.row.competency]} {gap_sign(one.gap.gap)}" for one in behind]
    profile = [printable(result.profile.id)] if several else []
    person = printable(result.ratings.person or "")
    return Row((person, *profile, f"{met}/{len(statuses)}", str(statuses.count(Status.OPEN)), ", ".join(short)))
