"""What is wrong with a row: rows → records, one per person (and profile, rater, date), strict about every cell.

One by one and exact. A whole organisation is read by `reading` and `gathering`, which bring only wrong rows here.
"""

from array import array
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple, TypeAlias

from competentie.core import CONTROL, Diagnostic, Message, fold, msg, same_name, suggest
from competentie.ratings.answers import (
    UNRATED,
    behaviour_rating,
    direct_level,
    expected_behaviour,
    expected_level,
    not_worked_out,
)
from competentie.table.columns import CHECKED, KEEP_ONE_WAY, LONG_FIELDS, Columns, Items, both_ways
from competentie.table.rows import NUMBERED, TableRow, line_span

HAS_CONTROL: Final = msg("a control character stands in it"), msg("type it again, without what was pasted along")
_ROW_BITS: Final = 32
_ROW: Final = 2**_ROW_BITS - 1


Key: TypeAlias = tuple[str, str | None, str | None, str | None]
"""Person, profile, rater and date: what may stand in a table once."""


WholeKey: TypeAlias = tuple[str, str | None, str | None, str | None, str | None]
"""The key, and the relation."""


@dataclass(slots=True)
class Record:
    """What a table says of one person; `cells` are the ratings, as written, in the order of the items.

    `row` is the (first) row in the spreadsheet, `line` the line in the file. A record with problems is not scored.
    `stray` are rows that name this person but could not be read. `rated_on` holds, in the long layout, the row and
    the line of each cell packed in one number (it is kept for every cell of every person), or 0 where there is none.
    """

    row: int
    line: int
    person: str
    profile: str | None
    rater: str | None
    relation: str | None
    date: str | None
    cells: list[str]
    problems: list[Diagnostic] = field(default_factory=list)
    stray: list[int] = field(default_factory=list)
    rated_on: "array[int]" = field(default_factory=lambda: array("Q"))
    number: str | None = None

    @property
    def place(self) -> "Place":
        """Where the record begins, and whose it is."""
        return Place(self.row, self.line, self.person)

    def place_of(self, position: int) -> "Place":
        """Where one of its cells stands: in the long layout every rating has a row of its own."""
        if not self.rated_on:
            return self.place
        return Place(self.rated_on[position] & _ROW, self.rated_on[position] >> _ROW_BITS, self.person)

    @property
    def key(self) -> Key:
        """What may stand in a table once."""
        return key_of(self.person, self.profile, self.rater, self.date, self.number)


def key_of(
    person: str | None, profile: str | None, rater: str | None, date: str | None, number: str | None = None
) -> Key:
    """Return the key of a record, with names as they are compared."""
    return numbered(person or "", number), profile, None if rater is None else same_name(rater), date


def numbered(person: str, number: str | None) -> str:
    """Return what somebody is told apart by, as `reading.with_names` does."""
    return same_name(person) + (f"{NUMBERED}{number.lower()}" if number else "")


class Place(NamedTuple):
    """Where something stands in a table, and whose it is."""

    row: int
    line: int
    person: str


class RatingsTable:
    """What a table is about: its columns, and what can be rated. It makes records of rows."""

    def __init__(self, shown: str, columns: Columns, items: Items) -> None:
        """Take the name to show, the meaning of the header, and the items of the catalogue."""
        self.shown = shown
        self.columns = columns
        self.items = items
        self._places: dict[str, int | None] = {}

    def records(self, rows: Iterable[TableRow]) -> Iterator[Record]:
        """Yield the records that rows of the body make, in the order in which people first appear."""
        seen: dict[object, int] = {}
        for record in self.unchecked(rows):
            first = seen.setdefault(record.key, record.row) if record.person else record.row
            if first != record.row:
                record.problems.append(self.twice(record, first))
            yield record

    def unchecked(self, rows: Iterable[TableRow]) -> Iterator[Record]:
        """Yield the records that rows make, without a look at whether anyone comes twice."""
        filled = (row for row in rows if not row.blank)
        return self._long_records(filled) if self.columns.long else self._wide_records(filled)

    def twice(self, record: Record, first: int, other: str | None = None) -> Diagnostic:
        """Say that a person stands in the table already, or in another one, on row `first`."""
        message = msg(
            "this person stands in the table already, on row {row}, with the same profile, rater and date", row=first
        )
        if other is not None:
            message = msg(
                "this person stands in {file} already, on row {row}, with the same profile, rater and date",
                file=other,
                row=first,
            )
        help_text = msg("remove one of the two, or tell them apart by date or rater")
        return self.problem("T008", record.place, message, help_text)

    def contradicted(self, record: Record) -> Diagnostic:
        """Say that rows of a person in several tables rate the same thing."""
        message = msg("this person's rows stand in more than one table, and rate something twice")
        return self.problem("T011", record.place, message, msg("keep one of the two rows"))

    def key_of(self, cells: list[str]) -> Key:
        """Return the key of the record that a row belongs to."""
        kept = (self._kept(cells, name) for name in ("person", "profile", "rater", "date", "number"))
        return key_of(*kept)

    def whole_key_of(self, cells: list[str]) -> WholeKey:
        """Return what rows of the long layout must share to be of one record: the key, and the relation."""
        return (*self.key_of(cells), self._kept(cells, "relation"))

    def problem(
        self,
        code: str,
        at: Place,
        message: Message,
        help: Message | None = None,
        column: str | None = None,
    ) -> Diagnostic:
        """Make a finding about a row or a cell of this table."""
        if column is not None:
            place = msg("row {row}, column `{column}`, person `{person}`", row=at.row, column=column, person=at.person)
        elif at.person:
            place = msg("row {row}, person `{person}`", row=at.row, person=at.person)
        else:
            place = msg("row {row}", row=at.row)
        return Diagnostic(
            code, self.shown, line_span(at.line), msg("{place}: {message}", place=place, message=message), help
        )

    def _wide_records(self, body: Iterable[TableRow]) -> Iterator[Record]:
        for row in body:
            if len(row.cells) != len(self.columns.header):
                yield self._record(row, [], self._miscounted(row))
                continue
            cells = [row.cells[place] for place in self.columns.places]
            person = self._value(row.cells, "person")
            if person is None and not any(cell.strip() for cell in cells):
                continue  # a row of the template that nobody filled in
            yield self._record(row, cells, *([] if person else [self._nobody(row)]))

    def _long_records(self, body: Iterable[TableRow]) -> Iterator[Record]:
        """Gather rows per person; a wrong row spoils the person it names, who would else be scored on the rest."""
        records: dict[object, Record] = {}
        stray: dict[str, list[TableRow]] = {}
        above: Record | None = None
        for row in body:
            person = self._value(row.cells, "person")
            if person is None and not self._value(row.cells, "rating"):
                continue  # a row of the template that nobody filled in
            if person is not None and len(row.cells) != len(self.columns.header):
                stray.setdefault(same_name(person), []).append(row)
                continue
            if person is None and above is not None:  # it may be of that person, who is not scored by half
                above.problems.append(self._nobody(row))
                above.stray.append(row.number)
                continue
            key: object = self.whole_key_of(row.cells) if person else row.number
            record = records.get(key)
            if record is None:
                record = records[key] = self._record(row, [""] * len(self.items.all))
                record.rated_on = array("Q", bytes(8 * len(self.items.all)))
            else:
                record.problems += self._wrong_fields(row, ("person", "rater", *self.columns.kept))
            if person is None:
                record.problems.append(self._nobody(row))
            else:
                self._take_rating(record, row)
                above = record
        for record in records.values():
            record.problems += self._rated_both_ways(record)
            self._spoil(record, stray.get(same_name(record.person), []))
            yield record
        others = {same_name(record.person) for record in records.values()}
        for person, rows in stray.items():
            if person not in others:
                record = self._record(rows[0], [])
                self._spoil(record, rows)
                yield record

    def _spoil(self, record: Record, rows: list[TableRow]) -> None:
        record.problems += [self._miscounted(row) for row in rows]
        record.stray += [row.number for row in rows]

    def _take_rating(self, record: Record, row: TableRow) -> None:
        """Put one row of the long layout in its record."""
        name, cell = row.cells[self.columns.fields["item"]], row.cells[self.columns.fields["rating"]]
        position = self._position(name)
        if position is None:
            message = msg("`{name}` is not a competency or a behaviour of the catalogue", name=name)
            record.problems.append(
                self.problem("T010", self._place(row), message, self.items.suggest(name), self._header("item"))
            )
            return
        if record.rated_on[position]:
            message = msg("`{name}` was rated already, on row {row}", name=name, row=record.place_of(position).row)
            help_text = msg("keep one of the two rows")
            record.problems.append(self.problem("T011", self._place(row), message, help_text, self._header("item")))
        record.rated_on[position] = row.line << _ROW_BITS | row.number
        record.cells[position] = cell

    def _position(self, name: str) -> int | None:
        """Return the place of an item among all items; a name is looked up once."""
        if name not in self._places:
            item = self.items.find(name)
            self._places[name] = None if item is None else self.items.all.index(item)
        return self._places[name]

    def _rated_both_ways(self, record: Record) -> Iterator[Diagnostic]:
        cells = zip(self.items.all, record.cells, strict=True)
        rated = [item for item, cell in cells if cell and fold(cell) not in UNRATED]
        for item in rated:
            if not item.level and any(one.level and one.competency == item.competency for one in rated):
                yield self.problem("T004", record.place, both_ways(item.competency), KEEP_ONE_WAY)

    def _record(self, row: TableRow, cells: list[str], *problems: Diagnostic) -> Record:
        person, profile, rater, date = (self._kept(row.cells, name) for name in ("person", "profile", "rater", "date"))
        relation, wrong = self._kept(row.cells, "relation"), self._wrong_fields(row, self.columns.fields)
        return Record(
            *(row.number, row.line, person or "", profile, rater, relation, date, cells, [*problems, *wrong]),
            number=self._value(row.cells, "number"),
        )

    def _value(self, cells: list[str], name: str) -> str | None:
        if name == "person":
            return self.columns.person(cells) or None
        place = self.columns.fields.get(name)
        if place is None or place >= len(cells):
            return None
        return cells[place].strip() or None

    def _kept(self, cells: list[str], name: str) -> str | None:
        """Return a field as it is kept; one that is wrong as it is written."""
        value = self._value(cells, name)
        return (value and name in CHECKED and self.items.field(name, value)) or value

    def _wrong_fields(self, row: TableRow, names: Iterable[str]) -> Iterator[Diagnostic]:
        """Find relations and days that are none, and control characters; what is rated is for the judge."""
        for name in names:
            value = self._value(row.cells, name)
            if value is None or name in {*LONG_FIELDS, "reason"}:
                continue
            if CONTROL.search(value):
                said: tuple[Message, Message | None] = HAS_CONTROL
            elif name in CHECKED and self.items.field(name, value) is None:
                said = self.items.wrong_field(name, value)
            else:
                continue
            yield self.problem("T006", self._place(row), *said, self._header(name))

    def _place(self, row: TableRow) -> Place:
        return Place(row.number, row.line, self._value(row.cells, "person") or "")

    def _header(self, name: str) -> str:
        return self.columns.header[self.columns.fields[name]]

    def _miscounted(self, row: TableRow) -> Diagnostic:
        message = msg(
            "this row has {found} cells, the header has {expected}",
            found=len(row.cells),
            expected=len(self.columns.header),
        )
        return self.problem(
            "T005", self._place(row), message, msg("put a text that holds the delimiter or a quote in quotes")
        )

    def _nobody(self, row: TableRow) -> Diagnostic:
        return self.problem("T007", self._place(row), msg("no person is named"), msg("fill in whose ratings these are"))


class Judge:
    """Says what is wrong with records of a table, beside what their rows told already."""

    def __init__(
        self,
        table: RatingsTable,
        height: int,
        sound: Callable[[str], object] | None = None,
        known: Callable[[], Iterable[str]] = tuple,
    ) -> None:
        """Take the levels that there are, what tells whether a profile is `sound`, and the profiles to suggest.

        Without `sound` it does not matter which profiles rows name.
        """
        self._table = table
        self._height = height
        self._names = table.items.level_names
        self._sound = sound
        self._known = known

    def judged(self, records: Iterable[Record]) -> Iterator[Record]:
        """Yield records with all their problems."""
        for record in records:
            if record.cells:  # else the row could not be read at all
                record.problems += [*self._profile(record), *self._cells(record)]
            yield record

    def _profile(self, record: Record) -> list[Diagnostic]:
        name = record.profile
        if self._sound is None or (name and self._sound(name)):
            return []
        if name is None:
            message, advice = msg("no profile is named"), msg("add a column `profile`, or give `--profile`")
            return [self._table.problem("T009", record.place, message, advice)]
        message = msg("there is no (sound) profile `{id}`", id=name)
        column = self._table.columns.header[self._table.columns.fields["profile"]]
        return [self._table.problem("T009", record.place, message, suggest(name, self._known()), column)]

    def _cells(self, record: Record) -> list[Diagnostic]:
        found = []
        for position, (item, cell) in enumerate(zip(self._table.columns.items, record.cells, strict=True)):
            wrong = (
                behaviour_rating(cell) is None if item.level else direct_level(cell, self._height, self._names) is None
            )
            if wrong:
                message = msg("`{value}` is not a rating of `{item}`", value=cell, item=item.code)
                expected = expected_behaviour() if item.level else expected_level(cell, self._height)
                advice = not_worked_out(cell) or expected
                place, column = record.place_of(position), self._table.columns.name(position)
                found.append(self._table.problem("T006", place, message, advice, column))
        return found
