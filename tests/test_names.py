"""Who somebody is: one comparison of names everywhere, and nothing told of a few people."""

import re
import shutil
import sys
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from people import Said, write_ratings
from support import ROOT, Program

from competentie.core import alike, printable, same_name
from competentie.table.reading import compared

HEAD = "person,profile,rater,relation,date,listening\n"
INVISIBLE = "\xad\u034f\u115f\u180e\u200b\u200c\u200d\u2062\u3164\ufe0f\ufeff\uffa0\U000e0041"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Zoë", "zoë "),
        ("Zoë", "ZOE\u0308"),
        ("Jan van 't Hof", "Jan van ’t Hof"),
        ("Jan van 't Hof", "jan\xa0van  `t hof"),
        ("Anne-Marie", "Anne\u2011Marie"),
        ("Anne-Marie", "Anne–Marie"),
        ("Eva Test", "Eva\u200b Test"),
        ("Straße", "STRASSE"),
        ("ﬁen", "Fien"),
        *(("Eva", f"E{one}va") for one in INVISIBLE),
    ],
)
def test_one_name_written_in_two_ways_is_one(one: str, other: str) -> None:
    assert same_name(one) == same_name(other)


@pytest.mark.parametrize(("one", "other"), [("Zoë", "Zoe"), ("Nora", "Nоra"), ("Jan", "Jan B."), ("A-B", "A B")])
def test_other_names_are_others(one: str, other: str) -> None:
    assert same_name(one) != same_name(other)


@given(st.text())
@example("\xb4 ͅ")
def test_comparing_a_name_again_changes_nothing(name: str) -> None:
    assert same_name(same_name(name)) == same_name(name)


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])) | st.text("aB-’ \u200b"), min_size=1))
def test_a_table_compares_names_as_everything_else_does(names: list[str]) -> None:
    import polars as pl

    assert compared(pl.Series(names, dtype=pl.String)).to_list() == [same_name(one) for one in names]


@pytest.mark.parametrize("one", INVISIBLE)
def test_what_is_not_seen_is_shown_escaped(one: str) -> None:
    assert printable(f"E{one}va") == f"E{one.encode('unicode_escape').decode()}va"


@pytest.mark.parametrize(
    ("other", "near"),
    [
        ("Test, Noor", True),
        ("Noor van Test", True),
        ("Noor", False),
        ("Noor Test Junior", True),
        ("N\u043e\u043er Test", True),
        ("Noor Tést", True),
        ("noor  TEST", False),
        ("Piet Test", False),
        ("", False),
    ],
)
def test_names_that_look_alike_are_told(other: str, *, near: bool) -> None:
    assert bool(list(alike(["Noor Test", other]))) is near


@pytest.fixture
def score(project: Path, competentie: Program, tmp_path: Path):  # type: ignore[no-untyped-def]  # noqa: ANN201
    def run(body: str, *arguments: str, head: str = HEAD):  # type: ignore[no-untyped-def]  # noqa: ANN202
        (tmp_path / "t.csv").write_text(head + body, encoding="utf-8")
        return competentie("score", tmp_path / "t.csv", *arguments, cwd=project)

    return run


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("A,adviser,R1,peer,,1\nA,adviser,R2,peer,,1\n", "1 person read, 2 ratings: 2 scored, 0 rejected"),
        ("Zoë,adviser,R,,,1\nzoë,adviser,r ,,,1\n", "[T008 person-twice]: row 3, person `zoë`"),
        ("A,Adviser,R,Leidinggevende,,1\n", "1 person read: 1 scored"),
        ("A,adviser,R,baas,,1\n", "row 2, column `relation`, person `A`: `baas` is not a relation"),
        ("A\x1bB,adviser,R,peer,,1\n", "row 2, column `person`, person `A\\x1bB`: a control character stands in it"),
        ("Noor T,adviser,,,,1\nT Noor,adviser,,,,1\n", "names look alike: Noor T / T Noor"),
    ],
)
def test_a_table_knows_who_somebody_is(body: str, says: str, score) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    assert says in score(body).err


def test_rows_of_one_name_are_gathered(score) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    ran = score("Zoë,patience,1\nzoë ,advising,2\n", "--profile", "adviser", head="person,item,rating\n")
    assert (ran.code, ran.out.count("Zoë,"), ran.out.count("zoë")) == (0, 2, 0)


def test_relations_are_kept_apart_and_a_share_takes_one(score) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    body = "A,adviser,R,self,,2\nA,adviser,S,manager,,0\n"
    assert re.findall(r"^(self|manager)\n", score(body).err, re.MULTILINE) == ["self", "manager"]
    refused = score(body, "--fail-under", "50")
    assert (refused.code, refused.out) == (2, "")
    assert "choose one of: self, manager" in refused.err
    assert score(body, "--fail-under", "50", "--relation", "zelf").code == 0
    assert score(body, "--fail-under", "50", "--relation", "leidinggevende").code == 1


WAITER = "competentie: 1\nrole: Waiter\nversion: '1'\ngeneric: {listening: {norm: 1}}\n"


@pytest.mark.parametrize(
    ("advisers", "shown"),
    [
        ({"HR": 4, "ICT": 5, "Zorg": 9}, {"HR": "·", "ICT": "·", "Zorg": "▓ 100"}),  # ICT would tell HR by subtraction
        ({"HR": 5, "ICT": 6, "Zorg": 0}, {"HR": "▓ 100", "ICT": "▓ 100", "Zorg": "–"}),
        ({"HR": 1, "ICT": 3, "Zorg": 0}, {}),  # of so few not even the whole is shown
    ],
)
def test_a_number_of_a_few_people_is_withheld_wherever_it_stands(
    advisers: dict[str, int], shown: dict[str, str], project: Path, competentie: Program
) -> None:
    (project / "profiles" / "waiter.yaml").write_text(WAITER, encoding="utf-8")
    rows = [f"{team}{n},waiter,{team},2,\n" for team in advisers for n in range(6)]
    rows += [f"{team}a{n},adviser,{team},2,2\n" for team, number in advisers.items() for n in range(number)]
    (project / "t.csv").write_text("person,profile,team,listening,advising\n" + "".join(rows))
    ran = competentie("score", "t.csv", "--by", "team", "-o", "o.csv", cwd=project)
    heat = ran.err[ran.err.index("in percent") :]
    cells = {line.split()[0]: line.split("  ")[-1].strip() for line in heat.splitlines() if line[:1] in set("HIZ")}
    assert {team: cells[team] for team in shown} == shown
    assert bool(re.search(r"^Advising ", ran.err, re.MULTILINE)) is bool(shown)
    assert ("fewer than 5 people have a norm for it: Advising" in ran.err) is (not shown)


def test_forget_finds_every_spelling_and_names_who_looks_alike(project: Path, competentie: Program) -> None:
    names = ("Jan van 't Hof", "Jan van ’t\u200b hof", "Hof, Jan van 't", "Piet")
    write_ratings(project, *(Said("self", None, {"listening": 1}, person=name) for name in names))
    ran = competentie("ratings", "forget", "Jan van 't Hof", "--yes", cwd=project)
    assert "2 files were removed" in ran.err
    assert "file-002.yaml: of `Hof, Jan van 't`, who has a name that looks like this one" in ran.err
    assert sorted(one.name for one in (project / "ratings").iterdir()) == ["file-002.yaml", "file-003.yaml"]


@pytest.mark.parametrize("form", ["table", "json", "csv", "markdown"])
def test_the_list_tells_no_path_of_one_in_a_group(form: str, project: Path, competentie: Program) -> None:
    write_ratings(project, Said("peer", "Kim", {"listening": 1}, date="2026-03-04"))
    ran = competentie("ratings", "list", "--format", form, cwd=project)
    assert "Noor Bakker" in ran.out
    assert not re.search("file-000|2026-03-04|Kim", ran.out + ran.err)
    dry = competentie("ratings", "forget", "Noor Bakker", "--dry-run", cwd=project)
    assert not re.search("file-000|2026-03-04|Kim", dry.out + dry.err)


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script stands in for git")
def test_no_name_is_an_argument_of_git(project: Path, competentie: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    real, bin_, log = shutil.which("git"), project / "bin", project / "log"
    bin_.mkdir()
    (bin_ / "git").write_text(f'#!/bin/sh\necho "$@" >> {log}\nexec {real} "$@"\n')
    (bin_ / "git").chmod(0o755)
    monkeypatch.setenv("PATH", str(bin_), prepend=":")
    competentie("--version", cwd=project)
    from history import git

    git(project, "init", "-q")
    write_ratings(project, Said("self", None, {"listening": 1}))
    competentie("ratings", "forget", "Noor Bakker", "--dry-run", cwd=project)
    said = log.read_text()
    assert "rev-list" in said
    assert "file-000" not in said


def test_a_role_is_named_by_its_id_or_its_label(competentie: Program) -> None:
    for name in ("opleidingscoordinator", "Opleidingscoördinator", "OPLEIDINGSCOÖRDINATOR"):
        assert competentie("template", name, cwd=ROOT).code == 0


@pytest.mark.parametrize("option", ["--person", "--rater"])
def test_a_control_character_never_enters_a_name(option: str, project: Path, competentie: Program) -> None:
    (project / "r.csv").write_text("person,listening\nA,1\n")
    ran = competentie("assess", "adviser", "--scores", "r.csv", option, "A\x1b[D", cwd=project)
    assert (ran.code, "control character" in ran.err) == (2, True)


def test_columns_are_advised_in_the_language_of_the_reader(project: Path, competentie: Program) -> None:
    (project / "t.csv").write_text("persoon;xyzzy;samenwerken\nA;1;1\n")
    arguments = ("score", project / "t.csv", "--profile", "opleidingscoordinator", "--strict-columns")
    ran = competentie(*arguments, lang="nl", cwd=ROOT)
    assert "kies uit: persoon, profiel, beoordelaar, relatie, datum" in ran.err
