"""`init`: a project to start from, and what it leaves alone."""

import stat
from pathlib import Path

import pytest
import yaml
from history import git
from support import CATALOGUE, Program

from competentie.handbook.starter import ignoring

SCHEMAS = ["schemas/catalog.json", "schemas/profile.json"]
MADE = ["catalog.yaml", "profiles/example.yaml", "README.md", *SCHEMAS, "ratings", ".gitignore"]


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_a_new_project_has_nothing_wrong_with_it(lang: str, tmp_path: Path, competentie: Program) -> None:
    ran = competentie("init", lang=lang, cwd=tmp_path)
    assert ran.code == 0
    assert [line.split()[-1] for line in ran.out.splitlines()] == MADE
    assert f"language: {lang}" in (tmp_path / "catalog.yaml").read_text(encoding="utf-8")
    checked = competentie("validate", "--strict", lang="en")
    assert (checked.code, checked.out, checked.err) == (0, "", "2 files checked, nothing wrong\n")
    assert competentie("show", "example").code == 0


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_each_file_names_the_schema_that_an_editor_needs(lang: str, tmp_path: Path, competentie: Program) -> None:
    competentie("init", lang=lang, cwd=tmp_path)
    for file, kind in (("catalog.yaml", "catalog"), ("profiles/example.yaml", "profile")):
        path = tmp_path / file
        pointer = path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# yaml-language-server: $schema=")
        assert (path.parent / pointer).read_text(encoding="utf-8") == competentie("schema", kind, lang=lang).out


@pytest.mark.parametrize(
    ("options", "path", "runs"),
    [
        (["--ci", "github"], ".github/workflows/handbook.yml", "uses: OWNER/competentie@v"),
        (["--ci", "gitlab"], ".gitlab-ci.yml", "competentie validate ."),
        (["--pre-commit"], ".pre-commit-config.yaml", "id: competentie"),
    ],
)
@pytest.mark.parametrize("there", [False, True])
def test_what_checks_the_handbook_by_itself_is_made_when_asked(
    options: list[str], path: str, runs: str, tmp_path: Path, competentie: Program, *, there: bool
) -> None:
    if there:  # a project of before can have it too
        competentie("init", cwd=tmp_path)
    ran = competentie("init", *options, cwd=tmp_path)
    assert (ran.code, f"made: {path}" in ran.out) == (0, True)
    text = (tmp_path / path).read_text(encoding="utf-8")
    assert yaml.safe_load(text)
    assert runs in text
    assert "VERSION" not in text
    assert "in place of OWNER" in ran.err
    again = competentie("init", *options)
    assert (again.code, path in again.err, "nothing is written over" in again.err) == (2, True, True)


def test_a_readme_that_is_there_stays(tmp_path: Path, competentie: Program) -> None:
    (tmp_path / "README.md").write_text("Ours", encoding="utf-8")
    assert competentie("init", cwd=tmp_path).code == 0
    assert (tmp_path / "README.md").read_text(encoding="utf-8") == "Ours"


def test_only_the_owner_can_look_into_the_ratings(tmp_path: Path, competentie: Program) -> None:
    competentie("init", cwd=tmp_path)
    assert stat.S_IMODE((tmp_path / "ratings").stat().st_mode) == 0o700


def test_git_ignores_the_ratings(tmp_path: Path, competentie: Program) -> None:
    git(tmp_path, "init", "--quiet")
    competentie("init", cwd=tmp_path)
    (tmp_path / "ratings" / "a.yaml").touch()
    assert git(tmp_path, "check-ignore", "ratings/a.yaml") == "ratings/a.yaml"


@pytest.mark.parametrize(
    ("folder", "named"),
    [
        ("new", "new"),
        ("new/below", "new/below"),
        ("with blanks; $(more)", "'with blanks; $(more)'"),
        ("-dash", "./-dash"),
    ],
)
def test_a_folder_is_made_and_named_in_what_to_do_next(
    folder: str, named: str, tmp_path: Path, competentie: Program
) -> None:
    ran = competentie("init", "--", folder, cwd=tmp_path)
    assert ran.code == 0
    assert (tmp_path / folder / "profiles" / "example.yaml").is_file()
    assert f"go there: `cd {named}`" in ran.err


def test_an_existing_project_gets_only_what_keeps_ratings_safe(project: Path, competentie: Program) -> None:
    ran = competentie("init", cwd=project)
    assert (ran.code, ran.out) == (0, "made: ratings\nmade: .gitignore\n")
    assert "catalog.yaml was there already, and stays as it is" in ran.err
    assert (project / "catalog.yaml").read_text(encoding="utf-8") == CATALOGUE
    assert not (project / "profiles" / "example.yaml").exists()


def test_a_second_time_changes_nothing(tmp_path: Path, competentie: Program) -> None:
    competentie("init", cwd=tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    ran = competentie("init")
    assert (ran.code, ran.out) == (0, "")
    assert "nothing had to be made" in ran.err
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_a_catalogue_with_errors_is_reported(project: Path, competentie: Program) -> None:
    text = CATALOGUE.replace("    cluster: work", "    cluster: wrok", 1)
    (project / "catalog.yaml").write_text(text, encoding="utf-8")
    ran = competentie("init", cwd=project)
    assert ran.code == 1
    assert "C002" in ran.out


@pytest.mark.parametrize(
    ("stands", "says"),
    [
        ("profiles/example.yaml", "profiles/example.yaml: this exists already, and nothing is written over"),
        ("profiles", "profiles: this is no folder"),
        ("ratings", "ratings: this is no folder"),
    ],
)
def test_nothing_is_written_over(stands: str, says: str, tmp_path: Path, competentie: Program) -> None:
    (tmp_path / stands).parent.mkdir(exist_ok=True)
    (tmp_path / stands).write_text("mine", encoding="utf-8")
    ran = competentie("init", cwd=tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err
    assert [path.read_text(encoding="utf-8") for path in tmp_path.rglob("*") if path.is_file()] == ["mine"]


@pytest.mark.parametrize("stands", ["catalog.yaml", "profiles/example.yaml", "ratings", ".gitignore"])
def test_a_link_that_leads_nowhere_is_not_written_through(stands: str, tmp_path: Path, competentie: Program) -> None:
    project = tmp_path / "project"
    (project / stands).parent.mkdir(parents=True)
    (project / stands).symlink_to(tmp_path / "elsewhere")
    competentie("init", cwd=project)
    assert not (tmp_path / "elsewhere").exists()


def test_a_file_is_no_folder(tmp_path: Path, competentie: Program) -> None:
    (tmp_path / "f").touch()
    ran = competentie("init", "f", cwd=tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert "f: this is no folder" in ran.err


def test_quiet_says_only_what_was_made(tmp_path: Path, competentie: Program) -> None:
    ran = competentie("init", "-q", cwd=tmp_path)
    assert (len(ran.out.splitlines()), ran.err) == (len(MADE), "")


LINES = b"# about people\n/ratings/\n"


@pytest.mark.parametrize(
    ("present", "more"),
    [
        (b"", LINES),
        (b"*.log\n", LINES),
        (b"*.log", b"\n" + LINES),
        (b"*.log\r\n", b"# about people\r\n/ratings/\r\n"),
        (b"a\r\nb", b"\r\n# about people\r\n/ratings/\r\n"),
        (b"/ratings/\n", b""),
        (b"/ratings/", b""),
        (b"ratings\n", b""),
        (b"ratings/  \r\n", b""),
        (b"# /ratings/\n", LINES),
        (b"/ratings/old/\n", LINES),
        (b"/ratings/\n!/ratings/\n", LINES),
        (b"!/ratings/\n/ratings/\n", b""),
        (b"\xff\xfe\n", LINES),
    ],
)
def test_the_line_in_gitignore_is_added_once(present: bytes, more: bytes) -> None:
    assert ignoring(present, "about people") == more


def test_an_existing_gitignore_keeps_its_lines_and_its_mode(tmp_path: Path, competentie: Program) -> None:
    ignore = tmp_path / ".gitignore"
    ignore.write_bytes(b"*.log")
    ignore.chmod(0o640)
    competentie("init", cwd=tmp_path)
    assert ignore.read_bytes().startswith(b"*.log\n# ")
    assert ignore.read_bytes().endswith(b"\n/ratings/\n")
    assert stat.S_IMODE(ignore.stat().st_mode) == 0o640
