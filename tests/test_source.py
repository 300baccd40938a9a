"""Bytes → located data: YAML 1.2 core, strictly, within bounds."""

import os
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competentie.diagnostics import Diagnostic
from competentie.files import MAX_BYTES, decode, read
from competentie.source import REFUSED, Document, dump


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
        ("<<: {a: 1}\n", [("Y007", 1, 1)]),
        ("a: !!python/object:os.system x\n", [("Y008", 1, 4)]),
        ("a: !x [1]\n", [("Y008", 1, 4)]),
        ("[" * 100_000, [("Y009", 1, 33)]),
        ("a: 1\n---\nb: 2\n", [("Y010", 2, 1)]),
        ("? [a]\n: b\n", [("Y011", 1, 3)]),
        ("{a: b}: c\n", [("Y011", 1, 1)]),
        ("a: x\0y\n", [("Y012", 1, 5)]),
        ("a: 1\nb: x\u2028y\n", [("Y012", 2, 5)]),
        ("a: \nb: ~\nc: null\n", [("Y013", 1, 1), ("Y013", 2, 1), ("Y013", 3, 1)]),
        ("", [("Y004", 1, 1)]),
        ("# only a comment\n", [("Y004", 1, 1)]),
        ("---\n", [("Y004", 1, 1)]),
        ("a:\n\tb: 1\n", [("Y005", 2, 1)]),
        ("a: b: c\n", [("Y005", 1, 5)]),
        ("a: 'open\nb: 1\n", [("Y005", 1, 4)]),  # where it was opened
        ('a: "C:\\docs"\n', [("Y005", 1, 7)]),
        ("a: [1, 2\nb: 1\n", [("Y005", 2, 2)]),
        ("a: @home\n", [("Y005", 1, 4)]),
        ("a:\n  - x\n b: 1\n", [("Y005", 3, 2)]),
        (b"\xff\xfea\x00", [("Y002", 1, 1)]),
        ("a: één\n".encode("cp1252"), [("Y002", 1, 4)]),
    ],
)
def test_what_is_refused_is_named_with_its_place(text: str | bytes, expected: list[tuple[str, int, int]]) -> None:
    assert codes(text) == expected


def test_a_byte_order_mark_and_windows_line_ends_are_fine() -> None:
    document = parse(b"\xef\xbb\xbfa: 1\r\nb: 2\r\n")
    assert document.data == {"a": 1, "b": 2}
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


@pytest.mark.parametrize("kind", ["missing", "folder", "pipe", "loop", "large"])
def test_what_cannot_be_read_is_said(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "loop":
        path.symlink_to(path)
    elif kind == "large":
        with path.open("wb") as file:
            file.truncate(MAX_BYTES + 1)
    found = read(path, "x.yaml")
    assert isinstance(found, Diagnostic)
    assert found.code == ("Y003" if kind == "large" else "Y001")


@settings(max_examples=300, deadline=None)
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
