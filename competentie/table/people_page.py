"""Many people at a glance: per person how many norms are met, what is open, and where it falls short."""

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.text import Text as Line

from competentie.core.basis import Basis
from competentie.core.rule import Status
from competentie.core.scoring import Result
from competentie.core.text import printable
from competentie.page.language import Words
from competentie.page.layout import DIM, table
from competentie.page.phrases import basis_line, gap_sign


def people_table(results: Sequence[Result], words: Words, basis: Basis) -> RenderableType:
    """Return a table with one row per person, and what it rests on; profiles are named when there are several."""
    several = len({result.profile.id for result in results}) > 1
    drawn = table()
    drawn.add_column(words("Person"), overflow="fold")
    if several:
        drawn.add_column(words("Profile"), overflow="fold")
    drawn.add_column(words("Met"), justify="right", no_wrap=True)
    drawn.add_column(words("Open"), justify="right", no_wrap=True)
    drawn.add_column(words("Short"), overflow="fold")
    for result in results:
        statuses = [one.gap.status for one in result.outcomes]
        met = statuses.count(Status.MEETS) + statuses.count(Status.ABOVE)
        short = [
            f"{one.row.competency} {gap_sign(one.gap.gap)}" for one in result.outcomes if one.gap.status is Status.SHORT
        ]
        drawn.add_row(
            Line(printable(result.ratings.person or "")),
            *([Line(printable(result.profile.id))] if several else []),
            Line(f"{met}/{len(statuses)}"),
            Line(str(statuses.count(Status.OPEN))),
            Line(", ".join(short)),
        )
    return Group(drawn, Line(), Line(basis_line(basis, words), style=DIM))
