"""From files to domain values: extending profiles, texts per language, empty and any number of levels."""

from fractions import Fraction
from pathlib import Path

import pytest
from support import CATALOGUE, PROFILE

from competentie.api import InvalidDataError, assess, load, score
from competentie.core import LIMIT, Group, Status, fingerprint
from competentie.handbook.load import load_project
from competentie.page.language import Words


def write(folder: Path, name: str, text: str) -> None:
    (folder / "profiles" / name).write_text(text, encoding="utf-8")


def test_a_profile_that_extends_has_the_rows_of_its_base_first(project: Path) -> None:
    write(project, "base.yaml", "competentie: 1\nrole: Base\nversion: '1'\ngeneric: {advising: {norm: 1}}\n")
    write(
        project,
        "middle.yaml",
        "competentie: 1\nrole: M\nversion: '1'\nextends: base\ngeneric: {listening: {norm: 2}}\n",
    )
    write(
        project,
        "top.yaml",
        "competentie: 1\nrole: T\nversion: '1'\nextends: middle\ngeneric: {advising: {norm: 3, rationale: More}}\n",
    )
    top = load(project / "catalog.yaml").profiles["top"]
    assert [(row.competency, row.norm) for row in top.rows] == [("advising", 3), ("listening", 2)]
    assert top.rows[0].rationale is not None


def test_an_override_may_change_the_group(project: Path) -> None:
    write(
        project,
        "top.yaml",
        "competentie: 1\nrole: T\nversion: '1'\nextends: adviser\nspecific: {listening: {norm: 3}}\n",
    )
    top = load(project / "catalog.yaml").profiles["top"]
    assert [(row.competency, row.group) for row in top.rows] == [
        ("advising", Group.SPECIFIC),
        ("listening", Group.SPECIFIC),
    ]


def test_texts_may_be_given_per_language(project: Path) -> None:
    text = CATALOGUE.replace("label: Listening", "label: {nl: Luisteren, en: Listening}")
    text = text.replace("Looks up, Nods at pauses", "{nl: Kijkt op, en: Looks up}, Nods at pauses")
    (project / "catalog.yaml").write_text(text, encoding="utf-8")
    catalogue = load(project / "catalog.yaml").catalogue
    listening = catalogue.competencies["listening"]
    assert listening.levels is not None
    assert [Words(one).text(listening.label) for one in ("nl", "en")] == ["Luisteren", "Listening"]
    assert [Words("nl").text(one.text) for one in listening.levels[0]] == ["Kijkt op", "Nods at pauses"]


def test_a_text_that_lacks_the_language_is_shown_in_the_catalogues_own(project: Path) -> None:
    text = CATALOGUE.replace("label: Listening", "label: {fr: Écouter, en: Listening}")
    (project / "catalog.yaml").write_text(text, encoding="utf-8")
    label = load(project / "catalog.yaml").catalogue.competencies["listening"].label
    assert Words("nl", fallback="en").text(label) == "Listening"
    assert Words("nl").text(label) == "Écouter"


@pytest.mark.parametrize("height", [1, 2, 7])
def test_any_number_of_levels(height: int, tmp_path: Path) -> None:
    levels = "".join(f"      {level}: [Does {level}]\n" for level in range(1, height + 1))
    names = ", ".join(f"L{level}" for level in range(1, height + 1))
    (tmp_path / "catalog.yaml").write_text(
        f"competentie: 1\ntitle: T\nlanguage: en\nversion: '1'\nsource: s\nlevels: [{names}]\n"
        f"competencies:\n  a:\n    label: A\n    definition: D\n    levels:\n{levels}",
        encoding="utf-8",
    )
    catalogue = load(tmp_path / "catalog.yaml").catalogue
    assert catalogue.height == height
    assert len(catalogue.competencies["a"].behaviours()) == height


@pytest.mark.parametrize(
    ("written", "exact"),
    [("1", "1"), ("0.75", "3/4"), ("0.333333333333333333333333333333", "333333333333333333333333333333e-30")],
)
def test_attain_is_read_exactly(written: str, exact: str, project: Path) -> None:
    text = CATALOGUE.replace("levels: [One", f"policy: {{attain: {written}}}\nlevels: [One")
    (project / "catalog.yaml").write_text(text, encoding="utf-8")
    assert load(project / "catalog.yaml").catalogue.attain == Fraction(exact)


def test_every_file_is_reported_in_one_run(project: Path) -> None:
    (project / "catalog.yaml").write_text(CATALOGUE.replace("cluster: work", "cluster: wrok"), encoding="utf-8")
    write(project, "adviser.yaml", PROFILE.replace("norm: 2}", "norm: no}"))
    write(project, "broken.yaml", "a: b: c\n")
    loaded, found = load_project(project / "catalog.yaml")
    assert loaded is None
    assert [one.code for one in found] == ["C002", "C002", "S008", "S002", "S002", "S002", "Y021"]


def test_the_fingerprint_follows_the_texts_that_were_rated(project: Path) -> None:
    before = load(project / "catalog.yaml").catalogue
    (project / "catalog.yaml").write_text(CATALOGUE.replace("Sums up", "Sums it up"), encoding="utf-8")
    after = load(project / "catalog.yaml").catalogue
    assert fingerprint(before, ["listening"]) != fingerprint(after, ["listening"])
    assert fingerprint(before, ["advising"]) == fingerprint(after, ["advising"])
    assert fingerprint(before, ["advising", "listening"]) == fingerprint(before, ["listening", "advising"])


def test_the_public_api_assesses_and_scores(project: Path) -> None:
    loaded = load(project / "catalog.yaml")
    result = assess(
        loaded, "adviser", {"listening": {"1.1": "shown", "1.2": "shown", "2.1": "not_shown"}, "advising": 2}
    )
    assert [one.gap.status for one in result.outcomes] == [Status.SHORT, Status.MEETS]
    (project / "all.csv").write_text("person,listening,advising\nA,2,1\nB,,3\n", encoding="utf-8")
    scored = list(score(loaded, project / "all.csv", "adviser"))
    assert [one.ratings.person for one in scored] == ["A", "B"]


def test_the_public_api_says_what_is_wrong_without_naming_people(project: Path) -> None:
    loaded = load(project / "catalog.yaml")
    with pytest.raises(InvalidDataError, match="R003") as wrong:
        assess(loaded, "adviser", {"listening": 9}, person="Secret Name")
    assert "Secret" not in str(wrong.value)
    (project / "all.csv").write_text("person,listening\nSecret Name,9\n", encoding="utf-8")
    with pytest.raises(InvalidDataError, match="T006") as wrong:
        list(score(loaded, project / "all.csv", "adviser"))
    assert "Secret" not in str(wrong.value)
    assert "row 2" in wrong.value.explain()[0]


def test_a_base_of_a_base_that_is_missing_is_reported_where_it_is_named(project: Path) -> None:
    write(project, "a.yaml", "competentie: 1\nrole: A\nversion: '1'\nextends: b\n")
    write(project, "b.yaml", "competentie: 1\nrole: B\nversion: '1'\nextends: nowhere\n")
    write(project, "long.yaml", f"competentie: 1\nrole: L\nversion: '1'\nextends: {'x' * 300}\n")
    _, found = load_project(project / "catalog.yaml")
    assert [(Path(one.path).name, one.code) for one in found] == [
        ("a.yaml", "P008"),
        ("b.yaml", "P006"),
        ("long.yaml", "P006"),
    ]


def test_a_file_with_endless_findings_is_cut_short_and_it_is_said(project: Path) -> None:
    rows = "".join(f"  unknown-{number}: {{norm: 1}}\n" for number in range(2000))
    write(project, "adviser.yaml", PROFILE + rows)
    _, found = load_project(project / "catalog.yaml")
    assert [one.code for one in found].count("P001") == LIMIT
    assert "S006" in {one.code for one in found}


def test_a_norm_from_the_base_that_is_below_an_implied_one_is_reported_at_extends(project: Path) -> None:
    write(project, "base.yaml", "competentie: 1\nrole: B\nversion: '1'\ngeneric: {listening: {norm: 1}}\n")
    top = "competentie: 1\nrole: T\nversion: '1'\nextends: base\nspecific: {advising: {norm: 1}}\n"
    write(project, "top.yaml", top)
    _, found = load_project(project / "catalog.yaml")
    assert [(one.code, Path(one.path).name, one.span.line) for one in found] == [("P004", "top.yaml", 4)]


# P004, P010, P011, C014, C015

NORMS = """\
competentie: 1
title: T
language: en
version: "1"
source: s
license: l
levels: [One, Two, Three]
competencies:
  listening: {label: L, definition: a b, levels: {1: [x y], 2: [x z], 3: [y z]}}
  coding: {label: C, definition: c d, levels: {1: [v w], 2: [v u], 3: [w u]}}
  coaching: {label: Co, definition: e f, presupposes: {listening: 2}, levels: {1: [o p], 2: [o q], 3: [p q]}}
  testing: {label: Te, definition: i j, presupposes: {coding: 1}, levels: {1: [k m], 2: [k n], 3: [m n]}}
  reviewing:
    {label: R, definition: g h, presupposes: {coding: 2, listening: 1}, levels: {1: [r s], 2: [r t], 3: [s t]}}
  chairing: {label: Ch, definition: a c, presupposes: {listening: 2}, levels: {1: [a d], 2: [a e], 3: [a f]}}
"""


def norms(project: Path, catalogue: str = NORMS, **profiles: str) -> list[str]:
    """Return what is wrong with profiles, written as `base | rows`, each with its file."""
    (project / "catalog.yaml").write_text(catalogue, encoding="utf-8")
    (project / "profiles" / "adviser.yaml").unlink(missing_ok=True)
    for name, text in profiles.items():
        base, rows = text.split("|")
        extends = f"extends: {base.strip()}\n" if base.strip() else ""
        generic = "".join(f"  {one}: {{norm: {norm}}}\n" for one, norm in (row.split() for row in rows.split(",")))
        write(project, f"{name}.yaml", f"competentie: 1\nrole: R\nversion: '1'\n{extends}generic:\n{generic}")
    _, found = load_project(project / "catalog.yaml")
    return [f"{Path(one.path).stem} {one.code}: {Words('en')(one.message)}" for one in found]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("listening 1, reviewing 1, coding 2", []),
        (
            "listening 1, coaching 1, reviewing 1, coding 2",
            ["a P004: the norm 1 of `listening` is below 2, which `coaching` presupposes"],
        ),
        (
            "coding 1, testing 1, reviewing 1, listening 1",
            ["a P004: the norm 1 of `coding` is below 2, which `reviewing` presupposes"],
        ),
        (
            "listening 1, coaching 1, chairing 1",
            ["a P004: the norm 1 of `listening` is below 2, which `coaching`, `chairing` presuppose"],
        ),
    ],
)
def test_a_norm_below_an_implied_one_names_who_asks_for_it(rows: str, expected: list[str], project: Path) -> None:
    assert norms(project, a=f"| {rows}") == expected


def test_a_norm_below_an_implied_one_is_reported_where_it_began(project: Path) -> None:
    began = "the norm 1 of `listening` is below 2, which `coaching` presupposes"
    base = "has errors of its own"
    assert norms(
        project,
        a="| listening 1, coaching 1",
        b="a | testing 1",
        c="b | reviewing 1",
        d="a | listening 2",  # mends it
        e="a | coding 1, reviewing 1",  # has one of its own besides
    ) == [
        f"a P004: {began}",
        f"b P008: the profile `a`, which this one extends, {base}",
        f"c P008: the profile `b`, which this one extends, {base}",
        "e P004: the norm 1 of `coding` is below 2, which `reviewing` presupposes",
    ]


@pytest.mark.parametrize(
    ("levels", "norm", "expected"),
    [
        ("1: [x y], 2: [], 3: [y z]", 2, "P010: level 2 of `testing` describes nothing: it asks level 1"),
        ("1: [x y], 2: [], 3: []", 3, "P010: level 3 of `testing` describes nothing: it asks level 1"),
        ("1: [], 2: [], 3: [y z]", 2, "P011: no level of `testing` up to 2 describes anything: nothing is asked"),
        ("1: [], 2: [x y], 3: []", 2, ""),
        ("1: [], 2: [], 3: []", 2, ""),  # nothing is described: each level is rated by itself
    ],
)
def test_a_norm_on_a_level_that_describes_nothing(levels: str, norm: int, expected: str, project: Path) -> None:
    catalogue = NORMS.replace("1: [k m], 2: [k n], 3: [m n]", levels)
    assert norms(project, catalogue, a=f"| testing {norm}, coding 1") == [f"a {expected}"] * bool(expected)


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ("1: [v w], 2: [], 3: [w u]", "C014: level 2 of `coding` describes nothing: it asks level 1"),
        ("1: [], 2: [], 3: [w u]", "C015: no level of `coding` up to 2 describes anything: nothing is asked"),
        ("1: [], 2: [w u], 3: []", ""),
        ("1: [], 2: [], 3: []", ""),
    ],
)
def test_a_presupposed_level_that_describes_nothing(levels: str, expected: str, project: Path) -> None:
    catalogue = NORMS.replace("1: [v w], 2: [v u], 3: [w u]", levels).replace("{coding: 1}", "[coding]")
    assert norms(project, catalogue) == [f"catalog {expected}"] * bool(expected)


def test_a_norm_is_not_below_an_implied_one_by_levels_that_describe_nothing(project: Path) -> None:
    catalogue = NORMS.replace("1: [x y], 2: [x z], 3: [y z]", "1: [x y], 2: [], 3: [y z]")
    found = norms(project, catalogue, a="| listening 1, coaching 1")
    assert {one.split(":")[0] for one in found} == {"catalog C014"}
