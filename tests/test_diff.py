"""`diff`: two folders or revisions → what changed, as text, JSON and Markdown."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from history import commit, edit, git
from support import ROOT, Program


@pytest.fixture
def edited(tmp_path: Path) -> Path:
    """Return a copy of the shipped handbook in which something of each kind has changed."""
    folder = tmp_path / "new"
    (folder / "profiles").mkdir(parents=True)
    for name in ("catalog.yaml", "profiles/opleidingscoordinator.yaml"):
        (folder / name).write_text((ROOT / name).read_text(encoding="utf-8"), encoding="utf-8")
    catalogue, profile = folder / "catalog.yaml", folder / "profiles" / "opleidingscoordinator.yaml"
    edit(catalogue, "Werkt zorgvuldig met oog voor detail", "Werkt nauwkeurig met oog voor detail")
    edit(catalogue, "        - Heeft en gebruikt eigen checklist van uit te voeren taken en activiteiten\n", "")
    last = "        - Ontwikkelt een systeem om fouten te voorkomen\n"
    edit(catalogue, last, last + "        - Deelt het [b]systeem[/b] | met *anderen*\n")
    edit(catalogue, "attain: 1", "attain: 0.75")
    edit(catalogue, "label: Expertise\n", "label: Expertise\n    presupposes: {leervermogen: 2}\n")
    edit(profile, 'version: "2023.10"', 'version: "2023.11"')
    edit(profile, "klantpartnerschap:\n    norm: 1", "klantpartnerschap:\n    norm: 2")
    edit(profile, "Bewaakt kwaliteit", "Bewaakt de kwaliteit")
    return folder


@pytest.mark.parametrize(("format", "name"), [("text", "diff.txt"), ("markdown", "diff.md"), ("json", "diff.json")])
def test_an_edited_handbook(
    format: str, name: str, edited: Path, competentie: Program, golden: Callable[[str, str], None]
) -> None:
    ran = competentie("diff", ROOT, "new", "--format", format, cwd=edited.parent)
    assert (ran.code, ran.err) == (0, "")
    golden(name, ran.out.replace(str(ROOT), "old"))


def test_the_shipped_handbook_does_not_differ_from_itself(competentie: Program) -> None:
    ran = competentie("diff", ROOT, ROOT / "catalog.yaml")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == f"{ROOT} → {ROOT / 'catalog.yaml'}\n\nNothing changed in meaning\n"


def test_json_of_nothing(project: Path, competentie: Program) -> None:
    data = json.loads(competentie("diff", project, "--format", "json", cwd=project).out)
    assert (data["version"], data["step"], data["changes"]) == (1, "none", [])
    assert [one["enough"] for one in data["files"]] == [True, True]


def test_the_machine_words_do_not_change_with_the_language(edited: Path, competentie: Program) -> None:
    def data(lang: str) -> list[dict[str, object]]:
        found = json.loads(competentie("diff", ROOT, edited, "--format", "json", lang=lang).out)
        return [{**one, "reason": ""} for one in found["changes"]]

    assert data("nl") == data("en")


def test_a_revision_against_the_files_as_they_stand(project: Path, competentie: Program) -> None:
    git(project, "init", "--quiet")
    commit(project, "v1")
    edit(project / "profiles" / "adviser.yaml", "advising: {norm: 2", "advising: {norm: 1")
    ran = competentie("diff", "v1", cwd=project)
    assert (ran.code, ran.err) == (0, "")
    assert "  minor  norm of `advising` lowered from 2 to 1: less is asked" in ran.out
    assert "  profile adviser: still 1, but a minor step is asked for; raise it to at least `1.1`" in ran.out
    commit(project, "v2")
    assert competentie("diff", "v1", "v2").out.partition("\n")[2] == ran.out.partition("\n")[2]


def test_output_goes_to_a_file(project: Path, competentie: Program) -> None:
    for kind in ("text", "json", "markdown"):
        ran = competentie("diff", project, project, "--format", kind, "-o", project / "out", cwd=project)
        assert (ran.code, ran.out, ran.err) == (0, "", "")
        assert (project / "out").read_text(encoding="utf-8") == competentie(
            "diff", project, project, "--format", kind
        ).out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nope"], "error: `nope` is no revision of the repository around "),
        (["--", "--help"], "error: `--help` is no revision of the repository around "),
        (["v1:catalog.yaml"], "error: `v1:catalog.yaml` is no revision of the repository around "),
        (["profiles"], "error: there is no catalogue at profiles/catalog.yaml"),
        (["v1", "--format", "xml"], "error: `xml` is not a value of --format"),
        ([], "error: OLD is missing"),
    ],
)
def test_wrong_use(arguments: list[str], says: str, project: Path, competentie: Program) -> None:
    git(project, "init", "--quiet")
    commit(project, "v1")
    ran = competentie("diff", *arguments, cwd=project)
    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err


@pytest.mark.parametrize("broken", ["old", "new"])
def test_a_side_with_errors_is_named(broken: str, project: Path, tmp_path: Path, competentie: Program) -> None:
    for name in ("old", "new"):
        (tmp_path / name).mkdir()
        text = (project / "catalog.yaml").read_text(encoding="utf-8")
        (tmp_path / name / "catalog.yaml").write_text(
            text.replace("title: Handbook\n", "") if name == broken else text, encoding="utf-8"
        )
    ran = competentie("diff", "old", "new", cwd=tmp_path)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith(f"`{broken}` cannot be compared, because it has errors:\nerror[S002 missing-field]")
    assert f"--> {broken}/catalog.yaml:" in ran.err


def test_escapes_of_the_terminal_are_shown_not_sent(project: Path, competentie: Program) -> None:
    (project / "other").mkdir()
    text = (project / "catalog.yaml").read_text(encoding="utf-8")
    (project / "other" / "catalog.yaml").write_text(text.replace("Handbook", '"A \\e[31m b"'), encoding="utf-8")
    ran = competentie("diff", project, project / "other")
    assert r"+ A \x1b[31m b" in ran.out
    assert "\x1b" not in ran.out


def test_what_differs_in_a_wording_is_marked(project: Path, tmp_path: Path, competentie: Program) -> None:
    other = tmp_path / "other"
    (other / "profiles").mkdir(parents=True)
    for name in ("catalog.yaml", "profiles/adviser.yaml"):
        (other / name).write_text((project / name).read_text(encoding="utf-8"), encoding="utf-8")
    edit(other / "catalog.yaml", "Hearing what is said", "Hearing what was said")
    colored = competentie("--color", "always", "diff", project, other).out
    assert "\x1b[32m Hearing what\x1b[0m\x1b[1;32m was\x1b[0m\x1b[32m said\x1b[0m" in colored
    marked = competentie("diff", project, other, "--format", "markdown").out
    assert "| Hearing what **is** said | Hearing what **was** said |" in marked


def test_a_rewording_is_shown_in_a_language_that_both_have(project: Path, competentie: Program) -> None:
    git(project, "init", "--quiet")
    commit(project, "v1")
    edit(project / "catalog.yaml", "Hearing what is said", "{en: Hearing what is meant, nl: Horen wat er is bedoeld}")
    said = competentie("diff", "v1", lang="nl", cwd=project).out
    assert "- Hearing what is said\n" in said
    assert "+ Hearing what is meant\n" in said
