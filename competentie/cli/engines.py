"""`--engine`: where the work of a run is done."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from competentie.cli.exits import UsageError
from competentie.cli.session import STDOUT
from competentie.cli.usage import one_of
from competentie.core.message import msg
from competentie.files.bytes import unreadable

if TYPE_CHECKING:
    from competentie.core.terms import Catalogue, Profile
    from competentie.table.run import Engine

POLARS: Final = "polars"
DASK: Final = "dask"
SPARK: Final = "spark"
ENGINES: Final = (POLARS, DASK, SPARK)


@dataclass(frozen=True, slots=True)
class Place:
    """Where to work: by which engine, of which scheduler, with which folder to put parts in."""

    engine: str = POLARS
    scheduler: str | None = None
    scratch: Path | None = None

    @property
    def here(self) -> bool:
        """Whether all work is done in this process."""
        return self.engine == POLARS

    def check(self) -> None:
        """Refuse what does not go together. Raises UsageError."""
        one_of("--engine", self.engine, ENGINES)
        if self.engine == SPARK:
            raise UsageError(
                msg("`score` starts no Spark; a Spark job scores its own tables"),
                msg("docs/scale.md says how, with the function `competentie.table.spark.score`"),
            )
        if self.here and (self.scheduler is not None or self.scratch is not None):
            raise UsageError(msg("`--scheduler` and `--scratch` go with `--engine dask` only"))

    @contextmanager
    def open(self, output: Path | None, line_end: str) -> Iterator["Engine"]:
        """Begin to work; in the end nothing is left of it but the output. Raises UsageError."""
        if self.here:
            from competentie.table.engine import Threads

            yield Threads()
            return
        from competentie.table.dask_engine import cluster
        from competentie.table.parked import PrivateFolder

        beside = self.scratch or (None if output is None or str(output) == STDOUT else output.absolute().parent)
        try:
            folder = PrivateFolder(beside)
        except OSError as error:
            raise UsageError(
                msg("{path} could not be written: {reason}", path=str(beside or ""), reason=unreadable(error)),
                msg("`--scratch DIR` names a folder for parts"),
            ) from None
        with folder as made, cluster(self.scheduler, made, line_end) as engine:
            yield engine


def all_profiles(catalogue: "Catalogue", path: Path) -> "Mapping[str, Profile]":
    """Read every profile beside a catalogue, by the name of its file; those with errors are left out."""
    from competentie.files.places import profiles_folder, yaml_files
    from competentie.handbook.load import ProfileReader

    reader = ProfileReader(catalogue)
    read = {file.stem: reader.read(file)[0] for file in yaml_files(profiles_folder(path))}
    return {name: profile for name, profile in read.items() if profile is not None}
