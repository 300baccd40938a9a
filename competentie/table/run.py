"""A run over tables: everybody is read, packed, and kept; who comes twice is found; slices are scored and written once.

The fast way says which rows are wrong; only those are read again, one by one, to say what is wrong with them. People
in are people scored and people rejected, always: a run that does not add up is a bug, and ends as one.
"""

import os
from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from typing import Any, Final, Protocol, TypeVar

import polars as pl

from competentie.page.data import LONG_COLUMNS, OPTIONAL, WIDE_COLUMNS
from competentie.table.columns import WHO, Items
from competentie.table.gathering import LongReader
from competentie.table.handbook import refuse_other_texts
from competentie.table.judge import RatingsTable
from competentie.table.outside import is_no_name, without_notes, without_totals
from competentie.table.packing import Packing
from competentie.table.reading import ROW, WideReader, compared, with_groups
from competentie.table.rows import TableRow
from competentie.table.score import Scored
from competentie.table.sources.csv import RowsBlock
from competentie.table.sources.source import Source, TableBlock
from competentie.table.summary import Tally

FILE: Final = 1 << 40  # a place is the number of the file times this, plus the number of the row
_MERGE: Final = 2_000_000  # gathered rows that are merged before more come
_SLICE: Final = 50_000  # people who are scored at once
_AHEAD: Final = 2  # pieces that wait beyond those that are worked on, so that no thread does

T = TypeVar("T")
R = TypeVar("R")


class Workplace(Protocol):
    """Where pieces are worked on."""

    def map(self, function: Callable[[T], R], pieces: Iterable[T], /) -> Iterator[tuple[T, R]]:
        """Yield each piece with what the function made of it, in order."""


def in_order(pieces: Iterable[T], begin: Callable[[T], Future[R]], ahead: int) -> Generator[tuple[T, Future[R]]]:
    """Yield each piece with the work that was begun on it; so many are begun before the first is waited for."""
    waiting: deque[tuple[T, Future[R]]] = deque()
    try:
        for piece in pieces:
            waiting.append((piece, begin(piece)))
            if len(waiting) >= ahead:
                yield waiting.popleft()
        while waiting:
            yield waiting.popleft()
    finally:
        for _, future in waiting:
            future.cancel()


class Threads:
    """Works on pieces in threads: Polars works outside Python's lock, so a few keep all cores busy."""

    def __init__(self, number: int | None = None) -> None:
        """Take the number of threads; by default one more than there are cores, and at most eight."""
        self.number = number or min(8, (os.cpu_count() or 1) + 1)

    def map(self, function: Callable[[T], R], pieces: Iterable[T]) -> Iterator[tuple[T, R]]:
        """Yield each piece with what the function made of it; few pieces are held at a time."""
        with (
            ThreadPoolExecutor(self.number) as pool,
            closing(in_order(pieces, lambda piece: pool.submit(function, piece), self.number + _AHEAD)) as begun,
        ):
            for piece, future in begun:
                yield piece, future.result()


class UnbalancedError(RuntimeError):
    """The people who were read are not those scored and rejected, or rows were lost on the way."""


class Tables:
    """The tables of a run."""

    def __init__(self, opened: Sequence[Callable[[], Source]], items: Items) -> None:
        """Take how each table is opened, and what can be rated in them. Raises TableError, OSError."""
        self._opened = opened
        self._heads: list[Source | None] = []
        self.items = items
        self.check: Callable[[], None] = lambda: None
        """Raises where a table is not what it was when it was opened; to be asked when all is read."""
        self.all: list[RatingsTable] = []
        self.delimiters: list[str] = []
        for one in opened:
            source = one()
            self.all.append(RatingsTable(source.shown, source.columns, items))
            self.delimiters.append(source.delimiter)
            self._heads.append(None if source.again and len(opened) > 1 else source)  # those were read whole
        self._check_handbook()

    @property
    def long(self) -> bool:
        """Whether the tables have a row per rating; all have or none has."""
        return self.all[0].columns.long

    @property
    def optional(self) -> list[str]:
        """Which of rater, relation and date the tables have."""
        return [name for name in OPTIONAL if self._has(name)]

    @property
    def kept(self) -> dict[str, str]:
        """What columns that come back are called in the tables: the number, and those that were asked for.

        A column that results have anyway is none of them, nor has one the name of another.
        """
        found: dict[str, str] = {}
        for columns in (table.columns for table in self.all):
            for key in ("number", *columns.kept):
                place = columns.fields.get(key)
                if place is None or key in found or place in {columns.fields.get(one) for one in WHO if one != key}:
                    continue
                name = columns.header[place].strip()
                while name in {"person", "profile", *OPTIONAL, *LONG_COLUMNS, *found.values()} or _is_fact(name):
                    name += "_"
                found[key] = name
        return found

    @property
    def fields(self) -> list[str]:
        """Which fields the tables have, and which columns come back."""
        kept = dict.fromkeys(name for table in self.all for name in table.columns.kept)
        return [*(name for name in WHO if self._has(name)), *kept]

    def blocks(self, number: int) -> Iterator[TableBlock]:
        """Yield the body of a table; it is opened once, and again only for what is wrong. Raises TableError."""
        source = self._heads[number] or self._opened[number]()
        self._heads[number] = source if source.again and len(self.all) == 1 else None
        return source.blocks()

    def _check_handbook(self) -> None:
        """Refuse tables that say they were made for other texts than those that were rated. Raises TableError."""
        for number, table in enumerate(self.all):
            if {"handbook", "text"} & set(table.columns.fields):
                rows = (row for block in self.blocks(number) for row in block.rows())
                refuse_other_texts(table, rows, self.items.catalogue)

    def rows(self, number: int, wanted: Sequence[int]) -> Iterator[TableRow]:
        """Yield the rows of a table with these numbers, which ascend. Raises TableError."""
        place = 0
        for block in self.blocks(number) if wanted else ():
            end = bisect_left(wanted, block.start.row + block.height, place)
            if end > place:
                numbers = set(wanted[place:end])
                yield from (row for row in block.rows() if row.number in numbers)
                place = end
            if place == len(wanted):
                return

    def _has(self, name: str) -> bool:
        return any(name in one.columns.fields for one in self.all)


@dataclass(slots=True)
class Packed:
    """Everybody, packed, in the order of the tables; `nameless` tells whether some rating names nobody."""

    people: pl.DataFrame
    present: AbstractSet[str]
    nameless: bool = False
    totals: tuple[str, ...] = ()
    """What stands for a person in rows that add up the others; these are passed over"""
    notes: tuple[str, ...] = ()
    """What stands below the tables, likewise"""

    def outside(self, held: str) -> None:
        """Note a row that is nobody's, found when it was read once more."""
        if is_no_name(held):
            self.notes += (held,)
        else:
            self.totals += (held,)

    def of(self, person: str) -> "Packed":
        """Return what is packed of one person, by name or by number."""
        named = compared(self.people["person"]) == compared(pl.Series([person]))[0]
        if "number" in self.people:
            named = named | (self.people["number"] == person.strip()).fill_null(value=False)
        return Packed(self.people.filter(named), self.present)

    @property
    def relations(self) -> list[str | None]:
        """The relations by which people were rated, each once; None for those that do not say."""
        return self.people["relation"].unique(maintain_order=True).to_list() if "relation" in self.people else [None]

    @property
    def days(self) -> list[str]:
        """The first day on which anybody was rated; none where it is not known."""
        return [first] if "date" in self.people and (first := self.people["date"].drop_nulls().min()) else []  # type: ignore[list-item]

    def by(self, relation: str | None) -> "Packed":
        """Return what is packed of the ratings by one relation."""
        return Packed(self.people.filter(pl.col("relation").eq_missing(relation)), self.present)


def read_tables(tables: Tables, packing: Packing, workplace: Workplace) -> Packed:
    """Read everybody. Raises TableError, OSError."""
    packed = _read_long(tables, packing, workplace) if tables.long else _read_wide(tables, packing, workplace)
    packed.people = with_groups(packed.people, tables.all[0].columns.by)
    return packed


class Scoring:
    """Scores people slice by slice; the counts are whole when all slices were taken."""

    def __init__(self, people: pl.DataFrame, score: Callable[[pl.DataFrame], Scored], workplace: Workplace) -> None:
        """Take people who are all right."""
        self.tally = Tally()
        self.relations: defaultdict[str | None, Tally] = defaultdict(Tally)
        self._people = people
        self._score = score
        self._workplace = workplace

    def __iter__(self) -> Iterator[Any]:
        """Yield results in the form asked for. Raises UnbalancedError when they are not those of everybody."""
        slices = self._people.iter_slices(_SLICE) if self._people.height else ()
        for _, scored in self._workplace.map(self._score, slices):
            self.tally.add(scored.tally)
            for relation, tally in scored.relations.items():
                self.relations[relation].add(tally)
            yield scored.made
        if self.tally.people != self._people.height:
            raise UnbalancedError


def _is_fact(name: str) -> bool:
    return name.rpartition(".")[2] in WIDE_COLUMNS


def _read_wide(tables: Tables, packing: Packing, workplace: Workplace) -> Packed:
    frames: list[pl.DataFrame] = []
    present: set[str] = set()
    notes: list[str] = []
    for number, table in enumerate(tables.all):
        reader = WideReader(table.columns, packing, tables.items)
        read = Read(reader.read, number, tuple(tables.fields))
        own = [frame for _, frame in workplace.map(read, tables.blocks(number))]
        own[-1:], below = zip(*map(without_notes, own[-1:]), strict=True) if own else ((), ())
        notes += [note for some in below for note in some]
        frames += own or [read(RowsBlock([]))]
        present |= reader.present
    people, totals = without_totals(_together(frames, present))
    return Packed(people, present, totals=totals, notes=tuple(notes))


def _read_long(tables: Tables, packing: Packing, workplace: Workplace) -> Packed:
    """Gather all rows, merged now and then, so that memory holds people and not rows."""
    frames: list[pl.DataFrame] = []
    rows, limit = 0, _MERGE
    readers = [LongReader(table.columns, packing, tables.items) for table in tables.all]
    for number, reader in enumerate(readers):
        gather = Read(reader.gather, number, tuple(tables.fields))
        own = [gather(RowsBlock([]))]
        for _, gathered in workplace.map(gather, tables.blocks(number)):
            rows += reader.rows_in(gathered)
            own.append(gathered)
            if sum(one.height for one in (*frames, *own)) > limit:
                frames, own = [reader.merge([*frames, *own])], []
                limit = max(_MERGE, 2 * frames[0].height)
        frames += own
    merged = readers[0].merge(frames)
    if readers[0].rows_in(merged) != rows:
        raise UnbalancedError
    present = readers[0].present(merged)
    people, totals = without_totals(readers[0].packed(merged), long=True)
    return Packed(people, present, readers[0].nameless(merged), totals)


@dataclass(frozen=True, slots=True)
class Read:
    """The work on one block of a table: rows get their places, and a table the fields that only others have."""

    read: Callable[[TableBlock], pl.DataFrame]
    number: int
    fields: tuple[str, ...]

    def __call__(self, block: TableBlock) -> pl.DataFrame:
        """Read a block. Raises TableError."""
        packed = self.read(block)
        missing = [pl.lit(None, pl.String).alias(name) for name in self.fields if name not in packed.columns]
        moved = [pl.col(ROW) + self.number * FILE] if self.number else []
        return packed.with_columns(*moved, *missing) if moved or missing else packed


def _together(frames: Sequence[pl.DataFrame], present: AbstractSet[str]) -> pl.DataFrame:
    """Put blocks together; what a table does not rate is unrated there."""
    together = pl.concat(frames, how="diagonal")
    filled = [pl.col(name).fill_null(0) for name in sorted(present) if together[name].null_count()]
    return together.with_columns(filled) if filled else together
