"""The gap table as people see it: golden at every width, legible without colour, safe with hostile texts."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console, RenderableType
from support import CATALOGUE, ON_THE_DAY, ROOT, Program, process

from competentie.api import load
from competentie.assess.page import gap_page, tone
from competentie.core import Gap, Result, Scorer, Status, basis_of
from competentie.page.language import Words
from competentie.page.streams import console, drawn
from competentie.page.terminal import TONES, terminal
from competentie.ratings.checks import load_ratings

EXAMPLE = ROOT / "examples" / "ratings.yaml"


@pytest.fixture(scope="module")
def result() -> Result:
    project = load(ROOT / "catalog.yaml")
    ratings, _ = load_ratings(EXAMPLE, project.catalogue)
    assert ratings is not None
    return Scorer(project.catalogue, project.profiles["opleidingscoordinator"]).score(ratings.ratings)


def report(result: Result, language: str) -> RenderableType:
    catalogue = load(ROOT / "catalog.yaml").catalogue
    rests_on = basis_of(catalogue, [result.profile], "2026-11-23")
    return terminal(gap_page(result, catalogue, Words(language), rests_on))


def screen(width: int, *, colored: bool = False) -> Console:
    return Console(
        file=io.StringIO(),
        width=width,
        force_terminal=True,
        color_system="standard" if colored else None,
        markup=False,
        emoji=False,
        highlight=False,
    )


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("width", [60, 100, 200])
def test_on_a_terminal(width: int, language: str, result: Result, golden: Callable[[str, str], None]) -> None:
    text = drawn(report(result, language), screen(width))
    assert max(map(len, text.splitlines())) <= width
    golden(f"gap-{language}-{width}.txt", text)


def test_in_colour(result: Result, golden: Callable[[str, str], None]) -> None:
    golden("gap-colour.txt", drawn(report(result, "nl"), screen(80, colored=True)))


def test_the_example_has_every_status(result: Result) -> None:
    assert {one.gap.status for one in result.outcomes} == set(Status)


def test_piped_nothing_is_wrapped_truncated_or_coloured(result: Result, golden: Callable[[str, str], None]) -> None:
    ran = process("--lang", "nl", "assess", "--scores", EXAMPLE, env={"COLUMNS": "40", **ON_THE_DAY})
    text = ran.stdout.decode()
    golden("gap-piped.txt", text)
    assert "\x1b" not in text
    for one in result.outcomes:
        if one.gap.status is Status.SHORT:
            assert all(code in text for code in one.blocking)


@pytest.mark.parametrize(
    ("gap", "status", "expected"),
    [
        (1, Status.ABOVE, "green"),
        (0, Status.MEETS, "green"),
        (-1, Status.SHORT, "yellow"),
        (-2, Status.SHORT, "red"),
        (-2, Status.OPEN, "bright_black"),
    ],
)
def test_colour_by_the_domain(gap: int, status: Status, expected: str) -> None:
    assert TONES[tone(Gap(gap, gap, status))] == expected


@pytest.mark.parametrize(
    ("option", "env", "colored"),
    [
        ("auto", {}, False),
        ("always", {}, True),
        ("always", {"NO_COLOR": "1"}, True),
        ("auto", {"FORCE_COLOR": "1"}, True),
        ("auto", {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ("never", {"FORCE_COLOR": "1"}, False),
    ],
)
def test_colour_is_used_when_asked(option: str, env: dict[str, str], *, colored: bool) -> None:
    ran = process("--color", option, "assess", "--scores", EXAMPLE, env=env)
    assert (b"\x1b[" in ran.stdout) == colored


@pytest.mark.parametrize(
    ("env", "colored"), [({}, True), ({"NO_COLOR": ""}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)]
)
def test_colour_on_a_terminal(env: dict[str, str], *, colored: bool) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    assert bool(console(Terminal(), "auto", env).color_system) == colored


@pytest.mark.parametrize("encoding", ["cp1252", "cp850", "ascii", "latin-1"])
def test_a_console_with_few_characters_stays_legible(encoding: str) -> None:
    ran = process("--lang", "nl", "assess", "--scores", EXAMPLE, env={"PYTHONIOENCODING": encoding})
    text = ran.stdout.decode(encoding)
    assert ran.returncode == 0
    assert ("1–3" in text) or ("1-3" in text)
    assert ("Opleidingscoördinator" in text) or ("Opleidingscoordinator" in text)
    assert "?" not in text


HOSTILE = r"[red]x[/] :warning: {0} %s \e[31m \r\n\x07 " + "\N{RIGHT-TO-LEFT OVERRIDE}abc"
SEEN = "[red]x[/] :warning: {0} %s"  # what a name may hold: control characters are refused


def test_hostile_texts_print_as_text(project: Path, competentie: Program) -> None:
    catalogue = CATALOGUE.replace("label: Listening", f'label: "{HOSTILE}"').replace(
        "Looks up, Nods", f'"{HOSTILE}", Nods'
    )
    (project / "catalog.yaml").write_text(catalogue, encoding="utf-8")
    (project / "r.yaml").write_text(
        f'competentie: 1\nprofile: adviser\nperson: "{SEEN}"\nrater: {{name: "{SEEN}"}}\n'
        "ratings: {listening: {1.1: not_shown}}\n",
        encoding="utf-8",
    )
    for arguments in (
        ("assess", "--scores", "r.yaml"),
        ("show", "listening"),
        ("show",),
        ("show", "adviser"),
        ("matrix",),
        ("assess", "--scores", "r.yaml", "--format", "markdown"),
    ):
        ran = competentie(*arguments, cwd=project)
        assert ran.code == 0, ran.err
        assert not set("\x1b\x07\r\N{RIGHT-TO-LEFT OVERRIDE}") & set(ran.out)
        plain = ran.out.replace("\\", "") if "markdown" in arguments else ran.out
        assert "[red]x[/] :warning: {0} %s" in plain


def test_presuppositions_and_contradictions(
    project: Path, competentie: Program, golden: Callable[[str, str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in ON_THE_DAY.items():
        monkeypatch.setenv(name, value)
    catalogue = CATALOGUE.replace(
        "    definition: Waiting well", "    definition: Waiting well\n    presupposes: {advising: 1}"
    )
    (project / "catalog.yaml").write_text(
        catalogue.replace("patience:", "patience:\n    levels: {1: [Waits], 2: [], 3: []}")
    )
    (project / "profiles" / "elder.yaml").write_text(
        "competentie: 1\nrole: Elder\nversion: '1'\ngeneric: {patience: {norm: 1}}\n", encoding="utf-8"
    )
    (project / "r.yaml").write_text(
        "competentie: 1\nprofile: elder\nperson: S\nratings: {patience: 1, listening: 1}\n", encoding="utf-8"
    )
    ran = competentie("assess", "--scores", "r.yaml", cwd=project)
    golden("gap-presupposed.txt", ran.out)
    golden("show-presupposed.txt", competentie("show", "elder").out)
