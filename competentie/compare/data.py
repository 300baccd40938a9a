"""A comparison and a trend as plain data, for JSON and CSV. These shapes are a contract, and in no language.

Of a group there are numbers only: how many raters it has, and how many of them say what.
"""

from collections.abc import Iterator
from typing import Any, Final

from competentie.compare.agreement import Agreement
from competentie.compare.comparison import Answers, Compared, ComparedBehaviour, Comparison, Standings
from competentie.compare.trend import GroupLine, Point, RaterLine, Trend
from competentie.core import Basis, Catalogue, Outcome, Rating, Scorer
from competentie.page.data import (
    VERSION,
    ResultData,
    csv_cell,
    csv_text,
    gap_data,
    plain,
    remarks_data,
    safe,
)
from competentie.page.language import basis_data
from competentie.ratings.groups import View

COLUMNS: Final = (
    *("person", "profile", "relation", "rater", "raters", "competency", "behaviour", "norm"),
    *("reached", "reached_max", "rating", "number", "lowest", "highest", "difference"),
)
COMBINED: Final = "combined"  # in the column `relation`, with the rule as the rater
_DECIMALS: Final = 6
_SAID: Final = (Rating.SHOWN, Rating.NOT_SHOWN, Rating.NOT_APPLICABLE)


def comparison_data(comparison: Comparison, catalogue: Catalogue, basis: Basis, *, behaviours: bool) -> dict[str, Any]:
    """Return a comparison as one versioned object; the cells of a row are in the order of `views`."""
    return {
        "version": VERSION,
        "basis": basis_data(basis),
        "person": comparison.person,
        "profile": comparison.profile.id,
        "minimum": comparison.views.minimum,
        "views": [_view(view) for view in comparison.views.shown],
        "withheld": dict(comparison.views.withheld),
        "left_out": [
            {"relation": left.relation, "rater": left.rater, "why": left.why.value, "number": left.number}
            for left in comparison.views.left_out
        ],
        "agreement": {"levels": _agreement(comparison.on_levels), "behaviours": _agreement(comparison.on_behaviours)},
        "competencies": [_row(row, catalogue, behaviours=behaviours) for row in comparison.rows],
        **_combined(comparison, catalogue),
    }


def comparison_csv(comparison: Comparison, *, behaviours: bool) -> str:
    """Return a row for each level (or rating of a behaviour) that a view gives, with the number of raters."""
    who = (safe(comparison.person), safe(comparison.profile.id))
    return csv_text(COLUMNS, ((*who, *row) for row in _rows(comparison, behaviours=behaviours)))


def _rows(comparison: Comparison, *, behaviours: bool) -> Iterator[tuple[object, ...]]:
    for place, row in enumerate(comparison.rows):
        low, high = row.spread or ("", "")
        end = (low, high, row.difference or "")
        for view, cell in zip(comparison.views.shown, row.cells, strict=True):
            about = (*_named(view), row.row.competency, "", row.row.norm)
            for rater, number in cell.items():
                yield (*about, rater.reached, rater.reached_max, "", number, *end)
        if comparison.combined is not None:
            standing = comparison.combined.outcomes[place].standing
            about = (COMBINED, comparison.rule, comparison.raters, row.row.competency, "", row.row.norm)
            yield (*about, standing.reached, standing.reached_max, "", "", *end)
        for item in row.behaviours if behaviours else ():
            yield from _behaviour_rows(item, comparison)


def _behaviour_rows(item: ComparedBehaviour, comparison: Comparison) -> Iterator[tuple[object, ...]]:
    about = (item.behaviour.competency, item.behaviour.code, "", "", "")
    for view, answers in zip(comparison.views.shown, item.answers, strict=True):
        for rating in _SAID:
            if answers.get(rating):
                yield (*_named(view), *about, rating.value, answers[rating], "", "", item.difference or "")


def _named(view: View) -> tuple[object, ...]:
    return view.relation or "", safe(view.rater or ""), len(view.entries)


def _view(view: View) -> dict[str, Any]:
    lost = [code for entry in view.entries for code in entry.reconciled.lost]
    moved = [pair for entry in view.entries for pair in entry.reconciled.moved]
    reworded = [code for entry in view.entries for code in entry.reconciled.reworded]
    numbers = {
        "raters": len(view.entries),
        "lost": len(lost),
        "moved": len(moved),
        "reworded": len(reworded),
        "unsure": any(entry.reconciled.unsure for entry in view.entries),
    }
    if view.is_group:
        return {"relation": view.relation, "group": True, **numbers}
    ratings = view.entries[0].ratings
    return {
        "relation": view.relation,
        "group": False,
        "rater": view.rater,
        "date": ratings.date,
        **numbers,
        "lost_codes": lost,
        "moved_codes": [list(pair) for pair in moved],
        "reworded_codes": reworded,
        "unfinished": ratings.unfinished is not None,
    }


def _agreement(agreement: Agreement) -> dict[str, Any]:
    return {
        "alpha": None if agreement.alpha is None else round(float(agreement.alpha), _DECIMALS),
        "lacking": agreement.lacking,
        "units": agreement.units,
    }


def _row(row: Compared, catalogue: Catalogue, *, behaviours: bool) -> dict[str, Any]:
    data: dict[str, Any] = {
        "id": row.row.competency,
        "label": plain(catalogue.competencies[row.row.competency].label, catalogue),
        "group": row.row.group.value,
        "norm": row.row.norm,
        "views": [_cell(cell) for cell in row.cells],
        "spread": list(row.spread) if row.spread else None,
        "difference": row.difference,
    }
    if behaviours:
        data["behaviours"] = [
            {
                "code": item.behaviour.code,
                "views": [_answers(cell) for cell in item.answers],
                "difference": item.difference,
            }
            for item in row.behaviours
        ]
    return data


def _cell(cell: Standings) -> list[dict[str, int]]:
    return [{"reached": rater.reached, "reached_max": rater.reached_max, "raters": n} for rater, n in cell.items()]


def _answers(answers: Answers) -> dict[str, int]:
    return {rating.value: answers[rating] for rating in _SAID if answers.get(rating)}


def _combined(comparison: Comparison, catalogue: Catalogue) -> dict[str, Any]:
    """Return the combination, as a result of `assess --format json`."""
    if comparison.combined is None:
        return {}
    result = ResultData(catalogue).of(comparison.combined)
    kept = {name: result[name] for name in ("competencies", "implied", "contradictions")}
    return {"combined": {"rule": comparison.rule, **kept}}


TREND_COLUMNS: Final = (
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
    who = (safe(trend.person), safe(scorer.profile.id))
    rows = (
        *(row for line in trend.lines for row in _rater_rows(line)),
        *(row for group in trend.groups for row in _group_rows(group, scorer)),
    )
    return csv_text(TREND_COLUMNS, ((*who, *row) for row in rows))


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
                **remarks_data(point.reconciled.ratings),
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
        **gap_data(outcome.standing, outcome.gap),
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
        head = (line.relation or "", safe(line.rater or ""), point.date, csv_cell(held.ratings.unfinished is not None))
        for outcome, change in _changed(line, point):
            level = gap_data(outcome.standing, outcome.gap).values()
            changed = "" if change is None else change
            yield (*head, len(held.lost), outcome.row.competency, outcome.row.norm, *level, changed, "", "", "")


def _group_rows(group: GroupLine, scorer: Scorer) -> Iterator[tuple[object, ...]]:
    for quarter in group.rounds:
        for row in scorer.profile.rows:
            levels = quarter.spreads.get(row.competency)
            if levels is not None:
                about = (levels.raters, levels.lowest, levels.highest)
                yield (group.relation, "", quarter.name, "", quarter.lost, row.competency, row.norm, *("",) * 6, *about)
