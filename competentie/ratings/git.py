"""Ratings that git keeps or would take along."""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from competentie.core import Diagnostic, Message, Span, msg
from competentie.files.git import Repository, RevisionError, program, reason
from competentie.files.places import shown
from competentie.files.read import checkout

_ANSWERS: Final = (0, 1)  # git-check-ignore(1): 0 some are ignored, 1 none is; 128 it cannot tell


def ratings_in_git(files: Sequence[Path]) -> tuple[list[tuple[Path, Diagnostic]], list[Message]]:
    """D001: return each file with ratings that git does not ignore, and notes about what could not be checked."""
    found: list[tuple[Path, Diagnostic]] = []
    notes: list[Message] = []
    for repository, members in _by_repository(files).items():
        ignored = _ignored(repository, list(members.values()))
        if isinstance(ignored, Message):
            notes.append(ignored)
        else:
            found += [(file, _diagnostic(file)) for file, real in members.items() if real not in ignored]
    return found, notes


def _diagnostic(file: Path) -> Diagnostic:
    message = msg("git does not ignore this file with ratings of people")
    advice = msg("add it to `.gitignore`; what git holds already is taken out with `git rm --cached`")
    return Diagnostic("D001", shown(file), Span(), message, advice)


def _by_repository(files: Iterable[Path]) -> dict[Path, dict[Path, str]]:
    """Group files by the folder around them that holds `.git`, each with the path where it really lies."""
    roots: dict[str, Path | None] = {}
    groups: dict[Path, dict[Path, str]] = {}
    for file in files:
        real = os.path.realpath(file)
        folder = str(Path(real).parent)
        if folder not in roots:
            roots[folder] = checkout(Path(real))
        root = roots[folder]
        if root is not None:
            groups.setdefault(root, {})[file] = real
    return groups


def _ignored(repository: Path, paths: list[str]) -> set[str] | Message:
    """Ask git which of these paths it ignores; a file that is tracked is not. Says so when git cannot tell."""
    git = program()
    if git is None:
        return msg("not checked, because git is not installed: whether git ignores the files with ratings")
    asked = b"".join(os.fsencode(path) + b"\0" for path in paths)
    try:
        answer = Repository(git, repository).ask("check-ignore", "--stdin", "-z", "--verbose", asked=asked)
    except RevisionError:
        return msg("not checked, because git gives no answer: whether git ignores the files with ratings")
    if answer.returncode in _ANSWERS:
        return _parse(answer.stdout)
    said = reason(answer.stderr)
    if "not a git repository" in said:  # something else is called `.git`
        return set(paths)
    return msg("not checked, because git says: {reason}; whether git ignores the files with ratings", reason=said)


def _parse(answer: bytes) -> set[str]:
    """Return the ignored paths. Per path with a pattern git tells its source, line, the pattern and the path."""
    parts = answer.split(b"\0")
    return {
        os.fsdecode(path)
        for pattern, path in zip(parts[2::4], parts[3::4], strict=False)
        if not pattern.startswith(b"!")
    }


def copies_in_git(folder: Path, files: Sequence[Path]) -> list[Message]:
    """Say what git keeps, or may keep, of files in a folder; nothing where the folder lies in no repository."""
    shared, notes = ratings_in_git(files)
    try:
        repository = Repository.around(folder)
    except RevisionError:  # no repository, or git cannot tell, which the notes say
        return notes
    try:
        if _is_committed(repository, [file.name for file in files]):
            return [
                msg(
                    "copies in the history of the git repository around {path} and in every clone, "
                    "until that history is written anew",
                    path=folder,
                )
            ]
        if _is_committed(repository, ["."]):
            return [msg("other files of {path} in the history of its git repository, so look into it", path=folder)]
    except RevisionError:
        return [*notes, msg("not checked, because git gives no answer: whether its history holds copies")]
    if shared:
        return [msg("what others put in git: it does not ignore {path}", path=folder)]
    return notes


def _is_committed(repository: Repository, names: Iterable[str]) -> bool:
    """Tell whether any commit touched one of these; raises RevisionError where git gives no answer."""
    # rev-list and not log: it reads no setting that starts a program; and a name is no pattern (git(1))
    asked = b"--\n" + b"".join(os.fsencode(name) + b"\n" for name in names)  # people's: on its input, not in `ps`
    answer = repository.ask("--literal-pathspecs", "rev-list", "--all", "--max-count=1", "--stdin", asked=asked)
    if answer.returncode:
        raise RevisionError(msg("git gives no answer"))
    return bool(answer.stdout)
