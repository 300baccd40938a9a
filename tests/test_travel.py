"""Text that travels: into a spreadsheet, a log of CI, a comment on GitHub; and never becomes anything but text."""

import csv
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import CATALOGUE, PROFILE, Program

from competentie.page.data import guarded, safe, unguarded
from competentie.page.markdown import escape
from competentie.table.lines import Csv

PAYLOADS = (
    "=1+cmd|' /C calc'!A0",
    "x;=1+cmd|' /C calc'!A0;y",
    "x; =2+3",
    'x;"=2+3',
    "x\t=2+3",
    "x,@SUM(1)",
    "x|-2+3",
    "x\n+2+3",
    "=;=;=2+3",
    "\t=2+3",
)
DELIMITERS = ";,\t|\r\n"
TEXTS = st.text(alphabet=f"{DELIMITERS} '\"=+-@ax")


def begins_a_formula(cell: str) -> bool:
    return bool(re.match(rf"""[ "]*(?!-\d+$)[=+@-][^{DELIMITERS}]""", cell))


def cut(text: str) -> list[str]:
    """Return every cell that some spreadsheet may make of a text."""
    return [cell for mark in DELIMITERS for cell in text.split(mark)] + re.split(f"[{DELIMITERS}]", text)


@given(TEXTS)
def test_no_delimiter_cuts_a_formula_off_a_text(text: str) -> None:
    for made in (safe(text), guarded(text)):
        assert not any(map(begins_a_formula, cut(made)))
    assert safe(safe(text)) == safe(text)
    assert unguarded(guarded(text)) == text


@given(st.lists(TEXTS, min_size=1))
def test_a_column_is_written_as_its_cells_are(texts: list[str]) -> None:
    for form in (Csv(), Csv(";", "\r\n")):
        column = pl.DataFrame({"a": texts})
        written = column.select(form.column(pl.col("a"))).to_series().to_list()
        assert written == [form.cell(text) for text in texts]
        assert form.needs_care(column["a"]) or written == texts


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize(
    "command",
    [
        ("score", "t.csv", "--profile", "adviser"),
        ("score", "t.csv", "--profile", "adviser", "--layout", "wide"),
        ("score", "t.csv", "--profile", "adviser", "--excel"),
        ("match", "t.csv"),
        ("template", "adviser", "--person", "NAME"),
        ("score", "wrong.csv", "--profile", "adviser", "--rejects", "rejects.csv"),
    ],
)
def test_no_file_for_a_spreadsheet_holds_a_formula(
    command: tuple[str, ...], payload: str, project: Path, competentie: Program
) -> None:
    for name, rating in (("t.csv", "2"), ("wrong.csv", "often")):
        with (project / name).open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([("person", "listening"), (payload, rating)])
    given = [payload if part == "NAME" else part for part in command]
    out = competentie(*given, "-o", "out.csv", cwd=project)
    written = "rejects.csv" if "--rejects" in command else "out.csv"
    assert out.code == ("--rejects" in command), out.err
    text = (project / written).read_text(encoding="utf-8-sig")
    assert payload.split("\n", maxsplit=1)[0].strip()[-3:] in text
    assert not any(map(begins_a_formula, cut(text)))


@pytest.mark.parametrize("payload", [*PAYLOADS, "'=2+3", "-", "x; 'y"])
def test_rejected_rows_come_back_as_who_they_were(payload: str, project: Path, competentie: Program) -> None:
    with (project / "t.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("person", "rater", "listening"), (payload, payload, "often")])
    competentie("score", "t.csv", "--profile", "adviser", "--rejects", "rejects.csv", cwd=project)
    mended = (project / "rejects.csv").read_text(encoding="utf-8").replace("often", "2", 1)
    (project / "mended.csv").write_text(mended, encoding="utf-8", newline="")
    ran = competentie("score", "mended.csv", "--profile", "adviser", "--format", "json", cwd=project)
    assert ran.code == 0, ran.err
    (result, *_) = json.loads(ran.out)["results"]
    assert result["person"] == result["rater"] == payload.strip()


@pytest.mark.parametrize("name", ["r.xlsx", "r.ods", "r.parquet", "r.json"])
def test_rejected_rows_are_not_written_under_the_name_of_another_form(
    name: str, project: Path, competentie: Program
) -> None:
    (project / "t.csv").write_text("person,listening\nA,2\n", encoding="utf-8")
    ran = competentie("score", "t.csv", "--profile", "adviser", "--rejects", name, cwd=project)
    assert ran.code == 2
    assert f"{name} ends in `{Path(name).suffix}`, and this command does not write that" in ran.err
    assert not (project / name).exists()


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("see http://evil.example/a", "see http:<!-- -->//evil.example/a"),
        ("HTTPS://evil.example", "HTTPS:<!-- -->//evil.example"),
        ("www.evil.example", "www<!-- -->.evil.example"),
        ("a@evil.example", "a@<!-- -->evil.example"),
        ("mailto:a@evil.example", "mailto:a@<!-- -->evil.example"),
        ("@org/team, GH#1", "@<!-- -->org/team, GH\\#<!-- -->1"),
        ("awww. 1:2 a / b", "awww. 1:2 a / b"),
    ],
)
def test_no_bare_address_becomes_a_link_in_markdown(text: str, written: str) -> None:
    assert escape(text) == written


def test_a_comment_on_many_changes_holds_counts_first_and_says_that_it_is_cut(
    project: Path, competentie: Program
) -> None:
    (project / "new" / "profiles").mkdir(parents=True)
    many = ", ".join(f"Says {'something ' * 9}{number}" for number in range(600))
    for folder, texts in ((project, many), (project / "new", many.replace("something", "anything"))):
        catalogue = CATALOGUE.replace("Looks up, Nods at pauses", texts)
        (folder / "catalog.yaml").write_text(catalogue, encoding="utf-8")
    ran = competentie("diff", ".", "new", "--format", "markdown", cwd=project)
    assert ran.code == 0
    assert 60_000 < len(ran.out) <= 65_536
    title, _, counts, *_ = ran.out.splitlines()
    assert title.startswith("## ")
    assert re.match(r"\*\*\d+ changes \\\(.*\\\), more than a comment can hold: the rest is cut; ", counts)
    assert ran.out.splitlines()[-1].endswith(" |")
    whole = competentie("diff", ".", "new", "--format", "json", cwd=project)
    assert len(json.loads(whole.out)["changes"]) == int(re.findall(r"\d+", counts)[0])


COMMANDS = ("::error file=a::pwn", "  ::add-mask::x", "##[add-mask]x", "x ##[error]y", "##vso[task.setvariable]x")
RUNS = (
    ("show",),
    ("show", "listening"),
    ("show", "adviser"),
    ("matrix",),
    ("matrix", "--format", "csv"),
    ("matrix", "--format", "markdown"),
    ("diff", ".", "new"),
    ("diff", ".", "new", "--format", "markdown"),
    ("diff", ".", "new", "--format", "json"),
    ("score", "t.csv", "--profile", "adviser"),
    ("score", "t.csv", "--profile", "adviser", "--format", "table"),
    ("score", "t.csv", "--profile", "adviser", "--format", "json"),
    ("score", "wrong.csv", "--profile", "adviser"),
    ("match", "t.csv"),
    ("template", "adviser", "--person", "NAME"),
    ("form", "adviser", "--person", "NAME"),
    ("assess", "adviser", "--scores", "t.csv", "--person", "NAME"),
    ("score", "NAME"),
    ("explain", "NAME"),
    ("NAME",),
)


def obeyed(log: str) -> list[str]:
    """Return the lines that a runner reads as a command."""
    return [line for line in re.split("[\r\n]", log) if line.strip().startswith("::") or re.search(r"##\w*\[", line)]


def hostile(project: Path, payload: str) -> None:
    """Put a payload wherever a text may stand."""
    texts = CATALOGUE.replace("Looks up", json.dumps(payload)).replace(
        "label: Listening", f"label: {json.dumps(payload)}"
    )
    for folder in (project, project / "new"):
        (folder / "profiles").mkdir(parents=True, exist_ok=True)
        (folder / "catalog.yaml").write_text(texts, encoding="utf-8")
        profile = PROFILE.replace("role: Adviser", f"role: {json.dumps(payload)}")
        (folder / "profiles" / "adviser.yaml").write_text(profile, encoding="utf-8")
    edited = texts.replace("title: Handbook", f"title: {json.dumps(payload)}")
    (project / "new" / "catalog.yaml").write_text(
        edited.replace("Sums up", json.dumps(payload + "!")), encoding="utf-8"
    )
    for name, rating in (("t.csv", "2"), ("wrong.csv", payload)):
        with (project / name).open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([("person", "listening"), (payload, rating)])


@pytest.mark.parametrize("payload", COMMANDS)
@pytest.mark.parametrize("command", RUNS, ids=" ".join)
def test_no_text_is_a_command_to_a_runner(
    command: tuple[str, ...], payload: str, project: Path, competentie: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    hostile(project, payload)
    given = [payload if part == "NAME" else part for part in command]
    plain = competentie(*given, cwd=project)
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    ran = competentie(*given, cwd=project)
    assert obeyed(ran.out + "\n" + ran.err) == []
    assert ran.code == plain.code
    bare = [text.replace(" ", "") for text in (plain.out + plain.err, ran.out + ran.err)]
    assert bare[0] == bare[1]


def test_a_file_gets_the_bytes_as_they_are(project: Path, tmp_path: Path) -> None:
    hostile(project, "##[add-mask]x")
    written = []
    for name in ("without", "with"):
        environment = {**os.environ, "GITHUB_ACTIONS": "true"} if name == "with" else None
        with (tmp_path / name).open("wb") as file:
            command = [sys.executable, "-m", "competentie", "--lang", "en", "matrix", "--format", "markdown"]
            subprocess.run(command, stdout=file, cwd=project, env=environment, check=True)
        written.append((tmp_path / name).read_bytes())
    assert written[0] == written[1]
    assert b"add" in written[0]
