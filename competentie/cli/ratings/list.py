"""`ratings list`: the files with ratings and plans, or those whose time is over."""

from collections.abc import Sequence
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from competentie.cli.present import DRAWN, Output, Quiet, begun, format_option, present
from competentie.cli.ratings_of import read_about, tell_left_out
from competentie.cli.session import Exit, Session, UsageError, basis_today, today
from competentie.core import Catalogue, Retention, msg

if TYPE_CHECKING:
    from competentie.ratings.folder import Folder, Kept

FORMATS: Final = ("table", *DRAWN, "json", "csv")


def run(
    context: typer.Context,
    expired: Annotated[bool, typer.Option("--expired", help=_("only what is older than the term that is set"))] = False,
    person: Annotated[
        str | None, typer.Option("--person", metavar="NAME", help=_("only what is on this person"))
    ] = None,
    format: Annotated[str | None, format_option(FORMATS)] = None,
    output: Output = None,
    quiet: Quiet = False,
) -> int:
    """List what is kept, file by file."""
    from competentie.ratings.folder import with_term

    session, form = begun(context, format, output, FORMATS, quiet=quiet)
    term = _retention(session, needed=expired)
    catalogue = session.catalogue()
    folder = read_about(session, catalogue, person)
    if term is not None:
        folder = with_term(folder, term, today())
    files = folder.files_on(person, expired=expired)
    if files or form != "table":
        _show(session, files, folder, catalogue, form, output)
    _notes(session, files, folder, expired=expired)
    tell_left_out(session, folder)
    return Exit.FINDINGS if folder.left_out else Exit.FINE


def _retention(session: Session, *, needed: bool) -> "Retention | None":
    from competentie.files.settings import load_config

    term = load_config(session.catalogue_path).retention
    if needed and term is None:
        raise UsageError(
            msg("it is not set how long ratings are kept"),
            msg('set it in competentie.toml, or in pyproject.toml under [tool.competentie]: retention = "2y"'),
        )
    return term


def _show(
    session: Session, files: "Sequence[Kept]", folder: "Folder", catalogue: Catalogue, form: str, output: "Path | None"
) -> None:
    from competentie.ratings.pages import files_csv, files_page, listing_data

    present(
        session,
        form,
        output,
        page=lambda: files_page(files, session.words),
        data=lambda: listing_data(files, folder, basis_today(catalogue, ())),
        csv=lambda: files_csv(files),
    )


def _notes(session: Session, files: "Sequence[Kept]", folder: "Folder", *, expired: bool) -> None:
    """Say why there may be less than was expected."""
    if not files and expired:
        session.note(msg("nothing is older than {term}", term=folder.retention))
    elif not files:
        session.note(msg("there are no ratings or plans in {path}", path=folder.path))
    undated = sum(one.date is None for one in folder.files)
    if expired and undated:
        session.note(
            session.words.plural(
                "{n} file has no date: whether its time is over is not known",
                "{n} files have no date: whether their time is over is not known",
                undated,
            )
        )
