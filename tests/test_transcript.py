"""A whole assessment as it stands on the screen, in docs/assess.md; `pytest --update-golden` writes it anew."""

import os
import re
import shutil
import sys
from pathlib import Path

import pytest
from support import ROOT

pexpect = pytest.importorskip("pexpect", reason="a pseudo-terminal needs pexpect, which Windows lacks")

PAGE = ROOT / "docs" / "assess.md"
# What somebody types who knows no more than what the screen says; `?` is what it says first.
TYPED = [
    "1",
    "Sanne Voorbeeld",
    "leidinggevende",
    "Robin Voorbeeld",
    "?",
    *("jj", "j in het overleg van 3 maart", "j"),
    "weet niet",
    "jjjj",
    *("jjjj", "jj", "<", "j", "n+", "nog niet gezien", "", "j"),
    *("jjjj", "jjj"),
    "l 2",
    *("jjjj", "j", ""),
    *("jjjj", "jj-j"),
    *("jjjj", "", "q"),
]


def test_the_transcript_is_what_the_screen_shows(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    shutil.copy(ROOT / "catalog.yaml", tmp_path)
    shutil.copytree(ROOT / "profiles", tmp_path / "profiles")
    said = screen(tmp_path)
    page = (
        "# An assessment, from beginning to end\n\n"
        "What stands on the screen when somebody who does not know the program assesses a colleague, with the handbook "
        "that\nships, in Dutch. A test makes this page; what was typed stands behind `>`.\n\n"
        f"```text\n$ competentie assess\n{said}```\n"
    )
    if request.config.getoption("--update-golden"):
        PAGE.write_text(page, encoding="utf-8")
    assert page == PAGE.read_text(encoding="utf-8"), "--update-golden renews it"


def screen(folder: Path) -> str:
    """Type it all, and return what was shown."""
    env = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "dumb", "SOURCE_DATE_EPOCH": "1795500000"}
    command = ["-m", "competentie", "--lang", "nl", "assess"]
    child = pexpect.spawn(
        sys.executable, command, cwd=folder, env=env, encoding="utf-8", dimensions=(60, 100), timeout=30
    )
    shown = ""
    for typed in TYPED:
        child.expect_exact("> ")
        shown += child.before + child.after
        child.sendline(typed)
    child.expect(pexpect.EOF)
    shown += child.before
    child.close()
    assert child.exitstatus == 0
    lines = (line.rstrip() for line in shown.replace("\r\n", "\n").split("\n"))
    return re.sub(r"(sanne-voorbeeld\.robin-voorbeeld\.2026-11-24\.)[0-9a-f]{8}", r"\1…", "\n".join(lines))
