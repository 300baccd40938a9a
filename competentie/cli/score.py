"""`score`: score a whole table of people, strictly, and write the results."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from competentie.cli.exits import Exit, UsageError
from competentie.cli.options import Delimiter, Encoding, Output, Quiet, TableFile
from competentie.cli.session import Session
from competentie.cli.usage import one_of
from competentie.message import msg

if TYPE_CHECKING:
    from competentie.basis import Basis
    from competentie.domain import Catalogue, Profile
    from competentie.scoring import Result
    from competentie.table.read import Record, Table

LAYOUTS: Final = ("long", "wide")
FORMATS: Final = ("csv", "json", "table")
SHOWN_FINDINGS: Final = 20


@dataclass(frozen=True, slots=True)
class Form:
    """How results are written, and what they rest on; `optional` names which of rater, relation and date there are."""

    format: str
    layout: str
    optional: list[str]
    excel: bool
    rests_on: "Basis"


def run(
    context: typer.Context,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", readable=False, help=_("the ratings table (CSV); - is standard input"))
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
        str, typer.Option("--format", metavar="|".join(FORMATS), help=_("how to write the results"))
    ] = "csv",
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
    delimiter: Delimiter = None,
    encoding: Encoding = None,
    excel: Annotated[
        bool, typer.Option("--excel", help=_("write CSV for a Dutch Excel: semicolons and a byte order mark"))
    ] = False,
    quiet: Quiet = False,
) -> int:
    """Score a table; without `--rejects` it is all or nothing."""
    from competentie.cli.tables import open_table

    session: Session = context.obj
    session.quiet = quiet
    one_of("--layout", layout, LAYOUTS)
    one_of("--format", format, FORMATS)
    if format != "csv" and (excel or layout != "long"):
        raise UsageError(msg("`--excel` and `--layout wide` go with `--format csv` only"))
    _refuse_overlap(file, output, rejects)
    catalogue = session.catalogue()
    named = session.profile(profile, catalogue) if profile is not None else None
    with open_table(TableFile(file, encoding, delimiter), catalogue) as table:
        if named is None and "profile" not in table.columns.fields:
            raise UsageError(
                msg("no profile is named"), msg("give `--profile P`, or add a column `profile` to the table")
            )
        if named is not None and "profile" in table.columns.fields:
            session.note(
                msg("everyone is scored against `{profile}`; the column with profiles is not used", profile=named.id)
            )
        records, results = _score(session, table, catalogue, named)
        wrong = [record for record in records if record.problems]
        if wrong:
            _report(session, wrong)
        if rejects is not None:
            _reject(session, table, wrong, rejects)
    if wrong and rejects is None:
        session.tell(
            session.words.plural(
                "{n} person has errors; nothing was written", "{n} people have errors; nothing was written", len(wrong)
            )
        )
        session.tell("  = " + session.words("help: mend the rows, or give `--rejects FILE` to score the others"))
        return Exit.FINDINGS
    optional = [name for name in ("rater", "relation", "date") if name in table.columns.fields]
    form = Form(format, layout, optional, excel, _basis(results, catalogue, named))
    _write(session, results, catalogue, form, output)
    _summarize(session, records, results, form)
    return Exit.FINDINGS if wrong else Exit.FINE


def _refuse_overlap(file: Path, output: Path | None, rejects: Path | None) -> None:
    """Refuse to write over the table that is read, or two things to one file."""
    named = [os.path.realpath(path) for path in (file, output, rejects) if path is not None and str(path) != "-"]
    if len(named) > len(set(named)):
        raise UsageError(
            msg("the table, the results and the rejected rows each need a file of their own"), msg("give another name")
        )


def _score(
    session: Session, table: "Table", catalogue: "Catalogue", named: "Profile | None"
) -> "tuple[list[Record], list[Result]]":
    from competentie.loader import ProfileReader
    from competentie.places import profile_by_id
    from competentie.table.score import TableScorer

    reader = ProfileReader(catalogue)

    def find(name: str) -> "Profile | None":
        path = profile_by_id(name, session.catalogue_path)
        profile, found = reader.read(path) if path is not None else (None, [])
        session.report(found)
        return profile

    scorer = TableScorer(catalogue, table, find, session.profile_ids(), named)
    records, results = [], []
    for record, result in scorer.results(table.records()):
        record.forget()
        records.append(record)
        if result is not None:
            results.append(result)
    return records, results


def _report(session: Session, wrong: "Sequence[Record]") -> None:
    session.report([one for record in wrong for one in record.problems], limit=SHOWN_FINDINGS)


def _reject(session: Session, table: "Table", wrong: "Sequence[Record]", path: Path) -> None:
    from competentie.table.write import rejected_rows

    session.save(path, rejected_rows(table, wrong, session.words).encode("utf-8"))
    if wrong:
        session.note(msg("the rows with errors are in {path}", path=str(path)))


def _basis(results: "Sequence[Result]", catalogue: "Catalogue", named: "Profile | None") -> "Basis":
    from competentie.cli.clock import basis_today

    profiles = [named] if named is not None else [result.profile for result in results]
    return basis_today(catalogue, profiles)


def _write(
    session: Session, results: "Sequence[Result]", catalogue: "Catalogue", form: "Form", output: Path | None
) -> None:
    if form.format == "table":
        from competentie.render.people.table import SHOWN, people_table

        shown = results if output else results[:SHOWN]
        session.draw_to(people_table(shown, session.words, form.rests_on), output)
        if len(results) > len(shown):
            session.note(msg("only the first {n} people are shown; `--format csv` gives them all", n=SHOWN))
        return
    from competentie.table import write

    if form.format == "json":
        text = write.results_json(results, catalogue, form.rests_on)
    elif form.layout == "long":
        text = write.long_csv(results, form.optional, excel=form.excel)
    else:
        text = write.wide_csv(results, form.optional, excel=form.excel)
    session.write_data(text, output)


def _summarize(session: Session, records: "Sequence[Record]", results: "Sequence[Result]", form: "Form") -> None:
    words = session.words
    total, scored = len(records), len(results)
    session.note(
        words.plural(
            "{n} person read: {scored} scored, {rejected} rejected",
            "{n} people read: {scored} scored, {rejected} rejected",
            total,
            scored=scored,
            rejected=total - scored,
        )
    )
    broken = sum(1 for result in results if any(one.standing.broken for one in result.outcomes))
    against = sum(1 for result in results if result.contradictions)
    if broken:
        session.note(
            words.plural(
                "{n} person misses a level below one that is attained (`broken`)",
                "{n} people miss a level below one that is attained (`broken`)",
                broken,
            )
        )
    if against:
        session.note(
            words.plural(
                "{n} person was rated lower than a heavier competency presupposes; `--format json` says where",
                "{n} people were rated lower than a heavier competency presupposes; `--format json` says where",
                against,
            )
        )
    if form.format == "csv":  # its columns are a contract, and have no room for it
        from competentie.render.basis import basis_line

        session.note(basis_line(form.rests_on, words))
