"""`show`: the catalogue, one competency, one behaviour, or one profile with what its norms presume."""

from gettext import gettext as _
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from competentie.cli.exits import Exit, UsageError
from competentie.cli.session import Session
from competentie.cli.usage import one_of
from competentie.core.message import msg
from competentie.core.suggest import suggest

if TYPE_CHECKING:
    from competentie.core.terms import Behaviour, Catalogue, Competency, Profile

FORMATS: Final = ("text", "json")


def run(
    context: typer.Context,
    id: Annotated[
        str | None,
        typer.Argument(
            metavar="ID",
            help=_("a competency, a behaviour such as samenwerken.2.3, or a profile; else the catalogue"),
        ),
    ] = None,
    format: Annotated[str, typer.Option("--format", metavar="|".join(FORMATS), help=_("how to show it"))] = "text",
) -> int:
    """Show a part of the handbook."""
    session: Session = context.obj
    one_of("--format", format, FORMATS)
    catalogue = session.catalogue()
    subject = catalogue if id is None else _find(session, id, catalogue)
    if format == "json":
        from competentie.handbook.data import handbook_data
        from competentie.page.data import json_text

        profiles = session.profiles(catalogue) if id is None else []
        session.write_data(json_text(handbook_data(subject, catalogue, profiles)))
    else:
        session.draw(_page(session, subject, catalogue))
    return Exit.FINDINGS if session.incomplete else Exit.FINE


def _find(session: Session, name: str, catalogue: "Catalogue") -> "Competency | Behaviour | Profile":
    from competentie.core.text import fold
    from competentie.files.places import find_profile
    from competentie.table.columns import Items

    item = Items(catalogue).find(name)
    if item is not None:
        competency = catalogue.competencies[item.competency]
        if not item.level:
            return competency
        return (competency.levels or ())[item.level - 1][item.number - 1]
    if find_profile(name, session.catalogue_path) is not None:
        return session.profile(name, catalogue)
    profiles = session.profiles(catalogue)
    for profile in profiles:
        if fold(name) in {fold(role) for role in profile.role.all()}:
            return profile
    names = {
        identifier: one.label.in_language(catalogue.language, "") for identifier, one in catalogue.competencies.items()
    }
    raise UsageError(
        msg("`{name}` is not a competency, a behaviour or a profile", name=name),
        suggest(name, [*catalogue.competencies, *(profile.id for profile in profiles)], names)
        or msg("`competentie show` lists what there is"),
    )


def _page(session: Session, subject: Any, catalogue: "Catalogue") -> Any:  # noqa: ANN401 - a rich renderable
    from competentie.core.terms import Behaviour, Competency, Profile
    from competentie.handbook import pages as show

    match subject:
        case Competency():
            return show.competency_page(subject, catalogue, session.words)
        case Behaviour():
            return show.behaviour_page(subject, catalogue, session.words)
        case Profile():
            return show.profile_page(subject, catalogue, session.words)
        case _:
            return show.catalogue_overview(catalogue, session.profiles(catalogue), session.words)
