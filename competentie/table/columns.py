"""What the columns of a ratings table mean: the header row, in Dutch or English, by id or by label."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property
from itertools import chain
from typing import Final

from competentie.core import RELATIONS, Catalogue, Message, fold, msg, nearest, same_text, suggest
from competentie.page.language import RELATION_WORDS
from competentie.ratings.answers import day_named, relation_named

WHOM: Final = (
    *("wie beoordeel je", "wie beoordeelt u", "wie wordt beoordeeld", "who are you rating", "who is rated"),
    "wen bewerten sie",
)
NUMBERS: Final = ("id", "personeelsnummer", "medewerkernummer", "employee number", "employee id")
FIELDS: Final[dict[str, tuple[str, ...]]] = {
    "person": (
        *("person", "persoon", "medewerker", "naam", "employee", "name", "id", "naam medewerker", "volledige naam"),
        *(
            "employee name",
            "full name",
            "mitarbeiter",
            "name des mitarbeiters",
            "rijlabels",
            "row labels",
            *WHOM,
            *NUMBERS[1:],
        ),
    ),
    "profile": ("profile", "profiel", "rol", "functie", "role"),
    "rater": ("rater", "beoordelaar", "wie beoordeelt", "who rates"),
    "relation": ("relation", "relatie"),
    "date": ("date", "datum"),
    "number": ("number", "personeelsnummer"),  # not read, nor is the next
    "department": ("department", "afdeling"),
    "handbook": ("handbook", "handboek"),  # what `template` writes: the texts that the table was made for
    "reason": ("reason", "reden"),  # what `--rejects` adds, so that mended rows can be fed back; not read
}

LONG_FIELDS: Final[dict[str, tuple[str, ...]]] = {
    "item": ("item", "onderdeel", "competentie", "gedrag", "code"),
    "rating": ("rating", "score", "oordeel", "niveau", "shown?", "getoond?"),
    "text": ("text", "gedragsvoorbeeld"),  # what follows is not read
    "note": ("note", "opmerking"),
    "evidence": ("evidence", "bewijs"),
}

_PASSED: Final = ("number", "department")  # what a template has room for, and nothing reads yet
_UNREAD: Final = {"number", "department", "handbook", "reason", "text", "note", "evidence"}
CHECKED: Final = ("profile", "relation", "date")  # fields that hold words we know, written in more than one way

TOTALS: Final = frozenset(
    {"totaal", "eindtotaal", "subtotaal", "gemiddelde", "gemiddeld", "gem.", "total", "grand total", "subtotal"}
    | {"totals", "average", "avg", "mean", "gesamt", "gesamtergebnis", "durchschnitt", "mittelwert"}
)
HIGHEST: Final = 20  # rows in which the header is looked for
DELIMITERS: Final = (";", ",", "\t", "|")

_NAMED: Final = 60  # columns that are listed, and characters of each
_WORDS: Final = {
    one.template: one
    for one in (msg("person"), msg("profile"), msg("rater"), msg("relation"), msg("date"), msg("item"), msg("rating"))
}

_CODE: Final = re.compile(r"(.*[^\W\d_].*)\.([1-9][0-9]{0,2})\.([1-9][0-9]{0,3})")
_LIMESURVEY: Final = re.compile(r"(.+)\[l([1-9][0-9]{0,2})b([1-9][0-9]{0,3})\]")
# What forms put around the text of a question: `Samenwerken (0-3)`, `Question [text]`, `code: text`, `text (code)`.
_SCALE: Final = re.compile(r"(.+?)\s*[(\[]\s*[0-9]+\s*(?:-|–|t/m|tot|to|bis)\s*[0-9]+\s*[)\]]\s*", re.DOTALL)
_BRACKETS: Final = re.compile(r".*?\[(.+)\]\s*", re.DOTALL)
_CODE_FIRST: Final = re.compile(r"\s*(\S+?)\s*[:.)–-]\s+(.+)", re.DOTALL)
_CODE_LAST: Final = re.compile(r"(.+?)\s*[(\[]\s*([^()\[\]\s]+)\s*[)\]]\s*", re.DOTALL)
_CUTS: Final = ((97, 100), (252, 255))  # characters that are left of a text where forms cut it, without a last blank
_NEAR: Final = 0.8  # how alike a name that is probably mistyped is to the name that was meant
_LONGEST: Final = 2_000  # characters of a header in which a text is looked for
_TEXT: Final = 24  # characters from which on a header may be a mistyped sentence
# Beside these, `ID` is the number of an answer to a form, and not of a person.
_OF_FORMS: Final = frozenset(
    {"start time", "completion time", "begintijd", "starttijd", "tijd van voltooien", "voltooiingstijd", "tijdstempel"}
    | {"timestamp", "zeitstempel", "startzeit", "fertigstellungszeit", "submitdate", "startdate", "datum inzending"}
)


@dataclass(frozen=True, slots=True)
class Reading:
    """How tables are to be read: `by` is the column to group by, `person` the one with people, `sheet` a sheet."""

    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    by: str | None = None
    person: str | None = None
    strict: bool = False
    """Whether a column that is nothing of ours is an error"""
    header_row: int | None = None
    skip_rows: int = 0


@dataclass(frozen=True, slots=True)
class Rateable:
    """Something that can be rated: a competency (a direct level), or one of its behaviours."""

    competency: str
    level: int = 0
    number: int = 0

    @property
    def code(self) -> str:
        """The id of the competency, or the code of the behaviour."""
        return f"{self.competency}.{self.level}.{self.number}" if self.level else self.competency


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one table: where the person's fields stand, and what is rated.

    In the wide layout `places[i]` is the column of `items[i]`; in the long layout it is empty, and `items`
    holds everything that the catalogue can be rated on.
    """

    header: tuple[str, ...]
    fields: Mapping[str, int]
    items: tuple[Rateable, ...]
    places: tuple[int, ...] = ()
    notes: tuple[Message, ...] = ()
    """What was passed over, and what was matched by its text"""

    @property
    def long(self) -> bool:
        """Whether each row holds one rating."""
        return "item" in self.fields

    def name(self, position: int) -> str:
        """Return the header over an item, as the file has it."""
        return self.header[self.fields["rating"] if self.long else self.places[position]]


@dataclass(frozen=True, slots=True)
class HeaderProblem:
    """Something wrong with the header row."""

    code: str
    message: Message
    help: Message | None = None


class Items:
    """What the cells of a table can name: all that can be rated, by id, label or code, roles, relations and days."""

    def __init__(
        self, catalogue: Catalogue, today: dt.date = dt.date.max, roles: Mapping[str, str] | None = None
    ) -> None:
        """Index a catalogue; a day after `today` is none yet. `roles` are ids of profiles by their folded labels."""
        self._today = today
        self._roles = roles or {}
        self.all = tuple(_items(catalogue))
        self._known = {item.code: item for item in self.all}
        former = [(old, one.id) for one in catalogue.competencies.values() for old in one.formerly]
        self._ids = {
            fold(old): now for old, now in (*former, *zip(catalogue.competencies, catalogue.competencies, strict=True))
        }
        self.catalogue = catalogue
        self._labels: dict[str, set[str]] = {}
        for identifier, competency in catalogue.competencies.items():
            for label in competency.label.all():
                self._labels.setdefault(fold(label), set()).add(identifier)

    def field(self, name: str, text: str) -> str | None:
        """Return what is written in a field as it is kept, or None when it is no relation, or no day up to today."""
        if name == "date":
            day = day_named(text)
            return None if day is None or day > self._today else day.isoformat()
        return relation_named(text) if name == "relation" else self._roles.get(fold(text), text)

    def wrong_field(self, name: str, text: str) -> tuple[Message, Message | None]:
        """Say what is wrong with a relation or a day that `field` does not take, and what to write."""
        if name == "relation":
            return msg("`{value}` is not a relation", value=text), _one_of(map(RELATION_WORDS.get, RELATIONS))
        if day_named(text) is not None:
            return msg("`{value}` is a day to come", value=text), msg("write the day on which it was rated")
        return msg("`{value}` is not a day", value=text), msg("write it as 2026-11-23, or as 23-11-2026")

    def find(self, name: str) -> Rateable | None:
        """Return the item with this name, or whose text this is; None when there is none, or more than one."""
        item = self._named(name)
        if item is not None:
            return item
        fitting = self.fitting(name)
        return fitting[0] if len(fitting) == 1 else None

    def fitting(self, name: str) -> list[Rateable]:
        """Return the items that a header as forms write it may stand for: by its text, whole or cut, or by its code."""
        if len(name) > _LONGEST:
            return []
        scale = _SCALE.fullmatch(name)
        if scale and (item := self._named(scale[1])):
            return [item]
        for pattern, text, code in ((_CODE_FIRST, 2, 1), (_CODE_LAST, 1, 2)):
            parts = pattern.fullmatch(name)
            item = self._named(parts[code]) if parts else None
            if parts and item and item.level:
                return [item] if item in self._of_text(parts[text]) else []
        brackets, numbered = _BRACKETS.fullmatch(name), _CODE_FIRST.fullmatch(name)
        texts = (name, *([brackets[1]] if brackets else ()), *([numbered[2]] if numbered else ()))
        return next((found for one in texts if (found := self._of_text(one))), [])

    def near(self, name: str) -> list[str]:
        """Return what a header was probably meant to be: a code, a label, or a behaviour that is worded so."""
        word = fold(name)
        if len(word) < _TEXT:
            return get_close_matches(word, self._words, 1, _NEAR)
        found = get_close_matches(same_text(name), self._texts, 1, _NEAR)
        return [item.code for one in found for item in self._texts[one]]

    def is_code(self, name: str) -> bool:
        """Tell whether a name looks like that of a behaviour, with a text beside it or not."""
        parts = [pattern.fullmatch(name[:_LONGEST]) for pattern in (_CODE_FIRST, _CODE_LAST)]
        named = [name, *(one[place] for one, place in zip(parts, (1, 2), strict=True) if one)]
        return any(pattern.fullmatch(fold(one)) for one in named for pattern in (_CODE, _LIMESURVEY))

    def _named(self, name: str) -> Rateable | None:
        word = fold(name)
        identifier = self._competency(word)
        if identifier is not None:
            return self._known[identifier]
        code = _CODE.fullmatch(word) or _LIMESURVEY.fullmatch(word)
        identifier = self._competency(code[1]) if code else None
        return self._known.get(f"{identifier}.{code[2]}.{code[3]}") if code and identifier is not None else None

    def _of_text(self, text: str) -> list[Rateable]:
        read = same_text(text)
        if read in self._texts:
            return self._texts[read]
        if not any(least <= len(text.strip()) <= most for least, most in _CUTS):
            return []
        return list(dict.fromkeys(one for whole, own in self._texts.items() if whole.startswith(read) for one in own))

    @cached_property
    def _texts(self) -> dict[str, list[Rateable]]:
        """The behaviours by their texts as these are compared, in each language."""
        texts: dict[str, list[Rateable]] = {}
        for competency in self.catalogue.competencies.values():
            for one in competency.behaviours():
                for text in {same_text(wording) for wording in one.text.all()}:
                    texts.setdefault(text, []).append(self._known[f"{competency.id}.{one.level}.{one.number}"])
        return texts

    @cached_property
    def _words(self) -> list[str]:
        return [*self._known, *self._labels]

    def suggest(self, name: str) -> Message | None:
        """Say what was probably meant."""
        if len(self._labels.get(fold(name), ())) > 1:
            return msg(
                "more than one competency has this label; use one of their ids: {names}",
                names=sorted(self._labels[fold(name)]),
            )
        fitting = self.fitting(name)
        if len(fitting) > 1:
            codes = [item.code for item in fitting]
            return msg("this text fits more than one behaviour; use one of their codes: {names}", names=codes)
        near = self.near(name)
        return msg("did you mean `{name}`?", name=near[0]) if near else suggest(name, self._known)

    def _competency(self, name: str) -> str | None:
        found = self._labels.get(name, ())
        return self._ids.get(name) or (next(iter(found)) if len(found) == 1 else None)


def choose_delimiter(headers: Mapping[str, Sequence[str]], items: Items, reading: Reading) -> str | None:
    """Return the delimiter under which the required headers appear, the one with most known columns first."""
    scores = {
        delimiter: sum(1 for name in header if _field(name) or items.find(name))
        for delimiter, header in headers.items()
        if "person" in _fields(header, reading, long=False) and len(header) > 1
    }
    return max(scores, key=lambda one: scores[one]) if scores else None


@dataclass(slots=True)
class _Header:
    """What a header row was found to mean."""

    names: Sequence[str]
    long: bool
    fields: dict[str, int] = field(default_factory=dict)
    rated: dict[Rateable, int] = field(default_factory=dict)
    passed: list[int] = field(default_factory=list)
    problems: list[HeaderProblem] = field(default_factory=list)
    texts: int = 0

    def take(self, items: Items, reading: Reading) -> None:
        """Say of each column that holds no field what it is."""
        for position, name in enumerate(self.names):
            if position in self.fields.values():
                continue
            item = None if self.long else items.find(name)
            known = _field(name) or (_long_field(name) if self.long else None)
            taken = self.fields.get(known or "") if known else self.rated.get(item) if item else None
            if taken is not None and not (known == "person" and self._is_other(position, taken, reading)):
                self.problems.append(_duplicate(self.names, position, taken))
            elif item:
                self.rated[item] = position
                self.texts += _CODE.fullmatch(fold(name)) is None and item.level > 0
            elif reading.strict or (not self.long and _is_wrong(name, items)):
                self.problems.append(_unknown(name, position, items, long=self.long))
            else:
                self.passed.append(position)

    def _is_other(self, position: int, taken: int, reading: Reading) -> bool:
        """Tell whether a second column with people is of others than those who are rated, or of answers to a form."""
        return bool(reading.person) or _plain(self.names[taken]) in WHOM or _plain(self.names[position]) in NUMBERS

    def group(self, by: str) -> None:
        """Find the column to group by."""
        found = next((place for place in self.passed if fold(self.names[place]) == fold(by)), None)
        place = self.fields.get(_field(by) or "") if found is None else found
        if place is None:
            rated = any(fold(name) == fold(by) for name in self.names)
            self.problems.append(_not_grouped(by, self.names, rated=rated))
            return
        self.fields["by"] = place
        self.passed = [one for one in self.passed if one != place]

    @property
    def notes(self) -> tuple[Message, ...]:
        """What is worth saying of a header that is right."""
        unread = [self.fields[name] for name in _PASSED if name in self.fields]
        places = sorted({*self.passed, *unread} - {self.fields.get("by")})
        named = [self.names[place] for place in places if self.names[place].strip()]
        over = msg("{n} columns passed over: {names}", n=len(named), names=_some(named))
        one = msg("1 column passed over: {names}", names=named)
        texts = msg("{n} columns were matched by the text of their behaviour", n=self.texts)
        return (*([one if len(named) == 1 else over] if named else ()), *([texts] if self.texts else ()))


def _understood(header: Sequence[str], items: Items, reading: Reading) -> _Header:
    long = {"item", "rating"} <= {_long_field(name) for name in header}
    found = _Header(header, long, _fields(header, reading, long=long))
    found.take(items, reading)
    return found


def is_header(names: Sequence[str], items: Items, reading: Reading) -> bool:
    """Tell whether a row names a column for people, and at least one with ratings."""
    found = _understood(names, items, reading)
    return "person" in found.fields and (found.long or bool(found.rated))


def fields_above(rows: Sequence[Sequence[str | None]]) -> tuple[int, dict[str, tuple[int, str | None]]] | None:
    """Return where a form has its header, and the fields above it by row: a name in the first cell, its value beside.

    None where the first header that has room for items and ratings names people too, or nobody stands above it.
    """
    fields: dict[str, tuple[int, str | None]] = {}
    for number, cells in enumerate(rows):
        names = [cell or "" for cell in cells]
        if {"item", "rating"} <= set(map(_long_field, names)):
            return None if "person" in map(_field, names) or "person" not in fields else (number, fields)
        field = _field(names[0])
        if field is not None and len(cells) > 1:
            fields[field] = number, cells[1]
    return None


def read_header(
    header: Sequence[str], items: Items, reading: Reading = Reading()
) -> tuple[Columns | None, list[HeaderProblem]]:
    """Say what each column means, or what is wrong with the header."""
    found = _understood(header, items, reading)
    if reading.by is not None:
        found.group(reading.by)
    problems = [*found.problems, *_missing(found.fields, found.rated, header, long=found.long)]
    problems += _both_ways(found.rated)
    if problems:
        return None, problems
    if found.long:
        return Columns(tuple(header), found.fields, items.all, (), found.notes), []
    return Columns(tuple(header), found.fields, tuple(found.rated), tuple(found.rated.values()), found.notes), []


def _fields(header: Sequence[str], reading: Reading, *, long: bool) -> dict[str, int]:
    """Return where each field stands; who is rated is known before who answered a form."""
    fields: dict[str, int] = {}
    for position, name in enumerate(header):
        known = _field(name) or (_long_field(name) if long else None)
        if known and known != "person":
            fields.setdefault(known, position)
    people = {_plain(name): place for place, name in reversed([*enumerate(header)]) if _field(name) == "person"}
    named = next((place for place, name in enumerate(header) if fold(name) == fold(reading.person or "")), None)
    whom = next((people[name] for name in WHOM if name in people), None)
    usual = [place for name, place in people.items() if name not in {*WHOM, *NUMBERS}]
    for place in [named] if reading.person else [whom, *sorted(usual), *map(people.get, NUMBERS)]:
        if place is not None:
            fields.setdefault("person", place)
    return fields


def _is_wrong(name: str, items: Items) -> bool:
    """Tell whether the name of a column that is not known might be meant for ratings."""
    return bool(name.strip()) and (items.is_code(name) or len(items.fitting(name)) > 1 or bool(items.near(name)))


def _items(catalogue: Catalogue) -> Iterator[Rateable]:
    for identifier, competency in catalogue.competencies.items():
        yield Rateable(identifier)
        for behaviour in competency.behaviours():
            yield Rateable(identifier, behaviour.level, behaviour.number)


def is_mended(header: Sequence[str]) -> bool:
    """Tell whether a table is what `--rejects` wrote, in which texts are kept from being formulas."""
    return any(_field(name) == "reason" for name in header)


def _field(name: str) -> str | None:
    return next((field for field, names in FIELDS.items() if _plain(name) in names), None)


def _plain(name: str) -> str:
    """Return a header without the marks that forms put behind a question."""
    return fold(name).rstrip(" ?:*.")


def _long_field(name: str) -> str | None:
    return next((field for field, names in LONG_FIELDS.items() if fold(name) in names), None)


def _duplicate(header: Sequence[str], position: int, taken: int) -> HeaderProblem:
    return HeaderProblem(
        "T003",
        msg(
            "columns {first} (`{name}`) and {second} (`{other}`) mean the same",
            first=taken + 1,
            name=header[taken],
            second=position + 1,
            other=header[position],
        ),
        msg("keep one of the two"),
    )


def _unknown(name: str, position: int, items: Items, *, long: bool) -> HeaderProblem:
    if not name.strip():
        return HeaderProblem(
            "T002", msg("column {position} has no name", position=position + 1), msg("name it, or remove it")
        )
    known = {name: words for name, words in (FIELDS | LONG_FIELDS if long else FIELDS).items() if name not in _UNREAD}
    close = nearest(name, chain.from_iterable(known.values()))
    help_text = None if long else items.suggest(name)
    if help_text is None:
        help_text = msg("did you mean `{name}`?", name=close) if close else _one_of(map(_WORDS.get, known))
    return HeaderProblem(
        "T002",
        msg("column {position}, `{name}`, is not known", position=position + 1, name=name),
        help_text,
    )


def _one_of(words: Iterable[object]) -> Message:
    return msg("choose one of: {names}", names=list(words))


def _missing(
    fields: Mapping[str, int], rated: Mapping[Rateable, int], header: Sequence[str], *, long: bool
) -> Iterator[HeaderProblem]:
    if "person" not in fields:
        yield HeaderProblem(
            "T001",
            msg("there is no column `person`; the columns are: {names}", names=_some(header)),
            msg("name one of them {names}", names=FIELDS["person"][:7]),
        )
    if not long and not rated:
        yield HeaderProblem(
            "T001",
            msg("there is no column with ratings; the columns are: {names}", names=_some(header)),
            msg("`competentie template PROFILE` makes an empty table with the right columns"),
        )


def _some(names: Sequence[str]) -> list[str]:
    """Return the first names, as far as anybody reads them."""
    return [name[:_NAMED] for name in names[:_NAMED]] + ["…"] * (len(names) > _NAMED)


def _not_grouped(by: str, header: Sequence[str], *, rated: bool) -> HeaderProblem:
    if rated:
        return HeaderProblem("T001", msg("column `{name}` holds ratings, and no groups", name=by))
    return HeaderProblem(
        "T001",
        msg("there is no column `{name}` to group by; the columns are: {names}", name=by, names=_some(header)),
        suggest(by, header),
    )


def _both_ways(rated: Mapping[Rateable, int]) -> Iterator[HeaderProblem]:
    direct = {item.competency for item in rated if not item.level}
    for identifier in dict.fromkeys(item.competency for item in rated if item.level):
        if identifier in direct:
            yield HeaderProblem("T004", both_ways(identifier), KEEP_ONE_WAY)


def both_ways(identifier: str) -> Message:
    """Say that a competency has a direct level and ratings of its behaviours."""
    return msg("`{id}` is rated both by a level and by its behaviours", id=identifier)


KEEP_ONE_WAY: Final = msg("keep the level, or keep the behaviours")
