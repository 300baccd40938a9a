"""Writing a file is whole or not at all, at whatever moment it is killed."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from competentie.files.write import remove_left

# Kills itself when a save comes to the function that is named.
SAVE = """
import os, signal, sys
from pathlib import Path
from unittest.mock import patch
from competentie.files.write import write_whole

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

with patch(sys.argv[2], die):
    write_whole(Path(sys.argv[1]), b"new" * 100_000)
"""

MOMENTS = {
    "before it is made": ("tempfile.mkstemp", False),
    "before it is written": ("os.fdopen", False),
    "before it is on the disk": ("os.fsync", False),
    "before it has its name": ("pathlib.Path.replace", False),
    "before its name is on the disk": ("competentie.files.write._sync_folder", True),
}


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
@pytest.mark.parametrize(("function", "is_new"), MOMENTS.values(), ids=MOMENTS)
def test_killed_within_a_save(function: str, *, is_new: bool, tmp_path: Path) -> None:
    path = tmp_path / "ratings.yaml"
    path.write_bytes(b"old")
    ran = subprocess.run([sys.executable, "-c", SAVE, path, function], check=False, capture_output=True)
    assert ran.returncode == -signal.SIGKILL, ran.stderr
    assert path.read_bytes() == (b"new" * 100_000 if is_new else b"old")
    remove_left(path)
    assert list(tmp_path.iterdir()) == [path]


def test_what_is_left_of_another_file_stays(tmp_path: Path) -> None:
    others = {tmp_path / name for name in (".ratings.yaml.lock", ".ratings.yaml.abc", ".other.yaml.abcdefgh", "a.yaml")}
    for one in others:
        one.touch()
    (tmp_path / ".ratings.yaml.abcdefgh").touch()
    remove_left(tmp_path / "ratings.yaml")
    assert set(tmp_path.iterdir()) == others
