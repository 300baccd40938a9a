"""CSV as Python reads it, strictly: exact about every row, and the judge of what the fast reader may not take.

Rows are numbered as a spreadsheet does: the header is row 1, a quoted line break does not count, and a
leading `sep=;` line is not a row.
"""

import csv
from collections.abc import Iterator

from competentie.core.findings import Diagnostic
from competentie.core.message import msg
from competentie.table.rows import Row, Start, TableError, line_span


def read_rows(lines: Iterator[str], delimiter: str, shown: str, start: Start) -> Iterator[Row]:
    """Yield rows from decoded lines, which keep their ends. Raises TableError for a quote out of place."""
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    number, line = start.row, 0
    while True:
        line = start.line + reader.line_num
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise TableError(_unreadable_row(shown, number, line, error)) from None
        if cells is None:
            return
        yield Row(number, line, cells)
        number += 1


def split_line(line: str, delimiter: str) -> list[str]:
    """Split the first line of a table by a delimiter to be tried."""
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return [line]


def _unreadable_row(shown: str, number: int, line: int, error: csv.Error) -> Diagnostic:
    if "field limit" in str(error):
        message = msg("row {row}: a cell holds more than {n} characters", row=number, n=csv.field_size_limit())
        advice = msg("check that the delimiter is right and that every quote is closed")
    else:
        message = msg("row {row}: a quote is opened here and not closed, or closed in the middle of a cell", row=number)
        advice = msg('put the whole cell in quotes, and write `""` for a quote inside it')
    return Diagnostic("T012", shown, line_span(line), message, advice)
