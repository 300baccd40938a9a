"""Where the pieces of a table are worked on: by the workers of a dask.distributed scheduler.

Workers run the functions that threads run here, on pieces that travel with their task, and give back what is made of
them. So a worker that is lost takes nothing along: its tasks run again elsewhere. What people are called and how they
were rated is in no name, no error and no log of a task; but it does travel, so the network has to be one's own.
"""

import logging
import pickle
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar, cast

import polars as pl

from competentie.core.findings import Diagnostic, WrongUseError, msg
from competentie.core.version import __version__
from competentie.table.rows import TableError

if TYPE_CHECKING:
    from distributed import Client, Future

T = TypeVar("T")
R = TypeVar("R")

_AHEAD: Final = 2  # tasks per thread that wait, so that none of the workers does
_PATIENCE: Final = 15  # seconds for a scheduler to answer, and for a first worker to come
_CONNECTING: Final[dict[str, Any]] = {"timeout": _PATIENCE, "set_as_default": False, "direct_to_workers": True}
_LOOPBACK: Final = "127.0.0.1:0"
_WITHIN: Final[dict[str, Any]] = {  # a scheduler and a worker in this process, which talk without sockets
    "processes": False,
    "n_workers": 1,
    "memory_limit": 0,  # nothing is put on disk
    "silence_logs": logging.CRITICAL,
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


class TaskError(RuntimeError):
    """A task failed by a bug; says where, and nothing of the data."""


@dataclass(frozen=True, slots=True, repr=False)
class _Task:
    """A piece, and the function for it; that is the same for many pieces. It has no `repr`, for that is logged."""

    function: bytes
    about: About
    piece: object


@dataclass(frozen=True, slots=True)
class _Failed:
    """A table cannot be read as a whole, or a bug was met at a place: trying again would not help."""

    diagnostics: list[Diagnostic]
    place: str = ""


def about() -> About:
    """Return what has to be the same here."""
    return About(__version__, pl.__version__)


class Workers:
    """Works on pieces on a cluster, and hands the outcomes back in the order of the pieces."""

    def __init__(self, client: "Client") -> None:
        """Take a client."""
        self._client = client
        self._ahead = _AHEAD * (sum(client.nthreads().values()) + 1)  # type: ignore[no-untyped-call]

    def map(self, function: Callable[[T], R], pieces: Iterable[T]) -> Iterator[tuple[T, R]]:
        """Yield each piece with what the function made of it. Raises TableError, WrongUseError, TaskError."""
        sent = pickle.dumps(function, protocol=5)
        waiting: deque[tuple[T, Future[Any]]] = deque()
        try:
            for piece in pieces:
                waiting.append((piece, self._client.submit(_work, _Task(sent, about(), piece), pure=False)))
                if len(waiting) >= self._ahead:
                    done, future = waiting.popleft()
                    yield done, _taken(future)
            while waiting:
                done, future = waiting.popleft()
                yield done, _taken(future)
        finally:
            for _, future in waiting:
                future.cancel()  # type: ignore[no-untyped-call]


def _taken(future: "Future[Any]") -> Any:  # noqa: ANN401 - whatever the function made
    """Return what a task made."""
    from distributed import KilledWorker

    try:
        made = future.result()
    except (CancelledError, KilledWorker):
        raise WrongUseError(
            msg("the scheduler or its workers were lost during the run; nothing was written"),
            msg("see in their logs why they ended, often for want of memory, and run it again"),
        ) from None
    except (ImportError, AttributeError):
        raise _differs() from None
    if isinstance(made, About):
        raise _differs(made)
    if isinstance(made, _Failed):
        raise TableError(*made.diagnostics) if made.diagnostics else TaskError(made.place)
    return made


def _work(task: _Task) -> object:
    """Do one task, on a worker. An error is returned: its message may be about people, and would be logged."""
    if task.about != about():
        return about()
    try:
        return _function(task.function)(task.piece)
    except TableError as error:
        return _Failed(error.diagnostics)
    except Exception as error:  # noqa: BLE001
        frame = traceback.extract_tb(error.__traceback__)[-1]
        return _Failed([], f"{type(error).__name__} at {Path(frame.filename).name}:{frame.lineno}")


@lru_cache(maxsize=4)
def _function(sent: bytes) -> Callable[[object], object]:
    """Unpack a function, once per worker, with all that it looks up."""
    return cast("Callable[[object], object]", pickle.loads(sent))  # noqa: S301 - from the command that sent the task


@contextmanager
def cluster(scheduler: str | None) -> Iterator[Workers]:
    """Work on a scheduler that runs already, or on workers in this process, which nobody else can reach.

    Raises WrongUseError.
    """
    try:
        import dask
        import distributed
    except ImportError:
        raise WrongUseError(
            msg("`--engine dask` needs the package `distributed`, which is not installed"),
            msg("`pip install 'competentie[dask]'` installs it"),
        ) from None
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what is wrong is said by us
    with dask.config.set(_QUIET), ExitStack() as stack:
        if scheduler is None:
            scheduler = stack.enter_context(distributed.LocalCluster(**_WITHIN))  # type: ignore[no-untyped-call]
        try:
            client = distributed.Client(scheduler, **_CONNECTING)  # type: ignore[no-untyped-call]
        except (OSError, ValueError, TypeError):
            raise WrongUseError(
                msg("no scheduler answers at {address}", address=scheduler),
                msg("`dask scheduler` begins one, and says its address: tcp://host:8786"),
            ) from None
        stack.enter_context(client)
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
