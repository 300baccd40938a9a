"""How long commands take to start, as a ratio to `python -c pass` on the same machine.

Run it with the Python that competentie is installed in: `python benchmarks/startup.py [--rounds N]`.
Each round runs every command once, in turn, so that a machine that slows down slows all of them; a
command's ratio is the median of its ratios per round. Whole processes are timed, byte-code present.
"""

import argparse
import platform
import statistics
import subprocess
import sys
import sysconfig
import time
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = str(Path(sysconfig.get_path("scripts")) / "competentie")
COMMANDS = {
    "python -c pass": ([sys.executable, "-c", "pass"], None),
    "--version": ([PROGRAM, "--version"], 7.5),
    "--help": ([PROGRAM, "--help"], 7.5),
    "show": ([PROGRAM, "show"], 20),
    "matrix": ([PROGRAM, "matrix"], 20),
    "assess --scores (table)": ([PROGRAM, "assess", "--scores", str(ROOT / "examples" / "ratings.yaml")], 20),
    "validate": ([PROGRAM, "validate"], None),
}


def main() -> None:
    """Time every command and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    rounds = parser.parse_args().rounds
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for number in range(rounds + 1):
        for name, (command, _bar) in COMMANDS.items():
            took = _time(command)
            if number:  # the first round warms the caches
                times[name].append(took)
    base = times["python -c pass"]
    print(
        f"Python {platform.python_version()}, "
        + ", ".join(f"{one} {version(one)}" for one in ("typer", "pydantic", "rich", "PyYAML"))
    )
    print(f"{rounds} rounds, {platform.machine()}\n")
    print(f"{'command':<26} {'median ms':>9} {'ratio':>7} {'bar':>6}")
    for name, (_command, bar) in COMMANDS.items():
        ratio = statistics.median(one / other for one, other in zip(times[name], base, strict=True))
        print(f"{name:<26} {statistics.median(times[name]) * 1000:>9.0f} {ratio:>6.1f}x {f'{bar}x' if bar else '':>6}")


def _time(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
