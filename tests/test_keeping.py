"""Nothing that was answered is lost: killed, interrupted, on a full disk, in two terminals, on changed texts."""

import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support import CATALOGUE, ROOT

from competentie.api import load
from competentie.core import Rating, Ratings
from competentie.ratings.folder import file_of, read_folder, read_kept

pexpect = pytest.importorskip("pexpect", reason="a pseudo-terminal needs pexpect, which Windows lacks")
resource = pytest.importorskip("resource", reason="a full disk is played with resource limits, which Windows lacks")
full_disk = pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="the limit is lifted with prlimit, of Linux")

FIFTY = """\
competentie: 1
title: Handbook
language: en
version: "1"
source: a test
levels: [One, Two]
competencies:
""" + "".join(
    f"  c{number}:\n    label: Competency {number}\n    definition: Number {number} of five\n    levels:\n"
    f"      1: [{', '.join(f'Does {number}-{behaviour} first' for behaviour in range(5))}]\n"
    f"      2: [{', '.join(f'Does {number}-{behaviour} again' for behaviour in range(5))}]\n"
    for number in range(5)
)
ROLE = 'competentie: 1\nrole: Role\nversion: "1"\ngeneric:\n' + "".join(f"  c{one}: {{norm: 2}}\n" for one in range(5))


@pytest.fixture
def fifty(tmp_path: Path) -> Path:
    """Return a project with a profile of fifty behaviours."""
    (tmp_path / "catalog.yaml").write_text(FIFTY, encoding="utf-8")
    (tmp_path / "profiles").mkdir()
    (tmp_path / "profiles" / "role.yaml").write_text(ROLE, encoding="utf-8")
    return tmp_path


@pytest.fixture
def terminal() -> Iterator[Any]:
    """Return a function that starts an interview in a terminal, in a folder."""
    started = []

    def start(
        folder: Path, *arguments: str, columns: int = 100, asked: bool = False, together: bool = False, **options: Any
    ) -> Any:
        env = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "dumb", "SOURCE_DATE_EPOCH": "1795500000"}
        if "--relation" not in arguments and not asked:
            arguments = (*arguments, "--relation", "self")  # else the first thing asked is who rates
        if not together:
            arguments = (*arguments, "--one-by-one")
        command = ["-m", "competentie", "--lang", "en", "assess", *arguments]
        child = pexpect.spawn(
            sys.executable,
            command,
            cwd=folder,
            env=env,
            encoding="utf-8",
            dimensions=(40, columns),
            timeout=30,
            **options,
        )
        started.append(child)
        return child

    yield start
    for child in started:
        child.close(force=True)


def finish(child: Any) -> str:
    child.expect(pexpect.EOF)
    child.close()
    return str(child.before)


def shown_in(folder: Path, name: str = "A") -> list[str]:
    """Return the codes that the archive of a folder holds as shown."""
    catalogue = load(folder / "catalog.yaml").catalogue
    kept = read_folder(folder / "ratings", catalogue)
    assert not kept.left_out
    (entry,) = kept.ratings_of(name)
    return [
        f"{identifier}.{level}.{number}"
        for identifier, rated in entry.ratings.rated.items()
        if not isinstance(rated, int)
        for level, ratings in enumerate(rated, 1)
        for number, rating in enumerate(ratings, 1)
        if rating is Rating.SHOWN
    ]


def test_killed_after_every_single_answer_nothing_is_lost(fifty: Path, terminal: Any) -> None:
    for answered in range(50):
        child = terminal(fifty, "role", "--person", "A")
        child.expect_exact(f"{answered + 1}/50")  # the same command goes on where it was left
        child.expect_exact("> ")
        child.sendline("y")
        child.expect_exact(f"{answered + 2}/50" if answered < 49 else "50 of 50 questions answered")
        child.kill(9)
        child.wait()
        assert len(shown_in(fifty)) == answered + 1


def test_killed_after_every_level_nothing_is_lost(fifty: Path, terminal: Any) -> None:
    for level in range(10):
        child = terminal(fifty, "role", "--person", "A", together=True)
        child.expect_exact("1–5 (y n - . or yyny) > ")  # the same command goes on with the next level
        child.sendline("yyyyy")
        child.expect_exact("1–5 (" if level < 9 else "50 of 50 questions answered")
        child.kill(9)
        child.wait()
        assert len(shown_in(fifty)) == 5 * (level + 1)


def test_the_answers_are_on_disk_before_the_next_question(fifty: Path, terminal: Any) -> None:
    child = terminal(fifty, "role", "--person", "A")
    for number in range(1, 6):
        child.expect_exact(f"{number}/50")
        child.expect_exact("> ")
        assert number == 1 or shown_in(fifty) == [f"c0.1.{one}" for one in range(1, number)]
        child.sendline("y")


def test_a_second_terminal_is_told_who_has_the_file(fifty: Path, terminal: Any) -> None:
    first = terminal(fifty, "role", "--person", "A")
    first.expect_exact("1/50")
    first.sendline("y")
    first.expect_exact("2/50")
    second = terminal(fifty, "role", "--person", "a")  # the same person, written otherwise
    said = " ".join(finish(second).split())
    assert second.exitstatus == 2
    assert f"is being filled in already: process {first.pid} of" in said
    first.sendline("q")
    finish(first)
    third = terminal(fifty, "role", "--person", "A")
    third.expect_exact("2/50")
    assert sorted(one.suffix for one in (fifty / "ratings").iterdir()) == [".lock", ".yaml"]
    third.sendline("q")
    finish(third)
    assert [one.suffix for one in (fifty / "ratings").iterdir()] == [".yaml"]


@full_disk
def test_a_full_disk_is_said_at_once_and_the_answers_are_saved_when_there_is_room(fifty: Path, terminal: Any) -> None:
    def no_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (150, resource.RLIM_INFINITY))  # bytes: a lock fits, ratings do not

    child = terminal(fifty, "role", "--person", "A", preexec_fn=no_room)
    for number in (1, 2):
        child.expect_exact(f"{number}/50")
        child.sendline("y")
        if number == 1:
            child.expect_exact("not saved: the system says: File too large")
    child.expect_exact("3/50")
    assert not list((fifty / "ratings").glob("*.yaml"))
    resource.prlimit(child.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    child.sendline("y")
    child.expect_exact("the answers are saved again, all of them")
    child.expect_exact("4/50")
    assert len(shown_in(fifty)) == 3


@full_disk
def test_answers_that_still_have_no_place_at_the_end_are_offered_again(fifty: Path, terminal: Any) -> None:
    def no_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (150, resource.RLIM_INFINITY))

    child = terminal(fifty, "role", "--person", "A", preexec_fn=no_room)
    child.expect_exact("1/50")
    child.sendline("y")
    child.expect_exact("2/50")
    child.sendline("q")
    child.expect_exact("Keep the answers in which file?")
    resource.prlimit(child.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    child.sendline("elsewhere")
    finish(child)
    assert "1.1" in (fifty / "elsewhere.yaml").read_text(encoding="utf-8")


def test_ctrl_c_says_what_is_safe_and_how_to_go_on(fifty: Path, terminal: Any) -> None:
    child = terminal(fifty, "role", "--person", "A")
    child.expect_exact("1/50")
    child.sendline("y")
    child.expect_exact("2/50")
    child.sendintr()
    said = finish(child)
    assert child.exitstatus == 130
    assert "1 of 50 questions answered; they are safe in ratings/a.self.2026-11-24." in said
    assert "this command goes on from there" in said


def test_changed_texts_are_named_and_asked_again_and_the_others_kept(project: Path, terminal: Any) -> None:
    child = terminal(project, "adviser", "--person", "A")
    for typed in ("y", "y", "y", "y", "q"):
        child.expect_exact("> ")
        child.sendline(typed)
    finish(child)
    text = CATALOGUE.replace("Sums up", "Sums up what was said")  # changed
    text = text.replace("[Looks up, Nods at pauses]", "[Nods at pauses, Looks up]")  # moved
    (project / "catalog.yaml").write_text(text, encoding="utf-8")
    child = terminal(project, "adviser", "--person", "A")
    child.expect_exact("3 of 6 questions have an answer")
    child.expect_exact("These texts have changed since. What was answered is kept apart in the file:")
    child.expect_exact("listening.2.1: Sums up what was said")
    child.expect_exact("`listening.1.1` is now called `listening.1.2`; its answer was kept")
    child.expect_exact("3/6")
    child.sendline("n")
    child.expect_exact("5/6")
    child.sendline("q")
    finish(child)
    (path,) = (project / "ratings").iterdir()
    assert "outdated:\n- code: listening.2.1\n" in path.read_text(encoding="utf-8")


def test_looking_at_changed_texts_and_leaving_changes_nothing(project: Path, terminal: Any) -> None:
    child = terminal(project, "adviser", "--person", "A")
    for typed in ("y", "y + first", "n + second", "q"):
        child.expect_exact("> ")
        child.sendline(typed)
    finish(child)
    (path,) = (project / "ratings").iterdir()
    before = path.read_bytes()
    (project / "catalog.yaml").write_text(CATALOGUE.replace("Sums up", "Draws conclusions"), encoding="utf-8")
    child = terminal(project, "adviser", "--person", "A")
    child.expect_exact("3/6")
    child.sendline("q")
    finish(child)
    assert path.read_bytes() == before
    child = terminal(project, "adviser", "--person", "A")
    child.expect_exact("3/6")
    child.sendline("y")
    child.expect_exact("4/6")
    child.sendline("q")
    finish(child)
    text = path.read_text(encoding="utf-8")
    assert "note: second" in text.split("outdated:")[1]
    assert "note: first" in text.split("outdated:")[0]


def test_what_the_profile_no_longer_asks_stays_in_the_file(project: Path, terminal: Any) -> None:
    child = terminal(project, "adviser", "--person", "A")
    for typed in ("/offers", "y + seen", "q"):
        child.expect_exact("> ")
        child.sendline(typed)
    finish(child)
    profile = (project / "profiles" / "adviser.yaml").read_text(encoding="utf-8").partition("specific:")[0]
    (project / "profiles" / "adviser.yaml").write_text(profile, encoding="utf-8")
    child = terminal(project, "adviser", "--person", "A")
    for typed in ("y", "q"):
        child.expect_exact("> ")
        child.sendline(typed)
    finish(child)
    assert shown_in(project) == ["listening.1.1", "advising.1.1"]
    (path,) = (project / "ratings").iterdir()
    assert "note: seen" in path.read_text(encoding="utf-8")


def test_a_level_asks_before_answers_on_behaviours_give_way(project: Path, terminal: Any) -> None:
    child = terminal(project, "adviser", "--person", "A")
    for typed in ("y + seen", "q"):
        child.expect_exact("> ")
        child.sendline(typed)
    finish(child)
    child = terminal(project, "adviser", "--person", "A", "--by", "level")
    child.expect_exact("(0-3)")
    child.sendline("2")
    child.expect_exact("1 answer would give way to this; sure?")
    child.sendline("n")
    child.expect_exact("(0-3)")
    child.sendline("q")
    finish(child)
    assert shown_in(project) == ["listening.1.1"]


def test_who_rates_is_asked_and_each_rater_has_a_file(project: Path, terminal: Any) -> None:
    for typed in (("1", "y"), ("2", "Robin", "y"), ("", "", "y")):
        child = terminal(project, "adviser", "--person", "A", asked=True)
        child.expect_exact("Who rates A? 1 self, 2 manager, 3 peer")
        for one in typed:
            child.expect_exact("> ")
            child.sendline(one)
        child.expect_exact("2/6")
        child.sendline("q")
        finish(child)
    catalogue = load(project / "catalog.yaml").catalogue
    entries = read_folder(project / "ratings", catalogue).ratings
    raters = {(one.ratings.rater, one.ratings.relation) for one in entries}
    assert raters == {("Robin", "manager"), (None, None), (None, "self")}


def test_what_was_left_is_offered_at_the_end_and_can_wait(project: Path, terminal: Any) -> None:
    child = terminal(project, "adviser", "--person", "A")
    for typed in ("", "y", "y", "y", "y", "y"):
        child.expect_exact("> ")
        child.sendline(typed)
    child.expect_exact("1 question has no answer yet")
    child.sendline("")
    child.expect_exact("1/6")
    child.sendline("")
    child.expect_exact("1 question has no answer yet")
    child.sendline("q")
    assert "this command goes on from there" in finish(child)
    (path,) = (project / "ratings").iterdir()
    assert "unfinished: listening.1.1" in path.read_text(encoding="utf-8")


def test_a_name_written_otherwise_goes_on_in_the_same_file(project: Path, terminal: Any) -> None:
    for name, place in (("Zoë van den Berg", "1/6"), ("ZOE\u0308  van den berg", "2/6")):
        child = terminal(project, "adviser", "--person", name)
        child.expect_exact(place)
        child.sendline("y")
        child.expect_exact(f"{int(place[0]) + 1}/6")
        child.sendline("q")
        finish(child)
    assert len(shown_in(project, "Zoë van den Berg")) == 2


def test_a_window_may_be_narrow_and_may_change(project: Path, terminal: Any) -> None:
    child = terminal(project, "adviser", "--person", "A", columns=30)
    child.expect_exact("1/6")
    narrow = child.before
    child.setwinsize(40, 200)
    child.sendline("?")
    child.expect_exact("l rates the whole level")
    assert all(len(line) <= 30 for line in narrow.splitlines())
    assert max(len(line) for line in child.before.splitlines()) > 60
    child.sendline("q")
    finish(child)


def test_a_finished_interview_can_be_gone_back_to(project: Path, terminal: Any) -> None:
    for typed in (["y"] * 6, ["/risks", "n"]):
        child = terminal(project, "adviser", "--person", "A")
        for one in typed:
            child.expect_exact("> ")
            child.sendline(one)
        finish(child)
    assert "advising.2.2" not in shown_in(project)
    assert len(shown_in(project)) == 5


def test_notes_skips_jumps_and_whole_levels_reach_the_file(project: Path, terminal: Any) -> None:
    child = terminal(project, "adviser", "--person", "A", "--rater", "B", "--relation", "peer", "--show-norm")
    child.expect_exact("norm: Two (level 2)")
    for typed in ("y + saw it: twice", "<", "+", "", "Monday # 1", "l y", "s", "/risks", "n + 'no' \"one\"", "k"):
        child.expect_exact("> ")
        child.sendline(typed)
    finish(child)
    catalogue = load(project / "catalog.yaml").catalogue
    (path,) = (project / "ratings").iterdir()
    entry, found = read_kept(path, catalogue)
    assert entry.is_sound
    assert not found
    assert (entry.ratings.rater, entry.ratings.relation, entry.ratings.unfinished) == ("B", "peer", None)
    assert entry.ratings.remarks == {
        "listening.1.1": {"note": "saw it: twice", "evidence": "Monday # 1"},
        "advising.2.2": {"note": "'no' \"one\""},
    }
    assert shown_in(project) == ["listening.1.1", "listening.1.2"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_adaptive_says_what_it_passes_over(project: Path, terminal: Any) -> None:
    child = terminal(project, "adviser", "--person", "A", "--adaptive")
    for typed in ("n", "y"):
        child.expect_exact("> ")
        child.sendline(typed)
    child.expect_exact("Listening: One (level 1) is missed, so higher ones are not asked")
    child.expect_exact("4/6")


def test_a_finished_interview_of_an_earlier_day_is_left_alone(project: Path, terminal: Any) -> None:
    loaded = load(project / "catalog.yaml")
    earlier = file_of(Ratings({}, "A", "adviser", None, "self", "2025-01-01"), project / "ratings")
    (project / "ratings").mkdir()
    earlier.write_text(
        "competentie: 1\nprofile: adviser\nperson: A\nrater: {relation: self}\ndate: 2025-01-01\n"
        "ratings: {listening: 2, advising: 2}\n",
        encoding="utf-8",
    )
    before = earlier.read_bytes()
    child = terminal(project, "adviser", "--person", "A")
    child.expect_exact("1/6")
    child.sendline("y")
    child.expect_exact("2/6")
    child.sendline("q")
    finish(child)
    assert earlier.read_bytes() == before
    dates = [one.ratings.date for one in read_folder(project / "ratings", loaded.catalogue).ratings_of("A")]
    assert dates == ["2025-01-01", "2026-11-24"]


def test_a_file_of_ratings_says_itself_who_it_is_about(project: Path, terminal: Any) -> None:
    child = terminal(project, "adviser", "--person", "Zoë", "-o", "zoe.yaml")
    child.expect_exact("1/6")
    child.sendline("y")
    child.expect_exact("2/6")
    child.sendline("q")
    finish(child)
    child = terminal(project, "-o", "zoe.yaml")
    child.expect_exact("2/6")


NAMES = [
    "Zoë van den Berg/../..",
    "\N{PILE OF POO}\N{ZERO WIDTH JOINER}",
    "x" * 300,
    "CON",
    "nul.txt",
    "..",
    ".",
    "/",
    "-rf",
    "a\\b:c*d?",
    "Ann\nBob",
    "李小龍",
    "\u202egnp.exe",
]


@pytest.mark.parametrize("name", NAMES)
def test_any_name_gives_a_file_name_that_any_system_takes(name: str, tmp_path: Path) -> None:
    path = file_of(Ratings({}, name, "adviser", name, date="2026-11-24"), tmp_path)
    assert path.parent == tmp_path
    assert path.name.isascii()
    assert len(path.name) <= 150
    assert set(path.name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.")
    assert path.name.split(".")[0] not in {"con", "nul", ""}
    path.write_text("x", encoding="utf-8")


def test_people_whose_names_look_alike_have_files_of_their_own(tmp_path: Path) -> None:
    files = {
        file_of(Ratings({}, name, "adviser", date="2026-11-24"), tmp_path)
        for name in (*NAMES, "Zoe", "Zoë", "zoe\u0308e")
    }
    assert len(files) == len(NAMES) + 3


def test_one_name_written_in_several_ways_is_one_person(tmp_path: Path) -> None:
    files = {
        file_of(Ratings({}, name, "adviser", date="2026-11-24"), tmp_path) for name in ("Zoë", "ZOË", " zoe\u0308 ")
    }
    assert len(files) == 1


def test_a_reworded_text_is_asked_again_with_its_answer(project: Path, terminal: Any) -> None:
    child = terminal(project, "adviser", "--person", "A")
    for typed in ("y", "y", "n", "q"):
        child.expect_exact("> ")
        child.sendline(typed)
    finish(child)
    (path,) = (project / "ratings").iterdir()
    (project / "catalog.yaml").write_text(CATALOGUE.replace("Sums up", "Sums it up"), encoding="utf-8")
    child = terminal(project, "adviser", "--person", "A")
    child.expect_exact("Sums it up (listening.2.1)")
    child.expect_exact("[not shown]")
    child.sendline("")
    child.expect_exact("4/6")
    assert "listening.2.1: Sums it up" in path.read_text(encoding="utf-8")
    child.sendline("q")
    finish(child)
    text = path.read_text(encoding="utf-8")
    assert "outdated" not in text
    assert "'2.1': not_shown" in text
