"""How long ratings are kept: the term, its first day, and the setting."""

import datetime as dt
from pathlib import Path

import pytest

from competentie.core import Retention, parse_retention
from competentie.files.settings import ConfigError, load_config


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("30d", Retention(30, "d")),
        ("18m", Retention(18, "m")),
        ("2y", Retention(2, "y")),
        ("0d", None),
        ("02y", None),
        ("2Y", None),
        ("2 y", None),
        ("2", None),
        ("y", None),
        ("-2y", None),
        ("1.5y", None),
        ("٢y", None),
        ("10000y", None),
        ("", None),
        ("2y\n", None),
    ],
)
def test_parse_a_term(text: str, term: Retention | None) -> None:
    assert parse_retention(text) == term


@pytest.mark.parametrize(
    ("term", "today", "first"),
    [
        ("30d", "2026-11-24", "2026-10-25"),
        ("18m", "2026-11-24", "2025-05-24"),
        ("2y", "2026-11-24", "2024-11-24"),
        ("1m", "2026-03-31", "2026-02-28"),
        ("1m", "2024-03-31", "2024-02-29"),
        ("1y", "2024-02-29", "2023-02-28"),
        ("4y", "2024-02-29", "2020-02-29"),
        ("12m", "2026-01-01", "2025-01-01"),
        ("1m", "2026-01-15", "2025-12-15"),
        ("9999y", "2026-11-24", "0001-01-01"),
        ("9999d", "0001-01-05", "0001-01-01"),
    ],
)
def test_the_first_day_that_is_kept(term: str, today: str, first: str) -> None:
    parsed = parse_retention(term)
    assert parsed is not None
    assert parsed.first_kept(dt.date.fromisoformat(today)) == dt.date.fromisoformat(first)


@pytest.mark.parametrize(
    ("date", "over"),
    [("2024-11-23", True), ("2024-11-24", False), ("2026-11-24", False), ("2030-01-01", False), (None, None)],
)
def test_a_date_is_over_when_it_lies_before_the_first_day_kept(date: str | None, over: bool | None) -> None:  # noqa: FBT001
    assert Retention(2, "y").is_over(date, dt.date(2026, 11, 24)) is over


def test_a_date_that_is_none_is_not_known_to_be_over() -> None:
    assert Retention(2, "y").is_over("some day", dt.date(2026, 11, 24)) is None


def test_a_term_is_written_as_it_was_read() -> None:
    assert str(parse_retention("18m")) == "18m"


def test_the_setting(project: Path) -> None:
    assert load_config(project / "catalog.yaml").retention is None
    (project / "competentie.toml").write_text('retention = "18m"\n', encoding="utf-8")
    assert load_config(project / "catalog.yaml").retention == Retention(18, "m")


@pytest.mark.parametrize("value", ['"2"', '"twee jaar"', "2", "true", '["2y"]', '""'])
def test_a_setting_that_is_no_term_is_refused(value: str, project: Path) -> None:
    (project / "competentie.toml").write_text(f"retention = {value}\n", encoding="utf-8")
    with pytest.raises(ConfigError) as raised:
        load_config(project / "catalog.yaml")
    assert raised.value.message.args["key"] == "retention"
