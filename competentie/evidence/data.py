"""Evidence as plain data, for JSON and CSV; its names are those of R's answers in `tests/data/evidence.json`."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

from competentie.core.basis import Basis
from competentie.core.terms import Catalogue, Rating
from competentie.evidence.answers import Coherence, Pair
from competentie.evidence.intervals import Estimate, wilson
from competentie.evidence.ladder import SMALLEST, Ladder, Step
from competentie.evidence.presupposed import Presupposition
from competentie.evidence.report import Evidence, Raters
from competentie.evidence.scales import groups, h_of_people, reproduced, whole
from competentie.evidence.verdict import THRESHOLDS, Finding, h_of_item
from competentie.page.data import VERSION, csv_writer, plain, safe
from competentie.page.phrases import basis_data

COLUMNS: Final = ("competency", "measure", "value")
_DECIMALS: Final = 8


def evidence_data(found: Evidence, catalogue: Catalogue, basis: Basis) -> dict[str, Any]:
    """Return all of it as one versioned object; what too few people were rated on is null."""
    collected = found.collected
    data = {
        "version": VERSION,
        "basis": basis_data(basis),
        "thresholds": THRESHOLDS,
        "people": collected.number,
        "raters": collected.raters,
        "relations": list(collected.relations),
        "answers": {one.value: number for one, number in found.answers.items()},
        "direct_levels": found.direct,
        "withheld": list(collected.withheld),
        "competencies": [
            {"id": one.competency.id, "label": plain(one.competency.label, catalogue), **finding_data(one)}
            for one in found.findings.values()
        ],
        "presuppositions": [_edge(one) for one in found.presuppositions],
        "raters_compared": _raters(found.raters),
        "advice": [
            {"code": one.advice.value, "kind": one.advice.name.lower(), "competency": one.competency, **one.facts}
            for one in found.advice
        ],
    }
    return _rounded(data)  # type: ignore[no-any-return]


def evidence_csv(data: Mapping[str, Any]) -> str:
    """Return a row per number of each competency; the measure is its place in the JSON."""
    target, writer = csv_writer(excel=False)
    writer.writerow(COLUMNS)
    for competency in data["competencies"]:
        own = {name: value for name, value in competency.items() if name not in {"id", "label"}}
        writer.writerows((competency["id"], name, safe(str(value))) for name, value in _flat(own))
    return target.getvalue()


def finding_data(finding: Finding) -> dict[str, Any]:
    """Return what is found on one competency."""
    ladder, enough = finding.ladder, finding.enough("verdict")
    order = ladder.order
    return {
        "people": finding.people,
        "raters": finding.raters,
        "verdict": finding.verdict.value,
        "across_levels": _coherence(finding.coherence),
        "levels": [_level(ladder, at) for at in range(len(ladder.levels))],
        "steps": [
            {"ascends": ascent.value, **step_data(step)}
            for step, ascent in zip(ladder.steps, finding.ascents, strict=True)
        ],
        "broken": None if any(step.is_few for step in ladder.steps) else ladder.broken,
        "order": asdict(order) | {"share": order.share} if finding.people >= SMALLEST else None,
        "behaviours": [_behaviour(finding, at) for at in range(len(ladder.answers.items))],
        **(_detail(ladder) if enough else {}),
    }


def step_data(step: Step) -> dict[str, Any]:
    """Return a step; who has the higher level, and what follows from it, is nothing where they are few."""
    counts = {name: getattr(step, name) for name in ("both", "only_lower", "only_higher", "neither", "n")}
    counts |= {"expected_by_chance": step.by_chance, "H": step.h, "exact_p": step.p}
    shares: dict[str, Any] = dict.fromkeys(("share_difference", "share_se", "share_interval"))
    if step.difference and step.people >= SMALLEST:
        one = step.difference
        shares = {"share_difference": one.value, "share_se": one.error, "share_interval": one.interval()}
    return {
        "lower": step.lower,
        "higher": step.higher,
        "people": step.people,
        "raters": step.raters,
        **(dict.fromkeys(counts) if step.is_few else counts),
        **shares,
    }


def _level(ladder: Ladder, at: int) -> dict[str, Any]:
    level = ladder.levels[at]
    return {**asdict(level), "attained_wilson": wilson(level.attained, level.attained + level.missed)}


def _behaviour(finding: Finding, at: int) -> dict[str, Any]:
    answers, placement = finding.ladder.answers, finding.placements.get(at)
    counts, (shown, rated) = answers.counts[at], answers.shown(at)
    known = {one.value: counts[one] for one in (Rating.NOT_APPLICABLE, Rating.UNRATED)}
    found: dict[str, Any] = {
        "code": answers.items[at].code,
        "claimed": answers.items[at].level,
        "rated": rated,
        "shown": shown,
        "wilson": wilson(shown, rated),
        **known,
    }
    if finding.enough("verdict"):
        found["H"] = h_of_item(finding, at)
    if placement:
        found["nearest"] = placement.nearest
        found["boundaries"] = [
            {"between": ends, "distance": one.value, "se": one.error} for ends, one in placement.boundaries.items()
        ]
    return found


def _detail(ladder: Ladder) -> dict[str, Any]:
    answers, patterns = ladder.answers, whole(ladder.answers)
    telling, cells = answers.telling(), reproduced(patterns)
    popular = answers.coherence(telling, popular=True)
    each = [
        answers.coherence([one for one in telling if at in {one.first, one.second}], popular=True)
        for at in range(len(answers.items))
    ]
    return {
        "H": popular.h if popular else None,
        "se": popular.error if popular else None,
        "jackknife_se": popular.jackknife if popular else None,
        "Hi": [one.h if one else None for one in each],
        "se_Hi": [one.error if one else None for one in each],
        "pairs": [
            pair_data(
                answers.items[one.first].code,
                answers.items[one.second].code,
                one,
                answers.coherence([one], popular=True),
            )
            for one in telling
            if one.n >= SMALLEST
        ],
        "HT": h_of_people(patterns),
        "goodenough_edwards": {
            "errors": cells.errors,
            "CR": cells.cr,
            "MMR": cells.mmr,
            "PPR": cells.ppr,
            "CS": cells.cs,
        }
        if cells
        else None,
        "aisp_30": groups(answers),
    }


def pair_data(first: str, second: str, pair: Pair, h: Coherence | None) -> list[Any]:
    """Return a pair in the order of R's answers: both codes, n, F, E, H and its standard error."""
    numbers = (pair.n, pair.errors(popular=True), pair.expected(popular=True))
    return [first, second, *numbers, h.h if h else None, h.error if h else None]


def _coherence(found: Coherence | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {"H": found.h, "se": found.error, "jackknife_se": found.jackknife, "interval": found.interval}


def _edge(edge: Presupposition) -> dict[str, Any]:
    pair = edge.pair
    few = edge.is_few
    return {
        "heavier": edge.heavier,
        "lighter": edge.lighter,
        "level": edge.level,
        "claimed": edge.claimed,
        "n": pair.n,
        "have_heavier": None if few else pair.other,
        "have_lighter": None if few else pair.one,
        "have_both": None if few else pair.both,
        "light_given_heavy_wilson": None if few else wilson(pair.both, pair.other),
        "F": None if few else pair.errors(popular=False),
        "E": None if few else pair.expected(popular=False),
        **({} if few else _coherence(edge.coherence) or {}),
    }


def _raters(raters: Raters) -> dict[str, Any]:
    both = raters.self_and_manager
    return {
        "agreement": {
            name: {"alpha": None if one.alpha is None else float(one.alpha), "units": one.units}
            for name, one in raters.agreement.items()
        },
        "within": {
            name: {
                "people": one.people,
                "HW": one.within,
                "HB": one.between,
                "HBW": one.between / one.within if one.within else None,
            }
            for name, one in raters.within.items()
        },
        "self_and_manager": both
        and {
            "people": both.people,
            **_mean(both.difference),
            "per_behaviour": [asdict(one) for one in both.behaviours],
        },
        "severity": [{"rater": one.rater, "people": one.people, **_mean(one.difference)} for one in raters.severity],
    }


def _mean(estimate: Estimate) -> dict[str, Any]:
    return {"difference": estimate.value, "se": estimate.error, "interval": estimate.interval()}


def _flat(value: object, name: str = "") -> Iterator[tuple[str, object]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _flat(inner, f"{name}.{key}" if name else str(key))
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for place, inner in enumerate(value):
            yield from _flat(inner, f"{name}.{place}")
    elif value is not None:
        yield name, value


def _rounded(value: Any) -> Any:  # noqa: ANN401 - plain data
    """Round all numbers, so that the last digits of no sum tell in which order it was made."""
    match value:
        case float():
            return round(value, _DECIMALS) + 0.0
        case dict():
            return {key: _rounded(inner) for key, inner in value.items()}
        case list() | tuple():
            return [_rounded(inner) for inner in value]
        case _:
            return value
