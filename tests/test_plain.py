"""What is read line by line is what the parser makes of it, without a finding; and real files are read so."""

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from support import ROOT

from competentie.files.yaml import LONGEST, _Reader, read_plain

PLAIN = [ROOT / "catalog.yaml", *(ROOT / "profiles").glob("*.yaml")]
PROFILE = (ROOT / "profiles" / "opleidingscoordinator.yaml").read_text(encoding="utf-8")


def assert_agrees(text: str) -> None:
    """Fail when a text is read line by line and the parser finds something else in it, or wrong with it."""
    plain = read_plain(text)
    if plain is not None:
        reader = _Reader("x.yaml", text)
        reader.read()
        assert (plain, []) == (reader.data, reader.findings)
        assert repr(plain) == repr(reader.data)  # 1 is no True, and the order counts


WORDS = st.sampled_from(
    [
        *("a", "b", "null", "null.", "nullable", "true", "no", "x1", "1", "0", "01", "-1", "12", "1.5", "9" * 19, "~"),
        *(
            "-",
            "--",
            "---",
            "...",
            ":",
            "::",
            "#",
            "?",
            "!",
            "&",
            "*",
            "|",
            ">",
            "%",
            "@",
            "`",
            ",",
            "[",
            "]",
            "{",
            "}",
        ),
        *("a:b", "a:", ":a", "a#", "#a", "a#b", "'a'", '"a"', "'it''s'", '"\\n"', '"', "'", "''", '""', "'a':", "<<"),
        *("[]", "{}", "[a]", "[a,b]", "[a,", "b]", "[null]", "[true,", "[1]", "{a:", "1}", "\xe9", "\xb2", "\xdcn"),
        *("\t", "\r", "\x00", "\x7f", "\x85", "\xa0", "\u2028", "\ue000", "\ufeff", "\uffff", "\U0001f600"),
    ]
)
VALUES = st.one_of(
    st.sampled_from(["", " ", "a", "a b", "1", '"a"', "'a: b'", "[a, b]", "a # b", "a: b", "a - b"]),
    st.lists(WORDS, max_size=3).map(" ".join),
    st.text(st.characters(codec="utf-8"), max_size=6),
)
LINES = st.builds(
    "".join,
    st.tuples(
        st.integers(min_value=0, max_value=4).map(lambda depth: " " * depth),
        st.sampled_from(["", "", "- ", "-", "- - "]),
        st.sampled_from(["", "a: ", "b: ", "c: ", "a:", "b:", "c:", "1:", "a :", "? ", "true: "]),
        VALUES,
        st.sampled_from(["", "", "", " ", "  ", " # c", "#c"]),
    ),
)


@settings(max_examples=1000)
@given(st.lists(LINES, max_size=8), st.sampled_from(["\n", "\n", "\n", "\r\n", "\r"]))
@example(["a:", "- b", "c: 1"], "\n")
@example(["a:", "  b:", "  - c", "  d: 1", "e: 2"], "\n")
@example(["a:", "- ", "b: 1"], "\n")
@example(["a: b", "  c"], "\n")
@example(["a: b", "  c: d"], "\n")
@example(["a:", "  - b", "    - c"], "\n")
@example(["a:", "b: 1"], "\n")
@example(["a: 1", "a: 2"], "\n")
@example(["a: 1", "a:", "  b: 2"], "\n")
def test_it_agrees_with_the_parser(lines: list[str], end: str) -> None:
    assert_agrees(end.join(lines))
    assert_agrees(end.join([*lines, ""]))


EDITS = st.tuples(
    st.integers(min_value=0, max_value=len(PROFILE)),
    st.integers(min_value=0, max_value=3),
    st.one_of(
        WORDS,
        st.sampled_from(["", " ", "  ", "\n", "\n  ", "\n- ", ": ", " #", "- ", ":\n"]),
        st.characters(codec="utf-8"),
    ),
)


@settings(max_examples=1000)
@given(st.lists(EDITS, min_size=1, max_size=3))
def test_it_agrees_with_the_parser_on_a_profile_with_edits(edits: list[tuple[int, int, str]]) -> None:
    text = PROFILE
    for at, gone, new in edits:
        text = text[:at] + new + text[at + gone :]
    assert_agrees(text)


@pytest.mark.parametrize("path", sorted((ROOT / "tests").rglob("*.yaml")), ids=lambda path: str(path.relative_to(ROOT)))
def test_it_agrees_with_the_parser_on_files(path: Path) -> None:
    assert_agrees(path.read_bytes().decode("utf-8", "replace"))


@pytest.mark.parametrize("path", PLAIN, ids=lambda path: str(path.relative_to(ROOT)))
def test_it_reads_the_files_that_are_shipped(path: Path) -> None:
    assert read_plain(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a:\n",
        "- a\n",
        " a: 1\n",
        "a:\tb\n",
        "a: *b\n",
        "a: true\n",
        'a: "\\n"\n',
        "a: b: c\n",
        "".join(f"{' ' * depth}a:\n" for depth in range(30)) + " " * 30 + "a: 1\n",
        "a: " + LONGEST * "b",
    ],
)
def test_what_is_not_plain_is_left_to_the_parser(text: str) -> None:
    assert read_plain(text) is None
