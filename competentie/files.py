"""Bytes → text: reading a file within bounds, and saying in our own words why it cannot be read."""

import os
import stat
from pathlib import Path
from typing import Final

from competentie.diagnostics import Diagnostic, Span
from competentie.message import Message, msg
from competentie.source import Document

MAX_BYTES: Final = 10 * 2**20  # a catalogue of 500 competencies takes 1 MB


def read(path: Path, shown: str) -> Document | Diagnostic:
    """Read a file, or say why it cannot be read; `shown` is the path as the user knows it."""
    try:
        content = _bytes(path)
    except _UnreadableError as problem:
        return Diagnostic(problem.code, shown, Span(), problem.message, problem.help)
    except OSError as error:
        return Diagnostic("Y001", shown, Span(), unreadable(error), None)
    return decode(content, shown)


def decode(content: bytes, shown: str) -> Document | Diagnostic:
    """Turn the bytes of a file into a document, or say why they are not text."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        advice = msg("save it as UTF-8, in your editor or with `iconv -f UTF-16 -t UTF-8`")
        return Diagnostic("Y002", shown, Span(), msg("this file is UTF-16, not UTF-8"), advice)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8-sig", "replace")
        line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
        found = msg("this file is not UTF-8: byte {byte} cannot stand here", byte=f"0x{content[error.start]:02x}")
        return Diagnostic("Y002", shown, Span(line, column, line, column + 1), found, _SAVE_AS_UTF8)
    return Document(shown, text)


def unreadable(error: OSError) -> Message:
    """Say in our own words why the system would not open, read or write a file."""
    match error:
        case FileNotFoundError():
            return msg("there is no such file")
        case PermissionError():
            return msg("this file may not be opened (permission denied)")
        case IsADirectoryError():
            return msg("this is a folder, not a file")
        case NotADirectoryError():
            return msg("part of this path is a file, not a folder")
    return msg("the system says: {reason}", reason=error.strerror or type(error).__name__)


_SAVE_AS_UTF8: Final = msg("save it as UTF-8, in your editor or with `iconv -f CP1252 -t UTF-8`")


class _UnreadableError(Exception):
    def __init__(self, message: Message, help: Message, code: str = "Y001") -> None:
        super().__init__(code)
        self.code, self.message, self.help = code, message, help


def _bytes(path: Path) -> bytes:
    mode = path.stat().st_mode
    if stat.S_ISDIR(mode):
        raise IsADirectoryError
    if not stat.S_ISREG(mode):
        raise _UnreadableError(msg("this is not an ordinary file"), msg("name a YAML file"))
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        if size > MAX_BYTES:
            raise _UnreadableError(
                msg("this file is {size} MB; the limit is {limit} MB", size=size // 2**20, limit=MAX_BYTES // 2**20),
                msg("split it, or check that it is the file you meant"),
                "Y003",
            )
        return file.read()
