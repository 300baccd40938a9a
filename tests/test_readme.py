"""The README tells the truth: its two commands, and what it shows."""

import re
import shutil
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from support import ON_THE_DAY, ROOT, Program

README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, flags=re.MULTILINE | re.DOTALL)


def test_the_first_two_sh_blocks_are_one_command_line_each() -> None:
    first, second = blocks("sh")[:2]
    assert first.count("\n") == second.count("\n") == 1
    assert "competentie --lang nl assess opleidingscoordinator --scores examples/ratings.yaml" in first
    assert "pytest" in second


def locked(name: str) -> dict[str, str]:
    """Return the packages of a lock with their versions; each has a hash."""
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    assert "://" not in text  # whose index it is says who installs
    pins = re.findall(r"^([a-z0-9-]+)==(\S+)[^\n]*\\\n    --hash=sha256:[0-9a-f]{64}", text, re.MULTILINE)
    assert len(pins) == sum(line[:1].isalnum() for line in text.splitlines())
    return dict(pins)


def test_what_the_first_two_commands_install_is_locked() -> None:
    first, second = (locked(re.findall(r"-r requirements/(\S+)", command)[0]) for command in blocks("sh")[:2])
    assert first.items() <= second.items()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = project["dependency-groups"]
    assert groups["build"] == project["build-system"]["requires"]
    for asked, pins in (
        ([*project["project"]["dependencies"], *groups["build"]], first),
        ([one for one in groups["dev"] if isinstance(one, str)], second),
    ):
        for one in map(Requirement, asked):
            assert pins[one.name.lower().replace(".", "-")] in one.specifier, one


@pytest.fixture
def _on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ON_THE_DAY.items():
        monkeypatch.setenv(name, value)


@pytest.mark.usefixtures("_on_the_day")
def test_the_gap_table_is_what_the_first_command_prints(competentie: Program) -> None:
    arguments = blocks("sh")[0].rpartition(".venv/bin/competentie --lang nl ")[2].split()
    assert competentie(*arguments, lang="nl", cwd=ROOT).out == blocks("text")[0]


@pytest.mark.usefixtures("_on_the_day")
def test_the_team_is_what_the_command_prints(competentie: Program, tmp_path: Path) -> None:
    command, _, shown = blocks("console")[1].partition("-o resultaten.xlsx\n")
    arguments = command.splitlines()[-1].removeprefix("$ competentie ").split()
    ran = competentie(*arguments, "-o", tmp_path / "resultaten.xlsx", lang="nl", cwd=ROOT)
    assert ran.err.startswith(shown)


def test_the_error_is_what_validate_prints(competentie: Program, tmp_path: Path) -> None:
    shutil.copy(ROOT / "catalog.yaml", tmp_path)
    shutil.copytree(ROOT / "profiles", tmp_path / "profiles")
    profile = tmp_path / "profiles" / "opleidingscoordinator.yaml"
    text = profile.read_text(encoding="utf-8").replace(
        "zorgvuldigheid:\n    norm: 2", "zorgvuldighied:\n    norm: twee"
    )
    profile.write_text(text, encoding="utf-8")
    ran = competentie("validate", "profiles", lang="nl", cwd=tmp_path)
    assert ran.out + ran.err == blocks("text")[1]


def test_every_command_is_in_the_readme() -> None:
    from competentie.cli.application import COMMANDS

    assert all(f"`competentie {name}" in README for name in COMMANDS)


def test_links_within_the_repository_lead_somewhere() -> None:
    for page in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]:
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
