"""The gate of `validate --against` does not fall open: what cannot be compared is said, and never passes."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from history import commit, edit, git
from support import PROFILE, Program

from competentie.files.git import program
from competentie.ratings.git import copies_in_git


@pytest.fixture
def repository(project: Path) -> Path:
    """Return a repository with the small project in its top folder, committed twice."""
    git(project, "init", "--quiet", "--initial-branch=main")
    commit(project)
    commit(project, "v1")
    return project


def renamed(top: Path) -> Path:
    git(top, "mv", "profiles/adviser.yaml", "profiles/trainer.yaml")
    return top


def removed(top: Path) -> Path:
    (top / "profiles" / "adviser.yaml").unlink()
    return top


def moved(top: Path) -> Path:
    (top / "hb").mkdir()
    git(top, "mv", "catalog.yaml", "profiles", "hb")
    return top / "hb"


def deepened(top: Path) -> Path:
    git(top.parent, "clone", "--quiet", "--depth=1", top.as_uri(), str(top / "shallow"))
    return top / "shallow"


def filtered(top: Path) -> Path:
    edit(top / "catalog.yaml", "title: Handbook", "title: Another")
    commit(top)
    git(top, "config", "uploadpack.allowFilter", "true")
    git(top.parent, "clone", "--quiet", "--filter=blob:none", top.as_uri(), str(top / "partial"))
    return top / "partial"


def unchanged(top: Path) -> Path:
    return top


def gone_with_the_version(top: Path) -> Path:
    edit(top / "catalog.yaml", 'version: "1"', 'version: "2"')
    return removed(top)


def beside_another(top: Path) -> Path:
    (top / "second" / "profiles").mkdir(parents=True)
    (top / "second" / "catalog.yaml").write_bytes((top / "catalog.yaml").read_bytes())
    (top / "second" / "profiles" / "adviser.yaml").write_text(PROFILE, encoding="utf-8")
    return top / "second"


GONE = "the version is still `1`, but a major step is asked for: `adviser`, profile removed"


@pytest.mark.parametrize(
    ("change", "revision", "code", "said"),
    [
        (unchanged, "v1", 0, "nothing wrong"),
        (renamed, "v1", 1, GONE),
        (removed, "v1", 1, GONE),
        (gone_with_the_version, "v1", 0, "nothing wrong"),
        (moved, "v1", 2, "there is no hb/catalog.yaml in revision `v1`\n  = help: it was catalog.yaml there"),
        (beside_another, "v1", 0, "not checked: whether versions moved, for v1 has no second/catalog.yaml"),
        (deepened, "HEAD~1", 2, "`HEAD~1` is no revision of the repository"),
        (filtered, "HEAD~1", 2, "git does not have all files of this revision here"),
        (unchanged, "v9", 2, "`v9` is no revision of the repository"),
        (unchanged, "", 2, "`` is no revision of the repository"),
    ],
)
def test_what_cannot_be_compared_does_not_pass(
    change: Callable[[Path], Path], revision: str, code: int, said: str, repository: Path, competentie: Program
) -> None:
    folder = change(repository)
    ran = competentie("validate", folder, "--against", revision, "--strict", cwd=repository)
    assert said in ran.out + ran.err
    assert ran.code == code
    assert code == 0 or "nothing wrong" not in ran.out + ran.err


SAYS = {
    "of somebody else": (
        """
cat >&2 <<'END'
fatal: detected dubious ownership in repository at '/x'
To add an exception for this directory, call:

	git config --global --add safe.directory /x
END
exit 128""",
        "if you trust its owner, tell git so: git config --global --add safe.directory /x",
    ),
    "for ever": ("exec sleep 60", "error: git gives no answer"),
}


@pytest.mark.parametrize("case", SAYS)
def test_what_git_cannot_or_will_not_say_is_passed_on(
    case: str, repository: Path, competentie: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    does, said = SAYS[case]
    stub = repository / "bin" / "git"
    stub.parent.mkdir()
    stub.write_text(f"#!/bin/sh\n{does}\n", encoding="utf-8")
    stub.chmod(0o755)
    monkeypatch.setenv("PATH", f"{stub.parent}:/usr/bin:/bin")
    monkeypatch.setattr("competentie.files.git.TIMEOUT", 0.5)
    ran = competentie("validate", repository, "--against", "v1")
    assert said in ran.err
    assert ran.code == 2


def test_a_setting_that_is_a_pipe_is_not_waited_for(
    repository: Path, competentie: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(repository / "fifo")
    git(repository, "config", "--add", "include.path", str(repository / "fifo"))
    monkeypatch.setattr("competentie.files.git.TIMEOUT", 0.5)
    ran = competentie("validate", repository, "--against", "v1")
    assert (ran.code, ran.err.splitlines()[0]) == (2, "error: git gives no answer")


@pytest.mark.parametrize(("system", "name"), [("win32", "git.exe"), ("linux", "git")])
@pytest.mark.parametrize("path", ["", ".", "here", os.pathsep])
def test_git_is_never_found_where_we_stand(
    system: str, name: str, path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in (".", "here", "sound"):
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / name).write_text("", encoding="utf-8")
        (tmp_path / folder / name).chmod(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.platform", system)
    monkeypatch.setenv("PATH", path)
    assert program() is None
    monkeypatch.setenv("PATH", os.pathsep.join((path, str(tmp_path / "sound"))))
    assert program() == str(tmp_path / "sound" / name)


def test_names_of_people_are_no_arguments_of_a_program(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from competentie.files import git as module

    (repository / "ratings").mkdir()
    rated = repository / "ratings" / "sanne.self.yaml"
    rated.write_text("person: Sanne\n", encoding="utf-8")
    commit(repository)
    seen: list[str] = []
    command = module.command

    def watched(*given: object) -> list[str]:
        seen.extend(map(str, given))
        return command(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "command", watched)
    notes = copies_in_git(repository / "ratings", [rated])
    assert [note.template.split(",")[0] for note in notes] == [
        "copies in the history of the git repository around {path} and in every clone"
    ]
    assert seen
    assert not any("sanne" in argument for argument in seen)
