"""Results as an XLSX workbook of one sheet: a fixed header, a filter, and colours for the status."""

import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, BinaryIO, Final

import polars as pl

from competentie.core.basis import Basis
from competentie.core.findings import WrongUseError, msg
from competentie.page.phrases import basis_data

_MOST_ROWS: Final = 1_048_575  # the limits of Excel, which XlsxWriter keeps to in silence
_MOST_COLUMNS: Final = 16_384
_MOST_TEXT: Final = 32_767
_WIDEST: Final = 60  # characters
_BUTTON: Final = 3  # characters that the button of a filter hides
_COLORS: Final = {"green": "#C6EFCE", "grey": "#D9D9D9", "yellow": "#FFEB9C", "red": "#FFC7CE"}
_ELSE: Final = msg("choose `--format csv` or `--format parquet`")


def write_workbook(slices: Iterable[pl.DataFrame], file: BinaryIO, schema: Mapping[str, Any], basis: Basis) -> None:
    """Write a workbook. What does not fit is refused, and never cut or split. Raises WrongUseError.

    Texts stay texts: none is taken for a formula, a number or a link.
    """
    import xlsxwriter

    if len(schema) > _MOST_COLUMNS:
        raise WrongUseError(msg("a sheet of a workbook has room for {n} columns", n=_MOST_COLUMNS), _ELSE)
    made = datetime.fromisoformat(basis.made)
    texts = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    with tempfile.TemporaryDirectory(prefix="competentie-") as folder:  # mode 0700; the rows wait in it
        options = {"constant_memory": True, "tmpdir": folder, "default_date_format": "yyyy-mm-dd", **texts}
        with _said_by_the_system(), xlsxwriter.Workbook(file, options) as book:
            book.set_properties({"comments": json.dumps(basis_data(basis), ensure_ascii=False), "created": made})
            sheet = book.add_worksheet("competentie")
            bold = book.add_format({"bold": True})
            for place, name in enumerate(schema):
                sheet.write_string(0, place, name, bold)
            height, widths = _write_rows(sheet, slices, schema)
            for place, width in enumerate(widths):
                sheet.set_column(place, place, width)
            sheet.freeze_panes(1, 0)
            sheet.autofilter(0, 0, height, len(schema) - 1)
            _color(
                sheet, list(schema), height, {name: book.add_format({"bg_color": one}) for name, one in _COLORS.items()}
            )


@contextmanager
def _said_by_the_system() -> Iterator[None]:
    """Let an error of the system out as it was, where XlsxWriter puts one of its own around it."""
    from xlsxwriter.exceptions import FileCreateError

    try:
        yield
    except FileCreateError as error:
        raise error.args[0] from None


def _write_rows(sheet: Any, slices: Iterable[pl.DataFrame], schema: Mapping[str, Any]) -> tuple[int, list[int]]:  # noqa: ANN401 - XlsxWriter has no types
    """Write the rows; return how many there are, and how wide each column is."""
    height, widths = 0, {name: len(name) + _BUTTON for name in schema}
    for some in slices:
        one = some.select(list(schema))
        if height + one.height > _MOST_ROWS:
            message = msg("a sheet of a workbook has room for {n} rows below its header", n=_MOST_ROWS)
            raise WrongUseError(message, _ELSE)
        for name in (name for name, dtype in schema.items() if dtype == pl.String):
            widths[name] = min(max(widths[name], _longest(one[name]) + 1), _WIDEST)
        for row in one.iter_rows():
            height += 1
            _write_row(sheet, height, row)
    return height, list(widths.values())


def _longest(texts: pl.Series) -> int:
    longest = int(texts.str.len_chars().max() or 0)  # type: ignore[arg-type]  # a number
    if longest > _MOST_TEXT:
        raise WrongUseError(msg("a cell of a workbook has room for {n} characters", n=_MOST_TEXT), _ELSE)
    return longest


def _color(sheet: Any, names: Sequence[str], height: int, colors: Mapping[str, Any]) -> None:  # noqa: ANN401
    from xlsxwriter.utility import xl_col_to_name

    places = {name: place for place, name in enumerate(names)}
    for name, place in places.items() if height else ():
        if name.rpartition(".")[2] != "status":
            continue
        status = f"${xl_col_to_name(place)}2"
        gap = f"${xl_col_to_name(places[name.removesuffix('status') + 'gap'])}2"
        for color, condition in (
            ("green", f'=OR({status}="above",{status}="meets")'),
            ("grey", f'={status}="open"'),
            ("yellow", f'=AND({status}="short",{gap}>=-1)'),
            ("red", f'=AND({status}="short",{gap}<=-2)'),
        ):
            rule = {"type": "formula", "criteria": condition, "format": colors[color]}
            sheet.conditional_format(1, place, height, place, rule)


def _write_row(sheet: Any, number: int, row: Sequence[Any]) -> None:  # noqa: ANN401 - XlsxWriter has no types
    for place, value in enumerate(row):
        if isinstance(value, bool):
            sheet.write_boolean(number, place, value)
        elif isinstance(value, int):
            sheet.write_number(number, place, value)
        elif value:
            sheet.write_string(number, place, value)
