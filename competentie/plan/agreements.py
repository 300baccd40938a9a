"""A plan as it is kept: its items, what people agree on each (what is done, by whom, when), what it rests on. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from competentie.core.basis import Basis
from competentie.core.terms import Catalogue
from competentie.core.text import Text
from competentie.plan.plan import Plan
from competentie.plan.way import Choice
from competentie.ratings.reconcile import Reconciled

FIELDS: Final = ("action", "who", "when")
"""What people fill in."""


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
            whole = Item(way.competency.id, _plain(way.competency.definition, catalogue))
            (steps if way.bare_step else rate_first).append(whole)
    return Agreements(tuple(steps), tuple(rate_first))


def _items(choice: Choice, catalogue: Catalogue) -> Iterator[Item]:
    enough = choice.enough if choice.enough < len(choice.behaviours) else None
    for behaviour in choice.behaviours:
        yield Item(behaviour.code, _plain(behaviour.text, catalogue), enough)


def _plain(text: Text, catalogue: Catalogue) -> str:
    return text.in_language("", catalogue.language)
