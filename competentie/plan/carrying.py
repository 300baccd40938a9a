"""What was agreed, carried from one plan to the next: nothing that was filled in is lost.

An item is about one text. It stays with that text, also when the text got another code, and moves as the ratings
say: between `steps` and `rate_first`, to `done` once it is shown, to `dropped` when the plan no longer asks for it.
Pure: `files.py` reads the file, `text.py` writes it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from competentie.core.rule import Status
from competentie.core.scoring import Result
from competentie.core.terms import Behaviour, Catalogue, Rating
from competentie.plan.agreements import Agreements, Item, fresh
from competentie.plan.plan import Plan


def carry(earlier: Agreements, plan: Plan, catalogue: Catalogue, *, same: bool) -> Agreements:
    """Return the items of a plan with what was filled in for an earlier one.

    `same` tells that the earlier plan was made with the same texts: then a code means what it meant, whatever
    somebody made of the text beside it. What was done or dropped may be older, and is known by its text alone.
    """
    new = fresh(plan, catalogue)
    kept = list(_kept(earlier, catalogue, same=same))
    chosen = _chosen(kept, {one.code for one in (*new.steps, *new.rate_first)})
    rest = [one for one in kept if one not in chosen.values()]
    done = [one for one in rest if one.section == "done" or _is_done(one, plan.result)]
    dropped = [one for one in rest if one not in done and (one.section == "dropped" or one.item.is_filled)]
    return Agreements(
        tuple(_filled(one, chosen) for one in new.steps),
        tuple(_filled(one, chosen) for one in new.rate_first),
        tuple(one.past() for one in sorted(done, key=lambda one: one.section != "done")),
        tuple(one.past() for one in sorted(dropped, key=lambda one: one.section != "dropped")),
    )


@dataclass(frozen=True, slots=True)
class _Kept:
    """An item of an earlier plan: its section there, and the code its text has now (None when it is gone)."""

    section: str
    place: int
    item: Item
    code: str | None

    def past(self) -> Item:
        return replace(self.item, code=self.code or self.item.code, enough=None)


def _kept(earlier: Agreements, catalogue: Catalogue, *, same: bool) -> Iterator[_Kept]:
    for section in ("steps", "rate_first", "done", "dropped"):
        by_code = same and section in {"steps", "rate_first"}
        for place, item in enumerate(getattr(earlier, section)):
            code, text = _now(item, catalogue, by_code=by_code)
            yield _Kept(section, place, replace(item, text=text), code)


def _now(item: Item, catalogue: Catalogue, *, by_code: bool) -> tuple[str | None, str]:
    """Return the code of the text that an item is about (None when the catalogue says it no more), and the text."""
    identifier = item.code.partition(".")[0]
    competency = catalogue.competencies.get(identifier)
    if competency is None or identifier == item.code:
        return (identifier if competency is not None else None), item.text
    behaviours = {one.code: one for one in competency.behaviours()}
    here = behaviours.get(item.code)
    if here is not None and _says(here, item.text):
        return here.code, item.text
    if here is not None and by_code:  # somebody changed the text in the file
        return here.code, here.text.in_language("", catalogue.language)
    return next((one.code for one in behaviours.values() if _says(one, item.text)), None), item.text


def _says(behaviour: Behaviour, text: str) -> bool:
    return text in behaviour.text.all()


def _chosen(kept: list[_Kept], wanted: set[str]) -> dict[str, _Kept]:
    """Return per item of the new plan the earlier one to go on with: the first, or the first that is filled in."""
    chosen: dict[str, _Kept] = {}
    for one in kept:
        if one.code in wanted:
            held = chosen.setdefault(one.code, one)
            if one.item.is_filled and not held.item.is_filled:
                chosen[one.code] = one
    return chosen


def _filled(item: Item, chosen: dict[str, _Kept]) -> Item:
    if item.code not in chosen:
        return item
    held = chosen[item.code].item
    return replace(item, action=held.action, who=held.who, when=held.when)


def _is_done(one: _Kept, result: Result) -> bool:
    """Tell whether an item that the plan no longer holds was reached; a rating that was wanted is no step."""
    is_step = one.section == "steps" or (one.section == "rate_first" and one.item.is_filled)
    return is_step and one.code is not None and _is_shown(one.code, result)


def _is_shown(code: str, result: Result) -> bool:
    identifier, *numbers = code.split(".")
    if not numbers:
        met = {one.row.competency for one in result.outcomes if one.gap.status in _MET}
        return identifier in met | {one.implied.competency for one in result.implied if one.gap.status in _MET}
    level, number = map(int, numbers)
    rated = result.ratings.rated.get(identifier, ())
    if isinstance(rated, int):
        return level <= rated
    return bool(rated) and rated[level - 1][number - 1] is Rating.SHOWN


_MET: Final = frozenset({Status.ABOVE, Status.MEETS})
