"""Data about people where it does not belong: addresses, citizen service numbers, and ratings that git would share."""

import subprocess
from pathlib import Path

import pytest

from competentie.files.data import Check, Context
from competentie.files.yaml import Document
from competentie.handbook import privacy
from competentie.page.language import Words
from competentie.ratings.git import ratings_in_git

CHECKS = (privacy.no_addresses, privacy.no_citizen_numbers)


def marked(check: Check, text: str) -> list[str]:
    """Return what a check marks in a text."""
    document = Document("catalog.yaml", text)
    spans = [one.span for one in check(document, Context())]
    return [document.line(span.line)[span.column - 1 : span.end_column - 1] for span in spans]


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("source: vragen aan jan.de.vries@zorg.example", ["jan.de.vries@zorg.example"]),
        ("source: <a.b@zorg-groep.co.uk>, c@d.nl.", ["a.b@zorg-groep.co.uk", "c@d.nl"]),
        ("a: b # mailto:jan@zorg.nl", ["jan@zorg.nl"]),
        ("# c@d.nl\na: b", ["c@d.nl"]),
        ("'jan@zorg.nl': x", ["jan@zorg.nl"]),
        ("a: [x@y.nl,z@y.nl]", ["x@y.nl", "z@y.nl"]),
        ("a: https://example.com/@jan.nl/x", []),
        ("a: 'https://jan@zorg.nl/x'", []),
        ('a: "@jan, x@y, @ 3 euro, a @b.nl"', []),
    ],
)
def test_an_address_is_marked_wherever_it_stands(text: str, addresses: list[str]) -> None:
    assert marked(privacy.no_addresses, text) == addresses


@pytest.mark.parametrize(
    ("text", "numbers"),
    [  # made up: they pass the 11-test
        ("a: bsn 123456782", ["123456782"]),
        ("a: 123456782", ["123456782"]),
        ("123456782: a", ["123456782"]),
        ("a: b # 123456782", ["123456782"]),
        ("a: 1234.56.782 en 123 456 782.", ["1234.56.782", "123 456 782"]),
        ("a: niveau 2 123456782 5", ["123456782"]),
        ("a: 10000008, 010000008", ["10000008", "010000008"]),
        ("a: [x,111222333]", ["111222333"]),
        ("a: 123456783", []),  # does not pass
        ("a: '000000000'", []),
        ("a: https://example.com/skill/123456782", []),
        ("a: http://data.europa.eu/esco/skill/0123456782", []),
        ("a: 1234567820, 91234567820", []),  # longer
        ("a: id-123456782, NL123456782B01, x_123456782, 1,123456782", []),
        ("a: 06-12345678, 06 12345678, 0612345678", []),
        ("a: 20230102 en 14022023", []),  # dates that would pass
        ("a: KvK 10000008, kvk-nummer 10000008", []),
        ("a: 10.000.008 euro, 1 2 3 4 5 6 7 8 2", []),
    ],
)
def test_a_number_that_passes_the_11_test_is_marked(text: str, numbers: list[str]) -> None:
    assert marked(privacy.no_citizen_numbers, text) == numbers


def test_the_dates_above_would_pass() -> None:
    assert privacy.is_citizen_number("20230102")
    assert privacy.is_citizen_number("14022023")


def test_a_finding_never_repeats_what_it_is_about() -> None:
    document = Document("catalog.yaml", "a: jan@zorg.nl\nb: 123456782\n")
    words = Words("en")
    said = [words(one.message) + words(one.help or "") for check in CHECKS for one in check(document, Context())]
    assert len(said) == 2
    assert not any("jan" in one or "123456782" in one for one in said)


def test_lines_are_counted_as_an_editor_does() -> None:
    found = list(privacy.no_addresses(Document("c", "a: b\r\nc: d\re: f\n\ng: x@y.nl"), Context()))
    assert [(one.span.line, one.span.column) for one in found] == [(5, 4)]


@pytest.mark.parametrize("unit", ["@", "a@b.nl ", "x://a@b.nl ", "1", "1 ", "123456782,", "a@a-"])
def test_long_lines_are_looked_through_in_one_go(unit: str) -> None:
    document = Document("c", "a: b # " + unit * (10**6 // len(unit)))
    assert sum(1 for check in CHECKS for _ in check(document, Context())) <= 2 * privacy.MOST


# D001


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty git repository, away from the settings of whoever runs the tests."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    folder = tmp_path / "repository"
    subprocess.run(["git", "init", "--quiet", folder], check=True)
    return folder


def a_file(folder: Path, name: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("competentie: 1\n", encoding="utf-8")
    return path


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", folder, *arguments], check=True)


def reported(*files: Path) -> list[Path]:
    found, notes = ratings_in_git(files)
    assert not notes
    assert all(one.code == "D001" for _, one in found)
    return [file for file, _ in found]


def test_ratings_outside_git_are_left_alone(tmp_path: Path) -> None:
    assert reported(a_file(tmp_path, "ratings/a.yaml")) == []


def test_ratings_that_git_does_not_ignore_are_reported_tracked_or_not(repository: Path) -> None:
    a_file(repository, ".gitignore").write_text("ratings/secret*\n", encoding="utf-8")
    tracked, fresh = a_file(repository, "ratings/secret-but-tracked.yaml"), a_file(repository, "ratings/b.yaml")
    ignored = a_file(repository, "ratings/secret.yaml")
    git(repository, "add", "--force", str(tracked))
    assert reported(tracked, fresh, ignored) == [tracked, fresh]


def test_a_pattern_that_takes_a_file_back_counts(repository: Path) -> None:
    a_file(repository, ".gitignore").write_text("*.yaml\n!b.yaml\n", encoding="utf-8")
    ignored, taken_back = a_file(repository, "a.yaml"), a_file(repository, "b.yaml")
    assert reported(ignored, taken_back) == [taken_back]


def test_odd_names_are_names(repository: Path) -> None:
    files = [a_file(repository, name) for name in ("-a.yaml", "b\n!c.yaml", "é ü.yaml", "*.yaml")]
    assert reported(*files) == files


def test_several_repositories_are_asked_each(repository: Path, tmp_path: Path) -> None:
    inner = repository / "inner"
    subprocess.run(["git", "init", "--quiet", inner], check=True)
    a_file(inner, ".gitignore").write_text("*.yaml\n", encoding="utf-8")
    files = a_file(repository, "a.yaml"), a_file(inner, "b.yaml"), a_file(tmp_path, "c.yaml")
    assert reported(*files) == [files[0]]


def test_a_link_is_followed_to_where_the_ratings_lie(repository: Path, tmp_path: Path) -> None:
    outside = a_file(tmp_path, "elsewhere/a.yaml")
    (repository / "ratings").symlink_to(outside.parent, target_is_directory=True)
    (tmp_path / "inside").symlink_to(repository, target_is_directory=True)
    a_file(repository, "b.yaml")
    assert reported(repository / "ratings" / "a.yaml", tmp_path / "inside" / "b.yaml") == [
        tmp_path / "inside" / "b.yaml"
    ]


def test_what_only_looks_like_a_repository_is_none(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    assert reported(a_file(tmp_path, "a.yaml")) == []


def test_the_variables_that_git_gives_its_hooks_do_not_mislead(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    monkeypatch.setenv("GIT_INDEX_FILE", "/nowhere/index")
    file = a_file(repository, "a.yaml")
    assert reported(file) == [file]


def noted(*files: Path) -> list[str]:
    found, notes = ratings_in_git(files)
    assert not found
    return [Words("en")(note) for note in notes]


def test_without_git_it_is_said_that_this_was_not_checked(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = a_file(repository, "a.yaml")
    monkeypatch.setenv("PATH", str(repository))
    assert noted(file) == ["not checked, because git is not installed: whether git ignores the files with ratings"]


def test_a_repository_of_somebody_else_is_not_checked(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = a_file(repository, "a.yaml")
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")  # git's own switch for this test
    (note,) = noted(file)
    assert note.startswith("not checked, because git says: detected dubious ownership")


def test_a_repository_runs_no_program_of_its_own(repository: Path) -> None:
    program = repository / "program"
    program.write_text(f"#!/bin/sh\ntouch {repository}/ran\n", encoding="utf-8")
    program.chmod(0o755)
    tracked = a_file(repository, "a.yaml")
    git(repository, "add", str(tracked))
    for setting in ("core.fsmonitor", "core.pager", "pager.check-ignore", "core.sshCommand"):
        git(repository, "config", setting, str(program))
    for hook in ("post-index-change", "fsmonitor-watchman"):
        (repository / ".git" / "hooks").mkdir(exist_ok=True)
        (repository / ".git" / "hooks" / hook).symlink_to(program)
    assert reported(tracked, a_file(repository, "b.yaml")) == [tracked, repository / "b.yaml"]
    assert not (repository / "ran").exists()


def test_git_that_hangs_is_not_waited_for(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = a_file(repository, "bin/git")
    program.write_text("#!/bin/sh\nexec sleep 60\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")
    monkeypatch.setattr("competentie.files.git.TIMEOUT", 0.2)
    assert noted(a_file(repository, "a.yaml")) == [
        "not checked, because git gives no answer: whether git ignores the files with ratings"
    ]
