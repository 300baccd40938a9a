"""How many people stand where: counts of states, which any number of blocks, tasks and machines can add up."""

from collections import Counter
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Final, TypeAlias

import polars as pl

from competentie.table.parked import opened
from competentie.table.reading import BY
from competentie.table.results import ProfileResults
from competentie.table.standing import column

_FEW: Final = 10
_WHO: Final = "who:"

StateKey: TypeAlias = tuple[str, str | None, str, int]
"""Profile, group, competency, state."""

BlockedKey: TypeAlias = tuple[str, str, int, tuple[int, ...]]
"""Profile, competency, state, and the packed ratings of the level above the one reached."""


@dataclass(slots=True)
class Tally:
    """Counts of people. `members` tells, by a number for each person, who is in which group."""

    people: int = 0
    broken: int = 0
    contradicted: int = 0
    states: Counter[StateKey] = field(default_factory=Counter)
    blocked: Counter[BlockedKey] = field(default_factory=Counter)
    members: list[pl.DataFrame] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        """Add the counts of other people."""
        self.people += other.people
        self.broken += other.broken
        self.contradicted += other.contradicted
        self.states.update(other.states)
        self.blocked.update(other.blocked)
        self.members += [opened(one) for one in other.members]

    def sizes(self) -> dict[str | None, int]:
        """Return how many people each group has; someone with several raters or dates is one."""
        if not self.members:
            return {}
        distinct = pl.concat(self.members).group_by(BY).agg(pl.col(_WHO).n_unique())
        return dict(distinct.iter_rows())


def tally(results: ProfileResults, stood: pl.DataFrame, present: AbstractSet[str]) -> Tally:
    """Count the people of one frame."""
    standings, rows = results.standings, results.profile.rows
    counted = Tally(stood.height)
    if BY in stood.columns:
        counted.members.append(stood.select(BY, pl.col("person").hash().alias(_WHO)).unique())
    for row in rows:
        for group, number, people in _states(results, stood, row.competency, present):
            counted.states[results.profile.id, group, row.competency, number] += people
        for number, patterns, people in _blocked(results, stood, row.competency, row.norm, present):
            counted.blocked[results.profile.id, row.competency, number, patterns] += people
    if any(standings.states.standing(number).broken for *_, number in counted.states):
        broken = [standings.fact(row.competency, lambda one: one.broken, pl.Boolean) for row in rows]
        counted.broken = stood.select(pl.any_horizontal(broken).sum()).item()
    if contradicted := standings.contradicted(present):
        counted.contradicted = stood.select(pl.any_horizontal(contradicted).sum()).item()
    return counted


def _states(
    results: ProfileResults, stood: pl.DataFrame, competency: str, present: AbstractSet[str]
) -> Iterable[tuple[str | None, int, int]]:
    """Yield each group and state with the number of people; a few values are counted one by one, which is faster."""
    index = results.standings.index(competency, present)
    if BY in stood.columns:
        return stood.group_by([BY, column(competency)]).len().iter_rows()
    if index.size > _FEW:
        return ((None, *found) for found in stood[column(competency)].value_counts().iter_rows())
    counts = stood.select((index.column == value).sum().alias(str(value)) for value in range(index.size)).row(0)
    return ((None, index.state(value), people) for value, people in enumerate(counts) if people)


def _blocked(
    results: ProfileResults, stood: pl.DataFrame, competency: str, norm: int, present: AbstractSet[str]
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
