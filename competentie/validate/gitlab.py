"""A report for GitLab's merge requests: docs.gitlab.com/ci/testing/code_quality, "Code Quality report format"."""

import json
from typing import TYPE_CHECKING, Final

from competentie.core.findings import Severity
from competentie.validate.identity import fingerprints
from competentie.validate.setting import Setting
from competentie.validate.wording import advised, title

if TYPE_CHECKING:
    from competentie.validate.validator import Report

_SEVERITIES: Final = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.ADVICE: "info"}


def gitlab(report: "Report", setting: Setting) -> str:
    """Return the findings as GitLab's JSON; it has no place for checks that were skipped."""
    data = [
        {
            "description": "; ".join(advised(one, setting.words)),
            "check_name": title(one),
            "fingerprint": fingerprint,
            "severity": _SEVERITIES[one.severity],
            "location": {"path": setting.path(one.path), "lines": {"begin": one.span.line, "end": one.span.end_line}},
        }
        for one, fingerprint in zip(report.found, fingerprints(report.found), strict=True)
    ]
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
