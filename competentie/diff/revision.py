"""A git revision's catalogue and profiles, read as any other. Ratings are never read.

They are written to a folder that only their reader can open, and that is gone afterwards; findings name them as git
does, `REVISION:path`.
"""

import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from competentie.core.findings import Diagnostic
from competentie.core.message import Message, msg
from competentie.files.git import FILES, TREE, NothingThereError, Repository, RevisionError
from competentie.files.places import CATALOGUE, ENDINGS, is_there, profiles_folder, shown
from competentie.handbook.load import Project, load_project


def load_revision(catalogue: Path, revision: str) -> tuple[Project | None, list[Diagnostic]]:
    """Read a catalogue and its profiles as they were at a revision; the project's path does not outlive this.

    Raises RevisionError when there is no git, no repository, no such revision, or no such catalogue in it.
    """
    repository = Repository.around(catalogue.absolute().parent)
    commit = repository.commit(revision)
    with tempfile.TemporaryDirectory(prefix="competentie-") as folder:  # made with mode 0700
        target = Path(folder) / catalogue.name
        names = {
            shown(path): f"{revision}:{repository.prefix}{path.relative_to(folder).as_posix()}"
            for path in _copy(repository, commit, target)
        }
        if not target.is_file():
            raise _not_there(repository, commit, catalogue.name, revision)
        project, findings = load_project(target)
    return project, [_renamed(finding, names) for finding in findings]


def _not_there(repository: Repository, commit: str, name: str, revision: str) -> RevisionError:
    """Say that a commit has no catalogue here; nothing is there only if it has none elsewhere that went away since."""
    message = msg("there is no {path} in revision `{revision}`", path=repository.prefix + name, revision=revision)
    catalogues = (path for path in repository.paths(commit) if Path(path).name in {name, CATALOGUE})
    moved = next((path for path in catalogues if not is_there(repository.top / path)), None)
    if moved is None:
        return NothingThereError(message, msg("name a revision that has the catalogue in the same place"))
    advice = msg(
        "it was {path} there; compare two folders with `competentie diff`, or name a later revision", path=moved
    )
    return RevisionError(message, advice)


def _copy(repository: Repository, commit: str, catalogue: Path) -> list[Path]:
    """Write a commit's catalogue and profiles into the folder of `catalogue`; return what was written."""
    folder = profiles_folder(catalogue)
    folder.mkdir()
    here = repository.entries(commit)
    wanted = {catalogue: here[catalogue.name]} if catalogue.name in here else {}
    if folder.name in here and here[folder.name].mode == TREE:
        profiles = repository.entries(commit, folder.name)
        wanted |= {folder / name: entry for name, entry in profiles.items() if Path(name).suffix in ENDINGS}
    files = {path: entry for path, entry in wanted.items() if entry.mode in FILES}
    repository.write(files)
    return list(files)


def _renamed(finding: Diagnostic, names: Mapping[str, str]) -> Diagnostic:
    """Name the files of a finding as they are known, not as they were copied."""
    related = tuple(
        replace(other, path=names.get(other.path, other.path), message=_said(other.message, names))
        for other in finding.related
    )
    advice = None if finding.help is None else _said(finding.help, names)
    path = names.get(finding.path, finding.path)
    return replace(finding, path=path, message=_said(finding.message, names), help=advice, related=related)


def _said(message: Message, names: Mapping[str, str]) -> Message:
    return replace(message, args={name: _known_as(value, names) for name, value in message.args.items()})


def _known_as(value: object, names: Mapping[str, str]) -> object:
    if isinstance(value, Message):
        return _said(value, names)
    return names.get(value, value) if isinstance(value, str) else value
