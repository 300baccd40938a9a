"""SKOS as Turtle: concepts with their notation, texts in every language, what is broader, links to other frameworks.

One triple stands on each line, so that what was written can be read back without a library.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import quote

from competentie.exchange.data import Facts, built, identifier
from competentie.exchange.formats import Options
from competentie.exchange.ledger import Handbook, Path, Proposal

_PREFIXES: Final = (
    "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
    "@prefix dct: <http://purl.org/dc/terms/> .\n"
    "@prefix c: <urn:competentie:term:> .\n"
)
_LINE: Final = re.compile(
    r'<([^>]*)> (\S+) (?:<([^>]*)>|("(?:[^"\\]|\\.)*")(?:@([A-Za-z0-9-]+))?|([0-9]+)|(skos:\w+)) \.'
)
_TEXTS: Final = {
    "title": "dct:title",
    "source": "dct:source",
    "license": "dct:rights",
    "label": "skos:prefLabel",
    "short": "skos:altLabel",
    "definition": "skos:definition",
    "text": "skos:definition",
    "note": "skos:scopeNote",
}
_BEHAVIOUR: Final = {"text": "skos:prefLabel", "note": "skos:scopeNote"}
_EXACT: Final = frozenset({"esco", "competentnl"})


def write(handbook: Handbook, ending: str, options: Options) -> dict[str, bytes]:  # noqa: ARG001 - as every writer
    """Return the graph."""
    return {"": "".join([_PREFIXES, *(f"{line} .\n" for line in _triples(handbook))]).encode("utf-8")}


def _triples(handbook: Handbook) -> Iterator[str]:
    catalogue = handbook.catalogue
    title = catalogue["title"]
    base = f"urn:competentie:{identifier(title.get(catalogue['language']) or next(iter(title.values())))}"
    scheme = f"<{base}>"
    yield f"{scheme} a skos:ConceptScheme"
    yield f"{scheme} dct:language {_string(catalogue['language'])}"
    yield f"{scheme} c:version {_string(catalogue['version'])}"
    yield from _texts(scheme, catalogue, _TEXTS)
    for number, level in enumerate(catalogue["levels"], 1):
        yield from _texts(f"<{base}:levels/{number}>", level, _TEXTS)

    def concept(kind: str, name: str, parent: str, order: int) -> Iterator[str]:
        subject = f"<{base}:{kind}/{name}>"
        yield f"{subject} a skos:Concept"
        yield f"{subject} skos:inScheme {scheme}"
        yield f"{subject} skos:notation {_string(name)}"
        yield f"{subject} c:order {order}"
        yield f"{subject} skos:broader <{base}:{parent}>" if parent else f"{subject} skos:topConceptOf {scheme}"

    for order, (name, data) in enumerate(catalogue["clusters"].items(), 1):
        yield from concept("clusters", name, f"clusters/{data['in']}" if "in" in data else "", order)
        yield from _texts(f"<{base}:clusters/{name}>", data, _TEXTS)
    for order, (name, data) in enumerate(catalogue["competencies"].items(), 1):
        subject = f"<{base}:competencies/{name}>"
        yield from concept("competencies", name, f"clusters/{data['cluster']}" if "cluster" in data else "", order)
        yield from _texts(subject, data, _TEXTS)
        for lighter in data["presupposes"]:
            yield f"{subject} c:presupposes <{base}:competencies/{lighter}>"
        for other in data["contrast"]:
            yield f"{subject} skos:related <{base}:competencies/{other}>"
        for kind, address in data.get("links", {}).items():
            match = "skos:exactMatch" if kind in _EXACT else "skos:closeMatch"
            yield f"{subject} {match} <{quote(address, safe=':/?#[]@!$&()*+,;=%~')}>"
        for level, described in data.get("levels", {}).items():
            rung = f"{name}.{level}"
            yield from concept("concepts", rung, f"competencies/{name}", int(level))
            yield from _texts(f"<{base}:concepts/{rung}>", described, _TEXTS)
            for number, one in enumerate(described["behaviours"], 1):
                yield from concept("concepts", f"{rung}.{number}", f"concepts/{rung}", number)
                yield from _texts(f"<{base}:concepts/{rung}.{number}>", one, _BEHAVIOUR)


def _texts(subject: str, data: Mapping[str, Any], predicates: Mapping[str, str]) -> Iterator[str]:
    for field, predicate in predicates.items():
        for language, text in data.get(field, {}).items():
            yield f"{subject} {predicate} {_string(text)}@{language}"


def _string(text: str) -> str:
    """Write a literal: the escapes of JSON are Turtle's too."""
    return json.dumps(text, ensure_ascii=False)


def read(content: bytes, name: str, beside: Mapping[str, bytes]) -> Proposal:  # noqa: ARG001 - as every reader
    """Return what a graph that was written here says: to know what it could not keep."""
    found: Facts = {}
    base = ""
    for line in content.decode("utf-8").split("\n"):
        match = _LINE.fullmatch(line)
        if match is None:
            continue
        subject, predicate, target, literal, language = match.group(1, 2, 3, 4, 5)
        base = base or subject
        path = _path(subject.removeprefix(base))
        if literal and language:
            found[*path, _field(path, predicate), language] = json.loads(literal)
        elif predicate in {"dct:language", "c:version"}:
            found[*path, predicate.partition(":")[2]] = json.loads(literal)
        elif target:
            found |= _relation(path, predicate, target, base)
    return Proposal(dict(built(found).catalogue))


def _path(place: str) -> Path:
    """Return where in a handbook stands what has this place in the graph."""
    kind, _, name = place[1:].partition("/")
    competency, *numbers = name.split(".")
    if not kind:
        return ("catalogue",)
    if kind == "levels":
        return ("catalogue", kind, int(name) - 1)
    if kind == "clusters":
        return ("catalogue", kind, name)
    level = ("levels", *numbers[:1]) if numbers else ()
    behaviour = ("behaviours", int(numbers[1]) - 1) if numbers[1:] else ()
    return ("catalogue", "competencies", competency, *level, *behaviour)


def _field(path: Path, predicate: str) -> str:
    if predicate == "skos:definition":
        return "definition" if path[1:2] == ("competencies",) and len(path) == len(("", "", "")) else "text"
    known = _BEHAVIOUR if "behaviours" in path[4:] else _TEXTS
    return next(field for field, one in known.items() if one == predicate)


def _relation(path: Path, predicate: str, target: str, base: str) -> Facts:
    other = _path(target.removeprefix(base)) if target.startswith(base) else ()
    if predicate == "c:presupposes":
        return {(*path, "presupposes", other[2]): 1}
    if predicate == "skos:broader" and other[1:2] == ("clusters",):
        return {(*path, "in" if path[1] == "clusters" else "cluster"): other[2]}
    kind = next((kind for kind in sorted(_EXACT) if kind in target.lower()), None)
    return {(*path, "links", kind): target} if kind and predicate == "skos:exactMatch" else {}
