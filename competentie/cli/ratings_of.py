"""Whose ratings a command is about: all that are kept of a person, or those in a file: ratings YAML, or a table."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, TypeAlias

import typer

from competentie.cli.present import TableFile
from competentie.cli.session import FindingsError, Session, UsageError, today
from competentie.core import Catalogue, Diagnostic, Profile, Ratings, msg, same_name, suggest
from competentie.files.places import shown

if TYPE_CHECKING:
    from competentie.ratings.folder import Folder, Kept
    from competentie.ratings.reconcile import Reconciled
    from competentie.table.judge import Record
    from competentie.table.run import Packed

Whose: TypeAlias = Annotated[str, typer.Argument(metavar="PERSON", help=_("whose ratings and plans"))]
_WHO: Final = msg("`competentie ratings list` names the people")


def kept_ratings(session: Session, person: str, catalogue: Catalogue) -> "tuple[Kept, ...]":
    """Return all ratings of a person, oldest first; raises UsageError when there are none."""
    return ratings_in(session, ratings_kept(session, catalogue), person)


def ratings_kept(session: Session, catalogue: Catalogue) -> "Folder":
    """Read the ratings that are kept.

    Of files that cannot be read only the number is told: what is in them may be of somebody in a group.
    """
    from competentie.ratings.folder import KeptKind, read_folder

    folder = read_folder(session.ratings_folder(), catalogue, kinds={KeptKind.RATINGS, KeptKind.STRAY})
    unread = len(folder.left_out)
    if unread:
        session.incomplete = True
        session.tell(
            session.words.plural(
                "{n} file with ratings could not be read; `competentie validate` says why",
                "{n} files with ratings could not be read; `competentie validate` says why",
                unread,
            )
        )
    return folder


def ratings_in(session: Session, folder: "Folder", person: str) -> "tuple[Kept, ...]":
    """Return all of a person's ratings in the folder, oldest first; raises UsageError when there are none."""
    ratings = folder.ratings_of(person)
    if not ratings:
        raise _nobody(person, folder)
    _tell_twice(session, ratings, [one for one in folder.copies if same_name(one.person) == same_name(person)])
    return ratings_until_today(session, folder, person)


def ratings_until_today(session: Session, folder: "Folder", person: str) -> "tuple[Kept, ...]":
    """Return all ratings of a person, oldest first; those of a day to come, which is said, as of no day."""
    ratings, now = folder.ratings_of(person), today().isoformat()
    to_come = [one for one in ratings if (one.date or "") > now]
    if to_come:
        session.tell(
            session.words.plural(
                "{n} file is of a day to come, and counts as one without a day",
                "{n} files are of a day to come, and count as ones without a day",
                len(to_come),
            )
        )
    undated = (replace(one.reconciled, ratings=replace(one.ratings, date=None)) for one in to_come)
    return (
        *(replace(one, reconciled=held) for one, held in zip(to_come, undated, strict=True)),
        *(one for one in ratings if one not in to_come),
    )


def _tell_twice(session: Session, ratings: "Sequence[Kept]", copies: "Sequence[Kept]") -> None:
    """Say which files take no part though they may be meant; of a group without saying whose."""
    from competentie.ratings.folder import given_twice
    from competentie.ratings.groups import current

    twice = given_twice(ratings)
    for same in twice:
        if not same[0].is_of_group:
            names = [shown(one.path) for one in same]
            counts = shown(current(same).path)
            warning = msg("warning: {names} are of one rater and one day; {path} counts", names=names, path=counts)
            session.tell(session.words(warning))
    session.tell_copies([one.path for one in copies if not one.is_of_group])
    if any(one.is_of_group for one in (*copies, *(same[0] for same in twice))):
        session.tell(
            session.words("warning: one in a group has several files of one day; `competentie validate` names them")
        )


def _nobody(person: str, folder: "Folder") -> UsageError:
    from competentie.ratings.folder import people_in

    people = people_in(folder.ratings)
    if not people:
        return UsageError(
            msg("there are no ratings in {path}", path=folder.path), msg("`competentie assess` keeps them there")
        )
    return UsageError(
        msg("there are no ratings of `{person}` in {path}", person=person, path=folder.path), suggest(person, people)
    )


def profile_rated(session: Session, named: str | None, entries: "Sequence[Kept]", catalogue: Catalogue) -> Profile:
    """Return the profile to hold several ratings against: that was named, else that most of them were given for."""
    if named is not None:
        return session.profile(named, catalogue)
    rated = Counter(one.ratings.profile for one in reversed(entries))  # of equals the one that was rated last
    return session.profile_by_id(rated.most_common(1)[0][0] or "", catalogue)


def none_for(person: str, profile: str, entries: "Sequence[Kept]") -> UsageError:
    """Say that a person was rated, but not for this profile."""
    others = sorted({one.ratings.profile or "" for one in entries})
    return UsageError(
        msg("there are no ratings of `{person}` for the profile `{profile}`", person=person, profile=profile),
        msg("there are for: {profiles}", profiles=others),
    )


def peers_minimum(session: Session) -> int:
    """Return how many raters a group takes to be shown (see `groups.views`), with a warning where it is lowered."""
    from competentie.files.settings import FEWEST, PEERS_MINIMUM, load_config

    fewest = load_config(session.catalogue_path).peers_minimum
    if fewest < FEWEST:
        session.tell(
            session.words(
                "warning: `{key}` is {fewest}, below {default}: what one rater in a group said may be guessed",
                key=PEERS_MINIMUM,
                fewest=fewest,
                default=FEWEST,
            )
        )
    return fewest


@dataclass(frozen=True, slots=True)
class Who:
    """Whose ratings, and by whom, as named on the command line."""

    person: str | None = None
    rater: str | None = None
    relation: str | None = None


def read_ratings(
    session: Session, catalogue: Catalogue, source: TableFile, who: Who, profile: str | None
) -> "Reconciled":
    """Read one person's ratings; what is wrong with them ends the command."""
    from competentie.ratings.checks import holds_ratings
    from competentie.ratings.reconcile import Reconciled

    path = source.path
    if str(path) != "-" and not path.exists():
        from competentie.cli.tables import near

        raise UsageError(msg("there is no file {path}", path=path), near(path))
    if path.is_dir():
        raise UsageError(msg("{path} is a folder; a file with ratings is needed", path=path))
    if holds_ratings(path):
        return _from_yaml(session, catalogue, path, who)
    return Reconciled(_from_table(session, catalogue, source, who, profile))


def profile_for(session: Session, ratings: Ratings, named: "Profile | None", catalogue: Catalogue) -> Profile:
    """Return the profile to hold ratings against: the one that was named, else the one that they were given for."""
    if named is None:
        if not ratings.profile:
            raise UsageError(msg("no profile is named"), msg("`competentie show` lists the profiles"))
        return session.profile_by_id(ratings.profile, catalogue)
    if ratings.profile not in {None, named.id, *named.formerly}:
        session.note(
            msg(
                "these ratings were given for the profile `{rated}`; here they are held against `{profile}`",
                rated=ratings.profile,
                profile=named.id,
            )
        )
    return named


def _from_yaml(session: Session, catalogue: Catalogue, path: Path, who: Who) -> "Reconciled":
    from competentie.ratings.checks import load_ratings

    held = session.sound(*load_ratings(path, catalogue))
    ratings = held.ratings
    for option in ("person", "rater", "relation"):
        named, found = getattr(who, option), getattr(ratings, option)
        if named is not None and found is not None and same_name(named) != same_name(found):
            raise UsageError(
                msg(
                    "{path} holds ratings with {option} `{found}`, not `{named}`",
                    path=path,
                    option=option,
                    found=found,
                    named=named,
                ),
                msg("leave out `--{option}`, or name the right file", option=option),
            )
    by = replace(ratings, rater=who.rater or ratings.rater, relation=who.relation or ratings.relation)
    return replace(held, ratings=by)


def _from_table(session: Session, catalogue: Catalogue, source: TableFile, who: Who, profile: str | None) -> "Ratings":
    mine = table_ratings(session, catalogue, source, lambda packed: _whose(who.person, packed, source.path))
    given = [replace(one, rater=one.rater or who.rater, relation=one.relation or who.relation) for one in mine]
    chosen = _choose(given, who, profile, source.path)
    if not isinstance(chosen, Ratings):
        raise FindingsError(together_said(chosen.problems))
    return chosen


def together_said(problems: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Return problems with those that are alike said once."""
    from competentie.cli.tables import FINDINGS_SHOWN
    from competentie.table.together import Together

    together = Together(FINDINGS_SHOWN)
    for problem in problems:
        together.add(problem)
    return [*together.said()]


def table_ratings(
    session: Session,
    catalogue: Catalogue,
    source: TableFile,
    whose: "Callable[[Packed], str | None]" = lambda _: None,
) -> "list[Ratings | Record]":
    """Read what a table says, of the one whom `whose` chooses of its people or of all; what is wrong as records."""
    from competentie.cli.tables import open_tables
    from competentie.table.judge import Judge, Record
    from competentie.table.packing import Packing
    from competentie.table.run import Threads, read_tables
    from competentie.table.score import ratings_of
    from competentie.table.sifting import Sieve

    wrong: list[Record] = []
    with open_tables(source, [source.path], session.items(catalogue)) as tables:
        packing = Packing(catalogue)
        sieve = Sieve(tables, packing, lambda table: Judge(table, catalogue.height), None)
        packed = read_tables(tables, packing, Threads())
        person = whose(packed)
        packed = packed if person is None else packed.of(person)
        right = sieve.right(packed, Threads(), lambda _, record, __: wrong.append(record))
        tables.check()
    return [*ratings_of(right, packing), *wrong]


def _whose(person: str | None, packed: "Packed", path: Path) -> str:
    """Return who is meant, by name or number: the only person of a table need not be named. Raises UsageError."""
    people: list[str] = packed.people["person"].drop_nulls().unique(maintain_order=True).to_list()
    known = {same_name(one): one for one in people}
    if person is None:
        if len(known) == 1:
            return next(iter(known.values()))
        said = msg("{path} is a table of {n} people; say whose ratings to take", path=path, n=len(known))
        raise UsageError(said, msg("add `--person NAME`"))
    if packed.of(person).people.is_empty():
        raise UsageError(msg("`{person}` is not in {path}", person=person, path=path), suggest(person, known.values()))
    return person


def _choose(mine: Sequence["Ratings | Record"], who: Who, profile: str | None, path: Path) -> "Ratings | Record":
    """Return the ratings that are meant, or a record of them with problems; ask for what tells several apart."""
    mine = _by(mine, "rater", who.rater, path)
    mine = _by(mine, "relation", who.relation, path)
    mine = [one for one in mine if profile is not None and one.profile == profile] or mine
    wrong = [one for one in mine if not isinstance(one, Ratings)]
    if wrong or len(mine) == 1:
        return [*wrong, *mine][0]
    several = [", ".join(value for value in (one.rater, one.relation, one.profile, one.date) if value) for one in mine]
    raise UsageError(
        msg(
            "`{person}` stands in {path} more than once: {names}",
            person=mine[0].person,
            path=path,
            names="; ".join(several),
        ),
        msg("choose with `--rater`, `--relation` or the profile, or keep one date per file"),
    )


def _by(mine: Sequence["Ratings | Record"], field: str, wanted: str | None, path: Path) -> Sequence["Ratings | Record"]:
    """Keep those by this rater (or relation), when one was named."""
    if wanted is None:
        return mine
    kept = [one for one in mine if same_name(getattr(one, field) or "") == same_name(wanted)]
    if not kept:
        known = list(dict.fromkeys(str(getattr(one, field) or "?") for one in mine))
        raise UsageError(
            msg("`{person}` has no ratings by `{rater}` in {path}", person=mine[0].person, rater=wanted, path=path),
            msg("choose one of: {names}", names=known),
        )
    return kept


def read_about(session: Session, catalogue: Catalogue, person: str | None) -> "Folder":
    """Read the folder; raises UsageError when it holds nothing on the person who is named."""
    from competentie.ratings.folder import people_in, read_folder

    if person is not None:
        refuse_blank(person)
    folder = read_folder(session.ratings_folder(), catalogue)
    if person is not None and not folder.files_on(person):
        raise nobody(person, people_in(folder.files), folder.path)
    return folder


def refuse_blank(person: str) -> None:
    """Raise UsageError for a name without a letter."""
    if not person.strip():
        raise UsageError(msg("{option} is empty", option="PERSON"), _WHO)


def nobody(person: str, people: Iterable[str], folder: Path) -> UsageError:
    """Say that nothing is kept on a person, and who may have been meant."""
    return UsageError(msg("`{person}` is not in {path}", person=person, path=folder), suggest(person, people) or _WHO)


def tell_left_out(session: Session, folder: "Folder") -> None:
    """Name what could not be read, or was not followed."""
    for path in folder.left_out:
        session.tell(session.words("left out, because it has errors: {path}", path=path))
    if folder.left_out:
        session.note(msg("`competentie validate` says what is wrong"))
    session.tell_copies([one.path for one in folder.copies])
    for path in folder.links:
        session.tell(session.words("not followed, because it leads out of the folder or nowhere: {path}", path=path))
