"""Every form of table says the same: CSV, workbook, Parquet and JSON lines in, packed or not; and what is written."""

import csv
import gzip
import io
import json
import random
import zipfile
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import xlsxwriter
from backports import zstd
from hypothesis import given, settings
from hypothesis import strategies as st
from support import CATALOGUE, PROFILE, Program, process

from competentie.cli import run as run_program
from competentie.table.sources import workbook

HEADER = ["person", "date", "listening", "advising"]
ROWS: list[list[Any]] = [
    ["Andr\u00e9", date(2026, 11, 3), 2, 2],
    ["B, C", None, 3, 1],
    ["=D", date(2026, 11, 4), None, 0],
]
WRONG: list[list[Any]] = [["A", None, 2, 2], ["B", None, 9, 1], ["C", None, 1, "x"]]
Made = Callable[[Sequence[str], Sequence[Sequence[Any]]], bytes]


def as_csv(header: Sequence[str], rows: Sequence[Sequence[Any]], delimiter: str = ",") -> bytes:
    target = io.StringIO(newline="")
    csv.writer(target, delimiter=delimiter, lineterminator="\n").writerows([header, *rows])
    return target.getvalue().encode()


def as_json_lines(header: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    return "".join(json.dumps(dict(zip(header, row, strict=True)), default=str) + "\n" for row in rows).encode()


def as_parquet(header: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    columns = list(zip(*rows, strict=True)) or [()] * len(header)
    mixed = [any(isinstance(cell, str) for cell in column) for column in columns]
    cells = [[c if c is None or not m else str(c) for c in column] for column, m in zip(columns, mixed, strict=True)]
    target = io.BytesIO()
    pl.DataFrame(dict(zip(header, cells, strict=True))).write_parquet(target)
    return target.getvalue()


def as_workbook(header: Sequence[str], rows: Sequence[Sequence[Any]], above: int = 0) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet("People")
        for number, row in enumerate([header, *rows], above):
            for place, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(number, place, cell)
                elif cell is not None:
                    sheet.write(number, place, cell)
        book.add_worksheet("Empty")
    return target.getvalue()


FORMS: dict[str, Made] = {
    "t.csv": as_csv,
    "sep.csv": lambda header, rows: b"sep=;\n" + as_csv(header, rows, ";"),
    "bom.csv": lambda header, rows: b"\xef\xbb\xbf" + as_csv(header, rows),
    "t.csv.gz": lambda header, rows: gzip.compress(as_csv(header, rows)),
    "t.csv.zst": lambda header, rows: zstd.compress(as_csv(header, rows)),
    "t.jsonl": as_json_lines,
    "t.jsonl.gz": lambda header, rows: gzip.compress(as_json_lines(header, rows)),
    "t.parquet": as_parquet,
    "t.parquet.zst": lambda header, rows: zstd.compress(as_parquet(header, rows)),
    "t.xlsx": as_workbook,
    "t.xlsx.gz": lambda header, rows: gzip.compress(as_workbook(header, rows)),
    "no-ending": as_workbook,
}


def scored(project: Path, competentie: Program, *arguments: str) -> list[list[str]]:
    ran = competentie("score", *arguments, "--profile", "adviser", cwd=project)
    assert ran.code == 0, ran.err
    return list(csv.reader(io.StringIO(ran.out)))


@pytest.fixture
def expected(project: Path, competentie: Program) -> list[list[str]]:
    (project / "plain.csv").write_bytes(as_csv(HEADER, ROWS))
    return scored(project, competentie, "plain.csv")


@pytest.mark.parametrize("name", FORMS)
def test_every_form_gives_the_same_results(
    name: str, project: Path, competentie: Program, expected: list[list[str]]
) -> None:
    (project / name).write_bytes(FORMS[name](HEADER, ROWS))
    assert scored(project, competentie, name) == expected
    assert [row[2] for row in expected[1::2]] == ["2026-11-03", "", "2026-11-04"]


def test_another_encoding(project: Path, competentie: Program, expected: list[list[str]]) -> None:
    (project / "old.csv.gz").write_bytes(gzip.compress(as_csv(HEADER, ROWS).decode().encode("cp1252")))
    assert scored(project, competentie, "old.csv.gz", "--encoding", "cp1252") == expected


@pytest.mark.parametrize("named", ["tables", "tables/*"])
def test_a_folder_and_a_pattern_of_all_forms(named: str, project: Path, competentie: Program) -> None:
    (project / "tables").mkdir()
    for number, (name, make) in enumerate(list(FORMS.items())[:-1]):
        (project / "tables" / name).write_bytes(make(HEADER, [[f"{number} {row[0]}", *row[1:]] for row in ROWS]))
    people = [row[0] for row in scored(project, competentie, named)[1::2]]
    assert len(people) == (len(FORMS) - 1) * len(ROWS)


def test_a_workbook_through_a_pipe(project: Path, expected: list[list[str]]) -> None:
    ran = process("score", "-", "--profile", "adviser", stdin=as_workbook(HEADER, ROWS), cwd=project)
    assert list(csv.reader(io.StringIO(ran.stdout.decode()))) == expected


@pytest.mark.parametrize(
    ("name", "make", "rows"),
    [
        ("t.csv", as_csv, (3, 4)),
        ("t.xlsx", as_workbook, (3, 4)),
        ("lower.xlsx", lambda header, rows: as_workbook(header, rows, above=5), (8, 9)),
        ("t.parquet", as_parquet, (2, 3)),
        ("t.jsonl", as_json_lines, (2, 3)),
        ("gap.jsonl", lambda header, rows: b"\n\n" + as_json_lines(header, rows), (4, 5)),
    ],
)
def test_wrong_cells_are_named_and_set_apart(
    name: str, make: Made, rows: tuple[int, int], project: Path, competentie: Program
) -> None:
    (project / name).write_bytes(make(HEADER, WRONG))
    ran = competentie("score", name, "--profile", "adviser", "--rejects", "bad.csv", cwd=project)
    assert ran.code == 1
    assert f"row {rows[0]}, column `listening`, person `B`: `9` is not a rating" in ran.err
    assert f"row {rows[1]}, column `advising`, person `C`: `x` is not a rating" in ran.err
    assert {row[0] for row in csv.reader(io.StringIO(ran.out))} == {"person", "A"}
    bad = list(csv.reader(io.StringIO((project / "bad.csv").read_text(encoding="utf-8"))))
    assert [row[:-1] for row in bad] == [HEADER, ["B", "", "9", "1"], ["C", "", "1", "x"]]


CELLS = """\
<row r="2"><c r="A2" t="inlineStr"><is><t>A</t></is></c><c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>\
<row r="3"><c r="A3" t="inlineStr"><is><t>B</t></is></c><c r="B3"><f>A1+1</f></c></row>\
<row r="4"><c r="A4" t="inlineStr"><is><t>C</t></is></c><c r="B4"><f>A2+1</f><v></v></c></row>\
<row r="5"><c r="A5" t="inlineStr"><is><t>D</t></is></c><c r="B5" t="str"><f>""</f><v></v></c></row>\
<row r="6"><c r="A6" t="inlineStr"><is><t>E</t></is></c><c r="B6"><f>1+1</f><v>2</v></c></row>"""


def workbook_with(**parts: str | bytes) -> bytes:
    """Return a workbook of a person and a column, with rows added to its sheet or with parts replaced."""
    whole = zipfile.ZipFile(io.BytesIO(as_workbook(["person", "listening"], [])))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name in whole.namelist():
            stem = name.rpartition("/")[2].partition(".")[0]
            content = whole.read(name)
            if stem == "sheet1" and "rows" in parts:
                content = content.replace(b"</sheetData>", str(parts["rows"]).encode() + b"</sheetData>")
            made.writestr(name, parts.get(stem, content))
    return target.getvalue()


@pytest.mark.parametrize("chunk", [100, workbook._CHUNK])  # noqa: SLF001 - cells may be cut anywhere
def test_errors_and_formulas_without_a_value_are_wrong_and_not_empty(
    chunk: int, project: Path, competentie: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "_CHUNK", chunk)
    (project / "t.xlsx").write_bytes(workbook_with(rows=CELLS))
    ran = competentie("score", "t.xlsx", "--profile", "adviser", "--rejects", "bad.csv", cwd=project)
    assert "row 2, column `listening`, person `A`: `#DIV/0!` is not a rating" in ran.err
    assert "person `B`: `=A1+1` is not a rating" in ran.err
    assert "person `C`: `=A2+1` is not a rating" in ran.err
    assert [row[:5] for row in csv.reader(io.StringIO(ran.out))][1::2] == [
        ["D", "adviser", "listening", "2", ""],
        ["E", "adviser", "listening", "2", "2"],
    ]


def test_a_sheet_by_its_name(project: Path, competentie: Program) -> None:
    (project / "t.xlsx").write_bytes(as_workbook(HEADER, ROWS))
    assert competentie("score", "t.xlsx", "--profile", "adviser", "--sheet", "People", cwd=project).code == 0
    unknown = competentie("score", "t.xlsx", "--profile", "adviser", "--sheet", "Peple")
    assert (unknown.code, "its sheets are: People, Empty" in unknown.err) == (2, True)
    empty = competentie("score", "t.xlsx", "--profile", "adviser", "--sheet", "Empty")
    assert (empty.code, "this file is empty" in empty.err) == (1, True)


@pytest.mark.parametrize("name", ["t.csv", "t.xlsx", "t.parquet", "t.jsonl"])
def test_one_person_of_a_table_in_any_form(name: str, project: Path, competentie: Program) -> None:
    (project / name).write_bytes(FORMS[name](HEADER, ROWS))
    arguments = ("adviser", "--scores", name, "--person", "B, C", "--format", "csv")
    ran = competentie("assess", *arguments, cwd=project)
    assert ran.code == 0, ran.err
    assert "listening,2,2,2,0,0,meets" in ran.out


def parquet_of(**columns: Any) -> bytes:
    target = io.BytesIO()
    pl.DataFrame(columns).write_parquet(target)
    return target.getvalue()


PACKED = gzip.compress(as_csv(HEADER, ROWS * 50))
LINE = '{"person": "A", "listening": 2}\n'


@pytest.mark.parametrize(
    ("content", "code", "says"),
    [
        (PACKED[:-20], "T013", "this archive is damaged"),
        (PACKED[:-8] + b"\1\2\3\4" + PACKED[-4:], "T013", "this archive is damaged"),
        (PACKED[:12] + b"\xff" * 20, "T013", "this archive is damaged"),
        (zstd.compress(b"person,listening\nA,1\n")[:-5], "T013", "this archive is damaged"),
        (zstd.compress(b"person,listening\nA,1\n")[:8] + b"\xff" * 20, "T013", "this archive is damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "T013", "save it as XLSX, without a password"),
        (b"PK\3\4", "T013", "this archive is damaged"),
        (as_workbook(HEADER, ROWS)[:3000], "T013", "this archive is damaged"),
        (workbook_with(workbook=b"<workbook"), "T013", "this workbook is damaged"),
        (workbook_with(workbook=b'<!DOCTYPE a [<!ENTITY b "c">]><workbook/>'), "T013", "this workbook is damaged"),
        (workbook_with(sheet1=b"<worksheet><sheetData><row><c"), "T013", "this workbook is damaged"),
        (workbook_with(rows='<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'), "T013", "more than 20000000"),
        (workbook_with(rows='<row r="9999999"><c><v>1</v></c></row>'), "T013", "more than 20000000 cells"),
        (workbook_with(rows='<row r="2"><c r="ZZZZ2"><v>1</v></c></row>'), "T013", "more than 20000000 cells"),
        (as_parquet(HEADER, ROWS)[:-30], "T013", "this Parquet file is damaged"),
        (parquet_of(person=["A"], listening=[[1]]), "T013", "the columns listening hold lists or records"),
        (parquet_of(person=["A"], listening=[2.5]), "T006", "`2.5` is not a rating"),
        (b'[{"person": "A"}]', "T014", "one list in JSON"),
        (b'{"person": "A", "listening": NaN}\n', "T014", "not valid JSON"),
        (b'{"person": "A", "listening": [1]}\n', "T014", "under `listening` stands a list or an object"),
        (b'{"person": "A", "listening": {"a": 1}}\n', "T014", "under `listening` stands a list or an object"),
        (b'{"a":' * 100_000, "T014", "not valid JSON"),
        (b'{"person": "\\ud800", "listening": 1}\n', "T014", "half a character"),
        ((LINE + '{"person": "B", "listen').encode(), "T014", ":2:1"),
        ((LINE + "3\n").encode(), "T014", "not a JSON object"),
        ((LINE + '{"person": "B", "advising": 1}\n').encode(), "T014", "`advising` is not among the keys"),
        ((LINE + '{"person": "B", "person": "C"}\n').encode(), "T014", "the key `person` stands in this line twice"),
        ((LINE + '{"person": "\u00e9"}\n').encode("cp1252"), "Y002", ":2:1"),
        (b'{"person": "A", "listening": 2.50}', "T006", "`2.50` is not a rating"),
        (gzip.compress(bytes(5 << 20)), "T013", "this line is longer than 4 MB"),
        (gzip.compress(b"person,listening\nA,1\n" + bytes(65 << 20), 1), "T013", "this line is longer than 64 MB"),
        (gzip.compress(b'{"person": "' + b" " * (73 << 20), 1), "T013", "this line is longer than 64 MB"),
    ],
    ids=lambda value: "bytes" if isinstance(value, bytes) else None,  # gzip keeps the time
)
def test_what_cannot_be_read_is_said(content: bytes, code: str, says: str, project: Path, competentie: Program) -> None:
    (project / "t").write_bytes(content)
    ran = competentie("score", "t", "--profile", "adviser", cwd=project)
    assert (ran.code, ran.out) == (1, "")
    assert f"[{code} " in ran.err
    assert says in ran.err


def test_a_workbook_that_unpacks_to_too_much(
    project: Path, competentie: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "MOST_BYTES", 1 << 20)
    lying = workbook_with(styles=b" " * (2 << 20))
    size = (2 << 20).to_bytes(4, "little")
    (project / "t.xlsx").write_bytes(lying.replace(size, (9).to_bytes(4, "little")))  # a size that is not so
    ran = competentie("score", "t.xlsx", "--profile", "adviser", cwd=project)
    assert (ran.code, "unpacks to more than 1 MB" in ran.err) == (1, True)


def test_numbers_in_json_and_parquet_are_as_a_person_writes_them(project: Path, competentie: Program) -> None:
    (project / "t.jsonl").write_text('{"person": 7, "listening": 2.0}\n{"person": true}\n', encoding="utf-8")
    (project / "t.parquet").write_bytes(parquet_of(person=[7, 8], listening=[2.0, None]))
    assert [row[:5] for row in scored(project, competentie, "t.jsonl")[1::2]] == [
        ["7", "adviser", "listening", "2", "2"],
        ["true", "adviser", "listening", "2", ""],
    ]
    assert scored(project, competentie, "t.parquet")[1][:5] == ["7", "adviser", "listening", "2", "2"]


def test_parquet_has_typed_columns_and_what_it_rests_on(project: Path, competentie: Program) -> None:
    (project / "t.csv").write_bytes(as_csv(HEADER, ROWS))
    expected = scored(project, competentie, "t.csv")
    assert competentie("score", "t.csv", "--profile", "adviser", "-o", "out.parquet").code == 0
    found = pl.read_parquet(project / "out.parquet")
    assert found.columns == expected[0]
    assert found.schema["gap"] == pl.Int16
    assert found.schema["broken"] == pl.Boolean
    assert found["person"].to_list() == [row[0].removeprefix("'") for row in expected[1:]]
    assert ["" if gap is None else str(gap) for gap in found["gap"]] == [
        row[expected[0].index("gap")] for row in expected[1:]
    ]
    about = pl.read_parquet_metadata(project / "out.parquet")["competentie"]
    assert json.loads(about)["profiles"][0]["id"] == "adviser"


def test_a_workbook_has_the_facts_of_the_csv(project: Path, competentie: Program) -> None:
    (project / "t.csv").write_bytes(as_csv(HEADER, ROWS))
    expected = scored(project, competentie, "t.csv")
    ran = competentie("score", "t.csv", "--profile", "adviser", "-o", "out.xlsx")
    assert (ran.code, ran.out) == (0, "")
    found = pl.read_excel(project / "out.xlsx", sheet_name="Per competency", infer_schema_length=0)
    facts = [["" if cell is None else str(cell) for cell in row] for row in found.rows()]
    place = expected[0].index("norm")
    numbers = slice(place, place + 5)
    assert [row[numbers] for row in facts] == [row[numbers] for row in expected[1:]]
    assert [row[0] for row in facts] == [row[0].removeprefix("'") for row in expected[1:]]
    assert (project / "out.xlsx").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("name", ["out.parquet", "out.xlsx"])
def test_nobody_is_a_table_without_rows(name: str, project: Path, competentie: Program) -> None:
    (project / "t.csv").write_text("person,listening\n", encoding="utf-8")
    assert competentie("score", "t.csv", "--profile", "adviser", "-o", name, cwd=project).code == 0
    read = pl.read_parquet(project / name) if name.endswith("parquet") else pl.read_excel(project / name, sheet_id=2)
    assert (read.height, read.columns[0].casefold()) == (0, "person")


@pytest.mark.parametrize(
    ("options", "start"),
    [
        (["-o", "out.xlsx"], b"PK\3\4"),
        (["-o", "OUT.PARQUET"], b"PAR1"),
        (["-o", "out.json"], b'{"version": 1'),
        (["-o", "out.csv"], b"person,"),
        (["-o", "out.txt"], b"Person"),
        (["-o", "out.xlsx", "--format", "csv"], b"person,"),
        (["-o", "out.csv", "--format", "parquet"], b"PAR1"),
    ],
)
def test_the_name_of_the_file_chooses_the_format(
    options: list[str], start: bytes, project: Path, competentie: Program
) -> None:
    (project / "t.csv").write_bytes(as_csv(HEADER, ROWS))
    assert competentie("score", "t.csv", "--profile", "adviser", *options, cwd=project).code == 0
    assert (project / options[1]).read_bytes().startswith(start)


@pytest.mark.parametrize(("format", "start"), [("xlsx", b"PK\3\4"), ("parquet", b"PAR1")])
def test_a_pipe_takes_what_a_terminal_does_not(
    format: str, start: bytes, project: Path, competentie: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "t.csv").write_bytes(as_csv(HEADER, ROWS))
    arguments = ("score", "t.csv", "--profile", "adviser", "--format", format)
    assert process(*arguments, cwd=project).stdout.startswith(start)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    ran = competentie(*arguments, cwd=project)
    assert (ran.code, ran.out) == (2, "")
    assert "give `-o FILE`" in ran.err


@pytest.mark.parametrize(
    ("limit", "rows", "says"),
    [
        ("_MOST_ROWS", 3, "has room for 3 rows below its header"),
        ("_MOST_COLUMNS", 3, "has room for 3 columns"),
        ("_MOST_TEXT", 3, "has room for 3 characters"),
    ],
)
def test_what_does_not_fit_a_workbook_is_refused(
    limit: str, rows: int, says: str, project: Path, competentie: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "t.csv").write_bytes(as_csv(HEADER, ROWS))
    monkeypatch.setattr(f"competentie.table.workbook.{limit}", rows)
    ran = competentie("score", "t.csv", "--profile", "adviser", "-o", "out.xlsx", cwd=project)
    assert (ran.code, says in ran.err, "--format parquet" in ran.err) == (2, True, True)
    assert not (project / "out.xlsx").exists()


@given(seed=st.integers(0, 2**32))
@settings(max_examples=10)
def test_all_forms_of_a_random_table_score_alike(seed: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    draw = random.Random(seed)
    header = ["person", *draw.sample(["listening.1.1", "listening.1.2", "listening.2.1", "advising"], 3)]
    names = ["Ann", "=Cas", "De Wit, D.", 'Eef "E"', "Jos\u00e9", "-1", "i;j", " k "]
    rows = [[f"{draw.choice(names)}{n}", *(draw.choice([None, 0, 1]) for _ in header[1:])] for n in range(9)]
    folder = tmp_path_factory.mktemp("forms")
    (folder / "catalog.yaml").write_text(CATALOGUE, encoding="utf-8")
    (folder / "profiles").mkdir()
    (folder / "profiles" / "adviser.yaml").write_text(PROFILE, encoding="utf-8")
    found = set()
    for name, make in (
        ("t.csv", as_csv),
        ("t.jsonl", as_json_lines),
        ("t.parquet", as_parquet),
        ("t.xlsx", as_workbook),
    ):
        (folder / name).write_bytes(make(header, rows))
        out = folder / f"{name}.results.csv"
        arguments = ["--catalog", folder / "catalog.yaml", "score", folder / name, "--profile", "adviser", "-q"]
        assert run_program([*map(str, arguments), "-o", str(out)]) == 0
        found.add(out.read_bytes())
    assert len(found) == 1
