"""Where the pieces of a table are worked on: by the workers of a dask.distributed scheduler.

Workers run the functions that threads run here. Only places travel: of a block where it stands in its file, of what is
made of it the part file that holds it, in a folder that all of them see. So a worker that is lost takes nothing along,
and a task that runs again writes the same file again. Nothing of people is in a task, its name, or what is logged.
"""

import logging
import secrets
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar, cast

import polars as pl

from competentie.core.findings import Diagnostic
from competentie.core.message import WrongUseError, msg
from competentie.core.version import __version__
from competentie.table.parked import Parked, park
from competentie.table.rows import TableError
from competentie.table.sources.csv import CsvBlock, FileBlock

if TYPE_CHECKING:
    from distributed import Client, Future

T = TypeVar("T")
R = TypeVar("R")

_RETRIES: Final = 2
_AHEAD: Final = 4  # tasks per thread that wait, so that none of the workers does
_DIVIDED: Final = 4  # parts of people per thread: a part has to fit in the memory of a worker
_FEWEST: Final = 16
_PATIENCE: Final = 15  # seconds for a scheduler to answer, and for a first worker to come
_NAME: Final = "competentie-{run}-{stage}-{number}"
_HELLO: Final = "hello"


class About(NamedTuple):
    """What has to be the same wherever a run is worked on; the hash tells whether people are divided alike."""

    competentie: str
    polars: str
    hash: int


class TaskError(RuntimeError):
    """A task failed by a bug; says where, and nothing of the data."""


@dataclass(frozen=True, slots=True)
class _Refused:
    """A table cannot be read as a whole: that is no failure of the task, and trying again would not help."""

    diagnostics: list[Diagnostic]


class _Stage(NamedTuple):
    """What all tasks of one `map` share; the function waits in a file too, since it may hold names."""

    function: Parked
    folder: str
    name: str
    line_end: str
    about: About


def about() -> About:
    """Return what has to be the same here."""
    return About(__version__, pl.__version__, int(pl.Series(["competentie"]).hash().item()))


class DaskEngine:
    """Works on pieces on a cluster, and hands the outcomes back in the order of the pieces."""

    def __init__(self, client: "Client", folder: Path, line_end: str) -> None:
        """Take a client, a folder that all workers see, and what ends a line of CSV."""
        self._client = client
        self._folder = folder
        self._line_end = line_end
        self._run = secrets.token_hex(8)
        self._stages = count()
        threads = sum(client.nthreads().values())  # type: ignore[no-untyped-call]
        self._ahead = max(_FEWEST, _AHEAD * threads)
        self.partitions = max(_FEWEST, _DIVIDED * threads)

    def map(self, function: Callable[[T], R], pieces: Iterable[T]) -> Iterator[tuple[T, R]]:
        """Yield each piece, as it was sent, with what the function made of it. Raises TableError, WrongUseError."""
        stage = self._stage(function)
        waiting: deque[tuple[Any, Future[Any]]] = deque()
        try:
            for number, piece in enumerate(pieces):
                sent = self._sent(piece, f"{stage.name}-piece-{number}")
                waiting.append((sent, self._submit(stage, number, sent)))
                if len(waiting) >= self._ahead:
                    done, future = waiting.popleft()
                    yield done, _taken(future)
            while waiting:
                done, future = waiting.popleft()
                yield done, _taken(future)
        finally:
            for _, future in waiting:
                future.cancel()  # type: ignore[no-untyped-call]

    def _stage(self, function: object) -> _Stage:
        name = str(next(self._stages))
        parked = park(function, self._folder / f"{name}-function")
        return _Stage(parked, str(self._folder), name, self._line_end, about())

    def _submit(self, stage: _Stage, number: int, sent: object) -> "Future[Any]":
        key = _NAME.format(run=self._run, stage=stage.name, number=number)
        return self._client.submit(_work, stage, number, sent, key=key, pure=False, retries=_RETRIES)

    def _sent(self, piece: object, name: str) -> object:
        """Return a piece as it can travel: as places, and what has none is parked first."""
        found = piece.elsewhere() if isinstance(piece, CsvBlock) else None
        if found is not None:
            return found
        if isinstance(piece, list | tuple) and all(isinstance(one, Parked) for one in piece):
            return piece
        return park(piece, self._folder / name)


def _taken(future: "Future[Any]") -> Any:  # noqa: ANN401 - whatever the function made
    """Return what a task made, its frames still parked."""
    from distributed import KilledWorker

    try:
        made = future.result().load()
    except (CancelledError, KilledWorker):
        raise WrongUseError(
            msg("the scheduler or its workers were lost during the run; nothing was written"),
            msg("see in their logs why they ended, often for want of memory, and run it again"),
        ) from None
    except (ImportError, AttributeError):
        raise _differs() from None
    if isinstance(made, About):
        raise _differs(made)
    if isinstance(made, _Refused):
        raise TableError(*made.diagnostics)
    return made


def _work(stage: _Stage, number: int, piece: object) -> Parked:
    """Do one task, on a worker. Raises OSError, which is tried again, and TaskError."""
    made: object = about()
    try:
        if made == stage.about:
            made = _made(stage, piece)
        return park(made, Path(stage.folder) / f"{stage.name}-{number}", stage.line_end)
    except OSError:
        raise
    except Exception as error:  # noqa: BLE001 - its message may be about people, and would be logged
        frame = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{type(error).__name__} at {Path(frame.filename).name}:{frame.lineno}"
    raise TaskError(place)


def _made(stage: _Stage, piece: object) -> object:
    try:
        return _function(stage.function)(piece.load() if isinstance(piece, FileBlock | Parked) else piece)
    except TableError as error:
        return _Refused(error.diagnostics)


@lru_cache(maxsize=2)
def _function(parked: Parked) -> Callable[[object], object]:
    """Read the function of a stage, once per worker, with all that it looks up."""
    return cast("Callable[[object], object]", parked.load())


@contextmanager
def cluster(scheduler: str | None, folder: Path, line_end: str = "\n") -> Iterator[DaskEngine]:
    """Work on a scheduler that runs already, or on processes of this machine; parts wait in `folder`.

    Raises WrongUseError.
    """
    try:
        import distributed
    except ImportError:
        raise WrongUseError(
            msg("`--engine dask` needs the package `distributed`, which is not installed"),
            msg("`pip install 'competentie[dask]'` installs it"),
        ) from None
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what is wrong is said by us
    with _connected(distributed, scheduler, folder) as client:
        _check(client, folder)
        yield DaskEngine(client, folder, line_end)


@contextmanager
def _connected(distributed: Any, scheduler: str | None, folder: Path) -> "Iterator[Client]":  # noqa: ANN401 - a module
    """Connect to a scheduler; without one, begin one worker per core here."""
    if scheduler is None:
        with (
            distributed.LocalCluster(
                processes=True,
                threads_per_worker=1,
                dashboard_address="127.0.0.1:0",
                local_directory=str(folder),
                silence_logs=logging.CRITICAL,
            ) as local,
            distributed.Client(local) as client,
        ):
            yield client
        return
    try:
        client = distributed.Client(scheduler, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError, TypeError):
        raise WrongUseError(
            msg("no scheduler answers at {address}", address=scheduler),
            msg("`dask scheduler` begins one, and says its address: tcp://host:8786"),
        ) from None
    with client:
        yield client


def _check(client: "Client", folder: Path) -> None:
    """See that there are workers, that they are as we are, and that they see the folder."""
    try:
        client.wait_for_workers(1, timeout=_PATIENCE)
    except TimeoutError:
        raise WrongUseError(
            msg("the scheduler has no workers"), msg("`dask worker tcp://host:8786` begins one")
        ) from None
    token = secrets.token_hex(8)
    hello = folder / _HELLO
    hello.write_text(token, encoding="ascii")
    found: dict[str, Any] = client.run(_greet, str(hello), on_error="return")
    for answer in found.values():
        if isinstance(answer, BaseException):
            raise _differs() from None
        other, seen = answer
        if other != about():
            raise _differs(other)
        if seen != token:
            raise WrongUseError(
                msg("a worker does not see the folder {path}", path=str(folder)),
                msg("give `--scratch DIR`, a folder that this machine and all workers share, under the same name"),
            )


def _greet(path: str) -> tuple[About, str | None]:
    """Say what is here, on a worker, and what it sees."""
    try:
        seen = Path(path).read_text(encoding="ascii")
    except OSError:
        seen = None
    return about(), seen


def _differs(found: About | None = None) -> WrongUseError:
    here = about()
    help_text = msg("install the same versions here and on all workers")
    if found is None:
        return WrongUseError(
            msg("a worker has no competentie {version}, or another", version=here.competentie), help_text
        )
    return WrongUseError(
        msg(
            "a worker has competentie {other} and polars {other_polars}; here these are {version} and {polars}",
            other=found.competentie,
            other_polars=found.polars,
            version=here.competentie,
            polars=here.polars,
        ),
        help_text,
    )
