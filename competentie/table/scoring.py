"""One frame of packed ratings → everything that follows from it: results to write, counts, and which rows are wrong.

This is the whole work on a piece of a table, the same wherever the piece is: in this process, on a worker of a
cluster. It holds nothing but values, so that it can be sent there.
"""

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import partial
from threading import Lock
from typing import Final

import polars as pl

from competentie.core.terms import Catalogue, Profile
from competentie.page.data import OPTIONAL
from competentie.table.parked import Frame
from competentie.table.reading import ROW, WRONG
from competentie.table.results import LINE, Csv, ProfileResults
from competentie.table.tally import Tally, tally

CSV: Final = "csv"
FRAME: Final = "frame"
PACKED: Final = "packed"
KEY: Final = "key:"
KEYS: Final = ("person", "profile", "rater", "date")  # what may stand in a table once


@dataclass(frozen=True, slots=True)
class Form:
    """What is made of results: lines of `csv`, a `frame` with typed columns, what was `packed`, or only counts."""

    kind: str | None = CSV
    layout: str = "long"
    csv: Csv = field(default_factory=Csv)


@dataclass(slots=True)
class Scored:
    """What one frame came to.

    `made` holds the results, as a column of lines or as typed columns; `wrong` are the numbers of rows that were not
    scored; `keys` has a row with the number and a hash of the key of every person, right or wrong; `profiles` are
    those of the people scored, in order of appearance.
    """

    tally: Tally = field(default_factory=Tally)
    made: Frame | None = None
    wrong: list[int] = field(default_factory=list)
    keys: Frame = field(default_factory=pl.DataFrame)
    profiles: list[str] = field(default_factory=list)


class FrameScorer:
    """Scores frames of packed ratings."""

    def __init__(
        self,
        catalogue: Catalogue,
        find: Callable[[str], Profile | None] | Mapping[str, Profile],
        form: Form,
        *,
        named: Profile | None = None,
    ) -> None:
        """Score against `named`, or else against the profile that `find` gives for the one that a row names."""
        self.catalogue = catalogue
        self.form = form
        self.named = named
        self._profiles = find
        self._find = find.get if isinstance(find, Mapping) else find
        self._lock = Lock()
        self._results: dict[str, ProfileResults | None] = {}
        if named is not None:
            self._results[named.id] = ProfileResults(catalogue, named)

    def __reduce__(self) -> tuple[Callable[..., "FrameScorer"], tuple[object, ...]]:
        """Travel as what it was made of; profiles travel only as a mapping."""
        return partial(FrameScorer, named=self.named), (self.catalogue, self._profiles, self.form)

    def score(
        self, packed: pl.DataFrame, present: AbstractSet[str], competencies: Sequence[str] | None = None
    ) -> Scored:
        """Score the rows that are not wrong; `competencies` are the columns of the wide layout, when known."""
        right = self.right(packed)
        scored = Scored(keys=packed.select(ROW, _hash(packed)), wrong=packed.filter(~right)[ROW].to_list())
        groups = self._by_profile(packed.filter(right) if scored.wrong else packed)
        scored.profiles = [results.profile.id for results, _ in groups]
        shown = self.competencies(scored.profiles) if competencies is None else competencies
        made = []
        for results, frame in groups:
            stood = results.stand(frame, present)
            scored.tally.add(tally(results, stood, present))
            if self.form.kind is not None:
                made.append(self._made(results, stood, present, shown))
        if made:
            together = made[0] if len(made) == 1 else pl.concat(made).sort(ROW)
            scored.made = together.drop(ROW).drop_nulls() if self.form.kind == CSV else together.drop(ROW)
        return scored

    def competencies(self, profiles: Sequence[str]) -> list[str]:
        """Return the competencies of these profiles, in the order in which they come."""
        return list(dict.fromkeys(one for name in profiles if (found := self.results(name)) for one in found.rows))

    def results(self, name: str) -> ProfileResults | None:
        """Return what makes results for a profile; None when there is no such profile."""
        with self._lock:  # threads share a scorer
            if name not in self._results:
                profile = self._find(name)
                self._results[name] = ProfileResults(self.catalogue, profile) if profile is not None else None
            return self._results[name]

    def right(self, packed: pl.DataFrame) -> pl.Series:
        """Tell which rows can be scored: read without a fault, and against a profile that there is."""
        right = ~packed[WRONG]
        if self.named is not None:
            return right
        unknown = [name for name in packed["profile"].unique().drop_nulls() if self.results(name) is None]
        return right & packed["profile"].is_not_null() & ~packed["profile"].is_in(unknown)

    def _by_profile(self, right: pl.DataFrame) -> list[tuple[ProfileResults, pl.DataFrame]]:
        """Split off the people of each profile, in order of appearance."""
        if self.named is not None:
            groups = {self.named.id: right}
        else:
            split = right.partition_by("profile", maintain_order=True, as_dict=True)
            groups = {str(name): frame for (name,), frame in split.items()}
        return [(found, frame) for name, frame in groups.items() if frame.height and (found := self.results(name))]

    def _made(
        self, results: ProfileResults, stood: pl.DataFrame, present: AbstractSet[str], competencies: Sequence[str]
    ) -> pl.DataFrame:
        """Make the results of people on one profile: lines or columns, with the number of their row."""
        optional = [name for name in OPTIONAL if name in stood.columns]
        if self.form.kind == PACKED:
            return stood.select(ROW, "person", pl.lit(results.profile.id).alias("profile"), *optional, *sorted(present))
        if self.form.kind == FRAME:
            if self.form.layout == "long":
                return results.long_frame(stood, present, optional)
            return results.wide_frame(stood, competencies, optional)
        if self.form.layout == "long":
            lines = results.long_lines(stood, present, optional, self.form.csv)
        else:
            lines = results.wide_lines(stood, present, competencies, optional, self.form.csv)
        return stood.lazy().select(ROW, lines.alias(LINE)).collect()


def _hash(packed: pl.DataFrame) -> pl.Expr:
    """Return one number for what may stand in a table once; equal keys have equal numbers."""
    keys = [name for name in KEYS if name in packed.columns]
    return (pl.struct(keys) if len(keys) > 1 else pl.col(keys)).hash().alias(KEY)
