"""Which handbook a document holds, by the shapes of its blocks: headings, levels, what stands below or beside them.

Nothing is guessed: what can be read in two ways is lost, with its place and why (`ledger.Source` counts that all of it
ends somewhere). Bookmarks of ours give what no text tells: ids, and which field it is.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from itertools import chain, count
from typing import Any, Final, TypeAlias, cast

from competentie.core import Message, WrongUseError, fold, msg, plain_name, same_name
from competentie.exchange.blocks import (
    BOLD,
    BULLET,
    LABEL,
    PLAIN,
    STYLED,
    Block,
    Blocks,
    Cell,
    Paragraph,
    Table,
    is_ours,
    is_short,
    marked,
    where,
)
from competentie.exchange.ledger import Loss, Path, Proposal, Source

_LEVEL: Final = re.compile(
    r"(?P<head>\w*(?:niveau|level|fase|trede|schaal)\s*(?P<number>\d{1,2}))\b\s*(?P<gap>[:.()–—-]?)\s*(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_NUMBER: Final = re.compile(r"^(\d{1,2}(?:\.\d{1,2})*)[.)]?\s+(?=\S)")
_NORM: Final = re.compile(
    r"(?:\w*(?:niveau|level)\s*)?(?P<norm>\d{1,2})(?:\s*[:.)–—-])?(?:\s+(?P<rest>\D.*)|\s*\n(?P<more>.*))?",
    re.IGNORECASE | re.DOTALL,
)
_RANGE: Final = re.compile(r"(?:of|or|tot|to|t/m|en|and|à|a|-|–|—|/|\+)\s*\d", re.IGNORECASE)
_CAPTIONS: Final = {
    "label": {"competentie", "competenties", "competency", "competencies", "label", "naam", "name"},
    "definition": {"definitie", "omschrijving", "definition", "description"},
    "cluster": {"cluster"},
    "level": {"niveau", "level", "competentieniveau"},
    "behaviour": {"gedrag", "gedragsvoorbeelden", "gedragsvoorbeeld", "gedragsindicatoren", "behaviour", "behaviours"},
    "rationale": {"toelichting", "motivering", "onderbouwing", "rationale", "waarom", "why"},
}
_GROUPS: Final = {
    "generic": re.compile(r"generiek|algemeen|algemene|generic|kern", re.IGNORECASE),
    "specific": re.compile(r"specifiek|specific|functie", re.IGNORECASE),
}
_LISTS: Final = {"tags", "questions", "formerly"}
_NO_SHAPE: Final = msg("this table has neither levels nor norms, so that it cannot be told what it says")
_CAPTION: Final = msg("it is the head of a column, and is shown anew")
_NO_PLACE: Final = msg("what stands here belongs to no level")
_MATRIX: Final = msg("it is the heading of a matrix, and is shown anew")
_NO_NORM: Final = msg("a norm is one number; anything behind it is why")
_NO_GROUP: Final = msg("this row has no norm, and is the heading of neither group")
_BETWEEN: Final = msg("it stands between or behind competencies, where a handbook has no place for it")
_NO_LABEL: Final = msg("this level has no heading above it that names a competency")
_NUMBERS: Final = msg("a number of its own: what stands in order is numbered")
_BEHIND: Final = msg("it stands behind a list of behaviours, and is none of them")

_SMALL_WORDS: Final = ("de", "het", "een", "en", "van"), ("the", "a", "and", "of")
_GUESSED: Final = msg("the document does not say it: make it your own")
_NO_PROFILE: Final = msg("there is no matrix of this profile")
_ONE_GROUP: Final = msg("the matrix does not say which norms many roles share: all of them stand under `generic`")
_TWICE: Final = msg("this competency has a norm already")
_ADVICE: Final = msg("a competency has a heading, a definition, and below it levels such as `Niveau 1` with behaviours")
_ROLE: Final = re.compile(r"^(?:competentie)?niveau|norm(?:niveau)?|competency level|level", re.IGNORECASE)

Lose: TypeAlias = Callable[[Paragraph, str, Message], None]


def caption(text: str) -> str:
    """Return what a head of a column, or a word before a text, says of it."""
    told = fold(text).rstrip(":. ")
    return next((name for name, words in _CAPTIONS.items() if told in words), "")


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph, and what it is: heading, level, about (the level), text, field, matrix, or the end of a table."""

    role: str
    paragraph: Paragraph = Paragraph("", "")
    level: int = 0
    table: Table | None = None
    cells: Sequence[Paragraph] = ()

    @property
    def depth(self) -> int:
        """How deep a heading stands; 0 for what is none."""
        return self.paragraph.depth


@dataclass(slots=True)
class Draft:
    """A competency as far as it has been read: its lines per level."""

    id: str
    label: Line
    definition: list[Line]
    cluster: str | None
    levels: dict[int, list[Line]] = field(default_factory=dict)
    fields: list[Line] = field(default_factory=list)
    is_closed: bool = False


class Lines:
    """Goes through the blocks of a document, and says of each paragraph what it looks like."""

    def __init__(self, blocks: Sequence[Block], names: Sequence[str], lose: Lose) -> None:
        self._blocks, self._names, self._lose = blocks, names, lose

    def __iter__(self) -> Iterator[Line]:
        """Yield the lines, in the order in which a reader takes them."""
        for index, block in enumerate(self._blocks):
            if isinstance(block, Paragraph):
                yield self._line(block, index)
            elif not self._is_about(block):
                yield from self._table(block)
                yield Line("end")

    def level(self, paragraph: Paragraph, *, in_cell: bool = False) -> int:
        """Return the level that a paragraph is the name of, or begins with; 0 for any other text."""
        if self._names:
            own = marked(paragraph, "l")
            is_one = paragraph.text in self._names and not any(marked(paragraph, letter) for letter in "cdijkmnprt")
            return int(own[1]) if own else self._names.index(paragraph.text) + 1 if is_one else 0
        found = _LEVEL.fullmatch(_NUMBER.sub("", paragraph.text, count=1))
        is_one = found and (not found["rest"] or found["gap"] or paragraph.depth or in_cell)
        return int(found["number"]) if found and is_one else 0

    def _line(self, paragraph: Paragraph, index: int) -> Line:
        level = self.level(paragraph)
        if level:
            return Line("level", paragraph, level)
        number = _NUMBER.match(paragraph.text)
        if paragraph.depth:
            is_counted = number and re.search(r"[.)]", number[0])
            text = paragraph.text[number.end() :] if number and is_counted else paragraph.text
            return Line("heading", replace(paragraph, text=text))
        if number and is_short(paragraph.text) and self._begins(number[1], index):
            depth = STYLED + min(3, number[1].count(".") + 1)
            return Line("heading", replace(paragraph, text=paragraph.text[number.end() :], depth=depth))
        return Line("text", paragraph)

    def _begins(self, number: str, index: int) -> bool:
        """Tell whether a text with a number is a heading: its first part follows, or at most two texts and level 1."""
        for block in self._blocks[index + 1 : index + 4]:
            if isinstance(block, Table):
                return any(self.level(one, in_cell=True) == 1 for one in block.paragraphs())
            level, inner = self.level(block), _NUMBER.match(block.text)
            if level or inner or block.depth:
                return level == 1 or (inner is not None and inner[1] == f"{number}.1")
        return False

    def _is_about(self, table: Table) -> bool:
        return any(marked(cell.paragraphs[0], "f") for cell in table.rows[0][:1])

    def _level_in(self, cell: Cell) -> int:
        return self.level(cell.paragraphs[0], in_cell=True)

    def _table(self, table: Table) -> Iterator[Line]:
        heads = next(
            (
                row
                for row in table.rows
                if not marked(row[0].paragraphs[0], "l") and sum(self._level_in(cell) > 0 for cell in row) > 1
            ),
            None,
        )
        if is_matrix(table):
            yield Line("matrix", table=table)
        elif heads is not None:
            yield from self._columns(table, heads)
        elif any(self._level_in(row[0]) or marked(row[0].paragraphs[0], "c") for row in table.rows) or (
            any(self._level_in(cell) for row in table.rows for cell in row)
        ):
            yield from self._rows(table)
        else:
            for paragraph in table.paragraphs():
                self._lose(paragraph, "prose", _NO_SHAPE)

    def _columns(self, table: Table, heads: tuple[Cell, ...]) -> Iterator[Line]:
        """Read levels that stand beside each other, of one competency or with a competency on each row."""
        at = table.rows.index(heads)
        levels = {cell.column: cell for cell in heads if self._level_in(cell)}
        roles = {cell.column: caption(cell.text) for cell in heads if cell.column not in levels}
        for cell in heads:
            if cell.column not in levels:
                self._each(cell, "prose", _CAPTION if roles[cell.column] else _NO_PLACE)
        below = table.rows[at + 1 :]
        first = min(levels)
        is_overview = not at and first > 0 and all(row[0].column < first for row in below)
        for number, row in enumerate(table.rows[:at]):
            is_more = number and len(row) == 1
            yield from (Line("text", one) for one in row[0].paragraphs) if is_more else self._label(row)
        for rows in [[row] for row in below] if is_overview else [below]:
            if is_overview:
                label = next((cell for cell in rows[0] if roles.get(cell.column) == "label"), rows[0][0])
                yield from self._label((label, *(cell for cell in rows[0] if roles.get(cell.column) == "definition")))
            for column, cell in sorted(levels.items()):
                yield from self._level(cell)
                for found in (one for row in rows for one in row if one.column == column):
                    yield from (Line("text", paragraph) for paragraph in found.paragraphs)
            if is_overview:
                yield Line("end")
        used = set(levels) if not is_overview else {*levels, 0, *(at for at, role in roles.items() if role)}
        for cell in (cell for row in below for cell in row if cell.column not in used):
            self._each(cell, "prose", _NO_PLACE)

    def _rows(self, table: Table) -> Iterator[Line]:
        """Read levels that stand below each other, with their behaviours beside them."""
        at, rows, is_named = -1, table.rows, False
        if all(caption(cell.text) for cell in rows[0]) and len(rows[0]) > 1 and not self._has_text_behind(rows[0]):
            for cell in rows[0]:
                self._each(cell, "prose", _CAPTION)
            rows = rows[1:]
        for row in rows:
            first = row[0].paragraphs[0]
            level = None if marked(first, "f") else next((cell for cell in row if self._level_in(cell)), None)
            if level is not None:
                at = level.column
                before = tuple(cell for cell in row if cell.column < at)
                yield from self._label(before) if before else ()
                yield from self._level(level)
                row = tuple(cell for cell in row if cell.column > at)
            elif marked(first, "f"):
                inside = [paragraph for cell in row[1:] for paragraph in cell.paragraphs]
                yield Line("field", first, cells=inside)
                continue
            elif any(is_ours(mark) for mark in first.marks):
                continue
            elif (at < 0 and is_named and len(row) == 1) or (at >= 0 and row[0].column > at):
                pass
            else:
                yield from self._label(row)
                is_named = True
                continue
            for paragraph in (one for cell in row for one in cell.paragraphs):
                yield Line("text", paragraph)

    def _has_text_behind(self, row: tuple[Cell, ...]) -> bool:
        return caption(row[0].text) == "label" and not caption(row[1].text)

    def _label(self, row: tuple[Cell, ...]) -> Iterator[Line]:
        """Read a row that names a competency, with its definition; a word may stand before either."""
        role = caption(row[0].text) if len(row) > 1 else ""
        if role:
            self._each(row[0], "prose", _CAPTION)
            row = row[1:]
        for number, paragraph in enumerate(one for cell in row for one in cell.paragraphs):
            is_label = number == 0 and role != "definition"
            yield Line("heading", replace(paragraph, depth=LABEL)) if is_label else Line("text", paragraph)

    def _level(self, cell: Cell) -> Iterator[Line]:
        yield Line("level", cell.paragraphs[0], self._level_in(cell))
        yield from (Line("about", paragraph) for paragraph in cell.paragraphs[1:])

    def _each(self, cell: Cell, kind: str, why: Message) -> None:
        for paragraph in cell.paragraphs:
            self._lose(paragraph, kind, why)


def is_matrix(table: Table) -> bool:
    """Tell whether a table says norms: names of competencies under a head, and numbers beside them."""
    if any(marked(cell.paragraphs[0], "p") for cell in table.rows[0]):
        return True
    roles = [caption(cell.text) for cell in table.rows[0]]
    if table.rows[0][0].column == 0 and not (roles[0] == "label" or table.rows[0][0].text.strip() == ""):
        return False
    ignored = {cell.column for cell, role in zip(table.rows[0], roles, strict=True) if role == "rationale"}
    cells = [cell for row in table.rows[1:] for cell in row if cell.column > 0 and cell.column not in ignored]
    norms = sum(norm_of(cell.text) is not None for cell in cells)
    return not {"behaviour", "definition"} & set(roles) and len(table.rows[0]) > 1 and norms * 2 >= len(cells) > 0


def norm_of(text: str) -> tuple[int, str] | None:
    """Return the norm and the rationale in a cell; None where it is not one number, such as in *1 of 2*."""
    found = _NORM.fullmatch(text.strip())
    rationale = (found["rest"] or found["more"] or "").strip() if found else ""
    return None if found is None or _RANGE.match(found["rest"] or "") else (int(found["norm"]), rationale)


class Reading:
    """One document on its way to a proposal."""

    def __init__(self, found: Blocks, name: str) -> None:
        """Look at what is there; the name of the file is all that tells where it comes from."""
        self._found, self._name = found, name
        every = [
            one for block in found.blocks for one in ((block,) if isinstance(block, Paragraph) else block.paragraphs())
        ]
        own = {one.place for one in every if any(map(is_ours, one.marks))}
        self._is_own = any(marked(one, "c") for one in every)
        self._first = every[0].place if every else ""
        self._source = Source(
            [
                *((one.place, one.text) for one in every if one.place not in own),
                *((one.place, one.text) for one in found.asides),
            ]
        )
        self._taken: dict[str, list[Path]] = {}
        self._lost: dict[str, tuple[str, Message]] = {one.place: (one.kind, one.why) for one in found.asides}
        self._page = dict(self._fields())
        self._aliases = dict(text.split(": ", 1) for text in self._texts("ids") if ": " in text)
        self._pending: list[Line] = []
        self._drafts: dict[str, Draft] = {}
        self._now: Draft | None = None
        self._at = 0
        self._stack: list[tuple[int, str]] = []
        self._clusters: dict[str, dict[str, Any]] = {}
        self._introduction: list[str] = []
        self._matrices: list[tuple[Table, Line | None]] = []
        self._title: Paragraph | None = None

    def proposal(self) -> Proposal:
        """Return what was found; raises WrongUseError where there is no competency."""
        for line in Lines(self._found.blocks, self._texts("levels"), self._lose):
            getattr(self, f"_{line.role}")(line)
        if any(marked(line.paragraph, "c") for line in self._pending):
            self._begin()
        self._prose(self._pending)
        if not self._drafts:
            message = msg("no competency was found in {file}", file=self._name)
            raise WrongUseError(message, _ADVICE)
        proposal = Proposal({})
        proposal.catalogue.update(self._catalogue(proposal))
        for table, heading in self._matrices:
            self._profile(table, heading, proposal)
        for paragraph in self._page.get("versions", ()):
            profile = paragraph.text.rsplit(": ", 1)[0]
            if profile in proposal.profiles:
                self._take(paragraph, "profiles", profile, "version")
            else:
                self._lose(paragraph, "prose", _NO_PROFILE)
        for place, (kind, why) in self._lost.items():
            if place not in self._taken:
                self._source.lose(place, kind, why)
        for place, paths in self._taken.items():
            self._source.field(place, *paths)
        return self._source.settle(proposal)

    def _take(self, paragraph: Paragraph, *path: str | int) -> str:
        """Say where a paragraph ends, and return its text as it is kept."""
        self._taken.setdefault(paragraph.place, []).append(path)
        return self._clean(paragraph.text)

    def _lose(self, paragraph: Paragraph, kind: str, why: Message) -> None:
        self._lost.setdefault(paragraph.place, (kind, why))

    def _clean(self, text: str) -> str:
        """Return a text as it is kept: in a document of our own line breaks are meant."""
        return text if self._is_own else " ".join(text.split())

    def _fields(self) -> Iterator[tuple[str, list[Paragraph]]]:
        """Yield what stands on the last page of a document of ours, by field."""
        tables = [block for block in self._found.blocks if isinstance(block, Table)]
        for row in (row for table in tables for row in table.rows if marked(table.rows[0][0].paragraphs[0], "f")):
            name = marked(row[0].paragraphs[0], "f")
            yield name[1] if name else "", [paragraph for cell in row[1:] for paragraph in cell.paragraphs]

    def _texts(self, name: str) -> list[str]:
        return [paragraph.text for paragraph in self._page.get(name, ()) if not marked(paragraph, "m")]

    def _id(self, paragraph: Paragraph, letter: str, label: str, known: Iterable[str]) -> str:
        """Return the id that a bookmark gives, or that a label makes; no other one may have it."""
        mark = marked(paragraph, letter)
        told = "" if mark is None else mark[1] or self._aliases.get(mark[0].rstrip("_"), "")
        made = told or plain_name(label) or "x"
        numbers = (f"{made}-{number}" for number in count(2))
        return next(one for one in chain((made,), numbers) if one not in known)

    # what each line does

    def _heading(self, line: Line) -> None:
        if any(marked(one.paragraph, "c") for one in self._pending):
            self._begin()
        if any(map(is_ours, line.paragraph.marks)):
            self._prose(self._pending)
            self._stack.clear()
            self._close()
        elif marked(line.paragraph, "t"):
            self._title = line.paragraph
        else:
            self._pending.append(line)

    def _text(self, line: Line) -> None:
        bullet = None if self._is_own else BULLET.match(line.paragraph.text)
        if any(map(is_ours, line.paragraph.marks)):
            return
        if bullet:
            text, sign = line.paragraph.text[bullet.end() :], bullet[0].strip()
            line = replace(line, paragraph=replace(line.paragraph, text=text, marker=sign))
        if self._pending or self._now is None or self._now.is_closed or not self._at:
            self._pending.append(line)
        else:
            self._now.levels[self._at].append(line)

    def _about(self, line: Line) -> None:
        if self._now is not None and self._at:
            self._now.levels[self._at].append(line)
        else:
            self._lose(line.paragraph, "prose", _NO_LABEL)

    def _level(self, line: Line) -> None:
        headings = [one for one in self._pending if one.role == "heading"]
        goes_on = self._now is not None and not self._now.is_closed and line.level == self._at + 1
        if headings and goes_on and all(one.depth == PLAIN for one in headings):
            cast("Draft", self._now).levels[self._at] += self._pending  # short lines between blank ones
            self._pending = []
        elif headings:
            self._begin()
        if self._pending or self._now is None or self._now.is_closed or line.level < self._at:
            self._prose(self._pending)
            self._lose(line.paragraph, "prose", _NO_LABEL)
            self._close()
            return
        self._at = line.level
        self._now.levels.setdefault(line.level, []).append(line)

    def _end(self, _line: Line) -> None:
        if any(marked(one.paragraph, "c") for one in self._pending):
            self._begin()
        self._close()

    def _field(self, line: Line) -> None:
        if self._pending:
            self._begin()
        if self._now is not None:
            self._now.fields.append(line)

    def _matrix(self, line: Line) -> None:
        heading = self._pending.pop() if self._pending and self._pending[-1].role == "heading" else None
        self._prose(self._pending)
        self._matrices.append((cast("Table", line.table), heading))

    def _close(self) -> None:
        if self._now is not None:
            self._now.is_closed = True
        self._at = 0

    # what stands before a competency

    def _begin(self) -> None:
        """Begin the competency that the last heading names; those right above it are its clusters."""
        lines, self._pending = self._pending, []
        at = max(number for number, one in enumerate(lines) if one.role == "heading")
        label, definition, above = lines[at], lines[at + 1 :], lines[:at]
        chain: list[tuple[Line, list[Line]]] = []
        texts: list[Line] = []
        depth = label.depth
        while above:
            line = above[-1]
            if line.role != "heading":
                texts.insert(0, above.pop())
                continue
            is_sure = marked(line.paragraph, "k") or (line.depth <= STYLED and label.depth <= STYLED)
            is_like = line.depth == depth == BOLD and not chain
            if not (line.depth < depth or is_like) or line.paragraph.place == self._first:
                break
            if not is_sure and (texts or (chain and line.depth >= BOLD)):
                break
            chain.insert(0, (above.pop(), texts))
            depth, texts = line.depth, []
        self._prose(above + texts)
        for line, said in chain:
            self._cluster(line, said)
        while self._stack and self._stack[-1][0] >= label.depth and label.depth <= STYLED:
            self._stack.pop()
        identifier = self._id(label.paragraph, "c", label.paragraph.text, self._drafts)
        self._now = Draft(identifier, label, definition, self._stack[-1][1] if self._stack else None)
        self._drafts[identifier] = self._now
        self._at = 0

    def _cluster(self, line: Line, texts: Sequence[Line]) -> None:
        while self._stack and self._stack[-1][0] >= line.depth:
            self._stack.pop()
        label = self._clean(line.paragraph.text)
        same = next((one for one, made in self._clusters.items() if made["label"] == label), None)
        identifier = (
            same if same and not marked(line.paragraph, "k") else self._id(line.paragraph, "k", label, self._clusters)
        )
        made = self._clusters.setdefault(identifier, {"label": label})
        self._take(line.paragraph, "catalogue", "clusters", identifier)
        if texts:
            path = "catalogue", "clusters", identifier, "text"
            made["text"] = "\n".join([self._take(one.paragraph, *path) for one in texts])
        if self._stack:
            made["in"] = self._stack[-1][1]
        self._stack.append((line.depth, identifier))

    def _prose(self, lines: list[Line]) -> None:
        """Keep what stands before all competencies as the introduction; elsewhere it has no place."""
        for line in lines:
            paragraph = line.paragraph
            if marked(paragraph, "k"):
                self._cluster(line, ())
            elif self._drafts:
                self._lose(paragraph, "prose", _BETWEEN)
            else:
                text = f"{paragraph.marker} {self._clean(paragraph.text)}".strip()
                if marked(paragraph, "i") and self._introduction:
                    self._introduction[-1] += "\n" + text
                else:
                    self._introduction.append("# " + text if line.role == "heading" else text)
                self._take(paragraph, "catalogue", "introduction", len(self._introduction) - 1)
        lines.clear()

    # what all of it comes to

    def _catalogue(self, proposal: Proposal) -> dict[str, Any]:
        names = self._level_names()
        competencies = {one.id: self._competency(one, names) for one in self._drafts.values()}
        told = {name: self._told(name) for name in ("version", "source", "license", "language", "attain")}
        texts = self._level_texts()
        return {
            "competentie": 1,
            "title": self._titled(proposal),
            "language": told["language"] or self._guess_language(proposal),
            **filled(version=told["version"], source=told["source"], license=told["license"]),
            **filled(introduction=self._introduction),
            **({"policy": {"attain": Decimal(told["attain"])}} if told["attain"] else {}),
            "levels": [{"label": name, "text": texts[at]} if at in texts else name for at, name in enumerate(names)],
            **filled(profiles=[self._take(one, "catalogue", "profiles") for one in self._page.get("profiles", ())]),
            **filled(clusters={one: made if len(made) > 1 else made["label"] for one, made in self._clusters.items()}),
            "competencies": competencies,
        }

    def _told(self, name: str) -> str:
        """Return what the last page says of a field."""
        path = ("policy", name) if name == "attain" else (name,)
        return "\n".join([self._take(one, "catalogue", *path) for one in self._page.get(name, ())])

    def _guess_language(self, proposal: Proposal) -> str:
        """Return the language that small words are of, and say so."""
        said = Counter(fold(" ".join(line.paragraph.text for line in self._said())).split())
        dutch, english = (sum(said[word] for word in words) for words in _SMALL_WORDS)
        language = "nl" if dutch >= english else "en"
        proposal.losses.append(Loss("guessed", "n:language", language, _GUESSED))
        return language

    def _said(self) -> Iterator[Line]:
        for one in self._drafts.values():
            yield from (line for lines in (one.definition, *one.levels.values()) for line in lines)

    def _titled(self, proposal: Proposal) -> str:
        """Return the title; where none is marked as such, the first thing said is one."""
        if self._title is not None:
            return self._take(self._title, "catalogue", "title")
        title = self._introduction[0].removeprefix("# ") if self._introduction else self._name
        proposal.losses.append(Loss("guessed", "n:title", title, _GUESSED))
        return title

    def _level_names(self) -> list[str]:
        """Return the names of the levels: what is always said of one, or else what all say before its text."""
        if "levels" in self._page:
            own = [one for one in self._page["levels"] if not marked(one, "m")]
            return [self._take(one, "catalogue", "levels", at) for at, one in enumerate(own)]
        heads: dict[int, list[str]] = {}
        for draft in self._drafts.values():
            for level, lines in draft.levels.items():
                heads.setdefault(level, []).extend(self._named(one) for one in lines if one.role == "level")
        first = {}
        for level, said in heads.items():
            found = _LEVEL.fullmatch(said[0])
            is_name = len(set(said)) == 1 and (
                len(said) > 1 or not found or not found["rest"] or self._has_behaviours()
            )
            first[level] = said[0] if is_name or not found else found["head"]
        any_name = next(iter(first.values()), "1")
        return [first.get(level, re.sub(r"\d+", str(level), any_name)) for level in range(1, max(first, default=1) + 1)]

    def _has_behaviours(self) -> bool:
        return any(
            line.role == "text" for one in self._drafts.values() for lines in one.levels.values() for line in lines
        )

    def _named(self, line: Line) -> str:
        return _NUMBER.sub("", self._clean(line.paragraph.text), count=1)

    def _level_texts(self) -> dict[int, str]:
        texts: dict[int, str] = {}
        at = -1
        for one in self._page.get("levels", ()):
            at += not marked(one, "m")
            if marked(one, "m"):
                texts[at] = self._take(one, "catalogue", "levels", at, "text")
        return texts

    def _competency(self, draft: Draft, names: Sequence[str]) -> dict[str, Any]:
        path = "catalogue", "competencies", draft.id
        label = self._take(draft.label.paragraph, *path, "label").rstrip(":")
        said = [self._take(line.paragraph, *path, "definition") for line in draft.definition]
        fields = self._extras(draft, names)
        return {
            "label": label,
            **filled(code=fields.pop("code", ""), short=fields.pop("short", ""), cluster=draft.cluster),
            **filled(definition="\n".join(said)),
            **fields,
            **(
                {
                    "levels": {
                        str(level): self._one_level(draft, level, names[level - 1]) for level in sorted(draft.levels)
                    }
                }
                if draft.levels
                else {}
            ),
        }

    def _one_level(self, draft: Draft, level: int, name: str) -> Any:  # noqa: ANN401 - a list, or fields
        path = "catalogue", "competencies", draft.id, "levels", str(level)
        lines = draft.levels[level]
        texts = [line for line in lines if line.role == "text"]
        first = next((at for at, line in enumerate(texts) if line.paragraph.marker), 0)
        said = [line.paragraph for line in (*(one for one in lines if one.role == "about"), *texts[:first])]
        for line in (one for one in lines if one.role == "level"):
            self._take(line.paragraph, "catalogue", "levels", level - 1)
            if (rest := _LEVEL.fullmatch(self._named(line))) and self._named(line) != name and rest["rest"]:
                said.insert(0, replace(line.paragraph, text=rest["rest"]))
        above = "\n".join([self._take(one, *path, "text") for one in said])
        behaviours: list[Any] = []
        for line in texts[first:]:
            if texts[first].paragraph.marker and not line.paragraph.marker:
                self._lose(line.paragraph, "prose", _BEHIND)
            else:
                self._behaviour(line.paragraph, behaviours, (*path, *(("behaviours",) if above else ())))
        return {"text": above, "behaviours": behaviours} if above else behaviours

    def _behaviour(self, paragraph: Paragraph, behaviours: list[Any], path: Path) -> None:
        """Add a behaviour, or several on lines of their own, or what is said of the last one."""
        more = marked(paragraph, "m")
        if re.fullmatch(r"[\d.]+[.)]?", paragraph.text):
            self._lose(paragraph, "order", _NUMBERS)
        elif more and behaviours:
            text = self._take(paragraph, *path, len(behaviours) - 1)
            last = behaviours[-1] if isinstance(behaviours[-1], dict) else {"text": behaviours[-1]}
            last[more[1]] = [*last.get(more[1], ()), text] if more[1] in _LISTS else text
            behaviours[-1] = last
        else:
            lines = [BULLET.sub("", one, count=1) for one in paragraph.text.split("\n")]
            is_several = not self._is_own and all(one[:1].isupper() for one in lines)
            for text in lines if is_several else [paragraph.text]:
                behaviours.append(self._clean(text))
                self._take(paragraph, *path, len(behaviours) - 1)

    def _extras(self, draft: Draft, names: Sequence[str]) -> dict[str, Any]:
        """Return what rows of our own say of a competency, under their names."""
        found: dict[str, Any] = {}
        for line in draft.fields:
            name = cast("tuple[str, str]", marked(line.paragraph, "f"))[1]
            other = ""
            for one in line.cells:
                text = self._take(one, "catalogue", "competencies", draft.id, name)
                if marked(one, "r"):
                    label = text.removesuffix(
                        next((f", {level}" for level in names if text.endswith(f", {level}")), "")
                    )
                    other = self._known(one, "r", label)
                if name == "presupposes":
                    level = next((at for at, level in enumerate(names, 1) if text.endswith(f", {level}")), 1)
                    found.setdefault(name, {})[other] = level
                elif name == "contrast" and not marked(one, "r"):
                    said = found.setdefault(name, {})
                    said[other] = f"{said[other]}\n{text}" if other in said else text
                elif name == "links":
                    framework, _, address = text.partition(": ")
                    found.setdefault(name, {})[framework] = address
                elif name in _LISTS:
                    found.setdefault(name, []).append(text)
                elif name != "contrast":
                    found[name] = text
        return found

    @cached_property
    def _labels(self) -> dict[str, str]:
        return {same_name(one.label.paragraph.text): one.id for one in self._drafts.values()}

    def _known(self, paragraph: Paragraph, letter: str, label: str) -> str:
        """Return the id of a competency that is referred to: by its bookmark, or else by its label."""
        mark = marked(paragraph, letter)
        told = "" if mark is None else mark[1] or self._aliases.get(mark[0].rstrip("_"), "")
        return told or self._labels.get(same_name(label)) or plain_name(label)

    def _profile(self, table: Table, heading: Line | None, proposal: Proposal) -> None:
        """Read a matrix: a profile per column."""
        roles: dict[int, str] = {}
        reasons: dict[int, str] = {}
        versions = dict(text.rsplit(": ", 1) for text in self._texts("versions"))
        for cell in table.rows[0]:
            paragraph = cell.paragraphs[0]
            text = _ROLE.sub("", self._clean(paragraph.text), count=1).strip()
            if cell.column == 0:
                self._lose(paragraph, "prose", _CAPTION)
            elif caption(cell.text) == "rationale" and roles:
                reasons[cell.column] = list(roles.values())[-1]
                self._lose(paragraph, "prose", _CAPTION)
            else:
                role = text or (self._clean(heading.paragraph.text) if heading else self._name)
                made = self._id(paragraph, "p", role, proposal.profiles)
                proposal.profiles[made] = {"competentie": 1, "role": role, **filled(version=versions.get(made))}
                roles[cell.column] = made
                self._take(paragraph, "profiles", made, "role")
        if heading is not None:
            self._lose(heading.paragraph, "prose", _MATRIX)
        self._norms(table, roles, reasons, proposal)

    def _norms(self, table: Table, roles: dict[int, str], reasons: dict[int, str], proposal: Proposal) -> None:
        """Read the rows of a matrix: a heading of a group, or a competency with its norms."""
        group = ""
        for row in table.rows[1:]:
            name, cells = row[0].paragraphs[0], row[1:]
            if row[0].column or not cells:
                told = [one for one, words in _GROUPS.items() if words.search(name.text)]
                group = told[0] if len(told) == 1 else group
                for paragraph in (one for cell in row for one in cell.paragraphs):
                    self._lose(paragraph, "group", _NO_GROUP)
                for role in roles.values() if len(told) == 1 else ():
                    proposal.profiles[role].setdefault(group, {})
                    self._take(name, "profiles", role, group)
                continue
            identifier = self._known(name, "n", self._clean(name.text))
            for cell in sorted(cells, key=lambda cell: cell.column in reasons):
                role, why = roles.get(cell.column), reasons.get(cell.column)
                norm = None if role is None else norm_of(cell.text)
                rows = proposal.profiles[role or why or ""].setdefault(group or "generic", {}) if role or why else {}
                if why and identifier in rows:
                    rows[identifier]["rationale"] = self._clean(cell.text)
                elif norm is None or identifier in rows:
                    self._each(cell, _NO_NORM if norm is None else _TWICE)
                    continue
                else:
                    rows[identifier] = {"norm": norm[0], **filled(rationale=self._clean(norm[1]))}
                for paragraph in (name, *cell.paragraphs):
                    self._take(paragraph, "profiles", role or why or "", group or "generic", identifier)
            self._lose(name, "norm", _NO_NORM)  # unless a norm was found
        if not group:
            proposal.losses.append(Loss("group", table.place, "", _ONE_GROUP))

    def _each(self, cell: Cell, why: Message) -> None:
        for paragraph in cell.paragraphs:
            self._lose(paragraph, "norm", why)


def filled(**values: Any) -> dict[str, Any]:  # noqa: ANN401 - what YAML can hold
    """Return what is there."""
    return {name: value for name, value in values.items() if value}


def recognise(found: Blocks, name: str) -> Proposal:
    """Return the handbook in a document, with everything that is lost of it. Raises WrongUseError where there is none."""
    proposal = Reading(found, name).proposal()
    proposal.losses = [replace(loss, where=where(loss.where)) for loss in proposal.losses]
    proposal.places = {path: where(place) for path, place in proposal.places.items()}
    return proposal
