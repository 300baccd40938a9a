"""What a browser makes of our pages: nothing leaves the file, all can read it, on any screen and in any colours."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from shutil import which
from typing import Any, Final

import pytest
from axe_playwright_python.sync_playwright import Axe
from pages import COMMANDS, TALK
from playwright.sync_api import Browser, Page, sync_playwright
from support import Program

from competentie.page.html import html
from competentie.page.language import Words

CHROMIUM: Final = which("chromium") or which("chromium-browser") or which("google-chrome")
QUIET: Final = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")
MOST: Final = 200_000  # bytes of a page
MODES: Final[Mapping[str, Mapping[str, Any]]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "forced colours": {"forced_colors": "active"},
    "forced colours, dark": {"forced_colors": "active", "color_scheme": "dark"},
}
PAGES: Final = [*COMMANDS, "talk"]

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is found (apt-get install chromium)")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET, "--disable-sync"])
        yield browser
        browser.close()


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    """Return a page of the browser that asks for nothing but files."""
    tab = browser.new_page()
    asked: list[str] = []
    tab.on("requestfinished", lambda request: asked.append(request.url))
    tab.on("requestfailed", lambda request: asked.append(f"{request.url} {request.failure}"))
    yield tab
    tab.close()
    assert [url for url in asked if not (url.startswith("file:") or url.endswith(" csp"))] == []


@pytest.fixture
def written(request: pytest.FixtureRequest, talk: Path, competentie: Program) -> Path:
    """Return a page as a file."""
    path = talk / "page.html"
    if request.param == "talk":
        path.write_text(html(TALK, Words("en")), encoding="utf-8")
    else:
        competentie(*COMMANDS[request.param][0], "-o", path, cwd=talk)
    return path


@pytest.mark.parametrize("written", PAGES, indirect=True)
def test_anybody_can_read_a_page(written: Path, tab: Page) -> None:
    assert written.stat().st_size < MOST
    for name, mode in MODES.items():
        tab.emulate_media(**{"color_scheme": "light", "forced_colors": "none", **mode})
        tab.goto(written.as_uri())
        found = Axe().run(tab, options={"resultTypes": ["violations"]}).response["violations"]
        assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == [], name
    tab.set_viewport_size({"width": 320, "height": 640})
    assert tab.evaluate("document.documentElement.scrollWidth") <= 320


ATTEMPTS: Final = {
    "an image": ("img-src", "document.body.append(Object.assign(new Image(), {src: 'https://example.org/x.png'}))"),
    "a request": ("connect-src", "fetch('https://example.org/x').catch(() => 0)"),
    "an inline style": ("style-src-attr", "document.body.setAttribute('style', 'color: red')"),
    "a stylesheet": (
        "style-src-elem",
        "document.head.append(Object.assign(document.createElement('style'), {textContent: 'p {}'}))",
    ),
    "an inline script": (
        "script-src-elem",
        "document.body.append(Object.assign(document.createElement('script'), {textContent: 'window.ran = 1'}))",
    ),
    "a handler": ("script-src-attr", "document.body.setAttribute('onclick', 'window.ran = 1'); document.body.click()"),
    "a frame": (
        "frame-src",
        "document.body.append(Object.assign(document.createElement('iframe'), {src: 'https://example.org'}))",
    ),
}


@pytest.mark.parametrize("written", ["assess"], indirect=True)
@pytest.mark.parametrize("name", ATTEMPTS)
def test_the_policy_of_a_page_stops(name: str, written: Path, tab: Page) -> None:
    directive, attempt = ATTEMPTS[name]
    tab.goto(written.as_uri())
    found = tab.evaluate(
        f"""async () => {{
            const seen = new Promise(done => document.addEventListener(
                "securitypolicyviolation", event => done(event.effectiveDirective)));
            {attempt};
            return await seen;
        }}"""
    )
    assert found == directive
    assert tab.evaluate("window.ran") is None


@pytest.mark.parametrize("written", ["talk"], indirect=True)
def test_the_choice_of_colours_goes_before_that_of_the_system_and_paper_is_light(written: Path, tab: Page) -> None:
    def ground() -> str:
        return str(tab.evaluate("getComputedStyle(document.documentElement).backgroundColor"))

    light, dark = "rgb(255, 255, 255)", "rgb(20, 24, 31)"
    tab.emulate_media(color_scheme="dark")
    tab.goto(written.as_uri())
    assert ground() == dark
    tab.check("#_light")
    assert ground() == light
    tab.check("#_dark")
    tab.emulate_media(color_scheme="light")
    assert ground() == dark
    tab.emulate_media(media="print")
    assert ground() == light


@pytest.mark.parametrize("written", ["talk"], indirect=True)
def test_a_keyboard_reaches_the_content_and_a_table_keeps_its_meaning_on_a_telephone(written: Path, tab: Page) -> None:
    tab.set_viewport_size({"width": 320, "height": 640})
    tab.goto(written.as_uri())
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.className") == "skip"
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.id") == "_content"
    table = tab.get_by_role("table").first
    assert table.get_by_role("row").count() == 4
    assert table.get_by_role("columnheader").all_inner_texts() == ["Competency", "Level", "Gap", "Verdict"]
    assert table.get_by_role("img").first.get_attribute("aria-label") is not None
    assert table.evaluate("table => getComputedStyle(table.rows[1]).display") == "block"
