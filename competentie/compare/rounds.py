"""What a group of raters said over time, without ever telling one of them apart.

A round is a calendar quarter: its bounds do not depend on who rated when, and each rating is in one round only. Rounds
that share some raters could be subtracted from one another, and from the group as it is shown without time
(`raters.views`). So a round is told, competency by competency, only where what it shares with the others, and what it
does not share with them, are each large enough to be a group by themselves. Pure.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from competentie.core.rule import Standing, is_settled, is_unrated
from competentie.core.scoring import Scorer
from competentie.core.terms import Row
from competentie.core.text import same_name
from competentie.ratings.groups import known_names, rater_key
from competentie.ratings.kept import Kept


@dataclass(frozen=True, slots=True)
class Spread:
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
    """One quarter, such as 2026-Q1: per competency what may be told, and how many answers no longer hold."""

    name: str
    spreads: Mapping[str, Spread]
    lost: int = 0


@dataclass(frozen=True, slots=True)
class GroupLine:
    """The rounds of one relation that may be told, oldest first; `hidden` is the number of rounds that may not."""

    relation: str
    rounds: tuple[Round, ...]
    hidden: int = 0


def group_line(relation: str, entries: Sequence[Kept], scorer: Scorer, minimum: int) -> GroupLine:
    """Return what a group said per quarter; `entries` are all ratings of one person, by whomever, oldest first."""
    profile = scorer.profile.id
    members = [one for one in entries if one.ratings.relation == relation]
    rounds: dict[str, dict[str, Kept]] = {}
    for one in members:
        if one.ratings.date and one.ratings.profile == profile:
            rounds.setdefault(_quarter(one.ratings.date), {})[rater_key(one)] = one
    latest = {rater_key(one): one for one in members}.values()
    group = [one for one in latest if one.ratings.profile == profile]
    watch = _Watch(minimum, known_names(entries))
    spreads: dict[str, dict[str, Spread]] = {name: {} for name in rounds}
    for row in scorer.profile.rows:
        told = watch.told(_settled(group, row, scorer), _per_round(rounds, row, scorer))
        for name in told:
            spreads[name][row.competency] = _spread(rounds[name].values(), row, scorer)
    shown = [
        Round(name, spreads[name], sum(len(one.reconciled.lost) for one in rounds[name].values()))
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
        hidden = [one for one in entries if same_name(one.ratings.rater or "") not in self._known]
        return len(hidden) >= self._minimum


def _atoms(sets: Sequence[Sequence[Kept]]) -> Iterable[list[Kept]]:
    """Split what is in any of the sets by which of them it is in: no sum or difference of sets tells them further."""
    atoms: dict[tuple[bool, ...], dict[str, Kept]] = {}
    paths = [{str(one.path) for one in each} for each in sets]
    for each in sets:
        for one in each:
            pattern = tuple(str(one.path) in inside for inside in paths)
            atoms.setdefault(pattern, {})[str(one.path)] = one
    return (list(atom.values()) for atom in atoms.values())


def _per_round(rounds: Mapping[str, Mapping[str, Kept]], row: Row, scorer: Scorer) -> dict[str, list[Kept]]:
    return {name: _settled(members.values(), row, scorer) for name, members in rounds.items()}


def _settled(entries: Iterable[Kept], row: Row, scorer: Scorer) -> list[Kept]:
    """Return the entries that say how somebody stands on a row, without doubt: who rated little does not count."""
    return [one for one in entries if (standing := _standing(one, row, scorer)) and is_settled(standing, row.norm)]


def _standing(entry: Kept, row: Row, scorer: Scorer) -> Standing | None:
    """Return how somebody stands on a row; None when nothing was said of it."""
    if is_unrated(entry.ratings.rated.get(row.competency, ())):
        return None
    outcomes = scorer.score(entry.ratings).outcomes
    return next(one.standing for one in outcomes if one.row.competency == row.competency)


def _spread(entries: Iterable[Kept], row: Row, scorer: Scorer) -> Spread:
    counts: Counter[int] = Counter()
    for one in _settled(entries, row, scorer):
        standing = _standing(one, row, scorer)
        counts[standing.reached if standing else 0] += 1
    return Spread(dict(sorted(counts.items())))


def _quarter(date: str) -> str:
    """Return the calendar quarter of a day: 2026-Q1 for 2026-03-31."""
    return f"{date[:4]}-Q{(int(date[5:7]) + 2) // 3}"
