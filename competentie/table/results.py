"""Standings → the columns and lines of a result, one profile at a time. The shapes are docs/format.md's."""

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property, partial
from math import prod
from typing import Any, Final

import polars as pl

from competentie.core.implied import connected
from competentie.core.rule import Gap, Standing, gap
from competentie.core.terms import Catalogue, Profile, Row
from competentie.page.data import LONG_COLUMNS, WIDE_COLUMNS
from competentie.page.spreadsheet import FORMULA, safe
from competentie.table.reading import ROW
from competentie.table.standing import Index, Standings, looked_up

LINE: Final = "line:"
_TOGETHER: Final = 2048  # states that are looked up as one
_BETWEEN: Final = len(WIDE_COLUMNS) - 1
_NOWHERE: Final = Index(pl.lit(0), 1, lambda state: state)  # a competency that the profile has no row for


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

    def column(self, name: str) -> pl.Expr:
        """Write a column of text as `cell` does."""
        text = pl.col(name).fill_null("")
        harmless = pl.when(text.str.contains(f"^[{_class(FORMULA)}]")).then("'" + text).otherwise(text)
        quoted = '"' + harmless.str.replace_all('"', '""', literal=True) + '"'
        return pl.when(harmless.str.contains(self._special)).then(quoted).otherwise(harmless)

    def needs_care(self, texts: pl.Series) -> bool:
        """Tell whether any text is written otherwise than as it is. Looking at all of them as one text is fastest."""
        together = texts.str.join("").item() or ""
        if any(one in together for one in (self.delimiter, '"', "\r", "\n")):
            return True
        lowest = texts.min()  # every character that begins a formula comes before the letters
        begins = isinstance(lowest, str) and lowest < "A"
        return begins and bool(texts.str.contains(f"^[{_class(FORMULA)}]").any())

    @property
    def _special(self) -> str:
        return f"[{_class((self.delimiter, chr(34), chr(13), chr(10)))}]"


def _class(characters: Sequence[str]) -> str:
    """Write characters for within the brackets of a regular expression."""
    return "".join(f"\\x{{{ord(one):x}}}" for one in characters)


class ProfileResults:
    """The results of people against one profile."""

    def __init__(self, catalogue: Catalogue, profile: Profile) -> None:
        """Prepare a profile."""
        self.profile = profile
        self.standings = Standings(catalogue, {one for part in connected(catalogue, profile) for one in part})
        self._made: dict[tuple[Any, ...], list[pl.Expr]] = {}

    def stand(self, packed: pl.DataFrame, present: AbstractSet[str]) -> pl.DataFrame:
        """Add to packed ratings the state of each competency that matters."""
        return self.standings.of(packed.lazy(), present).collect()

    def long_lines(self, stood: pl.DataFrame, present: AbstractSet[str], optional: Sequence[str], csv: Csv) -> pl.Expr:
        """Return the lines of each person, one per row of the profile, as one text without its last line end."""
        cells = self._made_once(self._long_cells, frozenset(present), csv)
        if not cells:
            return pl.lit(None, pl.String)
        who, mark, end = self._who(stood, optional, csv), pl.lit(csv.delimiter), pl.lit(csv.line_end)
        return pl.concat_str([part for one in cells for part in (end, who, mark, one)][1:])

    def _long_cells(self, present: frozenset[str], csv: Csv) -> list[pl.Expr]:
        return [
            pl.concat_str(
                self._fact(row, partial(_long, row, csv.delimiter)),
                self.standings.blocking(row.competency, present).fill_null(""),
                separator=csv.delimiter,
            )
            for row in self.profile.rows
        ]

    def wide_lines(
        self,
        stood: pl.DataFrame,
        present: AbstractSet[str],
        competencies: Sequence[str],
        optional: Sequence[str],
        csv: Csv,
    ) -> pl.Expr:
        """Return the line of each person, with three cells for each of these competencies.

        Several competencies are looked up at once, as far as their states together are few.
        """
        cells = self._made_once(self._wide_cells, frozenset(present), tuple(competencies), csv)
        return pl.concat_str([self._who(stood, optional, csv), *cells], separator=csv.delimiter)

    def _wide_cells(self, present: frozenset[str], competencies: tuple[str, ...], csv: Csv) -> list[pl.Expr]:
        bundles: list[list[tuple[str, Index]]] = [[]]
        for one in competencies:
            index = self.standings.index(one, present) if one in self.rows else _NOWHERE
            if prod(other.size for _, other in bundles[-1]) * index.size > _TOGETHER:
                bundles.append([])
            bundles[-1].append((one, index))
        return [self._bundle(bundle, csv.delimiter) for bundle in bundles if bundle]

    def _made_once(self, make: Callable[..., list[pl.Expr]], *given: Any) -> list[pl.Expr]:  # noqa: ANN401
        """Return expressions that hold tables of answers, which every block needs again."""
        key = (make.__name__, *given)
        if key not in self._made:
            self._made[key] = make(*given)
        return self._made[key]

    def _bundle(self, bundle: Sequence[tuple[str, Index]], mark: str) -> pl.Expr:
        """Look the cells of some competencies up, by one number for all of them."""

        def cells(number: int) -> str:
            found = []
            for one, index in bundle:
                number, own = divmod(number, index.size)
                row = self.rows.get(one)
                standing = self.standings.states.standing(index.state(own)) if row else None
                found.append(_wide(mark, standing, gap(standing, row.norm)) if row and standing else mark * _BETWEEN)
            return mark.join(found)

        dtype = pl.UInt32 if prod(index.size for _, index in bundle) <= _TOGETHER else pl.UInt64
        number, weight = pl.lit(0, dtype), 1
        for _, index in bundle:
            number = number + index.column.cast(dtype) * weight
            weight *= index.size
        return looked_up(number, cells, weight, pl.String)

    def long_frame(self, stood: pl.DataFrame, present: AbstractSet[str], optional: Sequence[str]) -> pl.DataFrame:
        """Return one row per person and competency, under the names of the long layout."""
        frames = [
            stood.lazy().select(
                pl.col(ROW),
                *self._named(optional),
                pl.lit(row.competency).alias("competency"),
                pl.lit(row.norm, pl.Int16).alias("norm"),
                *(self._fact(row, _FACTS[name], _TYPES[name]).alias(name) for name in _FACTS),
                self.standings.blocking(row.competency, present).fill_null("").alias("blocking"),
                pl.lit(place, pl.UInt32).alias("order:"),
            )
            for place, row in enumerate(self.profile.rows)
        ]
        return pl.concat(frames).sort(ROW, "order:").drop("order:").collect()

    def wide_frame(self, stood: pl.DataFrame, competencies: Sequence[str], optional: Sequence[str]) -> pl.DataFrame:
        """Return one row per person, with three columns for each of these competencies."""
        return (
            stood.lazy()
            .select(
                pl.col(ROW),
                *self._named(optional),
                *(
                    (
                        self._fact(self.rows[one], _FACTS[name], _TYPES[name])
                        if one in self.rows
                        else pl.lit(None, _TYPES[name])
                    ).alias(f"{one}.{name}")
                    for one in competencies
                    for name in WIDE_COLUMNS
                ),
            )
            .collect()
        )

    @cached_property
    def rows(self) -> dict[str, Row]:
        """The rows of the profile, by competency."""
        return {row.competency: row for row in self.profile.rows}

    def _fact(self, row: Row, answer: Callable[[Standing, Gap], Any], dtype: Any = pl.String) -> pl.Expr:  # noqa: ANN401
        return self.standings.fact(row.competency, lambda standing: answer(standing, gap(standing, row.norm)), dtype)

    def _named(self, optional: Sequence[str]) -> list[pl.Expr]:
        return [pl.col("person"), pl.lit(self.profile.id).alias("profile"), *(pl.col(name) for name in optional)]

    def _who(self, stood: pl.DataFrame, optional: Sequence[str], csv: Csv) -> pl.Expr:
        names = ("person", *optional)
        person, *others = (
            csv.column(one) if csv.needs_care(stood[one]) else pl.col(one).fill_null("") for one in names
        )
        return pl.concat_str([person, pl.lit(csv.cell(self.profile.id)), *others], separator=csv.delimiter)


def long_header(optional: Sequence[str]) -> list[str]:
    """Return the header of the long layout."""
    return ["person", "profile", *optional, *LONG_COLUMNS]


def wide_header(optional: Sequence[str], competencies: Sequence[str]) -> list[str]:
    """Return the header of the wide layout."""
    return ["person", "profile", *optional, *(f"{one}.{name}" for one in competencies for name in WIDE_COLUMNS)]


def long_schema(optional: Sequence[str]) -> dict[str, Any]:
    """Return the types of the columns of the long layout."""
    return {name: _TYPES.get(name, pl.String) for name in long_header(optional)}


def wide_schema(optional: Sequence[str], competencies: Sequence[str]) -> dict[str, Any]:
    """Return the types of the columns of the wide layout."""
    header = wide_header(optional, competencies)
    return {name: _TYPES.get(name.rpartition(".")[2], pl.String) if "." in name else pl.String for name in header}


_FACTS: Final[dict[str, Callable[[Standing, Gap], Any]]] = {
    "reached": lambda standing, _: standing.reached,
    "reached_max": lambda standing, _: standing.reached_max,
    "gap": lambda _, against: against.gap,
    "gap_max": lambda _, against: against.gap_max,
    "status": lambda _, against: against.status.value,
    "broken": lambda standing, _: standing.broken,
}
_TYPES: Final[dict[str, Any]] = {
    **dict.fromkeys(("norm", "reached", "reached_max", "gap", "gap_max"), pl.Int16),
    "status": pl.String,
    "broken": pl.Boolean,
}


def _long(row: Row, mark: str, standing: Standing, against: Gap) -> str:
    facts = (str(_FACTS[name](standing, against)) for name in ("reached", "reached_max", "gap", "gap_max", "status"))
    return mark.join((row.competency, str(row.norm), *facts, "true" if standing.broken else "false"))


def _wide(mark: str, standing: Standing, against: Gap) -> str:
    return mark.join(str(_FACTS[name](standing, against)) for name in WIDE_COLUMNS)
