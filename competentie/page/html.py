"""A page as one HTML file that needs nothing else: no script, no request, its stylesheet allowed by hash alone.

Written by hand and not by a template: each value of the model has one function, and each text passes `_tag`, which
escapes it. `Safe` is markup that was made here; nothing else can become it.
"""

import re
from base64 import b64encode
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Final

from competentie.page.figures import elements, size
from competentie.page.language import Words
from competentie.page.model import (
    HEADINGS,
    Block,
    Cell,
    Code,
    Edits,
    Figure,
    Forms,
    Kind,
    Page,
    Part,
    Pieces,
    Row,
    Table,
    Tone,
)

_CODE: Final = re.compile(r"`([a-z0-9.-]+)`")
_LISTED: Final = {Kind.FACT: "", Kind.ITEM: "", Kind.TO_DO: "to-do", Kind.DONE: "done"}
_CLASSES: Final = {Kind.ASIDE: "aside", Kind.NOTE: "aside", Kind.VERDICT: "total"}
_DEEPEST: Final = 6  # headings of HTML


class Safe(str):
    """Markup that was made here."""

    __slots__ = ()


def html(page: Page, words: Words) -> str:
    """Return a page as a file, in the language of its words."""
    style = "\n" + (Path(__file__).parent / "page.css").read_text(encoding="utf-8")
    allowed = b64encode(sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{allowed}'; base-uri 'none'; form-action 'none'"
    head = (
        _tag("meta", charset="utf-8"),
        _tag("meta", http_equiv="Content-Security-Policy", content=policy),
        _tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        _tag("meta", name="robots", content="noindex"),
        _tag("meta", name="referrer", content="no-referrer"),
        _tag("title", page.title),
        Safe(f"<style>{style}</style>"),
    )
    body = (
        _tag("a", words("To the content"), class_="skip", href="#content"),
        _Body().drawn(page, _theme(words)),
    )
    whole = _tag("html", _joined((_tag("head", _joined(head)), _tag("body", _joined(body)))), lang=words.language)
    return f"<!doctype html>\n{whole}\n"


def _theme(words: Words) -> Safe:
    """Return the choice of colours, which needs no script: the stylesheet looks which is chosen."""
    choices = (("system", words("as the system")), ("light", words("light")), ("dark", words("dark")))
    marks = (
        _tag(
            "label",
            _joined((_tag("input", type="radio", name="theme", id=name, checked=name == "system"), " ", label)),
        )
        for name, label in choices
    )
    return _tag("fieldset", _joined((_tag("legend", words("Colours")), *marks)), class_="theme")


class _Body:
    """Draws what stands in a page; knows the heading that a table stands under, by which it is called."""

    def __init__(self) -> None:
        self._heading = ""
        self._tables: Counter[str] = Counter()

    def drawn(self, page: Page, theme: Safe) -> Safe:
        self._heading = page.title
        about = (_tag("p", text, class_="about") for text in page.about)
        parts = [_tag("header", _joined((theme, _tag("h1", page.title), *about)))]
        inside = [*self._blocks((*page.verdict, *page.blocks), 2)]
        inside += [_tag("p", page.total, class_="total")] if page.total else []
        parts.append(_tag("main", _joined(inside), id="content", tabindex="-1"))
        parts += [_tag("footer", _tag("p", page.basis))] if page.basis else []
        return _joined(parts)

    def _blocks(self, blocks: Sequence[Block], level: int) -> Iterator[Safe]:
        for listed, some in groupby(blocks, key=_list_of):
            inside = [part for block in some for part in self._block(block, level)]
            yield from [_tag(listed, _joined(inside))] if listed else inside

    def _block(self, block: Block, level: int) -> Iterator[Safe]:
        match block:
            case Part():
                yield from self._part(block, level)
            case Table():
                yield self._table(block)
            case Code():
                yield _code(block)
            case Edits():
                yield self._scrolling(_edits(block))
            case Figure():
                yield _figure(block)
            case Forms(forms):
                yield from self._blocks(forms[0], level)
            case Page():
                yield from self._inner(block, level)

    def _inner(self, page: Page, level: int) -> Iterator[Safe]:
        yield self._headed(page.title, level)
        yield from (_tag("p", text, class_="about") for text in page.about)
        yield from self._blocks((*page.verdict, *page.blocks), level + 1)
        yield from [_tag("p", page.total, class_="total")] if page.total else []
        yield from [_tag("p", page.basis, class_="about")] if page.basis else []

    def _part(self, part: Part, level: int) -> Iterator[Safe]:
        text = _joined((_escaped(part.text), ": ", _toned(part))) if part.value else part.text
        if part.kind in HEADINGS:
            yield self._headed(part.text, level)
            yield from self._blocks(part.inside, level + 1)
        elif part.kind is Kind.FIELD:
            yield from (_tag("dt", part.text), _tag("dd", part.value))
        elif part.kind in _LISTED:
            inside = _joined((_escaped(text), *self._blocks(part.inside, level)))
            yield _tag("li", inside, class_=_LISTED[part.kind])
        else:
            yield _tag("p", text, class_=_CLASSES.get(part.kind, ""))
            yield from self._blocks(part.inside, level)

    def _headed(self, text: str, level: int) -> Safe:
        self._heading = text
        return _tag(f"h{min(level, _DEEPEST)}", text)

    def _table(self, table: Table) -> Safe:
        heads = [_head(head, _class(table, place)) for place, head in enumerate(table.heads)]
        row = _tag("tr", _joined(heads))
        parts = [_tag("thead", row, class_="hidden" if table.bare else "")]
        for group, rows in groupby(table.rows, key=lambda row: row.group):
            over = _tag("th", group, scope="rowgroup", colspan=str(len(table.heads)), class_="group")
            drawn = [_tag("tr", over)] if group else []
            parts.append(_tag("tbody", _joined([*drawn, *(_row(one, table) for one in rows)])))
        return self._scrolling(_tag("table", _joined(parts)))

    def _scrolling(self, table: Safe) -> Safe:
        """Return a table in a region of its own, which a keyboard can reach and scroll."""
        self._tables[self._heading] += 1
        number = self._tables[self._heading]
        name = self._heading if number == 1 else f"{self._heading} ({number})"
        return _tag("div", table, class_="wide", role="region", aria_label=name, tabindex="0")


def _list_of(block: Block) -> str:
    """Return the list that a block is an element of."""
    if not isinstance(block, Part):
        return ""
    return "dl" if block.kind is Kind.FIELD else "ul" if block.kind in _LISTED else ""


def _toned(part: Part) -> Safe:
    return _tag("span", part.value, class_=part.tone.value) if part.tone is not Tone.NONE else _escaped(part.value)


def _class(table: Table, place: int) -> str:
    return "number" if place in table.numbers else ""


def _head(head: str | Cell, class_: str) -> Safe:
    text = _text(head)
    return _tag("th", text, scope="col", class_=class_) if text else _tag("td", "")


def _row(row: Row, table: Table) -> Safe:
    first, *others = map(_text, row.cells)
    cells = [_tag("th", first, scope="row", class_="inside" if row.depth else _class(table, 0))]
    for place, text in enumerate(others, 1):
        toned = row.tone.value if place in table.toned and text else ""
        mark = "mark" if toned and place == max(table.toned - table.numbers, default=0) else ""
        cells.append(_tag("td", text, class_=" ".join(filter(None, (_class(table, place), toned, mark)))))
    return _tag("tr", _joined(cells))


def _figure(figure: Figure) -> Safe:
    wide, high = size(figure)
    drawn = (_tag(one.name, one.text, **{**one.attributes, "aria_hidden": "true"}) for one in elements(figure))
    box = {"viewBox": f"0 0 {wide} {high}", "width": str(wide), "height": str(high)}
    return _tag("figure", _tag("svg", _joined(drawn), role="img", aria_label=figure.sentence, **box))


def _code(code: Code) -> Safe:
    lines = (_tag("mark", line.text, class_=code.tone.value) if line.marked else line.text for line in code.lines)
    return _tag("pre", _tag("code", _joined(lines)), tabindex="0")


def _edits(edits: Edits) -> Safe:
    rows = [
        _tag(
            "tr",
            _joined(
                (
                    _tag("td", edit.step, class_=edit.tone.value),
                    _tag("th", _coded(edit.what), scope="row", class_="said"),
                    _tag("td", _marked(edit.old or (), "del")),
                    _tag("td", _marked(edit.new or (), "ins")),
                )
            ),
        )
        for edit in edits.edits
    ]
    heads = _tag("tr", _joined(_tag("th", head, scope="col") for head in edits.heads))
    return _tag("table", _joined((_tag("thead", heads), _tag("tbody", _joined(rows)))))


def _coded(text: str) -> Safe:
    """Return a sentence with its ids and codes marked."""
    pieces = _CODE.split(text)  # in turns what is between codes, and a code
    return Safe("".join(_tag("code", piece) if at % 2 else _escaped(piece) for at, piece in enumerate(pieces)))


def _marked(wording: Pieces, name: str) -> Safe:
    pieces = (_tag(name, text) if differs else _escaped(text) for text, differs in wording)
    return Safe(" ".join(pieces))


def _text(cell: str | Cell) -> str:
    return cell if isinstance(cell, str) else cell.text


_EMPTY: Final = frozenset({"meta", "input"})
_BLOCKS: Final = frozenset(
    {"html", "head", "body", "header", "main", "ul", "dl", "table", "thead", "tbody", "div", "figure", "svg"}
)


def _tag(name: str, content: str = "", /, **attributes: str | bool) -> Safe:
    """Return an element; its content is escaped unless it was made here, empty attributes are left out."""
    written = "".join(
        f" {key.rstrip('_').replace('_', '-')}" + ("" if value is True else f'="{escape(str(value))}"')
        for key, value in attributes.items()
        if value
    )
    if name in _EMPTY:
        return Safe(f"<{name}{written}>")
    inside = _escaped(content)
    return Safe(f"<{name}{written}>\n{inside}\n</{name}>" if name in _BLOCKS else f"<{name}{written}>{inside}</{name}>")


def _escaped(text: str) -> Safe:
    return text if isinstance(text, Safe) else Safe(escape(text))


def _joined(parts: Iterable[str]) -> Safe:
    return Safe("\n".join(_escaped(part) for part in parts))
