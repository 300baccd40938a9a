"""`trend`: how one person's competencies developed, rater by rater and date by date."""

from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from competentie.cli.present import DRAWN, Output, Quiet, begun, format_option, present
from competentie.cli.ratings_of import kept_ratings, none_for, peers_minimum
from competentie.cli.session import Exit, Session, UsageError, basis_today
from competentie.core import Scorer, msg
from competentie.page.language import basis_line

if TYPE_CHECKING:
    from competentie.compare.trend import Trend

FORMATS: Final = ("table", *DRAWN, "json", "csv")


def run(
    context: typer.Context,
    person: Annotated[str, typer.Argument(metavar="PERSON", help=_("whose ratings, as kept beside the catalogue"))],
    profile: Annotated[
        str | None,
        typer.Option("--profile", metavar="P", help=_("hold them against this profile; else that of the last ratings")),
    ] = None,
    format: Annotated[str | None, format_option(FORMATS)] = None,
    output: Output = None,
    quiet: Quiet = False,
) -> int:
    """Show how one person developed."""
    from competentie.compare.trend import trend
    from competentie.ratings.groups import name_to_show

    session, form = begun(context, format, output, FORMATS, quiet=quiet)
    catalogue = session.catalogue()
    entries = kept_ratings(session, person, catalogue)
    if profile is not None:
        chosen = session.profile(profile, catalogue)
    else:
        single = [one for one in entries if not one.is_of_group]
        chosen = session.profile_by_id((single or entries)[-1].ratings.profile or "", catalogue)
    scorer = Scorer(catalogue, chosen)
    found = trend(name_to_show(person, entries), entries, scorer, peers_minimum(session))
    if not found.lines and not found.groups:
        if not found.undated:
            raise none_for(found.person, chosen.id, entries)
        message = msg("the ratings of `{person}` have no date", person=found.person)
        raise UsageError(message, msg("add `date: 2026-11-23` to the files"))
    _show(session, found, scorer, form, output)
    return Exit.FINDINGS if session.incomplete else Exit.FINE


def _show(session: Session, found: "Trend", scorer: Scorer, form: str, output: "Path | None") -> None:
    from competentie.compare.data import trend_csv, trend_data
    from competentie.compare.trend_page import trend_page

    rests_on = basis_today(scorer.catalogue, [scorer.profile])
    present(
        session,
        form,
        output,
        page=lambda: trend_page(found, scorer, session.words, rests_on),
        data=lambda: trend_data(found, scorer, rests_on),
        csv=lambda: trend_csv(found, scorer),
        beside_csv=[basis_line(rests_on, session.words)],
    )
