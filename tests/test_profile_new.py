"""`profile new` in a real (pseudo-)terminal: what is asked, what is refused, what is kept, and the profile it makes."""

import os
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from support import CATALOGUE, ROOT, Program

pexpect = pytest.importorskip("pexpect", reason="a pseudo-terminal needs pexpect, which Windows lacks")

CONTRASTED = (
    CATALOGUE.replace(
        "    presupposes: {listening: 2}",
        "    presupposes: {listening: 2}\n    contrast: {patience: Is something said or waited for?}",
    )
    + """\
    contrast: {advising: 'Is something said or waited for?'}
"""
)


@pytest.fixture
def talk(project: Path) -> Iterator[Any]:
    """Return a function that starts `profile new` in a terminal of 100 columns, in the small project."""
    (project / "catalog.yaml").write_text(CONTRASTED, encoding="utf-8")
    (project / "profiles" / "adviser.yaml").unlink()
    started = []

    def start(*arguments: str, lang: str = "en", columns: int = 100) -> Any:
        env = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "dumb"}
        command = ["-m", "competentie", "--lang", lang, "profile", "new", *arguments]
        child = pexpect.spawn(
            sys.executable, command, cwd=project, env=env, encoding="utf-8", dimensions=(40, columns), timeout=30
        )
        started.append(child)
        return child

    yield start
    for child in started:
        child.close(force=True)


def answer(child: Any, *typed: str) -> str:
    """Type each answer at the next prompt, and return what was shown."""
    shown = ""
    for one in typed:
        child.expect_exact("> ")
        shown += child.before
        child.sendline(one)
    return shown


def finish(child: Any) -> str:
    child.expect(pexpect.EOF)
    child.close()
    return str(child.before)


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        (
            "en",
            (
                "Advising and Patience are easily confused",
                "presupposed: Listening, level 2, through Advising",
                "2 competencies; 4 to 8",
            ),
        ),
        (
            "nl",
            (
                "Advising en Patience worden gemakkelijk verward",
                "verondersteld: Listening, niveau 2, door Advising",
                "2 competenties; 4",
            ),
        ),
    ],
)
def test_a_whole_conversation(lang: str, said: tuple[str, ...], talk: Any, project: Path, competentie: Program) -> None:
    child = talk("Coach", lang=lang)
    shown = answer(child, "1 2", "1", "2", "", "1", "In the shop", "")
    finish(child)
    assert child.exitstatus == 0
    assert [text for text in said if text not in " ".join(shown.split())] == []
    made = yaml.safe_load((project / "profiles" / "coach.yaml").read_text(encoding="utf-8"))
    assert made["specific"] == {"listening": {"norm": 2}, "advising": {"norm": 1, "rationale": "In the shop"}}
    assert not (project / "choices" / "coach.yaml").exists()
    ran = competentie("validate", "--strict", "profiles", cwd=project)
    assert (ran.code, ran.out) == (0, "")


def test_what_is_easily_confused_is_told_apart_before_any_level(talk: Any) -> None:
    child = talk("Coach")
    shown = answer(child, "1 2", "2")
    assert "Is something said or waited for?" in " ".join(shown.split())
    assert "which level" not in shown
    child.expect_exact("Patience is only mentioned in the handbook")
    child.expect_exact("Listening: which level?")


def test_colours_break_no_line(talk: Any, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    long = CONTRASTED.replace("Looks up", "Looks up" + " and on" * 9).replace("Sums up", "Sums up" + " and on" * 9)
    (project / "catalog.yaml").write_text(long.replace("3: []", "3: [Sees]"), encoding="utf-8")
    child = talk("Coach", columns=100)
    answer(child, "1")
    child.expect_exact("which level?")
    (head,) = [line for line in child.before.splitlines() if "One" in line]
    assert "Three" in head


def test_levels_stand_side_by_side_where_there_is_room(talk: Any) -> None:
    child = talk("Coach", columns=100)
    answer(child, "1")
    child.expect_exact("which level?")
    assert [line.split() for line in child.before.splitlines() if "Looks up" in line or "One" in line] == [
        ["One", "(level", "1)", "Two", "(level", "2)", "Three", "(level", "3)"],
        ["Looks", "up", "Sums", "up"],
    ]
    narrow = talk("Other", columns=60)
    answer(narrow, "1")
    narrow.expect_exact("which level?")
    assert "- Looks up" in narrow.before or "  Looks up\r\n" in narrow.before


def test_a_norm_below_what_another_presupposes_is_refused_as_it_arises(talk: Any) -> None:
    child = talk("Coach")
    answer(child, "1 2", "1", "1", "", "1")
    child.expect_exact("the norm 1 of `listening` is below 2, which `advising` presupposes")
    answer(child, "/listen", "2", "", "1")
    child.expect_exact("Advising: where in the work?")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("4",), "`4` is not an answer"),
        (("1 x",), "`x` is not an answer"),
        (("1", "3"), "give a level that describes something"),
        (("1", "two"), "give a level that describes something"),
        (("1", "1", "ask me@example.org"), "an e-mail address stands here"),
        (("<",), "there is nothing before this"),
        (("/nothing",), "no competency that can be chosen has `nothing` in its name"),
        (("?",), "Choose what the role cannot do without"),
    ],
)
def test_what_is_not_taken_is_said_and_asked_again(typed: tuple[str, ...], said: str, talk: Any) -> None:
    child = talk("Coach")
    answer(child, *typed)
    child.expect_exact(said)
    child.expect_exact("> ")


def test_back_asks_again_and_minus_leaves_out(talk: Any, project: Path) -> None:
    child = talk("Coach")
    answer(child, "1 2", "1", "2", "<", "1", "<", "<")
    child.expect_exact("easily confused")
    answer(child, "1", "-", "1", "in talks", "")
    finish(child)
    made = yaml.safe_load((project / "profiles" / "coach.yaml").read_text(encoding="utf-8"))
    assert made["specific"] == {"advising": {"norm": 1, "rationale": "in talks"}}


def test_norms_are_taken_along_from_another_profile(talk: Any, project: Path) -> None:
    base = 'competentie: 1\nrole: Everybody\nversion: "1"\ngeneric:\n  listening: {norm: 1}\n'
    (project / "profiles" / "base.yaml").write_text(base, encoding="utf-8")
    child = talk("Coach")
    child.expect_exact("1  Everybody: 1 generic, 0 specific")
    answer(child, "1")
    child.expect_exact("taken along: Listening: One (level 1)")
    answer(child, "1", "1", "1")
    child.expect_exact("the norm 1 of `listening` is below 2")  # of the base, so it is chosen anew
    answer(child, "/listening", "2", "", "1", "", "")
    finish(child)
    made = yaml.safe_load((project / "profiles" / "coach.yaml").read_text(encoding="utf-8"))
    assert made["extends"] == "base"
    assert {name: row["norm"] for name, row in made["specific"].items()} == {"listening": 2, "advising": 1}


def test_ctrl_c_keeps_what_was_answered(talk: Any, project: Path) -> None:
    child = talk("Coach")
    answer(child, "1", "2")
    child.expect_exact("> ")
    child.sendintr()
    assert "the same command goes on from there" in finish(child)
    assert child.exitstatus == 130
    child = talk("Coach")
    child.expect_exact("going on with choices/coach.yaml")
    child.expect_exact("Listening: where in the work?")
    kept = yaml.safe_load((project / "choices" / "coach.yaml").read_text(encoding="utf-8"))
    assert kept["chosen"] == {"listening": {"norm": 2}}


def test_what_one_person_chooses_is_kept_beside_the_profile(talk: Any, project: Path, competentie: Program) -> None:
    for name, level in (("Ann", "1"), ("Bo", "2")):
        child = talk("Coach", "--by", name)
        answer(child, "1", level, "", "")
        assert f"what {name} chose is in choices/coach.{name.lower()}.yaml" in finish(child)
    assert not (project / "profiles" / "coach.yaml").exists()
    out = competentie("profile", "compare", "coach", cwd=project).out
    assert ["Listening", "1", "2"] in [line.split() for line in out.splitlines()]


def test_a_second_terminal_and_a_second_profile_are_refused(talk: Any, project: Path) -> None:
    first = talk("Coach")
    first.expect_exact("> ")
    assert "is being filled in already" in finish(talk("Coach"))
    first.sendline("1")
    answer(first, "1", "", "")
    finish(first)
    assert "there is a profile of this role already: `coach`" in finish(talk("coach"))
    assert not (project / "choices").exists()


ABILITIES = int(os.environ.get("ABILITIES", "6"))  # each is killed twice; 26 for the fifty that were asked for
MANY = """\
competentie: 1
title: Handbook
language: en
version: "1"
source: a test
license: none
levels: [One, Two]
competencies:
""" + "".join(
    f"  c{n}:\n    label: Ability {n:02}\n    definition: Number {n} of many\n"
    f"    levels: {{1: [Does {n} first], 2: [Does {n} again]}}\n"
    for n in range(ABILITIES)
)


def test_killed_at_random_nothing_is_lost(talk: Any, project: Path) -> None:
    (project / "catalog.yaml").write_text(MANY, encoding="utf-8")
    chance, kills = random.Random(50), 0
    safe: dict[tuple[str, int], str] = {}
    which, level, where = r"core of this role.*> ", r"Ability (\d+): which level.*> ", r"Ability (\d+): where.*> "
    while True:
        child = talk("Coach", columns=80)
        asked = child.expect([which, level, where, "Enter writes"])
        if asked == 3:
            break
        number = f"c{int(child.match[1])}" if asked else ""
        child.sendline([" ".join(map(str, range(1, ABILITIES + 1))), "2", f"work {kills}"][asked])
        if chance.random() < 0.7:  # killed when the next question tells that the answer is kept, or at any moment
            child.expect("> ")
            safe |= {(number, asked): f"work {kills}"}
        else:
            time.sleep(chance.random() / 20)
        child.kill(9)
        child.wait()
        kills += 1
        kept = yaml.safe_load((project / "choices" / "coach.yaml").read_text(encoding="utf-8"))["chosen"]
        for (one, what), text in safe.items():
            assert not one or kept[one]["norm" if what == 1 else "rationale"] == (2 if what == 1 else text)
    child.sendline("")
    finish(child)
    made = yaml.safe_load((project / "profiles" / "coach.yaml").read_text(encoding="utf-8"))["specific"]
    assert kills >= 2 * ABILITIES - 2
    assert [row["norm"] for row in made.values()] == [2] * ABILITIES
    assert {one: row["rationale"] for one, row in made.items()}.items() >= {
        one: text for (one, what), text in safe.items() if what == 2
    }.items()
