"""What GitHub Actions reads in a log: annotations, and text that it must not read.

The commands are at docs.github.com/actions/reference/workflow-commands-for-github-actions; what the page leaves
open was read in the runner (github.com/actions/runner, ActionCommand and ActionCommandManager).
"""

from collections.abc import Iterable
from typing import Final

from competentie.core.findings import Diagnostic, Severity, Span
from competentie.validate.setting import Setting
from competentie.validate.wording import title, told

_COMMANDS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.ADVICE: "notice"}
_DATA: Final = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY: Final = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def annotations(found: Iterable[Diagnostic], setting: Setting) -> str:
    """Return a line per finding that GitHub shows beside the file; it shows ten of a kind per step."""
    return "".join(_annotation(one, setting) + "\n" for one in found)


def stopped(token: str) -> str:
    """Return the line after which nothing is read as a command, until `resumed` with the same token.

    Without it any line of a checked file or of a path could be a command: the runner reads `::command::` at the
    start of a line, and `##[command]` anywhere in it. The token must be one that nobody can foresee.
    """
    return f"::stop-commands::{token}\n"


def resumed(token: str) -> str:
    """Return the line after which commands are read again."""
    return f"::{token}::\n"


def _annotation(one: Diagnostic, setting: Setting) -> str:
    properties = {"file": setting.path(one.path), **_position(one.span), "title": title(one)}
    listed = ",".join(f"{name}={str(value).translate(_PROPERTY)}" for name, value in properties.items())
    message = "\n".join(told(one, setting.words)).translate(_DATA)
    return f"::{_COMMANDS[one.severity]} {listed}::{message}"


def _position(span: Span) -> dict[str, int]:
    """Say where; without columns where a span crosses lines, since GitHub drops such an annotation.

    Whether `endColumn` is exclusive GitHub does not say (github.com/github/docs/issues/40038); the runner passes
    on what it gets when that is not below `col`. Ours is exclusive, as in what other linters write.
    """
    lines = {"line": span.line, "endLine": span.end_line}
    if span.line != span.end_line:
        return lines
    return {**lines, "col": span.column, "endColumn": max(span.column, span.end_column)}
