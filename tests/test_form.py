"""`form`: made for who has no such program, filled in by keyboard or in a spreadsheet, and kept by `ratings add`."""

import re
import shutil
import stat
import subprocess
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright
from support import CATALOGUE, ROOT, Program

from competentie.files.yaml import Document

CHROMIUM, OFFICE = (shutil.which(name) for name in ("chromium", "soffice"))
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync", "--no-first-run")
NOTE = "een “opmerking” =1+1 <b>\nin twee regels"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("there is no Chromium here")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*ARGUMENTS])
        yield browser
        browser.close()


@pytest.fixture
def opened(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open a file, and hold at the end that nothing was wrong with it, nor asked of anything but the disk."""
    pages: list[Page] = []
    troubles: list[str] = []

    def open_page(path: Path, **options: Any) -> Page:
        page = browser.new_page(**options)
        page.on("console", lambda message: troubles.append(message.text))
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("dialog", lambda dialog: troubles.append(dialog.message))
        page.on("request", lambda one: None if one.url.startswith("file:") else troubles.append(one.url))
        page.goto(path.as_uri())
        pages.append(page)
        return page

    yield open_page
    assert [one for one in troubles if not one.startswith("blob:")] == []
    for page in pages:
        page.close()


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with the handbook that ships, in which we are."""
    shutil.copy(ROOT / "catalog.yaml", tmp_path)
    shutil.copytree(ROOT / "profiles", tmp_path / "profiles")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def form(
    competentie: Program, path: Path, *options: str, lang: str = "nl", profile: str = "opleidingscoordinator"
) -> Path:
    ran = competentie("form", profile, *options, "-o", path, lang=lang)
    assert ran.code == 0, ran.err
    return path


def saved(page: Page, path: Path) -> Path:
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    download.value.save_as(path)
    return path


def kept(folder: Path) -> dict[str, Any]:
    (file,) = (folder / "ratings").iterdir()
    data = Document(str(file), file.read_text(encoding="utf-8")).data
    assert isinstance(data, dict)
    return data


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def answered(page: Page) -> str:
    return page.locator("#count").inner_text()


# In a browser


def test_the_form_is_filled_in_by_keyboard_saved_continued_and_added(
    here: Path, competentie: Program, opened: Callable[..., Page]
) -> None:
    path = form(competentie, here / "f.html", "--person", "Sanne Voorbeeld")
    page = opened(path)
    press(page, "Tab", "Enter", "Tab", *"jn-.j")  # the skip link, the first question, five answers
    assert answered(page) == "4 van 47 beoordeeld"
    press(page, "Shift+Tab", "Enter", "Tab")  # back to the fold-out of the last answer
    page.keyboard.insert_text(NOTE)
    press(page, "Tab")
    page.keyboard.insert_text("project LMS")
    page.focus("#save")
    press(page, "Enter")
    assert "vul ‘Uw relatie tot deze persoon’ in" in page.locator("#status").inner_text()
    assert page.evaluate("document.activeElement.id") == "relation"
    press(page, "c")  # collega
    page.focus("#rater")
    page.keyboard.insert_text("Jan 'de Boer'")
    page.focus("#save")
    first = saved(page, here / "first.json")

    page = opened(path)
    page.set_input_files("#open", first)
    page.wait_for_function("document.querySelector('#status').textContent")
    assert page.locator("#status").inner_text() == "4 antwoorden zijn gelezen."
    assert page.evaluate("document.activeElement.name") == "eigenaarschap.1.4"  # the first that is open
    assert page.locator(".note").nth(4).input_value() == NOTE
    press(page, "j", "Tab")
    page.locator("[name='eigenaarschap.2.2']").first.focus()
    press(page, *"j" * 42)
    assert answered(page) == "47 van 47 beoordeeld"
    assert page.evaluate("document.activeElement.id") == "save"  # behind the last question
    second = saved(page, here / "second.json")

    assert competentie("ratings", "add", second).code == 0
    data = kept(here)
    assert (data["person"], data["rater"]) == ("Sanne Voorbeeld", {"name": "Jan 'de Boer'", "relation": "peer"})
    assert data["ratings"]["eigenaarschap"] == {
        "1.1": "shown",
        "1.2": "not_shown",
        "1.3": "not_applicable",
        "1.4": "shown",
        "2.1": {"rating": "shown", "note": NOTE, "evidence": "project LMS"},
        "2.2": "shown",
        "2.3": "shown",
        "2.4": "shown",
    }
    assert sum(len(one) for one in data["ratings"].values()) == 47
    assert competentie("assess", "--scores", first, lang="nl").code == 0


def test_levels_are_answered_with_a_digit(here: Path, competentie: Program, opened: Callable[..., Page]) -> None:
    path = form(competentie, here / "f.html", "--by", "level", "--person", "Noor", "--relation", "zelf", lang="en")
    page = opened(path)
    press(page, "Tab", "Enter", "Tab", *"0123.21")
    assert answered(page) == "6 of 7 rated"
    page.locator("summary").last.focus()
    press(page, "Enter", "Tab")  # the fold-out of the last answer
    page.keyboard.insert_text(NOTE)
    page.focus("#save")
    first = saved(page, here / "n.json")
    page = opened(path)
    page.set_input_files("#open", first)
    page.wait_for_function("document.querySelector('#status').textContent")
    assert page.locator("#status").inner_text() == "6 answers were read."
    page.focus("#save")
    assert saved(page, here / "again.json").read_bytes() == first.read_bytes()
    assert competentie("ratings", "add", first).code == 0
    data = kept(here)
    assert data["rater"] == {"relation": "self"}
    assert list(data["ratings"].values()).count({"rating": 1, "note": NOTE}) == 1
    assert sorted(one for one in data["ratings"].values() if isinstance(one, int)) == [0, 1, 2, 2, 3]


def test_keys_do_nothing_outside_a_question(here: Path, competentie: Program, opened: Callable[..., Page]) -> None:
    page = opened(form(competentie, here / "f.html"))
    press(page, *"jn-.")
    page.focus("#rater")
    press(page, *"jn-.")
    page.locator("summary").first.click()
    page.locator(".note").first.focus()
    press(page, *"jn-.")
    page.locator("[type=radio]").first.focus()
    press(page, "Control+j")
    assert answered(page) == "0 van 47 beoordeeld"
    assert page.locator("#rater").input_value() == page.locator(".note").first.input_value() == "jn-."


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "Dit is geen bestand dat met zo'n formulier is bewaard."),
        ('{"competentie": 1, "ratings": null}', "Dit is geen bestand dat met zo'n formulier is bewaard."),
        ('{"competentie": 1, "profile": "<b>x", "ratings": {}}', "Dit bestand is voor een andere rol: ‘<b>x’."),
        (
            """{"competentie": 1, "profile": "opleidingscoordinator",
            "catalogue": {"texts": {"eigenaarschap.1.1": "x"}},
            "ratings": {"eigenaarschap": {"1.1": {"rating": "shown"}, "1.2": {"rating": "shown"}}, "zang": 3}}""",
            "1 antwoorden zijn gelezen. 2 antwoorden staan hier niet: hun teksten zijn veranderd, of ",
        ),
    ],
)
def test_a_file_that_does_not_fit_is_said(
    content: str, said: str, here: Path, competentie: Program, opened: Callable[..., Page]
) -> None:
    page = opened(form(competentie, here / "f.html"))
    (here / "x.json").write_text(content, encoding="utf-8")
    page.set_input_files("#open", here / "x.json")
    page.wait_for_function("document.querySelector('#status').textContent")
    assert page.locator("#status").inner_text().startswith(said)


@pytest.mark.parametrize("theme", [{"color_scheme": "light"}, {"color_scheme": "dark"}, {"forced_colors": "active"}])
@pytest.mark.parametrize("by", ["behaviour", "level"])
def test_everybody_can_use_it_on_any_screen(
    by: str, theme: dict[str, str], here: Path, competentie: Program, opened: Callable[..., Page]
) -> None:
    page = opened(form(competentie, here / "f.html", "--by", by), viewport={"width": 320, "height": 700}, **theme)
    page.locator("[type=radio]").first.check()
    for summary in page.locator("summary").all()[:2]:
        summary.click()
    page.focus("#save")
    press(page, "Enter")
    violations = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in violations] == []
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_what_is_chosen_can_be_read_in_forced_colours(
    here: Path, competentie: Program, opened: Callable[..., Page]
) -> None:
    """A browser lays a ground of its own behind texts there, on which the colours of a page need not show."""
    page = opened(form(competentie, here / "f.html"), forced_colors="active")
    for answer, number in (("shown", 0), ("not_shown", 1), ("not_applicable", 2)):
        page.locator(f"[value={answer}]").nth(number).check()
    for chosen in ("#save", *(f".{answer}:has(:checked)" for answer in ("shown", "not_shown", "not_applicable"))):
        of = page.locator(chosen).evaluate(
            "one => ['color', 'backgroundColor', 'forcedColorAdjust'].map(name => getComputedStyle(one)[name])"
        )
        assert of[2] == "none", chosen
        assert of[0] != of[1], chosen


def test_its_colours_are_those_of_every_page() -> None:
    page, own = (ROOT / "competentie" / name for name in ("page/page.css", "table/form.css"))
    known = set(re.findall(r"(--[\w-]+):", page.read_text(encoding="utf-8")))
    assert set(re.findall(r"var\((--[\w-]+)\)", own.read_text(encoding="utf-8"))) <= known


ATTEMPTS = {
    "connect-src": "fetch('https://example.org/').catch(() => 0)",
    "img-src": "document.body.append(Object.assign(new Image(), {src: 'https://example.org/x.png'}))",
    "style-src-attr": "document.body.setAttribute('style', 'color: red')",
    "style-src-elem": "document.head.append(Object.assign(document.createElement('style'), {textContent: 'p{}'}))",
    "script-src-elem": "document.head.append(Object.assign(document.createElement('script'), {textContent: '1'}))",
}


@pytest.mark.parametrize("directive", ATTEMPTS)
def test_the_policy_stops_every_attempt(directive: str, here: Path, competentie: Program, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(form(competentie, here / "f.html").as_uri())
    stopped = page.evaluate(
        f"""() => new Promise(resolve => {{
            document.addEventListener("securitypolicyviolation", event => resolve(event.effectiveDirective));
            {ATTEMPTS[directive]};
            setTimeout(() => resolve("nothing was stopped"), 2000);
        }})"""
    )
    assert stopped == directive
    page.close()


def test_without_scripts_it_can_be_read_and_says_so(here: Path, competentie: Program, browser: Browser) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto(form(competentie, here / "f.html").as_uri())
    assert page.locator("#nojs").is_visible()
    assert not page.locator("#save").is_visible()
    assert page.locator("fieldset[data-code]").count() == 47
    page.close()


HOSTILE = (
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)> & \"quotes\" 'too'",
    '=HYPERLINK(\\"https://example.org\\",1)',
    "{n} %s ${x} `code` \u202egnitirw \u00e9 \U0001f600",
    "x" * 340,
)


def hostile(folder: Path) -> None:
    """Make a project with texts that would be markup, scripts, formulas or formats, and many levels of them."""
    texts = [f'"{text}"' for text in HOSTILE[:1] + HOSTILE[2:]] + [f"'{HOSTILE[1].replace(chr(39), chr(39) * 2)}'"]
    levels = "".join(
        f"      {level}: [{', '.join(texts) if level < 3 else f'Does {level}'}]\n" for level in range(1, 39)
    )
    catalogue = re.sub(r"levels: \[.*\]", f"levels: [{', '.join(f'L{level}' for level in range(1, 39))}]", CATALOGUE)
    catalogue = catalogue.partition("competencies:")[0] + "competencies:\n"
    for number in range(60):
        label, definition = texts[number % 5], texts[(number + 1) % 5]
        catalogue += f"  c{number}:\n    label: {label}\n    definition: {definition}\n    levels:\n{levels}"
    (folder / "profiles").mkdir()
    (folder / "catalog.yaml").write_text(catalogue, encoding="utf-8")
    rows = "".join(f"  c{number}: {{norm: 2}}\n" for number in range(60))
    profile = f'competentie: 1\nrole: {texts[0]}\nversion: "1"\ngeneric:\n{rows}'
    (folder / "profiles" / "bad.yaml").write_text(profile, encoding="utf-8")


@pytest.mark.parametrize("ending", ["html", "xlsx"])
def test_texts_are_data(
    ending: str,
    tmp_path: Path,
    competentie: Program,
    opened: Callable[..., Page],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hostile(tmp_path)
    monkeypatch.chdir(tmp_path)
    name = "<script>alert(1)</script>"
    path = form(competentie, tmp_path / f"f.{ending}", "--person", name, "--relation", "manager", profile="bad")
    if ending == "html":
        page = opened(path)
        assert page.locator("script").count() == 2
        assert page.locator("img").count() == 0
        press(page, "Tab", "Enter", "Tab", *"jjjjj")
        page.focus("#save")
        filled = saved(page, tmp_path / "filled.json")
    else:
        filled = in_a_spreadsheet(path, tmp_path / "filled.xlsx", ["ja"] * 5)
        sheet = openpyxl.load_workbook(path).worksheets[0]
        formulas = [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
        assert formulas == ["B6"]  # our own: how far it is
    ran = competentie("ratings", "add", filled)
    assert ran.code == 0, ran.err
    assert "R004" not in ran.err  # the texts that were rated are the texts that there are
    data = kept(tmp_path)
    assert (data["person"], list(data["ratings"]["c0"].values())) == (name, ["shown"] * 5)


# In a spreadsheet


def in_a_spreadsheet(form: Path, filled: Path, answers: list[str | None], note: str | None = None) -> Path:
    """Fill in a form as somebody would: only where a cell is not locked."""
    book = openpyxl.load_workbook(form)
    sheet = book.worksheets[0]
    if not sheet["B3"].value:
        sheet["B3"] = "Jan"
    if not sheet["B4"].value:
        sheet["B4"] = "collega"
    sheet["B5"] = datetime(2026, 11, 20)  # noqa: DTZ001 - a day
    left = list(answers)
    for row in sheet.iter_rows(min_row=9):
        if left and not row[2].protection.locked:
            row[2].value = left.pop(0)
            if note is not None and len(row) > 3:
                row[3].value, row[4].value, note = note, "LMS", None
                row[3].data_type = "s"
    book.save(filled)
    return filled


def converted(path: Path, ending: str) -> Path:
    """Save a workbook with LibreOffice."""
    if OFFICE is None:
        pytest.skip("there is no LibreOffice here")
    folder = path.parent / ending
    command = [
        OFFICE,
        f"-env:UserInstallation={(path.parent / 'profile').as_uri()}",
        "--headless",
        "--convert-to",
        ending,
    ]
    subprocess.run([*command, "--outdir", folder, path], capture_output=True, check=True, timeout=120)
    return folder / f"{path.stem}.{ending}"


@pytest.mark.parametrize(("by", "lang"), [("behaviour", "nl"), ("behaviour", "en"), ("level", "nl")])
def test_only_what_is_filled_in_is_unlocked(by: str, lang: str, here: Path, competentie: Program) -> None:
    book = openpyxl.load_workbook(form(competentie, here / "f.xlsx", "--by", by, "--person", "Noor", lang=lang))
    sheet = book.worksheets[0]
    assert sheet.protection.sheet
    free = {cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked}
    items = [row[0].row for row in sheet.iter_rows(min_row=9) if row[0].value]
    assert free == {
        "B2",
        "B3",
        "B4",
        "B5",
        *(f"{column}{row}" for row in items for column in "CDE"),
    }
    assert len(items) == (47 if by == "behaviour" else 7)
    assert book.worksheets[1].sheet_state == "veryHidden"
    assert sheet["B6"].value.startswith("=COUNTA(C9:")
    assert all(len(str(one.formula1)) <= 255 for one in sheet.data_validations.dataValidation)


@pytest.mark.parametrize("by", ["behaviour", "level"])
def test_a_workbook_comes_back_through_libreoffice_with_nothing_lost(by: str, here: Path, competentie: Program) -> None:
    empty = form(competentie, here / "f.xlsx", "--by", by, "--person", "Sanne")
    words: list[str | None] = ["ja", "nee", "n.v.t.", None] if by == "behaviour" else ["0", "1", "3", None]
    count = 47 if by == "behaviour" else 7
    filled = in_a_spreadsheet(empty, here / "g.xlsx", [words[place % 4] for place in range(count)], NOTE)
    ods = converted(filled, "ods")
    again = converted(ods, "xlsx")
    found: list[dict[str, Any]] = []
    for path in (filled, ods, again):
        ran = competentie("ratings", "add", path)
        assert ran.code == 0, ran.err
        found.append(kept(here))
        shutil.rmtree(here / "ratings")
    assert found[0] == found[1] == found[2]
    assert found[0]["rater"] == {"name": "Jan", "relation": "peer"}
    if by == "level":
        assert found[0]["ratings"]["eigenaarschap"] == {"rating": 0, "note": NOTE, "evidence": "LMS"}
    else:
        assert found[0]["ratings"]["eigenaarschap"]["1.1"] == {"rating": "shown", "note": NOTE, "evidence": "LMS"}
        assert "1.4" not in found[0]["ratings"]["eigenaarschap"]
    counted = openpyxl.load_workbook(again, data_only=True).worksheets[0]["B6"].value
    assert counted == ("36 van 47 beoordeeld" if by == "behaviour" else "6 van 7 beoordeeld")
    assert competentie("score", ods, "--format", "json").code == 0


@pytest.mark.parametrize(
    ("cell", "value", "said"),
    [
        ("B2", None, "row 2, `Who is rated`: no person is named"),
        ("B4", "boss", "`boss` is not a relation"),
        ("B5", "soon", "`soon` is not a day"),
        ("C12", "maybe", "row 12, column `Shown?`, person `Noor`: `maybe` is not a rating"),
    ],
)
def test_what_is_wrong_in_a_workbook_is_said_with_its_row(
    cell: str, value: str | None, said: str, here: Path, competentie: Program
) -> None:
    empty = form(competentie, here / "f.xlsx", "--person", "Noor", lang="en")
    filled = in_a_spreadsheet(empty, here / "g.xlsx", ["yes"])
    book = openpyxl.load_workbook(filled)
    book.worksheets[0][cell] = value
    book.save(filled)
    ran = competentie("ratings", "add", filled)
    assert ran.code == 1
    assert said in ran.err
    assert not list((here / "ratings").glob("*"))


def test_a_form_on_texts_that_changed_since_is_refused(
    project: Path, competentie: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project)
    empty = form(competentie, project / "f.xlsx", "--person", "Noor", profile="adviser", lang="en")
    filled = in_a_spreadsheet(empty, project / "g.xlsx", ["yes"])
    catalogue = project / "catalog.yaml"
    catalogue.write_text(CATALOGUE.replace("Looks up", "Sings loudly"), encoding="utf-8")
    ran = competentie("ratings", "add", filled)
    assert ran.code == 1
    assert "T015" in ran.err


# Making them


def test_where_one_form_cannot_be_written_none_is(project: Path, competentie: Program) -> None:
    (project / "people.txt").write_text("Ann\nBob\n", encoding="utf-8")
    (project / "forms").mkdir()
    (project / "forms" / "bob.html").symlink_to(project / "nowhere")
    ran = competentie("form", "adviser", "--people", "people.txt", "-o", "forms", cwd=project)
    assert ran.code == 2
    assert "bob.html could not be written: this link leads to a file that is not there" in ran.err
    assert [path.name for path in (project / "forms").iterdir()] == ["bob.html"]


@pytest.mark.parametrize("ending", ["html", "xlsx"])
def test_a_form_for_each_in_a_list(ending: str, project: Path, competentie: Program) -> None:
    names = "Sanne Voorbeeld\n\n  Jan-1 \nJan 1\n=cmd|' /C calc'!A0\n../../x\n李\n"
    (project / "people.txt").write_text(names, encoding="utf-8")
    arguments = ("form", "adviser", "--people", "people.txt", "--format", ending, "-o", "forms")
    ran = competentie(*arguments, cwd=project)
    assert ran.code == 0, ran.err
    assert "6 forms are in forms" in ran.err
    files = sorted(path.name for path in (project / "forms").iterdir())
    expected = ["cmd-c-calc-a0", "form", "jan-1", "jan-1-2", "sanne-voorbeeld", "x"]
    assert files == sorted(f"{name}.{ending}" for name in expected)
    assert {stat.S_IMODE(path.stat().st_mode) for path in (project / "forms").iterdir()} == {0o600}
    again = competentie(*arguments)
    assert again.code == 2
    assert "it may have been filled in" in again.err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--people", "p.txt"], "goes with `-o FOLDER`"),
        (["--people", "p.txt", "-o", "x", "--person", "A"], "without `--person`"),
        (["--people", "none.txt", "-o", "x"], "none.txt could not be opened"),
        (["--people", "twice.txt", "-o", "x"], "twice.txt, line 2: `a` stands there twice"),
        (["--people", "empty.txt", "-o", "x"], "empty.txt names nobody"),
        (["--people", "latin.txt", "-o", "x"], "latin.txt is not in UTF-8"),
        (["--format", "xlsx"], "a workbook is written to a file"),
        (["-o", "x.pdf"], "ends in `.pdf`"),
        (["--relation", "boss"], "`boss` is not a value of --relation"),
        (["--relation", "agreed"], "agreed ratings tell why, and whose ratings they settle"),
        (["--by", "day"], "`day` is not a value of --by"),
        (["--person", "a\u0007"], "a control character"),
    ],
)
def test_wrong_use_is_said_and_makes_nothing(
    options: list[str], said: str, project: Path, competentie: Program
) -> None:
    for name, content in (("p", b"A\n"), ("twice", b"A\na\n"), ("empty", b"\n"), ("latin", b"Andr\xe9\n")):
        (project / f"{name}.txt").write_bytes(content)
    before = sorted(project.iterdir())
    ran = competentie("form", "adviser", *options, cwd=project)
    assert ran.code == 2
    assert said in ran.err
    assert sorted(project.iterdir()) == before


def test_the_same_form_is_the_same_bytes(here: Path, competentie: Program) -> None:
    for ending in ("html", "xlsx"):
        one, other = (form(competentie, here / f"{name}.{ending}") for name in ("one", "other"))
        assert one.read_bytes() == other.read_bytes()
        assert stat.S_IMODE(one.stat().st_mode) == 0o644  # it is about nobody


def test_the_form_speaks_the_language_that_is_asked(competentie: Program) -> None:
    pages = {lang: competentie("form", "opleidingscoordinator", lang=lang, cwd=ROOT).out for lang in ("nl", "en")}
    assert '<html lang="nl">' in pages["nl"]
    assert "Bewaar bestand" in pages["nl"]
    assert "Save file" in pages["en"]
    assert all(len(page) < 200_000 for page in pages.values())
