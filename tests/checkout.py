"""This project as somebody else gets it: its files in a git repository, to install from with pip.

Made once for all workers of a test run. Nothing is written outside pytest's temporary folder, caches included.
pip builds and installs the project and nothing else: the libraries are those of the tests, so no network is needed.
"""

import os
import shutil
import subprocess
import sysconfig
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import pytest
from support import ROOT

_NOT_OURS = (".*", "build", "dist", "__pycache__")  # in an unpacked archive; see .gitignore


def _ratings(path: str, found: list[str]) -> set[str]:
    """Leave out the ratings at the top, which are nobody's business; not a folder of that name elsewhere."""
    return {"ratings"} & set(found) if Path(path) == ROOT else set()


def shared_folder(factory: pytest.TempPathFactory) -> Path:
    """Return the folder that all workers of this run share (pytest-xdist gives each its own below it)."""
    own = factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


def libraries(factory: pytest.TempPathFactory) -> Path:
    """Return a folder with what is installed beside this project, and not the project; the first worker makes it."""
    target = shared_folder(factory) / "libraries"
    if not target.exists():
        made = factory.mktemp("made") / "libraries"
        made.mkdir()
        for installed in {Path(sysconfig.get_path(kind)) for kind in ("purelib", "platlib")}:
            for each in installed.iterdir():
                if "competentie" not in each.name and not (made / each.name).exists():
                    (made / each.name).symlink_to(each)
        _share(made, target)
    return target


def installing(factory: pytest.TempPathFactory, extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return an environment in which pip installs the project alone, and it finds the libraries of the tests."""
    ours = {
        "PIP_NO_BUILD_ISOLATION": "false",  # pip reads this one the wrong way round
        "PIP_NO_DEPS": "true",
        "PIP_NO_INDEX": "true",
        "PYTHONPATH": str(libraries(factory)),
    }
    return environment(shared_folder(factory), {**ours, **(extra or {})})


def environment(folder: Path, extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return an environment in which git, pip and virtualenv know nothing of this checkout and write in `folder`."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("GIT_", "GITHUB_", "CI_", "PRE_COMMIT", "PIP_", "COMPETENTIE_"))
        and name != "PYTHONPATH"
    }
    ours = {
        "COMPETENTIE_LANG": "en",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        **{f"GIT_{who}_NAME": "Test" for who in ("AUTHOR", "COMMITTER")},
        **{f"GIT_{who}_EMAIL": "test@example.org" for who in ("AUTHOR", "COMMITTER")},
        "PIP_CACHE_DIR": str(folder / "pip"),
        "PIP_NO_COMPILE": "1",  # a second less; Python compiles what it imports
        "PYTHONIOENCODING": "utf-8",
        "VIRTUALENV_OVERRIDE_APP_DATA": str(folder / "virtualenv"),
    }
    return {**kept, **ours, **(extra or {})}


def git(folder: Path, *arguments: str) -> str:
    """Run git in a folder and return what it says."""
    ran = subprocess.run(
        ["git", *arguments], cwd=folder, env=environment(folder), capture_output=True, text=True, check=True
    )
    return ran.stdout.strip()


def commit(folder: Path) -> str:
    """Make a folder a git repository with all that is in it, and return its commit."""
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message=Test")
    return git(folder, "rev-parse", "HEAD")


def checkout(factory: pytest.TempPathFactory) -> Path:
    """Return a git repository with this project as it is now; the first worker makes it."""
    target = shared_folder(factory) / "checkout"
    if not target.exists():
        made = factory.mktemp("made") / "checkout"
        _copy(made)
        commit(made)
        _share(made, target)
    return target


def _share(made: Path, target: Path) -> None:
    with suppress(OSError):  # another worker was first
        made.rename(target)


def _copy(target: Path) -> None:
    """Copy what git knows or would add; in an unpacked archive without git, what is not plainly made by tools."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    names = listed.stdout.split("\0")
    if listed.returncode or "pyproject.toml" not in names:
        ignore = shutil.ignore_patterns(*_NOT_OURS)
        shutil.copytree(ROOT, target, ignore=lambda path, found: ignore(path, found) | _ratings(path, found))
        shutil.copy(ROOT / ".pre-commit-hooks.yaml", target)
        return
    for name in filter(None, names):
        if (ROOT / name).is_file():  # a file that was removed is still listed
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, target / name)
