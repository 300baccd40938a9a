"""Two public frameworks with everything that there is room for; they are converted here, and kept nowhere."""

import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from rich.console import Console
from support import SHARED, Program

from competentie.api import load
from competentie.handbook.pages import matrix_page
from competentie.page.language import Words
from competentie.page.streams import drawn
from competentie.page.terminal import terminal

FRAMEWORKS = SHARED / "frameworks"
EDITIONS = {"mews": ("2022.6", "2022.7"), "snowflake": ("1", "2")}

pytestmark = pytest.mark.skipif(not FRAMEWORKS.is_dir(), reason="the public frameworks are not at ../shared")


def converted(source: Path, folder: Path) -> Path:
    """Write an edition with codes, notes, a text for each level, and its roles in order; weights become data."""
    data = yaml.safe_load((source / "catalog.yaml").read_text(encoding="utf-8"))
    profiles = {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in (source / "profiles").iterdir()}
    data["introduction"] = ["# About", "Converted from a public framework"]
    data["levels"] = [{"label": name, "text": f"What is asked of: {name}"} for name in data["levels"]]
    data["profiles"] = sorted(profiles, key=lambda name: (demand(profiles[name]), name))
    for number, (identifier, one) in enumerate(data["competencies"].items(), 1):
        one["code"] = f"C{number}"
        one["levels"] = {level: with_room(identifier, level, texts) for level, texts in one["levels"].items()}
    (folder / "profiles").mkdir(parents=True)
    write(folder / "catalog.yaml", data)
    for name, profile in profiles.items():
        for row in profile.get("generic", {}).values():
            if weight := re.fullmatch(r"weight (\d+)%", row.get("rationale", "")):
                del row["rationale"]
                row["x-weight"] = int(weight[1])
        write(folder / "profiles" / f"{name}.yaml", profile)
    return folder


def demand(profile: dict[str, Any]) -> int:
    return sum(row["norm"] for group in ("generic", "specific") for row in profile.get(group, {}).values())


def with_room(identifier: str, level: int, texts: list[str]) -> dict[str, Any]:
    """Code each statement by its place in the first edition, as a source with ids of its own would."""
    behaviours = [
        {"text": text, "code": f"{identifier}-{level}-{place}", "note": f"Level {level} of {identifier}"}
        for place, text in enumerate(texts, 1)
    ]
    return {"text": f"{identifier} at level {level}", "behaviours": behaviours}


def write(path: Path, data: object) -> None:
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")


@pytest.mark.parametrize("name", EDITIONS)
def test_it_is_valid_and_diff_pairs_what_has_one_code(name: str, competentie: Program, tmp_path: Path) -> None:
    old, new = (converted(FRAMEWORKS / name / edition, tmp_path / edition) for edition in EDITIONS[name])
    for folder in (old, new):
        ran = competentie("validate", folder, "--format", "json")
        assert [one for one in json.loads(ran.out)["diagnostics"] if one["severity"] == "error"] == []
    codes = [set(re.findall(r"code: (\S+-\d-\d+)", (one / "catalog.yaml").read_text("utf-8"))) for one in (old, new)]
    changes = json.loads(competentie("diff", old, new, "--format", "json").out)["changes"]
    kinds = [one["kind"] for one in changes]
    assert kinds.count("behaviour-removed") == len(codes[0] - codes[1])
    assert kinds.count("behaviour-added") == len(codes[1] - codes[0])
    assert "level-inserted" not in kinds


def test_a_matrix_of_21_roles_is_readable_at_100_columns(tmp_path: Path) -> None:
    folder = converted(FRAMEWORKS / "mews" / "2022.7", tmp_path / "mews")
    project = load(folder / "catalog.yaml")
    profiles = project.catalogue.in_order(project.profiles.values())
    screen = Console(file=io.StringIO(), width=100, force_terminal=True, color_system=None, markup=False)
    lines = drawn(terminal(matrix_page(project.catalogue, profiles, Words("en"))), screen).splitlines()
    assert max(map(len, lines)) <= 100
    legend = [line for line in lines if re.match(r"\d+  \S", line)]
    assert len(legend) == 21
    rows = [line for line in lines if line.startswith("C") and re.match(r"C\d ", line)]
    assert [re.split(r" +\d", row)[0] for row in rows][:2] == ["C1 Delivery", "C2 Domain Expertise"]
    assert all(len(re.findall(r"\b\d\b", row)) == 21 for row in rows)


def test_weights_are_data_and_come_back(competentie: Program, tmp_path: Path) -> None:
    folder = converted(FRAMEWORKS / "mews" / "2022.7", tmp_path / "mews")
    shown = json.loads(competentie("--catalog", folder / "catalog.yaml", "show", "engineer", "--format", "json").out)
    assert [one["x-weight"] for one in shown["norms"]] == [25, 30, 30, 10, 5]
