"""How long a key press takes to be answered in `assess`: on screen, with the answer on disk.

Run it with the Python that competentie is installed in: `python benchmarks/conversation.py [--answers 200]`. It makes a
catalogue of 500 competencies (`made.py`) with a profile that asks for all of them, and answers question after question
in a pseudo-terminal: the time runs from the key to the next prompt, and each answer is written and synced in between.
The first measurement is of an empty file, the second of one in which every question but the last ones has an answer.
"""

import argparse
import os
import platform
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Final

import pexpect
from made import make_catalogue

from competentie.api import load
from competentie.core import Rating, Ratings
from competentie.ratings.folder import file_of
from competentie.ratings.write import ratings_yaml

BAR: Final = 50  # milliseconds from a key press to the next question
COMPETENCIES: Final = 500
NORM: Final = 3
PROGRAM: Final = [sys.executable, "-m", "competentie", "--lang", "en"]


def main() -> None:
    """Measure both, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--answers", type=int, default=200)
    answers = parser.parse_args().answers
    print(f"Python {platform.python_version()}, {platform.machine()}, {answers} answers each\n")
    print(f"{'500 competencies':<26} {'median ms':>9} {'slowest ms':>10} {'bar':>6}")
    for name, filled in (("first answers", False), ("last answers", True)):
        with tempfile.TemporaryDirectory() as folder:
            project = Path(folder) / "project"
            _prepare(project, answers, filled=filled)
            times = _measure(project, answers)
        print(f"{name:<26} {statistics.median(times):>9.1f} {max(times):>10.1f} {f'<{BAR}':>6}")


def _prepare(folder: Path, answers: int, *, filled: bool) -> None:
    """Make the project, and the ratings of all questions but the last ones."""
    make_catalogue(folder, COMPETENCIES)
    catalogue = load(folder / "catalog.yaml").catalogue
    (folder / "profiles").mkdir(exist_ok=True)
    rows = "".join(f"  {identifier}: {{norm: {NORM}}}\n" for identifier in catalogue.competencies)
    (folder / "profiles" / "all.yaml").write_text(
        f'competentie: 1\nrole: All\nversion: "1"\ngeneric:\n{rows}', encoding="utf-8"
    )
    if not filled:
        return
    codes = [one.code for competency in catalogue.competencies.values() for one in competency.behaviours(NORM)]
    last = set(codes[-answers:])
    rated: dict[str, Any] = {
        identifier: one.ratings(lambda behaviour: Rating.UNRATED if behaviour.code in last else Rating.SHOWN)
        for identifier, one in catalogue.competencies.items()
    }
    (folder / "ratings").mkdir()
    ratings = Ratings(rated, "A", "all", relation="self", date="2026-11-24", unfinished=codes[-answers])
    path = file_of(ratings, folder / "ratings")
    path.write_text(ratings_yaml(ratings, catalogue), encoding="utf-8")


def _measure(folder: Path, answers: int) -> list[float]:
    """Answer questions, and return how long each took, in milliseconds."""
    env = {**os.environ, "TERM": "dumb", "SOURCE_DATE_EPOCH": "1795500000"}
    child = pexpect.spawn(
        PROGRAM[0],
        [*PROGRAM[1:], "assess", "all", "--person", "A", "--relation", "self", "--one-by-one"],
        cwd=folder,
        env=env,
        timeout=60,
    )
    child.delaybeforesend = None
    times = []
    for _ in range(answers - 1):
        child.expect_exact(") > ")
        start = time.perf_counter()
        child.sendline("y")
        child.expect_exact("y")
        child.expect(r"\d+/\d+")
        times.append((time.perf_counter() - start) * 1000)
    child.close(force=True)
    return times


if __name__ == "__main__":
    main()
