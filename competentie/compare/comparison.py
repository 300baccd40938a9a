"""What several raters say of one person, side by side: per competency and per behaviour, and where they differ.

Nothing is averaged. Whatever missing ratings could explain is not called a difference: a result that is open stands
for all that it could turn out to be. Groups come in as `groups.views` lets them, so this module tells of them only how
many of their members say what. Pure.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias, TypeVar

from competentie.compare.agreement import Agreement, Counts, agreement
from competentie.compare.combination import Rule, combine
from competentie.core import Behaviour, Catalogue, Profile, Rating, Result, Row, Scorer, sizes, stand, unrated
from competentie.ratings.groups import View, Views


class Difference(StrEnum):
    """How the raters of one competency, or of one behaviour, differ."""

    BLIND_SPOT = "blind_spot"
    """Self is above all others: what self reached is more than any other could turn out to have reached."""
    HIDDEN_STRENGTH = "hidden_strength"
    """Self is below all others: what self could turn out to have reached is less than any other reached."""
    DIFFERENT = "different"
    """Neither, but some rater reached more than another could turn out to have reached."""


@dataclass(frozen=True, slots=True, order=True)
class Reached:
    """What a rater's answers prove, and what it could still turn out to be (`rule.Standing`)."""

    reached: int
    reached_max: int


T = TypeVar("T")

Standings: TypeAlias = Mapping[Reached, int]
"""What a view says of a competency: by how many raters, highest first. Empty: by none, or by too few of a group."""

Answers: TypeAlias = Mapping[Rating, int]
"""What a view says of a behaviour: by how many raters. Empty: by none, or by too few of a group."""


@dataclass(frozen=True, slots=True)
class ComparedBehaviour:
    """One behaviour, with the answers of each view."""

    behaviour: Behaviour
    answers: tuple[Answers, ...]
    difference: Difference | None


@dataclass(frozen=True, slots=True)
class Compared:
    """One row of a profile, with what each view says of it.

    `asked` is the described level that the norm comes down to; `spread` is the lowest and the highest level reached by
    any rater that is shown, members of groups included.
    """

    row: Row
    asked: int
    cells: tuple[Standings, ...]
    spread: tuple[int, int] | None
    difference: Difference | None
    behaviours: tuple[ComparedBehaviour, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A person's raters against one profile, in the order of its rows, and how far they agree.

    `combined` is the result of their ratings under `rule`; both are None unless that was asked for.
    """

    person: str
    profile: Profile
    views: Views
    rows: tuple[Compared, ...]
    on_levels: Agreement
    on_behaviours: Agreement
    rule: Rule | None = None
    combined: Result | None = None

    @property
    def raters(self) -> int:
        """How many raters are shown, by name or in a group."""
        return sum(len(view.entries) for view in self.views.shown if not view.is_agreed)

    @property
    def has_self(self) -> bool:
        """Whether the person's own ratings are among them."""
        return any(view.relation == "self" for view in self.views.shown)


def compare(person: str, views: Views, catalogue: Catalogue, profile: Profile, rule: Rule | None = None) -> Comparison:
    """Put what may be shown of a person's ratings side by side, against one profile."""
    rows = tuple(_compared(row, views.shown, catalogue) for row in profile.rows)
    raters = [view for view in views.shown if not view.is_agreed]
    behaviours = [behaviour for row in rows for behaviour in row.behaviours]
    return Comparison(
        person,
        profile,
        views,
        rows,
        agreement(_settled(row, views.shown) for row in rows),
        agreement(_as_numbers(_of_raters(behaviour.answers, views.shown)) for behaviour in behaviours),
        rule,
        Scorer(catalogue, profile).score(combine(raters, catalogue, rule)) if rule else None,
    )


def difference(cells: Sequence[Standings], is_self: Sequence[bool]) -> Difference | None:
    """Tell how the raters of one thing differ; `is_self` tells which cell holds what the person said.

    One who left all of it unrated is not counted: nothing was said then. Each member of a group is a rater.
    """
    own = [reached for cell, mine in zip(cells, is_self, strict=True) for reached in cell if mine]
    others = [reached for cell, mine in zip(cells, is_self, strict=True) for reached in cell if not mine]
    if not others:
        return None
    if own and own[0].reached > max(other.reached_max for other in others):
        return Difference.BLIND_SPOT
    if own and own[0].reached_max < min(other.reached for other in others):
        return Difference.HIDDEN_STRENGTH
    everyone = own + others
    apart = max(rater.reached for rater in everyone) > min(rater.reached_max for rater in everyone)
    return Difference.DIFFERENT if apart else None


def _compared(row: Row, views: Sequence[View], catalogue: Catalogue) -> Compared:
    competency = catalogue.competencies[row.competency]
    steps = sizes(catalogue, row.competency)
    asked = stand(unrated(steps), catalogue.attain, steps).asked(row.norm)
    cells = tuple(_standings(view, row, asked, catalogue) for view in views)
    whole = tuple(_counts(view, row, catalogue) if cell else cell for view, cell in zip(views, cells, strict=True))
    levels = [rater.reached for cell in _of_raters(cells, views) for rater in cell]
    spread = (min(levels), max(levels)) if levels else None
    behaviours = tuple(_compared_behaviour(behaviour, views) for behaviour in competency.behaviours())
    return Compared(row, asked, cells, spread, _difference(whole, views), behaviours)


def _difference(cells: Sequence[Standings], views: Sequence[View]) -> Difference | None:
    """Tell how raters differ; what they agreed on is none of them."""
    return difference(_of_raters(cells, views), _of_raters([view.relation == "self" for view in views], views))


def _standings(view: View, row: Row, asked: int, catalogue: Catalogue) -> Standings:
    """Return how many raters of a view reached what.

    Of a group only settled standings count, and only when there are enough of them: who rated little must not make up
    the number behind which one who rated all would stand alone.
    """
    counts = _counts(view, row, catalogue)
    if view.is_group:
        counts = {reached: number for reached, number in counts.items() if _is_settled(reached, asked)}
        counts = counts if sum(counts.values()) >= view.minimum else {}
    return counts


def _counts(view: View, row: Row, catalogue: Catalogue) -> Standings:
    """Return how many raters of a view reached what, highest first; an open result is an interval."""
    steps = sizes(catalogue, row.competency)
    rated = (entry.ratings.rated[row.competency] for entry in view.on(row.competency))
    standings = (stand(ratings, catalogue.attain, steps) for ratings in rated)
    counts = Counter(Reached(standing.reached, standing.reached_max) for standing in standings)
    return dict(sorted(counts.items(), reverse=True))


def _is_settled(rater: Reached, asked: int) -> bool:
    """Tell whether missing ratings leave no doubt against what a norm asks."""
    return rater.reached == rater.reached_max or rater.reached >= asked


def _compared_behaviour(behaviour: Behaviour, views: Sequence[View]) -> ComparedBehaviour:
    answers = tuple(view.answers(behaviour) for view in views)
    levels = [{Reached(value, value): n for value, n in _as_numbers([said]).items()} for said in answers]
    return ComparedBehaviour(behaviour, answers, _difference(levels, views))


def _as_numbers(answers: Iterable[Answers]) -> Counts:
    """Return how many say 1 (shown) and how many 0 (not shown); to whom it is not applicable says neither."""
    numbers = {1: 0, 0: 0}
    for said in answers:
        numbers[1] += said.get(Rating.SHOWN, 0)
        numbers[0] += said.get(Rating.NOT_SHOWN, 0)
    return {value: number for value, number in numbers.items() if number}


def _of_raters(cells: Sequence[T], views: Sequence[View]) -> list[T]:
    """Return the cells of those who rated: what they agreed on is none of them."""
    return [cell for cell, view in zip(cells, views, strict=True) if not view.is_agreed]


def _settled(row: Compared, views: Sequence[View]) -> Counts:
    """Return how many raters reached which level, as far as missing ratings leave no doubt.

    A result that is open below the norm is left out. One that meets the norm and was not asked beyond it counts, and
    then nobody counts as higher: raters who were asked less do not disagree.
    """
    counts: Counter[Reached] = Counter()
    for cell in _of_raters(row.cells, views):
        counts.update(cell)
    known = {rater: number for rater, number in counts.items() if _is_settled(rater, row.asked)}
    top = min((rater.reached for rater in known if rater.reached < rater.reached_max), default=None)
    levels: Counter[int] = Counter()
    for rater, number in known.items():
        levels[rater.reached if top is None else min(rater.reached, top)] += number
    return levels
