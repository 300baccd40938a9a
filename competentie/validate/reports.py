"""Reports for machines: a function per kind, from what was found to the text of a file; and GitHub's annotations.

Each is a pure function of the findings and a `Setting`; the clock and the environment are read in `cli`. Codes, names
and severities are the same in every language; messages are not. No report holds a line of a checked file: those may be
about people.
"""

import json
import os
import posixpath
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, Final

from competentie.core import CODES, Diagnostic, Message, Severity, Span
from competentie.files.places import shown
from competentie.page.data import json_text
from competentie.page.language import Words
from competentie.version import __version__

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from competentie.validate.validator import Report

NAME: Final = "competentie"
EPOCH: Final = "1970-01-01T00:00:00"


@dataclass(frozen=True, slots=True)
class Setting:
    """What a report needs to know besides the findings: the words, the time, and where the files lie."""

    words: Words
    time: str = EPOCH
    """When the run was, in UTC and without saying so, as JUnit wants it."""
    folder: Path = field(default_factory=Path)
    """The working folder, absolute: paths are told from there."""
    within: str = ""
    """Where the working folder lies in the checkout of a CI: the services that read a report start at its top."""

    def path(self, path: str) -> str:
        """Return a path from the top of the checkout, or absolute when it lies elsewhere."""
        plain = _slashed(path)
        if PurePath(path).is_absolute():
            return plain
        return posixpath.normpath(posixpath.join(self.within, plain))

    def uri(self, path: str) -> str:
        """Return a path as a URI reference: relative below the top of the checkout, else `file://`.

        No `..` may be left in it, and nothing but ASCII (SARIF 2.1.0, 3.10.1 to 3.10.4).
        """
        from urllib.parse import quote

        placed = self.path(path)
        if PurePath(path).is_absolute() or placed.startswith("../"):
            return (self.folder / path).resolve().as_uri()
        return quote(os.fsencode(placed))


# What all kinds share


def _slashed(path: str) -> str:
    """Return a path with `/` between its parts, on every system."""
    return PurePath(path).as_posix()


def _title(finding: Diagnostic) -> str:
    return f"{finding.code} {finding.name}"


def _advised(finding: Diagnostic, words: Words) -> list[str]:
    """Return what is wrong, and what to do about it if that is known: one or two lines."""
    lines = [words(finding.message)]
    if finding.help is not None:
        lines.append(words("help: {help}", help=finding.help))
    return lines


def _told(finding: Diagnostic, words: Words) -> list[str]:
    """Return what is wrong, what to do about it, and the other places that belong to it: a line each."""
    from competentie.page.findings import place

    places = (f"{place(other.path, other.span)}: {words(other.message)}" for other in finding.related)
    return [*_advised(finding, words), *places]


_MOVING: Final = frozenset({"line", "column", "row"})  # the facts of a message that say where, and not what
_ABOUT_PEOPLE: Final = ("D", "T")  # the facts of these could be guessed back from a hash: there are few people
_DIGITS: Final = 32  # of SHA-256: 128 bits


def fingerprints(findings: Iterable[Diagnostic]) -> list[str]:
    """Return a hash for each finding, by which it is the same finding in the next run, wherever it has moved to.

    It is of its code, file and facts, and of its rank among those that share these: no hash occurs twice, and none
    depends on a line number or on the language of the run.
    """
    import hashlib

    seen: Counter[str] = Counter()
    hashes = []
    for finding in findings:
        facts = [] if finding.code.startswith(_ABOUT_PEOPLE) else _facts(finding.message)
        what = json.dumps([finding.code, _slashed(finding.path), *facts])
        seen[what] += 1
        hashes.append(hashlib.sha256(f"{what}#{seen[what]}".encode("ascii")).hexdigest()[:_DIGITS])
    return hashes


def _facts(message: Message) -> list[object]:
    return [message.template, *(_fact(message.args[name]) for name in sorted(message.args) if name not in _MOVING)]


def _fact(value: object) -> object:
    match value:
        case Message():
            return _facts(value)
        case list() | tuple():
            return [_fact(item) for item in value]
        case Path():
            return shown(value)
    return str(value)


# JSON: a versioned contract, described by `schemas/diagnostics.json`. Within a version fields are added at most.

VERSION: Final = 1
_COUNTED: Final = {Severity.ERROR: "errors", Severity.WARNING: "warnings", Severity.ADVICE: "advice"}


def document(report: "Report", setting: Setting) -> str:
    """Return everything that was found, and what was looked at, as JSON."""
    words = setting.words
    severities = Counter(finding.severity for finding in report.found)
    data = {
        "version": VERSION,
        "files": [_slashed(path) for path in report.checked],
        "skipped": [words(message) for message in report.skipped],
        "summary": {name: severities[severity] for severity, name in _COUNTED.items()},
        "diagnostics": [_finding_data(finding, words) for finding in report.found],
    }
    # In a log GitHub's runner reads `##[` as a command, even within a line (actions/runner, ActionCommand.TryParse).
    return json_text(data).replace("##[", "\\u0023\\u0023[")


def _finding_data(finding: Diagnostic, words: Words) -> dict[str, Any]:
    """Return a finding as plain data; lines and columns count from 1, in code points; the end is exclusive."""
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity.value,
        "message": words(finding.message),
        "help": words(finding.help) if finding.help is not None else None,
        **_place_data(finding.path, finding.span),
        "related": [
            {"message": words(other.message), **_place_data(other.path, other.span)} for other in finding.related
        ],
        "fix": [{**_span_data(edit.span), "text": edit.text} for edit in finding.fix],
    }


def _place_data(path: str, span: Span) -> dict[str, Any]:
    return {"path": _slashed(path), **_span_data(span)}


def _span_data(span: Span) -> dict[str, int]:
    return {"line": span.line, "column": span.column, "end_line": span.end_line, "end_column": span.end_column}


# SARIF 2.1.0, which code scanning services and editors read.
# The numbers in comments are sections of docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os.

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.ADVICE: "note"}
_IDENTITY: Final = "findingIdentity/v1"  # 3.27.17: a name with a version; `fingerprints` says what is in it
_BASE: Final = "%SRCROOT%"  # 3.4.4: any name will do; this is the one that others use too


def sarif(report: "Report", setting: Setting) -> str:
    """Return the findings as a SARIF log with one run; skipped checks are notifications of that run."""
    codes = sorted({finding.code for finding in report.found})
    rules = [_rule(code, setting.words.language) for code in codes]
    skipped = [{"level": "warning", "message": _message(message, setting)} for message in report.skipped]
    run = {
        "tool": {"driver": {"name": NAME, "version": __version__, "rules": rules}},
        "language": setting.words.language,
        "columnKind": "unicodeCodePoints",
        "newlineSequences": ["\r\n", "\n", "\r"],
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": skipped}],
        "results": [
            {
                **_result(finding, setting),
                "ruleIndex": codes.index(finding.code),
                "partialFingerprints": {_IDENTITY: fingerprint},
            }
            for finding, fingerprint in zip(report.found, fingerprints(report.found), strict=True)
        ],
    }
    return json_text({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(code: str, language: str) -> dict[str, Any]:
    from competentie.explain.texts import explanation

    name, severity = CODES[code]
    text = explanation(code, language)
    return {
        "id": code,
        "name": name,
        "shortDescription": {"text": _plain(text.title)},
        "fullDescription": {"text": _plain(text.what)},
        "help": {"text": _plain(f"{text.what}\n\n{text.why}")},
        "defaultConfiguration": {"level": _LEVELS[severity]},
    }


def _result(finding: Diagnostic, setting: Setting) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "level": _LEVELS[finding.severity],
        "message": {"text": _plain("\n".join(_advised(finding, setting.words)))},
        "locations": [_location(finding.path, finding.span, setting)],
    }
    if finding.related:
        result["relatedLocations"] = [
            {"id": number, "message": _message(other.message, setting), **_location(other.path, other.span, setting)}
            for number, other in enumerate(finding.related, 1)
        ]
    return result


def _location(path: str, span: Span, setting: Setting) -> dict[str, Any]:
    """Return a place; as ours, `endColumn` is one past the last character (3.30.8)."""
    uri = setting.uri(path)
    base = {} if uri.startswith("file:") else {"uriBaseId": _BASE}
    region = {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }
    return {"physicalLocation": {"artifactLocation": {"uri": uri, **base}, "region": region}}


def _message(message: Message, setting: Setting) -> dict[str, str]:
    return {"text": _plain(setting.words(message))}


def _plain(text: str) -> str:
    """Keep a text from being read as more than text: braces are doubled (3.11.5), and no link is made (3.11.6)."""
    return text.replace("{", "{{").replace("}", "}}").replace("](", "] (")


# JUnit's XML, which nearly every CI shows as test results

# What is no character in XML 1.0, section 2.2; such a one cannot even be written as a reference.
_NO_CHARACTER: Final = "[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"  # compiled late: it takes 5 ms


def junit(report: "Report", setting: Setting) -> str:
    """Return the findings as a suite of tests.

    A file without errors and warnings is a test that passes, each error or warning one that fails, each check that
    could not be made one that was skipped. Advice fails nothing: it stands in the output of the suite.
    """
    from xml.etree.ElementTree import Element, SubElement, indent, tostring

    from competentie.page.findings import concise

    words = setting.words
    failing = [finding for finding in report.found if finding.severity is not Severity.ADVICE]
    advice = [finding for finding in report.found if finding.severity is Severity.ADVICE]
    skipped = (_case(NAME, why, "skipped", message=why) for why in map(words, report.skipped))
    cases = [*_passed(report, failing), *_failed(failing, words), *skipped]
    root = Element("testsuites")
    about = {"name": NAME, "package": NAME, "id": "0", "hostname": "localhost", "timestamp": setting.time}
    counts = {"tests": len(cases), "failures": len(failing), "errors": 0, "skipped": len(report.skipped), "time": 0}
    suite = SubElement(root, "testsuite", about | {name: str(count) for name, count in counts.items()})
    SubElement(SubElement(suite, "properties"), "property", name="version", value=__version__)
    suite.extend(cases)
    SubElement(suite, "system-out").text = _characters("\n".join(concise(finding, words) for finding in advice))
    SubElement(suite, "system-err")
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def _passed(report: "Report", failing: list[Diagnostic]) -> "Iterator[Element]":
    wrong = {finding.path for finding in failing}
    for path in dict.fromkeys(report.checked):
        if path not in wrong:
            yield _case(_slashed(path), _slashed(path))


def _failed(failing: list[Diagnostic], words: Words) -> "Iterator[Element]":
    from competentie.page.findings import concise

    names: Counter[tuple[str, str]] = Counter()  # some readers keep only the last of two tests with the same name
    for finding in failing:
        name = f"{_title(finding)} {finding.span.line}:{finding.span.column}"
        names[finding.path, name] += 1
        again = names[finding.path, name]
        message, *more = _told(finding, words)
        text = "\n".join([concise(finding, words), *more])
        name = name if again == 1 else f"{name} ({again})"
        yield _case(_slashed(finding.path), name, "failure", text, message=message, type=_title(finding))


def _case(classname: str, name: str, outcome: str = "", text: str | None = None, **about: str) -> "Element":
    from xml.etree.ElementTree import Element, SubElement

    case = Element("testcase", classname=_characters(classname), name=_characters(name), time="0")
    if outcome:
        what = SubElement(case, outcome, {key: _characters(value) for key, value in about.items()})
        what.text = None if text is None else _characters(text)
    return case


def _characters(text: str) -> str:
    return re.sub(_NO_CHARACTER, "\N{REPLACEMENT CHARACTER}", text)


# GitLab's merge requests: docs.gitlab.com/ci/testing/code_quality, "Code Quality report format"

_SEVERITIES: Final = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.ADVICE: "info"}


def gitlab(report: "Report", setting: Setting) -> str:
    """Return the findings as GitLab's JSON; it has no place for checks that were skipped."""
    data = [
        {
            "description": "; ".join(_advised(finding, setting.words)),
            "check_name": _title(finding),
            "fingerprint": fingerprint,
            "severity": _SEVERITIES[finding.severity],
            "location": {
                "path": setting.path(finding.path),
                "lines": {"begin": finding.span.line, "end": finding.span.end_line},
            },
        }
        for finding, fingerprint in zip(report.found, fingerprints(report.found), strict=True)
    ]
    return json_text(data)


REPORTS: Final[Mapping[str, Callable[["Report", Setting], str]]] = {
    "sarif": sarif,
    "junit": junit,
    "json": document,
    "gitlab": gitlab,
}
"""The kinds that `validate --report KIND=FILE` can write, by name."""


# GitHub Actions: annotations in a log, and text in it that must not be read. The commands are at
# docs.github.com/actions/reference/workflow-commands-for-github-actions; what the page leaves open was read in the
# runner (github.com/actions/runner, ActionCommand and ActionCommandManager).

_COMMANDS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.ADVICE: "notice"}
_DATA: Final = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY: Final = _DATA | str.maketrans({":": "%3A", ",": "%2C"})


def annotations(findings: Iterable[Diagnostic], setting: Setting) -> str:
    """Return a line per finding that GitHub shows beside the file; it shows ten of a kind per step."""
    return "".join(_annotation(finding, setting) + "\n" for finding in findings)


def stopped(token: str) -> str:
    """Return the line after which nothing is read as a command, until `resumed` with the same token.

    Without it any line of a checked file or of a path could be a command: the runner reads `::command::` at the
    start of a line, and `##[command]` anywhere in it. The token must be one that nobody can foresee.
    """
    return f"::stop-commands::{token}\n"


def resumed(token: str) -> str:
    """Return the line after which commands are read again."""
    return f"::{token}::\n"


def _annotation(finding: Diagnostic, setting: Setting) -> str:
    properties = {"file": setting.path(finding.path), **_position(finding.span), "title": _title(finding)}
    listed = ",".join(f"{name}={str(value).translate(_PROPERTY)}" for name, value in properties.items())
    message = "\n".join(_told(finding, setting.words)).translate(_DATA)
    return f"::{_COMMANDS[finding.severity]} {listed}::{message}"


def _position(span: Span) -> dict[str, int]:
    """Say where; without columns where a span crosses lines, since GitHub drops such an annotation.

    Whether `endColumn` is exclusive GitHub does not say (github.com/github/docs/issues/40038); the runner passes
    on what it gets when that is not below `col`. Ours is exclusive, as in what other linters write.
    """
    lines = {"line": span.line, "endLine": span.end_line}
    if span.line != span.end_line:
        return lines
    return {**lines, "col": span.column, "endColumn": max(span.column, span.end_column)}
