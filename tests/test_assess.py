"""`assess --scores`: ratings from a file, the result in every form, and what is saved."""

import csv
import io
import json
import stat
from pathlib import Path
from typing import Any

import pytest
from support import CATALOGUE, ROOT, Program

from competentie.files.read import decode

EXAMPLE = ROOT / "examples" / "ratings.yaml"
RATINGS = """\
competentie: 1
profile: adviser
person: Someone
ratings:
  listening: {1.1: shown, 1.2: not_shown}
  advising: 2
"""


@pytest.fixture
def ratings(project: Path) -> Path:
    path = project / "someone.yaml"
    path.write_text(RATINGS, encoding="utf-8")
    return path


def test_json_holds_what_the_contract_says(project: Path, ratings: Path, competentie: Program) -> None:
    ran = competentie("assess", "adviser", "--scores", ratings, "--format", "json", cwd=project)
    assert (ran.code, ran.err) == (0, "")
    result = json.loads(ran.out)
    assert (result["version"], result["person"], result["profile"]) == (1, "Someone", "adviser")
    assert set(result["catalogue"]) == {"version", "fingerprint"}
    assert result["competencies"] == [
        {
            "id": "listening",
            "label": "Listening",
            "group": "generic",
            "norm": 2,
            "reached": 0,
            "reached_max": 0,
            "gap": -2,
            "gap_max": -2,
            "status": "short",
            "broken": False,
            "presumed": [],
            "levels": ["missed", "open", "undescribed"],
            "blocking": ["listening.1.2"],
            "next": [],
        },
        {
            "id": "advising",
            "label": "Advising",
            "group": "specific",
            "norm": 2,
            "reached": 2,
            "reached_max": 2,
            "gap": 0,
            "gap_max": 0,
            "status": "meets",
            "broken": False,
            "presumed": [],
            "levels": ["attained", "attained", "missed"],
            "blocking": [],
            "next": ["advising.3.1"],
        },
    ]
    assert result["implied"] == []
    assert result["contradictions"] == [{"heavier": "advising", "lighter": "listening", "level": 2}]


def test_implied_competencies_are_given_apart(project: Path, competentie: Program) -> None:
    (project / "profiles" / "solo.yaml").write_text(
        "competentie: 1\nrole: Solo\nversion: '1'\nspecific: {advising: {norm: 1}}\n", encoding="utf-8"
    )
    (project / "r.yaml").write_text(
        "competentie: 1\nprofile: solo\nperson: S\nratings: {advising: 1}\n", encoding="utf-8"
    )
    result = json.loads(competentie("assess", "--scores", project / "r.yaml", "--format", "json", cwd=project).out)
    (implied,) = result["implied"]
    assert (implied["id"], implied["norm"], implied["through"]) == ("listening", 2, ["advising"])
    assert (implied["presumed"], implied["reached"], implied["status"]) == ([1, 2], 2, "meets")


@pytest.mark.parametrize("format_", ["json", "yaml", "csv", "markdown", "table"])
def test_machine_formats_do_not_change_with_the_language(format_: str, competentie: Program) -> None:
    dutch, english = (
        competentie("assess", "--scores", EXAMPLE, "--format", format_, lang=lang).out for lang in ("nl", "en")
    )
    assert (dutch == english) == (format_ in {"json", "yaml", "csv"})


def test_every_format_tells_the_same(competentie: Program) -> None:
    forms = {name: competentie("assess", "--scores", EXAMPLE, "--format", name).out for name in ("json", "yaml", "csv")}
    result: Any = json.loads(forms["json"])
    document = decode(forms["yaml"].encode(), "x")
    assert document.data == result  # type: ignore[union-attr]
    rows = list(csv.DictReader(io.StringIO(forms["csv"])))
    assert [(row["competency"], int(row["gap"]), row["status"]) for row in rows] == [
        (one["id"], one["gap"], one["status"]) for one in result["competencies"]
    ]
    assert rows[0]["rater"] == "Robin Voorbeeld"


def test_the_profile_may_be_left_out_and_may_be_a_path(project: Path, ratings: Path, competentie: Program) -> None:
    named = competentie("assess", "adviser", "--scores", ratings, cwd=project)
    assert competentie("assess", "--scores", ratings).out == named.out
    assert competentie("assess", "profiles/adviser.yaml", "--scores", ratings).out == named.out


def test_ratings_for_another_profile_are_held_against_this_one_and_it_is_said(
    project: Path, ratings: Path, competentie: Program
) -> None:
    ratings.write_text(RATINGS.replace("profile: adviser", "profile: other"), encoding="utf-8")
    ran = competentie("assess", "adviser", "--scores", ratings, cwd=project)
    assert ran.code == 0
    assert "given for the profile `other`" in ran.err


@pytest.mark.parametrize(
    ("table", "extra"),
    [
        ("person,listening.1.1,listening.1.2,advising\nOther,1,1,3\nSomeone,1,0,2\n", ()),
        ("naam;item;score\nSomeone;advising;2\nSomeone;listening.1.1;ja\nSomeone;listening.1.2;nee\n", ()),
        (
            "person,rater,listening.1.1,listening.1.2,advising\nSomeone,R,1,0,2\nSomeone,Q,1,1,1\n",
            ("--rater", "R"),
        ),
    ],
)
def test_a_table_gives_the_same_result_as_a_ratings_file(
    table: str, extra: tuple[str, ...], project: Path, ratings: Path, competentie: Program
) -> None:
    (project / "t.csv").write_text(table, encoding="utf-8")
    expected = json.loads(competentie("assess", "adviser", "--scores", ratings, "--format", "json", cwd=project).out)
    arguments = ("assess", "adviser", "--scores", "t.csv", "--person", "Someone", *extra, "--format", "json")
    result = json.loads(competentie(*arguments).out)
    assert result["competencies"] == expected["competencies"]


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["nobody", "--scores", "someone.yaml"], 2, "there is no profile `nobody`"),
        (["advisor", "--scores", "someone.yaml"], 2, "did you mean `adviser`?"),
        (["adviser", "--scores", "nothing.yaml"], 2, "there is no file nothing.yaml"),
        (["adviser", "--scores", "profiles"], 2, "profiles is a folder"),
        (["profiles", "--scores", "someone.yaml"], 2, "there is no profile `profiles`"),
        (["./profiles", "--scores", "someone.yaml"], 2, "is a folder"),
        (["adviser", "--scores", "t.csv"], 2, "add `--person NAME`"),
        (["adviser", "--scores", "t.csv", "--person", "Somebody"], 2, "did you mean `Someone`?"),
        (["adviser", "--scores", "t.csv", "--person", "Twice"], 2, "stands in t.csv more than once: x; y"),
        (["adviser", "--scores", "t.csv", "--person", "Twice", "--rater", "z"], 2, "choose one of: x, y"),
        (["adviser", "--scores", "t.csv", "--person", "Wrong"], 1, "row 5, column `advising`, person `Wrong`: `9`"),
        (["adviser", "--scores", "someone.yaml", "--person", "Else"], 2, "ratings with person `Someone`, not `Else`"),
        (["adviser", "--scores", "rated.yaml", "--rater", "Else"], 2, "ratings with rater `Robin`, not `Else`"),
        (["adviser", "--scores", "someone.yaml", "--format", "xml"], 2, "choose one of: table, markdown, html"),
        (["adviser", "--scores", "someone.yaml", "--format", "jsn"], 2, "did you mean `json`?"),
        (["adviser", "--scores", "someone.yaml", "-o", "someone.yaml"], 2, "never overwritten"),
        (["adviser", "--scores", "someone.yaml", "-o", "no/where.yaml"], 2, "there is no folder no"),
        (["adviser", "--scores", "someone.yaml", "-o", "profiles"], 2, "profiles is a folder"),
        (["adviser", "--scores", "someone.yaml", "--person", " "], 2, "--person is empty"),
        (["adviser", "--scores", "an\udce9.yaml"], 2, r"`an\udce9.yaml` is not text"),
        (["a" * 300, "--scores", "someone.yaml"], 2, "there is no profile `aaaa"),
        (["adviser", "--scores", "stale.yaml"], 0, "warning[R004"),
        (["adviser", "--scores", "empty.yaml"], 1, "Y004"),
        (["adviser"], 2, "--scores FILE"),
        (["adviser", "--by", "levels"], 2, "did you mean `level`?"),
    ],
)
def test_what_goes_wrong_is_said(
    arguments: list[str], code: int, says: str, project: Path, ratings: Path, competentie: Program
) -> None:
    (project / "t.csv").write_text(
        "person,rater,advising\nSomeone,,1\nTwice,x,1\nTwice,y,1\nWrong,,9\n", encoding="utf-8"
    )
    stale = RATINGS.replace("person:", "catalogue: {version: '0'}\nperson:")
    (project / "stale.yaml").write_text(stale, encoding="utf-8")
    (project / "empty.yaml").write_text("", encoding="utf-8")
    rated = RATINGS.replace("person:", "rater: {name: Robin}\nperson:")
    (project / "rated.yaml").write_text(rated, encoding="utf-8")
    ran = competentie("assess", *arguments, cwd=project)
    assert ran.code == code
    assert says in ran.err
    assert ratings.read_text(encoding="utf-8") == RATINGS


def test_wrong_rows_of_others_do_not_stand_in_the_way(project: Path, competentie: Program) -> None:
    (project / "t.csv").write_text("person,advising\nWrong,9\nSomeone,2\n", encoding="utf-8")
    assert competentie("assess", "adviser", "--scores", "t.csv", "--person", "Someone", cwd=project).code == 0


def test_saved_ratings_read_back_the_same_and_are_private(tmp_path: Path, competentie: Program) -> None:
    saved = tmp_path / "saved.yaml"
    first = competentie("assess", "--scores", EXAMPLE, "-o", saved, "--format", "json")
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600
    assert "nog niet gezien in het LMS-project" in saved.read_text(encoding="utf-8")
    again = competentie("assess", "--scores", saved, "--format", "json")
    assert again.out == first.out
    assert again.err == ""


def test_a_table_can_be_saved_as_ratings(project: Path, competentie: Program) -> None:
    (project / "t.csv").write_text(
        "person,rater,relation,date,listening.1.1,advising\n'=x,R,peer,2026-01-02,nvt,2\n", encoding="utf-8"
    )
    ran = competentie("assess", "adviser", "--scores", "t.csv", "--person", "'=x", "-o", "o.yaml", cwd=project)
    assert ran.code == 0
    text = (project / "o.yaml").read_text(encoding="utf-8")
    for part in ("profile: adviser", "relation: peer", "not_applicable", "advising: 2", "date: '2026-01-02'"):
        assert part in text


def test_what_a_ratings_file_cannot_hold_is_refused_before_it_is_written(project: Path, competentie: Program) -> None:
    (project / "t.csv").write_text("person,date,advising\nA,31-2-2026,2\n", encoding="utf-8")
    ran = competentie("assess", "adviser", "--scores", "t.csv", "--person", "A", "-o", "o.yaml", cwd=project)
    assert ran.code == 1
    assert "`31-2-2026` is not a day" in ran.err
    assert not (project / "o.yaml").exists()


def test_user_text_in_markdown_is_no_markup(project: Path, ratings: Path, competentie: Program) -> None:
    hostile = CATALOGUE.replace("label: Listening", 'label: "a|b <b>[x](y)` @team #12 me@b.nl"')
    (project / "catalog.yaml").write_text(hostile, encoding="utf-8")
    out = competentie("assess", "--scores", ratings, "--format", "markdown", cwd=project).out
    assert r"a\|b \<b\>\[x\]\(y\)\` @<!-- -->team \#<!-- -->12 me@<!-- -->b.nl" in out


def test_every_report_for_people_says_what_contradicts(project: Path, competentie: Program) -> None:
    (project / "r.yaml").write_text(
        "competentie: 1\nprofile: adviser\nperson: S\nratings: {advising: 2, listening: 1}\n", encoding="utf-8"
    )
    for format_ in ("table", "markdown"):
        out = competentie("assess", "--scores", "r.yaml", "--format", format_, cwd=project).out
        plain = out.replace("\\", "")
        assert "Advising presupposes Two (level 2) of Listening, which was rated lower" in plain


def test_saving_stale_ratings_again_does_not_make_them_fresh(project: Path, competentie: Program) -> None:
    stale = RATINGS.replace("person:", 'catalogue: {version: "0", fingerprint: 0123456789abcdef}\nperson:')
    (project / "stale.yaml").write_text(stale, encoding="utf-8")
    assert "R004" in competentie("assess", "--scores", "stale.yaml", "-o", "again.yaml", cwd=project).err
    assert "R004" in competentie("assess", "--scores", "again.yaml").err


def test_the_path_of_a_profile_selects_its_rows_too(project: Path, competentie: Program) -> None:
    (project / "t.csv").write_text("person,profile,advising\nA,adviser,2\nA,other,1\n", encoding="utf-8")
    for named in ("adviser", "profiles/adviser.yaml"):
        ran = competentie("assess", named, "--scores", "t.csv", "--person", "A", "--format", "json", cwd=project)
        assert json.loads(ran.out)["competencies"][1]["reached"] == 2


@pytest.mark.parametrize("date", ["2026-W01-1", "20260101", "2026-13-01", "1-1-2026"])
def test_a_date_is_year_month_day(date: str, project: Path, competentie: Program) -> None:
    (project / "r.yaml").write_text(RATINGS.replace("person:", f"date: {date}\nperson:"), encoding="utf-8")
    assert "a date such as 2026-11-23" in competentie("assess", "--scores", "r.yaml", cwd=project).err
