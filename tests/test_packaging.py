"""What is built is what works: the wheel holds the handbook, the words and the schemas."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from support import ROOT


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(target), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    (built,) = target.glob("*.whl")
    return built


@pytest.mark.parametrize(
    ("packed", "source"),
    [
        ("competentie/handbook/catalog.yaml", "catalog.yaml"),
        ("competentie/handbook/profiles/opleidingscoordinator.yaml", "profiles/opleidingscoordinator.yaml"),
        ("competentie/locale/nl/LC_MESSAGES/competentie.mo", "competentie/locale/nl/LC_MESSAGES/competentie.mo"),
        ("competentie/schemas/catalog.nl.json", "competentie/schemas/catalog.nl.json"),
        ("competentie/schemas/diagnostics.json", "competentie/schemas/diagnostics.json"),
        ("competentie/explain/texts.nl.md", "competentie/explain/texts.nl.md"),
        ("competentie/page/page.css", "competentie/page/page.css"),
        ("competentie/explain/examples/base/catalog.yaml", "tests/errors/base/catalog.yaml"),
        ("competentie/py.typed", "competentie/py.typed"),
    ],
)
def test_the_wheel_holds_what_the_program_needs(packed: str, source: str, wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        assert archive.read(packed) == (ROOT / source).read_bytes()


def test_the_wheel_holds_no_tests_and_no_ratings(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        folders = {name.split("/")[0] for name in archive.namelist()}
    assert {folder.partition("-")[0] for folder in folders} == {"competentie"}


def test_an_unpacked_wheel_finds_its_handbook(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    code = (
        "import sys; sys.path.insert(0, sys.argv.pop(1)); from competentie.files.places import shipped_catalogue; "
        "from competentie.cli import run; print(shipped_catalogue()); sys.exit(run(['--lang', 'nl', 'matrix']))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, cwd=tmp_path.parent, check=True
    )
    out = ran.stdout.decode()
    assert str(tmp_path / "competentie" / "handbook" / "catalog.yaml") in out
    assert "Opleidingscoördinator" in out
