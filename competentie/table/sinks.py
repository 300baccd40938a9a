"""Where results go, piece by piece: CSV, JSON, Parquet, a workbook. What is begun anew drops what was written."""

import json
import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import polars as pl

from competentie.core.basis import Basis
from competentie.core.scoring import Result
from competentie.core.terms import Catalogue, Profile
from competentie.page.data import VERSION, ResultData
from competentie.page.phrases import basis_data
from competentie.page.spreadsheet import BYTE_ORDER_MARK
from competentie.table.parked import Frame, Parked, opened
from competentie.table.people import PackedPeople
from competentie.table.results import long_header, long_schema, wide_header, wide_schema
from competentie.table.scoring import Form


class CsvSink:
    """Writes lines of CSV."""

    def __init__(self, file: BinaryIO, form: Form, *, mark: bool = False) -> None:
        """Write to a file that can seek; `mark` asks for a byte order mark, by which Excel knows UTF-8."""
        self._file = file
        self._form = form
        self._mark = mark

    def begin(self, optional: Sequence[str], competencies: Sequence[str]) -> None:
        """Write the header."""
        self._file.seek(0)
        self._file.truncate()
        header = long_header(optional) if self._form.layout == "long" else wide_header(optional, competencies)
        start = BYTE_ORDER_MARK if self._mark else ""
        self._file.write((start + self._form.csv.line(header)).encode("utf-8"))

    def write(self, piece: Frame) -> None:
        """Write lines."""
        if isinstance(piece, Parked):
            piece.move_to(self._file)
            return
        piece.write_csv(self._file, include_header=False, quote_style="never", line_terminator=self._form.csv.line_end)

    def finish(self, basis: Basis) -> None:
        """Do nothing more: the columns of CSV are a contract, and have no room for what results rest on."""

    def close(self) -> None:
        """Do nothing: the file is not ours."""


class JsonSink:
    """Writes `{"version": 1, "basis": {…}, "results": […]}`, one result per line."""

    def __init__(self, file: BinaryIO, catalogue: Catalogue, find: Callable[[str], Profile | None]) -> None:
        """Write to a file, once all results are there: what they rest on comes first, and is known last."""
        self._file = file
        self._data = ResultData(catalogue)
        self._people = PackedPeople(catalogue, find)
        self._results = tempfile.TemporaryFile()  # noqa: SIM115 - without a name, so that nobody else can open it

    def begin(self, optional: Sequence[str], competencies: Sequence[str]) -> None:
        """Begin to keep results."""
        del optional, competencies
        self._results.seek(0)
        self._results.truncate()

    def write(self, piece: Frame) -> None:
        """Keep results."""
        for result in self._people.results(opened(piece)):
            between = b",\n" if self._results.tell() else b""
            text = json.dumps(self._data.of(result), ensure_ascii=False)
            self._results.write(between + text.encode("utf-8", "backslashreplace"))

    def finish(self, basis: Basis) -> None:
        """Write the object."""
        about = json.dumps(basis_data(basis), ensure_ascii=False)
        self._file.write(f'{{"version": {VERSION}, "basis": {about}, "results": [\n'.encode())
        self._results.seek(0)
        shutil.copyfileobj(self._results, self._file)
        self._file.write(b"\n]}\n")

    def close(self) -> None:
        """Drop what was kept."""
        self._results.close()


class ParquetSink:
    """Writes Parquet, with typed columns; what the results rest on stands in its metadata, as JSON, under our name.

    Pieces are kept as files of their own first: Parquet is written in one go, and what was written may be dropped.
    """

    def __init__(self, file: BinaryIO, form: Form) -> None:
        """Write to a file, once all results are there."""
        self.file = file
        self._form = form
        self.folder = tempfile.TemporaryDirectory(prefix="competentie-")  # mode 0700
        self.parts: list[Path] = []
        self.schema: dict[str, Any] = {}

    def begin(self, optional: Sequence[str], competencies: Sequence[str]) -> None:
        """Begin to keep results."""
        while self.parts:
            self.parts.pop().unlink()
        wide = self._form.layout == "wide"
        self.schema = wide_schema(optional, competencies) if wide else long_schema(optional)

    def write(self, piece: Frame) -> None:
        """Keep results."""
        part = Path(self.folder.name) / f"{len(self.parts)}.parquet"
        opened(piece).select(list(self.schema)).write_parquet(part, compression="lz4", statistics=False)
        self.parts.append(part)

    def all(self) -> pl.LazyFrame:
        """Return all results, in order."""
        return pl.scan_parquet(self.parts, glob=False) if self.parts else pl.LazyFrame(schema=self.schema)

    def finish(self, basis: Basis) -> None:
        """Write the file."""
        about = json.dumps(basis_data(basis), ensure_ascii=False)
        self.all().sink_parquet(self.file, metadata={"competentie": about}, maintain_order=True)

    def close(self) -> None:
        """Drop what was kept."""
        self.folder.cleanup()


class PeopleSink:
    """Keeps the results of the first people, or of all, to be drawn as one table."""

    def __init__(self, catalogue: Catalogue, find: Callable[[str], Profile | None], *, limit: int | None) -> None:
        """Keep so many."""
        self._people = PackedPeople(catalogue, find)
        self._limit = limit
        self.results: list[Result] = []

    def begin(self, optional: Sequence[str], competencies: Sequence[str]) -> None:
        """Begin."""
        del optional, competencies
        self.results = []

    def write(self, piece: Frame) -> None:
        """Keep results."""
        if self._limit is not None and len(self.results) >= self._limit:
            return
        frame = opened(piece)
        wanted = frame if self._limit is None else frame.head(self._limit - len(self.results))
        self.results += self._people.results(wanted)

    def finish(self, basis: Basis) -> None:
        """Do nothing more."""

    def close(self) -> None:
        """Do nothing: what was kept is still to be drawn."""
