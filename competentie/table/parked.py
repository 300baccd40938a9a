"""Values that wait in a file of a shared folder, so that only their place has to travel between machines.

A part file holds one value. Frames in it are written apart from the rest: who opens the value gets a `Parked` for each,
and reads it when it is wanted, or copies it without reading it. A part file is for its owner's eyes only, and takes its
name when it is whole; writing it again gives the same file.
"""

import contextlib
import io
import os
import pickle
import shutil
import tempfile
from dataclasses import dataclass
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
        return _Unpickler(self.path, data).load()

    def copy_to(self, file: BinaryIO) -> None:
        """Copy lines as they are. Raises OSError, ParkedError."""
        with Path(self.path).open("rb", buffering=0) as part:
            part.seek(self.offset)
            left = self.length
            while left:
                data = part.read(min(left, _COPIED))
                if not data:
                    raise ParkedError
                file.write(data)
                left -= len(data)

    def _bytes(self) -> bytes:
        with Path(self.path).open("rb") as part:
            part.seek(self.offset)
            data = part.read(self.length)
        if len(data) != self.length:
            raise ParkedError
        return data


_COPIED: Final = 1 << 20

Frame: TypeAlias = pl.DataFrame | Parked
"""A frame, at hand or parked."""


def opened(frame: Frame) -> pl.DataFrame:
    """Return a frame that is at hand."""
    return frame.load() if isinstance(frame, Parked) else frame


def park(value: object, path: Path, line_end: str = "\n") -> Parked:
    """Write a value to a file that takes its name when it is whole; `line_end` ends lines of CSV. Raises OSError."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mode 0600
    try:
        with os.fdopen(descriptor, "wb") as file:
            rest = io.BytesIO()
            _Pickler(rest, file, line_end).dump(value)
            offset = file.tell()
            file.write(rest.getbuffer())
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
    return Parked(str(path), offset, len(rest.getbuffer()))


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
    def __init__(self, rest: BinaryIO, file: BinaryIO, line_end: str) -> None:
        super().__init__(rest, protocol=5)
        self._file = file
        self._line_end = line_end

    def persistent_id(self, obj: Any) -> tuple[int, int, str, int] | None:  # noqa: ANN401
        """Write frames apart."""
        if not isinstance(obj, pl.DataFrame):
            return None
        offset = self._file.tell()
        lines = obj.columns == [LINE]
        if lines:
            obj.write_csv(self._file, include_header=False, quote_style="never", line_terminator=self._line_end)
        else:
            obj.write_ipc(self._file, compression="uncompressed")
        return offset, self._file.tell() - offset, LINES if lines else FRAME, obj.height


class _Unpickler(pickle.Unpickler):
    def __init__(self, path: str, data: bytes) -> None:
        super().__init__(io.BytesIO(data))
        self._path = path

    def persistent_load(self, pid: Any) -> Parked:  # noqa: ANN401
        """Leave frames where they are."""
        offset, length, kind, height = pid
        return Parked(self._path, offset, length, kind, height)
