"""`ratings show`: how a person stands, rater by rater, as far as it may be shown."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Final

import typer

from competentie.cli.present import DRAWN, Output, Quiet, begun, format_option, present
from competentie.cli.ratings_of import Whose, peers_minimum, ratings_until_today, read_about, tell_left_out
from competentie.cli.session import Exit, Session, UsageError, basis_today
from competentie.core import Catalogue, msg
from competentie.files.places import profile_by_id

if TYPE_CHECKING:
    from competentie.compare.views_page import Against
    from competentie.ratings.folder import Kept


FORMATS: Final = ("table", *DRAWN)


def run(
    context: typer.Context,
    person: Whose,
    format: Annotated[str | None, format_option(FORMATS)] = None,
    output: Output = None,
    quiet: Quiet = False,
) -> int:
    """Show the latest ratings by each rater."""
    from competentie.compare.views_page import views_page
    from competentie.ratings.groups import name_to_show

    session, form = begun(context, format, output, FORMATS, quiet=quiet)
    catalogue = session.catalogue()
    folder = read_about(session, catalogue, person)
    entries = ratings_until_today(session, folder, person)
    if not entries:
        raise UsageError(
            msg("there are no ratings of `{person}` in {path}", person=person, path=folder.path),
            msg("there is a plan; `competentie ratings list` names it"),
        )
    profiles = _profiles(session, entries, catalogue)
    if profiles:
        name = name_to_show(person, entries)
        present(session, form, output, page=lambda: views_page(name, profiles, catalogue, session.words))
    tell_left_out(session, folder)
    return Exit.FINDINGS if session.incomplete or folder.left_out else Exit.FINE


def _profiles(session: Session, entries: "Sequence[Kept]", catalogue: Catalogue) -> "list[Against]":
    """Return what may be shown per profile; says so where a profile is not there any more."""
    from competentie.compare.views_page import Against
    from competentie.ratings.groups import views

    minimum = peers_minimum(session)
    found = []
    for identifier in dict.fromkeys(one.ratings.profile or "" for one in entries):
        if profile_by_id(identifier, session.catalogue_path) is None:
            session.incomplete = True
            session.tell(session.words("not shown, because there is no profile `{id}` any more", id=identifier))
            continue
        profile = session.profile_by_id(identifier, catalogue)
        found.append(Against(profile, views(entries, minimum, identifier), basis_today(catalogue, [profile])))
    return found
