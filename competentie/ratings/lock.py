"""One user of a file at a time: the second is told who has it.

The lock is the system's own, so that it ends with the process that holds it, however that ends. It lies on a file
beside the one that it keeps, since that one is replaced whenever it is saved; whatever name leads to that one.
"""

import errno
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final


class HeldError(Exception):
    """Somebody else has the file; `holder` tells the process, its user and terminal, and since when it has it."""

    def __init__(self, holder: Mapping[str, str]) -> None:
        """Carry who that is; `?` stands for what is unknown."""
        super().__init__(holder["process"])
        self.holder = holder


class Lock:
    """Keeps a file for this process, from `take` until `release` or the end of the process."""

    def __init__(self, path: Path) -> None:
        """Prepare to keep `path`; nothing is taken yet."""
        real = Path(os.path.realpath(path))
        self.path = real.with_name(f".{real.name}.lock")
        self.is_known = True
        """Whether the drive knows locks; where it does not, nobody is kept out."""
        self._descriptor: int | None = None

    def take(self, since: str) -> None:
        """Take the lock; raises HeldError, or OSError where the folder cannot be written to."""
        while True:
            descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
            try:
                _lock(descriptor)
            except OSError as error:
                if error.errno in _HELD:
                    holder = _read(descriptor)
                    os.close(descriptor)
                    raise HeldError(holder) from None
                self.is_known = False
            if _is_current(descriptor, self.path):
                break
            os.close(descriptor)  # the one who had it removed it just now
        self._descriptor = descriptor
        os.ftruncate(descriptor, 0)
        about = {"process": str(os.getpid()), "user": _user(), "terminal": _terminal(), "since": since}
        os.write(descriptor, json.dumps(about).encode())

    def release(self) -> None:
        """Let the file go, and leave nothing behind."""
        if self._descriptor is not None:
            self.path.unlink(missing_ok=True)
            os.close(self._descriptor)
            self._descriptor = None


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        os.lseek(descriptor, 2**20, os.SEEK_SET)  # a byte far behind what is written, so that others can read that
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        os.lseek(descriptor, 0, os.SEEK_SET)

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _is_current(descriptor: int, path: Path) -> bool:
    """Tell whether the file that was locked is still the one that has the name."""
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False


def _read(descriptor: int) -> Mapping[str, str]:
    try:
        about = json.loads(os.pread(descriptor, 4096, 0) if hasattr(os, "pread") else os.read(descriptor, 4096))
        return {name: str(about.get(name, "?")) for name in _ABOUT}
    except (OSError, ValueError, AttributeError):
        return dict.fromkeys(_ABOUT, "?")


# What the system says of a lock that somebody has (flock(2); Windows says the others); anything else is no lock.
_HELD: Final = {errno.EWOULDBLOCK, errno.EAGAIN} | ({errno.EACCES, errno.EDEADLK} if os.name == "nt" else set())
_ABOUT: Final = ("process", "user", "terminal", "since")


def _user() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "?"


def _terminal() -> str:
    try:
        return os.ttyname(sys.stdin.fileno())
    except (OSError, AttributeError, ValueError):
        return "?"
