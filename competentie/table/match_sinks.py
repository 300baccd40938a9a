"""Where matches go, piece by piece: CSV, JSON, or kept to be drawn; and what gives ranks to all of them together."""

import json
import shutil
import tempfile
from collections.abc import Sequence
from typing import BinaryIO, Final, Protocol

import polars as pl

from competentie.core.basis import Basis
from competentie.page.data import VERSION
from competentie.page.phrases import basis_data
from competentie.page.spreadsheet import BYTE_ORDER_MARK
from competentie.table.match import NUMBERS, Match, Matching, best, header, matches
from competentie.table.parked import Frame, opened
from competentie.table.reading import ROW
from competentie.table.results import Csv

_SLICE: Final = 100_000  # matches that are written at once


class MatchSink(Protocol):
    """Where matches go."""

    def begin(self, optional: Sequence[str], competencies: Sequence[str]) -> None:
        """Begin; what was written before is dropped."""

    def write(self, piece: Frame) -> None:
        """Take some matches, in order."""

    def finish(self, basis: Basis) -> None:
        """Know that all matches are there, and what they rest on."""


class MatchCsv:
    """Writes lines of CSV."""

    def __init__(self, file: BinaryIO, csv: Csv, *, now: bool, mark: bool) -> None:
        """Write to a file that can seek; `mark` asks for a byte order mark, by which Excel knows UTF-8."""
        self._file = file
        self._csv = csv
        self._now = now
        self._mark = mark
        self._names: list[str] = []

    def begin(self, optional: Sequence[str], competencies: Sequence[str]) -> None:
        """Write the header."""
        del competencies
        self._names = header(optional, now=self._now)
        self._file.seek(0)
        self._file.truncate()
        start = BYTE_ORDER_MARK if self._mark else ""
        self._file.write((start + self._csv.line(self._names)).encode("utf-8"))

    def write(self, piece: Frame) -> None:
        """Write lines."""
        piece = opened(piece)
        lines = piece.select(
            pl.concat_str([self._cell(piece, one) for one in self._names], separator=self._csv.delimiter)
        )
        lines.write_csv(self._file, include_header=False, quote_style="never", line_terminator=self._csv.line_end)

    def finish(self, basis: Basis) -> None:
        """Do nothing more: the columns of CSV are a contract, and have no room for what results rest on."""

    def _cell(self, piece: pl.DataFrame, name: str) -> pl.Expr:
        if name in NUMBERS:
            return pl.col(name).cast(pl.String)
        return self._csv.column(name) if self._csv.needs_care(piece[name]) else pl.col(name).fill_null("")


class MatchJson:
    """Writes `{"version": 1, "basis": {…}, "matches": [...]}`, one match per line."""

    def __init__(self, file: BinaryIO, *, now: bool) -> None:
        """Write to a file, once all matches are there: what they rest on comes first, and is known last."""
        self._file = file
        self._now = now
        self._names: list[str] = []
        self._kept = tempfile.TemporaryFile()  # noqa: SIM115 - without a name, so that nobody else can open it

    def begin(self, optional: Sequence[str], competencies: Sequence[str]) -> None:
        """Begin to keep matches."""
        del competencies
        self._names = header(optional, now=self._now)
        self._kept.seek(0)
        self._kept.truncate()

    def write(self, piece: Frame) -> None:
        """Keep matches."""
        piece = opened(piece)
        for row in piece.select(self._names).iter_rows():
            known = {name: value for name, value in zip(self._names, row, strict=True) if value is not None}
            between = b",\n" if self._kept.tell() else b""
            self._kept.write(between + json.dumps(known, ensure_ascii=False).encode("utf-8", "backslashreplace"))

    def finish(self, basis: Basis) -> None:
        """Write the object."""
        about = json.dumps(basis_data(basis), ensure_ascii=False)
        self._file.write(f'{{"version": {VERSION}, "basis": {about}, "matches": [\n'.encode())
        self._kept.seek(0)
        shutil.copyfileobj(self._kept, self._file)
        self._kept.close()
        self._file.write(b"\n]}\n")


class MatchKept:
    """Keeps the matches of the first people, or of all, to be drawn."""

    def __init__(self, limit: int | None) -> None:
        """Keep those of so many people."""
        self._limit = limit
        self.matches: list[Match] = []
        self.people = 0

    def begin(self, optional: Sequence[str], competencies: Sequence[str]) -> None:
        """Begin."""
        del optional, competencies
        self.matches = []
        self.people = 0

    def write(self, piece: Frame) -> None:
        """Keep matches."""
        piece = opened(piece)
        rows = piece[ROW].unique(maintain_order=True)
        self.people += rows.len()
        room = rows.len() if self._limit is None else max(0, self._limit - (self.people - rows.len()))
        self.matches += matches(piece.filter(pl.col(ROW).is_in(rows.head(room).implode())))

    def finish(self, basis: Basis) -> None:
        """Do nothing more."""


class AllRanked:
    """Gives ranks to everyone together, once all are there, and hands them to another sink."""

    def __init__(self, sink: MatchSink, matching: Matching, top: int | None) -> None:
        """Take where matches go, what orders them, and up to which rank they are wanted."""
        self._sink = sink
        self._matching = matching
        self._top = top
        self._pieces: list[pl.DataFrame] = []

    def begin(self, optional: Sequence[str], competencies: Sequence[str]) -> None:
        """Begin."""
        self._pieces = []
        self._sink.begin(optional, competencies)

    def write(self, piece: Frame) -> None:
        """Keep matches without ranks."""
        piece = opened(piece)
        self._pieces.append(piece)

    def finish(self, basis: Basis) -> None:
        """Rank, and hand over."""
        if self._pieces:
            together = self._matching.ranked(pl.concat(self._pieces), each=False)
            for piece in best(together, self._top).iter_slices(_SLICE):
                self._sink.write(piece)
        self._sink.finish(basis)
