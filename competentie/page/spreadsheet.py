"""CSV that a spreadsheet opens as it was meant: how it is written, and what keeps its texts from being formulas."""

import csv
import io
import re
from typing import Any, Final

DELIMITERS: Final = ";,\t|\r\n"
"""What may split a cell for somebody whose spreadsheet has another delimiter than ours."""
FORMULA: Final = r"""^[ "]*[=+\-@\t\r]"""
"""A text that begins as a formula does, also as Polars reads it; and so is `BEHIND`."""
BEHIND: Final = rf"""([{DELIMITERS}])([ "]*[=+\-@][^{DELIMITERS}])"""
BYTE_ORDER_MARK: Final = "\N{ZERO WIDTH NO-BREAK SPACE}"


def csv_writer(*, excel: bool) -> tuple[io.StringIO, Any]:
    """Return a text buffer and a CSV writer on it; for a Dutch Excel with `;` and a byte order mark."""
    target = io.StringIO(newline="")
    if excel:
        target.write(BYTE_ORDER_MARK)
        return target, csv.writer(target, delimiter=";")
    return target, csv.writer(target, lineterminator="\n")


_GUARDED: Final = FORMULA.replace('"]', "\"']") + "(?s:.)"  # and what is safe; a sign by itself is also a rating
_GUARDED_BEHIND: Final = BEHIND.replace('"]', "\"']")


def safe(text: str) -> str:
    """Keep a spreadsheet from running a text, or what a delimiter cuts off it, as a formula, with a `'` before it.

    See OWASP, CSV injection.
    """
    return re.sub(FORMULA, r"'\g<0>", re.sub(BEHIND, r"\1'\2", text))


def guarded(text: str) -> str:
    """Do as `safe` does, and to what is safe already once more, so that `unguarded` gives the text back."""
    return re.sub(_GUARDED, r"'\g<0>", re.sub(_GUARDED_BEHIND, r"\1'\2", text))


def unguarded(text: str) -> str:
    """Return the text that `guarded` was given."""
    bare = text[1:] if text.startswith("'") and re.match(_GUARDED, text) else text
    return re.sub(_GUARDED_BEHIND.replace(")(", ")'("), r"\1\2", bare) if "'" in bare else bare
