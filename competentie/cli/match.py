"""`match`: which roles suit each person in a table, or who suits one role."""

from dataclasses import dataclass
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from competentie.cli.exits import UsageError
from competentie.cli.options import Delimiter, Encoding, Output, Quiet, Sheet, TableFile
from competentie.cli.session import Session
from competentie.cli.usage import one_of
from competentie.core.message import msg

if TYPE_CHECKING:
    from competentie.core.terms import Catalogue, Profile
    from competentie.table.run import Tables

FORMATS: Final = ("table", "csv", "json")
TOP_ROLES: Final = 3  # of each person, in a table on the terminal
TOP_PEOPLE: Final = 20


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of one run; `each` person against all profiles, or else everyone against one."""

    format: str
    each: bool
    top: int | None
    excel: bool
    output: Path | None
    size: int


def run(
    context: typer.Context,
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            readable=False,
            help=_("the ratings table, a folder or a pattern of them; - is standard input"),
        ),
    ],
    profile: Annotated[
        str | None,
        typer.Option("--profile", metavar="P", help=_("order everyone by how close they come to this profile")),
    ] = None,
    top: Annotated[
        int | None,
        typer.Option(
            "--top",
            metavar="N",
            min=1,
            help=_("ranks to show; else 3 roles each or 20 people in a table, and all of them as data"),
        ),
    ] = None,
    format: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="|".join(FORMATS),
            help=_("how to write the results; else by the ending of -o FILE, or as a table"),
        ),
    ] = None,
    output: Output = None,
    rejects: Annotated[
        Path | None,
        typer.Option(
            "--rejects",
            metavar="FILE",
            readable=False,
            help=_("write rows with errors to this file, and match the others"),
        ),
    ] = None,
    sheet: Sheet = None,
    delimiter: Delimiter = None,
    encoding: Encoding = None,
    excel: Annotated[
        bool, typer.Option("--excel", help=_("write CSV for a Dutch Excel: semicolons and a byte order mark"))
    ] = False,
    quiet: Quiet = False,
) -> int:
    """Match a table; without `--rejects` it is all or nothing."""
    from competentie.cli.score import by_ending, refuse_overlap
    from competentie.cli.tables import named_tables, open_tables, size_of
    from competentie.table.columns import Items

    session: Session = context.obj
    session.quiet = quiet
    chosen = format or by_ending(output, FORMATS, "table")
    one_of("--format", chosen, FORMATS)
    if excel and chosen != "csv":
        raise UsageError(msg("`--excel` goes with `--format csv` only"))
    paths = named_tables(file)
    refuse_overlap([*paths, output, rejects])
    catalogue = session.catalogue()
    profiles = [_asking(session.profile(profile, catalogue))] if profile is not None else _all(session, catalogue)
    if top is None and chosen == "table":
        top = TOP_ROLES if profile is None else TOP_PEOPLE
    items = Items(catalogue)
    with open_tables(TableFile(file, encoding, delimiter, sheet), paths, items) as opened:
        from competentie.cli.matching import MatchRun
        from competentie.table.run import Tables

        tables = Tables(opened, items)
        _check_tables(tables)
        wanted = Wanted(chosen, profile is None, top, excel, output, size_of(paths))
        return MatchRun(session, catalogue, profiles, tables, wanted).run(rejects)


def _asking(profile: "Profile") -> "Profile":
    """Return a profile that has norms; against none, everyone would come first."""
    if not profile.rows:
        raise UsageError(msg("the profile `{id}` has no norms to hold people against", id=profile.id))
    return profile


def _all(session: Session, catalogue: "Catalogue") -> "list[Profile]":
    """Return all profiles beside the catalogue that have norms; an order without one that has errors would mislead."""
    found = session.profiles(catalogue)
    if session.incomplete:
        raise UsageError(
            msg("not all profiles could be read, and an order of roles needs all of them"),
            msg("mend them, or name one with `--profile`"),
        )
    empty = [one.id for one in found if not one.rows]
    if empty:
        session.note(msg("left out, since they have no norms: {profiles}", profiles=empty))
    asking = [one for one in found if one.rows]
    if not asking:
        raise UsageError(
            msg("there are no profiles with norms beside {path}", path=str(session.catalogue_path)),
            msg("name one with `--profile`, or another catalogue with `--catalog`"),
        )
    return asking


def _check_tables(tables: "Tables") -> None:
    """See that the tables can be matched together."""
    if len({table.columns.long for table in tables.all}) > 1:
        raise UsageError(
            msg("some of these tables have a row per person, others a row per rating"), msg("match each kind by itself")
        )
