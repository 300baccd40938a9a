"""The GitHub Action: its scripts, run with bash as a runner runs them."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from checkout import checkout, commit, environment, installing
from support import CATALOGUE, PROFILE, ROOT

ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS = {step["name"]: step for step in ACTION["runs"]["steps"]}
SCRIPTS = {name: step["run"] for name, step in STEPS.items() if "run" in step}
INPUT = re.compile(r"\$\{\{ inputs\.([a-z-]+) \}\}")
ANNOTATION = re.compile(r"^::((?:error|warning|notice) .*)$", re.MULTILINE)
EVIL = '$(touch pwned); `touch pwned`; "; touch pwned; #'
PROGRAM = shutil.which("competentie", path=str(Path(sys.executable).parent))
PYTHON = shutil.which("python{}.{}".format(*sys.version_info), path=str(Path(sys.base_prefix) / "bin"))  # it has pip

Ran = subprocess.CompletedProcess[str]


def run_step(name: str, folder: Path, env: Mapping[str, str]) -> Ran:
    """Run the script of a step as `shell: bash` does (docs.github.com, workflow syntax, `steps[*].shell`)."""
    (folder / ".step.sh").write_text(SCRIPTS[name], encoding="utf-8")
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", ".step.sh"]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, encoding="utf-8", timeout=600, check=False)


def check(
    folder: Path, inputs: Mapping[str, str] | None = None, path: str = "", env: Mapping[str, str] | None = None
) -> Ran:
    """Run the step that checks, with these inputs and the defaults of the others."""
    given = {name: one["default"] for name, one in ACTION["inputs"].items()} | dict(inputs or {})
    values = {name: INPUT.sub(lambda found: given[found[1]], text) for name, text in STEPS["Check"]["env"].items()}
    path = path or str(Path(str(PROGRAM)).parent)
    runner = {"GITHUB_ACTIONS": "true", "GITHUB_WORKSPACE": str(folder), "PATH": path + os.pathsep + os.environ["PATH"]}
    return run_step("Check", folder, {**(env or environment(folder)), **runner, **values})


@pytest.fixture
def broken(project: Path) -> Path:
    """Return the small project with a norm that no level has."""
    file = project / "profiles" / "adviser.yaml"
    file.write_text(PROFILE.replace("norm: 2}", "norm: 4}"), encoding="utf-8")
    return project


def test_a_good_project_passes(project: Path) -> None:
    ran = check(project)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert not ANNOTATION.findall(ran.stdout)


def test_a_bad_project_fails_with_text_and_an_annotation(broken: Path) -> None:
    ran = check(broken)
    assert ran.returncode == 1, ran.stdout + ran.stderr
    assert "profiles/adviser.yaml:5:" in ran.stdout
    (annotation,) = ANNOTATION.findall(ran.stdout)
    assert annotation.startswith("error file=profiles/adviser.yaml,line=5,")


@pytest.mark.parametrize(
    ("paths", "code"),
    [
        (["a folder"], 1),
        (["a folder/catalog.yaml"], 0),
        (["a folder/catalog.yaml", "a folder/profiles/adviser.yaml"], 1),
        (["", "a folder/catalog.yaml", ""], 0),
        (["a", "folder"], 2),
        ([], 2),
    ],
    ids=["folder", "file", "files", "empty-lines", "split-is-wrong", "nothing-here"],
)
def test_paths_stand_on_lines_of_their_own(paths: list[str], code: int, broken: Path, tmp_path: Path) -> None:
    (tmp_path / "root").mkdir()
    (tmp_path / "root" / "a folder").mkdir()
    for name in ("catalog.yaml", "profiles"):
        shutil.move(broken / name, tmp_path / "root" / "a folder" / name)
    ran = check(tmp_path / "root", {"paths": "".join(path + "\n" for path in paths)})
    assert ran.returncode == code, ran.stdout + ran.stderr


def test_a_catalogue_that_is_named_is_checked_with_what_lies_beside_it(broken: Path) -> None:
    (broken / "elsewhere").mkdir()
    ran = check(broken / "elsewhere", {"catalog": "../catalog.yaml"})
    assert (ran.returncode, "adviser.yaml" in ran.stdout) == (1, True), ran.stdout + ran.stderr


@pytest.mark.parametrize(("strict", "code"), [("", 0), ("false", 0), ("true", 1), ("yes", 2)])
def test_strict(strict: str, code: int, project: Path) -> None:
    text = CATALOGUE.replace("      3: []\n", "")  # a warning
    (project / "catalog.yaml").write_text(text, encoding="utf-8")
    assert check(project, {"strict": strict}).returncode == code


def test_sarif_is_written_also_when_there_are_findings(broken: Path) -> None:
    ran = check(broken, {"sarif": "my report.sarif"})
    assert ran.returncode == 1, ran.stdout + ran.stderr
    assert '"2.1.0"' in (broken / "my report.sarif").read_text(encoding="utf-8")


@pytest.mark.parametrize("deeper", [False, True], ids=["top", "deeper"])
def test_against_fails_when_the_version_stayed(*, deeper: bool, project: Path, tmp_path: Path) -> None:
    top = tmp_path / "top"
    handbook = top / "handbook" if deeper else top
    handbook.mkdir(parents=True)
    for name in ("catalog.yaml", "profiles"):
        shutil.move(project / name, handbook / name)
    commit(top)
    inputs = {"against": "main", **({"catalog": "handbook"} if deeper else {})}
    assert check(top, inputs).returncode == 0
    text = CATALOGUE.replace("2: [Sums up]", "2: [Sums up, Asks]")
    (handbook / "catalog.yaml").write_text(text, encoding="utf-8")
    ran = check(top, inputs)
    assert (ran.returncode, "V001" in ran.stdout) == (1, True), ran.stdout + ran.stderr


@pytest.mark.parametrize("name", [name for name in ACTION["inputs"] if name != "python-version"])
@pytest.mark.parametrize("value", [EVIL, "x\n" + EVIL, "--help", "-"], ids=["script", "lines", "option", "dash"])
def test_an_input_is_never_run_nor_taken_for_an_option(name: str, value: str, project: Path) -> None:
    ran = check(project, {name: value})
    assert not (project / "pwned").exists()
    assert "Usage:" not in ran.stdout
    assert ran.returncode in {0, 1, 2}


def test_scripts_hold_no_expressions() -> None:
    assert SCRIPTS
    assert not [name for name, script in SCRIPTS.items() if "${{" in script]
    assert {STEPS[name]["shell"] for name in SCRIPTS} == {"bash"}


def test_every_input_is_described_and_used() -> None:
    used = set(re.findall(r"inputs\.([a-z-]+)", str(ACTION["runs"])))
    assert used == set(ACTION["inputs"])
    assert all(one["description"] and isinstance(one["default"], str) for one in ACTION["inputs"].values())


def test_it_installs_itself_and_puts_only_the_program_on_the_path(
    project: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    temporary = tmp_path_factory.mktemp("runner") / "its temp"
    temporary.mkdir()
    paths = temporary / "path.txt"
    runner = {
        "GITHUB_ACTION_PATH": str(checkout(tmp_path_factory)),
        "GITHUB_PATH": str(paths),
        "PYTHON": PYTHON or sys.executable,
        "RUNNER_TEMP": str(temporary),
    }
    for name in ("venv.py", "pip.py", "typer.py"):
        (project / name).write_text("raise SystemExit('taken from the repository')", encoding="utf-8")
    env = installing(tmp_path_factory, runner)
    installed = run_step("Install competentie", project, env)
    assert installed.returncode == 0, installed.stdout + installed.stderr
    (added,) = paths.read_text(encoding="utf-8").splitlines()
    assert [one.stem for one in Path(added).iterdir()] == ["competentie"]
    ran = check(project, path=added, env=env)
    assert ran.returncode == 0, ran.stdout + ran.stderr
