"""A slice of packed people → everything that follows from it: results to write, and counts.

This is the whole work on some people, the same in this process and on a worker of a cluster: it holds nothing but
values, so that it can be sent there.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import repeat
from pickle import PickleBuffer
from typing import Any, Literal, TypeAlias

import polars as pl

from competentie.core import Catalogue, PartResult, Profile, Ratings, Result, Scorer
from competentie.table.lines import Cells, Csv
from competentie.table.packing import Packing
from competentie.table.patterns import Patterns
from competentie.table.reading import FIELDS, REMARKS, ROW
from competentie.table.results import LINE, ProfileResults
from competentie.table.summary import Counting, Tally

Made: TypeAlias = Literal["lines", "sheets", "columns", "packed"]
"""What is made of results: lines of CSV, or of sheets in either layout; typed columns; or what was packed as it is."""


@dataclass(frozen=True, slots=True)
class Form:
    """What is made of results, and how it is written."""

    made: Made = "lines"
    layout: str = "long"
    lines: Csv = field(default_factory=Csv)


@dataclass(frozen=True, slots=True)
class ScoringSetup:
    """How people are to be scored: each against the profile of their row, which are all here, or against `named`."""

    catalogue: Catalogue
    profiles: Mapping[str, Profile]
    named: Profile | None
    form: Form
    present: AbstractSet[str]
    optional: Sequence[str]
    kept: Mapping[str, str] = field(default_factory=dict)
    """Columns that come back as they were, with what they are called; they are among the `optional`."""

    @property
    def competencies(self) -> list[str]:
        """The competencies of all profiles, in the order in which they come: the columns of the wide layout."""
        profiles = [self.named] if self.named else self.profiles.values()
        return list(dict.fromkeys(row.competency for profile in profiles for row in profile.rows))


@dataclass(slots=True)
class Scored:
    """What some people came to: their counts, and their results in the order of the table."""

    tally: Tally
    made: pl.DataFrame | bytes
    relations: dict[str | None, Tally] = field(default_factory=dict)
    """The counts of each relation, which are never mixed."""

    def __reduce__(self) -> tuple[type["Scored"], tuple[object, ...]]:
        """Travel without a copy of lines being made."""
        made = PickleBuffer(self.made) if isinstance(self.made, bytes) else self.made
        return type(self), (self.tally, made, self.relations)


class SliceScorer:
    """Scores slices of people."""

    def __init__(self, wanted: ScoringSetup) -> None:
        """Take how people are to be scored."""
        self.wanted = wanted
        self._packing = Packing(wanted.catalogue)
        self._patterns: dict[str, tuple[Patterns, Counting]] = {}

    def __reduce__(self) -> tuple[type["SliceScorer"], tuple[ScoringSetup]]:
        """Travel as what it was made of."""
        return type(self), (self.wanted,)

    def __call__(self, people: pl.DataFrame) -> Scored:
        """Score a slice."""
        tally, made = Tally(), []
        relations: dict[str | None, Tally] = {}
        for profile, own in self._by_profile(people):
            patterns, counting = self._patterns_of(profile)
            answered = patterns.answered(own)
            for relation, some in _by_relation(answered):
                counted = counting.count(some)
                tally.add(counted)
                relations.setdefault(relation, Tally()).add(counted)
            made.append(self._made(patterns, answered))
        together = made[0] if len(made) == 1 else pl.concat(made).sort(ROW)
        results = together.drop(ROW)
        form = self.wanted.form
        return Scored(tally, form.lines.written(results.drop_nulls()) if form.made == "lines" else results, relations)

    def _by_profile(self, people: pl.DataFrame) -> list[tuple[Profile, pl.DataFrame]]:
        """Split off the people of each profile, in order of appearance."""
        if self.wanted.named is not None:
            return [(self.wanted.named, people)]
        split = people.partition_by("profile", maintain_order=True, as_dict=True)
        return [(self.wanted.profiles[str(name)], own) for (name,), own in split.items()]

    def _patterns_of(self, profile: Profile) -> tuple[Patterns, Counting]:
        if profile.id not in self._patterns:
            scorer = Scorer(self.wanted.catalogue, profile)
            patterns = Patterns(scorer, self._packing, self.wanted.present)
            self._patterns.setdefault(profile.id, (patterns, Counting(patterns)))
        return self._patterns[profile.id]

    def _made(self, patterns: Patterns, answered: pl.DataFrame) -> pl.DataFrame:
        """Make the results of people on one profile, with the number of their row."""
        form, optional = self.wanted.form, self.wanted.optional
        results = ProfileResults(patterns)
        if form.made == "packed":
            named = pl.lit(patterns.scorer.profile.id).alias("profile")
            beside = [REMARKS] if REMARKS in answered.columns else []
            return answered.select(ROW, "person", named, *optional, *beside, *sorted(self.wanted.present))
        if form.made == "columns":
            if form.layout == "long":
                return results.long_frame(answered, optional)
            return results.wide_frame(answered, self.wanted.competencies, optional)
        if form.layout == "long" or form.made == "sheets":
            made = [results.long_lines(answered, optional, form.lines).alias(LINE)]
        else:
            made = results.wide_lines(answered, self.wanted.competencies, optional, form.lines)
            if self.wanted.named is None:  # people on other profiles have other pieces
                made = [pl.concat_str(made, separator=form.lines.delimiter)]
            made = [one.alias(f"{LINE}{place}") for place, one in enumerate(made)]
        if isinstance(form.lines, Cells):
            made.append(results.person_lines(answered, self.wanted.competencies, optional, form.lines))
        return answered.lazy().select(ROW, *made).collect()


def _by_relation(people: pl.DataFrame) -> Iterator[tuple[str | None, pl.DataFrame]]:
    if "relation" not in people.columns or people["relation"].n_unique() < 2:  # noqa: PLR2004
        yield people["relation"].first() if "relation" in people.columns else None, people  # type: ignore[misc]
        return
    for (relation,), some in people.partition_by("relation", maintain_order=True, as_dict=True).items():
        yield relation, some


class PackedPeople:
    """Makes results of single people, for outputs that hold all there is to say of each."""

    def __init__(self, wanted: ScoringSetup) -> None:
        """Take how people are to be scored."""
        profiles = {wanted.named.id: wanted.named} if wanted.named else wanted.profiles
        self._packing = Packing(wanted.catalogue)
        self._kept = wanted.kept
        self._scorers = {name: Scorer(wanted.catalogue, profile) for name, profile in profiles.items()}
        self._known: dict[tuple[Any, ...], PartResult] = {}

    def all(self, slices: Iterable[pl.DataFrame]) -> Iterator[Result]:
        """Yield the results of everybody."""
        return (result for people in slices for result in self.results(people))

    def with_kept(self, slices: Iterable[pl.DataFrame]) -> Iterator[tuple[Result, dict[str, str]]]:
        """Yield the results of everybody, each with the columns that are kept."""
        for people in slices:
            kept = people.select(pl.col(one).alias(name) for one, name in self._kept.items()).iter_rows(named=True)
            yield from zip(self.results(people), kept if self._kept else repeat({}), strict=False)

    def first(self, slices: Iterable[pl.DataFrame], limit: int | None) -> list[Result]:
        """Return the results of so many people, or of all; every slice is taken all the same."""
        found: list[Result] = []
        for people in slices:
            found += self.results(people if limit is None else people.head(limit - len(found)))
        return found

    def results(self, people: pl.DataFrame) -> Iterator[Result]:
        """Yield a result for each row; `profile` is the one to score against."""
        for ratings in ratings_of(people, self._packing):
            scorer = self._scorers[str(ratings.profile)]
            parts = []
            for part in scorer.parts:
                key = (ratings.profile, part, *(ratings.rated.get(one) for one in part))
                if key not in self._known:
                    self._known[key] = scorer.score_part(part, ratings.rated)
                parts.append(self._known[key])
            yield scorer.assemble(ratings, parts)


def ratings_of(people: pl.DataFrame, packing: Packing) -> Iterator[Ratings]:
    """Unpack people, one by one."""
    for packed in people.iter_rows(named=True):
        who: dict[str, Any] = {name: packed.get(name) for name in FIELDS}
        yield Ratings(packing.rated(packing.levels, packed), **who, remarks=_remarks(packed.get(REMARKS)))


def _remarks(beside: Iterable[Mapping[str, str | None]] | None) -> dict[str, dict[str, str]]:
    return {
        str(one["code"]): {name: text for name, text in one.items() if text and name != "code"} for one in beside or ()
    }
