"""The handbook as a Word document: what comes back of it, also after others had it in their hands."""

import io
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.document import Document
from handbooks import handbooks
from hypothesis import Phase, given, settings
from support import ROOT, Program

from competentie.core import WrongUseError
from competentie.exchange.data import compared, flat, full, short
from competentie.exchange.formats import FORMATS, Options
from competentie.exchange.ledger import Handbook
from competentie.exchange.word_in import read
from competentie.files.yaml import Document as Yaml
from competentie.page.language import Words

SOFFICE = shutil.which("soffice")


def data(path: Path) -> Any:
    return Yaml(str(path), path.read_text(encoding="utf-8")).data


OWN = full(data(ROOT / "catalog.yaml"), {path.stem: data(path) for path in (ROOT / "profiles").glob("*.yaml")})


def written(handbook: Handbook = OWN) -> bytes:
    return FORMATS["docx"].write(handbook, ".docx", Options(language="nl"))[""]


def lost(content: bytes, handbook: Handbook = OWN) -> list[tuple[str, str]]:
    proposal = read(content, "handboek.docx", {})
    there = full(proposal.catalogue, proposal.profiles)
    return [(loss.kind, str(loss.where)) for loss in compared(flat(handbook), there)]


def test_the_handbook_comes_back_whole() -> None:
    assert lost(written()) == []
    assert read(written(), "handboek.docx", {}).losses == []


@settings(max_examples=20, phases=[Phase.generate])
@given(handbooks())
def test_what_comes_back_lacks_only_what_a_document_has_no_room_for(files: Any) -> None:
    handbook = full(*files)
    proposal = read(written(handbook), "x.docx", {})
    back = full(proposal.catalogue, proposal.profiles)
    kinds = {loss.kind for loss in compared(flat(handbook), flat(back))}
    assert kinds <= {
        *("language", "unknown-field", "order", "guessed", "cut", "note", "prose", "contrast", "link", "level-of-edge")
    }
    assert len(back.catalogue["competencies"]) == len(handbook.catalogue["competencies"])
    assert {name: list(one["rows"]) for name, one in back.profiles.items()} == {
        name: list(one["rows"]) for name, one in flat(handbook).profiles.items()
    }


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_it_survives_libreoffice(tmp_path: Path) -> None:
    (tmp_path / "x.docx").write_bytes(written())
    for ending, source, folder in (("odt", "x.docx", "odt"), ("docx", "odt/x.odt", "back")):
        command = [str(SOFFICE), f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
        command += ["--convert-to", ending, "--outdir", str(tmp_path / folder), str(tmp_path / source)]
        subprocess.run(command, check=True, capture_output=True, timeout=240)
    assert lost((tmp_path / "back" / "x.docx").read_bytes()) == []


EDITS = {
    "^Analyseren$": "Onderzoeken",
    "kern en mogelijke oplossingen": "kern en oplossingen",
    "2 Bewaakt kwaliteit": "3 Bewaakt kwaliteit",
}


def edited() -> bytes:
    """Rename a competency, reword a behaviour, move one to another level, raise a norm, and add a competency."""
    document: Document = docx.Document(io.BytesIO(written()))
    for paragraph in (one for table in document.tables for cell in table._cells for one in cell.paragraphs):  # noqa: SLF001
        for run in paragraph.runs:
            for old, new in EDITS.items():
                run.text = re.sub(old, new, run.text)
    table = next(table for table in document.tables if table.cell(0, 0).text == "Onderzoeken")
    first, second = table.cell(1, 1), table.cell(2, 1)
    second._tc.append(first.paragraphs[-1]._p)  # noqa: SLF001
    more = document.add_table(4, 2)
    table._tbl.addnext(more._tbl)  # noqa: SLF001
    more.cell(0, 0).text, more.cell(0, 1).text = "Adviseren", "Zeggen wat helpt"
    for level in (1, 2, 3):
        more.cell(level, 0).text, more.cell(level, 1).text = f"Competentieniveau {level}", f"Adviseert {level}"
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def test_an_edited_document_keeps_who_is_who() -> None:
    proposal = read(edited(), "handboek.docx", {})
    handbook = short(full(proposal.catalogue, proposal.profiles))
    before, after = OWN.catalogue["competencies"], handbook.catalogue["competencies"]
    assert after.keys() - before.keys() == {"adviseren"}
    assert not before.keys() - after.keys()
    renamed = after["analyseren"]
    assert (renamed["label"], renamed["cluster"]) == ("Onderzoeken", "voorwaarden-voor-succes")
    assert [len(level) for level in renamed["levels"].values()] == [3, 5, 4]
    assert renamed["levels"][2][0] == "Ziet de kern en oplossingen"
    assert handbook.profiles["opleidingscoordinator"]["generic"]["inlevingsvermogen"]["norm"] == 3
    assert after["adviseren"]["levels"] == {level: [f"Adviseert {level}"] for level in (1, 2, 3)}
    assert proposal.losses == []


DIFF = """\
Onderzoeken (analyseren)
  patch  label anders verwoord: alleen een kopje verandert
         - Analyseren
         + Onderzoeken
  patch  `analyseren.2.1` anders verwoord: alleen de verwoording verandert
         - Ziet de kern en mogelijke oplossingen
         + Ziet de kern en oplossingen
  major  `analyseren.1.4` → `analyseren.2.5` naar een ander niveau verplaatst"""


def test_import_shows_what_was_edited(tmp_path: Path, competentie: Program) -> None:
    for name in ("catalog.yaml", "profiles/opleidingscoordinator.yaml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "handboek.docx").write_bytes(edited())
    ran = competentie("import", "handboek.docx", "-o", "voorstel", lang="nl", cwd=tmp_path)
    assert ran.code == 0
    assert DIFF in ran.out
    assert "norm van `inlevingsvermogen` verhoogd van 2 naar 3" in ran.out
    assert "PK" not in ran.out, "of a document no line can be shown"


def test_bookmarks_are_what_word_takes() -> None:
    with zipfile.ZipFile(io.BytesIO(written())) as package:
        names = re.findall(r'w:bookmarkStart w:id="\d+" w:name="([^"]*)"', package.read("word/document.xml").decode())
    assert names
    assert all(re.fullmatch(r"[A-Za-z]\w{0,39}", name, re.ASCII) for name in names)
    assert len(names) == len(set(names))


def test_without_python_docx_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(WrongUseError) as refused:
        written()
    assert Words("en")(refused.value.message) == "writing Word files needs python-docx"
