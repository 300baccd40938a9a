"""`score`: score a whole table of people, strictly, and write the results."""

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO, ClassVar, Final, TypeAlias

import typer

from competentie.cli.present import (
    DRAWN,
    PAGES,
    ColumnsFile,
    Delimiter,
    Encoding,
    HeaderRow,
    Keep,
    Output,
    PersonColumn,
    Quiet,
    Sheet,
    SkipRows,
    StrictColumns,
    TableFile,
    form_of,
    present,
)
from competentie.cli.progress import Watched
from competentie.cli.session import STDOUT, Exit, Session, UsageError, a_relation, one_of
from competentie.cli.tables import (
    PEOPLE_SHOWN,
    Rejected,
    excel_csv,
    named_tables,
    open_tables,
    output_file,
    sifted,
    size_of,
    tell_broken,
    tell_columns,
    tell_read,
    tell_refused,
)
from competentie.core import RELATIONS, msg, suggest

if TYPE_CHECKING:
    from competentie.core import Basis, Catalogue, Profile, Result
    from competentie.table.run import Packed, Scoring, Tables, Workplace
    from competentie.table.score import Made, ScoringSetup
    from competentie.table.summary import Picture, Tally

LAYOUTS: Final = ("long", "wide")
MADE: Final[Mapping[str, "Made"]] = {
    "csv": "lines",
    "json": "packed",
    "parquet": "columns",
    "xlsx": "sheets",
    **dict.fromkeys(("table", *DRAWN), "packed"),
}
"""The formats, the first one unasked, and what is made of results for each."""
FORMATS: Final = tuple(MADE)
BINARY: Final = tuple(one for one in MADE if MADE[one] in {"columns", "sheets"})  # not for a terminal
TABULAR: Final = tuple(one for one in MADE if MADE[one] != "packed")  # with a row per person too, if that is wanted
POLARS: Final = "polars"
DASK: Final = "dask"
ENGINES: Final = (POLARS, DASK)
_STANDING, _CODES = 16, 24  # characters of a column


Against: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--profile", metavar="P", help=_("score everyone against this profile; else the table's own column says which")
    ),
]
Rejects: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--rejects", metavar="FILE", readable=False, help=_("write rows with errors to this file, and score the others")
    ),
]
By: TypeAlias = Annotated[
    list[str] | None,
    typer.Option("--by", metavar="COLUMN", help=_("summarize per group, such as a department; may be repeated")),
]
OfRelation: TypeAlias = Annotated[
    str | None, typer.Option("--relation", metavar="|".join(RELATIONS), help=_("score ratings by these raters only"))
]
Engine: TypeAlias = Annotated[
    str, typer.Option("--engine", metavar="|".join(ENGINES), help=_("where the work is done; dask is a cluster"))
]
Scheduler: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--scheduler", metavar="ADDRESS", help=_("the dask scheduler to work on; else one is begun on this machine")
    ),
]


@dataclass(frozen=True, slots=True)
class ScoreOptions:
    """What is asked of one run; `size` is that of all tables together."""

    format: str
    layout: str
    excel: bool
    output: Path | None
    rejects: Path | None
    by: Sequence[str]
    smallest: int
    fail_under: float | None
    relation: str | None
    engine: str
    scheduler: str | None
    size: int


def run(
    context: typer.Context,
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            readable=False,
            help=_("the ratings: a table or an interview, a folder or a pattern of them; - is standard input"),
        ),
    ],
    profile: Against = None,
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
    rejects: Rejects = None,
    by: By = None,
    keep: Keep = None,
    columns: ColumnsFile = None,
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
    relation: OfRelation = None,
    sheet: Sheet = None,
    person_column: PersonColumn = None,
    strict_columns: StrictColumns = False,
    header_row: HeaderRow = None,
    skip_rows: SkipRows = 0,
    delimiter: Delimiter = None,
    encoding: Encoding = None,
    excel: Annotated[
        bool, typer.Option("--excel", help=_("write CSV for a Dutch Excel: semicolons and a byte order mark"))
    ] = False,
    engine: Engine = POLARS,
    scheduler: Scheduler = None,
    quiet: Quiet = False,
) -> int:
    """Score a table; without `--rejects` it is all or nothing."""
    session: Session = context.obj
    session.quiet = quiet
    paths, chosen = named_tables(file), form_of(session, format, output, FORMATS)
    options = ScoreOptions(
        *(chosen, layout, excel, output, rejects, by or (), smallest, fail_under, a_relation(relation)),
        *(engine, scheduler, size_of(paths)),
    )
    _check(options)
    source = TableFile(
        *(file, encoding, delimiter, sheet, person_column, strict_columns, header_row, skip_rows),
        *(by or (), keep or (), columns),
    )
    return scored(session, Run, source, paths, profile, options)


def scored(
    session: Session,
    run: "Callable[..., Run]",
    source: TableFile,
    paths: Sequence[Path],
    profile: str | None,
    options: ScoreOptions,
) -> int:
    """Open tables, score them in such a run, and return the exit code."""
    one_of("--engine", options.engine, ENGINES)
    if options.scheduler is not None and options.engine != DASK:
        raise UsageError(msg("`--scheduler` goes with `--engine dask` only"))
    refuse_overlap([*paths, source.columns, options.output, options.rejects])
    catalogue = session.catalogue()
    named = session.profile(profile, catalogue) if profile is not None else None
    with open_tables(source, paths, session.items(catalogue, roles=named is None)) as tables:
        tell_columns(session, tables, source.columns)
        _check_tables(session, tables, named)
        return run(session, catalogue, named, tables, options).run(_workplace(options.engine, options.scheduler))


def _check(options: ScoreOptions) -> None:
    one_of("--layout", options.layout, LAYOUTS)
    if options.excel and options.format != "csv":
        raise UsageError(msg("`--excel` goes with `--format csv` only"), msg("`--format xlsx` writes a workbook"))
    if options.layout != "long" and options.format not in TABULAR:
        raise UsageError(msg("`--layout wide` goes with these formats only: {names}", names=TABULAR))
    to_terminal = options.output is None or str(options.output) == STDOUT
    if options.format in BINARY and to_terminal and sys.stdout.isatty():
        raise UsageError(msg("`{format}` is not for a terminal", format=options.format), msg("give `-o FILE`"))
    if options.fail_under is not None and not 0 <= options.fail_under <= 100:  # noqa: PLR2004 - a percentage
        raise UsageError(msg("`--fail-under` is a percentage, from 0 to 100"))


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


def _workplace(engine: str, scheduler: str | None) -> "AbstractContextManager[Workplace]":
    """Return where the work is done: in threads of this process, or on a cluster. Raises WrongUseError."""
    if engine == DASK:
        from competentie.table.cluster import cluster

        return cluster(scheduler)
    from competentie.table.run import Threads

    return nullcontext(Threads())


class Run:
    """One run of `score`, or of what makes something else of the same."""

    glances: ClassVar = True
    """Whether the organisation is shown at a glance below what is said."""

    def __init__(
        self, session: Session, catalogue: "Catalogue", named: "Profile | None", tables: "Tables", options: ScoreOptions
    ) -> None:
        """Take what is to be scored, and how."""
        self._session = session
        self._catalogue = catalogue
        self._named = named
        self._tables = tables
        self._options = options
        self._known: dict[str, Profile | None] = {}

    def run(self, workplace: "AbstractContextManager[Workplace]") -> int:
        """Score, write, and say what came of it; return the exit code."""
        session, options = self._session, self._options
        with (
            output_file(session, None if options.format in PAGES else options.output) as (file, keep),
            Rejected(self._tables, session, options.rejects) as wrong,
        ):
            with workplace as place, Watched(place, session, options.size) as watched:
                sound = None if self._named else self._profile
                packed = sifted(self._tables, self._catalogue, watched, wrong, sound, session.profile_ids)
                wrong.report()
                if wrong.number and options.rejects is None:
                    advice = msg("help: mend the rows, or give `--rejects FILE` to score the others")
                    tell_refused(session, wrong.number, advice)
                    return Exit.FINDINGS
                self._keep_relation(packed)
                wanted = self._wanted(packed)
                basis = self._basis(wanted)
                scoring, results = self._write(packed, wanted, watched, file, basis)
            wrong.keep()
            keep()
        if options.format in PAGES:
            self._draw(scoring, results, packed, wanted, basis)
        enough = self._tell(scoring, packed, wrong, wanted, basis)
        return Exit.FINE if enough and not wrong.number else Exit.FINDINGS

    def _keep_relation(self, packed: "Packed") -> None:
        """Keep the ratings of one relation, where one is asked for or a share needs one. Raises UsageError."""
        wanted, known = self._options.relation, packed.relations
        if wanted is None and self._options.fail_under is not None and len(known) > 1:
            raise UsageError(
                msg("ratings of several relations are never mixed, so `--fail-under` needs `--relation`"),
                msg("choose one of: {names}", names=[one or "?" for one in known]),
            )
        if wanted is not None and wanted not in known:
            raise UsageError(
                msg("no ratings are by `{relation}`", relation=wanted), suggest(wanted, filter(None, known))
            )
        if wanted is not None:
            packed.people = packed.by(wanted).people

    def _wanted(self, packed: "Packed") -> "ScoringSetup":
        from competentie.table.names import Names, for_people
        from competentie.table.score import Form, ScoringSetup

        options, named, kept = self._options, self._named, self._tables.kept
        made = MADE[options.format]
        names = () if named else packed.people["profile"].unique(maintain_order=True)
        profiles = {name: profile for name in names if (profile := self._profile(name))}
        against = [named] if named else profiles.values()
        spoken = options.excel or made == "sheets"
        called = for_people(self._catalogue, against, self._session.words, kept) if spoken else Names(kept)
        if made == "sheets":
            from competentie.table.lines import Cells

            form = Form(made, options.layout, Cells(names=called))
        else:
            form = Form(made, options.layout, excel_csv(called, excel=options.excel))
        optional = [*self._tables.optional, *kept]
        return ScoringSetup(self._catalogue, profiles, named, form, packed.present, optional, kept)

    def _write(
        self, packed: "Packed", wanted: "ScoringSetup", workplace: "Workplace", file: BinaryIO, basis: "Basis"
    ) -> "tuple[Scoring, list[Result]]":
        """Score everybody and write the results; return the run, and the results that are to be drawn."""
        from competentie.page.data import ResultData
        from competentie.table import sinks
        from competentie.table.results import header, schema
        from competentie.table.run import Scoring
        from competentie.table.score import PackedPeople, SliceScorer
        from competentie.table.summary import summary_data

        scoring, results = Scoring(packed.people, SliceScorer(wanted), workplace), []
        columns = (wanted.optional, wanted.competencies if wanted.form.layout == "wide" else None)
        names = wanted.form.lines.names
        match self._options.format:
            case "csv":
                heads = map(names.column, header(*columns))
                csv = excel_csv(names, excel=self._options.excel)
                sinks.write_csv(scoring, file, csv, list(heads), mark=self._options.excel)
            case "json":
                of = ResultData(self._catalogue).of
                data = (
                    of(result) | ({"columns": kept} if kept else {})
                    for result, kept in PackedPeople(wanted).with_kept(scoring)
                )
                sinks.write_json(
                    "results", data, file, basis, lambda: summary_data(self._pictures(scoring, packed, wanted))
                )
            case "parquet":
                sinks.write_parquet(scoring, file, schema(*columns), basis, names)
            case "xlsx":
                self._write_workbook(scoring, packed, wanted, file, basis)
            case _:
                results = PackedPeople(wanted).first(scoring, None if self._options.output else PEOPLE_SHOWN)
        return scoring, results

    def _write_workbook(
        self, scoring: "Scoring", packed: "Packed", wanted: "ScoringSetup", file: BinaryIO, basis: "Basis"
    ) -> None:
        from competentie.table.report import Report, notes_of
        from competentie.table.results import header
        from competentie.table.workbook import Heads, check_fits, write_workbook

        words, names, catalogue = self._session.words, wanted.form.lines.names, self._catalogue
        profiles = [self._named] if self._named else list(wanted.profiles.values())
        shown = packed.people.select("person", *wanted.optional)
        norms = {profile.id: len(profile.rows) for profile in profiles}
        each = packed.people["profile"].replace_strict(norms, default=0).sum() if not self._named else 0
        rows = len(self._named.rows) * shown.height if self._named else int(each)
        labels = [names.value("competency", one) for one in wanted.competencies]
        who, long = header(wanted.optional, []), header(wanted.optional, None)
        heads = Heads(
            who,
            [*map(names.column, who)],
            [words("Met"), words("Norms"), words("Open"), *labels],
            [*map(names.column, long[len(who) :])],
        )
        check_fits(shown, len(who) + max(len(heads.person), len(heads.long)), max(rows, shown.height))
        widths = {one: int(shown[one].str.len_chars().max() or 0) for one in shown.columns}  # type: ignore[arg-type]
        widths["profile"] = max((len(words.text(one.role)) for one in profiles), default=0)
        widths["relation"] = _STANDING
        widths |= dict.fromkeys(labels, _STANDING) | dict.fromkeys(map(names.column, ("blocking", "next")), _CODES)
        widths |= {names.column("competency"): max(map(len, labels), default=0), names.column("status"): _STANDING}

        notes = notes_of(packed.people, wanted.optional)
        check_fits(notes, len(notes.columns), notes.height)

        def report() -> Report:
            pictures = self._pictures(scoring, packed, wanted)
            return Report(catalogue, profiles, pictures, names, basis, shown.height, rows, widths, notes)

        write_workbook(scoring, file, heads, report, words)

    def _pictures(self, scoring: "Scoring", packed: "Packed", wanted: "ScoringSetup") -> "list[Picture]":
        """Return what the organisation looks like to each relation, which are never mixed."""
        from competentie.table.summary import ALL, Grouping, picture

        by = self._options.by
        grouping = Grouping(wanted.profiles, wanted.named, self._options.smallest) if by else None
        relations = scoring.relations if len(scoring.relations) > 1 else {ALL: scoring.tally}
        return [
            picture(self._catalogue, one, tally, packed.people if one == ALL else packed.by(one).people, grouping)
            for one, tally in relations.items()
        ]

    def _draw(
        self,
        scoring: "Scoring",
        results: "Sequence[Result]",
        packed: "Packed",  # noqa: ARG002 - what other runs draw
        wanted: "ScoringSetup",  # noqa: ARG002
        basis: "Basis",
    ) -> None:
        from competentie.table.people_page import people_page

        session, options = self._session, self._options
        present(
            session,
            options.format,
            options.output,
            page=lambda: people_page(results, self._catalogue, session.words, basis),
        )
        if scoring.tally.people > len(results):
            session.note(msg("only the first {n} people are shown; `--format csv` gives them all", n=PEOPLE_SHOWN))

    def _basis(self, wanted: "ScoringSetup") -> "Basis":
        from competentie.cli.session import basis_today

        return basis_today(self._catalogue, [self._named] if self._named else wanted.profiles.values())

    def _tell(
        self, scoring: "Scoring", packed: "Packed", wrong: Rejected, wanted: "ScoringSetup", basis: "Basis"
    ) -> bool:
        """Say what came of it; tell whether as many of the norms are met as is asked."""
        from competentie.page.language import age_lines

        session, words, tally = self._session, self._session.words, scoring.tally
        tell_read(session, packed, wrong, msg("{n} scored", n=tally.people))
        tell_broken(session, tally.broken)
        if tally.contradicted:
            session.note(
                words.plural(
                    "{n} person was rated lower than a heavier competency presupposes; `--format json` says where",
                    "{n} people were rated lower than a heavier competency presupposes; `--format json` says where",
                    tally.contradicted,
                )
            )
        if self.glances and not session.quiet:
            for picture in self._pictures(scoring, packed, wanted):
                self._draw_summary(picture)
            session.tell()
        for line in age_lines(packed.days, basis.made, words):
            session.note(line)
        if self._options.format in TABULAR:  # their columns are a contract, and have no room for it
            from competentie.page.language import basis_line

            session.note(basis_line(basis, words))
        return not self._falls_short(tally)

    def _draw_summary(self, picture: "Picture") -> None:
        """Show what the organisation looks like, below the narration; where there are several, to one relation."""
        from competentie.page.streams import width_of
        from competentie.table.summary import ALL
        from competentie.table.summary_page import STYLES, few_text, group_lines, relation_text, summary_lines

        session, words = self._session, self._session.words
        if picture.relation != ALL:
            session.tell("\n" + relation_text(picture, words))
        paint, width = session.paint(sys.stderr, STYLES), width_of(sys.stderr)
        for line in summary_lines(picture.summary, self._catalogue, words, paint, width):
            session.tell_in_place(line + "\n")
        if picture.groups is not None:
            for line in group_lines(picture.groups, self._catalogue, words, paint, width):
                session.tell_in_place(line + "\n")
            if picture.few:
                session.tell(few_text(picture, self._catalogue, words))

    def _falls_short(self, tally: "Tally") -> bool:
        """Tell whether fewer of the norms are met than is asked; of nobody that cannot be said."""
        from competentie.table.summary import summarize

        wanted, met = self._options.fail_under, summarize(self._catalogue, tally).share_met
        if wanted is None or (tally.people and met * 100 >= wanted):
            return False
        if not tally.people:
            self._session.tell(self._session.words("nobody was scored, so nothing can be said of the norms"))
            return True
        share = f"{int(met * 100)}%"  # as the headline has it
        said = self._session.words(
            "{share} of the norms are met, fewer than {wanted}", share=share, wanted=f"{wanted:g}%"
        )
        self._session.tell(said)
        return True

    def _profile(self, name: str) -> "Profile | None":
        """Find a profile by its id, read once; what is wrong with it is reported."""
        if name not in self._known:
            from competentie.files.places import profile_by_id
            from competentie.handbook.load import ProfileReader

            path = profile_by_id(name, self._session.catalogue_path)
            profile, found = ProfileReader(self._catalogue).read(path) if path is not None else (None, [])
            self._session.report(found)
            self._known[name] = profile
        return self._known[name]
