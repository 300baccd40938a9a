"""`ratings list|show|export|forget`: what is kept on people, access to it, and erasure."""

import csv
import io
import json
import stat
import unicodedata
from pathlib import Path
from typing import Any, Literal

import pytest
from history import commit, git
from support import Program

from competentie.core import Ratings, printable
from competentie.files.yaml import dump
from competentie.handbook.load import load_catalogue
from competentie.page.language import Words
from competentie.page.streams import drawn
from competentie.page.terminal import terminal
from competentie.ratings.folder import file_of, read_folder
from competentie.ratings.lock import Lock
from competentie.ratings.pages import files_page

NAMES = {
    "a path": "Zoë van den Berg/../..",
    "emoji": "😀🎉",
    "long": "a" * 300,
    "device": "CON",
    "option": "--dry-run",
    "escapes": "Ev\x1b[31mil\x1b]0;x\x07",
    "right to left": "Sam\u200f\u202eXYZ",
    "markup": "[bold]Jan[/bold] {person} %s",
    "formula": "=1+1",
}
EVERYBODY = pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)


def keep(
    project: Path,
    person: str = "Jan",
    rater: str | None = None,
    relation: str | None = "self",
    date: str | None = "2026-01-05",
    ratings: dict[str, Any] | None = None,
    **fields: Any,
) -> Path:
    """Write a file with ratings where `assess` would, and return it."""
    profile = fields.pop("profile", "adviser")
    folder = project / "ratings"
    folder.mkdir(mode=0o700, exist_ok=True)
    path = file_of(Ratings({}, person, profile, rater, relation, date), folder)
    given = {name: value for name, value in (("name", rater), ("relation", relation)) if value}
    head = {"competentie": 1, "profile": profile, "person": person, "rater": given, "date": date}
    data = {name: value for name, value in head.items() if value}
    answers = {"listening": {"1.1": "shown", "1.2": "not_shown"}} if ratings is None else ratings
    path.write_text(dump({**data, **fields, "ratings": answers}), encoding="utf-8")
    return path


def keep_plan(project: Path, person: str = "Jan", **fields: Any) -> Path:
    folder = project / "ratings"
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / f"{person.casefold()}.0a1b2c3d.plan.yaml"
    head = {"competentie": 1, "plan": "adviser", "person": person, "date": "2026-01-06"}
    path.write_text(dump({**head, **fields}), encoding="utf-8")
    return path


def keep_peers(project: Path, number: int, person: str = "Jan") -> list[Path]:
    answers = {"listening": {"1.1": {"rating": "shown", "note": "secret"}, "1.2": "shown"}, "advising": 1}
    return [
        keep(project, person, f"Peer{one}", "peer", f"2026-02-{one + 1:02}", answers, unfinished="advising")
        for one in range(number)
    ]


def leaked(text: str) -> bool:
    """Tell whether a text names somebody in a group, or what one of them wrote."""
    return any(one in text for one in ("Peer0", "Peer1", "peer0", "peer1", "secret", "2026-02-0"))


def test_a_rater_is_shown_what_he_said_of_whom_and_nobody_elses(project: Path, competentie: Program) -> None:
    keep_peers(project, 5)
    keep(project, "Ans", "Peer1", "manager", ratings={"listening": {"1.1": {"rating": "shown", "evidence": "in May"}}})
    ran = competentie("ratings", "show", "--rater", "peer1", cwd=project)
    assert ran.code == 0
    assert ran.out.count("Adviser: ") == 2
    for said in ("Adviser: Ans", "Adviser: Jan", "Note: secret", "Evidence: in May", "rated by Peer1"):
        assert said in ran.out
    assert not any(other in ran.out for other in ("Peer0", "Peer2"))
    assert "for that rater only" in ran.err
    assert not leaked(competentie("ratings", "show", "Jan", cwd=project).out)


@pytest.mark.parametrize("arguments", [[], ["Jan", "--rater", "Robin"], ["--rater", "Nobody"]])
def test_show_needs_a_person_or_a_rater_that_there_is(
    arguments: list[str], project: Path, competentie: Program
) -> None:
    keep(project, "Jan", "Robin", "manager")
    assert competentie("ratings", "show", *arguments, cwd=project).code == 2


def files(project: Path) -> set[str]:
    return {path.name for path in (project / "ratings").iterdir()}


def listed(competentie: Program, project: Path, *arguments: str) -> list[dict[str, str]]:
    out = competentie("ratings", "list", "--format", "csv", *arguments, cwd=project).out
    return list(csv.DictReader(io.StringIO(out)))


# list


def test_the_list_tells_of_each_file_what_it_is(project: Path, competentie: Program) -> None:
    jan = keep(project, "Jan", "Robin", "manager", "2026-01-05", unfinished="advising")
    ans = keep(project, "Ans", None, None, None, {"advising": 1})
    plan = keep_plan(project)
    ran = competentie("ratings", "list", cwd=project)
    assert ran.code == 0
    assert [" ".join(line.split()) for line in ran.out.splitlines()] == [
        "Person Profile Rated by Date State File",
        f"Ans adviser 1 answer ratings/{ans.name}",
        f"Jan adviser Robin, manager 2026-01-05 2 answers, unfinished ratings/{jan.name}",
        f"Jan adviser 2026-01-06 development plan ratings/{plan.name}",
    ]


def test_the_list_as_json(project: Path, competentie: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795478400")  # 2026-11-24
    (project / "competentie.toml").write_text('retention = "2y"\n', encoding="utf-8")
    path = keep(project, "Jan", "Robin", "manager", "2024-01-05", unfinished="advising")
    data = json.loads(competentie("ratings", "list", "--format", "json", cwd=project).out)
    assert (data["version"], data["basis"]["date"], data["retention"]) == (1, "2026-11-24", "2y")
    assert data["left_out"] == []
    assert data["files"] == [
        {
            "path": f"ratings/{path.name}",
            "kind": "ratings",
            "person": "Jan",
            "profile": "adviser",
            "rater": "Robin",
            "relation": "manager",
            "date": "2024-01-05",
            "answers": 2,
            "unfinished": True,
            "stale": False,
            "expired": True,
            "changed": [],
            "gone": [],
            "moved": [],
            "reworded": [],
        }
    ]


def test_the_list_names_nobody_in_a_group(project: Path, competentie: Program) -> None:
    keep_peers(project, 5)
    data = json.loads(competentie("ratings", "list", "--format", "json", cwd=project).out)
    told = {(one["rater"], one["relation"], one["changed"], one["gone"], one["moved"]) for one in data["files"]}
    assert told == {(None, "peer", None, None, None)}


def test_the_list_says_that_texts_have_changed(project: Path, competentie: Program) -> None:
    keep(project, catalogue={"version": "1", "fingerprint": "0" * 16, "texts": {"listening.1.1": "00000000"}})
    assert "2 answers, texts changed since" in competentie("ratings", "list", cwd=project).out
    (data,) = json.loads(competentie("ratings", "list", "--format", "json").out)["files"]
    assert (data["stale"], data["changed"], data["answers"]) == (True, ["listening.1.1"], 2)


def test_the_list_of_one_person(project: Path, competentie: Program) -> None:
    keep(project, "Jan")
    keep(project, "Ans")
    assert [row["person"] for row in listed(competentie, project, "--person", " jan ")] == ["Jan"]


@pytest.mark.parametrize(("columns", "lines"), [(200, 3), (80, 5), (60, 8), (30, None)])
def test_the_list_fits_the_terminal(
    columns: int, lines: int | None, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rich.console import Console

    keep(project, "Zoë van den Berg", "Robin Voorbeeld", "manager")
    keep(project, "Zoë van den Berg", "Ans de Lange-Voorbeeld", "external", unfinished="advising")
    catalogue, _ = load_catalogue(project / "catalog.yaml")
    assert catalogue is not None
    monkeypatch.chdir(project)
    console = Console(width=columns, file=io.StringIO(), color_system=None)
    out = drawn(terminal(files_page(read_folder(Path("ratings"), catalogue).files, Words("en"))), console)
    assert max(map(len, out.splitlines())) <= columns
    assert lines is None or len(out.splitlines()) == lines
    whole = "".join(out.split())
    assert all(name.removesuffix(".yaml") in whole for name in files(project))


@EVERYBODY
def test_names_are_data_in_the_list(name: str, project: Path, competentie: Program) -> None:
    keep(project, name)
    ran = competentie("ratings", "list", cwd=project)
    assert ran.code == 0
    assert printable(name) in ran.out
    assert "\x1b" not in ran.out
    (row,) = listed(competentie, project)
    assert row["person"] == ("'" + name if name.startswith(("=", "-")) else name)
    (data,) = json.loads(competentie("ratings", "list", "--format", "json", f"--person={name}").out)["files"]
    assert data["person"] == name


def test_files_with_errors_are_named_and_the_others_listed(project: Path, competentie: Program) -> None:
    keep(project)
    (project / "ratings" / "broken.yaml").write_text("person: A secret\n", encoding="utf-8")
    (project / "ratings" / "empty.plan.yaml").write_text("plan: x\n", encoding="utf-8")
    ran = competentie("ratings", "list", cwd=project)
    assert ran.code == 1
    assert len(ran.out.splitlines()) == 2
    assert "left out, because it has errors: ratings/broken.yaml" in ran.err
    assert "left out, because it has errors: ratings/empty.plan.yaml" in ran.err
    assert "secret" not in ran.err


def test_a_link_that_leads_out_is_not_followed(
    project: Path, tmp_path_factory: pytest.TempPathFactory, competentie: Program
) -> None:
    keep(project, "Jan")
    elsewhere = keep(tmp_path_factory.mktemp("elsewhere"), "Secret")
    (project / "ratings" / "link.yaml").symlink_to(elsewhere)
    (project / "ratings" / "nowhere.yaml").symlink_to("nothing")
    ran = competentie("ratings", "list", cwd=project)
    assert ran.code == 0
    assert "Secret" not in ran.out + ran.err
    assert "not followed, because it leads out of the folder or nowhere: ratings/link.yaml" in ran.err
    assert "not followed, because it leads out of the folder or nowhere: ratings/nowhere.yaml" in ran.err


def test_an_empty_list_is_fine_and_says_where_it_looked(project: Path, competentie: Program) -> None:
    ran = competentie("ratings", "list", cwd=project)
    assert (ran.code, ran.out, ran.err) == (0, "", "there are no ratings or plans in ratings\n")


EXPIRED = [
    ("2024-11-23", True),
    ("2024-11-24", False),
    ("2026-11-24", False),
    (None, False),
]


@pytest.mark.parametrize(("date", "expired"), EXPIRED)
@pytest.mark.parametrize("unfinished", [{}, {"unfinished": "advising"}], ids=["finished", "unfinished"])
def test_expired_is_what_is_older_than_the_term(
    date: str | None,
    expired: bool,  # noqa: FBT001 - a column of the table
    unfinished: dict[str, Any],
    project: Path,
    competentie: Program,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795478400")  # 2026-11-24
    (project / "competentie.toml").write_text('retention = "2y"\n', encoding="utf-8")
    keep(project, date=date, **unfinished)
    ran = competentie("ratings", "list", "--expired", cwd=project)
    assert ran.code == 0
    assert ("expired" in ran.out) is expired
    assert ("nothing is older than 2y" in ran.err) is not expired
    assert ("1 file has no date" in ran.err) is (date is None)


def test_an_expired_plan_is_listed(project: Path, competentie: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795478400")
    (project / "competentie.toml").write_text('retention = "30d"\n', encoding="utf-8")
    keep_plan(project)
    assert [row["kind"] for row in listed(competentie, project, "--expired")] == ["plan"]


def test_expired_without_a_term_is_wrong_use(project: Path, competentie: Program) -> None:
    keep(project)
    ran = competentie("ratings", "list", "--expired", cwd=project)
    assert (ran.code, ran.out) == (2, "")
    assert 'retention = "2y"' in ran.err


def test_a_wrong_term_is_wrong_use(project: Path, competentie: Program) -> None:
    (project / "competentie.toml").write_text('retention = "two years"\n', encoding="utf-8")
    ran = competentie("ratings", "list", cwd=project)
    assert (ran.code, ran.out) == (2, "")
    assert "`retention` is no term" in ran.err


# show


def test_show_has_a_table_for_each_rater_with_a_name(project: Path, competentie: Program) -> None:
    keep(project, "Jan", "Robin", "manager", "2025-01-05", {"advising": 1})
    keep(project, "Jan", "Robin", "manager", "2026-01-05", {"listening": 2})
    keep(project, "Jan")
    ran = competentie("ratings", "show", "jan", cwd=project)
    assert ran.code == 0
    assert ran.out.count("Adviser: Jan") == 2
    assert "rated by self" in ran.out
    assert "rated by Robin, manager; on 2026-01-05" in ran.out
    assert "2025-01-05" not in ran.out
    assert "Manager, Robin: 1 earlier file with ratings" in ran.out


def test_ratings_count_once_whatever_links_lead_to_them(project: Path, competentie: Program) -> None:
    path = keep(project)
    (project / "ratings" / "latest.yaml").symlink_to(path.name)
    assert "earlier file" not in competentie("ratings", "show", "Jan", cwd=project).out
    assert len(json.loads(competentie("ratings", "export", "Jan", cwd=project).out)["ratings"]) == 1
    assert len(listed(competentie, project)) == 2


def test_show_tells_what_no_longer_holds(project: Path, competentie: Program) -> None:
    texts = {"listening.1.1": "00000000"}
    keep(project, catalogue={"version": "0", "fingerprint": "0" * 16, "texts": texts}, unfinished="advising")
    out = competentie("ratings", "show", "Jan", cwd=project).out
    assert "listening.1.1" in out
    assert "changed" in out
    assert "the interview is not finished" in out


@pytest.mark.parametrize("number", [1, 3])
def test_too_few_peers_are_withheld(number: int, project: Path, competentie: Program) -> None:
    keep_peers(project, number)
    for command in (["show"], ["export"]):
        ran = competentie("ratings", *command, "Jan", cwd=project)
        assert ran.code == 0
        assert not leaked(ran.out + ran.err)
    assert f"Peers: withheld, {number} of at least 4" in competentie("ratings", "show", "Jan").out


def test_enough_peers_are_shown_as_a_group(project: Path, competentie: Program) -> None:
    keep_peers(project, 4)
    ran = competentie("ratings", "show", "Jan", cwd=project)
    assert "Peers: a group of 4" in ran.out
    assert "Listening" in ran.out
    assert "4×" in ran.out
    assert not leaked(ran.out + ran.err)


def test_show_goes_on_where_a_profile_is_gone(project: Path, competentie: Program) -> None:
    keep(project)
    keep(project, "Jan", "Robin", "manager", profile="gone")
    ran = competentie("ratings", "show", "Jan", cwd=project)
    assert ran.code == 1
    assert "rated by self" in ran.out
    assert "not shown, because there is no profile `gone` any more" in ran.err


def test_show_of_somebody_with_a_plan_only(project: Path, competentie: Program) -> None:
    keep_plan(project)
    ran = competentie("ratings", "show", "Jan", cwd=project)
    assert (ran.code, ran.out) == (2, "")
    assert "there are no ratings of `Jan`" in ran.err


# export


def test_the_export_holds_the_files_as_they_are(project: Path, competentie: Program) -> None:
    notes = {"listening": {"1.1": {"rating": "shown", "note": "a note", "evidence": "seen"}}, "advising": 1}
    path = keep(project, "Jan", "Robin", "manager", "2026-01-05", notes)
    keep(project, "Jan", "Robin", "manager", "2025-01-05", {"listening": 1})
    plan = keep_plan(project, steps={"listening.2.1": {"text": "Sums up", "who": "Ans"}})
    ran = competentie("ratings", "export", "Jan", cwd=project)
    data = json.loads(ran.out)
    assert (ran.code, data["version"], data["person"]) == (0, 1, "Jan")
    assert [one["content"]["date"] for one in data["ratings"]] == ["2025-01-05", "2026-01-05"]
    assert data["ratings"][1]["file"] == path.name
    assert data["ratings"][1]["content"]["ratings"] == notes
    assert data["ratings"][1]["texts"] == {"listening.1.1": "Looks up", "advising": "Advising"}
    assert [one["file"] for one in data["plans"]] == [plan.name]
    assert data["plans"][0]["content"]["steps"]["listening.2.1"]["who"] == "Ans"
    assert "raters who are named in it are persons too, with the same rights: Robin" in ran.err


def test_the_export_holds_answers_on_texts_that_are_gone(project: Path, competentie: Program) -> None:
    texts = {"listening.1.1": "00000000"}
    keep(project, catalogue={"version": "0", "fingerprint": "0" * 16, "texts": texts})
    (one,) = json.loads(competentie("ratings", "export", "Jan", cwd=project).out)["ratings"]
    assert one["texts"] == {"listening.1.1": None, "listening.1.2": "Nods at pauses"}
    assert one["content"]["ratings"] == {"listening": {"1.1": "shown", "1.2": "not_shown"}}


def test_the_export_gives_a_group_as_counts(project: Path, competentie: Program) -> None:
    keep_peers(project, 5)
    ran = competentie("ratings", "export", "Jan", cwd=project)
    (group,) = json.loads(ran.out)["groups"]
    assert (group["relation"], group["profile"], group["raters"], group["minimum"]) == ("peer", "adviser", 5, 4)
    assert group["behaviours"]["listening.1.1"] == {"text": "Looks up", "shown": 5}
    assert group["levels"] == {"advising": {"text": "Advising", "1": 5}}
    assert "Peers: given as a group of 5" in ran.err
    assert not leaked(ran.out + ran.err)


def test_the_export_counts_what_is_withheld(project: Path, competentie: Program) -> None:
    keep_peers(project, 2)
    based_on: dict[str, Any] = {"based-on": {"rater": {"name": "Peer0", "relation": "peer"}}}
    keep_plan(project, **based_on)
    ran = competentie("ratings", "export", "Jan", cwd=project)
    data = json.loads(ran.out)
    assert (data["ratings"], data["groups"], data["plans"]) == ([], [], [])
    assert data["withheld"] == [{"relation": "peer", "raters": 2}, {"plans": 1}]
    assert "Peers: withheld, since 2 raters are too few for a group" in ran.err
    assert not leaked(ran.out + ran.err)


def test_the_export_says_that_others_are_named_elsewhere(project: Path, competentie: Program) -> None:
    keep(project, "Jan")
    keep(project, "Ans", "Jan", "manager")
    ran = competentie("ratings", "export", "Jan", cwd=project)
    assert json.loads(ran.out)["about_others"] == {"as_rater": 1, "mentioned": 0}
    assert "Ans" not in ran.out + ran.err
    assert "not in it: 1 file about somebody else that names this person" in ran.err


def test_the_export_in_a_file_is_for_its_owner_only(project: Path, competentie: Program) -> None:
    keep(project)
    ran = competentie("ratings", "export", "Jan", "-o", "jan.json", cwd=project)
    assert (ran.code, ran.out) == (0, "")
    assert stat.S_IMODE((project / "jan.json").stat().st_mode) == 0o600
    assert json.loads((project / "jan.json").read_text(encoding="utf-8"))["person"] == "Jan"


def test_the_same_files_give_the_same_export(
    project: Path, competentie: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795478400")
    keep(project)
    keep_peers(project, 5)
    outs = {competentie("ratings", "export", "Jan", cwd=project).out for _ in range(2)}
    assert len(outs) == 1


@EVERYBODY
def test_names_are_data_in_the_export(name: str, project: Path, competentie: Program) -> None:
    keep(project, name)
    ran = competentie("ratings", "export", "--", name, cwd=project)
    assert json.loads(ran.out)["person"] == name
    assert "\x1b" not in ran.out + ran.err


# forget


@EVERYBODY
def test_forget_removes_all_of_a_person_and_nothing_else(name: str, project: Path, competentie: Program) -> None:
    other = keep(project, "Somebody else")
    mine = [keep(project, name), keep(project, name, "Robin", "manager"), keep(project, name, "P", "peer")]
    outside = [path for path in project.parent.iterdir() if path != project]
    ran = competentie("ratings", "forget", "--yes", "--", name, cwd=project)
    assert ran.code == 0
    told = [line.strip().partition(":")[0] for line in ran.out.splitlines()[1:]]
    assert sorted(told) == sorted(["in a group", *(f"ratings/{path.name}" for path in mine[:2])])
    assert files(project) == {other.name}
    assert [path for path in project.parent.iterdir() if path != project] == outside
    assert "\x1b" not in ran.out + ran.err


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("typed", ["Zoë Žižek", "zoë  žižek", " ZOË ŽIŽEK"])
def test_forget_takes_all_spellings_of_a_name(
    form: Literal["NFC", "NFD"], typed: str, project: Path, competentie: Program
) -> None:
    keep(project, unicodedata.normalize("NFC", "Zoë Žižek"))
    keep(project, unicodedata.normalize("NFD", "Zoë Žižek"), "Robin", "manager")
    ran = competentie("ratings", "forget", "--yes", unicodedata.normalize(form, typed), cwd=project)
    assert ran.code == 0
    assert files(project) == set()


def test_a_dry_run_changes_nothing(project: Path, competentie: Program) -> None:
    keep(project)
    keep_plan(project)
    before = files(project)
    ran = competentie("ratings", "forget", "Jan", "--dry-run", cwd=project)
    assert ran.code == 0
    assert "On Jan there are 2 files:" in ran.out
    assert "nothing was removed" in ran.err
    assert files(project) == before


def test_without_a_terminal_forget_wants_yes(project: Path, competentie: Program) -> None:
    path = keep(project)
    ran = competentie("ratings", "forget", "Jan", cwd=project)
    assert (ran.code, ran.out) == (2, "")
    assert "--yes" in ran.err
    assert path.exists()


@pytest.mark.parametrize(
    ("answer", "code", "left"), [("y\n", 0, 0), ("Ja\n", 0, 0), ("n\n", 130, 1), ("\n", 130, 1), ("", 130, 1)]
)
def test_in_a_terminal_forget_asks(
    answer: str, code: int, left: int, project: Path, competentie: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    keep(project)
    monkeypatch.setattr("sys.stdin", Terminal(answer))
    ran = competentie("ratings", "forget", "Jan", cwd=project)
    assert ran.code == code
    assert "Remove this file? It cannot be undone (y/N)" in ran.err
    assert len(files(project)) == left


def test_forget_takes_along_what_was_left_behind(project: Path, competentie: Program) -> None:
    name = keep(project, "Jan", "Robin Voorbeeld", "manager").name
    other = keep(project, "Janneke", "Robin Voorbeeld", "manager")
    folder = project / "ratings"
    for stray in (f".{name}.lock", f".{name[:40]}.ab12cd_3", f"{name}~", f".{name}.swp", f"{name}.bak"):
        (folder / stray).write_text("comp", encoding="utf-8")
    (folder / ".unnamed.tmp").write_text("person: Jan\nratings: {}\n", encoding="utf-8")
    (folder / f".{other.name}.lock").write_text('{"process": "1"}', encoding="utf-8")
    (folder / ".gitkeep").touch()
    ran = competentie("ratings", "forget", "Jan", "--yes", cwd=project)
    assert files(project) == {other.name, f".{other.name}.lock", ".gitkeep"}
    assert "not known whose" not in ran.err


def test_forget_takes_a_file_with_errors_that_says_whose_it_is(project: Path, competentie: Program) -> None:
    keep(project, "Ans")
    broken = project / "ratings" / "broken.yaml"
    broken.write_text("person: Jan\nratings: wrong\nratings: twice\n", encoding="utf-8")
    ran = competentie("ratings", "forget", "Jan", "--yes", cwd=project)
    assert ran.code == 0
    assert not broken.exists()


def test_forget_needs_no_sound_catalogue(project: Path, competentie: Program) -> None:
    path = keep(project)
    (project / "catalog.yaml").write_text("broken", encoding="utf-8")
    assert competentie("ratings", "forget", "Jan", "--yes", cwd=project).code == 0
    assert not path.exists()


UNKNOWN = {
    "no YAML": b"a: b: c\n",
    "noise": b"\xff\x00\xfe\x01",
    "no person": b"competentie: 1\nratings: {}\n",
    "a list": b"- Jan\n",
    "a person that is no text": b"person: [Jan]\n",
}


@pytest.mark.parametrize("content", UNKNOWN.values(), ids=UNKNOWN)
def test_forget_names_what_may_be_anybodys(content: bytes, project: Path, competentie: Program) -> None:
    keep(project)
    (project / "ratings" / "odd.yaml").write_bytes(content)
    ran = competentie("ratings", "forget", "Jan", "--yes", cwd=project)
    assert ran.code == 1
    assert "ratings/odd.yaml: not known whose it is, so look into it" in ran.err
    assert files(project) == {"odd.yaml"}


def test_forget_leaves_what_others_hold_and_says_so(project: Path, competentie: Program) -> None:
    keep(project, "Jan")
    rated = keep(project, "Ans", "jan", "manager")
    note = {"listening": {"1.1": {"rating": "shown", "note": "as Jan does"}}}
    mentioned = keep(project, "Piet", ratings=note)
    unlike = keep(project, "Kim", ratings={"listening": {"1.1": {"rating": "shown", "note": "as Janneke does"}}})
    ran = competentie("ratings", "forget", "Jan", "--yes", cwd=project)
    assert files(project) == {rated.name, mentioned.name, unlike.name}
    assert f"ratings/{rated.name}: about somebody else, rated by this person" in ran.err
    assert f"ratings/{mentioned.name}: about somebody else, with this name in a text" in ran.err
    assert unlike.name not in ran.err
    assert "reports, exports, tables and back-ups in other places" in ran.err


def test_forget_of_somebody_who_only_rates(project: Path, competentie: Program) -> None:
    path = keep(project, "Jan", "Robin", "manager")
    ran = competentie("ratings", "forget", "Robin", "--yes", cwd=project)
    assert (ran.code, ran.out) == (2, "")
    assert f"the name stands in files about others: ratings/{path.name}" in ran.err
    assert path.exists()


@pytest.mark.parametrize("name", ["jan.x.2026-01-01.00000000.yaml", "jan.yaml", ".jan.lock"])
def test_forget_removes_a_link_and_never_what_it_leads_to(
    name: str, project: Path, tmp_path_factory: pytest.TempPathFactory, competentie: Program
) -> None:
    target = tmp_path_factory.mktemp("elsewhere") / "target.yaml"
    target.write_text("person: Jan\nratings: {}\n", encoding="utf-8")
    keep(project)
    (project / "ratings" / name).symlink_to(target)
    ran = competentie("ratings", "forget", "Jan", "--yes", cwd=project)
    assert ran.code == 0
    assert files(project) == set()
    assert target.read_text(encoding="utf-8") == "person: Jan\nratings: {}\n"
    assert f"what ratings/{name} leads to" in ran.err


def test_forget_looks_into_no_folder_that_a_link_leads_to(
    project: Path, tmp_path_factory: pytest.TempPathFactory, competentie: Program
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "a.yaml").write_text("person: Jan\nratings: {}\n", encoding="utf-8")
    keep(project)
    (project / "ratings" / "more.yaml").symlink_to(elsewhere)
    ran = competentie("ratings", "forget", "Jan", "--yes", cwd=project)
    assert (ran.code, len(list(elsewhere.iterdir()))) == (1, 1)
    assert "ratings/more.yaml: not known whose it is" in ran.err


def test_forget_takes_a_link_within_the_folder_and_its_file(project: Path, competentie: Program) -> None:
    path = keep(project)
    (project / "ratings" / "latest.yaml").symlink_to(path.name)
    assert competentie("ratings", "forget", "Jan", "--yes", cwd=project).code == 0
    assert files(project) == set()


def test_the_folder_is_read_without_a_catalogue(project: Path) -> None:
    keep(project, "Jan", "Sami", "peer", ratings={"gone": 9})
    (kept,) = read_folder(project / "ratings").contents
    assert (kept.person, kept.rater, kept.ratings.rater, kept.date) == ("Jan", None, "Sami", "2026-01-05")
    assert (kept.whole, kept.is_sound, dict(kept.ratings.rated)) == (True, False, {})


def test_forget_waits_for_an_interview(project: Path, competentie: Program) -> None:
    path = keep(project)
    lock = Lock(path)
    lock.take("12:00")
    try:
        ran = competentie("ratings", "forget", "Jan", "--yes", cwd=project)
        assert ran.code == 2
        assert "is being filled in" in ran.err
        assert path.exists()
    finally:
        lock.release()
    assert competentie("ratings", "forget", "Jan", "--yes", cwd=project).code == 0


def test_a_file_that_cannot_be_removed_is_named(
    project: Path, competentie: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The system's refusal is played here: the superuser, as whom tests often run, may remove everything."""
    stuck = keep(project)
    keep(project, "Jan", "Robin", "manager")
    really = Path.unlink

    def unlink(path: Path, *, missing_ok: bool = False) -> None:
        if path.name == stuck.name:
            raise PermissionError(13, "Permission denied")
        really(path, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", unlink)
    ran = competentie("ratings", "forget", "Jan", "--yes", cwd=project)
    assert ran.code == 2
    assert f"not removed: ratings/{stuck.name}" in ran.err
    assert files(project) == {stuck.name}


@pytest.mark.parametrize(
    ("committed", "ignored", "says"),
    [
        ("mine", "", "copies in the history of the git repository around ratings"),
        ("other", "", "other files of ratings in the history of its git repository"),
        ("", "", "it does not ignore ratings"),
        ("", "/ratings/\n", ""),
    ],
)
def test_forget_says_what_git_keeps(
    committed: str, ignored: str, says: str, project: Path, competentie: Program
) -> None:
    git(project, "init", "--quiet")
    path = keep(project, "Jan" if committed == "mine" else "Ans")
    if committed:
        commit(project)
        git(project, "rm", "--quiet", "--cached", str(path))
        git(project, "commit", "--quiet", "--message", "no longer")
    keep(project, "Jan")
    (project / ".gitignore").write_text(ignored, encoding="utf-8")
    ran = competentie("ratings", "forget", "Jan", "--dry-run", cwd=project)
    assert says in ran.err
    assert ("git" in ran.err) is bool(says)


# whoever is not there


@pytest.mark.parametrize(
    "command",
    [["list", "--person"], ["show"], ["export"], ["forget", "--yes"], ["forget", "--dry-run"]],
    ids=" ".join,
)
@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("Zoe van den Berg", "did you mean `Zoë van den Berg`?"),
        ("Xaver", "choose one of: Zoë van den Berg"),
        (" ", "PERSON is empty"),
        ("", "PERSON is empty"),
    ],
)
def test_somebody_who_is_not_there(
    command: list[str], typed: str, says: str, project: Path, competentie: Program
) -> None:
    keep(project, "Zoë van den Berg")
    ran = competentie("ratings", *command, typed, cwd=project)
    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err
    assert len(files(project)) == 1


def test_forget_names_what_cannot_be_read_also_when_nobody_is_found(project: Path, competentie: Program) -> None:
    keep(project, "Ans")
    (project / "ratings" / "odd.yaml").write_text("a: b: c\n", encoding="utf-8")
    ran = competentie("ratings", "forget", "Jan", "--yes", cwd=project)
    assert ran.code == 2
    assert "ratings/odd.yaml: not known whose it is, so look into it" in ran.err


def test_the_commands_within_a_command(project: Path, competentie: Program) -> None:
    ran = competentie("ratings", cwd=project)
    assert ran.code == 2
    assert [name for name in ("list", "show", "export", "forget") if f"\n  {name} " in ran.out] == [
        *("list", "show", "export", "forget")
    ]
    assert competentie("ratings", "--help").out == ran.out
    assert "did you mean `forget`?" in competentie("ratings", "froget").err
    assert competentie("ratings", "forget", "--help").code == 0


@pytest.mark.parametrize("kind", ["file", "link"])
def test_a_folder_with_ratings_that_is_none_is_not_called_empty(kind: str, project: Path, competentie: Program) -> None:
    folder = project / "ratings"
    folder.touch() if kind == "file" else folder.symlink_to("not-mounted")
    for command in (["ratings", "list"], ["compare", "A"]):
        ran = competentie(*command, cwd=project)
        assert (ran.code, "ratings is no folder, and leads to none" in ran.err) == (2, True)
    ran = competentie("validate", cwd=project)
    assert "not read: ratings; it is no folder" in ran.out + ran.err
