"""A run over tables: every piece scored, people who come twice found, and what is wrong told exactly.

The fast way says which rows are wrong; only those are read again, one by one, to say what is wrong with them. People
in are people scored and people rejected, always: a run that does not add up is a bug, and ends as one.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol, TypeVar

import polars as pl

from competentie.page.data import OPTIONAL
from competentie.table.columns import Items
from competentie.table.packing import Packing
from competentie.table.parked import Frame, opened
from competentie.table.reading import ROW, WRONG, WideReader
from competentie.table.records import Key, Record, Table
from competentie.table.rows import Row
from competentie.table.score import TableScorer
from competentie.table.scoring import KEY, FrameScorer, Scored
from competentie.table.sources.source import Block, Source
from competentie.table.tally import Tally

FILE: Final = 1 << 40  # a place is the number of the file times this, plus the number of the row

T = TypeVar("T")
R = TypeVar("R")


class Sink(Protocol):
    """Where results go, piece by piece and in order."""

    def begin(self, optional: Sequence[str], competencies: Sequence[str]) -> None:
        """Begin; what was written before is dropped."""

    def write(self, piece: Frame) -> None:
        """Write some results."""


class Engine(Protocol):
    """Where pieces are worked on.

    Frames in what a function makes may come back parked, and may go so into the next function. `partitions` is into how
    many parts people are divided where all that is known of one person has to come together.
    """

    partitions: int

    def map(self, function: Callable[[T], R], pieces: Iterable[T], /) -> Iterator[tuple[T, R]]:
        """Yield each piece with what the function made of it, in order."""


TakeWrong = Callable[[int, Record, Sequence[Row]], None]
"""Takes a record that was not scored: the number of its table, its problems, and its rows as they are written."""


@dataclass(slots=True)
class Outcome:
    """What a run came to: counts of the people scored, and how many were rejected."""

    tally: Tally = field(default_factory=Tally)
    rejected: int = 0
    profiles: list[str] = field(default_factory=list)

    @property
    def people(self) -> int:
        """Everyone who was read."""
        return self.tally.people + self.rejected


class UnbalancedError(RuntimeError):
    """The people who were read are not those scored and rejected."""


class Tables:
    """The tables of a run, which can be opened again and again."""

    def __init__(self, opened: Sequence[Callable[[], Source]], items: Items) -> None:
        """Take how each table is opened, and what can be rated in them. Raises TableError, OSError."""
        self.opened = opened
        self.items = items
        heads = [one() for one in opened]
        self.all = [Table(one.shown, one.columns, items) for one in heads]
        self.delimiters = [one.delimiter for one in heads]

    @property
    def long(self) -> bool:
        """Whether the tables have a row per rating; all have or none has."""
        return self.all[0].columns.long

    @property
    def optional(self) -> list[str]:
        """Which of rater, relation and date the tables have."""
        return [name for name in OPTIONAL if any(name in one.columns.fields for one in self.all)]


class Exact:
    """Says exactly what is wrong with rows."""

    def __init__(self, tables: Tables, scorer: Callable[[Table], TableScorer]) -> None:
        """Take the tables, and what scores the records of one."""
        self._tables = tables
        self._scorer = scorer

    def rows(self, number: int, wanted: Sequence[int]) -> Iterator[Row]:
        """Yield the rows of a table with these numbers, which ascend. Raises TableError."""
        place = 0
        for block in self._tables.opened[number]().blocks() if wanted else ():
            end = bisect_left(wanted, block.start.row + block.height, place)
            if end > place:
                numbers = set(wanted[place:end])
                yield from (row for row in block.rows() if row.number in numbers)
                place = end
            if place == len(wanted):
                return

    def judged(self, number: int, records: Iterable[Record]) -> Iterator[Record]:
        """Yield records of a table with all their problems."""
        for record, _ in self._scorer(self._tables.all[number]).results(records):
            record.forget()
            yield record


class WideRun:
    """A run over tables with a row per person."""

    def __init__(self, tables: Tables, scorer: FrameScorer, exact: Exact, engine: Engine) -> None:
        """Take the tables, who scores, who says what is wrong, and where the work is done."""
        self._tables = tables
        self._scorer = scorer
        self._exact = exact
        self._engine = engine
        self._packing = Packing(scorer.catalogue)
        self._profiles = [scorer.named.id] if scorer.named else []

    def run(self, sink: Sink, take_wrong: TakeWrong, *, keep: bool) -> Outcome:
        """Score everyone; `keep` tells that the results of some are wanted when others are wrong."""
        found = self._all(sink, {})
        repeats = self._repeats(found.keys)
        if repeats and keep:
            self._profiles = [self._scorer.named.id] if self._scorer.named else []  # those of repeats do not count
            found = self._all(sink, repeats)
        outcome = Outcome(found.tally, 0, found.profiles)
        if not keep:
            outcome.tally.people -= len(repeats.keys() - set(found.wrong))
        for number, record, row in self._wrong(sorted({*found.wrong, *repeats}), repeats):
            outcome.rejected += 1
            take_wrong(number, record, [row])
        if outcome.people != found.read:
            raise UnbalancedError
        return outcome

    def _all(self, sink: Sink, repeats: Mapping[int, int]) -> "_Found":
        """Score every block; again from the start when a profile comes that the columns were not made for."""
        while True:
            try:
                return self._once(sink, repeats)
            except _NewProfileError:
                continue

    def _once(self, sink: Sink, repeats: Mapping[int, int]) -> "_Found":
        found = _Found()
        optional = self._tables.optional
        competencies = self._scorer.competencies(self._profiles)
        sink.begin(optional, competencies)
        for number, open_table in enumerate(self._tables.opened):
            source = open_table()
            reader = WideReader(source.columns, self._packing)
            work = WideWork(reader, self._scorer, number, tuple(optional), tuple(competencies), frozenset(repeats))
            for _, scored in self._engine.map(work, source.blocks()):
                self._learn(scored.profiles)
                found.take(scored)
                if scored.made is not None:
                    sink.write(scored.made)
        return found

    def _learn(self, profiles: Sequence[str]) -> None:
        new = [one for one in profiles if one not in self._profiles]
        self._profiles += new
        if new and self._scorer.form.layout == "wide":
            raise _NewProfileError

    def _repeats(self, keys: Sequence[Frame]) -> dict[int, int]:
        """Find people who stand in the tables more than once: the place of each repeat, and of the first time."""
        together = pl.concat(map(opened, keys)) if keys else pl.DataFrame({ROW: [], KEY: []})
        if together[KEY].n_unique() == together.height:
            return {}
        suspects = together.filter(pl.col(KEY).is_duplicated())[ROW].sort().to_list()
        first: dict[Key, int] = {}
        repeats = {}
        for number, wanted in self._split(suspects):
            for row in self._exact.rows(number, wanted):
                place = number * FILE + row.number
                key = self._tables.all[number].key_of(row.cells)
                if first.setdefault(key, place) != place and key[0]:
                    repeats[place] = first[key]
        return repeats

    def _wrong(self, places: Sequence[int], repeats: Mapping[int, int]) -> Iterator[tuple[int, Record, Row]]:
        """Yield every wrong row with what is wrong with it."""
        held: list[Row] = []

        def records(number: int, wanted: Sequence[int]) -> Iterator[Record]:
            table = self._tables.all[number]
            for row in self._exact.rows(number, wanted):
                held[:] = [row]
                for record in table.unchecked(held):
                    first = repeats.get(number * FILE + row.number)
                    if first is not None:
                        other = None if first // FILE == number else self._tables.all[first // FILE].shown
                        record.problems.append(table.twice(record, first % FILE, other))
                    yield record

        for number, wanted in self._split(places):
            for record in self._exact.judged(number, records(number, wanted)):
                yield number, record, held[0]

    def _split(self, places: Sequence[int]) -> Iterator[tuple[int, list[int]]]:
        """Split places into the numbers of rows, per table."""
        for number in range(len(self._tables.all)):
            yield number, [place % FILE for place in places if place // FILE == number]


@dataclass(frozen=True)
class WideWork:
    """The work on one block of a wide table."""

    reader: WideReader
    scorer: FrameScorer
    number: int
    optional: tuple[str, ...]
    competencies: tuple[str, ...]
    skip: frozenset[int]

    def __call__(self, block: Block) -> Scored:
        """Read and score a block. Raises TableError."""
        packed = placed(self.reader.read(block), self.number, self.optional)
        if self.skip:
            repeated = pl.Series(sorted(self.skip), dtype=pl.UInt64).implode()
            packed = packed.with_columns(pl.col(WRONG) | pl.col(ROW).is_in(repeated))
        return self.scorer.score(packed, self.reader.present, self.competencies)


def placed(packed: pl.DataFrame, number: int, optional: Sequence[str]) -> pl.DataFrame:
    """Turn numbers of rows into places, and give a table the optional columns that only others have."""
    missing = [pl.lit(None, pl.String).alias(name) for name in optional if name not in packed.columns]
    moved = [pl.col(ROW) + number * FILE] if number else []
    return packed.with_columns(*moved, *missing) if moved or missing else packed


class _NewProfileError(Exception):
    """A profile came that the columns of the wide layout were not made for."""


@dataclass(slots=True)
class _Found:
    tally: Tally = field(default_factory=Tally)
    read: int = 0
    wrong: list[int] = field(default_factory=list)
    keys: list[Frame] = field(default_factory=list)
    profiles: list[str] = field(default_factory=list)

    def take(self, scored: Scored) -> None:
        self.tally.add(scored.tally)
        self.read += scored.keys.height
        self.wrong += scored.wrong
        self.keys.append(scored.keys)
        self.profiles += [one for one in scored.profiles if one not in self.profiles]
