"""One thing that is kept in the folder with ratings: whose it is, and what of it holds on the texts at hand. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from competentie.core.terms import GROUPED, Rating, Ratings
from competentie.core.text import same_name
from competentie.ratings.reconcile import Reconciled


class KeptKind(StrEnum):
    """What lies in the folder."""

    RATINGS = "ratings"
    PLAN = "plan"
    STRAY = "stray"
    """Neither of these: what was left behind in writing one, a copy, a folder."""
    LINK = "link"
    """A link that leads out of the folder, or nowhere."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept in one place, as far as it could be read.

    `reconciled` has what the file says of itself, and of ratings without errors the answers that hold. `data` is the
    file as it is, None where it holds no fields; `whole` tells whether all of it could be read; `is_sound` whether
    these are ratings without errors that were held against a catalogue, or a plan of somebody; `expired` whether its
    time is over, None where that cannot be told.
    """

    path: Path
    reconciled: Reconciled
    kind: KeptKind = KeptKind.RATINGS
    data: Mapping[str, Any] | None = None
    whole: bool = True
    is_sound: bool = True
    expired: bool | None = None

    @property
    def ratings(self) -> Ratings:
        """The ratings that hold."""
        return self.reconciled.ratings

    @property
    def person(self) -> str:
        """The person that it is about; empty where it does not say."""
        return self.ratings.person or ""

    @property
    def profile(self) -> str | None:
        """The profile that it is for."""
        return self.ratings.profile

    def under(self, profile: str | None) -> "Kept":
        """Return the same for a profile by the name that it has now."""
        ratings = replace(self.ratings, profile=profile)
        return replace(self, reconciled=replace(self.reconciled, ratings=ratings))

    @property
    def rater(self) -> str | None:
        """The name of the rater as it may be told: of one in a group there is none."""
        return None if self.is_of_group else self.ratings.rater

    @property
    def relation(self) -> str | None:
        """What the rater is to the person."""
        return self.ratings.relation

    @property
    def date(self) -> str | None:
        """The day of the ratings, or of the plan."""
        return self.ratings.date

    @property
    def is_of_group(self) -> bool:
        """Whether this is of one of a group: how far that one came, and when, would tell who it is."""
        return self.relation in GROUPED

    @property
    def is_file(self) -> bool:
        """Whether these are ratings or a plan, however much is wrong with them."""
        return self.kind in {KeptKind.RATINGS, KeptKind.PLAN}

    @property
    def answers(self) -> int:
        """The number of answers in the file, also those that no longer hold; a direct level is one."""
        held = sum(
            1 if isinstance(rated, int) else sum(one is not Rating.UNRATED for level in rated for one in level)
            for rated in self.ratings.rated.values()
        )
        return held + len(self.reconciled.lost)

    @property
    def unfinished(self) -> bool:
        """Whether the interview was left before all was asked."""
        return self.ratings.unfinished is not None

    @property
    def is_stale(self) -> bool:
        """Whether texts that were rated say something else now, or may do so."""
        return bool(self.reconciled.lost or self.reconciled.reworded) or self.reconciled.unsure


def sitting(head: Ratings) -> tuple[str, ...]:
    """Return what one file only should be about: whose ratings, by whom, for which profile, of which day."""
    rater = "" if head.relation == "self" else same_name(head.rater or "")
    return same_name(head.person or ""), rater, head.relation or "", head.profile or "", head.date or ""


def given_twice(files: Iterable[Kept]) -> list[list[Kept]]:
    """Return the files that are about the same as another one, together."""
    groups: dict[tuple[str, ...], list[Kept]] = {}
    for one in files:
        groups.setdefault(sitting(one.ratings), []).append(one)
    return [group for group in groups.values() if len(group) > 1]


def people_in(files: Iterable[Kept]) -> list[str]:
    """Return the people that files are about, each once, as the last one names them, in the order of the alphabet."""
    names = {same_name(one.person): one.person for one in files if one.person}
    return [names[key] for key in sorted(names)]
