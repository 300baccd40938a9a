"""Tables gone wrong through `score`: never a traceback, always an exit code of its own, in bounded time.

    python tests/fuzz/fuzz_tables.py 3000 [--seed 1]

A sound table of the handbook (wide or long; CSV, workbook, Parquet, lines of JSON) is mutated as `mutation.py` does;
in a workbook the parts inside the archive are, or the archive. What breaks is kept in `fuzz-found/`.
"""

import argparse
import io
import random
import sys
import tempfile
import time
import zipfile
from collections import Counter
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import polars as pl

from competentie.cli import run
from fuzz.mutation import ROOT, mutated

SLOWEST: Final = 5.0  # seconds of processor time for a table of a few rows
FORMS: Final = ("csv", "csv", "xlsx", "parquet", "jsonl")
CODES: Final = tuple(
    f"{one}.{level}.{n}" for one in ("samenwerken", "zorgvuldigheid") for level in (1, 2) for n in (1, 2)
)


def sound(chance: random.Random, form: str) -> bytes:
    """Return a sound table of a few people."""
    who = [{"persoon": f"P{n}", "relatie": "zelf", "datum": f"2026-01-1{n}"} for n in range(4)]
    if chance.random() < 0.5:
        rows = [
            one | {code: chance.choice(("1", "0", "nvt", "")) for code in CODES} | {"expertise": "2"} for one in who
        ]
    else:
        rows = [one | {"onderdeel": code, "score": chance.choice(("1", "0"))} for one in who for code in CODES]
    frame, file = pl.DataFrame(rows), io.BytesIO()
    if form == "xlsx":
        frame.write_excel(file)
    elif form == "parquet":
        frame.write_parquet(file)
    else:
        file.write((frame.write_csv() if form == "csv" else frame.write_ndjson()).encode())
    return file.getvalue()


def wrong(content: bytes, chance: random.Random, form: str) -> bytes:
    """Mutate a table, or one part of a workbook."""
    times = chance.choice((1, 1, 2, 4))
    if form != "xlsx" or chance.random() < 0.2:
        return mutated(content, chance, times)
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        parts = {name: old.read(name) for name in old.namelist()}
        some = chance.choice([name for name in parts if "sheet" in name or "hared" in name or chance.random() < 0.2])
        for name, part in parts.items():
            if name != some or chance.random() < 0.95:
                new.writestr(name, mutated(part, chance, times) if name == some else part)
    return made.getvalue()


def broken(path: Path) -> str:
    """Score a table; return what rule was broken, or nothing."""
    said, start = io.StringIO(), time.process_time()
    arguments = ["--lang", "en", "--catalog", str(ROOT / "catalog.yaml"), "score", str(path)]
    try:
        with redirect_stdout(said), redirect_stderr(said):
            code = run([*arguments, "--profile", "opleidingscoordinator", "-o", str(path.with_name("results.csv"))])
    except BaseException as error:  # noqa: BLE001 - whatever it raises is what we look for
        return f"{type(error).__name__}: {error}"
    if time.process_time() - start > SLOWEST:
        return f"more than {SLOWEST} s"
    if code not in {0, 1, 2}:
        return f"exit {code}: {said.getvalue()[-300:]}"
    if code and not said.getvalue().strip():
        return f"exit {code}, and nothing said"
    return "a traceback" if "Traceback (most recent" in said.getvalue() else ""


def attempt(chance: random.Random, folder: Path) -> tuple[str, Path]:
    """Make a table, make it wrong and score it; return what was broken, and the file."""
    form = chance.choice(FORMS)
    path = folder / f"table.{form}"
    path.write_bytes(wrong(sound(chance, form), chance, form))
    return broken(path), path


def main() -> int:
    """Try as many tables as were asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("times", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--found", type=Path, default=Path("fuzz-found"))
    options = parser.parse_args()
    chance, ways = random.Random(options.seed), Counter[str]()
    with tempfile.TemporaryDirectory() as folder:
        for number in range(options.times):
            why, path = attempt(chance, Path(folder))
            if why:
                ways[why] += 1
                options.found.mkdir(exist_ok=True)
                (options.found / f"{number}-{path.name}").write_bytes(path.read_bytes())
    told = "".join(f"{count:>6} x {way}\n" for way, count in ways.most_common())
    sys.stdout.write(f"{options.times} tables tried, {ways.total()} broke a rule\n{told}")
    return 1 if ways else 0


if __name__ == "__main__":
    sys.exit(main())
