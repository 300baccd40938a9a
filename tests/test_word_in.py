"""Handbooks out of documents: the owner's text as pasted text and as five kinds of Word file, and what others write."""

import io
import re
from collections.abc import Callable
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.table import _Cell
from support import ROOT

from competentie.exchange.ledger import Proposal
from competentie.exchange.word_in import read
from competentie.files.yaml import Document as Yaml

HANDBOOK = ROOT / "tests" / "data" / "handbook.txt"
CATALOGUE = Yaml("catalog.yaml", (ROOT / "catalog.yaml").read_text(encoding="utf-8")).data
PROFILE = Yaml("p.yaml", (ROOT / "profiles" / "opleidingscoordinator.yaml").read_text(encoding="utf-8")).data
DESCRIBED = {name: one for name, one in CATALOGUE["competencies"].items() if "levels" in one}
HEADINGS = (
    "Competentieprofiel Opleidingscoördinator",
    "Inleiding",
    "Hoe zijn de competenties beschreven?",
    "Nota Bene",
    "Opbouw van de competenties",
)
LINES = re.sub(r"</?i>|\*+", "", HANDBOOK.read_text(encoding="utf-8").split("Competentiematrix")[0]).splitlines()
INTRODUCTION = [f"# {line}" if line in HEADINGS else line for line in map(str.strip, LINES) if line]


def texts() -> list[str]:
    return [one.removeprefix("# ") for one in INTRODUCTION]


def matrix(document: Document) -> None:
    table = document.add_table(1, 2)
    fill(table.rows[0].cells, "Competentie", "Competentieniveau Opleidingscoördinator")
    for group, heading in (("generic", "Generieke competenties"), ("specific", "Specifieke competenties")):
        fill(table.add_row().cells, heading)
        for name, row in PROFILE[group].items():
            label = CATALOGUE["competencies"][name]["label"]
            fill(table.add_row().cells, label, f"{row['norm']} {row['rationale']}")


def fill(cells: "tuple[_Cell, ...]", *said: str) -> None:
    for cell, text in zip(cells, said, strict=False):
        cell.text = text


def clusters() -> list[tuple[str, list[dict[str, Any]]]]:
    return [
        (label, [one for one in DESCRIBED.values() if one["cluster"] == name])
        for name, label in CATALOGUE["clusters"].items()
    ]


def levels(competency: dict[str, Any]) -> list[tuple[str, list[str]]]:
    return list(zip(CATALOGUE["levels"], competency["levels"].values(), strict=True))


def headings_and_lists(document: Document) -> None:
    for text in texts():
        if text[:2] in {"1.", "2.", "3."}:
            document.add_paragraph(text[3:], style="List Number")
        elif text in HEADINGS:
            document.add_heading(text, 0 if text == texts()[0] else 1)
        else:
            document.add_paragraph(text)
    document.add_heading("Competentiematrix", 1)
    matrix(document)
    for cluster, competencies in clusters():
        document.add_heading(cluster, 1)
        for one in competencies:
            document.add_heading(one["label"], 2)
            document.add_paragraph(one["definition"])
            for name, behaviours in levels(one):
                document.add_heading(name, 3)
                for text in behaviours:
                    document.add_paragraph(text, style="List Bullet")


def bold(document: Document, text: str) -> None:
    document.add_paragraph().add_run(text).bold = True


def said_before(document: Document) -> None:
    for text in texts():
        if text in HEADINGS:
            bold(document, text)
        else:
            document.add_paragraph(text)
    bold(document, "Competentiematrix")
    matrix(document)


def rows_as_levels(document: Document) -> None:
    said_before(document)
    for cluster, competencies in clusters():
        bold(document, cluster)
        for one in competencies:
            table = document.add_table(1, 2)
            fill(table.rows[0].cells, one["label"], one["definition"])
            for name, behaviours in levels(one):
                for number, text in enumerate(behaviours):
                    fill(table.add_row().cells, "" if number else name, text)
            document.add_paragraph()


def levels_as_columns(document: Document) -> None:
    said_before(document)
    for cluster, competencies in clusters():
        document.add_heading(cluster, 1)
        for one in competencies:
            table = document.add_table(3, 3)
            fill(table.rows[0].cells, one["label"], one["definition"])
            table.rows[0].cells[1].merge(table.rows[0].cells[2])
            for column, (name, behaviours) in enumerate(levels(one)):
                table.rows[1].cells[column].text = name
                table.rows[2].cells[column].text = behaviours[0]
                for text in behaviours[1:]:
                    table.rows[2].cells[column].add_paragraph(text)


def bold_paragraphs(document: Document) -> None:
    said_before(document)
    for cluster, competencies in clusters():
        bold(document, cluster)
        for one in competencies:
            bold(document, one["label"])
            document.add_paragraph(one["definition"])
            for name, behaviours in levels(one):
                bold(document, name)
                for text in behaviours:
                    document.add_paragraph(text)


def numbered_by_hand(document: Document) -> None:
    said_before(document)
    for first, (cluster, competencies) in enumerate(clusters(), 1):
        document.add_paragraph(f"{first}. {cluster}")
        for second, one in enumerate(competencies, 1):
            document.add_paragraph(f"{first}.{second} {one['label']}")
            document.add_paragraph(one["definition"])
            for third, (name, behaviours) in enumerate(levels(one), 1):
                document.add_paragraph(f"{first}.{second}.{third} {name}")
                for letter, text in zip("abcdef", behaviours, strict=False):
                    document.add_paragraph(f"{letter}) {text}")


def written(build: Callable[[Document], None]) -> bytes:
    document, file = docx.Document(), io.BytesIO()
    build(document)
    document.save(file)
    return file.getvalue()


def check_owners(proposal: Proposal) -> None:
    catalogue = proposal.catalogue
    assert catalogue["introduction"] == INTRODUCTION
    assert catalogue["clusters"] == CATALOGUE["clusters"]
    assert catalogue["levels"] == CATALOGUE["levels"]
    mine = {
        name: {key: one[key] for key in ("label", "cluster", "definition", "levels")} for name, one in DESCRIBED.items()
    }
    assert catalogue["competencies"] == mine
    assert sum(len(texts) for one in mine.values() for texts in one["levels"].values()) == 90
    [(name, profile)] = proposal.profiles.items()
    assert (name, profile["role"]) == ("opleidingscoordinator", PROFILE["role"])
    assert [profile[group] for group in ("generic", "specific")] == [PROFILE["generic"], PROFILE["specific"]]
    assert {loss.text for loss in proposal.losses if loss.kind != "guessed"} == {"Competentie", "Competentiematrix"}


KINDS = (headings_and_lists, rows_as_levels, levels_as_columns, bold_paragraphs, numbered_by_hand)


@pytest.mark.parametrize("build", KINDS, ids=lambda build: build.__name__)
def test_the_owners_text_comes_out_of_five_kinds_of_word_file(build: Callable[[Document], None]) -> None:
    check_owners(read(written(build), "handboek.docx", {}))


def test_the_owners_text_comes_out_of_pasted_text() -> None:
    check_owners(read(HANDBOOK.read_bytes(), "handboek.txt", {}))
