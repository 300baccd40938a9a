"""Packed ratings → how people stand against roles, and in which order: who suits a role, which role suits a person.

Whatever is unrated is an interval: what is short at worst, as far as the ratings prove, and at best, once all that is
open turns out well. The order goes by the worst, and the ranks that are possible stand beside it. docs/matching.md
says why. The rule is asked once per standing and norm; frames add its answers up.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, fields
from fractions import Fraction
from functools import reduce
from operator import add
from typing import Final, TypeAlias

import polars as pl

from competentie.core import Catalogue, Group, Profile, Row, Scorer, Standing, Status, gap
from competentie.table.lines import Csv
from competentie.table.packing import Packing
from competentie.table.patterns import Answer, Patterns
from competentie.table.reading import ROW
from competentie.table.score import Scored
from competentie.table.summary import Tally, count_broken

NOW: Final = "now"
NUMBERS: Final = ("rank", "tied", "rank_min", "rank_max", "met", "norms", "open", "shortfall", "shortfall_min")

_SLICE: Final = 100_000  # matches that are written at once
_WORST: Final = "worst:"
_BEST: Final = "best:"
_HALF: Final = 1 << 32  # two numbers stand in one of 64 bits, so that both are added up at once

_Asked: TypeAlias = tuple[str, int]
"""A competency and a norm."""


@dataclass(frozen=True, slots=True)
class Match:
    """How one person stands against one role, and where that comes in the order; `row` tells people apart.

    `shortfall` counts the levels short as far as the ratings prove, `shortfall_min` those that no rating can mend;
    `rank_min` and `rank_max` are the ranks that it could come to, once everyone is rated in full.
    """

    row: int
    person: str
    profile: str
    now: str | None
    rater: str | None
    relation: str | None
    date: str | None
    rank: int
    tied: bool
    rank_min: int
    rank_max: int
    met: int
    norms: int
    open: int
    shortfall: int
    shortfall_min: int
    missing: str | None = None
    """The competencies of which the norm is not met as far as is proven, by id; only where it was asked for."""


def header(optional: Sequence[str], *, now: bool) -> list[str]:
    """Return the names of what is told of each match; the roles that people have now only when the tables name them."""
    return ["person", "profile", *([NOW] if now else []), *optional, *NUMBERS]


def matches(frame: pl.DataFrame) -> Iterator[Match]:
    """Yield the matches of a frame; what it has no column for is absent."""
    names = [one.name if one.name != "row" else ROW for one in fields(Match)]
    missing = [pl.lit(None, pl.String).alias(name) for name in names if name not in frame.columns]
    for row in frame.with_columns(missing).select(names).iter_rows():
        yield Match(*row)


class Matching:
    """Holds people against several profiles at once."""

    def __init__(self, catalogue: Catalogue, profiles: Sequence[Profile], *, missing: bool = False) -> None:
        """Prepare for profiles, each of which has norms; of equals the more demanding role comes first.

        With `missing`, tell which norms are not met.
        """
        place = {role: number for number, role in enumerate(catalogue.roles)}
        self.profiles = tuple(sorted(profiles, key=lambda one: -place.get(one.id, -1)))
        self._missing = missing
        self._catalogue = catalogue
        self._asked = sorted({(row.competency, row.norm) for profile in profiles for row in profile.rows})
        shares = {Fraction(met, len(one.rows)) for one in profiles for met in range(len(one.rows) + 1)}
        self._places = {share: place for place, share in enumerate(sorted(shares, reverse=True))}
        most = max((sum(row.norm for row in one.rows) for one in profiles), default=0)
        self._keys = (most + 1) * len(self._places)  # all keys are below this

    def patterns(self, present: AbstractSet[str]) -> Patterns:
        """Prepare to ask how people stand on all that any profile asks; the norm does not count for that."""
        rows = {one: Row(one, Group.GENERIC, norm) for one, norm in self._asked}
        together = Profile("", self.profiles[0].role, "", tuple(rows.values()))
        return Patterns(Scorer(self._catalogue, together), Packing(self._catalogue), present)

    def counted(self, patterns: Patterns, answered: pl.DataFrame) -> pl.DataFrame:
        """Add, per norm that is asked, what the standing of each person comes to."""
        return (
            answered.lazy()
            .with_columns(
                patterns.fact(asked[0], _of_standing(made(asked[1])), pl.UInt64).alias(_name(asked, kind))
                for asked in self._asked
                for kind, made in enumerate((_counts, _levels))
            )
            .collect()
        )

    def long(self, counted: pl.DataFrame, who: Sequence[pl.Expr]) -> pl.DataFrame:
        """Return a row per profile and person, in this order, with the numbers and with keys to order them by."""
        return pl.concat([self._against(counted.lazy(), one, who) for one in self.profiles]).collect()

    def ranked(self, found: pl.DataFrame, *, each: bool) -> pl.DataFrame:
        """Add the ranks, `each` person's apart or those of all together, and put everything in their order.

        Equals keep the order in which they came. Every person has a row for each profile.
        """
        group = pl.col(ROW).rank("dense").cast(pl.UInt64) - 1 if each else pl.lit(0, pl.UInt64)
        start = group * self._keys
        keyed = found.with_columns((pl.col(_WORST) + start).alias(_WORST), (pl.col(_BEST) + start).alias(_BEST))
        keyed = keyed.sort(_WORST, maintain_order=True)
        worst, best = keyed[_WORST], keyed[_BEST]
        lowest = (keyed.select(pl.col(_WORST) // self._keys * self._keys)).to_series()
        before = worst.search_sorted(lowest, "left")  # those of people who come earlier in the table
        rank = worst.search_sorted(worst, "left")
        ahead_for_sure = worst.search_sorted(best, "left") - before
        perhaps_ahead = best.sort().search_sorted(worst, "left") - before - (best < worst).cast(before.dtype)
        return keyed.with_columns(
            (rank - before + 1).alias("rank"),
            (worst.search_sorted(worst, "right") - rank > 1).alias("tied"),
            (ahead_for_sure + 1).alias("rank_min"),
            (perhaps_ahead + 1).alias("rank_max"),
        ).drop(_WORST, _BEST)

    def _against(self, counted: pl.LazyFrame, profile: Profile, who: Iterable[pl.Expr]) -> pl.LazyFrame:
        """Add up one profile's norms. The key of the order is the levels short, then the share of norms met."""
        counts, levels = (
            reduce(add, (pl.col(_name((row.competency, row.norm), kind)) for row in profile.rows)) for kind in (0, 1)
        )
        named = [
            pl.when(pl.col(_name((row.competency, row.norm), 1)) % _HALF > 0).then(pl.lit(f"{row.competency} "))
            for row in (profile.rows if self._missing else ())
        ]
        missing = [pl.concat_str(named, ignore_nulls=True).alias("missing")] if named else []
        norms = len(profile.rows)
        places = pl.Series([self._places[Fraction(met, norms)] for met in range(norms + 1)], dtype=pl.UInt64)
        met, still = pl.col("met"), pl.col("open")
        return (
            counted.select(ROW, *who, *missing, counts.alias("counts:"), levels.alias("levels:"))
            .select(
                pl.exclude("counts:", "levels:"),
                pl.lit(profile.id).alias("profile"),
                (pl.col("counts:") % _HALF).cast(pl.UInt32).alias("met"),
                pl.lit(norms, pl.UInt32).alias("norms"),
                (pl.col("counts:") // _HALF).cast(pl.UInt32).alias("open"),
                (pl.col("levels:") % _HALF).cast(pl.UInt32).alias("shortfall"),
                (pl.col("levels:") // _HALF).cast(pl.UInt32).alias("shortfall_min"),
            )
            .with_columns(
                (pl.col("shortfall").cast(pl.UInt64) * len(self._places) + pl.lit(places).gather(met)).alias(_WORST),
                (
                    pl.col("shortfall_min").cast(pl.UInt64) * len(self._places) + pl.lit(places).gather(met + still)
                ).alias(_BEST),
            )
        )


class MatchScorer:
    """Holds slices of people against several profiles, for the runs that score tables.

    With `each` the roles of each person get ranks, and those up to `top` are kept; else ranks are for later.
    """

    def __init__(
        self,
        matching: Matching,
        present: AbstractSet[str],
        optional: Sequence[str],
        *,
        each: bool,
        now: bool,
        top: int | None,
    ) -> None:
        """Take the profiles, and which columns come back; `now` tells that some table names roles that people have."""
        self._matching = matching
        self._patterns = matching.patterns(present)
        self._optional = optional
        self._each = each
        self._now = now
        self._top = top

    def __call__(self, people: pl.DataFrame) -> Scored:
        """Match a slice."""
        answered = self._patterns.answered(people)
        tally = Tally(people.height, count_broken(self._patterns, answered))
        made = self._matching.long(self._matching.counted(self._patterns, answered), self._who(people))
        if self._each:
            made = best(self._matching.ranked(made, each=True), self._top)
        return Scored(tally, made)

    def _who(self, people: pl.DataFrame) -> list[pl.Expr]:
        now = pl.col("profile") if "profile" in people.columns else pl.lit(None, pl.String)
        return [pl.col("person"), *([now.alias(NOW)] if self._now else []), *map(pl.col, self._optional)]


def rungs(mine: Sequence[Match], profiles: Mapping[str, Profile], listed: AbstractSet[str]) -> list[Match]:
    """Leave out, of one person's roles that stand in an order, lower ones that are met too, and those above the next.

    A role is a rung above another when it asks as much of everything that the other asks.
    """
    ladder = [one for one in mine if one.profile in listed]
    met = [profiles[one.profile] for one in ladder if one.met == one.norms]
    still = [profiles[one.profile] for one in ladder if one.met < one.norms]
    left_out = {low.id for low in met for high in met if _is_above(high, low)}
    left_out |= {high.id for high in still for low in still if _is_above(high, low)}
    return [one for one in mine if one.profile not in left_out]


def _is_above(high: Profile, low: Profile) -> bool:
    asked = {row.competency: row.norm for row in high.rows}
    lower = {row.competency: row.norm for row in low.rows}
    return asked != lower and all(asked.get(one, 0) >= norm for one, norm in lower.items())


def match_lines(slices: Iterable[pl.DataFrame], names: Sequence[str], csv: Csv) -> Iterator[bytes]:
    """Write matches as lines of CSV."""
    for some in slices:
        cells = [pl.col(one).cast(pl.String) if one in NUMBERS else csv.texts(one, some[one]) for one in names]
        yield csv.written(some.select(pl.concat_str(cells, separator=csv.delimiter)))


def match_data(
    slices: Iterable[pl.DataFrame], names: Sequence[str], kept: Mapping[str, str]
) -> Iterator[dict[str, object]]:
    """Return matches as plain data, with what columns that are `kept` are called; what is absent is left out."""
    for some in slices:
        for match in some.select(names).iter_rows(named=True):
            yield {kept.get(name, name): value for name, value in match.items() if value is not None}


def first_people(slices: Iterable[pl.DataFrame], limit: int | None) -> tuple[list[Match], int]:
    """Return the matches of so many people, or of all, and how many people there are."""
    found: list[Match] = []
    people = 0
    for some in slices:
        rows = some[ROW].unique(maintain_order=True)
        room = rows.len() if limit is None else max(0, limit - people)
        people += rows.len()
        found += matches(some.filter(pl.col(ROW).is_in(rows.head(room).implode())))
    return found, people


def ranked_together(slices: Iterable[pl.DataFrame], matching: Matching, top: int | None) -> Iterator[pl.DataFrame]:
    """Give ranks to everyone together, once all are there."""
    kept = list(slices)
    if kept:
        yield from best(matching.ranked(pl.concat(kept), each=False), top).iter_slices(_SLICE)


def best(ranked: pl.DataFrame, top: int | None) -> pl.DataFrame:
    """Keep the ranks up to `top`; whoever shares the last of them stays."""
    return ranked if top is None else ranked.filter(pl.col("rank") <= top)


def _counts(norm: int) -> Callable[[Standing], int]:
    """Return what tells whether a norm is met, and above it whether that is open."""

    def answer(standing: Standing) -> int:
        status = gap(standing, norm).status
        return int(status in {Status.MEETS, Status.ABOVE}) + int(status is Status.OPEN) * _HALF

    return answer


def _levels(norm: int) -> Callable[[Standing], int]:
    """Return what tells how many levels are short as far as is proven, and above it for certain."""

    def answer(standing: Standing) -> int:
        against = gap(standing, norm)
        return max(0, -against.gap) + max(0, -against.gap_max) * _HALF

    return answer


def _of_standing(made: Callable[[Standing], int]) -> Callable[[Answer], int]:
    return lambda one: made(one.outcome.standing) if one.outcome else 0


def _name(asked: _Asked, kind: int) -> str:
    return f"asked:{asked[0]}:{asked[1]}:{kind}"
