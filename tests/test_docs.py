"""The pages for who holds a talk, analyses and builds tell the truth: their commands run, and show what they say."""

import contextlib
import io
import re
import shlex
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from support import ON_THE_DAY, ROOT, Program

from competentie.cli.session import Exit

PICTURES = ROOT / "docs" / "pictures"


def blocks(page: str, language: str) -> list[str]:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)


def commands(page: str) -> list[tuple[list[str], str]]:
    """Return the commands of a page in their order, each with what the page shows of its output."""
    shown = "".join(blocks(page, "console")).split("$ competentie ")[1:]
    lines = [one.partition("\n") for one in shown]
    return [(shlex.split(command), output) for command, _, output in lines]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder as the pages ask for, after the interview of the first."""
    for name, value in ON_THE_DAY.items():
        monkeypatch.setenv(name, value)
    (tmp_path / "ratings").mkdir(mode=0o700)
    shutil.copy(ROOT / "examples" / "ratings.yaml", tmp_path / "ratings" / "sanne.yaml")
    shutil.copy(ROOT / "examples" / "beoordelingen.xlsx", tmp_path)
    return tmp_path


@pytest.mark.parametrize("page", ["een-beoordelingsgesprek-in-vijf-minuten.md", "voor-de-analist.md"])
def test_the_commands_of_a_dutch_page_do_what_it_shows(page: str, competentie: Program, folder: Path) -> None:
    for arguments, shown in commands(page):
        if "--rater" in arguments:  # the interview itself: its screen is a picture, which has its own test
            continue
        ran = competentie(*arguments, lang="nl", cwd=folder)
        assert ran.code == Exit.FINE, (arguments, ran.err)
        assert shown in ran.out + ran.err, arguments


def test_the_commands_for_developers_do_what_the_page_shows(competentie: Program, folder: Path) -> None:
    shutil.copy(ROOT / "catalog.yaml", folder)
    shutil.copytree(ROOT / "profiles", folder / "profiles")
    profile = folder / "profiles" / "opleidingscoordinator.yaml"
    right = profile.read_text(encoding="utf-8")
    for arguments, shown in commands("for-developers.md"):
        wrong = "concise" in arguments
        profile.write_text(right.replace("zorgvuldigheid:", "zorgvuldighied:") if wrong else right, encoding="utf-8")
        ran = competentie(*arguments, lang="en", cwd=folder)
        assert ran.code == (Exit.FINDINGS if wrong else Exit.FINE), (arguments, ran.err)
        assert shown in ran.out, arguments


def test_the_python_for_developers_prints_what_the_page_shows() -> None:
    (code,), (shown,) = blocks("for-developers.md", "python"), blocks("for-developers.md", "text")
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(code, {})  # noqa: S102 - it is ours
    assert printed.getvalue() == shown


def test_every_exit_code_is_on_the_page_for_developers() -> None:
    text = (ROOT / "docs" / "for-developers.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| (\d+) \|", text, flags=re.MULTILINE) == [str(int(code)) for code in Exit]


def test_the_pictures_are_what_the_program_makes_now(tmp_path: Path) -> None:
    """Make them anew with `python docs/pictures/make.py`, and look at them."""
    subprocess.run([sys.executable, PICTURES / "make.py", tmp_path], check=True)
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert made.keys() == {path.name for path in PICTURES.glob("*.png")}
    if f"typst=={version('typst')} " not in (ROOT / "requirements" / "dev.txt").read_text(encoding="utf-8"):
        pytest.skip("another typst than the locked one sets letters a little differently")
    for name, picture in made.items():
        assert picture == (PICTURES / name).read_bytes(), name
