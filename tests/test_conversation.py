"""`assess` in a real (pseudo-)terminal, as a person meets it."""

import json
import os
import signal
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support import ROOT, process

pexpect = pytest.importorskip("pexpect", reason="a pseudo-terminal needs pexpect, which Windows lacks")


@pytest.fixture
def terminal(project: Path) -> Iterator[Any]:
    """Return a function that starts the program in a terminal of 80 columns, in the small project."""
    started = []

    def start(
        *arguments: str,
        lang: str = "en",
        columns: int = 80,
        asked: bool = False,
        together: bool = False,
        piped: bool = False,
        **extra: str,
    ) -> Any:
        if not asked:
            arguments = (*arguments, "--relation", "self")  # else the first thing asked is who rates
        if not together:
            arguments = (*arguments, "--one-by-one")
        env = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "dumb", **extra}
        command = ["-m", "competentie", *(["--lang", lang] if lang else []), "assess", *arguments]
        program = [sys.executable, *command]
        if piped:
            program = ["/bin/sh", "-c", 'exec "$@" > result.txt', "sh", *program]
        child = pexpect.spawn(
            program[0],
            program[1:],
            cwd=project,
            env=env,
            encoding="utf-8",
            codec_errors="replace",
            dimensions=(40, columns),
            timeout=20,
            preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_DFL),  # which nohup has ignored
        )
        started.append(child)
        return child

    yield start
    for child in started:
        child.close(force=True)


def answer(child: Any, *typed: str) -> None:
    for one in typed:
        child.expect_exact("> ")
        child.sendline(one)


def finish(child: Any) -> str:
    child.expect(pexpect.EOF)
    child.close()
    return str(child.before)


def test_where_nothing_is_described_the_level_is_asked(terminal: Any, project: Path) -> None:
    catalogue = (project / "catalog.yaml").read_text(encoding="utf-8")
    levels = "    definition: Waiting well\n    levels: {1: [], 2: [], 3: []}"
    (project / "catalog.yaml").write_text(catalogue.replace("    definition: Waiting well", levels), encoding="utf-8")
    with (project / "profiles" / "adviser.yaml").open("a", encoding="utf-8") as profile:
        profile.write("  patience: {norm: 2}\n")
    child = terminal("adviser", "--person", "Zoë", "--show-norm")
    child.expect_exact("y shown, n not shown")
    child.expect_exact("give the highest up to which all is shown")
    answer(child, "y", "y", "y", "y", "y", "y")
    child.expect_exact("norm: Two (level 2)")
    child.expect_exact("One (level 1) · Two (level 2) · Three (level 3)")
    child.expect_exact("7/7 (0-3) > ")
    child.sendline("1")
    rest = finish(child)
    assert "7 of 7 questions answered" in rest
    assert "2 of 3 norms met" in rest


def test_a_whole_interview(terminal: Any, project: Path) -> None:
    child = terminal("--person", "Zoë", "-o", "zoe.yaml")
    child.expect_exact("1  adviser")
    answer(child, "1")
    child.expect_exact("A norm presumes all lower levels")
    child.expect_exact("Listening: Hearing what is said")
    answer(child, "y", "maybe")
    child.expect_exact("`maybe` is not an answer")
    answer(child, "n", "<", "y", "", "y", "-", "?")
    child.expect_exact("Names risks (advising.2.2)")
    answer(child, "n", "k")
    rest = finish(child)
    assert child.exitstatus == 0
    assert "5 of 6 questions answered" in rest
    assert "0 of 2 norms met, 1 still to be rated" in rest
    saved = project / "zoe.yaml"
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600
    text = saved.read_text(encoding="utf-8")
    assert "person: Zoë" in text
    assert "'1.2': shown" in text
    assert "'2.1': not_applicable" in text.split("ratings:")[1].split("advising")[1]


def test_by_level_in_dutch_is_kept_in_a_file_of_its_own(terminal: Any, project: Path) -> None:
    child = terminal("adviser", "--by", "level", "--format", "json", lang="nl", SOURCE_DATE_EPOCH="1795500000")
    child.expect_exact("Wie wordt beoordeeld?")
    answer(child, "", "Ann", "2", "q")
    rest = finish(child)
    assert child.exitstatus == 0
    result = json.loads(rest[rest.index("{\r\n") : rest.rindex("}") + 1])
    assert result["competencies"][0]["reached"] == 2
    (kept,) = (project / "ratings").iterdir()
    assert kept.name.startswith("ann.self.2026-11-24.")
    assert "listening: 2" in kept.read_text(encoding="utf-8")
    assert [stat.S_IMODE(one.stat().st_mode) for one in (kept, kept.parent)] == [0o600, 0o700]


def test_where_no_language_is_asked_the_answers_are_on_the_texts_of_the_handbook(terminal: Any, project: Path) -> None:
    child = terminal("adviser", "--person", "Zoë", "-o", "zoe.yaml", lang="", LC_ALL="C.UTF-8")
    answer(child, "1", "q")
    finish(child)
    assert child.exitstatus == 0
    assert "language: en" in (project / "zoe.yaml").read_text(encoding="utf-8")


def test_ctrl_c_keeps_what_was_answered(terminal: Any, project: Path) -> None:
    child = terminal("adviser", "--person", "A", "-o", "a.yaml")
    answer(child, "y")
    child.expect_exact("2/6")
    child.sendintr()
    rest = finish(child)
    assert child.exitstatus == 130
    assert "1 of 6 questions answered" in rest
    assert "Traceback" not in rest
    assert "'1.1': shown" in (project / "a.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("ending", ["SIGTERM", "SIGHUP"])
def test_being_ended_keeps_what_was_answered(ending: str, terminal: Any, project: Path) -> None:
    child = terminal("adviser", "--person", "A", "-o", "a.yaml")
    answer(child, "y")
    child.expect_exact("2/6")
    child.kill(getattr(signal, ending))
    finish(child)
    assert child.exitstatus == 130
    assert "'1.1': shown" in (project / "a.yaml").read_text(encoding="utf-8")


def test_an_answer_can_be_cleared(terminal: Any, project: Path) -> None:
    child = terminal("adviser", "--person", "A", "-o", "a.yaml")
    answer(child, "y", "y", "<", "<", ".", "q")
    assert "1 of 6 questions answered" in finish(child)
    assert "'1.1'" not in (project / "a.yaml").read_text(encoding="utf-8")


def test_nothing_answered_is_nothing_written(terminal: Any, project: Path) -> None:
    child = terminal("adviser", "--person", "A", "-o", "a.yaml")
    answer(child, "q")
    finish(child)
    assert child.exitstatus == 0
    assert not (project / "a.yaml").exists()


@pytest.mark.parametrize("target", ["nowhere/a.yaml", "profiles", "catalog.yaml"])
def test_a_place_that_cannot_be_is_refused_before_any_question(target: str, terminal: Any) -> None:
    child = terminal("adviser", "--person", "A", "-o", target)
    said = finish(child)
    assert child.exitstatus == 2
    assert "1/6" not in said


def test_all_levels_asks_above_the_norm(terminal: Any) -> None:
    child = terminal("adviser", "--person", "A", "--all-levels")
    child.expect_exact("Adviser: 7 questions")


@pytest.mark.parametrize("errors", ["strict", "surrogateescape"])
def test_bytes_that_are_no_text_are_asked_again(errors: str, terminal: Any, project: Path) -> None:
    child = terminal("adviser", "-o", "a.yaml", piped=True, PYTHONIOENCODING=f"utf-8:{errors}")
    child.expect_exact("Who is assessed?")
    os.write(child.child_fd, b"An\xe9\n")
    child.expect_exact("could not be read as text")
    answer(child, "Ann", "y", "q")
    finish(child)
    assert "person: Ann" in (project / "a.yaml").read_text(encoding="utf-8")


def test_arrow_keys_edit_where_readline_is_and_are_refused_elsewhere(terminal: Any, project: Path) -> None:
    child = terminal("adviser", "-o", "a.yaml")
    answer(child, "Zo\x1b[DA", "y", "q")  # ← and A
    finish(child)
    assert "person: ZAo" in (project / "a.yaml").read_text(encoding="utf-8")
    child = terminal("adviser", "-o", "b.yaml", piped=True)
    answer(child, "Zo\x1b[DA")
    child.expect_exact("an arrow or another control key stands in it")


def test_a_level_is_answered_at_once_and_a_note_is_changed(terminal: Any, project: Path) -> None:
    child = terminal("adviser", "--person", "Zoë", "-o", "a.yaml", together=True)
    child.expect_exact("Zoë · Adviser · self")
    child.expect_exact("0 of 6")
    child.expect_exact(" 1  Looks up\r\n 2  Nods at pauses\r\n")
    child.expect_exact(" 1–2 (y n - . or yyny) > ")
    child.sendline("yn late + in March")
    child.expect_exact(" 1  Sums up")
    text = (project / "a.yaml").read_text(encoding="utf-8")
    assert "note: late + in March" in text
    assert "'1.1': shown" in text
    child.expect_exact("> ")
    child.sendline("<")
    child.expect_exact("Looks up [shown]\r\n")
    child.expect_exact("Nods at pauses [not shown +]\r\n")
    answer(child, "2+", " now", "", "q")  # the old note stands there to be changed
    finish(child)
    text = (project / "a.yaml").read_text(encoding="utf-8")
    assert "note: late + in March now" in text
    assert "evidence" not in text


def test_what_is_typed_before_the_question_is_no_answer(terminal: Any) -> None:
    child = terminal("adviser", "--person", "A", "-o", "a.yaml", together=True)
    child.expect_exact(" > ")
    child.send("yn\ny\nn")
    child.expect_exact("typed before this was asked, so not taken: y")
    child.expect_exact(" > ")
    child.sendline("q")
    assert "2 of 6 questions answered" in finish(child)


def test_the_first_questions_can_be_gone_back_to_and_somebody_new_is_named(terminal: Any) -> None:
    answer(child := terminal("adviser", "--person", "Zoë Example"), "y", "q")
    finish(child)
    child = terminal("adviser", asked=True, together=True)
    answer(child, "Zoe Exampel")
    child.expect_exact("`Zoe Exampel` is new")
    child.expect_exact("did you mean `Zoë Example`?")
    answer(child, "<")
    child.expect_exact("Who is assessed?")
    answer(child, "zoë example", "2", "<", "1")
    child.expect_exact("going on with")
    child.expect_exact("zoë example · Adviser · self")
    child.sendline("q")
    said = finish(child)
    assert "is new" not in said
    assert "competentie assess adviser --person 'Zoë Example' --relation self" in said


@pytest.mark.parametrize(("day", "code"), [("3-11-2025", 0), ("2999-01-01", 2), ("yesterday", 2)])
def test_the_day_of_the_talk_can_be_given(day: str, code: int, terminal: Any, project: Path) -> None:
    child = terminal("adviser", "--person", "A", "--date", day)
    if not code:
        answer(child, "y", "q")
    finish(child)
    assert child.exitstatus == code
    kept = [path.name.split(".")[2] for path in (project / "ratings").glob("*")]
    assert kept == ([] if code else ["2025-11-03"])


def test_names_that_a_file_cannot_hold_are_refused_before_any_question(terminal: Any, project: Path) -> None:
    """The id of this profile, its file name, is none that a ratings file may hold."""
    (project / "profiles" / "adviser.yaml").rename(project / "profiles" / " odd.yaml")
    child = terminal("profiles/ odd.yaml", "--person", "A", "-o", "a.yaml")
    assert "` odd` is not the name of a profile" in " ".join(finish(child).split()).replace("`odd`", "` odd`")
    assert child.exitstatus == 1


def test_findings_fit_the_terminal(project: Path) -> None:
    profile = project / "profiles" / "adviser.yaml"
    profile.write_text(
        profile.read_text(encoding="utf-8").replace("norm: 2}", "norm: 9} # " + "x" * 60), encoding="utf-8"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "dumb"}
    command = ["-m", "competentie", "--lang", "en", "validate"]
    child = pexpect.spawn(
        sys.executable, command, cwd=project, env=env, encoding="utf-8", dimensions=(40, 50), timeout=20
    )
    said = finish(child).replace("\r\n", "\n")
    assert "error[P002 norm-out-of-range]: the norm 9 of\n    `listening` is too high\n" in said
    source = next(line for line in said.splitlines() if line.startswith("5 |"))
    pointer = said.splitlines()[said.splitlines().index(source) + 1]
    assert source == "5 |   listening: {norm: 9} # " + "x" * (50 - len("5 |   listening: {norm: 9} # "))
    assert source[pointer.index("^")] == "9"


def test_ctrl_d_stops_and_shows_the_table(terminal: Any) -> None:
    child = terminal("adviser", "--person", "A", "-o", "a.yaml")
    answer(child, "y")
    child.expect_exact("2/6")
    child.sendeof()
    rest = finish(child)
    assert child.exitstatus == 0
    assert "2 still to be rated" in rest


def test_a_narrow_terminal_breaks_between_words(terminal: Any) -> None:
    child = terminal("adviser", "--person", "A", columns=40)
    child.expect_exact("1/6")
    assert all(len(line) <= 40 for line in child.before.splitlines())


def test_answers_are_never_written_over(terminal: Any, project: Path) -> None:
    (project / "a.yaml").write_text("mine", encoding="utf-8")
    child = terminal("adviser", "-o", "a.yaml")
    assert "never overwritten" in finish(child)
    assert child.exitstatus == 2
    assert (project / "a.yaml").read_text(encoding="utf-8") == "mine"


def test_without_a_terminal_it_names_the_way_that_works(project: Path) -> None:
    ran = process("--lang", "en", "assess", "adviser", cwd=project, stdin=b"y\ny\n")
    assert ran.returncode == 2
    assert b"--scores FILE" in ran.stderr
    assert ran.stdout == b""
