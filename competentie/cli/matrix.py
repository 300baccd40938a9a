"""`matrix`: competencies × roles, with the norms in the cells."""

from gettext import gettext as _
from typing import TYPE_CHECKING, Annotated, Final

import typer

from competentie.cli.exits import Exit
from competentie.cli.options import Output
from competentie.cli.session import Session
from competentie.cli.usage import one_of

if TYPE_CHECKING:
    from competentie.core.terms import Catalogue, Profile
    from competentie.page.language import Words

FORMATS: Final = ("table", "csv", "json", "markdown")


def run(
    context: typer.Context,
    format: Annotated[str, typer.Option("--format", metavar="|".join(FORMATS), help=_("how to show it"))] = "table",
    output: Output = None,
) -> int:
    """Show which level each role asks of each competency."""
    from competentie.handbook import matrix

    session: Session = context.obj
    one_of("--format", format, FORMATS)
    catalogue = session.catalogue()
    profiles = session.profiles(catalogue)
    if format == "table":
        session.draw_to(matrix.matrix_table(catalogue, profiles, session.words), output)
    else:
        session.write_data(_as_text(catalogue, profiles, session.words, format), output)
    return Exit.FINDINGS if session.incomplete else Exit.FINE


def _as_text(catalogue: "Catalogue", profiles: "list[Profile]", words: "Words", format: str) -> str:
    from competentie.handbook import matrix

    if format == "csv":
        return matrix.matrix_csv(catalogue, profiles)
    if format == "json":
        from competentie.page.data import json_text

        return json_text(matrix.matrix_data(catalogue, profiles))
    return matrix.matrix_markdown(catalogue, profiles, words)
