"""`validate`: everything that is wrong with the files, in one run, shown and reported."""

import os
import sys
from collections.abc import Mapping, Sequence
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from competentie.cli import reports
from competentie.cli.exits import Exit, UsageError
from competentie.cli.findings import FORMATS, Findings
from competentie.cli.options import Quiet
from competentie.cli.session import Session
from competentie.cli.usage import one_of
from competentie.core.findings import Severity, has_errors
from competentie.core.message import msg
from competentie.files.places import UNNAMED, nearest_catalogue, shown

if TYPE_CHECKING:
    from competentie.validate.validator import Report

STDIN: Final = "-"  # as the name of a file to check


def run(
    context: typer.Context,
    paths: Annotated[
        list[str] | None,  # no Path: that would make `-` of `./-`
        typer.Argument(metavar="PATH", help=_("files or folders, or `-` for stdin; else the whole project")),
    ] = None,
    format: Annotated[str, typer.Option("--format", metavar="|".join(FORMATS), help=_("how to report"))] = "full",
    report: Annotated[
        list[str] | None,
        typer.Option(
            "--report", metavar="KIND=FILE", help=_("write a report too: sarif, junit, json or gitlab; may be repeated")
        ),
    ] = None,
    stdin_filename: Annotated[
        str | None,
        typer.Option("--stdin-filename", metavar="FILE", help=_("what `-` is called, and where it belongs")),
    ] = None,
    against: Annotated[
        str | None,
        typer.Option(
            "--against", metavar="REV", help=_("fail when `version` did not move enough since this git revision")
        ),
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help=_("let warnings fail too"))] = False,
    quiet: Quiet = False,
) -> int:
    """Check files and report every finding."""
    session: Session = context.obj
    session.quiet = quiet
    one_of("--format", format, FORMATS)
    wanted = reports.targets(report or ())
    told = reports.setting(session, timed=any(one.kind == "junit" for one in wanted))
    given = _given(session, paths or (), stdin_filename)
    found = _check(session, paths or (), given, chosen=_chosen(context))
    if against is not None:
        _check_versions(session, found, against)
    failed = reports.write(session, wanted, found, told)
    Findings(session, found, told, given).show(format)
    if failed is not None:
        raise failed
    return _exit(found, strict=strict)


def _given(session: Session, paths: Sequence[str], named: str | None) -> dict[Path, bytes]:
    """Read what comes in on stdin, if that is to be checked, by the path that it is said to have."""
    if STDIN not in paths and named is None:
        return {}
    if list(paths) != [STDIN]:
        raise _not_alone() if STDIN in paths else _no_stdin()
    if named is not None and not named.strip():
        raise UsageError(msg("{option} is empty", option="--stdin-filename"), msg("give a name, or leave it out"))
    return {UNNAMED if named is None else Path(named): _read_stdin(session)}


def _read_stdin(session: Session) -> bytes:
    """Read as much of stdin as a file may hold, and one byte more, so that too much can be told."""
    from competentie.files.bytes import MAX_BYTES

    if sys.stdin.isatty():
        session.note(msg("reading a file from the terminal; Ctrl-D ends it"))
    return sys.stdin.buffer.read(MAX_BYTES + 1)


def _check(session: Session, paths: Sequence[str], given: Mapping[Path, bytes], *, chosen: bool) -> "Report":
    """Check the files, or what is given instead; `chosen` tells whether somebody named the catalogue too."""
    from competentie.validate.validator import Validator

    if not paths and not chosen and nearest_catalogue(Path.cwd()) is None:
        raise _nothing()  # the handbook that is shipped says nothing of files that are not there
    if not paths or chosen:
        session.require_catalogue()
    validator = Validator(session.catalogue_path, given)
    ours = chosen or UNNAMED in given  # what has no name lies nowhere, and so beside no other catalogue
    if not paths:
        report = validator.project(session.catalogue_path)
    else:
        report = validator.files(given or _existing(paths), session.catalogue_path if ours else None)
    if not report.checked:
        raise _nothing()
    return report


def _nothing() -> UsageError:
    return UsageError(msg("there is nothing to check"), msg("name a file, or a folder with a `catalog.yaml`"))


def _check_versions(session: Session, report: "Report", revision: str) -> None:
    """Add what is wrong with the versions since a revision; what has errors, or was not there, cannot be compared."""
    from competentie.cli.sides import SideError, versions_against
    from competentie.core.findings import in_order
    from competentie.files.git import NothingThereError

    for catalogue in report.catalogues:
        try:
            report.found = in_order([*report.found, *versions_against(catalogue, revision)])
        except NothingThereError:
            report.skipped.append(
                msg(
                    "not checked: whether versions moved, for {revision} has no {path}",
                    revision=revision,
                    path=shown(catalogue),
                )
            )
        except SideError as error:
            report.skipped.append(
                msg("not checked, because of errors: whether versions moved enough since {revision}", revision=revision)
            )
            if not has_errors(report.found):
                session.tell(session.words(error.message))
                raise


def _existing(paths: Sequence[str]) -> list[Path]:
    from competentie.validate.validator import expand

    for path in paths:
        if not os.path.lexists(path):  # a link that leads nowhere is there, and is a finding
            advice = msg("without a path, `competentie validate` checks the handbook around this folder")
            raise UsageError(msg("there is no file or folder {path}", path=path), advice)
    return expand([Path(path) for path in paths])


def _no_stdin() -> UsageError:
    return UsageError(msg("--stdin-filename goes with `-` only"), msg("name the file itself, or give `-`"))


def _not_alone() -> UsageError:
    return UsageError(msg("`-` (stdin) can only be checked by itself"), msg("check the other files in a second run"))


def _chosen(context: typer.Context) -> bool:
    """Tell whether the catalogue was named, rather than found."""
    parent = context.parent
    return bool(os.environ.get("COMPETENTIE_CATALOG") or (parent is not None and parent.params.get("catalog")))


def _exit(report: "Report", *, strict: bool) -> Exit:
    fails = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    return Exit.FINDINGS if any(one.severity in fails for one in report.found) else Exit.FINE
