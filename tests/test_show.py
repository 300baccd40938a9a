"""`show`, `matrix`, `template` and `schema`."""

import csv
import io
import json
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pydantic
import pytest
from support import ROOT, Program

from competentie.files.places import SCHEMAS
from competentie.files.read import read
from competentie.files.yaml import Document
from competentie.page.language import LANGUAGES, Words
from competentie.validate.schema import MODELS, schema_text

LOCKED = re.findall(r"^pydantic==(\S+)", (ROOT / "requirements" / "run.txt").read_text(encoding="utf-8"), re.MULTILINE)[
    0
]


@pytest.mark.parametrize(
    "arguments",
    [
        ("show",),
        ("show", "analyseren"),
        ("show", "Plannen en organiseren"),
        ("show", "samenwerken.2.3"),
        ("show", "leervermogen"),
        ("show", "opleidingscoordinator"),
        ("matrix",),
        ("matrix", "--format", "markdown"),
    ],
    ids="-".join,
)
def test_on_the_shipped_handbook(arguments: tuple[str, ...], competentie: Program, golden: Callable[..., None]) -> None:
    ran = competentie(*arguments, lang="nl", cwd=ROOT)
    assert (ran.code, ran.err) == (0, "")
    golden("-".join(arguments).replace(" ", "-") + ".txt", ran.out)


def test_a_norm_lists_the_behaviours_that_it_presumes(competentie: Program) -> None:
    out = competentie("show", "opleidingscoordinator", cwd=ROOT).out
    assert "samenwerken.1.4" in out
    assert "samenwerken.2.4" in out
    assert "samenwerken.3.1" not in out
    data = json.loads(competentie("show", "opleidingscoordinator", "--format", "json").out)
    presumes = {one["competency"]: len(one["presumes"]) for one in data["norms"]}
    assert presumes["samenwerken"] == 8
    assert presumes["expertise"] == 4


@pytest.mark.parametrize("subject", [(), ("listening",), ("listening.1.2",), ("adviser",)])
def test_json_is_versioned(subject: tuple[str, ...], project: Path, competentie: Program) -> None:
    assert json.loads(competentie("show", *subject, "--format", "json", cwd=project).out)["version"] == 1


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("samenwerke", "did you mean `samenwerken`?"),
        ("Plannen & organiseren", "did you mean `plannen-en-organiseren`?"),
    ],
)
def test_an_unknown_subject(name: str, says: str, competentie: Program) -> None:
    ran = competentie("show", name, cwd=ROOT)
    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err


def test_the_matrix_sets_implied_norms_apart(project: Path, competentie: Program) -> None:
    (project / "profiles" / "solo.yaml").write_text(
        "competentie: 1\nrole: Solo\nversion: '1'\nspecific: {advising: {norm: 1}}\n", encoding="utf-8"
    )
    lines = [line.split() for line in competentie("matrix", cwd=project).out.splitlines()]
    assert ["Competency", "Adviser", "Solo"] in lines
    assert ["Listening", "2", "(2)"] in lines
    assert ["Patience", "-", "-"] in lines
    rows = list(csv.reader(io.StringIO(competentie("matrix", "--format", "csv").out)))
    assert rows == [
        ["competency", "adviser", "solo"],
        ["listening", "2", ""],
        ["advising", "2", "1"],
        ["patience", "", ""],
    ]
    roles = json.loads(competentie("matrix", "--format", "json").out)["roles"]
    assert roles[1] == {"profile": "solo", "norms": {"advising": 1}, "implied": {"listening": 2}}


def test_a_profile_in_error_is_reported_and_the_others_are_shown(project: Path, competentie: Program) -> None:
    (project / "profiles" / "broken.yaml").write_text("role: x\n", encoding="utf-8")
    for command in ("matrix", "show"):
        ran = competentie(command, cwd=project)
        assert ran.code == 1
        assert "Adviser" in ran.out
        assert "S002" in ran.err


def test_competencies_without_a_cluster_stand_apart(project: Path, competentie: Program) -> None:
    text = (project / "catalog.yaml").read_text(encoding="utf-8").replace("    cluster: work\n", "", 1)
    (project / "catalog.yaml").write_text(text, encoding="utf-8")
    lines = [line.strip().split("  ")[0] for line in competentie("matrix", cwd=project).out.splitlines()]
    assert lines[1:] == ["Work", "Advising", "Without a cluster", "Listening", "Mentioned only", "Patience"]


LONG = "person,profile,item,rating,text,note,evidence,handbook"
BEHAVIOURS = "listening.1.1,listening.1.2,listening.2.1,advising.1.1,advising.2.1,advising.2.2"


@pytest.mark.parametrize(
    ("options", "header", "first"),
    [
        ((), f"person,profile,{BEHAVIOURS},handbook", ",adviser,,,,,,,1 listening:"),
        (("--by", "level"), "person,profile,listening,advising,handbook", ",adviser,,,1 listening:"),
        (("--layout", "long", "--by", "level", "--person", "A"), LONG, "A,adviser,listening,,Listening,,,1 listening:"),
        (("--layout", "long"), LONG, ",adviser,listening.1.1,,Looks up,,,1 listening:"),
    ],
)
def test_template(options: tuple[str, ...], header: str, first: str, project: Path, competentie: Program) -> None:
    lines = competentie("template", "adviser", *options, cwd=project).out.splitlines()
    assert lines[0] == header
    assert lines[1].startswith(first)


def test_template_with_all_levels_and_for_excel(project: Path, competentie: Program) -> None:
    competentie("template", "adviser", "--all-levels", "--excel", "-o", "t.csv", cwd=project)
    content = (project / "t.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbfperson;profile;listening.1.1;")
    assert b"advising.3.1" in content


@pytest.mark.skipif(pydantic.VERSION != LOCKED, reason=f"the schemas are made with pydantic {LOCKED}, as it is locked")
@pytest.mark.parametrize("kind", MODELS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_shipped_schemas_are_current(kind: str, language: str, competentie: Program) -> None:
    shipped = (SCHEMAS / f"{kind}.{language}.json").read_text(encoding="utf-8")
    assert shipped == schema_text(kind, Words(language)), "renew them with: python -m competentie.validate.schema"
    assert competentie("schema", kind, lang=language).out == shipped


def plain(value: Any) -> Any:
    """Turn our exact numbers into the floats that a JSON Schema validator knows."""
    match value:
        case dict():
            return {key: plain(one) for key, one in value.items()}
        case list():
            return [plain(one) for one in value]
        case Decimal():
            return float(value)
    return value


FILES = {
    "catalog.yaml": "catalog",
    "profiles/opleidingscoordinator.yaml": "profile",
    "examples/ratings.yaml": "ratings",
}


@pytest.mark.parametrize(("file", "kind"), FILES.items())
def test_shipped_files_satisfy_their_schema_and_name_it(file: str, kind: str) -> None:
    document = read(ROOT / file, file)
    assert isinstance(document, Document)
    schema = json.loads((SCHEMAS / f"{kind}.nl.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(plain(document.data), schema)
    modeline = document.text.splitlines()[0]
    named = modeline.removeprefix("# yaml-language-server: $schema=")
    assert ((ROOT / file).parent / named).resolve() == SCHEMAS / f"{kind}.nl.json"


ROOM = {
    "tests/data/room/catalog.yaml": "catalog",
    "tests/data/room/profiles/senior.yaml": "profile",
    "tests/errors/R012-agreed-without-reason/right/ratings/someone.yaml": "ratings",
    "tests/errors/R013-level-and-behaviours/right/ratings/someone.yaml": "ratings",
}


@pytest.mark.parametrize(("file", "kind"), ROOM.items())
def test_what_there_is_room_for_satisfies_the_schema(file: str, kind: str) -> None:
    document = read(ROOT / file, file)
    assert isinstance(document, Document)
    jsonschema.validate(plain(document.data), json.loads((SCHEMAS / f"{kind}.en.json").read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("profile", {"competentie": 1, "role": "R", "version": "1", "generik": {}}),
        ("profile", {"competentie": 1, "role": "R", "version": "1", "generic": {"a": {"norm": 0}}}),
        ("profile", {"competentie": 1, "role": "R", "version": 1.1}),
        ("profile", {"competentie": 2, "role": "R", "version": "1"}),
        ("ratings", {"competentie": 1, "profile": "p", "person": "P", "ratings": {"a": {"1.1": "seen"}}}),
        ("ratings", {"competentie": 1, "profile": "p", "person": "P", "ratings": {"a": "yes"}}),
        ("catalog", {"competentie": 1}),
    ],
)
def test_schemas_refuse_what_the_models_refuse(kind: str, data: dict[str, Any]) -> None:
    schema = json.loads((SCHEMAS / f"{kind}.en.json").read_text(encoding="utf-8"))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data, schema)


def test_ratings_in_the_short_form_satisfy_the_schema() -> None:
    schema = json.loads((SCHEMAS / "ratings.en.json").read_text(encoding="utf-8"))
    ratings = {"a": 2, "b": {"1.1": "shown", "1.2": {"rating": "not_shown", "note": "n"}}}
    jsonschema.validate({"competentie": 1, "profile": "p", "person": "P", "ratings": ratings}, schema)
