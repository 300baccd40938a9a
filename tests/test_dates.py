"""When: what a day is, where it is checked, and what is said of old days and days to come."""

import datetime as dt
import re
from pathlib import Path

import pytest
from people import Said, write_ratings
from support import Program

from competentie.ratings.answers import day_named, relation_named


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-03", dt.date(2026, 11, 3)),
        ("2026-11-03 14:30:00", dt.date(2026, 11, 3)),
        ("2026-11-03T00:00", dt.date(2026, 11, 3)),
        ("3-11-2026", dt.date(2026, 11, 3)),
        ("03-11-2026", dt.date(2026, 11, 3)),
        *((text, None) for text in ("31-02-2026", "2026-02-31", "11/03/2026", "46330", "2026", "3-11-26", "nov", "")),
    ],
)
def test_what_is_a_day(text: str, day: dt.date | None) -> None:
    assert day_named(text) == day


@pytest.mark.parametrize(
    ("word", "relation"),
    [("Leidinggevende", "manager"), ("manager", "manager"), (" collega ", "peer"), ("zelf", "self"), ("baas", None)],
)
def test_what_is_a_relation(word: str, relation: str | None) -> None:
    assert relation_named(word) == relation


@pytest.mark.parametrize(
    ("date", "says"),
    [
        ("31-02-2026", "error[T006 wrong-cell]: row 2, column `datum`, person `A`: `31-02-2026` is not a day"),
        ("2999-01-01", "error[T006 wrong-cell]: row 2, column `datum`, person `A`: `2999-01-01` is a day to come"),
    ],
)
@pytest.mark.parametrize(
    "layout", ["persoon,datum,listening\nA,{},1\n", "persoon,datum,item,rating\nA,{},listening,1\n"]
)
def test_a_wrong_day_in_a_table(date: str, says: str, layout: str, project: Path, competentie: Program) -> None:
    (project / "t.csv").write_text(layout.format(date))
    ran = competentie("score", "t.csv", "--profile", "adviser", cwd=project)
    assert (ran.code, ran.out) == (1, "")
    assert says in ran.err


def test_days_and_relations_are_written_one_way(project: Path, competentie: Program) -> None:
    (project / "t.csv").write_text("persoon;datum;relatie;listening\nA;3-11-2024;Leidinggevende;1\n")
    scored = competentie("score", "t.csv", "--profile", "Adviser", "--layout", "wide", cwd=project)
    assert "A,adviser,manager,2024-11-03," in scored.out
    assert "rests on ratings of more than two years ago: 2024-11-03" in scored.err
    kept = competentie("assess", "adviser", "--scores", "t.csv", "--person", "a", "-o", "a.yaml", cwd=project)
    assert kept.code == 0
    written = (project / "a.yaml").read_text()
    assert "relation: manager" in written
    assert "date: '2024-11-03'" in written
    assert "rests on ratings of more than two years ago: 2024-11-03" in kept.out


def test_compare_says_how_far_rounds_lie_apart(project: Path, competentie: Program) -> None:
    said = [("self", None, "2026-01-01"), ("manager", "Kim", "2024-12-31")]
    write_ratings(project, *(Said(relation, rater, {"listening": 1}, date) for relation, rater, date in said))
    ran = competentie("compare", "Noor Bakker", cwd=project)
    assert "more than a year lies between these ratings: 2024-12-31 and 2026-01-01" in " ".join(ran.out.split())


@pytest.mark.parametrize("command", [("compare",), ("ratings", "show")])
def test_a_day_to_come_is_never_the_latest(command: tuple[str, ...], project: Path, competentie: Program) -> None:
    given = [({"listening": 2}, "2026-01-01"), ({"listening": 0}, "9999-12-31")]
    write_ratings(project, *(Said("manager", "Kim", answers, date) for answers, date in given))
    ran = competentie(*command, "Noor Bakker", cwd=project)
    assert "1 file is of a day to come, and counts as one without a day" in ran.err
    assert "9999-12-31" not in ran.out
    assert re.search(r"^ *Listening .* 2 +2 ", ran.out, re.MULTILINE)
