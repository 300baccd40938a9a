"""`profile edit` changes one row and nothing else; `profile compare` sets roles, or choices, side by side."""

import json
from difflib import ndiff
from pathlib import Path

import pytest
import yaml
from support import CATALOGUE, Program

FILE = """\
# yaml-language-server: $schema=x.json
competentie: 1   # the format
role: Adviser
version: "1"

# what all roles have
generic:
  listening:     # the first
    norm: 2      # for now
    # and why:
    rationale: It is 'the' job

specific:
    advising: {norm: 1}   # in braces
# the end"""
BRACES = "    advising: {norm: 1}   # in braces"


@pytest.fixture
def file(project: Path) -> Path:
    """Return a profile with comments, in a project where patience is described too."""
    levels = "    definition: Waiting well\n    levels: {1: [Waits], 2: [Waits long], 3: [Waits longest]}"
    text = CATALOGUE.replace("    definition: Waiting well", levels)
    (project / "catalog.yaml").write_text(text, encoding="utf-8")
    path = project / "profiles" / "adviser.yaml"
    path.write_text(FILE, encoding="utf-8")
    return path


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize(
    ("arguments", "gone", "new"),
    [
        (["advising", "--norm", "2"], [BRACES], [BRACES.replace("1", "2")]),
        (["Advising", "--rationale", 'a: "#b'], [BRACES], [BRACES.replace("1", '1, rationale: "a: \\"#b"')]),
        (["listening", "--rationale", "Work"], ["    rationale: It is 'the' job"], ['    rationale: "Work"']),
        (["patience", "--norm", "2"], [], ["    patience:", "      norm: 2"]),
        (["patience", "--norm", "2", "--generic"], [], ["  patience:", "    norm: 2"]),
    ],
)
def test_only_the_row_that_is_named_changes(
    arguments: list[str], gone: list[str], new: list[str], end: str, mark: str, file: Path, competentie: Program
) -> None:
    file.write_bytes((mark + FILE).replace("\n", end).encode())
    ran = competentie("profile", "edit", "adviser", *arguments, cwd=file.parents[1])
    assert (ran.code, ran.out) == (0, "changed: profiles/adviser.yaml\n")
    after = file.read_bytes().decode()
    assert after.startswith(mark)
    assert after.count(end) == after.count("\n")
    differ = list(ndiff((mark + FILE).split("\n"), after.split(end)))
    assert [line[2:] for line in differ if line.startswith("- ")] == gone
    assert [line[2:] for line in differ if line.startswith("+ ")] == new
    assert competentie("validate", "--strict", "profiles").code == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["listening", "--norm", "1"], "the norm 1 of `listening` is below 2, which `advising` presupposes"),
        (["advising", "--norm", "4"], "the norm 4 of `advising` is too high"),
        (["advising", "--remove"], "a comment (`#`) stands in what would go"),
        (["patience", "--remove"], "there is no row `patience` in this file"),
        (["patience", "--rationale", "x"], "there is no row `patience` in this file"),
        (["patients", "--norm", "1"], "did you mean `patience`?"),
        (["advising"], "it is not said what is to change"),
        (["advising", "--remove", "--norm", "1"], "it is not said what is to change"),
    ],
)
def test_what_cannot_be_changed_is_said_and_nothing_is_written(
    arguments: list[str], said: str, file: Path, competentie: Program
) -> None:
    ran = competentie("profile", "edit", "adviser", *arguments, cwd=file.parents[1])
    assert ran.code == 2
    assert said in ran.err
    assert file.read_text(encoding="utf-8") == FILE


@pytest.mark.parametrize(
    ("row", "arguments", "said"),
    [
        ("specific: {advising: {norm: 1}}", ["patience", "--norm", "1"], "the rows of `specific` stand in braces"),
        (
            "specific:\n  advising:\n    norm: 1\n    rationale: >\n      a\n      b",
            ["advising", "--rationale", "c"],
            "editor",
        ),
        ("specific:\n  advising: {norm: 1,\n    rationale: a\n    }", ["patience", "--norm", "1"], "editor"),
        ("specific:\n  ? advising\n  : norm: 1", ["advising", "--rationale", "c"], ""),
    ],
)
def test_a_row_that_is_written_otherwise_is_left_alone(
    row: str, arguments: list[str], said: str, file: Path, competentie: Program
) -> None:
    text = 'competentie: 1\nrole: Adviser\nversion: "1"\n' + row + "\n"
    file.write_text(text, encoding="utf-8")
    ran = competentie("profile", "edit", "adviser", *arguments, cwd=file.parents[1])
    if ran.code == 0:  # then it says what was meant
        assert yaml.safe_load(file.read_text(encoding="utf-8"))["specific"]["advising"] == {"norm": 1, "rationale": "c"}
        return
    assert (ran.code, said in ran.err) == (2, True)
    assert file.read_text(encoding="utf-8") == text


def test_a_row_goes_and_its_group_with_the_last_one(file: Path, competentie: Program) -> None:
    file.write_text(FILE.replace("   # in braces", ""), encoding="utf-8")
    assert competentie("profile", "edit", "adviser", "advising", "--remove", cwd=file.parents[1]).code == 0
    assert file.read_text(encoding="utf-8") == FILE.replace(f"specific:\n{BRACES}\n", "")


def test_a_norm_that_comes_along_is_overridden_in_this_file(file: Path, competentie: Program) -> None:
    lead = file.with_name("lead.yaml")
    lead.write_text('competentie: 1\nrole: Lead\nversion: "1"\nextends: adviser\n', encoding="utf-8")
    assert competentie("profile", "edit", "lead", "listening", "--rationale", "Leads", cwd=file.parents[1]).code == 0
    assert yaml.safe_load(lead.read_text())["generic"] == {"listening": {"norm": 2, "rationale": "Leads"}}


def test_the_mark_of_the_texts_moves_along_where_it_was_right(file: Path, competentie: Program) -> None:
    marked = FILE.replace("generic:", 'catalogue: {version: "1", fingerprint: x}\ngeneric:', 1)
    file.write_text(marked, encoding="utf-8")
    found = competentie("validate", "profiles", "--format", "json", cwd=file.parents[1])
    (stale,) = [one["help"] for one in json.loads(found.out)["diagnostics"] if one["code"] == "P009"]
    right = stale.split('"')[1]
    for mark, expected in (("x", 1), (f'"{right}"', 0)):
        file.write_text(marked.replace("fingerprint: x", f"fingerprint: {mark}"), encoding="utf-8")
        assert competentie("profile", "edit", "adviser", "patience", "--norm", "1").code == 0
        assert competentie("validate", "--strict", "profiles").code == expected


COACH = 'competentie: 1\nrole: Coach\nversion: "1"\nspecific:\n  listening: {norm: 1}\n  patience: {norm: 2}\n'


def test_from_role_to_role_is_what_makes_the_difference(file: Path, competentie: Program) -> None:
    file.with_name("coach.yaml").write_text(COACH, encoding="utf-8")
    ran = competentie("profile", "compare", "coach", "Adviser", cwd=file.parents[1])
    assert ran.out == (
        "From Coach to Adviser\n"
        "A level presumes all lower ones; only what makes the difference stands here.\n\n"
        "New\n  Advising: One (level 1)\n    advising.1.1: Offers help\n\n"
        "Higher: asked besides\n  Listening: One (level 1) → Two (level 2)\n    listening.2.1: Sums up\n\n"
        "Gone\n  Patience: Two (level 2)\n    patience.1.1: Waits\n    patience.2.1: Waits long\n"
    )
    data = json.loads(competentie("profile", "compare", "adviser", "coach", "--format", "json").out)
    assert (data["from"], data["to"]) == ("adviser", "coach")
    assert data["lower"] == [{"competency": "listening", "from": 2, "to": 1, "behaviours": ["listening.2.1"]}]
    assert [one["competency"] for one in data["new"] + data["gone"]] == ["patience", "advising"]
    assert data["higher"] == data["same"] == []


@pytest.fixture
def chosen(file: Path) -> Path:
    """Return a project in which two people chose for one role."""
    folder = file.parents[1] / "choices"
    folder.mkdir()
    head = "competentie: 1\nchoices: coach\nrole: Coach\n"
    bo = f"{head}by: Bo\nfinished: true\nchosen: {{listening: {{norm: 2}}, patience: {{norm: 1, rationale: Ours}}}}\n"
    ann = f"{head}by: Ann\nextends: adviser\nchosen:\n  patience: {{norm: 3}}\n  gone: {{norm: 1}}\n"
    (folder / "coach.bo.yaml").write_text(bo, encoding="utf-8")
    (folder / "coach.ann.yaml").write_text(ann, encoding="utf-8")
    (folder / "other.ann.yaml").write_text(ann.replace("oach", "ther"), encoding="utf-8")
    return folder


@pytest.mark.parametrize("names", [["Coach"], ["coach"], ["choices/coach.ann.yaml", "choices/coach.bo.yaml"]])
def test_who_chose_what_stands_side_by_side(names: list[str], chosen: Path, competentie: Program) -> None:
    ran = competentie("profile", "compare", *names, cwd=chosen.parent)
    assert ran.code == 0
    assert ran.out == (
        "Coach: who chose what\nnot finished yet: Ann\n\n"
        "Competency         Ann  Bo\n"
        "Work\n  Listening          2   2\n  Advising           1   –\n"
        "Without a cluster\n  Patience           3   1\n\n"
        "Where they differ\n"
        "  Advising\n    Ann: One (level 1)\n    Bo: not chosen\n"
        "  Patience\n    Ann: Three (level 3)\n    Bo: One (level 1). Ours\n\n"
        "1 of 3 competencies chosen alike\n"
    )
    data = json.loads(competentie("profile", "compare", *names, "--format", "json").out)
    assert data["differ"] == ["advising", "patience"]
    assert [(one["by"], one["finished"], one["norms"].get("patience")) for one in data["choices"]] == [
        ("Ann", False, 3),
        ("Bo", True, 1),
    ]


def test_wrong_choices_are_reported_with_their_place(chosen: Path, competentie: Program) -> None:
    (chosen / "coach.bo.yaml").write_text("competentie: 1\nchoices: coach\nrole: 3\n", encoding="utf-8")
    ran = competentie("profile", "compare", "coach", cwd=chosen.parent)
    assert ran.code == 1
    assert "choices/coach.bo.yaml:3:7" in ran.err


def test_validate_knows_choices(chosen: Path, competentie: Program) -> None:
    assert competentie("validate", "--strict", "choices", cwd=chosen.parent).code == 0
    (chosen / "coach.bo.yaml").write_text(
        "competentie: 1\nchoices: coach\nrole: Coach\nchoosen: {}\n", encoding="utf-8"
    )
    ran = competentie("validate", "choices", "--format", "concise")
    assert (ran.code, "coach.bo.yaml:4:1: error[S001" in ran.out) == (1, True)


def test_one_name_alone_is_compared_with_nothing(project: Path, competentie: Program) -> None:
    ran = competentie("profile", "compare", "adviser", cwd=project)
    assert ran.code == 2
    assert "there is nothing to compare `adviser` with" in ran.err


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_without_a_terminal_there_is_no_conversation(lang: str, project: Path, competentie: Program) -> None:
    ran = competentie("profile", "new", "Coach", cwd=project, lang=lang)
    assert ran.code == 2
    assert "docs/format.md" in ran.err
