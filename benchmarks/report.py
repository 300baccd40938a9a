"""How long pages for a hundred talks take, each with a manager's, the own and five peers' ratings, and two dates.

Run it with the Python that competentie is installed in: `python benchmarks/report.py [--people N]`. A whole process is
timed, with reading the folder and writing the files; people are made up, and the same every time.
"""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from competentie.handbook.load import load_project

ROOT = Path(__file__).resolve().parent.parent
RATERS = (("manager", "2025-05-01"), ("manager", "2026-05-01"), ("self", "2026-05-02"), *[("peer", "2026-05-03")] * 5)
PROFILE = "opleidingscoordinator"
BAR = 5.0  # seconds for a hundred people
NOTED = 0.2  # of the answers have a note
MOST = 200_000  # bytes of a page


def main() -> None:
    """Make people, time their pages, and print what they take."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=100)
    people = parser.parse_args().people
    bar = BAR * people / 100
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _make(folder, people)
        command = [sys.executable, "-m", "competentie", "report", "person", "--all", "-qo", "pages"]
        start = time.perf_counter()
        subprocess.run(command, check=True, cwd=folder)
        took, used = time.perf_counter() - start, os.times()
        sizes = [page.stat().st_size for page in (folder / "pages").iterdir()]
    worked = used.children_user + used.children_system  # which a busy machine does not stretch
    print(f"{len(sizes)} pages of HTML: {took:.2f} s, of which processors worked {worked:.2f} s (bar {bar:.2f} s)")
    print(f"the largest page: {max(sizes):,} bytes (bar {MOST:,})")


def _make(folder: Path, people: int) -> None:
    shutil.copy(ROOT / "catalog.yaml", folder)
    shutil.copytree(ROOT / "profiles", folder / "profiles")
    (folder / "ratings").mkdir(mode=0o700)
    project, _ = load_project(folder / "catalog.yaml")
    if project is None:
        sys.exit(1)
    rows = [(project.catalogue.competencies[row.competency], row.norm) for row in project.profiles[PROFILE].rows]
    chance = random.Random(14)  # noqa: S311 - no secret
    for number in range(people):
        for place, (relation, date) in enumerate(RATERS):
            answers = {
                one.id: {
                    f"{each.level}.{each.number}": {
                        "rating": chance.choice(("shown", "shown", "shown", "not_shown")),
                        **({"note": "Seen in the project of this spring"} if chance.random() < NOTED else {}),
                    }
                    for each in one.behaviours(norm)
                }
                for one, norm in rows
            }
            rater = {"name": f"Rater {place}", "relation": relation}
            data = {"competentie": 1, "profile": PROFILE, "person": f"Person {number}", "rater": rater, "date": date}
            text = json.dumps({**data, "ratings": answers})
            (folder / "ratings" / f"{number}-{place}.yaml").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
