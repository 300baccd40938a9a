"""Every kind of wrong file, the report it gets in both languages, and the same files mended.

One folder per case under `errors/`; `competentie/explain/examples.py` says what is in it, since `explain` shows the
same cases. To add one, make the folder and run `pytest --update-golden`; read the reports before committing them.
"""

import errno
import os
import shlex
import shutil
import stat
import subprocess
from pathlib import Path

import pytest
from support import Program, Ran

from competentie.core import CODES, Severity
from competentie.explain.examples import Case, Side, all_cases, base
from competentie.page.language import LANGUAGES

CASES = all_cases()
IDS = [case.folder.name for case in CASES]
ERRORS = [code for code, (_, severity) in CODES.items() if severity is Severity.ERROR]
GIT = {
    "GIT_CONFIG_GLOBAL": os.devnull,  # what the developer has set stays out
    "GIT_CONFIG_NOSYSTEM": "1",
    **{f"GIT_{role}_{what}": "nobody@example.org" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
}


@pytest.fixture(autouse=True)
def _nobody_reads_what_nobody_may(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse files with mode 000 to root too, who could read them, so that root can run the tests."""
    really_open = os.open

    def opened(path: str, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        if dir_fd is None and os.path.exists(path) and not stat.S_IMODE(os.stat(path).st_mode):  # noqa: PTH110, PTH116
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return really_open(path, flags, mode, dir_fd=dir_fd)

    monkeypatch.setattr(os, "open", opened)


@pytest.fixture(autouse=True)
def _quiet_git(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):  # set where the tests run in a git hook
        monkeypatch.delenv(name, raising=False)
    for name, value in GIT.items():
        monkeypatch.setenv(name, value)


def prepare(case: Case, side: Side, folder: Path) -> None:
    """Make a folder into what one side of a case says."""
    for path, content in base().items():
        _write(folder / path, content)
    _run(case.setup, folder)
    for path, content in case.own(side).items():
        _write(folder / path, content)
    _run(case.commands(side), folder)


def _write(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)


def _run(commands: tuple[str, ...], folder: Path) -> None:
    if commands and os.name == "nt":
        pytest.skip("this case is prepared with the commands of POSIX")
    for command in commands:
        subprocess.run(shlex.split(command), cwd=folder, check=True)


def occurs(code: str, ran: Ran) -> bool:
    """Tell whether a report has a finding with this code."""
    return f"[{code} {CODES[code][0]}]" in ran.out + ran.err


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_what_is_wrong_is_reported(
    case: Case, language: str, tmp_path: Path, competentie: Program, request: pytest.FixtureRequest
) -> None:
    prepare(case, "wrong", tmp_path)
    ran = competentie(*case.command, lang=language, cwd=tmp_path)
    assert occurs(case.code, ran), ran.out + ran.err
    assert ran.code == (1 if any(occurs(code, ran) for code in ERRORS) else 0)
    expected = case.folder / f"expected.{language}.txt"
    if request.config.getoption("--update-golden"):
        expected.write_text(ran.out + ran.err, encoding="utf-8")
    assert ran.out + ran.err == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_what_is_right_is_not_reported(case: Case, tmp_path: Path, competentie: Program) -> None:
    prepare(case, "right", tmp_path)
    ran = competentie(*case.command, cwd=tmp_path)
    assert not occurs(case.code, ran), ran.out + ran.err
    assert ran.code == 0, ran.out + ran.err


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_the_report_in_dutch_leaves_no_english(case: Case) -> None:
    found = [
        {
            line
            for line in case.report(language).splitlines()
            if ("]: " in line or "] " in line or line.startswith("  = ")) and " | " not in line
        }
        for language in LANGUAGES
    ]
    assert all(found)
    assert not found[0] & found[1]


def test_the_base_has_no_findings(tmp_path: Path, competentie: Program) -> None:
    shutil.copytree(CASES[0].folder.parent / "base", tmp_path, dirs_exist_ok=True)
    ran = competentie("validate", "--strict", cwd=tmp_path)
    assert (ran.code, ran.out) == (0, "")


def test_each_code_has_a_case_and_no_case_lacks_a_code() -> None:
    names = {f"{code}-{name}" for code, (name, _) in CODES.items()}
    assert names <= {case.folder.name for case in CASES}
    for case in CASES:
        assert any(case.folder.name == name or case.folder.name.startswith(f"{name}-") for name in names)


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_a_case_says_only_what_is_needed(case: Case) -> None:
    assert case.own("wrong") != case.own("right") or case.wrong != case.right
    unneeded = base().items() & (case.own("wrong").items() | case.own("right").items())
    assert not unneeded
