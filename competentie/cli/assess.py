"""`assess`: ask for ratings, or read them, apply the rule, and show the gap."""

from dataclasses import replace
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from competentie.cli.present import (
    DRAWN,
    Delimiter,
    Encoding,
    Person,
    Quiet,
    Rater,
    Relation,
    Sheet,
    TableFile,
    form_of,
    format_option,
    present,
)
from competentie.cli.ratings_of import Who, profile_for, read_ratings
from competentie.cli.session import Exit, Session, UsageError, a_name, a_relation, basis_today, one_of, today
from competentie.core import AGREED, GROUPED, Basis, Catalogue, Profile, Ratings, Result, Scorer, msg
from competentie.files.places import ENDINGS
from competentie.page.language import basis_data, basis_line
from competentie.ratings.answers import day_named

if TYPE_CHECKING:
    from competentie.page.model import Page
    from competentie.ratings.reconcile import Reconciled

FORMATS: Final = ("table", *DRAWN, "json", "csv", "yaml")
BY: Final = ("behaviour", "level")


def run(
    context: typer.Context,
    profile: Annotated[
        str | None, typer.Argument(metavar="PROFILE", help=_("the profile's id, or the path of its file"))
    ] = None,
    person: Person = None,
    rater: Rater = None,
    relation: Relation = None,
    reason: Annotated[
        str | None, typer.Option("--reason", metavar="TEXT", help=_("of agreed ratings: why this is what you came to"))
    ] = None,
    settles: Annotated[
        list[str] | None,
        typer.Option("--settles", metavar="NAME", help=_("of agreed ratings: whose they settle; can be repeated")),
    ] = None,
    note: Annotated[
        str | None, typer.Option("--note", metavar="TEXT", help=_("a remark on the talk as a whole"))
    ] = None,
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
    one_by_one: Annotated[
        bool, typer.Option("--one-by-one", help=_("ask about one behaviour at a time, not about a level at once"))
    ] = False,
    date: Annotated[
        str | None, typer.Option("--date", metavar="DAY", help=_("the day of the talk; else it is today"))
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar="FILE",
            readable=False,
            help=_(
                "keep the ratings in this YAML file, else in a file of their own in `ratings/`; any other "
                "ending is that of the result"
            ),
        ),
    ] = None,
    format: Annotated[str | None, format_option(FORMATS)] = None,
    sheet: Sheet = None,
    delimiter: Delimiter = None,
    encoding: Encoding = None,
    quiet: Quiet = False,
) -> int:
    """Assess one person against one profile."""
    session: Session = context.obj
    session.quiet = quiet
    holds_ratings = output is None or not output.suffix or output.suffix.lower() in ENDINGS
    kept, written = (output, None) if holds_ratings else (None, output)
    form = form_of(session, format, written, FORMATS)
    one_of("--by", by, BY)
    relation = a_relation(relation)
    a_name("--person", person)
    a_name("--rater", rater)
    from competentie.ratings.reconcile import Reconciled

    about = Ratings({}, note=note, reason=reason, settles=tuple(settles or ()))
    if scores is None:
        from competentie.assess.interview import By
        from competentie.cli.conversation import Conversation
        from competentie.cli.questions import Asking

        asking = Asking(By(by), all_levels, adaptive, show_norm, one_by_one, None if date is None else _day(date))
        talk = Conversation(session, profile, asking, kept)
        catalogue, chosen, ratings = talk.hold(person, rater, relation, about)
        held, after, stopped = Reconciled(ratings, reworded=talk.reworded), talk.close, talk.is_stopped
    else:
        if date is not None:
            raise UsageError(
                msg("`--date` is the day of a talk, and `--scores` asks nothing"),
                msg("leave it out, and let the file say its day"),
            )
        source = TableFile(scores, encoding, delimiter, sheet)
        catalogue, chosen, held = _read(session, source, Who(person, rater, relation), profile, kept, about)
        after, stopped = None, False

    _show(session, Scorer(catalogue, chosen).score(held.ratings), held, catalogue, form, written, counted=stopped)
    if after is not None:
        after()
    return Exit.FINE


def _day(text: str) -> str:
    """Return the day that `--date` means; refuse what is none, or is still to come."""
    day = day_named(text)
    if day is None or day > today():
        raise UsageError(
            msg("`{value}` is not a value of {option}", value=text, option="--date"),
            msg("write a day that has been, such as 2026-11-03 or 3-11-2026"),
        )
    return day.isoformat()


def _read(
    session: Session, source: "TableFile", who: "Who", profile: str | None, output: Path | None, about: Ratings
) -> "tuple[Catalogue, Profile, Reconciled]":
    if output is not None:
        from competentie.cli.keeping import refuse_target

        refuse_target(output)
    catalogue = session.catalogue()
    chosen = session.profile(profile, catalogue) if profile is not None else None
    held = read_ratings(session, catalogue, source, who, chosen.id if chosen else None)
    ratings = held.ratings
    said = {name: value for name in ("note", "reason", "settles") if (value := getattr(about, name))}
    ratings = replace(ratings, **said)
    if ratings.relation == AGREED and not (ratings.reason and ratings.settles):
        raise UsageError(
            msg("agreed ratings tell why, and whose ratings they settle"), msg("give `--reason` and `--settles`")
        )
    chosen = profile_for(session, ratings, chosen, catalogue)
    if ratings.relation in GROUPED:
        session.note(msg("these are the ratings of one rater; to others they are only shown in a group, by `compare`"))
    if output is not None:
        from competentie.cli.keeping import save_ratings

        save_ratings(session, ratings, chosen.id, catalogue, output)
    return catalogue, chosen, replace(held, ratings=ratings)


def _show(
    session: Session,
    result: Result,
    held: "Reconciled",
    catalogue: Catalogue,
    form: str,
    output: Path | None,
    *,
    counted: bool,
) -> None:
    from competentie.page.data import result_csv
    from competentie.ratings.pages import stale_lines

    def page() -> "Page":
        from competentie.assess.page import gap_page

        return gap_page(result, catalogue, session.words, rests_on, stale, counted=counted)

    rests_on, stale = basis_today(catalogue, [result.profile]), stale_lines(held, session.words)
    present(
        session,
        form,
        output,
        page=page,
        data=lambda: _data(result, held, catalogue, rests_on),
        csv=lambda: result_csv(result),
        beside_csv=[basis_line(rests_on, session.words), *stale],
    )


def _data(result: Result, held: "Reconciled", catalogue: Catalogue, rests_on: Basis) -> dict[str, object]:
    from competentie.page.data import VERSION, ResultData
    from competentie.ratings.pages import stale_data

    about = {"version": VERSION, "basis": basis_data(rests_on)}
    return {**about, **ResultData(catalogue).of(result), **stale_data(held)}
