"""What two hands changed in one file of ratings: both are kept, unless they say different things of one text. Pure."""

from collections.abc import Mapping
from typing import Any, Final, TypeAlias

from competentie.core import Rating, Ratings

Said: TypeAlias = dict[tuple[str, str], Any]
"""What is said: by code, and by what of it that is: the rating, a note, evidence. None is nothing any more."""

RATING: Final = "rating"


def said(ratings: Ratings) -> Said:
    """Return each single thing that ratings say; a level stands under the id of its competency."""
    flat: Said = {}
    for identifier, rated in ratings.rated.items():
        if isinstance(rated, int):
            flat[identifier, RATING] = rated
            continue
        for level, given in enumerate(rated, 1):
            for number, rating in enumerate(given, 1):
                if rating is not Rating.UNRATED:
                    flat[f"{identifier}.{level}.{number}", RATING] = rating
    return flat | {(code, name): text for code, held in ratings.remarks.items() for name, text in held.items()}


def merge(before: Ratings, theirs: Ratings, ours: Ratings) -> tuple[Said, bool]:
    """Return what others changed since `before` and we did not, and whether anything clashes with what we said."""
    old, new, own = said(before), said(theirs), said(ours)
    changed: Said = {
        key: new.get(key) for key in old | new if new.get(key) != old.get(key) and own.get(key) != new.get(key)
    }
    clashing = {key for key in changed if own.get(key) != old.get(key) or _otherwise(key[0], new, own)}
    return {key: value for key, value in changed.items() if key not in clashing}, bool(clashing)


def _otherwise(code: str, new: Mapping[tuple[str, str], object], own: Mapping[tuple[str, str], object]) -> bool:
    """Tell whether one rates the competency as a whole, and the other its behaviours."""
    competency = code.partition(".")[0]
    forms = [{"." in other for other, _ in flat if other.partition(".")[0] == competency} for flat in (new, own)]
    return all(forms) and forms[0] != forms[1]
