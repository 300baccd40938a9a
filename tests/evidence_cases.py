"""R's answers (`tests/data/evidence.json`), and made answers of people, as packed patterns."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
from support import ROOT

from competentie.core import Rating
from competentie.evidence.answers import WEIGHT, Answers, Item
from competentie.table.packing import BASE, CODES

CASES: dict[str, Any] = {
    one["id"]: one for one in json.loads((ROOT / "tests/data/evidence.json").read_text(encoding="utf-8"))["cases"]
}
SIGNS = {"1": Rating.SHOWN, "0": Rating.NOT_SHOWN, ".": Rating.UNRATED, "-": Rating.NOT_APPLICABLE}


def items_of(codes: Sequence[str]) -> list[Item]:
    """Lay out items as `Packing` does: four of one level to a byte; what has no level in its code is its own."""
    levels = [int(code.partition(".")[0]) if "." in code else at for at, code in enumerate(codes, 1)]
    found, within = [], dict.fromkeys(levels, 0)
    for code, level in zip(codes, levels, strict=True):
        at = within[level]
        within[level] += 1
        found.append(Item(code, level, f"x.{level}.{at // 4 * 4 + 1}", BASE ** (at % 4)))
    return found


def packed(
    items: Sequence[Item], patterns: Sequence[str], counts: Sequence[int], **clusters: Sequence[Any]
) -> pl.DataFrame:
    """Pack patterns of signs."""
    columns: dict[str, list[int]] = {one.column: [0] * len(patterns) for one in items}
    for row, pattern in enumerate(patterns):
        for item, sign in zip(items, pattern, strict=True):
            columns[item.column][row] += CODES.index(SIGNS[sign]) * item.weight
    frame = pl.DataFrame({name: pl.Series(values, dtype=pl.UInt8) for name, values in columns.items()})
    return frame.with_columns(
        pl.Series(WEIGHT, counts, dtype=pl.Int64), **{k: pl.Series(v) for k, v in clusters.items()}
    )


def answers_of(case: Mapping[str, Any]) -> Answers:
    """Return the answers of a case, each pattern with its number, or row by row with its rater."""
    items = items_of(case["items"])
    if "rows" in case:
        rows = case["rows"]
        return Answers(
            packed(items, rows["pattern"], [1] * len(rows["pattern"]), rater=rows["rater"]), items, ["rater"]
        )
    return Answers(packed(items, case["data"]["patterns"], case["data"]["counts"]), items)
