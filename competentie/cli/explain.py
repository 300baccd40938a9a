"""`explain`: what a code means, why it matters, what is wrong and what is right."""

from gettext import gettext as _
from typing import Annotated, Final

import typer

from competentie.cli.exits import Exit, UsageError
from competentie.cli.options import Output
from competentie.cli.session import Session
from competentie.cli.usage import one_of
from competentie.core.message import msg
from competentie.core.suggest import suggest

FORMATS: Final = ("text", "markdown", "json")


def run(
    context: typer.Context,
    code: Annotated[
        str | None,
        typer.Argument(metavar="CODE", help=_("a code such as Y021, or its name; else all codes are listed")),
    ] = None,
    format: Annotated[str, typer.Option("--format", metavar="|".join(FORMATS), help=_("how to show it"))] = "text",
    output: Output = None,
) -> int:
    """Explain one code, or list them all."""
    session: Session = context.obj
    one_of("--format", format, FORMATS)
    codes = None if code is None else _find(code)
    from competentie.explain import page as explain

    if format == "json":
        from competentie.core.findings import CODES
        from competentie.page.data import VERSION, json_text

        data = {"version": VERSION, "codes": explain.pages_data(codes or list(CODES), session.words)}
        session.write_data(json_text(data), output)
    elif format == "markdown":
        text = explain.markdown(codes, session.words) if codes else explain.document(session.words)
        session.write_data(text, output)
    else:
        session.draw_to(explain.pages(codes, session.words) if codes else explain.listing(session.words), output)
    return Exit.FINE


def _find(name: str) -> list[str]:
    from competentie.core.findings import CODES
    from competentie.explain.texts import find

    codes = find(name)
    if not codes:
        known = [*CODES, *dict.fromkeys(known for known, _ in CODES.values())]
        raise UsageError(
            msg("there is no code `{name}`", name=name),
            suggest(name, known) or msg("`competentie explain` lists them all"),
        )
    return codes
