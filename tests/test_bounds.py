"""Whatever a table holds, what is said of it stays readable, and time and memory stay in proportion to its size."""

import io
import json
import re
import time
from pathlib import Path

import polars as pl
import pytest
from support import CATALOGUE, PROFILE, Program
from test_formats import workbook_with

from competentie.core import msg
from competentie.page.language import Words
from competentie.table.sources.source import CELL

SCORE = ("score", "t.csv", "--profile", "adviser")
LONG = "n" * (CELL + 1)


def cell(row: int) -> str:
    return f"row {row}: a cell holds more than 32767 characters"


def test_a_value_that_is_quoted_is_cut_and_no_other() -> None:
    words = Words("en")
    message = msg("there is no profile `{name}` beside {path}", name="x" * 61, path="y" * 61)
    assert words(message) == f"there is no profile `{'x' * 60}…` beside {'y' * 61}"
    assert words(msg("`{name}`", name="x" * 60)) == f"`{'x' * 60}`"


def test_an_unknown_profile_does_not_hide_the_wrong_cells_of_its_row(project: Path, competentie: Program) -> None:
    (project / "t.csv").write_text("person,profile,listening,advising\nA,zz,often,hm\n", encoding="utf-8")
    ran = competentie("score", "t.csv", cwd=project)
    assert re.findall(r"error\[(\w+)", ran.err) == ["T009", "T006", "T006"]


def test_of_many_unknown_columns_the_first_are_named_and_all_are_counted(project: Path, competentie: Program) -> None:
    header = ",".join(["person", "listening", *(f"column {number} {'x' * 900}" for number in range(3000))])
    (project / "t.csv").write_text(f"{header}\n", encoding="utf-8")
    ran = competentie(*SCORE, "--strict-columns", cwd=project)
    assert ran.code == 1
    assert ran.err.count("error[T002 unknown-column]: 3000 columns are not known: `column 0 ") == 1
    assert len(ran.err) < 10_000


def test_rows_with_long_names_are_told_in_a_few_lines(project: Path, competentie: Program) -> None:
    rows = "".join(f"{number}{'x' * 30_000},often\n" for number in range(40))
    (project / "t.csv").write_text(f"person,listening\n{rows}", encoding="utf-8")
    ran = competentie(*SCORE, "--rejects", "r.csv", cwd=project)
    assert ran.err.count("error[T006 wrong-cell]: `often` is not a rating of `listening` (40 times, first in") == 1
    assert len(ran.err) < 10_000


BLANK = 1_000_000


@pytest.mark.parametrize("end", ["\n", "\r\n", "  \n"])
@pytest.mark.parametrize("name", ["B", '"B"'])
def test_blank_lines_are_passed_over_and_counted(end: str, name: str, project: Path, competentie: Program) -> None:
    lines = ["person,listening", "A,2", *[""] * BLANK, f"{name},often", *[""] * BLANK, "C,2"]
    (project / "t.csv").write_text(end.join(lines), encoding="utf-8", newline="")
    ran = competentie(*SCORE, "--rejects", "r.csv", "--quiet", cwd=project)
    assert f"row {BLANK + 3}, column `listening`, person `B`: `often` is not a rating" in ran.err
    assert f"t.csv:{BLANK + 3}:1" in ran.err
    assert [line.split(",")[0] for line in ran.out.splitlines()[1::2]] == ["A", "C"]


def parquet(frame: pl.DataFrame) -> bytes:
    target = io.BytesIO()
    frame.write_parquet(target)
    return target.getvalue()


def twice() -> bytes:
    return parquet(pl.DataFrame({"person": ["A"], "persoN": ["B"], "listening": [2]})).replace(b"persoN", b"person")


def duration() -> bytes:
    return parquet(pl.DataFrame({"person": ["A"], "listening": [2]}).with_columns(rater=pl.lit(1).cast(pl.Duration)))


def bomb() -> bytes:
    names = [letter * 1_000_000 for letter in "abcd"]
    return parquet(pl.DataFrame({"person": [names[place % 4] for place in range(400)], "listening": [2] * 400}))


ROWS = '<row r="2"><c r="A2" t="inlineStr"><is><t>A</t></is></c><c r="B2"><v>2</v></c></row>'


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (f"person,listening\nA,2\n{LONG},2\n".encode(), cell(3)),
        (f"person,listening\nA,2\nB,{LONG}\n".encode(), cell(3)),
        (f'person,listening\nA,2\n"{LONG}",2\n'.encode(), cell(3)),
        (json.dumps({"person": LONG, "listening": 2}).encode(), cell(1)),
        (bomb(), cell(1)),
        (parquet(pl.DataFrame({"person": ["A", LONG], "listening": [2, 2]})), cell(2)),
        (twice(), "two columns of this Parquet file have one name"),
        (duration(), "this Parquet file is damaged, or one of its columns is of a kind that is not read"),
        (duration()[:-9], "this Parquet file is damaged, or is not whole"),
        (workbook_with(rows=ROWS + ROWS), "row 2 of this sheet is written twice, or after a later one"),
    ],
    ids=["name", "rating", "quoted", "json", "bomb", "parquet", "twice", "duration", "cut off", "row twice"],
)
def test_what_no_table_may_hold_is_said_in_our_own_words(
    content: bytes, said: str, project: Path, competentie: Program
) -> None:
    (project / "t.csv").write_bytes(content)
    ran = competentie(*SCORE, "-o", "o.csv", cwd=project)
    assert said in ran.err
    assert (ran.code, (project / "o.csv").exists()) == (1, False)
    assert len(ran.err) < 1000


def test_the_longest_cell_is_read(project: Path, competentie: Program) -> None:
    for content in (f"person,listening\n{LONG[1:]},2\n", f'person,listening\n"{LONG[1:]}",2\n'):
        (project / "t.csv").write_text(content, encoding="utf-8")
        assert competentie(*SCORE, "-o", "o.csv", cwd=project).code == 0


def test_frames_are_cut_by_what_they_weigh(monkeypatch: pytest.MonkeyPatch) -> None:
    from competentie.table.sources import source

    monkeypatch.setattr(source, "_BLOCK", 1000)
    texts = pl.DataFrame({"0": ["a" * number for number in range(100)]})
    blocks = list(source.frame_blocks(texts, 7, "t"))
    assert all(block.size <= 1000 for block in blocks)
    assert [row.number for block in blocks for row in block.rows()] == list(range(7, 107))
    assert pl.concat(block.texts for block in blocks).equals(texts)


def test_an_endless_input_is_refused(project: Path, competentie: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("competentie.cli.tables.MOST_KEPT", 4 << 20)
    with Path("/dev/zero").open(encoding="utf-8") as endless:
        monkeypatch.setattr("sys.stdin", endless)
        ran = competentie("score", "-", "--profile", "adviser", cwd=project)
    assert (ran.code, ran.err.splitlines()[0]) == (2, "error: this input does not end: there is more than 0 GB")


def test_a_mark_at_the_first_row_is_part_of_the_name(project: Path, competentie: Program) -> None:
    (project / "t.csv").write_text("\ufeffperson,listening\n\ufeffA,2\n", encoding="utf-8")
    ran = competentie(*SCORE, "--format", "json", cwd=project)
    assert [result["person"] for result in json.loads(ran.out)["results"]] == ["\ufeffA"]


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="there is no file here that fails while it is read")
@pytest.mark.parametrize("output", [(), ("-o", "o.csv")])
def test_what_fails_while_it_is_read_is_not_said_of_the_output(
    output: tuple[str, ...], project: Path, competentie: Program
) -> None:
    ran = competentie("score", "/proc/self/mem", "--profile", "adviser", *output, cwd=project)
    assert ran.code == 2
    assert ran.err.startswith("error: /proc/self/mem could not be read: the system says: ")


def test_the_handbook_that_is_named_decides_the_language(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from competentie.cli import run

    (tmp_path / "handbook" / "profiles").mkdir(parents=True)
    (tmp_path / "handbook" / "catalog.yaml").write_text(CATALOGUE, encoding="utf-8")
    (tmp_path / "handbook" / "profiles" / "adviser.yaml").write_text(PROFILE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.setenv(name, "C")
    for named in ("handbook", "handbook/catalog.yaml", "handbook/profiles/adviser.yaml"):
        assert run(["validate", named]) == 0
        assert "checked, nothing wrong" in "".join(capsys.readouterr())


@pytest.mark.parametrize(("flags", "code"), [("fpu sse2 avx", 2), ("fpu sse2 avx avx2 fma", 0), ("", 0)])
def test_a_processor_on_which_polars_would_crash_is_refused(
    flags: str, code: int, project: Path, competentie: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "cpuinfo").write_text(f"processor\t: 0\nflags\t\t: {flags}\nbugs\t\t:\n" if flags else "processor: 0\n")
    (project / "t.csv").write_text("person,listening\nA,2\n", encoding="utf-8")
    monkeypatch.setattr("competentie.cli.tables.PROCESSOR", project / "cpuinfo")
    monkeypatch.setattr("platform.machine", lambda: "x86_64")
    ran = competentie(*SCORE, cwd=project)
    assert ran.code == code
    assert ("install the other build: `pip install 'polars[rtcompat]'`" in ran.err) is bool(code)


def test_a_header_of_one_very_long_name_is_refused_in_no_time(project: Path, competentie: Program) -> None:
    (project / "t.csv").write_text("person,listening," + "word " * 6_000 + "\nA,1,\n", encoding="utf-8")
    start = time.process_time()
    assert competentie("score", "t.csv", "--profile", "adviser", "-q", cwd=project).code == 0
    assert time.process_time() - start < 5
