"""`matrix`: competencies × roles, with the norms in the cells."""

import json
from gettext import gettext as _
from typing import Annotated, Final

import typer

from competentie.cli import one_of
from competentie.cli.exits import Exit
from competentie.cli.options import Output
from competentie.cli.session import Session

FORMATS: Final = ("table", "csv", "json", "markdown")


def run(
    context: typer.Context,
    format: Annotated[str, typer.Option("--format", metavar="|".join(FORMATS), help=_("how to show it"))] = "table",
    output: Output = None,
) -> int:
    """Show which level each role asks of each competency."""
    from competentie.render import matrix

    session: Session = context.obj
    one_of("--format", format, FORMATS)
    catalogue = session.catalogue()
    profiles = session.profiles(catalogue)
    if format == "table":
        session.draw_to(matrix.matrix_table(catalogue, profiles, session.words), output)
        return Exit.FINE
    if format == "csv":
        text = matrix.matrix_csv(catalogue, profiles)
    elif format == "json":
        text = json.dumps(matrix.matrix_data(catalogue, profiles), ensure_ascii=False, indent=2) + "\n"
    else:
        text = matrix.matrix_markdown(catalogue, profiles, session.words)
    session.write_data(text, output)
    return Exit.FINE
