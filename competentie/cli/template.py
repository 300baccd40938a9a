"""`template`: an empty ratings table for a profile, with the right columns."""

from gettext import gettext as _
from typing import Annotated, Final

import typer

from competentie.cli.present import Output, form_of
from competentie.cli.session import Exit, Session, UsageError, one_of
from competentie.core import msg

LAYOUTS: Final = ("wide", "long")
BY: Final = ("behaviour", "level")


def run(
    context: typer.Context,
    profile: Annotated[str, typer.Argument(metavar="PROFILE", help=_("the profile's id, or the path of its file"))],
    layout: Annotated[
        str, typer.Option("--layout", metavar="wide|long", help=_("one row per person, or one row per rating"))
    ] = "wide",
    by: Annotated[
        str,
        typer.Option("--by", metavar="behaviour|level", help=_("a column (or row) per behaviour, or per competency")),
    ] = "behaviour",
    all_levels: Annotated[bool, typer.Option("--all-levels", help=_("include the levels above the norm"))] = False,
    person: Annotated[
        list[str] | None, typer.Option("--person", metavar="NAME", help=_("someone to make rows for; can be repeated"))
    ] = None,
    excel: Annotated[
        bool, typer.Option("--excel", help=_("write CSV for a Dutch Excel: semicolons and a byte order mark"))
    ] = False,
    output: Output = None,
) -> int:
    """Make an empty ratings table that `score` and `assess --scores` read back."""
    from competentie.table.template import Template, template_csv, template_workbook

    session: Session = context.obj
    one_of("--layout", layout, LAYOUTS)
    one_of("--by", by, BY)
    form = form_of(session, None, output, ("csv", "xlsx"))
    if excel and form != "csv":
        raise UsageError(msg("`--excel` goes with CSV only"))
    if output is not None and output.is_file():
        raise UsageError(
            msg("{path} exists already; it may have been filled in", path=str(output)),
            msg("give another name, or remove it first"),
        )
    catalogue = session.catalogue()
    chosen = session.profile(profile, catalogue)
    template = Template(catalogue, chosen, person or [], layout == "long", by == "level", all_levels)
    if form == "xlsx" and output is not None:
        session.save(output, template_workbook(template, session.words), private=bool(person))
    else:
        session.write_data(template_csv(template, session.words, excel=excel), output, private=bool(person))
    return Exit.FINE
