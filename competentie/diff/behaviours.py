"""What changes in the behaviours of one competency. Pure.

A behaviour's code is what ratings refer to: when it comes to mean something else, they no longer mean the same.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from competentie.core.message import Message, msg
from competentie.core.terms import Behaviour, Competency
from competentie.diff.alignment import align
from competentie.diff.reasons import ONLY_WORDING
from competentie.diff.terms import Change, Subject, Verb, major, minor, patch
from competentie.diff.texts import Texts


def behaviour_changes(
    old: Competency, new: Competency, texts: Texts, asked: Mapping[str, tuple[int, str]]
) -> Iterator[Change]:
    """Yield what changes, by level and number; what is gone comes before what is there now.

    `asked` has per competency the highest level that a profile asks for, and which profile that is.
    """
    found = align(old.behaviours(), new.behaviours(), texts)
    codes = {one.code for one in new.behaviours()}
    judged: list[tuple[Behaviour, Change]] = [(one, _removed(one, codes)) for one in found.removed]
    for before, after in found.pairs:
        judged += [(after, change) for change in _kept(before, after, texts, codes)]
    judged += [(one, _added(one, asked.get(new.id))) for one in found.added]
    yield from (change for _, change in sorted(judged, key=lambda pair: (pair[0].level, pair[0].number)))


def _kept(before: Behaviour, after: Behaviour, texts: Texts, codes: set[str]) -> Iterator[Change]:
    """Judge a behaviour that is still there: its place comes before its wording."""
    if before.code != after.code:
        verb = Verb.REORDERED if before.level == after.level else Verb.MOVED
        change = major(Subject.BEHAVIOUR, verb, _ratings(before.code, codes), old=before.text, new=after.text)
    elif not texts.same(before.text, after.text):
        change = patch(Subject.BEHAVIOUR, Verb.REWORDED, ONLY_WORDING, old=before.text, new=after.text)
    else:
        return
    yield replace(change, old_code=before.code, new_code=after.code)


def _added(one: Behaviour, asked: tuple[int, str] | None) -> Change:
    norm, profile = asked or (0, "")
    if one.level <= norm:
        reason = msg("norm {norm} of `{profile}` asks for it", norm=norm, profile=profile)
        change = major(Subject.BEHAVIOUR, Verb.ADDED, reason, new=one.text)
    else:
        change = minor(Subject.BEHAVIOUR, Verb.ADDED, msg("no norm asks for it"), new=one.text)
    return replace(change, new_code=one.code)


def _removed(one: Behaviour, codes: set[str]) -> Change:
    change = major(Subject.BEHAVIOUR, Verb.REMOVED, _ratings(one.code, codes), old=one.text)
    return replace(change, old_code=one.code)


def _ratings(code: str, codes: set[str]) -> Message:
    """Say what becomes of ratings under a code that no longer means what it meant."""
    if code in codes:
        return msg("ratings of `{code}` would now count for another behaviour", code=code)
    return msg("ratings of `{code}` have nothing left to refer to", code=code)
