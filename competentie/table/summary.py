"""What an organisation looks like: per competency how many stand where, and which behaviours hold most people back.

Made of counts alone (`tally`), so it costs the same for ten people and for ten million. Pure.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from competentie.core.rule import Status, gap
from competentie.core.terms import Behaviour, Catalogue, Profile, Rating
from competentie.table.packing import BASE, SIZE, Packing
from competentie.table.standing import States, level_digit
from competentie.table.tally import Tally

SMALLEST: Final = 5  # people in a group of which anything is shown, unless another number is asked for
BLOCKERS: Final = 3
_PATTERNS: Final = BASE**SIZE


@dataclass(frozen=True, slots=True)
class Spread:
    """How many people stand where against their norms for one competency; `reached` counts them by level, from 0."""

    competency: str
    above: int
    meets: int
    one_short: int
    more_short: int
    open: int
    reached: tuple[int, ...]

    @property
    def people(self) -> int:
        """Everyone with a norm for it."""
        return self.above + self.meets + self.one_short + self.more_short + self.open

    @property
    def met(self) -> int:
        """Those who meet their norm, or are above it."""
        return self.above + self.meets


@dataclass(frozen=True, slots=True)
class Blocker:
    """A behaviour that holds people back: how many, and how many would meet their norm if they showed it."""

    code: str
    people: int
    would_meet: int


@dataclass(frozen=True, slots=True)
class GroupSpread:
    """One group of people; `met` holds, per competency, how many ratings meet the norm, of how many."""

    name: str | None
    people: int
    met: Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Groups:
    """The groups large enough to show, in order of their names, and how many people were left out in how many."""

    shown: tuple[GroupSpread, ...]
    withheld: int
    withheld_people: int


@dataclass(frozen=True, slots=True)
class Summary:
    """What came of everyone who was scored."""

    people: int
    spreads: tuple[Spread, ...]
    blockers: tuple[Blocker, ...]

    @property
    def share_met(self) -> Fraction:
        """The share of all norms that are met; 1 when there are none."""
        total = sum(one.people for one in self.spreads)
        return Fraction(sum(one.met for one in self.spreads), total) if total else Fraction(1)


FindProfile = Callable[[str], Profile | None]


def summarize(catalogue: Catalogue, find: FindProfile, tally: Tally) -> Summary:
    """Work out what the counts of a run say, each person against their own profile."""
    states, norms = States(catalogue.height), _Norms(find)
    counts: dict[str, Counter[str]] = {}
    reached: dict[str, Counter[int]] = {}
    for (profile, _, competency, state), people in tally.states.items():
        standing = states.standing(state)
        against = gap(standing, norms[profile][competency])
        name = against.status.value
        if against.status is Status.SHORT:
            name = "one_short" if against.gap == -1 else "more_short"
        counts.setdefault(competency, Counter())[name] += people
        reached.setdefault(competency, Counter())[standing.reached] += people
    spreads = tuple(
        Spread(
            one,
            **{name: counts[one][name] for name in ("above", "meets", "one_short", "more_short", "open")},
            reached=tuple(reached[one][level] for level in range(catalogue.height + 1)),
        )
        for one in catalogue.competencies
        if one in counts
    )
    return Summary(tally.people, spreads, _blockers(catalogue, states, norms, tally))


def by_group(catalogue: Catalogue, find: FindProfile, tally: Tally, smallest: int = SMALLEST) -> Groups:
    """Split the counts by group. Groups of fewer than `smallest` people are withheld.

    A single withheld group could be found by subtracting the others from the whole; so when fewer than `smallest`
    people are withheld in all, the next smallest group is withheld too.
    """
    states, norms = States(catalogue.height), _Norms(find)
    met: dict[str | None, dict[str, list[int]]] = {}
    people = tally.sizes()
    for (profile, group, competency, state), count in tally.states.items():
        status = gap(states.standing(state), norms[profile][competency]).status
        cell = met.setdefault(group, {}).setdefault(competency, [0, 0])
        cell[0] += count if status in {Status.ABOVE, Status.MEETS} else 0
        cell[1] += count
    withheld = _withheld(people, smallest)
    shown = tuple(
        GroupSpread(name, people[name], {one: (cell[0], cell[1]) for one, cell in met[name].items()})
        for name in sorted(met.keys() - withheld, key=lambda name: (name is None, (name or "").casefold(), name or ""))
    )
    return Groups(shown, len(withheld), sum(people[name] for name in withheld))


def _withheld(people: Mapping[str | None, int], smallest: int) -> set[str | None]:
    ascending = sorted(people, key=lambda name: (people[name], name or ""))
    withheld = {name for name in ascending if people[name] < smallest}
    for name in ascending:
        if not withheld or sum(people[one] for one in withheld) >= smallest:
            break
        withheld.add(name)
    return withheld


class _Norms(dict[str, dict[str, int]]):
    """The norms of each profile, by competency."""

    def __init__(self, find: FindProfile) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, name: str) -> dict[str, int]:
        profile = self._find(name)
        self[name] = {row.competency: row.norm for row in profile.rows} if profile else {}
        return self[name]


def _blockers(catalogue: Catalogue, states: States, norms: _Norms, tally: Tally) -> tuple[Blocker, ...]:
    """Count, per behaviour, whom it blocks; and ask the rule what would be if it were shown."""
    packing = Packing(catalogue)
    blocked: Counter[str] = Counter()
    lifted: Counter[str] = Counter()
    for (profile, competency, state, patterns), people in tally.blocked.items():
        level = states.standing(state).reached
        parts = packing.levels[competency][level]
        ratings = [part.ratings(pattern % _PATTERNS) for part, pattern in zip(parts, patterns, strict=False)]
        for slot, part in enumerate(parts):
            for index, rating in enumerate(ratings[slot]):
                if rating not in {Rating.NOT_SHOWN, Rating.UNRATED}:
                    continue
                code = f"{competency}.{part.level}.{part.first + index}"
                blocked[code] += people
                shown = [list(one) for one in ratings]
                shown[slot][index] = Rating.SHOWN
                digit = level_digit(tuple(one for each in shown for one in each), catalogue.attain)
                if states.standing(states.with_level(state, level, digit)).reached >= norms[profile][competency]:
                    lifted[code] += people
    order = {behaviour.code: place for place, behaviour in enumerate(_behaviours(catalogue))}
    most = sorted(blocked, key=lambda code: (-blocked[code], -lifted[code], order[code]))[:BLOCKERS]
    return tuple(Blocker(code, blocked[code], lifted[code]) for code in most)


def _behaviours(catalogue: Catalogue) -> Iterable[Behaviour]:
    return (behaviour for one in catalogue.competencies.values() for behaviour in one.behaviours())
