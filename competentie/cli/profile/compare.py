"""`profile compare`: what a role asks besides another; or who chose what for one role."""

from functools import partial
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from competentie.cli.present import DRAWN, Output, form_of, format_option, present
from competentie.cli.profile import base_rows, choices_folder
from competentie.cli.session import Exit, FindingsError, Session, UsageError
from competentie.core import fold, msg
from competentie.files.places import ENDINGS, yaml_files

if TYPE_CHECKING:
    from competentie.choosing.model import Choices
    from competentie.core import Catalogue, Row

FORMATS: Final = ("table", *DRAWN, "json")


def run(
    context: typer.Context,
    names: Annotated[
        list[str],
        typer.Argument(
            metavar="A [B]", help=_("two profiles; or a role that people chose for with `--by`, or their files")
        ),
    ],
    format: Annotated[str | None, format_option(FORMATS)] = None,
    output: Output = None,
) -> int:
    """Show from role to role what is new, higher and gone; or who chose what for one role."""
    from competentie.choosing.page import choosers_data, choosers_page, roles_data, roles_page

    session: Session = context.obj
    form = form_of(session, format, output, FORMATS)
    catalogue = session.catalogue()
    chosen = _chosen(session, names)
    if chosen:
        people = [(one.by or "?", _rows(session, one, catalogue)) for one in chosen]
        halfway = [one.by or "?" for one in chosen if not one.finished]
        page = partial(choosers_page, chosen[0].role, people, halfway, catalogue, session.words)
        data = partial(choosers_data, chosen[0].role, people, halfway, catalogue)
    elif len(names) == 2:  # noqa: PLR2004 - a role, and another
        before, after = (session.profile(name, catalogue) for name in names)
        page = partial(roles_page, before, after, catalogue, session.words)
        data = partial(roles_data, before, after, catalogue)
    else:
        advice = msg("name two profiles, or a role for which people chose with `competentie profile new --by NAME`")
        raise UsageError(msg("there is nothing to compare `{names}` with", names=names), advice)
    present(session, form, output, page=page, data=data, private=bool(chosen))
    return Exit.FINE


def _chosen(session: Session, names: list[str]) -> "list[Choices]":
    """Return what people chose for a role, or in these files; nothing where profiles are named."""
    from competentie.choosing.model import CHOICES
    from competentie.files.read import DISK, Context, fields, read_file

    named = [Path(name) for name in names if name.endswith(ENDINGS)]
    found = []
    for path in named or (yaml_files(choices_folder(session)) if len(names) == 1 else []):
        reading = read_file(path, DISK, CHOICES, Context())
        if named and (reading.document is None or "choices" not in fields(reading.document.data)):
            return []
        if reading.sound is None:
            raise FindingsError(reading.found)
        if named or fold(names[0]) in {reading.sound.choices, fold(reading.sound.role)}:
            found.append(reading.sound)
    return found


def _rows(session: Session, choices: "Choices", catalogue: "Catalogue") -> "dict[str, Row]":
    """Return what was chosen with what is taken along, as far as the handbook still has it."""
    rows = (*base_rows(session, choices, catalogue), *choices.rows())
    known = (row for row in rows if row.competency in catalogue.competencies and row.norm <= catalogue.height)
    return {row.competency: row for row in known}
