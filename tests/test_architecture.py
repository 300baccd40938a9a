"""The house keeps its shape: the direction of imports, and what start-up does not load."""

import ast
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from support import ROOT

PACKAGE = ROOT / "competentie"
MODULES = sorted(PACKAGE.rglob("*.py"))
ROOMS = (
    *("core", "files", "page", "handbook", "choosing", "wording", "ratings", "assess", "compare", "plan", "table"),
    *("evidence", "diff", "exchange", "explain", "validate", "cli"),
)
"""From the ground up: a room imports only rooms that stand before it."""
MOST_IMPORTS = 13  # of our own modules, in a file outside `cli/`
OUTSIDE = {"typer", "rich", "polars", "sys", "os", "yaml", "pydantic", "time", "io", "pathlib", "gettext"}
"""What the core does without."""


def name_of(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


def imported(path: Path) -> set[str]:
    """Return the modules that a file imports, at the top or inside functions."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def rooms_of(modules: set[str]) -> set[str]:
    """Return the rooms of ours that these modules stand in."""
    parts = [module.split(".") for module in modules if module.startswith("competentie.")]
    return {part[1] for part in parts}


def libraries_of(modules: set[str]) -> set[str]:
    return {module.partition(".")[0] for module in modules}


def test_the_rooms_are_those_of_the_order() -> None:
    assert {path.name for path in PACKAGE.iterdir() if path.is_dir() and any(path.glob("*.py"))} == set(ROOMS)


@pytest.mark.parametrize("path", [path for path in MODULES if path.parent != PACKAGE], ids=name_of)
def test_a_room_imports_only_rooms_below_it(path: Path) -> None:
    room = path.relative_to(PACKAGE).parts[0]
    assert rooms_of(imported(path)) <= {"version", *ROOMS[: ROOMS.index(room) + 1]}


@pytest.mark.parametrize("path", [path for path in MODULES if path.parent != PACKAGE / "core"], ids=name_of)
def test_the_words_of_the_core_are_imported_from_its_face(path: Path) -> None:
    own = {
        node.module
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("competentie.core")
    }
    assert own <= {"competentie.core"}


@pytest.mark.parametrize("path", [path for path in MODULES if path.parent != PACKAGE], ids=name_of)
def test_a_file_outside_cli_does_not_lean_on_everything(path: Path) -> None:
    own = {
        node.module
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("competentie.")
    }
    assert path.relative_to(PACKAGE).parts[0] == "cli" or len(own) <= MOST_IMPORTS


@pytest.mark.parametrize("path", sorted((PACKAGE / "core").glob("*.py")), ids=name_of)
def test_the_core_knows_nothing_of_the_outside(path: Path) -> None:
    assert not libraries_of(imported(path)) & OUTSIDE


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_library_has_its_place(path: Path) -> None:
    name, libraries = name_of(path), libraries_of(imported(path))
    if not name.startswith("cli/"):
        assert "typer" not in libraries
    if name != "files/yaml.py":
        assert "yaml" not in libraries
    if path.name not in {
        "model.py",
        "models.py",
        "settings.py",
        "shape.py",
        "shape_findings.py",
        "read.py",
        "schema.py",
    }:
        assert not {"pydantic", "pydantic_core"} & libraries
    if not name.startswith(("table/", "evidence/")):
        assert "polars" not in libraries
    if name != "page/pdf.py":
        assert "typst" not in libraries
    if name not in {"page/word.py", "exchange/word_out.py"}:
        assert "docx" not in libraries


@pytest.mark.parametrize(
    ("arguments", "absent"),
    [
        (["--version"], {"typer", "rich", "pydantic", "yaml", "polars"}),
        (["--help"], {"rich", "pydantic", "yaml", "polars"}),
        (["assess", "--help"], {"rich", "yaml", "polars", "competentie.handbook.load"}),
        (["schema", "profile"], {"rich", "yaml", "competentie.handbook.load"}),
        (["show"], {"competentie.table.score", "competentie.ratings.models", "competentie.files.shape_findings"}),
        (
            ["assess", "--scores", "examples/ratings.yaml", "--format", "json"],
            {"rich", "polars", "competentie.table.run", "competentie.page.figures", "typst", "docx"},
        ),
    ],
)
def test_a_command_loads_only_what_it_needs(arguments: list[str], absent: set[str]) -> None:
    code = (
        "import os, sys; from competentie.__main__ import main; sys.argv[1:] = " + repr(arguments) + "\n"
        "os._exit = lambda code: None\n"
        "main()\nprint(*sorted(sys.modules), file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=ROOT, check=True)
    assert not absent & set(ran.stderr.decode().split())
    assert all(map(find_spec, absent)), "what does not exist is never loaded"


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_functions_stay_short(path: Path) -> None:
    functions = [
        node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.FunctionDef)
    ]
    bodies = [(one.name, (one.end_lineno or 0) - one.body[0].lineno + 1) for one in functions]
    assert not [name for name, lines in bodies if lines > 40]
