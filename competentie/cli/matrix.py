"""`matrix`: competencies × roles, with the norms in the cells."""

from typing import Annotated, Final

import typer

from competentie.cli.exits import Exit
from competentie.cli.options import Output, format_option
from competentie.cli.present import form_of, present
from competentie.cli.session import Session

FORMATS: Final = ("table", "markdown", "html", "json", "csv")


def run(
    context: typer.Context,
    format: Annotated[str | None, format_option(FORMATS)] = None,
    output: Output = None,
) -> int:
    """Show which level each role asks of each competency."""
    from competentie.handbook import matrix

    session: Session = context.obj
    form = form_of(session, format, output, FORMATS)
    catalogue = session.catalogue()
    profiles = session.profiles(catalogue)
    present(
        session,
        form,
        output,
        page=lambda: matrix.matrix_page(catalogue, profiles, session.words),
        data=lambda: matrix.matrix_data(catalogue, profiles),
        csv=lambda: matrix.matrix_csv(catalogue, profiles),
        private=False,
    )
    return Exit.FINDINGS if session.incomplete else Exit.FINE
