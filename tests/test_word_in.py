"""Handbooks out of documents: the owner's text as pasted text and as five kinds of Word file, and what others write."""

import io
import re
import tracemalloc
import zipfile
from collections.abc import Callable
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.table import _Cell
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from support import ROOT

from competentie.core import WrongUseError
from competentie.exchange.data import facts, full, short
from competentie.exchange.ledger import KINDS as LOSSES
from competentie.exchange.ledger import Proposal
from competentie.exchange.word_in import read
from competentie.files.yaml import Document as Yaml
from competentie.page.language import Words

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


def as_written(proposal: Proposal) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a proposal as people write it, with the numbers of levels as YAML gives them."""
    handbook = short(full(proposal.catalogue, proposal.profiles))
    catalogue: dict[str, Any] = dict(handbook.catalogue)
    for one in catalogue["competencies"].values():
        one["levels"] = {str(level): texts for level, texts in one["levels"].items()}
    return catalogue, dict(handbook.profiles)


def check_owners(proposal: Proposal) -> None:
    catalogue, profiles = as_written(proposal)
    assert catalogue["introduction"] == INTRODUCTION
    assert catalogue["clusters"] == CATALOGUE["clusters"]
    assert catalogue["levels"] == CATALOGUE["levels"]
    mine = {
        name: {key: one[key] for key in ("label", "cluster", "definition", "levels")} for name, one in DESCRIBED.items()
    }
    assert catalogue["competencies"] == mine
    assert sum(len(texts) for one in mine.values() for texts in one["levels"].values()) == 90
    [(name, profile)] = profiles.items()
    assert (name, profile["role"]) == ("opleidingscoordinator", PROFILE["role"])
    assert [profile[group] for group in ("generic", "specific")] == [PROFILE["generic"], PROFILE["specific"]]
    assert {loss.text for loss in proposal.losses if loss.kind != "guessed"} == {"Competentie", "Competentiematrix"}


KINDS = (headings_and_lists, rows_as_levels, levels_as_columns, bold_paragraphs, numbered_by_hand)


@pytest.mark.parametrize("build", KINDS, ids=lambda build: build.__name__)
def test_the_owners_text_comes_out_of_five_kinds_of_word_file(build: Callable[[Document], None]) -> None:
    check_owners(read(written(build), "handboek.docx", {}))


def test_the_owners_text_comes_out_of_pasted_text() -> None:
    check_owners(read(HANDBOOK.read_bytes(), "handboek.txt", {}))


# what other documents hold, as hand-made XML

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)


def package(body: str, **parts: str) -> bytes:
    """Return a Word file with this body, and with other parts such as footnotes."""
    kinds = "".join(f'<Relationship Id="r{name}" Type="x/{name}" Target="{name}.xml"/>' for name in parts)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as whole:
        whole.writestr("word/document.xml", f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>")
        whole.writestr("word/_rels/document.xml.rels", f"<Relationships>{kinds}</Relationships>")
        for name, xml in parts.items():
            whole.writestr(f"word/{name}.xml", f"<w:{name} {NAMESPACES}>{xml}</w:{name}>")
    return file.getvalue()


def p(text: str, style: str = "") -> str:
    """Return a paragraph; what begins with `<` is XML already."""
    run = text if text.startswith("<") else f"<w:r><w:t>{text}</w:t></w:r>"
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{run}</w:p>'


def rows(*lines: str) -> str:
    """Return a table; cells stand between bars, and paragraphs in a cell between slashes."""
    cells = [["".join(map(p, cell.split("/"))) for cell in line.split("|")] for line in lines]
    return "<w:tbl>{}</w:tbl>".format(
        "".join(f"<w:tr>{''.join(f'<w:tc>{cell}</w:tc>' for cell in row)}</w:tr>" for row in cells)
    )


HEAD = p("Samenwerken", "Heading2") + p("Werken met anderen") + p("Niveau 1", "Heading3")
RUN = "<w:r><w:t>{}</w:t></w:r>"
BROKEN = "<w:r><w:t>Vraagt</w:t><w:br/><w:t>{}</w:t></w:r>"
ONE = [["Vraagt"], ["Deelt"]]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(rows("Samenwerken|Werken", "Niveau 1|Vraagt", "Niveau 2|Deelt"), ONE, id="rows as levels"),
        pytest.param(
            rows("Samenwerken|Werken", "Niveau 1|Vraagt/Helpt", "|Ziet"), [["Vraagt", "Helpt", "Ziet"]], id="more rows"
        ),
        pytest.param(rows("Samenwerken", "Werken", "Niveau 1|Niveau 2", "Vraagt|Deelt"), ONE, id="levels as columns"),
        pytest.param(
            rows("Competentie|Definitie|Niveau 1|Niveau 2", "Samenwerken|Werken|Vraagt|Deelt"), ONE, id="one row each"
        ),
        pytest.param(HEAD + p("1.1.1 Vraagt") + p("1.1.2 Deelt"), [["Vraagt", "Deelt"]], id="typed numbers"),
        pytest.param(
            p("Samenwerken", "Heading2") + p("Werken") + rows("|Niveau 1|Niveau 2", "Gedrag|Vraagt|Deelt"),
            ONE,
            id="levels as columns below a heading",
        ),
        pytest.param(
            rows("Competentie|Samenwerken", "Definitie|Werken", "Niveau 1|Vraagt", "Niveau 2|Deelt"),
            ONE,
            id="with captions",
        ),
        pytest.param(HEAD + p("- Vraagt") + p("• Helpt"), [["Vraagt", "Helpt"]], id="typed bullets"),
        pytest.param(HEAD + p(RUN.format("Vra") + RUN.format("agt")), [["Vraagt"]], id="split runs"),
        pytest.param(HEAD + p(BROKEN.format("Helpt")), [["Vraagt", "Helpt"]], id="line breaks"),
        pytest.param(HEAD + p(BROKEN.format("door")), [["Vraagt door"]], id="a broken line"),
        pytest.param(
            HEAD + f"<w:sdt><w:sdtContent>{p('Vraagt')}</w:sdtContent></w:sdt>", [["Vraagt"]], id="content control"
        ),
        pytest.param(HEAD + p(f"<w:ins>{RUN.format('Vraagt')}</w:ins>"), [["Vraagt"]], id="an insertion"),
        pytest.param(
            p("Samenwerken", "Heading2") + p("Werken") + rows("Niveau|Gedrag", "Niveau 1|Vraagt"),
            [["Vraagt"]],
            id="a heading above the table",
        ),
    ],
)
def test_a_shape_is_read(body: str, expected: list[list[str]]) -> None:
    proposal = read(package(body), "x.docx", {})
    [(name, competency)] = as_written(proposal)[0]["competencies"].items()
    assert (name, competency["label"], competency["definition"][:6]) == ("samenwerken", "Samenwerken", "Werken")
    assert list(competency["levels"].values()) == expected


BOX = (
    "<w:r><mc:AlternateContent><mc:Choice><w:drawing><w:txbxContent>{0}</w:txbxContent></w:drawing></mc:Choice>"
    "<mc:Fallback><w:pict><w:txbxContent>{0}</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
)
MATRIX = rows("Competentie|Rol", "Kerncompetenties|", "Samenwerken|{}", "Plannen|2")


@pytest.mark.parametrize(
    ("body", "parts", "kind", "where", "text"),
    [
        (HEAD + p("Vraagt") + p(BOX.format(p("In een kader"))), {}, "prose", "text box 1", "In een kader"),
        (
            HEAD + p(RUN.format("Vraagt") + "<w:del><w:r><w:delText> niet</w:delText></w:r></w:del>"),
            {},
            "prose",
            "deletion 1",
            "niet",
        ),
        (
            HEAD + p("Vraagt"),
            {"footnotes": f"<w:footnote>{p('Een noot')}</w:footnote>"},
            "note",
            "footnote 1",
            "Een noot",
        ),
        (HEAD + p("Vraagt") + rows("a|b", "c|d"), {}, "prose", "table 1, row 2, cell 2", "d"),
        (HEAD + p("Vraagt") + rows("|Niveau 1|Niveau 2", "Leiden|a|b"), {}, "prose", "table 1, row 2, cell 2", "a"),
        (HEAD + p("Vraagt") + p("Tot slot", "Heading1"), {}, "prose", "paragraph 5", "Tot slot"),
        (HEAD + p("- Vraagt") + p("Dit was het"), {}, "prose", "paragraph 5", "Dit was het"),
        (p("Niveau 1: begin") + HEAD + p("Vraagt"), {}, "prose", "paragraph 1", "Niveau 1: begin"),
        (MATRIX.format("1 of 2") + HEAD + p("Vraagt"), {}, "norm", "table 1, row 3, cell 2", "1 of 2"),
        (
            MATRIX.format("1").replace("Kern", "Onze") + HEAD + p("x"),
            {},
            "group",
            "table 1, row 2, cell 1",
            "Onzecompetenties",
        ),
    ],
)
def test_what_can_be_read_in_two_ways_is_lost(
    body: str, parts: dict[str, str], kind: str, where: str, text: str
) -> None:
    proposal = read(package(body, **parts), "x.docx", {})
    losses = [(loss.kind, Words("en")("{where}", where=loss.where), loss.text) for loss in proposal.losses]
    assert (kind, where, text) in losses
    assert len(proposal.catalogue["competencies"]) == 1


DECLARED = '<!DOCTYPE w [<!ENTITY a "aaaa">{}]><w:document/>'
OUTSIDE = '<!ENTITY x SYSTEM "file:///etc/passwd">'
BOMB = "".join(f'<!ENTITY {one} "&{other};&{other};">' for other, one in zip("abcdefgh", "bcdefghi", strict=True))


def hostile(xml: str | bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as whole:
        whole.writestr("word/document.xml", xml)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(lambda: hostile(DECLARED.format(BOMB)), "x.docx declares entities", id="entity bomb"),
        pytest.param(lambda: hostile(DECLARED.format(OUTSIDE)), "x.docx declares entities", id="XXE"),
        pytest.param(
            lambda: hostile(DECLARED.format(BOMB).encode("utf-16")), "x.docx declares entities", id="in UTF-16"
        ),
        pytest.param(lambda: hostile(b"<a>" + b" " * 60_000_000), "x.docx holds more", id="zip bomb"),
        pytest.param(lambda: hostile(b"<a>" + b"<b/>" * 2_500_000), "x.docx holds more", id="millions of tags"),
        pytest.param(
            lambda: package("<w:sdt>" * 9_000 + "</w:sdt>" * 9_000), "x.docx has parts inside parts", id="nested"
        ),
        pytest.param(lambda: hostile("<w:document"), "x.docx is no Word file", id="no XML"),
        pytest.param(lambda: b"PK\x03\x04 word/ nothing else", "x.docx is no Word file", id="no ZIP"),
        pytest.param(lambda: b"\xd0\xcf\x11\xe0" * 99, "x.docx is of an older Word", id="with a password"),
        pytest.param(lambda: package(p("Niets")), "no competency was found in x.docx", id="nothing in it"),
    ],
)
def test_what_is_no_document_is_refused_in_one_sentence(content: Callable[[], bytes], said: str) -> None:
    given = content()
    tracemalloc.start()
    with pytest.raises(WrongUseError) as refused:
        read(given, "x.docx", {})
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert Words("en")(refused.value.message).startswith(said)
    assert peak < 150_000_000


def test_markdown_and_its_tables_are_read() -> None:
    text = "# Werk\n\n## Samenwerken\n*Werken* met anderen\n\n| Niveau 1 | Niveau 2 |\n|---|---|\n| Vraagt | Deelt |\n"
    proposal = read(text.encode(), "x.md", {})
    assert as_written(proposal)[0]["competencies"] == {
        "samenwerken": {
            "label": "Samenwerken",
            "definition": "Werken met anderen",
            "levels": {"1": ["Vraagt"], "2": ["Deelt"]},
        }
    }


SAID = st.sampled_from(
    (
        *(
            "Samenwerken",
            "Niveau 1",
            "Niveau 2: Basis",
            "Competentie",
            "Definitie",
            "Gedrag",
            "Vraagt door.",
            "- Vraagt",
        ),
        *("1. Werk", "1.1 Samenwerken", "2", "2 Omdat", "1 of 2", "Rol", "Toelichting", "Cluster", "Kerncompetenties"),
        *("3.", "a) Helpt\nDeelt"),
    )
)
CELLS = st.lists(SAID, max_size=2).map("/".join)
TABLES = st.lists(st.lists(CELLS, min_size=1, max_size=3).map("|".join), min_size=1, max_size=4).map(
    lambda all_: rows(*all_)
)
PARAGRAPHS = st.builds(p, SAID, st.sampled_from(["", "", "Heading1", "Heading2", "Title"]))


@settings(max_examples=200, phases=[Phase.generate])
@given(st.lists(st.one_of(PARAGRAPHS, PARAGRAPHS, TABLES), max_size=12).map("".join))
def test_whatever_stands_in_a_document_ends_in_one_place(body: str) -> None:
    """`Source.settle` refuses a proposal that forgets a paragraph, or says two things of it."""
    try:
        proposal = read(package(body), "x.docx", {})
    except WrongUseError:
        return
    kept = {text for _, text in facts(full(proposal.catalogue, proposal.profiles)).items() if isinstance(text, str)}
    assert {loss.kind for loss in proposal.losses} <= set(LOSSES)
    assert kept
