"""`ratings show`: how a person stands, rater by rater, as far as it may be shown; or what a rater said, for that one.

Also raters are people with a right of access, of whom their ratings tell something (GDPR, article 15).
"""

from collections.abc import Sequence
from gettext import gettext as _
from typing import TYPE_CHECKING, Annotated, Final

import typer

from competentie.cli.present import DRAWN, Output, Quiet, begun, format_option, present
from competentie.cli.ratings_of import nobody, peers_minimum, ratings_until_today, read_about, tell_left_out
from competentie.cli.session import Exit, Session, UsageError, basis_today
from competentie.core import Catalogue, msg, same_name
from competentie.files.places import profile_by_id

if TYPE_CHECKING:
    from competentie.compare.views_page import Against
    from competentie.ratings.folder import Folder, Kept


FORMATS: Final = ("table", *DRAWN)


def run(
    context: typer.Context,
    person: Annotated[str | None, typer.Argument(metavar="PERSON", help=_("whose ratings and plans"))] = None,
    rater: Annotated[
        str | None,
        typer.Option("--rater", metavar="NAME", help=_("all that this rater said of others, for that rater")),
    ] = None,
    format: Annotated[str | None, format_option(FORMATS)] = None,
    output: Output = None,
    quiet: Quiet = False,
) -> int:
    """Show the latest ratings by each rater."""
    from competentie.compare.views_page import views_page
    from competentie.ratings.groups import name_to_show

    session, form = begun(context, format, output, FORMATS, quiet=quiet)
    if (person is None) == (rater is None):
        raise UsageError(msg("one of two is needed: PERSON, or `--rater NAME`"))
    catalogue = session.catalogue()
    folder = read_about(session, catalogue, person)
    if person is None:
        entries = _by(str(rater), folder)
        session.note(msg("all of this is what one rater said, as one of a group too: it is for that rater only"))
    else:
        entries = ratings_until_today(session, folder, person)
    if not entries:
        raise UsageError(
            msg("there are no ratings of `{person}` in {path}", person=person, path=folder.path),
            msg("there is a plan; `competentie ratings list` names it"),
        )
    profiles = _profiles(session, entries, catalogue, rater)
    if profiles:
        name = rater or name_to_show(str(person), entries)
        present(session, form, output, page=lambda: views_page(name, profiles, catalogue, session.words))
    tell_left_out(session, folder)
    return Exit.FINDINGS if session.incomplete or folder.left_out else Exit.FINE


def _by(rater: str, folder: "Folder") -> "tuple[Kept, ...]":
    """Return all ratings of others by a rater, oldest first; raises UsageError where there are none."""
    theirs = tuple(one for one in folder.ratings if same_name(one.ratings.rater or "") == same_name(rater))
    if not theirs:
        raise nobody(rater, {one.ratings.rater or "" for one in folder.ratings} - {""}, folder.path)
    return theirs


def _profiles(session: Session, entries: "Sequence[Kept]", catalogue: Catalogue, rater: str | None) -> "list[Against]":
    """Return what may be shown per profile; says so where a profile is not there any more."""
    from competentie.compare.views_page import Against
    from competentie.ratings.groups import View, Views, views

    minimum = peers_minimum(session)
    found = []
    for identifier in dict.fromkeys(one.ratings.profile or "" for one in entries):
        if profile_by_id(identifier, session.catalogue_path) is None:
            session.incomplete = True
            session.tell(session.words("not shown, because there is no profile `{id}` any more", id=identifier))
            continue
        profile = session.profile_by_id(identifier, catalogue)
        own = tuple(View(None, rater, (one,)) for one in entries if one.profile == identifier)
        shown = Views(own) if rater else views(entries, minimum, identifier)
        found.append(Against(profile, shown, basis_today(catalogue, [profile])))
    return found
