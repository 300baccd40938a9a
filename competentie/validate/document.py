"""The report of `validate --format json`: a versioned contract, described by `schemas/diagnostics.json`.

Within a version fields are added at most. Keys, codes and severities are the same in every language; messages are not.
"""

import json
from typing import TYPE_CHECKING, Any, Final

from competentie.core.findings import Diagnostic, Severity, Span
from competentie.page.language import Words
from competentie.validate.setting import Setting, slashed

if TYPE_CHECKING:
    from competentie.validate.validator import Report

VERSION: Final = 1

_COUNTED: Final = {Severity.ERROR: "errors", Severity.WARNING: "warnings", Severity.ADVICE: "advice"}


def document(report: "Report", setting: Setting) -> str:
    """Return everything that was found, and what was looked at, as JSON."""
    words = setting.words
    data = {
        "version": VERSION,
        "files": [slashed(path) for path in report.checked],
        "skipped": [words(message) for message in report.skipped],
        "summary": {
            name: sum(1 for one in report.found if one.severity is severity) for severity, name in _COUNTED.items()
        },
        "diagnostics": [finding(one, words) for one in report.found],
    }
    return _unread_by_runners(json.dumps(data, ensure_ascii=False, indent=2)) + "\n"


def finding(one: Diagnostic, words: Words) -> dict[str, Any]:
    """Return a finding as plain data; lines and columns count from 1, in code points; the end is exclusive."""
    return {
        "code": one.code,
        "name": one.name,
        "severity": one.severity.value,
        "message": words(one.message),
        "help": words(one.help) if one.help is not None else None,
        "path": slashed(one.path),
        **_position(one.span),
        "related": [
            {"message": words(other.message), "path": slashed(other.path), **_position(other.span)}
            for other in one.related
        ],
    }


def _position(span: Span) -> dict[str, int]:
    return {"line": span.line, "column": span.column, "end_line": span.end_line, "end_column": span.end_column}


def _unread_by_runners(text: str) -> str:
    """Write `##[` as JSON may also write it: in a log, GitHub's runner reads it as a command, even within a line."""
    return text.replace("##[", "\\u0023\\u0023[")  # github.com/actions/runner, ActionCommand.TryParse
