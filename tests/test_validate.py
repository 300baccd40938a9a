"""`validate` as a command: what it reads, what it shows, which reports it writes, and how it ends."""

import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from support import CATALOGUE, PROFILE, Program, process

from competentie.cli import validate
from competentie.files.read import MAX_BYTES

WRONG = PROFILE.replace("norm: 2}", "norm: 9}")
TOO_HIGH = "profiles/adviser.yaml:5:21: error[P002 norm-out-of-range] the norm 9 of `listening` is too high\n"
ADVISER = "profiles/adviser.yaml"
ALL = ("sarif=r.sarif", "junit=r.xml", "json=r.json", "gitlab=r.gitlab.json")


@pytest.fixture(autouse=True)
def _no_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the CI that runs these tests out of them."""
    for name in ("GITHUB_ACTIONS", "GITHUB_WORKSPACE", "CI_PROJECT_DIR", "SOURCE_DATE_EPOCH"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def wrong(project: Path) -> Path:
    """Return a project with one error in its profile."""
    (project / "profiles" / "adviser.yaml").write_text(WRONG, encoding="utf-8")
    return project


def options(*values: str) -> list[str]:
    return [word for value in values for word in ("--report", value)]


def give(monkeypatch: pytest.MonkeyPatch, content: str | bytes) -> None:
    """Put content on stdin."""
    data = content.encode() if isinstance(content, str) else content
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))


# Reports


@pytest.mark.parametrize("format", ["full", "concise", "json", "github"])
def test_reports_are_written_beside_any_output(format: str, wrong: Path, competentie: Program) -> None:
    bare = competentie("validate", ADVISER, "--format", format, cwd=wrong)
    ran = competentie("validate", ADVISER, "--format", format, *options(*ALL), cwd=wrong)
    assert ran == bare
    assert ran.code == 1
    assert json.loads((wrong / "r.sarif").read_bytes())["runs"][0]["results"][0]["ruleId"] == "P002"
    assert etree.fromstring((wrong / "r.xml").read_bytes())[0].get("failures") == "1"
    assert json.loads((wrong / "r.json").read_bytes())["summary"]["errors"] == 1
    assert json.loads((wrong / "r.gitlab.json").read_bytes())[0]["location"]["path"] == "profiles/adviser.yaml"


def test_reports_are_written_when_all_is_well(project: Path, competentie: Program) -> None:
    assert competentie("validate", ADVISER, *options(*ALL), cwd=project).code == 0
    assert json.loads((project / "r.gitlab.json").read_bytes()) == []
    assert json.loads((project / "r.sarif").read_bytes())["runs"][0]["results"] == []


def test_a_json_report_is_what_the_json_format_prints(wrong: Path, competentie: Program) -> None:
    ran = competentie("validate", ADVISER, "--format", "json", "--report", "json=r.json", cwd=wrong)
    assert ran.out == (wrong / "r.json").read_text(encoding="utf-8")


def test_reports_are_the_same_in_every_run(wrong: Path) -> None:
    texts = []
    for seed in ("1", "2"):
        process("validate", *options(*ALL), cwd=wrong, env={"PYTHONHASHSEED": seed, "SOURCE_DATE_EPOCH": "86400"})
        texts.append([(wrong / value.partition("=")[2]).read_bytes() for value in ALL])
    assert texts[0] == texts[1]
    assert b'timestamp="1970-01-02T00:00:00"' in texts[0][1]


@pytest.mark.parametrize(
    ("given", "message", "advice"),
    [
        (["sarif"], "`sarif` does not say which report to write where", "write it as `KIND=FILE`"),
        (["sarif="], "`sarif=` does not say which report to write where", "write it as `KIND=FILE`"),
        (["r.sarif"], "`r.sarif` does not say which report to write where", "write it as `KIND=FILE`"),
        (["sarf=r.sarif"], "there is no report of the kind `sarf`", "did you mean `sarif`?"),
        (["html=r.html"], "there is no report of the kind `html`", "choose one of: sarif, junit, json, gitlab"),
        (["json=-"], "a report cannot be written to `-`", "give the name of a file"),
        (["json=r", "sarif=./r"], "two reports would be written to r", "give each its own file"),
        (["json=catalog.yaml"], "a report is not written over a YAML file: catalog.yaml", "give it another ending"),
    ],
)
def test_a_report_that_cannot_be_meant(
    given: list[str], message: str, advice: str, wrong: Path, competentie: Program
) -> None:
    ran = competentie("validate", *options(*given), cwd=wrong)
    assert (ran.code, ran.out) == (2, "")
    assert f"error: {message}" in ran.err
    assert f"help: {advice}" in ran.err
    assert (wrong / "catalog.yaml").read_text(encoding="utf-8") == CATALOGUE
    assert not (wrong / "r").exists()


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("nowhere/r.sarif", "there is no folder nowhere"),
        ("profiles", "profiles could not be written: this is a folder, not a file"),
    ],
)
def test_a_report_that_cannot_be_written_ends_the_run_after_the_rest(
    target: str, reason: str, wrong: Path, competentie: Program
) -> None:
    ran = competentie("validate", ADVISER, "--format", "concise", *options(f"sarif={target}", "junit=r.xml"), cwd=wrong)
    assert (ran.code, ran.out) == (2, TOO_HIGH)
    assert f"error: {reason}" in ran.err
    assert (wrong / "r.xml").exists()


@pytest.mark.parametrize("value", ["yesterday", "1.5", "9" * 30])
def test_a_malformed_time_is_wrong_use(
    value: str, wrong: Path, competentie: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", value)
    ran = competentie("validate", "--report", "junit=r.xml", cwd=wrong)
    assert (ran.code, ran.out) == (2, "")
    assert f"SOURCE_DATE_EPOCH is `{value}`, which is no time" in ran.err


def test_services_get_paths_from_the_top_of_the_checkout(
    wrong: Path, competentie: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI_PROJECT_DIR", str(wrong))
    competentie("validate", "adviser.yaml", *options("gitlab=g.json", "json=r.json"), cwd=wrong / "profiles")
    assert json.loads((wrong / "profiles" / "g.json").read_bytes())[0]["location"]["path"] == "profiles/adviser.yaml"
    assert json.loads((wrong / "profiles" / "r.json").read_bytes())["diagnostics"][0]["path"] == "adviser.yaml"


@pytest.mark.parametrize(
    ("environment", "folder", "within"),
    [
        ({}, "a/b", ""),
        ({"GITHUB_WORKSPACE": "a"}, "a/b", "b"),
        ({"GITHUB_WORKSPACE": "a"}, "a", "."),
        ({"CI_PROJECT_DIR": "a"}, "c", ""),
        ({"GITHUB_WORKSPACE": "c", "CI_PROJECT_DIR": "a"}, "a/b", "b"),
    ],
)
def test_where_the_working_folder_lies_in_the_checkout(
    environment: dict[str, str], folder: str, within: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, place in environment.items():
        monkeypatch.setenv(name, str(tmp_path / place))
    assert validate._within(tmp_path / folder) == within  # noqa: SLF001


def test_a_report_about_people_is_for_its_owner_only(wrong: Path, competentie: Program) -> None:
    competentie("validate", "--report", "json=r.json", cwd=wrong)
    assert (wrong / "r.json").stat().st_mode & 0o077 == 0


@pytest.mark.skipif(sys.platform != "linux", reason="this system has no file names that are not text")
def test_a_file_name_that_is_not_text_is_reported_all_the_same(wrong: Path) -> None:
    name = b"50% \xff\x01.yaml"
    os.rename(os.fsencode(wrong / ADVISER), os.fsencode(wrong) + b"/" + name)  # noqa: PTH104 - bytes
    (wrong / "catalog.yaml").rename(wrong / "other.yml")
    assert process("--catalog", "other.yml", "validate", ".", *options(*ALL), cwd=wrong).returncode == 1
    assert b'"uri": "50%25%20%FF%01.yaml"' in (wrong / "r.sarif").read_bytes()
    assert json.loads((wrong / "r.json").read_bytes())["diagnostics"][0]["path"] == os.fsdecode(name)
    assert etree.fromstring((wrong / "r.xml").read_bytes())[0].get("failures") == "1"


# Standard input


@pytest.mark.parametrize(
    ("content", "arguments", "code", "out"),
    [
        (PROFILE, [], 0, ""),
        (WRONG, [], 1, TOO_HIGH.replace("profiles/adviser.yaml", "<stdin>")),
        (WRONG, ["--stdin-filename", "profiles/adviser.yaml"], 1, TOO_HIGH),
        (WRONG, ["--stdin-filename", "profiles/new.yaml"], 1, TOO_HIGH.replace("adviser", "new")),
        (WRONG, ["--stdin-filename", "other/profiles/new.yaml"], 1, None),
        (CATALOGUE, [], 0, None),
        (CATALOGUE, ["--stdin-filename", "catalog.yaml"], 0, None),
        (
            "a: 1\n",
            [],
            1,
            "<stdin>:1:1: error[S005 unknown-kind] this is not a catalogue, a profile, ratings or a plan\n",
        ),
        ("", [], 1, "<stdin>:1:1: error[Y004 empty-file] this file is empty\n"),
        (b"\xff\xff", [], 1, None),
    ],
)
def test_standard_input(
    content: str | bytes,
    arguments: list[str],
    code: int,
    out: str | None,
    project: Path,
    competentie: Program,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    give(monkeypatch, content)
    ran = competentie("validate", "-", *arguments, "--format", "concise", cwd=project)
    assert (ran.code, ran.err.count("\n")) == (code, 1)
    if out is not None:
        assert ran.out == out
    assert (project / "profiles" / "adviser.yaml").read_text(encoding="utf-8") == PROFILE


def test_standard_input_stands_for_the_catalogue_that_it_is_said_to_be(
    project: Path, competentie: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    give(monkeypatch, CATALOGUE.replace("cluster: work", "cluster: wrok", 1))
    ran = competentie("validate", "-", "--stdin-filename", "catalog.yaml", "--format", "concise", cwd=project)
    assert ran.code == 1
    assert ran.out.startswith("catalog.yaml:13:14:")
    assert "C002" in ran.out


def test_the_lines_that_are_quoted_are_those_of_standard_input(
    project: Path, competentie: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    for arguments in ([], ["--stdin-filename", ADVISER]):
        give(monkeypatch, WRONG)
        assert "\n5 |   listening: {norm: 9}\n" in competentie("validate", "-", *arguments, cwd=project).out


def test_standard_input_is_held_against_the_catalogue_that_was_named(
    project: Path, competentie: Program, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    for arguments in ([], ["--stdin-filename", "profiles/new.yaml"]):
        give(monkeypatch, WRONG)
        ran = competentie("--catalog", project, "validate", "-", *arguments, "--format", "concise", cwd=elsewhere)
        assert "P002" in ran.out


def test_too_much_on_standard_input_is_not_read_to_its_end(
    project: Path, competentie: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Endless(io.RawIOBase):
        read_so_far = 0

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any, /) -> int:
            self.read_so_far += len(buffer)
            buffer[:] = b"#" * len(buffer)
            return len(buffer)

    source = Endless()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BufferedReader(source)))
    ran = competentie("validate", "-", "--format", "concise", cwd=project)
    assert ran.code == 1
    assert "Y003 too-large" in ran.out
    assert source.read_so_far < 2 * MAX_BYTES


def test_a_terminal_as_standard_input_is_told_of(
    project: Path, competentie: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    give(monkeypatch, PROFILE)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    assert "reading a file from the terminal; Ctrl-D ends it\n" in competentie("validate", "-", cwd=project).err
    give(monkeypatch, PROFILE)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    assert competentie("validate", "-", "-q", cwd=project).err == ""


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-", "catalog.yaml"], "`-` (stdin) can only be checked by itself"),
        (["-", "-"], "`-` (stdin) can only be checked by itself"),
        (["--stdin-filename", "x.yaml"], "--stdin-filename goes with `-` only"),
        (["catalog.yaml", "--stdin-filename", "x.yaml"], "--stdin-filename goes with `-` only"),
        (["-", "--stdin-filename", " "], "--stdin-filename is empty"),
    ],
)
def test_wrong_use_of_standard_input(
    arguments: list[str], message: str, project: Path, competentie: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    give(monkeypatch, PROFILE)
    ran = competentie("validate", *arguments, cwd=project)
    assert (ran.code, ran.out) == (2, "")
    assert f"error: {message}" in ran.err


def test_a_file_whose_name_is_a_dash_can_be_named(project: Path, competentie: Program) -> None:
    (project / "-").write_text(WRONG, encoding="utf-8")
    assert "P002" in competentie("validate", "./-", "--format", "concise", cwd=project).out


# Paths


@pytest.mark.parametrize("target", ["nothing.yaml", "link.yaml"])
def test_a_link_that_leads_nowhere_is_a_finding(target: str, project: Path, competentie: Program) -> None:
    (project / "link.yaml").symlink_to(target)
    ran = competentie("validate", "link.yaml", "--format", "concise", cwd=project)
    assert ran.code == 1
    assert ran.out.startswith("link.yaml:1:1: error[Y")


def test_what_does_not_exist_is_wrong_use(project: Path, competentie: Program) -> None:
    ran = competentie("validate", "catalog.yaml", "nothing.yaml", cwd=project)
    assert (ran.code, ran.out) == (2, "")
    assert "there is no file or folder nothing.yaml" in ran.err


# Severity


@pytest.mark.parametrize(
    ("catalogue", "arguments", "code"),
    [
        (CATALOGUE, [], 0),
        (CATALOGUE.replace("license: all rights reserved\n", ""), [], 0),
        (CATALOGUE.replace("license: all rights reserved\n", ""), ["--strict"], 0),
        (CATALOGUE.replace("      3: []\n", ""), [], 0),
        (CATALOGUE.replace("      3: []\n", ""), ["--strict"], 1),
        (CATALOGUE.replace("cluster: work", "cluster: wrok"), [], 1),
        (CATALOGUE.replace("cluster: work", "cluster: wrok"), ["--strict"], 1),
    ],
    ids=["clean", "advice", "advice, strict", "warning", "warning, strict", "error", "error, strict"],
)
def test_which_severities_fail(
    catalogue: str, arguments: list[str], code: int, project: Path, competentie: Program
) -> None:
    (project / "catalog.yaml").write_text(catalogue, encoding="utf-8")
    assert competentie("validate", "catalog.yaml", *arguments, cwd=project).code == code


# GitHub Actions


def read_log(out: str) -> tuple[str, str]:
    """Take a log apart as the runner does: what it shows as text, and what it reads as commands."""
    stop, _, rest = out.partition("\n")
    found = re.fullmatch("::stop-commands::([0-9a-f]{64})", stop)
    assert found
    text, resumed, commands = rest.partition(f"::{found[1]}::\n")
    assert resumed
    return text, commands


@pytest.mark.parametrize("format", ["full", "concise", "github"])
def test_github_actions_gets_text_and_annotations(
    format: str, wrong: Path, competentie: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = competentie("validate", ADVISER, "--format", "full" if format == "github" else format, cwd=wrong)
    annotated = competentie("validate", ADVISER, "--format", "github", cwd=wrong)
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    ran = competentie("validate", ADVISER, "--format", format, cwd=wrong)
    assert read_log(ran.out) == (plain.out, annotated.out)
    assert (ran.err, ran.code) == (plain.err, 1)
    assert annotated.out == (
        "::error file=profiles/adviser.yaml,line=5,endLine=5,col=21,endColumn=22,title=P002 norm-out-of-range::"
        "the norm 9 of `listening` is too high%0Ahelp: the catalogue has levels 1 to 3\n"
    )


def test_github_actions_gets_json_as_it_is(wrong: Path, competentie: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = competentie("validate", "--format", "json", cwd=wrong).out
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert competentie("validate", "--format", "json", cwd=wrong).out == plain


def test_no_file_can_give_commands_to_github_actions(
    project: Path, competentie: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    name = "::error::%0A ##[add-mask]x,y.yaml"
    (project / name).write_text(PROFILE + '"::set-output name=a::b": 1\n"##[error]c": 2\n', encoding="utf-8")
    (project / "catalog.yaml").write_text(CATALOGUE.replace("cluster: work", "cluster: wrok"), encoding="utf-8")
    for shape in ("full", "concise", "github", "json"):
        ran = competentie("validate", name, "--format", shape, cwd=project)
        assert ran.code == 1
        assert "##[" not in ran.err
        assert not re.search("^ *::", ran.err, re.MULTILINE)
        if shape == "json":
            assert "##[" not in ran.out
            continue
        text, commands = read_log(ran.out)
        assert "##[error]c" in text
        assert "\nnot checked, because " in text
        assert all(
            re.match(r"::error file=[^:]*title=[^:,]*::", line) for line in commands.removesuffix("\n").split("\n")
        )


def test_nobody_can_foresee_when_commands_are_read_again(
    wrong: Path, competentie: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    tokens = {competentie("validate", cwd=wrong).out.partition("\n")[0] for _ in range(3)}
    assert len(tokens) == 3


def test_annotations_have_paths_from_the_top_of_the_checkout(
    wrong: Path, competentie: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_WORKSPACE", str(wrong))
    ran = competentie("validate", "adviser.yaml", "--format", "github", cwd=wrong / "profiles")
    assert ran.out.startswith("::error file=profiles/adviser.yaml,")


# The schema of the JSON


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_schema_of_the_json_is_printed(lang: str, competentie: Program) -> None:
    ran = competentie("schema", "diagnostics", lang=lang)
    assert ran.code == 0
    assert json.loads(ran.out)["properties"]["version"] == {"description": "The version of this format.", "const": 1}


def test_the_other_schemas_are_still_printed_in_the_language_of_the_run(competentie: Program) -> None:
    assert competentie("schema", "catalog", lang="nl").out != competentie("schema", "catalog", lang="en").out


def test_a_report_of_a_removed_folder_can_still_be_written(
    project: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    gone = tmp_path_factory.mktemp("gone")
    out = project / "r.json"
    code = (
        "import os, sys, pydantic\n"  # which Python 3.13 cannot load from a folder that is gone
        f"os.chdir({str(gone)!r}); os.rmdir({str(gone)!r})\n"
        f"from competentie.cli import run\n"
        f"sys.exit(run(['validate', {str(project / 'catalog.yaml')!r}, '--report', {f'json={out}'!r}]))"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    subprocess.run([sys.executable, "-c", code], env=environment, check=True, capture_output=True)
    assert json.loads(out.read_bytes())["version"] == 1


def test_what_looks_like_a_profile_and_is_not_read_is_named(project: Path, competentie: Program) -> None:
    profiles = project / "profiles"
    (profiles / "team").mkdir()
    (profiles / "empty").mkdir()
    for name in ("Sales.YAML", "team/sales.yaml", "notes.txt", ".hidden.YAML"):
        (profiles / name).write_text("wrong: [", encoding="utf-8")
    ran = competentie("validate", cwd=project)
    assert ran.code == 0
    assert [line for line in ran.err.splitlines() if line.startswith("not read")] == [
        "not read: profiles/Sales.YAML; a file ends in .yaml or .yml and lies in profiles itself",
        "not read: profiles/team; a file ends in .yaml or .yml and lies in profiles itself",
    ]


@pytest.mark.parametrize(
    ("moved", "where", "advice"),
    [
        (2, "catalog.yaml:19:5", "this is a competency: indent it as far as `listening`"),
        (-2, "catalog.yaml:19:1", "this is a competency: put it below `competencies`, and indent it"),
    ],
)
def test_a_competency_with_another_indentation_is_the_one_fault(
    moved: int, where: str, advice: str, project: Path, competentie: Program
) -> None:
    head, tail = CATALOGUE.split("  advising:\n")
    body, last = tail.split("  patience:\n")
    lines = [f"  {line}" if moved > 0 else line[2:] for line in ["  advising:", *body.splitlines()]]
    text = "\n".join([head.rstrip("\n"), *lines, "  patience:", last])
    (project / "catalog.yaml").write_text(text, encoding="utf-8")
    ran = competentie("validate", cwd=project)
    assert ran.out.count("error[") == 1
    assert f"--> {where}" in ran.out
    assert f"= help: {advice}" in ran.out
