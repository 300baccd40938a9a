"""Opening a table, whatever it is: told apart by how its content begins, so that a name or a pipe tells nothing wrong.

The mark of each form is in its specification: gzip RFC 1952, Zstandard RFC 8878, ZIP APPNOTE 4.3.7 (an XLSX workbook
is one), Parquet the magic number `PAR1`, and [MS-CFB] 2.2, in which older workbooks and those with a password are kept.
JSON lines begin with a brace; anything else is CSV.
"""

import codecs
import gzip
import io
import os
import re
import zlib
from typing import BinaryIO, Final, cast

from competentie.core import Diagnostic, msg
from competentie.table.columns import Items, Reading
from competentie.table.rows import TableError, line_span
from competentie.table.sources.csv import CsvSource, Joined
from competentie.table.sources.source import Bytes, Source, Transcoded, broken

_GZIP: Final = b"\x1f\x8b"
_ZSTANDARD: Final = b"\x28\xb5\x2f\xfd"
_COMPOUND: Final = b"\xd0\xcf\x11\xe0"
_ZIP: Final = b"PK\x03\x04"
_PARQUET: Final = b"PAR1"
_JSON: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*\{")
_JSON_LIST: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*\[\s*[\[{]")
_PAGE: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+)?html", re.IGNORECASE)
_HEAD: Final = 1 << 12  # bytes by which a form is known; blank lines may come first
_WHOLE: Final = 512 << 20  # bytes of a packed file that must be held whole


def open_source(file: BinaryIO, shown: str, items: Items, reading: Reading) -> Source:
    """Open a table from a file that can seek. Raises TableError, OSError."""
    file.seek(0)
    data = _unpacked(file, shown)
    head = _first(data)
    packed = data is not file
    if head.startswith((_ZIP, _COMPOUND)):
        from competentie.table.sources.workbook import WorkbookSource

        return WorkbookSource(_whole(data, head, shown) if packed else file, shown, items, reading)
    if head.startswith(_PARQUET):
        from competentie.table.sources.parquet import ParquetSource

        return ParquetSource(_whole(data, head, shown) if packed else _at_start(file), shown, items, reading)
    path = getattr(file, "name", None)  # a nameless file has the number of its handle
    path = None if packed or isinstance(path, int | None) else os.path.realpath(path)
    return _text_source(Joined(head, data), shown, items, reading, path)


def _text_source(data: Bytes, shown: str, items: Items, reading: Reading, path: str | None) -> Source:
    """Open a text; `path` is that of a file with the same bytes."""
    encoding = reading.encoding
    if encoding is not None and codecs.lookup(encoding).name not in {"utf-8", "utf-8-sig"}:
        data, path = Transcoded(data, encoding, shown), None
    head = _first(data)
    data = Joined(head, data)
    if _PAGE.match(head):
        advice = msg("a form saves what was filled in as a `.json`; ask for that file")
        raise broken(shown, msg("this is a page, and not a table"), advice)
    if _JSON_LIST.match(head):
        message = msg("this is one list in JSON, and not one object per line")
        advice = msg("write JSON lines, such as with `jq -c '.[]'`")
        raise TableError(Diagnostic("T014", shown, line_span(1), message, advice))
    if _JSON.match(head):
        from competentie.table.sources.json_lines import JsonLinesSource

        return JsonLinesSource(data, shown, items, reading)
    return cast("Source", CsvSource(data, shown, items, reading, path))


def _first(data: Bytes) -> bytes:
    """Read the first bytes; a reader may give them in parts."""
    head = b""
    while len(head) < _HEAD and (read := data.read(_HEAD - len(head))):
        head += read
    return head


def _at_start(file: BinaryIO) -> BinaryIO:
    file.seek(0)
    return file


def _whole(data: Bytes, head: bytes, shown: str) -> BinaryIO:
    """Unpack what can only be read whole into memory, as far as that is reasonable."""
    held = io.BytesIO(head)
    held.seek(0, io.SEEK_END)
    while read := data.read(1 << 20):
        held.write(read)
        if held.tell() > _WHOLE:
            message = msg("this file unpacks to more than {n} MB", n=_WHOLE >> 20)
            raise broken(shown, message, msg("unpack it first"))
    held.seek(0)
    return held


def _unpacked(file: BinaryIO, shown: str) -> Bytes:
    mark = file.read(len(_ZSTANDARD))
    file.seek(0)
    if mark.startswith(_GZIP):
        return _Unpacked(gzip.GzipFile(fileobj=file), shown, gzip.BadGzipFile, zlib.error, EOFError)
    if mark == _ZSTANDARD:
        return _zstandard(file, shown)
    return file


def _zstandard(file: BinaryIO, shown: str) -> Bytes:
    try:
        from compression import zstd  # type: ignore[import-not-found, unused-ignore]  # from Python 3.14 on
    except ImportError:
        from backports import zstd
    return _Unpacked(cast("Bytes", zstd.ZstdFile(file)), shown, zstd.ZstdError, EOFError)


class _Unpacked:
    """What is unpacked from an archive. Raises TableError where that is damaged or cut off."""

    def __init__(self, file: Bytes, shown: str, *errors: type[Exception]) -> None:
        self._file = file
        self._shown = shown
        self._errors = errors

    def read(self, size: int = -1, /) -> bytes:
        try:
            return self._file.read(size)
        except self._errors:
            raise broken(self._shown, msg("this archive is damaged, or is not whole")) from None
