"""Where results go: each sink takes all slices, in order, and a file. What they rest on is known before the first."""

import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import IO, Any, BinaryIO

import polars as pl

from competentie.core import Basis
from competentie.page.data import BYTE_ORDER_MARK, VERSION
from competentie.page.language import basis_data
from competentie.table.lines import Csv
from competentie.table.names import Names


def write_csv(slices: Iterable[bytes], file: BinaryIO, csv: Csv, header: Sequence[str], *, mark: bool) -> None:
    """Write lines of CSV below a header; `mark` asks for a byte order mark, by which Excel knows UTF-8."""
    start = BYTE_ORDER_MARK if mark else ""
    file.write((start + csv.line(header)).encode("utf-8"))
    file.writelines(slices)


def write_json(
    name: str,
    found: Iterable[Mapping[str, Any]],
    file: BinaryIO,
    basis: Basis,
    behind: Callable[[], Mapping[str, Any]] = dict,
) -> None:
    """Write `{"version": 1, "basis": {…}, NAME: […], …}`, one object per line; what is `behind` is asked for then."""
    about = json.dumps(basis_data(basis), ensure_ascii=False)
    file.write(f'{{"version": {VERSION}, "basis": {about}, "{name}": [\n'.encode())
    between = b""
    for one in found:
        file.write(between + json.dumps(one, ensure_ascii=False).encode("utf-8", "backslashreplace"))
        between = b",\n"
    file.write(b"\n]")
    more = "".join(f',\n"{key}": {json.dumps(value, ensure_ascii=False)}' for key, value in behind().items())
    file.write((more + "}\n").encode("utf-8", "backslashreplace"))


def write_parquet(
    slices: Iterable[pl.DataFrame], file: BinaryIO, schema: Mapping[str, Any], basis: Basis, names: Names
) -> None:
    """Write Parquet, with typed columns by these names.

    What the results rest on stands in its metadata, as JSON, under our name.

    Parquet is written in one go, so that slices are kept first, in files without names: nothing can be left of them.
    """
    about = json.dumps(basis_data(basis), ensure_ascii=False)
    with ExitStack() as parts, _said_by_the_system():
        kept: list[IO[bytes]] = []
        for one in slices:
            kept.append(parts.enter_context(tempfile.TemporaryFile()))
            one.select(list(schema)).write_parquet(kept[-1], compression="lz4", statistics=False)
            kept[-1].seek(0)
        whole = pl.scan_parquet(kept, glob=False) if kept else pl.LazyFrame(schema=dict(schema))
        whole.rename(names.column).sink_parquet(file, metadata={"competentie": about}, maintain_order=True)


@contextmanager
def _said_by_the_system() -> Iterator[None]:
    """Let an error of the system out as one, where Polars makes another of it: a full disk, for one."""
    try:
        yield
    except pl.exceptions.ComputeError as error:
        if "os error" in str(error):
            raise OSError(str(error)) from None
        raise
