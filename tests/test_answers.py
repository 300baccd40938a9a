"""What an answer is about: a text. What became of one is the same in every command; each change stands in a table."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from support import Program

from competentie.core import Rated, Rating, Ratings, same_text
from competentie.handbook.load import load_catalogue
from competentie.ratings.write import ratings_yaml

CATALOGUE = """\
competentie: 1
title: Handbook
language: en
version: "1"
source: a test
license: none
levels: [One, Two]
competencies:
  listening:
    label: Listening
    definition: Hearing what is said by others
    levels:
      1: ["Looks up", "Nods at pauses"]
      2: ["Asks on, and sums up what was said", "Names what was not said in so many words"]
  planning:
    label: Planning
    definition: Putting work in order of time
    levels:
      1: ["Makes a list"]
      2: ["Leaves room for what nobody saw coming"]
"""
PROFILE = 'competentie: 1\nrole: Example\nversion: "1"\ngeneric:\n  listening: {norm: 2}\n  planning: {norm: 1}\n'
ASKS = '"Asks on, and sums up what was said"'

FOLLOWED = 4  # behaviours of listening
NOTHING: dict[str, list[str]] = {}
CHANGES = [
    # what changes in the catalogue, what it becomes, what became of the answers, the level that is reached
    pytest.param("", "", NOTHING, 2, id="nothing"),
    pytest.param(ASKS, '{en: "Asks on, and sums up what was said", nl: Vraagt door}', NOTHING, 2, id="translated-A1"),
    pytest.param(ASKS, '"asks on and  sums\N{NO-BREAK SPACE}up what was said. "', NOTHING, 2, id="respelled-A4"),
    pytest.param(ASKS, '"Asks on, and sums\N{ZERO WIDTH SPACE} up what was said"', NOTHING, 2, id="invisible"),
    pytest.param(
        ASKS, '"Asks on, and sums up all that was said"', {"reworded": ["listening.2.1"]}, 2, id="reworded"
    ),
    pytest.param(ASKS, '"Smiles at everybody in the room"', {"changed": ["listening.2.1"]}, 1, id="replaced"),
    pytest.param(
        '["Looks up", "Nods at pauses"]',
        '["Greets", "Looks up", "Nods at pauses"]',
        {"moved": ["listening.1.1 > listening.1.2", "listening.1.2 > listening.1.3"]},
        2,  # the new first level is open, and presumed
        id="moved",
    ),
    pytest.param('["Looks up", "Nods at pauses"]', '["Nods at pauses"]',
        {"gone": [], "changed": ["listening.1.1"], "moved": ["listening.1.2 > listening.1.1"]}, 2, id="removed"),
    pytest.param("  listening:", "  hearing:\n    formerly: [listening]", {"moved": ["all"]}, 2, id="followed-A31"),
]  # fmt: skip


def project(folder: Path, language: str = "en") -> Path:
    """Make a project in which Sanne was rated by a manager: all of listening shown, planning as a whole at 1."""
    for name, text in (("catalog.yaml", CATALOGUE), ("profiles/example.yaml", PROFILE)):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    catalogue, _ = load_catalogue(folder / "catalog.yaml")
    assert catalogue is not None
    rated: dict[str, Rated] = {
        "listening": catalogue.competencies["listening"].ratings(lambda _: Rating.SHOWN),
        "planning": 1,
    }
    ratings = Ratings(rated, "Sanne", "example", "Robin", "manager", "2026-05-01", language=language)
    (folder / "ratings").mkdir(mode=0o700)
    file = folder / "ratings" / "sanne.yaml"
    file.write_text(ratings_yaml(ratings, catalogue), encoding="utf-8")
    file.chmod(0o600)
    return file


def change(folder: Path, old: str, new: str) -> None:
    """Edit the catalogue, and the profile where an id changes."""
    file = folder / "catalog.yaml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1) if old else text, encoding="utf-8")
    if "formerly" in new:
        profile = folder / "profiles" / "example.yaml"
        profile.write_text(PROFILE.replace("listening", "hearing"), encoding="utf-8")


def said_by(command: str, competentie: Program, folder: Path) -> dict[str, Any]:
    """Return what a command says became of the answers, and what is reached, from its JSON."""
    arguments = {
        "assess": ["assess", "example", "--scores", str(folder / "ratings" / "sanne.yaml")],
        "compare": ["compare", "Sanne"],
        "trend": ["trend", "Sanne"],
        "list": ["ratings", "list"],
    }[command]
    ran = competentie("--catalog", str(folder / "catalog.yaml"), "--lang", "en", *arguments, "--format", "json")
    assert ran.code == 0, ran.err
    data = json.loads(ran.out)
    if command == "assess":
        return {**_codes(data), "reached": data["competencies"][0]["reached"]}
    if command == "list":
        return _codes(data["files"][0])
    if command == "compare":
        (view,) = data["views"]
        return {"lost": view["lost"], "moved": view["moved"], "reworded": view["reworded_codes"]}
    (date,) = data["raters"][0]["dates"]
    return {"lost": len(date["lost"]), "moved": date["moved"], "reworded": date["reworded"],
            "reached": date["competencies"][0]["reached"]}  # fmt: skip


def _codes(data: dict[str, Any]) -> dict[str, Any]:
    moved = [f"{one['old']} > {one['new']}" for one in data["moved"]]
    return {"changed": data["changed"], "gone": data["gone"], "reworded": data["reworded"], "moved": moved}


@pytest.mark.parametrize("command", ["assess", "compare", "trend", "list"])
@pytest.mark.parametrize(("old", "new", "worth", "reached"), CHANGES)
def test_every_command_says_the_same_of_an_answer(
    old: str, new: str, worth: dict[str, list[str]], reached: int, command: str, competentie: Program, tmp_path: Path
) -> None:
    project(tmp_path)
    change(tmp_path, old, new)
    said = said_by(command, competentie, tmp_path)
    lost = [*worth.get("changed", []), *worth.get("gone", [])]
    moved = worth.get("moved", [])
    number = FOLLOWED if moved == ["all"] else len(moved)
    assert said["reworded"] == worth.get("reworded", [])
    assert (said["moved"] if isinstance(said["moved"], int) else len(said["moved"])) == number
    assert said.get("lost", len(said.get("changed", [])) + len(said.get("gone", []))) == len(lost)
    assert said.get("reached", reached) == reached


@pytest.mark.parametrize(
    "command", [["plan", "Sanne"], ["ratings", "show", "Sanne"], ["compare", "Sanne"], ["trend", "Sanne"]]
)
def test_a_reworded_answer_counts_and_is_said(command: list[str], competentie: Program, tmp_path: Path) -> None:
    project(tmp_path)
    change(tmp_path, ASKS, '"Asks on, and sums up all that was said"')
    ran = competentie("--catalog", str(tmp_path / "catalog.yaml"), "--lang", "en", *command)
    assert "rests on 1 answer whose text was reworded" in " ".join((ran.out + ran.err).split())


def test_what_is_the_same_is_not_said(competentie: Program, tmp_path: Path) -> None:
    file = project(tmp_path)
    change(tmp_path, ASKS, '{en: "Asks on and sums up what was said", nl: Vraagt door}')
    ran = competentie("--catalog", str(tmp_path / "catalog.yaml"), "--lang", "en", "validate", str(tmp_path))
    assert "R004" not in ran.out + ran.err
    assert "language: en" in file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("definition", "worth"),
    [
        ("Putting work in order of time, always", "reworded"),
        ("PUTTING work in order of time.", ""),
        ("Being kind to whoever comes along today", "changed"),
    ],
)
def test_a_level_of_a_competency_is_about_its_definition(
    definition: str, worth: str, competentie: Program, tmp_path: Path
) -> None:
    project(tmp_path)
    change(tmp_path, "Putting work in order of time", definition)
    said = said_by("assess", competentie, tmp_path)
    assert [name for name in ("reworded", "changed", "gone") if said[name]] == [worth][: bool(worth)]


def test_what_is_gone_is_kept_apart_with_its_text(competentie: Program, tmp_path: Path) -> None:
    file = project(tmp_path)
    change(tmp_path, ASKS, '"Smiles at everybody in the room"')
    target = tmp_path / "again.yaml"
    ran = competentie("--catalog", str(tmp_path / "catalog.yaml"), "assess", "--scores", str(file), "-o", str(target))
    assert ran.code == 0, ran.err
    assert (
        "outdated:\n- code: listening.2.1\n  text: Asks on, and sums up what was said\n  rating: shown"
        in target.read_text()
    )


def test_older_marks_still_find_their_texts(competentie: Program, tmp_path: Path) -> None:
    """Files of before held a mark per text; a translation that was added since changes nothing."""
    from competentie.core import Text, text_marks

    file = project(tmp_path)
    mark = next(text_marks(Text({"": "Asks on, and sums up what was said"})))
    text = file.read_text().replace("listening.2.1: Asks on, and sums up what was said", f"listening.2.1: '{mark}'")
    assert mark in text
    file.write_text(text)
    change(tmp_path, ASKS, '{en: "Asks on, and sums up what was said", nl: Vraagt door}')
    assert said_by("assess", competentie, tmp_path)["reached"] == 2


def test_a_profile_that_was_renamed_is_followed(competentie: Program, tmp_path: Path) -> None:
    project(tmp_path)
    old, new = tmp_path / "profiles" / "example.yaml", tmp_path / "profiles" / "sample.yaml"
    new.write_text(old.read_text().replace("generic:", "formerly: [example]\ngeneric:"))
    old.unlink()
    ran = competentie(
        "--catalog", str(tmp_path / "catalog.yaml"), "--lang", "en", "compare", "Sanne", "--format", "json"
    )
    assert ran.code == 0, ran.err
    assert "R005" not in "".join(
        competentie("--catalog", str(tmp_path / "catalog.yaml"), "validate", str(tmp_path)).out
    )


def test_without_a_word_of_the_rename_the_answers_are_gone_and_that_is_said(
    competentie: Program, tmp_path: Path
) -> None:
    project(tmp_path)
    for name in ("catalog.yaml", "profiles/example.yaml"):
        file = tmp_path / name
        file.write_text(file.read_text().replace("  listening:", "  hearing:"), encoding="utf-8")
    ran = competentie("--catalog", str(tmp_path / "catalog.yaml"), "--lang", "en", "compare", "Sanne")
    assert "4 answers left out, on texts or a competency that are gone" in " ".join((ran.out + ran.err).split())


# tables


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("", "", 0),
        ('["Looks up", ', '["Greets", "Looks up", ', 1),  # A5: every answer would count for its neighbour
        ('"Nods at pauses"]', '"Nods at pauses", "Greets"]', 0),  # behind the others: nothing that was rated changes
        ("Leaves room for what nobody saw coming", "Smiles", 0),  # not in the table
        ("Nods at pauses", "nods, at pauses!", 0),
        ('"Nods at pauses"]', "{en: Nods at pauses, nl: Knikt}]", 0),
        ("  listening:", "  hearing:\n    formerly: [listening]", 0),
    ],
)
@pytest.mark.parametrize("layout", ["wide", "long"])
def test_a_table_is_held_against_the_texts_it_was_made_for(
    layout: str, old: str, new: str, code: int, competentie: Program, tmp_path: Path
) -> None:
    project(tmp_path)
    at = ("--catalog", str(tmp_path / "catalog.yaml"), "--lang", "en")
    made = competentie(*at, "template", "example", "--person", "Noor", "--layout", layout).out
    table = tmp_path / "team.csv"
    filled = re.sub(r",,+", lambda gap: ",1" * (len(gap[0]) - 1) + ",", made)
    table.write_text(filled, encoding="utf-8")
    change(tmp_path, old, new)
    for command in (
        ["score", str(table), "--profile", "example"],
        ["match", str(table)],
        ["assess", "example", "--person", "Noor", "--scores", str(table)],
    ):
        ran = competentie(*at, *command)
        assert ran.code == code, (command, ran.err)
        assert ("T015" in ran.err) is bool(code)


# diff


def diffed(competentie: Program, folder: Path, old: str, new: str, *more: str) -> Any:
    for name, edits in (("old", ("", "")), ("new", (old, new))):
        (folder / name).mkdir()
        project(folder / name)
        change(folder / name, *edits)
    ran = competentie("--lang", "en", "diff", str(folder / "old"), str(folder / "new"), *more)
    assert ran.code == 0, ran.err
    return ran.out


@pytest.mark.parametrize(
    ("old", "new", "kinds", "step"),
    [
        (ASKS, '{en: "Asks on, and sums up what was said", nl: Vraagt door}', ["behaviour-translation-added"], "patch"),
        (ASKS, '"Asks on and sums up what was said"', ["behaviour-respelled"], "patch"),
        (ASKS, '"Asks on, and sums up all that was said"', ["behaviour-reworded"], "patch"),
        ("  listening:", "  hearing:\n    formerly: [listening]", ["competency-renamed"], "patch"),
    ],
)
def test_kinds_of_changes(
    old: str, new: str, kinds: list[str], step: str, competentie: Program, tmp_path: Path
) -> None:
    data = json.loads(diffed(competentie, tmp_path, old, new, "--format", "json"))
    assert ([one["kind"] for one in data["changes"]], data["step"]) == (kinds, step)


def test_a_translation_is_shown_with_both_wordings(competentie: Program, tmp_path: Path) -> None:
    told = diffed(competentie, tmp_path, ASKS, '{en: "Asks on, and sums up what was said", nl: Vraagt door}')
    assert "translation added" in told
    assert "- Asks on, and sums up what was said" in told
    assert "+ Vraagt door" in told


def test_what_is_only_spelled_otherwise_is_one_line(competentie: Program, tmp_path: Path) -> None:
    told = diffed(competentie, tmp_path, '["Looks up", "Nods at pauses"]', '["Looks up.", "nods at pauses"]')
    assert "2 texts differ in punctuation, case or layout only: listening.1.1, listening.1.2" in " ".join(told.split())


def test_what_looks_renamed_is_pointed_out(competentie: Program, tmp_path: Path) -> None:
    for name in ("old", "new"):
        (tmp_path / name).mkdir()
        project(tmp_path / name)
    for file in (tmp_path / "new" / "catalog.yaml", tmp_path / "new" / "profiles" / "example.yaml"):
        file.write_text(file.read_text().replace("  listening:", "  hearing:"))
    told = competentie("--lang", "en", "diff", str(tmp_path / "old"), str(tmp_path / "new")).out
    assert "it looks renamed to `hearing`; say so there with `formerly: [listening]`" in " ".join(told.split())


def test_a_profile_that_was_renamed_is_one_line(competentie: Program, tmp_path: Path) -> None:
    for name in ("old", "new"):
        (tmp_path / name).mkdir()
        project(tmp_path / name)
    profile = tmp_path / "new" / "profiles" / "example.yaml"
    profile.with_name("sample.yaml").write_text(PROFILE.replace("generic:", "formerly: [example]\ngeneric:"))
    profile.unlink()
    told = competentie("diff", str(tmp_path / "old"), str(tmp_path / "new"), "--format", "json").out
    assert [(one["kind"], one["old"], one["new"]) for one in json.loads(told)["changes"]] == [
        ("profile-renamed", "example", "sample")
    ]


def test_a_language_that_stayed_equal_pairs_the_texts(competentie: Program, tmp_path: Path) -> None:
    both = '{en: "Asks on, and sums up what was said", nl: Vraagt door}'
    (tmp_path / "a").mkdir()
    project(tmp_path / "a")
    change(tmp_path / "a", ASKS, both)
    (tmp_path / "b").mkdir()
    project(tmp_path / "b")
    change(tmp_path / "b", ASKS, '{en: "Smiles at everybody", nl: Vraagt door}')
    told = competentie("--lang", "nl", "diff", str(tmp_path / "a"), str(tmp_path / "b"), "--format", "json").out
    (only,) = json.loads(told)["changes"]
    assert (only["kind"], only["old"], only["new"]) == (
        "behaviour-reworded", "Asks on, and sums up what was said", "Smiles at everybody"
    )  # fmt: skip


# comparing texts


@given(st.text(), st.lists(st.sampled_from(" \t\n\N{NO-BREAK SPACE}\N{ZERO WIDTH SPACE}\N{SOFT HYPHEN}"), max_size=3))
def test_layout_and_invisible_characters_change_no_text(text: str, blanks: list[str]) -> None:
    around = "".join(blanks)
    assert same_text(around + text + around) == same_text(text)


@given(st.text())
@example("A\N{ACUTE ACCENT}")
def test_the_form_that_is_compared_is_its_own(text: str) -> None:
    assert same_text(same_text(text)) == same_text(text)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Asks on", "asks, on!", True),
        ("e-mail", "email", True),
        ("Zoë’s", "Zoe\u0308's", True),
        ("1.5 hours", "15 hours", False),
        ("≥ 3", "≤ 3", False),
        ("Asks", "Asked", False),
    ],
)
def test_texts_are_compared_by_what_they_say(one: str, other: str, *, same: bool) -> None:
    assert (same_text(one) == same_text(other)) is same
