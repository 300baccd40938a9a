"""`plan`: which ratings it is made from, where it is kept, and that nothing is written over that is not that plan."""

import json
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from people import Said, as_yaml, write_ratings
from support import CATALOGUE, ON_THE_DAY, ROOT, Program, process

from competentie.page.language import LANGUAGES
from competentie.plan.file import read_plan

MANAGER = Said("manager", "Robin Jansen", {"listening": "+- -", "advising": 2})
SELF = Said("self", None, {"listening": "++ +", "advising": "+ +-"})
PEERS = [Said("peer", f"Peer {number}", {"listening": "-- -", "advising": 0}) for number in range(4)]
STEPS = """\
Steps
  1. Listening: reached 0, norm 2
    2 steps to go
    One (level 1)
      listening.1.2: Nods at pauses
    Two (level 2)
      listening.2.1: Sums up
"""


@pytest.fixture(autouse=True)
def _on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ON_THE_DAY.items():
        monkeypatch.setenv(name, value)


def kept(project: Path) -> Path:
    """Return the one plan that is kept beside the ratings."""
    (file,) = (project / "ratings").glob("*.plan.yaml")
    return file


def test_a_plan_is_made_from_the_ratings_beside_the_catalogue(project: Path, competentie: Program) -> None:
    write_ratings(project, MANAGER)
    ran = competentie("plan", "noor bakker", cwd=project)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(
        "Development plan, Adviser: Noor Bakker\nHandbook 1; rated by Robin Jansen, manager; on 2026-05-01\n\n" + STEPS
    )
    assert "1 of 2 norms met; 2 steps to go\n" in ran.out
    assert "competentie 0" in ran.out.splitlines()[-1]


@pytest.mark.parametrize(
    ("options", "step"),
    [
        (["--relation", "manager"], "listening.1.2"),
        (["--rater", "robin  jansen"], "listening.1.2"),
        (["--relation", "self"], "advising.2.2"),
    ],
)
def test_of_several_raters_one_is_chosen(options: list[str], step: str, project: Path, competentie: Program) -> None:
    write_ratings(project, MANAGER, SELF, *PEERS)
    ran = competentie("plan", "Noor Bakker", *options, cwd=project)
    assert (ran.code, ran.err) == (0, "")
    assert step in ran.out


@pytest.mark.parametrize(
    ("given", "options", "message", "advice"),
    [
        (
            [MANAGER, SELF, *PEERS],
            [],
            "several people rated `Noor Bakker`",
            "choose one of: --relation self, --relation manager",
        ),
        (
            [MANAGER, Said("manager", "Kim's", {"advising": 1}), Said(None, "Lee", {"advising": 1})],
            [],
            "several people rated `Noor Bakker`",
            "choose one of: --rater 'Kim'\"'\"'s', --rater 'Robin Jansen', --rater Lee",
        ),
        (
            [MANAGER, *PEERS],
            ["--rater", "Peer 1"],
            "`Noor Bakker` has no ratings by `Peer 1` to plan from",
            "choose one of: --relation manager",
        ),
        (
            [MANAGER, *PEERS],
            ["--rater", "Nobody"],
            "`Noor Bakker` has no ratings by `Nobody` to plan from",
            "choose one of: --relation manager",
        ),
        (
            PEERS,
            [],
            "peers and direct reports are shown only as a group, and a plan is made from one rater's ratings",
            "make it from the ratings of somebody else, such as `--relation manager`",
        ),
        (
            [MANAGER],
            ["--relation", "peer"],
            "peers and direct reports are shown only as a group, and a plan is made from one rater's ratings",
            "make it from the ratings of somebody else, such as `--relation manager`",
        ),
    ],
)
def test_without_one_rater_there_is_no_plan(
    given: list[Said], options: list[str], message: str, advice: str, project: Path, competentie: Program
) -> None:
    write_ratings(project, *given)
    ran = competentie("plan", "Noor Bakker", *options, cwd=project)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == f"error: {message}\n  = help: {advice}\n"


def test_a_peer_who_rated_cannot_be_told_from_one_who_did_not(project: Path, competentie: Program) -> None:
    write_ratings(project, MANAGER, *PEERS)
    known = competentie("plan", "Noor Bakker", "--rater", "Peer 0", cwd=project)
    unknown = competentie("plan", "Noor Bakker", "--rater", "Peer 9", cwd=project)
    assert known.err.replace("Peer 0", "X") == unknown.err.replace("Peer 9", "X")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("peer.yaml", as_yaml(PEERS[0])),
        ("team.csv", "person,profile,relation,listening\nNoor Bakker,adviser,Collega,1\n"),
        ("team.csv", "person,profile,relation,listening\nNoor Bakker,adviser,report,1\n"),
    ],
)
def test_the_ratings_of_one_peer_are_not_planned_from(
    name: str, content: str, project: Path, competentie: Program
) -> None:
    (project / name).write_text(content, encoding="utf-8")
    ran = competentie("plan", "Noor Bakker", "--scores", name, cwd=project)
    assert (ran.code, ran.out) == (2, "")
    assert "only as a group" in ran.err


@pytest.mark.parametrize(
    ("arguments", "message", "advice"),
    [
        (["Nor Bakker"], "there are no ratings of `Nor Bakker` in ratings", "did you mean `Noor Bakker`?"),
        ([], "PERSON is missing", "`competentie ratings list` shows whose ratings there are"),
        (["Noor Bakker", "--format", "yml"], "`yml` is not a value of --format", "did you mean `yaml`?"),
        (["Noor Bakker", "--relation", "boss"], "`boss` is not a value of --relation", None),
        (["Noor Bakker", "--profile", "advisor"], "there is no profile `advisor` beside catalog.yaml", None),
        (
            ["Noor Bakker", "--save", "-o", "x.yaml"],
            "`--save` names a file, and so does `-o`",
            "leave out one of the two",
        ),
        (["Noor Bakker", "-o", "x.md/y.md"], "there is no folder x.md", None),
        (["Noor Bakker", "-o", "no/x.yaml"], "there is no folder no", None),
        (
            ["Noor Bakker", "-o", "ratings/mine.yaml"],
            "among the ratings, the name of a plan ends in `.plan.yaml`",
            "call it mine.plan.yaml",
        ),
        (["Noor Bakker", "-o", "."], ". is a folder; give the name of a file", None),
        (
            ["Noor Bakker", "-o", "catalog.txt"],
            "catalog.txt exists already; a plan is never written over it",
            "give another name, or remove it first",
        ),
    ],
)
def test_wrong_use_is_said(
    arguments: list[str], message: str, advice: str | None, project: Path, competentie: Program
) -> None:
    write_ratings(project, MANAGER)
    (project / "catalog.txt").write_text("mine", encoding="utf-8")
    ran = competentie("plan", *arguments, cwd=project)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"error: {message}\n")
    assert advice is None or f"  = help: {advice}\n" in ran.err


def test_unfinished_ratings_take_no_part(project: Path, competentie: Program) -> None:
    write_ratings(project, MANAGER)
    begun = json.loads(as_yaml(Said("manager", "Robin Jansen", {"listening": 3}, date="2026-06-01")))
    (project / "ratings" / "new.yaml").write_text(json.dumps(begun | {"unfinished": "advising.1.1"}), encoding="utf-8")
    ran = competentie("plan", "Noor Bakker", cwd=project)
    assert ran.err == "the ratings of 2026-06-01 are not finished, and take no part\n"
    assert STEPS in ran.out


def test_with_unfinished_ratings_alone_there_is_no_plan(project: Path, competentie: Program) -> None:
    write_ratings(project)
    begun = json.loads(as_yaml(MANAGER)) | {"unfinished": "advising.1.1"}
    (project / "ratings" / "new.yaml").write_text(json.dumps(begun), encoding="utf-8")
    ran = competentie("plan", "Noor Bakker", cwd=project)
    assert ran.code == 2
    assert ran.err.startswith("error: no ratings of `Noor Bakker` are finished yet\n")


def test_the_latest_ratings_count(project: Path, competentie: Program) -> None:
    write_ratings(project, Said("manager", "Robin Jansen", {"listening": 3, "advising": 3}, date="2026-06-01"), MANAGER)
    assert "All norms are met: there is nothing to plan\n" in competentie("plan", "Noor Bakker", cwd=project).out


def test_another_profile_can_be_planned_for(project: Path, competentie: Program) -> None:
    (project / "profiles" / "trainer.yaml").write_text(
        "competentie: 1\nrole: Trainer\nversion: '1'\ngeneric:\n  advising: {norm: 3}\n", encoding="utf-8"
    )
    write_ratings(project, MANAGER)
    ran = competentie("plan", "Noor Bakker", "--profile", "trainer", cwd=project)
    assert ran.err == ("these ratings were given for the profile `adviser`; here they are held against `trainer`\n")
    assert "advising.3.1: Changes minds" in ran.out


def test_ratings_on_older_texts_are_used_as_far_as_they_hold(project: Path, competentie: Program) -> None:
    write_ratings(project)
    marks = {"listening.1.1": "00000000", "listening.2.1": "00000000"}
    older = json.loads(as_yaml(MANAGER)) | {"catalogue": {"version": "0", "fingerprint": "0", "texts": marks}}
    (project / "ratings" / "x.yaml").write_text(json.dumps(older), encoding="utf-8")
    ran = competentie("plan", "Noor Bakker", cwd=project)
    assert "left out, because their text has changed or is gone: listening.1.1, listening.2.1\n" in ran.out


def test_files_that_cannot_be_read_are_counted_and_not_shown(project: Path, competentie: Program) -> None:
    write_ratings(project, MANAGER)
    (project / "ratings" / "broken.yaml").write_text("person: [secret", encoding="utf-8")
    ran = competentie("plan", "Noor Bakker", cwd=project)
    assert (ran.code, ran.err) == (1, "1 file with ratings could not be read; `competentie validate` says why\n")
    assert STEPS in ran.out


def test_a_plan_is_made_from_one_file(project: Path, competentie: Program) -> None:
    (project / "noor.yaml").write_text(as_yaml(MANAGER), encoding="utf-8")
    ran = competentie("plan", "--scores", "noor.yaml", cwd=project)
    assert (ran.code, ran.err) == (0, "")
    assert STEPS in ran.out


def test_a_plan_is_made_from_a_row_of_a_table(project: Path, competentie: Program) -> None:
    (project / "team.csv").write_text(
        "person,profile,relation,date,listening\nNoor,adviser,leidinggevende,1-5-2026,1\n", "utf-8"
    )
    ran = competentie("plan", "Noor", "--scores", "team.csv", "-o", "x.yaml", cwd=project)
    assert (ran.code, ran.out, ran.err) == (0, "", "the plan is in x.yaml\n")
    assert read_plan(project / "x.yaml")[0] is not None


def test_a_plan_is_kept_for_its_owner_only(project: Path, competentie: Program) -> None:
    (project / "noor.yaml").write_text(as_yaml(MANAGER), encoding="utf-8")
    ran = competentie("plan", "--scores", "noor.yaml", "--save", cwd=project)
    assert (ran.code, ran.err) == (0, f"the plan is in ratings/{kept(project).name}\n")
    assert stat.S_IMODE(kept(project).stat().st_mode) == 0o600
    assert stat.S_IMODE(kept(project).parent.stat().st_mode) == 0o700
    assert STEPS in ran.out


def fill_in(file: Path, field: str, value: str) -> None:
    """Fill in a field of the first step."""
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace(f'{field}: ""', f"{field}: {json.dumps(value)}", 1), encoding="utf-8")


@pytest.mark.parametrize("output", [["--save"], ["-o", "ratings/mine.plan.yaml"]])
def test_what_was_filled_in_is_kept_and_moves_on(output: list[str], project: Path, competentie: Program) -> None:
    write_ratings(project, MANAGER)
    competentie("plan", "Noor Bakker", *output, cwd=project)
    fill_in(kept(project), "action", "Watch [bold]Kim\x1b[31m")
    competentie("plan", "Noor Bakker", *output, cwd=project)
    again, _ = read_plan(kept(project))
    assert again is not None
    assert [(one.code, one.action) for one in again.agreements.steps] == [
        ("listening.1.2", "Watch [bold]Kim\x1b[31m"),
        ("listening.2.1", ""),
    ]
    write_ratings(project, Said("manager", "Robin Jansen", {"listening": "++ -", "advising": 2}, date="2026-06-01"))
    competentie("plan", "Noor Bakker", *output, cwd=project)
    later, _ = read_plan(kept(project))
    assert later is not None
    assert [one.code for one in later.agreements.steps] == ["listening.2.1"]
    assert [(one.code, one.action) for one in later.agreements.done] == [("listening.1.2", "Watch [bold]Kim\x1b[31m")]


def test_what_was_agreed_is_shown_with_the_plan(project: Path, competentie: Program) -> None:
    write_ratings(project, MANAGER)
    competentie("plan", "Noor Bakker", "--save", cwd=project)
    fill_in(kept(project), "action", "Watch [bold]Kim\x1b[31m")
    fill_in(kept(project), "when", "2027-01-01")
    ran = competentie("plan", "Noor Bakker", cwd=project)
    assert (
        "listening.1.2: Nods at pauses\n        action: Watch [bold]Kim\\x1b[31m\n        when: 2027-01-01\n" in ran.out
    )
    markdown = competentie("plan", "Noor Bakker", "--format", "markdown", cwd=project)
    assert "  - action: Watch \\[bold\\]Kim\\\\x1b\\[31m\n  - who:\n  - when: 2027\\-01\\-01\n" in markdown.out


def test_the_same_plan_gives_the_same_bytes(project: Path, competentie: Program) -> None:
    write_ratings(project, MANAGER)
    competentie("plan", "Noor Bakker", "--save", cwd=project)
    before = kept(project).read_bytes()
    competentie("plan", "Noor Bakker", "--save", cwd=project)
    assert kept(project).read_bytes() == before
    assert competentie("plan", "Noor Bakker", "--format", "yaml", cwd=project).out.encode() == before


def test_that_somebody_else_rated_is_said(project: Path, competentie: Program) -> None:
    write_ratings(project, MANAGER, SELF)
    competentie("plan", "Noor Bakker", "--relation", "manager", "--save", cwd=project)
    ran = competentie("plan", "Noor Bakker", "--relation", "self", cwd=project)
    assert ran.err == "the plan was made from the ratings of Robin Jansen, manager, and now from those of self\n"


NOT_A_PLAN = "competentie: 1\nplan: adviser\nperson: Noor Bakker\nmine: important\n"


@pytest.mark.parametrize(
    ("text", "said", "code"),
    [
        (NOT_A_PLAN, "error[S001 unknown-field]: there is no field `mine` here", 1),
        ("notes: [", "error[Y024 open-bracket]", 1),
        ("", "error[Y004 empty-file]", 1),
        (NOT_A_PLAN.replace("mine: important\n", "steps:\n"), "error[Y013 no-value]", 1),
        (
            "competentie: 1\nplan: adviser\nperson: Kim\n",
            "error: x.yaml is a plan of `Kim` for the profile `adviser`",
            2,
        ),
        (
            "competentie: 1\nplan: trainer\nperson: Noor Bakker\n",
            "error: x.yaml is a plan of `Noor Bakker` for the profile `trainer`",
            2,
        ),
        (CATALOGUE, "error[S002 missing-field]: `plan` is missing", 1),
    ],
)
def test_nothing_is_written_over_that_is_not_this_plan(
    text: str, said: str, code: int, project: Path, competentie: Program
) -> None:
    write_ratings(project, MANAGER)
    file = project / "x.yaml"
    file.write_text(text, encoding="utf-8")
    ran = competentie("plan", "Noor Bakker", "-o", "x.yaml", cwd=project)
    assert (ran.code, ran.out) == (code, "")
    assert said in ran.err
    assert file.read_text(encoding="utf-8") == text


def test_a_plan_in_markdown_is_not_written_over(project: Path, competentie: Program) -> None:
    write_ratings(project, MANAGER)
    assert competentie("plan", "Noor Bakker", "-o", "plan.md", cwd=project).code == 0
    (project / "plan.md").write_text("filled in by hand", encoding="utf-8")
    assert competentie("plan", "Noor Bakker", "-o", "plan.md", cwd=project).code == 2
    assert (project / "plan.md").read_text(encoding="utf-8") == "filled in by hand"


def test_a_plan_goes_on_from_the_one_that_is_kept(project: Path, competentie: Program) -> None:
    write_ratings(project, MANAGER)
    competentie("plan", "Noor Bakker", "--save", cwd=project)
    fill_in(kept(project), "who", "Kim")
    competentie("plan", "Noor Bakker", "-o", "x.yaml", cwd=project)
    plan, _ = read_plan(project / "x.yaml")
    assert plan is not None
    assert plan.agreements.steps[0].who == "Kim"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_file_of_the_example(language: str, golden: Callable[[str, str], None]) -> None:
    ran = process(
        "--lang", language, "plan", "--scores", "examples/ratings.yaml", "--format", "yaml", env=ON_THE_DAY, cwd=ROOT
    )
    assert (ran.returncode, ran.stderr) == (0, b"")
    golden(f"plan-{language}.yaml", ran.stdout.decode())


def test_the_schema_is_shipped(competentie: Program) -> None:
    schema = json.loads(competentie("schema", "plan").out)
    assert schema["properties"]["rate-first"]["additionalProperties"] == {"$ref": "#/$defs/ItemFile"}


def test_a_plan_for_programs_has_the_steps_and_the_result(project: Path, competentie: Program) -> None:
    write_ratings(project, MANAGER)
    data = json.loads(competentie("plan", "noor bakker", "--format", "json", cwd=project).out)
    assert [one["code"] for one in data["steps"]] == ["listening.1.2", "listening.2.1"]
    assert (data["version"], data["result"]["person"], data["done"]) == (1, "Noor Bakker", [])
