"""What the columns of a ratings table mean: the header row, in Dutch or English, by id or by label."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

from competentie.core.message import Message, msg
from competentie.core.suggest import nearest, suggest
from competentie.core.terms import RELATIONS, Catalogue
from competentie.core.text import fold
from competentie.page.phrases import RELATION_WORDS
from competentie.ratings.answers import day_named, relation_named

FIELDS: Final[dict[str, tuple[str, ...]]] = {
    "person": ("person", "persoon", "medewerker", "naam", "employee", "name", "id"),
    "profile": ("profile", "profiel", "rol", "functie", "role"),
    "rater": ("rater", "beoordelaar"),
    "relation": ("relation", "relatie"),
    "date": ("date", "datum"),
    "number": ("number", "personeelsnummer"),  # not read, nor is the next
    "department": ("department", "afdeling"),
    "handbook": ("handbook", "handboek"),  # what `template` writes: the texts that the table was made for
    "reason": ("reason", "reden"),  # what `--rejects` adds, so that mended rows can be fed back; not read
}

LONG_FIELDS: Final[dict[str, tuple[str, ...]]] = {
    "item": ("item", "onderdeel", "competentie", "gedrag", "code"),
    "rating": ("rating", "score", "oordeel", "niveau"),
    "text": ("text", "gedragsvoorbeeld"),  # what follows is not read
    "note": ("note", "opmerking"),
    "evidence": ("evidence", "bewijs"),
}

_UNREAD: Final = {"number", "department", "handbook", "reason", "text", "note", "evidence"}
CHECKED: Final = ("profile", "relation", "date")  # fields that hold words we know, written in more than one way

DELIMITERS: Final = (";", ",", "\t", "|")

_NAMED: Final = 60  # columns that are listed, and characters of each
_WORDS: Final = {
    one.template: one
    for one in (msg("person"), msg("profile"), msg("rater"), msg("relation"), msg("date"), msg("item"), msg("rating"))
}

_CODE: Final = re.compile(r"(.+)\.([1-9][0-9]{0,2})\.([1-9][0-9]{0,3})")


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
        """Return the item with this name, or None when there is none (or more than one with this label)."""
        identifier = self._competency(fold(name))
        if identifier is not None:
            return self._known[identifier]
        code = _CODE.fullmatch(fold(name))
        identifier = self._competency(code[1]) if code else None
        return self._known.get(f"{identifier}.{code[2]}.{code[3]}") if code and identifier is not None else None

    def suggest(self, name: str) -> Message | None:
        """Say what was probably meant."""
        if len(self._labels.get(fold(name), ())) > 1:
            return msg(
                "more than one competency has this label; use one of their ids: {names}",
                names=sorted(self._labels[fold(name)]),
            )
        return suggest(name, self._known)

    def _competency(self, name: str) -> str | None:
        found = self._labels.get(name, ())
        return self._ids.get(name) or (next(iter(found)) if len(found) == 1 else None)


def choose_delimiter(headers: Mapping[str, Sequence[str]], items: Items) -> str | None:
    """Return the delimiter under which the required headers appear, the one with most known columns first."""
    scores = {
        delimiter: sum(1 for name in header if _field(name) or items.find(name))
        for delimiter, header in headers.items()
        if any(_field(name) == "person" for name in header) and len(header) > 1
    }
    return max(scores, key=lambda one: scores[one]) if scores else None


def read_header(
    header: Sequence[str], items: Items, by: str | None = None
) -> tuple[Columns | None, list[HeaderProblem]]:
    """Say what each column means, or what is wrong with the header; `by` names a column to group people by."""
    long = {"item", "rating"} <= {_long_field(name) for name in header}
    fields: dict[str, int] = {}
    rated: dict[Rateable, int] = {}
    problems: list[HeaderProblem] = []
    for position, name in enumerate(header):
        field = _field(name) or (_long_field(name) if long else None)
        item = None if field or long else items.find(name)
        taken = fields.get(field) if field else rated.get(item) if item else None
        if taken is not None:
            problems.append(_duplicate(header, position, taken))
        elif field:
            fields[field] = position
        elif item:
            rated[item] = position
        elif by is not None and fold(name) == fold(by):
            fields["by"] = position
        else:
            problems.append(_unknown(name, position, items, long=long))
    if by is not None and "by" not in fields:
        known = _field(by)
        if known in fields:
            fields["by"] = fields[known]
        else:
            problems.append(_not_grouped(by, header, rated=any(fold(name) == fold(by) for name in header)))
    problems += _missing(fields, rated, header, long=long)
    problems += _both_ways(rated)
    if problems:
        return None, problems
    if long:
        return Columns(tuple(header), fields, items.all), []
    return Columns(tuple(header), fields, tuple(rated), tuple(rated.values())), []


def _items(catalogue: Catalogue) -> Iterator[Rateable]:
    for identifier, competency in catalogue.competencies.items():
        yield Rateable(identifier)
        for behaviour in competency.behaviours():
            yield Rateable(identifier, behaviour.level, behaviour.number)


def is_mended(header: Sequence[str]) -> bool:
    """Tell whether a table is what `--rejects` wrote, in which texts are kept from being formulas."""
    return any(_field(name) == "reason" for name in header)


def _field(name: str) -> str | None:
    return next((field for field, names in FIELDS.items() if fold(name) in names), None)


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
            msg("name one of them {names}", names=FIELDS["person"]),
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
