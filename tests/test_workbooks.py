"""Tables the way people make them: each is scored right with at most one option, or refused in one sentence."""

import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from support import Program


def csv(*lines: str) -> bytes:
    return "\n".join(lines).encode() + b"\n"


def sheet(book: xlsxwriter.Workbook, rows: Sequence[Sequence[Any]], name: str | None = None) -> Any:
    made = book.add_worksheet(name)
    for number, row in enumerate(rows):
        made.write_row(number, 0, row)
    return made


def workbook(*rows: Sequence[Any], merged: tuple[str, str] | None = None, before: str = "") -> bytes:
    """Return a workbook with these rows, and before them a chart sheet or a hidden one with a header too."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        if before == "chart":
            book.add_chartsheet("Chart").set_chart(_chart(book))
        if before == "hidden":
            sheet(book, [["person", "listening"], ["Z", 1]], "Lists").hide()
        if before == "notes":
            sheet(book, [["How to fill in"], ["Write a level"]], "Notes")
        made = sheet(book, rows, "People")
        made.activate()
        made.set_first_sheet()
        if merged:
            made.merge_range(merged[0], merged[1])
    return target.getvalue()


def _chart(book: xlsxwriter.Workbook) -> Any:
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=People!$B$2:$B$3"})
    return chart


def reached(
    competentie: Program, project: Path, content: bytes, *options: str
) -> tuple[dict[tuple[str, str], str], str]:
    """Score a table; return per person and competency what was reached (at most), and what was said."""
    (project / "t").write_bytes(content)
    ran = competentie("score", "t", "--profile", "adviser", *options, cwd=project)
    assert ran.code == 0, ran.err
    header, *lines = (line.split(",") for line in ran.out.splitlines())
    rows = (dict(zip(header, line, strict=False)) for line in lines)
    return {(one["person"], one["competency"]): f"{one['reached']}-{one['reached_max']}" for one in rows}, ran.err


PLAIN = {("A", "listening"): "2-2", ("A", "advising"): "1-1"}
HEADER, A = ["person", "listening", "advising"], ["A", 2, 1]


def _by_place(value: object) -> str | None:
    """Name a case by what can be read of it: bytes are left to its place."""
    return "table" if isinstance(value, bytes) else None


@pytest.mark.parametrize(
    ("content", "options", "says"),
    [
        (csv("Naam,Afdeling,listening,advising,Opmerkingen", "A,X,2,1,ok"), (), "2 columns passed over: Afdeling"),
        (csv("person;listening;advising;;", "A;2;1;;"), (), ""),
        (csv("Naam,Listening (0-3),Advising [0-3]", "A,2,1"), (), ""),
        (csv("Overview of 2026,,", ",,", "Naam,listening,advising", "A,2,1"), (), ""),
        (csv("Overview;;", "Naam;listening;advising", "A;2;1"), (), ""),
        (csv("x,y,z", "person,listening,advising", "naam,Listening,Advising", "A,2,1"), ("--header-row", "3"), ""),
        (csv("person,listening,Listening", "Naam,listening,advising", "A,2,1"), ("--skip-rows", "1"), ""),
        (csv("Rater,Who,listening,advising", "B,A,2,1"), ("--person-column", "who"), ""),
        (csv("Personeelsnummer,Naam,listening,advising", "7,A,2,1"), (), ""),
        (csv("Personeelsnummer,listening,advising", "A,2,1"), (), ""),
        (csv("Rijlabels,listening,advising,Eindtotaal", "A,2,1,3"), (), "1 column passed over: Eindtotaal"),
        (workbook(HEADER, A), (), ""),
        (workbook(["Overview"], [], HEADER, A), (), ""),
        (workbook(HEADER, A, before="chart"), (), ""),
        (workbook(HEADER, A, before="hidden"), (), ""),
        (workbook(HEADER, A, before="notes"), (), "sheet `People` was read"),
        (workbook(["person", "", "listening", "advising"], ["A", "", 2, 1]), (), ""),
    ],
    ids=_by_place,  # workbooks hold the time at which they were made
)
def test_a_table_as_people_make_it_is_read(
    content: bytes, options: Sequence[str], says: str, project: Path, competentie: Program
) -> None:
    found, said = reached(competentie, project, content, *options)
    assert found == PLAIN
    assert says in said
    assert says or "passed over" not in said


def test_merged_cells_of_a_person_are_filled(project: Path, competentie: Program) -> None:
    rows: list[list[Any]] = [
        ["person", "item", "rating"],
        ["A", "listening", 2],
        ["", "advising", 1],
        ["B", "listening", 1],
    ]
    found, _ = reached(competentie, project, workbook(*rows, merged=("A2:A3", "A")))
    assert found[("A", "advising")] == "1-1"


@pytest.mark.parametrize(
    ("header", "says"),
    [
        ("person,listening,advisng", "did you mean `advising`?"),
        ("person,listening,advising.4.1", "column 3, `advising.4.1`, is not known"),
        ("person,listening,patience.1.1", "column 3, `patience.1.1`, is not known"),
        ("person,Offers help (advising.2.2),listening", "is not known"),
        ("person,listening,Score advising", "did you mean `advising`?"),
        ("person,listening,Advising 2026", "did you mean `advising`?"),
        ("person,listening,Remarks on advising", ""),
        ("person,listening,2. Advising", ""),
        ("person,listening,Advising:", ""),
        ("person,listening,Weighs optionss of all kinds", ""),
    ],
    ids=_by_place,
)
def test_a_near_miss_is_an_error(header: str, says: str, project: Path, competentie: Program) -> None:
    (project / "t.csv").write_text(f"{header}\nA,1,1\n", encoding="utf-8")
    ran = competentie("score", "t.csv", "--profile", "adviser", cwd=project)
    assert ran.code == (1 if says else 0), ran.err
    assert says in ran.err


@pytest.mark.parametrize(
    "content",
    [
        csv("person,listening,advising", "A,2,1", 'Totaal,"2,0",1'),
        csv("person,listening,advising", "A,2,1", "", "Gemiddelde,2,1"),
        csv("person,listening,advising", "A,2,1", "Totaal Zorg:,2,1"),
        csv("person,team,listening,advising", "A,X,2,1", ",Average,1.8,1"),
        csv("person,item,rating", "A,listening,2", "A,advising,1", "Total,,3"),
        csv("person,item,rating", "A,listening,2", "A,advising,1", "Total,listening,2"),
        workbook(HEADER, A, [], ["Average", 1.8, 1]),
    ],
    ids=_by_place,
)
def test_a_row_of_totals_is_nobody(content: bytes, project: Path, competentie: Program) -> None:
    found, said = reached(competentie, project, content)
    assert found == PLAIN
    assert "1 row with totals passed over: " in said


def test_a_person_is_not_taken_for_a_total(project: Path, competentie: Program) -> None:
    found, _ = reached(competentie, project, csv("person,listening,advising", "Total,2,1", "A,2,1"))
    assert {person for person, _ in found} == {"Total", "A"}


def test_a_rating_of_nobody_spoils_the_person_above(project: Path, competentie: Program) -> None:
    rows = csv("person,item,rating", "A,listening,2", ",advising,1", "B,listening,1")
    (project / "t.csv").write_bytes(rows)
    ran = competentie("score", "t.csv", "--profile", "adviser", "--rejects", "wrong.csv", cwd=project)
    assert "A," not in ran.out
    assert "B," in ran.out
    rejected = (project / "wrong.csv").read_text("utf-8").splitlines()
    assert [line.rpartition(",")[0] for line in rejected[1:]] == ["A,listening,2", ",advising,1"]


def test_strict_columns_are_all_known(project: Path, competentie: Program) -> None:
    (project / "t.csv").write_text("person,listening,team\nA,1,X\n", encoding="utf-8")
    assert competentie("match", "t.csv", cwd=project).code == 0
    ran = competentie("match", "t.csv", "--strict-columns", cwd=project)
    assert (ran.code, "column 3, `team`, is not known" in ran.err) == (1, True)


@pytest.mark.parametrize(
    "header",
    [
        "Weighs options",
        " weighs  options. ",
        "advising.2.1: Weighs options",
        "Weighs options (advising.2.1)",
        "What did you see? [Weighs options]",
        "advising[L2B1]",
        "3. Weighs options",
    ],
    ids=_by_place,
)
def test_a_header_is_the_text_of_a_behaviour(header: str, project: Path, competentie: Program) -> None:
    others = "advising.1.1;advising.2.2;listening"
    found, _ = reached(competentie, project, csv(f"person;{header};{others}", "A;ja;1;1;2"))
    assert found["A", "advising"] == "2-3"


@pytest.mark.parametrize("cut", [99, 100, 255])
def test_a_header_may_be_cut(cut: int, project: Path, competentie: Program) -> None:
    long = "Weighs options " + "and others " * 30
    catalogue = project / "catalog.yaml"
    catalogue.write_text(catalogue.read_text("utf-8").replace("Weighs options", long), "utf-8")
    content = csv(f"person;{long[:cut]};advising.1.1;advising.2.2;listening", "A;ja;1;1;2")
    assert reached(competentie, project, content)[0]["A", "advising"] == "2-3"


def test_a_header_that_fits_two_behaviours_names_both(project: Path, competentie: Program) -> None:
    catalogue = project / "catalog.yaml"
    catalogue.write_text(catalogue.read_text("utf-8").replace("Names risks", "Weighs options"), "utf-8")
    (project / "t.csv").write_text("person,weighs options.\nA,1\n", encoding="utf-8")
    ran = competentie("score", "t.csv", "--profile", "adviser", cwd=project)
    assert ran.code == 1
    assert "fits more than one behaviour; use one of their codes: advising.2.1, advising.2.2" in ran.err


INTERVIEW = """\
competentie: 1
person: {person}
profile: adviser
rater: {{name: R, relation: {relation}}}
date: 2026-11-03
ratings:
  listening: 2
  advising: {{1.1: shown, 2.1: shown, 2.2: not_shown}}
"""


def test_interviews_and_tables_make_one_picture(project: Path, competentie: Program) -> None:
    folder = project / "ratings"
    folder.mkdir()
    for person, relation in (("A", "manager"), ("B", "self"), ("C", "peer")):
        (folder / f"{person}.yaml").write_text(INTERVIEW.format(person=person, relation=relation), encoding="utf-8")
    (folder / "more.csv").write_text("person,relation,listening,advising\nD,self,2,1\n", encoding="utf-8")
    ran = competentie("score", "ratings", "--profile", "adviser", cwd=project)
    assert ran.code == 0, ran.err
    people = [line.split(",")[0] for line in ran.out.splitlines()[1:]]
    assert people == ["A", "A", "B", "B", "D", "D"]  # what one of several peers says is for `compare`
    assert "raters in a group are passed over" in ran.err
    matched = competentie("match", "ratings/A.yaml", "--format", "csv", cwd=project)
    named = competentie("match", "a", "--format", "csv", cwd=project)
    assert (named.code, named.out) == (0, matched.out), named.err
    nobody = competentie("match", "Q", cwd=project)
    assert (nobody.code, "there are no ratings of `Q`" in nobody.err) == (2, True), nobody.err
    assert (matched.code, "A,adviser,adviser,R,manager,2026-11-03,1," in matched.out) == (0, True), matched.err


def test_several_raters_of_one_relation_stand_beside_each_other(project: Path, competentie: Program) -> None:
    (project / "ratings").mkdir()
    for rater in ("R", "S"):
        text = INTERVIEW.format(person="A", relation="manager").replace("name: R", f"name: {rater}")
        (project / "ratings" / f"{rater}.yaml").write_text(text, encoding="utf-8")
    ran = competentie("score", "ratings", "--profile", "adviser", "--layout", "wide", cwd=project)
    assert [line.split(",")[:4] for line in ran.out.splitlines()[1:]] == [
        ["A", "adviser", "R", "manager"],
        ["A", "adviser", "S", "manager"],
    ]
    assert "1 person read, 2 ratings: 2 scored" in ran.err


def test_a_ratings_file_with_errors_is_said_as_it_is_elsewhere(project: Path, competentie: Program) -> None:
    (project / "a.yaml").write_text("competentie: 1\nprofile: adviser\nratings: {lisening: 2}\n", encoding="utf-8")
    ran = competentie("score", "a.yaml", "--profile", "adviser", cwd=project)
    assert (ran.code, ran.out) == (1, "")
    assert "did you mean `listening`?" in ran.err


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("naam,listening,Opmerking listening,advising,advising (bewijs)", ("listening note", "advising evidence")),
        (
            "naam,listening,Toelichting bij listening,advising,evidence: advising",
            ("listening note", "advising evidence"),
        ),
        ("naam,listening,Opmerking,advising,Opmerking2", ("listening note", "advising note")),
        ("naam,listening,listening notes,advising,Opmerkingen", ("listening note",)),
        ("naam,listening,Mening,advising,Opmerking", ()),
    ],
)
def test_notes_in_columns_stay_beside_what_they_are_about(
    header: str, said: tuple[str, ...], project: Path, competentie: Program
) -> None:
    (project / "t.csv").write_bytes(csv(header, "A,2,=1+1,1,LMS", "B,2,,1,"))
    ran = competentie("score", "t.csv", "--profile", "adviser", "--format", "json", cwd=project)
    first, second = (one.get("remarks", {}) for one in json.loads(ran.out)["results"])
    assert tuple(f"{code} {name}" for code, remark in first.items() for name in remark) == said, ran.err
    assert first.get("listening", {}).get("note", "=1+1") == "=1+1"
    assert second == {}
    assert ("notes and evidence come from: " in ran.err) == bool(said)


def test_notes_of_interviews_come_along(project: Path, competentie: Program) -> None:
    (project / "ratings").mkdir(mode=0o700)
    text = "competentie: 1\nprofile: adviser\nperson: A\nratings: {listening: {1.1: {note: Not yet, evidence: E}}}\n"
    (project / "ratings" / "a.yaml").write_text(text)
    ran = competentie("score", "ratings", "--profile", "adviser", "--format", "json", cwd=project)
    assert json.loads(ran.out)["results"][0]["remarks"] == {"listening.1.1": {"note": "Not yet", "evidence": "E"}}


def test_a_note_beside_a_level_is_kept_in_a_ratings_file(project: Path, competentie: Program) -> None:
    (project / "t.csv").write_bytes(csv("naam,listening,Opmerking listening,advising", "A,2,fine,1"))
    ran = competentie("assess", "adviser", "--scores", "t.csv", "--person", "A", "-o", "a.yaml", cwd=project)
    assert "  listening:\n    rating: 2\n    note: fine\n" in (project / "a.yaml").read_text(encoding="utf-8")
    assert "Note: fine" in ran.out
