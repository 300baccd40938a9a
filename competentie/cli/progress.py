"""A long run in a terminal: a line that tells how far it is, after a second; and Ctrl-C, between two pieces.

An interrupt in the middle of Polars makes it print a traceback of its own, in Rust. So the first one waits until the
piece is done, a fraction of a second; another one does not wait.
"""

import signal
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final, Self, TypeVar

from competentie.cli.session import Session
from competentie.page.streams import width_of

if TYPE_CHECKING:
    from competentie.table.run import Workplace

T = TypeVar("T")
R = TypeVar("R")

_AFTER: Final = 1.0  # seconds
_EVERY: Final = 0.2
_BAR: Final = 24
_ERASE: Final = "\r\x1b[K"


class Watched:
    """A workplace whose pieces are counted."""

    def __init__(
        self, workplace: "Workplace", session: Session, total: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Take where the work is done, and the bytes of all tables together; 0 when they are not known."""
        self._workplace = workplace
        self._session = session
        self._total = total
        self._clock = clock
        self._begun = clock()
        self._told = self._begun + _AFTER - _EVERY
        self._shown = False
        self._watching = sys.stderr.isatty() and not session.quiet
        self._interrupted = False
        self._handlers: dict[int, Any] = {}

    def __enter__(self) -> Self:
        """Let what would interrupt wait."""
        if threading.current_thread() is threading.main_thread():
            for number in signal.valid_signals():
                if signal.getsignal(number) is signal.default_int_handler:
                    self._handlers[number] = signal.signal(number, self._interrupt)
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        """Interrupt, when that had to wait."""
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        if self._interrupted and kind is None:
            raise KeyboardInterrupt

    def _interrupt(self, number: int, frame: Any) -> None:  # noqa: ANN401 - of the interpreter
        if self._interrupted:
            signal.default_int_handler(number, frame)
        self._interrupted = True

    def map(self, function: Callable[[T], R], pieces: Iterable[T]) -> Iterator[tuple[T, R]]:
        """Yield each piece with what the function made of it, and tell how far that is."""
        rows = size = 0
        begun = self._clock()
        try:
            for piece, made in self._workplace.map(function, pieces):
                if self._interrupted:
                    raise KeyboardInterrupt
                yield piece, made
                if self._watching:
                    rows += getattr(piece, "height", 0)
                    size += getattr(piece, "size", 0)
                    self._tell(rows, size, self._clock() - begun)
        finally:
            self._clear()

    def _tell(self, rows: int, size: int, spent: float) -> None:
        now = self._clock()
        if now - self._told < _EVERY:
            return
        self._told = now
        self._shown = True
        words = self._session.words
        rate = rows / spent if spent else 0
        line = words("{rows} rows, {rate} per second", rows=_spaced(rows), rate=_spaced(rate))
        share = min(1.0, size / self._total) if self._total else 0
        if share:
            left = spent * (1 - share) / share
            bar = ("█" * round(share * _BAR)).ljust(_BAR, "·")
            line = f"{bar} {share:4.0%}  {line}, " + words("{seconds} s left", seconds=f"{left:.0f}")
        width = width_of(sys.stderr) or len(line) + 1
        self._session.tell_in_place(_ERASE + line[: width - 1])

    def _clear(self) -> None:
        if self._shown:
            self._session.tell_in_place(_ERASE)
            self._shown = False


def _spaced(number: float) -> str:
    """Write a large number with spaces, which both languages read alike (ISO 80000-1, 7.3.1)."""
    return f"{number:,.0f}".replace(",", " ")
