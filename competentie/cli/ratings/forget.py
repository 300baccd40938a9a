"""`ratings forget`: remove all that is kept on a person, and say what is not removed (GDPR, article 17)."""

import sys
from collections.abc import Iterable
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from competentie.cli.present import Quiet
from competentie.cli.ratings_of import Whose, nobody, refuse_blank
from competentie.cli.session import Exit, Session, UsageError
from competentie.core import Message, msg
from competentie.ratings.answers import YES

if TYPE_CHECKING:
    from competentie.ratings.folder import Kept, PersonalData


def run(
    context: typer.Context,
    person: Whose,
    dry_run: Annotated[bool, typer.Option("-n", "--dry-run", help=_("only say what would be removed"))] = False,
    yes: Annotated[bool, typer.Option("--yes", help=_("remove without asking"))] = False,
    quiet: Quiet = False,
) -> int:
    """Remove a person's ratings and plans."""
    session: Session = context.obj
    session.quiet = quiet
    refuse_blank(person)
    found = _find(session, person)
    if not (dry_run or yes or sys.stdin.isatty()):
        raise UsageError(
            msg("`forget` asks whether it is sure in a terminal, and this is none"),
            msg("`--yes` removes without asking, `--dry-run` shows what would be removed; nothing was removed"),
        )
    files = [*found.own, *found.left]
    _show(session, found)
    if dry_run:
        session.note(msg("nothing was removed: this was a dry run"))
        return Exit.FINE
    if not (yes or _is_sure(session, len(files))):
        session.tell(session.words("nothing was removed"))
        return Exit.INTERRUPTED
    _refuse_in_use(found.own)
    _remove(files)
    session.note(session.words.plural("{n} file was removed", "{n} files were removed", len(files)))
    return Exit.FINDINGS if found.unknown else Exit.FINE  # what could not be read may be about the person too


def _find(session: Session, person: str) -> "PersonalData":
    from competentie.ratings.folder import people_in, personal_data, read_folder

    folder = read_folder(session.ratings_folder())
    found = personal_data(person, folder)
    if found.own or found.left:
        return found
    for one in found.unknown:
        session.note(msg("{path}: not known whose it is, so look into it", path=one.path))
    if found.as_rater:
        raise UsageError(
            msg("nothing in {path} is about `{person}`", path=folder.path, person=person),
            msg("the name stands in files about others: {names}", names=[one.path for one in found.as_rater]),
        )
    raise nobody(person, people_in(one for one in folder.contents if one.is_file), folder.path)


def _show(session: Session, found: "PersonalData") -> None:
    """Name every file that would be removed, and what would not."""
    from competentie.ratings.git import copies_in_git
    from competentie.ratings.pages import removed_lines, untouched_lines

    for line in removed_lines(found, session.words):
        session.say(line)
    folder = session.ratings_folder()
    kept = copies_in_git(folder, [one.path for one in found.own])
    for line in untouched_lines(found, kept, session.words):
        session.note(line)


def _is_sure(session: Session, number: int) -> bool:
    question = session.words.plural(
        "Remove this file? It cannot be undone (y/N)", "Remove these {n} files? It cannot be undone (y/N)", number
    )
    session.tell(question, end=" ")
    return sys.stdin.readline().strip().casefold() in YES


def _refuse_in_use(files: "Iterable[Kept]") -> None:
    """Raise UsageError when somebody is answering questions for one of the files right now."""
    from competentie.ratings.lock import HeldError, Lock

    for one in files:
        lock = Lock(one.path)
        if not lock.path.is_file() or lock.path.is_symlink():
            continue
        try:
            lock.take("")
        except HeldError as error:
            raise UsageError(
                msg(
                    "{path} is being filled in: process {process} of {user} on {terminal}, since {since}",
                    path=one.path,
                    **error.holder,
                ),
                msg("stop it there first; nothing was removed"),
            ) from None
        lock.release()  # and with it goes what was left behind


def _remove(files: "Iterable[Kept]") -> None:
    """Remove the files, of a link only the link; raises UsageError when one of them stays."""
    from competentie.files.read import unreadable

    failed: list[tuple[Path, Message]] = []
    for one in files:
        try:
            one.path.unlink(missing_ok=True)
        except OSError as error:
            failed.append((one.path, unreadable(error)))
    if failed:
        reasons = [msg("{path} ({reason})", path=path, reason=reason) for path, reason in failed]
        raise UsageError(
            msg("not removed: {names}", names=reasons), msg("see who may write in the folder, and do this again")
        )
