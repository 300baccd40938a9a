"""The house keeps its shape: the direction of imports, and what start-up does not load."""

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from support import ROOT

PACKAGE = ROOT / "competentie"
CORE = (
    "message.py",
    "text.py",
    "domain.py",
    "rule.py",
    "implied.py",
    "scoring.py",
    "diagnostics.py",
    "fingerprint.py",
    "interview.py",
    "suggest.py",
    "plain.py",
    "syntax.py",
    "circles.py",
    "basis.py",
    "people/entry.py",
    "people/reconcile.py",
    "people/raters.py",
    "plan/plan.py",
    "plan/way.py",
    "plan/carrying.py",
    "plan/agreements.py",
    *(
        str(path.relative_to(PACKAGE))
        for room in ("compare", "changes")
        for path in sorted((PACKAGE / room).glob("*.py"))
    ),
)
OUTSIDE = {"typer", "rich", "polars", "sys", "os", "yaml", "pydantic", "datetime", "time"}


def imported(path: Path) -> set[str]:
    """Return the modules that a file imports, at the top or inside functions."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


@pytest.mark.parametrize("name", CORE)
def test_the_core_knows_nothing_of_the_outside(name: str) -> None:
    found = imported(PACKAGE / name)
    assert not {one.partition(".")[0] for one in found} & OUTSIDE
    assert not {one for one in found if one.startswith(("competentie.cli", "competentie.render", "competentie.loader"))}


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_data_flows_one_way(path: Path) -> None:
    room = path.relative_to(PACKAGE).parts[0]
    found = imported(path)
    if room not in {"cli", "__main__.py"}:
        assert not {one for one in found if one.startswith(("competentie.cli", "typer"))}
    if room not in {"cli", "render", "table"}:
        assert not {one for one in found if one.startswith(("competentie.render", "rich"))}
    if path.name != "source.py":
        assert not {one for one in found if one.partition(".")[0] == "yaml"}
    if room not in {"models", "loader.py"}:
        assert not {one for one in found if one.partition(".")[0] in {"pydantic", "pydantic_core"}}


@pytest.mark.parametrize(
    ("arguments", "absent"),
    [
        (["--version"], {"typer", "rich", "pydantic", "yaml", "polars"}),
        (["--help"], {"rich", "pydantic", "yaml", "polars"}),
        (["assess", "--help"], {"rich", "yaml", "polars", "competentie.loader"}),
        (["schema", "profile"], {"rich", "yaml", "competentie.loader"}),
        (["show"], {"competentie.table.score", "competentie.models.ratings", "competentie.models.findings"}),
        (
            ["assess", "--scores", "examples/ratings.yaml", "--format", "json"],
            {"rich", "competentie.table.read"},
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


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_functions_stay_short(path: Path) -> None:
    functions = [
        node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.FunctionDef)
    ]
    bodies = [(one.name, (one.end_lineno or 0) - one.body[0].lineno + 1) for one in functions]
    assert not [name for name, lines in bodies if lines > 40]


def test_the_dev_group_and_the_dev_extra_are_the_same() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["dependency-groups"]["dev"] == project["project"]["optional-dependencies"]["dev"]
