"""Kill `assess` in a terminal at moments of chance, and hold the file against what was acknowledged.

    python tests/kills.py 230 [--seed 1]

An answer is acknowledged when the next question stands on the screen. Answers, other answers to the same question,
notes and steps back come by chance; the file is read as plain YAML, without our own code.
"""

import argparse
import os
import random
import re
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pexpect
import yaml
from support import ROOT

COUNT: Final = 40
WORDS: Final = {"y": "shown", "n": "not_shown", "-": "not_applicable"}
SIGNALS: Final = (signal.SIGKILL, signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
HEAD: Final = 'competentie: 1\n{}: Handbook\nversion: "1"\n'
PROMPT: Final = re.compile(r"> $")

Said = tuple[str, str]  # a rating and a note


@dataclass
class Interview:
    """One person's file, what was acknowledged of it, and what may stand there as well."""

    folder: Path
    person: str
    known: dict[str, Said] = field(default_factory=dict)
    under_way: dict[str, Said] = field(default_factory=dict)

    def run(self, chance: random.Random, number: signal.Signals) -> int:
        """Answer until the signal has ended the program; return how many answers were acknowledged."""
        child = _started(self.folder, self.person)
        after, acknowledged, at, self.under_way = chance.choice((0, 1, 2, 3, 5, 8)), 0, "", {}
        if not after:
            _kill_later(child, number, chance.uniform(0, 1.5))
        with suppress(pexpect.EOF, OSError):
            child.expect(PROMPT)
            while True:
                at = [at, *re.findall(r"\((c\d\.\d\.\d)\)", child.before)][-1]
                if acknowledged == after:
                    _kill_later(child, number, chance.choice((0, chance.uniform(0, 0.02), chance.uniform(0, 0.3))))
                    after = -1
                if "no answer yet" in child.before or "have an answer" in child.before.rpartition("\n")[2]:
                    child.sendline("/first")
                elif chance.random() < 0.1:
                    child.sendline("<")
                else:
                    acknowledged += self._answer(child, at, chance)
                    continue
                child.expect(PROMPT)
        time.sleep(0.02)
        child.close(force=True)
        return acknowledged

    def _answer(self, child: Any, code: str, chance: random.Random) -> int:
        """Give an answer, with a note now and then."""
        key = chance.choice("yyn-")
        note = f"note {chance.randrange(10**6)}" if chance.random() < 0.3 else ""
        said = (WORDS[key], note or self.known.get(code, ("", ""))[1])
        self.under_way = {code: said}
        child.sendline(f"{key} + {note}" if note else key)
        child.expect(PROMPT)
        self.known |= self.under_way
        self.under_way = {}
        return 1

    def lost(self) -> list[str]:
        """Return what was acknowledged and is not in the file."""
        kept = dict(_kept(self.folder, self.person))
        for code, said in self.under_way.items():
            if kept.get(code) == said:
                self.known[code] = said
        self.under_way = {}
        return [f"{code}: {said}, not {kept.get(code)}" for code, said in self.known.items() if kept.get(code) != said]


def _started(folder: Path, person: str) -> Any:
    env = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "dumb", "SOURCE_DATE_EPOCH": "1795500000"}
    program = [
        "-m",
        "competentie",
        "--lang",
        "en",
        "assess",
        "role",
        "--one-by-one",
        "--person",
        person,
        "--relation",
        "self",
    ]
    child = pexpect.spawn(sys.executable, program, cwd=folder, env=env, encoding="utf-8", timeout=60)
    child.delaybeforesend = None
    return child


def _kill_later(child: Any, number: int, seconds: float) -> None:
    def kill() -> None:
        with suppress(ProcessLookupError):
            os.kill(child.pid, number)

    threading.Timer(seconds, kill).start()


def _kept(folder: Path, person: str) -> Iterator[tuple[str, Said]]:
    """Yield what the person's file holds."""
    for path in sorted((folder / "ratings").glob("*.yaml")):
        data = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506 - texts only
        if data["person"] == person:
            for competency, levels in data.get("ratings", {}).items():
                for place, said in levels.items():
                    whole = {"rating": said} if isinstance(said, str) else said
                    yield f"{competency}.{place}", (whole.get("rating", ""), whole.get("note", ""))


def project(folder: Path) -> None:
    """Write a handbook and a role of forty behaviours."""
    (folder / "profiles").mkdir(parents=True)
    rows = "".join(f"  c{one}: {{norm: 2}}\n" for one in range(4))
    (folder / "profiles" / "role.yaml").write_text(f"{HEAD.format('role')}generic:\n{rows}", encoding="utf-8")
    texts = "".join(
        f"  c{one}:\n    label: Label {one}\n    definition: Text {one}\n    levels:\n"
        + "".join(
            f"      {level}: [{', '.join(f'Does {one}-{level}-{n} first' for n in range(5))}]\n" for level in (1, 2)
        )
        for one in range(4)
    )
    head = HEAD.format("title") + "language: en\nsource: a test\nlevels: [One, Two]\n"
    (folder / "catalog.yaml").write_text(f"{head}competencies:\n{texts}", encoding="utf-8")


def kill(times: int, folder: Path, seed: int = 1) -> tuple[Counter[str], list[str]]:
    """Kill so many times; return what was counted, and what was lost."""
    chance, counts, lost = random.Random(seed), Counter[str](), []
    project(folder)
    interview = Interview(folder, "P0")
    for time_ in range(times):
        if len(interview.known) > COUNT - 5:
            interview = Interview(folder, f"P{time_}")
        number = SIGNALS[time_ % len(SIGNALS)]
        counts["acknowledged"] += interview.run(chance, number)
        counts["kills"] += 1
        lost += [f"kill {time_}, {number.name}: {what}" for what in interview.lost()]
    ratings = folder / "ratings"
    counts["left behind"] = len([one for one in ratings.iterdir() if one.suffix != ".yaml"]) if ratings.exists() else 0
    counts["not private"] = len([one for one in ratings.iterdir() if one.stat().st_mode & 0o077])
    return counts, lost


def main() -> int:
    """Kill as often as was asked for, and say what came of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("times", type=int)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        counts, lost = kill(options.times, Path(folder) / "project", options.seed)
    sys.stdout.write(
        "\n".join([*(f"{count:>6} {name}" for name, count in counts.items()), f"{len(lost):>6} lost", *lost])
    )
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
