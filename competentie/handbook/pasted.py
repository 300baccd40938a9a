"""What YAML makes of pasted text without a word: cut, split, or with marks and characters that nobody meant to keep.

A text is looked at as it is written, and only in a file that holds any such sign, so that others need no positions.
A mend is given where there is one right answer, and only when the mended text is still read as that one text.
"""

import re
from collections.abc import Iterator
from itertools import groupby
from typing import Final

from competentie.core import IGNORABLE, Diagnostic, Edit, Span, made, msg
from competentie.files.read import Context, behaviours_in, fields
from competentie.files.yaml import Document, Written

_SENTENCES: Final = frozenset({"levels", "definition", "contrast", "rationale"})  # below a competency or a group
_BESIDE: Final = frozenset({"code", "note", "tags", "questions"})  # of a behaviour, besides its text
_CUT: Final = re.compile(r" #(?=\d|\s*$|\s*[^\W\d_A-Z])")  # comments mostly stand further off, or begin a sentence
_NUMBER: Final = re.compile(
    r"(['\"]?)(?:(?:[1-9]\d?\.)?([1-9]\d?)\.([1-9]\d?)[.)]?|([1-9]\d?)[.)]|\(?([a-zA-Z]|[ivx]{2,4}|[1-9]\d?)\)|([a-zA-Z])\.)"
    r"(?:[ \t\xa0]+(?=\S)|(?<=[.)])(?=[A-Z]))"
)
_QUOTES: Final = re.compile('[“„][^“”„"\\\\]+[”“]$|‘[^‘’"\\\\]+’$|«[^«»"\\\\]+»$')
DOTS: Final = "·•‣\u2043∙▪▫●○◦■□►➢➤→⇒★☆❖✓✔✅☐☑\uf0a0-\uf0ff"  # the last are Word's own
_BULLET: Final = re.compile(  # a letter for one is what Word's symbols come to in plain text
    rf"(?:^|(?<=^['\"]))(?:[–—+-][ \t\xa0]+|[–—](?=[A-Z])|[oØü§][ \t\xa0]+(?=[A-Z])|[{DOTS}](?:[ \t\xa0]+|(?=\w)))"
)
_BLANK: Final = re.compile(" *[\t\xa0\u2000-\u200a\u202f\u205f][ \t\xa0\u2000-\u200a\u202f\u205f]*")  # Unicode 15, Zs
# in writing and pictures that are joined by them, such characters have a meaning
_UNSEEN: Final = re.compile(f"(?<![\u0590-\u1fff\u2190-\U0010ffff])[{IGNORABLE}]+")
_HEADS: Final = (
    r"(?:[-:,] |[\['\"])(?:(?:[–—+-]|[1-9][0-9.]*[.)]?|\(?\w{1,4}\)|[a-zA-Z]\.|[oØü§])[ \t\xa0]|(?:[–—]|\d[.)])[A-Z])"
)
_SIGN: Final = re.compile(rf"\S #|[“„‘«{DOTS}]|{_HEADS}|{_BLANK.pattern}|{_UNSEEN.pattern}")

_MARK: Final = msg("this mark is part of the text")
_NO_MARK: Final = msg("remove it: `- ` begins an item, and a behaviour is numbered by its place")
_RULES: Final = (
    ("Y033", _BULLET, "", _MARK, _NO_MARK),
    ("Y034", _BLANK, " ", msg("a tab or a hard space stands in this text"), msg("write an ordinary space")),
    (
        *("Y035", _UNSEEN, "", msg("an invisible character stands in this text")),
        msg("remove it; it is often left behind by copying from Word or from a web page"),
    ),
)


def texts_as_meant(document: Document, _context: Context) -> Iterator[Diagnostic]:
    """Y030, Y032 to Y035: a text is all that was written, and nothing that was not meant."""
    for written in document.scalars() if _SIGN.search(document.text) else ():
        if not written.style:
            yield from _cut(document, written)
            yield from _quoted(document, written)
        if "levels" in written.path[1:] and _BESIDE.isdisjoint(map(str, written.path)):
            yield from _numbered(document, written)
        for code, pattern, text, message, advice in _RULES:
            spans = written.stretches[: 1 if code == "Y033" else None]
            found = [(span, match) for span in spans for match in pattern.finditer(_source(document, span))]
            edits = tuple(Edit(_part(span, match), text) for span, match in found)
            if edits:
                fix = _if_text(document, written, edits)
                yield Diagnostic(code, document.path, edits[0].span, message, advice, fix=fix)


def _cut(document: Document, written: Written) -> Iterator[Diagnostic]:
    last = written.stretches[-1]
    line = document.line(last.line)
    if _SENTENCES & set(written.path[1:]) and _CUT.match(line, last.end_column - 1):
        span = Span(last.line, last.end_column + 1, last.line, len(line) + 1)
        message = msg("the text ends before this `#`: what stands behind it is a comment")
        advice = msg('put the whole text in quotes: "… # …"; put a comment on a line of its own')
        yield Diagnostic("Y030", document.path, span, message, advice)


def _quoted(document: Document, written: Written) -> Iterator[Diagnostic]:
    span = written.stretches[0]
    if len(written.stretches) == 1 and _QUOTES.match(_source(document, span)):
        ends = span._replace(end_column=span.column + 1), span._replace(column=span.end_column - 1)
        message, advice = msg("these curly quotes are part of the text"), msg('write straight quotes: "…"')
        yield Diagnostic("Y032", document.path, span, message, advice, fix=tuple(Edit(end, '"') for end in ends))


def _numbered(document: Document, written: Written) -> Iterator[Diagnostic]:
    """Y033: find a number before a behaviour, which is its own or is meant as one."""
    text = _source(document, written.stretches[0])
    number = _NUMBER.match(text)
    if number is None:
        return
    level = str(written.path[written.path.index("levels") + 1])
    place = next((step for step in written.path if isinstance(step, int)), -1) + 1
    own = (number[2] or level, number[3] or number[4]) == (level, str(place))
    own = own or (number[5] or number[6] or "").lower() in {str(place), chr(ord("a") + place - 1)}
    if own or number[4] or number[5] or text[number.end()].isupper():
        edit = Edit(_part(written.stretches[0], number), number[1])
        fix = _if_text(document, written, (edit,)) if own else ()
        yield Diagnostic("Y033", document.path, edit.span, _MARK, _NO_MARK, fix=fix)


def _if_text(document: Document, written: Written, edits: tuple[Edit, ...]) -> tuple[Edit, ...]:
    """Return the edits, unless a text without quotes would no longer be read as what they make of it."""
    for span in written.stretches if not written.style else ():
        here = [edit for edit in edits if edit.span.line == span.line]
        text = made(document.line(span.line)[: span.end_column - 1], here)[span.column - 1 :].strip()
        if here and Document("", f"a: {text}").data != {"a": text}:
            return ()
    return edits


def behaviours_whole(document: Document, _context: Context) -> Iterator[Diagnostic]:
    """Y031: no comma between brackets makes two behaviours of one sentence."""
    for identifier, competency in fields(document.data, "competencies").items():
        for _, level in groupby(behaviours_in(competency), lambda behaviour: behaviour[0]):
            starts = [(str(text)[:1], path) for _, _, path, text in level]
            below = next((path for start, path in starts if start.islower()), None)
            if below is None or not starts[0][0].isupper():
                continue
            path = ("competencies", identifier, *below)
            span = document.span(*path)
            line = document.line(span.line)
            if line[span.column - 1] not in "'\"" and not line[: span.column - 1].rstrip().endswith("-"):
                message = msg("the comma before this makes a behaviour of its own of it")
                advice = msg("put each behaviour on a line of its own, below the level: `- …`")
                yield document.at("Y031", path, message, advice)


def _source(document: Document, span: Span) -> str:
    return document.line(span.line)[span.column - 1 : span.end_column - 1]


def _part(span: Span, match: re.Match[str]) -> Span:
    return Span(span.line, span.column + match.start(), span.line, span.column + match.end())
