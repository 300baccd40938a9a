"""Whose ratings may be shown, and how: one rater by name, or a group without names, and not below a minimum.

Peers and direct reports are shown only as a group of at least `minimum` raters; what a group holds here has no names,
dates, remarks or order any more, so that no output can tell what one of them said. Every command that shows ratings
of somebody asks `views` with all ratings of that person (a selection of them could be subtracted from another one).
Groups at two moments differ by single people: do not put them side by side. Pure.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from competentie.core import AGREED, GROUPED, RELATIONS, Behaviour, Rating, Ratings, is_unrated, same_name
from competentie.ratings.folder import Kept


class View(NamedTuple):
    """What one rater said, or a group: then `rater` is None and no entry tells from whom, when or from which file.

    `minimum` is how many of a group have to say something before it may be told.
    """

    relation: str | None
    rater: str | None
    entries: tuple[Kept, ...]
    minimum: int = 1

    @property
    def is_agreed(self) -> bool:
        """Whether this is what raters came to, and so none of them."""
        return self.relation == AGREED

    @property
    def is_group(self) -> bool:
        """Whether this is a group without names."""
        return self.relation in GROUPED

    def on(self, competency: str) -> tuple[Kept, ...]:
        """Return the entries that rate a competency; none at all when fewer than the minimum do."""
        rated = tuple(one for one in self.entries if not is_unrated(one.ratings.rated.get(competency, ())))
        return rated if len(rated) >= self.minimum else ()

    def answers(self, behaviour: Behaviour) -> Mapping[Rating, int]:
        """Return how many say what of a behaviour; nothing when fewer than the minimum say something."""
        rated = (one.ratings.rated.get(behaviour.competency, 0) for one in self.entries)
        given = Counter(one[behaviour.level - 1][behaviour.number - 1] for one in rated if not isinstance(one, int))
        del given[Rating.UNRATED]
        return given if given.total() >= self.minimum else {}

    def direct(self, competency: str) -> tuple[int, ...]:
        """Return the direct levels that were given, lowest first; none when fewer than the minimum gave one."""
        rated = (one.ratings.rated.get(competency) for one in self.entries)
        given = tuple(sorted(one for one in rated if isinstance(one, int)))
        return given if len(given) >= self.minimum else ()


class Why(StrEnum):
    """Why ratings take no part."""

    EARLIER = "earlier"
    """The same rater gave later ones."""
    SAME_DAY = "same_day"
    """The same rater has another file of that day, and one of the two can count only."""
    OTHER_PROFILE = "other_profile"
    """They were given for another profile."""


class LeftOut(NamedTuple):
    """A number of ratings that take no part: of one rater, or of a group (`rater` is None), and why."""

    relation: str | None
    rater: str | None
    why: Why
    number: int


class Views(NamedTuple):
    """What may be shown, in the order of `RELATIONS`; the number of raters of each group that is withheld."""

    shown: tuple[View, ...] = ()
    withheld: Mapping[str, int] = {}
    left_out: tuple[LeftOut, ...] = ()
    minimum: int = 1
    """How many raters a group takes to be shown."""


def views(entries: Iterable[Kept], minimum: int, profile: str | None = None) -> Views:
    """Return what may be shown of one person's ratings, all of which are to be given.

    Per rater the latest ratings count. Ratings for another profile than `profile` take no part, if it is given.

    In a group a rater counts once, with the latest ratings for whatever profile, and only among those who rated for
    the same one. So two groups have no rater in common, and none is another one with somebody added. Raters without
    a name cannot be told apart, and count as one. Somebody who is shown by name as well does not help a group to its
    minimum: without that one it still has to be large enough.
    """
    files = sorted(entries, key=lambda one: (one.date or "", one.path.name))
    known = known_names(files)
    shown, left_out = _single([one for one in files if not one.is_of_group], profile)
    withheld: dict[str, int] = {}
    for relation in GROUPED:
        given = [one for one in files if one.relation == relation]
        latest = [current(one) for one in _grouped(given, rater_key)]
        fitting = [one for one in latest if profile in {one.profile, None}]
        left_out += _left_out(relation, None, len(given) - len(latest), len(latest) - len(fitting))
        for members in _grouped(fitting, lambda one: one.profile):
            needed = minimum + sum(same_name(one.ratings.rater or "") in known for one in members)
            if len(members) >= needed:
                shown.append(View(relation, None, _nameless(members), needed))
            else:
                withheld[relation] = withheld.get(relation, 0) + len(members) - (needed - minimum)
    shown.sort(key=lambda one: order_of(one.relation, one.rater))
    return Views(tuple(shown), withheld, tuple(left_out), minimum)


def rater_key(entry: Kept) -> str:
    """Return what tells raters of one relation apart: the name; a person's self is one, whatever name was filled in."""
    return "" if entry.relation == "self" else same_name(entry.ratings.rater or "")


def known_names(entries: Iterable[Kept]) -> frozenset[str]:
    """Return the names, as they are compared, that are shown with ratings: of the person, and of raters in no group."""
    return frozenset(same_name(name) for one in entries for name in (one.person, one.rater) if name)


def name_to_show(person: str, entries: Iterable[Kept]) -> str:
    """Return a person's name as those who are shown by name write it last; what somebody in a group wrote is not shown.

    `entries` run from old to new; where no such rater wrote a name, `person` is what was asked for.
    """
    names = [one.person for one in entries if not one.is_of_group and one.person]
    return names[-1] if names else person


def order_of(relation: str | None, rater: str | None) -> tuple[int, str]:
    """Return what raters are sorted by: what they are to the person, in the order of `RELATIONS`, and the name.

    What they agreed on leads.
    """
    return -1 if relation == AGREED else (*RELATIONS, None).index(relation), same_name(rater or "")


def current(entries: Sequence[Kept]) -> Kept:
    """Return a rater's latest ratings that are finished: who has only begun again has said nothing new."""
    return ([one for one in entries if not one.ratings.unfinished] or entries)[-1]


def _single(entries: Sequence[Kept], profile: str | None) -> tuple[list[View], list[LeftOut]]:
    """Return the views with a rater each, and what was left out of them."""
    shown: list[View] = []
    left_out: list[LeftOut] = []
    for given in _grouped(entries, lambda one: (one.relation, rater_key(one))):
        relation = given[0].relation
        fitting = [one for one in given if profile in {one.profile, None}]
        rater = (fitting or given)[-1].ratings.rater
        if fitting:
            shown.append(View(relation, rater, (current(fitting),)))
        same = sum(one.date == current(fitting).date for one in fitting) - 1 if fitting else 0
        left_out += _left_out(relation, rater, max(len(fitting) - 1, 0) - same, len(given) - len(fitting), same)
    return shown, left_out


def _left_out(relation: str | None, rater: str | None, earlier: int, other: int, same: int = 0) -> list[LeftOut]:
    numbers = {Why.EARLIER: earlier, Why.SAME_DAY: same, Why.OTHER_PROFILE: other}
    return [LeftOut(relation, rater, why, number) for why, number in numbers.items() if number]


def _grouped(entries: Iterable[Kept], key: Callable[[Kept], Hashable]) -> Iterable[list[Kept]]:
    groups: dict[Hashable, list[Kept]] = defaultdict(list)
    for one in entries:
        groups[key(one)].append(one)
    return groups.values()


def _nameless(members: Iterable[Kept]) -> tuple[Kept, ...]:
    """Return what members of a group said, bare of what tells them apart, in the order of the content."""
    bare = []
    for one in members:
        ratings = Ratings(dict(sorted(one.ratings.rated.items())), profile=one.profile, relation=one.relation)
        bare.append(replace(one.reconciled, ratings=ratings))
    return tuple(Kept(Path(), one) for one in sorted(bare, key=repr))
