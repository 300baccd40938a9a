"""Every kind of wrong file, and the report it gets: one folder per case under `errors/`.

A case holds only the files that differ from the small project in `errors/base/`; `expected.txt` is what
`validate` says of the whole. To add a case, make the folder and run `pytest --update-golden`.
"""

import shutil
from pathlib import Path

import pytest
from support import Program

from competentie.diagnostics import CODES

ERRORS = Path(__file__).parent / "errors"
CASES = sorted(path for path in ERRORS.iterdir() if path.name != "base")


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_report(case: Path, tmp_path: Path, competentie: Program, request: pytest.FixtureRequest) -> None:
    shutil.copytree(ERRORS / "base", tmp_path, dirs_exist_ok=True)
    shutil.copytree(case, tmp_path, dirs_exist_ok=True, ignore=shutil.ignore_patterns("expected.txt"))
    ran = competentie("validate", cwd=tmp_path)
    expected = case / "expected.txt"
    if request.config.getoption("--update-golden"):
        expected.write_text(ran.out + ran.err, encoding="utf-8")
    assert ran.out + ran.err == expected.read_text(encoding="utf-8")
    assert ran.code == (0 if CODES[case.name[:4]][1] != "error" else 1)


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_report_in_dutch_leaves_no_english(case: Path, tmp_path: Path, competentie: Program) -> None:
    shutil.copytree(ERRORS / "base", tmp_path, dirs_exist_ok=True)
    shutil.copytree(case, tmp_path, dirs_exist_ok=True, ignore=shutil.ignore_patterns("expected.txt"))
    dutch = competentie("validate", "--format", "concise", lang="nl", cwd=tmp_path).out.splitlines()
    english = competentie("validate", "--format", "concise", lang="en", cwd=tmp_path).out.splitlines()
    assert dutch
    assert not set(dutch) & set(english)


def test_base_is_sound(competentie: Program) -> None:
    assert competentie("validate", cwd=ERRORS / "base").code == 0


def test_each_code_of_a_yaml_file_has_a_case() -> None:
    covered = {case.name[:4] for case in CASES}
    elsewhere = {"Y001", "Y003", "S005", "S006"}  # these need more than a file: test_source.py, test_cli.py
    assert {code for code in CODES if not code.startswith("T")} - elsewhere <= covered
    for case in CASES:
        assert case.name[5:].startswith(CODES[case.name[:4]][0]), "a case is named <code>-<name>[-variant]"
