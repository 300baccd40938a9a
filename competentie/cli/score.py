"""`score`: score a whole table of people, strictly, and write the results."""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from competentie.cli.engines import ENGINES, POLARS, Place
from competentie.cli.exits import UsageError
from competentie.cli.options import Delimiter, Encoding, Output, Quiet, Sheet, TableFile
from competentie.cli.session import STDOUT, Session
from competentie.cli.usage import one_of
from competentie.core.message import msg

if TYPE_CHECKING:
    from competentie.core.terms import Profile
    from competentie.table.run import Tables

LAYOUTS: Final = ("long", "wide")
FORMATS: Final = ("csv", "json", "parquet", "xlsx", "table")
BINARY: Final = ("parquet", "xlsx")  # not for a terminal
TABULAR: Final = ("csv", *BINARY)  # with a row per person too, if that is wanted


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of one run."""

    format: str
    layout: str
    excel: bool
    output: Path | None
    by: str | None
    smallest: int
    size: int
    place: Place


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
        typer.Option(
            "--profile",
            metavar="P",
            help=_("score everyone against this profile; else the table's own column says which"),
        ),
    ] = None,
    layout: Annotated[
        str, typer.Option("--layout", metavar="long|wide", help=_("one row per competency, or one row per person"))
    ] = "long",
    format: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="|".join(FORMATS),
            help=_("how to write the results; else as the name of FILE ends, or CSV"),
        ),
    ] = None,
    output: Output = None,
    rejects: Annotated[
        Path | None,
        typer.Option(
            "--rejects",
            metavar="FILE",
            readable=False,
            help=_("write rows with errors to this file, and score the others"),
        ),
    ] = None,
    by: Annotated[
        str | None, typer.Option("--by", metavar="COLUMN", help=_("summarize per group, such as a department"))
    ] = None,
    smallest: Annotated[
        int,
        typer.Option(
            "--smallest-group", metavar="N", min=1, help=_("with `--by`: withhold groups of fewer people than this")
        ),
    ] = 5,
    fail_under: Annotated[
        float | None,
        typer.Option(
            "--fail-under", metavar="PERCENT", help=_("exit with 1 when fewer of the norms are met than this")
        ),
    ] = None,
    sheet: Sheet = None,
    delimiter: Delimiter = None,
    encoding: Encoding = None,
    excel: Annotated[
        bool, typer.Option("--excel", help=_("write CSV for a Dutch Excel: semicolons and a byte order mark"))
    ] = False,
    engine: Annotated[
        str, typer.Option("--engine", metavar="|".join(ENGINES), help=_("where the work is done; dask is a cluster"))
    ] = POLARS,
    scheduler: Annotated[
        str | None,
        typer.Option(
            "--scheduler", metavar="ADDRESS", help=_("the dask scheduler to work on; else one is begun on this machine")
        ),
    ] = None,
    scratch: Annotated[
        Path | None,
        typer.Option("--scratch", metavar="DIR", readable=False, help=_("a folder for parts, which all workers share")),
    ] = None,
    quiet: Quiet = False,
) -> int:
    """Score a table; without `--rejects` it is all or nothing."""
    from competentie.cli.tables import named_tables, open_tables, size_of
    from competentie.table.columns import Items

    session: Session = context.obj
    session.quiet = quiet
    paths = named_tables(file)
    place = Place(engine, scheduler, scratch)
    place.check()
    wanted = Wanted(
        format or by_ending(output, FORMATS, "csv"), layout, excel, output, by, smallest, size_of(paths), place
    )
    _check(wanted, fail_under)
    refuse_overlap([*paths, output, rejects])
    catalogue = session.catalogue()
    named = session.profile(profile, catalogue) if profile is not None else None
    items = Items(catalogue)
    with open_tables(TableFile(file, encoding, delimiter, sheet), paths, items, by) as opened:
        from competentie.cli.scoring import Scoring
        from competentie.table.run import Tables

        tables = Tables(opened, items)
        _check_tables(session, tables, named)
        return Scoring(session, catalogue, named, tables, wanted).run(rejects, fail_under)


def _check(wanted: Wanted, fail_under: float | None) -> None:
    one_of("--layout", wanted.layout, LAYOUTS)
    one_of("--format", wanted.format, FORMATS)
    if wanted.excel and wanted.format != "csv":
        raise UsageError(msg("`--excel` goes with `--format csv` only"), msg("`--format xlsx` writes a workbook"))
    if wanted.layout != "long" and wanted.format not in TABULAR:
        raise UsageError(msg("`--layout wide` goes with these formats only: {names}", names=TABULAR))
    to_terminal = wanted.output is None or str(wanted.output) == STDOUT
    if wanted.format in BINARY and to_terminal and sys.stdout.isatty():
        raise UsageError(msg("`{format}` is not for a terminal", format=wanted.format), msg("give `-o FILE`"))
    if fail_under is not None and not 0 <= fail_under <= 100:  # noqa: PLR2004 - a percentage
        raise UsageError(msg("`--fail-under` is a percentage, from 0 to 100"))


def by_ending(output: Path | None, formats: Sequence[str], default: str) -> str:
    """Return the format that the name of a file asks for."""
    ending = "" if output is None else output.suffix.casefold().removeprefix(".")
    return ending if ending in formats and ending != "table" else default


def refuse_overlap(named: Sequence[Path | None]) -> None:
    """Refuse to write over a table that is read, or two things to one file; the last one is for rejected rows."""
    if named[-1] is not None and str(named[-1]) == STDOUT:
        raise UsageError(msg("`--rejects` needs a file of its own, not the standard output"))
    paths = [os.path.realpath(path) for path in named if path is not None and str(path) != STDOUT]
    if len(paths) > len(set(paths)):
        raise UsageError(
            msg("the table, the results and the rejected rows each need a file of their own"), msg("give another name")
        )


def _check_tables(session: Session, tables: "Tables", named: "Profile | None") -> None:
    """See that the tables can be scored together, and against what."""
    if len({table.columns.long for table in tables.all}) > 1:
        raise UsageError(
            msg("some of these tables have a row per person, others a row per rating"), msg("score each kind by itself")
        )
    columns = [table.columns.fields for table in tables.all]
    if named is None and not all("profile" in one for one in columns):
        raise UsageError(msg("no profile is named"), msg("give `--profile P`, or add a column `profile` to the table"))
    if named is not None and any("profile" in one for one in columns):
        session.note(
            msg("everyone is scored against `{profile}`; the column with profiles is not used", profile=named.id)
        )
