"""Finding the ratings of one person: all that lie beside the catalogue, or why there are none."""

from typing import TYPE_CHECKING

from competentie.cli.exits import UsageError
from competentie.core.message import msg
from competentie.core.suggest import suggest
from competentie.files.places import shown

if TYPE_CHECKING:
    from competentie.cli.session import Session
    from competentie.core.terms import Catalogue
    from competentie.ratings.archive import Archive
    from competentie.ratings.entry import Entry


def entries_of(session: "Session", person: str, catalogue: "Catalogue") -> "tuple[Entry, ...]":
    """Return all ratings of a person, oldest first; raises UsageError when there are none.

    Of files that cannot be read only the number is told: what is in them may be of somebody in a group.
    """
    from competentie.ratings.archive import read_archive

    archive = read_archive(session.catalogue_path, catalogue)
    unread = len({one.path for one in archive.found})
    if unread:
        session.incomplete = True
        session.tell(
            session.words.plural(
                "{n} file with ratings could not be read; `competentie validate` says why",
                "{n} files with ratings could not be read; `competentie validate` says why",
                unread,
            )
        )
    entries = archive.of(person)
    if not entries:
        raise _nobody(person, archive)
    return entries


def _nobody(person: str, archive: "Archive") -> UsageError:
    people = archive.people()
    if not people:
        return UsageError(
            msg("there are no ratings in {path}", path=shown(archive.folder)),
            msg("`competentie assess` keeps them there"),
        )
    return UsageError(
        msg("there are no ratings of `{person}` in {path}", person=person, path=shown(archive.folder)),
        suggest(person, people),
    )
