"""`validate`: everything that is wrong with the files, in one run."""

import json
import os
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from competentie.cli.exits import Exit, UsageError
from competentie.cli.options import Quiet
from competentie.cli.session import Session
from competentie.cli.usage import one_of
from competentie.diagnostics import Severity
from competentie.message import msg

if TYPE_CHECKING:
    from competentie.validation import Report

FORMATS: Final = ("full", "concise", "json")


def run(
    context: typer.Context,
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="PATH", readable=False, help=_("files or folders; else the whole project")),
    ] = None,
    format: Annotated[str, typer.Option("--format", metavar="|".join(FORMATS), help=_("how to report"))] = "full",
    strict: Annotated[bool, typer.Option("--strict", help=_("let warnings fail too"))] = False,
    quiet: Quiet = False,
) -> int:
    """Check files and report every finding."""
    from competentie.validation import Validator

    session: Session = context.obj
    session.quiet = quiet
    one_of("--format", format, FORMATS)
    validator = Validator(session.catalogue_path)
    if not paths or _named(context):
        session.require_catalogue()
    if paths:
        report = validator.files(_existing(paths), session.catalogue_path if _named(context) else None)
    else:
        report = validator.project(session.catalogue_path)
    if not report.checked:
        raise UsageError(msg("there is nothing to check"), msg("name a file, or a folder with a `catalog.yaml`"))
    _print(session, report, format)
    for note in report.skipped:
        session.note(note)
    severities = {one.severity for one in report.found}
    fails = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    return Exit.FINDINGS if severities & fails else Exit.FINE


def _named(context: typer.Context) -> bool:
    parent = context.parent
    return bool(os.environ.get("COMPETENTIE_CATALOG") or (parent is not None and parent.params.get("catalog")))


def _existing(paths: list[Path]) -> list[Path]:
    from competentie.validation import expand

    for path in paths:
        if not path.exists():
            raise UsageError(msg("there is no file or folder {path}", path=str(path)))
    return expand(paths)


def _print(session: Session, report: "Report", format: str) -> None:
    from competentie.render import diagnostics

    if format == "json":
        data = {
            "version": 1,
            "files": report.checked,
            "diagnostics": [diagnostics.data(one, session.words) for one in report.found],
        }
        session.write_data(json.dumps(data, ensure_ascii=False, indent=2) + "\n")
        return
    if format == "full":
        texts = diagnostics.full(report.found, session.words)
    else:
        texts = (diagnostics.concise(one, session.words) for one in report.found)
    for text in texts:
        session.say(text)
    if not session.quiet:
        session.tell(diagnostics.summary(report.found, len(report.checked), session.words))
