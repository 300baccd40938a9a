"""What is said of a file that cannot be read as what it is: cut off, damaged, locked, or too much."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from competentie.core.findings import Diagnostic, Span
from competentie.core.message import Message, msg
from competentie.table.rows import TableError, line_span

_AGAIN: Final = msg("copy or export it again, or save it as CSV")
_PANIC: Final = (
    "PanicException"  # what a fault inside a Rust library becomes; no Exception, and without a name of its own
)


def broken(shown: str, message: Message, help: Message = _AGAIN) -> TableError:
    """Say that a file as a whole cannot be read."""
    return TableError(Diagnostic("T013", shown, Span(), message, help))


def too_long(shown: str, line: int, most: int) -> TableError:
    """Say that a line does not end where a line must, at `most` bytes."""
    message = msg("this line is longer than {n} MB", n=most >> 20)
    return TableError(Diagnostic("T013", shown, line_span(line), message, msg("check that it is the file you meant")))


@contextmanager
def guarded(shown: str, message: Message, *kinds: type[Exception]) -> Iterator[None]:
    """Turn what a library raises on a damaged file, also when it gives up in panic, into a finding."""
    try:
        yield
    except kinds:
        raise broken(shown, message) from None
    except BaseException as error:
        if type(error).__name__ != _PANIC:
            raise
        raise broken(shown, message) from None
