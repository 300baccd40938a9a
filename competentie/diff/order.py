"""Which items of a list stand elsewhere, and not merely behind something that was added or removed. Pure."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence


def moved(old: Iterable[str], new: Iterable[str]) -> list[tuple[str, int, int]]:
    """Return what stands in another order, as few as possible: the item, its old and its new place (from 1).

    Places count only what is in both; items are in the order of `new`. The rest is a longest increasing subsequence
    (Schensted 1961, by patience sorting), so that one item taken to the front is one move.
    """
    wanted = tuple(new)
    places_old = _places(old, set(wanted))
    places_new = _places(wanted, set(places_old))
    kept = _kept([places_old[one] for one in places_new])
    return [(one, places_old[one], place) for one, place in places_new.items() if places_old[one] not in kept]


def _places(names: Iterable[str], wanted: set[str]) -> dict[str, int]:
    common = [name for name in names if name in wanted]
    return {name: place for place, name in enumerate(common, 1)}


def _kept(places: Sequence[int]) -> set[int]:
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
