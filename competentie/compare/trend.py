"""How one person's competencies developed: per rater from date to date, and per group from quarter to quarter.

All ratings are read under the texts, norms and policy of today, as far as those texts are the same
(`reconcile`); what no longer holds is unrated, so that it never looks like a fall. Only what is certain is called a
change. Pure, and without a clock.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from competentie.compare.rounds import GroupLine, group_line
from competentie.core.rule import Standing, is_unrated
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
        outcomes = (one for one in self.outcomes if not one.standing.presumed)
        return frozenset(one.row.competency for one in outcomes if is_unrated(rated.get(one.row.competency, ())))


@dataclass(frozen=True, slots=True)
class Line:
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
    lines: tuple[Line, ...]
    groups: tuple[GroupLine, ...] = ()
    other_profile: int = 0
    undated: int = 0
    replaced: int = 0
    """Ratings by the same rater on the same day as others, which count."""


def trend(person: str, entries: Sequence[Kept], scorer: Scorer, minimum: int) -> Trend:
    """Return how a person developed; `entries` are all ratings of that person, oldest first.

    A group takes at least `minimum` raters (see `rounds`).
    """
    fitting = [one for one in entries if one.ratings.profile == scorer.profile.id]
    dated = [one for one in fitting if one.ratings.date]
    days: dict[tuple[str | None, str], dict[str, Kept]] = {}
    named = [one for one in dated if one.ratings.relation not in GROUPED]
    for one in named:
        days.setdefault((one.ratings.relation, rater_key(one)), {})[one.ratings.date or ""] = one
    lines = [_line(list(each.values()), scorer) for each in days.values()]
    lines.sort(key=lambda line: order_of(line.relation, line.rater))
    groups = (group_line(relation, entries, scorer, minimum) for relation in GROUPED)
    return Trend(
        person,
        tuple(lines),
        tuple(one for one in groups if one.rounds or one.hidden),
        other_profile=len(entries) - len(fitting),
        undated=len(fitting) - len(dated),
        replaced=len(named) - sum(map(len, days.values())),
    )


def change(before: Standing, after: Standing, norm: int) -> int | None:
    """Return by how many levels a competency rose (or fell, when negative); None when neither is certain.

    What is rated leaves an interval, `reached..reached_max`. A rise or a fall counts as far as the intervals lie apart.
    No change is certain when both are exact and equal; or when both prove the same level at or above the norm, where
    an interview by default stops asking.
    """
    if after.reached > before.reached_max:
        return after.reached - before.reached_max
    if after.reached_max < before.reached:
        return after.reached_max - before.reached
    exact = before.reached == before.reached_max and after.reached == after.reached_max
    return 0 if before.reached == after.reached and (exact or before.reached >= norm) else None


def _line(entries: list[Kept], scorer: Scorer) -> Line:
    last = entries[-1].ratings
    points = tuple(Point(one.reconciled, scorer.score(one.ratings)) for one in entries)
    return Line(last.relation, last.rater, points)
