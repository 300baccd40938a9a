"""A page as one HTML file that needs nothing else: no script, no request, its stylesheet allowed by hash alone.

Written by hand and not by a template: each value of the model has one function, and each text passes `markup.tag`,
which escapes it.
"""

import re
from base64 import b64encode
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import Final

from competentie.page.figures import mark
from competentie.page.language import Words
from competentie.page.markup import Safe, escaped, joined, tag
from competentie.page.model import (
    HEADINGS,
    Block,
    Cell,
    Code,
    Columns,
    Edits,
    Fields,
    Figure,
    Forms,
    Key,
    Kind,
    Page,
    Part,
    Pieces,
    Row,
    Table,
    Tone,
    headings,
    step_of,
    text_of,
    typeset,
)
from competentie.page.svg import svg

_CODE: Final = re.compile(r"`([a-z0-9.-]+)`")
_LISTED: Final = {Kind.FACT: "", Kind.ITEM: "", Kind.TO_DO: "to-do", Kind.DONE: "done"}
_CLASSES: Final = {Kind.ASIDE: "aside", Kind.NOTE: "aside", Kind.VERDICT: "total", Kind.SAID: "said"}
_DEEPEST: Final = 6  # headings of HTML


# What would fetch something, or end the element: also what a policy forbids is not let in.
_FORBIDDEN: Final = re.compile(
    r"@(?:import|font-face|namespace|charset)|(?:url|src|image|image-set|cross-fade|element|paint|expression)\s*\("
    r"|behavior\s*:|-moz-binding|</|<!--|-->|\\|[\0-\x08\x0b\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]",
    re.IGNORECASE,
)


def forbidden(style: str) -> Iterator[tuple[int, str]]:
    """Yield what a stylesheet may not hold, by the number of its line."""
    for number, line in enumerate(style.split("\n"), 1):
        yield from ((number, found[0]) for found in _FORBIDDEN.finditer(line))


def html(page: Page, words: Words, style: str = "") -> str:
    """Return a page as a file, in the language of its words; a `style` in which nothing is `forbidden` adds to ours."""
    ours = "\n" + (Path(__file__).parent / "page.css").read_text(encoding="utf-8")
    if page.confidential:  # the word is ours: user text in a stylesheet would be one more place to guard
        ours += '@page { @bottom-left { content: "' + words("Confidential") + '"; font: 9pt sans-serif; } }\n'
    style = ours + style  # behind all of ours: what it leaves open takes nothing of it away
    allowed = b64encode(sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{allowed}'; base-uri 'none'; form-action 'none'"
    head = (
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="robots", content="noindex"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("title", page.title),
        Safe(f"<style>{style}</style>"),
    )
    body = (tag("a", words("To the content"), class_="skip", href="#_content"), _Body().drawn(page, words))
    whole = tag(
        "html",
        joined((tag("head", joined(head)), tag("body", joined(body), class_="with-contents" if page.contents else ""))),
        lang=words.language,
    )
    return f"<!doctype html>\n{whole}\n"


def _theme(words: Words) -> Safe:
    """Return the choice of colours, which needs no script: the stylesheet looks which is chosen.

    Ids of our own begin with an underscore, which those of a handbook cannot have.
    """
    choices = (("system", words("as the system")), ("light", words("light")), ("dark", words("dark")))
    marks = (
        tag(
            "label",
            joined((tag("input", type="radio", name="theme", id=f"_{name}", checked=name == "system"), " ", label)),
        )
        for name, label in choices
    )
    return tag("fieldset", joined((tag("legend", words("Colours")), *marks)), class_="theme")


def _contents(page: Page, words: Words) -> Safe:
    """Return the list of the headings that have an address, those inside others below them."""
    entries = (
        tag("li", tag("a", part.text, href=f"#{part.address}") if part.address else part.text, class_=f"at-{depth}")
        for depth, part in headings(page.blocks)
    )
    return tag("nav", tag("ul", joined(entries)), aria_label=words("Contents"))


class _Body:
    """Draws what stands in a page; knows the heading that a table stands under, by which it is called."""

    def __init__(self) -> None:
        self._heading = ""
        self._tables: Counter[str] = Counter()

    def drawn(self, page: Page, words: Words) -> Safe:
        self._heading = page.title
        said = [tag("p", words("Confidential"), class_="confidential")] if page.confidential else []
        about = (tag("p", text, class_="about") for text in page.about)
        parts = [tag("header", joined((_theme(words), *said, tag("h1", page.title), *about)))]
        parts += [_contents(page, words)] if page.contents else []
        inside = [tag("p", page.total, class_="total")] if page.total else []
        inside += self._blocks((*page.verdict, *page.blocks), 2)
        parts.append(tag("main", joined(inside), id="_content", tabindex="-1"))
        parts += [tag("footer", tag("p", page.basis))] if page.basis else []
        return joined(parts)

    def _blocks(self, blocks: Sequence[Block], level: int) -> Iterator[Safe]:
        for listed, some in groupby(blocks, key=_list_of):
            inside = [part for block in some for part in self._block(block, level)]
            yield from [tag(listed, joined(inside))] if listed else inside

    def _block(self, block: Block, level: int) -> Iterator[Safe]:
        match block:
            case Part():
                yield from self._part(block, level)
            case Table():
                yield self._table(block)
                yield from [_drawn(block.key)] if block.key else []
            case Figure() | Key() | Fields():
                yield _drawn(block)
            case Columns(columns, stair):
                inside = (tag("div", joined(self._blocks(column, level))) for column in columns)
                yield tag("div", joined(inside), class_="stair" if stair else "columns")
            case Code():
                yield _code(block)
            case Edits():
                yield self._scrolling(_edits(block))
            case Forms(forms):
                yield from self._blocks(forms[0], level)
            case Page():
                yield from self._inner(block, level)

    def _inner(self, page: Page, level: int) -> Iterator[Safe]:
        yield self._headed(Part(Kind.SECTION, page.title), level)
        yield from (tag("p", text, class_="about") for text in page.about)
        yield from [tag("p", page.total, class_="total")] if page.total else []
        yield from self._blocks((*page.verdict, *page.blocks), level + 1)
        yield from [tag("p", page.basis, class_="about")] if page.basis else []

    def _part(self, part: Part, level: int) -> Iterator[Safe]:
        if part.kind in HEADINGS:
            inside = (self._headed(part, level), *self._blocks(part.inside, level + 1))
            yield from [tag("section", joined(inside), class_="topic")] if part.number else inside
        elif part.kind is Kind.FIELD:
            yield from (tag("dt", part.text), tag("dd", part.value))
        elif part.kind in _LISTED:
            inside = (_said(part), *self._blocks(part.inside, level))
            yield tag("li", joined(inside), class_=_LISTED[part.kind], id=part.address)
        elif part.kind is Kind.VERDICT and part.inside:
            yield tag("div", joined((tag("p", _said(part)), *self._blocks(part.inside, level))), class_="total")
        else:
            yield tag("p", _said(part), class_=_CLASSES.get(part.kind, ""), id=part.address)
            yield from self._blocks(part.inside, level)

    def _headed(self, part: Part, level: int) -> Safe:
        self._heading = part.text
        number = [tag("span", part.number, class_="nr")] if part.number else []
        value = [_toned(part.value, part.tone)] if part.value else []
        return tag(
            f"h{min(level, _DEEPEST)}",
            Safe(" ".join((*number, escaped(part.text), *value))),
            id=part.address,
            class_="leaf" if part.leaf else "",
        )

    def _table(self, table: Table) -> Safe:
        row = _tr(_head(head, table, place) for place, head in enumerate(table.heads))
        parts = [tag("thead", row, class_="hidden" if table.bare else "", role="rowgroup")]
        for group, rows in groupby(table.rows, key=lambda row: row.group):
            over = tag("th", group, scope="rowgroup", colspan=str(len(table.heads)), class_="group", role="rowheader")
            drawn = [_tr([over])] if group else []
            parts.append(tag("tbody", joined([*drawn, *(_row(one, table) for one in rows)]), role="rowgroup"))
        looks = "heat" if table.heat else "" if table.bare else "stacked"
        return self._scrolling(tag("table", joined(parts), role="table", class_=looks))

    def _scrolling(self, table: Safe) -> Safe:
        """Return a table in a region of its own, which a keyboard can reach and scroll."""
        self._tables[self._heading] += 1
        number = self._tables[self._heading]
        name = self._heading if number == 1 else f"{self._heading} ({number})"
        return tag("div", table, class_="wide", role="region", aria_label=name, tabindex="0")


def _drawn(block: Figure | Key | Fields) -> Safe:
    match block:
        case Figure(caption=caption):
            return tag("figure", joined((*([tag("figcaption", caption)] if caption else []), svg(block))))
        case Key(entries):
            listed = (tag("li", joined((svg(figure), tag("span", text)))) for figure, text in entries)
            return tag("ul", joined(listed), class_="key")
        case Fields(fields, signed):
            lines = (tag("div", joined((tag("dt", name), tag("dd", known)))) for name, known in fields)
            return tag("dl", joined(lines), class_="signed" if signed else "fields")


def _list_of(block: Block) -> str:
    """Return the list that a block is an element of."""
    if not isinstance(block, Part):
        return ""
    return "dl" if block.kind is Kind.FIELD else "ul" if block.kind in _LISTED else ""


def _said(part: Part) -> Safe:
    """Return the text of a part, with what stands behind it."""
    text = escaped(part.text) if part.value or part.tone is Tone.NONE else _toned(part.text, part.tone)
    if part.kind is Kind.SAID:
        text = tag("b", part.text)
    if part.value:
        toned = part.tone is not Tone.NONE
        text = Safe(f"{text}: {tag('span', part.value, class_=part.tone.value) if toned else escaped(part.value)}")
    return _with_aside(text, part.aside)


def _toned(text: str, tone: Tone, *, on_ground: bool = False) -> Safe:
    """Return a text with the sign of how good it is."""
    sign = mark(tone, on_ground=on_ground)
    class_ = "mark" if on_ground else f"mark {tone.value}".strip()
    return tag("span", joined((svg(sign), text)) if sign.shapes else text, class_=class_)


def _with_aside(text: Safe, aside: str) -> Safe:
    return Safe(f"{text} {tag('span', aside, class_='code')}") if aside else text


def _tr(cells: Iterable[Safe]) -> Safe:
    """Return a row; with its role, which it keeps where it is drawn as lines under each other."""
    return tag("tr", joined(cells), role="row")


def _head(head: str | Cell, table: Table, place: int) -> Safe:
    text, class_ = text_of(head), "number" if place in table.numbers else ""
    return tag("th", text, scope="col", class_=class_, role="columnheader") if text else tag("td", "", role="cell")


def _row(row: Row, table: Table) -> Safe:
    marked = max(table.toned - table.numbers, default=0)
    cells = []
    for place, cell in enumerate(row.cells):
        toned = row.tone if place in table.toned and text_of(cell) else Tone.NONE
        content = _content(cell, toned if place == marked else Tone.NONE, table)
        class_ = " ".join(_classes(cell, table, place, toned))
        if not place:
            class_ = "inside" if row.depth else class_
            cells.append(tag("th", content, scope="row", class_=class_, role="rowheader"))
        else:
            label = "" if place == marked or isinstance(cell, Figure) else text_of(table.heads[place])
            cells.append(tag("td", content, class_=class_, role="cell", data_label=label))
    return _tr(cells)


def _classes(cell: str | Cell | Figure, table: Table, place: int, tone: Tone) -> Iterator[str]:
    if place in table.numbers:
        yield "number"
    if tone is not Tone.NONE:
        yield tone.value
    if isinstance(cell, Cell) and cell.share is not None:
        yield f"share-{step_of(cell.share)}"
    elif isinstance(cell, Cell) and table.heat and cell.tone is not Tone.NONE:
        yield f"most-{cell.tone.value}"


def _content(cell: str | Cell | Figure, tone: Tone, table: Table) -> Safe:
    """Return what is in a cell; it has a tone of its own, or that of its row."""
    if isinstance(cell, Figure):
        return svg(cell)
    if isinstance(cell, str):
        return _toned(cell, tone) if tone is not Tone.NONE and mark(tone).shapes else escaped(typeset(cell))
    text = escaped(typeset(cell.text))
    if table.heat and cell.tone is not Tone.NONE:
        text = _toned(cell.text, cell.tone, on_ground=True)
    elif cell.tone is not Tone.NONE:
        text = tag("span", text, class_=cell.tone.value)
    return _with_aside(tag("a", text, href=f"#{cell.to}") if cell.to else text, cell.aside)


def _code(code: Code) -> Safe:
    lines = (tag("mark", line.text, class_=code.tone.value) if line.marked else line.text for line in code.lines)
    return tag("pre", tag("code", joined(lines)), tabindex="0")


def _edits(edits: Edits) -> Safe:
    rows = [
        tag(
            "tr",
            joined(
                (
                    tag("td", edit.step, class_=edit.tone.value),
                    tag("th", _coded(edit.what), scope="row", class_="said"),
                    tag("td", _marked(edit.old or (), "del")),
                    tag("td", _marked(edit.new or (), "ins")),
                )
            ),
        )
        for edit in edits.edits
    ]
    heads = tag("tr", joined(tag("th", head, scope="col") for head in edits.heads))
    return tag("table", joined((tag("thead", heads), tag("tbody", joined(rows)))))


def _coded(text: str) -> Safe:
    """Return a sentence with its ids and codes marked."""
    pieces = _CODE.split(text)  # in turns what is between codes, and a code
    return Safe("".join(tag("code", piece) if at % 2 else escaped(piece) for at, piece in enumerate(pieces)))


def _marked(wording: Pieces, name: str) -> Safe:
    pieces = (tag(name, text) if differs else escaped(text) for text, differs in wording)
    return Safe(" ".join(pieces))
