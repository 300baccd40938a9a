"""What a result rests on: in every output, and enough to make the same bytes again."""

import datetime as dt
import json
import os
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest
from support import CATALOGUE, ON_THE_DAY, PROFILE, ROOT, Program

from competentie.api import load
from competentie.cli.application import COMMANDS
from competentie.cli.session import UsageError, now, today
from competentie.core import Basis, Catalogue, Profile, ProfileMark, basis_of, profile_fingerprint
from competentie.page.language import Words, basis_data, basis_line
from competentie.version import __version__

RATINGS = """\
competentie: 1
profile: adviser
person: Sam Example
rater: {name: Kim Example, relation: manager}
date: 2026-11-20
ratings: {listening: {1.1: shown, 1.2: shown}, advising: 1}
"""
THREE = CATALOGUE.replace("Waiting well", "Waiting well\n    levels: {1: [Waits], 2: [Waits on], 3: []}")


@pytest.fixture
def rated(project: Path) -> Path:
    """Return a project with the ratings of one person in `r.yaml`, in `t.csv` and in `ratings/`."""
    (project / "r.yaml").write_text(RATINGS, encoding="utf-8")
    (project / "t.csv").write_text("person,profile,listening,advising\nSam Example,adviser,2,1\n", encoding="utf-8")
    (project / "ratings").mkdir()
    (project / "ratings" / "r.yaml").write_text(RATINGS, encoding="utf-8")
    return project


@pytest.fixture
def _on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ON_THE_DAY.items():
        monkeypatch.setenv(name, value)


def read(folder: Path, catalogue: str, profile: str) -> tuple[Catalogue, Profile]:
    (folder / "catalog.yaml").write_text(catalogue, encoding="utf-8")
    (folder / "profiles" / "adviser.yaml").write_text(profile, encoding="utf-8")
    project = load(folder / "catalog.yaml")
    return project.catalogue, project.profiles["adviser"]


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("listening: {norm: 2}", "listening: {norm: 3}", False),
        ("specific:\n", "", False),  # another group
        ("specific:", "specific:\n  patience: {norm: 1}", False),
        ("presupposes: {listening: 2}", "presupposes: {listening: 1}", False),
        ("    presupposes: {listening: 2}\n", "", False),
        ("It is the job", "It is part of the job", True),
        ("role: Adviser", "role: Senior adviser", True),
        ("definition: Waiting well", "definition: Waiting very well", True),  # the catalogue's own fingerprint tells
    ],
)
def test_a_profile_is_known_by_what_it_asks(old: str, new: str, *, same: bool, project: Path) -> None:
    before = profile_fingerprint(*read(project, THREE, PROFILE))
    after = profile_fingerprint(*read(project, THREE.replace(old, new), PROFILE.replace(old, new)))
    assert (THREE + PROFILE).count(old) == 1
    assert (before == after) == same


def test_each_profile_is_named_once(project: Path) -> None:
    catalogue, profile = read(project, CATALOGUE, PROFILE)
    assert [one.id for one in basis_of(catalogue, [profile, profile], "2026-11-23").profiles] == ["adviser"]


def made(*profiles: str, attain: str = "1") -> Basis:
    marks = tuple(ProfileMark(one, "2", "fedcba9876543210") for one in profiles)
    return Basis("2023.10", "0123456789abcdef", Fraction(attain), marks, "2026-11-23", "0.1.0")


def test_the_data_has_everything() -> None:
    assert basis_data(made("adviser", attain="0.75")) == {
        "program": "0.1.0",
        "date": "2026-11-23",
        "catalogue": {"version": "2023.10", "fingerprint": "0123456789abcdef"},
        "policy": {"attain": 0.75},
        "profiles": [{"id": "adviser", "version": "2", "fingerprint": "fedcba9876543210"}],
    }


@pytest.mark.parametrize("attain", ["1", "0.1", "0.7", "0.333333333"])
def test_a_share_is_the_number_that_was_written(attain: str) -> None:
    assert json.dumps(basis_data(made(attain=attain))["policy"]) == f'{{"attain": {attain}}}'


@pytest.mark.parametrize(
    ("profiles", "said"),
    [
        ([], "0 profiles"),
        (["adviser"], "profile 2 (fingerprint fedcba9)"),
        (["adviser", "elder"], "adviser 2 (fingerprint fedcba9), elder 2 (fingerprint fedcba9)"),
        (["a", "b", "c", "d"], "4 profiles"),
    ],
)
def test_the_line_is_short(profiles: list[str], said: str) -> None:
    line = basis_line(made(*profiles), Words("en"))
    rests_on, *_, made_by = line.split("; ")
    assert rests_on == f"Rests on: handbook 2023.10 (fingerprint 0123456), {said}"
    assert "a level counts when every behaviour of it that applies was shown" in line
    assert made_by == "2026-11-23, competentie 0.1.0"


@pytest.mark.usefixtures("_on_the_day")
@pytest.mark.parametrize(
    "arguments",
    [
        ["assess", "--scores", "r.yaml", "--format", "json"],
        ["assess", "--scores", "r.yaml", "--format", "yaml"],
        ["score", "t.csv", "--format", "json"],
        ["match", "t.csv", "--format", "json"],
        ["trend", "Sam Example", "--format", "json"],
    ],
)
def test_data_for_programs_has_it_at_the_top(arguments: list[str], rated: Path, competentie: Program) -> None:
    from competentie.files.yaml import Document

    data = Document("out", competentie(*arguments, cwd=rated).out).data
    assert isinstance(data, dict)
    assert list(data)[:2] == ["version", "basis"]
    assert data["basis"]["program"] == __version__
    assert data["basis"]["date"] == "2026-11-23"
    assert [one["id"] for one in data["basis"]["profiles"]] == ["adviser"]


@pytest.mark.usefixtures("_on_the_day")
@pytest.mark.parametrize(
    "arguments",
    [
        ["assess", "--scores", "r.yaml"],
        ["assess", "--scores", "r.yaml", "--format", "markdown"],
        ["score", "t.csv", "--format", "table"],
        ["match", "t.csv"],
        ["trend", "Sam Example"],
        ["trend", "Sam Example", "--format", "markdown"],
    ],
)
def test_pages_for_people_end_with_it(arguments: list[str], rated: Path, competentie: Program) -> None:
    last = competentie(*arguments, cwd=rated).out.replace("\\", "").splitlines()[-1]
    assert last.startswith("Rests on: handbook 1 ")
    assert last.endswith(f"; 2026-11-23, competentie {__version__}")


@pytest.mark.parametrize(
    "arguments",
    [
        ["assess", "--scores", "r.yaml", "--format", "csv"],
        ["score", "t.csv"],
        ["match", "t.csv", "--format", "csv"],
        ["trend", "Sam Example", "--format", "csv"],
    ],
)
def test_beside_csv_it_is_said_unless_quiet(arguments: list[str], rated: Path, competentie: Program) -> None:
    ran, quiet = competentie(*arguments, cwd=rated), competentie(*arguments, "--quiet", cwd=rated)
    assert ran.err.splitlines()[-1].startswith("Rests on: handbook 1 ")
    assert "Rests on" not in ran.out + quiet.err
    assert ran.out == quiet.out


RUNS = {
    "assess": [["--scores", "r.yaml", "--format", name] for name in ("table", "json", "csv", "yaml", "markdown")],
    "score": [["t.csv", "--format", name] for name in ("csv", "json", "table")],
    "match": [
        ["t.csv", *one, "--format", name] for name in ("csv", "json", "table") for one in ([], ["--profile", "adviser"])
    ],
    "evidence": [["t.csv", "--format", name] for name in ("csv", "json", "table", "html")],
    "trend": [["Sam Example", "--format", name] for name in ("table", "json", "csv", "markdown")],
    "compare": [["Sam Example", "--format", name] for name in ("table", "json", "csv", "markdown")],
    "plan": [["Sam Example", "--format", name] for name in ("table", "markdown", "yaml")],
    "validate": [["--format", name] for name in ("full", "json")],
    "explain": [["P001"], []],
    "show": [[], ["adviser"], ["--format", "json"]],
    "matrix": [[], ["--format", "json"]],
    "diff": [[".", "."]],
    "export": [[name] for name in ("table", "moodle", "case", "skos", "limesurvey", "feedback")],
    "import": [["--help"]],  # it writes to a folder that must be new
    "template": [["adviser"]],
    "form": [["adviser"], ["adviser", "--by", "level"]],
    "schema": [["catalog"]],
    "ratings": [["list"], ["show", "Sam Example"], ["export", "Sam Example"]],
    "report": [["person", "Sam Example", "--format", "html"], ["team", "t.csv"], ["handbook"]],
    "profile": [["compare", "adviser", "adviser"], ["compare", "adviser", "adviser", "--format", "json"]],
    "init": [["--help"]],  # what it makes is the same files each time, in a folder that must be new
}


RUN_ALL = """
import contextlib, io, json, sys
from competentie.cli import run

class Stream(io.TextIOWrapper):
    def __init__(self):
        super().__init__(io.BytesIO(), "utf-8")

found = []
for line in json.loads(sys.argv[1]):
    out, err = Stream(), Stream()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = int(run(line))
    written = []
    for stream in (out, err):
        stream.flush()
        written.append(stream.buffer.getvalue().decode())
    found.append((" ".join(line), [code, *written]))
print(json.dumps(found))
"""


def test_every_command_is_run_twice() -> None:
    assert set(RUNS) == set(COMMANDS)


def everything(folder: Path, seed: str) -> dict[str, tuple[int, str, str]]:
    """Run every command in one process with this order of hashes; return what each wrote, and its exit code."""
    lines = [[command, *arguments] for command, runs in RUNS.items() if command in COMMANDS for arguments in runs]
    ran = subprocess.run(
        [sys.executable, "-c", RUN_ALL, json.dumps(lines)],
        capture_output=True,
        check=True,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed, **ON_THE_DAY},
    )
    return {command: (code, out, err) for command, (code, out, err) in json.loads(ran.stdout)}


def test_the_same_input_gives_the_same_bytes(rated: Path) -> None:
    first, second = everything(rated, "1"), everything(rated, "2")
    for command, (code, out, err) in first.items():
        assert (code, out, err) == second[command], command
        assert code in {0, 1}, f"{command}: {err}"
        assert out or err, command


@pytest.mark.parametrize(
    ("value", "day"),
    [("1795392000", dt.date(2026, 11, 23)), ("1795478399", dt.date(2026, 11, 23)), ("0", dt.date(1970, 1, 1))],
)
def test_the_day_is_that_of_the_epoch(value: str, day: dt.date, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", value)
    assert (today(), now().date()) == (day, day)


@pytest.mark.parametrize("value", [None, ""])
def test_without_an_epoch_it_is_the_clock(value: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    if value is not None:
        monkeypatch.setenv("SOURCE_DATE_EPOCH", value)
    assert abs(now() - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=1)
    assert abs(today() - dt.datetime.now().astimezone().date()) <= dt.timedelta(days=1)


@pytest.mark.parametrize("value", ["yesterday", "2026-11-23", "1e9", "9" * 30])
def test_a_malformed_epoch_is_wrong_use(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", value)
    with pytest.raises(UsageError, match="which is no time"):
        today()


@pytest.mark.parametrize("arguments", [["assess", "--scores", "r.yaml"], ["score", "t.csv"], ["trend", "Sam Example"]])
def test_a_malformed_epoch_ends_a_command_before_its_output(
    arguments: list[str], rated: Path, competentie: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "now")
    ran = competentie(*arguments, cwd=rated)
    assert (ran.code, ran.out) == (2, "")
    assert "SOURCE_DATE_EPOCH is `now`, which is no time" in ran.err
