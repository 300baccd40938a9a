"""Writing files: whole or not at all, and ratings only for their owner's eyes."""

import glob
import os
import shutil
import stat
import tempfile
from pathlib import Path
from typing import Self


def write_whole(path: Path, content: bytes, *, private: bool = True) -> None:
    """Write a file beside its target and move it into place, readable by its owner only. Raises OSError.

    What is not private is readable for whom the system lets read new files.
    """
    with WholeFile(path, private=private) as whole:
        whole.file.write(content)
        whole.commit()


class WholeFile:
    """A file that takes its place only when it is whole; until then it stands beside it, for its owner's eyes only.

    A target that is no ordinary file (a device, a pipe) gets the content at once, in the end.
    """

    def __init__(self, path: Path, *, private: bool = True) -> None:
        """Begin a file. Raises OSError."""
        self._device = path if path.exists() and not stat.S_ISREG(path.stat().st_mode) else None
        self._target = Path(os.path.realpath(path))  # a link keeps pointing at what it points at; a circle fails below
        folder = None if self._device else self._target.parent
        descriptor, name = tempfile.mkstemp(dir=folder, prefix=_prefix(self._target))  # mode 0600
        self._name = Path(name)
        if not private:
            self._name.chmod(0o666 & ~_umask())
        self.file = os.fdopen(descriptor, "w+b")

    def commit(self, *, durable: bool = True) -> None:
        """Move the file into place; `durable` waits until it would outlive a power cut. Raises OSError."""
        self.file.flush()
        if self._device is not None:
            self.file.seek(0)
            with self._device.open("wb") as target:
                shutil.copyfileobj(self.file, target)
            return
        if durable:
            os.fsync(self.file.fileno())
        self.file.close()
        self._name.replace(self._target)
        if durable:
            _sync_folder(self._target.parent)

    def __enter__(self) -> Self:
        """Begin; what is not committed in the end is gone."""
        return self

    def __exit__(self, *_: object) -> None:
        """Remove what was not moved into place."""
        self.file.close()
        self._name.unlink(missing_ok=True)


def _umask() -> int:
    """Return what the system takes away from the rights to a new file; it can only be read by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _prefix(target: Path) -> str:
    return f".{target.name[:200]}."  # with what makes it unique, within the 255 bytes of any file system


def remove_left(target: Path) -> None:
    """Remove what was left behind by writing a file when that was ended halfway; only for who keeps it from others."""
    for left in target.parent.glob(f"{glob.escape(_prefix(target))}????????"):
        if not left.is_symlink() and left.suffix != ".lock":
            left.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    """Make sure that a new name outlives a power cut too, where the system can open a folder (POSIX)."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
