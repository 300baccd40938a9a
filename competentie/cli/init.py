"""`init`: make a project to start from, or add what an existing one lacks to keep ratings safe; then check it."""

import shlex
from gettext import gettext as _
from pathlib import Path
from typing import Annotated

import typer

from competentie.cli.present import Quiet
from competentie.cli.session import Exit, Session, UsageError, not_written, one_of
from competentie.core import has_errors, msg
from competentie.files.places import CATALOGUE


def run(
    context: typer.Context,
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", readable=False, help=_("where to make it; else the working folder"))
    ] = Path(),
    ci: Annotated[
        str | None, typer.Option("--ci", metavar="github|gitlab", help=_("let every proposal be checked there"))
    ] = None,
    pre_commit: Annotated[bool, typer.Option("--pre-commit", help=_("check before every commit"))] = False,
    quiet: Quiet = False,
) -> int:
    """Make a project, check it, and say how to go on."""
    session: Session = context.obj
    session.quiet = quiet
    if ci is not None:
        one_of("--ci", ci, ("github", "gitlab"))
    checks = [*([ci] if ci else []), *(["pre-commit"] if pre_commit else [])]
    paths = _make(session, folder, checks)
    for path in paths:
        session.say(session.words("made: {path}", path=path))
    if not paths:
        session.note(msg("nothing had to be made"))
    if folder / CATALOGUE not in paths:
        session.note(msg("{path} was there already, and stays as it is", path=folder / CATALOGUE))
    code = _validate(session, folder / CATALOGUE)
    _say_next(session, folder, checks, new=folder / CATALOGUE in paths)
    return code


def _make(session: Session, folder: Path, checks: list[str]) -> list[Path]:
    from competentie.handbook.starter import InTheWayError, make_project

    comment = session.words("ratings are about people: they do not belong in a repository")
    try:
        return make_project(folder, session.words.language, comment, checks)
    except InTheWayError as error:
        raise UsageError(
            msg("{path}: {reason}", path=error.path, reason=error.message),
            msg("name another folder, or move it away first; nothing was made"),
        ) from None
    except OSError as error:
        raise not_written(error.filename or folder, error) from None


def _validate(session: Session, catalogue: Path) -> Exit:
    from competentie.cli.validate import Findings, setting_of
    from competentie.validate.validator import Validator

    report = Validator(catalogue).project(catalogue)
    Findings(session, report, setting_of(session, timed=False), {}).show("full")
    return Exit.FINDINGS if has_errors(report.found) else Exit.FINE


def _say_next(session: Session, folder: Path, checks: list[str], *, new: bool) -> None:
    session.note("")
    session.note(msg("How to go on:"))
    steps = []
    if folder.absolute() != Path.cwd():
        place = f"./{folder}" if str(folder).startswith("-") else str(folder)
        steps.append(msg("go there: `{command}`", command=f"cd {shlex.quote(place)}"))
    if new:
        steps += [
            msg("change `catalog.yaml` and the profile into your own, and give the profile a name of its own"),
            msg("make the profile of a role with `competentie profile new`"),
            msg("check them with `competentie validate`"),
        ]
    if checks:
        steps.append(msg("write where competentie lives in place of OWNER, in the files that check the handbook"))
    steps.append(msg("rate somebody with `competentie assess`; the answers stay in `ratings`, which git ignores"))
    for step in steps:
        session.note("  " + session.words(step))
