"""`assess`: ask for ratings, or read them, apply the rule, and show the gap."""

from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from competentie.cli.exits import Exit, UsageError
from competentie.cli.options import Delimiter, Encoding, Person, Quiet, Rater, Relation, Sheet, TableFile
from competentie.cli.session import Session
from competentie.cli.usage import one_of
from competentie.core.message import msg
from competentie.core.terms import GROUPED, RELATIONS

if TYPE_CHECKING:
    from competentie.cli.ratings_of import Who
    from competentie.core.basis import Basis
    from competentie.core.scoring import Result
    from competentie.core.terms import Catalogue, Profile, Ratings

FORMATS: Final = ("table", "json", "csv", "yaml", "markdown")
BY: Final = ("behaviour", "level")


def run(
    context: typer.Context,
    profile: Annotated[
        str | None, typer.Argument(metavar="PROFILE", help=_("the profile's id, or the path of its file"))
    ] = None,
    person: Person = None,
    rater: Rater = None,
    relation: Relation = None,
    scores: Annotated[
        Path | None,
        typer.Option(
            "--scores",
            metavar="FILE",
            readable=False,
            help=_("read the ratings from this file (YAML, or a table) instead of asking"),
        ),
    ] = None,
    by: Annotated[
        str,
        typer.Option(
            "--by", metavar="behaviour|level", help=_("ask about each behaviour, or for one level per competency")
        ),
    ] = "behaviour",
    all_levels: Annotated[
        bool, typer.Option("--all-levels", help=_("ask about the levels above the norm too"))
    ] = False,
    adaptive: Annotated[
        bool, typer.Option("--adaptive", help=_("pass over the levels above the first one that is missed"))
    ] = False,
    show_norm: Annotated[
        bool, typer.Option("--show-norm", help=_("show the norm while asking; it can sway the answer"))
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar="FILE",
            readable=False,
            help=_("keep the ratings in this YAML file; else in a file of their own in `ratings/`"),
        ),
    ] = None,
    format: Annotated[
        str, typer.Option("--format", metavar="|".join(FORMATS), help=_("how to show the result"))
    ] = "table",
    sheet: Sheet = None,
    delimiter: Delimiter = None,
    encoding: Encoding = None,
    quiet: Quiet = False,
) -> int:
    """Assess one person against one profile."""
    session: Session = context.obj
    session.quiet = quiet
    one_of("--format", format, FORMATS)
    one_of("--by", by, BY)
    if relation is not None:
        one_of("--relation", relation, RELATIONS)
    for option, name in (("--person", person), ("--rater", rater)):
        if name is not None and not name.strip():
            raise UsageError(msg("{option} is empty", option=option), msg("give a name, or leave it out"))
    if scores is None:
        from competentie.assess.interview import By
        from competentie.cli.conversation import Asking, Conversation

        talk = Conversation(session, profile, Asking(By(by), all_levels, adaptive, show_norm), output)
        catalogue, chosen, ratings = talk.hold(person, rater, relation)
        after = talk.close
    else:
        from competentie.cli.ratings_of import Who

        source = TableFile(scores, encoding, delimiter, sheet)
        catalogue, chosen, ratings = _read(session, source, Who(person, rater, relation), profile, output)
        after = None
    from competentie.core.scoring import Scorer

    _show(session, Scorer(catalogue, chosen).score(ratings), catalogue, format)
    if after is not None:
        after()
    return Exit.FINE


def _read(
    session: Session, source: "TableFile", who: "Who", profile: str | None, output: Path | None
) -> "tuple[Catalogue, Profile, Ratings]":
    from competentie.cli.keeping import refuse_target, save_ratings
    from competentie.cli.ratings_of import profile_for, read_ratings

    if output is not None:
        refuse_target(output)
    catalogue = session.catalogue()
    chosen = session.profile(profile, catalogue) if profile is not None else None
    ratings = read_ratings(session, catalogue, source, who, chosen.id if chosen else None)
    chosen = profile_for(session, ratings, chosen, catalogue)
    if ratings.relation in GROUPED:
        session.note(msg("these are the ratings of one rater; to others they are only shown in a group, by `compare`"))
    if output is not None:
        save_ratings(session, ratings, chosen.id, catalogue, output)
    return catalogue, chosen, ratings


def _show(session: Session, result: "Result", catalogue: "Catalogue", format: str) -> None:
    from competentie.cli.clock import basis_today

    rests_on = basis_today(catalogue, [result.profile])
    if format == "table":
        from competentie.assess.page import gap_table

        session.draw(gap_table(result, catalogue, session.words, rests_on))
        return
    if format == "markdown":
        from competentie.assess.markdown import gap_markdown

        session.write_data(gap_markdown(result, catalogue, session.words, rests_on))
        return
    session.write_data(_as_data(result, catalogue, format, rests_on))
    if format == "csv":  # its columns are a contract, and have no room for it
        from competentie.page.phrases import basis_line

        session.note(basis_line(rests_on, session.words))


def _as_data(result: "Result", catalogue: "Catalogue", format: str, rests_on: "Basis") -> str:
    if format == "csv":
        from competentie.table.write import long_csv

        return long_csv([result], [name for name in ("rater", "relation", "date") if getattr(result.ratings, name)])
    from competentie.page.data import VERSION, ResultData, json_text
    from competentie.page.phrases import basis_data

    data = {"version": VERSION, "basis": basis_data(rests_on), **ResultData(catalogue).of(result)}
    if format == "json":
        return json_text(data)
    from competentie.files.yaml import dump

    return dump(data)
