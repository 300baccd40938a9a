"""Narration fits the terminal that it is read on, also while the results go down a pipe."""

import os
import struct
import subprocess
import sys

import pytest
from support import ROOT

pty = pytest.importorskip("pty", reason="this system has no pseudo-terminals")


def test_errors_fit_the_terminal_when_the_output_is_a_pipe() -> None:
    import fcntl
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 50, 0, 0))
    env = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    command = [sys.executable, "-m", "competentie", "--lang", "en", "score", "no-such-table.csv"]
    subprocess.run(
        command, stdout=subprocess.PIPE, stderr=theirs, stdin=subprocess.DEVNULL, cwd=ROOT, env=env, check=False
    )
    os.close(theirs)
    said = os.read(ours, 10_000).decode()
    os.close(ours)
    assert "no-such-table.csv" in said
    assert max(len(line) for line in said.splitlines()) <= 50
