"""The handbook as a Word document of the owner's shape: title, introduction, matrices, and a table per competency.

Bookmarks keep ids and say what is what, so that it is read back whole, also after somebody worked on it. The only
module that imports python-docx.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from typing import Any, Final
from xml.sax.saxutils import escape

from competentie.core import Group, WrongUseError, displayable, msg
from competentie.exchange.blocks import mark
from competentie.exchange.formats import Options
from competentie.exchange.ledger import Handbook
from competentie.page.language import LANGUAGES, Words, group_heading

_NAMESPACE: Final = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_LONGEST: Final = 40  # characters of a bookmark, in Word
_SHADE: Final = '<w:shd w:val="clear" w:color="auto" w:fill="E3ECF7"/>'
_SMALL: Final = '<w:color w:val="595959"/><w:sz w:val="18"/>'
_BOLD, _ITALIC = "<w:b/>", "<w:i/>"
_GAP: Final = '<w:p><w:pPr><w:spacing w:before="0" w:after="120" w:line="120" w:lineRule="exact"/></w:pPr></w:p>'
_TWIPS: Final = (2600, 6810)  # the widths of the two columns, in twentieths of a point
_BEHIND: Final = ("code", "note", "tags", "questions")


def write(handbook: Handbook, ending: str, options: Options) -> dict[str, bytes]:  # noqa: ARG001 - as all writers
    """Return the document. Raises WrongUseError where python-docx is not installed."""
    try:
        import docx
        from docx.oxml import parse_xml
    except ImportError as error:
        message = msg("writing Word files needs python-docx")
        raise WrongUseError(message, msg("install it with `pip install competentie[word]`")) from error
    writer = _Writer(handbook, options)
    document, file = docx.Document(), BytesIO()
    _set_up(document, writer)
    body = document.element.body
    for element in list(parse_xml(f"<w:body {_NAMESPACE}>{''.join(writer.body())}</w:body>")):
        body.insert(len(body) - 1, element)  # what stands last is the size of the page
    footer = parse_xml(f"<w:ftr {_NAMESPACE}>{writer.footer()}</w:ftr>")
    place = document.sections[0].footer.paragraphs[0]._p  # noqa: SLF001 - python-docx has no other way
    place.getparent().replace(place, footer[0])
    document.save(file)
    return {"": file.getvalue()}


def _set_up(document: Any, writer: "_Writer") -> None:  # noqa: ANN401 - python-docx is imported late
    from docx.shared import Cm, Pt, RGBColor

    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin = section.bottom_margin = Cm(2)
    for name, size in (("Normal", 10.5), ("Title", 24), ("Heading 1", 16), ("Heading 2", 12.5), ("Heading 3", 11.5)):
        font = document.styles[name].font
        font.name, font.size = "Calibri", Pt(size)
        fonts = document.styles[name].element.rPr.rFonts
        for attribute in [one for one in fonts.attrib if "Theme" in one]:
            del fonts.attrib[attribute]
        if name != "Normal":
            font.color.rgb = RGBColor(0x0B, 0x3C, 0x78)
    about = document.core_properties
    about.title, about.author, about.comments = writer.text(writer.catalogue["title"])[:255], "", ""
    about.language = writer.catalogue["language"]


class _Writer:
    """Writes what stands in a document, as the XML of its paragraphs and tables."""

    def __init__(self, handbook: Handbook, options: Options) -> None:
        self.catalogue, self._profiles = handbook.catalogue, handbook.profiles
        self._language = self.catalogue["language"]
        spoken = self._language if self._language in LANGUAGES else options.language
        self._words = Words(spoken, self._language)
        self._marks = 0
        self._ids: dict[str, str] = {}

    def text(self, text: Mapping[str, str]) -> str:
        """Return a text in the language of the handbook, or else the first that it has."""
        said = text[self._language] if self._language in text else next(iter(text.values()))
        return "\t".join(map(displayable, re.sub("[\ufffe\uffff]", "\ufffd", said).split("\t")))

    def body(self) -> Iterator[str]:
        """Yield all of it, in order."""
        catalogue, words = self.catalogue, self._words
        yield self._line(self.text(catalogue["title"]), "t", style="Title")
        yield self._line(f"{catalogue['version']} · {self.text(catalogue['source'])}", "o")
        for paragraph in catalogue["introduction"]:
            first, *others = self.text(paragraph).split("\n")
            is_heading = first.startswith("# ")
            yield self._line(first.removeprefix("# "), "j", style="Heading 2" if is_heading else "")
            yield from (self._line(text, "i") for text in others)
        for name, profile in self._profiles.items():
            yield from self._matrix(name, profile)
        for cluster in [one for one, made in catalogue["clusters"].items() if "in" not in made]:
            yield from self._cluster(cluster, 1)
        alone = [one for one, made in catalogue["competencies"].items() if "cluster" not in made]
        if alone and catalogue["clusters"]:
            yield self._line(words("Without a cluster"), "o", style="Heading 1")
        for name in alone:
            yield from self._competency(name)
        yield self._line(words("About this document"), "o", style="Heading 1", new_page=True)
        yield self._table([*self._about()])

    def _line(
        self, text: str, letter: str = "", name: str = "", *, style: str = "", look: str = "", new_page: bool = False
    ) -> str:
        """Return a paragraph, with a bookmark that says what it is."""
        before = f'<w:pStyle w:val="{style.replace(" ", "")}"/>' if style else ""
        before += "<w:pageBreakBefore/>" if new_page else "" if style else '<w:spacing w:after="80"/>'
        pieces = "".join(
            {"\n": "<w:br/>", "\t": "<w:tab/>"}.get(piece, f'<w:t xml:space="preserve">{escape(piece)}</w:t>')
            for piece in re.split("([\n\t])", text)
        )
        start = end = ""
        if letter:
            self._marks += 1
            made = mark(letter, self._marks, name)
            if len(made) > _LONGEST or not re.fullmatch("[a-z0-9-]*", name):
                made = mark(letter, self._marks)
                self._ids[made.rstrip("_")] = name
            start = f'<w:bookmarkStart w:id="{self._marks}" w:name="{made}"/>'
            end = f'<w:bookmarkEnd w:id="{self._marks}"/>'
        run = f"<w:r>{f'<w:rPr>{look}</w:rPr>' if look else ''}{pieces}</w:r>"
        return f"<w:p><w:pPr>{before}</w:pPr>{start}{run}{end}</w:p>"

    def _table(self, rows: Iterable[tuple[str, str | None]], *, heads: bool = False) -> str:
        """Return a table of two columns, whose first row may be its head; a row of one cell has None."""
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in _TWIPS)
        made = []
        for number, row in enumerate(rows):
            head = heads and not number
            shade = _SHADE if head else ""
            span = '<w:gridSpan w:val="2"/>' if row[1] is None else ""
            cells = (
                f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{shade}</w:tcPr>{cell or "<w:p/>"}</w:tc>'
                for width, cell in zip(_TWIPS, row, strict=True)
                if cell is not None
            )
            about = "<w:cantSplit/>" + ("<w:tblHeader/>" if head else "")
            made.append(f"<w:tr><w:trPr>{about}</w:trPr>{''.join(cells)}</w:tr>")
        look = '<w:tblStyle w:val="TableGrid"/><w:tblLayout w:type="fixed"/>'
        return f"<w:tbl><w:tblPr>{look}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(made)}</w:tbl>{_GAP}"

    def _matrix(self, name: str, profile: Mapping[str, Any]) -> Iterator[str]:
        words, role = self._words, self.text(profile["role"])
        heading = (
            words("Competency matrix") if len(self._profiles) == 1 else words("Competency matrix: {role}", role=role)
        )
        yield self._line(heading, "o", style="Heading 1")
        level = " ".join((words("Competency level"), role))
        rows: list[tuple[str, str | None]] = [(self._line(words("Competency"), "o"), self._line(level, "p", name))]
        for group in Group:
            here = {one: row for one, row in profile["rows"].items() if row["group"] == group.value}
            if here:
                rows.append((self._line(group_heading(group, words), look=_ITALIC), None))
            for one, row in here.items():
                why = self.text(row["rationale"]) if "rationale" in row else ""
                gap = " " if why[:1].isalpha() else "\n"
                label = self.text(self.catalogue["competencies"][one]["label"])
                rows.append((self._line(label, "n", one), self._line(f"{row['norm']}{gap}{why}".strip())))
        yield self._table(rows, heads=True)

    def _cluster(self, name: str, depth: int) -> Iterator[str]:
        """Yield a cluster with its competencies, and the clusters in it."""
        clusters = self.catalogue["clusters"]
        style = f"Heading {min(depth, 6)}"
        yield self._line(self.text(clusters[name]["label"]), "k", name, style=style, new_page=depth == 1)
        yield from (self._line(self.text(clusters[name][key]), "d") for key in ("text",) if key in clusters[name])
        for one, competency in self.catalogue["competencies"].items():
            if competency.get("cluster") == name:
                yield from self._competency(one)
        for inner in [one for one, made in clusters.items() if made.get("in") == name]:
            yield from self._cluster(inner, depth + 1)

    def _competency(self, name: str) -> Iterator[str]:
        """Yield the table of a competency: label and definition, its levels, and what is said of it besides."""
        one = self.catalogue["competencies"][name]
        definition = self._line(self.text(one["definition"]), "d", look=_ITALIC)
        rows: list[tuple[str, str | None]] = [
            (self._line(self.text(one["label"]), "c", name, style="Heading 3"), definition)
        ]
        levels = one.get("levels")
        for number, names in enumerate(self.catalogue["levels"] if levels is not None else (), 1):
            level = (levels or {}).get(str(number), {})
            said = [self._line(self.text(names["label"]), "l", str(number), look=_BOLD)]
            said += [self._line(self.text(level["text"]))] if "text" in level else []
            rows.append(("".join(said), "".join(self._behaviours(level.get("behaviours", ())))))
        if levels is None:
            rows.append(
                (
                    self._line(self._words("Mentioned only"), "o"),
                    self._line(self._words("its levels are not described"), "o"),
                )
            )
        rows += [(self._line(head, "f", field), inside) for field, head, inside in self._besides(one) if inside]
        yield self._table(rows, heads=True)

    def _behaviours(self, behaviours: Iterable[Mapping[str, Any]]) -> Iterator[str]:
        for behaviour in behaviours:
            yield self._line(self.text(behaviour["text"]))
            for field in _BEHIND:
                said = behaviour.get(field, ())
                for one in said if isinstance(said, list) else [said] if said else ():
                    yield self._line(one if isinstance(one, str) else self.text(one), "m", field, look=_SMALL)

    def _besides(self, one: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
        """Yield what no level says: the field, its head, and what stands beside that."""
        words, known = self._words, self.catalogue["competencies"]
        edges = "".join(
            self._line(f"{self._label(other)}, {self.text(self.catalogue['levels'][level - 1]['label'])}", "r", other)
            for other, level in one["presupposes"].items()
            if other in known
        )
        yield "presupposes", words("Presupposes"), edges
        contrast = "".join(
            self._line(self._label(other), "r", other, look=_BOLD) + self._line(self.text(question))
            for other, question in one["contrast"].items()
            if other in known
        )
        yield "contrast", words("Not to be confused with"), contrast
        links = "".join(self._line(displayable(f"{name}: {address}")) for name, address in one.get("links", {}).items())
        yield "links", words("Elsewhere"), links
        yield "code", words("Code"), self._line(displayable(one["code"])) if "code" in one else ""
        yield "short", words("Short"), self._line(self.text(one["short"])) if "short" in one else ""
        yield "formerly", words("Formerly"), "".join(map(self._line, one.get("formerly", ())))

    def _label(self, competency: str) -> str:
        return self.text(self.catalogue["competencies"][competency]["label"])

    def _about(self) -> Iterator[tuple[str, str]]:
        """Yield the last page: what stands nowhere else, by field."""
        words, one = self._words, self.catalogue
        levels = "".join(
            self._line(self.text(level["label"]))
            + ("" if "text" not in level else self._line(self.text(level["text"]), "m"))
            for level in one["levels"]
        )
        versions = "".join(self._line(f"{name}: {made['version']}") for name, made in self._profiles.items())
        told = (
            ("version", words("Version"), self._line(displayable(one["version"]))),
            ("source", words("Source"), self._line(self.text(one["source"]))),
            ("license", words("License"), self._line(self.text(one["license"])) if "license" in one else ""),
            ("language", words("Language"), self._line(self._language)),
            ("levels", words("Levels"), levels),
            (
                "attain",
                words("Share that must be shown"),
                self._line(str(one["policy"]["attain"])) if "policy" in one else "",
            ),
            ("profiles", words("Order of roles"), "".join(map(self._line, one.get("profiles", ())))),
            ("versions", words("Versions of profiles"), versions),
            (
                "ids",
                words("Names in full"),
                "".join(self._line(f"{short}: {name}", "o") for short, name in self._ids.items()),
            ),
        )
        return ((self._line(head, "f", field, look=_BOLD), inside) for field, head, inside in told if inside)

    def footer(self) -> str:
        """Return what stands below each page: the handbook, and the number of the page."""
        name = f"{self.text(self.catalogue['title'])} {displayable(self.catalogue['version'])}"
        page, pages = (
            f'<w:fldSimple w:instr="{one}"><w:r><w:t>1</w:t></w:r></w:fldSimple>' for one in ("PAGE", "NUMPAGES")
        )
        tail = f'<w:r><w:tab/><w:tab/></w:r>{page}<w:r><w:t xml:space="preserve"> / </w:t></w:r>{pages}</w:p>'
        return self._line(name, "o", style="Footer").removesuffix("</w:p>") + tail
