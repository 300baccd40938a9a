"""Answers → the columns and lines of a result, one profile at a time. The shapes are docs/format.md's."""

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from math import prod
from typing import Any, Final

import polars as pl

from competentie.core.scoring import Outcome
from competentie.core.terms import Rating
from competentie.page.data import LONG_COLUMNS, WIDE_COLUMNS
from competentie.page.spreadsheet import BEHIND, DELIMITERS, FORMULA, safe
from competentie.table.packing import BASE, SIZE, Byte
from competentie.table.patterns import Answer, Patterns, place_name
from competentie.table.reading import ROW

LINE: Final = "line:"
_TOGETHER: Final = 2048  # answers that are looked up as one


@dataclass(frozen=True, slots=True)
class Csv:
    """How CSV is written: what stands between cells, and at the end of a line."""

    delimiter: str = ","
    line_end: str = "\n"

    def cell(self, text: str) -> str:
        """Write one text: harmless in a spreadsheet, and in quotes where it must be."""
        text = safe(text)
        quoted = any(one in text for one in (self.delimiter, '"', "\r", "\n"))
        return '"' + text.replace('"', '""') + '"' if quoted else text

    def line(self, cells: Sequence[str]) -> str:
        """Write one line."""
        return self.delimiter.join(map(self.cell, cells)) + self.line_end

    def written(self, lines: pl.DataFrame) -> bytes:
        """Write lines, one per row."""
        file = io.BytesIO()
        lines.write_csv(file, include_header=False, quote_style="never", line_terminator=self.line_end)
        return file.getvalue()

    def column(self, name: str) -> pl.Expr:
        """Write a column of text as `cell` does."""
        text = pl.col(name).fill_null("").str.replace_all(BEHIND, "${1}'${2}")
        harmless = text.str.replace(FORMULA, "'${0}")
        quoted = '"' + harmless.str.replace_all('"', '""', literal=True) + '"'
        return pl.when(harmless.str.contains(self._special)).then(quoted).otherwise(harmless)

    def needs_care(self, texts: pl.Series) -> bool:
        """Tell whether any text is written otherwise than as it is. Looking at all of them as one text is fastest."""
        together = texts.str.join("").item() or ""
        if any(one in together for one in (self.delimiter, '"', "\r", "\n")):
            return True
        if any(one in together for one in DELIMITERS) and texts.str.contains(BEHIND).any():
            return True
        lowest = texts.min()  # every character that begins a formula comes before the letters
        begins = isinstance(lowest, str) and lowest < "A"
        return begins and bool(texts.str.contains(FORMULA).any())

    @property
    def _special(self) -> str:
        return rf"""[\x{{{ord(self.delimiter):x}}}"\r\n]"""


class ProfileResults:
    """The results of people against one profile; frames are what `Patterns.answered` makes of people."""

    def __init__(self, patterns: Patterns) -> None:
        """Take the answers on one profile."""
        self._patterns = patterns
        self._profile = patterns.scorer.profile
        self._rows = [row.competency for row in self._profile.rows]

    def long_lines(self, answered: pl.DataFrame, optional: Sequence[str], csv: Csv) -> pl.Expr:
        """Return the lines of each person, one per row of the profile, as one text without its last line end."""
        if not self._rows:
            return pl.lit(None, pl.String)
        who, mark, end = self._who(answered, optional, csv), pl.lit(csv.delimiter), pl.lit(csv.line_end)
        parts = [part for one in self._rows for part in (end, who, mark, *self._long_cells(one, csv.delimiter))]
        return pl.concat_str(parts[1:])

    def _long_cells(self, competency: str, mark: str) -> list[pl.Expr]:
        """Return the cells of one row; what blocks is a part of the answer where no behaviour was rated."""
        if not self._patterns.by_behaviours(competency):
            return [self._fact(competency, lambda one: _long(one, mark) + " ".join(one.blocking), pl.String)]
        return [self._fact(competency, lambda one: _long(one, mark), pl.String), blocking(self._patterns, competency)]

    def wide_lines(
        self, answered: pl.DataFrame, competencies: Sequence[str], optional: Sequence[str], csv: Csv
    ) -> pl.Expr:
        """Return the line of each person, with three cells for each of these competencies.

        Several competencies are looked up at once, as far as their answers together are few.
        """
        cells = {one: self._cells(one, csv.delimiter) for one in competencies}
        bundles: list[list[str]] = [[]]
        for one in competencies:
            if prod(len(cells[other]) for other in (*bundles[-1], one)) > _TOGETHER:
                bundles.append([])
            bundles[-1].append(one)
        looked = [self._bundle({one: cells[one] for one in bundle}, csv.delimiter) for bundle in bundles if bundle]
        return pl.concat_str([self._who(answered, optional, csv), *looked], separator=csv.delimiter)

    def _bundle(self, cells: Mapping[str, Sequence[str]], mark: str) -> pl.Expr:
        """Look the cells of some competencies up, by one number for all of them."""
        number, weight = pl.lit(0, pl.UInt32), 1
        for one, texts in cells.items():
            if one in self._rows:
                number = number + pl.col(place_name(one)) * weight
            weight *= len(texts)
        together = [mark.join(reversed(one)) for one in product(*reversed(list(cells.values())))]
        return pl.lit(pl.Series(together, dtype=pl.String)).gather(number)

    def _cells(self, competency: str, mark: str) -> list[str]:
        """Return the three cells of each answer; of a competency that the profile has no row for they are empty."""
        if competency not in self._rows:
            return [mark * (len(WIDE_COLUMNS) - 1)]
        return [_wide(one.outcome, mark) for one in self._patterns.answers(competency) if one.outcome]

    def long_frame(self, answered: pl.DataFrame, optional: Sequence[str]) -> pl.DataFrame:
        """Return one row per person and competency, under the names of the long layout."""
        frames = [
            answered.lazy().select(
                pl.col(ROW),
                *self._named(optional),
                pl.lit(row.competency).alias("competency"),
                pl.lit(row.norm, pl.Int16).alias("norm"),
                *(self._fact(row.competency, _FACTS[name], _TYPES[name]).alias(name) for name in _FACTS),
                self._blocking(row.competency).alias("blocking"),
                pl.lit(place, pl.UInt32).alias("order:"),
            )
            for place, row in enumerate(self._profile.rows)
        ]
        return pl.concat(frames).sort(ROW, "order:").drop("order:").collect()

    def _blocking(self, competency: str) -> pl.Expr:
        if self._patterns.by_behaviours(competency):
            return blocking(self._patterns, competency)
        return self._fact(competency, lambda one: " ".join(one.blocking), pl.String)

    def wide_frame(self, answered: pl.DataFrame, competencies: Sequence[str], optional: Sequence[str]) -> pl.DataFrame:
        """Return one row per person, with three columns for each of these competencies."""
        columns = [
            (self._fact(one, _FACTS[name], _TYPES[name]) if one in self._rows else pl.lit(None, _TYPES[name])).alias(
                f"{one}.{name}"
            )
            for one in competencies
            for name in WIDE_COLUMNS
        ]
        return answered.lazy().select(pl.col(ROW), *self._named(optional), *columns).collect()

    def _fact(self, competency: str, fact: Callable[[Outcome], Any], dtype: Any) -> pl.Expr:  # noqa: ANN401
        return self._patterns.fact(competency, lambda one: fact(_outcome(one)), dtype)

    def _named(self, optional: Sequence[str]) -> list[pl.Expr]:
        return [pl.col("person"), pl.lit(self._profile.id).alias("profile"), *(pl.col(name) for name in optional)]

    def _who(self, answered: pl.DataFrame, optional: Sequence[str], csv: Csv) -> pl.Expr:
        names = ("person", *optional)
        person, *others = (
            csv.column(one) if csv.needs_care(answered[one]) else pl.col(one).fill_null("") for one in names
        )
        return pl.concat_str([person, pl.lit(csv.cell(self._profile.id)), *others], separator=csv.delimiter)


def blocking(patterns: Patterns, competency: str) -> pl.Expr:
    """Return the codes of the blocking behaviours, with spaces between them: not shown first, then unrated."""
    levels = patterns.packing.levels[competency]
    numbers = next_level(patterns, competency)
    groups = (_CAUSES,) if len(numbers) == 1 else ((one,) for one in _CAUSES)
    texts = [
        pl.lit(_all_codes(levels, place, causes)).gather(number)
        for causes in groups
        for place, number in enumerate(numbers)
    ]
    return pl.concat_str(texts, separator=" ", ignore_nulls=True).fill_null("")


def next_level(patterns: Patterns, competency: str) -> list[pl.Expr]:
    """Return the bytes of the described level above the one reached, each with its place: 256 × place + byte."""
    levels = patterns.packing.levels[competency]
    following = patterns.fact(competency, lambda one: _outcome(one).standing.next_level, pl.UInt8)
    numbers: list[pl.Expr] = []
    for place in range(max(len(level) for level in levels)):
        chosen: Any = pl
        for index, level in enumerate(levels):
            if place < len(level):
                known = level[place].name in patterns.present
                pattern = pl.col(level[place].name).cast(pl.UInt32) if known else pl.lit(0, pl.UInt32)
                chosen = chosen.when(following == index + 1).then(pattern + index * _PATTERNS)
        numbers.append(chosen.otherwise(pl.lit(len(levels) * _PATTERNS, pl.UInt32)))
    return numbers


def header(optional: Sequence[str], competencies: Sequence[str] | None) -> list[str]:
    """Return the header of the wide layout with these competencies, or of the long layout."""
    if competencies is None:
        return ["person", "profile", *optional, *LONG_COLUMNS]
    return ["person", "profile", *optional, *(f"{one}.{name}" for one in competencies for name in WIDE_COLUMNS)]


def schema(optional: Sequence[str], competencies: Sequence[str] | None) -> dict[str, Any]:
    """Return the types of the columns of either layout."""
    names = header(optional, competencies)
    who = 2 + len(optional)
    return {
        name: pl.String if place < who else _TYPES.get(name.rpartition(".")[2], pl.String)
        for place, name in enumerate(names)
    }


_FACTS: Final[dict[str, Callable[[Outcome], Any]]] = {
    "reached": lambda one: one.standing.reached,
    "reached_max": lambda one: one.standing.reached_max,
    "gap": lambda one: one.gap.gap,
    "gap_max": lambda one: one.gap.gap_max,
    "status": lambda one: one.gap.status.value,
    "broken": lambda one: one.standing.broken,
}
_TYPES: Final[dict[str, Any]] = {
    **dict.fromkeys(("norm", "reached", "reached_max", "gap", "gap_max"), pl.Int16),
    "status": pl.String,
    "broken": pl.Boolean,
}

_CAUSES: Final = (Rating.NOT_SHOWN, Rating.UNRATED)
_PATTERNS: Final = BASE**SIZE


def _outcome(answer: Answer) -> Outcome:
    if answer.outcome is None:
        raise LookupError
    return answer.outcome


def _long(outcome: Outcome, mark: str) -> str:
    facts = (str(_FACTS[name](outcome)) for name in ("reached", "reached_max", "gap", "gap_max", "status"))
    broken = "true" if outcome.standing.broken else "false"
    return mark.join((outcome.row.competency, str(outcome.row.norm), *facts, broken, ""))


def _wide(outcome: Outcome, mark: str) -> str:
    return mark.join(str(_FACTS[name](outcome)) for name in WIDE_COLUMNS)


@cache
def _all_codes(levels: tuple[tuple[Byte, ...], ...], place: int, causes: tuple[Rating, ...]) -> pl.Series:
    """Return the codes for each byte of each level; none above the highest."""
    numbers = range(len(levels) * _PATTERNS + 1)
    return pl.Series([_codes(levels, place, number, causes) for number in numbers], dtype=pl.String)


def _codes(levels: tuple[tuple[Byte, ...], ...], place: int, index: int, causes: tuple[Rating, ...]) -> str | None:
    """Return the codes of a byte's behaviours with one of these ratings, in the order of the causes."""
    level, pattern = divmod(index, _PATTERNS)
    if level >= len(levels) or place >= len(levels[level]) or pattern >= levels[level][place].patterns:
        return None
    byte = levels[level][place]
    ratings = byte.ratings(pattern)
    codes = [
        f"{byte.competency}.{byte.level}.{byte.first + at}"
        for cause in causes
        for at, rating in enumerate(ratings)
        if rating is cause
    ]
    return " ".join(codes) or None
