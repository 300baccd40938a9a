"""What was not scored: counted, shown as far as a terminal can take it, and all of it kept in `--rejects`."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from competentie.cli.exits import UsageError
from competentie.cli.session import Session
from competentie.core.findings import Diagnostic
from competentie.core.message import msg
from competentie.files.bytes import unreadable
from competentie.files.write import WholeFile

if TYPE_CHECKING:
    from competentie.table.records import Record
    from competentie.table.rows import Row
    from competentie.table.run import Tables

SHOWN: Final = 20  # findings on the terminal


class Rejected:
    """The records of a run that have problems."""

    def __init__(self, tables: "Tables", session: Session, path: Path | None) -> None:
        """Write their rows to `path`, when there is one. Raises UsageError when it cannot be written."""
        self._tables = tables
        self._session = session
        self._path = path
        self._shown: list[Diagnostic] = []
        self._problems = 0
        self._rejected = 0
        if path is not None and len({table.columns.header for table in tables.all}) > 1:
            raise UsageError(
                msg("`--rejects` keeps rows as they were, so all tables need the same columns"),
                msg("score the tables one by one"),
            )
        self._whole = None if path is None else self._begun(path)

    def _begun(self, path: Path) -> WholeFile:
        try:
            whole = WholeFile(path)
        except OSError as error:
            raise _unwritable(path, error) from None
        self._reason = self._tables.all[0].columns.fields.get("reason")  # of an earlier run: replaced
        whole.file.write(self._line(0, self._tables.all[0].columns.header, "reason"))
        return whole

    def take(self, number: int, record: "Record", rows: "Sequence[Row]") -> None:
        """Take a record of a table, with its rows as they were."""
        self._rejected += 1
        self._problems += len(record.problems)
        self._shown += record.problems[: SHOWN - len(self._shown)]
        if self._whole is None:
            return
        reason = " | ".join(self._session.words(one.message) for one in record.problems)
        for row in rows:
            self._whole.file.write(self._line(number, row.cells, reason))

    def report(self) -> None:
        """Show what is wrong, as far as it fits."""
        if self._shown:
            self._session.report(self._shown)
            if self._problems > len(self._shown):
                self._session.tell(self._session.words("… and {n} more", n=self._problems - len(self._shown)))

    def keep(self) -> None:
        """Move the rejected rows into place. Raises UsageError."""
        if self._whole is None or self._path is None:
            return
        try:
            self._whole.commit()
        except OSError as error:
            raise _unwritable(self._path, error) from None
        if self._rejected:
            self._session.note(msg("the rows with errors are in {path}", path=str(self._path)))

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, *_: object) -> None:
        """Leave nothing behind that was not moved into place."""
        if self._whole is not None:
            self._whole.__exit__()

    def _line(self, number: int, cells: "Sequence[str]", reason: str) -> bytes:
        target = io.StringIO(newline="")
        kept = [cell for place, cell in enumerate(cells) if place != self._reason]
        csv.writer(target, delimiter=self._tables.delimiters[number], lineterminator="\n").writerow((*kept, reason))
        return target.getvalue().encode("utf-8", "surrogatepass")


def _unwritable(path: Path, error: OSError) -> UsageError:
    return UsageError(msg("{path} could not be written: {reason}", path=str(path), reason=unreadable(error)))
