"""A report in SARIF 2.1.0, which code scanning services and editors read.

The numbers in comments are sections of docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os.
"""

import json
from typing import TYPE_CHECKING, Any, Final

from competentie.core.findings import CODES, Diagnostic, Severity, Span
from competentie.core.message import Message
from competentie.core.version import __version__
from competentie.explain.texts import explanation
from competentie.validate.identity import fingerprints
from competentie.validate.setting import Setting
from competentie.validate.wording import advised

if TYPE_CHECKING:
    from competentie.validate.validator import Report

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

_LEVELS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.ADVICE: "note"}
_IDENTITY: Final = "findingIdentity/v1"  # 3.27.17: a name with a version; `identity` says what is in it
_BASE: Final = "%SRCROOT%"  # 3.4.4: any name will do; this is the one that others use too


def sarif(report: "Report", setting: Setting) -> str:
    """Return the findings as a SARIF log with one run; skipped checks are notifications of that run."""
    codes = sorted({one.code for one in report.found})
    run = {
        "tool": {
            "driver": {"name": "competentie", "version": __version__, "rules": [_rule(code, setting) for code in codes]}
        },
        "language": setting.words.language,
        "columnKind": "unicodeCodePoints",
        "newlineSequences": ["\r\n", "\n", "\r"],
        "invocations": [_invocation(report, setting)],
        "results": [
            {**_result(one, setting), "ruleIndex": codes.index(one.code), "partialFingerprints": {_IDENTITY: mark}}
            for one, mark in zip(report.found, fingerprints(report.found), strict=True)
        ],
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _rule(code: str, setting: Setting) -> dict[str, Any]:
    name, severity = CODES[code]
    text = explanation(code, setting.words.language)
    return {
        "id": code,
        "name": name,
        "shortDescription": {"text": _plain(text.title)},
        "fullDescription": {"text": _plain(text.what)},
        "help": {"text": _plain(f"{text.what}\n\n{text.why}")},
        "defaultConfiguration": {"level": _LEVELS[severity]},
    }


def _invocation(report: "Report", setting: Setting) -> dict[str, Any]:
    skipped = [{"level": "warning", "message": _message(message, setting)} for message in report.skipped]
    return {"executionSuccessful": True, "toolExecutionNotifications": skipped}


def _result(one: Diagnostic, setting: Setting) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": one.code,
        "level": _LEVELS[one.severity],
        "message": {"text": _plain("\n".join(advised(one, setting.words)))},
        "locations": [_location(one.path, one.span, setting)],
    }
    if one.related:
        result["relatedLocations"] = [
            {"id": number, "message": _message(other.message, setting), **_location(other.path, other.span, setting)}
            for number, other in enumerate(one.related, 1)
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
