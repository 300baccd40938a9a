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
NUMBERS: Final = (
    *("number", "personeelsnummer", "medewerkernummer", "personeelsnr", "employee number", "employee id"),
    *("personnel number", "staff number", "personalnummer", "id"),
)
NAME_PARTS: Final = (
    ("first name", "voornaam", "roepnaam", "given name", "vorname"),
    ("infix", "tussenvoegsel", "tussenvoegsels", "voorvoegsel", "voorvoegsels"),
    ("last name", "achternaam", "familienaam", "surname", "family name", "nachname"),
)
FIELDS: Final[dict[str, tuple[str, ...]]] = {
    "person": (
        *("person", "persoon", "medewerker", "naam", "employee", "name", "naam medewerker", "volledige naam"),
        *(
            "medewerkersnaam",
            "employee name",
            "full name",
            "achternaam, voornaam",
            "mitarbeiter",
            "name des mitarbeiters",
        ),
        *("rijlabels", "row labels", "zeilenbeschriftungen", *WHOM),
    ),
    "profile": ("profile", "profiel", "rol", "functie", "role"),
    "rater": ("rater", "beoordelaar", "wie beoordeelt", "who rates"),
    "relation": ("relation", "relatie"),
    "date": ("date", "datum", "datum beoordeling", "beoordelingsdatum", "date of rating", "rating date"),
    "number": NUMBERS,
    "department": ("department", "afdeling"),  # read where it is asked for
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

_UNREAD: Final = {"number", "department", "handbook", "reason", "text", "note", "evidence"}
WHO: Final = ("person", "profile", "rater", "relation", "date", "number")  # what tells records of a table apart
PASSED: Final = "passed over"  # what a mapping says of a column that is nothing of ours
EVERY: Final = "all"  # instead of a column to keep
CHECKED: Final = ("profile", "relation", "date")  # fields that hold words we know, written in more than one way

TOTALS: Final = frozenset(
    {"totaal", "eindtotaal", "subtotaal", "gemiddelde", "gemiddeld", "gem.", "total", "grand total", "subtotal"}
    | {"totals", "average", "avg", "mean", "gesamt", "gesamtergebnis", "durchschnitt", "mittelwert"}
)
_MARKED: Final = TOTALS - {"total", "mean", "gem."}  # who adds up says of what: *Totaal Zorg*, *Zorg gemiddeld*
HIGHEST: Final = 20  # rows in which the header is looked for
DELIMITERS: Final = (";", ",", "\t", "|")

_QUALTRICS: Final = '{"ImportId"'
_FEW: Final = 3  # columns that are not known, each of which is said by itself
_KEPT: Final = "keep:"
_NAMED: Final = 60  # columns that are listed, and characters of each
_WORDS: Final = {
    one.template: one
    for one in (msg("person"), msg("profile"), msg("rater"), msg("relation"), msg("date"), msg("item"), msg("rating"))
}

_CODE: Final = re.compile(r"(?=[\W\d_]*[^\W\d_])(.*)\.([1-9][0-9]{0,2})\.([1-9][0-9]{0,3})")
_LIMESURVEY: Final = re.compile(r"(.+)\[l([1-9][0-9]{0,2})b([1-9][0-9]{0,3})\]")
# What forms put around the text of a question: `Samenwerken (0-3)`, `Question [text]`, `code: text`, `text (code)`.
_SCALE: Final = re.compile(r"(.+?)\s*[(\[]\s*[0-9]+\s*(?:-|–|t/m|tot|to|bis)\s*[0-9]+\s*[)\]]\s*", re.DOTALL)
_BRACKETS: Final = re.compile(r".*?\[(.+)\]\s*", re.DOTALL)
_CODE_FIRST: Final = re.compile(r"\s*(\S+?)\s*[:.)–-]\s+(.+)", re.DOTALL)
_DASH: Final = re.compile(r"\s[-–]\s+")  # between a question and what it is asked of
_CODE_LAST: Final = re.compile(r"(.+?)\s*[(\[]\s*([^()\[\]\s]+)\s*[)\]]\s*", re.DOTALL)
_NOTES: Final = ("opmerking", "opmerkingen", "toelichting", "onderbouwing", "note", "notes", "comment", "comments")
_NOTE: Final = re.compile(rf"({'|'.join(_NOTES)})[ ._]*[0-9]*")
_WHAT: Final = rf"(?P<what>{'|'.join((*_NOTES, *LONG_FIELDS['evidence']))})"
_REMARK_FIRST: Final = re.compile(rf"{_WHAT}(?: (?:bij|over|on|about|for|voor)|:)? (?P<about>.+)", re.DOTALL)
_REMARK_LAST: Final = re.compile(rf"(?P<about>.+?)[ :,(–-]+{_WHAT}\)?", re.DOTALL)
_CUTS: Final = ((97, 100), (252, 255))  # characters that are left of a text where forms cut it, without a last blank
_NEAR: Final = 0.8  # how alike a name that is probably mistyped is to the name that was meant
_LONGEST: Final = 2_000  # characters of a header in which a text is looked for
# What is written beside the name of a competency whose rating it is: *Score samenwerken*, *Samenwerken 2026*.
_SCORED: Final = re.compile(
    r"\b(?:score|niveau|level|cijfer|oordeel|beoordeling|rating|behaald|stufe|[0-9]+)\b|[-–:()]"
)
_TEXT: Final = 24  # characters from which on a header may be a mistyped sentence
# Beside these, `ID` is the number of an answer to a form, and of nobody.
_OF_FORMS: Final = frozenset(
    {"start time", "completion time", "begintijd", "starttijd", "tijd van voltooien", "voltooiingstijd", "tijdstempel"}
    | {"timestamp", "zeitstempel", "startzeit", "fertigstellungszeit", "submitdate", "startdate", "datum inzending"}
)


@dataclass(frozen=True, slots=True)
class Reading:
    """How tables are to be read: `by` are columns to group by, `keep` others that come back."""

    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    by: tuple[str, ...] = ()
    person: str | None = None
    strict: bool = False
    """Whether a column that is nothing of ours is an error"""
    header_row: int | None = None
    skip_rows: int = 0
    keep: tuple[str, ...] = ()
    meanings: Mapping[str, str] = field(default_factory=dict)
    """What columns mean, by their folded names: a mapping that somebody wrote, which goes before what we make of it"""


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
    beside: Mapping[int, tuple[Rateable, str]] = field(default_factory=dict)
    """In the wide layout, the columns with notes or evidence: what they are beside"""
    parts: tuple[int, ...] = ()
    """The columns that make up a name, where it stands in several"""
    kept: tuple[str, ...] = ()
    """The names among `fields` of columns that come back"""
    by: tuple[str, ...] = ()
    """Those among `fields` to group by"""

    @property
    def long(self) -> bool:
        """Whether each row holds one rating."""
        return "item" in self.fields

    def person(self, cells: Sequence[str]) -> str:
        """Return who a row names."""
        places = self.parts or (self.fields["person"],)
        return " ".join(part for place in places if place < len(cells) and (part := cells[place].strip()))

    def meanings(self) -> dict[str, str]:
        """Return what each column means, in words that `Reading.meanings` takes."""
        fields = {place: name for name, place in self.fields.items() if name not in self.kept}
        parts = {place: _part(self.header[place]) or "person" for place in self.parts}
        rated = {place: item.code for item, place in zip(self.items, self.places, strict=False)}
        remarks = {place: f"{what} {item.code}" for place, (item, what) in self.beside.items()}
        known = fields | rated | parts | remarks
        return {name: known.get(place, PASSED) for place, name in enumerate(self.header) if name.strip()}

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
        self._own = {fold(code): self._known[address] for code, address in _own_codes(catalogue)}
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
        numbered = _CODE_FIRST.fullmatch(name[:_LONGEST])
        bare = numbered[2] if numbered and numbered[1].isdigit() else name
        item = self._named(name) or self._named(_plain(bare))
        if item is not None:
            return item
        fitting = self.fitting(name)
        return fitting[0] if len(fitting) == 1 else None

    def fitting(self, name: str) -> list[Rateable]:
        """Return the items that a header as forms write it may stand for: by its text, whole or cut, or by its code."""
        if len(name) > _LONGEST:
            return []
        closed = name.rstrip().endswith((")", "]"))
        scale = _SCALE.fullmatch(name) if closed else None
        if scale and (item := self._named(scale[1])):
            return [item]
        for pattern, text, code in ((_CODE_FIRST, 2, 1), *([(_CODE_LAST, 1, 2)] if closed else [])):
            parts = pattern.fullmatch(name)
            item = self._named(parts[code]) if parts else None
            if parts and item and item.level:
                return [item] if item in self._of_text(parts[text]) else []
        brackets, numbered = _BRACKETS.fullmatch(name) if closed else None, _CODE_FIRST.fullmatch(name)
        behind = [name[one.end() :] for one in _DASH.finditer(name)]
        texts = (name, *([brackets[1]] if brackets else ()), *([numbered[2]] if numbered else ()), *behind)
        return next((found for one in texts if (found := self._of_text(one))), [])

    def coded(self, name: str) -> Rateable | None:
        """Return the behaviour whose code stands in a header, whatever text is beside it."""
        parts = ((_CODE_FIRST.fullmatch(name), 1), (_CODE_LAST.fullmatch(name), 2))
        found = (self._named(one[place]) for one, place in parts if one)
        return next((item for item in found if item and item.level), None)

    def near(self, name: str) -> list[str]:
        """Return what a header was probably meant to be: a code, a label, or a behaviour that is worded so."""
        word = fold(name)
        bare = " ".join(_SCORED.sub(" ", word).split())
        if bare != word and (item := self._named(bare)):
            return [item.code]
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
        if word in self._own:
            return self._own[word]
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
    def level_names(self) -> dict[str, int]:
        """The levels by their folded names, in each language."""
        names = enumerate(self.catalogue.level_names, 1)
        return {fold(name): level for level, text in names for name in text.all()}

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
    """What a header row was found to mean: `names` as they are written, `meant` as a mapping says it."""

    names: Sequence[str]
    meant: Sequence[str]
    long: bool
    fields: dict[str, int] = field(default_factory=dict)
    parts: tuple[int, ...] = ()
    rated: dict[Rateable, int] = field(default_factory=dict)
    passed: list[int] = field(default_factory=list)
    problems: list[HeaderProblem] = field(default_factory=list)
    beside: dict[int, tuple[Rateable, str]] = field(default_factory=dict)
    reworded: list[str] = field(default_factory=list)
    texts: int = 0
    kept: dict[str, int] = field(default_factory=dict)

    def take(self, items: Items, reading: Reading) -> None:
        """Say of each column that holds no field what it is."""
        asked = {fold(name) for name in (*reading.by, *reading.keep)}
        for position, name in enumerate(self.meant):
            if position in self.fields.values() or position in self.parts:
                continue
            item = None if self.long else items.find(name)
            if item is None and not self.long and "handbook" in self.fields and (item := items.coded(name)):
                self.reworded.append(item.code)  # whether the code is still of that text, the mark of the handbook says
            known = _field(name) or (_long_field(name) if self.long else None)
            taken = self.fields.get(known or "") if known else self.rated.get(item) if item else None
            if taken is not None and not (known == "number" or (known == "person" and self._is_other(taken, reading))):
                self.problems.append(_duplicate(self.names, position, taken))
            elif item:
                self.rated[item] = position
                self.texts += _CODE.fullmatch(fold(name)) is None and item.level > 0
            elif name == PASSED or fold(self.names[position]) in asked:
                self.passed.append(position)
            elif not self.long and (remark := _remark(name, items)):
                self.beside[position] = remark
            elif reading.strict or (not self.long and _is_wrong(name, items)):
                self.problems.append(_unknown(self.names[position], position, items, long=self.long))
            else:
                self.passed.append(position)
        behind = {place + 1: (item, "note") for item, place in self.rated.items() if place + 1 in self.passed}
        if len(behind) == len(self.rated) > 1 and all(_NOTE.fullmatch(fold(self.names[place])) for place in behind):
            self.beside |= behind
            self.passed = [place for place in self.passed if place not in behind]

    def _is_other(self, taken: int, reading: Reading) -> bool:
        """Tell whether a second column with people is of others than those who are rated."""
        chosen = bool(reading.person) or fold(self.names[taken]) in reading.meanings
        return chosen or _plain(self.names[taken]) in WHOM

    def keep(self, reading: Reading) -> None:
        """Find the columns that come back: to group by, to keep, and the number beside a name."""
        every = [self.names[place] for place in self._passed if self.names[place].strip()]
        kept = [one for name in reading.keep for one in (every if fold(name) == EVERY else [name])]
        for name, message in (*((one, _NOT_GROUPED) for one in reading.by), *((one, _NOT_KEPT) for one in kept)):
            place = self._place_of(name)
            if place is None:
                self.problems.append(_no_column(name, self.names, message))
            else:
                self.kept[f"{_KEPT}{fold(name)}"] = place

    def _place_of(self, name: str) -> int | None:
        """Return which column has a name, or is the field of that name; no column with ratings."""
        named = (place for place, own in enumerate(self.names) if fold(own) == fold(name))
        rated = set(self.rated.values())
        return next((place for place in named if place not in rated), self.fields.get(_field(name) or ""))

    @property
    def _passed(self) -> list[int]:
        """The columns that nothing is done with, unless somebody asks for them."""
        unread = {self.fields["department"]} if "department" in self.fields else set()
        return sorted({*self.passed, *unread})

    @property
    def notes(self) -> tuple[Message, ...]:
        """What is worth saying of a header that is right."""
        named = [self.names[place] for place in self._passed if place not in self.kept.values()]
        named = [name for name in named if name.strip()]
        over = msg("{n} columns passed over: {names}", n=len(named), names=_some(named))
        one = msg("1 column passed over: {names}", names=named)
        texts = msg("{n} columns were matched by the text of their behaviour", n=self.texts)
        notes = msg("notes and evidence come from: {names}", names=_some([self.names[place] for place in self.beside]))
        said = ((one if len(named) == 1 else over, named), (texts, self.texts), (notes, self.beside))
        return (*other_texts(self.reworded), *(message for message, number in said if number))


def _understood(header: Sequence[str], items: Items, reading: Reading) -> _Header:
    meant = [reading.meanings.get(fold(name), name) for name in header]
    long = {"item", "rating"} <= {_long_field(name) for name in meant}
    found = _Header(header, meant, long, _fields(meant, reading, long=long))
    if "person" not in found.fields and not reading.person:
        found.parts = tuple(places[0] for names in NAME_PARTS if (places := _places(meant, names)))
        place = found.parts[-1] if found.parts else found.fields.pop("number", None)
        found.fields |= {"person": place} if place is not None else {}
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
    found.keep(reading)
    problems = [*_together(found.problems), *_missing(found, header)]
    problems += _both_ways(found.rated)
    if problems:
        return None, problems
    rated = (items.all, ()) if found.long else (tuple(found.rated), tuple(found.rated.values()))
    kept = tuple(sorted(found.kept, key=found.kept.__getitem__))
    by = tuple(f"{_KEPT}{fold(name)}" for name in reading.by)
    fields = found.fields | found.kept
    return Columns(tuple(header), fields, *rated, found.notes, found.beside, found.parts, kept, by), []


def other_texts(codes: Sequence[str]) -> Iterator[Message]:
    """Say that texts in a table are not those of the handbook, where its mark shows that the codes are."""
    if codes:
        yield msg("some texts are not those of the handbook; their codes count: {names}", names=_some(codes))


def _remark(name: str, items: Items) -> tuple[Rateable, str] | None:
    """Return what a column of notes or evidence is beside, where its name says so: `Opmerking Samenwerken`."""
    for pattern in (_REMARK_FIRST, _REMARK_LAST):
        parts = pattern.fullmatch(fold(name[:_LONGEST]))
        if parts and (item := items.find(parts["about"])):
            return item, "evidence" if parts["what"] in LONG_FIELDS["evidence"] else "note"
    return None


def _fields(header: Sequence[str], reading: Reading, *, long: bool) -> dict[str, int]:
    """Return where each field stands; who is rated is known before who answered a form."""
    fields: dict[str, int] = {}
    no_number = {"id"} if long or any(_plain(name) in _OF_FORMS for name in header) else set()  # of a row, an answer
    for position, name in enumerate(header):
        known = _field(name) or (_long_field(name) if long else None)
        if known and known != "person" and _plain(name) not in no_number:
            fields.setdefault(known, position)
    people = _places(header, (fold(reading.person),)) if reading.person else _places(header, WHOM)
    if not people and not reading.person:
        people = [place for place, name in enumerate(header) if _field(name) == "person"]
    if people:
        fields["person"] = people[0]
    return {name: place for name, place in fields.items() if name == "person" or place != fields.get("person")}


def is_total(name: str) -> bool:
    """Tell whether what stands for a person is the name of totals."""
    word = fold(name).rstrip(" :")
    ends = {*word.split()[:1], *word.split()[-1:]}
    return word in TOTALS or not ends.isdisjoint(_MARKED)


def is_meaning(word: str, items: Items) -> bool:
    """Tell whether a column may mean this, as a mapping says it."""
    field = _field(word) or _long_field(word) or _part(word)
    return word == PASSED or bool(field or items.find(word) or _remark(word, items))


def describes(columns: Columns, cells: Sequence[str], items: Items) -> bool:
    """Tell whether a row below the header says what its columns are: their texts, or the marks of Qualtrics."""
    filled = [cell for cell in cells if cell.strip()]
    if filled and all(cell.startswith(_QUALTRICS) for cell in filled):
        return True
    beside = zip(columns.items, columns.places, strict=False)
    texts = [(items.find(cells[at]), item) for item, at in beside if at < len(cells) and cells[at].strip()]
    return bool(texts) and all(found == item for found, item in texts)


def _places(header: Sequence[str], names: Sequence[str]) -> list[int]:
    """Return where any of these names stands."""
    return [place for place, name in enumerate(header) if fold(name) in names or _plain(name) in names]


def _is_wrong(name: str, items: Items) -> bool:
    """Tell whether the name of a column that is not known might be meant for ratings."""
    return bool(name.strip()) and (items.is_code(name) or len(items.fitting(name)) > 1 or bool(items.near(name)))


def _items(catalogue: Catalogue) -> Iterator[Rateable]:
    for identifier, competency in catalogue.competencies.items():
        yield Rateable(identifier)
        for behaviour in competency.behaviours():
            yield Rateable(identifier, behaviour.level, behaviour.number)


def _own_codes(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """Yield the codes of the owner's own, each with our address of what has it."""
    for competency in catalogue.competencies.values():
        coded = [(competency.own_code, competency.id), *((one.own_code, one.code) for one in competency.behaviours())]
        yield from ((own, address) for own, address in coded if own is not None)


def is_mended(header: Sequence[str]) -> bool:
    """Tell whether a table is what `--rejects` wrote, in which texts are kept from being formulas."""
    return any(_field(name) == "reason" for name in header)


def _field(name: str) -> str | None:
    return next((field for field, names in FIELDS.items() if _plain(name) in names), None)


def _part(name: str) -> str | None:
    return next((names[0] for names in NAME_PARTS if _plain(name) in names), None)


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


def _missing(found: _Header, header: Sequence[str]) -> Iterator[HeaderProblem]:
    names, rated = _some(header), found.long or bool(found.rated)
    template = msg("`competentie template PROFILE` makes an empty table with the right columns")
    if "person" not in found.fields and not rated and not found.problems:
        message = msg("no row names a column `person` and one with ratings; the first holds: {names}", names=names)
        yield HeaderProblem("T001", message, template)
    elif "person" not in found.fields:
        yield HeaderProblem(
            "T001",
            msg("there is no column `person`; the columns are: {names}", names=names),
            msg("name one of them {names}, or say which it is with `--person-column`", names=FIELDS["person"][:6]),
        )
    elif not rated and not found.problems:
        message = msg("there is no column with ratings; the columns are: {names}", names=names)
        yield HeaderProblem("T001", message, template)


def _together(problems: Sequence[HeaderProblem]) -> list[HeaderProblem]:
    """Return what is wrong with columns: of many that are not known, in one sentence."""
    unknown = [problem for problem in problems if problem.code == "T002"]
    if len(unknown) <= _FEW:
        return list(problems)
    names = [f"`{problem.message.args.get('name', '')}`" for problem in unknown]
    message = msg("{n} columns are not known: {names}", n=len(unknown), names=_some(names))
    first = unknown[0].help
    advice = first and msg("of the first: {advice}; and so on", advice=first)
    return [*(one for one in problems if one not in unknown), HeaderProblem("T002", message, advice)]


def _some(names: Sequence[str]) -> list[str]:
    """Return the first names, as far as anybody reads them."""
    return [name[:_NAMED] for name in names[:_NAMED]] + ["…"] * (len(names) > _NAMED)


_NOT_GROUPED: Final = msg("there is no column `{name}` to group by; the columns are: {names}")
_NOT_KEPT: Final = msg("there is no column `{name}` to keep; the columns are: {names}")


def _no_column(name: str, header: Sequence[str], message: Message) -> HeaderProblem:
    if any(fold(own) == fold(name) for own in header):
        rated = msg("column `{name}` holds ratings, and what they come to is in the results anyway", name=name)
        groups = msg("column `{name}` holds ratings, and no groups", name=name)
        return HeaderProblem("T001", rated if message is _NOT_KEPT else groups)
    return HeaderProblem("T001", message._replace(args={"name": name, "names": _some(header)}), suggest(name, header))


def _both_ways(rated: Mapping[Rateable, int]) -> Iterator[HeaderProblem]:
    direct = {item.competency for item in rated if not item.level}
    for identifier in dict.fromkeys(item.competency for item in rated if item.level):
        if identifier in direct:
            yield HeaderProblem("T004", both_ways(identifier), KEEP_ONE_WAY)


def both_ways(identifier: str) -> Message:
    """Say that a competency has a direct level and ratings of its behaviours."""
    return msg("`{id}` is rated both by a level and by its behaviours", id=identifier)


KEEP_ONE_WAY: Final = msg("keep the level, or keep the behaviours")
