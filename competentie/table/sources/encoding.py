"""Text in another encoding than UTF-8, block by block; and what is said of bytes that are not what they should be."""

import codecs
from typing import TYPE_CHECKING, Final

from competentie.core.findings import Diagnostic
from competentie.core.message import msg
from competentie.table.rows import TableError, line_span

if TYPE_CHECKING:
    from competentie.table.sources.csv import Bytes

_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")


class Transcoded:
    """A file in another encoding, read as UTF-8. Strict: what is not in the encoding is an error, never replaced."""

    def __init__(self, file: "Bytes", encoding: str, shown: str) -> None:
        """Take a file, and the name of an encoding that Python knows."""
        self._file = file
        self._decoder = codecs.getincrementaldecoder(encoding)("strict")
        self._encoding = encoding
        self._shown = shown
        self._line = 1

    def read(self, size: int = -1, /) -> bytes:
        """Return up to about `size` bytes of UTF-8. Raises TableError where the file is not in its encoding."""
        while True:
            data = self._file.read(size)
            try:
                text = self._decoder.decode(data, final=not data)
            except UnicodeError as error:
                before = error.object[: error.start] if isinstance(error, UnicodeDecodeError) else b""
                line = self._line + before.decode(self._encoding, "ignore").count("\n")
                raise TableError(undecodable(self._shown, line, encoding=self._encoding)) from None
            self._line += text.count("\n")
            if text or not data:
                return text.encode("utf-8", "surrogatepass")


def undecodable(shown: str, line: int, start: bytes = b"", *, encoding: str = "utf-8") -> Diagnostic:
    """Say that a line is not in the encoding, and how to go on; `start` is how the file begins."""
    if encoding == "utf-8" and start.startswith(_UTF_16):
        advice = msg("name the encoding: `--encoding utf-16`")
        return Diagnostic("Y002", shown, line_span(1), msg("this file is UTF-16, not UTF-8"), advice)
    if encoding == "utf-8":
        advice = msg(
            "name the encoding, such as `--encoding cp1252` for an export from Excel, or save the file as UTF-8"
        )
    else:
        advice = msg("name another encoding, or save the file as UTF-8")
    message = msg("this line is not in {encoding}", encoding=encoding.upper())
    return Diagnostic("Y002", shown, line_span(line), message, advice)
