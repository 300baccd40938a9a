"""What `competentie evidence` costs on a million people x 90 behaviours, beside merely copying the same table.

Processor time and memory of whole processes, in turn; a ratio is the median of the ratios per round. With answers left
out at random no two people have the same answers, which is the worst for anything that counts on patterns coming back.
Run it: `python benchmarks/evidence.py [--rounds 3] [--people 1000000]`. It makes its own files (`made_people.py`).
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

PASSTHROUGH: Final = """\
import sys
import polars as pl
pl.scan_csv(sys.argv[1], infer_schema=False).sink_csv(sys.argv[2])
"""
CASES: Final = (
    ("all answers", (), 1.5),
    ("one in ten left out", ("--gaps",), 2.0),
    ("at random", ("--even", "--gaps"), 2.0),
)
MAXRSS_UNIT: Final = 1 if sys.platform == "darwin" else 1024  # bytes, see getrusage(2)


def cost(command: list[str]) -> tuple[float, float]:
    """Run a command; return its processor time in seconds, and its memory in MB."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{command} failed")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss * MAXRSS_UNIT / 1e6


def main() -> None:
    """Measure every case."""
    parser = argparse.ArgumentParser(description="Measure what evidence costs.")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--people", type=int, default=1_000_000)
    given = parser.parse_args()
    print(f"{given.people:,} people x 90 behaviours, {given.rounds} rounds\n")
    print(f"{'':24}{'processor s':>12}{'ratio':>8}{'bar':>8}{'peak MB':>9}")
    for name, options, bar in CASES:
        with tempfile.TemporaryDirectory() as folder:
            table, out = Path(folder) / "people.csv", Path(folder) / "out"
            make = [sys.executable, str(Path(__file__).with_name("made_people.py")), str(table)]
            subprocess.run(
                [*make, "--people", str(given.people), "--kind", "described", *options],
                check=True,
                stdout=subprocess.DEVNULL,
            )
            ours = [sys.executable, "-m", "competentie", "--lang", "en", "evidence", str(table), "-o", f"{out}.txt"]
            rounds = [
                (cost([sys.executable, "-c", PASSTHROUGH, str(table), str(out)]), cost(ours))
                for _ in range(given.rounds)
            ]
        ratio = statistics.median(one[0] / base[0] for base, one in rounds)
        seconds, most = statistics.median(one[0] for _, one in rounds), max(one[1] for _, one in rounds)
        print(f"{name:24}{seconds:12.2f}{ratio:7.2f}x{'<=' + str(bar):>7}x{most:9.0f}", flush=True)


if __name__ == "__main__":
    main()
