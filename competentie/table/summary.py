"""What an organisation looks like: per competency how many stand where, and which behaviours hold most people back.

Made of the counts of a run, per answer of the scorer, so it costs the same for ten people and for ten million.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, Final, NamedTuple, TypeAlias

import polars as pl

from competentie.core import (
    Catalogue,
    Levels,
    LevelStatus,
    Profile,
    Rating,
    Status,
    gap,
    level_status,
    sizes,
    stand,
    unrated,
)
from competentie.table.packing import BASE, SIZE
from competentie.table.patterns import Answer, Patterns, place_name
from competentie.table.reading import BY, number_of_people, with_names
from competentie.table.results import next_level

ALL: Final = ""  # instead of a relation: whoever rated
SMALLEST: Final = 5  # people in a group of which anything is shown, unless another number is asked for
BLOCKERS: Final = 3
_PATTERNS: Final = BASE**SIZE
_FEW: Final = 10
_ENDS: Final = (50, 80)  # percentages from which a share is no longer low, and high


class StoodKey(NamedTuple):
    """Where people of a group stand on a competency, each against their own norm."""

    group: str | None
    competency: str
    status: Status
    gap: int
    reached: int


@dataclass(slots=True)
class Tally:
    """Counts of people, which any number of slices can add up; of behaviours, whom they block and would lift."""

    people: int = 0
    broken: int = 0
    contradicted: int = 0
    stood: Counter[StoodKey] = field(default_factory=Counter)
    blocked: Counter[str] = field(default_factory=Counter)
    lifted: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Tally") -> None:
        """Add the counts of other people."""
        self.people += other.people
        self.broken += other.broken
        self.contradicted += other.contradicted
        self.stood.update(other.stood)
        self.blocked.update(other.blocked)
        self.lifted.update(other.lifted)


class Counting:
    """Counts people of one profile."""

    def __init__(self, patterns: Patterns) -> None:
        """Take the answers on a profile."""
        self._patterns = patterns
        rows = patterns.scorer.profile.rows
        self._blocking = {row.competency: _Blocking(patterns, row.competency, row.norm) for row in rows}

    def count(self, answered: pl.DataFrame) -> Tally:
        """Count some people."""
        patterns, tally = self._patterns, Tally(answered.height)
        tally.broken = count_broken(patterns, answered)
        contradicted = _any(patterns, lambda one: one.contradicted)
        tally.contradicted = answered.select(pl.any_horizontal(contradicted).sum()).item() if contradicted else 0
        for competency, blocking in self._blocking.items():
            answers = patterns.answers(competency)
            for group, place, people in _counts(answered, place_name(competency), len(answers)):
                if outcome := answers[place].outcome:
                    against = outcome.gap
                    key = StoodKey(group, competency, against.status, against.gap, outcome.standing.reached)
                    tally.stood[key] += people
            blocking.count(answered, tally)
        return tally


def _counts(answered: pl.DataFrame, name: str, answers: int) -> Iterable[tuple[str | None, int, int]]:
    """Yield each group and answer with the number of people; a few answers are counted one by one, which is faster."""
    if BY in answered.columns:
        return answered.group_by(BY, name).len().iter_rows()
    if answers > _FEW:
        return ((None, *found) for found in answered[name].value_counts().iter_rows())
    counts = answered.select((pl.col(name) == place).sum().alias(str(place)) for place in range(answers)).row(0)
    return ((None, place, people) for place, people in enumerate(counts) if people)


def count_broken(patterns: Patterns, answered: pl.DataFrame) -> int:
    """Count the people who miss a level below one that is attained, on any row of the profile."""
    broken = _any(patterns, lambda one: one.outcome is not None and one.outcome.standing.broken)
    return int(answered.select(pl.any_horizontal(broken).sum()).item()) if broken else 0


def _any(patterns: Patterns, fact: Callable[[Answer], bool]) -> list[pl.Expr]:
    """Return a fact of each competency of which it is true of anyone."""
    return [patterns.fact(one, fact, pl.Boolean) for one in patterns.asked if any(map(fact, patterns.answers(one)))]


class _Blocking:
    """Who is below the norm on a competency by what was said of the described level above the one reached."""

    def __init__(self, patterns: Patterns, competency: str, norm: int) -> None:
        self._patterns = patterns
        self._competency = competency
        self._norm = norm
        self._answers = patterns.answers(competency)
        self._sizes = sizes(patterns.scorer.catalogue, competency)
        self._known: dict[tuple[int, LevelStatus], bool] = {}
        self._found: dict[tuple[int, ...], list[tuple[str, bool]]] = {}

    def count(self, answered: pl.DataFrame, tally: Tally) -> None:
        """Count, per behaviour, whom it blocks; and ask the rule what would be if it were shown."""
        if not self._patterns.by_behaviours(self._competency):
            return
        short = [place for place, one in enumerate(self._answers) if self._is_short(one)]
        if not short:
            return
        place = pl.col(place_name(self._competency))
        numbers = [one.alias(f"next:{at}") for at, one in enumerate(next_level(self._patterns, self._competency))]
        counted = answered.lazy().filter(place.is_in(short)).group_by(place, *numbers).len().collect()
        for *found, people in counted.iter_rows():
            number = tuple(found)
            if number not in self._found:
                self._found[number] = list(self._blocked(*number))
            for code, lifted in self._found[number]:
                tally.blocked[code] += people
                if lifted:
                    tally.lifted[code] += people

    @staticmethod
    def _is_short(answer: Answer) -> bool:
        outcome = answer.outcome
        if outcome is None or outcome.gap.gap >= 0 or isinstance(answer.rated, int):
            return False
        return outcome.standing.known and answer.rated is not None

    def _blocked(self, place: int, *patterns: int) -> Iterator[tuple[str, bool]]:
        """Yield the behaviours that block, and whether the norm would be met with each."""
        outcome = self._answers[place].outcome
        level = (outcome.standing.next_level if outcome else None) or 1
        parts = self._patterns.packing.levels[self._competency][level - 1]
        ratings = [
            rating
            for byte, pattern in zip(parts, patterns, strict=False)
            for rating in byte.ratings(pattern % _PATTERNS)
        ]
        for index, rating in enumerate(ratings):
            if rating in {Rating.NOT_SHOWN, Rating.UNRATED}:
                shown = (*ratings[:index], Rating.SHOWN, *ratings[index + 1 :])
                yield f"{self._competency}.{level}.{index + 1}", self._would_meet(place, level, shown)

    def _would_meet(self, place: int, level: int, ratings: tuple[Rating, ...]) -> bool:
        """Ask what would be with another status of a level: nothing else of it counts."""
        attain = self._patterns.scorer.catalogue.attain
        status = level_status(ratings, attain)
        if (place, status) not in self._known:
            rated = self._answers[place].rated
            levels: Levels = unrated(self._sizes) if rated is None or isinstance(rated, int) else rated
            changed = (*levels[: level - 1], ratings, *levels[level:])
            self._known[place, status] = gap(stand(changed, attain, self._sizes), self._norm).gap >= 0
        return self._known[place, status]


@dataclass(frozen=True, slots=True)
class CompetencyCounts:
    """How many people stand where against their norms for one competency.

    `reached` counts them by level, from 0, but for those whose norm is open: what they reach is not known.
    """

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


class Share(NamedTuple):
    """How many ratings meet the norm, of how many, and how many of these are still open."""

    met: int = 0
    people: int = 0
    open: int = 0

    @property
    def level(self) -> str:
        """How good it is, for a colour beside its number; `open` where nothing is known of anybody."""
        if self.open == self.people:
            return "open"
        return ("far", "near", "good")[sum(round(100 * self.met / self.people) >= end for end in _ENDS)]


@dataclass(frozen=True, slots=True)
class GroupSpread:
    """One group of people; `met` holds, per competency, the share that meets the norm; None: withheld."""

    name: str | None
    people: int
    met: Mapping[str, Share | None]


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
    spreads: tuple[CompetencyCounts, ...]
    blockers: tuple[Blocker, ...]

    @property
    def norms(self) -> int:
        """The norms of everybody together."""
        return sum(one.people for one in self.spreads)

    @property
    def met(self) -> int:
        """How many of them are met."""
        return sum(one.met for one in self.spreads)

    @property
    def open(self) -> int:
        """How many of them are still to be rated."""
        return sum(one.open for one in self.spreads)

    @property
    def share_met(self) -> Fraction:
        """The share of all norms that are met; 1 when there are none."""
        return Fraction(self.met, self.norms) if self.norms else Fraction(1)

    def without(self, competencies: AbstractSet[str]) -> "Summary":
        """Leave out some competencies."""
        spreads = tuple(one for one in self.spreads if one.competency not in competencies)
        blockers = tuple(one for one in self.blockers if one.code.partition(".")[0] not in competencies)
        return Summary(self.people, spreads, blockers)


def summarize(catalogue: Catalogue, tally: Tally) -> Summary:
    """Work out what the counts of a run say, each person against their own profile."""
    counts: dict[str, Counter[str]] = {}
    reached: dict[str, Counter[int]] = {}
    for key, people in tally.stood.items():
        name = key.status.value
        if key.status is Status.SHORT:
            name = "one_short" if key.gap == -1 else "more_short"
        counts.setdefault(key.competency, Counter())[name] += people
        if key.status is not Status.OPEN:
            reached.setdefault(key.competency, Counter())[key.reached] += people
    spreads = tuple(
        CompetencyCounts(
            one,
            **{name: counts[one][name] for name in ("above", "meets", "one_short", "more_short", "open")},
            reached=tuple(reached.get(one, Counter[int]())[level] for level in range(catalogue.height + 1)),
        )
        for one in catalogue.competencies
        if one in counts
    )
    return Summary(tally.people, spreads, blockers(catalogue, tally))


def blockers(catalogue: Catalogue, tally: Tally, most: int = BLOCKERS) -> tuple[Blocker, ...]:
    """Return the behaviours that block most people, as many as that."""
    codes = (behaviour.code for one in catalogue.competencies.values() for behaviour in one.behaviours())
    order = {code: place for place, code in enumerate(codes)}
    blocked, lifted = tally.blocked, tally.lifted
    first = sorted(blocked, key=lambda code: (-blocked[code], -lifted[code], order[code]))[:most]
    return tuple(Blocker(code, blocked[code], lifted[code]) for code in first)


Sizes: TypeAlias = Mapping[str | None, int]
"""How many people each group has."""


@dataclass(frozen=True, slots=True)
class Grouping:
    """By what people are split: who has which norms, and of how many people anything is shown."""

    profiles: Mapping[str, Profile]
    named: Profile | None
    smallest: int = SMALLEST


@dataclass(frozen=True, slots=True)
class Picture:
    """What is shown of everyone who was rated by one relation, or by all; `few` too few people have a norm for."""

    relation: str | None
    summary: Summary
    groups: Groups | None = None
    few: frozenset[str] = frozenset()
    smallest: int = SMALLEST


def picture(
    catalogue: Catalogue, relation: str | None, tally: Tally, people: pl.DataFrame, grouping: Grouping | None
) -> Picture:
    """Return what the counts of these people may show."""
    summary = replace(summarize(catalogue, tally), people=number_of_people(people))
    if grouping is None:
        return Picture(relation, summary)
    cells = cell_sizes(people, grouping.profiles, grouping.named)
    few = frozenset(one for one, sizes in cells.items() if sum(sizes.values()) < grouping.smallest)
    groups = by_group(tally, group_sizes(people), cells, grouping.smallest)
    return Picture(relation, summary.without(few), groups, few, grouping.smallest)


def for_travel(picture: Picture, people: pl.DataFrame, grouping: Grouping) -> Picture:
    """Return a picture without what would tell something of a few people; somebody with several dates is one."""
    cells = cell_sizes(people.with_columns(pl.lit(None, pl.String).alias(BY)), grouping.profiles, grouping.named)
    few = picture.few | {one for one, sizes in cells.items() if sum(sizes.values()) < grouping.smallest}
    return replace(picture, summary=picture.summary.without(few), few=few, smallest=grouping.smallest)


def summary_data(pictures: Sequence[Picture]) -> dict[str, Any]:
    """Return what `score --format json` has beside its results; its shape is a contract."""
    if len(pictures) > 1:
        return {"relations": [{"relation": one.relation, **_picture_data(one)} for one in pictures]}
    return _picture_data(pictures[0])


def _picture_data(picture: Picture) -> dict[str, Any]:
    counts = ("above", "meets", "one_short", "more_short", "open", "people")
    summary, groups = picture.summary, picture.groups
    return {
        "summary": {
            "people": summary.people,
            **{name: getattr(summary, name) for name in ("norms", "met", "open")},
            "share_met": round(float(summary.share_met), 4),
            "competencies": [
                {"id": one.competency, **{name: getattr(one, name) for name in counts}, "reached": list(one.reached)}
                for one in summary.spreads
            ],
        },
        "groups": [_group_data(one) for one in groups.shown] if groups else [],
        "withheld": {"groups": groups.withheld, "people": groups.withheld_people} if groups else None,
        "blockers": [
            {"code": one.code, "people": one.people, "would_meet": one.would_meet} for one in summary.blockers
        ],
    }


def _group_data(group: GroupSpread) -> dict[str, Any]:
    none: dict[str, int | None] = dict.fromkeys(Share._fields)
    competencies = [{"id": name, **(cell._asdict() if cell else none)} for name, cell in group.met.items()]
    return {"name": group.name, "people": group.people, "competencies": competencies}


def group_sizes(people: pl.DataFrame) -> Sizes:
    """Return how many people each group has; someone with several raters or dates is one."""
    return dict(with_names(people).group_by(BY).agg(pl.col("person:").n_unique()).iter_rows())


def cell_sizes(people: pl.DataFrame, profiles: Mapping[str, Profile], named: Profile | None) -> dict[str, Sizes]:
    """Return, per competency, how many people of each group have a norm for it."""
    known: dict[tuple[str, ...], Sizes] = {}
    asking: dict[str, tuple[str, ...]] = {}
    for identifier, profile in ({"": named} if named else profiles).items():
        asking |= {row.competency: (*asking.get(row.competency, ()), identifier) for row in profile.rows}
    for some in asking.values():
        if some not in known:
            known[some] = group_sizes(people if named else people.filter(pl.col("profile").is_in(some)))
    return {competency: known[some] for competency, some in asking.items()}


def by_group(tally: Tally, people: Sizes, cells: Mapping[str, Sizes], smallest: int = SMALLEST) -> Groups:
    """Split the counts by group. Groups of fewer than `smallest` people are withheld, and so is each smaller cell.

    A single withheld number could be found by subtracting the others from the whole; so when fewer than `smallest`
    people are withheld in all, the next smallest is withheld too: among the groups, and for each competency.
    """
    met: dict[str | None, dict[str, Share]] = {}
    for key, counted in tally.stood.items():
        own = met.setdefault(key.group, {})
        cell = own.get(key.competency, Share())
        own[key.competency] = Share(
            cell.met + counted * (key.status in {Status.ABOVE, Status.MEETS}),
            cell.people + counted,
            cell.open + counted * (key.status is Status.OPEN),
        )
    withheld = _withheld(people, smallest)
    small = {one: _withheld(sizes, smallest, withheld) for one, sizes in cells.items()}
    shown = tuple(
        GroupSpread(
            name,
            people[name],
            {one: None if name in small[one] else cell for one, cell in met[name].items()},
        )
        for name in sorted(met.keys() - withheld, key=lambda name: (name is None, (name or "").casefold(), name or ""))
    )
    return Groups(shown, len(withheld), sum(people[name] for name in withheld))


def _withheld(people: Sizes, smallest: int, more: AbstractSet[str | None] = frozenset()) -> set[str | None]:
    ascending = sorted(people, key=lambda name: (people[name], name or ""))
    withheld = {name for name in ascending if people[name] < smallest or name in more}
    for name in ascending:
        if not withheld or sum(people[one] for one in withheld) >= smallest:
            break
        withheld.add(name)
    return withheld
