"""docs/guarantees.md names, for each promise, tests that are there."""

import re
from pathlib import Path

from support import ROOT


def test_each_promise_names_tests_that_are_there() -> None:
    lines = (ROOT / "docs" / "guarantees.md").read_text(encoding="utf-8").splitlines()
    promises = [line for line in lines if line.startswith("| ") and not line.startswith("| promise")]
    assert promises
    for promise in promises:
        named = re.findall(r"`(test_\w+\.py)::(test_\w+)`", promise)
        assert named, promise
        for file, test in named:
            assert f"def {test}(" in (Path(__file__).parent / file).read_text(encoding="utf-8"), promise
