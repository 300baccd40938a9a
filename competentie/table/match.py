"""Packed ratings → how people stand against roles, and in which order: who suits a role, which role suits a person.

Whatever is unrated is an interval: what is short at worst, as far as the ratings prove, and at best, once all that is
open turns out well. The order goes by the worst, and the ranks that are possible stand beside it. docs/matching.md
says why. The rule is asked once per standing and norm; frames add its answers up.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, fields
from fractions import Fraction
from functools import reduce
from operator import add
from typing import Final, TypeAlias

import polars as pl

from competentie.core.implied import connected
from competentie.core.rule import Standing, Status, gap
from competentie.core.terms import Catalogue, Profile
from competentie.page.data import OPTIONAL
from competentie.table.reading import ROW
from competentie.table.scoring import KEY, KEYS, Form, FrameScorer, Scored
from competentie.table.standing import Standings
from competentie.table.tally import Tally

NOW: Final = "now"
NUMBERS: Final = ("rank", "tied", "rank_min", "rank_max", "met", "norms", "open", "shortfall", "shortfall_min")

_WORST: Final = "worst:"
_BEST: Final = "best:"
_BROKEN: Final = "broken:"
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

    def __init__(self, catalogue: Catalogue, profiles: Sequence[Profile]) -> None:
        """Prepare for profiles, each of which has norms."""
        self.profiles = tuple(profiles)
        parts = (part for profile in profiles for part in connected(catalogue, profile))
        self.standings = Standings(catalogue, {one for part in parts for one in part})
        self._asked = sorted({(row.competency, row.norm) for profile in profiles for row in profile.rows})
        shares = {Fraction(met, len(one.rows)) for one in profiles for met in range(len(one.rows) + 1)}
        self._places = {share: place for place, share in enumerate(sorted(shares, reverse=True))}
        most = max((sum(row.norm for row in one.rows) for one in profiles), default=0)
        self._keys = (most + 1) * len(self._places)  # all keys are below this

    def counted(self, packed: pl.DataFrame, present: AbstractSet[str]) -> pl.DataFrame:
        """Add, per norm that is asked, what the standing of each person comes to."""
        broken = [self.standings.fact(one, lambda found: found.broken, pl.Boolean) for one in self._competencies()]
        return (
            self.standings.of(packed.lazy(), present)
            .with_columns(
                pl.any_horizontal(broken).alias(_BROKEN),
                *(self.standings.fact(one[0], _counts(one[1]), pl.UInt64).alias(_name(one, 0)) for one in self._asked),
                *(self.standings.fact(one[0], _levels(one[1]), pl.UInt64).alias(_name(one, 1)) for one in self._asked),
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

    def broken(self, counted: pl.DataFrame) -> int:
        """Count the people who miss a level below one that is attained."""
        return int(counted[_BROKEN].sum())

    def _competencies(self) -> list[str]:
        return list(dict.fromkeys(one for one, _ in self._asked))

    def _against(self, counted: pl.LazyFrame, profile: Profile, who: Iterable[pl.Expr]) -> pl.LazyFrame:
        """Add up one profile's norms. The key of the order is the levels short, then the share of norms met."""
        counts, levels = (
            reduce(add, (pl.col(_name((row.competency, row.norm), kind)) for row in profile.rows)) for kind in (0, 1)
        )
        norms = len(profile.rows)
        places = pl.Series([self._places[Fraction(met, norms)] for met in range(norms + 1)], dtype=pl.UInt64)
        met, still = pl.col("met"), pl.col("open")
        return (
            counted.select(ROW, *who, counts.alias("counts:"), levels.alias("levels:"))
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


class MatchScorer(FrameScorer):
    """Holds frames of packed ratings against several profiles, for the runs that score tables.

    With `each` the roles of each person get ranks, and those up to `top` are kept; else ranks are for later.
    """

    def __init__(self, catalogue: Catalogue, matching: Matching, *, each: bool, now: bool, top: int | None) -> None:
        """Take the profiles; `now` tells that some table names the roles that people have."""
        super().__init__(catalogue, {}, Form(), named=matching.profiles[0])
        self._matching = matching
        self._each = each
        self._now = now
        self._top = top

    def score(
        self, packed: pl.DataFrame, present: Collection[str], competencies: Sequence[str] | None = None
    ) -> Scored:
        """Match the rows that are not wrong."""
        del competencies
        right = self.right(packed)
        key = pl.struct([name for name in KEYS if name in packed.columns]).hash().alias(KEY)
        scored = Scored(keys=packed.select(ROW, key), wrong=packed.filter(~right)[ROW].to_list())
        people = packed.filter(right) if scored.wrong else packed
        if not people.height:
            return scored
        counted = self._matching.counted(people, frozenset(present))
        scored.tally = Tally(people.height, self._matching.broken(counted))
        scored.made = self._matching.long(counted, self._who(counted))
        if self._each:
            scored.made = best(self._matching.ranked(scored.made, each=True), self._top)
        return scored

    def _who(self, frame: pl.DataFrame) -> list[pl.Expr]:
        now = pl.col("profile") if "profile" in frame.columns else pl.lit(None, pl.String)
        optional = [pl.col(name) for name in OPTIONAL if name in frame.columns]
        return [pl.col("person"), *([now.alias(NOW)] if self._now else []), *optional]


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


def _name(asked: _Asked, kind: int) -> str:
    return f"asked:{asked[0]}:{asked[1]}:{kind}"
