"""The long layout: rows of one rating each, gathered to one row per person.

Each block is gathered by itself and the results are merged, so that rows of one person may stand anywhere. What is
gathered is a bit pattern per competency; no order of merging changes it, and a rating that comes twice shows, since
fewer bits are then set than there were rows.
"""

from collections.abc import Sequence
from typing import Any, Final

import polars as pl

from competentie.table.cells import usual_behaviour_words, usual_level_words
from competentie.table.columns import Columns, Items
from competentie.table.packing import BASE, PER_WORD, SIZE, Packing
from competentie.table.reading import BY, FIELDS, MISCOUNTED, ROW, WRONG, Cells, Meaning, text, words_of
from competentie.table.sources.source import Block

_COUNT: Final = "count:"
_FILLED: Final = "filled:"
_BITS: Final = 64
_PART_BITS: Final = SIZE * (BASE - 1).bit_length()


class LongReader:
    """Reads a table with a row per rating."""

    def __init__(self, columns: Columns, packing: Packing, items: Items) -> None:
        """Prepare for the columns of a table, and what the catalogue can be rated on."""
        self._packing = packing
        self._items = items
        item, rating = columns.fields["item"], columns.fields["rating"]
        self._item, self._rating = str(item), str(rating)
        usual = [one.code for one in items.all]
        words = sorted({*usual_behaviour_words(), *usual_level_words(packing.height)})
        self._cells = Cells(columns, {item: usual, rating: words})
        self._meaning = Meaning(packing.height)
        self._positions = {one: position for position, one in enumerate(items.all)}
        self._keys = {name: str(columns.fields[name]) for name in FIELDS if name in columns.fields}
        self._by = str(columns.fields[BY]) if BY in columns.fields else None
        self._targets, self._shifts = self._layout()

    def _layout(self) -> tuple[list[str], list[int]]:
        """Return, per item, the column that gathers it, and where in its bits it stands."""
        targets, shifts = [], []
        for item in self._items.all:
            if not item.level:
                targets.append(item.competency)
                shifts.append(0)
                continue
            part, index = self._packing.place(item)
            place = self._packing.parts(item.competency).index(part)
            targets.append(_word(item.competency, place // PER_WORD))
            shifts.append(place % PER_WORD * _PART_BITS + index * (_PART_BITS // SIZE))
        return targets, shifts

    def gather(self, block: Block) -> pl.DataFrame:
        """Return a row per person (and profile, rater, relation, date) in the block. Raises TableError.

        Rows that name nobody have a null person; rows that are too short or too long count as wrong.
        """
        cells = self._cells.read(block)
        names = words_of(cells, self._item)
        found = [self._items.find(name) for name in names]
        positions = [None if one is None else self._positions[one] for one in found]
        rows = self._rows(cells, positions)
        run = pl.struct(self._keys.values()) if len(self._keys) > 1 else pl.col(*self._keys.values())
        occurring = cells.select(pl.col(self._item).to_physical().unique().drop_nulls()).to_series()
        targets = {self._targets[position] for one in occurring if (position := positions[one]) is not None}
        return (
            rows.group_by(run.rle_id().alias("run:"), maintain_order=True)
            .agg(
                pl.col(ROW).first().cast(pl.UInt64),
                *(pl.col(place).first().alias(name) for name, place in self._keys.items()),
                *([pl.col(self._by).first().alias(BY)] if self._by else []),
                pl.len().alias(_COUNT),
                pl.col(self._rating).count().alias(_FILLED),
                pl.col(WRONG).sum().cast(pl.UInt32),
                *self._gathered(sorted(targets)),
            )
            .drop("run:")
            .with_columns(text(name) for name in (*self._keys, *([BY] if self._by else [])))
            .collect()
        )

    def _rows(self, cells: pl.DataFrame, positions: Sequence[int | None]) -> pl.LazyFrame:
        """Work out, per row, the column that it adds to, the bits that it sets, and whether it is wrong."""
        words = words_of(cells, self._rating)
        known = {
            False: [0, *self._meaning.codes(words, level=False)],
            True: [0, *self._meaning.codes(words, level=True)],
        }
        bits, wrong = [], []
        for position in positions:
            codes = known[position is not None and not self._items.all[position].level]
            shift = 0 if position is None else self._shifts[position]
            bits += [(code or 0) << shift for code in codes]
            wrong += [code is None or position is None for code in codes]
        item = pl.col(self._item).to_physical().cast(pl.UInt32)
        pair = item * (len(words) + 1) + (pl.col(self._rating).to_physical().cast(pl.UInt32) + 1).fill_null(0)
        index = pl.lit(pl.Series([0 if one is None else one for one in positions], dtype=pl.UInt32)).gather(item)
        columns = {name: place for place, name in enumerate(dict.fromkeys(self._targets))}
        target = pl.Series([0 if one is None else columns[self._targets[one]] for one in positions], dtype=pl.UInt32)
        miscounted = pl.col(MISCOUNTED) if MISCOUNTED in cells.columns else pl.lit(value=False)
        return cells.lazy().with_columns(
            pl.lit(pl.Series(bits, dtype=pl.UInt64)).gather(pair).fill_null(0).alias("bits:"),
            pl.lit(pl.Series(wrong, dtype=pl.Boolean)).gather(pair).fill_null(value=True).alias(WRONG) | miscounted,
            pl.lit(target).gather(item).alias("target:"),
            index.alias("item:"),
        )

    def _gathered(self, targets: Sequence[str]) -> list[pl.Expr]:
        """Return the bits that the rows of one person set together."""
        columns = {name: place for place, name in enumerate(dict.fromkeys(self._targets))}
        bits = [
            pl.when(pl.col("target:") == columns[name]).then("bits:").otherwise(0).bitwise_or().alias(name)
            for name in targets
        ]
        one = pl.lit(pl.Series([1 << bit for bit in range(_BITS)], dtype=pl.UInt64))
        seen = [
            pl.when(pl.col("item:") // _BITS == word)
            .then(one.gather(pl.col("item:") % _BITS))
            .otherwise(0)
            .bitwise_or()
            .alias(f"seen:{word}")
            for word in range((len(self._items.all) - 1) // _BITS + 1)
        ]
        return [*bits, *seen]

    def merge(self, gathered: Sequence[pl.DataFrame]) -> pl.DataFrame:
        """Merge what blocks came to, or what merging came to; in the order of the first row of each person."""
        together = pl.concat(gathered, how="diagonal")
        summed = {_COUNT, _FILLED, WRONG}
        keys = [name for name in FIELDS if name in together.columns]
        bits = [name for name in together.columns if name not in {*keys, ROW, BY, *summed}]
        return (
            together.lazy()
            .group_by(keys, maintain_order=True)
            .agg(
                pl.col(ROW).first(),
                *([pl.col(BY).first()] if self._by else []),
                *(pl.col(name).sum() for name in sorted(summed)),
                *(pl.col(name).fill_null(0).bitwise_or() for name in bits),
            )
            .collect()
        )

    def packed(self, merged: pl.DataFrame) -> pl.DataFrame:
        """Turn what was gathered into packed ratings, as a wide table gives them."""
        words = [pl.col(name).bitwise_count_ones() for name in merged.columns if name.startswith("seen:")]
        seen = pl.sum_horizontal(words) if words else pl.lit(0)
        return (
            merged.lazy()
            .filter(pl.col("person").is_not_null())
            .select(
                ROW,
                *(name for name in FIELDS if name in merged.columns),
                *([BY] if self._by else []),
                *self._parts(merged.columns),
                *(pl.col(name).cast(pl.UInt16) for name in self._directs(merged.columns)),
                ((pl.col(WRONG) > 0) | (seen != pl.col(_COUNT)) | self._both_ways(merged.columns)).alias(WRONG),
            )
            .collect()
        )

    def rows_of(self, block: Block, people: pl.Series, *, nameless: bool) -> set[int]:
        """Return the numbers of the rows of these people; `nameless` asks for rows that name nobody too."""
        person = text(self._keys["person"])
        wanted = person.is_in(people.implode())
        cells = self._cells.read(block)
        return set(cells.filter(wanted.fill_null(value=nameless))[ROW].to_list())

    def nothing(self, optional: Sequence[str]) -> pl.DataFrame:
        """Return what a table without rows gathers."""
        texts = [*self._keys, *(one for one in optional if one not in self._keys), *([BY] if self._by else [])]
        counts = {_COUNT: pl.UInt32, _FILLED: pl.UInt32, WRONG: pl.UInt32}
        return pl.DataFrame(schema={ROW: pl.UInt64, **dict.fromkeys(texts, pl.String), **counts})

    @staticmethod
    def rows_in(gathered: pl.DataFrame) -> int:
        """Return how many rows of the table were gathered."""
        return int(gathered[_COUNT].sum())

    def nameless(self, merged: pl.DataFrame) -> bool:
        """Tell whether any rating names nobody."""
        return merged.filter(pl.col("person").is_null() & (pl.col(_FILLED) > 0)).height > 0

    def present(self, merged: pl.DataFrame) -> frozenset[str]:
        """Return the packed columns that the table fills."""
        return frozenset(
            {*self._directs(merged.columns), *(one.meta.output_name() for one in self._parts(merged.columns))}
        )

    def _directs(self, columns: Sequence[str]) -> list[str]:
        return [name for name in columns if name in self._packing.levels]

    def _parts(self, columns: Sequence[str]) -> list[pl.Expr]:
        """Take the bytes out of the words."""
        return [
            (pl.col(word) // (1 << place % PER_WORD * _PART_BITS) % (1 << _PART_BITS)).cast(pl.UInt8).alias(part.name)
            for competency in self._packing.levels
            for place, part in enumerate(self._packing.parts(competency))
            if (word := _word(competency, place // PER_WORD)) in columns
        ]

    def _both_ways(self, columns: Sequence[str]) -> pl.Expr:
        """Tell whether a competency has a level and ratings of its behaviours."""
        found: list[Any] = [
            (pl.col(competency) > 0) & (pl.col(word) > 0)
            for competency in self._directs(columns)
            for word in columns
            if word.startswith(f"word:{competency}:")
        ]
        return pl.any_horizontal(found) if found else pl.lit(value=False)


def _word(competency: str, number: int) -> str:
    return f"word:{competency}:{number}"
