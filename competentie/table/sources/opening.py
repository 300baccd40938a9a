"""Opening a table, whatever it is: told apart by how its content begins, so that a name or a pipe tells nothing wrong.

The mark of each format is in its specification: gzip RFC 1952, Zstandard RFC 8878, ZIP APPNOTE 4.3.7 (an XLSX workbook
is one), Parquet the magic number `PAR1`. JSON lines begin with a brace; anything else is CSV.
"""

import codecs
import gzip
import os
from dataclasses import dataclass
from typing import BinaryIO, Final, cast

from competentie.table.columns import Items
from competentie.table.sources.csv import Bytes, CsvSource
from competentie.table.sources.encoding import Transcoded
from competentie.table.sources.source import Source

_GZIP: Final = b"\x1f\x8b"
_ZSTANDARD: Final = b"\x28\xb5\x2f\xfd"


@dataclass(frozen=True, slots=True)
class Reading:
    """How tables are to be read: `by` is the column to group by, `sheet` the name of a sheet."""

    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    by: str | None = None


def open_source(file: BinaryIO, shown: str, items: Items, reading: Reading) -> Source:
    """Open a table from a file that can seek. Raises TableError, OSError."""
    file.seek(0)
    data = _decompressed(file)
    encoding = reading.encoding
    if encoding is not None and codecs.lookup(encoding).name not in {"utf-8", "utf-8-sig"}:
        data = Transcoded(data, encoding, shown)
    name = getattr(file, "name", None)
    path = os.path.realpath(name) if data is file and isinstance(name, str) else None
    return cast("Source", CsvSource(data, shown, items, reading.delimiter, reading.by, path=path))


def _decompressed(file: BinaryIO) -> Bytes:
    mark = file.read(len(_ZSTANDARD))
    file.seek(0)
    if mark.startswith(_GZIP):
        return gzip.GzipFile(fileobj=file)
    if mark == _ZSTANDARD:
        return _zstandard(file)
    return file


def _zstandard(file: BinaryIO) -> Bytes:
    try:
        from compression import zstd  # type: ignore[import-not-found, unused-ignore]  # from Python 3.14 on
    except ImportError:
        from backports import zstd
    return cast("Bytes", zstd.ZstdFile(file))
