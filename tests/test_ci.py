"""What docs/ci.md, docs/editors.md and the other pages tell people to type, write and expect."""

import json
import re
import textwrap
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from support import PROFILE, ROOT, Program

from competentie.cli import run as run_program
from competentie.cli.application import COMMANDS
from competentie.cli.session import Exit
from competentie.files.places import SCHEMAS
from competentie.page.language import LANGUAGES
from competentie.validate.schema import MODELS
from competentie.version import __version__

PAGES = {path.name: path.read_text(encoding="utf-8") for path in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]}
BLOCK = re.compile(r"^( *)```(\w+)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`([^`\n]+)`")
COMMAND = re.compile(r"(?<![\w./-])competentie ((?:[^\n|;&<>#]|\\\n)+)")
OPTION = re.compile(r"--?[a-z][a-z-]*")
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))


def blocks(page: str, language: str) -> list[str]:
    return [textwrap.dedent(text) for _, named, text in BLOCK.findall(PAGES[page]) if named == language]


SNIPPETS = [yaml.safe_load(text) for page in ("ci.md", "editors.md") for text in blocks(page, "yaml")]


def values(node: Any, name: str) -> Iterator[Any]:
    """Yield what stands under a key, anywhere in YAML data."""
    if isinstance(node, dict):
        yield from (value for key, value in node.items() if key == name)
    for one in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from values(one, name)


def commands() -> Iterator[tuple[str, str]]:
    """Yield the page and the arguments of every command line of ours in a block or between backticks."""
    for page, text in PAGES.items():
        code = [block for _, language, block in BLOCK.findall(text) if language != "text"]
        for one in [*code, *INLINE.findall(BLOCK.sub("", text))]:
            for found in COMMAND.findall(one):
                yield page, found.replace("\\\n", " ").strip()


@pytest.fixture
def options(capsys: pytest.CaptureFixture[str]) -> Any:
    """Return what gives the options of a command, or those before it, from its own help."""

    @cache
    def known(*command: str) -> set[str]:
        capsys.readouterr()
        assert run_program(["--lang", "en", *command, "--help"]) == Exit.FINE
        return set(OPTION.findall(capsys.readouterr().out))

    return known


GROUPS = {"ratings", "profile", "report"}  # commands that have commands of their own


def test_every_command_line_in_the_docs_has_only_options_that_exist(options: Any) -> None:
    unknown, seen = [], set()
    for page, line in commands():
        words = line.split()
        command = next((word for word in words if word in COMMANDS), None)
        place = words.index(command) if command else len(words)
        seen.add(command)
        for position, word in enumerate(words):
            option = OPTION.match(word)
            inner = words[place + 1 : place + 2] if command in GROUPS else []
            allowed = options() if position < place else options(command, *inner)
            if option and option[0] not in allowed:
                unknown.append(f"{page}: {line}: {option[0]}")
    assert not unknown
    assert {"validate", "diff", "schema", "explain"} <= seen


def test_the_yaml_in_the_docs_is_yaml() -> None:
    assert len(SNIPPETS) > 5
    assert all(isinstance(one, dict | list) for one in SNIPPETS)


def test_the_docs_name_this_version() -> None:
    named = re.findall(r"\bv(\d+\.\d+\.\d+)", PAGES["ci.md"])
    assert named
    assert set(named) == {__version__}


def test_the_docs_give_the_action_only_inputs_that_it_has_and_explain_all() -> None:
    steps = [step for steps in values(SNIPPETS, "steps") for step in steps] + [
        step for one in SNIPPETS if isinstance(one, list) for step in one
    ]
    ours = [step for step in steps if step.get("uses", "").startswith("OWNER/competentie@")]
    assert ours
    assert {name for step in ours for name in step.get("with", {})} <= set(ACTION["inputs"])
    explained = re.findall(r"^\| `([a-z-]+)` \| ", PAGES["ci.md"], flags=re.MULTILINE)
    assert explained == list(ACTION["inputs"])


def test_the_docs_name_the_hook_that_there_is() -> None:
    ids = set(values([one for one in SNIPPETS if "repos" in one], "id"))
    assert ids == {hook["id"] for hook in HOOKS}


def test_no_workflow_in_the_docs_puts_an_expression_into_a_script() -> None:
    assert not [script for script in values(SNIPPETS, "run") if "${{" in script]


def test_the_docs_list_every_exit_code() -> None:
    assert re.findall(r"^\| (\d+) \| ", PAGES["ci.md"], flags=re.MULTILINE) == [str(code.value) for code in Exit]


def test_links_to_a_heading_lead_to_one() -> None:
    for name in ("ci.md", "editors.md"):
        headings = re.findall(r"^#+ (.+)$", PAGES[name], flags=re.MULTILINE)
        anchors = {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}
        assert set(re.findall(r"\]\(#([^)]+)\)", PAGES[name])) <= anchors


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_task_for_vs_code_reads_findings(lang: str, project: Path, competentie: Program) -> None:
    (task,) = json.loads(blocks("editors.md", "json")[0])["tasks"]
    pattern = task["problemMatcher"]["pattern"]
    (project / "profiles" / "adviser.yaml").write_text(PROFILE.replace("norm: 2}", "norm: 4}"), encoding="utf-8")
    (line,) = competentie(*task["args"], lang=lang, cwd=project).out.splitlines()
    found = re.fullmatch(pattern["regexp"], line)
    assert found
    assert [found[pattern[name]] for name in ("file", "line", "code")] == ["profiles/adviser.yaml", "5", "P002"]


def fields(node: Any) -> Iterator[tuple[str, Any]]:
    """Yield every field that a JSON Schema describes, with its schema."""
    for properties in values(node, "properties"):
        yield from properties.items()


@pytest.mark.parametrize("kind", MODELS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_editor_explains_every_field(kind: str, language: str) -> None:
    schema = json.loads((SCHEMAS / f"{kind}.{language}.json").read_text(encoding="utf-8"))
    assert list(fields(schema))
    assert not [name for name, field in fields(schema) if not field.get("description")]


@pytest.mark.parametrize(("kind", "field"), [("ratings", "relation"), ("ratings", "rating")])
def test_an_editor_offers_the_words_of_a_fixed_list(kind: str, field: str) -> None:
    schema = json.loads((SCHEMAS / f"{kind}.nl.json").read_text(encoding="utf-8"))
    found = [list(values(each, "enum")) for name, each in fields(schema) if name == field and "string" in str(each)]
    assert found
    assert all(found)
