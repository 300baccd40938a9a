"""`trend`: how one person's competencies developed, rater by rater and date by date."""

from collections.abc import Sequence
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from competentie.cli.present import Output, Quiet, form_of, format_option, present
from competentie.cli.ratings_of import kept_ratings, none_for, peers_minimum
from competentie.cli.session import Exit, Session, UsageError, basis_today
from competentie.core import Catalogue, Profile, Scorer, msg
from competentie.page.language import basis_line

if TYPE_CHECKING:
    from competentie.compare.trend import Trend
    from competentie.ratings.folder import Kept

FORMATS: Final = ("table", "markdown", "html", "json", "csv")


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

    session: Session = context.obj
    session.quiet = quiet
    form = form_of(session, format, output, FORMATS)
    catalogue = session.catalogue()
    entries = kept_ratings(session, person, catalogue)
    scorer = Scorer(catalogue, _profile(session, profile, entries, catalogue))
    found = trend(name_to_show(person, entries), entries, scorer, peers_minimum(session))
    if not found.lines and not found.groups:
        raise _nothing(found, entries, scorer)
    _show(session, found, scorer, form, output)
    return Exit.FINDINGS if session.incomplete else Exit.FINE


def _profile(session: Session, named: str | None, entries: "Sequence[Kept]", catalogue: Catalogue) -> Profile:
    """Return the profile that was named, or else that of the last ratings by somebody who is in no group."""
    if named is not None:
        return session.profile(named, catalogue)
    single = [one for one in entries if not one.is_of_group]
    return session.profile_by_id((single or entries)[-1].ratings.profile or "", catalogue)


def _nothing(found: "Trend", entries: "Sequence[Kept]", scorer: Scorer) -> UsageError:
    """Say why there is nothing to show: it is all for other profiles, or has no date."""
    if found.undated:
        return UsageError(
            msg("the ratings of `{person}` have no date", person=found.person),
            msg("add `date: 2026-11-23` to the files"),
        )
    return none_for(found.person, scorer.profile.id, entries)


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
