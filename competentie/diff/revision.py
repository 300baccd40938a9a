"""A git revision's catalogue and profiles, read as any other; and whether versions moved far enough since. No ratings.

They are written to a folder that only their reader can open, and that is gone afterwards; findings name them as git
does, `REVISION:path`.
"""

import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from competentie.core import Diagnostic, Message, Span, in_order, msg
from competentie.diff.compare import compare
from competentie.diff.page import version_advice, whole_sentence
from competentie.diff.versions import Verdict, verdicts
from competentie.files.git import FILES, TREE, NothingThereError, Repository, RevisionError
from competentie.files.places import CATALOGUE, ENDINGS, is_there, profile_file, profiles_folder, shown
from competentie.files.read import read
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
        other._replace(path=names.get(other.path, other.path), message=_said(other.message, names))
        for other in finding.related
    )
    advice = None if finding.help is None else _said(finding.help, names)
    path = names.get(finding.path, finding.path)
    return finding._replace(path=path, message=_said(finding.message, names), help=advice, related=related)


def _said(message: Message, names: Mapping[str, str]) -> Message:
    return message._replace(args={name: _known_as(value, names) for name, value in message.args.items()})


def _known_as(value: object, names: Mapping[str, str]) -> object:
    if isinstance(value, Message):
        return _said(value, names)
    known = shown(value) if isinstance(value, Path) else value
    return names.get(known, value) if isinstance(known, str) else value


def version_findings(old: Project, new: Project) -> list[Diagnostic]:
    """Return a finding for each file of the new project whose `version` did not move enough, or moved back."""
    return in_order(_findings(old, new))


def _findings(old: Project, new: Project) -> Iterator[Diagnostic]:
    for verdict in verdicts(old, new, compare(old, new)):
        if verdict.enough:
            continue
        path = new.path
        if verdict.profile is not None:
            path = profile_file(profiles_folder(new.path), verdict.profile)
        code, message, advice = _asked_for(verdict)
        document = read(path, shown(path))
        if isinstance(document, Diagnostic):  # it was there a moment ago
            yield Diagnostic(code, shown(path), Span(), message, advice)
        else:
            yield document.at(code, ("version",), message, advice)


def _asked_for(verdict: Verdict) -> tuple[str, Message, Message]:
    advice = version_advice(verdict)
    if verdict.back:
        return "V002", msg("the version went back from `{old}` to `{new}`", old=verdict.old, new=verdict.new), advice
    change = verdict.why
    facts = {
        "old": verdict.old,
        "new": verdict.new,
        "step": verdict.asked.word,
        "change": whole_sentence(change) if change is not None else "",
        "reason": change.reason if change is not None else "",
    }
    template = msg("the version went from `{old}` to `{new}`, but a {step} step is asked for: {change}, since {reason}")
    if verdict.old == verdict.new:
        template = msg("the version is still `{old}`, but a {step} step is asked for: {change}, since {reason}")
    return "V001", Message(template.template, facts), advice
