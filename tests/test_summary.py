"""What the analyst sees under a run: counts, levels, what blocks most, groups, and whether it is enough."""

import json
import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import ROOT, Program
from test_frames import all_at_once, as_csv, catalogues, one_by_one, profiles, wide_table

from competentie.api import load
from competentie.core import Catalogue, Profile, Rating, Result, Scorer, Status, sizes, unrated
from competentie.page.findings import plainly
from competentie.page.language import Words
from competentie.table.summary import CompetencyCounts, by_group, cell_sizes, group_sizes, summarize
from competentie.table.summary_page import group_lines, summary_lines


def kind(status: Status, gap: int) -> str:
    if status is Status.SHORT:
        return "one_short" if gap == -1 else "more_short"
    return status.value


def naive_blockers(
    catalogue: Catalogue, find: dict[str, Profile], results: Sequence[Result], header: Sequence[str]
) -> dict[str, list[int]]:
    """Show each blocking behaviour by itself, score again, and see who meets the norm."""
    asked = {name.split(".")[0] for name in header if "." in name}
    counts: dict[str, list[int]] = {}
    for result in results:
        for one in result.outcomes:
            competency = one.row.competency
            rated = result.ratings.rated.get(competency, unrated(sizes(catalogue, competency)))
            if one.gap.gap >= 0 or isinstance(rated, int) or competency not in asked:
                continue
            if competency not in result.ratings.rated or not one.standing.known:  # nothing of it was rated
                continue
            for code in one.blocking:
                level, number = map(int, code.split(".")[1:])
                shown = tuple(
                    tuple(
                        Rating.SHOWN if (at, place) == (level, number) else rating
                        for place, rating in enumerate(each, 1)
                    )
                    for at, each in enumerate(rated, 1)
                )
                ratings = replace(result.ratings, rated={**result.ratings.rated, one.row.competency: shown})
                again = Scorer(catalogue, find[result.profile.id]).score(ratings)
                meets = next(each for each in again.outcomes if each.row == one.row).gap.gap >= 0
                count = counts.setdefault(code, [0, 0])
                count[0] += 1
                count[1] += meets
    return counts


@given(data=st.data())
@settings(max_examples=40)
def test_a_summary_counts_what_single_results_say(data: st.DataObject) -> None:
    catalogue = data.draw(catalogues())
    find = {one: data.draw(profiles(catalogue, one)) for one in ("one", "two")}
    rows = wide_table(random.Random(data.draw(st.integers(0, 2**32))), catalogue, 0.0, 15)
    content = as_csv(rows)
    results, _ = one_by_one(content, catalogue, find)
    summary = summarize(catalogue, all_at_once(content, catalogue, find).tally)
    outcomes = [one for result in results for one in result.outcomes]
    for spread in summary.spreads:
        own = [one for one in outcomes if one.row.competency == spread.competency]
        counts = Counter(kind(one.gap.status, one.gap.gap) for one in own)
        assert spread == CompetencyCounts(
            spread.competency,
            **{name: counts[name] for name in ("above", "meets", "one_short", "more_short", "open")},
            reached=tuple(
                sum(one.standing.reached == level and one.gap.status is not Status.OPEN for one in own)
                for level in range(catalogue.height + 1)
            ),
        )
    assert {one.competency for one in summary.spreads} == {one.row.competency for one in outcomes}
    met = sum(one.gap.gap >= 0 for one in outcomes)
    assert summary.share_met == (Fraction(met, len(outcomes)) if outcomes else 1)
    blockers = naive_blockers(catalogue, find, results, rows[0])
    assert all(blockers[one.code] == [one.people, one.would_meet] for one in summary.blockers)
    most = sorted((count for count, _ in blockers.values()), reverse=True)[:3]
    assert [one.people for one in summary.blockers] == most


TABLE = "person,afdeling,eigenaarschap,samenwerken\n" + "".join(
    f"P{number},{team},{number % 4},{(number + 1) % 4}\n"
    for number, team in enumerate(["Zorg"] * 8 + ["ICT"] * 6 + ["Directie"] * 2 + [""] * 7)
)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "t.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_summary_under_a_run(lang: str, table: Path, competentie: Program, golden: Callable[..., None]) -> None:
    arguments = ("--profile", "opleidingscoordinator", "--by", "afdeling", "-o", table.parent / "o.csv")
    ran = competentie("score", table, *arguments, lang=lang, cwd=ROOT)
    golden(f"summary-{lang}.txt", re.sub(r"; \d{4}-\d\d-\d\d, ", "; DATE, ", ran.err))


@pytest.mark.parametrize(
    ("teams", "smallest", "shown", "withheld"),
    [
        ({"a": 5, "b": 6}, 5, ["a", "b"], (0, 0)),
        ({"a": 2, "b": 3, "c": 9}, 5, ["c"], (2, 5)),
        ({"a": 2, "b": 7, "c": 9}, 5, ["c"], (2, 9)),  # a alone could be found by subtraction
        ({"a": 4}, 5, [], (1, 4)),
        ({"a": 1, "b": 1}, 1, ["a", "b"], (0, 0)),
    ],
)
def test_small_groups_are_withheld(
    teams: dict[str, int],
    smallest: int,
    shown: list[str],
    withheld: tuple[int, int],
    competentie: Program,
    tmp_path: Path,
) -> None:
    rows = [f"{name}{number},{name},2\n" for name, size in teams.items() for number in range(size)]
    (tmp_path / "t.csv").write_text("person,team,samenwerken\n" + "".join(rows), encoding="utf-8")
    arguments = ("score", tmp_path / "t.csv", "--profile", "opleidingscoordinator", "--by", "team")
    ran = competentie(*arguments, "--smallest-group", str(smallest), "--layout", "wide", cwd=ROOT)
    heat = ran.err[ran.err.index("in percent") :]
    assert re.findall(r"\b[abc]\b", heat.splitlines()[1] if shown else "") == shown
    said = re.findall(r"(\d+) groups? (?:is|are) withheld, with (\d+) people", heat)
    assert said == ([tuple(map(str, withheld))] if withheld[0] else [])


@pytest.mark.parametrize(("percent", "code"), [("0", 0), ("14.28", 0), ("14.29", 1), ("100", 1)])
def test_fail_under(percent: str, code: int, table: Path, competentie: Program) -> None:
    arguments = ("score", table, "--profile", "opleidingscoordinator", "--layout", "wide", "--by", "afdeling")
    ran = competentie(*arguments, "--fail-under", percent, "-o", table.parent / "o.csv", cwd=ROOT)
    assert ran.code == code
    assert ("of the norms are met, fewer than" in ran.err) == bool(code)
    assert (table.parent / "o.csv").exists()  # the results are written all the same


def test_nobody_never_passes_the_gate(competentie: Program, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("person,samenwerken\n", encoding="utf-8")
    arguments = ("score", tmp_path / "t.csv", "--profile", "opleidingscoordinator", "--fail-under", "1")
    ran = competentie(*arguments, cwd=ROOT)
    assert (ran.code, "nobody was scored, so nothing can be said of the norms" in ran.err) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--by", "team"], "there is no column `team` to group by; the columns are: person, afdeling"),
        (["--fail-under", "101"], "is a percentage, from 0 to 100"),
        (["--fail-under", "x"], "--fail-under takes a number"),
        (["--smallest-group", "x"], "--smallest-group takes a whole number"),
        (["--smallest-group", "0"], "--smallest-group is at least 1"),
        (["--by", "samenwerken"], "column `samenwerken` holds ratings, and no groups"),
        (["--encoding", "idna"], "there is no encoding `idna`"),
        (["--rejects", "-"], "`--rejects` needs a file of its own"),
    ],
)
def test_what_cannot_be_summarized_is_said(arguments: list[str], says: str, table: Path, competentie: Program) -> None:
    ran = competentie("score", table, "--profile", "opleidingscoordinator", *arguments, cwd=ROOT)
    assert ran.code in {1, 2}
    assert says in ran.err


def test_a_group_can_be_a_field_of_the_table(tmp_path: Path, competentie: Program) -> None:
    (tmp_path / "t.csv").write_text(
        "person,profiel,samenwerken\n" + "".join(f"{n},opleidingscoordinator,2\n" for n in range(5)), encoding="utf-8"
    )
    ran = competentie("score", tmp_path / "t.csv", "--by", "profile", cwd=ROOT)
    assert re.search(r"^ +opleidingscoordinator\npeople +5$", ran.err, re.MULTILINE)


def test_nothing_is_drawn_for_nobody_or_in_a_quiet_run(table: Path, competentie: Program) -> None:
    arguments = ("score", table, "--profile", "opleidingscoordinator", "--by", "afdeling")
    assert competentie(*arguments, "-q", cwd=ROOT).err == ""
    table.write_text(TABLE.split("\n", maxsplit=1)[0] + "\n", encoding="utf-8")
    assert "Against the norm" not in competentie(*arguments, cwd=ROOT).err


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_a_summary_fits_the_terminal_and_color_moves_nothing(width: int, lang: str) -> None:
    project = load()
    profile = project.profiles["opleidingscoordinator"]
    find = {profile.id: profile}
    rows = [[*row.split(","), profile.id] for row in TABLE.splitlines()[1:]]
    header = [*TABLE.splitlines()[0].split(","), "profile", "zorgvuldigheid.1.1"]
    content = as_csv([header, *([*row, "0"] for row in rows)])
    ran = all_at_once(content, project.catalogue, find, by="afdeling")
    words, handbook = Words(lang), project.catalogue
    summary, groups = (
        summarize(handbook, ran.tally),
        by_group(ran.tally, group_sizes(ran.packed.people), cell_sizes(ran.packed.people, find, None)),
    )
    drawn = [
        [
            *summary_lines(summary, handbook, words, paint, width),
            *group_lines(groups, handbook, words, paint, width),
        ]
        for paint in (plainly, lambda text, style: f"<{text}>" if style else text)
    ]
    assert max(map(len, drawn[0])) <= width
    assert [re.sub("[<>]", "", line).rstrip() for line in drawn[1]] == drawn[0]
    assert any("zorgvuldigheid.1.1" in line for line in drawn[0])


def test_one_person_with_many_raters_is_no_group(tmp_path: Path, competentie: Program) -> None:
    rows = [f"Solo,2026-01-{day:02},A,2\n" for day in range(1, 10)] + [f"P{n},2026-01-01,B,2\n" for n in range(6)]
    (tmp_path / "t.csv").write_text("person,date,team,samenwerken\n" + "".join(rows), encoding="utf-8")
    arguments = ("score", tmp_path / "t.csv", "--profile", "opleidingscoordinator", "--layout", "wide", "--by", "team")
    ran = competentie(*arguments, cwd=ROOT)
    assert "2 groups are withheld, with 7 people in all" in ran.err
    assert not re.search(r"^[AB] ", ran.err, re.MULTILINE)


def test_more_groups_than_competencies_go_down_and_no_label_is_cut_into_another(
    project: Path, competentie: Program
) -> None:
    long = "The department of everything that has a very long name"
    rows = [f"{team}{n},{long if team == 'a' else long + team},2,2\n" for team in "abc" for n in range(5)]
    (project / "t.csv").write_text("person,team,listening,advising\n" + "".join(rows), encoding="utf-8")
    ran = competentie("score", "t.csv", "--profile", "adviser", "--by", "team", cwd=project)
    heat = ran.err[ran.err.index("in percent") :].splitlines()
    assert heat[1].split() == ["people", "Listening", "Advising"]
    assert [line.rsplit(maxsplit=5)[0] for line in heat[2:5]] == [long, long + "b", long + "c"]


def test_json_has_the_summary_beside_the_results(table: Path, competentie: Program) -> None:
    arguments = ("score", table, "--profile", "opleidingscoordinator", "--by", "afdeling", "--format", "json")
    data = json.loads(competentie(*arguments, cwd=ROOT).out)
    assert {name: data["summary"][name] for name in ("people", "norms", "met", "open", "share_met")} == {
        "people": 23,
        "norms": 161,
        "met": 23,
        "open": 115,
        "share_met": 0.1429,
    }
    assert [one["name"] for one in data["groups"]] == ["Zorg", None]
    assert data["withheld"] == {"groups": 2, "people": 8}
    assert data["blockers"] == []
    assert data["results"][0]["columns"] == {"afdeling": "Zorg"}
