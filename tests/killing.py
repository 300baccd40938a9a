"""Work that ends the process it is done in, once: for the tests of a cluster, whose workers import it from here."""

import os
import signal
from pathlib import Path

import polars as pl

from competentie.table.run import Read
from competentie.table.score import Scored, SliceScorer
from competentie.table.sources.source import TableBlock

MARK = "COMPETENTIE_TEST_KILLED"  # names a file that is there once a worker was killed


def kill_once() -> None:
    try:
        Path(os.environ[MARK]).touch(exist_ok=False)
    except FileExistsError:
        return
    os.kill(os.getpid(), signal.SIGKILL)


class KillingRead(Read):
    """Dies when the work on a block is done, and nobody knows yet."""

    def __call__(self, block: TableBlock) -> pl.DataFrame:
        read = super().__call__(block)
        if block.height and block.start.row > 100:
            kill_once()
        return read


class FailingRead(Read):
    """Fails, and would tell of whom."""

    def __call__(self, block: TableBlock) -> pl.DataFrame:
        raise ValueError(*block.rows())


class KillingScorer(SliceScorer):
    """Dies over the first people that are scored."""

    def __call__(self, people: pl.DataFrame) -> Scored:
        kill_once()
        return super().__call__(people)


class LosingScorer(SliceScorer):
    """Passes over the last of the people."""

    def __call__(self, people: pl.DataFrame) -> Scored:
        return super().__call__(people.head(-1))
