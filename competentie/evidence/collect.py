"""Packed ratings of many people → the answers on each competency that may be counted.

Of one relation or of all but people themselves; of each rater the last word on each person; and nothing that fewer
than five people were rated on by one relation, which then is in no number, so that none gives it away.
"""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

import polars as pl

from competentie.core import Catalogue, Competency
from competentie.evidence.answers import SLICE, WEIGHT, Answers, Item, bytes_of, words_of
from competentie.evidence.ladder import PERSON, RATER, SMALLEST, Ladder
from competentie.handbook.texts import Texts, align
from competentie.table.packing import BASE, SIZE, Packing
from competentie.table.reading import FIELDS, ROW, with_names

SELF: Final = "self"


@dataclass(frozen=True, slots=True)
class Collected:
    """The ratings that count: people and, where anybody says who, raters; and what was left out of them."""

    people: pl.DataFrame
    items: Mapping[str, Sequence[Item]]
    number: int
    raters: int | None
    clusters: tuple[str, ...]
    withheld: tuple[str, ...]
    """Behaviours that too few people were rated on."""
    relations: tuple[str | None, ...]
    few: tuple[str | None, ...]
    """Relations that rated too few people, and are left out."""

    def ladders(self, catalogue: Catalogue) -> Iterator[tuple[Competency, Ladder]]:
        """Yield the answers on each described competency that has any."""
        for identifier, items in self.items.items():
            competency = catalogue.competencies[identifier]
            sizes = {place: len(level) for place, level in enumerate(competency.levels or (), 1) if level}
            answers = self.answers(items)
            if answers.frame.height:
                yield competency, Ladder(answers, sizes, catalogue.attain)

    def answers(self, items: Sequence[Item]) -> Answers:
        """Count the patterns of answers to items; who has no answer at all is left out."""
        columns = sorted({one.column for one in items})
        parts = []
        for people in [*self.people.iter_slices(SLICE)] or [self.people]:
            keyed = people.lazy().select(*self.clusters, *words_of(columns))
            parts.append(keyed.group_by(pl.all()).agg(pl.len().cast(pl.Int64).alias(WEIGHT)).collect())
        counted = pl.concat(parts)
        told = counted.select(*self.clusters, *bytes_of(columns), WEIGHT)
        return Answers(told.filter(pl.any_horizontal(pl.col(columns) > 0)), items, self.clusters)


def items_of(old: Catalogue, new: Catalogue, present: AbstractSet[str]) -> dict[str, list[Item]]:
    """Return where the answers to the behaviours of a handbook are packed, which were given on another or on itself."""
    packing, texts, found = Packing(old), Texts(old.language, new.language), {}
    for before in old.competencies.values():
        after = new.followed(before.id)
        if after is None:
            continue
        same = [(one, one) for one in before.behaviours()]
        pairs = same if new is old else align(before.behaviours(), after.behaviours(), texts).pairs
        items = []
        for was, now in pairs:
            byte = packing.levels[was.competency][was.level - 1][(was.number - 1) // SIZE]
            items += [Item(now.code, now.level, byte.name, BASE ** ((was.number - 1) % SIZE))]
        kept = [one for one in sorted(items, key=lambda one: one.level) if one.column in present]
        if kept:
            found[after.id] = kept
    return found


def collect(everybody: pl.DataFrame, items: Mapping[str, Sequence[Item]], relation: str | None) -> Collected:
    """Return the ratings that count, of people as `identified`, by one relation or by all but themselves."""
    people, few = _without_small(_by(everybody, relation))
    number = people[PERSON].n_unique() if PERSON in people.columns else people.height
    raters = people[RATER].n_unique() if RATER in people.columns else None
    distinct = {PERSON: number, RATER: raters or 0}
    clusters = [one for one, found in distinct.items() if one in people.columns and found < people.height]
    sound, withheld = _without_few(people, items)
    kept = {name: [one for one in each if one.code not in withheld] for name, each in items.items()}
    known = tuple(people["relation"].unique().sort()) if "relation" in people.columns else (None,)
    return Collected(
        *(sound, {name: each for name, each in kept.items() if each}, number, raters, tuple(clusters)),
        *(tuple(withheld), known, few),
    )


def _by(people: pl.DataFrame, relation: str | None) -> pl.DataFrame:
    """Return the ratings by a relation, or by all but people themselves, unless only they rated."""
    if "relation" not in people.columns:
        return people
    if relation is not None:
        return people.filter(pl.col("relation") == relation)
    others = people.filter(pl.col("relation").ne_missing(SELF))
    return others if others.height else people


def _without_small(people: pl.DataFrame) -> tuple[pl.DataFrame, tuple[str | None, ...]]:
    """Leave out relations that rated too few people, so that no count of raters or of clusters tells of them."""
    if "relation" not in people.columns:
        return people, ()
    sizes = people.group_by("relation").agg(pl.col(PERSON).n_unique()).sort("relation")
    few = sizes.filter(pl.col(PERSON) < SMALLEST)["relation"]
    return people.filter(~pl.col("relation").is_in(few.implode(), nulls_equal=True)), tuple(few)


def identified(people: pl.DataFrame) -> pl.DataFrame:
    """Number people and raters, where these can come twice, and keep of each rater the last word on each person."""
    if not set(FIELDS[1:]) & set(people.columns):
        return people.drop(ROW, "person")
    nobody = pl.format("\n{}", PERSON)  # who does not say so is somebody else for everybody
    found = with_names(people)
    found = found.with_columns(pl.col(RATER).fill_null(nobody)) if RATER in found.columns else found
    if "date" in people.columns:
        who = [one for one in (PERSON, RATER, "relation", "profile") if one in found.columns]
        found = found.sort("date", ROW, nulls_last=False).unique(who, keep="last", maintain_order=True)
    ids = [pl.col(one).rank("dense").alias(one) for one in (PERSON, RATER) if one in found.columns]
    return found.with_columns(ids).drop(ROW, "person")


def _without_few(people: pl.DataFrame, items: Mapping[str, Sequence[Item]]) -> tuple[pl.DataFrame, list[str]]:
    """Take out answers on what too few people were rated on by one relation; return those left to nobody."""
    relations = people["relation"].unique().sort() if "relation" in people.columns else [None]
    few: set[str] = set()
    enough: set[str] = set()
    for relation in relations:
        own = pl.col("relation").eq_missing(relation) if "relation" in people.columns else pl.lit(value=True)
        for column, inside in _by_column(items).items():
            keys = [column, PERSON] if PERSON in people.columns else [column]
            values = people.lazy().filter(own).group_by(keys).agg(pl.len().alias(WEIGHT)).collect()
            for item in inside:
                rated = values.filter(item.is_rated())
                number = int(rated[PERSON].n_unique() if PERSON in keys else rated[WEIGHT].sum())
                (few if number < SMALLEST else enough).update([item.code] if number else [])
                if 0 < number < SMALLEST:
                    empty = pl.when(own).then(pl.col(column) - item.digit() * item.weight).otherwise(pl.col(column))
                    people = people.with_columns(empty.cast(pl.UInt8).alias(column))
    return people, sorted(few - enough)


def _by_column(items: Mapping[str, Sequence[Item]]) -> dict[str, list[Item]]:
    found: dict[str, list[Item]] = {}
    for each in items.values():
        for item in each:
            found.setdefault(item.column, []).append(item)
    return found
