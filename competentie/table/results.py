"""Answers → the columns and lines of a result, one profile at a time. The shapes are docs/format.md's."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from itertools import product
from math import prod
from typing import Any, Final

import polars as pl

from competentie.core import Outcome, Rating, Status
from competentie.page.data import LONG_COLUMNS, WIDE_COLUMNS
from competentie.table.lines import FACTS, Cells, Csv
from competentie.table.packing import BASE, SIZE, Byte
from competentie.table.patterns import Answer, Patterns, place_name
from competentie.table.reading import ROW

LINE: Final = "line:"
PERSON: Final = "person line:"
_TOGETHER: Final = 2048  # answers that are looked up as one


class ProfileResults:
    """The results of people against one profile; frames are what `Patterns.answered` makes of people."""

    def __init__(self, patterns: Patterns) -> None:
        """Take the answers on one profile."""
        self._patterns = patterns
        self._profile = patterns.scorer.profile
        self._rows = [row.competency for row in self._profile.rows]

    def long_lines(self, answered: pl.DataFrame, optional: Sequence[str], lines: Csv) -> pl.Expr:
        """Return the lines of each person, one per row of the profile, as one text without its last line end."""
        if not self._rows:
            return pl.lit(None, pl.String)
        mark = pl.lit(lines.delimiter)
        who = pl.concat_str(self._who(answered, optional, lines), separator=lines.delimiter)
        start, end = pl.lit(lines.line_start), pl.lit(lines.line_end)
        parts = [part for one in self._rows for part in (end, start, who, mark, *self._long_cells(one, lines))]
        return pl.concat_str(parts[1:])

    def _long_cells(self, competency: str, lines: Csv) -> list[pl.Expr]:
        """Return the cells of one row."""
        facts = self._fact(
            competency, lambda one: lines.delimiter.join(lines.fact(name, one) for name in _SAID), pl.String
        )
        mark = pl.lit(lines.delimiter)
        return [facts, *(part for codes in self.codes(competency) for part in (mark, lines.codes(codes, competency)))]

    def codes(self, competency: str) -> tuple[pl.Expr, pl.Expr]:
        """Return what stands in the way of the norm, and where that is met, of the level above.

        It is a part of the answer where no behaviour was rated.
        """
        if not self._patterns.by_behaviours(competency):
            return (
                self._fact(competency, lambda one: " ".join(one.blocking), pl.String),
                self._fact(competency, lambda one: " ".join(one.next), pl.String),
            )
        codes = blocking(self._patterns, competency)
        met = self._fact(competency, lambda one: one.gap.gap >= 0, pl.Boolean)
        return pl.when(met).then(pl.lit("")).otherwise(codes), pl.when(met).then(codes).otherwise(pl.lit(""))

    def wide_lines(
        self, answered: pl.DataFrame, competencies: Sequence[str], optional: Sequence[str], lines: Csv
    ) -> list[pl.Expr]:
        """Return the pieces of the line of each person, with the cells of each of these competencies.

        Several competencies are looked up at once, as far as their answers together are few.
        """
        cells = {one: self._cells(one, lines) for one in competencies}
        bundles: list[list[str]] = [[]]
        for one in competencies:
            if prod(len(cells[other]) for other in (*bundles[-1], one)) > _TOGETHER:
                bundles.append([])
            bundles[-1].append(one)
        looked = [self._bundle({one: cells[one] for one in bundle}, lines.delimiter) for bundle in bundles if bundle]
        return [*self._who(answered, optional, lines), *looked]

    def _bundle(self, cells: Mapping[str, Sequence[str]], mark: str) -> pl.Expr:
        """Look the cells of some competencies up, by one number for all of them."""
        number, weight = pl.lit(0, pl.UInt32), 1
        for one, texts in cells.items():
            if one in self._rows:
                number = number + pl.col(place_name(one)) * weight
            weight *= len(texts)
        together = [mark.join(reversed(one)) for one in product(*reversed(list(cells.values())))]
        return pl.lit(pl.Series(together, dtype=pl.String)).gather(number)

    def _cells(self, competency: str, lines: Csv) -> list[str]:
        """Return the cells of each answer; of a competency that the profile has no row for they are empty."""
        mark = lines.delimiter
        if competency not in self._rows:
            return [mark * (len(WIDE_COLUMNS) - 1)]
        outcomes = (one.outcome for one in self._patterns.answers(competency) if one.outcome)
        return [mark.join(lines.fact(name, one) for name in WIDE_COLUMNS) for one in outcomes]

    def person_lines(
        self, answered: pl.DataFrame, competencies: Sequence[str], optional: Sequence[str], lines: Cells
    ) -> pl.Expr:
        """Return the line of each person for people: how many norms are met, of how many, and open; and each status."""
        empty = pl.lit(lines.standing(None))
        cells = [self._fact(one, lines.standing, pl.String) if one in self._rows else empty for one in competencies]
        met, still = (
            [self._fact(one, is_so, pl.UInt16) for one in self._rows]
            for is_so in (lambda one: one.gap.gap >= 0, lambda one: one.gap.status is Status.OPEN)
        )
        counts = [pl.sum_horizontal(pl.lit(0), *met), pl.lit(len(met)), pl.sum_horizontal(pl.lit(0), *still)]
        who = self._who(answered, optional, lines)
        return pl.concat_str([pl.lit(lines.line_start), *who, *map(lines.number, counts), *cells]).alias(PERSON)

    def long_frame(self, answered: pl.DataFrame, optional: Sequence[str]) -> pl.DataFrame:
        """Return one row per person and competency, under the names of the long layout."""
        frames = [
            answered.lazy().select(
                pl.col(ROW),
                *self._named(optional),
                pl.lit(row.competency).alias("competency"),
                pl.lit(row.norm, pl.Int16).alias("norm"),
                *(self._fact(row.competency, FACTS[name], _TYPES[name]).alias(name) for name in _SAID[2:]),
                *(codes.alias(name) for name, codes in zip(_CODES, self.codes(row.competency), strict=True)),
                pl.lit(place, pl.UInt32).alias("order:"),
            )
            for place, row in enumerate(self._profile.rows)
        ]
        return pl.concat(frames).sort(ROW, "order:").drop("order:").collect()

    def wide_frame(self, answered: pl.DataFrame, competencies: Sequence[str], optional: Sequence[str]) -> pl.DataFrame:
        """Return one row per person, with columns for each of these competencies."""
        columns = [
            (self._fact(one, FACTS[name], _TYPES[name]) if one in self._rows else pl.lit(None, _TYPES[name])).alias(
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

    def _who(self, answered: pl.DataFrame, optional: Sequence[str], lines: Csv) -> list[pl.Expr]:
        person, *others = (lines.texts(one, answered[one]) for one in ("person", *optional))
        profile = pl.lit(lines.cell(lines.names.value("profile", self._profile.id)))
        return [person, profile, *others]


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


_SAID: Final = tuple(FACTS)
_CODES: Final = ("blocking", "next")
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
