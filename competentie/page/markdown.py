"""A page as Markdown, for a report, an issue or a comment. User text is escaped: it never becomes markup."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from competentie.page.model import (
    HEADINGS,
    Block,
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
    Table,
    plain,
    text_of,
)

# CommonMark 0.31, 2.4 (backslash escapes) and the pipe of GitHub's tables
_MARKUP: Final = re.compile(r"([\\`*_{}\[\]<>()#+!|~&-])")
# `@name`, `#12` and bare addresses are links on GitHub and GitLab, also behind a backslash; a comment parts them
_LINK: Final = re.compile(r"(@|\\#)(?=\w)|:(?=//)|\bwww(?=\.)", re.IGNORECASE)
_CODE: Final = re.compile(r"\\`((?:[a-z0-9.]|\\-)+)\\`")  # an id or a code, as `escape` leaves it
_MARKS: Final = {Kind.FACT: "- ", Kind.ITEM: "- ", Kind.TO_DO: "- [ ] ", Kind.DONE: "- [x] ", Kind.FIELD: "  - "}


def markdown(page: Page) -> str:
    """Return a page as Markdown."""
    return "\n".join([*_page(page, 2), ""]).lstrip("\n")


def escape(text: str) -> str:
    """Make a text stand as it is in Markdown."""
    return _LINK.sub(r"\g<0><!-- -->", _MARKUP.sub(r"\\\1", text))


def _page(page: Page, level: int) -> list[str]:
    found = [] if page.bare else ["", f"{'#' * level} {escape(page.title)}"]
    for text in page.about:
        found += ["", escape(text)]
    for block in (*page.verdict, *page.blocks):
        for kind, text in _lines(block, level + 1):
            if kind not in _MARKS or found[-1].lstrip()[:1] != "-":
                found.append("")
            found.append(text)
    if page.total:
        found += ["", f"**{escape(page.total)}**"]
    return [*found, "", escape(page.basis)] if page.basis else found


def _lines(block: Block, level: int) -> Iterator[tuple[Kind | None, str]]:
    """Yield the text of a block and of what is in it, each with its kind."""
    match block:
        case Part():
            yield block.kind, _part(block, level)
            deeper = level + (block.kind in HEADINGS)
            yield from (line for inner in block.inside for line in _lines(inner, deeper))
        case Forms(forms):
            yield from (line for inner in forms[0] for line in _lines(inner, level))
        case Columns(columns):
            yield from (line for column in columns for inner in column for line in _lines(inner, level))
        case Fields(fields):
            yield from ((Kind.FIELD, _part(Part(Kind.FIELD, name, value=known), level)) for name, known in fields)
        case Key():
            return  # it explains shapes, and there are none here
        case _:
            yield None, _drawn(block, level)


def _drawn(block: Table | Code | Edits | Figure | Page, level: int) -> str:
    match block:
        case Table():
            return "\n".join(_table(plain(block)))
        case Code():
            return _code(block)
        case Edits():
            return "\n".join(_edits(block))
        case Figure(sentence, caption=caption):
            return escape(f"{caption}: {sentence}" if caption else sentence)
        case Page():
            return "\n".join(_page(block, level)).lstrip("\n")


def _part(part: Part, level: int) -> str:
    text = escape(part.text)
    if part.kind in HEADINGS:
        number, value = f"{part.number} ".lstrip(), f": {escape(part.value)}" if part.value else ""
        return f"{'#' * level} {number}{text}{value}"
    if part.kind is Kind.VERDICT:
        return f"**{text}**"
    if part.kind is Kind.ASIDE:
        return f"*{text}*"
    if part.value or part.kind is Kind.FIELD:
        text = f"{text}: {escape(part.value)}".rstrip()
    return _MARKS.get(part.kind, "") + (f"{text} {escape(part.aside)}" if part.aside else text)


def _table(table: Table) -> Iterator[str]:
    group = (table.group,) if table.group else ()
    yield _row(escape(text_of(cell)) for cell in (*group, *table.heads))
    rules = [" ---: |" if place in table.numbers else " --- |" for place in range(len(table.heads))]
    yield "|" + " --- |" * len(group) + "".join(rules)
    for row in table.rows:
        first = ("" if row.depth else row.group,) if group else ()
        yield _row(escape(text_of(cell)) for cell in (*first, *row.cells))


def _code(code: Code) -> str:
    """Return lines in a fence that is longer than any in them (CommonMark 0.31, 4.5)."""
    text = "\n".join(line.text for line in code.lines)
    fence = "`" * max(3, *(len(run) + 1 for run in re.findall("`+", text)), 3)
    return f"{fence}\n{text}\n{fence}"


def _edits(edits: Edits) -> Iterator[str]:
    yield _row(map(escape, edits.heads))
    yield "|" + " --- |" * len(edits.heads)
    for edit in edits.edits:
        what = _CODE.sub(lambda code: f"`{code[1].replace(chr(92), '')}`", escape(edit.what))
        yield _row((edit.step, what, _marked(edit.old or ()), _marked(edit.new or ())))


def _marked(wording: Pieces) -> str:
    return " ".join(f"**{escape(text)}**" if differs else escape(text) for text, differs in wording)


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"
