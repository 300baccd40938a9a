"""Values that wait in a file of a shared folder, so that only their place has to travel between machines.

A part file holds one value. Frames in it are written apart from the rest: who opens the value gets a `Parked` for each,
and reads it when it is wanted. Lines of CSV get a file of their own, whose bytes only have to be moved. Such files are
for the eyes of their owner only, and take their name when they are whole; writing them again gives the same files.
"""

import contextlib
import io
import os
import pickle
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, BinaryIO, Final, TypeAlias

import polars as pl

from competentie.table.results import LINE

FRAME: Final = "frame"
LINES: Final = "lines"
VALUE: Final = "value"


class ParkedError(RuntimeError):
    """A part file is not as it was left."""


@dataclass(frozen=True, slots=True)
class Parked:
    """Where a value waits; of a frame, also how many rows it has."""

    path: str
    offset: int
    length: int
    kind: str = VALUE
    height: int = 0

    def load(self) -> Any:  # noqa: ANN401 - whatever was parked
        """Read the value. Raises OSError, ParkedError."""
        data = self._bytes()
        if self.kind == FRAME:
            return pl.read_ipc(io.BytesIO(data))
        return _Unpickler(io.BytesIO(data)).load()

    def move_to(self, file: BinaryIO) -> None:
        """Add lines to a file as they are; a part that is gone need never reach a disk. Raises OSError, ParkedError."""
        path = Path(self.path)
        left = self.length
        with path.open("rb", buffering=0) as part, memoryview(bytearray(_COPIED)) as held:
            while size := part.readinto(held):
                file.write(held[:size])
                left -= size
        if left:
            raise ParkedError
        path.unlink(missing_ok=True)

    def _bytes(self) -> bytes:
        with Path(self.path).open("rb") as part:
            part.seek(self.offset)
            data = part.read(self.length)
        if len(data) != self.length:
            raise ParkedError
        return data


_COPIED: Final = 1 << 18

Frame: TypeAlias = pl.DataFrame | Parked
"""A frame, at hand or parked."""


def opened(frame: Frame) -> pl.DataFrame:
    """Return a frame that is at hand."""
    return frame.load() if isinstance(frame, Parked) else frame


def park(value: object, path: Path, line_end: str = "\n") -> Parked:
    """Write a value to a file that takes its name when it is whole; `line_end` ends lines of CSV. Raises OSError."""
    rest = io.BytesIO()
    with _whole(path) as file:
        _Pickler(rest, file, path, line_end).dump(value)
        offset = file.tell()
        file.write(rest.getbuffer())
    return Parked(str(path), offset, len(rest.getbuffer()))


@contextmanager
def _whole(path: Path) -> Iterator[BinaryIO]:
    """Return a file that takes its name when it is whole."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mode 0600
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise


class PrivateFolder:
    """A folder that nobody else can look into, and of which nothing is left in the end."""

    def __init__(self, beside: Path | None) -> None:
        """Make the folder, in the system's own for temporary files unless another is named. Raises OSError."""
        parent = None if beside is None else beside.absolute()
        self.path = Path(tempfile.mkdtemp(dir=parent, prefix=".competentie-"))  # mode 0700

    def __enter__(self) -> Path:
        """Begin."""
        return self.path

    def __exit__(self, *_: object) -> None:
        """Remove the folder, also when a process that is being stopped may still write to it."""
        gone = self.path.with_name(f"{self.path.name}.gone")
        with contextlib.suppress(OSError):
            self.path.rename(gone)  # who is late finds no folder to write to
        for one in (gone, self.path):
            shutil.rmtree(one, ignore_errors=True)


class _Pickler(pickle.Pickler):
    def __init__(self, rest: BinaryIO, file: BinaryIO, path: Path, line_end: str) -> None:
        super().__init__(rest, protocol=5)
        self._file = file
        self._path = path
        self._line_end = line_end
        self._files = count()

    def persistent_id(self, obj: Any) -> Parked | None:  # noqa: ANN401
        """Write frames apart."""
        if not isinstance(obj, pl.DataFrame):
            return None
        if obj.columns == [LINE]:
            return self._lines(obj)
        offset = self._file.tell()
        obj.write_ipc(self._file, compression="uncompressed")
        return Parked(str(self._path), offset, self._file.tell() - offset, FRAME, obj.height)

    def _lines(self, frame: pl.DataFrame) -> Parked:
        path = self._path.with_name(f"{self._path.name}-{next(self._files)}")
        with _whole(path) as file:
            frame.write_csv(file, include_header=False, quote_style="never", line_terminator=self._line_end)
            size = file.tell()
        return Parked(str(path), 0, size, LINES, frame.height)


class _Unpickler(pickle.Unpickler):
    def persistent_load(self, pid: Any) -> Parked:  # noqa: ANN401
        """Leave frames where they are."""
        return pid  # type: ignore[no-any-return]
