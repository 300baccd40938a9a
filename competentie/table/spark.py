"""A Spark DataFrame of a wide table → a Spark DataFrame of results, with the functions that `score` uses.

Spark decides where rows are; each of its batches is read and scored as a block of a file is. It starts no Spark and
reads no files: a job that has a DataFrame calls `score`. People who come twice are for the job to find, with Spark's
own `groupBy`: no batch sees them all.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from competentie.core.terms import Catalogue, Profile
from competentie.page.data import LONG_COLUMNS, OPTIONAL, WIDE_COLUMNS
from competentie.table.columns import Columns, Items, read_header
from competentie.table.packing import Packing
from competentie.table.parked import opened
from competentie.table.reading import WideReader
from competentie.table.rows import Start
from competentie.table.scoring import FRAME, Form, FrameScorer
from competentie.table.sources.frames import FrameBlock

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_TEXTS: Final = {"person", "profile", *OPTIONAL, "competency", "status", "blocking"}


class SparkTableError(ValueError):
    """The columns of a DataFrame are not those of a wide table, or rows are wrong; the text names codes and counts."""


def block_of(cells: pl.DataFrame) -> FrameBlock:
    """Take a frame for rows of a table: all of them have as many cells as the header."""
    texts = (
        pl.col(name).cast(pl.String).replace("", None).alias(str(place)) for place, name in enumerate(cells.columns)
    )
    return FrameBlock(cells.select(texts), Start(2, 2), 0)


@dataclass(frozen=True, slots=True)
class Batches:
    """The work of a Spark task: Arrow batches in, Arrow batches out."""

    reader: WideReader
    scorer: FrameScorer
    competencies: tuple[str, ...]
    columns: tuple[str, ...]

    def __call__(self, batches: Iterable[Any]) -> Iterator[Any]:
        """Score each batch. Raises SparkTableError when rows are wrong."""
        import pyarrow as pa

        for batch in batches:
            if not batch.num_rows:
                continue
            table = pa.Table.from_batches([batch])
            packed = self.reader.read(block_of(pl.DataFrame(pl.from_arrow(table))))
            scored = self.scorer.score(packed, self.reader.present, self.competencies)
            if scored.wrong:
                message = f"{len(scored.wrong)} rows are wrong; `competentie score` says what is wrong with them"
                raise SparkTableError(message)
            if scored.made is not None:
                made = opened(scored.made).select(self.columns).to_arrow(compat_level=pl.CompatLevel.oldest())
                yield from made.to_batches()


def score(
    frame: "DataFrame",
    catalogue: Catalogue,
    profiles: Mapping[str, Profile],
    *,
    named: Profile | None = None,
    layout: str = "long",
) -> "DataFrame":
    """Score a wide table against `named`, or against the profile that each row names.

    The columns are those of `score` in this layout, with numbers as `short`. Raises SparkTableError.
    """
    columns, problems = read_header(frame.columns, Items(catalogue))
    if columns is None or columns.long:
        raise SparkTableError(", ".join(one.code for one in problems) or "long")
    scorer = FrameScorer(catalogue, profiles, Form(FRAME, layout), named=named)
    competencies = scorer.competencies([named.id] if named else list(profiles))
    types = _types(columns, competencies, layout)
    work = Batches(WideReader(columns, Packing(catalogue)), scorer, tuple(competencies), tuple(types))
    schema = ", ".join(f"`{name}` {dtype}" for name, dtype in types.items())
    plain = frame.toDF(*map(str, range(len(columns.header))))  # Spark reads a dot in a name as a part of a part
    return plain.mapInArrow(_function(work), schema)


def _function(work: Batches) -> Callable[[Iterable[Any]], Iterator[Any]]:
    """Return a plain function, as Spark wants it."""

    def scored(batches: Iterable[Any]) -> Iterator[Any]:
        yield from work(batches)

    return scored


def _types(columns: Columns, competencies: Sequence[str], layout: str) -> dict[str, str]:
    """Return the columns of the result, with their types in Spark's words."""
    optional = [name for name in OPTIONAL if name in columns.fields]
    if layout == "long":
        names = ["person", "profile", *optional, *LONG_COLUMNS]
    else:
        names = ["person", "profile", *optional, *(f"{one}.{name}" for one in competencies for name in WIDE_COLUMNS)]
    return {name: _type(name.rpartition(".")[2]) for name in names}


def _type(name: str) -> str:
    return "string" if name in _TEXTS else "boolean" if name == "broken" else "smallint"
