"""What the benchmarks measure: files that are large, sound, and the same every time."""

import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from support import ROOT, Program


@pytest.fixture(scope="module")
def made() -> dict[str, Callable[..., Any]]:
    return runpy.run_path(str(ROOT / "benchmarks" / "made.py"))


def test_made_profiles_take_two_kilobytes_and_have_nothing_wrong(
    made: dict[str, Callable[..., Any]], tmp_path: Path, competentie: Program
) -> None:
    files = made["make_profiles"](tmp_path / "project", 50)
    assert sum(len(file.read_bytes()) for file in files) / 50 == pytest.approx(2000, rel=0.1)
    assert competentie("validate", "--format", "concise", *files, cwd=tmp_path / "project").out.splitlines() == []


def test_a_made_catalogue_has_no_errors_and_no_warnings(
    made: dict[str, Callable[..., Any]], tmp_path: Path, competentie: Program
) -> None:
    file = made["make_catalogue"](tmp_path / "project", 100)
    assert len(file.read_bytes()) / 100 == pytest.approx(2000, rel=0.1)
    assert competentie("validate", "--strict", cwd=file.parent).code == 0


def test_what_is_made_is_the_same_every_time(made: dict[str, Callable[..., Any]], tmp_path: Path) -> None:
    one, other = (made["make_catalogue"](tmp_path / name, 20).read_bytes() for name in ("one", "other"))
    assert one == other


def test_the_shipped_role_takes_few_keys_and_few_screens() -> None:
    pytest.importorskip("pexpect", reason="a pseudo-terminal needs pexpect, which Windows lacks")
    keys = runpy.run_path(str(ROOT / "benchmarks" / "keys.py"))
    pressed, questions, screens = keys["count"]()
    assert pressed <= keys["KEYS"]
    assert max(questions, screens) <= keys["SCREENS"]
