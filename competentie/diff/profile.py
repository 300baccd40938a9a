"""What changes in the profiles: their norms, explicit and implied, and what stands beside them. Pure.

A profile's rows are those that it has after `extends`: what a base asks more, its heirs ask more too.
"""

from collections.abc import Iterator
from dataclasses import replace

from competentie.core.message import msg
from competentie.core.terms import Group, Profile, Row
from competentie.diff.demand import Demands, ImpliedChange
from competentie.diff.order import moved
from competentie.diff.reasons import EXPLAINS, LESS, MORE, ONLY_HEADING, ONLY_ORDER
from competentie.diff.terms import Change, Handbook, Subject, Verb, added_or, major, minor, patch
from competentie.diff.texts import Texts


def profile_changes(old: Handbook, new: Handbook, texts: Texts, demands: Demands) -> Iterator[Change]:
    """Yield what changes per profile, by id."""
    implied: dict[str, list[ImpliedChange]] = {}
    for one in demands.implied:
        implied.setdefault(one.profile, []).append(one)
    for identifier in sorted({*old.profiles, *new.profiles}):
        for change in _profile(old.profiles.get(identifier), new.profiles.get(identifier), texts):
            yield replace(change, profile=identifier, owner=identifier)
        for one in implied.get(identifier, ()):
            owner = None if one.by_catalogue else identifier
            yield replace(_implied(one), profile=identifier, owner=owner, competency=one.competency)


def _profile(old: Profile | None, new: Profile | None, texts: Texts) -> Iterator[Change]:
    if new is None:
        reason = msg("ratings against it have no norms left to be held against")
        yield major(Subject.PROFILE, Verb.REMOVED, reason, old=old.role if old else None)
    elif old is None:
        yield minor(Subject.PROFILE, Verb.ADDED, msg("nobody was held against it before"), new=new.role)
    else:
        if not texts.same(old.role, new.role):
            yield patch(Subject.ROLE, Verb.REWORDED, ONLY_HEADING, old=old.role, new=new.role)
        yield from _rows(old, new, texts)


def _rows(old: Profile, new: Profile, texts: Texts) -> Iterator[Change]:
    rows_old = {row.competency: row for row in old.rows}
    rows_new = {row.competency: row for row in new.rows}
    places: dict[str, tuple[int, int]] = {}
    for group in Group:
        orders = [[row.competency for row in one.rows if row.group is group] for one in (old, new)]
        places |= {one: (place, now) for one, place, now in moved(*orders)}
    for competency in dict.fromkeys([*rows_new, *rows_old]):
        for change in _row(rows_old.get(competency), rows_new.get(competency), texts):
            yield replace(change, competency=competency)
        if competency in places:
            place, now = places[competency]
            moving = patch(Subject.NORM, Verb.REORDERED, ONLY_ORDER, old=place, new=now)
            yield replace(moving, competency=competency)


def _row(old: Row | None, new: Row | None, texts: Texts) -> Iterator[Change]:
    if new is None:
        yield minor(Subject.NORM, Verb.REMOVED, LESS, old=old.norm if old else None)
    elif old is None:
        yield major(Subject.NORM, Verb.ADDED, MORE, new=new.norm)
    else:
        if new.norm > old.norm:
            yield major(Subject.NORM, Verb.RAISED, MORE, old=old.norm, new=new.norm)
        elif new.norm < old.norm:
            yield minor(Subject.NORM, Verb.LOWERED, LESS, old=old.norm, new=new.norm)
        if new.group is not old.group:
            yield patch(Subject.GROUP, Verb.CHANGED, ONLY_HEADING, old=old.group.value, new=new.group.value)
        if not texts.same(old.rationale, new.rationale):
            verb = added_or(Verb.REWORDED, old.rationale, new.rationale)
            yield patch(Subject.RATIONALE, verb, EXPLAINS, old=old.rationale, new=new.rationale)


def _implied(one: ImpliedChange) -> Change:
    if one.new > one.old:
        verb = Verb.RAISED if one.old else Verb.ADDED
        return major(Subject.IMPLIED_NORM, verb, MORE, old=one.old or None, new=one.new)
    verb = Verb.LOWERED if one.new else Verb.REMOVED
    return minor(Subject.IMPLIED_NORM, verb, LESS, old=one.old, new=one.new or None)
