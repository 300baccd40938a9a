"""`schema`: the JSON Schema of a file, as editors use it, and of the report of `validate --format json`."""

from gettext import gettext as _
from typing import Annotated, Final

import typer

from competentie.cli.present import Output, form_of
from competentie.cli.session import Exit, Session, one_of
from competentie.files.places import SCHEMAS

PER_LANGUAGE: Final = ("catalog", "profile", "ratings", "plan", "choices")  # what editors show beside a file
KINDS: Final = (*PER_LANGUAGE, "diagnostics")


def run(
    context: typer.Context,
    kind: Annotated[str, typer.Argument(metavar="|".join(KINDS), help=_("which file"))],
    output: Output = None,
) -> int:
    """Print a shipped schema, with its descriptions in the language of the run where there is a choice."""
    session: Session = context.obj
    one_of("KIND", kind, KINDS)
    form_of(session, None, output, ("json",))
    name = f"{kind}.{session.words.language}" if kind in PER_LANGUAGE else kind
    session.write_data((SCHEMAS / f"{name}.json").read_text(encoding="utf-8"), output, private=False)
    return Exit.FINE
