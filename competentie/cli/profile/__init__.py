"""`profile`: make a role's profile by choosing well, change one row of it, and hold roles or choices side by side."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from competentie.cli.session import UsageError
from competentie.core import Diagnostic, Message, Severity, msg

if TYPE_CHECKING:
    from competentie.choosing.model import Choices
    from competentie.cli.session import Session
    from competentie.core import Catalogue, Row

COMMANDS: Final[Mapping[str, Message]] = {
    "new": msg("make a role's profile, question by question"),
    "edit": msg("change one row of a profile, and nothing else in its file"),
    "compare": msg("show what a role asks besides another, or what several people chose for one"),
}


def choices_folder(session: "Session") -> Path:
    """Return the folder that keeps what was chosen for roles: beside the catalogue."""
    return session.catalogue_path.parent / "choices"


def base_rows(session: "Session", choices: "Choices", catalogue: "Catalogue") -> "tuple[Row, ...]":
    """Return the rows of the profile that choices extend, if they do."""
    return session.profile_by_id(choices.extends, catalogue).rows if choices.extends else ()


def what_is_wrong(path: Path, text: str, catalogue: "Catalogue") -> list[Diagnostic]:
    """Return what `validate --strict` would not let pass if a profile had this text."""
    from competentie.files.read import Context, Files, open_document
    from competentie.handbook.load import ProfileReader
    from competentie.validate.review import REVIEWS

    files = Files({path: text.encode("utf-8", "backslashreplace")})
    document, _ = open_document(path, files)
    _, found = ProfileReader(catalogue, files).read(path)
    if document is not None:
        found = [*found, *(one for check in REVIEWS["profile"] for one in check(document, Context(catalogue)))]
    return [one for one in found if one.severity is not Severity.ADVICE]


def refuse_wrong(path: Path, text: str, catalogue: "Catalogue") -> None:
    """Raise UsageError where a profile with this text would have errors; warnings may have been there already."""
    error = next((one for one in what_is_wrong(path, text, catalogue) if one.severity is Severity.ERROR), None)
    if error is not None:
        raise UsageError(msg("{path} was not written: {message}", path=path, message=error.message), error.help)
