"""Rows of a table that are nobody's: totals of the others, and notes below them. They are passed over, and said."""

import re
from collections.abc import Sequence
from typing import Final

import polars as pl

from competentie.table.columns import HIGHEST, is_total
from competentie.table.reading import ROW

_SENTENCE: Final = 4  # words, of which a remark has more than the name of totals
_NO_NAME: Final = re.compile(r"^[*(]|[:=]")


def without_totals(people: pl.DataFrame, *, long: bool = False) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """Leave out rows of totals, last in a table or behind an empty row, and say what they are called.

    With a row per rating only who comes last can be told to be one.
    """
    rows = people[ROW]
    if long or (people.height and rows[-1] - rows[0] == people.height - 1):  # as most: one table, without empty rows
        found = people.select(ROW, "person").tail(1)
    else:
        edge = (rows.diff(-1).abs() != 1).fill_null(value=True) | (rows.diff() != 1).fill_null(value=False)
        found = people.select(ROW, "person").filter(edge)
    found = found.filter([is_total(name or "") for name in found["person"]])
    if not found.height:
        return people, ()
    return people.filter(~pl.col(ROW).is_in(found[ROW].implode())), tuple(found["person"])


def without_notes(people: pl.DataFrame) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """Leave out what stands below a table: a text where the person should stand, and nothing else in the row.

    It is behind an empty row, or no name can be like that.
    """
    tail = people.tail(HIGHEST).rows(named=True)
    start = len(tail)
    while start and all(not cell or name in {ROW, "person"} for name, cell in tail[start - 1].items()):
        start -= 1
    for place in range(start, len(tail)):
        behind = place > 0 and tail[place][ROW] - tail[place - 1][ROW] > 1
        if tail[place]["person"] and (behind or is_no_name(tail[place]["person"])):
            return people.head(people.height - len(tail) + place), tuple(one["person"] for one in tail[place:])
    return people, ()


def is_no_name(text: str) -> bool:
    """Tell whether a text is a note for sure, and nobody's name."""
    return bool(_NO_NAME.search(text))


def outside(cells: Sequence[str]) -> str | None:
    """Return what a row that is wrong holds instead of a person: the name of totals, or a note by itself."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    total = next((cell for cell in filled if is_total(cell) and len(cell.split()) < _SENTENCE), None)
    return total or (filled[0] if len(filled) == 1 and is_no_name(filled[0]) else None)
