"""The workbook of `score` as others open it: five sheets, in the reader's language, and nothing that is a formula."""

import io
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from support import ROOT, Program

TABLE = "naam,afdeling,datum,Eigenaarschap,Samenwerken\n" + "".join(
    f"{name},{team},2026-11-0{number % 9 + 1},{number % 4},{'' if number == 2 else (number + 2) % 4}\n"
    for number, (name, team) in enumerate(
        [("=1+1", "Zorg"), ("<b> & é", "Zorg"), ("P2", "Zorg"), ("P3", "ICT"), ("P4", "ICT"), ("P5", "Directie")]
    )
)
SHEETS = {
    "nl": ["Samenvatting", "Per persoon", "Per competentie", "Toelichting", "Leeswijzer"],
    "en": ["Summary", "Per person", "Per competency", "Notes", "How to read"],
}


def made(tmp_path: Path, competentie: Program, lang: str, table: str = TABLE, *options: str) -> Any:
    (tmp_path / "t.csv").write_text(table, encoding="utf-8")
    arguments = ("--profile", "opleidingscoordinator", *options, "-o", tmp_path / "out.xlsx")
    ran = competentie("score", tmp_path / "t.csv", *arguments, lang=lang, cwd=ROOT)
    assert ran.code == 0, ran.err
    return openpyxl.load_workbook(io.BytesIO((tmp_path / "out.xlsx").read_bytes()))


def values(sheet: Any) -> list[tuple[Any, ...]]:
    return list(sheet.iter_rows(values_only=True))


BY = ("--by", "afdeling", "--smallest-group", "2")


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_five_sheets_in_the_language_of_the_reader(lang: str, tmp_path: Path, competentie: Program) -> None:
    book = made(tmp_path, competentie, lang, TABLE, *BY)
    assert book.sheetnames == SHEETS[lang]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d", "inlineStr"}  # no formula, error or truth value
    for sheet in book.worksheets[1:3]:
        assert (sheet.freeze_panes, sheet.print_title_rows, sheet.page_setup.orientation) == (
            "B2",
            "$1:$1",
            "landscape",
        )
        assert (sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage) == (0, True)
        assert sheet.print_title_cols == "$A:$A"
        assert sheet.auto_filter.ref.endswith(str(sheet.max_row))


def test_one_row_per_person(tmp_path: Path, competentie: Program) -> None:
    sheet = made(tmp_path, competentie, "nl", TABLE, *BY)["Per persoon"]
    head, *rows = values(sheet)
    assert head[:7] == ("Persoon", "Rol", "Datum", "afdeling", "Gehaald", "Normen", "Open")
    assert [row[0] for row in rows] == ["=1+1", "<b> & é", "P2", "P3", "P4", "P5"]
    assert rows[0][2:7] == (datetime(2026, 11, 1), "Zorg", 1, 7, 5)  # noqa: DTZ001 - a day
    of = head.index("Eigenaarschap")
    shown = ["tekort (0)", "tekort (1)", "voldoet (2)", "boven norm (3)", "tekort (0)", "tekort (1)"]
    assert [row[of] for row in rows] == shown
    colors = [sheet.cell(number, of + 1).fill.fgColor.rgb for number in (2, 3, 4, 5)]
    assert colors == ["FFFFC7CE", "FFFFEB9C", "FFC6EFCE", "FFC6EFCE"]
    assert {sheet.cell(2, number).alignment.horizontal for number in (3, 5, 6, 7)} == {"left"}  # a text is behind it
    unrated = sheet.cell(4, head.index("Samenwerken") + 1)
    assert (unrated.value, unrated.fill.fgColor.rgb) == ("open", "FFD9D9D9")
    assert sheet.cell(2, 3).number_format == "yyyy-mm-dd"


def test_one_row_per_competency(tmp_path: Path, competentie: Program) -> None:
    head, *rows = values(made(tmp_path, competentie, "nl", TABLE, *BY)["Per competentie"])
    assert len(rows) == 6 * 7
    row = dict(zip(head, next(row for row in rows if row[head.index("Competentie")] == "Samenwerken"), strict=True))
    assert (row["Norm"], row["Behaald"], row["Verschil"], row["Oordeel"]) == (2, 2, 0, "voldoet")
    assert row["Staat de norm in de weg"] is None
    assert row["Voor het volgende niveau"] == "3.1, 3.2, 3.3, 3.4"  # the competency stands in the row
    unrated = next(dict(zip(head, row, strict=True)) for row in rows if row[head.index("Competentie")] == "Expertise")
    assert [unrated[name] for name in ("Behaald", "Behaald, hoogstens", "Verschil", "Verschil, hoogstens")] == [
        None
    ] * 4


def test_the_summary_has_the_headline_and_withholds_small_groups(tmp_path: Path, competentie: Program) -> None:
    rows = [row for row in values(made(tmp_path, competentie, "nl", TABLE, *BY)["Samenvatting"]) if any(row)]
    assert rows[0][0] == "6 van 42 normen gehaald (14%), 31 nog open"
    heads = next(row for row in rows if row[0] == "Wie de norm haalt")
    assert heads[1:3] == ("Zorg (3)", "iedereen (6)")  # ICT would tell of the one person of Directie
    assert any("weggelaten" in str(row[0]) for row in rows)
    shares = {row[0]: row[1:3] for row in rows[rows.index(heads) :]}
    assert shares["Eigenaarschap"] == (1 / 3, 1 / 3)
    assert shares["Expertise"] == ("open", "open")  # nobody was rated: that is no 0%


def test_no_head_is_cut(tmp_path: Path, competentie: Program) -> None:
    table = TABLE.replace("Zorg", "Opleidingsbureau Noord").replace("ICT", "Opleidingsbureau Zuid")
    sheet = made(tmp_path, competentie, "nl", table, *BY)["Samenvatting"]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.font.b and cell.alignment.wrap_text]
    assert any("Opleidingsbureau" in cell.value for cell in cells)
    for cell in cells:
        width = sheet.column_dimensions[cell.column_letter].width or sheet.column_dimensions["B"].width
        assert max(map(len, cell.value.split())) <= width
        assert sheet.row_dimensions[cell.row].height >= 15 * (len(cell.value) // width + 1)


def test_where_everything_is_withheld_no_share_is_told(tmp_path: Path, competentie: Program) -> None:
    sheet = made(tmp_path, competentie, "nl", TABLE, "--by", "afdeling", "--smallest-group", "50")["Samenvatting"]
    assert values(sheet)[0][0] == "geen aandeel gehaalde normen: er is er geen die getoond mag worden"


def test_a_csv_for_excel_speaks_the_language_of_its_reader(tmp_path: Path, competentie: Program) -> None:
    (tmp_path / "t.csv").write_text(TABLE, encoding="utf-8")
    arguments = ("--profile", "opleidingscoordinator", "--by", "afdeling", "--excel")
    ran = competentie("score", tmp_path / "t.csv", *arguments, lang="nl", cwd=ROOT)
    head, first, *_ = ran.out.splitlines()
    assert head.startswith("\ufeffPersoon;Rol;Datum;afdeling;Competentie;Norm;Behaald;")
    assert first.startswith("'=1+1;Opleidingscoördinator;2026-11-01;Zorg;Eigenaarschap;2;0;0;-2;-2;tekort;nee;")
    wide = competentie("score", tmp_path / "t.csv", *arguments, "--layout", "wide", lang="nl").out
    assert ";Samenwerken: Behaald;Samenwerken: Behaald, hoogstens;" in wide.splitlines()[0]


@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("layout", ["wide", "long"])
@pytest.mark.parametrize("by", ["level", "behaviour"])
def test_a_template_is_filled_in_and_scored(
    lang: str, layout: str, by: str, tmp_path: Path, competentie: Program
) -> None:
    path = tmp_path / "form.xlsx"
    options = ("--layout", layout, "--by", by, "--person", "Sanne V.", "-o", path)
    assert competentie("template", "opleidingscoordinator", *options, lang=lang, cwd=ROOT).code == 0
    book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
    sheet = book.worksheets[0]
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    heads = {cell.value: cell.column for cell in sheet[1]}
    assert sheet.cell(2, heads["persoon" if lang == "nl" else "person"]).protection.locked
    lists = [one for one in sheet.data_validations.dataValidation if one.type == "list"]
    relation, *answers = [str(one.formula1).strip('"').split(",") for one in lists]
    assert ("leidinggevende" if lang == "nl" else "manager") in relation
    assert all(answer == ["0", "1", "2", "3"] or answer[0] in {"ja", "yes"} for answer in answers)
    assert all(len(str(one.formula1)) <= 255 for one in lists)
    for one in lists[1:]:
        areas = [area.bounds for area in one.sqref.ranges]
        for cell in [sheet.cell(row, left) for left, top, _, bottom in areas for row in range(top, bottom + 1)]:
            assert not cell.protection.locked
            cell.value = answers[0][-1] if by == "level" else answers[0][0]
    for row in range(2, sheet.max_row + 1):
        sheet.cell(row, heads["datum" if lang == "nl" else "date"]).value = datetime(2026, 11, 3)  # noqa: DTZ001
    book.save(path)
    ran = competentie("score", path, "--format", "json", lang=lang, cwd=ROOT)
    assert ran.code == 0, ran.err
    (result,) = json.loads(ran.out)["results"]
    assert (result["person"], result["date"]) == ("Sanne V.", "2026-11-03")
    assert {one["status"] for one in result["competencies"]} <= {"meets", "above"}


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_nothing_of_a_template_is_lost_on_the_way(lang: str, tmp_path: Path, competentie: Program) -> None:
    """Template → filled in → ratings → results: notes, evidence, dates, raters, departments and signs stay."""
    path, kept, made = tmp_path / "form.xlsx", tmp_path / "sanne.yaml", tmp_path / "out.xlsx"
    options = ("--layout", "long", "--person", "Sanne V.", "-o", path)
    assert competentie("template", "opleidingscoordinator", *options, lang=lang, cwd=ROOT).code == 0
    book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
    sheet = book.worksheets[0]
    names = [str(cell.value) for cell in sheet[1]]
    yes, relation = ("ja", "leidinggevende") if lang == "nl" else ("yes", "manager")
    given = ("0042", "Zorg & Welzijn", "Kim <k>", relation, datetime(2026, 11, 3), yes, "Zag ik\nop 12/10", "+1 = 2")  # noqa: DTZ001
    for row in range(2, sheet.max_row + 1):
        for place, value in zip((2, 3, 5, 6, 7, 10, 11, 12), given, strict=True):
            sheet.cell(row, place).value = value
            sheet.cell(row, place).data_type = "d" if isinstance(value, datetime) else "s"
    book.save(path)
    group = names[2]
    arguments = ("score", path, "--by", group, "--smallest-group", "1", "-o", made)
    assert competentie(*arguments, lang=lang, cwd=ROOT).code == 0
    _, first, *_ = values(openpyxl.load_workbook(io.BytesIO(made.read_bytes())).worksheets[3])
    who = ("Sanne V.", "Kim <k>", relation, datetime(2026, 11, 3), "0042", "Zorg & Welzijn")  # noqa: DTZ001
    assert first[: len(who)] == who
    assert first[-2:] == ("Zag ik\nop 12/10", "+1 = 2")
    saved = competentie("assess", "--scores", path, "--person", "Sanne V.", "-o", kept, lang=lang, cwd=ROOT)
    assert saved.code == 0, saved.err
    (one,) = json.loads(competentie("score", kept, "--format", "json", cwd=ROOT).out)["results"]
    assert (one["rater"], one["relation"], one["date"]) == ("Kim <k>", "manager", "2026-11-03")
    assert one["remarks"]["samenwerken.1.1"] == {"note": "Zag ik\nop 12/10", "evidence": "+1 = 2"}
    assert len(one["remarks"]) == sheet.max_row - 1


def test_the_texts_of_a_template_stand_beside_or_above_the_answers(tmp_path: Path, competentie: Program) -> None:
    texts = []
    for layout in ("wide", "long"):
        path = tmp_path / f"{layout}.xlsx"
        competentie("template", "opleidingscoordinator", "--layout", layout, "-o", path, lang="nl", cwd=ROOT)
        book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
        assert book.sheetnames == ["Invullen", "Uitleg"]
        head = [cell.value for cell in book.worksheets[0][1]]
        if layout == "wide":
            code, text = next(one for one in head if "eigenaarschap" in one).split(": ", 1)
            assert code == "eigenaarschap.1.1"
            assert book.worksheets[0].row_dimensions[1].height > 60
            texts.append(text)
        else:
            assert head[-6:] == ["onderdeel", "gedragsvoorbeeld", "score", "opmerking", "bewijs", "handboek"]
            texts.append(book.worksheets[0].cell(2, head.index("gedragsvoorbeeld") + 1).value)
    assert texts[0] == texts[1] != ""


@pytest.mark.parametrize("layout", ["wide", "long"])
@pytest.mark.parametrize("marked", [True, False])
def test_a_text_changed_in_a_template(layout: str, marked: bool, tmp_path: Path, competentie: Program) -> None:  # noqa: FBT001
    """Where the mark shows which texts the codes stand for it is said; else it is an answer to another question."""
    path = tmp_path / "form.xlsx"
    options = ("--layout", layout, "--person", "Sanne V.", "-o", path)
    competentie("template", "opleidingscoordinator", *options, lang="nl", cwd=ROOT)
    book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
    sheet = book.worksheets[0]
    heads = {str(cell.value).split(":")[0]: cell.column for cell in sheet[1]}
    text = sheet.cell(
        1 if layout == "wide" else 2, heads["eigenaarschap.1.1" if layout == "wide" else "gedragsvoorbeeld"]
    )
    text.value = str(text.value).replace("Ziet", "Overziet")
    sheet.cell(2, heads["eigenaarschap.1.1" if layout == "wide" else "score"]).value = "ja"
    if not marked:
        sheet.delete_cols(heads["handboek"])
    book.save(path)
    ran = competentie("score", path, lang="nl", cwd=ROOT)
    assert ran.code == (0 if marked else 1)
    said = "sommige teksten zijn niet die van het handboek; hun codes tellen: eigenaarschap.1.1"
    assert (said in ran.err) == marked
    assert "eigenaarschap.1.1" in ran.err


@pytest.mark.parametrize("name", ["t.csv", "t.xlsx"])
def test_notes_and_evidence_beside_answers_come_back(name: str, tmp_path: Path, competentie: Program) -> None:
    rows = [
        ["persoon", "onderdeel", "score", "opmerking", "bewijs"],
        ["Sanne", "samenwerken.1.1", "ja", "=HYPERLINK(1)", "LMS"],
        ["Youssef", "samenwerken.1.1", "ja", "", ""],
        ["Sanne", "Samenwerken.1.2", "nee", "nog niet", ""],
    ]
    if name.endswith("csv"):
        (tmp_path / name).write_text("".join(",".join(row) + "\n" for row in rows), encoding="utf-8")
    else:
        form = openpyxl.Workbook()
        for number, row in enumerate(rows, 1):
            for place, text in enumerate(row, 1):
                form.active.cell(number, place).value = text
                form.active.cell(number, place).data_type = "s"
        form.save(tmp_path / name)
    arguments = ("score", tmp_path / name, "--profile", "opleidingscoordinator")
    assert competentie(*arguments, "-o", tmp_path / "out.xlsx", lang="nl", cwd=ROOT).code == 0
    book = openpyxl.load_workbook(io.BytesIO((tmp_path / "out.xlsx").read_bytes()))
    _, first, second = values(book["Toelichting"])
    assert (first[0], first[1], *first[3:]) == ("Sanne", "samenwerken.1.1", "=HYPERLINK(1)", "LMS")
    assert (second[0], second[1], *second[3:]) == ("Sanne", "samenwerken.1.2", "nog niet", "")
    results = json.loads(competentie(*arguments, "--format", "json").out)["results"]
    said = {"samenwerken.1.1": {"note": "=HYPERLINK(1)", "evidence": "LMS"}, "samenwerken.1.2": {"note": "nog niet"}}
    assert [one.get("remarks") for one in results] == [said, None]
    one = competentie("assess", "opleidingscoordinator", "--scores", tmp_path / name, "--person", "Sanne", lang="nl")
    assert "Opmerking: nog niet" in one.out


def test_notes_say_who_wrote_them_and_when(tmp_path: Path, competentie: Program) -> None:
    table = (
        "naam,beoordelaar,relatie,datum,afdeling,Samenwerken,Opmerking Samenwerken\nA,Kim,collega,3-11-2026,Zorg,1,Ja\n"
    )
    rows = values(made(tmp_path, competentie, "nl", table, "--by", "afdeling")["Toelichting"])
    day = datetime(2026, 11, 3)  # noqa: DTZ001 - a day
    assert rows[0][:6] == ("Persoon", "Beoordelaar", "Relatie", "Datum", "afdeling", "Code")
    assert rows[1] == ("A", "Kim", "collega", day, "Zorg", "samenwerken", "Samenwerken", "Ja", "")


def test_each_relation_has_a_summary_of_its_own(tmp_path: Path, competentie: Program) -> None:
    table = "naam,beoordelaar,relatie,afdeling,Samenwerken\n" + "".join(
        f"{name},{relation},{relation},{team},{level}\n"
        for relation, people in (("self", "ABCD"), ("manager", "ABC"))
        for name, team, level in zip(people, ("Zorg", "Zorg", "ICT", "ICT"), (2, 2, 1, 3), strict=False)
    )
    book = made(tmp_path, competentie, "nl", table, *BY)
    rows = [row[0] for row in values(book.worksheets[0])]
    assert [rows[rows.index(name) + 2] for name in ("zelf", "leidinggevende")] == ["4 personen", "3 personen"]
    assert "Beoordelaar" in next(iter(values(book.worksheets[1])))  # without the hyphen of narrow tables
    arguments = ("score", tmp_path / "t.csv", "--profile", "opleidingscoordinator", *BY, "--format", "json")
    data = json.loads(competentie(*arguments, cwd=ROOT).out)
    assert list(data)[-1] == "relations"
    assert [(one["relation"], one["summary"]["people"]) for one in data["relations"]] == [("self", 4), ("manager", 3)]
    one = json.loads(competentie(*arguments, "--relation", "self", cwd=ROOT).out)
    assert one["summary"] == data["relations"][0]["summary"]


def test_cells_of_a_few_people_are_withheld_in_every_form(tmp_path: Path, competentie: Program) -> None:
    """Of team z one person only has the role that asks for `b`."""
    (tmp_path / "profiles").mkdir()
    text = 'competentie: 1\nrole: {name}\nversion: "1"\ngeneric: {{{rows}}}\n'
    for name, rows in (("one", "a: {norm: 1}"), ("two", "a: {norm: 1}, b: {norm: 1}")):
        (tmp_path / "profiles" / f"{name}.yaml").write_text(text.format(name=name, rows=rows), encoding="utf-8")
    competency = "{label: L, cluster: c, definition: D, levels: {1: [], 2: []}}"
    (tmp_path / "catalog.yaml").write_text(
        'competentie: 1\ntitle: T\nversion: "1"\nsource: S\nlicense: L\nlanguage: en\n'
        "levels: [Low, High]\nclusters: {c: C}\n"
        f"competencies:\n  a: {competency}\n  b: {competency}\n",
        encoding="utf-8",
    )
    people = [("A", "two", "x"), ("B", "two", "x"), ("C", "two", "y"), ("D", "two", "y"), ("E", "one", "x")]
    people += [("F", "one", "y"), ("G", "two", "z"), ("H", "one", "z")]
    rows = "".join(f"{person},{role},{team},1,{1 if role == 'two' else ''}\n" for person, role, team in people)
    (tmp_path / "t.csv").write_text("person,profile,team,a,b\n" + rows, encoding="utf-8")
    arguments = ("score", "t.csv", "--by", "team", "--smallest-group", "2")
    ran = competentie(*arguments, "--format", "json", cwd=tmp_path)
    assert ran.code == 0, ran.err
    cells = {
        (group["name"], one["id"]): one["met"]
        for group in json.loads(ran.out)["groups"]
        for one in group["competencies"]
    }
    assert [cells[team, "a"] for team in "xyz"] == [3, 3, 2]
    assert cells["z", "b"] is None
    assert [cells[team, "b"] for team in "xy"].count(None) == 1  # else that of z could be found
    assert competentie(*arguments, "-o", "out.xlsx", cwd=tmp_path).code == 0
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    texts = [cell for row in values(book.worksheets[0]) for cell in row]
    assert texts.count("·") == 2
    assert "·: withheld, since it would tell something of a few people" in texts
