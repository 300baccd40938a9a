"""What changed in meaning between two handbooks, and the step of a version that it asks for.

Pure: it compares what was read, and knows no files and no git. `versions` judges the versions themselves. A profile's
rows are those that it has after `extends`: what a base asks more, its heirs ask more too.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import chain, zip_longest
from typing import Final, TypeVar

from competentie.core import (
    Behaviour,
    Catalogue,
    Competency,
    Group,
    Message,
    Profile,
    Row,
    Text,
    implied_norms,
    msg,
    same_text,
)
from competentie.diff.terms import (
    Change,
    Handbook,
    HandbookComparison,
    Renamed,
    Subject,
    Verb,
    added_or,
    lifted,
    looks_renamed,
    major,
    minor,
    patch,
    under_new_ids,
)
from competentie.handbook.texts import Texts, align, equal

_ONLY_WORDING: Final = msg("only the wording changes")
_ONLY_ORDER: Final = msg("only the order of display changes")
_ONLY_HEADING: Final = msg("only a heading changes")
_EXPLAINS: Final = msg("it explains, and asks nothing")
_NOTHING_BY_ITSELF: Final = msg("by itself it asks nothing")
_OTHER_TEXT: Final = msg("a level of the whole competency was given on another text")
_LESS: Final = msg("less is asked")
_MORE: Final = msg("more is asked")
_NO_RATINGS: Final = msg("ratings of it have nothing left to refer to")

V = TypeVar("V")
K = TypeVar("K", int, str)


def compare(old: Handbook, new: Handbook) -> HandbookComparison:
    """Compare two handbooks; the same two always give the same changes in the same order."""
    texts = Texts(old.catalogue.language, new.catalogue.language)
    renamed, inserted = lifted(under_new_ids(old, new), new.catalogue)
    demands = _demands(renamed, new)
    return HandbookComparison(
        (
            *([inserted] if inserted else []),
            *_catalogue(renamed.catalogue, new.catalogue, texts),
            *_competencies(renamed, new.catalogue, texts, demands),
            *_profiles(renamed, new, texts, demands),
        )
    )


# The catalogue as a whole


def _catalogue(old: Catalogue, new: Catalogue, texts: Texts) -> Iterator[Change]:
    """Yield what changes outside the competencies."""
    yield from _reworded(Subject.TITLE, old.title, new.title, texts)
    yield from _reworded(Subject.SOURCE, old.source, new.source, texts)
    yield from _reworded(Subject.LICENSE, old.license, new.license, texts)
    if old.language != new.language:
        yield patch(Subject.LANGUAGE, Verb.CHANGED, _ONLY_WORDING, old=old.language, new=new.language)
    if new.attain > old.attain:
        reason = msg("more of each level has to be shown")
        yield major(Subject.ATTAIN, Verb.RAISED, reason, old=old.attain, new=new.attain)
    elif new.attain < old.attain:
        reason = msg("ratings that were given now attain more than they did")
        yield major(Subject.ATTAIN, Verb.LOWERED, reason, old=old.attain, new=new.attain)
    yield from _introduction(old.introduction, new.introduction, texts)
    yield from _levels(old, new, texts)
    yield from _explained(Subject.LEVEL_TEXT, old.level_texts, new.level_texts, texts)
    for identifier, before, after in _both(old.clusters, new.clusters):
        yield from _reworded(Subject.CLUSTER, before, after, texts, _ONLY_HEADING, identifier)
    yield from _explained(Subject.CLUSTER_TEXT, old.cluster_texts, new.cluster_texts, texts)
    if old.inside != new.inside:
        names = [one for one, before, after in _both(old.inside, new.inside) if before != after]
        yield patch(Subject.CLUSTER, Verb.CHANGED, _ONLY_HEADING, ", ".join(names))
    if old.roles != new.roles:
        yield patch(Subject.ROLES, Verb.CHANGED, _ONLY_ORDER, old=", ".join(old.roles), new=", ".join(new.roles))
    yield from _beside("x-" if old.extra != new.extra else "")
    for identifier, place, now in moved(old.clusters, new.clusters):
        yield patch(Subject.CLUSTER, Verb.REORDERED, _ONLY_ORDER, identifier, old=place, new=now)


def _introduction(old: Sequence[Text], new: Sequence[Text], texts: Texts) -> Iterator[Change]:
    """Yield what changes in the handbook's own prose, by paragraph."""
    before, after = (list(map(texts.wording, paragraphs)) for paragraphs in (old, new))
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for _, start, end, now, until in matcher.get_opcodes():
        for place, (one, other) in enumerate(zip_longest(old[start:end], new[now:until]), now + 1):
            yield from _reworded(Subject.INTRODUCTION, one, other, texts, _EXPLAINS, place)


def _explained(subject: Subject, old: Mapping[K, Text], new: Mapping[K, Text], texts: Texts) -> Iterator[Change]:
    """Yield what changes in texts that only explain."""
    for about, before, after in _both(old, new):
        yield from _reworded(subject, before, after, texts, _EXPLAINS, about)


def _beside(*names: str) -> Iterator[Change]:
    """Yield that something changed beside texts: one line, however much it is."""
    if any(names):
        yield patch(Subject.BESIDE, Verb.CHANGED, _EXPLAINS, ", ".join(filter(None, names)))


def _levels(old: Catalogue, new: Catalogue, texts: Texts) -> Iterator[Change]:
    """Yield what changes in the steps. A level is its number: when its name moves, ratings are read otherwise."""
    places = {texts.wording(name): number for number, name in enumerate(new.level_names, 1)}
    for number, (before, after) in enumerate(zip(old.level_names, new.level_names, strict=False), 1):
        place = places.get(texts.wording(before), number)
        if texts.wording(before) != texts.wording(after) and place != number:
            reason = msg("ratings of level {level} would now be read under another name", level=number)
            yield major(Subject.LEVEL, Verb.REORDERED, reason, number, old=number, new=place)
        else:
            yield from _reworded(Subject.LEVEL, before, after, texts, _ONLY_HEADING, number)
    for number in range(old.height + 1, new.height + 1):
        reason = msg("no norm asked for it before")
        yield minor(Subject.LEVEL, Verb.ADDED, reason, number, new=new.level_names[number - 1])
    for number in range(new.height + 1, old.height + 1):
        reason = msg("ratings of level {level} no longer mean anything", level=number)
        yield major(Subject.LEVEL, Verb.REMOVED, reason, number, old=old.level_names[number - 1])


# What profiles ask, before and after


@dataclass(frozen=True, slots=True)
class _Norms:
    """What one profile asks: by its own rows, and through what competencies presuppose."""

    explicit: Mapping[str, int]
    implied: Mapping[str, int]

    def demand(self, competency: str) -> int:
        """Return the level asked of a competency, the higher of both norms; 0 when it is not asked."""
        return max(self.explicit.get(competency, 0), self.implied.get(competency, 0))


@dataclass(frozen=True, slots=True)
class _ImpliedChange:
    """An implied norm that is asked otherwise than before; 0 is not at all.

    `by_catalogue` tells whether the catalogue alone makes the difference, or the profile's own rows do.
    """

    profile: str
    competency: str
    old: int
    new: int
    by_catalogue: bool


@dataclass(frozen=True, slots=True)
class _Demands:
    """What the new profiles ask, and which implied norms changed in profiles that were there before."""

    asked: Mapping[str, tuple[int, str]]
    """Per competency the highest level that is asked, and the first profile (by id) that asks for it."""
    implied: Mapping[str, Sequence[_ImpliedChange]]
    """Per profile, by id."""

    def raised_by_catalogue(self) -> dict[str, _ImpliedChange]:
        """Return per competency the first implied norm that the catalogue raised."""
        raised: dict[str, _ImpliedChange] = {}
        for change in chain.from_iterable(self.implied.values()):
            if change.by_catalogue and change.new > change.old:
                raised.setdefault(change.competency, change)
        return raised


def _demands(old: Handbook, new: Handbook) -> _Demands:
    """Work out what is asked after the change, and what is implied otherwise than before."""
    asked: dict[str, tuple[int, str]] = {}
    implied: dict[str, list[_ImpliedChange]] = {}
    for identifier in sorted(new.profiles):
        after = _norms(new.catalogue, new.profiles[identifier])
        for competency in [*after.explicit, *after.implied]:
            level = after.demand(competency)
            if level > asked.get(competency, (0, ""))[0]:
                asked[competency] = (level, identifier)
        if identifier in old.profiles:
            implied[identifier] = [*_implied_changes(old, new.catalogue, old.profiles[identifier], after)]
    return _Demands(asked, implied)


def _norms(catalogue: Catalogue, profile: Profile) -> _Norms:
    """Return what a profile asks on a catalogue; rows on competencies that the catalogue lacks are passed over."""
    profile = profile._replace(rows=tuple(row for row in profile.rows if row.competency in catalogue.competencies))
    explicit = {row.competency: row.norm for row in profile.rows}
    if not any(catalogue.competencies[competency].presupposes for competency in explicit):
        return _Norms(explicit, {})
    return _Norms(explicit, {implied.competency: implied.norm for implied in implied_norms(catalogue, profile)})


def _implied_changes(old: Handbook, new: Catalogue, profile: Profile, after: _Norms) -> Iterator[_ImpliedChange]:
    before = _norms(old.catalogue, profile)
    if not before.implied and not after.implied:
        return
    between = _norms(new, profile).implied  # the old rows on the new catalogue: what the catalogue alone does
    for competency in dict.fromkeys([*new.competencies, *old.catalogue.competencies]):
        level, by_itself = before.implied.get(competency, 0), competency in before.explicit
        now = after.implied.get(competency, 0)
        if competency in after.explicit:  # an explicit row says the same and more
            continue
        if now > before.demand(competency) or (now < level and not by_itself):
            yield _ImpliedChange(profile.id, competency, level, now, by_catalogue=between.get(competency, 0) != level)


# The competencies


def _competencies(renamed: Renamed, new: Catalogue, texts: Texts, demands: _Demands) -> Iterator[Change]:
    """Yield what changes per competency, in the order of the new catalogue; those that are gone come last."""
    old = renamed.catalogue
    places = {identifier: (place, now) for identifier, place, now in moved(old.competencies, new.competencies)}
    raised = demands.raised_by_catalogue()
    for identifier, before, after in _both(old.competencies, new.competencies):
        if identifier in places:
            place, now = places[identifier]
            yield patch(Subject.COMPETENCY, Verb.REORDERED, _ONLY_ORDER, competency=identifier, old=place, new=now)
        if line := renamed.lines.get((Subject.COMPETENCY, identifier)):
            yield replace(line, competency=identifier)
        for change in _competency(before, after, texts, raised, demands.asked.get(identifier, (0, ""))):
            reason = looks_renamed(before, old, new) if after is None else None
            yield replace(change, competency=identifier, reason=reason or change.reason)


def _competency(
    old: Competency | None,
    new: Competency | None,
    texts: Texts,
    raised: Mapping[str, _ImpliedChange],
    asked: tuple[int, str],
) -> Iterator[Change]:
    if new is None:
        yield major(Subject.COMPETENCY, Verb.REMOVED, _NO_RATINGS, old=old.label if old else None)
    elif old is None:
        yield minor(Subject.COMPETENCY, Verb.ADDED, _NOTHING_BY_ITSELF, new=new.label)
    elif old != new:
        yield from _reworded(Subject.LABEL, old.label, new.label, texts, _ONLY_HEADING)
        yield from _definition(old, new, texts)
        yield from _presupposes(old, new, raised)
        yield from _relations(old, new, texts)
        if old.levels is None and new.levels is not None:
            yield minor(Subject.COMPETENCY, Verb.DESCRIBED, _NOTHING_BY_ITSELF)
        elif old.levels is not None and new.levels is None:
            yield major(Subject.COMPETENCY, Verb.UNDESCRIBED, _NO_RATINGS)
        yield from _level_texts(old, new, texts)
        if old.levels != new.levels:
            yield from _behaviours(old, new, texts, *asked)
        own = [name for name, get in _OWN.items() if get(old) != get(new)]
        said = any(_besides(one) != _NOTHING for one in (*old.behaviours(), *new.behaviours()))
        pairs = align(old.behaviours(), new.behaviours(), texts).pairs if said and old.levels != new.levels else []
        yield from _beside(*own, *(now.code for before, now in pairs if _besides(before) != _besides(now)))


_OWN: Final[Mapping[str, Callable[[Competency], object]]] = {
    "code": lambda one: one.own_code,
    "short": lambda one: one.short,
    "x-": lambda one: one.extra,
}


_NOTHING: Final[tuple[object, ...]] = (None, None, (), (), {})


def _besides(one: Behaviour) -> tuple[object, ...]:
    return one.own_code, one.note, one.tags, one.questions, one.extra


def _level_texts(old: Competency, new: Competency, texts: Texts) -> Iterator[Change]:
    """Yield what changes in what levels are; where no behaviours are described, that is what was rated."""
    rated = not any(old.levels or ())
    for level, before, after in _both(old.level_texts, new.level_texts):
        if rated and before is not None and after is not None and not texts.alike(before, after):
            yield major(Subject.LEVEL_TEXT, Verb.REPLACED, _OTHER_TEXT, level, old=before, new=after)
        else:
            yield from _reworded(Subject.LEVEL_TEXT, before, after, texts, _EXPLAINS, level)


def _definition(old: Competency, new: Competency, texts: Texts) -> Iterator[Change]:
    if equal(old.definition, new.definition) or texts.alike(old.definition, new.definition):
        yield from _reworded(Subject.DEFINITION, old.definition, new.definition, texts)
    else:
        yield major(Subject.DEFINITION, Verb.REPLACED, _OTHER_TEXT, old=old.definition, new=new.definition)


def _presupposes(old: Competency, new: Competency, raised: Mapping[str, _ImpliedChange]) -> Iterator[Change]:
    for lighter, before, after in _both(old.presupposes, new.presupposes):
        if after is None or (before is not None and after < before):
            verb = Verb.REMOVED if after is None else Verb.LOWERED
            yield minor(Subject.PRESUPPOSES, verb, _LESS, lighter, old=before, new=after)
        elif before is None or after > before:
            verb = Verb.ADDED if before is None else Verb.RAISED
            if lighter not in raised:
                yield minor(Subject.PRESUPPOSES, verb, _NOTHING_BY_ITSELF, lighter, old=before, new=after)
                continue
            reason = msg(
                "`{profile}` now takes level {level} of `{competency}` as present",
                profile=raised[lighter].profile,
                level=raised[lighter].new,
                competency=lighter,
            )
            yield major(Subject.PRESUPPOSES, verb, reason, lighter, old=before, new=after)


def _relations(old: Competency, new: Competency, texts: Texts) -> Iterator[Change]:
    if old.cluster != new.cluster:
        yield patch(Subject.CLUSTER, Verb.CHANGED, _ONLY_HEADING, old=old.cluster, new=new.cluster)
    for competency, question, now in _both(old.contrast, new.contrast):
        yield from _reworded(Subject.CONTRAST, question, now, texts, _EXPLAINS, competency)
    for framework, before, after in _both(old.links, new.links):
        if before != after:
            verb = added_or(Verb.CHANGED, before, after)
            yield patch(Subject.LINK, verb, _EXPLAINS, framework, old=before, new=after)


# The behaviours. A code is what ratings refer to: when it comes to mean something else, they no longer mean the same


def _behaviours(old: Competency, new: Competency, texts: Texts, norm: int, profile: str) -> Iterator[Change]:
    """Yield what changes, by level and number; what is gone comes before what is there now.

    `norm` is the highest level of the competency that is asked, and `profile` asks for it.
    """
    alignment = align(old.behaviours(), new.behaviours(), texts)
    codes = {behaviour.code for behaviour in new.behaviours()}
    changes = [(behaviour, _removed(behaviour, codes)) for behaviour in alignment.removed]
    for before, after in alignment.pairs:
        changes += [(after, change) for change in _kept(before, after, texts, codes)]
    changes += [(behaviour, _added(behaviour, norm, profile)) for behaviour in alignment.added]
    yield from (change for _, change in sorted(changes, key=lambda pair: (pair[0].level, pair[0].number)))


def _kept(before: Behaviour, after: Behaviour, texts: Texts, codes: set[str]) -> Iterator[Change]:
    """Judge a behaviour that is still there: its place comes before its wording."""
    changes: Iterable[Change] = _reworded(Subject.BEHAVIOUR, before.text, after.text, texts)
    if before.code != after.code:
        verb = Verb.REORDERED if before.level == after.level else Verb.MOVED
        reason = _ratings(before.code, codes)
        changes = [major(Subject.BEHAVIOUR, verb, reason, old=before.text, new=after.text)]
    for change in changes:
        yield replace(change, old_code=before.code, new_code=after.code)


def _added(behaviour: Behaviour, norm: int, profile: str) -> Change:
    if behaviour.level > norm:
        reason = msg("no norm asks for it")
        return minor(Subject.BEHAVIOUR, Verb.ADDED, reason, new=behaviour.text, new_code=behaviour.code)
    reason = msg("norm {norm} of `{profile}` asks for it", norm=norm, profile=profile)
    return major(Subject.BEHAVIOUR, Verb.ADDED, reason, new=behaviour.text, new_code=behaviour.code)


def _removed(behaviour: Behaviour, codes: set[str]) -> Change:
    reason = _ratings(behaviour.code, codes)
    return major(Subject.BEHAVIOUR, Verb.REMOVED, reason, old=behaviour.text, old_code=behaviour.code)


def _ratings(code: str, codes: set[str]) -> Message:
    """Say what becomes of ratings under a code that no longer means what it meant."""
    if code in codes:
        return msg("ratings of `{code}` would now count for another behaviour", code=code)
    return msg("ratings of `{code}` have nothing left to refer to", code=code)


# The profiles: their norms, explicit and implied, and what stands beside them


def _profiles(old: Renamed, new: Handbook, texts: Texts, demands: _Demands) -> Iterator[Change]:
    """Yield what changes per profile, by id."""
    for identifier in sorted({*old.profiles, *new.profiles}):
        line = old.lines.get((Subject.PROFILE, identifier))
        changes = _profile(old.profiles.get(identifier), new.profiles.get(identifier), texts)
        owner = identifier if identifier in new.profiles else None  # what is gone has no version to move
        for change in chain([line] if line else [], changes):
            yield replace(change, profile=identifier, owner=owner)
        yield from map(_implied, demands.implied.get(identifier, ()))


def _profile(old: Profile | None, new: Profile | None, texts: Texts) -> Iterator[Change]:
    if new is None:
        reason = msg("ratings against it have no norms left to be held against")
        yield major(Subject.PROFILE, Verb.REMOVED, reason, old=old.role if old else None)
    elif old is None:
        yield minor(Subject.PROFILE, Verb.ADDED, msg("nobody was held against it before"), new=new.role)
    else:
        yield from _reworded(Subject.ROLE, old.role, new.role, texts, _ONLY_HEADING)
        yield from _beside("x-" if old.extra != new.extra else "")
        yield from _rows(old, new, texts)


def _rows(old: Profile, new: Profile, texts: Texts) -> Iterator[Change]:
    places: dict[str, tuple[int, int]] = {}
    for group in Group:
        before, after = ([row.competency for row in profile.rows if row.group is group] for profile in (old, new))
        places |= {competency: (place, now) for competency, place, now in moved(before, after)}
    rows_old, rows_new = ({row.competency: row for row in profile.rows} for profile in (old, new))
    for competency, row_old, row_new in _both(rows_old, rows_new):
        for change in _row(row_old, row_new, texts):
            yield replace(change, competency=competency)
        if competency in places:
            place, now = places[competency]
            yield patch(Subject.NORM, Verb.REORDERED, _ONLY_ORDER, competency=competency, old=place, new=now)


def _row(old: Row | None, new: Row | None, texts: Texts) -> Iterator[Change]:
    if new is None:
        yield minor(Subject.NORM, Verb.REMOVED, _LESS, old=old.norm if old else None)
    elif old is None:
        yield major(Subject.NORM, Verb.ADDED, _MORE, new=new.norm)
    else:
        if new.norm > old.norm:
            yield major(Subject.NORM, Verb.RAISED, _MORE, old=old.norm, new=new.norm)
        elif new.norm < old.norm:
            yield minor(Subject.NORM, Verb.LOWERED, _LESS, old=old.norm, new=new.norm)
        if new.group is not old.group:
            yield patch(Subject.GROUP, Verb.CHANGED, _ONLY_HEADING, old=old.group.value, new=new.group.value)
        yield from _reworded(Subject.RATIONALE, old.rationale, new.rationale, texts, _EXPLAINS)


def _implied(implied: _ImpliedChange) -> Change:
    if implied.new > implied.old:
        verb = Verb.RAISED if implied.old else Verb.ADDED
        change = major(Subject.IMPLIED_NORM, verb, _MORE, old=implied.old or None, new=implied.new)
    else:
        verb = Verb.LOWERED if implied.new else Verb.REMOVED
        change = minor(Subject.IMPLIED_NORM, verb, _LESS, old=implied.old, new=implied.new or None)
    owner = None if implied.by_catalogue else implied.profile
    return replace(change, profile=implied.profile, owner=owner, competency=implied.competency)


# What all of them share


def _reworded(
    subject: Subject,
    old: Text | None,
    new: Text | None,
    texts: Texts,
    reason: Message = _ONLY_WORDING,
    about: str | int | None = None,
) -> Iterator[Change]:
    """Yield the change of a text that asks nothing, if it says something else; of translations one by one."""
    if texts.same(old, new):
        return
    if old is None or new is None:
        yield patch(subject, added_or(Verb.REWORDED, old, new), reason, about, old=old, new=new)
        return
    before, after = texts.tagged(old, texts.old_language), texts.tagged(new, texts.new_language)
    shared = [tag for tag in after if tag in before]
    changed = [tag for tag in shared if same_text(before[tag]) != same_text(after[tag])]
    if not shared or texts.new_language in changed:
        yield patch(subject, Verb.REWORDED, reason, about, old=old, new=new)
        return
    translations = [tag for tag in dict.fromkeys((*after, *before)) if tag not in shared or tag in changed]
    for tag in translations:
        verb = added_or(Verb.TRANSLATION_CHANGED, before.get(tag), after.get(tag))
        verb = {Verb.ADDED: Verb.TRANSLATION_ADDED, Verb.REMOVED: Verb.TRANSLATION_REMOVED}.get(verb, verb)
        beside, now = before.get(tag, before[shared[0]]), after.get(tag, after[shared[0]])
        yield patch(
            subject, verb, reason, tag if about is None else about, old=Text({tag: beside}), new=Text({tag: now})
        )
    if not translations:
        yield patch(subject, Verb.RESPELLED, reason, about, old=old, new=new)


def _both(old: Mapping[K, V], new: Mapping[K, V]) -> Iterator[tuple[K, V | None, V | None]]:
    """Yield each name with what it was and is, in the order of `new`; those that are gone come last."""
    for name in dict.fromkeys(chain(new, old)):
        yield name, old.get(name), new.get(name)


def moved(old: Iterable[str], new: Iterable[str]) -> list[tuple[str, int, int]]:
    """Return what stands in another order, as few as possible: the name, its old and its new place (from 1).

    Places count only what is in both; names are in the order of `new`. The rest is a longest increasing subsequence
    (Schensted 1961, by patience sorting), so that one name taken to the front is one move.
    """
    names = tuple(new)
    places_old = _places(old, set(names))
    places_new = _places(names, set(places_old))
    in_order = _longest_increasing([places_old[name] for name in places_new])
    return [(name, places_old[name], place) for name, place in places_new.items() if places_old[name] not in in_order]


def _places(names: Iterable[str], shared: set[str]) -> dict[str, int]:
    common = [name for name in names if name in shared]
    return {name: place for place, name in enumerate(common, 1)}


def _longest_increasing(places: Sequence[int]) -> set[int]:
    """Return a longest increasing subsequence of distinct numbers."""
    tops: list[int] = []
    before: dict[int, int | None] = {}
    for place in places:
        pile = bisect_left(tops, place)
        before[place] = tops[pile - 1] if pile else None
        tops[pile : pile + 1] = [place]
    kept: set[int] = set()
    last = tops[-1] if tops else None
    while last is not None:
        kept.add(last)
        last = before[last]
    return kept
