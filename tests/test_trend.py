"""How somebody developed: only what is certain is a change, old texts are no fall, nobody in a group is told apart."""

import io
import itertools
import json
import random
import shutil
import stat
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import pytest
from rich.console import Console
from support import ON_THE_DAY, ROOT, Program, process

from competentie.api import load
from competentie.compare.trend import Round, Trend, change, group_line, trend
from competentie.compare.trend_page import trend_page
from competentie.core import Behaviour, LevelStatus, Rating, Ratings, Scorer, Standing, basis_of
from competentie.handbook.load import Project
from competentie.page.language import Words
from competentie.page.streams import drawn
from competentie.page.terminal import terminal
from competentie.ratings.folder import Kept, read_folder
from competentie.ratings.reconcile import Reconciled
from competentie.ratings.write import ratings_yaml

PERSON = "Sam Example"


def standing(reached: int, reached_max: int) -> Standing:
    return Standing((LevelStatus.OPEN,) * 3, reached, reached_max)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ((1, 1), (2, 2), 1),
        ((2, 2), (1, 1), -1),
        ((1, 1), (1, 1), 0),
        ((0, 0), (3, 3), 3),
        ((2, 3), (2, 3), 0),  # both meet the norm of 2, and nothing above it was asked
        ((2, 2), (2, 3), 0),
        ((1, 1), (2, 3), 1),  # at least
        ((0, 1), (2, 2), 1),
        ((2, 3), (1, 1), -1),
        ((3, 3), (2, 3), None),  # the last time, level 3 was not asked: that is no fall
        ((2, 3), (3, 3), None),  # the first time, it was not asked: that is no rise
        ((1, 3), (1, 3), None),
        ((1, 1), (1, 3), None),
        ((0, 3), (2, 2), None),
        ((2, 2), (0, 3), None),
    ],
)
def test_a_change_is_what_is_certain(before: tuple[int, int], after: tuple[int, int], expected: int | None) -> None:
    assert change(standing(*before), standing(*after), norm=2) == expected


def save(project: Path, date: str | None, rated: str, rater: str = "{relation: manager}", more: str = "") -> Path:
    """Keep ratings of Sam for the profile `adviser` beside the catalogue."""
    folder = project / "ratings"
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / f"{len(list(folder.iterdir())):03}.yaml"
    dated = "" if date is None else f"date: {date}\n"
    path.write_text(
        f"competentie: 1\nprofile: adviser\nperson: {PERSON}\nrater: {rater}\n{dated}{more}ratings: {{{rated}}}\n",
        encoding="utf-8",
    )
    return path


def rows(competentie: Program, project: Path, *options: str) -> list[dict[str, str]]:
    import csv

    ran = competentie("trend", PERSON, "--format", "csv", *options, cwd=project)
    assert ran.code == 0, ran.err
    return list(csv.DictReader(io.StringIO(ran.out)))


def squeezed(text: str) -> str:
    """Return a text without the blanks that line up its columns."""
    return "\n".join(" ".join(line.split()) for line in text.splitlines())


def test_each_earlier_date_says_what_changed_since(project: Path, competentie: Program) -> None:
    save(project, "2026-11-23", "listening: 2, advising: 1")
    save(project, "2025-03-01", "listening: 1, advising: 2")
    save(project, "2026-03-01", "listening: 2, advising: 1")
    found = [(one["date"], one["competency"], one["reached"], one["change"]) for one in rows(competentie, project)]
    assert found == [
        ("2025-03-01", "listening", "1", "1"),
        ("2025-03-01", "advising", "2", "-1"),
        ("2026-03-01", "listening", "2", "0"),
        ("2026-03-01", "advising", "1", "0"),
        ("2026-11-23", "listening", "2", ""),
        ("2026-11-23", "advising", "1", ""),
    ]


def test_each_rater_has_a_line_of_dates(project: Path, competentie: Program) -> None:
    save(project, "2025-03-01", "listening: 1", "{name: Kim, relation: manager}")
    save(project, "2025-04-01", "listening: 1", "{name: Sam, relation: self}")
    save(project, "2025-05-01", "listening: 2", "{relation: self}")
    save(project, "2025-06-01", "listening: 2", "{name: ' kim  ', relation: manager}")
    save(project, "2025-07-01", "listening: 3", "{name: Kim, relation: external}")
    found = {(one["relation"], one["date"]): one["change"] for one in rows(competentie, project)[::2]}
    assert found == {
        ("self", "2025-04-01"): "1",
        ("self", "2025-05-01"): "",
        ("manager", "2025-03-01"): "1",
        ("manager", "2025-06-01"): "",
        ("external", "2025-07-01"): "",
    }


def test_what_takes_no_part_is_counted(project: Path, competentie: Program) -> None:
    (project / "profiles" / "elder.yaml").write_text((project / "profiles" / "adviser.yaml").read_text())
    save(project, "2025-03-01", "listening: 1")
    save(project, "2026-03-01", "listening: 1")
    save(project, "2026-03-01", "listening: 2")
    save(project, None, "listening: 3")
    other = save(project, "2026-02-01", "listening: 3")
    other.write_text(other.read_text().replace("profile: adviser", "profile: elder"))
    out = competentie("trend", PERSON, cwd=project).out
    assert "1 file for another profile takes no part; `--profile` chooses one" in out
    assert "1 file without a date takes no part" in out
    assert "1 file takes no part: the same rater has a later one of that day" in out
    assert [one["reached"] for one in rows(competentie, project)[::2]] == ["1", "2"]
    assert [one["date"] for one in rows(competentie, project, "--profile", "elder")[::2]] == ["2026-02-01"]


def test_one_date_is_shown_and_said(project: Path, competentie: Program) -> None:
    save(project, "2026-03-01", "listening: 2")
    ran = competentie("trend", "sam  EXAMPLE", cwd=project)
    assert ran.code == 0
    assert "one date only: there is nothing to compare it with yet" in ran.out
    assert "Listening 2 2 0 meets the norm" in squeezed(ran.out)
    assert "Advising ? 2 ? still to be rated" in squeezed(ran.out)


def older(project: Path, old: str, new: str, rated: Mapping[str, int | str], date: str = "2025-03-01") -> None:
    """Keep ratings that were given when the catalogue, version 0, said `old` where it says `new` now."""
    catalogue = project / "catalog.yaml"
    now = catalogue.read_text(encoding="utf-8")
    assert now.count(new) == 1
    catalogue.write_text(now.replace(new, old).replace('version: "1"', 'version: "0"'), encoding="utf-8")
    then = load(catalogue).catalogue
    catalogue.write_text(now, encoding="utf-8")
    given = {
        name: one if isinstance(one, int) else then.competencies[name].ratings(partial(shown, one))
        for name, one in rated.items()
    }
    ratings = Ratings(given, PERSON, "adviser", None, "manager", date)
    (project / "ratings").mkdir(mode=0o700, exist_ok=True)
    (project / "ratings" / f"{date}.yaml").write_text(ratings_yaml(ratings, then), encoding="utf-8")


def shown(given: str, one: Behaviour) -> Rating:
    return Rating.SHOWN if f"{one.level}.{one.number}" in given.split() else Rating.NOT_SHOWN


@pytest.mark.parametrize(
    ("old", "new", "rated", "cell", "note"),
    [
        # a text was replaced: what is said of the new one is not known
        ("Draws conclusions", "Sums up", "1.1 1.2 2.1", "1–2 ?", "1 answer no longer holds"),
        # a text was reworded: the answer counts, and it is said
        ("Sums it up", "Sums up", "1.1 1.2 2.1", "2 0", "rests on 1 answer whose text was reworded"),
        ("Sums it up", "Sums up", 2, "2 0", "rests on 1 answer whose text was reworded"),
        # a text went: what is left holds
        (
            "[Looks up, Nods at pauses, Smiles]",
            "[Looks up, Nods at pauses]",
            "1.1 1.2 2.1",
            "2 0",
            "1 answer no longer",
        ),
        # a text moved: the answer goes with it
        ("[Nods at pauses, Looks up]", "[Looks up, Nods at pauses]", "1.1 1.2", "1 +1", "2 answers moved with their"),
        # a text came: nobody has rated it
        ("[Looks up]", "[Looks up, Nods at pauses]", "1.1", "0–1 +1", None),
    ],
)
def test_old_texts_are_no_fall(
    old: str, new: str, rated: int | str, cell: str, note: str | None, project: Path, competentie: Program
) -> None:
    older(project, old, new, {"listening": rated})
    save(project, "2026-03-01", "listening: {1.1: shown, 1.2: shown, 2.1: shown}")
    out = competentie("trend", PERSON, cwd=project).out
    assert f"Listening {cell} 2 " in squeezed(out)
    assert note is None or f"* 2025-03-01, on 0: {note}" in out
    assert ("2025*" in out) == (note is not None)


def test_where_it_is_not_known_which_texts_changed_nothing_is_compared(project: Path, competentie: Program) -> None:
    rated_on = 'catalogue: {version: "0", fingerprint: 0123456789abcdef}\n'
    save(project, "2025-03-01", "listening: 2", more=rated_on)
    save(project, "2026-03-01", "listening: 1")
    out = competentie("trend", PERSON, cwd=project).out
    assert "Listening 2 ? 1 " in squeezed(out)
    assert "* 2025-03-01, on 0: which texts have changed since is not known" in out


def test_an_unfinished_interview_is_marked(project: Path, competentie: Program) -> None:
    save(project, "2025-03-01", "listening: 2, advising: 2")
    save(project, "2026-03-01", "listening: 2", more="unfinished: advising.1.1\n")
    out = competentie("trend", PERSON, cwd=project).out
    assert "* 2026-03-01: the interview is unfinished" in out
    assert "Advising 2 ? ? " in squeezed(out)
    data = json.loads(competentie("trend", PERSON, "--format", "json").out)
    assert [one["unfinished"] for one in data["raters"][0]["dates"]] == [False, True]


def test_the_data_has_every_date(project: Path, competentie: Program) -> None:
    for year in range(2010, 2026):
        save(project, f"{year}-03-01", "listening: 2, advising: 1")
    data = json.loads(competentie("trend", PERSON, "--format", "json", cwd=project).out)
    assert list(data) == ["version", "basis", "person", "profile", "raters", "groups", "left_out"]
    dates = data["raters"][0]["dates"]
    assert [one["date"][:4] for one in dates] == [str(year) for year in range(2010, 2026)]
    assert dates[0]["competencies"][1] == {
        "id": "advising",
        "label": "Advising",
        "norm": 2,
        "rated": True,
        "reached": 1,
        "reached_max": 1,
        "gap": -1,
        "gap_max": -1,
        "status": "short",
        "change": 0,
    }


# groups


def entry(name: str, date: str, level: int, relation: str = "peer") -> Kept:
    ratings = Ratings({"listening": level}, PERSON, "adviser", name, relation, date)
    return Kept(Path(f"{relation}.{name}.{date}.yaml"), Reconciled(ratings))


@pytest.fixture
def scorer(project: Path) -> Scorer:
    loaded = load(project / "catalog.yaml")
    return Scorer(loaded.catalogue, loaded.profiles["adviser"])


def told(rounds: tuple[Round, ...]) -> list[tuple[str, dict[int, int]]]:
    return [(one.name, dict(one.spreads["listening"].counts)) for one in rounds]


Q1, Q2, Q3 = "2026-02-", "2026-05-", "2026-08-"


@pytest.mark.parametrize(
    ("quarters", "expected", "why"),
    [
        ({Q1: "ABCD"}, ["2026-Q1"], "just enough"),
        ({Q1: "ABC"}, [], "too few"),
        ({Q1: "ABCD", Q2: "ABCD"}, ["2026-Q1", "2026-Q2"], "the same people twice"),
        ({Q1: "ABCD", Q2: "EFGH"}, ["2026-Q1", "2026-Q2"], "two groups apart"),
        ({Q1: "ABCD", Q2: "E"}, [], "the group without time, less the first quarter, is E"),
        ({Q1: "ABCD", Q2: "ABCDE"}, ["2026-Q1", "2026-Q2"], "what E said is only in the group of five"),
        ({Q1: "ABCDE", Q2: "ABCD"}, [], "the group without time holds what E said first"),
        ({Q1: "ABCD", Q2: "ABCE"}, [], "likewise for D"),
        ({Q1: "ABCD", Q2: "ABCDEFGH"}, ["2026-Q1", "2026-Q2"], "the group is the second quarter"),
        ({Q1: "ABCD", Q2: "EFGH", Q3: "I"}, ["2026-Q2"], "with the first too, the group without time would tell of I"),
        ({Q1: "ABC", Q2: "ABCD"}, ["2026-Q2"], "the first is too small"),
    ],
)
def test_a_quarter_is_told_only_where_nobody_is_told_apart(
    quarters: dict[str, str], expected: list[str], why: str, scorer: Scorer
) -> None:
    entries = [
        entry(name, f"{quarter}0{day}", 1) for quarter, names in quarters.items() for day, name in enumerate(names, 1)
    ]
    line = group_line("peer", entries, scorer, 4)
    assert [one.name for one in line.rounds] == expected, why
    assert line.hidden == len(quarters) - len(expected)


def test_no_sum_or_difference_of_what_is_told_is_about_fewer_than_the_minimum(scorer: Scorer) -> None:
    chance, minimum = random.Random(4), 3
    most = 0
    for _ in range(150):
        entries = [
            entry(name, f"{2026}-{month:02}-01", 1)
            for month in (1, 4, 7)
            for name in "ABCDEFGH"
            if chance.random() < chance.choice((0.3, 0.9, 1))
        ]
        rounds = group_line("peer", entries, scorer, minimum).rounds
        latest = {one.ratings.rater: one.path for one in entries}
        sets = [{one.path for one in entries if _in(one, each.name)} for each in rounds]
        sets += [set(latest.values())] if len(latest) >= minimum else []
        for weights in itertools.product((-1, 0, 1), repeat=len(sets)):
            left = [
                one.path
                for one in entries
                if sum(weight * (one.path in each) for weight, each in zip(weights, sets, strict=True))
            ]
            assert not left or len(left) >= minimum
        most = max(most, len(rounds))
    assert most == 3


def _in(one: Kept, quarter: str) -> bool:
    return f"{(int((one.ratings.date or '')[5:7]) + 2) // 3}" == quarter[-1]


def test_a_round_counts_levels_and_each_rater_once(scorer: Scorer) -> None:
    entries = [entry(name, "2026-01-05", level) for name, level in (("A", 0), ("B", 1), ("C", 1), ("D", 3))]
    entries.append(entry("a ", "2026-03-31", 2))
    assert told(group_line("peer", entries, scorer, 4).rounds) == [
        ("2026-Q1", {1: 2, 2: 2})
    ]  # level 3 describes nothing


def test_who_is_shown_by_name_does_not_make_a_group_large_enough(scorer: Scorer) -> None:
    peers = [entry(name, "2026-01-05", 1) for name in ("A", "B", "C", "Kim")]
    manager = entry("kim", "2026-01-06", 1, relation="manager")
    assert not group_line("peer", [*peers, manager], scorer, 4).rounds
    assert group_line("peer", [*peers, entry("E", "2026-01-07", 1), manager], scorer, 4).rounds


def test_a_competency_that_too_few_rated_is_not_told(scorer: Scorer) -> None:
    entries = [entry(name, "2026-01-05", 1) for name in "ABCD"]
    ratings = Ratings({"listening": 1, "advising": 3}, PERSON, "adviser", "E", "peer", "2026-01-06")
    entries.append(Kept(Path("e.yaml"), Reconciled(ratings)))
    (first,) = group_line("peer", entries, scorer, 4).rounds
    assert list(first.spreads) == ["listening"]


def group(project: Path, names: str = "Ann Bob Cas Dee Eve", quarter: str = "2026-02") -> None:
    for day, name in enumerate(names.split(), 11):
        rated = f"listening: {{1.1: {{rating: shown, note: secret of {name}}}, 1.2: shown, 2.1: not_shown}}"
        save(project, f"{quarter}-{day}", rated, f"{{name: {name}, relation: peer}}")


@pytest.mark.parametrize("format", ["table", "json", "csv", "markdown"])
def test_nothing_of_a_member_of_a_group_is_shown(format: str, project: Path, competentie: Program) -> None:
    group(project)
    save(project, "2026-01-09", "listening: 1")
    ran = competentie("trend", PERSON, "--format", format, cwd=project)
    for word in ("Ann", "Bob", "Cas", "Dee", "Eve", "secret", "2026-02"):
        assert word not in ran.out + ran.err
    assert "Q1" in ran.out.replace("\\", "")


def test_a_group_that_is_too_small_is_said_and_not_shown(project: Path, competentie: Program) -> None:
    group(project, "Ann Bob Cas")
    ran = competentie("trend", PERSON, cwd=project)
    assert ran.code == 0
    assert "peer, as a group\n  1 quarter is not shown: too few rated, or one rater could be told apart" in ran.out
    assert "Listening" not in ran.out


def test_a_group_is_shown_with_its_spread(project: Path, competentie: Program) -> None:
    group(project)
    save(project, "2026-03-01", "listening: 2", "{name: Flo, relation: peer}")
    out = competentie("trend", PERSON, cwd=project).out
    assert "Listening 1–2 2 1 of 6 reach the norm" in squeezed(out)
    assert "Advising - 2 -" in squeezed(out)
    data = json.loads(competentie("trend", PERSON, "--format", "json").out)
    assert data["groups"][0]["rounds"][0]["competencies"] == [
        {"id": "listening", "label": "Listening", "norm": 2, "raters": 6, "reached": {"1": 5, "2": 1}}
    ]


# the command


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["Sam Exampel"], "there are no ratings of `Sam Exampel` in ratings"),
        ([PERSON, "--profile", "nothing"], "there is no profile `nothing`"),
        ([PERSON, "--format", "xml"], "`xml` is not a value of --format"),
        ([], "PERSON is missing"),
    ],
)
def test_wrong_use(arguments: list[str], message: str, project: Path, competentie: Program) -> None:
    save(project, "2026-03-01", "listening: 2")
    ran = competentie("trend", *arguments, cwd=project)
    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err


@pytest.mark.parametrize(
    ("date", "option", "message", "help"),
    [
        ("2026-03-01", ["--profile", "elder"], "for the profile `elder`", "there are for: adviser"),
        (None, [], "the ratings of `Sam Example` have no date", "add `date: 2026-11-23` to the files"),
    ],
)
def test_nothing_to_show_says_why(
    date: str | None, option: list[str], message: str, help: str, project: Path, competentie: Program
) -> None:
    (project / "profiles" / "elder.yaml").write_text((project / "profiles" / "adviser.yaml").read_text())
    save(project, date, "listening: 2")
    ran = competentie("trend", PERSON, *option, cwd=project)
    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err
    assert help in ran.err


def test_a_file_that_cannot_be_read_is_counted_without_what_is_in_it(project: Path, competentie: Program) -> None:
    save(project, "2026-03-01", "listening: 2")
    broken = save(project, "2026-03-02", "listening: {1.1: shwon}", "{name: Ann, relation: peer}")
    ran = competentie("trend", PERSON, cwd=project)
    assert ran.code == 1
    assert ran.err.startswith("1 file with ratings could not be read; `competentie validate` says why\n")
    assert not [word for word in ("shwon", "Ann", broken.name) if word in ran.out + ran.err]


def test_the_output_is_for_its_owner_only(project: Path, competentie: Program) -> None:
    save(project, "2026-03-01", "listening: 2")
    for name in ("table", "json", "csv", "markdown"):
        assert competentie("trend", PERSON, "--format", name, "-o", "out", cwd=project).out == ""
        assert stat.S_IMODE((project / "out").stat().st_mode) == 0o600
        assert PERSON in (project / "out").read_text(encoding="utf-8")


def test_hostile_names_are_data(project: Path, competentie: Program) -> None:
    save(project, "2025-03-01", "listening: 1", '{name: "=1+1 [red]{0}\\e[31m", relation: external}')
    save(project, "2026-03-01", "listening: 2", '{name: "=1+1 [red]{0}\\e[31m", relation: external}')
    assert {one["rater"] for one in rows(competentie, project)} == {"'=1+1 [red]{0}\x1b[31m"}
    out = competentie("trend", PERSON, cwd=project).out
    assert "=1+1 [red]{0}\\x1b[31m, external" in out
    assert "\x1b" not in competentie("trend", PERSON, "--format", "markdown").out


# on a screen


@pytest.fixture(scope="module")
def handbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the handbook with an invented person: five dates on two versions, one interview unfinished, and peers."""
    folder = tmp_path_factory.mktemp("handbook")
    shutil.copytree(ROOT / "profiles", folder / "profiles")
    (folder / "ratings").mkdir(mode=0o700)
    now = (ROOT / "catalog.yaml").read_text(encoding="utf-8")
    then = now.replace('version: "2023.10"', 'version: "2022.1"').replace(
        "Betrekt anderen om tot", "Trekt anderen mee tot"
    )
    (folder / "catalog.yaml").write_text(then, encoding="utf-8")
    old = load(folder / "catalog.yaml")
    (folder / "catalog.yaml").write_text(now, encoding="utf-8")
    new = load(folder / "catalog.yaml")
    manager = ("Robin Voorbeeld", "manager")
    rate(old, folder, manager, "2024-11-04", "0 2 1 0 1 2 0")
    rate(old, folder, manager, "2025-05-19", "1 2 1 1 1 2 1")
    rate(new, folder, manager, "2025-11-17", "1 2 2 1 0 2 1")
    rate(new, folder, manager, "2026-05-18", "2 2 2 1 1 2 1")
    rate(new, folder, manager, "2026-11-16", "2 2 2 1 1", unfinished="zorgvuldigheid.1.1")
    rate(new, folder, (None, "self"), "2026-11-09", "2 2 2 1 1 2 1")
    for name, levels in (
        ("Ans", "0 1 1 1 1 1 1"),
        ("Bo", "1 1 2 1 0 2 1"),
        ("Cas", "1 1 1 1 0 2 1"),
        ("Do", "2 1 2 0 1 2 1"),
    ):
        rate(new, folder, (name, "peer"), "2025-11-18", levels)
        rate(new, folder, (name, "peer"), "2026-11-10", levels.replace("0", "1"))
    return folder


def rate(
    project: Project, folder: Path, rater: tuple[str | None, str], date: str, levels: str, unfinished: str | None = None
) -> None:
    """Keep ratings of all behaviours up to each norm, so that these levels are reached."""
    profile = project.profiles["opleidingscoordinator"]
    given = {}
    for row, level in zip(profile.rows, map(int, levels.split()), strict=False):
        competency = project.catalogue.competencies[row.competency]
        asked = max(row.norm, level)
        given[row.competency] = competency.ratings(
            lambda one, level=level, asked=asked: (
                Rating.SHOWN  # type: ignore[misc]
                if one.level <= level
                else (Rating.NOT_SHOWN if one.level <= asked else Rating.UNRATED)
            )
        )
    ratings = Ratings(given, "Noor Voorbeeld", profile.id, *rater, date, unfinished=unfinished)
    text = ratings_yaml(ratings, project.catalogue)
    (folder / "ratings" / f"{date}.{rater[1]}.{rater[0]}.yaml").write_text(text, encoding="utf-8")


def page(folder: Path, width: int, language: str, person: str = "Noor Voorbeeld") -> str:
    project = load(folder / "catalog.yaml")
    entries = read_folder(folder / "ratings", project.catalogue).ratings_of(person)
    scorer = Scorer(project.catalogue, project.profiles[entries[-1].ratings.profile or ""])
    found: Trend = trend(person, entries, scorer, 4)
    report = trend_page(
        found, scorer, Words(language, "nl"), basis_of(project.catalogue, [scorer.profile], "2026-11-23")
    )
    screen = Console(
        file=io.StringIO(),
        width=width,
        force_terminal=True,
        color_system=None,
        markup=False,
        emoji=False,
        highlight=False,
    )
    return drawn(terminal(report), screen)


@pytest.mark.parametrize(("language", "width"), [("nl", 80), ("en", 60)])
def test_on_a_terminal(handbook: Path, language: str, width: int, golden: Callable[[str, str], None]) -> None:
    text = page(handbook, width, language)
    assert max(map(len, text.splitlines())) <= width
    golden(f"trend-{language}-{width}.txt", text)


def test_five_dates_fit_eighty_columns(handbook: Path) -> None:
    text = page(handbook, 80, "nl")
    assert "11-04" in text
    assert "05-19" in text
    assert "11-16" in text


@pytest.mark.parametrize(("width", "dates"), [(40, 2), (60, 4), (80, 7), (200, 16)])
def test_what_does_not_fit_is_left_out_and_said(width: int, dates: int, project: Path) -> None:
    for year in range(2010, 2026):
        save(project, f"{year}-03-01", "listening: 2, advising: 1")
    text = page(project, width, "en", PERSON)
    shown_years = [word for word in text.splitlines()[4].split() if word.isdecimal()]
    left_out = 16 - len(shown_years)
    assert shown_years == ["2010", *(str(year) for year in range(2027 - len(shown_years), 2026))]
    assert len(shown_years) == dates
    assert (f"{left_out} dates do not fit here" in " ".join(text.split())) == bool(left_out)
    assert max(map(len, text.splitlines())) <= width


def test_piped_every_date_is_there(project: Path, competentie: Program) -> None:
    for year in range(2010, 2026):
        save(project, f"{year}-03-01", "listening: 2, advising: 1")
    assert competentie("trend", PERSON, cwd=project).out.count("03-01") == 16


def test_the_chart_repeats_the_numbers_in_any_encoding(project: Path) -> None:
    for year, level in enumerate((0, 1, 2, 3), 2020):
        save(project, f"{year}-03-01", f"advising: {level}")
    for encoding, bars in (("utf-8", "▁▃▅█"), ("ascii", "_-=#"), ("cp850", "_-=█")):
        env = {"PYTHONIOENCODING": encoding, **ON_THE_DAY}
        out = process("--lang", "en", "trend", PERSON, cwd=project, env=env).stdout.decode(encoding)
        assert f"Advising 0 +3 1 +2 2 +1 3 {bars} " in squeezed(out)


def test_notes_and_evidence_stand_under_their_date(project: Path, competentie: Program) -> None:
    save(project, "2025-03-01", "listening: {1.1: {rating: not_shown, note: not yet}, 1.2: shown}")
    save(project, "2026-03-01", "listening: {1.1: {rating: shown, evidence: minutes of May}, 1.2: shown}")
    out = squeezed(competentie("trend", PERSON, cwd=project).out)
    first, second = out.index("Notes and evidence of 2026-03-01"), out.index("Notes and evidence of 2025-03-01")
    assert first < out.index("Evidence: minutes of May") < second < out.index("Note: not yet")
    data = json.loads(competentie("trend", PERSON, "--format", "json", cwd=project).out)
    assert [one.get("remarks") for one in data["raters"][0]["dates"]] == [
        {"listening.1.1": {"note": "not yet"}},
        {"listening.1.1": {"evidence": "minutes of May"}},
    ]
