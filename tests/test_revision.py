"""Reading a git revision: only what it holds, whatever it is called, and named as git names it."""

import stat
import tempfile
from pathlib import Path

import pytest
from history import commit, edit, git

from competentie.cli.diff import SideError, read_side, versions_against
from competentie.cli.session import UsageError
from competentie.core import printable
from competentie.diff.revision import load_revision
from competentie.files.git import NothingThereError, Repository, RevisionError
from competentie.files.read import MAX_BYTES
from competentie.page.language import Words


@pytest.fixture
def repository(project: Path) -> Path:
    """Return a repository with the small project in its top folder, tagged v1; ratings too, by accident."""
    git(project, "init", "--quiet", "--initial-branch=main")
    (project / "ratings").mkdir()
    (project / "ratings" / "secret.yaml").write_text("person: Somebody\n", encoding="utf-8")
    commit(project, "v1")
    return project


def says(error: UsageError | RevisionError) -> str:
    return Words("en")(error.message)


@pytest.mark.parametrize("revision", ["v1", "HEAD~1", "main~1", "refs/tags/v1", "tags/v1"])
def test_a_revision_is_read_as_it_was(revision: str, repository: Path) -> None:
    edit(repository / "catalog.yaml", "title: Handbook", "title: Another")
    (repository / "profiles" / "adviser.yaml").unlink()
    commit(repository)
    project, found = load_revision(repository / "catalog.yaml", revision)
    assert not found
    assert project is not None
    assert project.catalogue.title.in_language("") == "Handbook"
    assert list(project.profiles) == ["adviser"]


def test_the_catalogue_may_lie_in_a_folder_of_the_repository(project: Path, tmp_path: Path) -> None:
    top = tmp_path / "top"
    inner = top / "hand boeken" / "zorg é"
    inner.parent.mkdir(parents=True)
    (project / "catalog.yaml").rename(project / "catalogus.yaml")
    inner.mkdir()
    for name in ("catalogus.yaml", "profiles"):
        (project / name).rename(inner / name)
    git(top, "init", "--quiet")
    commit(top, "v1")
    read, found = load_revision(inner / "catalogus.yaml", "v1")
    assert not found
    assert read is not None
    assert list(read.profiles) == ["adviser"]


@pytest.mark.parametrize(
    "revision",
    [
        "--help",
        "-x",
        "--output=x",
        "HEAD~99",
        "v1:catalog.yaml",
        "v1^{tree}",
        "nope",
        "",
        " ",
        "v1 v1",
        "v1..v1",
        "^v1",
        "$(id)",
        "v1;id",
        "../v1",
    ],
)
def test_what_is_no_revision_is_refused(revision: str, repository: Path) -> None:
    with pytest.raises(RevisionError) as error:
        load_revision(repository / "catalog.yaml", revision)
    assert says(error.value) == f"`{printable(revision)}` is no revision of the repository around {repository}"
    assert sorted(path.name for path in repository.iterdir()) == [".git", "catalog.yaml", "profiles", "ratings"]


def test_a_revision_without_the_catalogue(repository: Path) -> None:
    (repository / "catalog.yaml").rename(repository / "other.yaml")
    with pytest.raises(RevisionError) as error:
        load_revision(repository / "other.yaml", "v1")
    assert says(error.value) == "there is no other.yaml in revision `v1`"


def test_no_repository(project: Path) -> None:
    with pytest.raises(RevisionError) as error:
        load_revision(project / "catalog.yaml", "HEAD")
    assert says(error.value).startswith(f"git finds no repository around {project}: not a git repository")


def test_no_git(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(RevisionError) as error:
        load_revision(repository / "catalog.yaml", "v1")
    assert says(error.value) == "git is needed to read a revision, and it is not installed"


def test_findings_name_the_revision_also_in_what_they_say(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (repository / "profiles" / "adviser.yaml").write_text("competentie: 1\nrole: {}\n", encoding="utf-8")
    heir = "competentie: 1\nrole: Heir\nversion: '1'\nextends: adviser\n"
    (repository / "profiles" / "heir.yaml").write_text(heir, encoding="utf-8")
    commit(repository)
    for folder in (repository, Path(tempfile.gettempdir())):  # from here, the copies have a short name
        monkeypatch.chdir(folder)
        _, found = load_revision(repository / "catalog.yaml", "HEAD")
        assert {one.path for one in found} == {"HEAD:profiles/adviser.yaml", "HEAD:profiles/heir.yaml"}
        places = {other.path for one in found for other in one.related}
        assert all(place.startswith("HEAD:") for place in places)
        advice = [Words("en")(one.help) for one in found if one.code == "P008" and one.help]
        assert advice == ["mend HEAD:profiles/adviser.yaml first"]


def test_links_and_other_things_count_as_not_there(repository: Path) -> None:
    profiles = repository / "profiles"
    (profiles / "link.yaml").symlink_to("/etc/passwd")
    (profiles / "inside.yaml").symlink_to("adviser.yaml")
    (profiles / "folder.yaml").mkdir()
    (profiles / "folder.yaml" / "x").write_text("x", encoding="utf-8")
    (profiles / "notes.txt").write_text("x", encoding="utf-8")
    commit(repository)
    head = git(repository, "rev-parse", "HEAD")
    git(repository, "update-index", "--add", "--cacheinfo", f"160000,{head},profiles/sub.yaml")
    git(repository, "commit", "--quiet", "--message", "a submodule")
    project, found = load_revision(repository / "catalog.yaml", "HEAD")
    assert not found
    assert project is not None
    assert list(project.profiles) == ["adviser"]


@pytest.mark.parametrize("name", ["catalog.yaml", "profiles"])
def test_the_catalogue_or_the_folder_may_be_a_link_too(name: str, repository: Path) -> None:
    (repository / name).rename(repository / "elsewhere")
    (repository / name).symlink_to("elsewhere")
    commit(repository)
    if name == "profiles":
        project, _ = load_revision(repository / "catalog.yaml", "HEAD")
        assert project is not None
        assert not project.profiles
    else:
        with pytest.raises(RevisionError):
            load_revision(repository / "catalog.yaml", "HEAD")


def test_a_file_that_is_too_large_is_said_to_be_and_not_copied(repository: Path) -> None:
    (repository / "profiles" / "large.yaml").write_bytes(b"#" * (MAX_BYTES + 1))
    commit(repository)
    _, found = load_revision(repository / "catalog.yaml", "HEAD")
    assert [(one.code, one.path) for one in found] == [("Y003", "HEAD:profiles/large.yaml")]


def test_a_clone_without_all_content_is_not_taken_for_one_without_a_catalogue(repository: Path, tmp_path: Path) -> None:
    edit(repository / "catalog.yaml", "title: Handbook", "title: Another")
    commit(repository)
    git(repository, "config", "uploadpack.allowFilter", "true")
    git(tmp_path, "clone", "--quiet", "--filter=blob:none", repository.as_uri(), "partial")
    with pytest.raises(RevisionError) as error:
        load_revision(tmp_path / "partial" / "catalog.yaml", "v1")
    assert says(error.value) == "git does not have all files of this revision here"


@pytest.mark.parametrize("before", ["a folder", "a file"])
def test_a_folder_that_was_not_there_yet_holds_nothing(before: str, repository: Path) -> None:
    if before == "a file":
        (repository / "sub").write_text("x", encoding="utf-8")
        commit(repository)
        (repository / "sub").unlink()
    (repository / "sub").mkdir()
    with pytest.raises(NothingThereError):
        load_revision(repository / "sub" / "catalog.yaml", "HEAD")


def test_a_name_that_leads_elsewhere_is_passed_over(repository: Path) -> None:
    blob = git(repository, "hash-object", "-w", "--stdin", stdin=b"x")
    tree = git(repository, "mktree", "-z", stdin=f"100644 blob {blob}\t..\0".encode())
    entries = Repository.around(repository).entries(tree)
    assert entries == {}


def test_ratings_are_not_read_and_nothing_is_left_behind(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    seen: list[tuple[int, list[str]]] = []
    written = Repository.write

    def write(self: Repository, files: dict[Path, object]) -> None:
        written(self, files)  # type: ignore[arg-type]
        (folder,) = place.iterdir()
        names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
        seen.append((stat.S_IMODE(folder.stat().st_mode), names))

    monkeypatch.setattr(Repository, "write", write)
    load_revision(repository / "catalog.yaml", "v1")
    assert seen == [(0o700, ["catalog.yaml", "profiles/adviser.yaml"])]
    assert not list(place.iterdir())


def test_the_repository_of_a_hook_is_not_taken_for_ours(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "other").mkdir()
    git(tmp_path / "other", "init", "--quiet")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "other" / ".git"))
    project, _ = load_revision(repository / "catalog.yaml", "v1")
    assert project is not None


def test_a_folder_wins_over_a_revision_of_its_name(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository)
    (repository / "v1").mkdir()
    with pytest.raises(UsageError) as error:
        read_side("v1", repository / "catalog.yaml")
    assert says(error.value) == f"there is no catalogue at {Path('v1', 'catalog.yaml')}"
    assert read_side("refs/tags/v1", repository / "catalog.yaml").catalogue.version == "1"


def test_a_revision_with_errors_cannot_be_compared(repository: Path) -> None:
    edit(repository / "catalog.yaml", "title: Handbook\n", "")
    commit(repository)
    with pytest.raises(SideError) as error:
        versions_against(repository / "catalog.yaml", "HEAD")
    assert [(one.code, one.path) for one in error.value.found] == [("S002", "HEAD:catalog.yaml")]
    assert Words("en")(error.value.message) == "`HEAD` cannot be compared, because it has errors:"


def test_versions_that_moved_enough_give_no_findings(repository: Path) -> None:
    edit(repository / "profiles" / "adviser.yaml", "advising: {norm: 2", "advising: {norm: 3")
    edit(repository / "profiles" / "adviser.yaml", 'version: "1"', 'version: "2.0"')
    edit(repository / "catalog.yaml", "title: Handbook", "title: Another")
    edit(repository / "catalog.yaml", 'version: "1"', 'version: "1.0.1"')
    assert versions_against(repository / "catalog.yaml", "v1") == []


MAJOR = "a major step is asked for"
WAITS = "`listening.2.2` added, since norm 2 of `adviser` asks for it"
NORM = "norm of `advising` raised from 2 to 3, since more is asked"


def test_versions_that_did_not_move_enough_are_found_on_their_line(repository: Path) -> None:
    edit(repository / "profiles" / "adviser.yaml", "advising: {norm: 2", "advising: {norm: 3")
    edit(repository / "profiles" / "adviser.yaml", 'version: "1"', 'version: "1.1"')
    edit(repository / "catalog.yaml", "[Sums up]", "[Sums up, Waits]")
    found = versions_against(repository / "catalog.yaml", "v1")
    said = [(one.code, Path(one.path).name, one.span.line, Words("en")(one.message)) for one in found]
    assert said == [
        ("V001", "catalog.yaml", 4, f"the version is still `1`, but {MAJOR}: {WAITS}"),
        ("V001", "adviser.yaml", 3, f"the version went from `1` to `1.1`, but {MAJOR}: {NORM}"),
    ]
    assert [Words("en")(one.help) for one in found if one.help] == ["raise it to at least `2`"] * 2


def test_a_version_that_went_back_is_found(repository: Path) -> None:
    edit(repository / "catalog.yaml", 'version: "1"', 'version: "0.9"')
    found = versions_against(repository / "catalog.yaml", "v1")
    assert [(one.code, Words("en")(one.message)) for one in found] == [
        ("V002", "the version went back from `1` to `0.9`")
    ]
