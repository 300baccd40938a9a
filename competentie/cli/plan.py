"""`plan`: the shortest way to the norm, and what was agreed on each step of it."""

from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from competentie.cli.exits import Exit, UsageError
from competentie.cli.options import Output, Quiet, Rater, Relation
from competentie.cli.session import STDOUT, Session
from competentie.cli.usage import one_of
from competentie.core.message import msg
from competentie.core.terms import RELATIONS
from competentie.files.places import ENDINGS

if TYPE_CHECKING:
    from competentie.core.terms import Catalogue
    from competentie.plan.agreements import MadePlan

FORMATS: Final = ("table", "markdown", "yaml")
_BY_ENDING: Final = {**dict.fromkeys(ENDINGS, "yaml"), ".md": "markdown", ".markdown": "markdown"}


def run(
    context: typer.Context,
    person: Annotated[
        str | None, typer.Argument(metavar="PERSON", help=_("whose ratings, as kept beside the catalogue"))
    ] = None,
    profile: Annotated[
        str | None,
        typer.Option("--profile", metavar="P", help=_("plan for this profile; else the one that was rated for")),
    ] = None,
    rater: Rater = None,
    relation: Relation = None,
    scores: Annotated[
        Path | None,
        typer.Option("--scores", metavar="FILE", readable=False, help=_("plan from the ratings in this file")),
    ] = None,
    format: Annotated[
        str | None,
        typer.Option(
            "--format", metavar="|".join(FORMATS), help=_("how to show it; else as the name of the output ends")
        ),
    ] = None,
    save: Annotated[
        bool, typer.Option("--save", help=_("keep the plan in `ratings/`, with what was filled in before"))
    ] = False,
    output: Output = None,
    quiet: Quiet = False,
) -> int:
    """Plan the way to the norm."""
    session: Session = context.obj
    session.quiet = quiet
    kind = format or _BY_ENDING.get(output.suffix.lower() if output is not None else "", "table")
    one_of("--format", kind, FORMATS)
    if relation is not None:
        one_of("--relation", relation, RELATIONS)
    file = output if kind == "yaml" and output is not None and str(output) != STDOUT else None
    if save and file is not None:
        raise UsageError(msg("`--save` names a file, and so does `-o`"), msg("leave out one of the two"))
    from competentie.cli.plan_basis import Wanted, given_ratings
    from competentie.cli.plan_file import PlanKeeping, refuse_existing

    if file is None:
        refuse_existing(output)
    catalogue = session.catalogue()
    given, chosen = given_ratings(session, catalogue, Wanted(person, profile, rater, relation, scores))
    keeping = PlanKeeping(session, catalogue, file)
    made = keeping.make(given, chosen)
    if save or file is not None:
        keeping.write(made)
    if file is None:
        _show(session, made, catalogue, kind, output)
    return Exit.FINDINGS if session.incomplete else Exit.FINE


def _show(session: Session, made: "MadePlan", catalogue: "Catalogue", kind: str, output: Path | None) -> None:
    if kind == "table":
        from competentie.plan.page import plan_page

        session.draw_to(plan_page(made, catalogue, session.words), output)
    elif kind == "markdown":
        from competentie.plan.markdown import plan_markdown

        session.write_data(plan_markdown(made, catalogue, session.words), output)
    else:
        from competentie.cli.plan_file import text_of

        session.write_data(text_of(made, session))
