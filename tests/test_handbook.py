"""The shipped texts: complete, in order, and word for word the handbook's."""

import hashlib
import re
from collections.abc import Iterator

import pytest
from support import ROOT, SHARED

from competentie.api import load
from competentie.core import Group
from competentie.files.places import shipped_catalogue

HANDBOOK = SHARED / "handbook" / "competentieprofiel-opleidingscoordinator.txt"
PROJECT = load(ROOT / "catalog.yaml")
CATALOGUE = PROJECT.catalogue
PROFILE = PROJECT.profiles["opleidingscoordinator"]
# Of every text, as `place text` lines; holds them where the handbook itself is not at hand.
TEXTS_SHA256 = "77a7362a28deb4a49c4dc5b908984b1b0e9b8effb9ec01dd569d13e1871247e4"


def text(value: object) -> str:
    return value.in_language("")  # type: ignore[attr-defined, no-any-return]


def test_it_holds_what_the_handbook_holds() -> None:
    sizes = {
        one.id: [len(level) for level in one.levels]
        for one in CATALOGUE.competencies.values()
        if one.levels is not None
    }
    assert sizes == {
        "analyseren": [4, 4, 4],
        "expertise": [4, 4, 3],
        "zorgvuldigheid": [4, 4, 3],
        "eigenaarschap": [4, 4, 4],
        "plannen-en-organiseren": [4, 4, 3],
        "inlevingsvermogen": [4, 3, 3],
        "klantpartnerschap": [4, 3, 4],
        "samenwerken": [4, 4, 4],
    }
    assert sum(map(sum, sizes.values())) == 90
    mentioned = [one.id for one in CATALOGUE.competencies.values() if one.levels is None]
    assert mentioned == ["informatie-verzamelen", "leervermogen"]
    assert CATALOGUE.competencies["analyseren"].presupposes == {"informatie-verzamelen": 1}
    assert [text(one) for one in CATALOGUE.clusters.values()] == [
        "Voorwaarden voor succes",
        "Realiseren van doelen",
        "Mensen meekrijgen",
    ]


def test_the_profile_holds_the_matrix() -> None:
    assert [(row.competency, row.group, row.norm) for row in PROFILE.rows] == [
        ("eigenaarschap", Group.GENERIC, 2),
        ("samenwerken", Group.GENERIC, 2),
        ("inlevingsvermogen", Group.GENERIC, 2),
        ("klantpartnerschap", Group.SPECIFIC, 1),
        ("plannen-en-organiseren", Group.SPECIFIC, 2),
        ("zorgvuldigheid", Group.SPECIFIC, 2),
        ("expertise", Group.SPECIFIC, 1),
    ]
    assert all(row.rationale is not None for row in PROFILE.rows)


def test_no_text_was_changed() -> None:
    assert hashlib.sha256("\n".join(every_text()).encode()).hexdigest() == TEXTS_SHA256


def every_text() -> Iterator[str]:
    yield from (f"{identifier} {text(name)}" for identifier, name in CATALOGUE.clusters.items())
    for one in CATALOGUE.competencies.values():
        yield f"{one.id} {text(one.label)}: {text(one.definition)}"
        yield from (f"{one.id} {other} {text(question)}" for other, question in one.contrast.items())
        yield from (f"{behaviour.code} {text(behaviour.text)}" for behaviour in one.behaviours())
    yield from (f"{row.competency} {row.norm} {text(row.rationale)}" for row in PROFILE.rows)


def test_the_texts_are_the_handbooks_word_for_word() -> None:
    if not HANDBOOK.is_file():
        pytest.skip(f"the owner's handbook is not at {HANDBOOK.name}: only its fingerprint is checked")
    handbook = re.sub(r"</?i>", "", HANDBOOK.read_text(encoding="utf-8"))
    behaviours = [text(one.text) for each in CATALOGUE.competencies.values() for one in each.behaviours()]
    body = handbook[handbook.index("Voorwaarden voor succes") :]
    cells = [cell.strip() for line in body.splitlines() for cell in line.split("\t") if cell.strip()]
    expected = [cell for cell in cells if not re.fullmatch(r"Competentieniveau \d", cell)]
    headings = {text(one) for one in CATALOGUE.clusters.values()}
    described = [one for one in CATALOGUE.competencies.values() if one.levels is not None]
    shown = [line for one in described for line in (text(one.label), text(one.definition), *map(text, _texts(one)))]
    assert [cell for cell in expected if cell not in headings] == shown
    assert len(behaviours) == 90
    for row in PROFILE.rows:
        assert row.rationale is not None
        label = text(CATALOGUE.competencies[row.competency].label)
        assert f"{label}\t{row.norm} {text(row.rationale)}" in handbook
    for identifier in ("informatie-verzamelen", "leervermogen"):
        definition = text(CATALOGUE.competencies[identifier].definition)
        assert definition[0].lower() + definition[1:] in handbook


def test_a_checkout_ships_its_own_handbook() -> None:
    assert shipped_catalogue() == ROOT / "catalog.yaml"


def _texts(competency: object) -> list[object]:
    return [one.text for one in competency.behaviours()]  # type: ignore[attr-defined]
