"""Pasted lines: what is said of each, what `--fix` makes of it, and that a mend touches nothing else."""

import json
import os
import random
import re
import stat
from collections.abc import Mapping
from pathlib import Path

import pytest
from fuzz.mutation import Seed, mutated, seeds
from hypothesis import example, given, settings
from hypothesis import strategies as st
from support import CATALOGUE, PROFILE, ROOT, SHARED, Program

from competentie.core import IGNORABLE, Diagnostic, has_errors
from competentie.files.read import Context, decode
from competentie.files.yaml import Document
from competentie.page.findings import folded
from competentie.validate.mend import mend_all
from competentie.validate.review import REVIEWS

SMALL = [seed for seed in seeds() if seed.name.startswith("tests") and seed.kind != "ratings"]
HEAD = "language: en\ncompetencies:\n  a:\n    label: A\n    levels:\n      1:\n"
OURS = {"Y020", "Y022", "Y026", "Y027", "Y030", "Y031", "Y032", "Y033", "Y034", "Y035"}


def findings(content: bytes) -> list[Diagnostic]:
    """Return what is wrong with a catalogue as YAML, and else what is said of its texts."""
    document = decode(content, "x.yaml")
    if not isinstance(document, Document):
        return [document]
    reviewed = () if has_errors(document.diagnostics) else REVIEWS["catalogue"][:2]
    return [*document.diagnostics, *(one for check in reviewed for one in check(document, Context()))]


def fixed(content: bytes) -> bytes:
    def check(given: Mapping[Path, bytes]) -> list[Diagnostic]:
        return findings(given[Path("x.yaml")])

    return mend_all({Path("x.yaml"): content}, check).get(Path("x.yaml"), content)


@pytest.mark.parametrize(
    ("pasted", "codes", "mended"),
    [
        # a comment that was none
        ("- Fixes a reported bug # within the agreed time", "Y030", None),
        ("- Writes C # and F # code", "Y030", None),
        ("- Works on issue #12", "Y030", None),
        ("- Likes to write C #", "Y030", None),
        ("- Fixes bugs # Ask HR about this one", "", None),
        ("- Fixes bugs  # as agreed", "", None),
        ("- 'Writes C # and F # code'", "", None),
        # quotes
        ("- “Fixes bugs”", "Y032", '- "Fixes bugs"'),
        ("- ‘Fixes bugs’  # so", "Y032", '- "Fixes bugs"  # so'),
        ("- {nl: „Herstelt fouten”, en: «Fixes bugs»}", "Y032 Y032", '- {nl: "Herstelt fouten", en: "Fixes bugs"}'),
        ("- Says “no” to bugs", "", None),
        ("- ’s Morgens is het foto’s", "", None),
        ('- “Fixes "bugs”', "", None),
        # marks of a list
        ("- • Fixes bugs", "Y033", "- Fixes bugs"),
        ("- '- Fixes bugs'", "Y033", "- 'Fixes bugs'"),
        ("- – Fixes bugs", "Y033", "- Fixes bugs"),
        ("- ✓ Fixes bugs", "Y033", "- Fixes bugs"),
        ("- · Fixes bugs", "Y033", "- Fixes bugs"),
        ("- Fixes bugs · tests them ✓", "", None),
        ("- \uf0b7\tFixes bugs", "Y033 Y034", "- Fixes bugs"),
        ("- • 12", "Y033", None),
        ("- • # bugs", "Y030", None),
        ("- 1.1 Fixes bugs", "Y033", "- Fixes bugs"),
        ("- 1. Fixes bugs", "Y033", "- Fixes bugs"),
        ('- "1) Fixes bugs"', "Y033", '- "Fixes bugs"'),
        ("- 1.2 Fixes bugs", "Y033", None),
        ("- 3) fixes bugs", "Y033", None),
        ("- a) Fixes bugs", "Y033", "- Fixes bugs"),
        ("- (1) Fixes bugs", "Y033", "- Fixes bugs"),
        ('- "(ii) fixes bugs"', "Y033", None),
        ("- a. Fixes bugs", "Y033", "- Fixes bugs"),
        ("- i. Fixes bugs", "Y033", None),
        ("- 1.Fixes bugs", "Y033", "- Fixes bugs"),
        ("- 2.1.1 Fixes bugs", "Y033", "- Fixes bugs"),
        ("- ·Fixes bugs", "Y033", "- Fixes bugs"),
        ("- –Fixes bugs", "Y033", "- Fixes bugs"),
        ("- o Fixes bugs", "Y033", "- Fixes bugs"),
        ("- § Fixes bugs", "Y033", "- Fixes bugs"),
        ("- → Fixes bugs", "Y033", "- Fixes bugs"),
        ("- + Fixes bugs", "Y033", "- Fixes bugs"),
        ("- o.a. bugs oplossen", "", None),
        ("- X. schrijft", "", None),
        ("- 2.0 software is built", "", None),
        ("- (Mede) lost fouten op", "", None),
        ("- (co-)writes reports", "", None),
        ("- 1.5 meter afstand houden", "", None),
        ("- 2 keer per week bellen", "", None),
        ("- 24/7 bereikbaar zijn", "", None),
        # blanks, and what nobody sees
        ("- Fixes\xa0bugs", "Y034", "- Fixes bugs"),
        ("- Fixes \u202f bugs", "Y034", "- Fixes bugs"),
        ("- \xa0Fixes\tbugs\xa0", "Y034", "-  Fixes bugs "),
        ("- Fixes:\xa0bugs", "Y034", None),
        ("- Fixes\xa0# bugs", "Y034", None),
        ("- Fixes\n        bugs\xa0and\u200b more", "Y034 Y035", "- Fixes\n        bugs and more"),
        ("- |\n        Fixes\n        -\xa0bugs", "Y034", "- |\n        Fixes\n        - bugs"),
        ("- Fix\xades bugs", "Y035", "- Fixes bugs"),
        ("- '\u200bFixes bugs'", "Y035", "- 'Fixes bugs'"),
        ("- naïve 👩\u200d👩 نمی\u200cخواهم ☺\ufe0f", "", None),
        ("- Fixes bugs  # a\xa0comment is left alone", "", None),
        # what does not parse
        ("- [often] fixes bugs", "Y022", None),
        ("- Fixes bugs\n      -Finds bugs", "Y022", "- Fixes bugs\n      - Finds bugs"),
        ("- Fixes bugs\n\t- Finds bugs", "Y020", "- Fixes bugs\n      - Finds bugs"),
        ("- {en:Fixes bugs, nl:Herstelt fouten}", "Y026 Y026", "- {en: Fixes bugs, nl: Herstelt fouten}"),
    ],
)
def test_a_pasted_line_is_found_and_mended(pasted: str, codes: str, mended: str | None) -> None:
    content = (HEAD + "      " + pasted + "\n").encode()
    assert " ".join(one.code for one in findings(content)) == codes
    after = fixed(content).decode()
    assert after == HEAD + "      " + (pasted if mended is None else mended) + "\n"
    if mended is not None:
        assert not findings(after.encode())


def test_a_comma_between_brackets_is_found_at_the_part_behind_it() -> None:
    text = HEAD.replace("1:\n", "1: [Names the three largest customers, suppliers and partners]\n")
    (finding,) = findings(text.encode())
    line = text.splitlines()[finding.span.line - 1]
    assert finding.code == "Y031"
    assert line[finding.span.column - 1 : finding.span.end_column - 1] == "suppliers and partners"
    for sound in ("1: [Names customers, Names suppliers]\n", "1: [names customers, names suppliers]\n"):
        assert not findings(HEAD.replace("1:\n", sound).encode())
    assert not findings((HEAD + "      - Names customers\n      - names suppliers\n").encode())


def test_levels_written_as_a_list_are_found_at_the_level() -> None:
    text = HEAD.replace("      1:\n", "      - 1: Fixes bugs\n        - Finds bugs\n")
    finding = findings(text.encode())[0]
    assert (finding.code, finding.span.line, finding.span.column) == ("Y027", 6, 7)


@pytest.mark.parametrize("end", [b"\r\n", b"\n", b"\r"])
def test_ends_of_lines_a_mark_at_the_start_and_comments_stay(end: bytes) -> None:
    lines = [
        b"competentie: 1",
        b"title:Handbook # a\xc2\xa0b",
        b"language: en",
        b"source: a\xc2\xa0b # \xc2\xab",
        b"# end",
        b"",
        b"",
    ]
    content = b"\xef\xbb\xbf" + end.join(lines)
    assert fixed(content) == content.replace(b"title:H", b"title: H").replace(b"source: a\xc2\xa0", b"source: a ")


def test_a_file_that_is_indented_with_tabs_alone_keeps_its_steps() -> None:
    content = HEAD.replace("  ", "\t") + "\t\t\t- Fixes bugs\n\t\t\t- Finds bugs\n\tb:\n\t\tlabel: B\n"
    after = fixed(content.encode()).decode()
    assert after == content.replace("\t", "  ")
    assert list(Document("x", after).data["competencies"]) == ["a", "b"]


def test_tabs_among_spaces_of_which_nobody_can_tell_the_step_are_left() -> None:
    content = b"a:\n  b:\n    c: 1\n\td: 2\n"
    assert findings(content)[0].code == "Y020"
    assert fixed(content) == content


MARKS = re.compile(f"[\\s{IGNORABLE}\"'“”„‘’«»•‣▪▫●○◦■□►➢–—\uf0a0-\uf0ff0-9.)*-]+")
"""All that a fix may put in, or take away."""
PASTED = st.sampled_from(
    [
        "• ",
        "\xa0",
        "\u200b",
        "\xad",
        "“",
        "”",
        "1.1 ",
        "1. ",
        "\t",
        "- ",
        "# ",
        ": ",
        ":",
        "'",
        '"',
        ", ",
        "[",
        "a",
        "\r",
    ]
)


@settings(max_examples=150, derandomize=True, deadline=None)
@given(seed=st.sampled_from(SMALL), chance=st.integers(0, 2**32), bits=st.lists(PASTED, max_size=6))
@example(seed=Seed("a", "profile", b"specific:\n  a: {no\n    rm:2}\n"), chance=0, bits=[])
@example(seed=Seed("b", "profile", b"a:\n  b: 1\n\tc: {d:2}\n"), chance=0, bits=[])
def test_a_fix_is_made_once_and_changes_nothing_else(seed: Seed, chance: int, bits: list[str]) -> None:
    source = random.Random(chance)
    text = mutated(seed.content, source, source.randrange(3)).decode("utf-8", "replace")
    for bit in bits:
        place = source.randrange(len(text) + 1)
        text = text[:place] + bit + text[place:]
    before = text.encode()
    after = fixed(before)
    assert fixed(after) == after
    assert MARKS.sub("", after.decode()) == MARKS.sub("", text)
    assert re.findall(rb"\r\n|\r|\n", after) == re.findall(rb"\r\n|\r|\n", before)
    if not has_errors(findings(before)):
        assert len(findings(after)) <= len(findings(before))


@pytest.mark.parametrize("folder", [ROOT, SHARED / "frameworks", ROOT / "competentie" / "handbook" / "starter"])
def test_real_handbooks_are_left_alone(folder: Path) -> None:
    if not folder.is_dir():
        pytest.skip("the public frameworks are not beside this checkout (../shared)")
    pattern = "catalog.yaml" if folder == ROOT else "**/*.yaml"
    files = [*folder.glob(pattern), *folder.glob("profiles/*.yaml")]
    assert files
    for file in files:
        assert not [one for one in findings(file.read_bytes()) if one.code in OURS]


# The command


@pytest.fixture
def pasted(project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a project with a label in curly quotes and a norm without a space."""
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    (project / "catalog.yaml").write_text(CATALOGUE.replace("label: Listening", "label: “Listening”"), encoding="utf-8")
    (project / "profiles" / "adviser.yaml").write_text(PROFILE.replace("norm: 2}", "norm:2}", 1), encoding="utf-8")
    return project


def test_fix_writes_and_shows_what_it_changed(pasted: Path, competentie: Program) -> None:
    (pasted / "catalog.yaml").chmod(0o640)
    ran = competentie("validate", "--fix", cwd=pasted)
    assert ran.code == 0
    assert '-    label: “Listening”\n+    label: "Listening"\n' in ran.out
    assert "-  listening: {norm:2}\n+  listening: {norm: 2}\n" in ran.out
    assert ran.err.startswith("mended: catalog.yaml\nmended: profiles/adviser.yaml\n")
    assert (pasted / "profiles" / "adviser.yaml").read_text(encoding="utf-8") == PROFILE
    assert stat.S_IMODE((pasted / "catalog.yaml").stat().st_mode) == 0o640
    again = competentie("validate", "--fix", cwd=pasted)
    assert "mended" not in again.err
    assert "+" not in again.out


def test_fix_leaves_data_for_programs_as_it_is(pasted: Path, competentie: Program) -> None:
    data = json.loads(competentie("validate", "--fix", "--format", "json", cwd=pasted).out)
    assert data["summary"] == {"errors": 0, "warnings": 0, "advice": 0}


def test_what_was_switched_off_is_not_mended(pasted: Path, competentie: Program) -> None:
    (pasted / "competentie.toml").write_text('ignore = ["Y032"]\n', encoding="utf-8")
    competentie("validate", "--fix", cwd=pasted)
    assert "“Listening”" in (pasted / "catalog.yaml").read_text(encoding="utf-8")


def test_of_a_person_nothing_is_shown(pasted: Path, competentie: Program) -> None:
    (pasted / "ratings").mkdir()
    text = "competentie: 1\nprofile: adviser\nperson:Sanne\nratings:\n  listening: 1\n"
    (pasted / "ratings" / "x.yaml").write_text(text, encoding="utf-8")
    ran = competentie("validate", "--fix", cwd=pasted)
    assert "Sanne" not in ran.out + ran.err
    assert (pasted / "ratings" / "x.yaml").read_text(encoding="utf-8") == text.replace("person:", "person: ")


def test_standard_input_cannot_be_mended(pasted: Path, competentie: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("competentie.cli.validate._read_stdin", lambda _session: b"competencies:\n  a: 1\n")
    ran = competentie("validate", "--fix", "-", cwd=pasted)
    assert (ran.code, ran.out) == (2, "")
    assert "stdin" in ran.err


def test_a_file_that_changed_meanwhile_is_not_written(
    pasted: Path, competentie: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalogue = pasted / "catalog.yaml"

    def mend_while_somebody_saves(*arguments: object) -> dict[Path, bytes]:
        after = mend_all(*arguments)  # type: ignore[arg-type]
        catalogue.write_text("somebody else's\n", encoding="utf-8")
        return after

    monkeypatch.setattr("competentie.validate.mend.mend_all", mend_while_somebody_saves)
    ran = competentie("validate", "--fix", cwd=pasted)
    assert ran.code == 2
    assert "catalog.yaml changed meanwhile" in ran.err
    assert catalogue.read_text(encoding="utf-8") == "somebody else's\n"


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_file_that_may_not_be_written_is_said(pasted: Path, competentie: Program) -> None:
    pasted.chmod(0o500)
    ran = competentie("validate", "--fix", cwd=pasted)
    pasted.chmod(0o700)
    assert ran.code == 2


def test_many_findings_of_one_kind_are_folded_but_errors_are_not() -> None:
    content = (HEAD + "      - • Fixes bugs\n" * 30 + "      - [often] x\n").encode()
    findings_of = [*findings((HEAD + "      - • Fixes bugs\n" * 30).encode()), *findings(content) * 20]
    some, more = folded(findings_of)
    assert more == {"Y033": 18}
    assert [one.code for one in some] == ["Y033"] * 12 + ["Y022"] * 20


def test_a_mistake_in_an_id_is_one_finding(project: Path, competentie: Program) -> None:
    text = CATALOGUE.replace("  listening:\n", "  Listening:\n")
    (project / "catalog.yaml").write_text(text, encoding="utf-8")
    ran = competentie("validate", "--format", "concise", cwd=project)
    assert [line.split("[")[1][:4] for line in ran.out.splitlines()] == ["S013"]


def test_a_norm_by_itself_gets_the_form_that_is_meant(project: Path, competentie: Program) -> None:
    (project / "profiles" / "adviser.yaml").write_text(PROFILE.replace("{norm: 2}", "2"), encoding="utf-8")
    assert "write `listening: {norm: 2}`" in competentie("validate", cwd=project).out


def test_a_field_that_is_none_of_ours_is_not_called_another(project: Path, competentie: Program) -> None:
    text = CATALOGUE.replace("    label: Advising\n", "    label: Advising\n    resources: A book\n")
    (project / "catalog.yaml").write_text(text, encoding="utf-8")
    assert "presupposes`?" not in competentie("validate", cwd=project).out


def test_a_behaviour_that_is_no_text_gets_no_advice_on_its_words(project: Path, competentie: Program) -> None:
    text = CATALOGUE.replace("[Offers help]", "[{behaviour: Helps, weight: High}]")
    (project / "catalog.yaml").write_text(text, encoding="utf-8")
    assert "C013" not in competentie("validate", cwd=project).out.replace("`patience`", "")
