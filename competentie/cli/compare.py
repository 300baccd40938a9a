"""`compare`: several raters of one person side by side; groups only as groups, and nothing averaged unasked."""

from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from competentie.cli.present import DRAWN, Output, Quiet, begun, format_option, present
from competentie.cli.ratings_of import kept_ratings, none_for, peers_minimum, profile_rated
from competentie.cli.session import Exit, Session, basis_today, one_of
from competentie.core import Catalogue
from competentie.page.language import basis_line

if TYPE_CHECKING:
    from competentie.compare.comparison import Comparison

FORMATS: Final = ("table", *DRAWN, "json", "csv")
BY: Final = ("competency", "behaviour")
RULES: Final = ("lowest", "median", "agreed")


def run(
    context: typer.Context,
    person: Annotated[str, typer.Argument(metavar="PERSON", help=_("whose ratings"))],
    profile: Annotated[
        str | None,
        typer.Option("--profile", metavar="P", help=_("the profile; else the one that most of the ratings are for")),
    ] = None,
    combine: Annotated[
        str | None,
        typer.Option("--combine", metavar="|".join(RULES), help=_("add what the raters come to together by this rule")),
    ] = None,
    by: Annotated[
        str, typer.Option("--by", metavar="|".join(BY), help=_("compare competencies, or each behaviour too"))
    ] = "competency",
    format: Annotated[str | None, format_option(FORMATS)] = None,
    output: Output = None,
    quiet: Quiet = False,
) -> int:
    """Compare the raters of one person."""
    session, form = begun(context, format, output, FORMATS, quiet=quiet)
    one_of("--by", by, BY)
    if combine is not None:
        one_of("--combine", combine, RULES)
    from competentie.compare.combination import Rule
    from competentie.compare.comparison import compare
    from competentie.ratings.groups import name_to_show, views

    catalogue = session.catalogue()
    entries = kept_ratings(session, person, catalogue)
    chosen = profile_rated(session, profile, entries, catalogue)
    found = views(entries, peers_minimum(session), chosen.id)
    if not found.shown and not found.withheld:
        raise none_for(person, chosen.id, entries)
    rule = Rule(combine) if combine else None
    comparison = compare(name_to_show(person, entries), found, catalogue, chosen, rule)
    _show(session, comparison, catalogue, form, output, behaviours=by == "behaviour")
    return Exit.FINDINGS if session.incomplete else Exit.FINE


def _show(
    session: Session,
    comparison: "Comparison",
    catalogue: Catalogue,
    form: str,
    output: "Path | None",
    *,
    behaviours: bool,
) -> None:
    from competentie.compare.data import comparison_csv, comparison_data
    from competentie.compare.page import comparison_page, day_lines, withheld_lines

    words = session.words
    rests_on = basis_today(catalogue, [comparison.profile])
    present(
        session,
        form,
        output,
        page=lambda: comparison_page(comparison, catalogue, words, rests_on, behaviours=behaviours),
        data=lambda: comparison_data(comparison, catalogue, rests_on, behaviours=behaviours),
        csv=lambda: comparison_csv(comparison, behaviours=behaviours),
        beside_csv=[
            *withheld_lines(comparison.views, words),
            *day_lines(comparison, rests_on, words),
            basis_line(rests_on, words),
        ],
    )
