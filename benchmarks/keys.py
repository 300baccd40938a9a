"""How much an interview asks of a manager: key presses, and screens of 35 lines by 100 columns, for the shipped role.

Run it with the Python that competentie is installed in: `python benchmarks/keys.py`. Every behaviour is answered yes,
level by level, as `jjjj` and Enter; counted are the keys, the questions, and all lines to the result.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

import pexpect

KEYS: Final = 75
SCREENS: Final = 16
LINES, COLUMNS = 35, 100
HANDBOOK: Final = Path(__file__).resolve().parent.parent


def main() -> None:
    """Count, and print a table."""
    counted = {
        name: count(*options) for name, options in (("a level at once", ()), ("--one-by-one", ("--one-by-one",)))
    }
    print(f"{'shipped role':<18} {'keys':>5} {'questions':>10} {'screens':>8}")
    for name, (keys, questions, screens) in counted.items():
        print(f"{name:<18} {keys:>5} {questions:>10} {screens:>8.1f}")
    print(f"{'bar, at once':<18} {KEYS:>5} {SCREENS:>10} {SCREENS:>8}")


def count(*options: str) -> tuple[int, int, float]:
    """Answer everything; return the keys that were pressed, the prompts, and the screens that were filled."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(HANDBOOK / "catalog.yaml", folder)
        shutil.copytree(HANDBOOK / "profiles", Path(folder) / "profiles")
        who = ["opleidingscoordinator", "--person", "A", "--relation", "self"]
        command = ["-m", "competentie", "--lang", "nl", "assess", *who, *options]
        env = {**os.environ, "PYTHONPATH": str(HANDBOOK), "TERM": "dumb"}
        child: Any = pexpect.spawn(
            sys.executable, command, cwd=folder, env=env, encoding="utf-8", dimensions=(LINES, COLUMNS), timeout=60
        )
        keys, questions, said = 0, 0, ""
        while child.expect([r"(?:(\d+)–)?(\d+) \(j n - \.[^)]*\) > ", r"\(j n -\) > ", pexpect.EOF]) != 2:  # noqa: PLR2004
            said += child.before + child.after
            first, last = child.match.groups() or (None, "1")
            typed = "j" * (int(last) - int(first or last) + 1)
            child.sendline(typed)
            keys, questions = keys + len(typed) + 1, questions + 1
        return keys, questions, (said + child.before).count("\n") / LINES


if __name__ == "__main__":
    main()
