"""A small sample of the long proofs: kills of an interview, tables gone wrong, and a second opinion on every result."""

import random
import sys
from pathlib import Path

import pytest
from fuzz.fuzz_tables import attempt
from oracle import differences


@pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal needs pexpect, which Windows lacks")
def test_killed_at_any_moment_no_acknowledged_answer_is_lost(tmp_path: Path) -> None:
    from kills import kill

    counts, lost = kill(8, tmp_path / "project", seed=3)
    assert lost == []
    assert counts["acknowledged"] > 8
    assert counts["not private"] == 0


@pytest.mark.parametrize("seed", range(12))
def test_a_second_opinion_on_a_table_differs_in_no_column(seed: int, tmp_path: Path) -> None:
    assert differences(tmp_path, random.Random(seed)) == []


@pytest.mark.parametrize("seed", range(5))
def test_a_mutated_table_is_scored_or_refused(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    assert [why for why, _ in (attempt(chance, tmp_path) for _ in range(8)) if why] == []
