"""Did you mean …? The nearest of the names that exist."""

from collections.abc import Iterable, Mapping

from competentie.message import Message, msg

MAX_NAMES = 12  # a longer list helps nobody


def nearest(found: str, known: Iterable[str]) -> str | None:
    """Return the known name that is most like `found`, ignoring case and spaces, if any comes near."""
    import difflib

    plain = {_plain(name): name for name in known}
    close = difflib.get_close_matches(_plain(found), plain, n=1, cutoff=0.6)
    return plain[close[0]] if close else None


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


def _plain(name: str) -> str:
    return name.casefold().replace(" ", "-").replace("_", "-")
