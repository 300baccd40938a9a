"""What `competentie validate` costs, beside the least it could cost and beside a validator of JSON Schemas.

Run it with the Python that competentie is installed in: `python benchmarks/validation.py [--profiles 2000]
[--rounds 7] [--keep DIR]`. It makes its own files (`made.py`, the same every time). Each round runs every command
once, in turn, as a process of its own; a ratio is the median of the ratios per round. The least is a process that
only lets libyaml parse the same files into events. check-jsonschema gets the profiles with their schema, not the
catalogue; it is left out when it is not installed (`pip install check-jsonschema`).
"""

import argparse
import gc
import os
import platform
import shutil
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Final

from made import ROOT, make_catalogue, make_profiles

COMPETENCIES: Final = 500
MANY_BAR: Final = 2.5  # at most so many times as long as libyaml takes for the events of the same files
LARGE_BAR: Final = 3.0
JSONSCHEMA_BAR: Final = 10  # at least so many times faster than check-jsonschema
MEMORY_BAR: Final = 200  # megabytes, at most

SCRIPTS: Final = sysconfig.get_path("scripts")
PROGRAM: Final = str(Path(SCRIPTS) / "competentie")
OTHER: Final = "check-jsonschema"
EVENTS: Final = """\
import sys
import yaml

for name in sys.argv[1:]:
    with open(name, "rb") as file:
        content = file.read()
    for _ in yaml.parse(content, Loader=yaml.CSafeLoader):
        pass
"""
MAXRSS_UNIT: Final = 1 if sys.platform == "darwin" else 1024  # bytes, see getrusage(2)


@dataclass(slots=True)
class Row:
    """One thing that is measured: how it is done once, what it may cost, and what it cost each time."""

    name: str
    once: Callable[[], float | None]
    """Do it once; return the peak memory in MB, or None where that is unknown."""
    bar: float | None = None
    """How many times as long as the first row of its table it may take."""
    seconds: list[float] = field(default_factory=list)
    megabytes: list[float] = field(default_factory=list)

    def measure(self) -> None:
        """Do it once more, and keep what it cost."""
        gc.collect()
        start = time.perf_counter()
        megabytes = self.once()
        self.seconds.append(time.perf_counter() - start)
        self.megabytes += [] if megabytes is None else [megabytes]

    def ratio(self, other: "Row") -> float:
        """Return how many times as long as the other this takes."""
        return statistics.median(one / base for one, base in zip(self.seconds, other.seconds, strict=True))


@dataclass(frozen=True, slots=True)
class Table:
    """Rows that work on the same files; the first is what the others are held against."""

    title: str
    rows: list[Row]


def main() -> None:
    """Make the files, measure, and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--profiles", type=int, default=2000, help="how many profiles (default 2000)")
    parser.add_argument("--rounds", type=int, default=7, help="how often everything runs (default 7)")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="make the files in this folder, and leave them there")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        tables = [
            _many(make_profiles(folder / "many-profiles", options.profiles)),
            *_large(make_catalogue(folder / "large-catalogue", COMPETENCIES)),
        ]
        *whole, inside = tables
        _measure([row for table in whole for row in table.rows], options.rounds)
        gc.disable()  # as `competentie` does for its one short run
        _measure(inside.rows, options.rounds)  # last, because the processes that we start inherit our peak memory
    print("\n".join([*_machine(options.rounds), *(line for table in tables for line in _lines(table))]))


def _measure(rows: list[Row], rounds: int) -> None:
    for number in range(rounds + 1):
        for row in rows:
            row.measure()
            if not number:  # the first round warms the caches
                row.seconds.clear()
                row.megabytes.clear()


def _many(profiles: list[Path]) -> Table:
    folder = profiles[0].parent.parent
    names = [f"profiles/{file.name}" for file in profiles]
    size = statistics.mean(file.stat().st_size for file in profiles) / 1000
    rows = [
        Row("libyaml events", _process([sys.executable, "-c", EVENTS, "catalog.yaml", *names], folder)),
        Row("competentie, one profile", _process([PROGRAM, "validate", names[0]], folder)),
        Row("competentie validate", _process([PROGRAM, "validate"], folder), MANY_BAR),
    ]
    program = shutil.which(OTHER, path=os.pathsep.join([SCRIPTS, os.environ.get("PATH", "")]))
    if program:
        schema = str(ROOT / "competentie" / "schemas" / "profile.en.json")
        rows.append(Row(OTHER, _process([program, "--schemafile", schema, *names], folder)))
    return Table(f"{len(profiles):,} profiles of {size:.1f} kB beside the shipped catalogue, whole processes", rows)


def _large(catalogue: Path) -> list[Table]:
    title = f"{COMPETENCIES} competencies in one catalogue of {catalogue.stat().st_size / 1e6:.2f} MB"
    whole = [
        Row("libyaml events", _process([sys.executable, "-c", EVENTS, catalogue.name], catalogue.parent)),
        Row("competentie validate", _process([PROGRAM, "validate"], catalogue.parent), LARGE_BAR),
    ]
    inside = [
        Row("libyaml events", lambda: _parse(catalogue)),
        Row("read, parse, every check", lambda: _validate(catalogue), LARGE_BAR),
    ]
    return [Table(f"{title}, whole processes", whole), Table(f"{title}, within one process", inside)]


def _process(command: list[str], folder: Path) -> Callable[[], float | None]:
    """Return what runs a command in a folder and tells its peak memory; the command must find nothing wrong."""

    def once() -> float | None:
        with subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            megabytes = None
            if hasattr(os, "wait4"):  # not on Windows
                _, status, used = os.wait4(process.pid, 0)
                process.returncode = os.waitstatus_to_exitcode(status)
                megabytes = used.ru_maxrss * MAXRSS_UNIT / 1e6
        if process.returncode:
            sys.exit(f"{command[0]} ends with {process.returncode} in {folder}: --keep the files to see why")
        return megabytes

    return once


def _parse(catalogue: Path) -> None:
    import yaml

    for _ in yaml.parse(catalogue.read_bytes(), Loader=yaml.CSafeLoader):
        pass


def _validate(catalogue: Path) -> None:
    from competentie.validate.validator import Validator

    Validator(catalogue).project(catalogue)


def _machine(rounds: int) -> Iterator[str]:
    packages = ("competentie", "typer", "pydantic", "rich", "PyYAML")
    yield f"Python {platform.python_version()}, " + ", ".join(f"{one} {version(one)}" for one in packages)
    yield f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, {_processor()}; {rounds} rounds"


def _processor() -> str:
    try:
        facts = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or "unknown processor"
    names = (fact.partition(":")[2].strip() for fact in facts if fact.startswith("model name"))
    return next(names, "unknown processor")


def _lines(table: Table) -> Iterator[str]:
    yield f"\n{table.title}"
    yield f"{'':<26} {'median ms':>9} {'x events':>9} {'bar':>7} {'peak MB':>8} {'bar':>6}"
    for row in table.rows:
        ratio = f"{row.ratio(table.rows[0]):.2f}x"
        bar = f"<={row.bar:g}x" if row.bar else ""
        peak = f"{max(row.megabytes):.0f}" if row.megabytes else ""
        peak_bar = f"<{MEMORY_BAR}" if row.bar and row.megabytes else ""
        median = statistics.median(row.seconds) * 1000
        yield f"{row.name:<26} {median:>9.1f} {ratio:>9} {bar:>7} {peak:>8} {peak_bar:>6}"
    *_, ours, last = table.rows
    if last.name == OTHER:
        yield f"{OTHER} takes {last.ratio(ours):.1f}x as long as {ours.name}; bar: >={JSONSCHEMA_BAR}x"
    elif "profiles" in table.title:
        yield f"{OTHER} is not installed, so not measured: pip install {OTHER}"


if __name__ == "__main__":
    main()
