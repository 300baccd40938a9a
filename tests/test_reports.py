"""Reports for machines: each satisfies its schema whatever it is told of, and says what the findings say."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import jsonschema
import pytest
from jsonschema.validators import validator_for
from lxml import etree
from support import SHARED

from competentie.core import CODES, Diagnostic, Edit, Related, Span, msg
from competentie.files.places import SCHEMAS
from competentie.page.language import Words
from competentie.validate.reports import Setting, annotations, document, fingerprints, gitlab, junit, sarif
from competentie.validate.validator import Report

SETTING = Setting(Words("en"), "2026-11-24T05:34:00", Path("/project"))

NASTY = (
    "50% \r\n::error::x ##[add-mask]a ]]> <b>&amp; {0} {norm: 2} [here](http://x) \x00\x01\x1b[31m\x85\u202e\ufffe "
    "\ud800 ,:; \U0001f600"
)
PLAIN = Diagnostic(
    "P001",
    "profiles/adviser.yaml",
    Span(5, 3, 5, 11),
    msg("there is no competency `{id}`", id="listenin"),
    msg("did you mean `{name}`?", name="listening"),
    (Related(msg("first given here"), "catalog.yaml", Span(2, 1, 2, 4)),),
)
WARNING = Diagnostic("R004", "ratings/a.yaml", Span(1, 1, 1, 1), msg("these texts have changed"))
ADVICE = Diagnostic("C006", "catalog.yaml", Span(1, 1, 2, 1), msg("the license is not stated"))
NASTY_PATH = NASTY.replace("\x00", "").replace("\ud800", "\udc80")  # as Python reads a byte that is not UTF-8
HOSTILE = Diagnostic(
    "P001", NASTY_PATH, Span(7, 9, 7, 9), msg("{said}", said=NASTY), msg("{said}", said=NASTY),
    (Related(msg("{said}", said=NASTY), NASTY_PATH, Span()),),
)  # fmt: skip

CASES = {
    "nothing": Report(),
    "clean": Report(["catalog.yaml", "profiles/adviser.yaml"]),
    "each severity": Report(["catalog.yaml"], [ADVICE, PLAIN, WARNING], [msg("not checked against the catalogue")]),
    "hostile": Report([HOSTILE.path], [HOSTILE, HOSTILE], [msg("{said}", said=NASTY)]),
    "many": Report(["many.yaml"], [Diagnostic("Y013", "many.yaml", Span(n, 1, n, 2), msg("x")) for n in range(1, 501)]),
    "each code": Report(["a.yaml"], [Diagnostic(code, "a.yaml", Span(), msg("x")) for code in CODES]),
}
each_case = pytest.mark.parametrize("report", CASES.values(), ids=CASES)
schemas = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the official schemas are not beside this checkout (../shared)"
)


def run_of(report: Report, setting: Setting = SETTING) -> dict[str, Any]:
    run: dict[str, Any] = json.loads(sarif(report, setting))["runs"][0]
    return run


# JSON


@each_case
def test_json_satisfies_the_shipped_schema(report: Report) -> None:
    schema = json.loads((SCHEMAS / "diagnostics.json").read_text(encoding="utf-8"))
    if report.checked:  # a run always has checked something
        jsonschema.validate(json.loads(document(report, SETTING)), schema, jsonschema.Draft202012Validator)


def test_the_shipped_schema_is_one_and_names_every_field() -> None:
    schema = json.loads((SCHEMAS / "diagnostics.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    data = json.loads(document(CASES["each severity"], SETTING))
    (wrong,) = [one for one in data["diagnostics"] if one["related"]]
    for described, found in (
        (schema, data),
        (schema["properties"]["summary"], data["summary"]),
        (schema["$defs"]["diagnostic"], wrong),
        (schema["$defs"]["related"], wrong["related"][0]),
    ):
        assert list(found) == described["required"] == list(described["properties"])


def test_json_says_everything() -> None:
    data = json.loads(document(CASES["each severity"], SETTING))
    assert data["version"] == 1
    assert data["files"] == ["catalog.yaml"]
    assert data["skipped"] == ["not checked against the catalogue"]
    assert data["summary"] == {"errors": 1, "warnings": 1, "advice": 1}
    assert data["diagnostics"][1] == {
        "code": "P001",
        "name": "unknown-competency",
        "severity": "error",
        "message": "there is no competency `listenin`",
        "help": "did you mean `listening`?",
        "path": "profiles/adviser.yaml",
        "line": 5,
        "column": 3,
        "end_line": 5,
        "end_column": 11,
        "related": [
            {
                "message": "first given here",
                "path": "catalog.yaml",
                "line": 2,
                "column": 1,
                "end_line": 2,
                "end_column": 4,
            }
        ],
        "fix": [],
    }


def test_json_says_what_mends_a_finding_without_the_text_around_it() -> None:
    fix = (Edit(Span(2, 6, 2, 6), " "),)
    report = Report(["a.yaml"], [Diagnostic("Y026", "a.yaml", Span(2, 5, 2, 6), msg("wrong"), fix=fix)])
    (edit,) = json.loads(document(report, SETTING))["diagnostics"][0]["fix"]
    assert edit == {"line": 2, "column": 6, "end_line": 2, "end_column": 6, "text": " "}
    schema = json.loads((SCHEMAS / "diagnostics.json").read_text(encoding="utf-8"))["$defs"]["edit"]
    assert list(edit) == schema["required"] == list(schema["properties"])


def test_json_in_a_log_holds_no_command_of_github() -> None:
    text = document(CASES["hostile"], SETTING)
    assert "##[" not in text
    assert "##[add-mask]a" in json.loads(text)["diagnostics"][0]["message"]


# SARIF


@schemas
@each_case
def test_sarif_satisfies_the_official_schema(report: Report) -> None:
    schema = json.loads((SHARED / "schemas" / "sarif-2.1.0.json").read_text(encoding="utf-8"))
    log = json.loads(sarif(report, SETTING).encode("utf-8", "backslashreplace"))
    validator_for(schema)(schema).validate(log)


def test_sarif_says_what_was_found_and_where() -> None:
    run = run_of(CASES["each severity"])
    assert [(one["ruleId"], one["ruleIndex"], one["level"]) for one in run["results"]] == [
        ("C006", 0, "note"),
        ("P001", 1, "error"),
        ("R004", 2, "warning"),
    ]
    result = run["results"][1]
    assert result["message"] == {"text": "there is no competency `listenin`\nhelp: did you mean `listening`?"}
    assert result["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "profiles/adviser.yaml", "uriBaseId": "%SRCROOT%"},
                "region": {"startLine": 5, "startColumn": 3, "endLine": 5, "endColumn": 11},
            }
        }
    ]
    (related,) = result["relatedLocations"]
    assert (related["id"], related["message"]) == (1, {"text": "first given here"})
    assert related["physicalLocation"]["artifactLocation"]["uri"] == "catalog.yaml"
    assert run["columnKind"] == "unicodeCodePoints"


def test_sarif_has_a_rule_for_each_code_that_occurs() -> None:
    rules = run_of(CASES["each severity"])["tool"]["driver"]["rules"]
    assert [(one["id"], one["name"], one["defaultConfiguration"]["level"]) for one in rules] == [
        ("C006", "no-license", "note"),
        ("P001", "unknown-competency", "error"),
        ("R004", "stale-texts", "warning"),
    ]
    assert rules[1]["shortDescription"] == {"text": "a norm on a competency that is not in the catalogue"}
    assert rules[1]["fullDescription"]["text"] in rules[1]["help"]["text"]


def test_sarif_tells_of_skipped_checks_in_a_run_that_succeeded() -> None:
    (invocation,) = run_of(CASES["each severity"])["invocations"]
    assert invocation == {
        "executionSuccessful": True,
        "toolExecutionNotifications": [
            {"level": "warning", "message": {"text": "not checked against the catalogue"}}
        ],
    }  # fmt: skip


def test_sarif_messages_hold_no_placeholders_and_no_links() -> None:
    text = run_of(CASES["hostile"])["results"][0]["message"]["text"]
    assert "{{0}} {{norm: 2}}" in text
    assert not re.search(r"\[[^]]*\]\(", text)


@pytest.mark.parametrize(
    ("path", "within", "uri"),
    [
        ("profiles/adviser.yaml", "", "profiles/adviser.yaml"),
        ("100% {één} #1?.yaml", "", "100%25%20%7B%C3%A9%C3%A9n%7D%20%231%3F.yaml"),
        ("a:b.yaml", "", "a%3Ab.yaml"),
        ("x\udcff.yaml", "", "x%FF.yaml"),
        ("<stdin>", "", "%3Cstdin%3E"),
        ("a\nb.yaml", "", "a%0Ab.yaml"),
        ("/else where/catalog.yaml", "", "file:///else%20where/catalog.yaml"),
        ("../other/catalog.yaml", "", "file:///other/catalog.yaml"),
        ("catalog.yaml", "hand boek", "hand%20boek/catalog.yaml"),
        ("../catalog.yaml", "handboek", "catalog.yaml"),
        ("../../catalog.yaml", "handboek", "file:///catalog.yaml"),
        ("catalog.yaml", ".", "catalog.yaml"),
    ],
)
def test_a_path_as_a_uri(path: str, within: str, uri: str) -> None:
    found = Setting(Words("en"), folder=Path("/project"), within=within).uri(path)
    assert found == uri
    assert found.isascii()


# JUnit


def suite_of(report: Report, setting: Setting = SETTING) -> etree._Element:
    return etree.fromstring(junit(report, setting).encode())[0]


@schemas
@each_case
def test_junit_satisfies_the_common_schema(report: Report) -> None:
    schema = etree.XMLSchema(etree.parse(SHARED / "schemas" / "junit.xsd"))
    schema.assertValid(etree.fromstring(junit(report, SETTING).encode()))


def test_junit_counts_tests_that_pass_fail_and_are_skipped() -> None:
    suite = suite_of(CASES["each severity"])
    assert {name: suite.get(name) for name in ("tests", "failures", "errors", "skipped", "time")} == {
        "tests": "4",
        "failures": "2",
        "errors": "0",
        "skipped": "1",
        "time": "0",
    }
    assert [
        (one.get("classname"), one.get("name"), [child.tag for child in one]) for one in suite.iter("testcase")
    ] == [
        ("catalog.yaml", "catalog.yaml", []),
        ("profiles/adviser.yaml", "P001 unknown-competency 5:3", ["failure"]),
        ("ratings/a.yaml", "R004 stale-texts 1:1", ["failure"]),
        ("competentie", "not checked against the catalogue", ["skipped"]),
    ]
    assert (suite.get("timestamp"), suite.get("hostname")) == ("2026-11-24T05:34:00", "localhost")


def test_junit_says_what_is_wrong_and_what_to_do() -> None:
    (failure, _other) = suite_of(CASES["each severity"]).iter("failure")
    assert failure.get("message") == "there is no competency `listenin`"
    assert failure.get("type") == "P001 unknown-competency"
    assert (failure.text or "").splitlines() == [
        "profiles/adviser.yaml:5:3: error[P001 unknown-competency] there is no competency `listenin`",
        "help: did you mean `listening`?",
        "catalog.yaml:2:1: first given here",
    ]


def test_junit_keeps_advice_as_output() -> None:
    output = suite_of(CASES["each severity"]).findtext("system-out")
    assert output == "catalog.yaml:1:1: advice[C006 no-license] the license is not stated"


def test_junit_gives_no_two_tests_the_same_name() -> None:
    names = [(one.get("classname"), one.get("name")) for one in suite_of(CASES["hostile"]).iter("testcase")]
    assert len(names) == len(set(names))


def test_junit_replaces_what_is_no_character_in_xml() -> None:
    text = junit(CASES["hostile"], SETTING)
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", text)
    assert "\N{REPLACEMENT CHARACTER}" in text


# GitLab


@each_case
def test_gitlab_reports_are_as_documented(report: Report) -> None:
    schema = {
        "type": "array",
        "items": {
            "required": ["description", "check_name", "fingerprint", "severity", "location"],
            "properties": {
                "description": {"type": "string"},
                "check_name": {"type": "string"},
                "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
                "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
                "location": {
                    "required": ["path", "lines"],
                    "properties": {
                        "path": {"type": "string"},
                        "lines": {"required": ["begin"], "properties": {"begin": {"type": "integer", "minimum": 1}}},
                    },
                },
            },
        },
    }
    data = json.loads(gitlab(report, SETTING).encode("utf-8", "backslashreplace"))
    jsonschema.validate(data, schema)
    assert len({one["fingerprint"] for one in data}) == len(report.found)


def test_gitlab_says_what_was_found_and_where() -> None:
    (_advice, wrong, _warning) = json.loads(gitlab(CASES["each severity"], SETTING))
    del wrong["fingerprint"]
    assert wrong == {
        "description": "there is no competency `listenin`; help: did you mean `listening`?",
        "check_name": "P001 unknown-competency",
        "severity": "major",
        "location": {"path": "profiles/adviser.yaml", "lines": {"begin": 5, "end": 5}},
    }


# Fingerprints


def finding(code: str = "P001", path: str = "a.yaml", line: int = 1, **facts: object) -> Diagnostic:
    return Diagnostic(code, path, Span(line, 1, line, 2), msg("about {id}", **facts))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (finding(id="x"), finding(id="x", line=9), True),
        (finding(id="x", line=1), finding(id="x", line=1), True),
        (finding(id="x"), finding(id="y"), False),
        (finding(id="x"), finding(id="x", code="P003"), False),
        (finding(id="x"), finding(id="x", path="b.yaml"), False),
        (finding(id=msg("the {what}", what="x")), finding(id=msg("the {what}", what="y")), False),
        (finding(id=["x", "y"]), finding(id=["x", "z"]), False),
        (finding("D002", id="a@example.org"), finding("D002", id="b@example.org"), True),
        (finding("T006", id="Sanne"), finding("T006", id="Robin"), True),
    ],
)
def test_which_findings_are_the_same(one: Diagnostic, other: Diagnostic, same: bool) -> None:  # noqa: FBT001
    assert (fingerprints([one]) == fingerprints([other])) is same


def test_a_line_number_in_a_message_does_not_count() -> None:
    again = [Diagnostic("Y006", "a.yaml", Span(), msg("first on line {line}", line=line)) for line in (3, 30)]
    assert fingerprints(again[:1]) == fingerprints(again[1:])


def test_findings_that_share_everything_are_told_apart_by_rank() -> None:
    marks = fingerprints([finding(id="x"), finding(id="x", line=2)])
    assert len(set(marks)) == 2
    assert fingerprints([finding(id="x", line=7)]) == marks[:1]


def test_fingerprints_do_not_depend_on_the_language() -> None:
    english, dutch = (
        run_of(CASES["each severity"], Setting(Words(language), folder=Path("/project"))) for language in ("en", "nl")
    )
    assert [one["partialFingerprints"] for one in english["results"]] == [
        one["partialFingerprints"] for one in dutch["results"]
    ]


# GitHub


def commands(text: str) -> Iterator[tuple[str, dict[str, str], str]]:
    """Read lines as GitHub's runner does: name, properties, message."""
    for line in text.removesuffix("\n").split("\n"):
        _, head, data = line.split("::", 2)
        name, _, properties = head.partition(" ")
        pairs = dict(pair.split("=", 1) for pair in properties.split(","))
        yield name, {key: unquote(value) for key, value in pairs.items()}, unquote(data)


def test_annotations_say_what_was_found_and_where() -> None:
    advice, wrong, warning = commands(annotations(CASES["each severity"].found, SETTING))
    assert wrong == (
        "error",
        {
            "file": "profiles/adviser.yaml",
            "line": "5",
            "endLine": "5",
            "col": "3",
            "endColumn": "11",
            "title": "P001 unknown-competency",
        },
        "there is no competency `listenin`\nhelp: did you mean `listening`?\ncatalog.yaml:2:1: first given here",
    )
    assert (advice[0], warning[0]) == ("notice", "warning")


def test_an_annotation_across_lines_has_no_columns() -> None:
    ((_name, properties, _message),) = commands(annotations([ADVICE], SETTING))
    assert properties == {"file": "catalog.yaml", "line": "1", "endLine": "2", "title": "C006 no-license"}


def test_a_hostile_annotation_is_one_line_and_one_command() -> None:
    path = "50%25,line=9::x\r\n::error::.yaml"
    text = annotations([Diagnostic("P001", path, Span(), msg("{said}", said="50%0A::error::"))], SETTING)
    assert text.count("\n") == 1
    assert "\r" not in text
    ((name, properties, message),) = commands(text)
    assert (name, properties["file"], properties["line"], message) == ("error", path, "1", "50%0A::error::")


@pytest.mark.parametrize(
    ("within", "path", "file"),
    [
        ("handboek", "profiles/a.yaml", "handboek/profiles/a.yaml"),
        ("handboek", "../catalog.yaml", "catalog.yaml"),
        ("", "profiles/a.yaml", "profiles/a.yaml"),
        ("handboek", "/else/where.yaml", "/else/where.yaml"),
    ],
)
def test_services_get_paths_from_the_top_of_the_checkout(within: str, path: str, file: str) -> None:
    setting = Setting(Words("en"), folder=Path("/project"), within=within)
    found = [Diagnostic("P001", path, Span(), msg("x"))]
    ((_name, properties, _message),) = commands(annotations(found, setting))
    assert properties["file"] == file
    assert json.loads(gitlab(Report([path], found), setting))[0]["location"]["path"] == file
    assert json.loads(document(Report([path], found), setting))["diagnostics"][0]["path"] == path
