"""One file with ratings of a person, as it is compared with others. Pure."""

import unicodedata
from dataclasses import dataclass
from pathlib import Path

from competentie.core.terms import Ratings
from competentie.ratings.reconcile import Reconciled


@dataclass(frozen=True, slots=True)
class Entry:
    """A file with ratings: where it lies, and what of it holds on the texts at hand."""

    path: Path
    reconciled: Reconciled

    @property
    def ratings(self) -> Ratings:
        """The ratings that hold."""
        return self.reconciled.ratings


def same_name(name: str) -> str:
    """Return a name as it is compared: composed, in one case, with single blanks (Unicode UAX #15, NFC)."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())
