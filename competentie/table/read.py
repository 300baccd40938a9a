"""A CSV file → records: one per person (and profile, rater, date), strict about every row and cell.

Rows are numbered as a spreadsheet does: the header is row 1, a quoted line break does not count, and a
leading `sep=;` line is not a row.
"""

import codecs
import csv
import io
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, Final, NamedTuple, TypeAlias

from competentie.diagnostics import Diagnostic, Span
from competentie.message import Message, msg
from competentie.table.cells import UNRATED
from competentie.table.columns import (
    DELIMITERS,
    KEEP_ONE_WAY,
    Columns,
    Items,
    both_ways,
    choose_delimiter,
    fold,
    read_header,
)

_ROW_BITS: Final = 32
_ROW: Final = 2**_ROW_BITS - 1
_FIRST_LINE: Final = 2**20  # characters of a first line that are searched for delimiters


class TableError(Exception):
    """The table cannot be read as a whole; `diagnostics` says why."""

    def __init__(self, *diagnostics: Diagnostic) -> None:
        """Carry the findings."""
        super().__init__(len(diagnostics))
        self.diagnostics = list(diagnostics)


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

    @property
    def place(self) -> "Place":
        """Where the record begins, and whose it is."""
        return Place(self.row, self.line, self.person)

    def place_of(self, position: int) -> "Place":
        """Where one of its cells stands: in the long layout every rating has a row of its own."""
        if not self.rated_on:
            return self.place
        return Place(self.rated_on[position] & _ROW, self.rated_on[position] >> _ROW_BITS, self.person)

    def forget(self) -> None:
        """Let go of what was read, which is most of what a table weighs, once it is scored."""
        self.cells, self.rated_on = [], array("Q")

    @property
    def key(self) -> Key:
        """What may stand in a table once."""
        return self.person, self.profile, self.rater, self.date


class Place(NamedTuple):
    """Where something stands in a table, and whose it is."""

    row: int
    line: int
    person: str


class _Row(NamedTuple):  # one per row of the file, so as light as can be
    number: int
    line: int
    cells: list[str]


class Table:
    """An open ratings table: its columns, its records, and its rows as they were."""

    def __init__(
        self,
        file: BinaryIO,
        shown: str,
        items: Items,
        *,
        encoding: str | None = None,
        delimiter: str | None = None,
    ) -> None:
        """Read the header; `file` can seek. Raises TableError when no sense can be made of it."""
        self.shown = shown
        self._file = file
        self._items = items
        self._places: dict[str, int | None] = {}
        self._encoding = "utf-8-sig" if encoding is None or codecs.lookup(encoding).name == "utf-8" else encoding
        self._skip, self.delimiter = self._find_delimiter(delimiter)
        self.columns = self._read_columns()

    def records(self) -> Iterator[Record]:
        """Yield the records, in the order in which people first appear."""
        found = self._long_records() if self.columns.long else self._wide_records()
        seen: dict[object, int] = {}
        for record in found:
            first = seen.setdefault(record.key, record.row) if record.person else record.row
            if first != record.row:
                message = msg(
                    "this person stands in the table already, on row {row}, with the same profile, rater and date",
                    row=first,
                )
                record.problems.append(
                    self.problem(
                        "T008", record.place, message, msg("remove one of the two, or tell them apart by date or rater")
                    )
                )
            yield record

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Yield each row with its number, as written, the header first."""
        for row in self._rows():
            yield row.number, row.cells

    def key_of(self, cells: list[str]) -> Key:
        """Return the key of the record that a row belongs to."""
        value = self._value
        return value(cells, "person") or "", value(cells, "profile"), value(cells, "rater"), value(cells, "date")

    def whole_key_of(self, cells: list[str]) -> WholeKey:
        """Return what rows of the long layout must share to be of one record: the key, and the relation."""
        return (*self.key_of(cells), self._value(cells, "relation"))

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
            code, self.shown, _line(at.line), msg("{place}: {message}", place=place, message=message), help
        )

    def _wide_records(self) -> Iterator[Record]:
        for row in self._body():
            if len(row.cells) != len(self.columns.header):
                yield self._record(row, [], self._miscounted(row))
                continue
            cells = [row.cells[place] for place in self.columns.places]
            person = self._value(row.cells, "person")
            if person is None and not any(cell.strip() for cell in cells):
                continue  # a row of the template that nobody filled in
            yield self._record(row, cells, *([] if person else [self._nobody(row)]))

    def _long_records(self) -> Iterator[Record]:
        """Gather rows per person; a wrong row spoils the person it names, who would else be scored on the rest."""
        records: dict[object, Record] = {}
        stray: dict[str, list[_Row]] = {}
        for row in self._body():
            person = self._value(row.cells, "person")
            if person is None and not self._value(row.cells, "rating"):
                continue  # a row of the template that nobody filled in
            if person is not None and len(row.cells) != len(self.columns.header):
                stray.setdefault(person, []).append(row)
                continue
            key: object = self.whole_key_of(row.cells) if person else row.number
            record = records.get(key)
            if record is None:
                record = records[key] = self._record(row, [""] * len(self._items.all))
                record.rated_on = array("Q", bytes(8 * len(self._items.all)))
            if person is None:
                record.problems.append(self._nobody(row))
            else:
                self._take_rating(record, row)
        for record in records.values():
            record.problems += self._rated_both_ways(record)
            self._spoil(record, stray.get(record.person, []))
            yield record
        others = {record.person for record in records.values()}
        for person, rows in stray.items():
            if person not in others:
                record = self._record(rows[0], [])
                self._spoil(record, rows)
                yield record

    def _spoil(self, record: Record, rows: list[_Row]) -> None:
        record.problems += [self._miscounted(row) for row in rows]
        record.stray += [row.number for row in rows]

    def _take_rating(self, record: Record, row: _Row) -> None:
        """Put one row of the long layout in its record."""
        name, cell = row.cells[self.columns.fields["item"]], row.cells[self.columns.fields["rating"]]
        position = self._position(name)
        if position is None:
            message = msg("`{name}` is not a competency or a behaviour of the catalogue", name=name)
            record.problems.append(
                self.problem("T010", self._place(row), message, self._items.suggest(name), self._header("item"))
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
            item = self._items.find(name)
            self._places[name] = None if item is None else self._items.all.index(item)
        return self._places[name]

    def _rated_both_ways(self, record: Record) -> Iterator[Diagnostic]:
        cells = zip(self._items.all, record.cells, strict=True)
        rated = [item for item, cell in cells if cell and fold(cell) not in UNRATED]
        for item in rated:
            if not item.level and any(one.level and one.competency == item.competency for one in rated):
                yield self.problem("T004", record.place, both_ways(item.competency), KEEP_ONE_WAY)

    def _record(self, row: _Row, cells: list[str], *problems: Diagnostic) -> Record:
        value = self._value
        return Record(
            row.number,
            row.line,
            value(row.cells, "person") or "",
            value(row.cells, "profile"),
            value(row.cells, "rater"),
            value(row.cells, "relation"),
            value(row.cells, "date"),
            cells,
            list(problems),
        )

    def _value(self, cells: list[str], name: str) -> str | None:
        place = self.columns.fields.get(name)
        if place is None or place >= len(cells):
            return None
        return cells[place].strip() or None

    def _place(self, row: _Row) -> Place:
        return Place(row.number, row.line, self._value(row.cells, "person") or "")

    def _header(self, name: str) -> str:
        return self.columns.header[self.columns.fields[name]]

    def _miscounted(self, row: _Row) -> Diagnostic:
        message = msg(
            "this row has {found} cells, the header has {expected}",
            found=len(row.cells),
            expected=len(self.columns.header),
        )
        return self.problem(
            "T005", self._place(row), message, msg("put a text that holds the delimiter or a quote in quotes")
        )

    def _nobody(self, row: _Row) -> Diagnostic:
        return self.problem("T007", self._place(row), msg("no person is named"), msg("fill in whose ratings these are"))

    def _body(self) -> Iterator[_Row]:
        filled = (row for row in self._rows() if any(cell.strip() for cell in row.cells))
        next(filled, None)  # the header
        return filled

    def _rows(self) -> Iterator[_Row]:
        lines = self._text()
        for _ in range(self._skip):
            next(lines, None)
        reader = csv.reader(lines, delimiter=self.delimiter, strict=True)
        number, line = 0, 0
        while True:
            line = reader.line_num
            try:
                cells = next(reader, None)
            except csv.Error as error:
                raise TableError(self._unreadable_row(number + 1, line + 1 + self._skip, error)) from None
            except UnicodeError:
                raise TableError(self._undecodable()) from None
            if cells is None:
                return
            number += 1
            yield _Row(number, line + 1 + self._skip, cells)

    def _unreadable_row(self, number: int, line: int, error: csv.Error) -> Diagnostic:
        if "field limit" in str(error):
            message = msg("row {row}: a cell holds more than {n} characters", row=number, n=csv.field_size_limit())
            advice = msg("check that the delimiter is right and that every quote is closed")
        else:
            message = msg(
                "row {row}: a quote is opened here and not closed, or closed in the middle of a cell", row=number
            )
            advice = msg('put the whole cell in quotes, and write `""` for a quote inside it')
        return Diagnostic("T012", self.shown, _line(line), message, advice)

    def _text(self) -> Iterator[str]:
        self._file.seek(0)
        wrapper = io.TextIOWrapper(self._file, encoding=self._encoding, newline="")
        try:
            for line in wrapper:  # noqa: UP028 - `yield from` would close the file with the generator
                yield line
        finally:
            if not self._file.closed:  # else the file is closed already, and so is the wrapper
                wrapper.detach()

    def _find_delimiter(self, named: str | None) -> tuple[int, str]:
        """Return how many lines to skip before the header, and the delimiter."""
        try:
            first = next((line for line in self._text() if line.strip()), "")[:_FIRST_LINE]
        except UnicodeError:
            raise TableError(self._undecodable()) from None
        declared = first.strip().casefold()
        skip = int(declared.startswith("sep=") and len(declared) <= len("sep=;"))
        if named:
            return skip, named
        if skip:
            return skip, first.strip()[4:] or "\t"
        headers = {one: _split(first, one) for one in DELIMITERS}
        chosen = choose_delimiter(headers, self._items)
        return skip, chosen or max(headers, key=lambda one: len(headers[one]))

    def _read_columns(self) -> Columns:
        header = next((row for row in self._rows() if any(cell.strip() for cell in row.cells)), None)
        if header is None:
            raise TableError(Diagnostic("Y004", self.shown, Span(), msg("this file is empty"), _TEMPLATE))
        columns, problems = read_header(header.cells, self._items)
        if columns is None:
            place = _line(header.line)
            raise TableError(*(Diagnostic(one.code, self.shown, place, one.message, one.help) for one in problems))
        return columns

    def _undecodable(self) -> Diagnostic:
        """Find the line that is not in the encoding, and say how to go on."""
        self._file.seek(0)
        if self._file.read(2) in {b"\xff\xfe", b"\xfe\xff"} and self._encoding == "utf-8-sig":
            advice = msg("name the encoding: `--encoding utf-16`")
            return Diagnostic("Y002", self.shown, _line(1), msg("this file is UTF-16, not UTF-8"), advice)
        self._file.seek(0)
        number = 0
        encoding = self._encoding.removesuffix("-sig")
        for line in self._file:
            number += 1
            try:
                line.decode(encoding)
            except UnicodeError:
                break
        if self._encoding == "utf-8-sig":
            advice = msg(
                "name the encoding, such as `--encoding cp1252` for an export from Excel, or save the file as UTF-8"
            )
        else:
            advice = msg("name another encoding, or save the file as UTF-8")
        return Diagnostic(
            "Y002", self.shown, _line(number), msg("this line is not in {encoding}", encoding=encoding.upper()), advice
        )


_TEMPLATE: Final = msg("`competentie template PROFILE` makes an empty table with the right columns")


def _line(number: int) -> Span:
    return Span(number, 1, number, 1)


def _split(line: str, delimiter: str) -> list[str]:
    """Split the first line of a table by a delimiter to be tried."""
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return [line]
