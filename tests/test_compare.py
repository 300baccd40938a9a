"""`compare`: what people read, what programs read, and what nobody may find out about a member of a group."""

import csv
import io
import json
import random
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from people import EXAMPLE, Said, write_ratings
from rich.console import Console
from support import ROOT, Program, Ran

from competentie.api import load
from competentie.compare.combination import Rule
from competentie.compare.comparison import Comparison, compare
from competentie.compare.data import COLUMNS, comparison_csv
from competentie.compare.page import comparison_page
from competentie.core import basis_of
from competentie.handbook.load import Project
from competentie.page.language import Words
from competentie.page.markdown import markdown
from competentie.page.streams import drawn
from competentie.page.terminal import terminal
from competentie.ratings.folder import read_folder
from competentie.ratings.groups import views

FORMATS = ("table", "json", "csv", "markdown")
RULES = ((), ("--combine", "lowest"), ("--combine", "median"), ("--combine", "agreed"))
PERSON = "Noor Bakker"


@pytest.fixture
def talk(tmp_path: Path) -> Path:
    """Return a project with the handbook's own catalogue and the ratings of the example."""
    shutil.copy(ROOT / "catalog.yaml", tmp_path)
    shutil.copytree(ROOT / "profiles", tmp_path / "profiles")
    write_ratings(tmp_path, *EXAMPLE)
    return tmp_path


@pytest.fixture(autouse=True)
def _day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795392000")  # 2026-11-23


def read(folder: Path, rule: Rule | None = None) -> tuple[Comparison, Project]:
    project = load(folder / "catalog.yaml")
    entries = read_folder(folder / "ratings", project.catalogue).ratings_of(PERSON)
    profile = project.profiles["opleidingscoordinator"]
    return compare(PERSON, views(entries, 4, profile.id), project.catalogue, profile, rule), project


def screen(width: int) -> Console:
    return Console(file=io.StringIO(), width=width, force_terminal=True, color_system=None, markup=False, emoji=False)


@pytest.mark.parametrize(
    ("name", "language", "width", "rule", "behaviours"),
    [
        ("compare-nl-80", "nl", 80, None, False),
        ("compare-en-60", "en", 60, None, False),
        ("compare-en-200", "en", 200, Rule.MEDIAN, False),
        ("compare-nl-120-behaviours", "nl", 120, Rule.LOWEST, True),
        ("compare-en-60-behaviours", "en", 60, None, True),
    ],
)
def test_on_a_terminal(
    name: str,
    language: str,
    width: int,
    rule: Rule | None,
    behaviours: bool,  # noqa: FBT001
    talk: Path,
    golden: Callable[[str, str], None],
) -> None:
    comparison, project = read(talk, rule)
    rests_on = basis_of(project.catalogue, [comparison.profile], "2026-01-01")._replace(program="0")
    page = comparison_page(comparison, project.catalogue, Words(language), rests_on, behaviours=behaviours)
    text = drawn(terminal(page), screen(width))
    assert max(map(len, text.splitlines())) <= width
    golden(f"{name}.txt", text)


def test_as_markdown(talk: Path, golden: Callable[[str, str], None]) -> None:
    comparison, project = read(talk, Rule.AGREED)
    rests_on = basis_of(project.catalogue, [comparison.profile], "2026-01-01")._replace(program="0")
    page = comparison_page(comparison, project.catalogue, Words("en"), rests_on, behaviours=True)
    golden("compare.md", markdown(page))


def test_as_long_rows(talk: Path, golden: Callable[[str, str], None]) -> None:
    golden("compare.csv", comparison_csv(read(talk, Rule.LOWEST)[0], behaviours=False))


@pytest.mark.parametrize("width", [20, 30, 40, 66, 67, 68, 79, 81, 99, 130])
@pytest.mark.parametrize("behaviours", [False, True])
def test_nothing_is_wider_than_the_terminal_or_cut(width: int, behaviours: bool, talk: Path) -> None:  # noqa: FBT001
    comparison, project = read(talk, Rule.LOWEST)
    rests_on = basis_of(project.catalogue, [comparison.profile], "2026-01-01")
    page = comparison_page(comparison, project.catalogue, Words("nl"), rests_on, behaviours=behaviours)
    text = drawn(terminal(page), screen(width))
    assert max(map(len, text.splitlines())) <= width
    assert "…" not in text


def test_json_is_one_versioned_object(talk: Path, competentie: Program) -> None:
    ran = competentie("compare", PERSON, "--format", "json", "--combine", "lowest", "--by", "behaviour", cwd=talk)
    assert (ran.code, ran.err) == (0, "")
    data = json.loads(ran.out)
    assert (data["version"], data["minimum"], data["basis"]["date"]) == (1, 4, "2026-11-23")
    assert [(one["relation"], one["raters"]) for one in data["views"]] == [
        *(("self", 1), ("manager", 1), ("peer", 5), ("report", 4), ("external", 1))
    ]
    assert data["left_out"] == [{"relation": "self", "rater": PERSON, "why": "earlier", "number": 1}]
    expertise = data["competencies"][-1]
    assert expertise["views"][2:] == [[{"reached": 1, "reached_max": 3, "raters": 4}], [], []]
    assert (expertise["spread"], expertise["difference"]) == ([0, 1], "hidden_strength")
    assert expertise["behaviours"][3]["views"] == [{"not_shown": 1}, {"shown": 1}, {"shown": 4}, {}, {}]
    assert (data["combined"]["rule"], data["combined"]["competencies"][-1]["reached"]) == ("lowest", 0)
    assert set(data["agreement"]) == {"levels", "behaviours"}


def test_csv_has_a_row_for_each_level_or_rating(talk: Path, competentie: Program) -> None:
    ran = competentie("compare", PERSON, "--format", "csv", "--by", "behaviour", cwd=talk)
    rows = list(csv.DictReader(io.StringIO(ran.out)))
    assert tuple(rows[0]) == COLUMNS
    told = [
        (row["reached"], row["number"])
        for row in rows
        if (row["relation"], row["competency"], row["behaviour"]) == ("peer", "eigenaarschap", "")
    ]
    assert told == [("2", "3"), ("1", "2")]
    said = [row["number"] for row in rows if row["relation"] == "peer" and row["behaviour"] == "samenwerken.1.2"]
    assert said == ["2", "3"]


def test_to_a_file(talk: Path, competentie: Program) -> None:
    ran = competentie("compare", PERSON, "-o", "out.txt", cwd=talk)
    assert (ran.code, ran.out) == (0, "")
    assert "blind spot" in (talk / "out.txt").read_text(encoding="utf-8")


def test_the_same_input_gives_the_same_bytes(talk: Path, competentie: Program) -> None:
    said = [competentie("compare", PERSON, "--format", "json", cwd=talk) for _ in range(2)]
    for one in (talk / "ratings").iterdir():  # the names of files mean nothing
        one.rename(one.with_name(f"{random.Random(one.name).random()}.yaml"))
    assert said[0] == said[1] == competentie("compare", PERSON, "--format", "json", cwd=talk)


# who and what is left out


def small(*said: Said) -> tuple[Said, ...]:
    return (Said("self", PERSON, {"listening": "++ +"}), *said)


def group(relation: str, number: int, answers: str = "++ +", competency: str = "listening") -> list[Said]:
    return [Said(relation, f"{relation} {place}", {competency: answers}) for place in range(number)]


def test_a_group_below_the_minimum_is_withheld(project: Path, competentie: Program) -> None:
    write_ratings(project, *small(*group("peer", 3), *group("report", 4)))
    ran = competentie("compare", PERSON, cwd=project)
    assert "Peers: withheld, 3 of at least 4" in ran.out
    assert "Direct reports (n=4)" in ran.out
    assert "(n=3)" not in ran.out
    assert "Peers: withheld, 3 of at least 4" in competentie("compare", PERSON, "--format", "csv", cwd=project).err


@pytest.mark.parametrize("fewest", [1, 3])
def test_a_lower_minimum_is_warned_of_at_each_run(fewest: int, project: Path, competentie: Program) -> None:
    (project / "competentie.toml").write_text(f"peers-minimum = {fewest}\n", encoding="utf-8")
    write_ratings(project, *small(*group("peer", fewest)))
    ran = competentie("compare", PERSON, "--quiet", cwd=project)
    assert f"Peers (n={fewest})" in ran.out
    assert ran.err.startswith(f"warning: `peers-minimum` is {fewest}, below 4")


def test_a_higher_minimum_needs_no_warning(project: Path, competentie: Program) -> None:
    (project / "competentie.toml").write_text("peers-minimum = 5\n", encoding="utf-8")
    write_ratings(project, *small(*group("peer", 4)))
    ran = competentie("compare", PERSON, cwd=project)
    assert "Peers: withheld, 4 of at least 5" in ran.out
    assert not ran.err


@pytest.mark.parametrize("value", ["0", "-1", "true", '"4"', "4.0", "[4]"])
def test_a_minimum_is_a_whole_number_from_one_on(value: str, project: Path, competentie: Program) -> None:
    (project / "competentie.toml").write_text(f"peers-minimum = {value}\n", encoding="utf-8")
    write_ratings(project, *small())
    ran = competentie("compare", PERSON, cwd=project)
    assert ran.code == 2
    assert "`peers-minimum` is no whole number of at least 1" in ran.err


def second_profile(project: Path) -> None:
    text = (project / "profiles" / "adviser.yaml").read_text(encoding="utf-8")
    (project / "profiles" / "coach.yaml").write_text(text.replace("Adviser", "Coach"), encoding="utf-8")


def test_the_profile_that_most_ratings_are_for_is_chosen(project: Path, competentie: Program) -> None:
    second_profile(project)
    said = small(Said("manager", "Ruben", {"listening": 1}, profile="coach"), Said("external", "Mo", {"listening": 2}))
    write_ratings(project, *said)
    ran = competentie("compare", PERSON, cwd=project)
    assert ran.out.startswith("Adviser: Noor Bakker\n")
    assert "Manager (Ruben): 1 file with ratings for another profile" in ran.out
    assert "Coach: Noor Bakker" in competentie("compare", PERSON, "--profile", "coach", cwd=project).out


def test_two_profiles_do_not_leak_by_subtraction(project: Path, competentie: Program) -> None:
    second_profile(project)
    later = [replace(one, profile="coach", date="2026-06-01") for one in group("peer", 4)]
    write_ratings(project, *small(*group("peer", 5), *later, Said("self", PERSON, {}, profile="coach")))
    first, second = (competentie("compare", PERSON, "--profile", one, cwd=project).out for one in ("adviser", "coach"))
    assert "Peers: withheld, 1 of at least 4" in first
    assert "Peers (n=4)" in second


def test_what_no_longer_holds_is_said_and_of_a_group_only_how_much(project: Path, competentie: Program) -> None:
    gone = {"listening": "++ +", "hovering": "+"}
    said = [Said("manager", "Ruben", gone), *(Said("peer", f"p{place}", gone) for place in range(4))]
    write_ratings(project, *small(*said))
    for path in (project / "ratings").iterdir():
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("{", '{"catalogue": {"version": "0"}, ', 1), encoding="utf-8")
    ran = competentie("compare", PERSON, cwd=project)
    assert "Manager (Ruben): 1 answer left out, on a text or a competency that is gone: hovering.1.1\n" in ran.out
    assert "Peers: 4 answers left out, on texts or a competency that are gone\n" in ran.out
    assert "Self: texts have changed since, and it is not known which: all answers count" in ran.out


# wrong use


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["noor baker"], "there are no ratings of `noor baker`"),
        (["noor baker"], "did you mean `Noor Bakker`?"),
        ([""], "there are no ratings of ``"),
        ([PERSON, "--profile", "advisor"], "did you mean `adviser`?"),
        ([PERSON, "--profile", "coach"], "there are no ratings of `Noor Bakker` for the profile `coach`"),
        ([PERSON, "--profile", "coach"], "there are for: adviser"),
        ([PERSON, "--combine", "mean"], "`mean` is not a value of --combine"),
        ([PERSON, "--by", "level"], "`level` is not a value of --by"),
        ([PERSON, "--format", "xml"], "`xml` is not a value of --format"),
    ],
)
def test_wrong_use_says_what_to_do(arguments: list[str], message: str, project: Path, competentie: Program) -> None:
    second_profile(project)
    write_ratings(project, *small())
    ran = competentie("compare", *arguments, cwd=project)
    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err


def test_without_ratings_it_says_where_they_would_be(project: Path, competentie: Program) -> None:
    ran = competentie("compare", PERSON, cwd=project)
    assert (ran.code, ran.out) == (2, "")
    assert "there are no ratings in ratings" in ran.err


def test_a_file_with_errors_is_left_out_and_not_shown(project: Path, competentie: Program) -> None:
    write_ratings(project, *small())
    (project / "ratings" / "secret.yaml").write_text("competentie: 1\nperson: Noor\nnote: secret\n", encoding="utf-8")
    ran = competentie("compare", PERSON, cwd=project)
    assert ran.code == 1
    assert "1 file with ratings could not be read" in ran.err
    assert "secret" not in ran.out + ran.err


# what nobody may find out


def outputs(program: Program, folder: Path) -> Iterator[Ran]:
    """Yield every output that there is, in every format."""
    for form in FORMATS:
        for by in ("competency", "behaviour"):
            for rule in RULES:
                yield program("compare", PERSON, "--format", form, "--by", by, *rule, cwd=folder)


def hidden(number: int, seed: int) -> list[Said]:
    """Return peers of whom everything but their ratings is a token that stands nowhere else."""
    made = random.Random(seed)

    def token() -> str:
        return "zq" + "".join(made.choices("bcdfghjk", k=6))

    return [
        Said(
            "peer",
            f"{token()} {token()}",
            {"listening": "".join(made.choices("+-", k=2)) + " " + made.choice("+-"), "advising": made.choice("+-")},
            date=f"19{made.randrange(70, 99)}-07-{made.randrange(10, 28)}",
            person="NOOR   bakker",
            notes={"listening.1.1": token(), "advising.1.1": token()},
        )
        for _ in range(number)
    ]


@pytest.mark.parametrize("number", [1, 3, 4, 6])
def test_no_output_has_a_name_a_note_or_a_date_of_a_group(number: int, project: Path, competentie: Program) -> None:
    write_ratings(project, *small(Said("manager", "Ruben", {"listening": "++ -"}), *hidden(number, number)))
    for ran in outputs(competentie, project):
        assert ran.code == 0
        assert not re.findall("zq[a-z]+|19[0-9]{2}-|NOOR|file-[0-9]+", ran.out + ran.err)


def test_what_a_withheld_group_says_changes_no_output(tmp_path: Path, project: Path, competentie: Program) -> None:
    said: list[list[Ran]] = []
    for seed in (1, 2):
        folder = tmp_path / str(seed)
        shutil.copytree(project, folder, ignore=shutil.ignore_patterns("1", "2"))
        write_ratings(folder, *small(Said("manager", "Ruben", {"listening": "++ -"}), *hidden(3, seed)))
        said.append(list(outputs(competentie, folder)))
    assert said[0] == said[1]


def test_what_too_few_of_a_group_rated_changes_no_output(tmp_path: Path, project: Path, competentie: Program) -> None:
    """Five peers rated listening, three of them advising as well: only the first is told."""
    said: list[list[Ran]] = []
    for name, answers in (("first", ("+ ++", "- ++", "+ +-")), ("second", ("- --", "- -+", "+ ++ +"))):
        folder = tmp_path / name
        shutil.copytree(project, folder, ignore=shutil.ignore_patterns("first", "second"))
        own = {"listening": "++ +", "advising": "+ ++"}
        five = [{"listening": "++ +", "advising": one} for one in answers] + [{"listening": "++ -"}] * 2
        write_ratings(
            folder,
            Said("self", PERSON, own),
            Said("manager", "Ruben", own),
            *(Said("peer", f"p{place}", one) for place, one in enumerate(five)),
        )
        said.append(list(outputs(competentie, folder)))
    assert said[0] == said[1]


def test_hostile_names_are_only_data(project: Path, competentie: Program) -> None:
    name = '=cmd|"{person}" [bold]\x1b[31m <b>'
    write_ratings(project, *[replace(one, person=name) for one in small(Said("manager", f"{name}x", {"listening": 1}))])
    for form in FORMATS:
        ran = competentie("compare", name, "--format", form, "-o", "-", cwd=project)
        assert ran.code == 0
        assert form == "csv" or "\x1b" not in ran.out  # data for a program is as it is
    assert "\n\"'=cmd" in competentie("compare", name, "--format", "csv", cwd=project).out
