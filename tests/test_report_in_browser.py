"""Reports in a real browser: what axe finds, what is fetched, what a phone shows, and what is on which sheet."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from people import EXAMPLE, Said, write_ratings
from support import ROOT, process

CHROMIUM: Final = shutil.which("chromium")
PERSON: Final = "Noor Bakker"
TEAM: Final = ("team", "team.csv", "--profile", "opleidingscoordinator", "--by", "team")
REPORTS: Final = {
    "person": ("person", PERSON),
    "person-brief": ("person", PERSON, "--brief"),
    "team": TEAM,
    "team-names": (*TEAM, "--names"),
    "handbook": ("handbook",),
}
MOST: Final = 200_000  # bytes of a page
_QUIET: Final = ("background-networking", "component-update", "sync")
_OPTIONS: Final = ["--no-sandbox", "--disable-gpu", "--no-first-run", *(f"--disable-{one}" for one in _QUIET)]

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium")


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with each report of the shipped handbook."""
    folder = tmp_path_factory.mktemp("reports")
    shutil.copy(ROOT / "catalog.yaml", folder)
    shutil.copytree(ROOT / "profiles", folder / "profiles")
    write_ratings(folder, *EXAMPLE)
    rows = [f"P{number},T{number % 3},{number % 4},{number % 3},2,1,{number % 2},,1" for number in range(24)]
    names = ("eigenaarschap", "samenwerken", "inlevingsvermogen", "klantpartnerschap", "plannen-en-organiseren")
    head = ",".join(("person", "team", *names, "zorgvuldigheid", "expertise"))
    (folder / "team.csv").write_text("\n".join((head, *rows)), encoding="utf-8")
    for name, arguments in REPORTS.items():
        ran = process("--lang", "nl", "report", *arguments, "-o", f"{name}.html", cwd=folder)
        assert ran.returncode == 0, ran.stderr.decode()
    return folder


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    with playwright.sync_playwright() as running:
        chromium = running.chromium.launch(executable_path=CHROMIUM, args=_OPTIONS)
        yield chromium
        chromium.close()


def opened(browser: Any, file: Path, **how: Any) -> Any:
    page = browser.new_page(**how)
    page.goto(file.as_uri())
    return page


@pytest.mark.parametrize("look", [{}, {"color_scheme": "dark"}, {"forced_colors": "active"}], ids=str)
@pytest.mark.parametrize("name", REPORTS)
def test_axe_finds_nothing(name: str, look: dict[str, str], pages: Path, browser: Any) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()
    page = opened(browser, pages / f"{name}.html", bypass_csp=True, **look)
    found = axe.run(page).response["violations"]
    assert not [(one["id"], [node["html"] for node in one["nodes"]]) for one in found]
    page.close()


@pytest.mark.parametrize("name", REPORTS)
def test_nothing_is_fetched_and_a_phone_needs_no_scrolling_sideways(name: str, pages: Path, browser: Any) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 640})
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto((pages / f"{name}.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert (asked, said) == ([(pages / f"{name}.html").as_uri()], [])
    assert (pages / f"{name}.html").stat().st_size < MOST
    page.close()


@pytest.mark.parametrize("name", ["person", "person-brief"])
def test_the_first_sheet_is_the_standing_and_the_second_the_talk(name: str, pages: Path, browser: Any) -> None:
    pypdf = pytest.importorskip("pypdf", reason="pypdf is not installed")
    page = opened(browser, pages / f"{name}.html")
    page.pdf(path=pages / f"{name}.pdf", prefer_css_page_size=True)
    page.close()
    sheets = [sheet.extract_text() for sheet in pypdf.PdfReader(pages / f"{name}.pdf").pages]
    heads = ("Hoe het ervoor staat", "Wat goed gaat", "Om te bespreken en af te spreken", "Per competentie")
    assert [head in sheets[0] for head in heads] == [True, True, False, False]
    assert [head in sheets[1] for head in heads] == [False, False, True, False]
    assert "Besproken op" in sheets[1]
    assert all(
        "Vertrouwelijk" in sheet and f"{number} / {len(sheets)}" in sheet for number, sheet in enumerate(sheets, 1)
    )
    assert (len(sheets) > 2) == ("Per competentie" in "".join(sheets)) == (name == "person")


def test_the_choice_of_colours_works_whatever_a_competency_is_called(browser: Any, tmp_path: Path) -> None:
    text = (ROOT / "catalog.yaml").read_text(encoding="utf-8")
    (tmp_path / "catalog.yaml").write_text(text + "\n  dark: {label: Dark, definition: D}\n", encoding="utf-8")
    process("--lang", "nl", "report", "handbook", "-o", "page.html", cwd=tmp_path)
    page = opened(browser, tmp_path / "page.html")
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    light = page.evaluate(ground)
    page.get_by_label("donker").check()
    assert page.evaluate(ground) != light
    page.close()


@pytest.mark.parametrize("name", ["handbook", "person"])
def test_a_very_large_handbook_with_very_long_labels_fits_a_phone(name: str, browser: Any, tmp_path: Path) -> None:
    levels = [f"Level {number}" for number in range(1, 39)]
    described = {number: [f"Does {number}"] for number in range(1, 39)}
    competencies = {
        f"c{number}": {
            "label": f"{number} " + "Kindercarnavalsoptochtvoorbereiding" * 9 + " <b>&",
            "definition": "Doing it",
            "levels": described,
            **({"presupposes": [f"c{number - 1}"]} if number % 9 else {}),
        }
        for number in range(60)
    }
    head = {"competentie": 1, "title": "T", "language": "en", "version": "1", "source": "s", "levels": levels}
    (tmp_path / "catalog.yaml").write_text(json.dumps({**head, "competencies": competencies}), encoding="utf-8")
    (tmp_path / "profiles").mkdir()
    asked = {"competentie": 1, "role": "R", "version": "1", "generic": {one: {"norm": 30} for one in competencies}}
    (tmp_path / "profiles" / "adviser.yaml").write_text(json.dumps(asked), encoding="utf-8")
    write_ratings(tmp_path, Said("manager", "Ann", {"c1": "+ " * 12 + "-", "c2": 31}))
    process("report", name, *([PERSON] if name == "person" else []), "-o", "page.html", cwd=tmp_path)
    page = opened(browser, tmp_path / "page.html", viewport={"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.close()
