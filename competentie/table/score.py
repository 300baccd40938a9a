"""Records → results. The rule runs once per distinct pattern of cells, and its answer is looked up after that.

A part of a profile (competencies that presuppose one another; usually just one) has few distinct patterns
in a whole organisation, and reading a pattern is also what finds its wrong cells.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from operator import itemgetter

from competentie.core.findings import Diagnostic
from competentie.core.message import Message, msg
from competentie.core.scoring import PartResult, Result, Scorer
from competentie.core.suggest import suggest
from competentie.core.terms import Behaviour, Catalogue, Profile, Rated, Rating, Ratings
from competentie.ratings.answers import behaviour_rating, direct_level, expected_behaviour, expected_level
from competentie.table.columns import Item
from competentie.table.records import Record, Table

FindProfile = Callable[[str], Profile | None]


@dataclass(frozen=True, slots=True)
class _WrongCell:
    position: int
    help: Message


@dataclass(frozen=True, slots=True)
class _Pattern:
    """What one pattern of cells means: its result, or its wrong cells."""

    rated: dict[str, Rated]
    result: PartResult | None
    wrong: tuple[_WrongCell, ...] = ()


class _Part:
    """One part of a profile, and the columns that rate it."""

    def __init__(
        self, competencies: tuple[str, ...], items: Iterable[Item], catalogue: Catalogue, scorer: Scorer | None
    ) -> None:
        wanted = set(competencies)
        self.positions = tuple(position for position, item in enumerate(items) if item.competency in wanted)
        self._items = {position: item for position, item in enumerate(items) if item.competency in wanted}
        self._competencies = competencies
        self._catalogue = catalogue
        self._scorer = scorer
        self._known: dict[tuple[str, ...], _Pattern] = {}
        self._pick = _picker(self.positions)

    def look_up(self, cells: list[str]) -> _Pattern:
        key = self._pick(cells)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._read(key)
        return found

    def _read(self, key: tuple[str, ...]) -> _Pattern:
        rated: dict[str, Rated] = {}
        behaviours: dict[str, dict[tuple[int, int], Rating]] = {}
        wrong = []
        for position, cell in zip(self.positions, key, strict=True):
            item = self._items[position]
            if item.level:
                rating = behaviour_rating(cell)
                if rating is None:
                    wrong.append(_WrongCell(position, expected_behaviour()))
                elif rating is not Rating.UNRATED:
                    behaviours.setdefault(item.competency, {})[item.level, item.number] = rating
            else:
                level = direct_level(cell, self._catalogue.height)
                if level is None:
                    wrong.append(_WrongCell(position, expected_level(cell, self._catalogue.height)))
                elif isinstance(level, int):
                    rated[item.competency] = level
        for identifier, ratings in behaviours.items():
            rated[identifier] = self._catalogue.competencies[identifier].ratings(_cells_of(ratings))
        result = None if wrong or self._scorer is None else self._scorer.score_part(self._competencies, rated)
        return _Pattern(rated, result, tuple(wrong))


class _ProfileTable:
    """A profile as a table sees it: its parts, and the columns it does not use (checked all the same)."""

    def __init__(self, catalogue: Catalogue, profile: Profile, items: tuple[Item, ...]) -> None:
        self.scorer = Scorer(catalogue, profile)
        used = {identifier for part in self.scorer.parts for identifier in part}
        unused = tuple(identifier for identifier in catalogue.competencies if identifier not in used)
        self.parts = [_Part(part, items, catalogue, self.scorer) for part in self.scorer.parts]
        self._unused = _Part(unused, items, catalogue, None)

    def look_up(self, cells: list[str]) -> list[_Pattern]:
        return [*(part.look_up(cells) for part in self.parts), self._unused.look_up(cells)]


class TableScorer:
    """Scores the records of a table, each against its own profile."""

    def __init__(
        self, catalogue: Catalogue, table: Table, find: FindProfile, known: Iterable[str], named: Profile | None = None
    ) -> None:
        """Score against `named`, or else against the profile that a row names (looked up with `find`)."""
        self._catalogue = catalogue
        self._table = table
        self._find = find
        self._known = list(known)
        self._named = named
        self._profiles: dict[str | None, _ProfileTable | None] = {}

    def results(self, records: Iterable[Record]) -> Iterator[tuple[Record, Result | None]]:
        """Yield each record with its result, or None when it has problems (which are added to it)."""
        for record in records:
            yield record, self._result(record)

    def _result(self, record: Record) -> Result | None:
        if not record.cells:  # the row could not be read at all
            return None
        profile = self._profile(record)
        if profile is None:
            return None
        patterns = profile.look_up(record.cells)
        wrong = sorted((one for pattern in patterns for one in pattern.wrong), key=lambda one: one.position)
        record.problems += [_wrong_cell(self._table, record, one) for one in wrong]
        if record.problems:
            return None
        rated = {identifier: value for pattern in patterns for identifier, value in pattern.rated.items()}
        ratings = Ratings(rated, record.person, profile.scorer.profile.id, record.rater, record.relation, record.date)
        return profile.scorer.assemble(ratings, [pattern.result for pattern in patterns if pattern.result])

    def _profile(self, record: Record) -> _ProfileTable | None:
        name = None if self._named else record.profile
        if name not in self._profiles:
            profile = self._named or (self._find(name) if name else None)
            self._profiles[name] = (
                _ProfileTable(self._catalogue, profile, self._table.columns.items) if profile else None
            )
        found = self._profiles[name]
        if found is None:
            record.problems.append(self._no_profile(record, name))
        return found

    def _no_profile(self, record: Record, name: str | None) -> Diagnostic:
        if name is None:
            message = msg("no profile is named")
            return self._table.problem(
                "T009", record.place, message, msg("add a column `profile`, or give `--profile`")
            )
        message = msg("there is no (sound) profile `{id}`", id=name)
        column = self._table.columns.header[self._table.columns.fields["profile"]]
        return self._table.problem("T009", record.place, message, suggest(name, self._known), column)


def rated_in(record: Record, table: Table, catalogue: Catalogue) -> dict[str, Rated]:
    """Return what one record says, for any profile; wrong cells are added to its problems."""
    if not record.cells:
        return {}
    pattern = _Part(tuple(catalogue.competencies), table.columns.items, catalogue, None).look_up(record.cells)
    record.problems += [_wrong_cell(table, record, one) for one in pattern.wrong]
    return pattern.rated


def _wrong_cell(table: Table, record: Record, wrong: _WrongCell) -> Diagnostic:
    item = table.columns.items[wrong.position]
    message = msg("`{value}` is not a rating of `{item}`", value=record.cells[wrong.position], item=item.code)
    place = record.place_of(wrong.position)
    return table.problem("T006", place, message, wrong.help, table.columns.name(wrong.position))


def _cells_of(ratings: Mapping[tuple[int, int], Rating]) -> Callable[[Behaviour], Rating]:
    return lambda behaviour: ratings.get((behaviour.level, behaviour.number), Rating.UNRATED)


def _picker(positions: tuple[int, ...]) -> Callable[[list[str]], tuple[str, ...]]:
    """Return a function that picks these cells as a tuple."""
    match positions:
        case ():
            return lambda _cells: ()
        case (only,):
            return lambda cells: (cells[only],)
        case _:
            return itemgetter(*positions)
