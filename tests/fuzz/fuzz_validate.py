"""Long runs against `validate`: by chance, in every hostile shape, or led by coverage.

    python tests/fuzz/fuzz_validate.py --random 100000 [--seed 1]
    python tests/fuzz/fuzz_validate.py --shapes 4000000
    python tests/fuzz/fuzz_validate.py --atheris [-max_total_time=600 …]

Run it with a Python that competentie is installed in; the last one also needs `pip install atheris`, which is no
dependency of the project. What breaks a rule of `target.py` is written to `fuzz-found/`, with why beside it.
"""

import argparse
import multiprocessing
import random
import resource
import signal
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Final

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from fuzz.mutation import ERRORS, ROOT, as_input, mutated, seeds
from fuzz.shapes import SHAPES

if TYPE_CHECKING:
    from fuzz.target import Project

CORPUS: Final = Path(__file__).resolve().parent / "corpus"
BATCH: Final = 1000  # inputs per process
HANG: Final = 60  # seconds after which a process is stopped
KEPT: Final = 3  # inputs per way of breaking
MAXRSS_UNIT: Final = 1 if sys.platform == "darwin" else 1024  # bytes, see getrusage(2)


@dataclass(slots=True)
class Tally:
    """What a run came to."""

    tried: int = 0
    broken: Counter[str] = field(default_factory=Counter)
    slowest: float = 0
    slowest_name: str = ""
    megabytes: float = 0

    def add(self, other: "Tally") -> None:
        """Take in what another process came to."""
        self.tried += other.tried
        self.broken += other.broken
        self.megabytes = max(self.megabytes, other.megabytes)
        if other.slowest > self.slowest:
            self.slowest, self.slowest_name = other.slowest, other.slowest_name

    def __str__(self) -> str:
        """Return the report."""
        ways = "".join(f"\n{count:>7} x {way}" for way, count in self.broken.most_common())
        return (
            f"{self.tried} inputs tried, {self.broken.total()} broke a rule; slowest {self.slowest:.2f} s"
            f" ({self.slowest_name}), peak {self.megabytes:.0f} MB{ways}"
        )


@dataclass(frozen=True, slots=True)
class Input:
    """A file to try: where it came from, its kind, and whether it stands in the shipped handbook."""

    name: str
    kind: str
    content: bytes
    shipped: bool = False


def main() -> int:
    """Run in the mode that was asked for; return 1 when something broke."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    mode = parser.add_mutually_exclusive_group(required=True)
    mode.add_argument("--random", type=int, metavar="N", help="try N mutated files")
    mode.add_argument("--shapes", type=int, metavar="BYTES", help="try every hostile shape at this size")
    mode.add_argument("--atheris", action="store_true", help="led by coverage; further arguments are libFuzzer's")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--found", type=Path, default=Path("fuzz-found"), help="where to write what breaks")
    options, further = parser.parse_known_args()
    options.found.mkdir(parents=True, exist_ok=True)
    (options.found / ".gitignore").write_text("*\n", encoding="utf-8")
    if options.atheris:
        _led_by_coverage(options.found, further)
    tally = Tally()
    for number, batch in enumerate(_batches(options), 1):
        part = _in_process(batch, options.found)
        tally.add(part)
        if options.shapes:
            _say(f"{part.slowest:>6.2f} s {part.megabytes:>5.0f} MB  {part.slowest_name}")
        elif number % 10 == 0:
            _say(str(tally))
    _say(str(tally))
    return 1 if tally.broken else 0


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _batches(options: argparse.Namespace) -> Iterator[Callable[[], Iterator[Input]]]:
    """Return what makes the inputs of each process; the process makes them itself."""
    if options.shapes:
        yield from (partial(_one_shape, name, options.shapes) for name in SHAPES)
        return
    for start in range(0, options.random, BATCH):
        yield partial(_by_chance, f"{options.seed}.{start}", min(BATCH, options.random - start))


def _one_shape(name: str, size: int) -> Iterator[Input]:
    yield Input(name, SHAPES[name].kind, SHAPES[name].make(size))


def _by_chance(seed: str, count: int) -> Iterator[Input]:
    chance, some = random.Random(seed), seeds()
    for _ in range(count):
        one = chance.choice(some)
        content = mutated(one.content, chance, chance.choice((1, 1, 2, 3, 6)))
        yield Input(one.name, one.kind, content, shipped=not one.name.startswith("tests"))


def _in_process(inputs: Callable[[], Iterator[Input]], found: Path) -> Tally:
    """Try inputs in a process of their own, so that one that takes it down is found too."""
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    with tempfile.TemporaryDirectory() as folder:
        process = context.Process(target=_try_all, args=(inputs, Path(folder), found, sender))
        process.start()
        sender.close()
        try:
            tally: Tally = receiver.recv()
        except EOFError:
            tally = Tally(1)
        process.join()
        if process.exitcode == 1:
            sys.exit("the fuzzer itself is broken: see above")
        if process.exitcode:
            tally.slowest_name = (Path(folder) / "name").read_text(encoding="utf-8")
            why = f"the process ended with {process.exitcode}, at {tally.slowest_name}"
            tally.broken[why] += 1
            _keep(found, why, (Path(folder) / "current").read_bytes())
    return tally


def _try_all(inputs: Callable[[], Iterator[Input]], folder: Path, found: Path, sender: Connection) -> None:
    from fuzz.target import Project

    projects = {True: Project(folder / "shipped", ROOT), False: Project(folder / "small", ERRORS / "base")}
    tally = Tally()
    for one in inputs():
        (folder / "current").write_bytes(one.content)
        (folder / "name").write_text(one.name, encoding="utf-8")
        signal.alarm(HANG)
        _try(projects[one.shipped], one, tally, found)
        signal.alarm(0)
    sender.send(tally)


def _try(project: "Project", one: Input, tally: Tally, found: Path) -> None:
    from fuzz.target import LARGEST, SLOWEST

    tally.tried += 1
    before, seconds = _megabytes(), 0.0
    why = told = ""
    try:
        seconds = project.check(one.kind, one.content).seconds
    except Exception as error:  # noqa: BLE001 - whatever it raises is what we look for
        why, told = _way(error), traceback.format_exc()
    tally.megabytes = _megabytes()
    if seconds >= tally.slowest:
        tally.slowest, tally.slowest_name = seconds, f"{one.name}, {len(one.content)} bytes"
    if not why and seconds > SLOWEST:
        why = f"more than {SLOWEST} s, as {one.name}"
    if not why and before < LARGEST < tally.megabytes:
        why = f"more than {LARGEST} MB, as {one.name}"
    if why:
        tally.broken[why] += 1
        _keep(found, why, one.content, told)


def _megabytes() -> float:
    """Return the most memory that this process has taken so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * MAXRSS_UNIT / 1e6


def _way(error: Exception) -> str:
    """Name a way of breaking: the error, and where it came from."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {Path(last.filename).name}:{last.lineno}: {str(error)[:80]!r}"


def _keep(found: Path, why: str, content: bytes, told: str = "") -> None:
    """Write an input that broke something, and why, unless there are enough that broke it the same way."""
    name = "".join(one if one.isalnum() else "-" for one in why)[:80]
    for number in range(KEPT):
        file = found / f"{name}-{number}.yaml"
        if not file.exists():
            file.write_bytes(content)
            file.with_suffix(".txt").write_text(f"{why}\n{told}", encoding="utf-8", errors="backslashreplace")
            return


def _led_by_coverage(found: Path, further: list[str]) -> None:
    """Let atheris look for inputs that reach new lines of our program; does not return."""
    import atheris  # type: ignore[import-untyped]

    with atheris.instrument_imports(include=["competentie"]):
        from fuzz.target import LARGEST, Project

    folder = Path(tempfile.mkdtemp())
    project = Project(folder / "project", ERRORS / "base")

    def one(data: bytes) -> None:
        project.check(*as_input(data))

    def mutate(data: bytes, largest: int, seed: int) -> bytes:
        chance = random.Random(seed)
        if not data or chance.random() < 0.5:
            changed: bytes = atheris.Mutate(data, largest)
            return changed
        return (data[:1] + mutated(data[1:], chance, chance.choice((1, 1, 2))))[:largest]

    limits = [f"-timeout={HANG}", f"-rss_limit_mb={LARGEST}", f"-artifact_prefix={found}/", "-max_len=30000"]
    atheris.Setup([sys.argv[0], *limits, *further], one, custom_mutator=mutate)
    atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main())
