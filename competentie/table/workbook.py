"""Results as a workbook for people: five sheets, in the language of their reader.

XlsxWriter makes the sheets; the rows of people go in as XML that is looked up per answer, as lines of CSV are, since
cell by cell ten thousand people would take ten times as long. Texts stay texts: no cell is a formula or a link.
"""

import json
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import BinaryIO, Final
from zipfile import ZIP_DEFLATED, ZipFile

import polars as pl

from competentie.core import WrongUseError, msg
from competentie.page.language import Words, basis_data
from competentie.table.lines import ROW_END, STYLES
from competentie.table.report import Report, Sheet, guide_sheet, notes_sheet, summary_sheet
from competentie.table.results import LINE, PERSON

_MOST_ROWS: Final = 1_048_575  # the limits of Excel, which nothing else keeps to
_MOST_COLUMNS: Final = 16_384
_MOST_TEXT: Final = 32_767
_WIDEST: Final = 40  # characters
_HEAD: Final = 45  # points: three lines
_ELSE: Final = msg("choose `--format csv` or `--format parquet`")


@dataclass(frozen=True, slots=True)
class Heads:
    """The heads of the two sheets with rows: who somebody is, and the columns behind it."""

    names: Sequence[str]
    who: Sequence[str]
    person: Sequence[str]
    long: Sequence[str]


def check_fits(people: pl.DataFrame, columns: int, rows: int) -> None:
    """Refuse what has no room in a sheet: nothing is cut or split. Raises WrongUseError."""
    longest = max((int(people[one].str.len_chars().max() or 0) for one in people.columns), default=0)  # type: ignore[arg-type]
    for message, found, most in (
        (msg("a sheet of a workbook has room for {n} columns", n=_MOST_COLUMNS), columns, _MOST_COLUMNS),
        (msg("a sheet of a workbook has room for {n} rows below its header", n=_MOST_ROWS), rows, _MOST_ROWS),
        (msg("a cell of a workbook has room for {n} characters", n=_MOST_TEXT), longest, _MOST_TEXT),
    ):
        if found > most:
            raise WrongUseError(message, _ELSE)


def write_workbook(
    slices: Iterable[pl.DataFrame], file: BinaryIO, heads: Heads, report: Callable[[], Report], words: Words
) -> None:
    """Write a workbook; the report is asked for when all slices are taken."""
    with tempfile.TemporaryFile() as people, tempfile.TemporaryFile() as rows:  # without names, for nobody else
        for lines in slices:
            for name, target in ((PERSON, people), (LINE, rows)):
                lines.select(pl.col(name).drop_nulls()).write_csv(
                    target, include_header=False, quote_style="never", line_terminator=ROW_END
                )
        skeleton = BytesIO()
        _write_skeleton(skeleton, heads, report(), words)
        _fill(skeleton, file, {"xl/worksheets/sheet2.xml": people, "xl/worksheets/sheet3.xml": rows})


def _write_skeleton(target: BinaryIO, heads: Heads, report: Report, words: Words) -> None:
    """Write all but the rows of the sheets with people."""
    import xlsxwriter

    about = json.dumps(basis_data(report.basis), ensure_ascii=False)
    with xlsxwriter.Workbook(
        target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        book.set_properties({"comments": about, "created": datetime.fromisoformat(report.basis.made)})
        styles = {name: book.add_format(dict(style)) for name, style in STYLES.items()}
        for style in styles.values():
            style._get_xf_index()  # noqa: SLF001 - else they are numbered as they are used; a test sees the colours
        summary_sheet(Sheet(book.add_worksheet(words("Summary")), styles), report, words)
        for name, behind, rows in (
            (words("Per person"), heads.person, report.people),
            (words("Per competency"), heads.long, report.norms),
        ):
            sheet = Sheet(book.add_worksheet(name), styles)
            sheet.row([*heads.who, *behind], "head")
            sheet.sheet.set_row(0, _HEAD)
            for place, head in enumerate((*heads.who, *behind)):
                text = report.widths.get(heads.names[place] if place < len(heads.names) else head, 0)
                words_of = max(map(len, head.split()), default=0)
                sheet.sheet.set_column(place, place, min(max(text, words_of, 9) + 2, _WIDEST))
            sheet.sheet.autofilter(0, 0, rows, len(heads.who) + len(behind) - 1)
            sheet.sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})  # `2.1` is a behaviour
            sheet.to_print(columns=1)
        notes_sheet(Sheet(book.add_worksheet(words("Notes")), styles), report, words)
        guide_sheet(Sheet(book.add_worksheet(words("How to read")), styles), report, words)


def _fill(skeleton: BinaryIO, file: BinaryIO, rows: Mapping[str, BinaryIO]) -> None:
    """Write a workbook with rows added to its sheets."""
    with ZipFile(skeleton) as whole, ZipFile(file, "w", ZIP_DEFLATED, compresslevel=1) as made:
        for name in whole.namelist():
            content = whole.read(name)
            before, end, after = content.partition(b"</sheetData>") if name in rows else (content, b"", b"")
            with made.open(name, "w", force_zip64=name in rows) as sheet:  # with no date: the same bytes each time
                if name not in rows:
                    sheet.write(content)
                    continue
                sheet.write(re.sub(rb"<dimension [^>]*/>", b"", before))
                rows[name].seek(0)
                shutil.copyfileobj(rows[name], sheet, 1 << 20)
                sheet.write(end + after)
