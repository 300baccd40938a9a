"""The long layout: rows of one rating each, gathered to one row per person.

Each block is gathered by itself and the results are merged, so that rows of one person may stand anywhere. What is
gathered is a bit pattern per competency; no order of merging changes it, and a rating that comes twice shows, since
fewer bits are then set than there were rows.
"""

from collections.abc import Sequence
from typing import Final

import polars as pl

from competentie.ratings.answers import usual_behaviour_words, usual_level_words
from competentie.table.columns import WHO, Columns, Items, Rateable
from competentie.table.packing import PER_WORD, SIZE, Packing
from competentie.table.reading import (
    BESIDE,
    KEPT,
    MISCOUNTED,
    NAMES,
    REMARKS,
    ROW,
    WRONG,
    Cells,
    Meaning,
    checked,
    compared,
    remark,
    text,
    with_names,
    words_of,
)
from competentie.table.sources.source import TableBlock

_COUNT: Final = "count:"
_FILLED: Final = "filled:"
_BITS: Final = 64
_BYTE: Final = 8


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
        self._cells = Cells(columns, {item: usual, rating: words}, {rating: 9})
        self._meaning = Meaning(items)
        self._positions = {one: position for position, one in enumerate(items.all)}
        self._keys = {name: str(columns.fields[name]) for name in WHO if name in columns.fields}
        self._beside = {name: str(columns.fields[name]) for name in BESIDE if name in columns.fields}
        self._kept = {name: str(columns.fields[name]) for name in columns.kept}
        self._bytes = {name: place for place, name in enumerate(_in_order(packing))}

    def gather(self, block: TableBlock) -> pl.DataFrame:
        """Return a row per person (and profile, rater, relation, date) in the block. Raises TableError.

        Rows that name nobody have a null person; rows that are too short or too long count as wrong.
        """
        cells = self._cells.read(block)
        names = words_of(cells.schema[self._item])
        found = [self._items.find(name) for name in names]
        positions = [None if one is None else self._positions[one] for one in found]
        gathered = self._gathered(cells, positions)
        rows = self._rows(cells, positions).with_columns(gathered)  # before they are grouped: then once for all rows
        run = pl.struct(self._keys.values()) if len(self._keys) > 1 else pl.col(*self._keys.values())
        return (
            rows.group_by(run.rle_id().alias("run:"), maintain_order=True)
            .agg(
                pl.col(ROW).first().cast(pl.UInt64),
                *(pl.col(place).first().alias(name) for name, place in (self._keys | self._kept).items()),
                *self._remarks(names, positions),
                pl.len().alias(_COUNT),
                pl.col(self._rating).count().alias(_FILLED),
                pl.col(WRONG).sum().cast(pl.UInt32),
                *(pl.col(one.meta.output_name()).bitwise_or() for one in gathered),
            )
            .drop("run:")
            .with_columns(text(name) for name in (*self._keys, *self._kept))
            .collect()
            .pipe(checked, self._items)
        )

    def _rows(self, cells: pl.DataFrame, positions: Sequence[int | None]) -> pl.LazyFrame:
        """Work out, per row, the bits that it sets in its word, and whether it is wrong."""
        words, number = self._words(cells)
        known = {level: [0, *self._meaning.codes(words, level=level)] for level in (False, True)}
        bits, wrong = [], []
        for position in positions:
            item = None if position is None else self._items.all[position]
            codes = known[item is not None and not item.level]
            shift = 0 if item is None else self._shift(item)
            bits += [(code or 0) << shift for code in codes]
            wrong += [code is None or item is None for code in codes]
        item_number = pl.col(self._item).to_physical().cast(pl.UInt32)
        pair = item_number * (len(words) + 1) + number.fill_null(0)
        miscounted = pl.col(MISCOUNTED) if MISCOUNTED in cells.columns else pl.lit(value=False)
        unknown = pl.lit(pl.Series(wrong, dtype=pl.Boolean)).gather(pair).fill_null(value=True)
        return cells.lazy().with_columns(
            pl.lit(pl.Series(bits, dtype=pl.UInt64)).gather(pair).fill_null(0).alias("bits:"),
            (unknown | miscounted if any(wrong) or cells[self._item].null_count() else miscounted).alias(WRONG),
        )

    def _remarks(self, names: Sequence[str], positions: Sequence[int | None]) -> list[pl.Expr]:
        """Return what was written beside answers, as a list, when the table has columns for it."""
        if not self._beside:
            return []
        codes = {name: self._items.all[at].code for name, at in zip(names, positions, strict=True) if at is not None}
        item = pl.col(self._item).cast(pl.String).replace(codes)
        said = remark(item, {name: text(place) for name, place in self._beside.items()})
        return [said.drop_nulls().alias(REMARKS)]

    def _words(self, cells: pl.DataFrame) -> tuple[list[str], pl.Expr]:
        """Return the words for ratings, and the number of each rating among them, from 1 on."""
        if cells.schema[self._rating] == pl.UInt8:
            return [str(digit) for digit in range(10)], pl.col(self._rating).cast(pl.UInt32) + 1
        return words_of(cells.schema[self._rating]), pl.col(self._rating).to_physical().cast(pl.UInt32) + 1

    def _shift(self, item: Rateable) -> int:
        """Return where in its word an item sets bits."""
        if not item.level:
            return self._bytes[item.competency] % PER_WORD * _BYTE
        byte, index = self._packing.place(item)
        return self._bytes[byte.name] % PER_WORD * _BYTE + index * (_BYTE // SIZE)

    def _word(self, item: Rateable) -> int:
        """Return the number of the word in which an item sets bits."""
        name = self._packing.place(item)[0].name if item.level else item.competency
        return self._bytes[name] // PER_WORD

    def _gathered(self, cells: pl.DataFrame, positions: Sequence[int | None]) -> list[pl.Expr]:
        """Return, per row, the bits that it sets in each word: of its rating, and of which item it is."""
        item = pl.col(self._item).to_physical()
        occurring = cells.select(item.unique().drop_nulls()).to_series()
        found = {self._items.all[position] for one in occurring if (position := positions[one]) is not None}
        words = [None if position is None else self._word(self._items.all[position]) for position in positions]
        bits = []
        for word in sorted({self._word(one) for one in found}):
            own = pl.lit(pl.Series([one == word for one in words], dtype=pl.Boolean)).gather(item)
            bits.append(pl.when(own).then("bits:").otherwise(0).alias(f"word:{word}"))
        for word in range((len(self._items.all) - 1) // _BITS + 1):
            marks = [
                1 << position % _BITS if position is not None and position // _BITS == word else 0
                for position in positions
            ]
            seen = pl.lit(pl.Series(marks, dtype=pl.UInt64)).gather(item).fill_null(0)
            bits.append(seen.alias(f"seen:{word}"))
        return bits

    def merge(self, gathered: Sequence[pl.DataFrame]) -> pl.DataFrame:
        """Merge what blocks came to, or what merging came to; in the order of the first row of each person."""
        together = with_names(pl.concat(gathered, how="diagonal"))
        summed = {_COUNT, _FILLED, WRONG}
        fields = [name for name in WHO if name in together.columns]
        kept = [name for name in together.columns if name.startswith(KEPT)]
        keys = [f"{name}:" if name in NAMES else name for name in fields if name != "number"]
        bits = [name for name in together.columns if name not in {*fields, *kept, *keys, ROW, REMARKS, *summed}]
        remarks = [pl.col(REMARKS).explode().drop_nulls()] if REMARKS in together.columns else []
        return (
            together.lazy()
            .group_by(keys, maintain_order=True)
            .agg(
                pl.col(ROW).first(),
                *(pl.col(name).first() for name in (*fields, *kept) if name not in keys),
                *remarks,
                *(pl.col(name).sum() for name in sorted(summed)),
                *(pl.col(name).fill_null(0).bitwise_or() for name in bits),
            )
            .drop(name for name in keys if name not in fields)
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
                *(name for name in merged.columns if name in WHO or name.startswith(KEPT)),
                *([REMARKS] if REMARKS in merged.columns else []),
                *self._unpacked(merged.columns),
                ((pl.col(WRONG) > 0) | (seen != pl.col(_COUNT)) | self._both_ways(merged.columns)).alias(WRONG),
            )
            .collect()
        )

    def rows_of(self, block: TableBlock, people: pl.Series, *, nameless: bool) -> set[int]:
        """Return the numbers of the rows of these people, by the names compared; `nameless`: of nobody too."""
        cells = self._cells.read(block)
        wanted = compared(cells.select(text(self._keys["person"])).to_series()).is_in(people.implode())
        return set(cells.filter(wanted.fill_null(value=nameless))[ROW].to_list())

    def before_nameless(self, block: TableBlock) -> tuple[pl.Series, str | None, bool]:
        """Return whose rows ratings of nobody stand below, the last person, and whether the block begins with such."""
        cells = self._cells.read(block)
        person = cells.select(text(self._keys["person"])).to_series()
        above, nobody = person.forward_fill(), person.is_null() & cells[self._rating].is_not_null()
        below = above.filter(nobody)
        return compared(below.drop_nulls().unique()), above.last(), below.null_count() > 0  # type: ignore[return-value]

    @staticmethod
    def rows_in(gathered: pl.DataFrame) -> int:
        """Return how many rows of the table were gathered."""
        return int(gathered[_COUNT].sum())

    def nameless(self, merged: pl.DataFrame) -> bool:
        """Tell whether any rating names nobody."""
        return merged.filter(pl.col("person").is_null() & (pl.col(_FILLED) > 0)).height > 0

    def present(self, merged: pl.DataFrame) -> frozenset[str]:
        """Return the packed columns that the table fills: those in which anything was rated."""
        return frozenset(name for name in self._bytes if self._in_word(name) in merged.columns)

    def _unpacked(self, columns: Sequence[str]) -> list[pl.Expr]:
        """Take the bytes out of the words."""
        return [self._byte(name).cast(pl.UInt8).alias(name) for name in self._bytes if self._in_word(name) in columns]

    def _both_ways(self, columns: Sequence[str]) -> pl.Expr:
        """Tell whether a competency has a level and ratings of its behaviours."""
        there = {name for name in self._bytes if self._in_word(name) in columns}
        found = [
            (self._byte(competency) > 0) & (self._byte(byte.name) > 0)
            for competency in self._packing.levels
            for byte in self._packing.bytes_of(competency)
            if {competency, byte.name} <= there
        ]
        return pl.any_horizontal(found) if found else pl.lit(value=False)

    def _in_word(self, name: str) -> str:
        return f"word:{self._bytes[name] // PER_WORD}"

    def _byte(self, name: str) -> pl.Expr:
        shift = self._bytes[name] % PER_WORD * _BYTE
        return pl.col(self._in_word(name)) // (1 << shift) % (1 << _BYTE)


def _in_order(packing: Packing) -> list[str]:
    """Return the names of all bytes; behaviours first, so that a table of behaviours fills few words."""
    return [*(byte.name for one in packing.levels for byte in packing.bytes_of(one)), *packing.levels]
