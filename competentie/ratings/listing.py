"""What lies in the folder with ratings, file by file: whose, by whom, of when, how far, and whether its time is over.

Of peers and direct reports no names are told: they are only ever shown as a group.
"""

import datetime as dt
from dataclasses import dataclass, replace
from pathlib import Path

from competentie.core.retention import Retention
from competentie.core.terms import Catalogue, Rating
from competentie.ratings.archive import read_entry
from competentie.ratings.entry import Entry, same_name
from competentie.ratings.groups import GROUPED
from competentie.ratings.personal import Held, Kind, hold, lying_in
from competentie.ratings.reconcile import Reconciled


@dataclass(frozen=True, slots=True)
class Listed:
    """One file; `rater` is None for members of a group, and `reconciled` for a plan.

    `expired` tells whether its time is over; None where that cannot be told.
    """

    path: Path
    kind: Kind
    person: str
    profile: str | None
    rater: str | None
    relation: str | None
    date: str | None
    reconciled: Reconciled | None = None
    expired: bool | None = None

    @property
    def is_of_group(self) -> bool:
        """Whether this is of one of a group: how far that one came, and when, would tell who it is."""
        return self.relation in GROUPED

    @property
    def answers(self) -> int | None:
        """The number of answers in the file, also those that no longer hold."""
        return None if self.reconciled is None else _answers(self.reconciled) + len(self.reconciled.lost)

    @property
    def unfinished(self) -> bool:
        """Whether the interview was left before all was asked."""
        return self.reconciled is not None and self.reconciled.ratings.unfinished is not None

    @property
    def is_stale(self) -> bool:
        """Whether texts that were rated say something else now, or may do so."""
        return self.reconciled is not None and (bool(self.reconciled.lost) or self.reconciled.unsure)


@dataclass(frozen=True, slots=True)
class Listing:
    """All files, by person and date, and the ratings in them, oldest first; with how long they are kept, if known."""

    folder: Path
    files: tuple[Listed, ...] = ()
    entries: tuple[Entry, ...] = ()
    left_out: tuple[Path, ...] = ()
    """What has errors."""
    links: tuple[Path, ...] = ()
    """Links that lead out of the folder, or nowhere."""
    retention: Retention | None = None

    @property
    def undated(self) -> int:
        """The number of files that tell no date."""
        return sum(one.date is None for one in self.files)

    def people(self) -> list[str]:
        """Return the people, each once, in the order of the alphabet."""
        names = {same_name(one.person): one.person for one in self.files}
        return [names[key] for key in sorted(names)]

    def only(self, person: str | None, *, expired: bool) -> tuple[Listed, ...]:
        """Return the files on a person, if one is named, and of these all or those whose time is over."""
        wanted = None if person is None else same_name(person)
        files = (one for one in self.files if wanted in {None, same_name(one.person)})
        return tuple(one for one in files if one.expired or not expired)

    def ratings_of(self, person: str) -> tuple[Entry, ...]:
        """Return a person's ratings, oldest first."""
        wanted = same_name(person)
        return tuple(one for one in self.entries if same_name(one.ratings.person or "") == wanted)


def list_folder(
    folder: Path, catalogue: Catalogue, retention: Retention | None = None, today: dt.date | None = None
) -> Listing:
    """Read every file with ratings or a plan; raises OSError where the folder itself cannot be read."""
    lying = lying_in(folder)
    read = [(path, *read_entry(path, catalogue)) for path, kind in lying if kind is Kind.RATINGS]
    plans = [hold(path, kind) for path, kind in lying if kind is Kind.PLAN]
    entries = [entry for _, entry, _ in read if entry is not None]
    files = [*map(_ratings, entries), *(_plan(one, one.person) for one in plans if one.whole and one.person)]
    if retention is not None and today is not None:
        files = [replace(one, expired=retention.is_over(one.date, today)) for one in files]
    left_out = [path for path, entry, _ in read if entry is None]
    left_out += [one.path for one in plans if not (one.whole and one.person)]
    return Listing(
        folder,
        tuple(
            sorted(
                files, key=lambda one: (same_name(one.person), "" if one.is_of_group else one.date or "", one.path.name)
            )
        ),
        tuple(sorted(entries, key=lambda one: (one.ratings.date or "", one.path.name))),
        tuple(sorted(left_out)),
        tuple(path for path, kind in lying if kind is Kind.LINK),
        retention,
    )


def _ratings(entry: Entry) -> Listed:
    ratings = entry.ratings
    rater = None if ratings.relation in GROUPED else ratings.rater
    person = ratings.person or ""
    return Listed(
        entry.path, Kind.RATINGS, person, ratings.profile, rater, ratings.relation, ratings.date, entry.reconciled
    )


def _plan(plan: Held, person: str) -> Listed:
    return Listed(plan.path, Kind.PLAN, person, plan.word("plan"), None, None, plan.word("date"))


def _answers(reconciled: Reconciled) -> int:
    """Count the answers that hold: a direct level is one."""
    return sum(
        1 if isinstance(rated, int) else sum(one is not Rating.UNRATED for level in rated for one in level)
        for rated in reconciled.ratings.rated.values()
    )
