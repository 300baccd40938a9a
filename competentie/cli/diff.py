"""`diff`: what changed in meaning between two handbooks, and the step of a version that it asks for.

A side is a folder, a catalogue, or a git revision. `validate --against` holds versions against one side too.
"""

import os
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from competentie.cli.present import DRAWN, Output, begun, format_option, present
from competentie.cli.session import Exit, FindingsError, Session, UsageError
from competentie.core import Diagnostic, Message, has_errors, msg
from competentie.files.places import CATALOGUE, is_there, shown

if TYPE_CHECKING:
    from competentie.diff.page import Diff
    from competentie.handbook.load import Project

FORMATS: Final = ("text", *DRAWN, "json")


class SideError(FindingsError):
    """A side has errors; `message` says which one."""

    def __init__(self, message: Message, findings: list[Diagnostic]) -> None:
        """Carry the findings with the side they belong to."""
        super().__init__(findings)
        self.message = message


def run(
    context: typer.Context,
    old: Annotated[
        str, typer.Argument(metavar="OLD", help=_("a folder, a catalog.yaml, or a git revision such as HEAD or v1.0"))
    ],
    new: Annotated[
        str | None, typer.Argument(metavar="NEW", help=_("the same; else the files as they stand now"))
    ] = None,
    format: Annotated[str | None, format_option(FORMATS)] = None,
    output: Output = None,
) -> int:
    """Compare two handbooks."""
    session, form = begun(context, format, output, FORMATS)
    compared = _compare(session, old, new)
    from competentie.diff.page import changes_data, changes_markdown, changes_page

    present(
        session,
        form,
        output,
        page=lambda: changes_page(compared, session.words),
        data=lambda: changes_data(compared, session.words),
        markdown=lambda: changes_markdown(compared, session.words),
        private=False,
    )
    return Exit.FINE


def show_changes(session: Session, old: str, new: str) -> None:
    """Show what changed between two sides, for people."""
    from competentie.diff.page import changes_page

    compared = _compare(session, old, new)
    present(session, "text", None, page=lambda: changes_page(compared, session.words), private=False)


def _compare(session: Session, old_name: str, new_name: str | None) -> "Diff":
    from competentie.diff.compare import compare
    from competentie.diff.page import Diff
    from competentie.diff.versions import verdicts

    old, new = _read(session, old_name), _read(session, new_name)
    session.words.fallback = new.catalogue.language
    changes = compare(old, new)
    named = shown(session.catalogue_path) if new_name is None else new_name
    return Diff(old_name, named, old, new, changes, verdicts(old, new, changes))


def _read(session: Session, named: str | None) -> "Project":
    try:
        if named is not None:
            return read_side(named, session.catalogue_path)
        session.require_catalogue()
        return read_files(session.catalogue_path, shown(session.catalogue_path))
    except SideError as error:
        session.tell(session.words(error.message))
        raise


def read_side(named: str, catalogue: Path) -> "Project":
    """Read a side; what is no folder or file is a revision of the repository that holds `catalogue`.

    Raises UsageError or RevisionError when it cannot be found, SideError when it has errors.
    """
    if os.path.isdir(named):  # noqa: PTH112 - never raises, and the empty name is no folder
        return read_files(Path(named) / CATALOGUE, named)
    if is_there(Path(named)) and named:
        return read_files(Path(named), named)
    return read_revision(named, catalogue)


def read_files(catalogue: Path, named: str) -> "Project":
    """Read a side from the files as they stand."""
    from competentie.handbook.load import load_project

    if not is_there(catalogue):
        raise UsageError(
            msg("there is no catalogue at {path}", path=catalogue),
            msg("name a folder with a `catalog.yaml` and its `profiles`"),
        )
    return _sound(named, *load_project(catalogue))


def read_revision(revision: str, catalogue: Path) -> "Project":
    """Read a side as it was at a revision."""
    from competentie.diff.revision import load_revision

    return _sound(revision, *load_revision(catalogue, revision))


def versions_against(catalogue: Path, revision: str) -> list[Diagnostic]:
    """Return a finding for each file whose `version` did not move enough since a revision.

    Raises RevisionError when the revision cannot be read, SideError when either side has errors,
    `NothingThereError` when there was no catalogue there yet.
    """
    from competentie.diff.revision import version_findings

    return version_findings(read_revision(revision, catalogue), read_files(catalogue, shown(catalogue)))


def _sound(named: str, project: "Project | None", findings: list[Diagnostic]) -> "Project":
    """Refuse a side with errors; its warnings are for `validate`."""
    if project is None or has_errors(findings):
        message = msg("`{side}` cannot be compared, because it has errors:", side=named)
        raise SideError(message, [finding for finding in findings if has_errors([finding])])
    return project
