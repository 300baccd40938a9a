"""Reports: whose ratings lead, what is withheld, what names are on them, and a style that fetches nothing."""

import re
import stat
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from people import Said, write_ratings
from support import ON_THE_DAY, Program

from competentie.core import Ratings
from competentie.plan.report import leading
from competentie.ratings.folder import Kept
from competentie.ratings.groups import views
from competentie.ratings.reconcile import Reconciled

PERSON: Final = "Noor Bakker"
PEERS: Final = ("Bo", "Cas", "Do", "Ed")
GIVEN: Final = {"listening": "++ -", "advising": "+ .+ -"}
EARLIER: Final = Said("manager", "Ann", {"listening": "+- -", "advising": "+ .+ -"}, "2025-05-01")
MANAGER: Final = Said("manager", "Ann", GIVEN, "2026-05-01", notes={"listening.2.1": "Not in May"})
OWN: Final = Said("self", PERSON, {"listening": 2, "advising": "+ ++ -"})
GROUP: Final = tuple(Said("peer", name, GIVEN) for name in PEERS)
FEW: Final = tuple(Said("report", name, GIVEN) for name in ("Flo", "Gil"))
TEAM: Final = ("report", "team", "team.csv", "--profile", "adviser")
ROWS: Final = "".join(
    f"{name},{team},{one},{other}\n"
    for name, team, one, other in (
        *(("Ida", "North", 2, 1), ("Joe", "North", 3, 2), ("Kay", "North", 1, 2), ("Leo", "North", 2, "")),
        *(("Mia", "North", 0, 3), ("Ned", "South", 2, 2), ("Oda", "South", 1, 1), ("Pia", "West", 2, 2)),
        *((name, "East", 2, 2) for name in ("Quin", "Rob", "Sue", "Tom", "Ute")),
    )
)


@pytest.fixture
def talk(project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a project in which everybody rated somebody, and a team was rated."""
    monkeypatch.setenv(*next(iter(ON_THE_DAY.items())))
    write_ratings(project, EARLIER, MANAGER, OWN, *GROUP, *FEW)
    (project / "team.csv").write_text(f"person,team,listening,advising\n{ROWS}", encoding="utf-8")
    return project


@pytest.mark.parametrize(
    ("name", "arguments", "lang"),
    [
        ("person", ("report", "person", PERSON), "nl"),
        ("person-brief", ("report", "person", PERSON, "--brief"), "en"),
        ("team", (*TEAM, "--by", "team"), "nl"),
        ("team-names", (*TEAM, "--names", "--by", "team"), "en"),
        ("handbook", ("report", "handbook"), "en"),
    ],
)
def test_reports_read_like_this(
    name: str,
    arguments: tuple[str, ...],
    lang: str,
    talk: Path,
    competentie: Program,
    golden: Callable[[str, str], None],
) -> None:
    ran = competentie(*arguments, "--format", "markdown", lang=lang, cwd=talk)
    assert ran.code == 0, ran.err
    golden(f"report-{name}.md", ran.out)


@pytest.mark.parametrize(
    ("raters", "leads"),
    [
        ("agreed manager self", "agreed"),
        ("self external manager peer peer peer peer", "manager"),
        ("self assessor external", "external"),
        ("self assessor", "assessor"),
        ("self peer peer peer peer", "self"),
        ("peer peer peer peer report report report report", None),
    ],
)
def test_one_rater_leads_and_never_one_of_a_group(raters: str, leads: str | None) -> None:
    rated = [
        Ratings({"listening": 2}, PERSON, "adviser", f"Rater {number}", relation, "2026-05-01")
        for number, relation in enumerate(raters.split())
    ]
    found = leading(views([Kept(Path(str(one)), Reconciled(one)) for one in rated], 4))
    assert (found and found.relation) == leads


def test_of_several_of_one_relation_the_latest_leads() -> None:
    days = {"Ann": "2026-05-01", "Ben": "2026-05-03", "Cas": "2026-05-02"}
    rated = [Ratings({}, PERSON, "adviser", name, "manager", day) for name, day in days.items()]
    found = leading(views([Kept(Path(str(one)), Reconciled(one)) for one in rated], 4))
    assert found is not None
    assert found.rater == "Ben"


@given(peers=st.integers(0, 6), reports=st.integers(0, 6), manager=st.booleans())
def test_a_group_is_told_by_its_number_or_not_at_all(
    *, peers: int, reports: int, manager: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    from support import CATALOGUE, PROFILE

    from competentie.cli import run

    folder = tmp_path_factory.mktemp("talk")
    (folder / "profiles").mkdir()
    (folder / "catalog.yaml").write_text(CATALOGUE, encoding="utf-8")
    (folder / "profiles" / "adviser.yaml").write_text(PROFILE, encoding="utf-8")
    secret = {"listening": "++ +", "advising": "+ ++ -"}
    groups = [Said("peer", f"Peer-{n}", secret) for n in range(peers)]
    groups += [Said("report", f"Report-{n}", secret) for n in range(reports)]
    write_ratings(folder, *([MANAGER] if manager else []), *groups)
    if not (peers or reports or manager):
        return
    page = folder / "page.html"
    catalogue = str(folder / "catalog.yaml")
    assert run(["--lang", "en", "--catalog", catalogue, "report", "person", PERSON, "-qo", str(page)]) == 0
    text = page.read_text(encoding="utf-8")
    assert not re.search(r"Peer-\d|Report-\d", text)
    for number, head in ((peers, "Peers"), (reports, "Direct reports")):
        assert (f"{head} (n={number})" in text) == (number >= 4)
        assert (f"{head}: withheld, {number} of at least 4" in text) == (0 < number < 4)
    assert ("norms met" in text) == manager
    if not manager and max(peers, reports) < 4:
        assert "2: " not in text


def test_a_group_alone_has_no_verdict_and_no_plan(project: Path, competentie: Program) -> None:
    write_ratings(project, *GROUP)
    text = competentie("report", "person", PERSON, cwd=project).out
    assert "No verdict: only groups rated" in text
    assert "norms met" not in text
    assert "To discuss" not in text
    assert "3/4" not in text  # all four agree


def test_what_was_agreed_is_filled_in(talk: Path, competentie: Program) -> None:
    assert competentie("plan", PERSON, "--relation", "manager", "--save", cwd=talk).code == 0
    (plan,) = (talk / "ratings").glob("*.plan.yaml")
    plan.write_text(plan.read_text(encoding="utf-8").replace('action: ""', 'action: "Sits in"', 1), encoding="utf-8")
    text = competentie("report", "person", PERSON, "--format", "html", cwd=talk).out
    assert "<dd>Sits in</dd>" in text


def test_a_file_is_as_good_as_a_name(talk: Path, competentie: Program) -> None:
    files = sorted(path.relative_to(talk) for path in (talk / "ratings").glob("*.yaml"))
    named = competentie("report", "person", PERSON, cwd=talk)
    assert competentie("report", "person", *files, cwd=talk).out == named.out
    alone = competentie("report", "person", files[-1], cwd=talk)  # of one in a group
    assert "withheld, 1 of at least 4" in alone.out
    assert "Flo" not in alone.out + alone.err


def test_everybody_gets_pages_for_the_owner_alone(talk: Path, competentie: Program) -> None:
    write_ratings(talk, *(replace(MANAGER, person=name) for name in ("../Eve", "Ümit")))
    refused = competentie("report", "person", "--all", cwd=talk)
    assert (refused.code, refused.out) == (2, "")
    ran = competentie("report", "person", "--all", "-o", "pages", cwd=talk)
    assert (ran.code, ran.err) == (0, "3 files are in pages\n")
    pages = sorted((talk / "pages").iterdir())
    assert [re.sub(r"[0-9a-f]{8}", "#", page.name) for page in pages] == [
        "eve.#.html",
        "noor-bakker.#.html",
        "umit.#.html",
    ]
    assert {stat.S_IMODE(page.stat().st_mode) for page in pages} == {0o600}
    assert stat.S_IMODE((talk / "pages").stat().st_mode) == 0o700


@pytest.mark.parametrize(
    "arguments", [(), (PERSON, "--all"), ("Nobody",), ("no.yaml",), ("team.csv",), (PERSON, "--css", "x.css")]
)
def test_wrong_use_of_a_report_is_refused(arguments: tuple[str, ...], talk: Path, competentie: Program) -> None:
    ran = competentie("report", "person", *arguments, cwd=talk)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("error:")


def test_a_team_names_nobody_unless_that_is_asked(talk: Path, competentie: Program) -> None:
    names = re.findall(r"^\w+", ROWS, re.MULTILINE)
    page = competentie(*TEAM, "--by", "team", "--format", "html", cwd=talk).out
    assert not [name for name in names if re.search(rf"\b{name}\b", page)]
    assert "Confidential" not in page
    assert "2 groups are withheld, with 3 people in all" not in page  # 3 are fewer than 5, so a third is withheld
    assert re.search(r"3 groups are withheld, with 8 people in all", page)
    named = competentie(*TEAM, "--by", "team", "--names", "--format", "html", cwd=talk).out
    assert all(re.search(rf"\b{name}\b", named) for name in names)
    assert "Confidential" in named
    assert not re.search("by group|North|South|withheld", named)


@pytest.mark.parametrize("number", [1, 4, 5])
def test_of_a_small_team_nothing_is_told(number: int, talk: Path, competentie: Program) -> None:
    rows = "".join(f"P{place},x,2,1\n" for place in range(number))
    (talk / "team.csv").write_text(f"person,team,listening,advising\n{rows}", encoding="utf-8")
    page = competentie(*TEAM, cwd=talk).out
    assert ("withheld, since fewer than 5 people" in page) == (number < 5)
    assert {text in page for text in ("norms met (", "meet all norms", "%")} == {number >= 5}


def test_somebody_with_several_dates_is_one_of_a_team(talk: Path, competentie: Program) -> None:
    rows = "".join(f"Ida,2026-05-0{day},2,1\n" for day in range(1, 7))
    (talk / "team.csv").write_text(f"person,date,listening,advising\n{rows}", encoding="utf-8")
    page = competentie(*TEAM, cwd=talk).out
    assert "Adviser: 1 person\nHandbook 1 · 6 ratings\n" in page
    assert "withheld, since fewer than 5 people" in page
    assert "%" not in page


def test_relations_are_not_mixed_in_a_team(talk: Path, competentie: Program) -> None:
    (talk / "team.csv").write_text(
        "person,rater,relation,listening\nIda,Ann,manager,2\nIda,Ida,self,1\nJoe,Ann,manager,2\n", encoding="utf-8"
    )
    refused = competentie(*TEAM, cwd=talk)
    assert (refused.code, refused.out) == (2, "")
    assert "--relation" in refused.err
    assert competentie(*TEAM, "--relation", "manager", cwd=talk).code == 0


def test_every_behaviour_has_an_address_and_no_two_have_the_same(talk: Path, competentie: Program) -> None:
    catalogue = (talk / "catalog.yaml").read_text(encoding="utf-8")
    (talk / "catalog.yaml").write_text(catalogue + "  content: {label: Content, definition: D}\n", encoding="utf-8")
    page = competentie("report", "handbook", "--format", "html", cwd=talk).out
    ids = re.findall(r' id="([^"]*)"', page)
    assert len(ids) == len(set(ids))
    assert {"listening", "listening.1.2", "advising.2.1", "content"} <= set(ids)
    assert set(re.findall(r'href="#([^"]*)"', page)) <= set(ids)


@pytest.mark.parametrize(
    "style",
    [
        "p { background: url(https://example.org/x) }",
        "p { background: URL (x) }",
        "@import 'x.css';",
        "p { width: expression(1) }",
        "p { background: image-set('x.png' 1x) }",
        "@font-face { font-family: x; src: local(x) }",
        "p::after { content: '</style><script>x</script>' }",
        "p { background: u\\72l(x) }",
        "p { behavior: x }",
        "p { -moz-binding: x }",
        "p::before { content: '\u202e' }",
        "<!-- p {} -->",
    ],
)
def test_a_style_that_could_fetch_or_break_out_is_refused_by_line(style: str, talk: Path, competentie: Program) -> None:
    (talk / "own.css").write_text(f"h1 {{ color: teal }}\n{style}\n", encoding="utf-8")
    ran = competentie("report", "handbook", "--css", "own.css", "-o", "out.html", cwd=talk)
    assert ran.code == 2
    assert ran.err.startswith("error: own.css:2: `")
    assert not (talk / "out.html").exists()


def test_a_style_of_ones_own_stands_behind_ours_and_is_allowed_by_the_policy(talk: Path, competentie: Program) -> None:
    (talk / "own.css").write_bytes("\ufeffh1 { color: teal }\r\n@media (width < 40rem) { p { margin: 0 } }".encode())
    page = competentie("report", "handbook", "--css", "own.css", "--format", "html", cwd=talk).out
    style = page[page.index("<style>") + 7 : page.index("</style>")]
    assert style.endswith("h1 { color: teal }\n@media (width < 40rem) { p { margin: 0 } }")
    assert f"'sha256-{b64encode(sha256(style.encode()).digest()).decode()}'" in page.replace("&#x27;", "'")
    assert competentie("report", "handbook", "--css", "own.css", cwd=talk).code == 2


def test_a_style_that_leaves_something_open_takes_nothing_of_ours_away(talk: Path, competentie: Program) -> None:
    (talk / "own.css").write_text("p { margin: 0 } /* open", encoding="utf-8")
    page = competentie("report", "person", PERSON, "--css", "own.css", "--format", "html", cwd=talk).out
    assert page.index("@bottom-left") < page.index("/* open")


def test_a_style_that_never_ends_is_refused(talk: Path, competentie: Program) -> None:
    ran = competentie("report", "handbook", "--css", "/dev/zero", "--format", "html", cwd=talk)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("error: /dev/zero could not be opened: ")
