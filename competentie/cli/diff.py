"""`diff`: what changed in meaning between two handbooks, and the step of a version that it asks for."""

from gettext import gettext as _
from typing import TYPE_CHECKING, Annotated, Final

import typer

from competentie.cli.exits import Exit
from competentie.cli.options import Output
from competentie.cli.session import Session
from competentie.cli.sides import Side, SideError, read_files, read_side
from competentie.cli.usage import one_of
from competentie.files.places import shown

if TYPE_CHECKING:
    from competentie.diff.parts import Diff

FORMATS: Final = ("text", "json", "markdown")


def run(
    context: typer.Context,
    old: Annotated[
        str,
        typer.Argument(metavar="OLD", help=_("a folder, a catalog.yaml, or a git revision such as HEAD or v1.0")),
    ],
    new: Annotated[
        str | None,
        typer.Argument(metavar="NEW", help=_("the same; else the files as they stand now")),
    ] = None,
    format: Annotated[str, typer.Option("--format", metavar="|".join(FORMATS), help=_("how to show it"))] = "text",
    output: Output = None,
) -> int:
    """Compare two handbooks."""
    session: Session = context.obj
    one_of("--format", format, FORMATS)
    compared = _compare(session, old, new)
    if format == "text":
        from competentie.diff.page import changes_page

        session.draw_to(changes_page(compared, session.words), output)
    elif format == "json":
        from competentie.diff.data import changes_data
        from competentie.page.data import json_text

        session.write_data(json_text(changes_data(compared, session.words)), output)
    else:
        from competentie.diff.markdown import changes_markdown

        session.write_data(changes_markdown(compared, session.words), output)
    return Exit.FINE


def _compare(session: Session, old: str, new: str | None) -> "Diff":
    from competentie.diff.compare import compare
    from competentie.diff.parts import Diff
    from competentie.diff.versions import verdicts

    before, after = _read(session, old), _read(session, new)
    session.words.fallback = after.project.catalogue.language
    found = compare(before.project, after.project)
    return Diff(
        before.name, after.name, before.project, after.project, found, verdicts(before.project, after.project, found)
    )


def _read(session: Session, named: str | None) -> Side:
    try:
        if named is not None:
            return read_side(named, session.catalogue_path)
        session.require_catalogue()
        return read_files(session.catalogue_path, shown(session.catalogue_path))
    except SideError as error:
        session.tell(session.words(error.message))
        raise
