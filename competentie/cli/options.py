"""Options that several commands share, worded once."""

from dataclasses import dataclass
from gettext import gettext as _
from pathlib import Path
from typing import Annotated, Any, TypeAlias

import typer

from competentie.core.terms import RELATIONS

Person: TypeAlias = Annotated[str | None, typer.Option("--person", metavar="NAME", help=_("the person to assess"))]
Rater: TypeAlias = Annotated[str | None, typer.Option("--rater", metavar="NAME", help=_("the person who rates"))]
Relation: TypeAlias = Annotated[
    str | None,
    typer.Option("--relation", metavar="|".join(RELATIONS), help=_("what the rater is to the person")),
]
Output: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "-o", "--output", metavar="FILE", readable=False, help=_("write to this file instead of the terminal")
    ),
]
Quiet: TypeAlias = Annotated[bool, typer.Option("-q", "--quiet", help=_("say nothing but errors besides the result"))]
Delimiter: TypeAlias = Annotated[
    str | None,
    typer.Option("--delimiter", metavar="D", help=_("what stands between the cells; else it is found by the headers")),
]
Encoding: TypeAlias = Annotated[
    str | None, typer.Option("--encoding", metavar="E", help=_("the encoding of the table, when it is not UTF-8"))
]

Sheet: TypeAlias = Annotated[
    str | None,
    typer.Option("--sheet", metavar="NAME", help=_("the sheet of a workbook; else the first with ratings")),
]
PersonColumn: TypeAlias = Annotated[
    str | None,
    typer.Option("--person-column", metavar="COLUMN", help=_("the column that says who is rated; else by its name")),
]
StrictColumns: TypeAlias = Annotated[
    bool, typer.Option("--strict-columns", help=_("make a column that is not known an error, rather than pass it over"))
]
HeaderRow: TypeAlias = Annotated[
    int | None,
    typer.Option("--header-row", metavar="N", min=1, help=_("the row with the names of the columns; else it is found")),
]
SkipRows: TypeAlias = Annotated[
    int, typer.Option("--skip-rows", metavar="N", min=0, help=_("rows above the header that are not looked at"))
]


def format_option(forms: tuple[str, ...]) -> Any:  # noqa: ANN401 - Typer's own type is private
    """Return `--format` of a command that writes these forms."""
    return typer.Option(
        "--format", metavar="|".join(forms), help=_("how to show it; else as the name of the output ends")
    )


@dataclass(frozen=True, slots=True)
class TableFile:
    """A table as named on the command line, and how it is to be read."""

    path: Path
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    person: str | None = None
    strict: bool = False
    header_row: int | None = None
    skip_rows: int = 0
