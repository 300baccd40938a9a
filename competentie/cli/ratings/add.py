"""`ratings add`: keep what was filled in elsewhere, forms, ratings files and tables; never twice, and over nothing.

All is read before anything is kept, so that wrong use changes nothing. Done again, it adds what is new.
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from gettext import gettext as _
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from competentie.cli.present import Delimiter, Encoding, Quiet, Rater, Relation, Sheet, TableFile
from competentie.cli.session import Exit, FindingsError, Session, UsageError, a_name, a_relation, private_folder
from competentie.core import GROUPED, Catalogue, Message, Ratings, msg


def run(
    context: typer.Context,
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE...", readable=False, help=_("forms, ratings files or tables, or folders of them")),
    ],
    profile: Annotated[
        str | None, typer.Option("--profile", metavar="PROFILE", help=_("the profile, where a file does not say it"))
    ] = None,
    rater: Rater = None,
    relation: Relation = None,
    date: Annotated[
        str | None, typer.Option("--date", metavar="DAY", help=_("the day of the rating, where a file does not say it"))
    ] = None,
    sheet: Sheet = None,
    delimiter: Delimiter = None,
    encoding: Encoding = None,
    quiet: Quiet = False,
) -> int:
    """Check what was filled in, and keep it in `ratings/`."""
    from competentie.cli.tables import named_tables

    session: Session = context.obj
    session.quiet = quiet
    a_name("--rater", rater)
    catalogue = session.catalogue()
    named = session.profile(profile, catalogue).id if profile is not None else None
    given = {"profile": named, "rater": rater, "relation": a_relation(relation), "date": _day(date)}
    adding = Adding(session, catalogue, given)
    for path in (table for file in files for table in named_tables(file)):
        adding.read(TableFile(path, encoding, delimiter, sheet))
    adding.keep()
    return Exit.FINDINGS if session.incomplete else Exit.FINE


def _day(date: str | None) -> str | None:
    from competentie.ratings.answers import day_named

    day = None if date is None else day_named(date)
    if date is not None and day is None:
        message = msg("`{value}` is not a day", value=date)
        raise UsageError(message, msg("write it as 2026-11-23, or as 23-11-2026"))
    return None if day is None else day.isoformat()


_MISSING: Final[dict[str, tuple[Message, str]]] = {
    "profile": (msg("{path} does not say for which profile these ratings of `{person}` are"), "--profile PROFILE"),
    "relation": (msg("{path} does not say what the rater is to `{person}`"), "--relation RELATION"),
    "rater": (msg("{path} does not say who rated `{person}`"), "--rater NAME"),
    "date": (msg("{path} does not say on which day `{person}` was rated"), "--date DAY"),
}


class Adding:
    """Ratings that are to be kept, and where they came from."""

    def __init__(self, session: Session, catalogue: Catalogue, given: Mapping[str, str | None]) -> None:
        """Begin with nothing; `given` holds for ratings that do not say it themselves."""
        self._session = session
        self._catalogue = catalogue
        self._given = given
        self._read: list[tuple[Path, Ratings]] = []
        self._profiles: set[str] = set()

    def read(self, source: TableFile) -> None:
        """Read a file; what is wrong with it is shown, wrong use raises UsageError."""
        try:
            for ratings in self._ratings(source):
                if ratings.rated or ratings.outdated:
                    self._read.append((source.path, self._completed(ratings, source.path)))
                else:
                    empty = msg("passed over, for nothing is filled in: {path}, `{person}`")
                    self._session.note(Message(empty.template, {"path": source.path, "person": ratings.person}))
        except FindingsError as error:
            self._session.report(error.found, error.most)
            self._session.incomplete = True

    def _ratings(self, source: TableFile) -> Iterator[Ratings]:
        from competentie.cli.ratings_of import table_ratings, together_said
        from competentie.ratings.checks import holds_ratings, load_ratings

        if holds_ratings(source.path):
            held = self._session.sound(*load_ratings(source.path, self._catalogue))
            yield held.ratings
            return
        for ratings in table_ratings(self._session, self._catalogue, source):
            if isinstance(ratings, Ratings):
                yield ratings
            else:
                self._session.report(together_said(ratings.problems))
                self._session.incomplete = True

    def _completed(self, ratings: Ratings, path: Path) -> Ratings:
        """Fill in what is given and the file does not say. Raises UsageError where it is not known at all."""
        given: dict[str, Any] = {name: getattr(ratings, name) or self._given[name] for name in _MISSING}
        for name, (message, option) in _MISSING.items():
            if given[name] is None and (name != "rater" or given["relation"] in GROUPED):  # as `assess` asks it
                said = Message(message.template, {"path": path, "person": ratings.person})
                raise UsageError(said, msg("add `{option}`; nothing was added", option=option))
        if given["profile"] not in self._profiles:
            self._session.profile_by_id(given["profile"], self._catalogue)
            self._profiles.add(given["profile"])
        return replace(ratings, **given)

    def keep(self) -> None:
        """Write what is new."""
        from competentie.cli.keeping import save_ratings
        from competentie.ratings.folder import KeptKind, file_of, read_folder, sitting

        session, folder = self._session, self._session.ratings_folder()
        kept = read_folder(folder, self._catalogue, kinds={KeptKind.RATINGS}).contents
        there = {sitting(one.ratings): (one.path, one.ratings) for one in kept}
        for path, ratings in self._read:
            private_folder(folder)
            own = file_of(ratings, folder)
            other = there.get(sitting(ratings)) or ((own, Ratings({})) if os.path.lexists(own) else None)
            if other is not None:
                self._tell_twice(path, ratings, *other)
                continue
            try:
                save_ratings(session, ratings, ratings.profile or "", self._catalogue, own)
            except FindingsError as error:
                session.report(error.found)
                session.incomplete = True
            there[sitting(ratings)] = own, ratings

    def _tell_twice(self, path: Path, ratings: Ratings, kept: Path, other: Ratings) -> None:
        """Say that these ratings are there already, or that others of the same day are."""
        session, person = self._session, ratings.person
        if (other.rated, other.remarks) == (ratings.rated, ratings.remarks):
            session.note(msg("kept already, so not added: {path}, `{person}`", path=path, person=person))
            return
        session.incomplete = True
        said = msg("not added: {path} has other ratings of `{person}` by the same rater, on the same day, than {kept}")
        session.tell(session.words(Message(said.template, {"path": path, "person": person, "kept": kept})))
