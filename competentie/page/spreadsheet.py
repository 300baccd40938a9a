"""CSV that a spreadsheet opens as it was meant: how it is written, and what keeps its texts from being formulas."""

import csv
import io
from typing import Any, Final

FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
BYTE_ORDER_MARK: Final = "\N{ZERO WIDTH NO-BREAK SPACE}"


def csv_writer(*, excel: bool) -> tuple[io.StringIO, Any]:
    """Return a text buffer and a CSV writer on it; for a Dutch Excel with `;` and a byte order mark."""
    target = io.StringIO(newline="")
    if excel:
        target.write(BYTE_ORDER_MARK)
        return target, csv.writer(target, delimiter=";")
    return target, csv.writer(target, lineterminator="\n")


def safe(text: str) -> str:
    """Keep a spreadsheet from running a text as a formula, with a leading `'` (OWASP, CSV injection)."""
    return "'" + text if text.startswith(FORMULA) else text
