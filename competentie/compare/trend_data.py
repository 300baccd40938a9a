"""A trend as plain data, for JSON and CSV, with every date. These shapes are a contract, in no language."""

from collections.abc import Iterator
from typing import Any, Final

from competentie.compare.rounds import GroupLine
from competentie.compare.trend import Point, RaterLine, Trend
from competentie.core.basis import Basis
from competentie.core.scoring import Outcome, Scorer
from competentie.page.data import VERSION, plain
from competentie.page.phrases import basis_data
from competentie.page.spreadsheet import csv_writer, safe

COLUMNS: Final = (
    *("person", "profile", "relation", "rater", "date", "unfinished", "lost", "competency", "norm"),
    *("reached", "reached_max", "gap", "gap_max", "status", "change", "raters", "lowest", "highest"),
)


def trend_data(trend: Trend, scorer: Scorer, basis: Basis) -> dict[str, Any]:
    """Return one versioned object: `raters`, each with `dates`, and `groups`, each with `rounds`."""
    return {
        "version": VERSION,
        "basis": basis_data(basis),
        "person": trend.person,
        "profile": scorer.profile.id,
        "raters": [_rater(line, scorer) for line in trend.lines],
        "groups": [_group(group, scorer) for group in trend.groups],
        "left_out": {"other_profile": trend.other_profile, "undated": trend.undated, "replaced": trend.replaced},
    }


def trend_csv(trend: Trend, scorer: Scorer) -> str:
    """Return a row per rater, date and competency, and per group, quarter and competency.

    `change` is what changed between that date and the rater's last one, and empty where that is not certain;
    `lowest` and `highest` are a group's.
    """
    target, writer = csv_writer(excel=False)
    writer.writerow(COLUMNS)
    who = (safe(trend.person), safe(scorer.profile.id))
    for line in trend.lines:
        writer.writerows((*who, *row) for row in _rater_rows(line))
    for group in trend.groups:
        writer.writerows((*who, *row) for row in _group_rows(group, scorer))
    return target.getvalue()


def _rater(line: RaterLine, scorer: Scorer) -> dict[str, Any]:
    return {
        "relation": line.relation,
        "rater": line.rater,
        "dates": [
            {
                "date": point.date,
                "rated_on": _rated_on(point),
                "unfinished": point.reconciled.ratings.unfinished is not None,
                "lost": list(point.reconciled.lost),
                "moved": len(point.reconciled.moved),
                "reworded": list(point.reconciled.reworded),
                "unsure": point.reconciled.unsure,
                "competencies": [
                    _competency(outcome, change, point, scorer) for outcome, change in _changed(line, point)
                ],
            }
            for point in line.points
        ],
    }


def _rated_on(point: Point) -> dict[str, str | None] | None:
    """Return the version and the fingerprint of the handbook that was rated, where the file tells them."""
    rated_on = point.reconciled.ratings.rated_on
    return None if rated_on is None else {"version": rated_on[0], "fingerprint": rated_on[1]}


def _competency(outcome: Outcome, change: int | None, point: Point, scorer: Scorer) -> dict[str, Any]:
    identifier = outcome.row.competency
    return {
        "id": identifier,
        "label": plain(scorer.catalogue.competencies[identifier].label, scorer.catalogue),
        "norm": outcome.row.norm,
        "rated": identifier not in point.unknown,
        "reached": outcome.standing.reached,
        "reached_max": outcome.standing.reached_max,
        "gap": outcome.gap.gap,
        "gap_max": outcome.gap.gap_max,
        "status": outcome.gap.status.value,
        "change": change,
    }


def _changed(line: RaterLine, point: Point) -> Iterator[tuple[Outcome, int | None]]:
    """Yield where each competency stood with its change until the last date; the last date itself has none."""
    changes = (None,) * len(point.outcomes) if point is line.now else line.changes(point)
    return zip(point.outcomes, changes, strict=True)


def _group(group: GroupLine, scorer: Scorer) -> dict[str, Any]:
    return {
        "relation": group.relation,
        "hidden": group.hidden,
        "rounds": [
            {
                "round": quarter.name,
                "lost": quarter.lost,
                "reworded": quarter.reworded,
                "competencies": [
                    {
                        "id": row.competency,
                        "label": plain(scorer.catalogue.competencies[row.competency].label, scorer.catalogue),
                        "norm": row.norm,
                        "raters": levels.raters,
                        "reached": {str(level): number for level, number in levels.counts.items()},
                    }
                    for row in scorer.profile.rows
                    if (levels := quarter.spreads.get(row.competency)) is not None
                ],
            }
            for quarter in group.rounds
        ],
    }


def _rater_rows(line: RaterLine) -> Iterator[tuple[object, ...]]:
    for point in line.points:
        held = point.reconciled
        head = (line.relation or "", safe(line.rater or ""), point.date, _word(held.ratings.unfinished is not None))
        for outcome, change in _changed(line, point):
            standing, gap = outcome.standing, outcome.gap
            level = (standing.reached, standing.reached_max, gap.gap, gap.gap_max, gap.status.value)
            changed = "" if change is None else change
            yield (*head, len(held.lost), outcome.row.competency, outcome.row.norm, *level, changed, "", "", "")


def _group_rows(group: GroupLine, scorer: Scorer) -> Iterator[tuple[object, ...]]:
    for quarter in group.rounds:
        for row in scorer.profile.rows:
            levels = quarter.spreads.get(row.competency)
            if levels is not None:
                about = (levels.raters, levels.lowest, levels.highest)
                yield (group.relation, "", quarter.name, "", quarter.lost, row.competency, row.norm, *("",) * 6, *about)


def _word(value: bool) -> str:  # noqa: FBT001
    return "true" if value else "false"
