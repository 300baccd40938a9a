"""Text that travels: into a spreadsheet, a log of CI, a comment on GitHub; and never becomes anything but text."""

import csv
import json
import re
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import CATALOGUE, Program

from competentie.page.markdown import escape
from competentie.page.spreadsheet import guarded, safe, unguarded
from competentie.table.results import Csv

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
        written = column.select(form.column("a")).to_series().to_list()
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
