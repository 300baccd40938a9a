"""A run over tables with a row per rating: gathered per person first, and then scored like any other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

import polars as pl

from competentie.core.findings import Diagnostic
from competentie.core.message import msg
from competentie.table.gathering import LongReader
from competentie.table.packing import Packing
from competentie.table.parked import Frame, opened
from competentie.table.reading import ROW, WRONG
from competentie.table.records import Record, Table, WholeKey
from competentie.table.rows import Row
from competentie.table.run import FILE, Engine, Exact, Outcome, Sink, Tables, TakeWrong, UnbalancedError, placed
from competentie.table.scoring import KEYS, FrameScorer, Scored
from competentie.table.sources.source import Block

_MERGE: Final = 2_000_000  # gathered rows that are merged before more come
_SLICE: Final = 100_000  # people who are scored at once
_PART: Final = "part:"


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
        surveyed = self._surveyed(self._gathered())
        suspects = _together([one.suspects for one in surveyed])
        outcome = Outcome()
        right = {} if suspects is None else self._judge(suspects, outcome, take_wrong)
        clear = _Clear(suspects, frozenset(right))
        outcome.profiles = [self._scorer.named.id] if self._scorer.named else _in_order(surveyed, right)
        people = sum(one.clear for one in surveyed) + len(right)
        if outcome.rejected and not keep:
            outcome.tally.people = people
            return outcome
        self._score(surveyed, clear, outcome, sink)
        if outcome.tally.people != people:
            raise UnbalancedError
        return outcome

    def _gathered(self) -> "_Partitions":
        """Gather all rows of all tables, and divide what was gathered by person.

        With all of it in one part, that is merged now and then, so that memory holds people and not rows.
        """
        found = _Partitions([[] for _ in range(self._engine.partitions)])
        limit = _MERGE
        for number, open_table in enumerate(self._tables.opened):
            work = _Gathering(self._readers[number], number, tuple(self._optional), self._engine.partitions)
            for _, gathered in self._engine.map(work, open_table().blocks()):
                found.take(gathered)
                if len(found.frames) == 1 and sum(one.height for one in found.frames[0]) > limit:
                    merged = self._readers[0].merge([opened(one) for one in found.frames[0]])
                    found.frames[0] = [merged]
                    limit = max(_MERGE, 2 * merged.height)
        return found

    def _surveyed(self, found: "_Partitions") -> "list[_Surveyed]":
        """Merge each part, and see who is in it; no row may be lost on the way or come twice."""
        work = _Survey(self._readers[0], self._scorer, tuple(self._optional), found.cuts)
        surveyed = [one for _, one in self._engine.map(work, found.frames)]
        if sum(one.rows for one in surveyed) != found.rows:
            raise UnbalancedError
        return surveyed

    def _judge(self, suspects: "_Suspects", outcome: Outcome, take_wrong: TakeWrong) -> dict[WholeKey, int]:
        """Read the rows of suspects one by one; return who is right after all, with the place of the first row."""
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
        return {key: number * FILE + record.row for key, (number, record, _) in right.items()}

    def _across(self, record: Record, number: int, right: dict[WholeKey, tuple[int, Record, list[Row]]]) -> None:
        """Find a person who stands in an earlier table by another relation, but with all else the same."""
        if len(self._readers) == 1:  # then the table's own records have found them
            return
        for key, (other, first, _) in right.items():
            if other != number and key[:-1] == record.key and key[-1] != record.relation:
                table = self._tables.all[number]
                record.problems.append(table.twice(record, first.row, self._tables.all[other].shown))
                return

    def _rows(self, number: int, suspects: "_Suspects") -> list[Row]:
        work = _Finding(self._readers[number], suspects)
        blocks = self._tables.opened[number]().blocks()
        wanted = [row for _, found in self._engine.map(work, blocks) for row in sorted(found)]
        return list(self._exact.rows(number, wanted))

    def _score(self, surveyed: "Sequence[_Surveyed]", clear: "_Clear", outcome: Outcome, sink: Sink) -> None:
        competencies = self._scorer.competencies(outcome.profiles)
        sink.begin(self._optional, competencies)
        present = frozenset(name for one in surveyed for name in one.present)
        work = _Scoring(self._scorer, present, tuple(competencies), clear)
        slices = zip(*(one.people for one in surveyed), strict=True)
        for _, scored in self._engine.map(work, slices):
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
class _Gathered:
    """What a block came to, divided by person; how many rows that were, and the place of the first."""

    frames: list[Frame]
    rows: int
    first: int | None


@dataclass(slots=True)
class _Partitions:
    """What all blocks came to: the frames of each part, in the order of the blocks."""

    frames: list[list[Frame]]
    rows: int = 0
    firsts: list[int] = field(default_factory=list)

    def take(self, gathered: _Gathered) -> None:
        """Take what a block came to."""
        self.rows += gathered.rows
        self.firsts += [] if gathered.first is None else [gathered.first]
        for own, frame in zip(self.frames, gathered.frames, strict=True):
            if frame.height:
                own.append(frame)

    @property
    def cuts(self) -> tuple[int, ...] | None:
        """Where people are cut into slices, each with people of all parts; None when there is one part."""
        return tuple(self.firsts[1:]) if len(self.frames) > 1 else None


@dataclass(frozen=True, slots=True)
class _Gathering:
    """The work on one block of a long table."""

    reader: LongReader
    number: int
    optional: tuple[str, ...]
    partitions: int

    def __call__(self, block: Block) -> _Gathered:
        """Gather a block. Raises TableError."""
        gathered = placed(self.reader.gather(block), self.number, self.optional)
        return _Gathered(self._divided(gathered), self.reader.rows_in(gathered), gathered[ROW].min())  # type: ignore[arg-type]

    def _divided(self, gathered: pl.DataFrame) -> list[Frame]:
        if self.partitions == 1:
            return [gathered]
        marked = gathered.with_columns((pl.col("person").hash() % self.partitions).alias(_PART))
        parts = marked.partition_by(_PART, include_key=False, maintain_order=True, as_dict=True)
        return [parts.get((number,), gathered.clear()) for number in range(self.partitions)]


@dataclass(frozen=True, slots=True)
class _Surveyed:
    """Who is in one part: packed ratings in slices by their place; how many are no suspects, and their profiles."""

    people: list[Frame]
    present: frozenset[str]
    rows: int
    clear: int
    profiles: dict[str, int]  # with the place of the first person
    suspects: _Suspects | None


@dataclass(frozen=True, slots=True)
class _Survey:
    """The work on all that was gathered of some people."""

    reader: LongReader
    scorer: FrameScorer
    optional: tuple[str, ...]
    cuts: tuple[int, ...] | None

    def __call__(self, gathered: Sequence[Frame]) -> _Surveyed:
        """Merge, and see who has rows that are wrong or contradict each other."""
        merged = self.reader.merge([opened(one) for one in gathered] or [self.reader.nothing(self.optional)])
        people, present = self.reader.packed(merged), self.reader.present(merged)
        suspects = self._suspects(people, nameless=self.reader.nameless(merged))
        clear = people if suspects is None else people.filter(~pl.col("person").is_in(suspects.people.implode()))
        profiles: dict[str, int] = {}
        if self.scorer.named is None:
            firsts = clear.group_by("profile").agg(pl.col(ROW).min())
            profiles = {name: first for name, first in firsts.iter_rows() if name is not None}
        rows = self.reader.rows_in(merged)
        return _Surveyed(self._slices(people), present, rows, clear.height, profiles, suspects)

    def _suspects(self, people: pl.DataFrame, *, nameless: bool) -> _Suspects | None:
        keys = [name for name in KEYS if name in people.columns]
        wrong = people.filter(~self.scorer.right(people) | pl.struct(keys).is_duplicated())
        if not wrong.height and not nameless:
            return None
        contradicted = {_whole_key(one) for one in wrong.filter(pl.col(WRONG)).iter_rows(named=True)}
        return _Suspects(wrong["person"].unique(), nameless, contradicted)

    def _slices(self, people: pl.DataFrame) -> list[Frame]:
        if self.cuts is None:
            return list(people.iter_slices(_SLICE))
        ends = [*people[ROW].search_sorted(pl.Series(self.cuts, dtype=pl.UInt64)).to_list(), people.height]
        return [people[start:end] for start, end in pairwise([0, *ends])]


@dataclass(frozen=True, slots=True)
class _Finding:
    """The work on one block of a long table in which rows of suspects are looked for."""

    reader: LongReader
    suspects: _Suspects

    def __call__(self, block: Block) -> set[int]:
        """Return the numbers of their rows. Raises TableError."""
        return self.reader.rows_of(block, self.suspects.people, nameless=self.suspects.nameless)


@dataclass(frozen=True, slots=True)
class _Clear:
    """Who is scored: all but the suspects, and those of them who were found right."""

    suspects: _Suspects | None
    right: frozenset[WholeKey]

    def __call__(self, people: pl.DataFrame) -> pl.DataFrame:
        """Leave out the others."""
        if self.suspects is None:
            return people
        names = [name for name in (*KEYS, "relation") if name in people.columns]
        places = [place for place, name in enumerate((*KEYS, "relation")) if name in names]
        kept = pl.DataFrame(
            [[key[place] for place in places] for key in self.right],
            schema=dict.fromkeys(names, pl.String),
            orient="row",
        )
        suspected = pl.col("person").is_in(self.suspects.people.implode())
        cleared = people.lazy().filter(suspected).join(kept.lazy(), on=names, how="semi", nulls_equal=True)
        others = people.lazy().filter(~suspected)
        return pl.concat([others, cleared.with_columns(pl.lit(value=False).alias(WRONG))]).sort(ROW).collect()


@dataclass(frozen=True, slots=True)
class _Scoring:
    """The work on some people, who follow each other in the order of their first rows."""

    scorer: FrameScorer
    present: frozenset[str]
    competencies: tuple[str, ...]
    clear: _Clear

    def __call__(self, slices: Sequence[Frame]) -> Scored:
        """Score a slice of each part."""
        frames = [opened(one) for one in slices]
        people = frames[0] if len(frames) == 1 else pl.concat(frames, how="diagonal").sort(ROW)
        people = self._filled(people) if len(frames) > 1 else people
        return self.scorer.score(self.clear(people), self.present, self.competencies)

    def _filled(self, people: pl.DataFrame) -> pl.DataFrame:
        """Fill in what was rated in other parts only: of these people it is unrated."""
        dtypes = {name: pl.UInt8 if "." in name else pl.UInt16 for name in self.present}
        return people.with_columns(
            pl.col(name).fill_null(0) if name in people.columns else pl.lit(0, dtype).alias(name)
            for name, dtype in dtypes.items()
        )


def _together(found: Sequence[_Suspects | None]) -> _Suspects | None:
    """Put the suspects of all parts together."""
    some = [one for one in found if one is not None]
    if not some:
        return None
    people = pl.concat([one.people for one in some])
    return _Suspects(people, any(one.nameless for one in some), {key for one in some for key in one.contradicted})


def _in_order(surveyed: Sequence[_Surveyed], right: Mapping[WholeKey, int]) -> list[str]:
    """Return the profiles of those who are scored, in the order in which they come."""
    firsts = [item for one in surveyed for item in one.profiles.items()]
    firsts += [(key[1], place) for key, place in right.items() if key[1] is not None]
    return list(dict.fromkeys(name for name, _ in sorted(firsts, key=lambda one: one[1])))


def _whole_key(person: dict[str, object]) -> WholeKey:
    name, *others, relation = (person.get(one) for one in (*KEYS, "relation"))
    return (str(name), *others, relation)  # type: ignore[return-value]


def _contradicted(table: Table, record: Record) -> Diagnostic:
    message = msg("this person's rows stand in more than one table, and rate something twice")
    return table.problem("T011", record.place, message, msg("keep one of the two rows"))
