"""The program as a whole: exit codes, streams, finding the catalogue, broken outputs, bugs."""

import importlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from support import CATALOGUE, PROFILE, ROOT, Program, process

import competentie
from competentie.api import assess
from competentie.files.places import find_catalogue, shipped_catalogue
from competentie.page.language import Words


@pytest.mark.parametrize("arguments", [["--version"], ["--lang", "nl", "--version"]])
def test_version(arguments: list[str]) -> None:
    ran = process(*arguments)
    assert (ran.returncode, ran.stdout.decode(), ran.stderr) == (0, f"competentie {competentie.__version__}\n", b"")


def test_no_command_shows_help_and_is_wrong_use() -> None:
    ran = process(env={"COMPETENTIE_LANG": "en"})
    assert ran.returncode == 2
    assert ran.stdout.startswith(b"Usage: competentie")


def test_short_help() -> None:
    assert process("assess", "-h").stdout == process("assess", "--help").stdout


def test_the_catalogue_is_found_as_the_contract_says(tmp_path: Path) -> None:
    project = tmp_path / "a"
    deep = project / "b" / "c"
    deep.mkdir(parents=True)
    (project / "catalog.yaml").write_text("x", encoding="utf-8")
    env = {"COMPETENTIE_CATALOG": str(project / "catalog.yaml")}
    other = tmp_path / "other.yaml"
    assert find_catalogue(str(other), env, deep) == other
    assert find_catalogue(str(project), {}, tmp_path) == project / "catalog.yaml"
    assert find_catalogue(None, env, tmp_path) == project / "catalog.yaml"
    assert find_catalogue(None, {}, deep) == project / "catalog.yaml"
    assert find_catalogue(None, {}, tmp_path) == shipped_catalogue()


def test_the_shipped_handbook_works_from_any_folder(tmp_path: Path, competentie: Program) -> None:
    ran = competentie("assess", "opleidingscoordinator", "--scores", ROOT / "examples" / "ratings.yaml", cwd=tmp_path)
    assert ran.code == 0


@pytest.mark.parametrize("named", ["nothing/catalog.yaml", "nothing"])
def test_no_catalogue(named: str, tmp_path: Path, competentie: Program) -> None:
    ran = competentie("--catalog", named, "show", cwd=tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert f"there is no catalogue at {named}" in ran.err


def test_a_catalogue_in_error_is_reported_and_nothing_else(project: Path, competentie: Program) -> None:
    (project / "catalog.yaml").write_text(CATALOGUE.replace("cluster: work", "cluster: wrok"), encoding="utf-8")
    for command in (["show"], ["matrix"], ["score", "x.csv"], ["assess", "adviser", "--scores", "x.yaml"]):
        ran = competentie(*command, cwd=project)
        assert (ran.code, ran.out) == (1, "")
        assert ran.err.count("C002") == 2


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize(
    "command",
    [
        ["show"],
        ["--help"],
        ["show", "--format", "json"],
        ["assess", "--scores", "examples/ratings.yaml"],
        ["--catalog", "tests/errors/C002-unknown-cluster/wrong", "validate"],
    ],
)
def test_a_full_disk_is_said(command: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        ran = subprocess.run(
            [sys.executable, "-m", "competentie", "--lang", "en", *command],
            stdout=full,
            stderr=subprocess.PIPE,
            cwd=ROOT,
            check=False,
        )
    assert ran.returncode == 2
    assert b"the output could not be written: the system says: No space left on device" in ran.stderr
    assert b"Traceback" not in ran.stderr


@pytest.mark.parametrize("command", ["show", "--help", "--version"])
@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", ">/dev/full 2>&-", "| true"])
def test_streams_that_are_closed_or_full_are_no_bug(command: str, closed: str) -> None:
    line = f"{sys.executable} -m competentie {command} {closed}"
    ran = subprocess.run(["bash", "-o", "pipefail", "-c", line], capture_output=True, cwd=ROOT, check=False)
    assert ran.returncode == (2 if "full" in closed else 0)
    assert b"Traceback" not in ran.stderr
    assert b"Exception" not in ran.stderr


def test_wrong_use_keeps_its_exit_code_when_nobody_hears_it() -> None:
    line = f"{sys.executable} -m competentie show nothing 2>/dev/full"
    assert subprocess.run(["bash", "-c", line], capture_output=True, cwd=ROOT, check=False).returncode == 2


def test_data_for_a_terminal_holds_no_escapes(monkeypatch: pytest.MonkeyPatch) -> None:
    import io

    from competentie.cli.session import Session

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    screen = Terminal()
    monkeypatch.setattr("sys.stdout", screen)
    Session(Words("en")).write_data("a\x1b[31m,b\nc\u202e\n")
    assert screen.getvalue() == "a\\x1b[31m,b\nc\\u202e\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_under_an_output_file(competentie: Program, project: Path) -> None:
    (project / "t.csv").write_text("person,listening\nA,1\n", encoding="utf-8")
    ran = competentie("score", "t.csv", "--profile", "adviser", "-o", "/dev/full", cwd=project)
    assert ran.code == 2
    assert "/dev/full could not be written" in ran.err
    assert Path("/dev/full").is_char_device()


@pytest.mark.skipif(os.name != "posix", reason="only there files can be held small")
@pytest.mark.parametrize("form", ["parquet", "xlsx"])
def test_a_full_disk_under_what_waits_to_be_written(form: str, project: Path) -> None:
    rows = "".join(f"P{number},{number % 3}\n" for number in range(3000))
    (project / "t.csv").write_text("person,listening\n" + rows, encoding="utf-8")
    line = f"ulimit -f 8; {sys.executable} -m competentie --lang en score t.csv --profile adviser --format {form} | cat"
    ran = subprocess.run(["bash", "-o", "pipefail", "-c", line], capture_output=True, cwd=project, check=False)
    assert ran.returncode == 2
    assert b"the output could not be written: the system says: File too large" in ran.stderr


@pytest.mark.parametrize(
    "command", [["show"], ["show", "--format", "json"], ["score", "big.csv", "--profile", "adviser"]]
)
def test_a_reader_that_has_had_enough_is_no_error(command: list[str], project: Path) -> None:
    people = "".join(f"P{number},1\n" for number in range(3000))
    (project / "big.csv").write_text("person,listening\n" + people, encoding="utf-8")
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    child = subprocess.Popen(
        [sys.executable, "-m", "competentie", "--lang", "en", *command],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=project,
        env=env,
    )
    assert child.stdout is not None
    assert child.stderr is not None
    child.stdout.close()
    said = child.stderr.read()
    child.stderr.close()
    assert child.wait(timeout=30) == 0
    assert b"Traceback" not in said
    assert b"Broken" not in said


def test_a_bug_says_where_and_nothing_about_people(
    project: Path, competentie: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        message = "Secret Name rated 0"
        raise RuntimeError(message)

    monkeypatch.setattr("competentie.core.scoring.Scorer.score", broken)
    (project / "r.yaml").write_text(
        "competentie: 1\nprofile: adviser\nperson: Secret Name\nratings: {listening: 0}\n", encoding="utf-8"
    )
    ran = competentie("assess", "--scores", "r.yaml", cwd=project)
    assert ran.code == 3
    assert "RuntimeError at test_cli.py:" in ran.err
    assert "Secret" not in ran.out + ran.err
    assert "Traceback" not in ran.err


def test_pydantic_plugins_see_no_ratings() -> None:
    code = "import os; from competentie.cli import run; run(['show']); print(os.environ['PYDANTIC_DISABLE_PLUGINS'])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=ROOT, check=True)
    assert ran.stdout.decode().splitlines()[-1] == "__all__"


@pytest.mark.parametrize(
    ("arguments", "code", "out"),
    [
        ([], 0, ""),
        (["."], 0, ""),
        (["profiles"], 0, ""),
        (["profiles/adviser.yaml", "catalog.yaml"], 0, ""),
        (["nothing.yaml"], 2, ""),
        (["empty"], 2, ""),
        (
            ["odd.yaml"],
            1,
            "odd.yaml:1:1: error[S005 unknown-kind] this is not a catalogue, a profile, ratings or a plan\n",
        ),
        (["loose.yaml"], 1, "loose.yaml:5:21: error[P002 norm-out-of-range] the norm 9 of `listening` is too high\n"),
        (
            ["ratings.yaml"],
            0,
            "ratings.yaml:2:10: warning[R005 unknown-profile] there is no profile `advisor` beside the catalogue\n",
        ),
        (["--catalog", "wrong", "loose.yaml"], 1, None),
        (["--catalog", "nowhere", "loose.yaml"], 2, ""),
        (["pipe"], 1, "pipe:1:1: error[Y016 not-a-file] this is not an ordinary file\n"),
        (["warn"], 0, None),
        (["warn", "--strict"], 1, None),
    ],
)
def test_validate(arguments: list[str], code: int, out: str | None, project: Path, competentie: Program) -> None:
    (project / "empty").mkdir()
    (project / "odd.yaml").write_text("a: 1\n", encoding="utf-8")
    (project / "loose.yaml").write_text(PROFILE.replace("norm: 2}", "norm: 9}"), encoding="utf-8")
    os.mkfifo(project / "pipe")
    (project / "ratings.yaml").write_text(
        "competentie: 1\nprofile: advisor\nperson: A\nratings: {listening: 1}\n", encoding="utf-8"
    )
    (project / "warn").mkdir()
    (project / "warn" / "catalog.yaml").write_text(CATALOGUE.replace("      3: []\n", ""), encoding="utf-8")
    (project / "wrong").mkdir()
    (project / "wrong" / "catalog.yaml").write_text(
        CATALOGUE.replace("cluster: work", "cluster: wrok"), encoding="utf-8"
    )
    before, after = (arguments[:2], arguments[2:]) if arguments[:1] == ["--catalog"] else ([], arguments)
    ran = competentie(*before, "validate", *after, "--format", "concise", cwd=project)
    assert ran.code == code
    if out is not None:
        assert ran.out == out


def test_validate_as_json(project: Path, competentie: Program) -> None:
    import json

    (project / "profiles" / "adviser.yaml").write_text(PROFILE.replace("norm: 2}", "norm: 9}"), encoding="utf-8")
    ran = competentie("validate", "--format", "json", cwd=project)
    data = json.loads(ran.out)
    assert data["version"] == 1
    assert data["diagnostics"] == [
        {
            "code": "P002",
            "name": "norm-out-of-range",
            "severity": "error",
            "message": "the norm 9 of `listening` is too high",
            "help": "the catalogue has levels 1 to 3",
            "path": "profiles/adviser.yaml",
            "line": 5,
            "column": 21,
            "end_line": 5,
            "end_column": 22,
            "related": [],
            "fix": [],
        }
    ]


def test_validate_has_no_more_than_advice_for_the_shipped_files(competentie: Program) -> None:
    ran = competentie("validate", "--strict", cwd=ROOT)
    assert (ran.code, ran.err) == (0, "43 pieces of advice in 1 of 2 files\n")
    assert competentie("validate", "--strict", "examples").code == 0


@pytest.mark.parametrize(
    ("command", "loud", "quiet"),
    [
        (["score", "t.csv", "--profile", "adviser"], "1 person read", ""),
        (["assess", "--scores", "r.yaml", "-o", "o.yaml"], "the ratings are in o.yaml", ""),
        (["validate", "r.yaml"], "1 file checked", ""),
        (["score", "wrong.csv", "--profile", "adviser"], "T006", "T006"),
        (["assess", "--scores", "stale.yaml"], "R004", ""),
    ],
)
def test_quiet_leaves_out_all_but_errors(
    command: list[str], loud: str, quiet: str, project: Path, competentie: Program
) -> None:
    (project / "t.csv").write_text("person,listening\nA,1\n", encoding="utf-8")
    (project / "wrong.csv").write_text("person,listening\nA,9\n", encoding="utf-8")
    (project / "r.yaml").write_text(
        "competentie: 1\nprofile: adviser\nperson: A\nratings: {listening: 1}\n", encoding="utf-8"
    )
    (project / "stale.yaml").write_text(
        "competentie: 1\nprofile: adviser\nperson: A\ncatalogue: {version: '0'}\nratings: {listening: 1}\n",
        encoding="utf-8",
    )
    silent = competentie(*command, "-q", cwd=project).err
    (project / "o.yaml").unlink(missing_ok=True)
    assert loud in competentie(*command).err
    assert quiet in silent if quiet else silent == ""


def test_a_wrong_row_shows_no_rows_of_other_people(project: Path, competentie: Program) -> None:
    (project / "t.csv").write_text("person,listening\nSecret,2\nA,9\n", encoding="utf-8")
    ran = competentie("score", "t.csv", "--profile", "adviser", cwd=project)
    assert "Secret" not in ran.out + ran.err
    assert "A,9" not in ran.err


@pytest.mark.parametrize(
    ("command", "refused"), [(["show"], "catalog.yaml"), (["score", "t.csv", "--profile", "adviser"], "t.csv")]
)
def test_a_file_that_may_not_be_read(
    command: list[str], refused: str, project: Path, competentie: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The system's refusal is played here: the superuser, as whom tests often run, may read everything."""
    really_open, really_os_open = Path.open, os.open

    def refuse(path: Path, *arguments: Any, **options: Any) -> Any:
        if path.name == refused and "b" in str(arguments):
            raise PermissionError(13, "Permission denied", str(path))
        return really_open(path, *arguments, **options)

    def os_refuse(path: Any, *arguments: Any, **options: Any) -> int:
        if str(path).endswith(refused):
            raise PermissionError(13, "Permission denied", str(path))
        return really_os_open(path, *arguments, **options)

    (project / "t.csv").write_text("person,listening\nA,1\n", encoding="utf-8")
    monkeypatch.setattr(Path, "open", refuse)
    monkeypatch.setattr(os, "open", os_refuse)
    ran = competentie(*command, cwd=project)
    assert ran.code == 2
    assert "permission denied" in ran.err


def test_a_file_that_cannot_be_opened_is_wrong_use(project: Path, competentie: Program) -> None:
    (project / "catalog.yaml").unlink()
    os.mkfifo(project / "catalog.yaml")
    ran = competentie("--catalog", "catalog.yaml", "show", cwd=project)
    assert ran.code == 2
    assert "this is not an ordinary file" in ran.err


def test_a_catalogue_in_error_is_reported_once_whatever_the_order(project: Path, competentie: Program) -> None:
    (project / "catalog.yaml").write_text(
        CATALOGUE.replace("    cluster: work", "    cluster: wrok", 1), encoding="utf-8"
    )
    for files in (["profiles/adviser.yaml", "catalog.yaml"], ["catalog.yaml", "profiles/adviser.yaml"]):
        ran = competentie("validate", *files, "--format", "concise", cwd=project)
        assert ran.out.count("C002") == 1


def test_a_dash_is_standard_output(project: Path, competentie: Program) -> None:
    for command in (["matrix", "-o", "-"], ["matrix", "--format", "csv", "-o", "-"], ["schema", "profile", "-o", "-"]):
        assert competentie(*command, cwd=project).out
    assert not (project / "-").exists()


def test_the_function_assess_stays_it_when_the_room_of_that_name_is_imported() -> None:
    importlib.import_module("competentie.assess.page")
    assert competentie.assess is assess
