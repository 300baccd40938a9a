"""`report`: pages to hand over, of a person for the talk, of a team, of the handbook; also in a style of one's own.

A page is for people: its forms are those of pages, and there is no data.
"""

from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, TypeAlias

import typer

from competentie.cli.present import DRAWN
from competentie.cli.session import UsageError
from competentie.core import Message, msg

if TYPE_CHECKING:
    from competentie.cli.session import Session

COMMANDS: Final[dict[str, Message]] = {
    "person": msg("make the pages for a talk with somebody"),
    "team": msg("make the picture of a team, without names"),
    "handbook": msg("make the handbook as a book to read"),
}
FORMATS: Final = ("table", *DRAWN)
Brief: TypeAlias = Annotated[bool, typer.Option("--brief", help=_("the first pages only, without what they rest on"))]
Css: TypeAlias = Annotated[
    Path | None,
    typer.Option("--css", metavar="FILE", readable=False, help=_("a stylesheet that HTML has behind its own")),
]


def styled(session: "Session", css: Path | None, form: str) -> None:
    """Take a stylesheet of the user's own; raises UsageError where it is not to be trusted, or cannot be read."""
    if css is None:
        return
    if form != "html":
        raise UsageError(msg("`--css` goes with `--format html` only"))
    from competentie.files.read import content, unreadable
    from competentie.page.html import forbidden

    try:
        style = content(css).decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except OSError as error:
        raise UsageError(msg("{path} could not be opened: {reason}", path=css, reason=unreadable(error))) from None
    except UnicodeDecodeError:
        raise UsageError(msg("{path} is not UTF-8", path=css), msg("save it as UTF-8")) from None
    for line, found in forbidden(style):
        raise UsageError(
            msg("{path}:{line}: `{found}` may not stand in a stylesheet of a page", path=css, line=line, found=found),
            msg("a page fetches nothing: leave it out, and write characters as they are"),
        )
    session.style = style
