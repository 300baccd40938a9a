"""Blocks of a table → packed ratings, fast: a frame in, a frame out, and which of its rows are wrong.

First optimistically, with an enumeration of the usual words for each cell, which Polars reads as small numbers; then
as text, of which each distinct value is looked at once; and row by row where a block is not well formed. What a word
means is for `cells` to say, and what exactly is wrong with a row is for `judge`.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, reduce
from operator import add
from typing import Any, Final

import polars as pl
from polars.exceptions import PolarsError

from competentie.core import CONTROL, same_name
from competentie.ratings.answers import (
    USUAL_NOT_APPLICABLE,
    behaviour_rating,
    direct_level,
    usual_behaviour_words,
    usual_level_words,
)
from competentie.table.columns import CHECKED, WHO, Columns, Items, Rateable
from competentie.table.packing import BASE, CODES, Packing
from competentie.table.rows import NUMBERED
from competentie.table.sources.source import WORD, TableBlock

FIELDS: Final = ("person", "profile", "rater", "relation", "date")
NAMES: Final = ("person", "rater")
# What lower case alone does not make comparable: all but ASCII and the letters of Latin-1 and Latin Extended-A.
_ODD: Final = r"[^ -_a-~À-ÖØ-Þà-öø-ÿĀ-įĴ-ľŁ-ňŊ-ž]|  |^ | $"
_NOTHING: Final = 255  # of which one more is 0
_AT_ONCE: Final = 50_000  # names that are looked at as one text
_PLAIN: Final = b"!#$%&'()*+,-./0123456789:;<=>?@[]^_abcdefghijklmnopqrstuvwxyz{|}~"
ROW: Final = "row:"  # the colons keep these names apart from those of items
WRONG: Final = "wrong:"
BY: Final = "by"
BESIDE: Final = ("note", "evidence")
KEPT: Final = "keep:"
SEVERAL: Final = 2
REMARKS: Final = "remarks:"  # a list of what was written beside answers: code, note, evidence
MISCOUNTED: Final = "miscounted:"


class Cells:
    """Reads a block into a frame of cells: fields are text, and cells with ratings are enumerated words."""

    def __init__(
        self,
        columns: Columns,
        usual: Mapping[int, Sequence[str]],
        digits: Mapping[int, int],
        words: Sequence[str] = (),
    ) -> None:
        """Take the columns of a table, and the words that are usual in those that hold ratings, by their place.

        `digits` gives the highest digit of columns that may hold nothing but digits, and one of `words` now and then;
        that is read as `WORD`.
        """
        self._words = words
        self._tries: tuple[Sequence[str], ...] = ((), words) if words else ((),)
        self._rated = tuple(usual)
        self._digits = {str(place): highest for place, highest in digits.items()}
        self._parts, self._person = columns.parts, str(columns.fields["person"])
        self._text: dict[str, Any] = {str(place): pl.String for place in range(len(columns.header))}
        self._typed = {**self._text, **{str(place): pl.Enum(words) for place, words in usual.items()}}

    def read(self, block: TableBlock) -> pl.DataFrame:
        """Return the cells, with the number of each row; columns are named by their place. Raises TableError.

        Columns with ratings are small numbers when all of them hold digits only, else enumerations.
        """
        cells = self._cells(block)
        if not self._parts:
            return cells
        parts = [text(str(place)) for place in self._parts]
        return cells.with_columns(pl.concat_str(parts, separator=" ", ignore_nulls=True).alias(self._person))

    def _cells(self, block: TableBlock) -> pl.DataFrame:
        for words in self._tries:
            numbers = block.digits(self._typed, self._digits, words)
            if numbers is not None and self._in_range(numbers, words):
                self._tries = (words, *(one for one in self._tries if one != words))  # as will be the next block
                return numbers.with_row_index(ROW, block.start.row)
        typed = self._frame(block, self._typed)
        if typed is not None:
            return typed.with_row_index(ROW, block.start.row)
        plain = self._frame(block, self._text)
        found = self._row_by_row(block) if plain is None else plain.with_row_index(ROW, block.start.row)
        return found.with_columns(_enumerated(found, str(place)) for place in self._rated)

    def _in_range(self, numbers: pl.DataFrame, words: Sequence[str]) -> bool:
        rated = (pl.col(name) for name in self._digits)
        found = numbers.select(one.filter(one != WORD).max() if words else one.max() for one in rated).row(0)
        return all(most is None or most <= highest for most, highest in zip(found, self._digits.values(), strict=True))

    def _frame(self, block: TableBlock, schema: Mapping[str, Any]) -> pl.DataFrame | None:
        try:
            return block.frame(schema)
        except PolarsError:
            return None

    def _row_by_row(self, block: TableBlock) -> pl.DataFrame:
        """Make a frame of rows of any length; those that are not as long as the header are marked."""
        width = len(self._text)
        rows = [row for row in block.rows() if not row.blank]
        padded = [[*row.cells[:width], *[""] * (width - len(row.cells))] for row in rows]
        columns = zip(self._text, zip(*padded, strict=True) if padded else [()] * width, strict=True)
        return pl.DataFrame(
            {
                ROW: pl.Series([row.number for row in rows], dtype=pl.UInt32),
                **{name: pl.Series(values, dtype=pl.String) for name, values in columns},
                MISCOUNTED: pl.Series([len(row.cells) != width for row in rows], dtype=pl.Boolean),
            }
        )


def _enumerated(frame: pl.DataFrame, name: str) -> pl.Series:
    """Return a column of text as an enumeration of the words that occur in it; blank is null."""
    words = frame.select(text(name)).to_series()
    return words.cast(pl.Enum(words.unique().drop_nulls().sort()))


def words_of(dtype: pl.DataType) -> list[str]:
    """Return the words of an enumeration, in the order of their numbers."""
    return dtype.categories.to_list()  # type: ignore[attr-defined, no-any-return]


def text(name: str) -> pl.Expr:
    """Return a column of text without outer space; blank is null."""
    return pl.col(name).str.strip_chars().replace("", None)


def checked(frame: pl.DataFrame, items: Items) -> pl.DataFrame:
    """Write roles, relations and days as they are kept; a row with one that is none, or with a control, is wrong."""
    texts = [name for name in frame.columns if name in {*NAMES, "number"} or name.startswith(KEPT)]
    wrong = [pl.col(name).str.contains(CONTROL.pattern) for name in texts if not as_they_are(frame[name])]
    changes = []
    for name in CHECKED:
        words = frame[name].unique().drop_nulls().to_list() if name in frame.columns else []
        found = {word: items.field(name, word) for word in words}
        none = [word for word, meant in found.items() if meant is None or CONTROL.search(word)]
        wrong += [pl.col(name).is_in(none)] if none else []
        changed = {word: meant for word, meant in found.items() if meant not in {word, None}}
        changes += [pl.col(name).replace(changed)] if changed else []
    is_wrong = pl.any_horizontal(pl.col(WRONG) > 0, *(one.fill_null(value=False) for one in wrong))
    return frame.with_columns(is_wrong.cast(frame.schema[WRONG]).alias(WRONG), *changes)


def as_they_are(names: pl.Series) -> bool:
    """Tell whether names are all of lower case and one word, as numbers are: looking at all as one text is fastest."""
    texts = (some.to_series().str.join().item() or "" for some in names.to_frame().iter_slices(_AT_ONCE))
    return not any(text.encode().translate(None, _PLAIN) for text in texts)


def compared(names: pl.Series) -> pl.Series:
    """Return names as they are compared (`text.same_name`); the usual ones all at once."""
    if as_they_are(names):
        return names
    odd = names.str.contains(_ODD).fill_null(value=False)
    plain = names.str.to_lowercase()
    if not odd.any():
        return plain
    written = names.filter(odd).unique()
    return plain.zip_with(~odd, names.replace(written, [same_name(one) for one in written]))


def number_of_people(people: pl.DataFrame) -> int:
    """Return how many people there are: where nothing else tells ratings apart, each is somebody else's."""
    if not {*FIELDS[1:], "number"}.intersection(people.columns):
        return people.height
    return with_names(people)["person:"].n_unique()


def with_names(people: pl.DataFrame) -> pl.DataFrame:
    """Add what people and raters are told apart by: their names, and a number where there is one."""
    names = {name: compared(people[name]) for name in NAMES if name in people.columns}
    if "number" in people.columns:
        names["person"] += (NUMBERED + people["number"].str.to_lowercase()).fill_null("")
    return people.with_columns(own.alias(f"{name}:") for name, own in names.items())


def with_groups(people: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """Add the group that each is in: by one column, or by what several say together."""
    if len(by) < SEVERAL:
        return people.with_columns(pl.col(name).alias(BY) for name in by)
    together = pl.concat_str([pl.col(name).fill_null("–") for name in by], separator=" / ")
    return people.with_columns(together.alias(BY))


class Meaning:
    """What words mean as ratings, each looked at once: a code for a behaviour, or for a level."""

    def __init__(self, items: Items) -> None:
        """Take what can be rated."""
        self._height, self._names = items.catalogue.height, items.level_names
        self._known: dict[tuple[bool, str], int | None] = {}

    def codes(self, words: Iterable[str], *, level: bool) -> list[int | None]:
        """Return the code of each word; None for one that means nothing."""
        return [self._code(word, level=level) for word in words]

    def _code(self, word: str, *, level: bool) -> int | None:
        known = self._known.get((level, word), -1)
        if known == -1:
            rating = direct_level(word, self._height, self._names) if level else behaviour_rating(word)
            known = rating + 1 if isinstance(rating, int) else None if rating is None else CODES.index(rating)
            self._known[level, word] = known
        return known


class WideReader:
    """Reads a table with a row per person."""

    def __init__(self, columns: Columns, packing: Packing, items: Items) -> None:
        """Prepare for the columns of a table."""
        behaviours, levels = usual_behaviour_words(), usual_level_words(packing.height)
        self._rated = dict(zip(columns.places, columns.items, strict=True))
        usual = {place: behaviours if one.level else levels for place, one in self._rated.items()}
        highest = {place: 1 if one.level else min(packing.height, 9) for place, one in self._rated.items()}
        # Among levels a word would be a mistake; and in the first column nothing tells that it begins a cell.
        self._words = () if 0 in usual or any(not one.level for one in columns.items) else USUAL_NOT_APPLICABLE
        self._cells = Cells(columns, usual, highest, self._words)
        self._items = items
        self._who = [*_who(columns), *_remarks(columns)]
        self._meaning = Meaning(items)
        self._targets: dict[str, list[tuple[int, int]]] = {}  # per packed column: the places it is made of, and weights
        for place, item in self._rated.items():
            byte, index = packing.place(item) if item.level else (None, 0)
            self._targets.setdefault(byte.name if byte else item.competency, []).append((place, BASE**index))

    @property
    def present(self) -> frozenset[str]:
        """The packed columns that this table fills."""
        return frozenset(self._targets)

    def read(self, block: TableBlock) -> pl.DataFrame:
        """Return a row for each row that holds anything: who, the packed ratings, and whether it is wrong.

        A wrong row keeps its number and its person; what is packed of it means nothing. Raises TableError.
        """
        cells = self._cells.read(block)
        schema = cells.schema  # asked once: it is made anew each time
        codes = {
            place: self._meaning.codes(words_of(schema[str(place)]), level=not item.level)
            for place, item in self._rated.items()
            if schema[str(place)] != pl.UInt8
        }
        wrong = [_matches(place, [code is None for code in found]) for place, found in codes.items() if None in found]
        if MISCOUNTED in cells.columns:
            wrong.append(pl.col(MISCOUNTED))
        packed = (
            cells.lazy()
            .select(
                pl.col(ROW).cast(pl.UInt64),
                *self._who,
                *(self._packed(codes) if codes else self._packed_digits),
                (pl.any_horizontal(wrong) if wrong else pl.lit(value=False)).alias(WRONG),
            )
            .collect()
        )
        return checked(self._without_blank(packed, cells) if packed["person"].null_count() else packed, self._items)

    @cached_property
    def _packed_digits(self) -> list[pl.Expr]:
        """The packed columns of cells that are digits; made once, for it takes as long as what they say."""
        return self._packed({})

    def _packed(self, codes: Mapping[int, list[int | None]]) -> list[pl.Expr]:
        """Return the expressions of the packed columns; `codes` are those of words, per place."""
        return [
            reduce(add, (self._weighed(place, weight, codes.get(place)) for place, weight in places)).alias(target)
            for target, places in self._targets.items()
        ]

    def _weighed(self, place: int, weight: int, codes: Sequence[int | None] | None) -> pl.Expr:
        """Return the code of a cell, times a weight."""
        if codes is None:
            return self._digit(place) * pl.lit(weight, pl.UInt8)
        table = pl.Series([(code or 0) * weight for code in codes], dtype=pl.UInt8)
        return pl.lit(table).gather(pl.col(str(place)).to_physical()).fill_null(0)

    def _digit(self, place: int) -> pl.Expr:
        """Return the code of a digit, as `CODES` has it and as a level is: one more, and none where nothing stands.

        So is that of `WORD` in the two bits of a behaviour.
        """
        code = pl.col(str(place)).fill_null(_NOTHING) + pl.lit(1, pl.UInt8)
        return code & pl.lit(BASE - 1, pl.UInt8) if self._words else code

    def _without_blank(self, packed: pl.DataFrame, cells: pl.DataFrame) -> pl.DataFrame:
        """Leave out rows of a template that nobody filled in; other rows without a person are wrong."""
        rated = cells.select(pl.any_horizontal(pl.col(str(place)).is_not_null() for place in self._rated)).to_series()
        nobody = packed["person"].is_null()
        miscounted = cells[MISCOUNTED] if MISCOUNTED in cells.columns else pl.lit(value=False)
        return packed.with_columns(pl.col(WRONG) | nobody).filter(~nobody | rated | miscounted)


def _who(columns: Columns) -> list[pl.Expr]:
    """Return the fields that tell records apart, and those that come back, under their own names."""
    names = [*(name for name in WHO if name in columns.fields), *columns.kept]
    return [text(str(columns.fields[name])).alias(name) for name in names]


def _remarks(columns: Columns) -> list[pl.Expr]:
    """Return what was written beside answers, as a list, when the table has columns for it."""
    said: dict[Rateable, dict[str, pl.Expr]] = {}
    for place, (item, name) in columns.beside.items():
        said.setdefault(item, {})[name] = text(str(place))
    each = [remark(pl.lit(item.code), texts) for item, texts in said.items()]
    return [pl.concat_list(each).list.drop_nulls().alias(REMARKS)] if each else []


def remark(code: pl.Expr, texts: Mapping[str, pl.Expr]) -> pl.Expr:
    """Return what was written beside an answer, null where that is nothing."""
    all_texts = {**{name: pl.lit(None, pl.String) for name in BESIDE}, **texts}
    said = pl.struct(code.alias("code"), *(one.alias(name) for name, one in all_texts.items()))
    return pl.when(pl.any_horizontal(one.is_not_null() for one in texts.values())).then(said)


def _matches(place: int, matching: list[bool]) -> pl.Expr:
    """Tell of each cell whether its word is one of those that match."""
    return pl.lit(pl.Series(matching, dtype=pl.Boolean)).gather(pl.col(str(place)).to_physical()).fill_null(value=False)
