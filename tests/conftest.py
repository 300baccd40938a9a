"""What the tests share: running the program, small projects on disk, and golden files.

Golden files are renewed with `pytest --update-golden`; read the diff before committing it.
"""

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from pages import PERSON
from people import Said, write_ratings
from support import CATALOGUE, GOLDEN, PROFILE, Program, Ran

from competentie.cli import run as run_program

# How fast a machine is decides no test.
settings.register_profile("any-speed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any-speed")

# A script starts what runs in the background with this ignored, and children inherit it.
signal.signal(signal.SIGINT, signal.default_int_handler)
os.umask(0o022)  # what is private must be so by itself


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write golden files anew")


@pytest.fixture(autouse=True)
def _quiet_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep what the developer has set out of the tests."""
    for name in (
        *("COMPETENTIE_CATALOG", "COMPETENTIE_LANG", "NO_COLOR", "FORCE_COLOR", "LANGUAGE", "COLUMNS"),
        *("GITHUB_ACTIONS", "GITHUB_WORKSPACE", "CI_PROJECT_DIR", "SOURCE_DATE_EPOCH"),  # where CI itself runs us
        *("PYTHONIOENCODING", "PYTHONUTF8"),
        *(name for name in os.environ if name.startswith("GIT_")),  # where a hook of git runs us
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a folder with a small catalogue and the profile `adviser`."""
    (tmp_path / "catalog.yaml").write_text(CATALOGUE, encoding="utf-8")
    (tmp_path / "profiles").mkdir()
    (tmp_path / "profiles" / "adviser.yaml").write_text(PROFILE, encoding="utf-8")
    return tmp_path


@pytest.fixture
def talk(project: Path) -> Path:
    """Return a project in which a manager, two dates and a group of peers rated somebody, and an older handbook."""
    (project / "old" / "profiles").mkdir(parents=True)
    (project / "old" / "catalog.yaml").write_text(CATALOGUE.replace("Offers help", "Offers some help"))
    (project / "old" / "profiles" / "adviser.yaml").write_text(PROFILE)
    (project / "team.csv").write_text(
        "person,rater,listening,advising\nSanne,Ann,2,1\nLotte,Ann,1,\n", encoding="utf-8"
    )
    given = {"listening": "++ -", "advising": "+ .+ -"}
    write_ratings(
        project,
        Said("manager", "Ann", given, "2025-05-01"),
        Said("manager", "Ann", {"listening": "++ +", "advising": "+ +. -"}, "2026-05-01"),
        Said("self", PERSON, {"listening": 2, "advising": "- -- -"}),
        *(Said("peer", name, given) for name in ("Bo", "Cas", "Do", "Ed")),
    )
    (project / "choices").mkdir()
    chosen = "competentie: 1\nchoices: lead\nrole: Lead\nby: Ann\nchosen: {listening: {norm: 2}}\n"
    (project / "choices" / "lead.ann.yaml").write_text(chosen)
    return project


@pytest.fixture
def competentie(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Program:
    """Run the program in this process; `lang` is English unless given."""

    def run(*arguments: str | Path, lang: str = "en", cwd: Path | None = None) -> Ran:
        if cwd is not None:
            monkeypatch.chdir(cwd)
        capsys.readouterr()
        code = run_program(["--lang", lang, *map(str, arguments)])
        out, err = capsys.readouterr()
        return Ran(code, out, err)

    return run


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Hold a text against its golden file."""

    def compare(name: str, text: str) -> None:
        path = GOLDEN / name
        if request.config.getoption("--update-golden"):
            path.write_text(text, encoding="utf-8")
        assert text == path.read_text(encoding="utf-8"), f"{path} differs; --update-golden renews it"

    return compare
