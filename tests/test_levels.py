"""Levels that describe nothing, and handbooks that name their levels, have clusters, many roles or long labels."""

import io
import json
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest
from rich.console import Console
from support import SHARED, Program

from competentie.api import load
from competentie.assess.interview import By, Interview, Turn
from competentie.compare.trend import change
from competentie.core import Behaviour, Catalogue, Competency, Group, Profile, Rated, Rating, Row, Text, gap, stand
from competentie.handbook.pages import matrix_page
from competentie.page.language import Words, gap_sign, level_list, level_name, reached_text
from competentie.page.streams import drawn
from competentie.page.terminal import terminal
from competentie.table.summary import CompetencyCounts, Summary
from competentie.table.summary_page import summary_lines

S, N, U = Rating.SHOWN, Rating.NOT_SHOWN, Rating.UNRATED
HANDBOOK = """\
competentie: 1
title: {en: Handbook, nl: Handboek}
language: en
version: "1"
source: a test
license: CC BY 4.0
policy: {attain: 0.5}
levels: [Aware, Practitioner, {en: Expert, nl: Kenner}]
clusters: {soft: Soft skills, hard: {en: Hard skills, nl: Harde vaardigheden}}
competencies:
  testing: {label: {en: Testing, nl: Testen}, cluster: hard, definition: Finding faults, levels: {1: [], 2: [], 3: []}}
  listening:
    label: Listening
    cluster: soft
    definition: |
      Hearing what is said:
      - the words
      - the silence
    levels: {1: [], 2: [Sums up, Asks on, Nods along, Waits a while], 3: []}
  versioning: {label: Versioning, cluster: hard, definition: Keeping history, levels: {1: [], 2: [], 3: []}}
"""
ENGINEER = """\
competentie: 1
role: Engineer
version: "1"
generic: {testing: {norm: 2}, listening: {norm: 3}, versioning: {norm: 3}}
"""
RATED = """\
competentie: 1
profile: engineer
person: Noor
ratings: {testing: 1, listening: {2.1: not_shown, 2.2: not_shown, 2.3: not_shown, 2.4: shown}}
"""
TABLE = "person,profile,testing,listening.2.1,listening.2.2,listening.2.3,listening.2.4,versioning\n"


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    """Return a folder in which some competencies describe behaviours, and others do not."""
    for name, text in (("catalog.yaml", HANDBOOK), ("profiles/engineer.yaml", ENGINEER), ("noor.yaml", RATED)):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("rated", "sizes", "norm", "reached", "against"),
    [
        (((), (N,), (), (N,)), (0, 1, 0, 1), 4, "0", "-2"),  # not four levels short: two are described
        (((), (S,), (), (N,)), (0, 1, 0, 1), 4, "2", "-1"),
        (((), (S,), (), (N,)), (0, 1, 0, 1), 3, "2", "0"),  # the norm comes down to level 2
        (((), (S,), (), (U,)), (0, 1, 0, 1), 3, "2", "0"),  # what is open lies above it
        (((), (S,), (), (U,)), (0, 1, 0, 1), 4, "2–4", "-1…0"),
        (((U,), (), (U,)), (1, 0, 1), 1, "0–3", "-1…+1"),
        (1, (0, 0, 0), 3, "1", "-2"),  # all of them count where nothing is described
    ],
)
def test_described_levels_are_counted(
    rated: Rated, sizes: tuple[int, ...], norm: int, reached: str, against: str
) -> None:
    standing = stand(rated, Fraction(1), sizes)
    found = gap(standing, norm)
    assert (reached_text(standing, norm), gap_sign(found.gap, found.gap_max)) == (reached, against)


@pytest.mark.parametrize(
    ("before", "after", "norm", "expected"),
    [
        (((), (N,), (), (N,)), ((), (S,), (), (S,)), 4, 2),
        (((), (S,), (), (S,)), ((), (N,), (), (N,)), 4, -2),
        (((), (S,), (), (U,)), ((), (S,), (), (U,)), 3, 0),  # the norm comes down to 2, which both prove
    ],
)
def test_changes_are_counted_in_described_levels(before: Rated, after: Rated, norm: int, expected: int) -> None:
    one, other = (stand(rated, Fraction(1), (0, 1, 0, 1)) for rated in (before, after))
    assert change(one, other, norm) == expected


def test_a_competency_without_behaviours_is_asked_by_its_level(mixed: Path) -> None:
    loaded = load(mixed / "catalog.yaml")
    interview = Interview(loaded.catalogue, loaded.profiles["engineer"], By.BEHAVIOUR)
    asked = [question.code for question in interview.questions]
    assert asked == ["testing", *(f"listening.2.{number}" for number in range(1, 5)), "versioning"]
    assert interview.answer("1") is Turn.ON
    assert [interview.answer(typed) for typed in ("y", "n", "", "y", "3")] == [Turn.ON] * 5
    assert interview.rated() == {"testing": 1, "listening": ((), (S, N, U, S), ()), "versioning": 3}


@pytest.mark.parametrize("levels", [None, ((), (), ()), ((), (Behaviour("a", 2, 1, Text({"": "b"})),))])
def test_a_norm_is_always_asked_something(levels: tuple[tuple[Behaviour, ...], ...] | None) -> None:
    catalogue = handbook({"a": "A"})
    known = {"a": catalogue.competencies["a"]._replace(levels=levels)}
    interview = Interview(catalogue._replace(competencies=known), engineer("a"), By.BEHAVIOUR)
    assert [question.code for question in interview.questions] == ["a"]


@pytest.mark.parametrize("layout", ["wide", "long"])
def test_a_workbook_to_fill_in_offers_levels_where_there_are_no_behaviours(
    layout: str, mixed: Path, competentie: Program
) -> None:
    assert competentie("template", "engineer", "--layout", layout, "-o", "t.xlsx", cwd=mixed).code == 0
    sheet = openpyxl.load_workbook(mixed / "t.xlsx").worksheets[0]
    lists = [one for one in sheet.data_validations.dataValidation if one.type == "list"]
    levels, yes = "0,1,2,3", "yes,no,n/a"
    offered = [str(one.formula1).strip('"') for one in lists[1:]]
    assert offered == ([levels, *[yes] * 4, levels] if layout == "wide" else [levels, yes, levels])
    marks = [cell.value for cell in list(sheet.columns)[-1]]
    assert marks[0] == "handbook"
    assert ["testing:" in marks[1], "versioning:" in marks[1]] == [True, layout == "wide"]


@pytest.mark.parametrize(
    ("rated", "known"),
    [(((), (U,), ()), False), (((), (N,), ()), True), (0, True), (2, True)],
)
def test_levels_that_describe_nothing_make_nothing_known(rated: Rated, *, known: bool) -> None:
    assert stand(rated, Fraction(1), (0, 1, 0)).known == known


def test_a_template_has_a_column_that_score_reads(mixed: Path, competentie: Program) -> None:
    assert competentie("template", "engineer", cwd=mixed).out.splitlines()[0] + "\n" == TABLE.replace(
        "\n", ",handbook\n"
    )
    (mixed / "t.csv").write_text(TABLE + "A,engineer,1,0,0,0,1,3\nB,engineer,,0,0,0,1,\n", encoding="utf-8")
    ran = competentie("score", "t.csv", "--format", "csv")
    rows = [line.split(",") for line in ran.out.splitlines()[1:]]
    assert [(row[0], row[2], *row[4:9]) for row in rows] == [
        ("A", "testing", "1", "1", "-1", "-1", "short"),
        ("A", "listening", "0", "0", "-1", "-1", "short"),
        ("A", "versioning", "3", "3", "0", "0", "meets"),
        ("B", "testing", "", "", "", "", "open"),
        ("B", "listening", "0", "0", "-1", "-1", "short"),
        ("B", "versioning", "", "", "", "", "open"),
    ]
    assert [row[10] for row in rows if row[2] == "listening"] == ["listening.2.1 listening.2.2 listening.2.3"] * 2
    assert "listening.2.1: blocks 2 people; 2 would meet the norm with it" in ran.err


def test_the_gap_table_names_levels_counts_what_is_enough_and_stands_in_clusters(
    mixed: Path, competentie: Program
) -> None:
    lines = competentie("assess", "--scores", "noor.yaml", cwd=mixed).out.splitlines()
    assert [[word for word in line.split() if set(word) - set("█▒░·×✓|")] for line in lines[3:9]] == [
        ["Competency", "Level", "Norm", "Reached", "Gap", "Status"],
        ["Soft", "skills"],
        ["Listening", "3", "0", "-1", "short"],
        ["Hard", "skills"],
        ["Testing", "2", "1", "-1", "short"],
        ["Versioning", "3", "0–3", "still", "to", "be", "rated"],  # no gap where nothing was rated
    ]
    said = "\n".join(lines)
    assert "  Listening, Practitioner (level 2): any 1 of these 3\n    listening.2.1 (not shown): Sums up\n" in said
    assert "  Testing, Practitioner (level 2)\n    rated as a whole: no behaviours are described\n" in said
    assert "Generic competencies" not in said


def test_a_plan_names_the_level_to_reach(mixed: Path, competentie: Program) -> None:
    (mixed / "ratings").mkdir()
    (mixed / "noor.yaml").rename(mixed / "ratings" / "noor.yaml")
    out = competentie("plan", "Noor", cwd=mixed).out
    assert "    Practitioner (level 2): no behaviours are described\n      testing: Finding faults\n" in out
    assert "every behaviour above it" not in out
    assert "    Practitioner (level 2): any 1 of these 3\n      listening.2.1: Sums up\n" in out


@pytest.mark.parametrize(
    ("name", "lang", "expected"),
    [
        ("Expert", "en", "Expert (level 2)"),
        ("Senior 1", "nl", "Senior 1 (niveau 2)"),
        ("Senior 2", "en", "Senior 2"),
        ("Level 2", "nl", "niveau 2"),
        ("Competentieniveau 2", "en", "level 2"),
        ("2", "nl", "niveau 2"),
    ],
)
def test_a_level_is_called_as_the_handbook_calls_it(name: str, lang: str, expected: str) -> None:
    catalogue, words = handbook({"a": "A"}, ("Level 1", name)), Words(lang)
    assert level_name(2, catalogue, words) == expected
    assert level_list([2], catalogue, words) == expected


def test_levels_that_are_only_counted_stand_together() -> None:
    assert level_list([1, 2], handbook({"a": "A"}, ("Niveau 1", "Niveau 2")), Words("nl")) == "niveau 1, 2"


def test_show_says_all_there_is(mixed: Path, competentie: Program) -> None:
    assert "\nlicence: CC BY 4.0\n" in competentie("show", cwd=mixed).out
    shown = competentie("show", "listening").out
    assert "\nHearing what is said:\n- the words\n- the silence\n" in shown
    data = json.loads(competentie("show", "--format", "json").out)
    assert (data["source"], data["license"], data["language"]) == ("a test", "CC BY 4.0", "en")
    assert data["levels"][1:] == [
        {"name": "Practitioner"},
        {"name": "Expert", "translations": {"nl": {"name": "Kenner"}}},
    ]
    assert [one["label"] for one in data["clusters"]] == ["Soft skills", "Hard skills"]
    assert data["translations"] == {"nl": {"title": "Handboek"}}
    assert data["competencies"][0]["translations"] == {"nl": {"label": "Testen"}}


def handbook(labels: dict[str, str], levels: tuple[str, ...] = ("Level 1", "Level 2"), clusters: int = 0) -> Catalogue:
    """Return a handbook with these competencies, turn by turn in so many clusters."""
    text = Text({"": "t"})
    competencies = {
        one: Competency(
            one, Text({"": label}), text, f"c{place % clusters}" if clusters else None, levels=((),) * len(levels)
        )
        for place, (one, label) in enumerate(labels.items())
    }
    named = {f"c{place}": Text({"": f"Cluster {place}"}) for place in range(clusters)}
    names = tuple(Text({"": one}) for one in levels)
    return Catalogue(text, "en", "1", text, None, Fraction(1), names, named, competencies)


def engineer(*competencies: str, role: str = "Engineer") -> Profile:
    return Profile(role, Text({"": role}), "1", tuple(Row(one, Group.GENERIC, 1) for one in competencies))


def matrix(catalogue: Catalogue, roles: int, width: int) -> str:
    page = matrix_page(
        catalogue, [engineer("a", role=f"Principal engineer {n}") for n in range(1, roles + 1)], Words("en")
    )
    screen = Console(
        file=io.StringIO(), width=width, force_terminal=True, color_system=None, markup=False, highlight=False
    )
    return drawn(terminal(page), screen)


@pytest.mark.parametrize(
    ("roles", "width", "heads"),
    [
        (3, 100, ["Competency", "Principal", "engineer", "1"]),  # in full
        (7, 110, ["Principal", "Principal", "Principal", "Principal"]),  # in lines
        (21, 100, ["Competency", "1", "2", "3"]),  # by number
        (21, 60, []),  # a line for each competency
    ],
)
def test_a_matrix_stays_readable(roles: int, width: int, heads: list[str]) -> None:
    labels = {"a": "Engineering Best Practices", "b": "Technical Foundation"}
    lines = matrix(handbook(labels), roles, width).splitlines()
    assert max(map(len, lines)) <= width
    assert not heads or any(line.split()[:4] == heads for line in lines)
    assert any(line.startswith("Engineering Best Practices") for line in lines)
    assert all(f"{number}  Principal engineer {number}" in lines for number in range(1, 22)) == (heads[1:2] == ["1"])
    assert heads or "  Principal engineer 1 1 · Principal engineer 2 1 ·" in "\n".join(lines)


def test_a_handbook_without_clusters_has_no_heading_for_it() -> None:
    assert "Without a cluster" not in matrix(handbook({"a": "A", "b": "B"}), 2, 100)


def test_a_long_label_makes_no_wide_table() -> None:
    long = " ".join(["practitioner"] * 28)
    piped = matrix(handbook({"a": long, "b": "B"}), 2, 100_000).splitlines()
    assert max(map(len, piped)) < 120
    assert " ".join(piped).count("practitioner") == 28  # broken, and not cut


def summary(labels: dict[str, str], width: int | None, clusters: int = 0) -> list[str]:
    spreads = tuple(CompetencyCounts(one, 0, 1, 0, 0, 0, (0, 1, 0)) for one in labels)
    lines = summary_lines(Summary(1, spreads, ()), handbook(labels, clusters=clusters), Words("en"), width=width)
    return list(lines)


@pytest.mark.parametrize(
    ("labels", "width", "expected"),
    [
        (["Problem Solving & Decision Making"], 100, ["Problem Solving & Decision Making"]),  # there is room
        (["Problem Solving & Decision Making"], 60, ["Problem Solving & Decision…"]),
        (["The practitioner will lead and x", "The practitioner will lead and y"], 60, ["a0", "a1"]),
        (["x" * 340, "B"], None, ["a0", "B"]),
    ],
)
def test_labels_in_a_summary_stay_apart(labels: list[str], width: int | None, expected: list[str]) -> None:
    lines = summary({f"a{place}": label for place, label in enumerate(labels)}, width)
    assert [line.split("  ")[0] for line in lines[4 : 4 + len(labels)]] == expected
    assert width is None or max(map(len, lines)) <= width


@pytest.mark.parametrize(("number", "headed"), [(12, False), (13, True)])
def test_a_long_summary_has_the_headings_of_clusters(number: int, *, headed: bool) -> None:
    lines = summary({f"a{place}": f"Competency {place}" for place in range(number)}, 80, clusters=2)
    assert (lines.count("Cluster 0"), lines.count("Cluster 1")) == ((2, 2) if headed else (0, 0))


@pytest.mark.skipif(not (SHARED / "frameworks").is_dir(), reason="the public frameworks are not here")
@pytest.mark.parametrize(("width", "roles"), [(100, 21), (110, 8)])
def test_the_matrix_of_a_public_framework(width: int, roles: int) -> None:
    loaded = load(SHARED / "frameworks" / "mews" / "2022.7" / "catalog.yaml")
    page = matrix_page(loaded.catalogue, list(loaded.profiles.values())[:roles], Words("en"))
    screen = Console(file=io.StringIO(), width=width, force_terminal=True, color_system=None)
    lines = drawn(terminal(page), screen).splitlines()
    assert max(map(len, lines)) <= width
    assert len(lines) < 40
    assert all(
        any(line.startswith(one.label.all()[0]) for line in lines) for one in loaded.catalogue.competencies.values()
    )
