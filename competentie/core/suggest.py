"""Did you mean …? The nearest of the names that exist."""

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Final

from competentie.core.message import Message, msg

MAX_NAMES = 12  # a longer list helps nobody


def nearest(found: str, known: Iterable[str]) -> str | None:
    """Return the known name that is most like `found`, ignoring case and spaces, if any comes near."""
    import difflib

    plain = {_plain(name): name for name in known}
    word = _plain(found)
    close = difflib.get_close_matches(word, plain, n=1, cutoff=0.6)
    if not close or (close[0][:1] != word[:1] and not difflib.get_close_matches(word, close, cutoff=0.75)):
        return None  # who mistypes a word mostly begins it well
    return plain[close[0]]


def nearest_name(found: str, known: Iterable[str], labels: Mapping[str, str] | None = None) -> str | None:
    """Return the known name that is most like `found`, or whose label is."""
    names = dict.fromkeys(known)
    by_label = {label: name for name, label in (labels or {}).items() if name in names}
    close = nearest(found, [*names, *by_label])
    return by_label.get(close, close) if close is not None else None


def suggest(found: str, known: Iterable[str], labels: Mapping[str, str] | None = None) -> Message | None:
    """Say which known name was probably meant (also when its label was given), or which ones there are."""
    known = list(known)
    close = nearest_name(found, known, labels)
    if close is not None:
        return msg("did you mean `{name}`?", name=close)
    if known and len(known) <= MAX_NAMES:
        return msg("choose one of: {names}", names=known)
    return None


class Suggestions:
    """Suggestions for what many findings name: only for the first of them, since each takes time."""

    def __init__(self, known: Iterable[str], labels: Mapping[str, str] | None = None) -> None:
        """Suggest from these names, and from their labels."""
        self._known = list(islice(known, MOST_KNOWN))
        self._labels = labels
        self._left = MOST

    def __call__(self, found: str) -> Message | None:
        """Say which known name was probably meant, or which ones there are."""
        self._left -= 1
        return suggest(found, self._known, self._labels) if self._left >= 0 else None


MOST: Final = 20  # findings of one check in one file that get a suggestion
MOST_KNOWN: Final = 5_000  # names that are looked at


def _plain(name: str) -> str:
    return name.casefold().replace(" ", "-").replace("_", "-")
