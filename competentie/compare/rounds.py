"""What a group of raters said over time, without ever telling one of them apart.

A round is a calendar quarter: its bounds do not depend on who rated when, and each rating is in one round only. Rounds
that share some raters could be subtracted from one another, and from the group as it is shown without time
(`groups.views`). So a round is told, competency by competency, only where what it shares with the others, and what it
does not share with them, are each large enough to be a group by themselves. Pure.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from competentie.core.rule import Standing, is_settled, is_unrated
from competentie.core.scoring import Scorer
from competentie.core.terms import Row
from competentie.core.text import same_name
from competentie.ratings.groups import known_names, rater_key
from competentie.ratings.kept import Kept


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
