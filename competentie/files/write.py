"""Writing files: whole or not at all, through no link that may not be followed, ratings only for their owner's eyes."""

import errno
import glob
import os
import secrets
import shutil
import stat
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Final, Self

from competentie.files.read import refuse_link


def write_whole(path: Path, content: bytes, *, private: bool = True) -> None:
    """Write a file beside its target and move it into place, readable by its owner only. Raises OSError.

    What is not private is readable for whom the system lets read new files.
    """
    with WholeFile(path, private=private) as whole:
        whole.file.write(content)
        whole.commit()


class WholeFile:
    """A file that takes its place only when it is whole; until then it stands beside it, for its owner's eyes only.

    A target that is no ordinary file (a device, a pipe) gets the content at once, in the end. What takes long to
    write is `nameless` until then, where the system knows such files (Linux): whatever ends us, it is gone.
    """

    def __init__(self, path: Path, *, private: bool = True, nameless: bool = False) -> None:
        """Begin a file. Raises OSError, also for a link that may not be followed."""
        refuse_link(path)
        self._device = path if path.exists() and not stat.S_ISREG(path.stat().st_mode) else None
        self._target = Path(os.path.realpath(path))  # a link keeps pointing at what it points at; a circle fails below
        folder = None if self._device else self._target.parent
        self._name: Path | None = None
        descriptor = _nameless(folder) if nameless and folder else None
        if descriptor is None:
            descriptor, name = tempfile.mkstemp(dir=folder, prefix=_prefix(self._target))  # mode 0600
            self._name = Path(name)
        self._private = private
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
        if self._name is None:
            name = self._target.with_name(_prefix(self._target) + secrets.token_hex(4))
            number = self.file.fileno()
            os.link(f"{_OPEN}/{number}", name, src_dir_fd=number, follow_symlinks=True)  # the folder is not used
            self._name = name
        if not self._private:
            self._name.chmod(0o666 & ~_umask())
        self.file.close()
        self._name.replace(self._target)
        if durable:
            _sync_folder(self._target.parent)

    def __enter__(self) -> Self:
        """Begin; what is not committed in the end is gone."""
        return self

    def __exit__(self, *_: object) -> None:
        """Remove what was not moved into place."""
        with suppress(OSError):  # on a full disk, closing fails too
            self.file.close()
        if self._name is not None:
            self._name.unlink(missing_ok=True)


_OPEN: Final = "/proc/self/fd"


def _nameless(folder: Path) -> int | None:
    """Open a file without a name that can get one later; None where the system or the drive knows none."""
    if not hasattr(os, "O_TMPFILE") or not os.path.isdir(_OPEN):  # noqa: PTH112 - as that name is used
        return None
    try:
        return os.open(folder, os.O_RDWR | os.O_TMPFILE, 0o600)
    except OSError:  # what else is wrong with the folder is said of a file with a name
        return None


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
    """Make sure that a new name outlives a power cut too, where the system can open and sync a folder (POSIX)."""
    if os.name != "posix":
        return
    try:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        if error.errno not in _NO_SYNC:
            raise


_NO_SYNC: Final = {errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EACCES, errno.EPERM}
