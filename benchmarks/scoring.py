"""What `competentie score` costs, beside merely copying the same table, and beside DuckDB and pandas.

Run it with the Python that competentie is installed in: `python benchmarks/scoring.py [--rounds 5] [--only NAME]…
[--keep DIR] [--large]`. It makes its own files (`made_people.py`). Each round runs every command of a table once, in
turn, as a process of its own; a ratio is the median of the ratios per round, and CPU time says what a busy machine
hides. The passthrough is Polars' `scan_csv` of text to `sink_csv` of the same file: the least that reading and writing
it can cost. DuckDB and pandas do less than we do: levels only, from a table that they trust; they are left out where
they are not installed (`pip install duckdb pandas`). `--large` adds ten million people, which takes 1.2 GB of disk and
several minutes.
"""

import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

COMPETENCIES: Final = {
    "eigenaarschap": 2,
    "samenwerken": 2,
    "inlevingsvermogen": 2,
    "klantpartnerschap": 1,
    "plannen-en-organiseren": 2,
    "zorgvuldigheid": 2,
    "expertise": 1,
}
MAXRSS_UNIT: Final = 1 if sys.platform == "darwin" else 1024  # bytes, see getrusage(2)

PASSTHROUGH: Final = """\
import sys
import polars as pl
pl.scan_csv(sys.argv[1], infer_schema=False).sink_csv(sys.argv[2])
"""
DUCKDB: Final = f"""\
import sys
import duckdb
cells = []
for one, norm in {COMPETENCIES!r}.items():
    cells.append(f'"{{one}}" AS "{{one}}.reached", "{{one}}" - {{norm}} AS "{{one}}.gap"')
    status = f'''CASE WHEN "{{one}}" > {{norm}} THEN 'above' WHEN "{{one}}" = {{norm}} THEN 'meets' ELSE 'short' END'''
    cells.append(f'{{status}} AS "{{one}}.status"')
table = f"read_csv('{{sys.argv[1]}}', header=true, types={{{{'person': 'VARCHAR'}}}})"
wanted = f"SELECT person, 'opleidingscoordinator' AS profile, {{', '.join(cells)}} FROM {{table}}"
duckdb.sql(f"COPY ({{wanted}}) TO '{{sys.argv[2]}}' (HEADER)")
"""  # noqa: S608 - our own names
PANDAS: Final = f"""\
import sys
import pandas as pd
table = pd.read_csv(sys.argv[1], dtype={{"person": str}})
made = {{"person": table["person"], "profile": "opleidingscoordinator"}}
for one, norm in {COMPETENCIES!r}.items():
    made[one + ".reached"] = table[one]
    made[one + ".gap"] = table[one] - norm
    made[one + ".status"] = (table[one] - norm).clip(-1, 1).map({{-1: "short", 0: "meets", 1: "above"}})
pd.DataFrame(made).to_csv(sys.argv[2], index=False)
"""


@dataclass(slots=True)
class Row:
    """One command, what it may cost, and what it cost each time."""

    name: str
    command: list[str]
    bar: str = ""
    at_most: float | None = None
    seconds: list[float] = field(default_factory=list)
    worked: list[float] = field(default_factory=list)
    megabytes: float = 0.0

    def measure(self) -> None:
        """Run it once more."""
        start = time.perf_counter()
        process = subprocess.Popen(self.command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        assert process.stderr is not None  # noqa: S101 - it is a pipe
        said = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        self.seconds.append(time.perf_counter() - start)
        self.worked.append(usage.ru_utime + usage.ru_stime)
        if status:
            sys.exit(f"{self.name} failed: {said.decode()}")
        self.megabytes = max(self.megabytes, usage.ru_maxrss * MAXRSS_UNIT / 1e6)

    def ratio(self, other: "Row") -> float:
        """Return how many times as long as the other this takes."""
        return statistics.median(one / base for one, base in zip(self.seconds, other.seconds, strict=True))


@dataclass(frozen=True, slots=True)
class Case:
    """A table to score, and what that may cost beside the first command that is run on it."""

    name: str
    people: int
    kind: str
    bar: float
    options: tuple[str, ...] = ()


CASES: Final = (
    Case("1,000 people x 7 levels", 1_000, "levels", bar=2.0),
    Case("1 M people x 7 levels", 1_000_000, "levels", bar=1.6),
    Case("1 M people x 50 behaviours", 1_000_000, "behaviours", bar=1.0),
    Case("1 M people x 50 behaviours, some missing", 1_000_000, "behaviours", bar=1.0, options=("--gaps",)),
    Case("1 M people, 50 M long rows", 1_000_000, "behaviours", bar=1.5, options=("--long",)),
)
WIDE: Final = Case("40 people x 1,547 behaviours", 40, "all", bar=1.5)
LARGE: Final = Case("10 M people x 7 levels", 10_000_000, "levels", bar=11.0)


def rows_of(case: Case, folder: Path) -> list[Row]:
    """Return what is run on a table, the first being what the others are held against."""
    table, out = folder / "people.csv", folder / "out.csv"
    python, files = sys.executable, [str(table), str(out)]
    ours = Row("competentie score", _score(table, out), f"<={case.bar}x", case.bar)
    if case.people < 100_000:  # noqa: PLR2004 - where starting is what takes the time
        return [Row("import polars", [python, "-c", "import polars"]), ours]
    rows = [Row("passthrough", [python, "-c", PASSTHROUGH, *files]), ours]
    if case.kind == "levels" and case.people <= 1_000_000:  # noqa: PLR2004 - pandas holds the whole table
        rows += [Row(name, [python, "-c", script, *files]) for name, script in _others()]
    return rows


def wide_rows(folder: Path) -> list[Row]:
    """Return what is run on a wide handbook: the same people in the long layout, and in a row each."""
    for name, options in (("long.csv", ("--long",)), ("people.csv", ())):
        _make(folder / name, replace(WIDE, options=options))
    about = ["--catalog", str(folder / "handbook" / "catalog.yaml")]
    return [
        Row("the long layout", _score(folder / "long.csv", folder / "out.csv", about, "everything")),
        Row(
            "competentie score",
            _score(folder / "people.csv", folder / "out.csv", about, "everything"),
            f"<={WIDE.bar}x",
            WIDE.bar,
        ),
    ]


def _score(table: Path, out: Path, about: Sequence[str] = (), profile: str = "opleidingscoordinator") -> list[str]:
    command = [sys.executable, "-m", "competentie", "--lang", "en", *about, "score", str(table)]
    return [*command, "--profile", profile, "--layout", "wide", "-o", str(out)]


def _make(table: Path, case: Case) -> None:
    """Make a table in a process of its own: what this one holds would count as the peak of those it starts."""
    maker = Path(__file__).with_name("made_people.py")
    options = ["--people", str(case.people), "--kind", case.kind, *case.options]
    subprocess.run([sys.executable, maker, table, *options], check=True, stdout=subprocess.DEVNULL)


def _others() -> list[tuple[str, str]]:
    found = []
    for name, script in (("DuckDB", DUCKDB), ("pandas", PANDAS)):
        try:
            found.append((f"{name} {version(name.lower())}", script))
        except PackageNotFoundError:
            print(f"{name} is not installed, and left out")
    return found


def run(case: Case, rounds: int, kept: Path | None) -> list[Row]:
    """Measure one table, and print it."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = kept / case.name.replace(" ", "-").replace(",", "") if kept else Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        table = folder / "people.csv"
        if case is not WIDE and not table.exists():
            _make(table, case)
        rows = wide_rows(folder) if case is WIDE else rows_of(case, folder)
        for _ in range(rounds):
            for row in rows:
                row.measure()
        print(f"\n{case.name}, {table.stat().st_size / 1e6:,.1f} MB")
        print(f"{'':24}{'median s':>10}{'ratio':>8}{'bar':>9}{'CPU s':>8}{'peak MB':>9}")
        for row in rows:
            seconds, worked = statistics.median(row.seconds), statistics.median(row.worked)
            print(
                f"{row.name:24}{seconds:10.2f}{row.ratio(rows[0]):7.2f}x{row.bar:>9}{worked:8.2f}{row.megabytes:9.0f}"
            )
        (folder / "out.csv").unlink(missing_ok=True)
        return rows


def main() -> None:
    """Measure every table."""
    parser = argparse.ArgumentParser(description="Measure what scoring a table costs.")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", action="append", help="a part of the name of a table")
    parser.add_argument("--keep", type=Path, help="keep the made tables in this folder")
    parser.add_argument("--large", action="store_true", help="ten million people too")
    given = parser.parse_args()
    packages = ", ".join(f"{name} {version(name)}" for name in ("competentie", "polars", "typer", "pydantic"))
    print(f"Python {platform.python_version()}, {packages}")
    print(f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores; {given.rounds} rounds")
    measured = {}
    for case in (*CASES, WIDE, *([LARGE] if given.large else [])):
        if not given.only or any(one in case.name for one in given.only):
            measured[case] = run(case, given.rounds, given.keep)
    smaller, larger = measured.get(CASES[1]), measured.get(LARGE)
    if smaller and larger:
        growth = statistics.median(larger[1].seconds) / statistics.median(smaller[1].seconds)
        print(f"\nten times the people take {growth:.1f}x the time; bar: <=11x, and at most 1,000 MB")


if __name__ == "__main__":
    main()
