"""Files of any size in shapes that cost a careless reader too much: time, memory, or the stack.

Each is made of one part, said over and over: what is linear in its size stays quick, what is quadratic does not.
"""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Final

_CATALOGUE: Final = """\
competentie: 1
title: Handboek
language: nl
version: "1"
source: een proef
license: MIT
levels: [Een, Twee, Drie]
clusters: {werk: Werk}
competencies:
"""
_PROFILE: Final = 'competentie: 1\nrole: Adviseur\nversion: "1"\n'
_RATINGS: Final = "competentie: 1\nprofile: adviser\nperson: Iemand\nratings:\n"
_LISTED: Final = "  c:\n    label: Iets\n    definition: Iets kunnen\n    levels:\n      2: []\n      3: []\n      1:\n"


@dataclass(frozen=True, slots=True)
class Shape:
    """A kind of file, and how to make one of some size."""

    kind: str
    start: str
    part: str | Callable[[int], str]
    """What is repeated; in a text `§` stands for the number of the part, from 1, and `¶` for the next."""
    end: str = ""
    encoding: str = "utf-8"

    def make(self, size: int) -> bytes:
        """Return a file of at most `size` bytes, but with one part at least."""
        start, end = self.start.encode(self.encoding), self.end.encode(self.encoding)
        made, left = [start], size - len(start) - len(end)
        for number in count(1):
            part = self._numbered(number).encode(self.encoding)
            left -= len(part)
            if left < 0 and number > 1:
                break
            made.append(part)
        return b"".join([*made, end])

    def _numbered(self, number: int) -> str:
        if not isinstance(self.part, str):
            return self.part(number)
        return self.part.replace("§", str(number)).replace("¶", str(number + 1))


def _yaml(part: str | Callable[[int], str], start: str = "", end: str = "", encoding: str = "utf-8") -> Shape:
    return Shape("profile", start, part, end, encoding)


def _catalogue(part: str | Callable[[int], str], start: str = "", end: str = "") -> Shape:
    return Shape("catalogue", _CATALOGUE + start, part, end)


def _competencies(more: str | Callable[[int], str]) -> Shape:
    """Repeat a competency that is sound but for one field."""
    line = "  c§: {label: Label §, definition: Iets kunnen, FIELD}\n"
    if isinstance(more, str):
        return _catalogue(line.replace("FIELD", more))
    return _catalogue(lambda number: line.replace("§", str(number)).replace("FIELD", more(number)))


def _behaviours(part: str | Callable[[int], str], start: str = "") -> Shape:
    return _catalogue(part, _LISTED + start)


def _field(part: str, start: str, end: str = "}\n") -> Shape:
    """Repeat something inside one field of a competency."""
    return _catalogue(part, f"  c: {{label: Iets, {start}", end)


def _words(number: int) -> str:
    chance = random.Random(number)
    return " ".join(f"{chance.choice('bdfgklmnprst')}{chance.choice('aeiou')}{chance.randrange(99)}" for _ in range(12))


SHAPES: Final[Mapping[str, Shape]] = {
    # as YAML
    "brackets": _yaml("["),
    "braces": _yaml("{a: "),
    "dashes": _yaml("- "),
    "question marks": _yaml("? "),
    "indentation": _yaml(lambda number: " " * number + "a:\n"),
    "closed brackets": _yaml("[],", start="a: [", end="]\n"),
    "a list in lines": _yaml("- a\n"),
    "a list in brackets": _yaml("a, ", start="a: [", end="a]\n"),
    "a list of nothing": _yaml("-\n"),
    "a list of lists": _yaml("- [a]\n"),
    "nothing in brackets": _yaml("~,", start="a: [", end="a]\n"),
    "keys": _yaml("k§: 1\n"),
    "keys in braces": Shape("profile", "{", "k§: 1, ", "z: 1}\n"),
    "the same key": _yaml("a: 1\n"),
    "the same key in braces": _yaml("a: 1, ", start="{", end="a: 1}\n"),
    "the same key in braces, open": _yaml("a: 1, ", start="{"),
    "keys that are lists": _yaml("? [a]\n: b\n"),
    "keys without value": _yaml("k§:\n"),
    "merge keys": _yaml("<<: {a: 1}\n"),
    "anchors": _yaml("- &a b\n"),
    "aliases": _yaml("- *a\n", start="- &a b\n"),
    "an alias bomb": Shape("profile", "- &a0 [x]\n", "- &a¶ [*a§, *a§]\n"),
    "tags": _yaml("- !x y\n"),
    "python tags": _yaml("- !!python/object:os.system x\n"),
    "quoted texts": _yaml("- 'a'\n"),
    "a text that never closes": _yaml("x ", start='a: "'),
    "a text in lines that never closes": _yaml("x\n", start='a: "'),
    "one long word": _yaml("x", start="a: "),
    "one long name": _yaml("x", end=": a\n"),
    "one long number": _yaml("9", start="a: "),
    "one long decimal": _yaml("9", start="a: 0."),
    "one long blank": _yaml(" ", start='a: "x', end='x"\n'),
    "a block": _yaml("  x\n", start="a: |\n"),
    "a folded block": _yaml("  x y\n", start="a: >\n"),
    "a text in lines": _yaml("  x\n", start="a:\n"),
    "colons": _yaml("a: b: c\n"),
    "a colon missing": _yaml("abc\n", start="a: b\n"),
    "tabs": _yaml("\ta: 1\n"),
    "tabs below a key": _yaml("\t- 1\n", start="a:\n"),
    "tabs in values": _yaml("- a\tb\n"),
    "open quotes": _yaml('- "a\n'),
    "open brackets": _yaml("- [a\n"),
    "wrong escapes": _yaml('- "\\q"\n'),
    "first characters": _yaml("- @a\n"),
    "unlike indentation": Shape("profile", "a:\n", lambda number: " " * (1 + number * 7 % 5) + f"k{number}: 1\n"),
    "comments": _yaml("# x\n"),
    "line breaks": _yaml("\n"),
    "old line breaks": _yaml("a: 1\r"),
    "documents": _yaml("--- a\n"),
    "empty documents": _yaml("---\n"),
    "directives": _yaml("%YAML 1.2\n"),
    "control characters": _yaml("\x01"),
    "control characters in lines": _yaml("- \x01\n"),
    "zero bytes": _yaml("\x00"),
    "line separators": _yaml("- a\u2028"),
    "next lines": _yaml("- a\x85\n"),
    "bytes of cp1252": _yaml("- é\n", encoding="cp1252"),
    "utf-16": _yaml("a: 1\n", encoding="utf-16-le", start="\ufeff"),
    "wide characters": _yaml("\u4e00", start="a: [", end=" ]: b\n"),
    "wide characters and faults": _yaml("\u4e00: , ", start="{"),
    "invisible characters": _yaml("\u200b\u202e", start="a: "),
    # as a catalogue
    "unknown fields": Shape("catalogue", "", "field-§: 1\n"),
    "fields like a known one": Shape("catalogue", "", "competencie§: 1\n"),
    "competencies that are numbers": _catalogue("  c§: 1\n"),
    "competencies with no field": _catalogue("  c§: {}\n"),
    "competencies with unknown fields": _catalogue("  c§: {labell: a, defintion: b}\n"),
    "names that are no ids": _catalogue("  C §: {label: a, definition: b c}\n"),
    "mentioned competencies": _competencies("links: {a: b}"),
    "the same label": _catalogue("  c§: {label: Iets, definition: Iets kunnen}\n"),
    "a chain": _competencies(lambda number: f"presupposes: [c{number - 1}]" if number > 1 else "links: {a: b}"),
    "a broken chain": _competencies("presupposes: [c¶]"),
    "one circle": _competencies(lambda number: f"presupposes: [c{max(number - 1, 1)}, c{number + 1}]"),
    "many small circles": _competencies("presupposes: [c§]"),
    "many circles of two": _competencies(lambda number: f"presupposes: [c{number ^ 1}]"),
    "a dense net": _competencies(lambda number: f"presupposes: [{', '.join(f'c{one}' for one in range(1, number))}]"),
    "a long list of edges": _field("d§, ", "presupposes: [", "d]}\n"),
    "the same edge": _field("c, ", "presupposes: [", "c]}\n"),
    "unknown competencies": _competencies("presupposes: [d§]"),
    "unknown contrasts": _competencies("contrast: {d§: Is het dit?}"),
    "one-sided contrasts": _competencies(lambda number: f"contrast: {{c{number // 2}: Is het dit?}}"),
    "unknown clusters": _competencies("cluster: d§"),
    "unused clusters": Shape("catalogue", "clusters:\n", "  d§: Iets\n"),
    "level names": Shape("catalogue", f"{_CATALOGUE}  c: {{levels: {{1: [a]}}}}\nlevels: [", "n§, ", "x]\n"),
    "levels": _catalogue("      §: []\n", "  c:\n    levels:\n"),
    "levels too few": _competencies("levels: {}"),
    "levels too high": _competencies("levels: {1: [], 2: [], 3: [], 99: []}"),
    "languages": _field("nl-x§: b, ", "definition: {", "nl: b}}\n"),
    "the same behaviour": _behaviours("        - Vertelt wat nodig is aan wie het horen wil\n"),
    "like behaviours": _behaviours("        - Vertelt op dag § wat nodig is aan wie het horen wil\n"),
    "like behaviours everywhere": _competencies("levels: {1: [Vertelt op dag § wat nodig is], 2: [], 3: []}"),
    "unlike behaviours": _behaviours(lambda number: f"        - {_words(number)}\n"),
    "behaviours of one word": _behaviours("        - a§\n"),
    "blank behaviours": _behaviours("        - ' '\n"),
    "behaviours that say all that is wrong": _behaviours(
        "        - Hij is soms goed en zij en haar en vaak voldoende\n"
    ),
    "one long behaviour": _behaviours(lambda number: f" {_words(number)}", "        - Doet"),
    "two long behaviours": _behaviours(
        lambda number: "\n        - Doet" if number == 9999 else f" a{number % 7}", "        - Doet"
    ),
    "one endless sentence": _behaviours(" en doet", "        - Doet"),
    "almost an address": _field("a.b-", "definition: ", "@}\n"),
    "at signs": _field("a@", "definition: ", "b}\n"),
    "addresses": _field(" a§@b.nl", "definition: x", "}\n"),
    "digits": _field("1", "definition: x", "}\n"),
    "digits and points": _field("1.1 ", "definition: x", "}\n"),
    # as a profile
    "rows": Shape("profile", f"{_PROFILE}generic:\n", "  c§: {norm: 1}\n"),
    "rows like a known one": Shape("profile", f"{_PROFILE}generic:\n", "  listenin§: {norm: 1}\n"),
    "rows without a norm": Shape("profile", f"{_PROFILE}generic:\n", "  c§: {}\n"),
    "rows with yes": Shape("profile", f"{_PROFILE}generic:\n", "  c§: {norm: yes}\n"),
    "rows with a wrong field": Shape("profile", f"{_PROFILE}generic:\n", "  c§: {norm: 1, rational: a}\n"),
    "one row": Shape("profile", f"{_PROFILE}generic: {{listening: {{norm: 1, rationale: ", "x ", "}}\n"),
    # as ratings
    "rated competencies": Shape("ratings", _RATINGS, "  c§: 1\n"),
    "rated behaviours": Shape("ratings", f"{_RATINGS}  listening:\n", "    1.¶: shown\n"),
    "ratings of no behaviour": Shape("ratings", f"{_RATINGS}  listening:\n", "    x§: shown\n"),
    "wrong ratings": Shape("ratings", f"{_RATINGS}  listening:\n", "    1.¶: ja\n"),
    "ratings with notes": Shape("ratings", f"{_RATINGS}  listening:\n", "    1.¶: {rating: shown, note: a}\n"),
}
