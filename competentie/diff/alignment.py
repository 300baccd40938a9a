"""Which old behaviour of a competency is which new one. Pure.

Equal texts belong together first: in the same place, then at the same level, then elsewhere. What is left is paired
by likeness, the most alike first; what then is left was removed or added.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from competentie.core.terms import Behaviour
from competentie.diff.texts import Texts, WordList, likeness

MOST_PAIRS: Final = 10_000  # 100 × 100 of one competency; beyond it only what has the same code is compared

Pair: TypeAlias = tuple[Behaviour, Behaviour]


@dataclass(slots=True)
class Alignment:
    """What belongs together, and what is left on either side; each in the order of its catalogue."""

    pairs: list[Pair]
    removed: list[Behaviour]
    added: list[Behaviour]


def align(old: Sequence[Behaviour], new: Sequence[Behaviour], texts: Texts) -> Alignment:
    """Pair the behaviours of one competency, lowest level first."""
    found = Alignment([], list(old), list(new))
    _pair_equal(found, lambda one: (texts.wording(one.text), one.code))
    _pair_equal(found, lambda one: (texts.wording(one.text), one.level))
    _pair_equal(found, lambda one: (texts.wording(one.text),))
    _pair_alike(found, texts)
    found.pairs.sort(key=lambda pair: (pair[1].level, pair[1].number))
    return found


def _pair_equal(found: Alignment, key: Callable[[Behaviour], tuple[object, ...]]) -> None:
    waiting: dict[tuple[object, ...], list[Behaviour]] = {}
    for behaviour in reversed(found.removed):
        waiting.setdefault(key(behaviour), []).append(behaviour)
    _take(found, [(same.pop(), behaviour) for behaviour in found.added if (same := waiting.get(key(behaviour)))])


def _pair_alike(found: Alignment, texts: Texts) -> None:
    taken: set[str] = set()
    chosen = []
    for _, pair in sorted(_candidates(found, texts), key=lambda candidate: candidate[0]):
        codes = {"old " + pair[0].code, "new " + pair[1].code}
        if not codes & taken:
            taken |= codes
            chosen.append(pair)
    _take(found, chosen)


def _candidates(found: Alignment, texts: Texts) -> Iterator[tuple[tuple[object, ...], Pair]]:
    """Yield pairs that are alike, with what to sort them by: likeness, the same place, the same level, the order."""
    few = len(found.removed) * len(found.added) <= MOST_PAIRS
    added = [(one, WordList.of(texts.wording(one.text))) for one in found.added]
    by_code = {one.code: (one, tokens) for one, tokens in added}
    for old in found.removed:
        removed = WordList.of(texts.wording(old.text))
        same = by_code.get(old.code)
        for new, tokens in added if few else [same] if same else []:
            alike = likeness(removed, tokens)
            if alike:
                rank = (-alike, old.code != new.code, old.level != new.level, new.level, new.number)
                yield (*rank, old.level, old.number), (old, new)


def _take(found: Alignment, pairs: list[Pair]) -> None:
    """Take pairs out of what is left; a behaviour is known by its code on its own side."""
    if pairs:
        old, new = {one.code for one, _ in pairs}, {one.code for _, one in pairs}
        found.removed = [one for one in found.removed if one.code not in old]
        found.added = [one for one in found.added if one.code not in new]
        found.pairs += pairs
