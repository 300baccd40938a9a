"""All that the answers say, collected once for every form: per competency, between competencies, between raters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from competentie.compare.agreement import Agreement
from competentie.core import Catalogue, Rating
from competentie.evidence.collect import Collected, collect, identified, items_of
from competentie.evidence.ladder import PERSON
from competentie.evidence.presupposed import Presupposition, presupposed_advice, presuppositions
from competentie.evidence.raters import (
    SelfAndManager,
    Severity,
    Within,
    agreed,
    self_and_manager,
    severity,
    within,
)
from competentie.evidence.verdict import Advised, Finding
from competentie.table.run import Packed


@dataclass(frozen=True, slots=True)
class Raters:
    """Between raters: per competency how far they agree and what is within them; and who says more."""

    agreement: Mapping[str, Agreement]
    within: Mapping[str, Within]
    self_and_manager: SelfAndManager | None
    severity: Sequence[Severity]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What comes of a run; the numbers of `answers` are by kind, `direct` counts ratings of whole competencies."""

    collected: Collected
    findings: Mapping[str, Finding]
    presuppositions: Sequence[Presupposition]
    advice: Sequence[Advised]
    raters: Raters
    answers: Mapping[Rating, int]
    direct: int


def evidence(packed: Packed, old: Catalogue, new: Catalogue, relation: str | None, *, named: bool) -> Evidence:
    """Return what ratings on one handbook say of it, or of another with the same behaviours elsewhere."""
    items = items_of(old, new, packed.present)
    direct = [pl.col(name) > 0 for name in old.competencies if name in packed.present]
    number = packed.people.select(pl.sum_horizontal(one.sum() for one in direct)).item() if direct else 0
    everybody = packed.people = identified(packed.people)  # names are needed no longer, and take half of the room
    collected = collect(everybody, items, relation)
    findings = {competency.id: Finding(competency, ladder) for competency, ladder in collected.ladders(new)}
    edges = presuppositions(collected, findings, new)
    advice = [one for finding in findings.values() for one in finding.advice]
    answers = {
        rating: sum(each[rating] for one in findings.values() for each in one.ladder.answers.counts)
        for rating in (Rating.SHOWN, Rating.NOT_SHOWN, Rating.NOT_APPLICABLE)
    }
    asked = collected.people.height * sum(map(len, collected.items.values()))
    return Evidence(
        collected,
        findings,
        edges,
        [*advice, *presupposed_advice(edges, findings)],
        _raters(everybody, collected, findings, named=named),
        answers | {Rating.UNRATED: asked - sum(answers.values())},
        int(number),
    )


def _raters(everybody: pl.DataFrame, collected: Collected, findings: Mapping[str, Finding], *, named: bool) -> Raters:
    several = PERSON in collected.clusters
    alphas = {name: agreed(one.ladder.answers) for name, one in findings.items()} if several else {}
    inside = {
        name: found
        for name, one in findings.items()
        if several and one.enough("presuppositions") and (found := within(one.ladder.answers))
    }
    both = None
    if {PERSON, "relation"} <= set(everybody.columns):
        both = self_and_manager(everybody, [one for each in collected.items.values() for one in each])
    return Raters(alphas, inside, both, severity(collected) if named else [])
