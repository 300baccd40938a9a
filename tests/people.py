"""Fictional people and what they say of each other, written as files with ratings."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

WORDS = {"+": "shown", "-": "not_shown", "x": "not_applicable"}


@dataclass(frozen=True)
class Said:
    """What one rater said.

    Per competency a level, or the levels' behaviours as `++-. +x`: shown, not shown, unrated, not applicable.
    """

    relation: str | None
    rater: str | None
    answers: Mapping[str, str | int]
    date: str | None = "2026-05-01"
    person: str = "Noor Bakker"
    profile: str = "adviser"
    notes: Mapping[str, str] = field(default_factory=dict)


def write_ratings(folder: Path, *given: Said) -> None:
    """Write each rater's ratings into the folder `ratings/` of a project."""
    ratings = folder / "ratings"
    ratings.mkdir(mode=0o700, exist_ok=True)
    start = len(list(ratings.iterdir()))
    for number, said in enumerate(given, start):
        (ratings / f"file-{number:03}.yaml").write_text(as_yaml(said), encoding="utf-8")


def as_yaml(said: Said) -> str:
    """Return the file; YAML is a superset of JSON, which quotes any name."""
    rater = {name: value for name, value in (("name", said.rater), ("relation", said.relation)) if value}
    data = {
        "competentie": 1,
        "profile": said.profile,
        "person": said.person,
        **({"rater": rater} if rater else {}),
        **({"date": said.date} if said.date else {}),
        "ratings": {one: _answers(one, answers, said.notes) for one, answers in said.answers.items()},
    }
    return json.dumps(data, ensure_ascii=False)


def _answers(competency: str, answers: str | int, notes: Mapping[str, str]) -> object:
    if isinstance(answers, int):
        return answers
    return {
        f"{level}.{number}": {
            "rating": WORDS[sign],
            **({"note": notes[f"{competency}.{level}.{number}"]} if f"{competency}.{level}.{number}" in notes else {}),
        }
        for level, signs in enumerate(answers.split(), 1)
        for number, sign in enumerate(signs, 1)
        if sign in WORDS
    }


HANDBOOK = (
    *("eigenaarschap", "samenwerken", "inlevingsvermogen"),
    *("klantpartnerschap", "plannen-en-organiseren", "zorgvuldigheid", "expertise"),
)


def _said(relation: str, rater: str, answers: str, date: str = "2026-05-01") -> Said:
    """Return what a rater said; the competencies in the order of the profile, each between bars, `3` is a level."""
    given = [one.strip() for one in answers.split("|")]
    rated = {name: int(one) if one.isdecimal() else one for name, one in zip(HANDBOOK, given, strict=True) if one}
    return Said(relation, rater, rated, date, profile="opleidingscoordinator")


EXAMPLE = (
    _said("self", "Noor Bakker", "++++ ++++|++++ -+++|++++ ++-|++++|++++ -+++|++++ ++++|+++-", "2025-05-01"),
    _said("self", "Noor Bakker", "++++ ++++|++++ ++++|++++ ++-|++++|++++ -+++|++++ ++++ +++|+++-"),
    _said("manager", "Ruben de Wit", "++++ ++++|+-++ ++-+|++++ +++|+++.|++++ ++++|++++ ++++|++++", "2026-05-04"),
    _said("peer", "Sami", "++++ ++-+|+-++ ++-+|++++ +++|++++|++++ ++++|++++ ++++ ++-|++++"),
    _said("peer", "Lotte", "++++ ++++|+-++ ++++|++++ +++|++++|++++ ++++|++++ ++++|++++"),
    _said("peer", "Esra", "++++ -+++|+-++ +---|++++ +++|++++|++++ ++.+|++++ ++++|++++"),
    _said("peer", "Daan", "++++ ++++|++-+ ++-+|++++ +++|++++|++++ ++++|++++ ++++|++++"),
    _said("peer", "Bo", "++++ ++++|++-+ ++-+|++++ +++|++++|++++ ++++|++++ ++++|"),
    _said("report", "Iris", "2|1|++++ +++|++++|++++ ++++|++++ -+++|++++"),
    _said("report", "Jelle", "2|1|++++ +++|++++|++++ ++++|++++ +-++|++++"),
    _said("report", "Kim", "2|1|++++ +++|++++|++++ ++++|++++ ++++|"),
    _said("report", "Loes", "2|0|++++ +++|++++|++++ ++++|++++ ++++|++++"),
    Said("external", "Mo", {"klantpartnerschap": 2}, profile="opleidingscoordinator"),
)
"""Four views and a customer's, on the handbook's own catalogue."""
