"""What several raters say of one person, side by side: per competency and per behaviour, and where they differ.

Nothing is averaged. Whatever missing ratings could explain is not called a difference: a result that is open stands
for all that it could turn out to be. Groups come in as `raters.views` lets them, so this module tells of them only how
many of their members say what. Pure.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from competentie.compare.agreement import Agreement, Counts, agreement
from competentie.compare.combination import Rule, combine
from competentie.compare.difference import Cell, Difference, Reached, difference
from competentie.core.implied import sizes
from competentie.core.rule import stand
from competentie.core.scoring import Result, Scorer
from competentie.core.terms import Behaviour, Catalogue, Profile, Rating, Row
from competentie.ratings.groups import View, Views

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

    `spread` is the lowest and the highest level reached by any rater that is shown, members of groups included.
    """

    row: Row
    cells: tuple[Cell, ...]
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
        return sum(len(view.entries) for view in self.views.shown)

    @property
    def has_self(self) -> bool:
        """Whether the person's own ratings are among them."""
        return any(view.relation == "self" for view in self.views.shown)


def compare(person: str, views: Views, catalogue: Catalogue, profile: Profile, rule: Rule | None = None) -> Comparison:
    """Put what may be shown of a person's ratings side by side, against one profile."""
    rows = tuple(_compared(row, views.shown, catalogue) for row in profile.rows)
    behaviours = [one for row in rows for one in row.behaviours]
    return Comparison(
        person,
        profile,
        views,
        rows,
        agreement(_settled(row) for row in rows),
        agreement(_as_numbers(one.answers) for one in behaviours),
        rule,
        Scorer(catalogue, profile).score(combine(views.shown, catalogue, rule)) if rule else None,
    )


def _compared(row: Row, views: Sequence[View], catalogue: Catalogue) -> Compared:
    competency = catalogue.competencies[row.competency]
    cells = tuple(_cell(view, row, catalogue) for view in views)
    whole = tuple(_counts(view, row, catalogue) if cell else cell for view, cell in zip(views, cells, strict=True))
    everyone = [one for cell in cells for one in cell]
    spread = (min(one.reached for one in everyone), max(one.reached for one in everyone)) if everyone else None
    own = [view.relation == "self" for view in views]
    behaviours = tuple(_compared_behaviour(one, views, own) for one in competency.behaviours())
    return Compared(row, cells, spread, difference(whole, own), behaviours)


def _cell(view: View, row: Row, catalogue: Catalogue) -> Cell:
    """Return how many raters of a view reached what.

    Of a group only settled standings count, and only when there are enough of them: who rated little must not make up
    the number behind which one who rated all would stand alone.
    """
    counts = _counts(view, row, catalogue)
    if view.is_group:
        counts = {one: number for one, number in counts.items() if _is_settled(one, row.norm)}
        counts = counts if sum(counts.values()) >= view.minimum else {}
    return counts


def _counts(view: View, row: Row, catalogue: Catalogue) -> Cell:
    """Return how many raters of a view reached what, highest first; an open result is an interval."""
    steps = sizes(catalogue, row.competency)
    rated = (one.ratings.rated[row.competency] for one in view.on(row.competency))
    standings = [stand(one, catalogue.attain, steps) for one in rated]
    counts = Counter(Reached(one.reached, one.reached_max) for one in standings)
    return dict(sorted(counts.items(), reverse=True))


def _is_settled(one: Reached, norm: int) -> bool:
    """Tell whether missing ratings leave no doubt against a norm."""
    return one.reached == one.reached_max or one.reached >= norm


def _compared_behaviour(behaviour: Behaviour, views: Sequence[View], own: Sequence[bool]) -> ComparedBehaviour:
    answers = tuple(view.answers(behaviour) for view in views)
    levels = [{Reached(value, value): number for value, number in _as_numbers([one]).items()} for one in answers]
    return ComparedBehaviour(behaviour, answers, difference(levels, own))


def _as_numbers(answers: Iterable[Answers]) -> Counts:
    """Return how many say 1 (shown) and how many 0 (not shown); to whom it is not applicable says neither."""
    numbers = {1: 0, 0: 0}
    for one in answers:
        numbers[1] += one.get(Rating.SHOWN, 0)
        numbers[0] += one.get(Rating.NOT_SHOWN, 0)
    return {value: number for value, number in numbers.items() if number}


def _settled(row: Compared) -> Counts:
    """Return how many raters reached which level, as far as missing ratings leave no doubt.

    A result that is open below the norm is left out. One that meets the norm and was not asked beyond it counts, and
    then nobody counts as higher: raters who were asked less do not disagree.
    """
    counts: Counter[Reached] = Counter()
    for cell in row.cells:
        counts.update(cell)
    known = {one: number for one, number in counts.items() if _is_settled(one, row.row.norm)}
    top = min((one.reached for one in known if one.reached < one.reached_max), default=None)
    levels: Counter[int] = Counter()
    for one, number in known.items():
        levels[one.reached if top is None else min(one.reached, top)] += number
    return levels
