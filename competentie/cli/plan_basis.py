"""Which ratings a plan is made from: one rater's, the latest that are finished; never those of a group."""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from competentie.cli.exits import UsageError
from competentie.cli.ratings_of import Who, kept_ratings, profile_for, read_ratings
from competentie.cli.session import Session
from competentie.core.message import msg
from competentie.core.terms import GROUPED
from competentie.core.text import same_name
from competentie.ratings.groups import View, views
from competentie.ratings.kept import Kept
from competentie.ratings.reconcile import Reconciled, texts_unchanged

if TYPE_CHECKING:
    from competentie.core.terms import Catalogue, Profile


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose ratings, by whom, and for which profile, as named on the command line; `scores` is a file of its own."""

    person: str | None
    profile: str | None = None
    rater: str | None = None
    relation: str | None = None
    scores: Path | None = None


def given_ratings(session: Session, catalogue: "Catalogue", wanted: Wanted) -> "tuple[Reconciled, Profile]":
    """Return the ratings to plan from and the profile to hold them against; raises UsageError or FindingsError."""
    if wanted.relation in GROUPED:
        raise _only_as_a_group()
    profile = session.profile(wanted.profile, catalogue) if wanted.profile is not None else None
    if wanted.scores is None:
        given = _from_archive(session, catalogue, wanted, profile.id if profile else None)
    else:
        given = _from_file(session, catalogue, wanted, wanted.scores, profile.id if profile else None)
    return given, profile_for(session, given.ratings, profile, catalogue)


def _from_file(session: Session, catalogue: "Catalogue", wanted: Wanted, path: Path, profile: str | None) -> Reconciled:
    from competentie.cli.options import TableFile

    who = Who(wanted.person, wanted.rater, wanted.relation)
    ratings = read_ratings(session, catalogue, TableFile(path), who, profile)
    if (ratings.relation or "").strip().casefold() in _GROUPED_WORDS:
        raise _only_as_a_group()
    return Reconciled(ratings, unsure=not texts_unchanged(ratings, ratings.rated, catalogue))


_GROUPED_WORDS: Final = frozenset({*GROUPED, "collega", "medewerker"})  # a table takes the relation in any words


def _from_archive(session: Session, catalogue: "Catalogue", wanted: Wanted, profile: str | None) -> Reconciled:
    if wanted.person is None:
        raise UsageError(
            msg("{name} is missing", name="PERSON"), msg("`competentie ratings list` shows whose ratings there are")
        )
    entries = kept_ratings(session, wanted.person, catalogue)
    single = [one for one in entries if one.ratings.relation not in GROUPED]
    view = _choose(wanted, _finished(wanted.person, single, profile))
    _say_unfinished(session, single, view.entries[-1])
    return view.entries[-1].reconciled


def _finished(person: str, single: Sequence[Kept], profile: str | None) -> tuple[View, ...]:
    """Return what each rater finished last: for the profile that is wanted, where anyone rated for that one."""
    if not single:
        raise _only_as_a_group()
    finished = [one for one in single if not one.ratings.unfinished]
    if not finished:
        raise UsageError(
            msg("no ratings of `{person}` are finished yet", person=person),
            msg("go on with `competentie assess`, or name a file with `--scores`"),
        )
    return views(finished, 1, profile).shown or views(finished, 1).shown  # none of them is of a group


def _choose(wanted: Wanted, given: Sequence[View]) -> View:
    fitting = [
        one
        for one in given
        if (wanted.rater is None or same_name(one.rater or "") == same_name(wanted.rater))
        and wanted.relation in {None, one.relation}
    ]
    if len(fitting) == 1:
        return fitting[0]
    choices = msg(
        "choose one of: {names}", names=[option for one in fitting or given if (option := _option(one, given))]
    )
    if fitting:
        raise UsageError(msg("several people rated `{person}`", person=wanted.person), choices)
    by = wanted.rater or wanted.relation
    raise UsageError(
        msg("`{person}` has no ratings by `{rater}` to plan from", person=wanted.person, rater=by), choices
    )


def _option(view: View, among: Sequence[View]) -> str:
    """Return the option that chooses one rater: the relation where that is enough, else the name."""
    relation = f"--relation {view.relation}" if view.relation else ""
    rater = f"--rater {shlex.quote(view.rater)}" if view.rater else ""
    if relation and sum(one.relation == view.relation for one in among) == 1:
        return relation
    same = [one for one in among if same_name(one.rater or "") == same_name(view.rater or "")]
    return rater if rater and len(same) == 1 else " ".join(part for part in (rater, relation) if part)


def _only_as_a_group() -> UsageError:
    message = msg("peers and direct reports are shown only as a group, and a plan is made from one rater's ratings")
    return UsageError(message, msg("make it from the ratings of somebody else, such as `--relation manager`"))


def _say_unfinished(session: Session, single: Sequence[Kept], chosen: Kept) -> None:
    """Say that the same rater has begun anew since."""
    rated = chosen.ratings
    for one in single:
        newer = one.ratings
        same = (same_name(newer.rater or ""), newer.relation) == (same_name(rated.rater or ""), rated.relation)
        if newer.unfinished and same and (newer.date or "") >= (rated.date or ""):
            session.note(msg("the ratings of {date} are not finished, and take no part", date=newer.date or "?"))
