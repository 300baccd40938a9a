"""A trend before it is drawn: a sheet for each rater, with a column per date, and what is to be known of the dates."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from competentie.compare.trend import Point, RaterLine
from competentie.core.rule import Gap
from competentie.core.scoring import Outcome, Scorer
from competentie.page.language import Words
from competentie.page.phrases import gap_sign, rater_text, reached_text, status_word

UNKNOWN: Final = "?"
NOTED: Final = "*"  # after a date of which a note says more
_BLOCKS: Final = "▁▂▃▄▅▆▇█"


@dataclass(frozen=True, slots=True)
class Column:
    """One date or quarter: per row of the profile a level, what changed since, and a mark for the chart.

    `head` is its year and the rest; `noted` tells that a note says more about it.
    """

    head: tuple[str, str]
    values: tuple[str, ...]
    noted: bool
    changes: tuple[str, ...] = ()
    chart: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one rater or one group said: its columns, how the last one stands to each norm, and notes."""

    heading: str
    columns: tuple[Column, ...]
    norms: tuple[str, ...]
    status: tuple[str, ...]
    gaps: tuple[Gap, ...] = ()
    notes: tuple[str, ...] = ()


def rater_sheet(line: RaterLine, scorer: Scorer, words: Words) -> Sheet:
    """Return the sheet of a rater with a name (or of one of whom only the relation is known)."""
    height = scorer.catalogue.height
    outcomes = line.now.outcomes
    notes = [note for point in line.points for note in _notes(point, scorer, words)]
    if len(line.points) == 1:
        notes.append(words("one date only: there is nothing to compare it with yet"))
    return Sheet(
        rater_text(line.rater, line.relation, words) or words("A rater without a name"),
        (*(_column(one, height, line.changes(one)) for one in line.points[:-1]), _column(line.now, height)),
        tuple(_norm(one, line.now) for one in outcomes),
        tuple(status_word(one.gap.status, words) for one in outcomes),
        tuple(one.gap for one in outcomes),
        tuple(notes),
    )


def _column(point: Point, height: int, changes: tuple[int | None, ...] = ()) -> Column:
    year, _, day = point.date.partition("-")
    held = point.reconciled
    values = tuple(
        UNKNOWN if one.row.competency in point.unknown else reached_text(one.standing, one.row.norm)
        for one in point.outcomes
    )
    return Column(
        (year, day),
        values,
        bool(held.lost or held.moved or held.unsure or held.ratings.unfinished),
        tuple(UNKNOWN if one is None else gap_sign(one) for one in changes),
        tuple(_block(value, height) for value in values),
    )


def _norm(outcome: Outcome, now: Point) -> str:
    """Return a norm, and behind it the gap: there is none to a level of which nothing is known."""
    known = outcome.row.competency not in now.unknown
    return f"{outcome.row.norm} {gap_sign(outcome.gap.gap) if known else UNKNOWN:>2}"


def _block(value: str, height: int) -> str:
    """Return a bar as high as a level out of `height`; what is not one level has none."""
    return _BLOCKS[int(value) * (len(_BLOCKS) - 1) // height] if value.isdecimal() else UNKNOWN


def _notes(point: Point, scorer: Scorer, words: Words) -> Iterator[str]:
    """Yield what is to be known of a date; where texts have changed since, also which version was rated."""
    held, said = point.reconciled, []
    if held.lost:
        said.append(words.plural("{n} answer no longer holds", "{n} answers no longer hold", len(held.lost)))
    if held.moved:
        said.append(
            words.plural("{n} answer moved with its text", "{n} answers moved with their texts", len(held.moved))
        )
    if held.unsure:
        said.append(words("which texts have changed since is not known, so nothing is compared with it"))
    if said:
        version = held.ratings.rated_on[0] if held.ratings.rated_on else scorer.catalogue.version
        yield words("{mark} {date}, on {version}: {said}", mark=NOTED, date=point.date, version=version, said=said)
    if held.ratings.unfinished:
        yield words("{mark} {date}: the interview is unfinished", mark=NOTED, date=point.date)
