"""What columns mean: those that come back, those that make up a name or tell people apart, and a mapping of them."""

import json
from pathlib import Path

import pytest
from support import Program

TABLE = """\
Personeelsnummer;Voornaam;Tussenvoegsel;Achternaam;Team;Afdeling;listening;advising;Opmerkingen
7;Anna;de;Vries;Blue;Care;2;1;=1+1
8;Anna;de;Vries;Red;Care;1;1;
9;Piet;;Jansen;Red;IT;2;2;ok
"""
NAMES = ["Anna de Vries", "Anna de Vries", "Piet Jansen"]


@pytest.fixture
def table(project: Path) -> Path:
    path = project / "t.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("options", "header", "last"),
    [
        ((), "person,profile,Personeelsnummer,", "Piet Jansen,adviser,9,"),
        (("--keep", "team"), "person,profile,Personeelsnummer,Team,", "Piet Jansen,adviser,9,Red,"),
        (("--keep", "Opmerkingen"), "person,profile,Personeelsnummer,Opmerkingen,", "Piet Jansen,adviser,9,ok,"),
        (("--by", "department"), "person,profile,Personeelsnummer,department,", "Piet Jansen,adviser,9,IT,"),
        (("--by", "team", "--keep", "all"), "person,profile,Personeelsnummer,Team,Afdeling,Opmerkingen,", "Red,IT,ok,"),
        (
            ("--layout", "wide", "--keep", "team"),
            "person,profile,Personeelsnummer,Team,listening.reached,",
            "Red,2,2,0",
        ),
    ],
)
def test_columns_come_back(
    options: tuple[str, ...], header: str, last: str, table: Path, project: Path, competentie: Program
) -> None:
    header = header.replace("department", "Afdeling")  # it is called as the table calls it
    ran = competentie("score", table, "--profile", "adviser", *options, cwd=project)
    first, *lines = ran.out.splitlines()
    assert first.startswith(header)
    assert last in lines[-1]
    assert [line.split(",")[0] for line in lines[:: len(lines) // 3]] == NAMES
    matched = competentie("match", table, "--format", "csv", *(one for one in options if one in {"--keep", "all"}))
    assert ("Afdeling" in matched.out) == ("all" in options)


def test_kept_columns_are_in_every_form(table: Path, project: Path, competentie: Program) -> None:
    ran = competentie("score", table, "--profile", "adviser", "--format", "json", "--keep", "team", cwd=project)
    kept = [one["columns"] for one in json.loads(ran.out)["results"]]
    assert kept[0] == {"Personeelsnummer": "7", "Team": "Blue"}
    ran = competentie("match", table, "--format", "json", "--keep", "team", cwd=project)
    assert json.loads(ran.out)["matches"][2]["Team"] == "Red"


def test_groups_by_several_columns(table: Path, project: Path, competentie: Program) -> None:
    by = ("--by", "team", "--by", "afdeling", "--smallest-group", "1", "--format", "json")
    ran = competentie("score", table, "--profile", "adviser", *by, cwd=project)
    assert [(one["name"], one["people"]) for one in json.loads(ran.out)["groups"]] == [
        ("Blue / Care", 1),
        ("Red / Care", 1),
        ("Red / IT", 1),
    ]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--keep", "listening"), "column `listening` holds ratings, and what they come to is in the results anyway"),
        (("--keep", "tem"), "there is no column `tem` to keep; the columns are: Personeelsnummer, Voornaam"),
        (("--strict-columns",), "column 9, `Opmerkingen`, is not known"),
        (("--strict-columns", "--keep", "opmerkingen", "--by", "team"), ""),
    ],
)
def test_columns_that_are_asked_for(
    options: tuple[str, ...], says: str, table: Path, project: Path, competentie: Program
) -> None:
    ran = competentie("score", table, "--profile", "adviser", *options, cwd=project)
    assert ran.code == (1 if says else 0), ran.err
    assert says in ran.err


@pytest.mark.parametrize(
    ("header", "rows", "people"),
    [
        ("naam,personeelsnummer,listening", ["A,1,2", "a,2,2", "A,1,1"], 2),  # the third is the first once more
        ("naam,id,listening", ["A,1,2", "A,2,2"], 2),
        ("naam,Begintijd,id,listening", ["A,9:00,1,2", "A,10:00,2,2"], 1),  # the number of an answer to a form
        ("naam,number,item,rating", ["A,1,listening,2", "A,1,advising,1", "A,2,listening,1"], 2),
        ("naam,id,item,rating", ["A,1,listening,2", "A,2,advising,1"], 1),  # the number of a row
    ],
)
def test_a_number_tells_two_of_one_name_apart(
    header: str, rows: list[str], people: int, project: Path, competentie: Program
) -> None:
    (project / "t.csv").write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    ran = competentie("score", "t.csv", "--profile", "adviser", "--rejects", "wrong.csv", cwd=project)
    assert f"{people} {'people' if people > 1 else 'person'} read" in ran.err


def test_a_wrong_row_rejects_the_one_with_its_number(project: Path, competentie: Program) -> None:
    rows = ["A,1,listening,2", "A,2,listening,9", "A,1,advising,1"]
    (project / "t.csv").write_text("\n".join(["naam,number,item,rating", *rows, ""]), encoding="utf-8")
    ran = competentie("score", "t.csv", "--profile", "adviser", "--rejects", "wrong.csv", cwd=project)
    assert [line.split(",")[2] for line in ran.out.splitlines()[1:]] == ["1", "1"]
    assert "A,2,listening,9" in (project / "wrong.csv").read_text("utf-8")
    ran = competentie("assess", "adviser", "--scores", "t.csv", "--person", "1", cwd=project)
    assert ran.code == 0, ran.err


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("First name,Last name", "Anna Vries"),
        ("Achternaam,Voornaam", "Vries Anna"),  # the values below are in the order of the columns
        ("Nachname,Abteilung", "Anna"),
    ],
)
def test_a_name_may_stand_in_several_columns(header: str, name: str, project: Path, competentie: Program) -> None:
    (project / "t.csv").write_text(f"{header},listening\nAnna, Vries ,2\n", encoding="utf-8")
    ran = competentie("score", "t.csv", "--profile", "adviser", cwd=project)
    assert ran.out.splitlines()[1].startswith(f"{name},")


def test_a_mapping_is_written_and_read(project: Path, competentie: Program) -> None:
    score = ("score", "t.csv", "--profile", "adviser", "--columns", "columns.yaml")
    (project / "t.csv").write_text("Naam,Weighs options,Listening,Team\nA,ja,2,X\n", encoding="utf-8")
    ran = competentie(*score, cwd=project)
    assert "what the columns mean is in columns.yaml" in ran.err
    written = (project / "columns.yaml").read_text("utf-8")
    assert (
        written
        == "columns:\n  Naam: person\n  Weighs options: advising.2.1\n  Listening: listening\n  Team: passed over\n"
    )
    assert competentie(*score, cwd=project).out == ran.out
    (project / "columns.yaml").unlink()
    (project / "t.csv").write_text("Naam,Listening,Toelichting listening\nA,2,seen\n", encoding="utf-8")
    assert "notes and evidence come from" in competentie(*score, cwd=project).err
    assert (project / "columns.yaml").read_text("utf-8").endswith("  Toelichting listening: note listening\n")
    assert "notes and evidence come from" in competentie(*score, cwd=project).err
    (project / "columns.yaml").write_text(
        "columns: {Wie: person, Adviseren: advising, Lisening: passed over}\n", "utf-8"
    )
    (project / "t.csv").write_text("Wie,Naam,Adviseren,Lisening\nB,A,1,?\n", encoding="utf-8")
    ran = competentie(*score, cwd=project)
    assert (ran.code, ran.out.splitlines()[1].split(",")[:4]) == (0, ["B", "adviser", "listening", "2"]), ran.err


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("columns:\n  Naam: persn\n", "columns.yaml:2: `persn` is nothing that a column can mean"),
        ("columns:\n  Naam: advising.9.9\n", "columns.yaml:2: `advising.9.9` is nothing that a column can mean"),
        ("- Naam\n", "columns.yaml says of no column what it means"),
        ("columns:\n\tNaam: person\n", "Y020"),
    ],
)
def test_a_mapping_that_is_wrong(content: str, says: str, project: Path, competentie: Program) -> None:
    (project / "columns.yaml").write_text(content, encoding="utf-8")
    (project / "t.csv").write_text("Naam,listening\nA,2\n", encoding="utf-8")
    ran = competentie("score", "t.csv", "--profile", "adviser", "--columns", "columns.yaml", cwd=project)
    assert (ran.code, ran.out) == (1 if says == "Y020" else 2, "")
    assert says in ran.err


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (
            ["A,goed,1", "B,goed,1", "C,1,goed"],
            "`goed` is not a rating of `listening` (3 times in 2 columns, first in row 2",
        ),
        (
            ["A,2,1", "B,75%,1", "C,80%,60%"],
            "`75%` is not a rating of `listening`, and likewise `80%`, `60%` (3 times in 2",
        ),
        (["A,8,1", "B,1,9"], "row 3, column `advising`, person `B`: `9` is not a rating"),
        (["A,2,1", ",2,1", ",1,1"], "no person is named (2 times, first in row 3)"),
    ],
)
def test_a_wrong_word_that_repeats_is_said_once(
    rows: list[str], says: str, project: Path, competentie: Program
) -> None:
    (project / "t.csv").write_text("\n".join(["person,listening,advising", *rows, ""]), encoding="utf-8")
    ran = competentie("score", "t.csv", "--profile", "adviser", cwd=project)
    assert ran.code == 1
    assert says in ran.err
    assert ran.err.count("error[") == (2 if "8" in rows[0] else 1)
