"""`template`: an empty ratings table for a profile, with the right columns."""

from gettext import gettext as _
from typing import Annotated, Final

import typer

from competentie.cli.present import Output, form_of
from competentie.cli.session import Session
from competentie.cli.usage import Exit, UsageError, one_of
from competentie.core.findings import msg

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
    from competentie.table.template import template_csv

    session: Session = context.obj
    one_of("--layout", layout, LAYOUTS)
    one_of("--by", by, BY)
    form_of(session, None, output, ("csv",))
    if output is not None and output.is_file():
        raise UsageError(
            msg("{path} exists already; it may have been filled in", path=str(output)),
            msg("give another name, or remove it first"),
        )
    catalogue = session.catalogue()
    chosen = session.profile(profile, catalogue)
    text = template_csv(
        catalogue,
        chosen,
        person or [],
        long=layout == "long",
        by_level=by == "level",
        all_levels=all_levels,
        excel=excel,
    )
    session.write_data(text, output, private=bool(person))
    return Exit.FINE
