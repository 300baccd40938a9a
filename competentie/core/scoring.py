"""From ratings to a result: the rule and the presuppositions, applied to one profile.

A `Scorer` is made once per profile. It works on parts that do not influence each other, so that a whole
organisation can be scored by looking each part's pattern of ratings up once (see `table.score`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain

from competentie.core.implied import Contradiction, ImpliedNorm, connected, implied_rows, presume_lighter, sizes
from competentie.core.rule import Gap, Standing, gap, stand, unrated
from competentie.core.terms import Catalogue, Profile, Rated, Ratings, Row


@dataclass(frozen=True, slots=True)
class Outcome:
    """One row of a profile with its standing and gap.

    `blocking` holds the codes, such as `samenwerken.2.3`, of what stands in the way of the norm; where that is met,
    `next` holds those of what stands in the way of the level above.
    """

    row: Row
    standing: Standing
    gap: Gap
    blocking: tuple[str, ...] = ()
    next: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImpliedOutcome:
    """A presupposed competency: its implied norm, its standing and its gap."""

    implied: ImpliedNorm
    standing: Standing
    gap: Gap


@dataclass(frozen=True, slots=True)
class PartResult:
    """What one part of a profile comes to."""

    outcomes: tuple[Outcome, ...]
    implied: tuple[ImpliedOutcome, ...]
    contradictions: tuple[Contradiction, ...]


@dataclass(frozen=True, slots=True)
class Result:
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
