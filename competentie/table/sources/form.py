"""A form as a table: who rates whom stands above its header, a field in each row, and comes into every row below it.

What nobody fills in, the profile and the marks of the texts, stands on a sheet that is not seen (`form_workbook`).
So all that reads tables reads forms, and rows keep the numbers that the spreadsheet shows.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from competentie.core import Diagnostic, msg
from competentie.table.columns import HIGHEST, fields_above
from competentie.table.rows import TableError, line_span

if TYPE_CHECKING:
    import polars as pl

HIDDEN: Final = "competentie"
KIND: Final = ("form", "1")
_PAIR: Final = 2


def hidden_facts(texts: "pl.DataFrame") -> dict[str, str]:
    """Return what the hidden sheet of a form says: its profile, and per competency the mark of its texts."""
    rows = texts.rows()
    if not rows or rows[0][:_PAIR] != KIND:
        return {}
    return {name: value for name, value, *_ in rows[1:] if name and value}


def as_table(texts: "pl.DataFrame", hidden: Mapping[str, str], shown: str) -> "pl.DataFrame":
    """Return the cells of a form with what stands above its header in columns of their own; other cells as they are.

    Raises TableError for a form that names nobody.
    """
    import polars as pl

    found = fields_above(texts.head(HIGHEST).rows())
    if found is None:
        return texts
    header, fields = found
    row, person = fields["person"]
    label = str(texts.row(row)[0])
    if person is None or not person.strip():
        message = msg("row {row}, `{label}`: no person is named", row=row + 1, label=label)
        raise TableError(Diagnostic("T007", shown, line_span(row + 1), message, msg("fill in whose ratings these are")))
    place = pl.int_range(pl.len())
    item = pl.nth(0)
    rated = (place > header) & item.is_not_null()
    known = {name: pl.lit(value) for name, (_, value) in fields.items()}
    if "profile" in hidden:
        known["profile"] = pl.lit(hidden["profile"])
        known["handbook"] = (
            item.str.split(".").list.first().replace_strict(hidden, default=None, return_dtype=pl.String)
        )
    return texts.with_columns(
        pl.when(place == header).then(pl.lit(name)).when(rated).then(value).alias(f"above:{name}")
        for name, value in known.items()
    )
