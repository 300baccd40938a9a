"""`show`: the catalogue, one competency, one behaviour, or one profile with what its norms presume."""

from gettext import gettext as _
from typing import Annotated, Final

import typer

from competentie.cli.present import DRAWN, Output, begun, format_option, present
from competentie.cli.session import Exit, Session, UsageError
from competentie.core import Behaviour, Catalogue, Competency, Profile, fold, msg, suggest
from competentie.files.places import find_profile

FORMATS: Final = ("text", *DRAWN, "json")


def run(
    context: typer.Context,
    id: Annotated[
        str | None,
        typer.Argument(
            metavar="ID", help=_("a competency, a behaviour such as samenwerken.2.3, or a profile; else the catalogue")
        ),
    ] = None,
    tag: Annotated[
        str | None,
        typer.Option("--tag", metavar="TAG", help=_("the behaviours with this tag, of one competency or of all")),
    ] = None,
    format: Annotated[str | None, format_option(FORMATS)] = None,
    output: Output = None,
) -> int:
    """Show a part of the handbook."""
    session, form = begun(context, format, output, FORMATS)
    catalogue = session.catalogue()
    subject = catalogue if id is None else _find(session, id, catalogue)
    from competentie.handbook.pages import handbook_data, handbook_page, tagged_data, tagged_page

    if tag is not None:
        behaviours = _tagged(subject, tag, catalogue)
        present(
            session,
            form,
            output,
            page=lambda: tagged_page(tag, behaviours, catalogue, session.words),
            data=lambda: tagged_data(tag, behaviours, catalogue),
            private=False,
        )
        return Exit.FINE
    profiles = session.profiles(catalogue) if id is None else []
    present(
        session,
        form,
        output,
        page=lambda: handbook_page(subject, catalogue, profiles, session.words),
        data=lambda: handbook_data(subject, catalogue, profiles),
        private=False,
    )
    return Exit.FINDINGS if session.incomplete else Exit.FINE


def _tagged(subject: Catalogue | Competency | Behaviour | Profile, tag: str, catalogue: Catalogue) -> list[Behaviour]:
    among = [subject] if isinstance(subject, Competency) else catalogue.competencies.values()
    behaviours = [behaviour for competency in among for behaviour in competency.behaviours()]
    chosen = [one for one in behaviours if fold(tag) in map(fold, one.tags)]
    if not chosen:
        tags = dict.fromkeys(tag for behaviour in behaviours for tag in behaviour.tags)
        raise UsageError(msg("no behaviour has the tag `{tag}`", tag=tag), suggest(tag, tags))
    return chosen


def _find(session: Session, name: str, catalogue: Catalogue) -> Competency | Behaviour | Profile:
    from competentie.table.columns import Items

    item = Items(catalogue).find(name)
    if item is not None:
        competency = catalogue.competencies[item.competency]
        if not item.level:
            return competency
        return (competency.levels or ())[item.level - 1][item.number - 1]
    if find_profile(name, session.catalogue_path) is not None or fold(name) in session.roles(catalogue):
        return session.profile(name, catalogue)
    profiles = session.profiles(catalogue)
    names = {
        identifier: one.label.in_language(catalogue.language, "") for identifier, one in catalogue.competencies.items()
    }
    raise UsageError(
        msg("`{name}` is not a competency, a behaviour or a profile", name=name),
        suggest(name, [*catalogue.competencies, *(profile.id for profile in profiles)], names)
        or msg("`competentie show` lists what there is"),
    )
