"""Where the pieces of a table are worked on: by the workers of a dask.distributed scheduler.

Workers run the functions that threads run here, and give back what is made. A piece of a file goes as its place there,
and as bytes when a worker does not see the same in that place; packed people go with their task. So a worker that is
lost takes nothing along: its tasks run again elsewhere. What people are called and how they were rated is in no name,
no error and no log of a task; but it does travel, so the network has to be one's own.
"""

import asyncio
import logging
import pickle
import traceback
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError, Future
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import polars as pl

from competentie.core import WrongUseError, msg
from competentie.table.rows import TableError
from competentie.table.run import R, T, in_order
from competentie.table.sources.csv import CsvBlock, Unread
from competentie.version import __version__

if TYPE_CHECKING:
    from distributed import Client

_AHEAD: Final = 2  # tasks per thread that wait, so that none of the workers does
_PATIENCE: Final = 15  # seconds for a scheduler to answer, and for a first worker to come
_CONNECTING: Final[dict[str, Any]] = {"timeout": _PATIENCE, "set_as_default": False, "direct_to_workers": True}
_LOOPBACK: Final = "127.0.0.1:0"
_WITHIN: Final[dict[str, Any]] = {  # a scheduler and a worker in this process, which talk without sockets
    "processes": False,
    "n_workers": 1,
    "memory_limit": 0,  # nothing is put on disk
    # The web servers that both begin all the same serve nothing (see `_QUIET`), and only from here.
    "dashboard_address": None,
    "scheduler_kwargs": {"dashboard": False, "dashboard_address": _LOOPBACK},
    "worker_dashboard_address": _LOOPBACK,
}
_QUIET: Final = {
    "distributed.admin.large-graph-warning-threshold": "1GB",  # pieces are few at a time
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
}


class About(NamedTuple):
    """What has to be the same wherever a run is worked on."""

    competentie: str
    polars: str


def about() -> About:
    """Return what that is here."""
    return About(__version__, pl.__version__)


class TaskError(RuntimeError):
    """A task failed by a bug; says where, and nothing of the data."""


@dataclass(frozen=True, slots=True, repr=False)
class _Task:
    """A piece, and the function for it, pickled: a scheduler does not look inside. It has no `repr`: that is logged."""

    function: bytes
    about: About
    piece: bytes | memoryview

    def __reduce__(self) -> tuple[type["_Task"], tuple[object, ...]]:
        """Travel without being copied at each stop."""
        return type(self), (self.function, self.about, pickle.PickleBuffer(self.piece))


class Workers:
    """Works on pieces on a cluster, and hands the outcomes back in the order of the pieces."""

    def __init__(self, client: "Client") -> None:
        """Take a client."""
        self._client = client
        self._ahead = _AHEAD * (sum(client.nthreads().values()) + 1)  # type: ignore[no-untyped-call]
        self._places = True  # whether all workers seem to see the files that are here

    def map(self, function: Callable[[T], R], pieces: Iterable[T]) -> Iterator[tuple[T, R]]:
        """Yield each piece with what the function made of it. Raises TableError, WrongUseError, TaskError."""
        sent = pickle.dumps(function, protocol=5)

        def begin(piece: object) -> "Future[Any]":
            lighter = Unread.of(piece) if self._places and isinstance(piece, CsvBlock) and piece.place else piece
            task = self._client.submit(_work, _Task(sent, about(), pickle.dumps(lighter, protocol=5)), pure=False)
            fetching = self._client.gather(task, asynchronous=True)  # type: ignore[no-untyped-call]
            return asyncio.run_coroutine_threadsafe(fetching, self._client.loop.asyncio_loop)  # type: ignore[union-attr]

        with closing(in_order(pieces, begin, self._ahead)) as begun:
            for piece, future in begun:
                made = _taken(future)
                if made is None:
                    self._places = False
                    made = _taken(begin(piece))
                yield piece, made


def _taken(future: "Future[Any]") -> Any:  # noqa: ANN401 - whatever the function made
    """Return what a task made."""
    from distributed import KilledWorker

    try:
        pickled, *buffers = future.result()
        made = pickle.loads(pickled, buffers=buffers)  # noqa: S301 - from workers that run what we send
    except (CancelledError, asyncio.CancelledError, KilledWorker, OSError):
        raise WrongUseError(
            msg("the scheduler or its workers were lost during the run; nothing was written"),
            msg("see in their logs why they ended, often for want of memory, and run it again"),
        ) from None
    except (ImportError, AttributeError):
        raise _differs() from None
    if isinstance(made, About):
        raise _differs(made)
    if isinstance(made, TableError | TaskError):
        raise made
    return made


def _work(task: _Task) -> list[bytes | memoryview]:
    """Do one task, on a worker. What it makes is given back as bytes: only these does dask send without copying."""
    buffers: list[pickle.PickleBuffer] = []
    pickled = pickle.dumps(_made(task), protocol=5, buffer_callback=buffers.append)
    return [pickled, *(buffer.raw() for buffer in buffers)]


_function = lru_cache(maxsize=4)(pickle.loads)  # once per worker, with all that it looks up


def _made(task: _Task) -> object:
    """Do one task; None when its piece is not seen here. An error is returned: its message may be about people."""
    if task.about != about():
        return about()
    try:
        piece = pickle.loads(task.piece)  # noqa: S301 - from the command that sent the task
        if isinstance(piece, Unread):
            piece = piece.read()
        return None if piece is None else _function(task.function)(piece)
    except TableError as error:
        return error
    except Exception as error:  # noqa: BLE001
        frame = traceback.extract_tb(error.__traceback__)[-1]
        return TaskError(f"{type(error).__name__} at {Path(frame.filename).name}:{frame.lineno}")


@contextmanager
def cluster(scheduler: str | None) -> Iterator[Workers]:
    """Work on a running scheduler, or within this process, which nobody else can reach. Raises WrongUseError."""
    try:
        import dask
        import distributed
    except ImportError:
        raise WrongUseError(
            msg("`--engine dask` needs the package `distributed`, which is not installed"),
            msg("`pip install 'competentie[dask]'` installs it"),
        ) from None
    with dask.config.set(_QUIET), ExitStack() as stack:
        stack.callback(logging.disable, logging.root.manager.disable)
        logging.disable(logging.CRITICAL)  # tracebacks too: what is wrong is said by us
        if scheduler is None:
            scheduler = stack.enter_context(distributed.LocalCluster(**_WITHIN))  # type: ignore[no-untyped-call]
        try:
            client = stack.enter_context(distributed.Client(scheduler, **_CONNECTING))  # type: ignore[no-untyped-call]
        except (OSError, ValueError, TypeError):
            raise WrongUseError(
                msg("no scheduler answers at {address}", address=scheduler),
                msg("`dask scheduler` begins one, and says its address: tcp://host:8786"),
            ) from None
        try:
            client.wait_for_workers(1, timeout=_PATIENCE)
        except TimeoutError:
            raise WrongUseError(
                msg("the scheduler has no workers"), msg("`dask worker tcp://host:8786` begins one")
            ) from None
        yield Workers(client)


def _differs(found: About | None = None) -> WrongUseError:
    here = about()
    said = msg("a worker has no competentie {version}, or another", version=here.competentie)
    if found is not None:
        said = msg(
            "a worker has competentie {other} and polars {other_polars}; here these are {version} and {polars}",
            other=found.competentie,
            other_polars=found.polars,
            version=here.competentie,
            polars=here.polars,
        )
    return WrongUseError(said, msg("install the same versions here and on all workers"))
