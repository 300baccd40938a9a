"""`schema`: the JSON Schema of a file, as editors use it."""

from gettext import gettext as _
from typing import Annotated, Final

import typer

from competentie.cli.exits import Exit
from competentie.cli.options import Output
from competentie.cli.session import Session
from competentie.cli.usage import one_of
from competentie.places import SCHEMAS

KINDS: Final = ("catalog", "profile", "ratings")


def run(
    context: typer.Context,
    kind: Annotated[str, typer.Argument(metavar="catalog|profile|ratings", help=_("which file"))],
    output: Output = None,
) -> int:
    """Print a shipped schema, with its descriptions in the language of the run."""
    session: Session = context.obj
    one_of("KIND", kind, KINDS)
    text = (SCHEMAS / f"{kind}.{session.words.language}.json").read_text(encoding="utf-8")
    session.write_data(text, output)
    return Exit.FINE
