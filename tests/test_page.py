"""A page in every medium: every command in every form, the same words in each, and user text that is never markup."""

import os
import re
import stat
from base64 import b64encode
from hashlib import sha256
from io import StringIO
from itertools import pairwise
from pathlib import Path
from typing import Final

import pytest
from pages import ASSESS, COMMANDS, PAGES, Tags, words
from support import Program

from competentie.page.html import html
from competentie.page.language import Words
from competentie.page.markdown import markdown
from competentie.page.model import (
    Cell,
    Forms,
    Kind,
    Page,
    Part,
    Row,
    Table,
    Tight,
)
from competentie.page.streams import console, drawn
from competentie.page.terminal import terminal

ENDINGS: Final = {"table": "txt", "text": "txt", "markdown": "md", "html": "html", "json": "json", "csv": "csv"}
FORMS: Final = [(name, form) for name, (_, forms, _) in COMMANDS.items() for form in forms]


@pytest.mark.parametrize(("name", "form"), FORMS)
def test_the_ending_chooses_the_form_and_so_does_the_option(
    name: str, form: str, talk: Path, competentie: Program
) -> None:
    arguments, _, _ = COMMANDS[name]
    output = talk / f"out.{ENDINGS[form]}"
    ran = competentie(*arguments, "-o", output, cwd=talk)
    assert (ran.code, ran.out) == (0, "")
    shown = competentie(*arguments, "--format", form, cwd=talk)
    assert shown.code == 0
    assert output.read_text(encoding="utf-8") == shown.out != ""


@pytest.mark.skipif(os.name != "posix", reason="rights are POSIX's")
@pytest.mark.parametrize("name", COMMANDS)
def test_what_is_about_people_is_for_its_owner_alone(name: str, talk: Path, competentie: Program) -> None:
    arguments, _, private = COMMANDS[name]
    mask = os.umask(0o022)
    try:
        competentie(*arguments, "-o", talk / "out.html", cwd=talk)
    finally:
        os.umask(mask)
    assert stat.S_IMODE((talk / "out.html").stat().st_mode) == (0o600 if private else 0o644)


@pytest.mark.parametrize("name", [name for name, (_, forms, _) in COMMANDS.items() if "csv" not in forms])
def test_an_ending_that_a_command_cannot_write_is_refused(name: str, talk: Path, competentie: Program) -> None:
    arguments, forms, _ = COMMANDS[name]
    ran = competentie(*arguments, "-o", talk / "out.csv", cwd=talk)
    assert ran.code == 2
    assert "ends in `.csv`, and this command does not write that" in ran.err
    assert all(f".{ENDINGS[form]}" in ran.err for form in forms)
    assert not (talk / "out.csv").exists()


def test_the_option_overrules_the_ending_and_says_so(talk: Path, competentie: Program) -> None:
    ran = competentie("matrix", "--format", "json", "-o", "out.md", cwd=talk)
    assert (ran.code, ran.err) == (0, "out.md holds json, as `--format` says\n")
    assert (talk / "out.md").read_text(encoding="utf-8").startswith("{")
    assert competentie("matrix", "--format", "json", "-o", "out.json").err == ""
    assert competentie("matrix", "-o", "out").code == 0  # without an ending it is what the terminal gets
    assert (talk / "out").read_text(encoding="utf-8") == competentie("matrix").out


def test_assess_keeps_ratings_in_yaml_and_writes_its_result_by_any_other_ending(
    talk: Path, competentie: Program
) -> None:
    page = competentie(*ASSESS, cwd=talk).out
    assert competentie(*ASSESS, "-o", "kept.yaml").out == page
    assert (talk / "kept.yaml").read_text(encoding="utf-8").startswith("competentie: 1")
    assert competentie(*ASSESS, "-o", "page.txt").out == ""
    assert (talk / "page.txt").read_text(encoding="utf-8") == page
    assert competentie(*ASSESS, "-o", "page.xlsx").code == 2


HOSTILE: Final = "</style><script>x</script> & \"q\" 'a' <img src=x onerror=y> | `c` \u202e*b* <!-- -->"


@pytest.mark.parametrize("name", COMMANDS)
def test_user_text_is_no_markup_in_html(name: str, talk: Path, competentie: Program) -> None:
    arguments, _, _ = COMMANDS[name]
    plain = set(tags(competentie(*arguments, "--format", "html", cwd=talk).out)) | {"td"}
    for path in talk.rglob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        for word in ("Offers help", "Looks up", "Adviser", "Handbook", "Waiting well", '"Ann"', "It is the job"):
            text = text.replace(word, '"' + HOSTILE.replace('"', '\\"').replace("\u202e", "\\u202e") + '"')
        path.write_text(text, encoding="utf-8")
    found = competentie(*arguments, "--format", "html", cwd=talk)
    assert found.code == 0, found.err
    assert set(tags(found.out)) <= plain
    assert not {"\u202e", "\x00"} & set(found.out)
    style = found.out[found.out.index("<style>") + 7 : found.out.index("</style>")]
    assert f"'sha256-{b64encode(sha256(style.encode()).digest()).decode()}'" in found.out.replace("&#x27;", "'")


def tags(text: str) -> list[str]:
    found = Tags(text)
    assert not found.open
    assert not {one for one in found.attributes if one.startswith("on")} | ({"style", "src"} & found.attributes)
    assert not {"script", "img", "link", "iframe"} & set(found.names)
    return found.names


@pytest.mark.parametrize("name", COMMANDS)
def test_a_page_of_html_has_what_a_screen_reader_needs(name: str, talk: Path, competentie: Program) -> None:
    arguments, _, _ = COMMANDS[name]
    text = competentie(*arguments, "--format", "html", lang="nl", cwd=talk).out
    found = Tags(text)
    assert text.startswith('<!doctype html>\n<html lang="nl">')
    assert [found.names.count(one) for one in ("h1", "main", "header")] == [1, 1, 1]
    assert '<a class="skip" href="#_content">Naar de inhoud</a>' in text
    levels = [int(one[1]) for one in found.names if re.fullmatch(r"h[1-6]", one)]
    assert all(deeper <= level + 1 for level, deeper in pairwise(levels))
    assert text.count("<th") - text.count("<thead") == text.count(" scope=")
    names = re.findall(r'role="region" aria-label="([^"]*)"', text)
    assert len(names) == len(set(names)) == found.names.count("table")


@pytest.mark.parametrize("name", PAGES)
def test_all_media_hold_the_same_words(name: str) -> None:
    page = PAGES[name]
    shown = drawn(terminal(page), console(StringIO(), "never", {}))
    marked = re.sub(r"\\(.)|\*\*|^[#> -]+(?:\[[ x]\])?|---:?|[|`*]", r"\1", markdown(page), flags=re.MULTILINE)
    tagged = " ".join(Tags(html(page, Words("en"))).texts)
    assert words(shown) <= words(marked) == words(tagged)
    heads = {"Group", "Head", "One", "Step", "Change", "Old", "New"}
    assert words(marked) - words(shown) <= heads  # what a terminal needs no column for


@pytest.mark.parametrize(
    ("width", "expected"), [(80, "Name  Long value\na     b\n"), (12, "     Long\nName value\na    b\n"), (8, "a: b\n")]
)
def test_the_first_form_that_fits_is_drawn(width: int, expected: str) -> None:
    from rich.console import Console

    table = Table(("Name", Cell("Long value", ("Long", "value"))), (Row(("a", "b")),))
    forms = Forms([[table], [table._replace(tight=Tight.FOLDED)], [Part(Kind.LINE, "a", value="b")]])
    screen = Console(file=StringIO(), width=width, color_system=None)
    assert drawn(terminal(Page("", blocks=[forms], bare=True)), screen) == expected
