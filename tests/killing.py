"""Work that ends the process it is done in, once: for the tests of a cluster, whose workers import it from here."""

import os
import signal
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from competentie.table.dask_engine import About, about
from competentie.table.parked import Frame
from competentie.table.run import WideWork
from competentie.table.run_long import _Survey, _Surveyed
from competentie.table.scoring import Scored
from competentie.table.sources.source import Block

MARK = "COMPETENTIE_TEST_KILLED"  # names a file that is there once a worker was killed


def kill_once() -> None:
    try:
        Path(os.environ[MARK]).touch(exist_ok=False)
    except FileExistsError:
        return
    os.kill(os.getpid(), signal.SIGKILL)


@dataclass(frozen=True)
class KillingWide(WideWork):
    """Dies when the work on a block is done, and nobody knows yet."""

    def __call__(self, block: Block) -> Scored:
        scored = super().__call__(block)
        if block.start.row > 100:
            kill_once()
        return scored


@dataclass(frozen=True)
class FailingWide(WideWork):
    """Fails, and would tell of whom."""

    def __call__(self, block: Block) -> Scored:
        raise ValueError(*block.rows())


@dataclass(frozen=True)
class KillingSurvey(_Survey):
    """Dies over the first people that are brought together."""

    def __call__(self, gathered: Sequence[Frame]) -> _Surveyed:
        kill_once()
        return super().__call__(gathered)


@dataclass(frozen=True)
class LosingSurvey(_Survey):
    """Passes over the last of what was gathered."""

    def __call__(self, gathered: Sequence[Frame]) -> _Surveyed:
        return super().__call__(gathered[:-1])


def greet_from_elsewhere(_: str) -> tuple[About, None]:
    """Answer as a worker that does not see the file."""
    return about(), None
