"""A page as a Word document (python-docx): real headings and tables, whose heads repeat and whose rows stay whole.

What is drawn becomes a picture with its sentence: not every Word shows SVG.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, Final
from zlib import crc32

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph as Written
from docx.text.run import Run as Piece

from competentie.page.language import Words
from competentie.page.model import Page
from competentie.page.paper import Beside, Drawing, Grid, Laid, Line, Paper, Paragraph, Picture, Run, Runs, laid_out
from competentie.page.pdf import pictures

_WIDE: Final = 17.6  # centimetres of A4 between the margins
_HEAD: Final = "#e3ecf7"  # the ground of heads
_POINTS: Final = 0.72  # of a unit of a figure
_HEADS: Final = (("Title", 24), ("Heading 1", 16), ("Heading 2", 12.5), ("Heading 3", 11), ("Heading 4", 10.5))
_BOXES: Final = {"to-do": "☐ ", "done": "☑ "}
_LOOKS: Final = {"old": "near", "new": "good", "marked": "near", "soft": "muted"}
_STRONG: Final = frozenset({"strong", "above", "good", "near", "far", "apart", "open", "marked"})
_LONGEST_NAME: Final = 40  # of a bookmark
_BEGINNING: Final = datetime(2000, 1, 1, tzinfo=UTC)  # the day that a document says it was made: none that is known


def word(page: Page, words: Words) -> bytes:
    """Return a page as a document."""
    writer = _Writer(laid_out(page, words))
    return writer.written()


class _Writer:
    """Writes what is laid out; what is drawn is put in at the end, all at once."""

    def __init__(self, paper: Paper) -> None:
        self._paper = paper
        self._document: Any = Document()  # its types say less than it can do
        self._drawn: list[tuple[Piece, Drawing, float]] = []
        self._marks = 0

    def written(self) -> bytes:
        self._set_up()
        self._blocks(self._paper.blocks, 0)
        shapes = list(dict.fromkeys(drawing.svg for _, drawing, _ in self._drawn))
        made = dict(zip(shapes, pictures(shapes), strict=True))
        for piece, drawing, most in self._drawn:
            wide = min(Pt(drawing.wide * _POINTS), Cm(most))
            shape: Any = piece.add_picture(BytesIO(made[drawing.svg]), width=wide)
            inline = shape._inline  # noqa: SLF001 - python-docx has no other way
            inline.docPr.set("descr", drawing.sentence)
            for side in "TBLR":
                inline.set(f"dist{side}", "0")
        file = BytesIO()
        self._document.save(file)
        return file.getvalue()

    def _set_up(self) -> None:
        about, sheet = self._document.core_properties, self._document.sections[0]
        about.title, about.author, about.comments, about.language = (
            self._paper.title[:255],
            "",
            "",
            self._paper.language,
        )
        about.created = about.modified = _BEGINNING
        sheet.page_width, sheet.page_height = Cm(21), Cm(29.7)
        sheet.left_margin = sheet.right_margin = Cm(1.7)
        sheet.top_margin = sheet.bottom_margin = Cm(1.8)
        styles = self._document.styles
        for name, size in (("Normal", 10), *_HEADS):
            style = styles[name]
            style.font.name, style.font.size = "Calibri", Pt(size)
            for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
                style.element.rPr.rFonts.attrib.pop(qn(f"w:{theme}"), None)
            if name != "Normal":
                style.font.color.rgb, style.paragraph_format.keep_with_next = self._colour("above"), True
        styles["Normal"].paragraph_format.space_after = Pt(4)
        styles["Normal"].element.get_or_add_rPr().append(_element("w:lang", val=self._paper.language))
        foot = sheet.footer.paragraphs[0]
        foot.add_run(f"{self._paper.mark}\t\t")
        _field(foot, "PAGE")
        foot.add_run(" / ")
        _field(foot, "NUMPAGES")

    def _colour(self, name: str) -> RGBColor:
        return RGBColor.from_string(self._paper.colours[name].removeprefix("#").upper())

    def _blocks(self, blocks: Sequence[Laid], depth: int) -> None:
        for block in blocks:
            match block:
                case Paragraph():
                    self._paragraph(block, depth)
                case Grid():
                    self._grid(block)
                case Picture(drawing, caption):
                    if caption:
                        self._runs(self._document.add_paragraph(), [Run(caption, "soft")])
                    self._drawn.append((self._document.add_paragraph().add_run(), drawing, _WIDE))
                case Beside(columns, look) if look in {"fields", "signed"}:
                    self._fields(columns, look)
                case Beside(columns):
                    for column in columns:
                        self._blocks(column, depth)

    def _paragraph(self, paragraph: Paragraph, depth: int) -> None:
        look, inside = paragraph.look, paragraph.inside
        if look == "heading":
            drawn = self._document.add_paragraph(style=_HEADS[min(paragraph.level, len(_HEADS)) - 1][0])
        else:
            drawn = self._document.add_paragraph(style="List Bullet" if look == "item" else None)
            drawn.paragraph_format.left_indent = Cm(0.6 * (depth + (look in {"item", *_BOXES})))
        if look in _BOXES:
            drawn.paragraph_format.first_line_indent = Cm(-0.6)
            drawn.add_run(_BOXES[look])
        self._runs(drawn, [Run(run.text, "soft") if look == "soft" else run for run in paragraph.runs])
        if look in {"mark", "total"}:
            for piece in drawn.runs:
                piece.bold, piece.font.size = True, Pt(14 if look == "total" else 8)
                piece.font.color.rgb = self._colour("ink" if look == "total" else "near")
        if look == "total":
            drawn._p.get_or_add_pPr().append(_element("w:shd", val="clear", fill=self._hexadecimal("soft")))  # noqa: SLF001
            for item in inside:
                self._runs(drawn, [Run("   "), *getattr(item, "runs", ())])
            inside = ()
        drawn.paragraph_format.page_break_before = paragraph.leaf or None
        self._mark(drawn, paragraph.address)
        self._blocks(inside, depth + 1)

    def _hexadecimal(self, name: str) -> str:
        return self._paper.colours[name].removeprefix("#")

    def _runs(self, paragraph: Written, runs: Runs, letters: str = "", most: float = _WIDE) -> None:
        for run in runs:
            piece = paragraph.add_run(run.text)
            colour = letters or _LOOKS.get(run.look, run.look)
            if colour in self._paper.colours:
                piece.font.color.rgb = self._colour(colour)
            piece.bold = run.look in _STRONG or None
            piece.font.strike, piece.underline = run.look == "old" or None, run.look == "new" or None
            if run.look in {"code", "marked"}:
                piece.font.name, piece.font.size = "Consolas", Pt(8.5)
            if run.drawing is not None:
                self._drawn.append((piece, run.drawing, most))
            if run.to:
                link = _element("w:hyperlink", anchor=_name(run.to))
                piece._r.addprevious(link)  # noqa: SLF001
                link.append(piece._r)  # noqa: SLF001

    def _mark(self, paragraph: Written, address: str) -> None:
        """Make a paragraph what links lead to."""
        if address:
            self._marks += 1
            place, number = paragraph._p, str(self._marks)  # noqa: SLF001
            start = _element("w:bookmarkStart", id=number, name=_name(address))
            place.insert(0 if place.pPr is None else 1, start)
            place.append(_element("w:bookmarkEnd", id=number))

    def _grid(self, grid: Grid) -> None:
        number = max([len(grid.heads), *(len(line.cells) for line in grid.lines)], default=0)
        if number:
            table = self._document.add_table(0, number, style=None if grid.bare else "Table Grid")
            table.autofit = False
            widths = _widths(grid, number)
            for column, wide in zip(table.columns, widths, strict=True):
                column.width = Cm(wide)
            if grid.heads:
                cells = self._row(table, widths)
                table.rows[0]._tr.get_or_add_trPr().append(_element("w:tblHeader"))  # noqa: SLF001
                for cell, head in zip(cells, grid.heads, strict=True):
                    _shade(cell, _HEAD)
                    self._runs(cell.paragraphs[0], [Run(run.text, "strong") for run in head])
            for line in grid.lines:
                self._line(line, self._row(table, widths), grid, widths)
        below = self._document.add_paragraph()
        for entry in grid.key:
            self._runs(below, [*entry, Run("   ")])

    def _line(self, line: Line, cells: Sequence[_Cell], grid: Grid, widths: Sequence[float]) -> None:
        if line.group:
            cells[0].merge(cells[-1])
        for place, (cell, runs) in enumerate(zip(cells, line.cells, strict=line.group is False)):
            ground, letters = line.grounds[place] if line.grounds else ("", "")
            if ground:
                _shade(cell, self._paper.colours[ground])
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(1)
            paragraph.paragraph_format.left_indent = Cm(0.5 * line.depth) if not place else None
            if place in grid.numbers:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            self._runs(paragraph, runs, letters, widths[place] - 0.4)

    def _row(self, table: Table, widths: Sequence[float]) -> list[_Cell]:
        row: Any = table.add_row()  # type: ignore[no-untyped-call]
        row._tr.get_or_add_trPr().append(_element("w:cantSplit"))  # noqa: SLF001
        cells = [_Cell(cell, table) for cell in row._tr.tc_lst]  # noqa: SLF001 - `cells` looks at all rows each time
        for cell, wide in zip(cells, widths, strict=True):
            cell.width = Cm(wide)
        return cells

    def _fields(self, columns: Sequence[Sequence[Laid]], look: str) -> None:
        """Write lines to fill in: a name above its line, or below it where somebody signs."""
        table = self._document.add_table(0, len(columns))
        for cell, column in zip(self._row(table, [_WIDE / len(columns)] * len(columns)), columns, strict=True):
            edges: Any = OxmlElement("w:tcBorders")
            edges.append(_element("w:top" if look == "signed" else "w:bottom", val="single", sz="6"))
            cell._tc.get_or_add_tcPr().append(edges)  # noqa: SLF001
            name, known = (getattr(laid, "runs", ()) for laid in column)
            self._runs(cell.paragraphs[0], [Run(run.text, "soft") for run in name])
            self._runs(cell.add_paragraph(), known)
        self._document.add_paragraph()


def _widths(grid: Grid, number: int) -> list[float]:
    """Return how many centimetres each column gets: by its texts and drawings."""
    needed = [0.0] * number
    for cells in (grid.heads, *(line.cells for line in grid.lines if not line.group)):
        for place, runs in enumerate(cells):
            drawn = sum(run.drawing.wide / 6 for run in runs if run.drawing)
            texts = "".join(run.text for run in runs)
            longest = max(map(len, texts.split()), default=0)
            needed[place] = max(needed[place], drawn + max(min(len(texts), 60), min(longest, 40) * 1.3) + 4)
    return [one / sum(needed) * _WIDE for one in needed]


def _name(address: str) -> str:
    """Return an address as a bookmark: letters, digits and underscores, and not many."""
    name = "c_" + re.sub(r"[^A-Za-z0-9]", "_", address)
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 9]}_{crc32(address.encode()):08x}"


def _shade(cell: _Cell, colour: str) -> None:
    cell._tc.get_or_add_tcPr().append(_element("w:shd", val="clear", fill=colour.removeprefix("#")))  # noqa: SLF001


def _field(paragraph: Written, name: str) -> None:
    """Write a number that Word counts itself."""
    for kind in ("begin", "", "end"):
        piece = paragraph.add_run()
        text: Any = OxmlElement("w:instrText")
        text.text = name
        piece._r.append(_element("w:fldChar", fldCharType=kind) if kind else text)  # noqa: SLF001


def _element(name: str, /, **attributes: str) -> Any:  # noqa: ANN401 - python-docx gives elements no narrower type
    element: Any = OxmlElement(name)
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), value)
    return element
