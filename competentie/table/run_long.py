"""A run over tables with a row per rating: gathered per person first, and then scored like any other."""

from dataclasses import dataclass
from typing import Final

import polars as pl

from competentie.diagnostics import Diagnostic
from competentie.message import msg
from competentie.table.gathering import LongReader
from competentie.table.packing import Packing
from competentie.table.reading import ROW, WRONG
from competentie.table.records import Record, Table, WholeKey
from competentie.table.rows import Row
from competentie.table.run import Engine, Exact, Outcome, Sink, Tables, TakeWrong, UnbalancedError, placed
from competentie.table.scoring import KEYS, FrameScorer, Scored
from competentie.table.sources.source import Block

_MERGE: Final = 4_000_000  # gathered rows that are merged before more come
_SLICE: Final = 100_000  # people who are scored at once


class LongRun:
    """A run over tables with a row per rating."""

    def __init__(self, tables: Tables, scorer: FrameScorer, exact: Exact, engine: Engine) -> None:
        """Take the tables, who scores, who says what is wrong, and where the work is done."""
        self._tables = tables
        self._scorer = scorer
        self._exact = exact
        self._engine = engine
        self._optional = tables.optional
        packing = Packing(scorer.catalogue)
        self._readers = [LongReader(table.columns, packing, tables.items) for table in tables.all]

    def run(self, sink: Sink, take_wrong: TakeWrong, *, keep: bool) -> Outcome:
        """Score everyone; `keep` tells that the results of some are wanted when others are wrong."""
        merged = self._gathered()
        reader = self._readers[0]
        people, present = reader.packed(merged), reader.present(merged)
        suspects = self._suspects(people, nameless=reader.nameless(merged))
        outcome = Outcome()
        if suspects is not None:
            right = self._judge(suspects, outcome, take_wrong)
            people = _cleared(people, suspects, right)
        profiles = people["profile"].unique(maintain_order=True).to_list() if self._scorer.named is None else []
        outcome.profiles = [self._scorer.named.id] if self._scorer.named else profiles
        if outcome.rejected and not keep:
            outcome.tally.people = people.height
            return outcome
        self._score(people, present, outcome, sink)
        if outcome.tally.people != people.height:
            raise UnbalancedError
        return outcome

    def _gathered(self) -> pl.DataFrame:
        """Gather all rows of all tables, merging now and then so that memory holds people and not rows."""
        reader = self._readers[0]
        held: list[pl.DataFrame] = []
        limit = _MERGE
        for number, open_table in enumerate(self._tables.opened):
            work = _Gathering(self._readers[number], number, tuple(self._optional))
            for _, gathered in self._engine.map(work, open_table().blocks()):
                held.append(gathered)
                if sum(one.height for one in held) > limit:
                    held = [reader.merge(held)]
                    limit = max(_MERGE, 2 * held[0].height)
        return reader.merge(held or [reader.nothing(self._optional)])

    def _suspects(self, people: pl.DataFrame, *, nameless: bool) -> "_Suspects | None":
        """Find who has rows that are wrong or contradict each other; None when all is well."""
        keys = [name for name in KEYS if name in people.columns]
        wrong = people.filter(~self._scorer.right(people) | pl.struct(keys).is_duplicated())
        if not wrong.height and not nameless:
            return None
        contradicted = {_whole_key(one) for one in wrong.filter(pl.col(WRONG)).iter_rows(named=True)}
        return _Suspects(wrong["person"].unique(), nameless, contradicted)

    def _judge(self, suspects: "_Suspects", outcome: Outcome, take_wrong: TakeWrong) -> set[WholeKey]:
        """Read the rows of suspects one by one; return the keys of those who are right after all."""
        right: dict[WholeKey, tuple[int, Record, list[Row]]] = {}
        wrong: set[WholeKey] = set()
        for number in range(len(self._readers)):
            table = self._tables.all[number]
            rows = _Rows(table, self._rows(number, suspects))
            for record in self._exact.judged(number, table.records(rows.all)):
                key = (*record.key, record.relation)
                self._across(record, number, right)
                if record.problems:
                    wrong.add(key)
                    outcome.rejected += 1
                    take_wrong(number, record, rows.of(record))
                elif key not in right:
                    right[key] = number, record, rows.of(record)
        for key in right.keys() & (suspects.contradicted | wrong):
            number, record, rows_of = right.pop(key)
            if key not in wrong:
                record.problems.append(_contradicted(self._tables.all[number], record))
                outcome.rejected += 1
                take_wrong(number, record, rows_of)
        return set(right)

    def _across(self, record: Record, number: int, right: dict[WholeKey, tuple[int, Record, list[Row]]]) -> None:
        """Find a person who stands in an earlier table by another relation, but with all else the same."""
        for key, (other, first, _) in right.items():
            if other != number and key[:-1] == record.key and key[-1] != record.relation:
                table = self._tables.all[number]
                record.problems.append(table.twice(record, first.row, self._tables.all[other].shown))
                return

    def _rows(self, number: int, suspects: "_Suspects") -> list[Row]:
        reader = self._readers[number]
        found = []
        for block in self._tables.opened[number]().blocks():
            numbers = reader.rows_of(block, suspects.people, nameless=suspects.nameless)
            if numbers:
                found += [row for row in block.rows() if row.number in numbers]
        return found

    def _score(self, people: pl.DataFrame, present: frozenset[str], outcome: Outcome, sink: Sink) -> None:
        competencies = self._scorer.competencies(outcome.profiles)
        sink.begin(self._optional, competencies)
        work = _Scoring(self._scorer, present, tuple(competencies))
        for _, scored in self._engine.map(work, people.iter_slices(_SLICE)):
            outcome.tally.add(scored.tally)
            if scored.made is not None:
                sink.write(scored.made)


@dataclass(frozen=True, slots=True)
class _Suspects:
    """Whose rows are to be read one by one; `contradicted` are keys of which rows are wrong, or contradict."""

    people: pl.Series
    nameless: bool
    contradicted: set[WholeKey]


class _Rows:
    """Rows of suspects, by the record that they belong to."""

    def __init__(self, table: Table, rows: list[Row]) -> None:
        self.all = rows
        self._by_number = {row.number: row for row in rows}
        self._by_key: dict[WholeKey, list[Row]] = {}
        for row in rows:
            if len(row.cells) == len(table.columns.header):
                self._by_key.setdefault(table.whole_key_of(row.cells), []).append(row)

    def of(self, record: Record) -> list[Row]:
        """Return the rows of a record, with those that name its person but could not be read, in their order."""
        stray = [self._by_number[one] for one in record.stray]
        own = self._by_key.get((*record.key, record.relation), []) if record.person else []
        first = [] if own or stray else [self._by_number[record.row]]
        return sorted([*own, *stray, *first], key=lambda row: row.number)


@dataclass(frozen=True, slots=True)
class _Gathering:
    """The work on one block of a long table."""

    reader: LongReader
    number: int
    optional: tuple[str, ...]

    def __call__(self, block: Block) -> pl.DataFrame:
        return placed(self.reader.gather(block), self.number, self.optional)


@dataclass(frozen=True, slots=True)
class _Scoring:
    """The work on some people."""

    scorer: FrameScorer
    present: frozenset[str]
    competencies: tuple[str, ...]

    def __call__(self, people: pl.DataFrame) -> Scored:
        return self.scorer.score(people, self.present, self.competencies)


def _whole_key(person: dict[str, object]) -> WholeKey:
    name, *others, relation = (person.get(one) for one in (*KEYS, "relation"))
    return (str(name), *others, relation)  # type: ignore[return-value]


def _cleared(people: pl.DataFrame, suspects: _Suspects, right: set[WholeKey]) -> pl.DataFrame:
    """Leave out the suspects, but for those who were found right."""
    names = [name for name in (*KEYS, "relation") if name in people.columns]
    places = [place for place, name in enumerate((*KEYS, "relation")) if name in names]
    kept = pl.DataFrame(
        [[key[place] for place in places] for key in right], schema=dict.fromkeys(names, pl.String), orient="row"
    )
    suspected = pl.col("person").is_in(suspects.people.implode())
    cleared = people.lazy().filter(suspected).join(kept.lazy(), on=names, how="semi", nulls_equal=True)
    others = people.lazy().filter(~suspected)
    return pl.concat([others, cleared.with_columns(pl.lit(value=False).alias(WRONG))]).sort(ROW).collect()


def _contradicted(table: Table, record: Record) -> Diagnostic:
    message = msg("this person's rows stand in more than one table, and rate something twice")
    return table.problem("T011", record.place, message, msg("keep one of the two rows"))
