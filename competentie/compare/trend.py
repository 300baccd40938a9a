"""How one person's competencies developed: per rater from date to date, and per group from quarter to quarter.

All ratings are read under the texts, norms and policy of today, as far as those texts are the same
(`reconcile`); what no longer holds is unrated, so that it never looks like a fall. Only what is certain is called a
change. Pure, and without a clock.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from competentie.compare.rounds import GroupLine, group_line
from competentie.core.rule import Standing, gap, is_unrated
from competentie.core.scoring import Outcome, Result, Scorer
from competentie.core.terms import GROUPED
from competentie.ratings.groups import order_of, rater_key
from competentie.ratings.kept import Kept
from competentie.ratings.reconcile import Reconciled


@dataclass(frozen=True)
class Point:
    """What a rater said on one day, as it holds today."""

    reconciled: Reconciled
    result: Result

    @property
    def date(self) -> str:
        """The day of the rating, as 2026-11-23."""
        return self.reconciled.ratings.date or ""

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """Where each competency stood, in the order of the profile."""
        return self.result.outcomes

    @cached_property
    def unknown(self) -> frozenset[str]:
        """The competencies of which nothing is known: nothing was said of them (any more), and nothing is presumed."""
        rated = self.reconciled.ratings.rated
        asked = (outcome.row.competency for outcome in self.outcomes if not outcome.standing.presumed)
        return frozenset(competency for competency in asked if is_unrated(rated.get(competency, ())))


@dataclass(frozen=True, slots=True)
class RaterLine:
    """One rater's points, oldest first; there is at least one."""

    relation: str | None
    rater: str | None
    points: tuple[Point, ...]

    @property
    def now(self) -> Point:
        """The last point."""
        return self.points[-1]

    def changes(self, since: Point) -> tuple[int | None, ...]:
        """Return how much each competency changed between a point and the last one; None where that is not certain."""
        if since.reconciled.unsure or self.now.reconciled.unsure:
            return (None,) * len(since.outcomes)
        return tuple(
            change(before.standing, after.standing, before.row.norm)
            for before, after in zip(since.outcomes, self.now.outcomes, strict=True)
        )


@dataclass(frozen=True, slots=True)
class Trend:
    """How a person developed against a profile, and how many ratings took no part, and why."""

    person: str
    lines: tuple[RaterLine, ...]
    groups: tuple[GroupLine, ...] = ()
    other_profile: int = 0
    undated: int = 0
    replaced: int = 0
    """Ratings by the same rater on the same day as others, which count."""


def trend(person: str, entries: Sequence[Kept], scorer: Scorer, minimum: int) -> Trend:
    """Return how a person developed; `entries` are all ratings of that person, oldest first.

    A group takes at least `minimum` raters (see `rounds`).
    """
    fitting = [entry for entry in entries if entry.ratings.profile == scorer.profile.id]
    dated = [entry for entry in fitting if entry.ratings.date]
    days: dict[tuple[str | None, str], dict[str, Kept]] = {}
    named = [entry for entry in dated if entry.ratings.relation not in GROUPED]
    for entry in named:
        days.setdefault((entry.ratings.relation, rater_key(entry)), {})[entry.ratings.date or ""] = entry
    lines = [_line(list(of_rater.values()), scorer) for of_rater in days.values()]
    lines.sort(key=lambda line: order_of(line.relation, line.rater))
    groups = (group_line(relation, entries, scorer, minimum) for relation in GROUPED)
    return Trend(
        person,
        tuple(lines),
        tuple(group for group in groups if group.rounds or group.hidden),
        other_profile=len(entries) - len(fitting),
        undated=len(fitting) - len(dated),
        replaced=len(named) - sum(map(len, days.values())),
    )


def change(before: Standing, after: Standing, norm: int) -> int | None:
    """Return by how many described levels a competency rose (or fell, when negative); None when neither is certain.

    What is rated leaves an interval, `reached..reached_max`. A rise or a fall counts as far as the intervals lie apart.
    No change is certain when both are exact and equal; or when both prove the same level at or above the norm, where
    an interview by default stops asking.
    """
    if after.reached > before.reached_max:
        return after.rungs(after.reached) - after.rungs(before.reached_max)
    if after.reached_max < before.reached:
        return after.rungs(after.reached_max) - after.rungs(before.reached)
    exact = before.reached == before.reached_max and after.reached == after.reached_max
    return 0 if before.reached == after.reached and (exact or gap(before, norm).gap >= 0) else None


def _line(entries: list[Kept], scorer: Scorer) -> RaterLine:
    last = entries[-1].ratings
    points = tuple(Point(entry.reconciled, scorer.score(entry.ratings)) for entry in entries)
    return RaterLine(last.relation, last.rater, points)
