"""Bytes → located data: YAML 1.2 core, strictly, within bounds."""

import os
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from competentie.core import Diagnostic
from competentie.files.read import MAX_BYTES, decode, read
from competentie.files.yaml import MAX_STUMBLES, REFUSED, Document, dump


def parse(text: str | bytes) -> Document:
    document = decode(text.encode() if isinstance(text, str) else text, "x.yaml")
    assert isinstance(document, Document)
    return document


def codes(text: str | bytes) -> list[tuple[str, int, int]]:
    found = decode(text.encode() if isinstance(text, str) else text, "x.yaml")
    diagnostics = [found] if isinstance(found, Diagnostic) else found.diagnostics
    return [(one.code, one.span.line, one.span.column) for one in diagnostics]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("true", True),
        ("FALSE", False),
        ("12", 12),
        ("-3", -3),
        ("+31", 31),
        ("0", 0),
        ("010", "010"),
        ("08", "08"),
        ("0x1F", "0x1F"),
        ("1_000", "1_000"),
        ("12:30", "12:30"),
        ("1.10", Decimal("1.10")),
        (".5", Decimal("0.5")),
        ("3,5", "3,5"),
        ("1e3", "1e3"),
        (".inf", ".inf"),
        ("2024-01-01", "2024-01-01"),
        ("=", "="),
        ("'12'", "12"),
        ('"yes"', "yes"),
        ("9" * 5000, "9" * 5000),
        ("ja", "ja"),
    ],
)
def test_plain_values_are_read_as_yaml_1_2_core_and_odd_numbers_stay_text(text: str, value: Any) -> None:
    document = parse(f"a: {text}\n")
    assert document.data == {"a": value}
    assert type(document.data["a"]) is type(value)
    assert not document.diagnostics


def test_keys_are_text_as_they_are_written() -> None:
    assert parse("1: a\ntrue: b\n1.10: c\n").data == {"1": "a", "true": "b", "1.10": "c"}


def test_number_texts_keep_their_digits() -> None:
    assert str(parse("a: 1.10\n").data["a"]) == "1.10"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\nb: 2\na: 3\n", [("Y006", 3, 1)]),
        ("x:\n  a: 1\n  a: 2\ny: 1\ny: 2\n", [("Y006", 3, 3), ("Y006", 5, 1)]),
        ("a: &x 1\nb: *x\n", [("Y007", 1, 4), ("Y007", 2, 4)]),
        ("<<: {a: 1}\n", [("Y014", 1, 1)]),
        ("a: !!python/object:os.system x\n", [("Y008", 1, 4)]),
        ("a: !x [1]\n", [("Y008", 1, 4)]),
        ("[" * 100_000, [("Y009", 1, 33)]),
        ("a: 1\n---\nb: 2\n", [("Y010", 2, 1)]),
        ("? [a]\n: b\n", [("Y011", 1, 3)]),
        ("{a: b}: c\n", [("Y011", 1, 1)]),
        ("a: x\0y\n", [("Y012", 1, 5)]),
        ("a: 1\nb: x\u2028y\n", [("Y019", 2, 5)]),
        ("a: \nb: ~\nc: null\n", [("Y013", 1, 1), ("Y013", 2, 1), ("Y013", 3, 1)]),
        ("", [("Y004", 1, 1)]),
        ("# only a comment\n", [("Y004", 1, 1)]),
        ("---\n", [("Y004", 1, 1)]),
        ("a:\n\tb: 1\n", [("Y020", 2, 1)]),
        ("a: b: c\n", [("Y021", 1, 5)]),
        ("a: 'open\nb: 1\n", [("Y023", 1, 4)]),  # where it was opened
        ('a: "C:\\docs"\n', [("Y025", 1, 7)]),
        ("a: [1, 2\nb: 1\n", [("Y024", 1, 4)]),
        ("a: @home\n", [("Y022", 1, 4)]),
        ("a:\n  - x\n b: 1\n", [("Y027", 3, 2)]),
        (b"\xff\xfea\x00", [("Y015", 1, 1)]),
        ("a: één\n".encode("cp1252"), [("Y002", 1, 4)]),
    ],
)
def test_what_is_refused_is_named_with_its_place(text: str | bytes, expected: list[tuple[str, int, int]]) -> None:
    assert codes(text) == expected


@pytest.mark.parametrize(
    ("text", "expected", "rest"),
    [
        ("a: b: c\nd: e: f\ng: 1\ng: 2\n", [("Y021", 1, 5), ("Y021", 2, 5), ("Y006", 4, 1)], {"g": 1}),
        ("x:\n  - Works: well\n  - a: b: c\ny: 1\n", [("Y021", 3, 9)], {"y": 1}),
        ("a: {n: 2, r: It is: so}\nb: 1\n", [("Y021", 1, 19)], {"b": 1}),
        ("a: @x\nb: `y`\nc: %z\nd: 1\n", [("Y022", 1, 4), ("Y022", 2, 4), ("Y022", 3, 4)], {"d": 1}),
        ("- *Sees* it\n- >5 men\n- | x\n", [("Y022", 1, 3), ("Y022", 2, 3), ("Y022", 3, 3)], {}),
        ("a: 'open\nb: it's\nc: 'x'\n", [("Y023", 1, 4)], {"b": "it's", "c": "x"}),  # not where it shows
        ('a: "x" y\nb: "z" w\nc: 1\n', [("Y028", 1, 8), ("Y028", 2, 8)], {"c": 1}),
        ("a: [1, 2\nb: {n: 1\nc: 1\n", [("Y024", 1, 4), ("Y024", 2, 4)], {"a": [1, 2], "b": {"n": 1}, "c": 1}),
        ("a: ]\nb: [1]]\nc: 1\n", [("Y024", 1, 4), ("Y024", 2, 7)], {"b": [1], "c": 1}),
        ("a: 1\nb c\nd: 1\nd: 2\n", [("Y026", 2, 1), ("Y006", 4, 1)], {"a": 1, "d": 1}),
        ("a:b\nc: 1\n", [("Y026", 1, 2)], {"a": "b", "c": 1}),
        ("a: b\n   c: d\ne: 1\n", [("Y027", 2, 4)], {"a": "b", "c": "d", "e": 1}),
        ("a:\n  - x\n   - y\n  - z\nb: 1\n", [("Y027", 2, 5)], {"b": 1}),  # YAML reads `x - y`
        (
            (
                "a: 1\n<<<<<<< HEAD\nb: 1\n=======\nb: 2\n>>>>>>> x\n"
                "<<<<<<< HEAD\nc: 3\n|||||||\n=======\n>>>>>>> x\nd: 4\nd: 5\n"
            ),
            [("Y029", 2, 1), ("Y029", 7, 1), ("Y006", 13, 1)],
            {"a": 1, "b": 1, "c": 3, "d": 4},
        ),
        ("a: 1\n<<<<<<< HEAD\nb: 1\n", [("Y029", 2, 1)], None),
        (
            "x:\n  a:\n\u00a0   b: 1\n  \u00a0 c: 1\n  d: 1\n  d: 2\n",
            [("Y027", 3, 1), ("Y006", 6, 3)],
            {"x": {"a": {"b": 1, "c": 1}, "d": 1}},
        ),
        ("a:\n  - x\n  -y z\n  - w\nb: 1\n", [("Y022", 3, 3)], {"a": ["x", "y z", "w"], "b": 1}),
        ("a:\n  - x\n  – y z\n  * w\nb: 1\n", [("Y022", 3, 3), ("Y022", 4, 3)], {"a": ["x", "y z", "w"], "b": 1}),
        ("a:\n  1\n    - x\n    - y\n  2: [z]\n", [("Y026", 2, 3)], {"a": {"1": ["x", "y"], "2": ["z"]}}),
        ("a:\n\tb: 1\n\tb: 2\n", [("Y020", 2, 1), ("Y006", 3, 3)], {"a": {"b": 1}}),
        ("a: x\x01\nb: 1\nb: 2\n", [("Y012", 1, 5), ("Y006", 3, 1)], {"b": 1}),
        ("a:\n  b: 1\n c: 2\nd: 1\nd: 2\n", [("Y027", 3, 2), ("Y006", 5, 1)], {"d": 1}),
        ("a:\n  - x\n  b: 1\nd: 1\nd: 2\n", [("Y027", 3, 3), ("Y006", 5, 1)], {"d": 1}),
        ("x:\n  a\n    b: 1\n  c:\n    b: 1\n", [("Y026", 2, 3)], {"x": {"a": {"b": 1}, "c": {"b": 1}}}),
        ("x:\n  a b\n  c: 1\n  c: 2\n", [("Y026", 2, 3), ("Y006", 4, 3)], {}),
        ("x:\n  norm = 1\n  c: 1\n", [("Y026", 2, 3)], {}),
        ("x:\n  norm:\N{NO-BREAK SPACE}1\n  c: 1\n", [("Y026", 2, 7)], {"x": {"norm": 1, "c": 1}}),
        ("a: [b, #c, d]\ne: 1\n", [("Y024", 1, 4)], {}),
        (b"a: \xe9\nb: 1\nb: 2\n", [("Y002", 1, 4), ("Y006", 3, 1)], {"a": "\u00e9", "b": 1}),
        (b"\xef\xbb\xbfa: \xe9\na: 1\n", [("Y018", 1, 1), ("Y002", 1, 4), ("Y006", 2, 1)], {"a": "\u00e9"}),
        ("a: 1\na: 2\n".encode("utf-16"), [("Y015", 1, 1), ("Y006", 2, 1)], {"a": 1}),
        ("a: 1\na: 2\n".encode("utf-16-be"), [("Y015", 1, 1), ("Y006", 2, 1)], {"a": 1}),
    ],
)
def test_one_fault_does_not_hide_the_next(
    text: str | bytes, expected: list[tuple[str, int, int]], rest: dict[str, Any]
) -> None:
    assert codes(text) == expected
    data = parse(text).data
    assert {name: value for name, value in data.items() if name in rest} == rest if rest else data


@pytest.mark.parametrize("parser", ["CSafeLoader", "SafeLoader"])
@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("[" * 1001, (1, 33)),
        ("[\n" * 1001, (33, 1)),
        ("{a: " * 1001, (1, 129)),
        ("[{a: " * 1001, (1, 81)),
        ("- " * 1001, (1, 65)),
        ("? " * 1001, (1, 65)),
        ("é: 1\r\nb: c: d\r\nc: " + "[" * 1001, (3, 35)),
    ],
)
def test_our_own_limit_of_depth_speaks_before_that_of_the_parser(
    text: str, at: tuple[int, int], parser: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("competentie.files.yaml._Parser", getattr(yaml, parser, None) or pytest.skip(f"no {parser}"))
    assert codes(text)[-1] == ("Y009", *at)


def test_what_could_not_be_read_holds_no_value() -> None:
    assert parse("a: b: c\n").data == {"a": REFUSED}


def test_more_values_than_any_handbook_has_are_refused() -> None:
    assert codes("a: [" + "1," * 50_001 + "]\n") == [("Y003", 1, 100_003)]


def test_endless_faults_cost_no_endless_time() -> None:
    assert len(codes("".join(f"a{number}: b: c\n" for number in range(5000)))) == MAX_STUMBLES


def test_a_binary_file_gets_a_page_of_findings_at_most() -> None:
    found = codes(bytes(range(1, 128)) * 2000)
    assert 0 < len(found) <= 60


def test_a_byte_order_mark_and_windows_line_ends_are_read() -> None:
    document = parse(b"\xef\xbb\xbfa: 1\r\nb: 2\r\n")
    assert document.data == {"a": 1, "b": 2}
    assert [one.code for one in document.diagnostics] == ["Y018"]
    assert document.span("b", key=True).line == 2


def test_spans_point_at_keys_and_values() -> None:
    document = parse("a:\n  b: text\n  c: [1, 22]\n")
    assert (document.span("a", "b").line, document.span("a", "b").column, document.span("a", "b").end_column) == (
        2,
        6,
        10,
    )
    assert document.span("a", "b", key=True).column == 3
    assert document.span("a", "c", 1).column == 10
    assert document.span("a", "nothing", "there") == document.span("a")


def test_an_alias_bomb_costs_nothing() -> None:
    lines = ["a: &a [x, x]"] + [f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]" for n in range(20)]
    document = parse("\n".join(lines))
    assert {one.code for one in document.diagnostics} == {"Y007"}


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("missing", "Y001"),
        ("folder", "Y016"),
        ("pipe", "Y016"),
        ("loop", "Y017"),
        ("nowhere", "Y017"),
        ("large", "Y003"),
    ],
)
def test_what_cannot_be_read_is_said(kind: str, code: str, tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "loop":
        path.symlink_to(path)
    elif kind == "nowhere":
        path.symlink_to(tmp_path / "gone.yaml")
    elif kind == "large":
        with path.open("wb") as file:
            file.truncate(MAX_BYTES + 1)
    found = read(path, "x.yaml")
    assert isinstance(found, Diagnostic)
    assert found.code == code


@settings(max_examples=300)
@given(st.binary(max_size=200) | st.text(alphabet="ab: -[]{}&*!|>'\"#%@\n\t01.?,~<", max_size=80).map(str.encode))
def test_any_bytes_give_data_or_a_finding(content: bytes) -> None:
    found = decode(content, "x.yaml")
    if isinstance(found, Document):
        assert found.data is not REFUSED or found.diagnostics
        found.span("a", 0, "b")


@given(st.dictionaries(st.text(max_size=8), st.text() | st.integers(-(10**17), 10**17) | st.booleans(), min_size=1))
def test_what_is_dumped_reads_back(data: dict[str, Any]) -> None:
    readable = {key: value for key, value in data.items() if str(key).isprintable() and str(value).isprintable()}
    assert parse(dump(readable)).data == readable
