"""The file is the file: whoever else writes it, whatever links to it, and whatever has a name like it."""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from support import PROFILE, Program
from test_keeping import fifty, finish, shown_in, terminal

from competentie.core import Ratings
from competentie.files.places import copy_of
from competentie.files.read import refuse_link
from competentie.ratings.folder import file_of

__all__ = ["fifty", "terminal"]  # fixtures

RATINGS = "competentie: 1\nprofile: {profile}\nperson: {person}\nrater: {{relation: self}}\ndate: {date}\nratings:\n"
root_only = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give a file to somebody else"
)


def start(child: Any, *typed: str) -> None:
    for number, answer in enumerate(typed, 1):
        child.expect_exact(f"{number}/50")
        child.expect_exact("> ")
        child.sendline(answer)
    child.expect_exact(f"{len(typed) + 1}/50")
    child.expect_exact("> ")


def only(folder: Path) -> Path:
    (path,) = folder.glob("*.yaml")
    return path


def added(text: str) -> str:
    return text + "  c4:\n    '1.1': {rating: shown, note: added in an editor}\n"


def changed(text: str) -> str:
    return text.replace("'1.1': shown", "'1.1': not_shown")


def clashing(text: str) -> str:
    return text.replace("'1.2': shown", "'1.2': shown\n    '1.3': not_shown")


OTHERS: dict[str, tuple[Callable[[str], str], list[str], int, str]] = {
    "nobody writes it": (lambda text: text, ["c0.1.1", "c0.1.2", "c0.1.3"], 1, "4/50"),
    "an editor adds": (added, ["c0.1.1", "c0.1.2", "c0.1.3", "c4.1.1"], 1, "that is taken over"),
    "an editor changes": (changed, ["c0.1.2", "c0.1.3"], 1, "that is taken over"),
    "both answer the same": (clashing, ["c0.1.1", "c0.1.2", "c0.1.3"], 2, "cannot be taken over is kept in"),
    "it gets another date": (
        lambda text: text.replace("2026-11-24", "2026-11-20"),
        ["c0.1.1", "c0.1.2", "c0.1.3"],
        2,
        "cannot be taken over is kept in",
    ),
    "it is no YAML any more": (lambda _: "a: [", ["c0.1.1", "c0.1.2", "c0.1.3"], 2, "cannot be taken over is kept in"),
    "it is another person's": (
        lambda text: text.replace("person: A", "person: B"),
        ["c0.1.1", "c0.1.2", "c0.1.3"],
        2,
        "cannot be taken over is kept in",
    ),
}


@pytest.mark.parametrize("way", ["in place", "by another file"])
@pytest.mark.parametrize(("change", "shown", "files", "said"), OTHERS.values(), ids=OTHERS)
def test_what_somebody_else_writes_meanwhile_is_kept(
    change: Callable[[str], str], shown: list[str], files: int, said: str, way: str, fifty: Path, terminal: Any
) -> None:
    child = terminal(fifty, "role", "--person", "A")
    start(child, "y", "y")
    path = only(fifty / "ratings")
    theirs = change(path.read_text(encoding="utf-8"))
    if way == "in place":
        path.write_text(theirs, encoding="utf-8")
    else:
        (fifty / "new").write_text(theirs, encoding="utf-8")
        (fifty / "new").replace(path)
    child.sendline("y")
    child.expect_exact(said)
    child.sendline("q")
    finish(child)
    beside = [one for one in (fifty / "ratings").glob("*.yaml") if one != path]
    assert len(beside) == files - 1
    assert [one.read_text(encoding="utf-8") for one in beside] == [theirs] * len(beside)
    for one in beside:
        one.unlink()
    assert shown_in(fifty) == shown
    assert ("added in an editor" in path.read_text(encoding="utf-8")) == ("c4.1.1" in shown)


@pytest.mark.parametrize("line", ["  c4: 1\n", "  c4: {'1.1': shown}\n"])
def test_what_somebody_else_writes_of_what_is_not_asked_is_kept(line: str, fifty: Path, terminal: Any) -> None:
    role = fifty / "profiles" / "role.yaml"
    role.write_text(role.read_text(encoding="utf-8").replace("  c4: {norm: 2}\n", ""), encoding="utf-8")
    child = terminal(fifty, "role", "--person", "A")
    child.expect_exact("1/40")
    child.sendline("y")
    child.expect_exact("2/40")
    path = only(fifty / "ratings")
    path.write_text(path.read_text(encoding="utf-8") + line, encoding="utf-8")
    child.sendline("y")
    child.expect_exact("that is taken over")
    child.expect_exact("3/40")
    child.sendline("q")
    finish(child)
    text = path.read_text(encoding="utf-8")
    assert "c4: 1\n" in text or "'1.1': shown" in text.partition("c4:")[2]
    assert "'1.2': shown" in text


def test_a_second_name_of_the_file_is_the_same_file(fifty: Path, terminal: Any) -> None:
    first = terminal(fifty, "role", "--person", "A")
    start(first, "y")
    (fifty / "mine.yaml").symlink_to(only(fifty / "ratings"))
    second = terminal(fifty, "role", "--person", "A", "-o", "mine.yaml")
    assert "is being filled in already" in " ".join(finish(second).split())
    first.sendline("y")
    first.expect_exact("3/50")
    assert shown_in(fifty) == ["c0.1.1", "c0.1.2"]


def test_a_link_within_a_checkout_is_refused_as_itself_while_the_file_is_held(fifty: Path, terminal: Any) -> None:
    (fifty / ".git").mkdir()
    first = terminal(fifty, "role", "--person", "A")
    start(first, "y")
    (fifty / "mine.yaml").symlink_to(only(fifty / "ratings"))
    said = " ".join(finish(terminal(fifty, "role", "--person", "A", "-o", "mine.yaml")).split())
    assert "mine.yaml could not be written: this is a link" in said
    assert "remove it" not in said


def test_a_folder_that_becomes_a_link_halfway_is_not_followed(fifty: Path, terminal: Any) -> None:
    child = terminal(fifty, "role", "--person", "A")
    start(child, "y")
    (fifty / "ratings").rename(fifty / "before")
    (fifty / "other").mkdir()
    (fifty / "ratings").symlink_to("other")
    child.sendline("y")
    child.expect_exact("not saved: a link was put in its place")
    assert not list((fifty / "other").iterdir())


@pytest.fixture
def checkout(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project in a git repository that came with links, to a file and a folder outside it and into `.git`."""
    outside = tmp_path_factory.mktemp("outside")
    (outside / "file").write_text("mine", encoding="utf-8")
    (project / ".git" / "hooks").mkdir(parents=True)
    (project / ".git" / "hooks" / "file").write_text("mine", encoding="utf-8")
    (project / "inside").write_text("mine", encoding="utf-8")
    for name in ("out.csv", "out.sarif", "out.txt", "out.json"):
        (project / name).symlink_to(outside / "file")
        (project / f"inner-{name}").symlink_to("inside")
        (project / f"new-{name}").symlink_to(outside / name)
    (project / "folder").symlink_to(outside)
    (project / "hooks").symlink_to(".git/hooks")
    (project / "table.csv").write_text("person,listening\n$(touch PWNED),2\n", encoding="utf-8")
    return project


WRITING = [
    ("score", "table.csv", "--profile", "adviser", "-o", "{}out.csv"),
    ("score", "table.csv", "--profile", "adviser", "-o", "all.csv", "--rejects", "{}out.csv"),
    ("validate", "catalog.yaml", "--report", "sarif={}out.sarif"),
    ("template", "adviser", "-o", "{}out.csv"),
    ("show", "-o", "{}out.txt"),
    ("match", "table.csv", "-o", "{}out.json"),
]


@pytest.mark.parametrize("before", ["", "inner-", "new-", "folder/", "hooks/"])
@pytest.mark.parametrize("arguments", WRITING, ids=lambda one: f"{one[0]} {one[-1]}")
def test_nothing_is_written_through_a_link_that_a_checkout_brought(
    arguments: tuple[str, ...], before: str, checkout: Path, competentie: Program
) -> None:
    outside = (checkout / "folder").resolve()
    ran = competentie(*(one.format(before) for one in arguments), cwd=checkout)
    assert ran.code == 2
    assert "could not be written: this" in ran.err or (arguments[0] == "template" and "exists already" in ran.err)
    assert [one.name for one in outside.iterdir()] == ["file"]
    assert (outside / "file").read_text(encoding="utf-8") == "mine"
    assert (checkout / "inside").read_text(encoding="utf-8") == "mine"
    assert [one.name for one in (checkout / ".git" / "hooks").iterdir()] == ["file"]


def test_where_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for name, target in (("link", "file"), ("nowhere", "gone")):
        (tmp_path / name).symlink_to(target)
    refuse_link(tmp_path / "link")  # no checkout is around it
    refuse_link(tmp_path / "new")
    with pytest.raises(OSError, match="Y017"):
        refuse_link(tmp_path / "nowhere")
    (tmp_path / "repository" / ".git").mkdir(parents=True)
    refuse_link(tmp_path / "repository" / ".." / "file")  # who goes out by name may
    refuse_link(tmp_path / "repository" / "new")


@pytest.mark.parametrize("text", ["a: [secret\n", "secret: 1\n", "- secret\n", "secret\n"])
def test_what_a_link_leads_to_is_not_shown(text: str, tmp_path: Path, competentie: Program) -> None:
    (tmp_path / "secret.txt").write_text(text, encoding="utf-8")
    (tmp_path / "catalog.yaml").symlink_to("secret.txt")
    ran = competentie("validate", "catalog.yaml", cwd=tmp_path)
    assert (ran.code, "this link leads to a file that is none of ours" in ran.out) == (1, True)
    assert "secret" not in ran.out + ran.err


def test_a_linked_catalogue_of_ours_is_read(project: Path, competentie: Program) -> None:
    (project / "catalog.yaml").rename(project / "real.yaml")
    (project / "catalog.yaml").symlink_to("real.yaml")
    assert competentie("show", "listening", cwd=project).code == 0


def test_private_ratings_behind_a_link_are_read_and_written_or_neither(fifty: Path, terminal: Any) -> None:
    private = fifty.parent / f"{fifty.name}-private"
    private.mkdir(mode=0o700)
    (fifty / "ratings").symlink_to(private)
    child = terminal(fifty, "role", "--person", "A")
    start(child, "y")
    child.sendline("q")
    finish(child)
    assert shown_in(fifty) == ["c0.1.1"]  # without git both ways work
    subprocess.run(["git", "init", "-q", fifty], check=True)
    child = terminal(fifty, "role", "--person", "B")
    said = " ".join(finish(child).split())
    assert "this link leads out of the repository" in said
    assert "1/50" not in said
    assert len(list(private.iterdir())) == 1


@pytest.mark.parametrize("target", ["gone.yaml", "there.yaml"])
def test_a_link_with_the_name_of_the_file_is_not_written_through(target: str, fifty: Path, terminal: Any) -> None:
    (fifty / "ratings").mkdir(mode=0o700)
    (fifty / "there.yaml").touch()
    own = file_of(Ratings({}, "A", "role", None, "self", "2026-11-24"), fifty / "ratings")
    own.symlink_to(f"../{target}")
    child = terminal(fifty, "role", "--person", "A")
    assert "could not be written: a link has this name" in " ".join(finish(child).split())
    assert not (fifty / "gone.yaml").exists()
    assert (fifty / "there.yaml").read_bytes() == b""


COPIES = [
    "._{}.yaml",
    "{} (1).yaml",
    "{}(2).yaml",
    "Kopie van {}.yaml",
    "Copy of {}.yaml",
    "{} - kopie.yaml",
    "{}-KOPIE.yaml",
    "{}_conflict-20261103-101010.yaml",
    "{} - Copy (2).yaml",
    "{} copy 2.yaml",
    "{} (Jan's conflicted copy 2026-11-23).yaml",
    "{}.sync-conflict-20261123-120000-ABCDEFG.yaml",
]


@pytest.mark.parametrize("name", COPIES)
def test_a_copy_is_never_taken_for_the_file(name: str, fifty: Path, terminal: Any, competentie: Program) -> None:
    (fifty / "ratings").mkdir(mode=0o700)
    own = file_of(Ratings({}, "A", "role", None, "self", "2026-11-23"), fifty / "ratings")
    head = RATINGS.format(profile="role", person="A", date="2026-11-23").replace(
        "ratings:", "unfinished: c0.1.3\nratings:"
    )
    own.write_text(head + "  c0: {'1.1': shown, '1.2': shown}\n", encoding="utf-8")
    copy = own.with_name(name.format(own.stem))
    copy.write_text(head + "  c0: {'1.1': not_shown}\n", encoding="utf-8")
    child = terminal(fifty, "role", "--person", "A")
    child.expect_exact("3/50")
    child.sendline("q")
    finish(child)
    ran = competentie("compare", "A", cwd=fifty)
    assert ("looks like a copy" in ran.err) == (not name.startswith("."))
    assert "earlier file" not in ran.out
    assert len(json.loads(competentie("ratings", "list", "--format", "json", cwd=fifty).out)["files"]) == 1
    if not name.startswith("."):
        assert "R006" in competentie("validate", cwd=fifty).out
    competentie("ratings", "forget", "A", "--yes", cwd=fifty)
    assert not list((fifty / "ratings").iterdir())


def test_what_only_looks_like_a_copy_is_none(tmp_path: Path) -> None:
    for name in ("a.yaml", "a (1).yaml", "b (1).yaml", "copy of b.yaml", "photocopy.yaml"):
        (tmp_path / name).touch()
    assert {one.name for one in tmp_path.iterdir() if copy_of(one)} == {"a (1).yaml"}


@pytest.mark.parametrize(
    ("name", "found", "passed_over"),
    [("._adviser.yaml", "", ""), (".hidden.yaml", "", ""), ("adviser (1).yaml", "P013", "looks like a copy")],
)
def test_copies_and_side_files_of_profiles(
    name: str, found: str, passed_over: str, project: Path, competentie: Program
) -> None:
    (project / "profiles" / name).write_bytes(b"\0\5\26\7" if name.startswith("._") else PROFILE.encode())
    (project / "table.csv").write_text("person,listening\nA,2\n", encoding="utf-8")
    ran = competentie("validate", cwd=project)
    assert ran.code == 0
    assert ("P013" in ran.out) == bool(found)
    assert ("not read: profiles/.hidden.yaml; its name begins with a dot" in ran.err) == (name == ".hidden.yaml")
    ran = competentie("match", "table.csv", cwd=project)
    assert ran.code == 0
    assert "(1)" not in ran.out
    assert ("looks like a copy" in ran.err) == bool(passed_over)


def test_of_two_files_of_one_day_neither_wins_in_silence(project: Path, competentie: Program) -> None:
    (project / "ratings").mkdir(mode=0o700)
    for name, level in (("a.yaml", 1), ("b.yaml", 3)):
        text = RATINGS.format(profile="adviser", person="Jan", date="2026-01-05") + f"  listening: {level}\n"
        (project / "ratings" / name).write_text(text, encoding="utf-8")
    assert "warning[R006 ratings-twice]" in competentie("validate", cwd=project).out
    for command in ("compare", "trend", "plan"):
        ran = competentie(command, "Jan", cwd=project)
        assert "ratings/a.yaml, ratings/b.yaml are of one rater and one day; ratings/b.yaml counts" in ran.err
        assert "earlier file" not in ran.out
    assert "1 more file of the same day" in competentie("compare", "Jan", cwd=project).out


@pytest.mark.skipif(os.name != "posix", reason="rights are those of POSIX")
@pytest.mark.parametrize(("mode", "said"), [(0o700, False), (0o755, True), (0o777, True), (0o710, True)])
def test_a_folder_that_others_may_look_into_is_said_once(
    mode: int, *, said: bool, project: Path, competentie: Program
) -> None:
    (project / "ratings").mkdir()
    (project / "ratings").chmod(mode)
    ran = competentie("ratings", "list", cwd=project)
    assert ran.err.count("others on this machine may look into ratings: `chmod 700 ratings`") == said


@root_only
@pytest.mark.parametrize("what", ["folder", "file"])
def test_a_catalogue_of_somebody_else_above_is_refused(what: str, project: Path, competentie: Program) -> None:
    os.chown(project if what == "folder" else project / "catalog.yaml", 1001, -1)
    (project / "mine").mkdir()
    ran = competentie("show", cwd=project / "mine")
    assert ran.code == 2
    assert f"{project / 'catalog.yaml'} belongs to somebody else" in ran.err
    assert f"--catalog {project / 'catalog.yaml'}" in ran.err
    assert competentie("--catalog", str(project), "show", cwd=project / "mine").code == 0
    assert competentie("show", cwd=project).code == 0  # who stands in it has chosen it
    assert competentie("explain", "Y001", cwd=project / "mine").code == 0


@root_only
def test_settings_of_somebody_else_are_refused(project: Path, competentie: Program) -> None:
    (project / "mine").mkdir()
    for name in ("catalog.yaml", "profiles"):
        (project / name).rename(project / "mine" / name)
    (project / "competentie.toml").write_text("peers-minimum = 1\n", encoding="utf-8")
    os.chown(project / "competentie.toml", 1001, -1)
    ran = competentie("validate", cwd=project / "mine")
    assert ran.code == 2
    assert "belongs to somebody else than the catalogue" in ran.err
    (project / "mine" / "competentie.toml").touch()
    assert competentie("validate", cwd=project / "mine").code == 0


@root_only
def test_ratings_in_a_folder_of_somebody_else_are_said(project: Path, competentie: Program) -> None:
    (project / "ratings").mkdir(mode=0o700)
    os.chown(project / "ratings", 1001, -1)
    assert "ratings belongs to somebody else" in competentie("ratings", "list", cwd=project).err
