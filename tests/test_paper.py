"""A page on paper: the same words in HTML, PDF and Word, for everybody, and user text that does nothing."""

import re
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from shutil import which
from typing import Any, Final
from zipfile import ZipFile

import pytest
from docx import Document
from lxml import etree
from pages import ASSESS, COMMANDS, HOSTILE, PAGES, TALK, Tags, hostile, words
from pypdf import PdfReader
from support import ON_THE_DAY, Program

from competentie.page.html import html
from competentie.page.language import Words
from competentie.page.model import Kind, Page, Part
from competentie.page.pdf import pdf
from competentie.page.word import word

ENGLISH: Final = Words("en")
DRAWN: Final = {**PAGES, "talk": TALK}
W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def tagged_words(text: str) -> set[str]:
    return words(" ".join(Tags(text).texts))


def pdf_text(content: bytes) -> str:
    """Return what is read in a PDF: without what stands on every sheet, and with the sentences of figures."""
    reader = PdfReader(BytesIO(content))
    said = [one["/Alt"] for one in _objects(reader) if isinstance(one, dict) and "/Alt" in one]
    text = "\n".join(re.sub(r"\d+ / \d+$", "", page.extract_text()) for page in reader.pages)
    return re.sub("\u200b\\s*", "", "\n".join([text, *map(str, said)]))


def _objects(reader: PdfReader) -> Iterator[Any]:
    for number in range(1, len(reader.xref.get(0, {})) + len(reader.xref_objStm) + 1):
        yield reader.get_object(number)


def word_text(content: bytes) -> str:
    with ZipFile(BytesIO(content)) as file:
        body = etree.fromstring(file.read("word/document.xml"))
    said = [one.get("descr") or "" for one in body.iter() if etree.QName(one).localname == "docPr"]
    paragraphs = ("".join(text.text or "" for text in one.iter(f"{W}t")) for one in body.iter(f"{W}p"))
    return "\n".join([*paragraphs, *said])


@pytest.mark.parametrize("name", DRAWN)
def test_html_pdf_and_word_hold_the_same_words(name: str) -> None:
    page = DRAWN[name]
    told = tagged_words(html(page, ENGLISH))
    content, missing = pdf(page, ENGLISH)
    assert not missing
    printed = words(pdf_text(content).replace("CONFIDENTIAL", "Confidential"))
    assert printed | {"1", "2", "3"} == told | {"1", "2", "3"}  # and the numbers within figures
    assert words(word_text(word(page, ENGLISH))) == told


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_prints_the_words_of_its_page(name: str, talk: Path, competentie: Program) -> None:
    arguments, _, private = COMMANDS[name]
    for ending in ("html", "pdf", "docx"):
        ran = competentie(*arguments, "-o", talk / f"out.{ending}", cwd=talk)
        assert (ran.code, ran.out) == (0, "")
        assert stat.S_IMODE((talk / f"out.{ending}").stat().st_mode) == (0o600 if private else 0o644)
    told = tagged_words((talk / "out.html").read_text(encoding="utf-8"))
    assert ("Confidential" in told) == (private and name != "report team")  # which names nobody, and may travel
    printed = pdf_text((talk / "out.pdf").read_bytes()).replace("CONFIDENTIAL", "Confidential")
    together = re.sub(r"\W+", "", printed)
    assert not {one for one in told - words(printed) if one not in together}
    assert words(word_text((talk / "out.docx").read_bytes())) == told


def test_the_same_page_is_the_same_bytes() -> None:
    assert pdf(TALK, ENGLISH) == pdf(TALK, ENGLISH)


def test_a_pdf_has_what_a_screen_reader_needs() -> None:
    reader = PdfReader(BytesIO(pdf(TALK, Words("nl"))[0]))
    catalogue: Any = reader.trailer["/Root"]
    assert (catalogue["/Lang"], bool(catalogue["/MarkInfo"]["/Marked"])) == ("nl", True)
    assert "pdfuaid" in str(catalogue["/Metadata"].get_data())
    assert reader.metadata is not None
    assert reader.metadata.title == "Noor Bakker"
    roles = [str(one["/S"]) for one in _objects(reader) if isinstance(one, dict) and one.get("/Type") == "/StructElem"]
    assert {"/H1", "/H2", "/H3", "/Table", "/TH", "/L", "/Figure", "/Link"} <= set(roles)


def test_on_paper_the_talk_begins_a_page_and_each_says_that_it_is_confidential() -> None:
    pages = [page.extract_text() for page in PdfReader(BytesIO(pdf(TALK, ENGLISH)[0])).pages]
    assert [
        ("To agree" in page, bool(re.search(rf"Confidential\s+{number} / 2", page)))
        for number, page in enumerate(pages, 1)
    ] == [
        (False, True),
        (True, True),
    ]


@pytest.mark.parametrize(
    ("text", "missing", "expected"),
    [
        ("Zoë – Łódź ≥ 2 ✓ ▲", [], "Zoë – Łódź ≥ 2 ✓ ▲"),
        ("\U0010fffd x", ["\U0010fffd"], "[U+10FFFD] x"),
    ],
)
def test_a_letter_that_no_font_has_is_told_by_its_number(text: str, missing: list[str], expected: str) -> None:
    content, found = pdf(Page(text, blocks=[Part(Kind.LINE, text)]), ENGLISH)
    assert found == missing
    assert expected in pdf_text(content)


def test_what_was_not_printed_as_it_is_is_said(talk: Path, competentie: Program) -> None:
    path = talk / "catalog.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("Handbook", '"\\U0010FFFD book"'), encoding="utf-8")
    ran = competentie("show", "-o", talk / "out.pdf", cwd=talk)
    assert (ran.code, ran.err) == (0, "no font here has \U0010fffd; their numbers stand for them\n")
    assert "[U+10FFFD] book" in pdf_text((talk / "out.pdf").read_bytes())


def test_a_word_document_has_headings_tables_and_marks() -> None:
    document = Document(BytesIO(word(TALK, ENGLISH)))
    styles = [(one.style.name, one.text) for one in document.paragraphs if one.style and one.style.name != "Normal"]
    assert styles[:3] == [
        ("Title", "Noor Bakker"),
        ("Heading 1", "Where things stand"),
        ("Heading 1", "To agree"),
    ]
    table: Any = document.tables[0]
    assert [bool(row._tr.trPr.xpath("w:tblHeader")) for row in table.rows] == [True, False, False, False]  # noqa: SLF001
    assert all(row._tr.trPr.xpath("w:cantSplit") for row in table.rows)  # noqa: SLF001
    body = document.element.body
    marks = [mark.get(f"{W}name") for mark in body.iter(f"{W}bookmarkStart")]
    assert marks == ["c_agree", "c_advising", "c_advising_2_1"]
    assert {link.get(f"{W}anchor") for link in body.iter(f"{W}hyperlink")} <= set(marks)


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_without_its_extra_a_form_is_refused_before_anything_is_asked(
    form: str, talk: Path, competentie: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    ran = competentie(*ASSESS, "-o", talk / f"out.{form}", cwd=talk)
    extra = {"pdf": "pdf", "docx": "word"}[form]
    assert ran.code == 2
    assert f"`pip install 'competentie[{extra}]'` installs it" in ran.err
    assert "a browser prints the .html too" in ran.err
    assert not (talk / f"out.{form}").exists()


def test_user_text_does_nothing_in_any_medium(tmp_path: Path, competentie: Program) -> None:
    hostile(tmp_path)
    for ending in ("html", "pdf", "docx", "md", "txt"):
        ran = competentie("assess", "--scores", "r.yaml", "-o", f"out.{ending}", cwd=tmp_path)
        assert (ran.code, ran.err) == (0, "")
    told, printed, written = (
        " ".join(Tags((tmp_path / "out.html").read_text(encoding="utf-8")).texts),
        pdf_text((tmp_path / "out.pdf").read_bytes()),
        word_text((tmp_path / "out.docx").read_bytes()),
    )
    expected = re.sub(r"\s", "", HOSTILE.replace("\u202e", "\\u202e"))
    for text in (told, printed, written, (tmp_path / "out.txt").read_text(encoding="utf-8")):
        together = re.sub(r"\s", "", text)
        assert together.count(expected) >= 60, "it stands there as it is"
        assert "\u202e" not in text
    reader = PdfReader(tmp_path / "out.pdf")
    keys = {key for one in _objects(reader) if isinstance(one, dict) for key in one}
    assert not {"/JS", "/JavaScript", "/Launch", "/URI"} & keys
    with ZipFile(tmp_path / "out.docx") as file:
        parts = {name: file.read(name) for name in file.namelist() if name.endswith((".xml", ".rels"))}
    assert not [name for name, part in parts.items() if b"TargetMode" in part or b"vbaProject" in part]
    fields = re.findall(rb"<w:instrText[^>]*>([^<]*)<", b"".join(parts.values()))
    assert set(fields) == {b"PAGE", b"NUMPAGES"}


@pytest.mark.parametrize("ending", ["html", "pdf"])
def test_a_page_looks_as_it_did(
    ending: str, talk: Path, competentie: Program, golden: Callable[[str, str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", ON_THE_DAY["SOURCE_DATE_EPOCH"])
    competentie(*ASSESS, "-o", f"gap.{ending}", lang="nl", cwd=talk)
    content = (talk / f"gap.{ending}").read_bytes()
    drawn = re.compile(r"(?s)<style>.*</style>|sha256-[^&]*")  # its own tests look at the stylesheet
    text = pdf_text(content) if ending == "pdf" else drawn.sub("…", content.decode())
    golden(f"page-gap-{ending}.txt", re.sub(r" *\n", "\n", text.rstrip() + "\n"))


@pytest.mark.skipif(which("soffice") is None, reason="no LibreOffice is found")
def test_libreoffice_opens_a_word_document(tmp_path: Path) -> None:
    Document().save(str(tmp_path / "plain.docx"))
    (tmp_path / "talk.docx").write_bytes(word(TALK, ENGLISH))
    home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
    command = ["soffice", home, "--headless", "--convert-to", "pdf", "plain.docx", "talk.docx"]
    subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=300, check=False)
    if not (tmp_path / "plain.pdf").exists():
        pytest.skip("this LibreOffice has no Writer")
    told = html(TALK, ENGLISH)
    drawn = words(" ".join(re.findall(r'aria-label="([^"]*)"', told)))
    assert tagged_words(told) - drawn <= words(pdf_text((tmp_path / "talk.pdf").read_bytes()))
