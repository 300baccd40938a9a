"""`ratings add`: what was filled in elsewhere is checked, named, kept for its owner's eyes, and never twice."""

import json
import stat
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from support import Program, process

from competentie.files.yaml import Document, dump

SAVED: dict[str, Any] = {
    "competentie": 1,
    "profile": "adviser",
    "catalogue": {"version": "1", "texts": {"listening.1.1": "Looks up", "listening.1.2": "Nods at pauses"}},
    "person": "Noor",
    "rater": {"name": "Jan", "relation": "peer"},
    "date": "2026-11-20",
    "language": "en",
    "ratings": {
        "listening": {"1.1": {"rating": "shown", "note": "a “note”\nin two lines"}, "1.2": {"rating": "not_shown"}}
    },
}
LONG = "person,rater,relation,date,item,rating,note\n"


def kept(project: Path) -> list[Path]:
    return sorted((project / "ratings").glob("*"))


def saved(path: Path, **changes: object) -> Path:
    """Write a file as the form in a browser saves it."""
    path.write_text(json.dumps({**SAVED, **changes}, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def answers(file: Path) -> dict[str, Any]:
    data = Document(str(file), file.read_text(encoding="utf-8")).data
    assert isinstance(data, dict)
    return data


def table(project: Path, name: str, text: str) -> Path:
    path = project / name
    if name.endswith("xlsx"):
        book = openpyxl.Workbook()
        for row in text.splitlines():
            book.active.append(row.split(","))
        book.save(path)
    else:
        path.write_text(text, encoding="utf-8")
    return path


def test_a_saved_form_is_kept_as_it_was_filled_in(project: Path, competentie: Program) -> None:
    ran = competentie("ratings", "add", saved(project / "noor.json"), cwd=project)
    assert ran.code == 0, ran.err
    (file,) = kept(project)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert file.name.startswith("noor.peer.2026-11-20.")  # a peer is not named by it
    data = answers(file)
    assert {name: data[name] for name in ("person", "rater", "date", "profile")} == {
        name: SAVED[name] for name in ("person", "rater", "date", "profile")
    }
    assert data["ratings"] == {"listening": {"1.1": SAVED["ratings"]["listening"]["1.1"], "1.2": "not_shown"}}
    assert competentie("validate", cwd=project).code == 0


@pytest.mark.parametrize("name", ["t.csv", "t.xlsx"])
def test_a_table_is_kept_person_by_person(name: str, project: Path, competentie: Program) -> None:
    rows = "Noor,Jan,leidinggevende,2026-11-20,listening.1.1,ja,seen\nAnna,Jan,manager,2026-11-20,listening,2,\n"
    ran = competentie("ratings", "add", table(project, name, LONG + rows), "--profile", "adviser", cwd=project)
    assert ran.code == 0, ran.err
    anna, noor = map(answers, kept(project))
    assert anna["ratings"] == {"listening": 2}
    assert noor["ratings"] == {"listening": {"1.1": {"rating": "shown", "note": "seen"}}}
    assert noor["rater"] == {"name": "Jan", "relation": "manager"}


def test_done_again_it_adds_only_what_is_new(project: Path, competentie: Program) -> None:
    inbox = project / "inbox"
    inbox.mkdir()
    saved(inbox / "noor.json")
    (inbox / "readme.json").write_text('{"version": 1}', encoding="utf-8")  # no ratings, so none of ours
    assert competentie("ratings", "add", inbox, cwd=project).code == 0
    saved(inbox / "anna.json", person="Anna")
    ran = competentie("ratings", "add", inbox, cwd=project)
    assert ran.code == 0
    assert "kept already, so not added" in ran.err
    assert len(kept(project)) == 2


@pytest.mark.parametrize(
    ("changes", "added"),
    [
        ({}, 0),
        ({"person": "  NOOR "}, 0),  # one name
        ({"rater": {"name": "jan", "relation": "peer"}}, 0),
        ({"rater": {"name": "Piet", "relation": "peer"}}, 1),
        ({"rater": {"name": "Jan", "relation": "manager"}}, 1),
        ({"date": "2026-11-21"}, 1),
    ],
)
def test_of_one_rater_profile_and_day_there_is_one_file(
    changes: dict[str, object], added: int, project: Path, competentie: Program
) -> None:
    assert competentie("ratings", "add", saved(project / "first.json"), cwd=project).code == 0
    before = kept(project)[0].read_bytes()
    other = saved(project / "second.json", **changes, ratings={"listening": {"1.1": {"rating": "not_shown"}}})
    ran = competentie("ratings", "add", other, cwd=project)
    assert len(kept(project)) == 1 + added
    assert before in [file.read_bytes() for file in kept(project)]
    assert ran.code == (0 if added else 1)
    assert ("has other ratings of" in ran.err) is not added


def test_twice_in_one_run_is_twice(project: Path, competentie: Program) -> None:
    files = [saved(project / "one.json"), saved(project / "two.json")]
    ran = competentie("ratings", "add", *files, cwd=project)
    assert (ran.code, len(kept(project))) == (0, 1)
    assert "kept already, so not added: two.json" in ran.err


@pytest.mark.parametrize(
    ("rows", "options", "said"),
    [
        ("Noor,Jan,peer,2026-11-20,listening.1.1,1,\n", [], "for which profile"),
        ("Noor,Jan,,2026-11-20,listening.1.1,1,\n", ["--profile", "adviser"], "add `--relation RELATION`"),
        ("Noor,,peer,2026-11-20,listening.1.1,1,\n", ["--profile", "adviser"], "add `--rater NAME`"),
        ("Noor,Jan,peer,,listening.1.1,1,\n", ["--profile", "adviser"], "add `--date DAY`"),
        ("Noor,Jan,peer,,listening.1.1,1,\n", ["--profile", "adviser", "--date", "soon"], "`soon` is not a day"),
        ("Noor,Jan,peer,2026-11-20,listening.1.1,1,\n", ["--profile", "advisor"], "did you mean `adviser`?"),
    ],
)
def test_what_is_not_known_is_asked_for_before_anything_is_kept(
    rows: str, options: list[str], said: str, project: Path, competentie: Program
) -> None:
    files = [saved(project / "right.json", person="Anna"), table(project, "t.csv", LONG + rows)]
    ran = competentie("ratings", "add", *files, *options, cwd=project)
    assert ran.code == 2
    assert said in ran.err
    assert not kept(project)


def test_what_is_given_holds_where_the_file_does_not_say_it(project: Path, competentie: Program) -> None:
    rows = "Noor,,,,listening.1.1,1,\nAnna,Piet,self,2026-11-19,listening.1.1,1,\n"
    given = ("--profile", "adviser", "--rater", "Jan", "--relation", "leidinggevende", "--date", "20-11-2026")
    ran = competentie("ratings", "add", table(project, "t.csv", LONG + rows), *given, cwd=project)
    assert ran.code == 0, ran.err
    said = {data["person"]: (data["rater"], data["date"]) for data in map(answers, kept(project))}
    assert said == {
        "Noor": ({"name": "Jan", "relation": "manager"}, "2026-11-20"),
        "Anna": ({"name": "Piet", "relation": "self"}, "2026-11-19"),
    }


def test_wrong_rows_are_said_and_the_others_kept(project: Path, competentie: Program) -> None:
    rows = "Noor,Jan,peer,2026-11-20,listening.1.1,maybe,\nAnna,Jan,peer,2026-11-20,listening.1.1,1,\n"
    ran = competentie("ratings", "add", table(project, "t.csv", LONG + rows), "--profile", "adviser", cwd=project)
    assert ran.code == 1
    assert "row 2, column `rating`, person `Noor`: `maybe` is not a rating" in ran.err
    assert [answers(file)["person"] for file in kept(project)] == ["Anna"]


@pytest.mark.parametrize(
    ("changes", "code", "said"),
    [
        ({"ratings": {}}, 0, "nothing is filled in"),
        ({"ratings": {"listening": {"1.1": {"rating": "maybe"}}}}, 1, "not_applicable"),
        ({"ratings": {"singing": {"1.1": {"rating": "shown"}}}}, 1, "R001"),
        ({"person": ""}, 1, "person"),
        ({"person": "No\u0007or"}, 1, "R007"),
        ({"profile": "singer"}, 2, "there is no profile `singer`"),
        ({"competentie": 2}, 1, "S"),
    ],
)
def test_a_form_that_is_wrong_is_not_kept(
    changes: dict[str, object], code: int, said: str, project: Path, competentie: Program
) -> None:
    ran = competentie("ratings", "add", saved(project / "f.json", **changes), cwd=project)
    assert ran.code == code
    assert said in ran.err
    assert not kept(project)


def test_answers_on_texts_that_changed_are_set_apart(project: Path, competentie: Program) -> None:
    texts = {"version": "0", "texts": {"listening.1.1": "Sings loudly in the bath", "listening.1.2": "Nods at pauses"}}
    ran = competentie("ratings", "add", saved(project / "f.json", catalogue=texts), cwd=project)
    assert ran.code == 0, ran.err
    assert "R004" in ran.err
    data = answers(kept(project)[0])
    assert data["ratings"] == {"listening": {"1.2": "not_shown"}}
    assert data["outdated"][0]["text"] == "Sings loudly in the bath"


def test_nothing_is_written_through_a_link(project: Path, competentie: Program) -> None:
    competentie("ratings", "add", saved(project / "f.json"), cwd=project)
    (file,) = kept(project)
    target = project / "elsewhere.yaml"
    file.rename(target)
    file.symlink_to(target)
    before = target.read_bytes()
    ran = competentie(
        "ratings", "add", saved(project / "f.json", ratings={"listening": {"1.1": {"rating": "not_shown"}}})
    )
    assert ran.code == 1
    assert target.read_bytes() == before


@pytest.mark.parametrize(
    ("rows", "options", "code", "said"),
    [
        ("Noor,,,,listening.1.1,1,\n", [], 0, "Noor"),
        ("Noor,,,,listening.1.1,1,\n", ["--rater", "Piet", "--relation", "collega"], 0, "Piet, peer"),
        ("Noor,Jan,peer,,listening.1.1,1,\n", ["--rater", "Piet"], 2, "choose one of: Jan"),
        ("Noor,Jan,,,listening.1.1,1,\nAnna,Jan,,,listening.1.1,1,\n", [], 2, "a table of 2 people"),
    ],
)
def test_assess_takes_the_only_person_and_gives_the_rater(
    rows: str, options: list[str], code: int, said: str, project: Path, competentie: Program
) -> None:
    path = table(project, "t.csv", LONG + rows)
    ran = competentie("assess", "adviser", "--scores", path, *options, cwd=project)
    assert ran.code == code
    assert said in ran.out + ran.err


def test_json_is_read_for_what_it_is(project: Path, competentie: Program) -> None:
    form = saved(project / "form.json", rater={"name": "Jan", "relation": "manager"})
    lines = project / "lines.json"
    lines.write_text('{"person": "Noor", "profile": "adviser", "listening": 2}\n', encoding="utf-8")
    for path in (form, lines):
        for command in (["assess", "adviser", "--scores"], ["score"]):
            ran = competentie(*command, path, "--format", "json", cwd=project)
            assert ran.code == 0, ran.err
            assert '"person": "Noor"' in ran.out


def test_a_text_with_any_end_of_line_survives() -> None:
    for text in ("a\u2028b é 😀", "a\u0085b", "a\u2029b"):
        assert Document("x", dump({"text": text})).data == {"text": text}


def test_the_form_itself_is_no_answer(project: Path, competentie: Program) -> None:
    competentie("form", "adviser", "-o", "form.html", cwd=project)
    ran = competentie("ratings", "add", "form.html")
    assert ran.code == 1
    assert "this is a page, and not a table" in ran.err
    assert "ask for that file" in ran.err


def test_a_file_that_is_not_there_is_wrong_use(project: Path) -> None:
    ran = process("ratings", "add", project / "nothing.json", cwd=project)
    assert ran.returncode == 2
    assert b"Traceback" not in ran.stderr
