"""Tables in: our own, exactly; those that others made, by their shape.

A header with a competency and behaviours, or with a column per level, makes a sheet a handbook. Levels are told by a
number (`2`, `Level 2`, `2 Advanced`), never by where they stand. What fits no shape is lost, and said with its place.
"""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Final

from competentie.core import Message, WrongUseError, msg, same_text
from competentie.exchange.blocks import BULLET
from competentie.exchange.data import Facts, built, identifier
from competentie.exchange.ledger import Handbook, Path, Proposal, Source
from competentie.page.data import unguarded

COLUMNS: Final = (
    *("code", "cluster", "competency", "definition", "level", "level name", "behaviour", "note", "tags"),
    *("presupposes", "links"),
)
PROFILE: Final = ("profile", "competency", "group", "norm", "rationale")
REST: Final = ("place", "value", "type")
GONE: Final = "gone"
JSON: Final = "json"
MOST_BYTES: Final = 32 << 20
_HEADER_WITHIN: Final = 20  # rows
_MOST_CELLS: Final = 1_000_000
HEADS: Final[Mapping[str, tuple[str, ...]]] = {
    "code": ("code", "id"),
    "cluster": ("cluster", "domein", "domain", "categorie", "category", "gebied", "area"),
    "competency": ("competentie", "competenties", "competency", "competence", "naam competentie", "competency name"),
    "definition": ("definitie", "definition", "omschrijving", "description"),
    "level": ("niveau", "level", "competentieniveau", "proficiency level"),
    "level name": ("niveaunaam", "level name"),
    "behaviour": (
        *("gedrag", "gedragsvoorbeeld", "gedragsvoorbeelden", "gedragsindicator", "gedragsindicatoren"),
        *("behaviour", "behavior", "behaviours", "behaviors", "indicator", "indicators"),
    ),
    "note": ("note", "toelichting", "opmerking", "remark", "rationale", "onderbouwing", "motivering"),
}
_LEVEL: Final = re.compile(
    r"(?:(?:competentie)?niveau|level|proficiency level)?\s*([0-9]{1,3})(?:\s*[:.)–-]?\s+(.+))?", re.IGNORECASE
)
_NO_SHAPE: Final = msg("what this column or sheet says is not known")
_ABOVE: Final = msg("this stands above the header")
_MIXED: Final = msg("some lines are marked as a list and some are not, so where a behaviour ends is not known")
_NO_LEVEL: Final = msg("the level has no number")
_OTHERWISE: Final = msg("another row says this otherwise")
_NOBODYS: Final = msg("no competency is named in this row")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its rows, as text, and the column in which they begin."""

    name: str
    rows: Sequence[tuple[str, ...]]
    first: int = 0

    def at(self, row: int, column: int) -> str:
        """Return the place of a cell as spreadsheets call it; all count from 0."""
        return f"{self.name}!{_letters(self.first + column + 1)}{row + 1}"


@lru_cache(maxsize=1024)
def _letters(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


@lru_cache(maxsize=1024)
def _level(text: str) -> tuple[int, str] | None:
    """Return the number of a level and the name behind it, if a text has that shape."""
    level = _LEVEL.fullmatch(text)
    return None if level is None else (int(level[1]), level[2] or "")


def sniff(content: bytes, name: str) -> bool:
    """Tell whether a file has rows."""
    return (content.startswith(b"PK") and name.lower().endswith(".xlsx")) or name.lower().endswith((".csv", ".tsv"))


def read(content: bytes, name: str, beside: Mapping[str, bytes]) -> Proposal:
    """Return what a table says. Raises WrongUseError, TableError."""
    sheets = [sheet for one, data in {name: content, **beside}.items() for sheet in sheets_of(data, one)]
    language = next((one for sheet in sheets for one in _language(sheet)), "")
    handbook, source = read_sheets(sheets, language)
    if not handbook.catalogue.get("competencies"):
        message = msg("no header with a competency and its behaviours or levels was found in {path}", path=name)
        advice = msg("name the columns `competency`, `level` and `behaviour`, or `competency`, `Level 1`, `Level 2` …")
        raise WrongUseError(message, advice)
    return source.settle(Proposal(dict(handbook.catalogue), {key: dict(one) for key, one in handbook.profiles.items()}))


def sheets_of(content: bytes, name: str) -> list[Sheet]:
    """Return the sheets of a workbook, or the one of a CSV file. Raises WrongUseError, TableError."""
    if content.startswith(b"PK"):
        from competentie.table.sources.workbook import all_sheets

        return [Sheet(one, rows, first) for one, (first, rows) in all_sheets(content, name, MOST_BYTES).items()]
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        message = msg("{path} is not UTF-8", path=name)
        raise WrongUseError(message, msg("save it as CSV in UTF-8, or as a workbook (.xlsx)")) from None
    try:
        delimiter = next((one for one in ",;\t" if any(map(_header, islice(_rows(text, one), _HEADER_WITHIN)))), ",")
        rows = _within(_rows(text, delimiter, strict=True), name)
    except csv.Error:
        message = msg("{path} is no CSV: a quote is not closed, or a cell is too long", path=name)
        raise WrongUseError(message, msg("save it anew, or as a workbook (.xlsx)")) from None
    if rows and rows[0] in (COLUMNS, PROFILE, REST):
        rows = [tuple(map(unguarded, row)) for row in rows]
    return [Sheet(name, rows)]


def _rows(text: str, delimiter: str, *, strict: bool = False) -> Iterator[tuple[str, ...]]:
    return map(tuple, csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict))


def _within(rows: Iterator[tuple[str, ...]], name: str) -> list[tuple[str, ...]]:
    """Return all rows; of each cell is kept account. Raises WrongUseError where a handbook has not that many."""
    kept, cells = [], 0
    for row in rows:
        kept.append(row)
        cells += len(row)
        if cells > _MOST_CELLS:
            message = msg("{path} has more than {n} cells, which no handbook has", path=name, n=_MOST_CELLS)
            raise WrongUseError(message, msg("check that it is the file you meant"))
    return kept


def _language(sheet: Sheet) -> Iterator[str]:
    if sheet.rows[:1] == [REST]:
        yield from (row[1] for row in sheet.rows if row[0] == "/catalogue/language")


def read_sheets(sheets: Sequence[Sheet], language: str) -> tuple[Handbook, Source]:
    """Return what sheets say, in the full form, and the account of their cells."""
    reader = _Reader(sheets, language)
    for sheet in sheets:
        reader.read(sheet)
    return reader.finished(), reader.source


class _Reader:
    """Reads sheets into facts, and accounts for each cell."""

    def __init__(self, sheets: Sequence[Sheet], language: str) -> None:
        self.source = Source(
            (sheet.at(row, column), cell)
            for sheet in sheets
            for row, cells in enumerate(sheet.rows)
            for column, cell in enumerate(cells)
            if cell
        )
        self._facts: Facts = {}
        self._language = language
        self._ids: dict[tuple[str, str], str] = {}
        self._behaviours: dict[tuple[str, int], int] = {}
        self._rest: list[tuple[str, str, str]] = []

    def read(self, sheet: Sheet) -> None:
        """Read a sheet by its header; what stands above it, or in a sheet without one, is lost."""
        for number, row in enumerate(sheet.rows[:_HEADER_WITHIN]):
            known = row in (COLUMNS, PROFILE, REST)
            columns = _header(row)
            if columns:
                self._lose_rows(sheet, range(number), _ABOVE)
                self._body(sheet, number, columns, ours=known)
                return
        self._lose_rows(sheet, range(len(sheet.rows)), _NO_SHAPE)

    def _lose_rows(self, sheet: Sheet, rows: range, why: Message) -> None:
        for number in rows:
            for column in range(len(sheet.rows[number])):
                self.source.lose(sheet.at(number, column), "prose", why)

    def _body(self, sheet: Sheet, header: int, columns: dict[int, str], *, ours: bool) -> None:
        read = {PROFILE: self._profile_row, REST: self._rest_row}.get(sheet.rows[header], self._row)
        above = ""
        for number in range(header, len(sheet.rows)):
            cells: dict[str, Cell] = {}
            for column, text in enumerate(sheet.rows[number]):
                if not text or text.isspace():
                    continue
                place = sheet.at(number, column)
                if column not in columns:
                    self.source.lose(place, "unknown-field", _NO_SHAPE)
                elif number == header:
                    self._head(place, columns[column])
                else:
                    cells[columns[column]] = Cell(place, text if ours else text.strip())
            if cells:
                above = read(cells, above, ours)

    def _head(self, place: str, name: str) -> None:
        level = _level(name)
        if level is not None:
            self._put(place, ("catalogue", "levels", level[0] - 1, "label", self._language), level[1] or name)
        else:
            self.source.field(place, ("catalogue",))

    def _put(self, place: str, path: Path, value: object) -> None:
        """Make a cell a fact, unless another has said it otherwise."""
        if self._facts.setdefault(path, value) == value:
            self.source.field(place, path)
        else:
            self.source.lose(place, "cut", _OTHERWISE)

    def _id(self, kind: str, label: str, wanted: str = "") -> str:
        """Return the id of what has a label: as it was, or a new one."""
        key = (kind, same_text(label))
        if wanted or key not in self._ids:
            self._ids[key] = wanted or identifier(label, {one for (of, _), one in self._ids.items() if of == kind})
        return self._ids[key]

    def _row(self, cells: "dict[str, Cell]", above: str, ours: bool) -> str:  # noqa: FBT001
        code = _CODE.fullmatch(cells["code"].text) if "code" in cells else None
        label = cells.get("competency")
        competency = above
        if code is not None or label is not None:
            competency = self._id("competencies", label.text if label else "", code[1] if code else "")
        base: Path = ("catalogue", "competencies", competency)
        for name, cell in cells.items():
            if not competency:
                self.source.lose(cell.place, "prose", _NOBODYS)
            elif name in {"competency", "definition"}:
                field = "label" if name == "competency" else name
                self._put(cell.place, (*base, field, self._language), cell.text)
            elif name == "cluster":
                self._cluster(cell, base)
            elif ours and name in {"presupposes", "links"}:
                self._pairs(cell, (*base, name))
        if competency:
            self._levels(cells, base, ours)
            if code is not None:
                self.source.field(cells["code"].place, base)
        for cell in cells.values():
            self.source.lose_if_left(cell.place, "unknown-field", _NO_SHAPE)
        return competency

    def _cluster(self, cell: "Cell", base: Path) -> None:
        cluster = self._id("clusters", cell.text)
        path = ("catalogue", "clusters", cluster, "label", self._language)
        self._facts.setdefault((*base, "cluster"), cluster)
        self._put(cell.place, path, cell.text)

    def _pairs(self, cell: "Cell", base: Path) -> None:
        """Read `name: value` and `name`, between commas."""
        paths: list[Path] = []
        for part in cell.text.split(", "):
            name, _, value = part.partition(": ")
            paths.append((*base, name))
            edge = int(value or 1) if value.isdecimal() or not value else value
            self._facts.setdefault((*base, name), edge if base[-1] == "presupposes" else value)
        self.source.field(cell.place, *paths)

    def _levels(self, cells: "dict[str, Cell]", base: Path, ours: bool) -> None:  # noqa: FBT001
        level = _level(cells["level"].text) if "level" in cells else None
        if level is not None:
            name = cells.get("level name")
            path = ("catalogue", "levels", level[0] - 1, "label", self._language)
            if name is not None:
                self._put(name.place, path, name.text)
            else:
                self._facts.setdefault(path, level[1] or cells["level"].text)
            self.source.field(cells["level"].place, path)
        told = [(level[0], cells["behaviour"])] if level is not None and "behaviour" in cells else []
        told += [(head[0], cell) for column, cell in cells.items() if (head := _level(column)) is not None]
        for number, cell in told:
            self._take_behaviours(cell, number, base, cells, ours)
        if "behaviour" in cells and level is None:
            self.source.lose(cells["behaviour"].place, "guessed", _NO_LEVEL)

    def _take_behaviours(self, cell: "Cell", level: int, base: Path, cells: "dict[str, Cell]", ours: bool) -> None:  # noqa: FBT001
        texts = [cell.text] if ours else _split(cell.text)
        if not texts:
            self.source.lose(cell.place, "guessed", _MIXED)
            return
        paths = []
        for text in texts:
            number = self._behaviours.setdefault((str(base[2]), level), 0)
            self._behaviours[str(base[2]), level] += 1
            path = (*base, "levels", str(level), "behaviours", number)
            self._facts[*path, "text", self._language] = text
            paths.append((*path, "text", self._language))
        self.source.field(cell.place, *paths)
        if len(texts) == 1 and "note" in cells:
            self._put(cells["note"].place, (*paths[0][:-2], "note", self._language), cells["note"].text)
        if ours and "tags" in cells:
            tags = {(*paths[0][:-2], "tags", place): tag for place, tag in enumerate(cells["tags"].text.split(", "))}
            self._facts |= tags
            self.source.field(cells["tags"].place, *tags)

    def _profile_row(self, cells: "dict[str, Cell]", above: str, ours: bool) -> str:  # noqa: ARG002, FBT001
        profile, competency = (cells[name].text if name in cells else "" for name in ("profile", "competency"))
        base: Path = ("profiles", profile, "rows", competency)
        for name, cell in cells.items():
            value: object = int(cell.text) if name == "norm" and cell.text.isdecimal() else cell.text
            if name in {"profile", "competency"}:
                self.source.field(cell.place, base)
            else:
                self._put(cell.place, (*base, name, *((self._language,) if name == "rationale" else ())), value)
        return above

    def _rest_row(self, cells: "dict[str, Cell]", above: str, ours: bool) -> str:  # noqa: ARG002, FBT001
        place, value, kind = (cells[name].text if name in cells else "" for name in REST)
        self._rest.append((place, value, kind))
        for cell in cells.values():
            self.source.field(cell.place, ("catalogue",))
        return above

    def finished(self) -> Handbook:
        """Return the handbook, with the rest in its place."""
        for place, value, kind in self._rest:
            path = _path(place)
            if kind == GONE:
                self._facts.pop(path, None)
            else:
                self._facts[path] = _json(value, place) if kind == JSON else value
        self.source.instead({_path(place) for place, _, kind in self._rest if kind == GONE}, ("catalogue",))
        levels = {int(path[2]) for path in self._facts if path[:2] == ("catalogue", "levels")}
        for number in set(range(max(levels, default=0))) - levels:
            self._facts["catalogue", "levels", number, "label", self._language] = str(number + 1)
        return built(self._facts)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with something in it."""

    place: str
    text: str


_CODE: Final = re.compile(r"([a-z0-9][a-z0-9-]*)(?:\.[0-9]+\.[0-9]+)?")


def _header(row: tuple[str, ...]) -> dict[int, str]:
    """Return what the columns of a header are, ours or one of others; nothing where it is none."""
    if row in (COLUMNS, PROFILE, REST):
        return dict(enumerate(row))
    known = {word: name for name, words in HEADS.items() for word in words}
    columns: dict[int, str] = {}
    for place, cell in enumerate(row):
        head = " ".join(cell.split())
        name = head if _level(head) else known.get(head.casefold().rstrip(":"))
        if name is not None and name not in columns.values():
            columns[place] = name
    names = set(columns.values())
    levels = any(map(_level, names))
    return columns if "competency" in names and ("behaviour" in names or levels) else {}


def _split(text: str) -> list[str]:
    """Return the behaviours of a cell: its lines, all of them marked as a list or none; nothing where some are."""
    lines = [line for line in text.splitlines() if line.strip()]
    marked = [BULLET.match(line) for line in lines]
    if any(marked) and not all(marked):
        return []
    return [line[mark.end() if mark else 0 :].strip() for line, mark in zip(lines, marked, strict=True)]


def _path(pointer: str) -> Path:
    steps = (step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:])
    return tuple(int(step[1:]) if re.fullmatch("#[0-9]+", step) else step for step in steps)


def _json(value: str, place: str) -> object:
    try:
        return json.loads(value)
    except ValueError:
        raise WrongUseError(msg("what stands behind {place} is no JSON", place=place)) from None
