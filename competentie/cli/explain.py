"""`explain`: what a code means, why it matters, what is wrong and what is right."""

from gettext import gettext as _
from typing import Annotated, Final

import typer

from competentie.cli.present import DRAWN, Output, begun, format_option, present
from competentie.cli.session import Exit, UsageError
from competentie.core import CODES, msg, suggest

FORMATS: Final = ("text", *DRAWN, "json")


def run(
    context: typer.Context,
    code: Annotated[
        str | None,
        typer.Argument(metavar="CODE", help=_("a code such as Y021, or its name; else all codes are listed")),
    ] = None,
    format: Annotated[str | None, format_option(FORMATS)] = None,
    output: Output = None,
) -> int:
    """Explain one code, or list them all."""
    session, form = begun(context, format, output, FORMATS)
    codes = None if code is None else _find(code)
    from competentie.explain import page as explain
    from competentie.page.data import VERSION

    words = session.words
    present(
        session,
        form,
        output,
        page=lambda: explain.pages(codes, words) if codes else explain.listing(words),
        data=lambda: {"version": VERSION, "codes": explain.pages_data(codes or list(CODES), words)},
        markdown=lambda: explain.markdown(codes, words) if codes else explain.document(words),
        private=False,
    )
    return Exit.FINE


def _find(name: str) -> list[str]:
    from competentie.explain.texts import find

    codes = find(name)
    if not codes:
        known = [*CODES, *dict.fromkeys(known for known, _ in CODES.values())]
        raise UsageError(
            msg("there is no code `{name}`", name=name),
            suggest(name, known) or msg("`competentie explain` lists them all"),
        )
    return codes
