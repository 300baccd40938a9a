"""Moodle: a competency framework as CSV, and a learning-plan template per profile.

Level n-1 is a child of level n, with the rule that all must be met: Moodle's own completion is then the cumulative
rule. Columns are known by their position, for Moodle translates their names. What Moodle drops without a word (an ID
twice, a parent that is not there, a circle) and what leaves half a framework (no name) is refused before it is written.
"""

import csv
import html
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from competentie.core import Message, WrongUseError, msg
from competentie.exchange.data import Data, identifier
from competentie.exchange.formats import Options
from competentie.exchange.ledger import Handbook, Loss, Path, Proposal, Source

_COLUMNS: Final = (
    *("Parent ID number", "ID number", "Short name", "Description", "Description format", "Scale values"),
    *("Scale configuration", "Rule type (optional)", "Rule outcome (optional)", "Rule config (optional)"),
    *("Cross-referenced competency ID numbers", "Exported ID (optional)", "Is framework", "Taxonomy"),
)
_PLAN: Final = ("Shortname", "Description", "Description format", "Competency framework id number", "Related")
_PARENT, _ID, _NAME, _TEXT, _CROSS, _FRAMEWORK = 0, 1, 2, 3, 10, 12
_CONTENT: Final = (_PARENT, _ID, _NAME, _TEXT, _CROSS)
_ALL: Final = "core_competency\\competency_rule_all"
_SCALE: Final = {"nl": "Niet getoond,Getoond"}
_SETTING: Final = '[{"scaleid":"0"},{"id":2,"scaledefault":1,"proficient":1}]'
_MOST: Final = 100  # characters of a name, and of an ID
_CLUSTER: Final = "cluster:"
_KEPT: Final = ("language", "version", "source", "license")
_PLANNED: Final = (0, 1, 4)  # columns of a template with content
_PLAIN: Final = frozenset({"language", "version"})
_BEHAVIOUR: Final = re.compile(r"([a-z0-9][a-z0-9-]*)\.([0-9]+)(?:\.([0-9]+))?")
_CUT: Final = msg("the name is cut at 100 characters; the whole text is in the description")
_MARKUP: Final = msg("the markup of this text is not kept")
_NO_DIRECTION: Final = msg("a cross-reference has no direction, so which presupposes which is not known")
_LOST_ROW: Final = msg("Moodle itself would not take this row: its parent is not there, or it has no name or ID")
_NO_LEVELS: Final = msg("the rows name no levels: what stands below a competency is taken for its only level")
_NOT_OURS: Final = msg("a handbook has no place for this")
Row = list[Any]


def write(handbook: Handbook, ending: str, options: Options) -> dict[str, bytes]:  # noqa: ARG001 - as every writer
    """Return the framework, and a template per profile. Raises WrongUseError for what Moodle would lose."""
    catalogue, language = handbook.catalogue, str(handbook.catalogue["language"])
    name = _said(catalogue["title"], language)
    framework = identifier(name)[:_MOST]
    about = [
        f"{field}: {value if isinstance(value, str) else _said(value, language)}"
        for field in _KEPT
        if (value := catalogue.get(field)) is not None
    ]
    about += [f"level: {_said(level['label'], language)}" for level in catalogue["levels"]]
    about += [_said(text, language) for text in catalogue["introduction"]]
    scale = _SCALE.get(language, "Not shown,Shown")
    head = ["", framework, _named(name), _html(about), 1, scale, _SETTING, "", "", "", "", "", 1]
    rows = [[*head, "domain,competency,level,behaviour"], *_rows(catalogue, language, flat=options.flat)]
    _refuse(rows)
    files = {"": _csv(_COLUMNS, rows)}
    for role, profile in handbook.profiles.items():
        norms = [f"{competency}.{row['norm']}" for competency, row in profile["rows"].items()]
        lines = [f"version: {profile['version']}"]
        for competency, row in profile["rows"].items():
            if "rationale" in row:
                lines.append(f"{competency}: {_said(row['rationale'], language)}")
        title = _said(profile["role"], language)
        files[role] = _csv(_PLAN, [[_named(title), _html(lines), 1, framework, ",".join(norms)]])
    return files


def _said(text: Mapping[str, str], language: str) -> str:
    return text.get(language) or next(iter(text.values()))


def _named(text: str) -> str:
    return text if len(text) <= _MOST else text[: _MOST - 3] + "..."


def _html(lines: Sequence[str]) -> str:
    return "".join(f"<p>{html.escape(line, quote=False)}</p>" for line in lines)


def _rows(catalogue: Mapping[str, Any], language: str, *, flat: bool) -> Iterator[Row]:
    names = [_said(level["label"], language) for level in catalogue["levels"]]

    def row(parent: str, number: str, name: str, *, text: str = "", rule: bool = False, cross: str = "") -> Row:
        rules = [_ALL, 2, "null"] if rule else ["", 0, "null"]
        return [parent, number, _named(name), text, 1, "", "", *rules, cross, "", "", ""]

    for cluster, data in catalogue["clusters"].items():
        parent = f"{_CLUSTER}{data['in']}" if "in" in data else ""
        text = _html([_said(data["text"], language)]) if "text" in data else ""
        yield row(parent, f"{_CLUSTER}{cluster}", _said(data["label"], language), text=text)
    for competency, data in catalogue["competencies"].items():
        label, parent = _said(data["label"], language), f"{_CLUSTER}{data['cluster']}" if "cluster" in data else ""
        text = _html([_said(data["definition"], language)])
        yield row(parent, competency, label, text=text, cross=",".join(data["presupposes"]))
        parent = competency
        described = [level for level, one in data.get("levels", {}).items() if one["behaviours"]]
        for level in sorted(described, key=int, reverse=True):
            number = f"{competency}.{level}"
            yield row(parent, number, f"{label}: {names[int(level) - 1]}", rule=True)
            parent = parent if flat else number
            for place, one in enumerate(data["levels"][level]["behaviours"], 1):
                behaviour = _said(one["text"], language)
                yield row(number, f"{number}.{place}", behaviour, text=_html([behaviour]))


def _refuse(rows: Sequence[Row]) -> None:
    """Refuse what Moodle would lose without a word, or break off at."""
    parents = {str(row[_ID]): str(row[_PARENT]) for row in rows[1:]}
    seen: set[str] = set()
    for row in rows[1:]:
        number = str(row[_ID])
        problem: Message | None = None
        if number in seen:
            problem = msg("two rows have the ID {id}", id=number)
        elif len(number) > _MOST:
            problem = msg("the ID {id} is longer than {n} characters", id=number, n=_MOST)
        elif not re.sub(r"<[^>]*>?", "", row[_NAME]).strip():
            problem = msg("{id} has no name but markup", id=number)
        elif not _has_top(number, parents):
            problem = msg("what {id} stands in is not there, or stands in itself", id=number)
        if problem is not None:
            raise WrongUseError(msg("Moodle would lose a part: {problem}", problem=problem), msg("mend the catalogue"))
        seen.add(number)


def _has_top(number: str, parents: Mapping[str, str]) -> bool:
    seen: set[str] = set()
    while number in parents and number not in seen and parents[number]:
        seen.add(number)
        number = parents[number]
        if number not in parents:
            return False
    return number not in seen


def _csv(columns: Sequence[str], rows: Sequence[Row]) -> bytes:
    target = io.StringIO(newline="")
    csv.writer(target, lineterminator="\n").writerows([columns, *rows])
    return target.getvalue().encode("utf-8")


def _parsed(content: bytes) -> list[list[str]]:
    text = content.decode("utf-8-sig", "replace")
    head = text[:4096].partition("\n")[0]
    delimiter = max((",", ";", "\t"), key=head.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        return []


def sniff(content: bytes, name: str) -> bool:  # noqa: ARG001 - as every reader
    """Tell whether a file is a framework: fourteen columns, and a row that says so by its place."""
    width = len(_COLUMNS)
    if content.startswith(b"PK") or [len(row) for row in _parsed(content.partition(b"\n")[0])] != [width]:
        return False  # before all of a large file is read
    return any(len(row) == width and row[_FRAMEWORK] == "1" for row in _parsed(content)[1:])


def read(content: bytes, name: str, beside: Mapping[str, bytes]) -> Proposal:
    """Return what a framework and its templates say."""
    rows = [[*row, *[""] * len(_COLUMNS)][: len(_COLUMNS)] for row in _parsed(content)[1:]]
    plans = {one: _parsed(data)[1:] for one, data in beside.items()}
    reader = _Reader(rows, plans, name)
    return reader.proposal()


class _Reader:
    """Reads rows into a handbook in the full form, and accounts for their cells."""

    def __init__(self, rows: list[list[str]], plans: Mapping[str, list[list[str]]], name: str) -> None:
        self._rows, self._plans, self._name = rows, plans, name
        places = [(_at(number, column), row[column]) for number, row in enumerate(rows) for column in _CONTENT]
        for plan, lines in plans.items():
            places += [(_at(n, column, plan), row[column]) for n, row in enumerate(lines) for column in _PLANNED]
        self.source = Source(places)
        self._top = next((number for number, row in enumerate(rows) if row[_FRAMEWORK] == "1"), -1)
        self._numbers: dict[str, int] = {}
        self._children: dict[str, list[str]] = {}
        for number, row in enumerate(rows):
            if number != self._top and row[_ID] and self._numbers.setdefault(row[_ID], number) == number:
                self._children.setdefault(row[_PARENT], []).append(row[_ID])
        self._parents = {one: rows[number][_PARENT] for one, number in self._numbers.items()}
        self._ids: dict[str, str] = {}
        self._taken: dict[str, set[str]] = {}
        self._behaviours: dict[tuple[str, str], dict[int, tuple[str, str]]] = {}
        self._catalogue: Data = {"levels": [], "clusters": {}, "competencies": {}}
        self._profiles: dict[str, Data] = {}
        self._losses: list[Loss] = []
        self._language = ""

    def proposal(self) -> Proposal:
        """Return all of it; what Moodle itself would pass over is lost."""
        if self._top >= 0:
            self._framework(self._rows[self._top])
        sound = [one for one in self._numbers if _has_top(one, self._parents) and self._cell(one, _NAME).strip()]
        for kind, take in (("cluster", self._cluster), ("competency", self._competency), ("level", self._level)):
            for one in sound:
                if self._kind(one) == kind:
                    take(one)
        for one in sound:
            if self._kind(one) == "behaviour":
                self._behaviour(one)
        self._settle_behaviours()
        for plan, lines in self._plans.items():
            for number, line in enumerate(lines):
                self._plan(plan, number, line)
        for place, _ in list(self.source.left()):
            is_cross = place[0] == chr(ord("A") + _CROSS) and "!" not in place
            why = _NO_DIRECTION if is_cross else _LOST_ROW
            self.source.lose(place, "direction" if is_cross else "unknown-field", why)
        return self.source.settle(Proposal(self._catalogue, self._profiles, self._losses))

    def _cell(self, one: str, column: int) -> str:
        return self._rows[self._numbers[one]][column]

    def _place(self, one: str, column: int) -> str:
        return _at(self._numbers[one], column)

    def _kind(self, one: str) -> str:
        """Tell what a row is: by our own IDs, or else by what stands in it."""
        ours = _BEHAVIOUR.fullmatch(one)
        if ours is not None and ours[1] in self._numbers:
            return "behaviour" if ours[3] else "level"
        if one.startswith(_CLUSTER):
            return "cluster"
        inside, parent = self._children.get(one, []), self._parents[one]
        if parent.startswith(_CLUSTER) or any(child.startswith(f"{one}.") for child in inside):
            return "competency"
        if inside:
            return "cluster" if any(self._children.get(child) for child in inside) else "competency"
        return "behaviour" if parent and self._kind(parent) == "competency" else "competency"

    def _id(self, one: str) -> str:
        if one not in self._ids:
            taken = self._taken.setdefault(self._kind(one), set())
            self._ids[one] = identifier(one.removeprefix(_CLUSTER), taken)
            taken.add(self._ids[one])
        return self._ids[one]

    def _take(self, one: str, path: Path, name: str, text: str) -> Data:
        """Make a row fields: its name and its description are those that are named.

        Where the description begins as the name of a behaviour, it is the text, and the name may be cut.
        """
        self.source.field(self._place(one, _ID), path)
        if self._cell(one, _PARENT):
            self.source.field(self._place(one, _PARENT), path)
        lines = self._lines(self._place(one, _TEXT), self._cell(one, _TEXT)) if self._cell(one, _TEXT).strip() else []
        start, whole = self._cell(one, _NAME).removesuffix("...").strip(), "\n".join(lines)
        is_cut = len(self._cell(one, _NAME)) > _MOST - 5 and whole.strip().startswith(start) and len(start) < len(whole)
        is_same = name == "text" and bool(whole) and (is_cut or whole.strip(" .") == start.strip(" ."))
        if is_same and is_cut:
            self.source.lose(self._place(one, _NAME), "cut", _CUT)
        else:
            self.source.field(self._place(one, _NAME), (*path, name, self._language))
        if any(lines):
            self.source.field(self._place(one, _TEXT), (*path, name if is_same else text, self._language))
        data: Data = {name: {self._language: whole if is_same else self._cell(one, _NAME)}}
        return data if is_same or not any(lines) else {**data, text: {self._language: whole}}

    def _lines(self, place: str, markup: str) -> list[str]:
        """Return the paragraphs of a description; what markup says besides is lost."""
        if re.fullmatch("(<p>[^<]*</p>)*", markup):
            return [html.unescape(line) for line in re.findall("<p>([^<]*)</p>", markup)]
        if re.search(r"<(?!/?p>|br ?/?>)", markup):
            self._losses.append(Loss("cut", place, markup, _MARKUP))
        lines = re.split(r"</p>|<br ?/?>|</li>|\n", markup)
        plain = (" ".join(html.unescape(re.sub("<[^>]*>", " ", line)).split()) for line in lines)
        return [line for line in plain if line]

    def _framework(self, row: Sequence[str]) -> None:
        lines = self._lines(_at(self._top, _TEXT), row[_TEXT])
        kept = {field: line.partition(": ")[2] for line in lines for field in _KEPT if line.startswith(f"{field}: ")}
        self._language = kept.get("language", "")
        self._catalogue |= {name: value if name in _PLAIN else {self._language: value} for name, value in kept.items()}
        self._catalogue["title"] = {self._language: row[_NAME]}
        levels = [line.removeprefix("level: ") for line in lines if line.startswith("level: ")]
        self._catalogue["levels"] = [{"label": {self._language: level}} for level in levels]
        rest = [line for line in lines if line.partition(": ")[0] not in {*_KEPT, "level"}]
        self._catalogue["introduction"] = [{self._language: line} for line in rest]
        self.source.field(_at(self._top, _ID), ("catalogue",))
        self.source.field(_at(self._top, _NAME), ("catalogue", "title", self._language))
        self.source.field(_at(self._top, _TEXT), ("catalogue",))

    def _cluster(self, one: str) -> None:
        path = ("catalogue", "clusters", self._id(one))
        data = self._take(one, path, "label", "text")
        if self._parents[one]:
            data["in"] = self._id(self._parents[one])
        self._catalogue["clusters"][self._id(one)] = data

    def _competency(self, one: str) -> None:
        name = self._id(one)
        data = self._take(one, ("catalogue", "competencies", name), "label", "definition")
        if self._parents[one] and self._kind(self._parents[one]) == "cluster":
            data["cluster"] = self._id(self._parents[one])
        if name != one:
            data["code"] = one
        self._catalogue["competencies"][name] = data

    def _level(self, one: str) -> None:
        competency, _, number = one.partition(".")
        path: Path = ("catalogue", "competencies", self._id(competency), "levels", str(int(number)))
        self._behaviours.setdefault((self._id(competency), str(int(number))), {})
        for column in (_ID, _PARENT, _TEXT):
            if self._cell(one, column).strip() and column != _TEXT:
                self.source.field(self._place(one, column), path)
        levels = self._catalogue["levels"]
        levels += [{"label": {self._language: str(place)}} for place in range(len(levels) + 1, int(number) + 1)]
        label = self._cell(competency, _NAME)
        name = self._cell(one, _NAME).removeprefix(f"{label}: ")
        if levels[int(number) - 1]["label"][self._language] == number:
            levels[int(number) - 1]["label"][self._language] = name
        self.source.field(self._place(one, _NAME), ("catalogue", "levels", int(number) - 1, "label", self._language))

    def _behaviour(self, one: str) -> None:
        ours = _BEHAVIOUR.fullmatch(one)
        is_ours = ours is not None and ours[3] is not None and ours[1] in self._numbers
        competency, level = (ours[1], str(int(ours[2]))) if ours and is_ours else (self._parents[one], "1")
        known = self._behaviours.setdefault((self._id(competency), level), {})
        number = int(ours[3]) if ours and is_ours else len(known) + 1
        known[number] = (one, "" if is_ours else one)

    def _settle_behaviours(self) -> None:
        """Put behaviours in the order of their numbers, whatever the order of the rows."""
        for (competency, level), numbered in self._behaviours.items():
            data = self._catalogue["competencies"][competency].setdefault("levels", {})
            data[level] = {"behaviours": []}
            base: Path = ("catalogue", "competencies", competency, "levels", level, "behaviours")
            for place, (one, code) in enumerate(one for _, one in sorted(numbered.items())):
                behaviour = self._take(one, (*base, place), "text", "note")
                data[level]["behaviours"].append({**behaviour, "code": code} if code else behaviour)
        unnamed = {name for name, level in self._behaviours if level == "1"}
        if unnamed and not self._catalogue["levels"]:
            self._losses.append(Loss("guessed", self._name, ", ".join(sorted(unnamed)), _NO_LEVELS))

    def _plan(self, plan: str, number: int, row: Sequence[str]) -> None:
        stem, own = self._name.rpartition(".")[0], plan.rpartition(".")[0]
        role = own.removeprefix(f"{stem}.") if own.startswith(f"{stem}.") else identifier(row[0])
        lines = dict(line.split(": ", 1) for line in self._lines(_at(number, 1, plan), row[1]) if ": " in line)
        rows: Data = {}
        for one in row[4].split(","):
            norm = _BEHAVIOUR.fullmatch(one)
            if norm is not None:
                rows[norm[1]] = {"norm": int(norm[2]), "group": "specific"}
                if norm[1] in lines:
                    rows[norm[1]]["rationale"] = {self._language: lines[norm[1]]}
        self._profiles[role] = {"role": {self._language: row[0]}, "version": lines.get("version", ""), "rows": rows}
        for line, text in lines.items():
            if line not in rows and line != "version":
                self._losses.append(Loss("prose", _at(number, 1, plan), f"{line}: {text}", _NOT_OURS))
        self.source.field(_at(number, 0, plan), ("profiles", role, "role"))
        for column in (1, 4):
            self.source.field(_at(number, column, plan), ("profiles", role))


def _at(row: int, column: int, name: str = "") -> str:
    """Return the place of a cell below the header, as spreadsheets call it."""
    return f"{name}{name and '!'}{chr(ord('A') + column)}{row + 2}"
