"""The header row of a table, whatever form it has: what its columns mean, or why no sense can be made of it."""

from collections.abc import Sequence

from competentie.core.findings import Diagnostic, Span
from competentie.core.message import msg
from competentie.table.columns import Columns, Items, read_header
from competentie.table.rows import TableError, line_span


def columns_of(names: Sequence[str], shown: str, line: int, items: Items, by: str | None) -> Columns:
    """Say what each column means. Raises TableError."""
    columns, problems = read_header(names, items, by)
    if columns is None:
        place = line_span(line)
        raise TableError(*(Diagnostic(one.code, shown, place, one.message, one.help) for one in problems))
    return columns


def empty(shown: str) -> TableError:
    """Say that there is nothing in a table."""
    advice = msg("`competentie template PROFILE` makes an empty table with the right columns")
    return TableError(Diagnostic("Y004", shown, Span(), msg("this file is empty"), advice))
