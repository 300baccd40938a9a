"""`ratings`: what is kept on people, with their rights of access and erasure (GDPR, articles 15, 17 and 20).

Its commands share whose files are meant, and what had to be left out.
"""

from collections.abc import Iterable, Mapping
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, TypeAlias

import typer

from competentie.cli.session import Session, UsageError
from competentie.core import Catalogue, Message, msg, suggest

if TYPE_CHECKING:
    from competentie.ratings.folder import Folder

COMMANDS: Final[Mapping[str, Message]] = {
    "list": msg("list the files with ratings and plans, or those whose time is over"),
    "show": msg("show how a person stands, rater by rater"),
    "export": msg("give a person all that is kept on them, as JSON"),
    "forget": msg("remove all that is kept on a person"),
}

Whose: TypeAlias = Annotated[str, typer.Argument(metavar="PERSON", help=_("whose ratings and plans"))]
_WHO: Final = msg("`competentie ratings list` names the people")


def read_about(session: Session, catalogue: Catalogue, person: str | None) -> "Folder":
    """Read the folder; raises UsageError when it holds nothing on the person who is named."""
    from competentie.ratings.folder import people_in, read_folder

    if person is not None:
        refuse_blank(person)
    folder = read_folder(session.ratings_folder(), catalogue)
    if person is not None and not folder.files_on(person):
        raise nobody(person, people_in(folder.files), folder.path)
    return folder


def refuse_blank(person: str) -> None:
    """Raise UsageError for a name without a letter."""
    if not person.strip():
        raise UsageError(msg("{option} is empty", option="PERSON"), _WHO)


def nobody(person: str, people: Iterable[str], folder: Path) -> UsageError:
    """Say that nothing is kept on a person, and who may have been meant."""
    return UsageError(msg("`{person}` is not in {path}", person=person, path=folder), suggest(person, people) or _WHO)


def tell_left_out(session: Session, folder: "Folder") -> None:
    """Name what could not be read, or was not followed."""
    for path in folder.left_out:
        session.tell(session.words("left out, because it has errors: {path}", path=path))
    if folder.left_out:
        session.note(msg("`competentie validate` says what is wrong"))
    session.tell_copies([one.path for one in folder.copies])
    for path in folder.links:
        session.tell(session.words("not followed, because it leads out of the folder or nowhere: {path}", path=path))
