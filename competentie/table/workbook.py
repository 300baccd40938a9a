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
from html import escape
from io import BytesIO
from typing import Any, BinaryIO, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import polars as pl

from competentie.assess.page import tone
from competentie.core.message import WrongUseError, msg
from competentie.core.scoring import Outcome
from competentie.page.language import Words
from competentie.page.model import Tone
from competentie.page.phrases import basis_data, reached_text
from competentie.table.names import Names
from competentie.table.report import Report, Sheet, guide_sheet, notes_sheet, summary_sheet
from competentie.table.results import FACTS, LINE, PERSON

_MOST_ROWS: Final = 1_048_575  # the limits of Excel, which nothing else keeps to
_MOST_COLUMNS: Final = 16_384
_MOST_TEXT: Final = 32_767
_WIDEST: Final = 40  # characters
_HEAD: Final = 45  # points: three lines
_ELSE: Final = msg("choose `--format csv` or `--format parquet`")
STYLES: Final[Mapping[str, Mapping[str, Any]]] = {
    "head": {"bold": True, "text_wrap": True, "bottom": 1, "bg_color": "#EDEDED"},
    "title": {"bold": True, "font_size": 14},
    "text": {"text_wrap": True, "valign": "top"},
    "date": {"num_format": "yyyy-mm-dd"},
    "gap": {"num_format": "+0;-0;0"},
    "percent": {"num_format": "0%"},
    "good": {"bg_color": "#C6EFCE"},
    "near": {"bg_color": "#FFEB9C"},
    "far": {"bg_color": "#FFC7CE"},
    "open": {"bg_color": "#D9D9D9"},
    **{
        f"share {name}": {"bg_color": color, "num_format": "0%"}
        for name, color in (("good", "#C6EFCE"), ("near", "#FFEB9C"), ("far", "#FFC7CE"))
    },
}
_NUMBERS: Final = {name: number for number, name in enumerate(STYLES, 1)}  # as XlsxWriter numbers formats: as they come
_TONES: Final = {Tone.ABOVE: "good", Tone.GOOD: "good", Tone.NEAR: "near", Tone.FAR: "far", Tone.OPEN: "open"}
_TEXT: Final = '<c t="inlineStr"><is><t xml:space="preserve">'
_CONTROL: Final = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x{fffe}\x{ffff}]"
_EPOCH: Final = datetime(1899, 12, 30)  # noqa: DTZ001 - a day, of which Excel counts


@dataclass(frozen=True, slots=True)
class Cells:
    """How rows of a sheet are written: as the XML of their cells."""

    names: Names
    delimiter = ""
    line_start = '<row ht="15" customHeight="1">'
    line_end = "</row>"

    def cell(self, text: str) -> str:
        """Write a text that is ours."""
        return f"{_TEXT}{escape(text)}</t></is></c>" if text else "<c/>"

    def texts(self, name: str, texts: pl.Series) -> pl.Expr:
        """Write a column of texts as they are; a date is one."""
        shown = pl.col(name).replace(self.names.values[name]) if name in self.names.values else pl.col(name)
        if texts.str.contains(rf"[&<>_]|{_CONTROL}").any():
            for what, by in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
                shown = shown.str.replace_all(what, by, literal=True)
            shown = shown.str.replace_all("_(x[0-9a-fA-F]{4}_)", "_x005F_$1").str.replace_all(_CONTROL, "\ufffd")
        written = pl.when(shown.is_null()).then(pl.lit("<c/>")).otherwise(_TEXT + shown + "</t></is></c>")
        if name != "date":
            return written
        days = (pl.col(name).str.to_date("%Y-%m-%d", strict=False) - pl.lit(_EPOCH.date())).dt.total_days()
        return pl.coalesce(pl.format(f'<c s="{_NUMBERS["date"]}"><v>{{}}</v></c>', days), written)

    def fact(self, name: str, outcome: Outcome) -> str:
        """Write a fact of an outcome."""
        value = FACTS[name](outcome)
        if value is None:
            return "<c/>"
        if name in {"competency", "status", "broken"}:
            text = self.cell(self.names.value(name, str(value).lower() if isinstance(value, bool) else value))
            return _styled(text, outcome) if name == "status" else text
        return f"<c{_style('gap') if name.startswith('gap') else ''}><v>{value}</v></c>"

    def codes(self, codes: pl.Expr) -> pl.Expr:
        """Write a column with codes of behaviours."""
        return pl.when(codes == "").then(pl.lit("<c/>")).otherwise(_TEXT + codes + "</t></is></c>")

    def standing(self, outcome: Outcome | None) -> str:
        """Write the status of an outcome, and what is reached."""
        if outcome is None:
            return "<c/>"
        status = self.names.value("standing", outcome.gap.status.value)
        reached = f" ({reached_text(outcome.standing, outcome.row.norm)})" if outcome.standing.known else ""
        return _styled(self.cell(status + reached), outcome)

    def number(self, number: pl.Expr) -> pl.Expr:
        """Write a column of numbers."""
        return pl.format("<c><v>{}</v></c>", number)


def _style(name: str) -> str:
    return f' s="{_NUMBERS[name]}"'


def _styled(cell: str, outcome: Outcome) -> str:
    return f"<c{_style(_TONES[tone(outcome.gap)])}{cell.removeprefix('<c')}"


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
                    target, include_header=False, quote_style="never", line_terminator=Cells.line_end
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
            sheet.to_print(columns=1)
        notes_sheet(Sheet(book.add_worksheet(words("Notes")), styles), report, words)
        guide_sheet(Sheet(book.add_worksheet(words("How to read")), styles), report, words)


def _fill(skeleton: BinaryIO, file: BinaryIO, rows: Mapping[str, BinaryIO]) -> None:
    """Write a workbook with rows added to its sheets."""
    with ZipFile(skeleton) as whole, ZipFile(file, "w", ZIP_DEFLATED, compresslevel=1) as made:
        for name in whole.namelist():
            content = whole.read(name)
            about = ZipInfo(name, (1980, 1, 1, 0, 0, 0))  # the same bytes each time
            about.compress_type = ZIP_DEFLATED
            if name not in rows:
                made.writestr(about, content)
                continue
            before, end, after = content.partition(b"</sheetData>")
            with made.open(about, "w", force_zip64=True) as sheet:
                sheet.write(re.sub(rb"<dimension [^>]*/>", b"", before))
                rows[name].seek(0)
                shutil.copyfileobj(rows[name], sheet, 1 << 20)
                sheet.write(end + after)
