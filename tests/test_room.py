"""The room for what handbooks hold besides competencies and behaviours: kept, checked, shown, never scored."""

import json
import os
import re
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from support import ROOT, Program, process

from competentie.api import load

ROOM = ROOT / "tests" / "data" / "room" / "catalog.yaml"


def test_a_handbook_with_everything_in_it_is_sound(competentie: Program) -> None:
    ran = competentie("validate", "--strict", ROOM.parent)
    assert (ran.code, ran.err) == (0, "4 files checked, nothing wrong\n")


def test_everything_has_its_place() -> None:
    project = load(ROOM)
    catalogue = project.catalogue
    assert [text.in_language("es", "") for text in catalogue.introduction] == [
        "# Over dit handboek",
        "Esto es un comienzo.",
    ]
    assert catalogue.level_texts[1].in_language("") == "Doet het met hulp"
    assert catalogue.inside == {"zoeken": "informatie", "delen": "informatie"}
    found = catalogue.competencies["zoeken-op-het-web"]
    assert (found.own_code, found.extra) == ("1.1", {None: {"x-owner": "L&O"}})
    assert found.level_texts[2].in_language("") == "Zelfstandig"
    behaviour = (found.levels or ())[1][1]
    assert (behaviour.code, behaviour.own_code) == ("zoeken-op-het-web.2.2", "CS1.1.01")
    assert (behaviour.tags, behaviour.extra) == (("houding",), {"x-weight": 1.5})
    senior = project.profiles["senior"].extra
    assert senior == {None: {"x-family": "web"}, "zoeken-op-het-web": {"x-source": "team"}}


def test_a_field_that_is_mistyped_beside_others_is_named(competentie: Program, tmp_path: Path) -> None:
    text = ROOM.read_text(encoding="utf-8").replace("note: Bij", "notes: Bij")
    (tmp_path / "catalog.yaml").write_text(text, encoding="utf-8")
    ran = competentie("validate", tmp_path)
    assert ran.code == 1
    assert "there is no field `notes` here" in ran.out
    assert "did you mean `note`?" in ran.out


def test_the_handbook_is_shown_with_all_that_it_says(competentie: Program, golden: Callable[[str, str], None]) -> None:
    arguments: list[tuple[str, ...]] = [
        ("show",),
        ("show", "1.1"),
        ("show", "cs1.1.01"),
        ("show", "senior"),
        ("matrix",),
    ]
    shown = [
        competentie("--catalog", str(ROOM), *one, lang="nl").out for one in [*arguments, ("show", "--tag", "Houding")]
    ]
    golden("room.txt", "\n".join(shown))


def test_data_holds_all_of_it_and_what_begins_with_x(competentie: Program) -> None:
    data = json.loads(competentie("--catalog", str(ROOM), "show", "--format", "json").out)
    assert [one["text"] for one in data["introduction"]] == ["# Over dit handboek", "Dit is een begin."]
    assert data["levels"][0] == {"name": "Basis", "text": "Doet het met hulp"}
    assert data["clusters"][1] == {"id": "zoeken", "label": "Zoeken", "inside": "informatie"}
    first = data["competencies"][0]
    assert (first["own_code"], first["short"], first["x-owner"]) == ("1.1", "Zoeken", "L&O")
    behaviour = first["levels"][1][1]
    assert (behaviour["code"], behaviour["own_code"]) == ("zoeken-op-het-web.2.2", "CS1.1.01")
    assert (behaviour["tags"], behaviour["x-weight"]) == (["houding"], 1.5)
    profile = json.loads(competentie("--catalog", str(ROOM), "show", "senior", "--format", "json").out)
    assert (profile["x-family"], profile["norms"][0]["x-source"]) == ("web", "team")


def test_a_tag_that_nothing_has_is_refused(competentie: Program) -> None:
    ran = competentie("--catalog", str(ROOM), "show", "--tag", "houdin")
    assert (ran.code, ran.err) == (2, "error: no behaviour has the tag `houdin`\n  = help: did you mean `houding`?\n")


def test_the_owners_code_is_a_column_and_an_item(competentie: Program, tmp_path: Path) -> None:
    expected = competentie("--catalog", str(ROOM), "score", table(tmp_path, "zoeken-op-het-web.2.2"), "--format", "csv")
    for header in ("CS1.1.01", "cs1.1.01", "CS1.1.01: Weegt af of een bron klopt"):
        ran = competentie("--catalog", str(ROOM), "score", table(tmp_path, header), "--format", "csv")
        assert (ran.code, ran.out) == (0, expected.out)
    long = tmp_path / "long.csv"
    long.write_text("person,profile,item,rating\nAn,senior,CS1.1.01,0\nAn,senior,2.1,2\n", encoding="utf-8")
    ran = competentie("--catalog", str(ROOM), "score", long, "--format", "csv")
    assert (ran.code, ran.out) == (0, expected.out)


def table(folder: Path, header: str) -> Path:
    path = folder / "table.csv"
    path.write_text(f"person,profile,{header},2.1\nAn,senior,0,2\n", encoding="utf-8")
    return path


def test_a_level_put_below_the_others_is_one_line(competentie: Program, tmp_path: Path) -> None:
    edition(
        tmp_path / "new",
        ("- {label: Basis, text: Doet het met hulp}", "- Starter\n- {label: Basis, text: Doet het met hulp}"),
        ("      3: [Leert", "      4: [Leert"),
        ("      2:\n        text: Zelf", "      3:\n        text: Zelf"),
        ("      1: [Typt een vraag in]", "      1: []\n      2: [Typt een vraag in]"),
        ("      3: {text: Houdt", "      4: {text: Houdt"),
        ("      2: {text: Zet", "      3: {text: Zet"),
        ("      1: {text: Stuurt", "      1: []\n      2: {text: Stuurt"),
        norms=1,
    )
    ran = competentie("diff", ROOM.parent, tmp_path / "new", "--format", "json")
    changes = json.loads(ran.out)["changes"]
    assert [(one["kind"], one["step"], one["about"]) for one in changes] == [("level-inserted", "major", "1")]


def test_behaviours_are_paired_by_the_owners_code_first(competentie: Program, tmp_path: Path) -> None:
    edition(
        tmp_path / "new",
        ("nl: Weegt af of een bron klopt", "nl: Onderzoekt herkomst"),
        ("en: Weighs whether a source is right", "en: Traces where it came from"),
        ("es: Sopesa si una fuente es fiable", "es: Investiga el origen"),
    )
    changes = json.loads(competentie("diff", ROOM.parent, tmp_path / "new", "--format", "json").out)["changes"]
    assert [(one["kind"], one["step"], one["behaviour"]["new"]) for one in changes] == [
        ("behaviour-reworded", "patch", "zoeken-op-het-web.2.2")
    ]


def test_what_explains_is_told_and_asks_for_a_patch(
    competentie: Program, tmp_path: Path, golden: Callable[[str, str], None]
) -> None:
    edition(
        tmp_path / "new",
        ("nl: Dit is een begin.", "nl: Dit is een goed begin."),
        ("text: Doet het met hulp", "text: Doet het met wat hulp"),
        ("text: Vinden en wegen", "text: Vinden en delen"),
        ("[junior, medior, senior]", "[junior, senior, medior]"),
        ("  delen: {label: Delen, in: informatie}", "  delen: Delen"),
        ("code: CS1.1.01", "code: CS1.1.02"),
        ("    short: Zoeken\n", ""),
        ("1: {text: Stuurt door wat binnenkomt}", "1: {text: Vraagt waar iets vandaan komt}"),
    )
    ran = competentie("diff", ROOM.parent, tmp_path / "new", lang="nl")
    assert ran.err == ""
    golden("room-diff.txt", ran.out[ran.out.index("\n") :])


def test_of_rungs_the_highest_that_is_met_is_shown_and_the_next(
    competentie: Program, tmp_path: Path, golden: Callable[[str, str], None]
) -> None:
    team = tmp_path / "team.csv"
    team.write_text("person,1.1,2.1\nMet two,2,1\nMet all,3,3\nMet none,0,1\nHalf rated,1,\n", encoding="utf-8")
    ran = competentie("--catalog", str(ROOM), "match", team)
    golden("room-match.txt", ran.out[: ran.out.index("Rests on")])
    data = json.loads(competentie("--catalog", str(ROOM), "match", team, "--format", "json").out)["matches"]
    assert [one["profile"] for one in data if one["person"] == "Met all"] == ["senior", "medior", "junior"]


def edition(folder: Path, *changes: tuple[str, str], norms: int = 0) -> None:
    """Make another edition of the handbook; `norms` are raised by so many levels."""
    (folder / "profiles").mkdir(parents=True)
    text = ROOM.read_text(encoding="utf-8")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    (folder / "catalog.yaml").write_text(text, encoding="utf-8")
    for path in (ROOM.parent / "profiles").iterdir():
        profile = path.read_text(encoding="utf-8")
        raised = re.sub(r"norm: (\d)", lambda norm: f"norm: {int(norm[1]) + norms}", profile)
        (folder / "profiles" / path.name).write_text(raised, encoding="utf-8")


RATED = """\
competentie: 1
profile: medior
person: An
rater: {name: Bo, relation: manager}
date: 2026-11-20
note: A good talk
ratings:
  zoeken-op-het-web:
    note: All of it in one project
    evidence:
    - {text: Found three sources, date: 2026-10-01, kind: observation}
    - {text: Asked a librarian}
    1.1: shown
    2.2: {rating: shown, evidence: [{text: Compared two, date: 2026-09-01}]}
  bronnen-delen: {rating: 2, note: Keeps a list, evidence: Seen}
"""


def test_ratings_have_room_and_are_written_as_they_were_read(
    competentie: Program, tmp_path: Path, golden: Callable[[str, str], None]
) -> None:
    given, kept, again = tmp_path / "given.yaml", tmp_path / "kept.yaml", tmp_path / "again.yaml"
    given.write_text(RATED, encoding="utf-8")
    ran = competentie("--catalog", str(ROOM), "assess", "--scores", given, "-o", kept)
    golden("room-assess.txt", ran.out[: ran.out.index("Rests on")])
    assert competentie("--catalog", str(ROOM), "assess", "--scores", kept, "-o", again).code == 0
    assert again.read_text(encoding="utf-8") == kept.read_text(encoding="utf-8")
    remarks = json.loads(competentie("--catalog", str(ROOM), "assess", "--scores", kept, "--format", "json").out)[
        "remarks"
    ]
    assert remarks["bronnen-delen"] == {"note": "Keeps a list", "evidence": "Seen"}
    assert remarks["zoeken-op-het-web.2.2"] == {"evidence": [{"text": "Compared two", "date": "2026-09-01"}]}


def test_an_answer_follows_the_owners_code(competentie: Program, tmp_path: Path) -> None:
    given, kept = tmp_path / "given.yaml", tmp_path / "kept.yaml"
    given.write_text(RATED, encoding="utf-8")
    competentie("--catalog", str(ROOM), "assess", "--scores", given, "-o", kept)
    edition(
        tmp_path / "new",
        ("nl: Weegt af of een bron klopt", "nl: Onderzoekt herkomst"),
        ("en: Weighs whether a source is right", "en: Traces where it came from"),
        ("es: Sopesa si una fuente es fiable", "es: Investiga el origen"),
        ("        - Kiest zelf woorden om op te zoeken\n", ""),
    )
    catalogue = str(tmp_path / "new" / "catalog.yaml")
    ran = competentie("--catalog", catalogue, "assess", "--scores", kept, "--format", "json")
    data = json.loads(ran.out)
    assert (data["changed"], data["gone"], data["reworded"]) == ([], [], ["zoeken-op-het-web.2.1"])


def test_what_raters_agreed_on_stands_first_and_is_none_of_them(competentie: Program, tmp_path: Path) -> None:
    edition(tmp_path)
    (tmp_path / "ratings").mkdir()
    for name, who, level in (
        ("self", "{relation: self}", 3),
        ("manager", "{name: Bo, relation: manager}", 1),
        ("assessor", "{name: Di, relation: assessor}", 2),
        ("agreed", "{relation: agreed}\nreason: The minutes show it\nsettles: [self, Bo]", 2),
    ):
        head = f"competentie: 1\nprofile: senior\nperson: An\nrater: {who}\ndate: 2026-11-20\n"
        text = head + f"ratings: {{bronnen-delen: {level}}}\n"
        (tmp_path / "ratings" / f"{name}.yaml").write_text(text, encoding="utf-8")
    catalogue = str(tmp_path / "catalog.yaml")
    data = json.loads(competentie("--catalog", catalogue, "compare", "An", "--format", "json").out)
    assert [view["relation"] for view in data["views"]] == ["agreed", "self", "manager", "assessor"]
    assert data["competencies"][1]["spread"] == [1, 3]
    ran = competentie("--catalog", catalogue, "plan", "An")
    assert "agreed on" in ran.out
    assert "The minutes show it" in ran.out


def test_the_interview_tells_what_there_is_before_it_asks(tmp_path: Path) -> None:
    pexpect = pytest.importorskip("pexpect", reason="a pseudo-terminal needs pexpect, which Windows lacks")
    edition(tmp_path)
    command = ["-m", "competentie", "--lang", "en", "assess", "medior", "--person", "An", "--relation", "agreed"]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "dumb"}
    child = pexpect.spawn(
        sys.executable, command, cwd=tmp_path, env=env, encoding="utf-8", dimensions=(40, 100), timeout=60
    )
    shown = []
    for typed in ("Seen together", "self, Bo", "y", "y", "?", "y", "2 + keeps a list"):
        child.expect_exact("> ")
        shown.append(child.before)
        child.sendline(typed)
    child.expect(pexpect.EOF)
    assert "Basis (level 1)\r\n    Doet het met hulp\r\n 1  Typt een vraag in" in shown[2]
    assert "Note: Bijvoorbeeld door een tweede bron te zoeken" in shown[5]
    assert "Question: Vertel over een keer" in shown[5]
    assert "    Zet bronnen bij elkaar\r\n 3  Gevorderd (level 3)" in shown[6]
    (kept,) = (tmp_path / "ratings").glob("*.yaml")
    file = yaml.safe_load(kept.read_text(encoding="utf-8"))
    assert (file["reason"], file["settles"]) == ("Seen together", ["self", "Bo"])
    assert file["ratings"]["bronnen-delen"] == {"rating": 2, "note": "keeps a list"}


def test_texts_are_shown_in_any_language_that_they_have(competentie: Program) -> None:
    arguments = ("--catalog", str(ROOM), "show", "zoeken-op-het-web.2.2")
    assert "Sopesa si una fuente es fiable" in competentie("--texts", "es", *arguments, lang="nl").out
    assert "Weighs whether a source is right" in competentie(*arguments).out
    ran = competentie("--texts", "fr", *arguments)
    assert (ran.code, ran.err) == (
        2,
        "error: no text of the handbook is in `fr`\n  = help: choose one of: en, es, nl\n",
    )


def test_a_handbook_in_a_language_that_is_not_spoken_shows_its_own_texts(tmp_path: Path) -> None:
    text = ROOM.read_text(encoding="utf-8").replace("language: nl", "language: es")
    (tmp_path / "catalog.yaml").write_text(text, encoding="utf-8")
    ran = process("--catalog", str(tmp_path / "catalog.yaml"), "show", "zoeken-op-het-web.2.2", env={"LC_ALL": "C"})
    assert "Sopesa si una fuente es fiable" in ran.stdout.decode()


def test_diff_names_the_language_that_changed(competentie: Program, tmp_path: Path) -> None:
    edition(tmp_path / "new", ("es: Sopesa si una fuente es fiable", "es: Sopesa si una fuente resulta fiable"))
    told = competentie("diff", ROOM.parent, tmp_path / "new").out
    assert "`zoeken-op-het-web.2.2` translation changed (es)" in told
    assert "+ Sopesa si una fuente resulta fiable" in told


def test_a_form_tells_what_stands_beside_a_behaviour(competentie: Program, tmp_path: Path) -> None:
    form = tmp_path / "form.xlsx"
    assert competentie("--catalog", str(ROOM), "template", "senior", "-o", form, lang="nl").code == 0
    with zipfile.ZipFile(form) as book:
        texts = " ".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
    said = "Opmerking: Bijvoorbeeld door een tweede bron te zoeken"
    assert texts.count(said) == 2  # in the comment of the column, and on the sheet that explains
    assert texts.count("code: CS1.1.01") == 2
