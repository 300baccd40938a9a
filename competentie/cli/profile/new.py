"""`profile new`: a role's profile, question by question; or what somebody would choose for it."""

import sys
from gettext import gettext as _
from pathlib import Path
from typing import Annotated

import typer

from competentie.cli.keyboard import ask
from competentie.cli.present import Quiet
from competentie.cli.session import Session, UsageError, a_name
from competentie.core import Group, msg
from competentie.files.places import shipped_catalogue


def run(
    context: typer.Context,
    role: Annotated[str | None, typer.Argument(metavar="ROLE", help=_("the name of the role"))] = None,
    by: Annotated[
        str | None,
        typer.Option("--by", metavar="NAME", help=_("only keep what NAME chooses, beside what others choose")),
    ] = None,
    generic: Annotated[
        bool, typer.Option("--generic", help=_("its norms are generic: other profiles can take them along"))
    ] = False,
    quiet: Quiet = False,
) -> int:
    """Ask what a role needs, and write its profile."""
    session: Session = context.obj
    session.quiet = quiet
    a_name("--by", by)
    a_name("ROLE", role)
    if not sys.stdin.isatty():
        raise UsageError(
            msg("`profile new` asks its questions in a terminal, and this is none"),
            msg("a profile is a file that can be written by hand too: docs/format.md"),
        )
    if session.catalogue_path == shipped_catalogue() and session.catalogue_path.parent != Path.cwd():
        raise UsageError(
            msg("the handbook that is shipped takes no profiles"),
            msg("`competentie init` makes a handbook of your own"),
        )
    from competentie.cli.profile.talk import Talk

    while not role:
        role = ask(session, session.words("What is the role called?"))
    talk = Talk(session, role, by)
    try:
        return talk.hold(Group.GENERIC if generic else Group.SPECIFIC)
    finally:
        talk.close()
