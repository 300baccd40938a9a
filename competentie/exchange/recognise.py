"""Which handbook a document holds, by the shapes of its blocks: headings, levels, what stands below or beside them.

Nothing is guessed: what can be read in two ways is lost, with its place and why (`ledger.Source` counts that all of it
ends somewhere). Bookmarks of ours give what no text tells: ids, and which field it is.
"""

import re
from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Final

from competentie.core import Message, WrongUseError, fold, msg, plain_name, same_name
from competentie.exchange.blocks import BOLD, BULLET, PLAIN, STYLED, Blocks, Paragraph, Table, is_ours, marked, where
from competentie.exchange.data import Facts, built, identifier
from competentie.exchange.ledger import Loss, Path, Proposal, Source
from competentie.exchange.lines import LEVEL, NUMBER, Line, Lines, caption, norm_of

_GROUPS: Final = {
    "generic": re.compile(r"generiek|algemeen|algemene|generic|kern", re.IGNORECASE),
    "specific": re.compile(r"specifiek|specific|functie", re.IGNORECASE),
}
_ROLE: Final = re.compile(r"^(?:competentieniveau|niveau|norm(?:niveau)?|competency level|level)\b", re.IGNORECASE)
_SMALL_WORDS: Final = {"nl": ("de", "het", "een", "en", "van"), "en": ("the", "a", "and", "of", "to")}
_LISTS: Final = frozenset({"tags", "questions", "formerly", "profiles"})
_WORDS: Final = frozenset({"version", "language", "code", "tags", "formerly", "profiles"})  # not in any language
_NO_PLACE: Final = msg("nothing where it stands tells what it says")
_CAPTION: Final = msg("it is the head of a column, and is shown anew")
_MATRIX: Final = msg("it is the heading of a matrix, and is shown anew")
_NO_NORM: Final = msg("a norm is one number; anything behind it is why")
_NO_GROUP: Final = msg("this row has no norm, and is the heading of neither group")
_BETWEEN: Final = msg("it stands between or behind competencies, where a handbook has no place for it")
_NO_LABEL: Final = msg("this level has no heading above it that names a competency")
_NUMBER: Final = msg("it is a number only: what stands in order is numbered")
_BEHIND: Final = msg("it stands behind a list of behaviours, and is none of them")
_GUESSED: Final = msg("the document does not say it: make it your own")
_ONE_GROUP: Final = msg("the matrix does not say which norms many roles share: all of them stand under `generic`")
_TWICE: Final = msg("this competency has a norm already")
_NONE: Final = msg("no competency was found in {file}")
_ADVICE: Final = msg("a competency has a heading, a definition, and below it levels such as `Niveau 1` with behaviours")


def recognise(found: Blocks, name: str) -> Proposal:
    """Return the handbook in a document, and all that is lost of it. Raises WrongUseError where there is none."""
    proposal = _Reading(found, name).proposal()
    proposal.losses = [
        loss if loss.kind == "guessed" else replace(loss, where=where(str(loss.where))) for loss in proposal.losses
    ]
    proposal.places = {path: where(str(place)) for path, place in proposal.places.items()}
    return proposal


@dataclass(slots=True)
class _Draft:
    """A competency as far as it has been read: its lines per level."""

    id: str
    label: str
    levels: dict[int, list[Line]] = field(default_factory=dict)
    fields: list[Line] = field(default_factory=list)
    is_closed: bool = False


class _Reading:
    """One document on its way to a proposal."""

    def __init__(self, found: Blocks, name: str) -> None:
        self._found, self._name = found, name
        paragraphs = [one for block in found.blocks for one in block.paragraphs]
        items = [one for one in paragraphs if not any(map(is_ours, one.marks))]
        asides = [(one.place, one.text) for one in found.asides]
        self._source = Source([*((one.place, one.text) for one in items), *asides])
        self._is_own = any(marked(one, "c") for one in paragraphs)
        self._first = paragraphs[0].place if paragraphs else ""
        self._facts: Facts = {}
        self._taken: dict[str, list[Path]] = {}
        self._lost: dict[str, tuple[str, Message]] = {one.place: (one.kind, one.why) for one in found.asides}
        self._losses: list[Loss] = []
        self._about = self._last_page()
        self._aliases = dict(one.text.split(": ", 1) for one in self._about.get("ids", ()) if ": " in one.text)
        self._language = next((one.text for one in self._about.get("language", ())), "") or self._small_words(items)
        self._pending: list[Line] = []
        self._drafts: dict[str, _Draft] = {}
        self._now: _Draft | None = None
        self._at = 0
        self._stack: list[tuple[int, str]] = []
        self._clusters: dict[str, str] = {}
        self._prosed = 0
        self._matrices: list[tuple[Table, Line | None]] = []
        self._profiles: list[str] = []
        self._counts: Counter[Path] = Counter()
        self._names: list[str] = []

    def proposal(self) -> Proposal:
        """Return what was found. Raises WrongUseError where there is no competency."""
        self._names = [one.text for one in self._about.get("levels", ()) if not marked(one, "m")]
        read: Mapping[str, Callable[[Line], None]] = {
            "heading": self._heading,
            "level": self._level,
            "about": self._about_level,
            "text": self._text,
            "field": self._field,
            "matrix": self._matrix,
            "end": self._end,
        }
        for line in Lines(self._found.blocks, self._names):
            read[line.role](line)
        self._begin_marked()
        self._prose(self._pending)
        if not self._drafts:
            raise WrongUseError(_NONE._replace(args={"file": self._name}), _ADVICE)
        self._catalogue()
        for table, heading in self._matrices:
            self._profile(table, heading)
        for one in self._about.get("versions", ()):
            profile, _, version = one.text.rpartition(": ")
            if profile in self._profiles:
                self._put(one, version, "profiles", profile, "version")
        return self._settled()

    def _settled(self) -> Proposal:
        """Return the proposal; what neither became a field nor was lost for a reason is lost too."""
        handbook = built(self._facts)
        for place, paths in self._taken.items():
            self._source.field(place, *paths)
        for place, text in list(self._source.left()):
            why = ("prose", _CAPTION if caption(text) else _NO_PLACE)
            self._source.lose(place, *self._lost.get(place, why))
        profiles = {name: dict(profile) for name, profile in handbook.profiles.items()}
        return self._source.settle(Proposal(dict(handbook.catalogue), profiles, self._losses))

    # small steps

    def _put(self, paragraph: Paragraph, text: str | None, *path: str | int) -> None:
        """Make a paragraph (or what is given as its text) a value; further ones at the same place are further lines."""
        value = self._clean(paragraph.text) if text is None else text
        whole = path if _WORDS & set(path[-2:]) or path[-2] == "links" else (*path, self._language)
        before = self._facts.get(whole)
        self._facts[whole] = value if before is None or before == value else f"{before}\n{value}"
        self._taken.setdefault(paragraph.place, []).append(whole)

    def _lose(self, paragraph: Paragraph, kind: str, why: Message) -> None:
        self._lost.setdefault(paragraph.place, (kind, why))

    def _clean(self, text: str) -> str:
        """Return a text as it is kept: in a document of our own its blanks are meant."""
        return text if self._is_own else " ".join(text.split())

    def _last_page(self) -> dict[str, list[Paragraph]]:
        """Return what stands on the last page of a document of ours, by field."""
        tables = [block for block in self._found.blocks if isinstance(block, Table) and marked(block.first, "f")]
        rows = ((marked(row[0].first, "f"), row[1:]) for table in tables for row in table.rows)
        return {name[1]: [one for cell in cells for one in cell.paragraphs] for name, cells in rows if name}

    def _small_words(self, items: Iterable[Paragraph]) -> str:
        """Return the language that small words are of, and say so."""
        said = Counter(word for one in items for word in fold(one.text).split())
        language = max(_SMALL_WORDS, key=lambda one: sum(said[word] for word in _SMALL_WORDS[one]))
        self._losses.append(Loss("guessed", "language", language, _GUESSED))
        return language

    def _marked_id(self, paragraph: Paragraph, letter: str) -> str:
        mark = marked(paragraph, letter)
        return "" if mark is None else mark[1] or self._aliases.get(mark[0].rstrip("_"), "")

    def _id(self, paragraph: Paragraph, letter: str, label: str, taken: Container[str]) -> str:
        """Return the id that a bookmark gives, or else a new one that the label makes."""
        told = self._marked_id(paragraph, letter)
        return told if told and told not in taken else identifier(label, list(taken))  # type: ignore[call-overload]

    def _known(self, paragraph: Paragraph, letter: str, label: str) -> str:
        """Return the id of a competency that is referred to: by its bookmark, or else by its label."""
        return self._marked_id(paragraph, letter) or self._labels.get(same_name(label)) or plain_name(label) or "x"

    @cached_property
    def _labels(self) -> dict[str, str]:
        return {same_name(draft.label): draft.id for draft in self._drafts.values()}

    # what each line does

    def _heading(self, line: Line) -> None:
        self._begin_marked()
        if any(map(is_ours, line.paragraph.marks)):
            self._prose(self._pending)
            self._stack.clear()
            self._close()
        elif marked(line.paragraph, "t"):
            self._put(line.paragraph, None, "catalogue", "title")
        else:
            self._pending.append(line)

    def _text(self, line: Line) -> None:
        if any(map(is_ours, line.paragraph.marks)):
            return
        bullet = None if self._is_own else BULLET.match(line.paragraph.text)
        if bullet:
            text, marker = line.paragraph.text[bullet.end() :], bullet[0].strip()
            line = replace(line, paragraph=replace(line.paragraph, text=text, marker=marker))
        if self._pending or self._now is None or self._now.is_closed or not self._at:
            self._pending.append(line)
        else:
            self._now.levels[self._at].append(line)

    def _about_level(self, line: Line) -> None:
        if self._now is not None and self._at:
            self._now.levels[self._at].append(line)

    def _level(self, line: Line) -> None:
        headings = [one for one in self._pending if one.role == "heading"]
        now = self._now
        if (
            now
            and headings
            and not now.is_closed
            and line.level == self._at + 1
            and {one.depth for one in headings} == {PLAIN}
        ):
            now.levels[self._at] += self._pending  # behaviours between blank lines, as short as headings
            self._pending = []
        elif headings:
            now = self._begin()
        if self._pending or now is None or now.is_closed or line.level < self._at:
            self._prose(self._pending)
            self._lose(line.paragraph, "prose", _NO_LABEL)
            self._close()
        else:
            self._at = line.level
            now.levels.setdefault(line.level, []).append(line)

    def _end(self, _line: Line) -> None:
        self._begin_marked()
        self._close()

    def _field(self, line: Line) -> None:
        self._begin_marked()
        if self._now is not None:
            self._now.fields.append(line)

    def _matrix(self, line: Line) -> None:
        heading = self._pending.pop() if self._pending and self._pending[-1].role == "heading" else None
        self._prose(self._pending)
        if line.table is not None:
            self._matrices.append((line.table, heading))

    def _close(self) -> None:
        if self._now is not None:
            self._now.is_closed = True
        self._at = 0

    # what stands before a competency

    def _begin_marked(self) -> None:
        if any(marked(line.paragraph, "c") for line in self._pending):
            self._begin()

    def _begin(self) -> _Draft:
        """Begin the competency that the last heading names; those right above it are its clusters."""
        lines, self._pending = self._pending, []
        at = max(number for number, line in enumerate(lines) if line.role == "heading")
        label, above = lines[at], lines[:at]
        chain: list[tuple[Line, list[Line]]] = []
        said: list[Line] = []
        depth = label.depth
        while above:
            line = above[-1]
            if line.role != "heading":
                said.insert(0, above.pop())
                continue
            is_sure = marked(line.paragraph, "k") or (line.depth <= STYLED and label.depth <= STYLED)
            is_like = line.depth == depth == BOLD and not chain
            is_loose = not is_sure and (said or (chain and line.depth >= BOLD))
            if not (line.depth < depth or is_like) or is_loose or line.paragraph.place == self._first:
                break
            chain.insert(0, (above.pop(), said))
            depth, said = line.depth, []
        self._prose(above + said)
        for line, said in chain:
            self._cluster(line, said)
        while self._stack and self._stack[-1][0] >= label.depth and label.depth <= STYLED:
            self._stack.pop()
        text = self._clean(label.paragraph.text).rstrip(":")
        self._now = draft = _Draft(self._id(label.paragraph, "c", text, self._drafts), text)
        self._drafts[draft.id], self._at = draft, 0
        self._put(label.paragraph, text, "catalogue", "competencies", draft.id, "label")
        if self._stack:
            self._facts["catalogue", "competencies", draft.id, "cluster"] = self._stack[-1][1]
        for line in lines[at + 1 :]:
            self._put(line.paragraph, None, "catalogue", "competencies", draft.id, "definition")
        return draft

    def _cluster(self, line: Line, said: Sequence[Line]) -> None:
        while self._stack and self._stack[-1][0] >= line.depth:
            self._stack.pop()
        label = self._clean(line.paragraph.text)
        same = (
            None
            if marked(line.paragraph, "k")
            else next((one for one, name in self._clusters.items() if name == label), None)
        )
        cluster = same or self._id(line.paragraph, "k", label, self._clusters)
        self._clusters[cluster] = label
        self._put(line.paragraph, label, "catalogue", "clusters", cluster, "label")
        for one in said:
            self._put(one.paragraph, None, "catalogue", "clusters", cluster, "text")
        if self._stack:
            self._facts["catalogue", "clusters", cluster, "in"] = self._stack[-1][1]
        self._stack.append((line.depth, cluster))

    def _prose(self, lines: list[Line]) -> None:
        """Keep what stands before all competencies as the introduction; elsewhere it has no place."""
        for line in lines:
            paragraph = line.paragraph
            if marked(paragraph, "k"):
                self._cluster(line, ())
            elif self._drafts:
                self._lose(paragraph, "prose", _BETWEEN)
            else:
                self._prosed += not marked(paragraph, "i")
                text = f"{paragraph.marker} {self._clean(paragraph.text)}".strip()
                text = "# " + text if line.role == "heading" else text
                self._put(paragraph, text, "catalogue", "introduction", self._prosed - 1)
        lines.clear()

    # what all of it comes to

    def _catalogue(self) -> None:
        for name in ("language", "version", "source", "license", "profiles", "attain"):
            for number, one in enumerate(self._about.get(name, ())):
                if name == "attain":
                    self._share(one)
                else:
                    self._put(one, None, "catalogue", name, *((number,) if name in _LISTS else ()))
        self._facts["catalogue", "language"] = self._language
        self._title()
        self._level_names()
        for draft in self._drafts.values():
            if draft.levels:
                self._facts["catalogue", "competencies", draft.id, "levels"] = {}
            for level, lines in sorted(draft.levels.items()):
                self._one_level(draft.id, level, lines)
            for line in draft.fields:
                self._extra(draft.id, line)

    def _title(self) -> None:
        """Take the first that is said for the title, unless one is marked as such."""
        title = ("catalogue", "title", self._language)
        if title not in self._facts:
            said = str(self._facts.get(("catalogue", "introduction", 0, self._language), self._name)).removeprefix("# ")
            self._facts[title] = said
            self._losses.append(Loss("guessed", "title", said, _GUESSED))

    def _share(self, paragraph: Paragraph) -> None:
        try:
            self._facts["catalogue", "policy", "attain"] = Decimal(paragraph.text)
        except InvalidOperation:
            return
        self._taken[paragraph.place] = [("catalogue", "policy", "attain")]

    def _level_names(self) -> None:
        """Name the levels: by what is always said of one, or else by what all say before its text."""
        at = -1
        for one in self._about.get("levels", ()):
            at += not marked(one, "m")
            self._put(one, None, "catalogue", "levels", at, "text" if marked(one, "m") else "label")
        if at >= 0:
            return
        said: dict[int, list[str]] = {}
        has_behaviours = False
        for level, lines in (item for draft in self._drafts.values() for item in draft.levels.items()):
            said.setdefault(level, []).extend(self._named(line) for line in lines if line.role == "level")
            has_behaviours |= any(line.role == "text" for line in lines)
        for level in range(1, max(said, default=0) + 1):
            texts = said.get(level) or [re.sub(r"\d+", str(level), next(iter(said.values()))[0])]
            head = LEVEL.fullmatch(texts[0])
            is_name = len(set(texts)) == 1 and (len(texts) > 1 or has_behaviours)
            name = texts[0] if is_name or head is None else head["head"]
            self._facts["catalogue", "levels", level - 1, "label", self._language] = name

    def _named(self, line: Line) -> str:
        return NUMBER.sub("", self._clean(line.paragraph.text), count=1)

    def _one_level(self, competency: str, level: int, lines: Sequence[Line]) -> None:
        path = "catalogue", "competencies", competency, "levels", str(level)
        label = "catalogue", "levels", level - 1, "label"
        texts = [line.paragraph for line in lines if line.role in {"text", "heading"}]
        first = next((at for at, one in enumerate(texts) if one.marker), 0)
        for line in (line for line in lines if line.role == "level"):
            self._taken.setdefault(line.paragraph.place, []).append((*label, self._language))
            rest = LEVEL.fullmatch(self._named(line))
            if rest and rest["rest"] and self._named(line) != self._facts[*label, self._language]:
                self._put(line.paragraph, rest["rest"], *path, "text")
        for one in (*(line.paragraph for line in lines if line.role == "about"), *texts[:first]):
            self._put(one, None, *path, "text")
        number = -1
        for one in texts[first:]:
            if texts[first].marker and not one.marker:
                self._lose(one, "prose", _BEHIND)
            else:
                number = self._behaviour(one, number, (*path, "behaviours"))

    def _behaviour(self, paragraph: Paragraph, number: int, path: Path) -> int:
        """Add a behaviour, or several on lines of their own, or what is said of the last one; return its number."""
        more = marked(paragraph, "m")
        if re.fullmatch(r"[\d.]+[.)]?", paragraph.text) and not self._is_own:
            self._lose(paragraph, "order", _NUMBER)
        elif more and number >= 0:
            base = *path, number, more[1]
            self._put(paragraph, None, *base, *((self._counts[base],) if more[1] in _LISTS else ()))
            self._counts[base] += 1
        else:
            lines = [BULLET.sub("", one, count=1) for one in paragraph.text.split("\n")]
            is_several = not self._is_own and all(one[:1].isupper() for one in lines)
            for text in lines if is_several else [paragraph.text]:
                number += 1
                self._put(paragraph, self._clean(text), *path, number, "text")
        return number

    def _extra(self, competency: str, line: Line) -> None:
        """Read a row of ours that says more of a competency."""
        name = (marked(line.paragraph, "f") or ("", ""))[1]
        path = "catalogue", "competencies", competency, name
        other = ""
        for number, one in enumerate(line.cells):
            level = next((at for at, text in enumerate(self._names, 1) if one.text.endswith(f", {text}")), 0)
            if marked(one, "r"):
                label = one.text.removesuffix(f", {self._names[level - 1]}") if level else one.text
                other = self._known(one, "r", label)
            if name == "presupposes":
                self._facts[*path, other] = level or 1
                self._taken[one.place] = [(*path, other)]
            elif name == "contrast" and marked(one, "r"):
                self._taken[one.place] = [(*path, other)]
            elif name == "links":
                framework, _, address = one.text.partition(": ")
                self._put(one, address, *path, framework)
            else:
                self._put(one, None, *path, *((other,) if name == "contrast" else (number,) if name in _LISTS else ()))

    def _profile(self, table: Table, heading: Line | None) -> None:
        """Read a matrix: a profile per column."""
        roles: dict[int, str] = {}
        reasons: dict[int, str] = {}
        for cell in table.rows[0]:
            if cell.column and caption(cell.text) == "note" and roles:
                reasons[cell.column] = list(roles.values())[-1]
            elif cell.column:
                text = _ROLE.sub("", self._clean(cell.first.text), count=1).strip()
                role = text or (self._clean(heading.paragraph.text) if heading else self._name)
                roles[cell.column] = made = self._id(cell.first, "p", role, self._profiles)
                self._profiles.append(made)
                self._put(cell.first, role, "profiles", made, "role")
        if heading is not None:
            self._lose(heading.paragraph, "prose", _MATRIX)
        self._norms(table, roles, reasons)

    def _norms(self, table: Table, roles: dict[int, str], reasons: dict[int, str]) -> None:
        """Read the rows of a matrix: a heading of a group, or a competency with its norms."""
        group = ""
        for row in table.rows[1:]:
            name, cells = row[0].first, row[1:]
            if row[0].column or not cells:
                told = [one for one, words in _GROUPS.items() if words.search(name.text)]
                group = told[0] if len(told) == 1 else group
                self._lose(name, "group", _NO_GROUP)
                self._taken |= {name.place: [("profiles", role, "role") for role in roles.values()]} if told else {}
                continue
            competency = self._known(name, "n", self._clean(name.text))
            for cell in sorted(cells, key=lambda cell: cell.column in reasons):
                role = roles.get(cell.column) or reasons.get(cell.column, "")
                base: Path = ("profiles", role, "rows", competency)
                norm = norm_of(cell.text)
                if cell.column in reasons and (*base, "norm") in self._facts:
                    self._put(cell.first, self._clean(cell.text), *base, "rationale")
                elif norm is None or not role or (*base, "norm") in self._facts:
                    self._lose(cell.first, "norm", _TWICE if norm and role else _NO_NORM)
                    continue
                else:
                    self._facts[*base, "norm"], self._facts[*base, "group"] = norm[0], group or "generic"
                    if norm[1]:
                        self._facts[*base, "rationale", self._language] = self._clean(norm[1])
                for one in (name, *cell.paragraphs):
                    self._taken.setdefault(one.place, []).append((*base, "norm"))
            self._lose(name, "norm", _NO_NORM)
        if not group:
            self._losses.append(Loss("group", table.place, "", _ONE_GROUP))
