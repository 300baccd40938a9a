"""Copies of files with ratings that git keeps: what was committed once stays in the history and in every clone.

Only asks; nothing is fetched, and neither the work tree nor the history is touched.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

from competentie.git.repository import Repository, RevisionError
from competentie.git.worktree import ratings_in_git
from competentie.message import Message, msg
from competentie.places import shown


def copies_in_git(folder: Path, files: Sequence[Path]) -> list[Message]:
    """Say what git keeps, or may keep, of files in a folder; nothing where the folder lies in no repository."""
    shared, notes = ratings_in_git(files)
    try:
        repository = Repository.around(folder)
        if _is_committed(repository, [file.name for file in files]):
            return [
                msg(
                    "copies in the history of the git repository around {path} and in every clone, "
                    "until that history is written anew",
                    path=shown(folder),
                )
            ]
        if _is_committed(repository, ["."]):
            return [
                msg("other files of {path} in the history of its git repository, so look into it", path=shown(folder))
            ]
    except RevisionError:  # no repository, or git cannot tell, which the notes say
        return notes
    if shared:
        return [msg("what others put in git: it does not ignore {path}", path=shown(folder))]
    return notes


def _is_committed(repository: Repository, names: Iterable[str]) -> bool:
    """Tell whether any commit touched one of these; raises RevisionError where git gives no answer."""
    # rev-list and not log: it reads no setting that starts a program; and a name is no pattern (git(1))
    answer = repository.ask("--literal-pathspecs", "rev-list", "--all", "--max-count=1", "--", *names)
    if answer.returncode:
        raise RevisionError(msg("git gives no answer"))
    return bool(answer.stdout)
