"""Handbooks in and out: what comes back is what went, but for what the ledger says."""

import csv
import io
import json
from collections import Counter
from typing import Any
from xml.etree import ElementTree as ET

import jsonschema
import pytest
import rdflib
from handbooks import handbooks
from hypothesis import Phase, given, settings
from rdflib.namespace import RDF, SKOS
from support import ROOT

from competentie.exchange.data import built, compared, facts, flat, full, ledger, short, where
from competentie.exchange.formats import FORMATS, Options
from competentie.exchange.ledger import KINDS, Handbook, Loss
from competentie.files.read import DISK
from competentie.files.yaml import Document

FEW = settings(max_examples=20, phases=[Phase.generate])
Files = tuple[dict[str, Any], dict[str, dict[str, Any]]]


def owner() -> Handbook:
    """Return the handbook in the repository."""
    read = {path.stem: DISK.read(path) for path in (ROOT / "catalog.yaml", *(ROOT / "profiles").glob("*.yaml"))}
    data = {name: one.data for name, one in read.items() if isinstance(one, Document)}
    return flat(full(data.pop("catalog"), data))


def crossed(name: str, handbook: Handbook, ending: str = "") -> list[Loss]:
    """Write a handbook, read it back, and return what that cost."""
    kind = FORMATS[name]
    ending = ending or kind.endings[0]
    files = {
        f"x{part and '.'}{part}{ending}": content for part, content in kind.write(handbook, ending, Options()).items()
    }
    main, *beside = files
    return ledger(handbook, kind.read(files[main], main, {one: files[one] for one in beside}))


@FEW
@given(handbooks())
def test_a_handbook_is_its_facts(files: Files) -> None:
    handbook = flat(full(*files))
    assert facts(built(facts(handbook))) == facts(handbook)
    assert compared(handbook, built(facts(handbook))) == []


@FEW
@given(handbooks())
def test_the_short_form_says_the_same(files: Files) -> None:
    handbook = flat(full(*files))
    brief = short(handbook)
    assert facts(full(brief.catalogue, brief.profiles)) == facts(handbook)


@pytest.mark.parametrize("ending", [".xlsx", ".csv"])
@FEW
@given(files=handbooks())
def test_a_table_is_exact(files: Files, ending: str) -> None:
    handbook = flat(full(*files))
    assert crossed("table", handbook, ending) == []


@pytest.mark.parametrize("name", ["moodle", "skos", "limesurvey", "feedback"])
@FEW
@given(files=handbooks())
def test_what_a_system_has_room_for_is_not_lost(files: Files, name: str) -> None:
    handbook = flat(full(*files))
    lost = crossed(name, handbook)
    assert {loss.kind for loss in lost} <= set(KINDS)
    language = str(handbook.catalogue["language"])
    places = {loss.where for loss in lost}
    for path, value in facts(handbook).items():
        if path[-1] == language and path[-4:-3] == ("behaviours",) and path[-2] == "text":
            assert where(path) not in places, (path, value)


def test_moodle_keeps_norms_and_the_cumulative_rule() -> None:
    handbook = owner()
    lost = crossed("moodle", handbook)
    assert Counter(loss.kind for loss in lost) == {"cut": 39, "direction": 1, "contrast": 2, "group": 3}
    rows = list(csv.reader(io.StringIO(FORMATS["moodle"].write(handbook, ".csv", Options())[""].decode())))
    parents = {row[1]: row[0] for row in rows}
    assert (parents["samenwerken.3"], parents["samenwerken.2"]) == ("samenwerken", "samenwerken.3")


@FEW
@given(files=handbooks())
def test_case_is_exact(files: Files) -> None:
    assert crossed("case", flat(full(*files))) == []


@FEW
@given(files=handbooks())
def test_case_fits_the_official_schema(files: Files) -> None:
    path = ROOT.parent / "shared" / "exchange" / "case-1.1.openapi.json"
    if not path.is_file():
        pytest.skip("the schema of 1EdTech lies beside the project only where it is made")
    components = json.loads(path.read_text(encoding="utf-8"))["components"]
    schema = {"$ref": "#/components/schemas/CFPackageDType", "components": components}
    package = json.loads(FORMATS["case"].write(flat(full(*files)), ".json", Options())[""])
    assert not list(jsonschema.Draft202012Validator(schema).iter_errors(package))


@FEW
@given(files=handbooks())
def test_turtle_says_what_another_reader_reads(files: Files) -> None:
    handbook = flat(full(*files))
    graph = rdflib.Graph().parse(data=FORMATS["skos"].write(handbook, ".ttl", Options())[""], format="turtle")
    catalogue = handbook.catalogue
    levels = [level for one in catalogue["competencies"].values() for level in one.get("levels", {}).values()]
    behaviours = [one for level in levels for one in level["behaviours"]]
    named = [*catalogue["clusters"].values(), *catalogue["competencies"].values()]
    assert len(set(graph.subjects(RDF.type, SKOS.Concept))) == len(named) + len(levels) + len(behaviours)
    found = [text for text in graph.objects(None, SKOS.prefLabel) if isinstance(text, rdflib.Literal)]
    said = {(str(text), text.language) for text in found}
    wanted = [one["label"] for one in (*named, *catalogue["levels"])] + [one["text"] for one in behaviours]
    assert said == {(text, language) for one in wanted for language, text in one.items()}


@FEW
@given(files=handbooks())
def test_feedback_is_xml_in_which_texts_stay_texts(files: Files) -> None:
    handbook = flat(full(*files))
    root = ET.fromstring(FORMATS["feedback"].write(handbook, ".xml", Options())[""])  # noqa: S314 - our own
    labels = [item.findtext("ITEMLABEL") for item in root.iter("ITEM") if item.get("TYPE") == "multichoice"]
    shown = [item.findtext("ITEMTEXT") or "" for item in root.iter("ITEM")]
    codes = {
        f"{name}.{level}.{number}"
        for name, one in handbook.catalogue["competencies"].items()
        for level, data in one.get("levels", {}).items()
        for number, _ in enumerate(data["behaviours"], 1)
    }
    assert (set(labels), len(labels)) == (codes, len(codes))
    assert not any("<" in text.replace("<br />", "") or "{" in text for text in shown)
