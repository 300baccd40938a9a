"""Plain helpers for the tests: where things are, small example files, and running the program as a process."""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
GOLDEN = Path(__file__).parent / "golden"

ON_THE_DAY = {"SOURCE_DATE_EPOCH": "1795392000"}  # 2026-11-23, for outputs that say when they were made

CATALOGUE = """\
competentie: 1
title: Handbook
language: en
version: "1"
source: a test
license: all rights reserved
levels: [One, Two, Three]
clusters:
  work: Work
competencies:
  listening:
    label: Listening
    cluster: work
    definition: Hearing what is said
    levels:
      1: [Looks up, Nods at pauses]
      2: [Sums up]
      3: []
  advising:
    label: Advising
    cluster: work
    definition: Saying what may help
    presupposes: {listening: 2}
    levels:
      1: [Offers help]
      2: [Weighs options, Names risks]
      3: [Changes minds]
  patience:
    label: Patience
    definition: Waiting well
"""
PROFILE = """\
competentie: 1
role: Adviser
version: "1"
generic:
  listening: {norm: 2}
specific:
  advising: {norm: 2, rationale: It is the job}
"""


@dataclass(frozen=True)
class Ran:
    """One run of the program."""

    code: int
    out: str
    err: str


Program = Callable[..., Ran]
"""The fixture `competentie`: runs the program in this process."""


def process(
    *arguments: str | Path, env: Mapping[str, str] | None = None, stdin: bytes = b"", cwd: Path | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run the program as a process of its own, for what only a process has: streams, encodings, exit codes."""
    command = [sys.executable, "-m", "competentie", *map(str, arguments)]
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    environment = {**os.environ, "PYTHONPATH": path, **(env or {})}
    return subprocess.run(command, input=stdin, capture_output=True, env=environment, cwd=cwd, timeout=60, check=False)
