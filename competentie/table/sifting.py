"""Who can be scored, and what is wrong with the others: rows that could not be read right, and people who come twice.

Rows that the fast readers found wrong, and those of people who come twice, are read again one by one; the judge says
what is wrong with each. A table in which nothing is wrong is not opened again.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import polars as pl

from competentie.table.gathering import LongReader
from competentie.table.judge import Judge, RatingsTable, Record, WholeKey
from competentie.table.outside import is_no_name, outside
from competentie.table.packing import Packing
from competentie.table.reading import ROW, WRONG, compared, with_names
from competentie.table.rows import TableRow
from competentie.table.run import FILE, Packed, Tables, Workplace
from competentie.table.sources.source import TableBlock

KEYS: Final = ("person:", "profile", "rater:", "date")  # what may stand in a table once

TakeWrong = Callable[[int, Record, Sequence[TableRow]], None]
"""Takes a record that is not scored: the number of its table, its problems, and its rows as they are written."""


@dataclass(frozen=True, slots=True)
class Sieve:
    """Sets apart who cannot be scored."""

    tables: Tables
    packing: Packing
    judge: Callable[[RatingsTable], Judge]
    sound: Callable[[str], object] | None
    """Tells whether there is a sound profile of this name; absent when people are not held against that of their row"""

    def right(self, packed: Packed, workplace: Workplace, take_wrong: TakeWrong) -> pl.DataFrame:
        """Return the people who can be scored; the others are taken by `take_wrong`. Raises TableError, OSError."""
        people = packed.people
        wrong = self._wrong(people)
        if not self.tables.long:
            return self._of_wide(packed, wrong, take_wrong)
        wrong = with_names(people).select(wrong | _repeated(people)).to_series()
        if not wrong.any() and not packed.nameless:
            return people
        return _LongSieve(self, packed, wrong).right(workplace, take_wrong)

    def _wrong(self, people: pl.DataFrame) -> pl.Series:
        """Tell which rows were not read right, or name a profile that there is not."""
        if self.sound is None:
            return people[WRONG]
        profiles = people["profile"]
        unknown = [name for name in profiles.unique(maintain_order=True).drop_nulls() if not self.sound(name)]
        return people[WRONG] | profiles.is_null() | profiles.is_in(unknown)

    def _of_wide(self, packed: Packed, wrong: pl.Series, take_wrong: TakeWrong) -> pl.DataFrame:
        """Each row is somebody: those that are wrong, and all but the first with the same key."""
        people = packed.people
        firsts = _firsts(people)
        places = people[ROW].filter(wrong).to_list()
        for number, record, row in self._records(sorted({*places, *firsts}), firsts):
            if not _pass_over(row, packed, of_nobody=not record.person):
                take_wrong(number, record, [row])
        if not places and not firsts:
            return people
        return people.filter(~wrong & ~pl.col(ROW).is_in(pl.Series(list(firsts), dtype=pl.UInt64).implode()))

    def _records(self, places: Sequence[int], firsts: dict[int, int]) -> Iterator[tuple[int, Record, TableRow]]:
        for number, table in enumerate(self.tables.all):
            judge = self.judge(table)
            wanted = [place % FILE for place in places if place // FILE == number]
            for row in self.tables.rows(number, wanted):
                for record in table.unchecked([row]):
                    first = firsts.get(number * FILE + row.number)
                    if first is not None:
                        other = None if first // FILE == number else self.tables.all[first // FILE].shown
                        record.problems.append(table.twice(record, first % FILE, other))
                    for judged in judge.judged([record]):
                        yield number, judged, row


def _pass_over(row: TableRow, packed: Packed, *, of_nobody: bool) -> bool:
    """Tell whether a row that is wrong is no person's, and note what it holds; totals are so where nobody is named."""
    held = outside(row.cells)
    if held is None or not (of_nobody or is_no_name(held)):
        return False
    packed.outside(held)
    return True


def _keys(people: pl.DataFrame) -> list[str]:
    return [name for name in KEYS if name.rstrip(":") in people.columns]


def _firsts(people: pl.DataFrame) -> dict[int, int]:
    """Find rows of people who stand in the tables already: the place of each, and of the first."""
    keys, people = _keys(people), with_names(people)
    hashes = people.select(pl.struct(keys).hash() if len(keys) > 1 else pl.col(keys).hash()).to_series()
    if hashes.n_unique() == people.height:
        return {}
    suspects = people.filter(hashes.is_duplicated() & people["person"].is_not_null())
    firsts = suspects.select(ROW, pl.col(ROW).first().over(keys).alias("first:")).filter(
        pl.col(ROW) != pl.col("first:")
    )
    return dict(firsts.iter_rows())


def _repeated(people: pl.DataFrame) -> pl.Expr:
    """Tell who has rows of more than one relation: all else was gathered together already."""
    return pl.struct(_keys(people)).is_duplicated() if "relation" in people.columns else pl.lit(value=False)


@dataclass(frozen=True, slots=True)
class _Suspects:
    """Whose rows are to be read one by one; `contradicted` are keys of which rows are wrong, or contradict."""

    names: pl.Series
    nameless: bool
    contradicted: frozenset[WholeKey]


class _LongSieve:
    """Sets apart people whose ratings stand in rows of their own: one wrong row spoils all of a person."""

    def __init__(self, sieve: Sieve, packed: Packed, wrong: pl.Series) -> None:
        self._sieve = sieve
        self._tables = sieve.tables
        self._packed = packed
        self._people = with_names(packed.people)
        suspected = self._people.filter(wrong)
        contradicted = frozenset(_whole_key(one) for one in suspected.filter(pl.col(WRONG)).iter_rows(named=True))
        self._suspects = _Suspects(compared(suspected["person"]).unique(), packed.nameless, contradicted)
        self._right: dict[WholeKey, tuple[int, Record, list[TableRow]]] = {}

    def right(self, workplace: Workplace, take_wrong: TakeWrong) -> pl.DataFrame:
        """Judge the rows of suspects; whoever is right after all is scored with the others."""
        wrong: set[WholeKey] = set()
        if self._suspects.nameless:
            self._suspect_those_above(workplace)
        for number, table in enumerate(self._tables.all):
            rows = _RowsOfRecords(table, self._rows(number, workplace))
            for record in self._sieve.judge(table).judged(table.records(rows.all)):
                key = (*record.key, record.relation)
                self._across(record, number)
                own = rows.of(record) if record.problems else []
                if own:
                    wrong.add(key)
                if own and not (len(own) == 1 and _pass_over(own[0], self._packed, of_nobody=True)):
                    take_wrong(number, record, own)
                elif not own and key not in self._right:
                    self._right[key] = number, record, rows.of(record)
        for key in self._right.keys() & (self._suspects.contradicted | wrong):
            number, record, own = self._right.pop(key)
            if key not in wrong:
                record.problems.append(self._tables.all[number].contradicted(record))
                take_wrong(number, record, own)
        return self._cleared()

    def _suspect_those_above(self, workplace: Workplace) -> None:
        """Suspect everyone below whose rows a rating of nobody stands: it may be theirs."""
        names = [self._suspects.names]
        for number, table in enumerate(self._tables.all):
            reader, last = LongReader(table.columns, self._sieve.packing, self._tables.items), None
            for _, (above, person, begins) in workplace.map(reader.before_nameless, self._tables.blocks(number)):
                names += [above, compared(pl.Series([last] if begins and last else [], dtype=pl.String))]
                last = person or last
        self._suspects = replace(self._suspects, names=pl.concat(names).unique())

    def _across(self, record: Record, number: int) -> None:
        """Find a person who stands in an earlier table by another relation, but with all else the same."""
        if len(self._tables.all) == 1:  # then the table's own records have found them
            return
        for key, (other, first, _) in self._right.items():
            if other != number and key[:-1] == record.key and key[-1] != record.relation:
                table = self._tables.all[number]
                record.problems.append(table.twice(record, first.row, self._tables.all[other].shown))
                return

    def _rows(self, number: int, workplace: Workplace) -> list[TableRow]:
        reader = LongReader(self._tables.all[number].columns, self._sieve.packing, self._tables.items)
        work = _Finding(reader, self._suspects.names, nameless=self._suspects.nameless)
        return [row for _, rows in workplace.map(work, self._tables.blocks(number)) for row in rows]

    def _cleared(self) -> pl.DataFrame:
        """Leave out the suspects who were not found right."""
        people, right = self._people, self._right
        names = [name for name in (*KEYS, "relation") if name in people.columns]
        places = [place for place, name in enumerate((*KEYS, "relation")) if name in names]
        kept = pl.DataFrame(
            [[key[place] for place in places] for key in right], schema=dict.fromkeys(names, pl.String), orient="row"
        )
        suspected = pl.lit(compared(people["person"]).is_in(self._suspects.names.implode()))
        cleared = people.lazy().filter(suspected).join(kept.lazy(), on=names, how="semi", nulls_equal=True)
        return (
            pl.concat([people.lazy().filter(~suspected), cleared])
            .sort(ROW)
            .drop("person:", "rater:", strict=False)
            .collect()
        )


class _RowsOfRecords:
    """Rows of suspects, by the record that they belong to."""

    def __init__(self, table: RatingsTable, rows: list[TableRow]) -> None:
        self.all = rows
        self._by_number = {row.number: row for row in rows}
        self._by_key: dict[WholeKey, list[TableRow]] = {}
        for row in rows:
            if len(row.cells) == len(table.columns.header):
                self._by_key.setdefault(table.whole_key_of(row.cells), []).append(row)

    def of(self, record: Record) -> list[TableRow]:
        """Return the rows of a record, with those that name its person but could not be read, in their order."""
        stray = [self._by_number[one] for one in record.stray]
        own = self._by_key.get((*record.key, record.relation), []) if record.person else []
        first = [] if own or stray else [self._by_number[record.row]]
        return sorted([*own, *stray, *first], key=lambda row: row.number)


@dataclass(frozen=True, slots=True)
class _Finding:
    """The work on one block of a long table in which rows of suspects are looked for."""

    reader: LongReader
    names: pl.Series
    nameless: bool

    def __call__(self, block: TableBlock) -> list[TableRow]:
        """Return their rows. Raises TableError."""
        numbers = self.reader.rows_of(block, self.names, nameless=self.nameless)
        return [row for row in block.rows() if row.number in numbers] if numbers else []


def _whole_key(person: dict[str, object]) -> WholeKey:
    name, *others, relation = (person.get(one) for one in (*KEYS, "relation"))
    return (str(name), *others, relation)  # type: ignore[return-value]
