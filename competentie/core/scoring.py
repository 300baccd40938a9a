"""From ratings to a result: the rule and the presuppositions, applied to one profile.

`presupposes` makes a directed graph without cycles, from a heavier competency to a lighter one; an edge
names the level of the lighter one that is taken as present. Source: the handbook, "Opbouw in zwaarte".
Functions here take a catalogue without cycles; the checks see to that, by `circles`, whose one walk, depth
first, costs as much as there are edges.

A `Scorer` is made once per profile. It works on parts that do not influence each other, so that a whole
organisation can be scored by looking each part's pattern of ratings up once (see `table.score`).
"""

from collections.abc import Iterable, Iterator, Mapping
from graphlib import TopologicalSorter
from itertools import chain
from typing import NamedTuple

from competentie.core.rule import Gap, Standing, gap, is_unrated, presume, stand, unrated
from competentie.core.terms import Catalogue, Profile, Rated, Ratings, Row


class ImpliedNorm(NamedTuple):
    """A norm that follows from heavier competencies: the highest level that any of them takes as present."""

    competency: str
    norm: int
    through: tuple[str, ...]


class Contradiction(NamedTuple):
    """A heavier competency is reached while a lighter one, which it presupposes, was rated below `level`."""

    heavier: str
    lighter: str
    level: int


def implied_norms(catalogue: Catalogue, profile: Profile) -> tuple[ImpliedNorm, ...]:
    """Return the norms that a profile implies, through any number of steps, in catalogue order."""
    if not any(catalogue.competencies[row.competency].presupposes for row in profile.rows):
        return ()
    demanded = reachable(catalogue, (row.competency for row in profile.rows))
    through: dict[str, dict[str, int]] = {}
    for heavier in catalogue.competencies:
        if heavier in demanded:
            for lighter, level in catalogue.competencies[heavier].presupposes.items():
                through.setdefault(lighter, {})[heavier] = level
    return tuple(
        ImpliedNorm(lighter, max(through[lighter].values()), tuple(through[lighter]))
        for lighter in catalogue.competencies
        if lighter in through
    )


def any_below_implied(catalogue: Catalogue, norms: Mapping[str, int]) -> bool:
    """Tell whether any of these norms, by competency, is below one that they imply."""
    known = catalogue.competencies
    starts = [competency for competency in norms if known[competency].presupposes]  # often none
    return any(
        norms.get(lighter, level) < level
        for heavier in reachable(catalogue, starts)
        for lighter, level in known[heavier].presupposes.items()
    )


def implied_rows(catalogue: Catalogue, profile: Profile) -> tuple[ImpliedNorm, ...]:
    """Return the implied norms of competencies that the profile has no row for, in catalogue order."""
    explicit = {row.competency for row in profile.rows}
    return tuple(norm for norm in implied_norms(catalogue, profile) if norm.competency not in explicit)


def connected(catalogue: Catalogue, profile: Profile) -> tuple[tuple[str, ...], ...]:
    """Split the competencies that matter to a profile into parts that do not influence each other.

    A part holds competencies that presuppose one another, heaviest first; with no such edges it holds one.
    Heavier competencies outside the profile belong to a part too: when rated, they make a lighter one presumed.
    """
    wanted = reachable(catalogue, (row.competency for row in profile.rows))
    order = heaviest_first(catalogue)
    for identifier in reversed(order):  # lighter before heavier: takes in whatever presupposes a wanted one
        if wanted & catalogue.competencies[identifier].presupposes.keys():
            wanted.add(identifier)
    parts: list[set[str]] = []
    for identifier in order:
        if identifier in wanted:
            part = {identifier, *(catalogue.competencies[identifier].presupposes.keys() & wanted)}
            touching = [other for other in parts if other & part]
            parts = [other for other in parts if not other & part]
            parts.append(part.union(*touching))
    return tuple(tuple(identifier for identifier in order if identifier in part) for part in parts)


def presume_lighter(
    catalogue: Catalogue, part: Iterable[str], rated: Mapping[str, Rated], standings: dict[str, Standing]
) -> tuple[Contradiction, ...]:
    """Presume unrated lighter competencies in `standings`, and return what contradicts a presupposition.

    `part` runs from heavy to light, so that what is presumed of one is seen by the next.
    """
    contradictions = []
    raised: dict[str, int] = {}
    for heavier in part:
        if not standings[heavier].reached:
            continue
        for lighter, level in catalogue.competencies[heavier].presupposes.items():
            if lighter not in standings:
                continue
            if is_unrated(rated[lighter]):
                raised[lighter] = max(level, raised.get(lighter, 0))
                standings[lighter] = presume(raised[lighter], sizes(catalogue, lighter))
            elif gap(standings[lighter], level).gap_max < 0:
                contradictions.append(Contradiction(heavier, lighter, level))
    return tuple(contradictions)


def sizes(catalogue: Catalogue, identifier: str) -> tuple[int, ...]:
    """Return how many behaviours each level of a competency has, lowest first; zeros when undescribed."""
    levels = catalogue.competencies[identifier].levels
    return tuple(len(level) for level in levels) if levels is not None else (0,) * catalogue.height


def heaviest_first(catalogue: Catalogue) -> tuple[str, ...]:
    """Order all competencies so that a heavier one comes before what it presupposes."""
    graph = {identifier: heavier.presupposes for identifier, heavier in catalogue.competencies.items()}
    return tuple(TopologicalSorter(graph).static_order())[::-1]


def reachable(catalogue: Catalogue, starts: Iterable[str]) -> set[str]:
    """Return these competencies with all that they presuppose, directly or through others."""
    reached: set[str] = set()
    waiting = list(starts)
    while waiting:
        identifier = waiting.pop()
        if identifier not in reached:
            reached.add(identifier)
            waiting.extend(catalogue.competencies[identifier].presupposes)
    return reached


def circles(graph: Mapping[str, Iterable[str]]) -> Iterator[list[str]]:
    """Yield circles, each from one node along the edges back to it: one for each edge that leads back."""
    for path, node in _walk(graph):
        walked = list(path)
        yield [*walked[walked.index(node) :], node]


def edges_back(graph: Mapping[str, Iterable[str]]) -> list[tuple[str, str]]:
    """Return edges without which no circle is left."""
    return [(next(reversed(path)), node) for path, node in _walk(graph)]


def _walk(graph: Mapping[str, Iterable[str]]) -> Iterator[tuple[dict[str, Iterator[str]], str]]:
    """Yield the path walked, in order, with each node on it that its last node leads back to."""
    done: set[str] = set()
    for start in graph:
        path: dict[str, Iterator[str]] = {}
        waiting = [iter((start,))]
        while waiting:
            node = next(waiting[-1], None)
            if node is None:
                waiting.pop()
                if path:
                    done.add(path.popitem()[0])
            elif node in path:
                yield path, node
            elif node not in done and node in graph:
                path[node] = iter(graph[node])
                waiting.append(path[node])


class Outcome(NamedTuple):
    """One row of a profile with its standing and gap.

    `blocking` holds the codes, such as `samenwerken.2.3`, of what stands in the way of the norm; where that is met,
    `next` holds those of what stands in the way of the level above.
    """

    row: Row
    standing: Standing
    gap: Gap
    blocking: tuple[str, ...] = ()
    next: tuple[str, ...] = ()


class ImpliedOutcome(NamedTuple):
    """A presupposed competency: its implied norm, its standing and its gap."""

    implied: ImpliedNorm
    standing: Standing
    gap: Gap


class PartResult(NamedTuple):
    """What one part of a profile comes to."""

    outcomes: tuple[Outcome, ...]
    implied: tuple[ImpliedOutcome, ...]
    contradictions: tuple[Contradiction, ...]


class Result(NamedTuple):
    """How a person stands against a profile: rows in the order of the profile, and what it presupposes."""

    profile: Profile
    ratings: Ratings
    outcomes: tuple[Outcome, ...]
    implied: tuple[ImpliedOutcome, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()


class Scorer:
    """Applies one profile to any number of people."""

    def __init__(self, catalogue: Catalogue, profile: Profile) -> None:
        """Prepare what does not depend on the person."""
        self.catalogue = catalogue
        self.profile = profile
        self.parts = connected(catalogue, profile)
        self.implied = {norm.competency: norm for norm in implied_rows(catalogue, profile)}
        self._rows = {row.competency: row for row in profile.rows}
        self._sizes = {identifier: sizes(catalogue, identifier) for part in self.parts for identifier in part}

    def score(self, ratings: Ratings) -> Result:
        """Score one person."""
        return self.assemble(ratings, [self.score_part(part, ratings.rated) for part in self.parts])

    def score_part(self, part: tuple[str, ...], rated: Mapping[str, Rated]) -> PartResult:
        """Score the competencies of one part; those absent from `rated` are unrated."""
        known = {identifier: rated.get(identifier, unrated(self._sizes[identifier])) for identifier in part}
        attain = self.catalogue.attain
        standings = {identifier: stand(known[identifier], attain, self._sizes[identifier]) for identifier in part}
        contradictions = presume_lighter(self.catalogue, part, known, standings)
        return PartResult(
            tuple(self._outcome(self._rows[name], standings[name]) for name in part if name in self._rows),
            tuple(
                ImpliedOutcome(self.implied[name], standings[name], gap(standings[name], self.implied[name].norm))
                for name in part
                if name in self.implied
            ),
            contradictions,
        )

    def assemble(self, ratings: Ratings, results: Iterable[PartResult]) -> Result:
        """Put the results of the parts together, in the order of the profile."""
        results = tuple(results)
        outcomes = {outcome.row.competency: outcome for part in results for outcome in part.outcomes}
        implied = {outcome.implied.competency: outcome for part in results for outcome in part.implied}
        return Result(
            self.profile,
            ratings,
            tuple(outcomes[row.competency] for row in self.profile.rows),
            tuple(implied[identifier] for identifier in self.implied),
            tuple(chain.from_iterable(part.contradictions for part in results)),
        )

    def _outcome(self, row: Row, standing: Standing) -> Outcome:
        level = standing.next_level
        codes = tuple(f"{row.competency}.{level}.{index + 1}" for index in standing.blocking)
        against = gap(standing, row.norm)
        return Outcome(row, standing, against, codes) if against.gap < 0 else Outcome(row, standing, against, (), codes)
