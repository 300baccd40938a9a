"""`evidence`: what it says of handbooks that hold and of those that do not, from how many people, and about nobody."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Sequence
from math import exp
from pathlib import Path
from random import Random
from typing import Any

import pytest
from evidence_cases import CASES
from support import Program

WORDS = {"1": "1", "0": "0", ".": "", "-": "nvt"}
CATALOGUE = """\
competentie: 1
title: Handbook
language: en
version: "1"
source: a test
license: all rights reserved
levels: [One, Two, Three]
competencies:
  working:
    label: Working
    definition: Doing what is to be done
    levels:
      1: [Does the work, Asks when stuck, Keeps the time, Says what is done]
      2: [Plans the work, Helps a colleague, Sees what is missing, Mends what is broken]
      3: [Leads the work, Changes the way, Teaches others]
"""
MOVED = """\
      1: [Does the work, Keeps the time, Says what is done]
      2: [Plans the work, Helps a colleague, Sees what is missing, Mends what is broken]
      3: [Leads the work, Changes the way, Teaches others, Asks when stuck]
"""
Rows = list[tuple[str, str, str, str]]
"""Person, rater, relation, pattern."""


@pytest.fixture
def handbook(tmp_path: Path) -> Path:
    (tmp_path / "catalog.yaml").write_text(CATALOGUE, encoding="utf-8")
    return tmp_path


def patterns_of(name: str) -> list[str]:
    case = CASES[name]
    counted = zip(case["data"]["patterns"], case["data"]["counts"], strict=True)
    return [pattern for pattern, number in counted for _ in range(number)]


def some(name: str, number: int) -> list[str]:
    """Return so many people of a case, spread over its patterns."""
    everybody = patterns_of(name)
    return [everybody[at * len(everybody) // number] for at in range(number)]


def codes() -> list[str]:
    return [f"working.{one}" for one in CASES["ladder-500"]["items"]]


def table(path: Path, rows: Iterable[tuple[str, ...]], head: Sequence[str] = ("person",)) -> Path:
    """Write a wide table: what stands before the last cell of each row, and its pattern."""
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow([*head, *codes()])
    writer.writerows([*who, *map(WORDS.__getitem__, pattern)] for *who, pattern in rows)
    path.write_text(target.getvalue(), encoding="utf-8")
    return path


def people(path: Path, patterns: Sequence[str]) -> Path:
    return table(path, [(f"p{at}", pattern) for at, pattern in enumerate(patterns)])


def rated(path: Path, rows: Rows) -> Path:
    return table(path, rows, ("person", "rater", "relation"))


@pytest.fixture
def said(competentie: Program, handbook: Path) -> Callable[..., Any]:
    """Return the data of a run."""

    def run(*arguments: str | Path) -> Any:
        ran = competentie("--catalog", handbook, "evidence", *arguments, "--format", "json")
        assert ran.code == 0, ran.err
        return json.loads(ran.out)

    return run


@pytest.mark.parametrize(
    ("case", "verdict", "advice"),
    [
        ("ladder-500", "ladder", []),
        ("levels-swapped-300", "no_ladder", ["E004"]),
        ("misplaced-250", "ladder", ["E006"]),
        ("no-ladder-200", "no_ladder", ["E003"]),
        ("flat-200", "undecided", []),
        ("team-12", "too_few_people", ["E002"]),
    ],
)
def test_each_kind_of_handbook_gets_its_verdict(
    said: Callable[..., Any], handbook: Path, case: str, verdict: str, advice: list[str]
) -> None:
    data = said(people(handbook / "t.csv", patterns_of(case)))
    assert data["competencies"][0]["verdict"] == verdict
    assert sorted({one["code"] for one in data["advice"]}) == advice


def test_a_behaviour_at_the_wrong_level_is_named_with_its_counts(said: Callable[..., Any], handbook: Path) -> None:
    data = said(people(handbook / "t.csv", patterns_of("misplaced-250")))
    (move,) = data["advice"]
    wanted = {"code": "E006", "kind": "move", "behaviour": "working.1.2", "level": 1, "to": 3, "shown": [65, 250]}
    assert {name: move[name] for name in wanted} == wanted


def test_the_same_answers_under_a_handbook_that_took_the_advice(said: Callable[..., Any], handbook: Path) -> None:
    file = people(handbook / "t.csv", patterns_of("misplaced-250"))
    (handbook / "new").mkdir()
    before, _, _ = CATALOGUE.partition("      1: [")
    (handbook / "new" / "catalog.yaml").write_text(before + MOVED, encoding="utf-8")
    now, then = said(file), said(file, "--under", handbook / "new")
    assert [one["code"] for one in now["advice"]] == ["E006"]
    assert then["advice"] == []
    assert then["competencies"][0]["across_levels"]["H"] > now["competencies"][0]["across_levels"]["H"]
    assert [one["rated"] for one in then["competencies"][0]["levels"]] == [750, 1000, 1000]


@pytest.mark.parametrize(("number", "known"), [(29, False), (30, True)])
def test_below_30_people_there_is_no_verdict(
    said: Callable[..., Any], handbook: Path, number: int, *, known: bool
) -> None:
    data = said(people(handbook / "t.csv", some("ladder-500", number)))["competencies"][0]
    assert (data["across_levels"] is not None, data["verdict"] != "too_few_people") == (known, known)
    assert ("H" in data["behaviours"][0], "aisp_30" in data) == (known, known)
    assert {one["ascends"] for one in data["steps"]} <= ({"yes", "unknown"} if known else {"unknown"})


@pytest.mark.parametrize(("number", "known"), [(99, False), (100, True)])
def test_below_100_people_nothing_is_said_of_single_behaviours(
    said: Callable[..., Any], handbook: Path, number: int, *, known: bool
) -> None:
    patterns = ["1" + one[1:] for one in some("ladder-500", number)]
    data = said(people(handbook / "t.csv", patterns))
    assert ("nearest" in data["competencies"][0]["behaviours"][0]) == known
    assert [one["code"] for one in data["advice"]] == (["E008"] if known else [])


@pytest.mark.parametrize(("raters", "verdict"), [(7, "too_few_raters"), (8, "ladder")])
def test_fewer_than_eight_raters_are_said_to_be_so_few(
    competentie: Program, said: Callable[..., Any], handbook: Path, raters: int, verdict: str
) -> None:
    rows = [(f"p{at}", f"r{at % raters}", "manager", one) for at, one in enumerate(some("ladder-500", 96))]
    file = rated(handbook / "t.csv", rows)
    assert said(file)["competencies"][0]["verdict"] == verdict
    ran = competentie("--catalog", handbook, "evidence", file, lang="nl")
    assert ("geldt voor deze 7 beoordelaars" in ran.out) == (raters == 7)


def test_a_rating_that_stopped_after_a_missed_level_cannot_test_the_ladder(
    said: Callable[..., Any], handbook: Path
) -> None:
    stopped = [one[:4] + ("." * 7 if "0" in one[:4] else one[4:]) for one in patterns_of("ladder-500")]
    data = said(people(handbook / "t.csv", stopped))
    assert data["competencies"][0]["verdict"] == "not_testable"
    assert {one["code"] for one in data["advice"]} == {"E001"}


TWO = """\
competentie: 1
title: Handbook
language: en
version: "1"
source: a test
license: all rights reserved
levels: [One, Two]
competencies:
  asking:
    label: Asking
    definition: Finding out
    levels: {1: [Asks a colleague, Writes it down], 2: [Asks a client, Checks what was said]}
  judging:
    label: Judging
    definition: Drawing conclusions
    levels: {1: [Weighs two things, Says why], 2: [Weighs many things, Says what it costs]}
"""


def askers(number: int, *, free: bool, raters: int = 0) -> list[list[str]]:
    """Return who asks and who judges: only who asks, or whoever is able to."""
    random, found = Random("askers"), []
    for at in range(number):
        able = random.gauss(0, 1)
        asking = [random.random() < 1 / (1 + exp(-6 * (able - hard))) for hard in (-0.8, -0.8, 0.9, 0.9)]
        judging = [random.random() < 1 / (1 + exp(-6 * (able - hard))) for hard in (0.3, 0.3, 1.3, 1.3)]
        if free:
            random.shuffle(asking)
        elif not all(asking[:2]):
            judging = [False] * 4
        rater = [f"r{at % raters}"] if raters else []
        found.append([f"p{at}", *rater, *(str(int(one)) for one in (*asking, *judging))])
    return found


def two(folder: Path, rows: list[list[str]], claim: str = "") -> Path:
    text = TWO.replace("    levels: {1: [Weighs", f"{claim}    levels: {{1: [Weighs")
    (folder / "catalog.yaml").write_text(text, encoding="utf-8")
    head = ["person", *(["rater"] if len(rows[0]) > 9 else [])]
    head += [f"{one}.{level}.{number}" for one in ("asking", "judging") for level in (1, 2) for number in (1, 2)]
    (folder / "t.csv").write_text("\n".join(",".join(row) for row in [head, *rows]) + "\n", encoding="utf-8")
    return folder / "t.csv"


@pytest.mark.parametrize(
    ("number", "raters", "advice"), [(249, 0, []), (250, 0, ["E010"]), (250, 19, []), (250, 20, ["E010"])]
)
def test_a_presupposition_is_suggested_from_250_people_and_20_raters(
    said: Callable[..., Any], handbook: Path, number: int, raters: int, advice: list[str]
) -> None:
    data = said(two(handbook, askers(number, free=False, raters=raters)))
    assert [one["verdict"] for one in data["competencies"]] == ["ladder", "ladder"]
    assert [one["code"] for one in data["advice"]] == advice
    assert [(one["heavier"], one["lighter"]) for one in data["presuppositions"]] == [("judging", "asking")] * len(
        advice
    )


def test_a_presupposition_that_the_handbook_has_is_held_against_people(
    competentie: Program, said: Callable[..., Any], handbook: Path
) -> None:
    file = two(handbook, askers(60, free=False), "    presupposes: {asking: 1}\n")
    (edge,) = said(file)["presuppositions"]
    assert edge["claimed"]
    assert edge["have_both"] == edge["have_heavier"] > 5
    assert (edge["F"], edge["H"]) == (0, 1.0)
    assert "What presupposes what" in competentie("--catalog", handbook, "evidence", file).out
    judging = [row for row in askers(60, free=False) if row[5:7] == ["1", "1"]][:4]
    others = [row for row in askers(60, free=False) if row[5:7] == ["0", "0"]]
    (few,) = said(two(handbook, judging + others, "    presupposes: {asking: 1}\n"))["presuppositions"]
    assert few["have_both"] is None
    assert "H" not in few


def test_interviews_are_a_team_picture(competentie: Program, project: Path) -> None:
    for number in range(6):
        shown = "shown" if number % 2 else "not_shown"
        text = f"competentie: 1\nprofile: adviser\nperson: Person {number}\nrater: {{name: Ann, relation: manager}}\n"
        text += "date: 2026-01-05\n"
        text += f"ratings:\n  advising: {{1.1: shown, 2.1: {shown}, 2.2: not_shown}}\n"
        (project / f"{number}.yaml").write_text(text, encoding="utf-8")
    ran = competentie("evidence", *sorted(project.glob("[0-9].yaml")), "--format", "json", cwd=project)
    assert ran.code == 0, ran.err
    (found,) = json.loads(ran.out, parse_constant=pytest.fail)["competencies"]
    assert found["steps"][0]["share_interval"] is None  # one rater tells nothing of others
    assert [(one["shown"], one["rated"]) for one in found["levels"]] == [(6, 6), (3, 12), (0, 0)]


def peers(number: int) -> Rows:
    base = [(f"p{at}", f"m{at % 10}", "manager", one) for at, one in enumerate(some("ladder-500", 60))]
    return base + [(f"p{at}", f"c{at}", "peer", "00000000000") for at in range(number)]


def test_four_people_rated_by_peers_are_in_no_number_and_five_are(said: Callable[..., Any], handbook: Path) -> None:
    without = said(rated(handbook / "t.csv", peers(0)))
    four = said(rated(handbook / "t.csv", peers(4)))
    five = said(rated(handbook / "t.csv", peers(5)))
    assert (four.pop("withheld_relations"), without.pop("withheld_relations")) == (["peer"], [])
    assert four == without
    levels = [[one["rated"] for one in data["competencies"][0]["levels"]] for data in (four, five)]
    assert levels == [[240, 240, 180], [260, 260, 195]]


@pytest.mark.parametrize(("number", "withheld"), [(4, ["working.1.2"]), (5, [])])
def test_a_behaviour_that_four_were_rated_on_is_withheld_from_every_number(
    said: Callable[..., Any], handbook: Path, number: int, withheld: list[str]
) -> None:
    patterns = [one if at < number else one[0] + "." + one[2:] for at, one in enumerate(some("ladder-500", 40))]
    data = said(people(handbook / "t.csv", patterns))
    found = data["competencies"][0]
    assert data["withheld"] == withheld
    assert ("working.1.2" in {one["code"] for one in found["behaviours"]}) == (not withheld)
    assert found["levels"][0]["rated"] == 120 + (0 if withheld else 5)


@pytest.mark.parametrize(("number", "few"), [(4, True), (5, False)])
def test_how_many_of_four_have_a_level_without_the_one_below_is_withheld(
    competentie: Program, said: Callable[..., Any], handbook: Path, number: int, *, few: bool
) -> None:
    patterns = ["1" * 11 if at < number else "1" * 4 + "0" * 7 for at in range(40)]
    file = people(handbook / "t.csv", patterns)
    step = said(file)["competencies"][0]["steps"][0]
    counts = ("both", "only_lower", "only_higher", "neither", "n", "expected_by_chance", "H", "exact_p")
    assert {step[one] is None for one in counts[:5]} == {few}
    ran = competentie("--catalog", handbook, "evidence", file, "--detail")
    assert ("withheld: fewer than 5" in ran.out) == few


def test_people_are_apart_from_their_managers_and_only_managers_are_named(
    competentie: Program, said: Callable[..., Any], handbook: Path
) -> None:
    rows: Rows = []
    for at, one in enumerate(some("ladder-500", 60)):
        rows.append((f"p{at}", f"Boss {at % 10}", "manager", one))
        rows.append((f"p{at}", f"p{at}", "self", one.replace("0", "1", 4)))
        rows.append((f"p{at}", f"Mate {at % 30}", "peer", one))
    file = rated(handbook / "t.csv", rows)
    data = said(file, "--raters")
    compared = data["raters_compared"]
    assert data["relations"] == ["manager", "peer"]
    assert compared["self_and_manager"]["people"] == 60
    assert compared["self_and_manager"]["difference"] > 0.1
    assert {one["rater"] for one in compared["severity"]} == {f"Boss {at}" for at in range(10)}
    assert set(compared["agreement"]) == {"working"}
    assert "Boss" not in json.dumps(said(file))
    for form in ("table", "markdown", "html", "csv", "json"):
        ran = competentie("--catalog", handbook, "evidence", file, "--raters", "--detail", "--format", form)
        assert ran.code == 0
        assert "Mate" not in ran.out
        assert "p17" not in ran.out
    assert said(file, "--relation", "self")["relations"] == ["self"]


def test_the_last_word_of_a_rater_counts(said: Callable[..., Any], handbook: Path) -> None:
    now, before = some("ladder-500", 40), ["0" * 11] * 40
    head = ("person", "rater", "date")
    rows = [
        (f"p{at}", "r", day, one)
        for day, each in (("2026-02-01", now), ("2025-02-01", before))
        for at, one in enumerate(each)
    ]
    twice = said(table(handbook / "t.csv", rows, head))
    once = said(table(handbook / "u.csv", rows[:40], head))
    assert twice["competencies"] == once["competencies"]
    assert twice["people"] == 40


def test_order_layout_and_form_of_a_table_change_no_byte(competentie: Program, handbook: Path) -> None:
    import polars as pl

    rows = [(f"p{at}", pattern) for at, pattern in enumerate(patterns_of("missing-400"))]
    wide = table(handbook / "wide.csv", rows)
    table(handbook / "turned.csv", reversed(rows))
    frame = pl.read_csv(wide, infer_schema=False)
    frame.write_parquet(handbook / "wide.parquet")
    long = frame.unpivot(index="person", variable_name="item", value_name="rating").drop_nulls()
    long.write_csv(handbook / "long.csv")
    outs = [
        competentie("--catalog", handbook, "evidence", handbook / name, "--format", "json").out
        for name in ("wide.csv", "turned.csv", "wide.parquet", "long.csv")
    ]
    unrated = [json.loads(out) for out in outs]
    assert outs[0] == outs[1] == outs[2]
    assert [one["competencies"] for one in unrated] == [unrated[0]["competencies"]] * 4


def test_ratings_of_whole_competencies_are_left_out_and_said(competentie: Program, handbook: Path) -> None:
    (handbook / "t.csv").write_text("person,working\nAnn,2\nBo,3\n", encoding="utf-8")
    ran = competentie("--catalog", handbook, "evidence", handbook / "t.csv")
    assert ran.code == 0
    assert "2 ratings of a whole competency are left out" in ran.out
    assert "nothing to test" in ran.out


def test_a_page_without_raters_names_none(competentie: Program, handbook: Path) -> None:
    (handbook / "t.csv").write_text("person,relation,working\nAnn,self,2\n", encoding="utf-8")
    ran = competentie("--catalog", handbook, "evidence", handbook / "t.csv")
    assert ran.code == 0, ran.err
    assert "nothing to test" in ran.out
    assert "rated by:" not in ran.out


def test_a_table_of_nobody_is_nothing_to_test(competentie: Program, handbook: Path) -> None:
    ran = competentie("--catalog", handbook, "evidence", table(handbook / "t.csv", []))
    assert ran.code == 0, ran.err
    assert "nothing to test" in ran.out


def test_a_wrong_row_stops_it(competentie: Program, handbook: Path) -> None:
    (handbook / "t.csv").write_text("person,working.1.1\nAnn,1\nBo,maybe\n", encoding="utf-8")
    ran = competentie("--catalog", handbook, "evidence", handbook / "t.csv")
    assert (ran.code, ran.out) == (1, "")
    assert "maybe" in ran.err


def test_a_relation_that_nobody_has_is_wrong_use(competentie: Program, handbook: Path) -> None:
    file = rated(handbook / "t.csv", peers(0))
    ran = competentie("--catalog", handbook, "evidence", file, "--relation", "peer")
    assert (ran.code, ran.out) == (2, "")


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_it_reads_so(
    competentie: Program, handbook: Path, golden: Callable[[str, str], None], monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795392000")
    file = people(handbook / "t.csv", patterns_of("misplaced-250"))
    golden(f"evidence-{lang}.txt", competentie("--catalog", handbook, "evidence", file, "--detail", lang=lang).out)


def test_a_page_in_html_has_a_figure_with_its_sentence_and_no_style_of_its_own(
    competentie: Program, handbook: Path
) -> None:
    file = people(handbook / "t.csv", patterns_of("levels-swapped-300"))
    out = competentie("--catalog", handbook, "evidence", file, "--format", "html").out
    assert 'role="img" aria-label="Working, shown per level: level 1 51%' in out
    assert "levels 1 and 2 are the other way round" in out
    assert " style=" not in out
    assert "<script" not in out


def test_csv_has_every_number_by_its_place_in_the_json(
    competentie: Program, said: Callable[..., Any], handbook: Path
) -> None:
    file = people(handbook / "t.csv", patterns_of("ladder-500"))
    out = competentie("--catalog", handbook, "evidence", file, "--format", "csv").out
    rows = {row["measure"]: row for row in csv.DictReader(io.StringIO(out))}
    data = said(file)["competencies"][0]
    assert float(rows["across_levels.H"]["value"]) == data["across_levels"]["H"]
    assert rows["steps.1.only_higher"]["value"] == str(data["steps"][1]["only_higher"])
