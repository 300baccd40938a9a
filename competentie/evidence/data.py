"""Evidence as plain data, for JSON and CSV; its names are those of R's answers in `tests/data/evidence.json`."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

from competentie.compare.agreement import Agreement
from competentie.core import Basis, Catalogue, Rating
from competentie.evidence.answers import Answers, Coherence, Pair
from competentie.evidence.intervals import Estimate, wilson
from competentie.evidence.ladder import SMALLEST, Ladder, Step
from competentie.evidence.presupposed import Presupposition
from competentie.evidence.report import Evidence, Raters
from competentie.evidence.scales import groups, h_of_people, reproduced, whole
from competentie.evidence.verdict import THRESHOLDS, Finding, h_of_item
from competentie.page.data import VERSION, csv_writer, plain, safe
from competentie.page.language import basis_data

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
        "withheld_relations": list(collected.few),
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
        **(_detail(ladder.answers) if enough else {}),
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
    left = {one.value: counts[one] for one in (Rating.NOT_APPLICABLE, Rating.UNRATED)}
    found: dict[str, Any] = {"code": answers.items[at].code, "claimed": answers.items[at].level}
    found |= {"rated": rated, "shown": shown, "wilson": wilson(shown, rated), **left}
    if finding.enough("verdict"):
        found["H"] = h_of_item(finding, at)
    if placement:
        ends = placement.boundaries.items()
        found["nearest"] = placement.nearest
        found["boundaries"] = [{"between": one, "distance": each.value, "se": each.error} for one, each in ends]
    return found


def _detail(answers: Answers) -> dict[str, Any]:
    telling, patterns = answers.telling(), whole(answers)
    cells, each = reproduced(patterns), []
    for at in range(len(answers.items)):
        own = [one for one in telling if at in {one.first, one.second}]
        each.append(_popular(answers, own))
    ratios = {"CR": cells.cr, "MMR": cells.mmr, "PPR": cells.ppr, "CS": cells.cs} if cells else {}
    h, error, jackknife = _popular(answers, telling)
    return {
        "H": h,
        "se": error,
        "jackknife_se": jackknife,
        "Hi": [one[0] for one in each],
        "se_Hi": [one[1] for one in each],
        "pairs": [_pair(answers, one) for one in telling if one.n >= SMALLEST],
        "HT": h_of_people(patterns),
        "goodenough_edwards": {"errors": cells.errors, **ratios} if cells else None,
        "aisp_30": groups(answers),
    }


def _popular(answers: Answers, pairs: Sequence[Pair]) -> tuple[float | None, float | None, float | None]:
    found = answers.coherence(pairs, popular=True)
    return (found.h, found.error, found.jackknife) if found else (None, None, None)


def _pair(answers: Answers, pair: Pair) -> list[Any]:
    codes = [answers.items[at].code for at in (pair.first, pair.second)]
    numbers = (pair.n, pair.errors(popular=True), pair.expected(popular=True))
    return [*codes, *numbers, *_popular(answers, [pair])[:2]]


def _coherence(found: Coherence | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {"H": found.h, "se": found.error, "jackknife_se": found.jackknife, "interval": found.interval}


def _edge(edge: Presupposition) -> dict[str, Any]:
    pair = edge.pair
    counts: dict[str, Any] = {"have_heavier": pair.other, "have_lighter": pair.one, "have_both": pair.both}
    counts |= {"light_given_heavy_wilson": wilson(pair.both, pair.other)}
    counts |= {"F": pair.errors(popular=False), "E": pair.expected(popular=False)}
    names = ("heavier", "lighter", "level", "claimed")
    return {
        **{name: getattr(edge, name) for name in names},
        "n": pair.n,
        **(dict.fromkeys(counts) if edge.is_few else counts | (_coherence(edge.coherence) or {})),
    }


def _raters(raters: Raters) -> dict[str, Any]:
    both = raters.self_and_manager
    return {
        "agreement": {name: _alpha(one) for name, one in raters.agreement.items()},
        "within": {
            name: {"people": one.people, "HW": one.within, "HB": one.between} for name, one in raters.within.items()
        },
        "self_and_manager": both
        and {
            "people": both.people,
            **_mean(both.difference),
            "per_behaviour": [asdict(one) for one in both.behaviours],
        },
        "severity": [{"rater": one.rater, "people": one.people, **_mean(one.difference)} for one in raters.severity],
    }


def _alpha(found: Agreement) -> dict[str, Any]:
    return {"alpha": None if found.alpha is None else float(found.alpha), "units": found.units}


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
