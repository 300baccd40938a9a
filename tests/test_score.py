"""`score`: a whole table, all or nothing, or the good rows with the rejects apart."""

import csv
import io
import json
import stat
from pathlib import Path

import pytest
from support import ROOT, Program, process

TABLE = "person,listening,advising\nA,2,2\nB,3,1\nC,,0\n"


@pytest.fixture
def table(project: Path) -> Path:
    path = project / "all.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def rows(text: str, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(text), delimiter=delimiter))


def test_long(project: Path, table: Path, competentie: Program) -> None:
    ran = competentie("score", table, "--profile", "adviser", cwd=project)
    assert ran.code == 0
    assert rows(ran.out) == [
        [
            "person",
            "profile",
            "competency",
            "norm",
            "reached",
            "reached_max",
            "gap",
            "gap_max",
            "status",
            "broken",
            "blocking",
            "next",
        ],
        ["A", "adviser", "listening", "2", "2", "2", "0", "0", "meets", "false", "", ""],
        ["A", "adviser", "advising", "2", "2", "2", "0", "0", "meets", "false", "", "advising.3.1"],
        ["B", "adviser", "listening", "2", "2", "2", "0", "0", "meets", "false", "", ""],
        ["B", "adviser", "advising", "2", "1", "1", "-1", "-1", "short", "false", "advising.2.1 advising.2.2", ""],
        ["C", "adviser", "listening", "2", "", "", "", "", "open", "false", "listening.1.1 listening.1.2", ""],
        ["C", "adviser", "advising", "2", "0", "0", "-2", "-2", "short", "false", "advising.1.1", ""],
    ]
    summary, *_, rests_on = ran.err.splitlines()
    assert summary == "3 people read: 3 scored, 0 rejected"
    assert rests_on.startswith("Rests on: handbook 1 ")


def test_wide(project: Path, table: Path, competentie: Program) -> None:
    ran = competentie("score", table, "--profile", "adviser", "--layout", "wide", cwd=project)
    facts = ("reached", "reached_max", "gap", "gap_max", "status")
    assert rows(ran.out) == [
        ["person", "profile", *(f"{one}.{fact}" for one in ("listening", "advising") for fact in facts)],
        ["A", "adviser", "2", "2", "0", "0", "meets", "2", "2", "0", "0", "meets"],
        ["B", "adviser", "2", "2", "0", "0", "meets", "1", "1", "-1", "-1", "short"],
        ["C", "adviser", "", "", "", "", "open", "0", "0", "-2", "-2", "short"],
    ]


def test_json_is_one_versioned_object(project: Path, table: Path, competentie: Program) -> None:
    ran = competentie("score", table, "--profile", "adviser", "--format", "json", cwd=project)
    data = json.loads(ran.out)
    assert data["version"] == 1
    assert [one["person"] for one in data["results"]] == ["A", "B", "C"]
    assert set(data["results"][0]) == {
        "person",
        "profile",
        "catalogue",
        "competencies",
        "implied",
        "contradictions",
    }


def test_the_profile_may_differ_per_row(project: Path, competentie: Program) -> None:
    (project / "profiles" / "listener.yaml").write_text(
        "competentie: 1\nrole: Listener\nversion: '1'\ngeneric: {listening: {norm: 1}}\n", encoding="utf-8"
    )
    (project / "mixed.csv").write_text(
        "naam;profiel;beoordelaar;datum;listening\nA;adviser;R;2026-01-01;2\nA;listener;R;2026-01-01;2\n",
        encoding="utf-8",
    )
    ran = competentie("score", "mixed.csv", cwd=project)
    assert [row[:2] + row[4:6] for row in rows(ran.out)[1:]] == [
        ["A", "adviser", "listening", "2"],
        ["A", "adviser", "advising", "2"],
        ["A", "listener", "listening", "1"],
    ]
    assert rows(ran.out)[0][2:4] == ["rater", "date"]
    wide = rows(competentie("score", "mixed.csv", "--layout", "wide").out)
    assert wide[2][-5:] == [""] * 5
    assert "listener" in competentie("score", "mixed.csv", "--format", "table").out
    every = competentie("score", "mixed.csv", "--profile", "listener")
    assert {row[1] for row in rows(every.out)[1:]} == {"listener"}
    assert "the column with profiles is not used" in every.err


def test_one_wrong_cell_and_nothing_is_written(project: Path, table: Path, competentie: Program) -> None:
    table.write_text(TABLE + "D,4,1\n", encoding="utf-8")
    ran = competentie("score", table, "--profile", "adviser", "-o", "out.csv", cwd=project)
    assert (ran.code, ran.out) == (1, "")
    assert "row 5, column `listening`, person `D`: `4` is not a rating of `listening`" in ran.err
    assert not (project / "out.csv").exists()


@pytest.mark.parametrize(
    ("text", "scored", "rejected"),
    [
        ("person,listening\nA,1\nB,9\nC,2\n", ["A", "C"], [["B", "9"]]),
        ("person,listening\nA,1\nB\nA,2\n", ["A"], [["B"], ["A", "2"]]),
        (
            "person,item,rating\nA,listening,1\nB,listening,9\nB,advising,1\nA,advising,2\n",
            ["A"],
            [["B", "listening", "9"], ["B", "advising", "1"]],
        ),
        ("person,item,rating\nA,listening,1\nA,oops,1\n", [], [["A", "listening", "1"], ["A", "oops", "1"]]),
        ("person,item,rating\nA,listening,1\nB,listening\n", ["A"], [["B", "listening"]]),
        (
            "person,item,rating,profile\nA,listening,1,adviser\nA,advising\nB,listening,1,adviser\n",
            ["B"],
            [["A", "listening", "1", "adviser"], ["A", "advising"]],
        ),
        (
            "person,item,rating,relation\nA,listening,1,self\nA,listening,2,manager\n",
            ["A"],
            [["A", "listening", "2", "manager"]],
        ),
    ],
)
def test_rejects_get_the_wrong_rows_unchanged_with_the_reason(
    text: str, scored: list[str], rejected: list[list[str]], project: Path, competentie: Program
) -> None:
    (project / "all.csv").write_text(text, encoding="utf-8")
    arguments = ("score", "all.csv", "--profile", "adviser", "--layout", "wide", "--rejects", "bad.csv")
    ran = competentie(*arguments, lang="nl", cwd=project)
    assert ran.code == 1
    assert [row[0] for row in rows(ran.out)[1:]] == scored
    bad = rows((project / "bad.csv").read_text(encoding="utf-8"))
    assert bad[0][-1] == "reason"
    assert [row[:-1] for row in bad[1:]] == rejected
    assert all(row[-1] for row in bad[1:])
    assert stat.S_IMODE((project / "bad.csv").stat().st_mode) == 0o600


def test_mended_rejects_can_be_fed_back(project: Path, table: Path, competentie: Program) -> None:
    table.write_text("person,listening\nA,9\n", encoding="utf-8")
    competentie("score", table, "--profile", "adviser", "--rejects", "bad.csv", cwd=project)
    mended = (project / "bad.csv").read_text(encoding="utf-8").replace("A,9", "A,2")
    (project / "mended.csv").write_text(mended, encoding="utf-8")
    assert competentie("score", "mended.csv", "--profile", "adviser", "--rejects", "bad.csv").code == 0
    assert (project / "bad.csv").read_text(encoding="utf-8") == "person,listening,reason\n"


@pytest.mark.parametrize(
    "options",
    [("-o", "all.csv"), ("--rejects", "all.csv"), ("-o", "x.csv", "--rejects", "./x.csv"), ("-o", "link.csv")],
)
def test_the_table_is_never_written_over(
    options: tuple[str, ...], project: Path, table: Path, competentie: Program
) -> None:
    (project / "link.csv").symlink_to(table)
    ran = competentie("score", "all.csv", "--profile", "adviser", *options, cwd=project)
    assert ran.code == 2
    assert table.read_text(encoding="utf-8") == TABLE


def test_what_is_against_the_order_is_said(project: Path, table: Path, competentie: Program) -> None:
    table.write_text("person,listening.1.1,listening.2.1,advising\nA,0,1,1\nB,0,0,1\n", encoding="utf-8")
    ran = competentie("score", table, "--profile", "adviser", cwd=project)
    assert "1 person misses a level below one that is attained" in ran.err
    assert "2 people were rated lower than a heavier competency presupposes" in ran.err


def test_a_profile_in_a_table_is_an_id_and_never_a_path(project: Path, table: Path, competentie: Program) -> None:
    table.write_text("person,profile,listening\nA,catalog.yaml,1\nB,./profiles/adviser.yaml,1\n", encoding="utf-8")
    ran = competentie("score", table, cwd=project)
    assert ran.code == 1
    assert ran.err.count("T009") == 2


def test_many_wrong_rows_are_capped_on_the_terminal(project: Path, table: Path, competentie: Program) -> None:
    table.write_text("person,listening\n" + "".join(f"P{n},{'x' * (n + 1)}\n" for n in range(100)), encoding="utf-8")
    ran = competentie("score", table, "--profile", "adviser", cwd=project)
    assert ran.err.count("T006") == 20
    assert "… and 80 more" in ran.err


def test_excel(project: Path, table: Path, competentie: Program) -> None:
    table.write_text('person,listening\n=1+1,1\n"a;b",-0\n', encoding="utf-8")
    competentie("score", table, "--profile", "adviser", "--excel", "-o", "out.csv", "--rejects", "bad.csv", cwd=project)
    content = (project / "out.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbfPerson;Role;")
    assert b"\r\n'=1+1;Adviser;Listening;2;1;1;-1;-1;short;" in content


def test_results_are_private_and_replace_the_old_file_whole(project: Path, table: Path, competentie: Program) -> None:
    out = project / "out.csv"
    out.write_text("old", encoding="utf-8")
    assert competentie("score", table, "--profile", "adviser", "-o", out, cwd=project).code == 0
    assert out.read_text(encoding="utf-8").startswith("person,")
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert sorted(path.name for path in project.iterdir()) == ["all.csv", "catalog.yaml", "out.csv", "profiles"]


def test_a_table_of_people_for_the_terminal(project: Path, table: Path, competentie: Program) -> None:
    ran = competentie("score", table, "--profile", "adviser", "--format", "table", cwd=project)
    assert [line.split() for line in ran.out.splitlines()][:-1] == [
        ["Person", "Met", "Open", "Short"],
        ["A", "2/2", "0"],
        ["B", "1/2", "0", "Advising", "-1"],
        ["C", "0/2", "1", "Advising", "-2"],
        [],
    ]
    assert ran.out.splitlines()[-1].startswith("Rests on: ")


def test_the_table_of_people_goes_to_a_file_when_one_is_named(project: Path, table: Path, competentie: Program) -> None:
    ran = competentie("score", table, "--profile", "adviser", "--format", "table", "-o", "out.txt", cwd=project)
    assert (ran.code, ran.out) == (0, "")
    assert (project / "out.txt").read_text(encoding="utf-8").startswith("Person")


def test_standard_input(project: Path) -> None:
    ran = process("score", "-", "--profile", "adviser", stdin=TABLE.encode(), cwd=project)
    assert ran.returncode == 0
    assert ran.stdout.decode().startswith("person,profile,competency")


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["all.csv"], 2, "no profile is named"),
        (["nothing.csv", "--profile", "adviser"], 2, "nothing.csv could not be opened: there is no such file"),
        (["profiles", "--profile", "adviser"], 1, "this is a profile, and holds no ratings"),
        (["all.csv", "--profile", "adviser", "--encoding", "utf-99"], 2, "there is no encoding `utf-99`"),
        (["all.csv", "--profile", "adviser", "--delimiter", "; "], 2, "a delimiter is one character"),
        (["all.csv", "--profile", "adviser", "--layout", "tall"], 2, "choose one of: long, wide"),
        (["all.csv", "--profile", "adviser", "--format", "json", "--excel"], 2, "goes with `--format csv` only"),
        (["all.csv", "--profile", "adviser", "--format", "table", "--layout", "wide"], 2, "csv, parquet, xlsx"),
        (["empty.csv", "--profile", "adviser"], 1, "this file is empty"),
        (["rows.csv"], 1, "there is no (sound) profile `advisor`"),
        (["rows.csv"], 1, "did you mean `adviser`?"),
        (["cp1252.csv", "--profile", "adviser"], 1, "`--encoding cp1252`"),
        (["utf16.csv", "--profile", "adviser"], 1, "`--encoding utf-16`"),
        (["all.csv", "--profile", "adviser", "--encoding", "utf-16"], 1, "this line is not in UTF-16"),
        (["blank.csv"], 1, "no profile is named"),
    ],
)
def test_what_goes_wrong_is_said(
    arguments: list[str], code: int, says: str, project: Path, table: Path, competentie: Program
) -> None:
    (project / "empty.csv").write_text("", encoding="utf-8")
    (project / "rows.csv").write_text("person,profile,listening\nA,advisor,1\n", encoding="utf-8")
    (project / "blank.csv").write_text("person,profile,listening\nA,,1\n", encoding="utf-8")
    (project / "utf16.csv").write_bytes("person,listening\nA,1\n".encode("utf-16"))
    (project / "cp1252.csv").write_bytes("person,listening\nAndré,1\n".encode("cp1252"))
    ran = competentie("score", *arguments, cwd=project)
    assert (ran.code, table.exists()) == (code, True)
    assert says in ran.err
    assert ran.out == ""


@pytest.mark.parametrize("layout", ["wide", "long"])
@pytest.mark.parametrize("by", ["level", "behaviour"])
def test_a_filled_template_scores(layout: str, by: str, tmp_path: Path, competentie: Program) -> None:
    people = ("--person", "A B", "--person", "=C")
    made = competentie("template", "opleidingscoordinator", "--layout", layout, "--by", by, *people, cwd=ROOT)
    filled = [
        [*row[:2], *("1" if cell == "" else cell for cell in row[2:])] if number else row
        for number, row in enumerate(rows(made.out))
    ]
    target = io.StringIO()
    csv.writer(target).writerows(filled)
    (tmp_path / "filled.csv").write_text(target.getvalue(), encoding="utf-8")
    ran = competentie("score", tmp_path / "filled.csv", "--layout", "wide")
    assert ran.code == 0, ran.err
    scored = rows(ran.out)
    assert [row[0] for row in scored[1:]] == ["A B", "'=C"]
    statuses = scored[1][6::5]
    assert set(statuses) == ({"meets"} if by == "behaviour" else {"meets", "short"})


def test_a_template_never_replaces_a_table_that_may_be_filled_in(
    project: Path, table: Path, competentie: Program
) -> None:
    ran = competentie("template", "adviser", "-o", table, cwd=project)
    assert ran.code == 2
    assert table.read_text(encoding="utf-8") == TABLE


def test_an_unfilled_template_has_no_people(tmp_path: Path, competentie: Program) -> None:
    for layout in ("wide", "long"):
        competentie("template", "opleidingscoordinator", "--layout", layout, "-o", tmp_path / layout, cwd=ROOT)
        ran = competentie("score", tmp_path / layout)
        assert ran.code == 0
        assert ran.err.startswith("0 people read: 0 scored, 0 rejected\n")


def test_wrong_cells_of_a_row_are_told_in_the_order_of_the_columns(project: Path, competentie: Program) -> None:
    (project / "two.csv").write_text("person,listening,advising\nA,8,9\n", encoding="utf-8")  # advising is scored first
    ran = competentie("score", "two.csv", "--profile", "adviser", cwd=project)
    assert ran.err.index("column `listening`") < ran.err.index("column `advising`")
