"""`report handbook`: the handbook as a book, in which every behaviour has an address of its own."""

from typing import Annotated

import typer

from competentie.cli.present import Output, begun, format_option, present
from competentie.cli.report import FORMATS, Brief, Css, styled
from competentie.cli.session import Exit


def run(
    context: typer.Context,
    brief: Brief = False,
    format: Annotated[str | None, format_option(FORMATS)] = None,
    output: Output = None,
    css: Css = None,
) -> int:
    """Make the handbook as a book."""
    session, form = begun(context, format, output, FORMATS)
    styled(session, css, form)
    from competentie.handbook.book import book_page

    catalogue = session.catalogue()
    profiles = session.profiles(catalogue)
    present(
        session,
        form,
        output,
        page=lambda: book_page(catalogue, profiles, session.words, brief=brief),
        private=False,
    )
    return Exit.FINDINGS if session.incomplete else Exit.FINE
