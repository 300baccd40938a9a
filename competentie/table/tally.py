"""How many people stand where: counts of states, which any number of blocks, tasks and machines can add up."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import polars as pl

from competentie.table.reading import BY
from competentie.table.results import ProfileResults
from competentie.table.standing import column

StateKey: TypeAlias = tuple[str, str | None, str, int]
"""Profile, group, competency, state."""

BlockedKey: TypeAlias = tuple[str, str, int, tuple[int, ...]]
"""Profile, competency, state, and the packed ratings of the level above the one reached."""


@dataclass(slots=True)
class Tally:
    """Counts of people."""

    people: int = 0
    broken: int = 0
    contradicted: int = 0
    states: Counter[StateKey] = field(default_factory=Counter)
    blocked: Counter[BlockedKey] = field(default_factory=Counter)

    def add(self, other: "Tally") -> None:
        """Add the counts of other people."""
        self.people += other.people
        self.broken += other.broken
        self.contradicted += other.contradicted
        self.states.update(other.states)
        self.blocked.update(other.blocked)


def tally(results: ProfileResults, stood: pl.DataFrame, present: Collection[str]) -> Tally:
    """Count the people of one frame."""
    standings, rows = results.standings, results.profile.rows
    broken = [standings.fact(row.competency, lambda one: one.broken, pl.Boolean) for row in rows]
    counted = Tally(
        stood.height,
        *stood.select(
            (pl.any_horizontal(broken) if broken else pl.lit(value=False)).sum().alias("broken"),
            standings.contradicted(present).sum().alias("contradicted"),
        ).row(0),
    )
    by = [BY] if BY in stood.columns else []
    for row in rows:
        state = column(row.competency)
        found = stood.group_by([*by, state]).len() if by else stood[state].value_counts(name="len")
        for *group, number, people in found.iter_rows():
            counted.states[results.profile.id, group[0] if by else None, row.competency, number] += people
        for number, patterns, people in _blocked(results, stood, row.competency, row.norm, present):
            counted.blocked[results.profile.id, row.competency, number, patterns] += people
    return counted


def _blocked(
    results: ProfileResults, stood: pl.DataFrame, competency: str, norm: int, present: Collection[str]
) -> Sequence[tuple[int, tuple[int, ...], int]]:
    """Count who is below the norm by what the level above says; only of those whose behaviours were rated."""
    standings = results.standings
    if not any(part.name in present for part in standings.packing.parts(competency)):
        return ()
    state = pl.col(column(competency))
    patterns = [one.alias(f"next:{slot}") for slot, one in enumerate(standings.next_pattern(competency, present))]
    counted = (
        stood.lazy()
        .filter((state < standings.states.direct) & (standings.reached(competency) < norm))
        .group_by([state, *patterns])
        .len()
        .collect()
    )
    return [(number, tuple(found), people) for number, *found, people in counted.iter_rows()]
