"""The two sides of a comparison: a folder, a catalogue, or a git revision; and the versions held against a revision."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from competentie.cli.exits import FindingsError, UsageError
from competentie.core.findings import Diagnostic, has_errors
from competentie.core.message import Message, msg
from competentie.files.places import CATALOGUE, is_there, shown

if TYPE_CHECKING:
    from competentie.handbook.load import Project


@dataclass(frozen=True, slots=True)
class Side:
    """One side as it was named, with what was read."""

    name: str
    project: "Project"


class SideError(FindingsError):
    """A side has errors; `message` says which one."""

    def __init__(self, message: Message, found: list[Diagnostic]) -> None:
        """Carry the findings with the side they belong to."""
        super().__init__(found)
        self.message = message


def read_side(named: str, catalogue: Path) -> Side:
    """Read a side; what is no folder or file is a revision of the repository that holds `catalogue`.

    Raises UsageError or RevisionError when it cannot be found, SideError when it has errors.
    """
    if os.path.isdir(named):  # noqa: PTH112 - never raises, and the empty name is no folder
        return read_files(Path(named) / CATALOGUE, named)
    if is_there(Path(named)) and named:
        return read_files(Path(named), named)
    return read_revision(named, catalogue)


def read_files(catalogue: Path, named: str) -> Side:
    """Read a side from the files as they stand."""
    from competentie.handbook.load import load_project

    if not is_there(catalogue):
        raise UsageError(
            msg("there is no catalogue at {path}", path=shown(catalogue)),
            msg("name a folder with a `catalog.yaml` and its `profiles`"),
        )
    return _sound(named, *load_project(catalogue))


def read_revision(revision: str, catalogue: Path) -> Side:
    """Read a side as it was at a revision."""
    from competentie.diff.revision import load_revision

    return _sound(revision, *load_revision(catalogue, revision))


def versions_against(catalogue: Path, revision: str) -> list[Diagnostic]:
    """Return a finding for each file whose `version` did not move enough since a revision.

    Raises RevisionError when the revision cannot be read, SideError when either side has errors,
    `repository.NothingThereError` when there was no catalogue there yet.
    """
    from competentie.diff.version_check import version_findings

    old = read_revision(revision, catalogue)
    new = read_files(catalogue, shown(catalogue))
    return version_findings(old.project, new.project)


def _sound(named: str, project: "Project | None", found: list[Diagnostic]) -> Side:
    """Refuse a side with errors; its warnings are for `validate`."""
    if project is None or has_errors(found):
        message = msg("`{side}` cannot be compared, because it has errors:", side=named)
        raise SideError(message, [one for one in found if has_errors([one])])
    return Side(named, project)
