"""What `export` and `import` of 500 competencies take, in every format; who waits is the owner of a handbook.

Run it with the Python that competentie is installed in: `python benchmarks/exchange.py`. Each is a process of its own,
three times; the median is shown, and held against the bar.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from made import make_catalogue

COMPETENCIES: Final = 500
ROUNDS: Final = 3
BAR: Final = 3.0  # seconds
FORMATS: Final = (
    *(("table", ".xlsx", True), ("table", ".csv", True), ("docx", ".docx", True), ("moodle", ".csv", True)),
    ("case", ".json", True),
    *(("skos", ".ttl", False), ("limesurvey", ".txt", False), ("feedback", ".xml", False)),
)


def timed(arguments: list[str]) -> float:
    """Return the seconds that one run takes."""
    start = time.perf_counter()
    ran = subprocess.run([sys.executable, "-m", "competentie", *arguments], capture_output=True, check=False)
    if ran.returncode > 1:
        raise SystemExit(ran.stderr.decode())
    return time.perf_counter() - start


def main() -> int:
    """Measure, print a table, and return 1 where something is over the bar."""
    over = False
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        catalogue = str(make_catalogue(folder / "made", COMPETENCIES))
        for number, (form, ending, comes_in) in enumerate(FORMATS):
            file = folder / f"{number}{ending}"
            export = ["--catalog", catalogue, "export", form, "-o", str(file)]
            shown = [("export", statistics.median(timed(export) for _ in range(ROUNDS)))]
            if comes_in:
                files = sorted(folder.glob(f"{number}.*{ending}"))
                files = [file, *(one for one in files if one != file)]
                read = ["import", *map(str, files), "--from", form]
                taken = [timed([*read, "-o", str(folder / f"{number}-{round_}")]) for round_ in range(ROUNDS)]
                shown.append(("import", statistics.median(taken)))
            for what, seconds in shown:
                over |= seconds > BAR
                print(f"{form:<11}{ending:<6} {what}  {seconds:5.2f} s{'  over the bar' if seconds > BAR else ''}")
    return int(over)


if __name__ == "__main__":
    sys.exit(main())
