"""Word files and pasted text, read with the standard library: what was inserted counts, what was deleted does not.

A file is data from anywhere: what declares entities, is damaged, or holds more than a handbook can is refused.
"""

import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from io import BytesIO
from typing import Final
from xml.etree import ElementTree as ET

from competentie.core import Message, WrongUseError, msg
from competentie.exchange.blocks import (
    BOLD,
    STYLED,
    Aside,
    Block,
    Blocks,
    Cell,
    Paragraph,
    Table,
    from_text,
    is_ours,
    is_short,
)
from competentie.exchange.ledger import Proposal
from competentie.exchange.recognise import recognise

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_STRICT: Final = b"http://purl.oclc.org/ooxml/wordprocessingml/main", W[1:-1].encode()  # ISO 29500 strict
_MOST_BYTES: Final = 40_000_000  # of XML: a handbook of a thousand pages has a tenth of it
_MOST_TAGS: Final = 2_000_000
_OLD: Final = b"\xd0\xcf\x11\xe0"  # Word before 2007, and what a password protects


def sniff(content: bytes, name: str) -> bool:
    """Tell a Word file by what is in it, text by the name."""
    if name.lower().endswith((".txt", ".md", ".doc", ".docx")):
        return True
    return content[:2] == b"PK" and b"word/" in content


def read(content: bytes, name: str, beside: Mapping[str, bytes]) -> Proposal:  # noqa: ARG001 - one of several readers
    """Return the handbook in a document. Raises WrongUseError where it cannot be read."""
    if content[:2] == b"PK" or content[:4] == _OLD:
        return recognise(blocks_of(content, name), name)
    try:
        text = content.decode("utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    return recognise(from_text(text), name)


def blocks_of(content: bytes, name: str) -> Blocks:
    """Return what a Word file holds, in its order. Raises WrongUseError where it cannot be read."""
    if content[:4] == _OLD:
        message = msg("{file} is of an older Word, or is protected with a password", file=name)
        raise WrongUseError(message, msg("open it in Word, and save it as .docx without a password"))
    errors = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, KeyError, ValueError)
    try:
        return _Document(_Package(content, name)).blocks()
    except RecursionError as error:
        raise WrongUseError(msg("{file} has parts inside parts without end", file=name)) from error
    except (*errors, ET.ParseError, LookupError) as error:
        message = msg("{file} is no Word file, or is damaged", file=name)
        raise WrongUseError(message, msg("open it in Word, and save it anew")) from error


class _Tree(ET.TreeBuilder):
    """A tree of what declares nothing: entities can make much of little, and fetch what stands elsewhere."""

    def doctype(self, *_: object) -> None:
        raise _DeclaredError


class _DeclaredError(Exception):
    """A part of the file declares its document type."""


class _Package:
    """The parts of a file, as trees; all together they have a bound."""

    def __init__(self, content: bytes, name: str) -> None:
        self._zip = zipfile.ZipFile(BytesIO(content))
        self._names = frozenset(self._zip.namelist())
        self._name, self._bytes, self._tags = name, _MOST_BYTES, _MOST_TAGS
        main = self.related("_rels/.rels").get("officeDocument", ["word/document.xml"])[0]
        self.main, self.folder = main, main.rpartition("/")[0]
        self.parts = self.related(f"{self.folder}/_rels/{main.rpartition('/')[2]}.rels", self.folder + "/")

    def related(self, part: str, folder: str = "") -> dict[str, list[str]]:
        """Return the names of parts by what they are."""
        found: dict[str, list[str]] = {}
        for one in self.tree(part):
            target = one.get("Target", "")
            kind = one.get("Type", "").rpartition("/")[2]
            if one.get("TargetMode") != "External":
                found.setdefault(kind, []).append(target.lstrip("/") if target.startswith("/") else folder + target)
        return found

    def trees(self, kind: str) -> Iterator[ET.Element]:
        """Yield the parts of a kind that are there."""
        yield from (self.tree(part) for part in self.parts.get(kind, ()))

    def tree(self, part: str) -> ET.Element:
        """Return a part, empty where there is none."""
        if part not in self._names:
            return ET.Element("none")
        parser = ET.XMLParser(target=_Tree())  # noqa: S314 - which declares no entities, and is bounded
        try:
            with self._zip.open(part) as file:
                xml = file.read(self._bytes + 1)
            self._bytes -= len(xml)
            self._tags -= xml.count(b"<")
            if min(self._bytes, self._tags) < 0:
                message = msg(
                    "{file} holds more than a handbook can: over {n} million bytes of XML, or millions of tags",
                    file=self._name,
                    n=_MOST_BYTES // 1_000_000,
                )
                raise WrongUseError(message, msg("save the part with the competencies as a file of its own"))
            parser.feed(xml.replace(*_STRICT))
            return parser.close()
        except _DeclaredError as error:
            message = msg("{file} declares entities, which no Word file does: it is not read", file=self._name)
            raise WrongUseError(message, msg("open it in Word, and save it anew")) from error


class _Styles:
    """What the styles and lists of a file say of a paragraph."""

    def __init__(self, package: _Package) -> None:
        self._styles = {one.get(W + "styleId", ""): one for tree in package.trees("styles") for one in tree}
        numbering = [one for tree in package.trees("numbering") for one in tree]
        self._lists = {one.get(W + "abstractNumId", ""): one for one in numbering if one.tag == W + "abstractNum"}
        self._numbers = {one.get(W + "numId", ""): _value(one, "abstractNumId") for one in numbering}
        self._counts: Counter[tuple[str, int]] = Counter()
        self._known: dict[tuple[str, str], ET.Element | None] = {}

    def of(self, style: str, what: str) -> ET.Element | None:
        """Return what a style says, or else one that it is based on."""
        if (style, what) not in self._known:
            found, seen = None, set()
            name = style
            while found is None and name in self._styles and name not in seen:
                seen.add(name)
                found = self._styles[name].find(what)
                name = _value(self._styles[name], "basedOn")
            self._known[style, what] = found
        return self._known[style, what]

    def name(self, style: str) -> str:
        """Return the name of a style as people know it."""
        return (_value(self._styles[style], "name") if style in self._styles else style).casefold()

    def depth(self, properties: ET.Element, style: str) -> int:
        """Return how deep a heading is; 0 for what is none."""
        named = re.match(r"(?:heading|kop)\s*([1-6])", self.name(style))
        own = properties.find(W + "outlineLvl")
        level = own if own is not None else self.of(style, f"{W}pPr/{W}outlineLvl")
        told = int(level.get(W + "val", "9")) + 1 if level is not None else 0
        return int(named[1]) if named else told if told <= STYLED else 0

    def marker(self, properties: ET.Element, style: str) -> str:
        """Return what a list puts before a paragraph."""
        own = properties.find(W + "numPr")
        numbered = own if own is not None else self.of(style, f"{W}pPr/{W}numPr")
        number = "0" if numbered is None else _value(numbered, "numId")
        if number not in self._numbers:
            return ""
        level = int(_value(numbered, "ilvl") or 0)
        self._counts[number, level] += 1
        shape = self._lists.get(self._numbers[number])
        levels = () if shape is None else shape.findall(W + "lvl")
        form = next((_value(one, "numFmt") for one in levels if one.get(W + "ilvl") == str(level)), "bullet")
        return "-" if form in {"bullet", "none"} else f"{self._counts[number, level]}."


_WRAPPERS: Final = frozenset(
    {
        *(W + tag for tag in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag", "hyperlink", "fldSimple")),
        *(_MC + tag for tag in ("AlternateContent", "Choice")),
    }
)
_TEXTS: Final = {W + "t", W + "delText", "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"}
_GRID: Final = frozenset({W + "tbl", W + "tr", W + "tc"})
_BLANKS: Final = {W + "tab": "\t", W + "cr": "\n", W + "noBreakHyphen": "-"}
_GONE: Final = msg("it was deleted in Word, and that was recorded")
_BOX: Final = msg("where the text of a box belongs cannot be told from its place")
_CONTENTS: Final = msg("a table of contents is made of the headings")
_HIDDEN: Final = msg("it is hidden text")
_TO_FILL_IN: Final = msg("it only says what to fill in there")
_UNKNOWN: Final = msg("this part of a Word file is not known")
_NOTES: Final = (
    ("footnotes", "f", msg("a footnote has no place in a handbook")),
    ("endnotes", "f", msg("a footnote has no place in a handbook")),
    ("comments", "k", msg("a comment is about the text, and no part of it")),
    ("header", "h", msg("it is repeated on each page")),
    ("footer", "h", msg("it is repeated on each page")),
)


class _Document:
    """Goes through a document once, from its first paragraph to its last."""

    def __init__(self, package: _Package) -> None:
        self._package, self._styles = package, _Styles(package)
        self._found = Blocks()
        self._numbers: Counter[str] = Counter()
        self._marks: list[str] = []
        self._text: list[tuple[str, bool]] = []
        """The pieces of the paragraph at hand, each with whether it is bold."""

    def blocks(self) -> Blocks:
        """Return the blocks, and what stands beside the text."""
        body = self._package.tree(self._package.main).find(W + "body")
        if body is None:
            raise ValueError
        self._found.blocks += self._blocks(body)
        if said := "".join(piece for piece, _ in self._text).strip():  # the end of the last paragraph was deleted
            self._found.blocks.append(Paragraph(self._place("p"), said))
        for kind, letter, why in _NOTES:
            for tree in self._package.trees(kind):
                for paragraph in tree.iter(W + "p"):
                    self._aside(letter, paragraph, kind="note" if letter in "fk" else "prose", why=why)
        return self._found

    def _blocks(self, element: ET.Element) -> Iterator[Block]:
        for child in element:
            if child.tag == W + "tbl":
                yield from self._table(child)
            elif child.tag == W + "p":
                yield from self._paragraph(child)
            elif child.tag == W + "bookmarkStart":
                self._marks.append(child.get(W + "name", ""))
            elif child.tag in _WRAPPERS and not self._is_placeholder(child):
                yield from self._blocks(child)
            elif child.tag not in _WRAPPERS:
                self._aside("o", child, kind="prose", why=_UNKNOWN)

    def _is_placeholder(self, control: ET.Element) -> bool:
        """Tell whether a content control only says what to fill in there."""
        found = control.find(f"{W}sdtPr/{W}showingPlcHdr") is not None
        if found:
            self._aside("o", control, kind="prose", why=_TO_FILL_IN)
        return found

    def _place(self, kind: str) -> str:
        self._numbers[kind] += 1
        return f"{kind}{self._numbers[kind]}"

    def _aside(self, letter: str, element: ET.Element, *, kind: str, why: Message) -> None:
        """Keep what is no part of the text, unless we wrote it ourselves."""
        text = "".join(piece.text or "" for piece in element.iter() if piece.tag in _TEXTS).strip()
        marks = [mark.get(W + "name", "") for mark in element.iter(W + "bookmarkStart")]
        if text and not any(is_ours(mark) for mark in marks):
            self._found.asides.append(Aside(self._place(letter), text, kind, why))

    def _table(self, element: ET.Element) -> Iterator[Block]:
        """Yield a table; what has one column is a frame around paragraphs."""
        rows = [row for row in _below(element, W + "tr") if not self._is_deleted(row)]
        cells = [list(_below(row, W + "tc")) for row in rows]
        if all(len(row) <= 1 for row in cells):
            for cell in (cell for row in cells for cell in row):
                yield from self._blocks(cell)
            return
        place, made = self._place("t"), []
        for number, row in enumerate(cells, 1):
            column, here = 0, []
            for count, cell in enumerate(row, 1):
                properties = cell.find(W + "tcPr")
                inside = tuple(self._in_cell(cell, f"{place}r{number}c{count}"))
                if inside:
                    here.append(Cell(column, inside))
                span = "" if properties is None else _value(properties, "gridSpan")
                column += int(span) if span.isdecimal() else 1
            if here:
                made.append(tuple(here))
        if made:
            yield Table(place, tuple(made))

    def _is_deleted(self, row: ET.Element) -> bool:
        deleted = row.find(f"{W}trPr/{W}del") is not None
        if deleted:
            self._aside("d", row, kind="prose", why=_GONE)
        return deleted

    def _in_cell(self, cell: ET.Element, place: str) -> Iterator[Paragraph]:
        """Yield the paragraphs of a cell, also those of a table in it."""
        for number, element in enumerate(_below(cell, W + "p", _WRAPPERS | _GRID), 1):
            yield from self._paragraph(element, place if number == 1 else f"{place}s{number}")

    def _paragraph(self, element: ET.Element, place: str = "") -> Iterator[Paragraph]:
        """Yield a paragraph, unless it is empty, or its end was deleted: then the next one goes on with its text."""
        properties = element.find(W + "pPr")
        properties = ET.Element("none") if properties is None else properties
        style = _value(properties, "pStyle")
        if re.match(r"(?:toc|inhopg)\b", self._styles.name(style)):
            self._aside("p", element, kind="prose", why=_CONTENTS)
            return
        self._runs(element, is_on(self._styles.of(style, f"{W}rPr/{W}b")))
        if properties.find(f"{W}rPr/{W}del") is not None:
            return
        text = "\n".join(line.strip() for line in "".join(piece for piece, _ in self._text).split("\n")).strip("\n")
        bold = all(bold for piece, bold in self._text if piece.strip())
        self._text = []
        if text:
            place = place or self._place("p")
            title = self._styles.name(style) in {"title", "titel"}
            depth = 1 if title else self._styles.depth(properties, style) or (BOLD if bold and is_short(text) else 0)
            marker = "" if depth else self._styles.marker(properties, style)
            yield Paragraph(place, text, depth, marker, tuple(self._marks))
            self._marks = []

    def _runs(self, element: ET.Element, bold: bool) -> None:  # noqa: FBT001 - what the style says
        for child in element:
            if child.tag == W + "r":
                self._run(child, bold)
            elif child.tag in {W + "del", W + "moveFrom"}:
                if child.tag == W + "del":
                    self._aside("d", child, kind="prose", why=_GONE)
            elif child.tag == W + "bookmarkStart":
                self._marks.append(child.get(W + "name", ""))
            elif child.tag in _WRAPPERS and not self._is_placeholder(child):
                self._runs(child, bold)
            elif child.tag not in _WRAPPERS:
                self._aside("o", child, kind="prose", why=_UNKNOWN)

    def _run(self, run: ET.Element, bold: bool) -> None:  # noqa: FBT001 - what the style says
        properties = run.find(W + "rPr")
        if properties is not None:
            if is_on(properties.find(W + "vanish")):
                self._aside("d", run, kind="prose", why=_HIDDEN)
                return
            own = properties.find(W + "b")
            named = self._styles.of(_value(properties, "rStyle"), f"{W}rPr/{W}b")
            bold = is_on(own) if own is not None else bold or is_on(named)
        for piece in run:
            if piece.tag == W + "t":
                self._text.append((piece.text or "", bold))
            elif piece.tag == W + "br":
                self._text.append(("" if piece.get(W + "type") == "page" else "\n", bold))
            elif piece.tag == W + "sym":
                self._text.append((chr(int(piece.get(W + "char", "20"), 16)), bold))
            elif piece.tag in _BLANKS:
                self._text.append((_BLANKS[piece.tag], bold))
            else:
                self._boxes(piece)

    def _boxes(self, element: ET.Element) -> None:
        """Keep the texts of boxes; what stands there for an older Word too is the same text."""
        for child in element:
            if child.tag == W + "txbxContent":
                for paragraph in child.iter(W + "p"):
                    self._aside("x", paragraph, kind="prose", why=_BOX)
            elif child.tag != _MC + "Fallback":
                self._boxes(child)


def is_on(switch: ET.Element | None) -> bool:
    """Tell whether something such as bold is switched on."""
    return switch is not None and switch.get(W + "val", "1") not in {"0", "false", "off"}


def _value(element: ET.Element | None, name: str) -> str:
    found = None if element is None else element.find(W + name)
    return "" if found is None else found.get(W + "val", "")


def _below(element: ET.Element, tag: str, through: AbstractSet[str] = _WRAPPERS) -> Iterator[ET.Element]:
    """Yield what stands in something, also within a content control, and not within another of its kind."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag in through:
            yield from _below(child, tag, through)
