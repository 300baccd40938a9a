"""The shipped texts: complete, in order, and word for word the handbook's."""

import re
from collections.abc import Iterator

from support import ROOT

from competentie.api import load
from competentie.core import Group
from competentie.files.places import shipped_catalogue

HANDBOOK = ROOT / "tests" / "data" / "handbook.txt"  # the owner's own, unedited
PROJECT = load(ROOT / "catalog.yaml")
CATALOGUE = PROJECT.catalogue
PROFILE = PROJECT.profiles["opleidingscoordinator"]


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


def test_the_texts_are_the_documents_word_for_word_and_all_of_them() -> None:
    """Everything in the document, in its order: what it says first, the matrix, and each competency by cluster."""
    assert [*document()] == [*shipped()]


def document() -> Iterator[str]:
    """Yield the texts of the document, which marks some words as bold or italic."""
    for line in re.sub(r"</?i>|\*+", "", HANDBOOK.read_text(encoding="utf-8")).splitlines():
        yield from (cell.strip() for cell in line.split("\t") if cell.strip())


def shipped() -> Iterator[str]:
    yield from (text(paragraph).removeprefix("# ") for paragraph in CATALOGUE.introduction)
    yield from ("Competentiematrix", "Competentie", f"Competentieniveau {text(PROFILE.role)}")
    for group, heading in ((Group.GENERIC, "Generieke competenties"), (Group.SPECIFIC, "Specifieke competenties")):
        yield heading
        for row in PROFILE.rows:
            if row.group is group:
                yield from (text(CATALOGUE.competencies[row.competency].label), f"{row.norm} {text(row.rationale)}")
    for cluster, name in CATALOGUE.clusters.items():
        yield text(name)
        for one in CATALOGUE.competencies.values():
            if one.cluster == cluster:
                yield from (text(one.label), text(one.definition))
                for level, behaviours in enumerate(one.levels or (), 1):
                    yield from (text(CATALOGUE.level_names[level - 1]), *(text(each.text) for each in behaviours))


def test_what_is_only_mentioned_is_said_in_the_documents_words() -> None:
    said = " ".join(document())
    for identifier in ("informatie-verzamelen", "leervermogen"):
        definition = text(CATALOGUE.competencies[identifier].definition)
        assert definition[0].lower() + definition[1:] in said
    for one in CATALOGUE.competencies.values():
        for question in one.contrast.values():
            assert text(question)[1:] in said


def test_a_checkout_ships_its_own_handbook() -> None:
    assert shipped_catalogue() == ROOT / "catalog.yaml"
