"""`match`: which roles suit each person, who suits one role; ties are ties, and what is open stays an interval."""

import csv
import io
import json
import random
import stat
from collections.abc import Callable, Sequence
from dataclasses import astuple, replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console
from support import ON_THE_DAY, ROOT, Program, process
from test_frames import all_at_once, as_csv, catalogues, long_table, one_by_one, profiles, wide_table

from competentie.api import load
from competentie.core import Catalogue, Profile, Result, Status, basis_of
from competentie.page.language import Words
from competentie.page.streams import drawn
from competentie.page.terminal import terminal
from competentie.table.match import Match, Matching, MatchScorer, first_people, ranked_together
from competentie.table.match_page import people_page, roles_page
from competentie.table.reading import ROW
from competentie.table.run import Scoring, Threads
from competentie.table.sources import csv as csv_source

NUMBERS = "rank,tied,rank_min,rank_max,met,norms,open,shortfall,shortfall_min"
LISTENER = "competentie: 1\nrole: Listener\nversion: '1'\ngeneric: {listening: {norm: 1}}\n"
COACH = "competentie: 1\nrole: Coach\nversion: '1'\ngeneric: {listening: {norm: 2}, advising: {norm: 3}}\n"


@pytest.fixture
def roles(project: Path) -> Path:
    """Add two roles to `adviser` (listening 2, advising 2): `coach` (2, 3) and `listener` (1)."""
    (project / "profiles" / "coach.yaml").write_text(COACH, encoding="utf-8")
    (project / "profiles" / "listener.yaml").write_text(LISTENER, encoding="utf-8")
    return project


def rows(text: str, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


# rank, tied, rank_min, rank_max, met, norms, open, shortfall, shortfall_min
@pytest.mark.parametrize(
    ("ratings", "expected"),
    [
        # every norm met: the smaller role is no better than the larger
        ("3,3", ["adviser 1 true 1 1 2 2 0 0 0", "coach 1 true 1 1 2 2 0 0 0", "listener 1 true 1 1 1 1 0 0 0"]),
        # one level short of coach, and of nothing else
        ("2,2", ["adviser 1 true 1 1 2 2 0 0 0", "listener 1 true 1 1 1 1 0 0 0", "coach 3 false 3 3 1 2 0 1 1"]),
        # 1 short of adviser with one of two norms met, 2 short of coach, 0 short of listener
        ("2,1", ["listener 1 false 1 1 1 1 0 0 0", "adviser 2 false 2 2 1 2 0 1 1", "coach 3 false 3 3 1 2 0 2 2"]),
        # advising is open: adviser may turn out met, 0..2 short, and come level with listener
        ("2,", ["listener 1 false 1 1 1 1 0 0 0", "adviser 2 false 1 3 1 2 1 2 0", "coach 3 false 1 3 1 2 1 3 0"]),
        # nothing is rated: nothing is met, nothing is short for certain, and any order is possible
        (",", ["listener 1 false 1 3 0 1 1 1 0", "adviser 2 false 1 3 0 2 2 4 0", "coach 3 false 1 3 0 2 2 5 0"]),
        # advising 1 presumes listening 2
        (",1", ["listener 1 false 1 1 1 1 0 0 0", "adviser 2 false 2 2 1 2 0 1 1", "coach 3 false 3 3 1 2 0 2 2"]),
    ],
)
def test_the_roles_of_one_person(ratings: str, expected: list[str], roles: Path, competentie: Program) -> None:
    (roles / "all.csv").write_text(f"person,listening,advising\nA,{ratings}\n", encoding="utf-8")
    ran = competentie("match", "all.csv", "--format", "csv", cwd=roles)
    assert ran.code == 0, ran.err
    header, *found = rows(ran.out)
    assert header == f"person,profile,{NUMBERS}".split(",")
    assert [" ".join(row[1:]) for row in found] == expected


# rank, tied, rank_min, rank_max, met, norms, open, shortfall, shortfall_min
@pytest.mark.parametrize(
    ("ratings", "expected"),
    [
        # ties are ties, in the order of the table, and the next rank is 3
        (
            ["2,1", "2,2", "3,3", "2,1", "0,0"],
            [
                "B 1 true 1 1 2 2 0 0 0",
                "C 1 true 1 1 2 2 0 0 0",
                "A 3 true 3 3 1 2 0 1 1",
                "D 3 true 3 3 1 2 0 1 1",
                "E 5 false 5 5 0 2 0 4 4",
            ],
        ),
        # equally many levels short: whoever meets more of the norms comes first
        (["1,1", "2,0"], ["B 1 false 1 1 1 2 0 2 2", "A 2 false 2 2 0 2 0 2 2"]),
        # who is not rated comes last, and may yet be anywhere; nor is any other rank sure any more
        (
            [",", "1,1", "2,2"],
            ["C 1 false 1 1 2 2 0 0 0", "B 2 false 2 3 0 2 0 2 2", "A 3 false 1 3 0 2 2 4 0"],
        ),
        ([], []),
    ],
)
def test_the_people_of_one_role(ratings: list[str], expected: list[str], roles: Path, competentie: Program) -> None:
    lines = [f"{name},{one}\n" for name, one in zip("ABCDE", ratings, strict=False)]
    (roles / "all.csv").write_text("person,listening,advising\n" + "".join(lines), encoding="utf-8")
    ran = competentie("match", "all.csv", "--profile", "adviser", "--format", "csv", cwd=roles)
    assert ran.code == 0, ran.err
    found = rows(ran.out)[1:]
    assert all(row[1] == "adviser" for row in found)
    assert [" ".join((row[0], *row[2:])) for row in found] == expected


def test_whoever_shares_the_last_rank_is_shown(roles: Path, competentie: Program) -> None:
    (roles / "all.csv").write_text("person,listening\nA,1\nB,2\nC,1\nD,0\n", encoding="utf-8")
    ran = competentie("match", "all.csv", "--profile", "listener", "--format", "csv", "--top", "1", cwd=roles)
    assert [row[0] for row in rows(ran.out)[1:]] == ["A", "B", "C"]
    shown = competentie("match", "all.csv", "--profile", "listener", "--top", "1")
    assert "1 person with a lower rank is not shown; `--top` shows more" in shown.err
    each = competentie("match", "all.csv", "--top", "1")
    assert "of 3 roles, the first 1 of each person are shown" in each.err


def test_raters_stand_beside_each_other_and_the_role_of_now_is_only_shown(roles: Path, competentie: Program) -> None:
    (roles / "all.csv").write_text(
        "naam;profiel;beoordelaar;relatie;listening\nA;listener;R;peer;2\nA;listener;S;self;1\nB;a trade;R;peer;0\n",
        encoding="utf-8",
    )
    ran = competentie("match", "all.csv", "--profile", "listener", "--format", "csv", cwd=roles)
    assert rows(ran.out)[0][:5] == ["person", "profile", "now", "rater", "relation"]
    assert [row[:6] for row in rows(ran.out)[1:]] == [
        ["A", "listener", "listener", "R", "peer", "1"],
        ["A", "listener", "listener", "S", "self", "1"],
        ["B", "listener", "a trade", "R", "peer", "3"],
    ]
    page = competentie("match", "all.csv", "--top", "1").out
    assert "A; rated by R, peer; now Listener\n" in page
    assert "B; rated by R, peer; now a trade\n" in page
    (roles / "all.csv").write_text("person,date,listening\nA,2026-09-13,2\n", encoding="utf-8")
    assert "A; on 2026-09-13\n" in competentie("match", "all.csv").out
    assert "Rated by" not in competentie("match", "all.csv", "--profile", "listener").out


def test_json_is_one_versioned_object(roles: Path, competentie: Program) -> None:
    (roles / "all.csv").write_text('person,rater,listening\n"A ""x""",R,2\nB,,0\n', encoding="utf-8")
    for options in ((), ("--profile", "listener")):
        ran = competentie("match", "all.csv", "--format", "json", *options, cwd=roles)
        data = json.loads(ran.out)
        assert list(data) == ["version", "basis", "matches"]
        assert set(data["matches"][0]) == {"person", "profile", "rater", *NUMBERS.split(",")}
        assert (data["matches"][0]["person"], data["matches"][0]["rank"]) == ('A "x"', 1)
        assert "rater" not in data["matches"][-1]


def test_long_tables_and_standard_input(roles: Path, competentie: Program) -> None:
    table = "person,item,rating\nA,listening,2\nB,advising.1.1,1\nA,advising,1\n"
    (roles / "long.csv").write_text(table, encoding="utf-8")
    (roles / "wide.csv").write_text("person,listening,advising,advising.1.1\n", encoding="utf-8")
    long = competentie("match", "long.csv", "--format", "csv", cwd=roles)
    assert [row[:3] for row in rows(long.out)[1:]][:3] == [
        ["A", "listener", "1"],
        ["A", "adviser", "2"],
        ["A", "coach", "3"],
    ]
    piped = process("match", "-", "--format", "csv", stdin=table.encode(), cwd=roles, env={"COMPETENTIE_LANG": "en"})
    assert piped.stdout.decode() == long.out


def test_texts_are_no_formulas_and_numbers_are_numbers(roles: Path, competentie: Program) -> None:
    (roles / "all.csv").write_text('person,profile,listening\n=1+1,@x,1\n"a;b",-,0\n', encoding="utf-8")
    options = ("--profile", "listener", "--format", "csv", "--excel", "-o", "out.csv")
    assert competentie("match", "all.csv", *options, cwd=roles).code == 0
    content = (roles / "out.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbfperson;profile;now;rank;")
    assert b"\r\n'=1+1;listener;'@x;1;false;1;1;1;1;0;0;0\r\n\"a;b\";listener;'-;2;" in content
    assert stat.S_IMODE((roles / "out.csv").stat().st_mode) == 0o600


def test_one_wrong_row_and_nothing_is_written(roles: Path, competentie: Program) -> None:
    (roles / "all.csv").write_text("person,listening\nA,1\nB,9\nA,2\nC,2\n", encoding="utf-8")
    ran = competentie("match", "all.csv", "--format", "csv", "-o", "out.csv", cwd=roles)
    assert (ran.code, ran.out, (roles / "out.csv").exists()) == (1, "", False)
    assert "row 3, column `listening`, person `B`: `9` is not a rating of `listening`" in ran.err
    assert "2 people have errors; nothing was written" in ran.err
    for options in ((), ("--profile", "coach")):
        ran = competentie("match", "all.csv", *options, "--format", "csv", "--rejects", "bad.csv")
        assert ran.code == 1
        assert {row[0] for row in rows(ran.out)[1:]} == {"A", "C"}
        assert [row[:2] for row in rows((roles / "bad.csv").read_text("utf-8"))[1:]] == [["B", "9"], ["A", "2"]]
        assert "3 people read, 4 ratings: 2 matched, 2 rejected" in ran.err


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["nothing.csv"], 2, "nothing.csv could not be opened: there is no such file"),
        (["all.csv", "--profile", "advisor"], 2, "did you mean `adviser`?"),
        (["all.csv", "--profile", "empty"], 2, "the profile `empty` has no norms"),
        (["all.csv", "--format", "xml"], 2, "choose one of: table, markdown, html"),
        (["all.csv", "--excel"], 2, "`--excel` goes with `--format csv` only"),
        (["all.csv", "--top", "0"], 2, "--top"),
        (["all.csv", "--format", "csv", "-o", "all.csv"], 2, "each need a file of their own"),
        (["none.csv"], 1, "this file is empty"),
    ],
)
def test_what_goes_wrong_is_said(arguments: list[str], code: int, says: str, roles: Path, competentie: Program) -> None:
    (roles / "profiles" / "empty.yaml").write_text("competentie: 1\nrole: E\nversion: '1'\n", encoding="utf-8")
    (roles / "all.csv").write_text("person,listening\nA,1\n", encoding="utf-8")
    (roles / "none.csv").write_text("", encoding="utf-8")
    ran = competentie("match", *arguments, cwd=roles)
    assert (ran.code, ran.out) == (code, "")
    assert says in ran.err


def test_an_order_of_roles_needs_all_of_them(roles: Path, competentie: Program) -> None:
    (roles / "all.csv").write_text("person,listening\nA,1\n", encoding="utf-8")
    (roles / "profiles" / "empty.yaml").write_text("competentie: 1\nrole: E\nversion: '1'\n", encoding="utf-8")
    ran = competentie("match", "all.csv", "--format", "csv", cwd=roles)
    assert (ran.code, len(rows(ran.out))) == (0, 4)
    assert "left out, since they have no norms: empty" in ran.err
    (roles / "profiles" / "coach.yaml").write_text(COACH.replace("norm: 3", "norm: 9"), encoding="utf-8")
    ran = competentie("match", "all.csv", "--format", "csv")
    assert (ran.code, ran.out) == (2, "")
    assert "not all profiles could be read" in ran.err
    for one in (roles / "profiles").iterdir():
        one.unlink()
    assert "there are no profiles with norms beside" in competentie("match", "all.csv").err


def test_only_so_many_people_are_drawn_on_a_terminal(roles: Path, competentie: Program) -> None:
    (roles / "all.csv").write_text("person,listening\n" + "".join(f"P{n},1\n" for n in range(60)), encoding="utf-8")
    for options in ((), ("--profile", "listener")):
        ran = competentie("match", "all.csv", *options, cwd=roles)
        assert "P49" in ran.out
        assert "P50" not in ran.out
        assert "only the first 50 people are shown" in ran.err
        competentie("match", "all.csv", *options, "-o", "out.txt")
        assert "P59" in (roles / "out.txt").read_text("utf-8")


# The same, made naively: one person, one role and one comparison at a time.

Place = tuple[int, bool, int, int]


def numbers(result: Result) -> tuple[int, int, int, int, int]:
    """Return norms met, norms, norms open, levels short as far as is proven, and for certain."""
    statuses = [one.gap.status for one in result.outcomes]
    met = statuses.count(Status.MEETS) + statuses.count(Status.ABOVE)
    short = sum(max(0, -one.gap.gap) for one in result.outcomes)
    least = sum(max(0, -one.gap.gap_max) for one in result.outcomes)
    return met, len(statuses), statuses.count(Status.OPEN), short, least


def naive_places(found: Sequence[Result]) -> list[Place]:
    worst, best = [], []
    for met, norms, still, short, least in map(numbers, found):
        worst.append((short, -Fraction(met, norms)))
        best.append((least, -Fraction(met + still, norms)))
    return [
        (
            1 + sum(other < own for other in worst),
            worst.count(own) > 1,
            1 + sum(other < best[place] for other in worst),
            1 + sum(other < own for at, other in enumerate(best) if at != place),
        )
        for place, own in enumerate(worst)
    ]


def naive(content: bytes, catalogue: Catalogue, against: Sequence[Profile], *, each: bool) -> list[tuple[object, ...]]:
    scored = [one_by_one(content, catalogue, {}, profile)[0] for profile in against]
    people = list(range(len(scored[0])))
    groups = (
        [[(one, results[one]) for results in scored] for one in people]
        if each
        else [list(enumerate(results)) for results in scored]
    )
    expected: list[tuple[object, ...]] = []
    for group in groups:
        places = naive_places([result for _, result in group])
        for place, (number, result) in sorted(zip(places, group, strict=True), key=lambda one: one[0][0]):
            who = result.ratings
            facts = (number, who.person, result.profile.id, who.profile, who.rater, who.relation, None, *place)
            expected.append((*facts, *numbers(result)))
    return expected


def at_once(content: bytes, catalogue: Catalogue, against: Sequence[Profile], *, each: bool) -> list[Match]:
    ran = all_at_once(content, catalogue, {}, named=against[0])
    matching = Matching(catalogue, against)
    scorer = MatchScorer(matching, ran.packed.present, ran.wanted.optional, each=each, now=True, top=None)
    scoring = Scoring(ran.packed.people, scorer, Threads())
    found, _ = first_people(scoring if each else ranked_together(scoring, matching, None), None)
    places = {row: number for number, row in enumerate(ran.packed.people[ROW])}
    return [replace(one, row=places[one.row]) for one in found]


@pytest.mark.parametrize("make", [wide_table, long_table])
@given(data=st.data())
@settings(max_examples=25)
def test_everyone_at_once_is_everyone_one_by_one(
    make: Callable[[random.Random, Catalogue, float, int], list[list[str]]], data: st.DataObject
) -> None:
    catalogue = data.draw(catalogues())
    against = [data.draw(profiles(catalogue, one)) for one in ("one", "two", "three")]
    draw = random.Random(data.draw(st.integers(0, 2**32)))
    content = as_csv(make(draw, catalogue, data.draw(st.sampled_from([0.0, 0.02])), 12))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csv_source, "BLOCK", data.draw(st.sampled_from([200, csv_source.BLOCK])))
        patch.setattr(csv_source, "HEAD", min(csv_source.BLOCK, csv_source.HEAD))
        for each, chosen in ((True, against), (False, against[:1])):
            found = [astuple(one)[:-1] for one in at_once(content, catalogue, chosen, each=each)]
            assert found == naive(content, catalogue, chosen, each=each)


ADVISER = """\
competentie: 1
role: {nl: Adviseur leren en ontwikkelen, en: Adviser on learning and development}
version: "1"
generic: {eigenaarschap: {norm: 2}, samenwerken: {norm: 1}}
specific: {klantpartnerschap: {norm: 3}, expertise: {norm: 2}}
"""
PLANNER = """\
competentie: 1
role: Planner
version: "1"
generic: {eigenaarschap: {norm: 2}, samenwerken: {norm: 2}, zorgvuldigheid: {norm: 2}}
specific: {plannen-en-organiseren: {norm: 3}}
"""
TEAM = """\
medewerker,functie,beoordelaar,relatie,datum,eigenaarschap,samenwerken,inlevingsvermogen,klantpartnerschap,\
plannen-en-organiseren,zorgvuldigheid,expertise
Sanne Voorbeeld,planner,Robin Voorbeeld,manager,2026-11-23,2,1,2,2,1,2,1
Youssef Voorbeeld,opleidingscoordinator,Robin Voorbeeld,manager,2026-11-23,3,2,2,1,2,2,2
Lotte Voorbeeld,,Robin Voorbeeld,manager,2026-11-23,2,2,,1,0,2,1
Daan Voorbeeld,,,,,,,,,,,
"""


@pytest.mark.parametrize("role", [None, "planner"])
@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("width", [60, 100])
def test_on_a_terminal(
    language: str, width: int, role: str | None, tmp_path: Path, golden: Callable[[str, str], None]
) -> None:
    (tmp_path / "profiles").mkdir()
    for name, content in (
        ("catalog.yaml", (ROOT / "catalog.yaml").read_text("utf-8")),
        ("profiles/opleidingscoordinator.yaml", (ROOT / "profiles" / "opleidingscoordinator.yaml").read_text("utf-8")),
        ("profiles/adviseur.yaml", ADVISER),
        ("profiles/planner.yaml", PLANNER),
    ):
        (tmp_path / name).write_text(content, encoding="utf-8")
    project = load(tmp_path / "catalog.yaml")
    against = [project.profiles[role]] if role else list(project.profiles.values())
    found = at_once(TEAM.encode(), project.catalogue, against, each=role is None)
    words, rests_on = Words(language, "nl"), basis_of(project.catalogue, against, "2026-11-24")
    page = (
        people_page(found, against[0], words, rests_on)
        if role
        else roles_page(found, against, project.catalogue, None, words, rests_on)
    )
    screen = Console(
        file=io.StringIO(), width=width, force_terminal=True, color_system=None, markup=False, highlight=False
    )
    text = drawn(terminal(page), screen)
    assert max(map(len, text.splitlines())) <= width
    assert ("Wordt nog" if language == "nl" else "Could be") in text
    golden(f"match-{'people' if role else 'roles'}-{language}-{width}.txt", text)


def test_the_output_is_the_same_each_time(roles: Path, competentie: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ON_THE_DAY.items():
        monkeypatch.setenv(name, value)
    draw = random.Random(1)
    lines = [f"P{n},{draw.choice(['', '0', '1', '2'])},{draw.choice(['', '1', '3'])}\n" for n in range(300)]
    (roles / "all.csv").write_text("person,listening,advising\n" + "".join(lines), encoding="utf-8")
    for options in ((), ("--profile", "coach")):
        ran = [competentie("match", "all.csv", *options, "--format", "json", cwd=roles).out for _ in range(3)]
        assert len(set(ran)) == 1
