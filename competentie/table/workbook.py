"""Results as an XLSX workbook of one sheet: a fixed header, a filter, and colours for the status."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final

import polars as pl

from competentie.core.basis import Basis
from competentie.core.message import WrongUseError, msg
from competentie.page.phrases import basis_data
from competentie.table.parked import Frame, opened
from competentie.table.sinks import ParquetSink

_MOST_ROWS: Final = 1_048_575  # the limits of Excel, which XlsxWriter keeps to in silence
_MOST_COLUMNS: Final = 16_384
_MOST_TEXT: Final = 32_767
_WIDEST: Final = 60  # characters
_BUTTON: Final = 3  # characters that the button of a filter hides
_COLORS: Final = {"green": "#C6EFCE", "grey": "#D9D9D9", "yellow": "#FFEB9C", "red": "#FFC7CE"}
_ELSE: Final = msg("choose `--format csv` or `--format parquet`")


class WorkbookSink(ParquetSink):
    """Writes a workbook, once all results are there. What does not fit is refused, and never cut or split.

    Texts stay texts: none is taken for a formula, a number or a link.
    """

    def begin(self, optional: Sequence[str], competencies: Sequence[str]) -> None:
        """Begin to keep results. Raises WrongUseError."""
        super().begin(optional, competencies)
        self._height = 0
        self._widths = {name: len(name) + _BUTTON for name in self.schema}
        if len(self.schema) > _MOST_COLUMNS:
            raise WrongUseError(msg("a sheet of a workbook has room for {n} columns", n=_MOST_COLUMNS), _ELSE)

    def write(self, piece: Frame) -> None:
        """Keep results. Raises WrongUseError."""
        piece = opened(piece)
        self._height += piece.height
        if self._height > _MOST_ROWS:
            raise WrongUseError(
                msg("a sheet of a workbook has room for {n} rows below its header", n=_MOST_ROWS), _ELSE
            )
        for name, dtype in self.schema.items():
            if dtype == pl.String:
                self._measure(name, piece[name])
        super().write(piece)

    def _measure(self, name: str, texts: pl.Series) -> None:
        longest = int(texts.str.len_chars().max() or 0)  # type: ignore[arg-type]  # a number
        if longest > _MOST_TEXT:
            raise WrongUseError(msg("a cell of a workbook has room for {n} characters", n=_MOST_TEXT), _ELSE)
        self._widths[name] = min(max(self._widths[name], longest + 1), _WIDEST)

    def finish(self, basis: Basis) -> None:
        """Write the workbook."""
        import xlsxwriter

        made = datetime.fromisoformat(basis.made)
        options = {"constant_memory": True, "tmpdir": self.folder.name, "default_date_format": "yyyy-mm-dd"}
        texts = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
        with xlsxwriter.Workbook(self.file, {**options, **texts}) as book:
            book.set_properties({"comments": json.dumps(basis_data(basis), ensure_ascii=False), "created": made})
            sheet = book.add_worksheet("competentie")
            bold = book.add_format({"bold": True})
            for place, name in enumerate(self.schema):
                sheet.set_column(place, place, self._widths[name])
                sheet.write_string(0, place, name, bold)
            for number, row in enumerate(self._rows(), 1):
                _write_row(sheet, number, row)
            sheet.freeze_panes(1, 0)
            sheet.autofilter(0, 0, self._height, len(self.schema) - 1)
            colors = {name: book.add_format({"bg_color": color}) for name, color in _COLORS.items()}
            self._color(sheet, colors)

    def _rows(self) -> Iterator[tuple[Any, ...]]:
        for part in self.parts:
            yield from pl.read_parquet(part, glob=False).iter_rows()

    def _color(self, sheet: Any, colors: dict[str, Any]) -> None:  # noqa: ANN401 - XlsxWriter has no types
        from xlsxwriter.utility import xl_col_to_name

        places = {name: place for place, name in enumerate(self.schema)}
        for name, place in places.items() if self._height else ():
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
                sheet.conditional_format(1, place, self._height, place, rule)


def _write_row(sheet: Any, number: int, row: Sequence[Any]) -> None:  # noqa: ANN401 - XlsxWriter has no types
    for place, value in enumerate(row):
        if isinstance(value, bool):
            sheet.write_boolean(number, place, value)
        elif isinstance(value, int):
            sheet.write_number(number, place, value)
        elif value:
            sheet.write_string(number, place, value)
