"""Packed ratings → results of single people, for outputs that hold all there is to say of each."""

from collections.abc import Callable, Iterator
from typing import Any

import polars as pl

from competentie.core.rule import is_unrated
from competentie.core.scoring import PartResult, Result, Scorer
from competentie.core.terms import Catalogue, Profile, Rated, Ratings
from competentie.table.packing import Packing
from competentie.table.reading import FIELDS


class PackedPeople:
    """Makes results of frames of packed ratings; each pattern of a part of a profile is scored once."""

    def __init__(self, catalogue: Catalogue, find: Callable[[str], Profile | None]) -> None:
        """Score against the profile that each row names."""
        self._catalogue = catalogue
        self._find = find
        self._packing = Packing(catalogue)
        self._scorers: dict[str, _PackedProfile] = {}

    def results(self, frame: pl.DataFrame) -> Iterator[Result]:
        """Yield a result for each row."""
        columns = {name: place for place, name in enumerate(frame.columns)}
        who = [columns.get(name) for name in FIELDS]
        for row in frame.iter_rows():
            person, profile, rater, relation, date = (None if one is None else row[one] for one in who)
            yield self._profile(str(profile)).result(row, columns, Ratings({}, person, profile, rater, relation, date))

    def _profile(self, name: str) -> "_PackedProfile":
        if name not in self._scorers:
            profile = self._find(name)
            if profile is None:
                raise LookupError
            self._scorers[name] = _PackedProfile(Scorer(self._catalogue, profile), self._packing)
        return self._scorers[name]


class _PackedProfile:
    def __init__(self, scorer: Scorer, packing: Packing) -> None:
        self._scorer = scorer
        self._packing = packing
        self._names = {one: [one, *(part.name for part in packing.parts(one))] for one in scorer.catalogue.competencies}
        self._known: dict[tuple[tuple[str, ...], tuple[int, ...]], tuple[dict[str, Rated], PartResult]] = {}

    def result(self, row: tuple[Any, ...], columns: dict[str, int], who: Ratings) -> Result:
        rated: dict[str, Rated] = {}
        results = []
        for part in self._scorer.parts:
            names = [name for one in part for name in self._names[one]]
            packed: tuple[Any, ...] = tuple(row[columns[name]] if name in columns else 0 for name in names)
            if (part, packed) not in self._known:
                self._known[part, packed] = self._score(part, dict(zip(names, packed, strict=True)))
            known, result = self._known[part, packed]
            rated |= known
            results.append(result)
        ratings = Ratings(rated, who.person, who.profile, who.rater, who.relation, who.date)
        return self._scorer.assemble(ratings, results)

    def _score(self, part: tuple[str, ...], packed: dict[str, int]) -> tuple[dict[str, Rated], PartResult]:
        rated = {
            one: self._packing.rated(one, packed[one], tuple(packed[name] for name in self._names[one][1:]))
            for one in part
        }
        known = {one: given for one, given in rated.items() if not is_unrated(given)}
        return known, self._scorer.score_part(part, known)
