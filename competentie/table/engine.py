"""Where the pieces of a table are worked on: in this process, on a few threads.

Polars works outside Python's lock, so two threads keep two cores busy while a third reads and writes.
"""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final, TypeVar

T = TypeVar("T")
R = TypeVar("R")

_AHEAD: Final = 2  # pieces that wait beyond those that are worked on, so that no thread does


class Threads:
    """Works on pieces in threads, and hands the outcomes back in the order of the pieces."""

    partitions = 1

    def __init__(self, count: int | None = None) -> None:
        """Take the number of threads; by default one more than there are cores, and at most eight."""
        self.count = count or min(8, (os.cpu_count() or 1) + 1)

    def map(self, function: Callable[[T], R], pieces: Iterable[T]) -> Iterator[tuple[T, R]]:
        """Yield each piece with what the function made of it; few pieces are held at a time."""
        waiting: deque[tuple[T, Future[R]]] = deque()
        with ThreadPoolExecutor(self.count) as pool:
            try:
                for piece in pieces:
                    waiting.append((piece, pool.submit(function, piece)))
                    if len(waiting) >= self.count + _AHEAD:
                        done, future = waiting.popleft()
                        yield done, future.result()
                while waiting:
                    done, future = waiting.popleft()
                    yield done, future.result()
            finally:
                for _, future in waiting:
                    future.cancel()
