"""What people agree on each item of a plan (what is done, by whom, when), and how that goes from one plan to the next.

Nothing that was filled in is lost. An item is about one text. It stays with that text, also when the text got another
code, and moves as the ratings say: between `steps` and `rate_first`, to `done` once it is shown, to `dropped` when the
plan no longer asks for it. Pure: `file.py` reads and writes them.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from competentie.core import Basis, Behaviour, Catalogue, Rating, Result, Status
from competentie.page.data import plain
from competentie.plan.way import Choice, Plan
from competentie.ratings.reconcile import Reconciled

FIELDS: Final = ("action", "who", "when")
"""What people fill in."""
_MET: Final = frozenset({Status.ABOVE, Status.MEETS})


@dataclass(frozen=True, slots=True)
class Item:
    """A behaviour in a plan (or, by its id, a competency as a whole), and what was agreed on it.

    `enough` is how many items of its level will do, where that is not all of them.
    """

    code: str
    text: str
    enough: int | None = None
    action: str = ""
    who: str = ""
    when: str = ""

    @property
    def is_filled(self) -> bool:
        """Whether anything was filled in."""
        return any(getattr(self, name) for name in FIELDS)


@dataclass(frozen=True, slots=True)
class Agreements:
    """The items of a plan in its order; `done` and `dropped` hold those of earlier plans."""

    steps: tuple[Item, ...] = ()
    rate_first: tuple[Item, ...] = ()
    done: tuple[Item, ...] = ()
    dropped: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class MadePlan:
    """A plan with all there is to say of it: what was agreed, the ratings it was made from, and what it rests on."""

    plan: Plan
    agreements: Agreements
    given: Reconciled
    basis: Basis


def fresh(plan: Plan, catalogue: Catalogue) -> Agreements:
    """Return the items of a plan, nothing filled in; texts are in the catalogue's own language."""
    steps: list[Item] = []
    rate_first: list[Item] = []
    for way in plan.ways:
        for stage in way.stages:
            steps += _items(stage.steps, catalogue)
            rate_first += _items(stage.to_rate, catalogue)
        if way.bare:
            whole = Item(way.competency.id, plain(way.competency.definition, catalogue))
            (steps if way.bare_step else rate_first).append(whole)
    return Agreements(tuple(steps), tuple(rate_first))


def _items(choice: Choice, catalogue: Catalogue) -> Iterator[Item]:
    enough = choice.enough if choice.enough < len(choice.behaviours) else None
    for behaviour in choice.behaviours:
        yield Item(behaviour.code, plain(behaviour.text, catalogue), enough)


def carry(earlier: Agreements, plan: Plan, catalogue: Catalogue, *, same: bool) -> Agreements:
    """Return the items of a plan with what was filled in for an earlier one.

    `same` tells that the earlier plan was made with the same texts: then a code means what it meant, whatever
    somebody made of the text beside it. What was done or dropped may be older, and is known by its text alone.
    """
    new = fresh(plan, catalogue)
    items = list(_kept(earlier, catalogue, same=same))
    chosen = _chosen(items, {item.code for item in (*new.steps, *new.rate_first)})
    rest = [kept for kept in items if kept not in chosen.values()]
    done = [kept for kept in rest if kept.section == "done" or _is_done(kept, plan.result)]
    dropped = [kept for kept in rest if kept not in done and (kept.section == "dropped" or kept.item.is_filled)]
    return Agreements(
        tuple(_filled(item, chosen) for item in new.steps),
        tuple(_filled(item, chosen) for item in new.rate_first),
        tuple(kept.past() for kept in sorted(done, key=lambda kept: kept.section != "done")),
        tuple(kept.past() for kept in sorted(dropped, key=lambda kept: kept.section != "dropped")),
    )


@dataclass(frozen=True, slots=True)
class _Earlier:
    """An item of an earlier plan: its section there, and the code its text has now (None when it is gone)."""

    section: str
    place: int
    item: Item
    code: str | None

    def past(self) -> Item:
        return replace(self.item, code=self.code or self.item.code, enough=None)


def _kept(earlier: Agreements, catalogue: Catalogue, *, same: bool) -> Iterator[_Earlier]:
    for section in ("steps", "rate_first", "done", "dropped"):
        by_code = same and section in {"steps", "rate_first"}
        for place, item in enumerate(getattr(earlier, section)):
            code, text = _now(item, catalogue, by_code=by_code)
            yield _Earlier(section, place, replace(item, text=text), code)


def _now(item: Item, catalogue: Catalogue, *, by_code: bool) -> tuple[str | None, str]:
    """Return the code of the text that an item is about (None when the catalogue says it no more), and the text."""
    identifier = item.code.partition(".")[0]
    competency = catalogue.competencies.get(identifier)
    if competency is None or identifier == item.code:
        return (identifier if competency is not None else None), item.text
    behaviours = {behaviour.code: behaviour for behaviour in competency.behaviours()}
    here = behaviours.get(item.code)
    if here is not None and _says(here, item.text):
        return here.code, item.text
    if here is not None and by_code:  # somebody changed the text in the file
        return here.code, plain(here.text, catalogue)
    return next((code for code, behaviour in behaviours.items() if _says(behaviour, item.text)), None), item.text


def _says(behaviour: Behaviour, text: str) -> bool:
    return text in behaviour.text.all()


def _chosen(items: Collection[_Earlier], asked: Collection[str]) -> dict[str, _Earlier]:
    """Return per item of the new plan the earlier one to go on with: the first, or the first that is filled in."""
    chosen: dict[str, _Earlier] = {}
    for kept in items:
        if kept.code is not None and kept.code in asked:
            first = chosen.setdefault(kept.code, kept)
            if kept.item.is_filled and not first.item.is_filled:
                chosen[kept.code] = kept
    return chosen


def _filled(item: Item, chosen: Mapping[str, _Earlier]) -> Item:
    if item.code not in chosen:
        return item
    earlier = chosen[item.code].item
    return replace(item, action=earlier.action, who=earlier.who, when=earlier.when)


def _is_done(kept: _Earlier, result: Result) -> bool:
    """Tell whether an item that the plan no longer holds was reached; a rating that was wanted is no step."""
    is_step = kept.section == "steps" or (kept.section == "rate_first" and kept.item.is_filled)
    return is_step and kept.code is not None and _is_shown(kept.code, result)


def _is_shown(code: str, result: Result) -> bool:
    identifier, *numbers = code.split(".")
    if not numbers:
        met = {outcome.row.competency for outcome in result.outcomes if outcome.gap.status in _MET}
        return identifier in met | {norm.implied.competency for norm in result.implied if norm.gap.status in _MET}
    level, number = map(int, numbers)
    rated = result.ratings.rated.get(identifier, ())
    if isinstance(rated, int):
        return level <= rated
    return bool(rated) and rated[level - 1][number - 1] is Rating.SHOWN
