"""`explain`: every code has a page, pages say what they must, and the document is made of the same texts."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from support import ROOT, Program

from competentie.core import CODES
from competentie.explain import examples as cases
from competentie.explain.examples import (
    BINARY,
    GAP,
    MOST_LINES,
    Case,
    Line,
    all_cases,
    case_of,
    examples,
    examples_folder,
)
from competentie.explain.texts import explanation, families, find
from competentie.page.language import LANGUAGES

PAGE = """\
Y021 colon-in-text (error): a second colon in a text without quotes

What
  A colon with a space behind it begins the value of a field, so a second one on the same line cannot be placed. \
Put the whole text in quotes.

Why
  Sentences often hold a colon, so this is the most common slip of all: YAML readers stop at it, and few say why. \
In quotes a text can hold anything.

Wrong
  profiles/adviser.yaml
    7 |   advising:
    8 |     norm: 2
  > 9 |     rationale: The core: this is the job

Right
  profiles/adviser.yaml
    7 |   advising:
    8 |     norm: 2
  > 9 |     rationale: "The core: this is the job"

What `competentie validate` says of what is wrong
"""


def made(folder: Path, **files: bytes) -> Case:
    """Make a case with one file, `text`, on the sides that are given."""
    for side, content in files.items():
        (folder / side).mkdir()
        (folder / side / "text").write_bytes(content)
    return Case(folder)


def shown(case: Case) -> list[list[Line]]:
    return [[line for excerpt in side.files for line in excerpt.lines] for side in examples(case)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_code_has_a_section_in_its_family_in_order(language: str) -> None:
    families_of_codes = {letter: list(family.codes) for letter, family in families(language).items()}
    assert [code for codes in families_of_codes.values() for code in codes] == list(CODES)
    assert all(code.startswith(letter) for letter, codes in families_of_codes.items() for code in codes)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", CODES)
def test_a_section_is_short_and_complete(code: str, language: str) -> None:
    section = explanation(code, language)
    assert re.fullmatch(r"[a-zU].{3,70}[^.]", section.title)
    for text in (section.what, section.why):
        assert 1 <= len(re.findall(r"[.:;](?=\s|$)", text)) <= 5
        assert len(text) < 320
        assert text.endswith(".")
        assert text.count("`") % 2 == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_sections_say_the_same(language: str) -> None:
    sections = [explanation(code, language) for code in CODES]
    for texts in ([section.title for section in sections], [section.what for section in sections]):
        assert len(set(texts)) == len(texts)


def test_a_page_has_what_why_wrong_right_and_the_report(competentie: Program) -> None:
    ran = competentie("explain", "Y021")
    report = case_of("Y021").report("en")
    assert ran.out == PAGE + "".join(f"  {line}".rstrip() + "\n" for line in report.splitlines())
    assert (ran.err, ran.code) == ("", 0)


def test_what_is_no_error_can_be_switched_off(competentie: Program) -> None:
    assert 'ignore = ["B004"]' in competentie("explain", "B004").out
    assert "ignore" not in competentie("explain", "Y013").out


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_is_in_the_language_of_the_reader(language: str, competentie: Program) -> None:
    assert case_of("Y013").report(language).splitlines()[0] in competentie("explain", "Y013", lang=language).out


@pytest.mark.parametrize(
    ("wanted", "codes"),
    [
        ("Y021", ["Y021"]),
        ("y021", ["Y021"]),
        ("colon-in-text", ["Y021"]),
        ("Colon in Text", ["Y021"]),
        ("utf_16", ["Y015"]),
        ("unknown-competency", ["C001", "P001", "R001"]),
        ("Y", []),
        ("", []),
    ],
)
def test_a_page_is_found_by_code_or_name(wanted: str, codes: list[str]) -> None:
    assert find(wanted) == codes


def test_a_name_of_several_codes_shows_them_all(competentie: Program) -> None:
    headings = [line for line in competentie("explain", "stale-texts").out.splitlines() if line[:4] in CODES]
    assert [line[:4] for line in headings] == ["P009", "R004"]


@pytest.mark.parametrize(
    ("wanted", "advice"),
    [
        ("colon-in-txt", "did you mean `colon-in-text`?"),
        ("Y0021", "did you mean `Y021`?"),
        ("[bold]", "`competentie explain` lists them all"),
    ],
)
def test_an_unknown_code_is_refused_with_the_nearest(wanted: str, advice: str, competentie: Program) -> None:
    ran = competentie("explain", wanted)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == f"error: there is no code `{wanted}`\n  = help: {advice}\n"


def test_without_a_code_all_are_listed(competentie: Program) -> None:
    lines = competentie("explain").out.splitlines()
    assert [line.split()[0] for line in lines if line.startswith("  ")] == list(CODES)
    assert [line for line in lines if line and not line.startswith(" ")] == [
        family.title for family in families("en").values()
    ]


def test_as_data_it_has_the_same_facts(competentie: Program) -> None:
    data = json.loads(competentie("explain", "Y013", "--format", "json").out)
    (page,) = data["codes"]
    assert (data["version"], page["code"], page["name"], page["severity"]) == (1, "Y013", "no-value", "error")
    assert page["wrong"]["files"][0]["lines"][1] == {"number": 2, "text": "role:", "differs": True}
    assert page["right"]["files"][0]["lines"][1] == {"number": 2, "text": "role: Adviser", "differs": True}
    assert page["report"] == case_of("Y013").report("en")


def test_as_markdown_one_page_can_be_had(competentie: Program) -> None:
    text = competentie("explain", "Y016", "--format", "markdown").out
    assert text.startswith("### Y016 not-a-file\n\n*error*: something that is not an ordinary file\n")
    assert "**Wrong**\n\n```console\n$ mkfifo profiles/other.yaml\n```\n" in text
    assert "**Right**, `profiles/other.yaml`\n\n```yaml\ncompetentie: 1\n" in text


def test_the_document_is_current(competentie: Program, request: pytest.FixtureRequest) -> None:
    document = ROOT / "docs" / "diagnostics.md"
    text = competentie("explain", "--format", "markdown").out
    if request.config.getoption("--update-golden"):
        document.write_text(text, encoding="utf-8")
    assert document.read_text(encoding="utf-8") == text, "pytest --update-golden writes it anew"


def test_the_table_of_the_document_leads_to_its_pages() -> None:
    text = (ROOT / "docs" / "diagnostics.md").read_text(encoding="utf-8")
    anchors = [heading.lower().replace(" ", "-") for heading in re.findall(r"^### (.*)$", text, re.MULTILINE)]
    assert re.findall(r"\]\(#(.*?)\)", text) == anchors
    assert len(anchors) == len(CODES)


def test_what_differs_is_shown_with_two_lines_around_it(tmp_path: Path) -> None:
    wrong, right = shown(made(tmp_path, wrong=b"a\nb\nc\nX\ne\nf\ng\n", right=b"a\nb\nc\nd\ne\nf\ng\n"))
    assert [(line.number, line.text, line.differs) for line in wrong] == [
        (2, "b", False),
        (3, "c", False),
        (4, "X", True),
        (5, "e", False),
        (6, "f", False),
    ]
    assert [line.text for line in right] == ["b", "c", "d", "e", "f"]


def test_between_two_differences_is_a_gap(tmp_path: Path) -> None:
    lines = [b"%d" % number for number in range(20)]
    wrong, right = shown(
        made(tmp_path, wrong=b"\n".join([b"X", *lines, b"Y"]), right=b"\n".join([b"x", *lines, b"y"])),
    )
    assert wrong[3] == right[3] == GAP
    assert [line.number for line in wrong] == [1, 2, 3, 0, 20, 21, 22]


def test_a_file_that_only_one_side_has_is_shown_there(tmp_path: Path) -> None:
    wrong, right = shown(made(tmp_path, right=b"a\n"))
    assert (wrong, right) == ([], [Line(1, "a", differs=True)])


def test_a_file_that_is_the_same_is_not_shown(tmp_path: Path) -> None:
    assert shown(made(tmp_path, wrong=b"a\n", right=b"a\n")) == [[], []]


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"caf\xe9", r"caf\xe9"),
        (b"\xef\xbb\xbfa", r"\ufeffa"),
        ("a\u2028b".encode(), r"a\u2028b"),
        (b"\ta", r"\ta"),
        (b"\x1b[31ma", r"\x1b[31ma"),
        (b"[bold]a[/bold]", "[bold]a[/bold]"),
        (b"a\0" * BINARY, r"a\x00" * (BINARY // 2) + "…"),
    ],
)
def test_bytes_that_are_no_text_are_shown_safely(content: bytes, text: str, tmp_path: Path) -> None:
    assert shown(made(tmp_path, wrong=content))[0] == [Line(1, text, differs=True)]


def test_a_long_example_is_cut(tmp_path: Path) -> None:
    (wrong, _) = shown(made(tmp_path, wrong=b"a\n" * (MOST_LINES + 1)))
    assert (len(wrong), wrong[-1]) == (MOST_LINES + 1, GAP)


def test_what_prepares_both_sides_is_shown_once(tmp_path: Path) -> None:
    wrong, right = examples(Case(tmp_path, setup=("git init",), wrong=("ln -s a b",), right=("ln -s b c",)))
    assert (wrong.commands, right.commands) == (("git init", "ln -s a b"), ("ln -s b c",))


def test_the_examples_that_are_packed_come_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert examples_folder() == ROOT / "tests" / "errors"
    monkeypatch.setattr(cases, "_PACKED", tmp_path)
    assert examples_folder() == tmp_path


def test_a_gitignore_in_a_case_does_not_work_on_the_case_itself() -> None:
    assert ".gitignore" in case_of("D001").own("right")
    assert not list(examples_folder().glob("*/*/**/.gitignore"))


def test_no_case_says_who_or_where_we_are() -> None:
    said = "".join(case.report(language) for case in all_cases() for language in LANGUAGES)
    assert str(ROOT) not in said
    assert not re.search(r"/(tmp|home|root)/", said)


def test_it_loads_nothing_that_reads_files() -> None:
    code = "import sys; from competentie.cli import run; run(['explain', 'Y021']); print(*sys.modules, file=sys.stderr)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=ROOT, check=True)
    assert not {"yaml", "polars", "competentie.handbook.load"} & set(ran.stderr.decode().split())
