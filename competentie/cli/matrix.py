"""`matrix`: competencies × roles, with the norms in the cells."""

from typing import Annotated, Final

import typer

from competentie.cli.present import DRAWN, Output, begun, format_option, present
from competentie.cli.session import Exit

FORMATS: Final = ("table", *DRAWN, "json", "csv")


def run(
    context: typer.Context, format: Annotated[str | None, format_option(FORMATS)] = None, output: Output = None
) -> int:
    """Show which level each role asks of each competency."""
    from competentie.handbook.pages import matrix_csv, matrix_data, matrix_page

    session, form = begun(context, format, output, FORMATS)
    catalogue = session.catalogue()
    profiles = session.profiles(catalogue)
    present(
        session,
        form,
        output,
        page=lambda: matrix_page(catalogue, profiles, session.words),
        data=lambda: matrix_data(catalogue, profiles),
        csv=lambda: matrix_csv(catalogue, profiles),
        private=False,
    )
    return Exit.FINDINGS if session.incomplete else Exit.FINE
