"""The sheet of a group of raters: a column per quarter, with the lowest and the highest level, and never a name."""

from typing import Final

from competentie.compare.rater_sheet import NOTED, Column, Sheet
from competentie.compare.rounds import GroupLevels, GroupLine, Round
from competentie.core.scoring import Scorer
from competentie.page.language import Words
from competentie.page.phrases import rater_text

UNTOLD: Final = "-"


def group_sheet(group: GroupLine, scorer: Scorer, words: Words) -> Sheet:
    """Return the sheet of a group; it has no columns when no round may be told."""
    rows = scorer.profile.rows
    last = group.rounds[-1].spreads if group.rounds else {}
    return Sheet(
        words("{relation}, as a group", relation=rater_text(None, group.relation, words)),
        tuple(_column(one, [row.competency for row in rows]) for one in group.rounds),
        tuple(str(row.norm) for row in rows),
        tuple(_meeting(last.get(row.competency), row.norm, words) for row in rows),
        notes=tuple(_notes(group, words)),
    )


def _column(one: Round, competencies: list[str]) -> Column:
    year, _, quarter = one.name.partition("-")
    spreads = (one.spreads.get(competency) for competency in competencies)
    return Column((year, quarter), tuple(_spread(each) for each in spreads), noted=bool(one.lost))


def _spread(spread: GroupLevels | None) -> str:
    if spread is None:
        return UNTOLD
    if spread.lowest == spread.highest:
        return str(spread.lowest)
    return f"{spread.lowest}–{spread.highest}"


def _meeting(spread: GroupLevels | None, norm: int, words: Words) -> str:
    """Say how many of the last round reach the norm."""
    if spread is None:
        return UNTOLD
    met = sum(number for level, number in spread.counts.items() if level >= norm)
    return words("{met} of {n} reach the norm", met=met, n=spread.raters)


def _notes(group: GroupLine, words: Words) -> list[str]:
    notes = []
    if group.rounds:
        notes.append(words("per quarter the lowest and the highest level; {untold} where too few rated", untold=UNTOLD))
    for one in group.rounds:
        if one.lost:
            said = words.plural("{n} answer no longer holds", "{n} answers no longer hold", one.lost)
            notes.append(words("{mark} {date}: {said}", mark=NOTED, date=one.name, said=said))
    if group.hidden:
        notes.append(
            words.plural(
                "{n} quarter is not shown: too few rated, or one rater could be told apart",
                "{n} quarters are not shown: too few rated, or one rater could be told apart",
                group.hidden,
            )
        )
    return notes
