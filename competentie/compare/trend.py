"""How one person's competencies developed: per rater from date to date, and per group from quarter to quarter.

All ratings are read under the texts, norms and policy of today, as far as those texts are the same
(`reconcile`); what no longer holds is unrated, so that it never looks like a fall. Only what is certain is called a
change. Pure, and without a clock.

Of a group no one is ever told apart. A round is a calendar quarter: its bounds do not depend on who rated when, and
each rating is in one round only. Rounds that share some raters could be subtracted from one another, and from the
group as it is shown without time (`groups.views`). So a round is told, competency by competency, only where what it
shares with the others, and what it does not share with them, are each large enough to be a group by themselves.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from competentie.core import GROUPED, Outcome, Result, Row, Scorer, Standing, gap, is_settled, is_unrated, same_name
from competentie.ratings.folder import Kept
from competentie.ratings.groups import known_names, order_of, rater_key
from competentie.ratings.reconcile import Reconciled


@dataclass(frozen=True, slots=True)
class GroupLevels:
    """How many of a group reached which level, lowest level first."""

    counts: Mapping[int, int]

    @property
    def raters(self) -> int:
        """The number of raters."""
        return sum(self.counts.values())

    @property
    def lowest(self) -> int:
        """The lowest level that any of them proves."""
        return min(self.counts)

    @property
    def highest(self) -> int:
        """The highest one."""
        return max(self.counts)


@dataclass(frozen=True, slots=True)
class Round:
    """One quarter, such as 2026-Q1: per competency what may be told, and how many answers are lost or reworded."""

    name: str
    spreads: Mapping[str, GroupLevels]
    lost: int = 0
    reworded: int = 0


@dataclass(frozen=True, slots=True)
class GroupLine:
    """The rounds of one relation that may be told, oldest first; `hidden` is the number of rounds that may not."""

    relation: str
    rounds: tuple[Round, ...]
    hidden: int = 0


def group_line(relation: str, entries: Sequence[Kept], scorer: Scorer, minimum: int) -> GroupLine:
    """Return what a group said per quarter; `entries` are all ratings of one person, by whomever, oldest first."""
    profile = scorer.profile.id
    members = [entry for entry in entries if entry.ratings.relation == relation]
    rounds: dict[str, dict[str, Kept]] = {}
    for entry in members:
        if entry.ratings.date and entry.ratings.profile == profile:
            rounds.setdefault(_quarter(entry.ratings.date), {})[rater_key(entry)] = entry
    latest = {rater_key(entry): entry for entry in members}.values()
    group = [entry for entry in latest if entry.ratings.profile == profile]
    watch = _Watch(minimum, known_names(entries))
    spreads: dict[str, dict[str, GroupLevels]] = {name: {} for name in rounds}
    for row in scorer.profile.rows:
        settled = {name: _settled(raters.values(), row, scorer) for name, raters in rounds.items()}
        for name in watch.told(_settled(group, row, scorer), settled):
            spreads[name][row.competency] = _spread(rounds[name].values(), row, scorer)
    shown = [
        Round(
            name,
            spreads[name],
            sum(len(entry.reconciled.lost) for entry in rounds[name].values()),
            sum(len(entry.reconciled.reworded) for entry in rounds[name].values()),
        )
        for name in sorted(rounds)
        if spreads[name]
    ]
    return GroupLine(relation, tuple(shown), len(rounds) - len(shown))


class _Watch:
    """Decides which sets of ratings may be told beside one another."""

    def __init__(self, minimum: int, known: frozenset[str]) -> None:
        self._minimum = minimum
        self._known = known

    def told(self, group: list[Kept], rounds: Mapping[str, list[Kept]]) -> list[str]:
        """Return the names of the rounds that may be told, given the group that is shown without time; latest first."""
        sets = [group] if self._enough(group) else []
        told = []
        for name in sorted(rounds, reverse=True):
            candidate = [*sets, rounds[name]]
            if rounds[name] and all(map(self._enough, _atoms(candidate))):
                sets = candidate
                told.append(name)
        return told

    def _enough(self, entries: Iterable[Kept]) -> bool:
        """Tell whether ratings come from enough raters, without those who are shown by name as well."""
        hidden = [entry for entry in entries if same_name(entry.ratings.rater or "") not in self._known]
        return len(hidden) >= self._minimum


def _atoms(sets: Sequence[Sequence[Kept]]) -> Iterable[list[Kept]]:
    """Split what is in any of the sets by which of them it is in: no sum or difference of sets tells them further."""
    atoms: dict[tuple[bool, ...], dict[str, Kept]] = {}
    paths = [{str(entry.path) for entry in entries} for entries in sets]
    for entry in chain.from_iterable(sets):
        path = str(entry.path)
        atoms.setdefault(tuple(path in inside for inside in paths), {})[path] = entry
    return (list(atom.values()) for atom in atoms.values())


def _settled(entries: Iterable[Kept], row: Row, scorer: Scorer) -> list[Kept]:
    """Return the entries that say how somebody stands on a row, without doubt: who rated little does not count."""
    standings = ((entry, _standing(entry, row, scorer)) for entry in entries)
    return [entry for entry, standing in standings if standing and is_settled(standing, row.norm)]


def _standing(entry: Kept, row: Row, scorer: Scorer) -> Standing | None:
    """Return how somebody stands on a row; None when nothing was said of it."""
    if is_unrated(entry.ratings.rated.get(row.competency, ())):
        return None
    outcomes = scorer.score(entry.ratings).outcomes
    return next(outcome.standing for outcome in outcomes if outcome.row.competency == row.competency)


def _spread(entries: Iterable[Kept], row: Row, scorer: Scorer) -> GroupLevels:
    counts: Counter[int] = Counter()
    for entry in _settled(entries, row, scorer):
        standing = _standing(entry, row, scorer)
        counts[standing.reached if standing else 0] += 1
    return GroupLevels(dict(sorted(counts.items())))


def _quarter(date: str) -> str:
    """Return the calendar quarter of a day: 2026-Q1 for 2026-03-31."""
    return f"{date[:4]}-Q{(int(date[5:7]) + 2) // 3}"


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
