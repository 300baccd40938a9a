"""`evidence`: whether the levels of each competency ascend, and the presuppositions hold, in ratings of many people."""

from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from competentie.cli.present import (
    DRAWN,
    Delimiter,
    Encoding,
    HeaderRow,
    Output,
    PersonColumn,
    Quiet,
    Sheet,
    SkipRows,
    StrictColumns,
    TableFile,
    form_of,
    format_option,
    present,
)
from competentie.cli.session import Exit, Session, UsageError, a_relation, basis_today
from competentie.core import RELATIONS, msg, suggest

if TYPE_CHECKING:
    from competentie.core import Catalogue
    from competentie.evidence.report import Evidence

FORMATS: Final = ("table", *DRAWN, "json", "csv")


def run(
    context: typer.Context,
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...",
            readable=False,
            help=_("the ratings: tables, interviews, folders or patterns of them; - is standard input"),
        ),
    ],
    relation: Annotated[
        str | None,
        typer.Option(
            "--relation", metavar="|".join(RELATIONS), help=_("these raters only; else all but people themselves")
        ),
    ] = None,
    raters: Annotated[bool, typer.Option("--raters", help=_("name managers, with how severe each is"))] = False,
    detail: Annotated[bool, typer.Option("--detail", help=_("show every behaviour and every step"))] = False,
    under: Annotated[
        str | None,
        typer.Option(
            "--under",
            metavar="NEW",
            help=_("count the same answers under another handbook: a folder, a catalog.yaml or a git revision"),
        ),
    ] = None,
    format: Annotated[str | None, format_option(FORMATS)] = None,
    output: Output = None,
    sheet: Sheet = None,
    person_column: PersonColumn = None,
    strict_columns: StrictColumns = False,
    header_row: HeaderRow = None,
    skip_rows: SkipRows = 0,
    delimiter: Delimiter = None,
    encoding: Encoding = None,
    quiet: Quiet = False,
) -> int:
    """Hold the levels of each competency against what people show; it is a finding, whatever it is: exit 0."""
    session: Session = context.obj
    session.quiet = quiet
    chosen, wanted = form_of(session, format, output, FORMATS), a_relation(relation)
    old = session.catalogue()
    new = old if under is None else _other(session, under)
    source = TableFile(files[0], encoding, delimiter, sheet, person_column, strict_columns, header_row, skip_rows)
    found = _read(session, source, files, old, new, wanted, named=raters)
    if found is None:
        return Exit.FINDINGS
    basis = basis_today(new, [])
    from competentie.evidence.data import evidence_csv, evidence_data
    from competentie.evidence.page import EvidencePage
    from competentie.page.language import basis_line

    present(
        session,
        chosen,
        output,
        page=lambda: EvidencePage(found, new, session.words, detail=detail or chosen == "html").page(basis),
        data=lambda: evidence_data(found, new, basis),
        csv=lambda: evidence_csv(evidence_data(found, new, basis)),
        beside_csv=[basis_line(basis, session.words)] if chosen == "csv" else [],
    )
    return Exit.FINE


def _other(session: Session, named: str) -> "Catalogue":
    from competentie.cli.diff import read_side

    return read_side(named, session.catalogue_path).catalogue


def _read(
    session: Session,
    source: TableFile,
    files: list[Path],
    old: "Catalogue",
    new: "Catalogue",
    relation: str | None,
    *,
    named: bool,
) -> "Evidence | None":
    """Read everybody, and count; None where anybody has errors. Raises UsageError, FindingsError."""
    from competentie.cli.progress import Watched
    from competentie.cli.tables import (
        Rejected,
        named_tables,
        open_tables,
        sifted,
        size_of,
        tell_columns,
        tell_read,
        tell_refused,
    )
    from competentie.evidence.report import evidence
    from competentie.table.run import Threads

    paths = [path for file in files for path in named_tables(file)]
    with open_tables(source, paths, session.items(old)) as tables:
        tell_columns(session, tables, None)
        if len({table.columns.long for table in tables.all}) > 1:
            raise UsageError(
                msg("some of these tables have a row per person, others a row per rating"),
                msg("count each kind by itself"),
            )
        with Rejected(tables, session, None) as wrong, Watched(Threads(), session, size_of(paths)) as watched:
            packed = sifted(tables, old, watched, wrong, None, tuple)
        wrong.report()
        if wrong.number:
            tell_refused(session, wrong.number, msg("help: mend the rows"))
            return None
        known = packed.relations
        if relation is not None and relation not in known:
            raise UsageError(
                msg("no ratings are by `{relation}`", relation=relation), suggest(relation, filter(None, known))
            )
        tell_read(session, packed, wrong, msg("{n} counted", n=packed.people.height))
        return evidence(packed, old, new, relation, named=named)
