"""How results are written as lines: of CSV, or as rows of a sheet, which are the XML of their cells."""

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from html import escape
from typing import Any, Final

import polars as pl

from competentie.assess.page import tone
from competentie.core import Outcome
from competentie.page.data import BEHIND, DELIMITERS, FORMULA, safe
from competentie.page.language import reached_text
from competentie.page.model import Tone
from competentie.table.names import Names

FACTS: Final[dict[str, Callable[[Outcome], Any]]] = {
    "competency": lambda one: one.row.competency,
    "norm": lambda one: one.row.norm,
    "reached": lambda one: one.standing.reached if one.standing.known else None,
    "reached_max": lambda one: one.standing.reached_max if one.standing.known else None,
    "gap": lambda one: one.gap.gap if one.standing.known else None,
    "gap_max": lambda one: one.gap.gap_max if one.standing.known else None,
    "status": lambda one: one.gap.status.value,
    "broken": lambda one: one.standing.broken,
}
_COLORS: Final = {"good": "#C6EFCE", "near": "#FFEB9C", "far": "#FFC7CE", "open": "#D9D9D9"}
_HEAD: Final = {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#EDEDED"}
STYLES: Final[Mapping[str, Mapping[str, Any]]] = {
    "head": _HEAD,
    "head number": {**_HEAD, "align": "right"},
    "title": {"bold": True, "font_size": 14},
    "text": {"text_wrap": True, "valign": "top"},
    "date": {"num_format": "yyyy-mm-dd", "align": "left", "valign": "top"},
    "gap": {"num_format": "+0;-0;0", "align": "left"},
    "count above": {"valign": "top"},
    "number": {"align": "left"},  # a text stands behind it
    "percent": {"num_format": "0%"},
    **{name: {"bg_color": color} for name, color in _COLORS.items()},
    **{f"share {name}": {"bg_color": color, "num_format": "0%"} for name, color in _COLORS.items()},
}
_NUMBERS: Final = {name: number for number, name in enumerate(STYLES, 1)}  # as XlsxWriter numbers formats: as they come
_TONES: Final = {Tone.ABOVE: "good", Tone.GOOD: "good", Tone.NEAR: "near", Tone.FAR: "far", Tone.OPEN: "open"}
ROW_END: Final = "</row>"
_TEXT: Final = '<c t="inlineStr"><is><t>'
_CONTROL: Final = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x{fffe}\x{ffff}]"
EPOCH: Final = date(1899, 12, 30)  # from which Excel counts days


@dataclass(frozen=True, slots=True)
class Csv:
    """How CSV is written: what stands between cells, and at the end of a line."""

    delimiter: str = ","
    line_end: str = "\n"
    names: Names = field(default_factory=Names)
    line_start = ""

    def texts(self, name: str, texts: pl.Series) -> pl.Expr:
        """Write a column of texts, of everybody in `texts`."""
        called = self.names.values.get(name)
        if called:
            texts = texts.replace(called)
        shown = pl.col(name).replace(called) if called else pl.col(name)
        return self.column(shown) if self.needs_care(texts) else shown.fill_null("")

    def fact(self, name: str, outcome: Outcome) -> str:
        """Write a fact of an outcome; nothing where nothing is known."""
        value = FACTS[name](outcome)
        known = str(value).lower() if isinstance(value, bool) else "" if value is None else str(value)
        return self.cell(self.names.value(name, known)) if name in {"competency", "status", "broken"} else known

    def codes(self, codes: pl.Expr, competency: str) -> pl.Expr:  # noqa: ARG002 - a sheet leaves it out
        """Write codes, which need no care."""
        return codes

    def cell(self, text: str) -> str:
        """Write one text: harmless in a spreadsheet, and in quotes where it must be."""
        text = safe(text)
        quoted = any(one in text for one in (self.delimiter, '"', "\r", "\n"))
        return '"' + text.replace('"', '""') + '"' if quoted else text

    def line(self, cells: Sequence[str]) -> str:
        """Write one line."""
        return self.delimiter.join(map(self.cell, cells)) + self.line_end

    def written(self, lines: pl.DataFrame) -> bytes:
        """Write lines, one per row, each in one piece or several."""
        file = io.BytesIO()
        lines.write_csv(
            file,
            include_header=False,
            quote_style="never",
            separator=self.delimiter or ",",
            line_terminator=self.line_end,
        )
        return file.getvalue()

    def column(self, shown: pl.Expr) -> pl.Expr:
        """Write a column of text as `cell` does."""
        text = shown.fill_null("").str.replace_all(BEHIND, "${1}'${2}")
        harmless = text.str.replace(FORMULA, "'${0}")
        quoted = '"' + harmless.str.replace_all('"', '""', literal=True) + '"'
        return pl.when(harmless.str.contains(self._special)).then(quoted).otherwise(harmless)

    def needs_care(self, texts: pl.Series) -> bool:
        """Tell whether any text is written otherwise than as it is. Looking at all of them as one text is fastest."""
        together = texts.str.join("").item() or ""
        if any(one in together for one in (self.delimiter, '"', "\r", "\n")):
            return True
        if any(one in together for one in DELIMITERS) and texts.str.contains(BEHIND).any():
            return True
        lowest = texts.min()  # every character that begins a formula comes before the letters
        begins = isinstance(lowest, str) and lowest < "A"
        return begins and bool(texts.str.contains(FORMULA).any())

    @property
    def _special(self) -> str:
        return rf"""[\x{{{ord(self.delimiter):x}}}"\r\n]"""


@dataclass(frozen=True, slots=True)
class Cells(Csv):
    """How rows of a sheet are written: as the XML of their cells."""

    delimiter: str = ""
    line_end: str = ROW_END
    line_start = '<row ht="15" customHeight="1">'

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
        days = (pl.col(name).str.to_date("%Y-%m-%d", strict=False) - pl.lit(EPOCH)).dt.total_days()
        return pl.coalesce(pl.format(f'<c s="{_NUMBERS["date"]}"><v>{{}}</v></c>', days), written)

    def fact(self, name: str, outcome: Outcome) -> str:
        """Write a fact of an outcome."""
        value = FACTS[name](outcome)
        if value is None:
            return "<c/>"
        if name in {"competency", "status", "broken"}:
            text = self.cell(self.names.value(name, str(value).lower() if isinstance(value, bool) else value))
            return _styled(text, outcome) if name == "status" else text
        return f"<c{_style('gap' if name.startswith('gap') else 'number')}><v>{value}</v></c>"

    def codes(self, codes: pl.Expr, competency: str) -> pl.Expr:
        """Write a column with codes of behaviours, without what stands in the row already."""
        codes = codes.str.replace_all(f"{competency}.", "", literal=True).str.replace_all(" ", ", ", literal=True)
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
        return pl.format(f"<c{_style('number')}><v>{{}}</v></c>", number)


def _style(name: str) -> str:
    return f' s="{_NUMBERS[name]}"'


def _styled(cell: str, outcome: Outcome) -> str:
    return f"<c{_style(_TONES[tone(outcome.gap)])}{cell.removeprefix('<c')}"
