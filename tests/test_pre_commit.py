"""The hook in the real pre-commit, which installs this project into an environment of its own."""

import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from checkout import checkout, commit, git, installing, shared_folder
from support import CATALOGUE, PROFILE, ROOT

HOOK = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))[0]
BAD = PROFILE.replace("norm: 2}", "norm: 4}")
PASSED, FAILED, SKIPPED = "Passed", "Failed", "(no files to check)Skipped"


@dataclass(frozen=True)
class Hook:
    """The hook, installed."""

    repository: Path
    revision: str
    environment: dict[str, str]

    def config(self, settings: str = "") -> str:
        """Return a `.pre-commit-config.yaml` with the hook."""
        hook = f"{{id: {HOOK['id']}{settings and ', ' + settings}}}"
        return f"repos:\n  - repo: {self.repository.as_posix()}\n    rev: {self.revision}\n    hooks: [{hook}]\n"

    def run(self, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run pre-commit in a folder."""
        command = [sys.executable, "-m", "pre_commit", *arguments]
        return subprocess.run(
            command, cwd=folder, env=self.environment, capture_output=True, encoding="utf-8", timeout=600, check=False
        )


@pytest.fixture(scope="module")
def hook(tmp_path_factory: pytest.TempPathFactory) -> Hook:
    """Install the hook; pre-commit's own lock lets one worker do it for all."""
    shared, repository = shared_folder(tmp_path_factory), checkout(tmp_path_factory)
    own = {"PRE_COMMIT_HOME": str(shared / "pre-commit"), "PRE_COMMIT_COLOR": "never"}
    hook = Hook(repository, git(repository, "rev-parse", "HEAD"), installing(tmp_path_factory, own))
    folder = tmp_path_factory.mktemp("install")
    write(folder, {".pre-commit-config.yaml": hook.config()})
    commit(folder)
    ran = hook.run(folder, "install-hooks")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return hook


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def below(folder: str, *, profile: str) -> dict[str, str]:
    return {f"{folder}catalog.yaml": CATALOGUE, f"{folder}profiles/adviser.yaml": profile}


@pytest.mark.parametrize(
    ("files", "settings", "outcome", "says"),
    [
        (below("", profile=PROFILE), "", PASSED, ""),
        (below("", profile=BAD), "", FAILED, "profiles/adviser.yaml:5"),
        (below("", profile=BAD) | {"profiles/other.yml": "a: 1"}, "", FAILED, "profiles/other.yml:1"),
        (below("handbook/", profile=PROFILE), "args: [handbook]", PASSED, ""),
        (below("handbook/", profile=BAD), "args: [handbook]", FAILED, "handbook/profiles/adviser.yaml:5"),
        (below("handbook/", profile=PROFILE), "", FAILED, ""),
        (below("", profile=BAD), f"entry: '{HOOK['entry'].replace(' ', ' --lang nl ')}'", FAILED, "fout["),
        ({"README.md": "text", "docs/list.yaml": "a: 1"}, "", SKIPPED, ""),
    ],
    ids=["good", "bad", "every-file", "deeper-good", "deeper-bad", "not-found-is-no-pass", "Dutch", "nothing-of-ours"],
)
def test_all_files(files: dict[str, str], settings: str, outcome: str, says: str, hook: Hook, tmp_path: Path) -> None:
    write(tmp_path, {**files, ".pre-commit-config.yaml": hook.config(settings)})
    commit(tmp_path)
    ran = hook.run(tmp_path, "run", "--all-files")
    assert ran.stdout.splitlines()[0].endswith(outcome), ran.stdout + ran.stderr
    assert ran.returncode == (outcome == FAILED)
    assert says in ran.stdout


@pytest.mark.parametrize(
    ("name", "text", "outcome"),
    [("notes.yaml", "a: 1", SKIPPED), ("profiles/adviser.yaml", BAD, FAILED), ("profiles/new.yaml", BAD, FAILED)],
)
def test_a_commit_starts_it_only_for_files_of_a_handbook(
    name: str, text: str, outcome: str, hook: Hook, tmp_path: Path
) -> None:
    write(tmp_path, {**below("", profile=PROFILE), ".pre-commit-config.yaml": hook.config()})
    commit(tmp_path)
    write(tmp_path, {name: text})
    git(tmp_path, "add", "--all")
    ran = hook.run(tmp_path, "run")
    assert ran.stdout.splitlines()[0].endswith(outcome), ran.stdout + ran.stderr


@pytest.mark.parametrize(
    ("name", "starts"),
    [
        ("catalog.yaml", True),
        ("handbook/catalog.yaml", True),
        ("profiles/adviser.yaml", True),
        ("handbook/profiles/adviser.yml", True),
        ("ratings/sanne.yaml", True),
        ("competentie.toml", True),
        ("catalog.yml", False),
        ("my-catalog.yaml", False),
        ("profiles/adviser.yaml.orig", False),
        ("profiles/old/adviser.yaml", False),
        ("my-profiles/adviser.yaml", False),
        ("profiles/adviser.md", False),
    ],
)
def test_the_files_that_start_it_are_those_that_validate_reads(name: str, *, starts: bool) -> None:
    assert bool(re.search(HOOK["files"], name)) == starts
