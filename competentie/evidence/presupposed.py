"""Whether who has a heavier competency has the lighter one too, as the handbook says, and where it could say so."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Final

import polars as pl

from competentie.core import Catalogue
from competentie.evidence.answers import WEIGHT, Answers, Coherence, Item, Pair
from competentie.evidence.collect import Collected
from competentie.evidence.intervals import wilson
from competentie.evidence.ladder import SMALLEST
from competentie.evidence.verdict import ALL, LEAST, THRESHOLDS, Advice, Advised, Finding

ALSO: Final = 0.90  # of those with the heavier one: have the lighter one, at least
TOGETHER: Final = 0.60  # H of the two, at least


@dataclass(frozen=True, slots=True)
class Presupposition:
    """A heavier competency and the level of a lighter one: who has which, of those of whom both are known."""

    heavier: str
    lighter: str
    level: int
    claimed: bool
    pair: Pair
    coherence: Coherence | None

    @property
    def is_few(self) -> bool:
        """Whether so few have the heavier one, or are known at all, that it is withheld who they are."""
        return any(0 < number < SMALLEST for number in (self.pair.other, self.pair.n))

    @property
    def advised(self) -> Advised | None:
        """What the answers advise: to claim it, or to claim it no longer."""
        h, also = self.coherence, wilson(self.pair.both, self.pair.other)
        if h is None or also is None:
            return None
        lighter, heavier = wilson(self.pair.one, self.pair.n), wilson(self.pair.other, self.pair.n)
        is_lighter = lighter and heavier and lighter[0] > heavier[1] and self.pair.one < ALL * self.pair.n
        if is_lighter and not self.claimed and also[0] >= ALSO and h.interval[0] >= TOGETHER:
            return self._advised(Advice.PRESUPPOSES)
        return self._advised(Advice.NO_PRESUPPOSITION) if self.claimed and h.interval[1] < LEAST else None

    def _advised(self, advice: Advice) -> Advised:
        pair, ends = self.pair, {"lighter": self.lighter, "level": self.level}
        return Advised(advice, self.heavier, {**ends, "both": (pair.both, pair.other), "all": (pair.one, pair.n)})


def presuppositions(
    collected: Collected, findings: Mapping[str, Finding], catalogue: Catalogue
) -> list[Presupposition]:
    """Return what the handbook claims, and what it could, where enough people were rated on sound ladders."""
    claimed = [
        (one.competency.id, lighter, level)
        for one in findings.values()
        for lighter, level in one.competency.presupposes.items()
        if lighter in findings
    ]
    sound = [name for name, one in findings.items() if one.enough("presuppositions") and not one.advice]
    sought = [
        (heavier, lighter, 1) for heavier, lighter in permutations(sound, 2) if lighter not in _all(heavier, catalogue)
    ]
    ends = dict.fromkeys(end for one in (*claimed, *sought) for end in ((one[0], 1), one[1:]))
    states = {end: findings[end[0]].ladder.states(collected.people, end[1]).alias(f"{end[0]}:{end[1]}") for end in ends}
    if not states:
        return []
    clusters = [collected.people[one] for one in collected.clusters]
    names = [*collected.clusters, *(one.name for one in states.values())]
    people = pl.DataFrame([*clusters, *states.values()]).group_by(names).agg(pl.len().cast(pl.Int64).alias(WEIGHT))
    edges = (_edge(one, people, collected, claimed=one in claimed) for one in (*claimed, *sought))
    return [one for one in edges if one.claimed or one.advised]


def _edge(edge: tuple[str, str, int], people: pl.DataFrame, collected: Collected, *, claimed: bool) -> Presupposition:
    heavier, lighter, level = edge
    items = [Item(lighter, 0, f"{lighter}:{level}", 1), Item(heavier, 1, f"{heavier}:1", 1)]
    answers, wanted = Answers(people, items, collected.clusters), THRESHOLDS["verdict"]
    n = answers.pairs[0, 1].n
    is_enough = n >= wanted["people"] and (collected.raters is None or collected.raters >= wanted["raters"])
    return Presupposition(
        *edge, claimed, answers.pairs[0, 1], answers.coherence(answers.across()) if is_enough else None
    )


def _all(competency: str, catalogue: Catalogue) -> set[str]:
    """Return all that a competency presupposes, through any number of steps."""
    direct = catalogue.competencies[competency].presupposes
    return set(direct).union(*(_all(one, catalogue) for one in direct))


def presupposed_advice(edges: Sequence[Presupposition], findings: Mapping[str, Finding]) -> Iterator[Advised]:
    """Yield what the answers advise on presuppositions, where nothing else is the matter with either end."""
    for edge in edges:
        ends = (findings[edge.heavier], findings[edge.lighter])
        if edge.advised and all(one.enough("presuppositions") and not one.advice for one in ends):
            yield edge.advised
