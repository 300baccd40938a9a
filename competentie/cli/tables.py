"""Opening a ratings table that was named on the command line."""

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from competentie.cli.exits import FindingsError, UsageError
from competentie.cli.options import TableFile
from competentie.domain import Catalogue
from competentie.files import unreadable
from competentie.message import msg
from competentie.places import shown
from competentie.table.columns import Items
from competentie.table.read import Table, TableError

if TYPE_CHECKING:
    from typing import BinaryIO


@contextmanager
def open_table(source: TableFile, catalogue: Catalogue) -> Iterator[Table]:
    """Open a table (`-` is stdin); what makes it unreadable as a whole ends the command."""
    _check_options(source)
    path = source.path
    named = "<stdin>" if str(path) == "-" else shown(path)
    with _open(path) as file:
        try:
            yield Table(file, named, Items(catalogue), encoding=source.encoding, delimiter=source.delimiter)
        except TableError as error:
            raise FindingsError(error.diagnostics) from None


def _open(path: Path) -> "BinaryIO":
    if str(path) == "-":
        return io.BytesIO(sys.stdin.buffer.read())
    try:
        if path.is_dir():
            raise UsageError(msg("{path} is a folder; a file with ratings is needed", path=str(path)))
        if not path.is_file():  # a pipe cannot be read twice, as rejecting rows needs
            return io.BytesIO(path.read_bytes())
        return path.open("rb")
    except OSError as error:
        raise UsageError(
            msg("{path} could not be opened: {reason}", path=str(path), reason=unreadable(error))
        ) from None


def _check_options(source: TableFile) -> None:
    encoding, delimiter = source.encoding, source.delimiter
    if encoding is not None:
        try:
            "".encode(encoding)
        except (LookupError, UnicodeError):
            raise UsageError(
                msg("there is no encoding `{name}`", name=encoding), msg("for example cp1252, latin-1 or utf-16")
            ) from None
    if delimiter is not None and len(delimiter) != 1:
        raise UsageError(msg("a delimiter is one character, not `{name}`", name=delimiter), msg("for example `;`"))
