"""CASE 1.1 (1EdTech) as JSON: strict out, lenient in.

Clusters, competencies, levels, behaviours and roles are items, levels also a rubric; what presupposes what `precedes`
it, a role `hasSkillLevel` of the level that it asks for. What CASE has no place for goes into the extension that it
allows a package, so that our own file comes back whole. Identifiers follow from the handbook, so that a second export
updates the first.
"""

import json
import uuid
from collections.abc import Iterator, Mapping
from typing import Any, Final

from competentie.core import WrongUseError, msg
from competentie.exchange.data import Data, built, facts, identifier
from competentie.exchange.formats import Options
from competentie.exchange.ledger import Handbook, Loss, Path, Proposal, Source

_TYPES: Final = ("Cluster", "Competency", "Level", "Behaviour", "Role")
_OURS: Final = "competentie"
_NOT_CONTENT: Final = frozenset(
    [
        *("identifier", "uri", "lastChangeDateTime", "caseVersion", "CFItemType", "CFItemTypeURI", "CFDocumentURI"),
        *("CFPackageURI", "originNodeURI", "destinationNodeURI", "rubricId", "rubricCriterionId", "CFItemURI"),
        *("associationType", "sequenceNumber", "position", "score", "extensions", "CFDefinitions", "targetType"),
    ]
)
_NO_FIELD: Final = msg("a handbook has no field for this")
_ONLY_LEAVES: Final = msg("what has nothing below it is taken for a competency, what it stands in for a cluster")


def write(handbook: Handbook, ending: str, options: Options) -> dict[str, bytes]:  # noqa: ARG001 - as every writer
    """Return the package."""
    package = _Writer(handbook, options.made).package()
    read = _Reader(package).proposal()
    known, wanted = facts(Handbook(read.catalogue, read.profiles)), facts(handbook)
    rest = [[list(path), value] for path, value in wanted.items() if path not in known or known[path] != value]
    gone = [list(path) for path in known if path not in wanted]
    if rest or gone:
        package["extensions"] = {_OURS: {"facts": rest, "gone": gone}}
    return {"": (json.dumps(package, ensure_ascii=False, indent=1) + "\n").encode("utf-8")}


class _Writer:
    """Makes the items and associations of a handbook."""

    def __init__(self, handbook: Handbook, made: str) -> None:
        self._handbook, self._made = handbook, made
        self._language = str(handbook.catalogue["language"])
        self._space = uuid.uuid5(uuid.NAMESPACE_URL, "competentie:" + self._said(handbook.catalogue["title"]))
        self._items: list[Data] = []
        self._links: list[Data] = []
        self._titles: dict[str, str] = {}
        self._last: dict[str, int] = {}

    def package(self) -> Data:
        """Return it all."""
        catalogue = self._handbook.catalogue
        document = self._head("document")
        self._titles[document["identifier"]] = self._said(catalogue["title"])
        document |= {"creator": self._said(catalogue["source"]), "title": self._said(catalogue["title"])}
        document |= {"caseVersion": "1.1", "language": self._language, "version": catalogue["version"]}
        if "license" in catalogue:
            document["notes"] = self._said(catalogue["license"])
        for cluster, data in catalogue["clusters"].items():
            self._item(("cluster", cluster), 1, cluster, data["label"], data.get("text"))
        for cluster, data in catalogue["clusters"].items():
            self._inside(("cluster", cluster), ("cluster", data["in"]) if "in" in data else ("document",))
        criteria = [self._competency(name, data) for name, data in catalogue["competencies"].items()]
        for name, data in catalogue["competencies"].items():
            self._relations(name, data)
        for role, profile in self._handbook.profiles.items():
            self._role(role, profile)
        rubric = {**self._head("rubric"), "title": self._said(catalogue["title"])}
        rubric["CFRubricCriteria"] = [one for one in criteria if one is not None]
        return {
            "CFDocument": document,
            "CFItems": self._items,
            "CFAssociations": self._links,
            "CFDefinitions": {"CFItemTypes": [self._type(number, name) for number, name in enumerate(_TYPES, 1)]},
            "CFRubrics": [rubric] if rubric["CFRubricCriteria"] else [],
        }

    def _said(self, text: Mapping[str, str]) -> str:
        return text.get(self._language) or next(iter(text.values()))

    def _number(self, *key: object) -> str:
        return str(uuid.uuid5(self._space, "/".join(map(str, key))))

    def _head(self, *key: object) -> Data:
        number = self._number(*key)
        return {"identifier": number, "uri": f"urn:uuid:{number}", "lastChangeDateTime": self._made}

    def _to(self, *key: object) -> Data:
        number = self._number(*key)
        return {"title": self._titles.get(number, ""), "identifier": number, "uri": f"urn:uuid:{number}"}

    def _type(self, number: int, name: str) -> Data:
        return {**self._head("type", name), "title": name, "description": name, "hierarchyCode": str(number)}

    def _item(self, key: tuple[object, ...], kind: int, code: str, text: Mapping[str, str], notes: Any = None) -> None:  # noqa: ANN401
        name = _TYPES[kind - 1]
        number = self._number("type", name)
        data = {**self._head(*key), "fullStatement": self._said(text), "humanCodingScheme": code}
        data |= {"CFItemType": name, "language": self._language}
        data["CFItemTypeURI"] = {"title": name, "identifier": number, "uri": f"urn:uuid:{number}"}
        if notes:
            data["notes"] = self._said(notes)
        self._titles[data["identifier"]] = data["fullStatement"]
        self._items.append(data)

    def _link(self, kind: str, origin: tuple[object, ...], target: tuple[object, ...], **more: object) -> None:
        ends = {"originNodeURI": self._to(*origin), "destinationNodeURI": self._to(*target)}
        self._links.append({**self._head(kind, *origin, "to", *target), "associationType": kind, **ends, **more})

    def _inside(self, child: tuple[object, ...], parent: tuple[object, ...]) -> None:
        number = self._number(*parent)
        self._last[number] = self._last.get(number, 0) + 1
        self._link("isChildOf", child, parent, sequenceNumber=self._last[number])

    def _competency(self, name: str, data: Mapping[str, Any]) -> Data | None:
        """Make the items of a competency; return its criterion of the rubric, if it has levels."""
        self._item(("competency", name), 2, name, data["label"], data["definition"])
        self._inside(("competency", name), ("cluster", data["cluster"]) if "cluster" in data else ("document",))
        levels: list[Data] = []
        names = [self._said(level["label"]) for level in self._handbook.catalogue["levels"]]
        for level in sorted(data.get("levels", {}), key=int):
            key = ("level", name, level)
            label = {self._language: names[int(level) - 1]}
            self._item(key, 3, f"{name}.{level}", label, data["levels"][level].get("text"))
            self._inside(key, ("competency", name))
            texts = [self._said(one["text"]) for one in data["levels"][level]["behaviours"]]
            for number, one in enumerate(data["levels"][level]["behaviours"], 1):
                self._item(
                    ("behaviour", name, level, number), 4, f"{name}.{level}.{number}", one["text"], one.get("note")
                )
                self._inside(("behaviour", name, level, number), key)
            rung = {"position": int(level), "score": int(level), "quality": names[int(level) - 1]}
            rung |= {"description": "\n".join(texts), "rubricCriterionId": self._number("criterion", name)}
            levels.append({**self._head("rung", name, level), **rung})
        if not levels:
            return None
        head = {
            **self._head("criterion", name),
            "category": self._said(data["label"]),
            "rubricId": self._number("rubric"),
        }
        return {**head, "CFItemURI": self._to("competency", name), "CFRubricCriterionLevels": levels}

    def _relations(self, name: str, data: Mapping[str, Any]) -> None:
        for lighter in data["presupposes"]:
            self._link("precedes", ("competency", lighter), ("competency", name))
        for other, text in data["contrast"].items():
            self._link("isRelatedTo", ("competency", name), ("competency", other), notes=self._said(text))
        for address in data.get("links", {}).values():
            target = {"title": address, "identifier": str(uuid.uuid5(uuid.NAMESPACE_URL, address)), "uri": address}
            ends = {"originNodeURI": self._to("competency", name), "destinationNodeURI": target}
            head = self._head("exactMatchOf", name, address)
            self._links.append({**head, "associationType": "exactMatchOf", **ends})

    def _role(self, role: str, profile: Mapping[str, Any]) -> None:
        self._item(("role", role), 5, role, profile["role"])
        self._inside(("role", role), ("document",))
        for number, (competency, row) in enumerate(profile["rows"].items(), 1):
            more: Data = {"notes": self._said(row["rationale"])} if "rationale" in row else {}
            target = ("level", competency, row["norm"])
            if self._number(*target) in self._titles:
                self._link("hasSkillLevel", ("role", role), target, sequenceNumber=number, **more)


def sniff(content: bytes, name: str) -> bool:  # noqa: ARG001 - as every reader
    """Tell whether a file is a package."""
    return content.lstrip()[:1] == b"{" and b'"CFDocument"' in content


def read(content: bytes, name: str, beside: Mapping[str, bytes]) -> Proposal:  # noqa: ARG001
    """Return what a package says; fields of the wrong kind are passed over, and lost. Raises WrongUseError."""
    try:
        package = json.loads(content)
    except (ValueError, RecursionError):
        message = msg("{path} is no JSON, or is cut off", path=name)
        raise WrongUseError(message, msg("export it again")) from None
    reader = _Reader(package if isinstance(package, dict) else {})
    proposal = reader.proposal()
    if not proposal.catalogue["competencies"]:
        raise WrongUseError(msg("{path} holds no items", path=name), msg("name a whole package (CFPackages)"))
    return reader.source.settle(proposal)


class _Reader:
    """Reads a package into a handbook in the full form, and accounts for its texts."""

    def __init__(self, package: Mapping[str, Any]) -> None:
        self._package = package
        self._document = _fields(package.get("CFDocument"))
        self._language = _text(self._document, "language")
        self.source = Source(_content(package))
        self._items = {
            _text(item, "identifier"): (f"CFItems[{number}]", item)
            for number, item in enumerate(_list(package.get("CFItems")))
        }
        self._links = list(enumerate(_list(package.get("CFAssociations"))))
        self._children: dict[str, list[str]] = {}
        for _, link in sorted(self._links, key=lambda one: _sequence(one[1])):
            if _text(link, "associationType") == "isChildOf":
                self._children.setdefault(_end(link, "destination"), []).append(_end(link, "origin"))
        self._paths: dict[str, Path] = {}
        self._ids: dict[str, set[str]] = {"clusters": set(), "competencies": set()}
        self._catalogue: Data = {"levels": [], "clusters": {}, "competencies": {}}
        self._profiles: dict[str, Data] = {}
        self._losses: list[Loss] = []
        kinds = {_text(item, "CFItemType") for _, item in self._items.values()}
        self._ours = "Competency" in kinds and kinds <= set(_TYPES)

    def proposal(self) -> Proposal:
        """Return what it says, with what the extension adds."""
        self._about()
        below = {one for inside in self._children.values() for one in inside}
        tops = [one for one in self._items if one not in below]
        roots = [*self._children.get(_text(self._document, "identifier"), []), *tops]
        self._walk([(one, None) for one in roots])
        for number, rubric in enumerate(_list(self._package.get("CFRubrics"))):
            if self._ours:
                self.source.field(f"CFRubrics[{number}].title", ("catalogue",))
            for index, criterion in enumerate(_list(rubric.get("CFRubricCriteria"))):
                self._criterion(f"CFRubrics[{number}].CFRubricCriteria[{index}]", criterion)
        for number, link in sorted(self._links, key=lambda one: _sequence(one[1])):
            self._link(f"CFAssociations[{number}].notes", link)
        for place, _ in list(self.source.left()):
            self.source.lose(place, "unknown-field", _NO_FIELD)
        handbook = self._extended(Handbook(self._catalogue, self._profiles))
        proposal = Proposal(dict(handbook.catalogue), {name: dict(one) for name, one in handbook.profiles.items()})
        proposal.losses = self._losses
        return proposal

    def _about(self) -> None:
        names = {"title": "title", "creator": "source", "version": "version", "language": "language"}
        names |= {"notes": "license"} if self._ours else {"description": "introduction"}
        for field, name in names.items():
            text = _text(self._document, field)
            if text.strip():
                whole = text if name in {"version", "language"} else {self._language: text}
                self._catalogue[name] = [whole] if name == "introduction" else whole
                self.source.field(f"CFDocument.{field}", ("catalogue", name))

    def _walk(self, places: list[tuple[str, str | None]]) -> None:
        """Take items from the top, each once, with the item in which it stands."""
        seen: set[str] = set()
        while places:
            one, parent = places.pop(0)
            if one in self._items and one not in seen:
                seen.add(one)
                getattr(self, f"_{self._kind(one)}")(one, parent)
                places[:0] = [(child, one) for child in self._children.get(one, [])]
        if not self._ours and seen:
            self._losses.append(Loss("guessed", "CFItems", str(len(seen)), _ONLY_LEAVES))

    def _kind(self, one: str) -> str:
        if self._ours:
            return _text(self._items[one][1], "CFItemType").lower()
        return "cluster" if self._children.get(one) else "competency"

    def _said(self, one: str, field: str, *path: str | int) -> Data:
        """Make a text of an item the value at a path."""
        place, item = self._items[one]
        self.source.field(f"{place}.{field}", (*path, self._language))
        return {self._language: _text(item, field)}

    def _named(self, one: str, kind: str) -> tuple[str, Path]:
        """Return the id of an item and its path, and account for its code."""
        place, item = self._items[one]
        code = _text(item, "humanCodingScheme")
        name = identifier(code or _text(item, "fullStatement"), self._ids[kind])
        self._ids[kind].add(name)
        self._paths[one] = ("catalogue", kind, name)
        if code and (name == code or kind == "competencies"):
            self.source.field(f"{place}.humanCodingScheme", self._paths[one])
        return name, self._paths[one]

    def _cluster(self, one: str, parent: str | None) -> None:
        name, path = self._named(one, "clusters")
        data: Data = {"label": self._said(one, "fullStatement", *path, "label")}
        if _text(self._items[one][1], "notes"):
            data["text"] = self._said(one, "notes", *path, "text")
        if parent is not None:
            data["in"] = self._paths[parent][2]
        self._catalogue["clusters"][name] = data

    def _competency(self, one: str, parent: str | None) -> None:
        item = self._items[one][1]
        name, path = self._named(one, "competencies")
        brief = "abbreviatedStatement" if not self._ours and _text(item, "abbreviatedStatement") else "fullStatement"
        data: Data = {"label": self._said(one, brief, *path, "label")}
        definition = "fullStatement" if brief != "fullStatement" else "notes"
        if _text(item, definition):
            data["definition"] = self._said(one, definition, *path, "definition")
        if _text(item, "humanCodingScheme") not in {"", name}:
            data["code"] = _text(item, "humanCodingScheme")
        if parent is not None and self._paths[parent][1] == "clusters":
            data["cluster"] = self._paths[parent][2]
        self._catalogue["competencies"][name] = data

    def _level(self, one: str, parent: str | None) -> None:
        place, item = self._items[one]
        number = _text(item, "humanCodingScheme").rpartition(".")[2]
        if parent is None or self._paths.get(parent, ())[1:2] != ("competencies",) or not number.isdecimal():
            return
        competency = self._catalogue["competencies"][self._paths[parent][2]]
        self._paths[one] = path = (*self._paths[parent], "levels", number)
        data: Data = {"behaviours": []}
        if _text(item, "notes"):
            data["text"] = self._said(one, "notes", *path, "text")
        competency.setdefault("levels", {})[number] = data
        label = _text(item, "fullStatement").removeprefix(f"{competency['label'][self._language]}, ")
        self._name_level(int(number), label)
        self.source.field(f"{place}.fullStatement", path)
        self.source.field(f"{place}.humanCodingScheme", path)

    def _name_level(self, number: int, label: str) -> None:
        levels = self._catalogue["levels"]
        levels += [{"label": {self._language: ""}} for _ in range(len(levels), min(number, 999))]
        levels[number - 1]["label"][self._language] = levels[number - 1]["label"][self._language] or label

    def _behaviour(self, one: str, parent: str | None) -> None:
        if parent is None or self._paths.get(parent, ())[3:4] != ("levels",):
            return
        known = self._catalogue["competencies"][self._paths[parent][2]]["levels"][self._paths[parent][4]]["behaviours"]
        path = (*self._paths[parent], "behaviours", len(known))
        data = {"text": self._said(one, "fullStatement", *path, "text")}
        if _text(self._items[one][1], "notes"):
            data["note"] = self._said(one, "notes", *path, "note")
        known.append(data)
        self.source.field(f"{self._items[one][0]}.humanCodingScheme", path)

    def _role(self, one: str, parent: str | None) -> None:  # noqa: ARG002 - as every kind of item
        place, item = self._items[one]
        name = _text(item, "humanCodingScheme") or identifier(_text(item, "fullStatement"), self._profiles)
        self._paths[one] = ("profiles", name)
        self._profiles[name] = {"role": self._said(one, "fullStatement", "profiles", name, "role"), "rows": {}}
        self.source.field(f"{place}.humanCodingScheme", ("profiles", name))

    def _criterion(self, place: str, criterion: Mapping[str, Any]) -> None:
        """Take the levels of a rubric: in ours they say once more what the items say, elsewhere they are the levels."""
        path = self._paths.get(_text(_fields(criterion.get("CFItemURI")), "identifier"))
        rungs = list(enumerate(_list(criterion.get("CFRubricCriterionLevels"))))
        if path is None or path[1] != "competencies":
            return
        if self._ours:
            self.source.field(f"{place}.category", path)
            for number, _ in rungs:
                for field in ("quality", "description"):
                    self.source.field(f"{place}.CFRubricCriterionLevels[{number}].{field}", path)
            return
        scores = sorted({_score(rung) for _, rung in rungs})
        levels: Data = {}
        for number, rung in rungs:
            level, text = scores.index(_score(rung)) + 1, _text(rung, "description")
            here = f"{place}.CFRubricCriterionLevels[{number}]"
            if text and str(level) not in levels:
                own = (*path, "levels", str(level))
                behaviour: Data = {"text": {self._language: text}}
                if _text(rung, "feedback"):
                    behaviour["note"] = {self._language: _text(rung, "feedback")}
                    self.source.field(f"{here}.feedback", (*own, "behaviours", 0, "note"))
                levels[str(level)] = {"behaviours": [behaviour]}
                self.source.field(f"{here}.description", (*own, "behaviours", 0, "text", self._language))
                self._name_level(level, _text(rung, "quality"))
                if self._catalogue["levels"][level - 1]["label"][self._language] == _text(rung, "quality"):
                    self.source.field(f"{here}.quality", ("catalogue", "levels", level - 1))
        self._catalogue["competencies"][path[2]]["levels"] = levels

    def _link(self, place: str, link: Mapping[str, Any]) -> None:
        origin, target = (self._paths.get(_end(link, end), ()) for end in ("origin", "destination"))
        kind, notes = _text(link, "associationType"), _text(link, "notes")
        known = self._catalogue["competencies"]
        if origin[1:2] == target[1:2] == ("competencies",) and len(origin) == len(target) == 3:  # noqa: PLR2004 - no level
            if kind == "precedes":
                known[target[2]].setdefault("presupposes", {})[origin[2]] = 1
            elif kind == "isRelatedTo" and notes:
                known[origin[2]].setdefault("contrast", {})[target[2]] = {self._language: notes}
                self.source.field(place, (*origin, "contrast", target[2], self._language))
        elif kind == "hasSkillLevel" and origin[:1] == ("profiles",) and target[3:4] == ("levels",):
            row: Data = {"norm": int(target[4]), "group": "specific"}
            self._profiles[str(origin[1])]["rows"][target[2]] = row
            if notes.strip():
                row["rationale"] = {self._language: notes}
                self.source.field(place, (*origin, "rows", target[2], "rationale", self._language))

    def _extended(self, handbook: Handbook) -> Handbook:
        """Add what only our extension says, as far as it can be one."""
        more = _fields(_fields(self._package.get("extensions")).get(_OURS))
        if not more:
            return handbook
        known = facts(handbook)
        try:
            for path in more.get("gone") or ():
                known.pop(tuple(path), None)
            self.source.instead({tuple(path) for path in more.get("gone") or ()}, ("catalogue",))
            for path, value in more.get("facts") or ():
                known[tuple(path)] = value
            return built(known)
        except (AttributeError, IndexError, TypeError, ValueError) as error:  # somebody else wrote it
            message = msg("what this package says under `{name}` is not as this program writes it", name=_OURS)
            raise WrongUseError(message, msg("remove `extensions` from it, and import it again")) from error


def _content(package: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield every text of a package that says something, by its place."""
    places: list[tuple[str, Any]] = [(name, value) for name, value in package.items() if name not in _NOT_CONTENT]
    while places:
        place, value = places.pop()
        if isinstance(value, Mapping):
            within = {name: one for name, one in value.items() if name not in _NOT_CONTENT}
            if not place.startswith("CFDocument"):
                within.pop("language", None)
            places += [(f"{place}.{name}", one) for name, one in within.items()]
        elif isinstance(value, list):
            places += [(f"{place}[{number}]", one) for number, one in enumerate(value)]
        elif value is not None and not isinstance(value, bool):
            yield place, str(value)


def _fields(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: object) -> list[Mapping[str, Any]]:
    return [_fields(one) for one in value] if isinstance(value, list) else []


def _text(data: Mapping[str, Any], name: str) -> str:
    value = data.get(name)
    return value if isinstance(value, str) else ""


def _end(link: Mapping[str, Any], end: str) -> str:
    return _text(_fields(link.get(f"{end}NodeURI")), "identifier")


def _sequence(link: Mapping[str, Any]) -> float:
    number = link.get("sequenceNumber")
    return number if isinstance(number, int | float) else 0


def _score(rung: Mapping[str, Any]) -> float:
    number = next((rung[name] for name in ("score", "position") if isinstance(rung.get(name), int | float)), 0)
    return float(number)
