"""`export` and `import` as people use them, tables that others made, and files that mean harm."""

import csv
import io
import json
import zipfile
from pathlib import Path

import pytest
from support import ROOT, Program

from competentie.core import WrongUseError
from competentie.exchange.data import full
from competentie.exchange.formats import FORMATS, Options
from competentie.exchange.ledger import Proposal
from competentie.page.language import Words

SHARED = ROOT.parent / "shared" / "exchange"


def table(*rows: tuple[str, ...]) -> Proposal:
    target = io.StringIO(newline="")
    csv.writer(target, delimiter=";").writerows(rows)
    return FORMATS["table"].read(target.getvalue().encode(), "t.csv", {})


def texts(proposal: Proposal) -> dict[str, list[str]]:
    """Return the behaviours by competency and level."""
    handbook = full(proposal.catalogue, {})
    return {
        f"{name}.{level}": [next(iter(one["text"].values())) for one in data["behaviours"]]
        for name, competency in handbook.catalogue["competencies"].items()
        for level, data in competency["levels"].items()
    }


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param(
            [("Competentie", "Niveau", "Gedrag"), ("Plannen", "1", "Plant"), ("", "2", "- Stelt bij\n- Blijft kalm")],
            {"plannen.1": ["Plant"], "plannen.2": ["Stelt bij", "Blijft kalm"]},
            id="levels as rows, behaviours in one cell",
        ),
        pytest.param(
            [("Competency", "Level 1", "Level 2 Advanced"), ("Planning", "Plans", "Adjusts\nStays calm")],
            {"planning.1": ["Plans"], "planning.2": ["Adjusts", "Stays calm"]},
            id="levels as columns",
        ),
        pytest.param(
            [("Handboek 2026",), ("Competentie", "Niveau 2", "Niveau 1"), ("Plannen", "Stelt bij", "Plant")],
            {"plannen.1": ["Plant"], "plannen.2": ["Stelt bij"]},
            id="levels by their number, not their place",
        ),
    ],
)
def test_a_table_of_others_is_read_by_its_shape(rows: list[tuple[str, ...]], expected: dict[str, list[str]]) -> None:
    assert texts(table(*rows)) == expected


@pytest.mark.parametrize(
    ("rows", "kind", "place"),
    [
        ([("Competentie", "Niveau", "Gedrag"), ("Plannen", "hoog", "Plant")], "guessed", "t.csv!C2"),
        ([("Competentie", "Niveau", "Gedrag"), ("Plannen", "1", "- Plant\nen meer")], "guessed", "t.csv!C2"),
        ([("Competentie", "Niveau", "Gedrag", "Eigenaar"), ("Plannen", "1", "x", "P&O")], "unknown-field", "t.csv!D2"),
        ([("Titel",), ("Competentie", "Niveau", "Gedrag"), ("Plannen", "1", "x")], "prose", "t.csv!A1"),
    ],
)
def test_what_fits_no_shape_is_lost_with_its_place(rows: list[tuple[str, ...]], kind: str, place: str) -> None:
    assert (kind, place) in [(loss.kind, loss.where) for loss in table(*rows).losses]


def workbook(**parts: str) -> bytes:
    """Return a workbook with one sheet, of which parts are replaced."""
    content = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "xl/workbook.xml": '<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        '<sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": '<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/>'
        "</Relationships>",
        "xl/worksheets/sheet1.xml": "<worksheet><sheetData/></worksheet>",
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        content |= {f"xl/{part.replace('__', '/')}.xml": text for part, text in parts.items()}
        for name, text in content.items():
            archive.writestr(name, text)
    return target.getvalue()


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
ROW = "<row><c t='inlineStr'><is><t>{}</t></is></c></row>"


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(workbook(workbook=f"{BOMB}<workbook><sheets>&b;</sheets></workbook>"), id="entity bomb"),
        pytest.param(
            workbook(workbook='<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><workbook>&a;</workbook>'),
            id="XXE",
        ),
        pytest.param(
            workbook(
                worksheets__sheet1=f"<worksheet><sheetData>{ROW.format('x' * (50 << 20))}</sheetData></worksheet>"
            ),
            id="50 MB of XML from 50 kB",
        ),
        pytest.param(workbook()[:-40], id="cut off"),
    ],
)
def test_a_workbook_that_means_harm_is_refused_in_a_sentence(
    content: bytes, tmp_path: Path, competentie: Program
) -> None:
    (tmp_path / "x.xlsx").write_bytes(content)
    done = competentie("import", "x.xlsx", "-o", "new", cwd=tmp_path)
    assert done.code == 1
    assert done.err.count("error") == 1, done.err
    assert not (tmp_path / "new").exists()


def read_shared(name: str, kind: str) -> Proposal:
    if not SHARED.is_dir():
        pytest.skip("the files of others lie beside the project only where it is made")
    content = (SHARED / name).read_bytes()
    assert FORMATS[kind].sniff(content, name)
    return FORMATS[kind].read(content, name, {})


@pytest.mark.parametrize(
    ("name", "kind", "competencies", "behaviours"),
    [
        ("moodle-export-of-handbook.csv", "moodle", 10, 90),
        ("moodle-import-flat.csv", "moodle", 10, 90),
        ("moodle-oecd.csv", "moodle", 16, 44),
        ("compeito-opencase.case.json", "case", 21, 28),
        ("handbook-from-compeito.case.json", "case", 10, 90),
    ],
)
def test_files_of_others_are_read(name: str, kind: str, competencies: int, behaviours: int) -> None:
    proposal = read_shared(name, kind)
    assert len(full(proposal.catalogue, {}).catalogue["competencies"]) == competencies
    assert sum(map(len, texts(Proposal(_described(proposal))).values())) == behaviours


def _described(proposal: Proposal) -> dict[str, object]:
    known = full(proposal.catalogue, {}).catalogue
    return {**known, "competencies": {name: one for name, one in known["competencies"].items() if "levels" in one}}


@pytest.mark.parametrize(
    ("catalogue", "said"),
    [
        ({"clusters": {"a": {"label": "A", "in": "b"}}}, "what cluster:a stands in is not there, or stands in itself"),
        ({"clusters": {"a": {"label": "A", "in": "a"}}}, "what cluster:a stands in is not there, or stands in itself"),
        ({"clusters": {"a": "<b></b>"}}, "cluster:a has no name but markup"),
        ({"clusters": {"a" * 101: "A"}}, "the ID {id} is longer than {n} characters"),
    ],
)
def test_what_moodle_would_lose_without_a_word_is_refused(catalogue: dict[str, object], said: str) -> None:
    whole = {"title": "T", "language": "nl", "version": "1", "source": "S", "levels": ["1"], "competencies": {}}
    with pytest.raises(WrongUseError) as refused:
        FORMATS["moodle"].write(full({**whole, **catalogue}, {}), ".csv", Options())
    assert said.format(id="cluster:" + "a" * 101, n=100) in Words("en")(refused.value.message)


def test_what_is_exported_comes_back_without_a_difference(tmp_path: Path, competentie: Program) -> None:
    handbook = ("--catalog", ROOT / "catalog.yaml")
    assert competentie(*handbook, "export", "table", "-o", "hb.xlsx", "--strict", cwd=tmp_path).code == 0
    done = competentie("import", "hb.xlsx", "-o", "new", "--strict")
    assert (done.code, "nothing is lost" in done.err) == (0, True)
    differs = competentie("diff", ROOT, "new", "--format", "json")
    assert json.loads(differs.out)["changes"] == []


def test_a_ledger_counts_and_strict_fails(tmp_path: Path, competentie: Program) -> None:
    done = competentie(
        *("--catalog", ROOT / "catalog.yaml", "export", "moodle", "-o", "hb.csv", "--ledger", "l.json", "--strict"),
        cwd=tmp_path,
    )
    assert done.code == 1
    kinds = [loss["kind"] for loss in json.loads((tmp_path / "l.json").read_text(encoding="utf-8"))["losses"]]
    assert (kinds.count("cut"), kinds.count("contrast"), kinds.count("direction")) == (39, 2, 1)
    assert (tmp_path / "hb.opleidingscoordinator.csv").is_file()


def test_a_table_larger_than_any_handbook_is_refused_at_once(tmp_path: Path, competentie: Program) -> None:
    (tmp_path / "large.csv").write_text("competency,level,behaviour\n" + "a,1,b\n" * 400_000, encoding="utf-8")
    ran = competentie("import", "large.csv", "-o", "out", cwd=tmp_path)
    assert (ran.code, (tmp_path / "out").exists()) == (2, False)
    assert "large.csv has more than 1000000 cells" in ran.err


@pytest.mark.parametrize("said", [{"facts": 5}, {"gone": [5]}, {"facts": [[[], 1]]}, {"facts": [[[["a"]], 1]]}])
def test_an_extension_that_somebody_else_wrote_is_refused(
    said: dict[str, object], tmp_path: Path, competentie: Program
) -> None:
    assert competentie("export", "case", "-o", tmp_path / "c.json", cwd=ROOT).code == 0
    package = json.loads((tmp_path / "c.json").read_text(encoding="utf-8"))
    (tmp_path / "c.json").write_text(json.dumps({**package, "extensions": {"competentie": said}}), encoding="utf-8")
    ran = competentie("import", tmp_path / "c.json", "-o", tmp_path / "new")
    assert ran.code == 2
    assert "is not as this program writes it" in ran.err


def test_import_writes_over_nothing(tmp_path: Path, competentie: Program) -> None:
    (tmp_path / "t.csv").write_text("competency,level,behaviour\nPlannen,1,Plant\n", encoding="utf-8")
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "catalog.yaml").write_text("mine", encoding="utf-8")
    assert competentie("import", "t.csv", "-o", "there", cwd=tmp_path).code == 2
    assert (tmp_path / "there" / "catalog.yaml").read_text(encoding="utf-8") == "mine"


def test_nothing_is_made_through_a_link_out_of_a_repository(tmp_path: Path, competentie: Program) -> None:
    for name in ("outside", "mine", "mine/.git"):
        (tmp_path / name).mkdir()
    (tmp_path / "mine" / "out").symlink_to(tmp_path / "outside")
    (tmp_path / "mine" / "t.csv").write_text("competency,level,behaviour\nPlannen,1,Plant\n", encoding="utf-8")
    ran = competentie("import", "t.csv", "-o", "out", cwd=tmp_path / "mine")
    assert ran.code == 2
    assert "this link leads out of the repository" in ran.err
    assert list((tmp_path / "outside").iterdir()) == []


def test_roles_whose_names_make_the_same_file_each_have_one(tmp_path: Path, competentie: Program) -> None:
    (tmp_path / "t.csv").write_text("competency,level,behaviour\nPlannen,1,Plant\n", encoding="utf-8")
    roles = "".join(f"{role},plannen,generic,1,\n" for role in ("a/b", "a-b", "../a b"))
    (tmp_path / "r.csv").write_text("profile,competency,group,norm,rationale\n" + roles, encoding="utf-8")
    competentie("import", "t.csv", "r.csv", "-o", "out", cwd=tmp_path)
    assert len(list((tmp_path / "out" / "profiles").iterdir())) == 3


def test_a_finding_names_the_place_of_the_source(tmp_path: Path, competentie: Program) -> None:
    (tmp_path / "t.csv").write_text("competency,level,behaviour\nPlannen,1,Plant\n", encoding="utf-8")
    done = competentie("import", "t.csv", "-o", "new", cwd=tmp_path)
    assert done.code == 1
    assert "`definition`" in done.out
    assert "it comes from t.csv!A2" in done.out
    assert "chosen for you" in done.err


def test_beside_a_project_a_proposal_shows_what_it_would_change(project: Path, competentie: Program) -> None:
    competentie("export", "case", "-o", "hb.json", cwd=project)
    text = (project / "hb.json").read_text(encoding="utf-8")
    (project / "hb.json").write_text(text.replace("Listening", "Hearing"), encoding="utf-8")
    done = competentie("import", "hb.json", "-o", "new")
    assert done.code == 0
    assert "Hearing" in done.out
