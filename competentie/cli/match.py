"""`match`: which roles suit each person in a table, or who suits one role."""

import glob
from collections.abc import Sequence
from dataclasses import dataclass
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO, Final

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
from competentie.cli.session import Exit, Session, UsageError
from competentie.cli.tables import (
    ENDINGS,
    PACKED,
    PEOPLE_SHOWN,
    RATINGS,
    STDIN,
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
from competentie.core import msg, same_name

if TYPE_CHECKING:
    from competentie.core import Basis, Catalogue, Profile
    from competentie.table.match import Match
    from competentie.table.run import Packed, Tables, Workplace
    from competentie.table.summary import Tally

FORMATS: Final = ("table", *DRAWN, "csv", "json")
TOP_ROLES: Final = 3  # of each person, in a table on the terminal
TOP_PEOPLE: Final = 20


@dataclass(frozen=True, slots=True)
class MatchOptions:
    """What is asked of one run; `each` person against all profiles, or else everyone against one."""

    format: str
    each: bool
    top: int | None
    excel: bool
    output: Path | None
    rejects: Path | None
    size: int


def run(
    context: typer.Context,
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            readable=False,
            help=_("the ratings, a folder or a pattern of them, or a person in `ratings/`; - is standard input"),
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
    keep: Keep = None,
    columns: ColumnsFile = None,
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
    quiet: Quiet = False,
) -> int:
    """Match a table; without `--rejects` it is all or nothing."""
    from competentie.cli.score import refuse_overlap

    session: Session = context.obj
    session.quiet = quiet
    chosen = form_of(session, format, output, FORMATS)
    if excel and chosen != "csv":
        raise UsageError(msg("`--excel` goes with `--format csv` only"))
    catalogue = session.catalogue()
    paths = _interviews(session, catalogue, str(file)) if _is_person(file) else named_tables(file)
    refuse_overlap([*paths, columns, output, rejects])
    profiles = [_asking(session.profile(profile, catalogue))] if profile is not None else _all(session, catalogue)
    if top is None and chosen in PAGES:
        top = TOP_ROLES if profile is None else TOP_PEOPLE
    source = TableFile(
        *(file, encoding, delimiter, sheet, person_column, strict_columns, header_row, skip_rows),
        *((), keep or (), columns),
    )
    with open_tables(source, paths, session.items(catalogue)) as tables:
        tell_columns(session, tables, columns)
        _check_tables(tables)
        options = MatchOptions(chosen, profile is None, top, excel, output, rejects, size_of(paths))
        return _Run(session, catalogue, profiles, tables, options).run()


def _is_person(file: Path) -> bool:
    """Tell whether what is named is no file, nor meant as one, and so somebody."""
    ended = file.suffix.casefold() in {*ENDINGS, *PACKED, *RATINGS}
    return not (file.exists() or ended or len(file.parts) > 1 or str(file) == STDIN or glob.has_magic(str(file)))


def _interviews(session: Session, catalogue: "Catalogue", person: str) -> list[Path]:
    """Return the last file with ratings of a person by each rater. Raises UsageError when there is none."""
    from competentie.cli.ratings_of import kept_ratings

    kept = kept_ratings(session, person, catalogue)
    return list({(one.ratings.relation, same_name(one.ratings.rater or "")): one.path for one in kept}.values())


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


class _Run:
    """One run of `match`."""

    def __init__(
        self,
        session: Session,
        catalogue: "Catalogue",
        profiles: "Sequence[Profile]",
        tables: "Tables",
        options: MatchOptions,
    ) -> None:
        self._session = session
        self._catalogue = catalogue
        self._profiles = profiles
        self._tables = tables
        self._options = options

    def run(self) -> int:
        """Match, write, and say what came of it; return the exit code."""
        from competentie.cli.session import basis_today
        from competentie.table.run import Threads

        session, options = self._session, self._options
        basis = basis_today(self._catalogue, self._profiles)
        with (
            output_file(session, None if options.format in PAGES else options.output) as (file, keep),
            Rejected(self._tables, session, options.rejects) as wrong,
        ):
            with Watched(Threads(), session, options.size) as watched:
                packed = sifted(self._tables, self._catalogue, watched, wrong, None, tuple)
                wrong.report()
                if wrong.number and options.rejects is None:
                    advice = msg("help: mend the rows, or give `--rejects FILE` to match the others")
                    tell_refused(session, wrong.number, advice)
                    return Exit.FINDINGS
                tally, kept, people = self._write(packed, watched, file, basis)
            wrong.keep()
            keep()
        if options.format in PAGES:
            self._draw(kept, basis)
            self._tell_what_is_not_shown(people, tally)
        self._tell(tally, packed, wrong, basis)
        return Exit.FINDINGS if wrong.number else Exit.FINE

    @property
    def _is_ladder(self) -> bool:
        """Whether of each person rungs are drawn, for which all roles are needed."""
        options = self._options
        return options.each and options.format in PAGES and bool(self._catalogue.roles)

    @property
    def _top(self) -> int | None:
        return None if self._is_ladder else self._options.top

    def _write(
        self, packed: "Packed", workplace: "Workplace", file: BinaryIO, basis: "Basis"
    ) -> "tuple[Tally, list[Match], int]":
        """Match everybody and write that; return the counts, the matches to draw, and of how many people they are."""
        from competentie.table import sinks
        from competentie.table.match import (
            Matching,
            MatchScorer,
            first_people,
            header,
            match_data,
            match_lines,
            ranked_together,
        )
        from competentie.table.run import Scoring

        options = self._options
        matching = Matching(self._catalogue, self._profiles, missing=self._is_ladder)
        now = any("profile" in table.columns.fields for table in self._tables.all)
        optional = [*self._tables.optional, *self._tables.kept]
        scorer = MatchScorer(matching, packed.present, optional, each=options.each, now=now, top=self._top)
        scoring = Scoring(packed.people, scorer, workplace)
        slices = scoring if options.each else ranked_together(scoring, matching, options.top)
        kept: list[Match] = []
        names, people = header(optional, now=now), 0
        match options.format:
            case "csv":
                csv, heads = excel_csv(excel=options.excel), [self._tables.kept.get(one, one) for one in names]
                sinks.write_csv(match_lines(slices, names, csv), file, csv, heads, mark=options.excel)
            case "json":
                sinks.write_json("matches", match_data(slices, names, self._tables.kept), file, basis)
            case _:
                kept, people = first_people(slices, None if options.output else PEOPLE_SHOWN)
        return scoring.tally, kept, people

    def _draw(self, kept: "Sequence[Match]", basis: "Basis") -> None:
        from competentie.table.match_page import people_page, roles_page

        session, words = self._session, self._session.words
        if self._options.each:
            page = roles_page(kept, self._profiles, self._catalogue, self._options.top, words, basis)
        else:
            page = people_page(kept, self._profiles[0], words, basis)
        present(session, self._options.format, self._options.output, page=lambda: page)

    def _tell_what_is_not_shown(self, people: int, tally: "Tally") -> None:
        session, top = self._session, self._options.top
        if people > PEOPLE_SHOWN and self._options.output is None:
            session.note(msg("only the first {n} people are shown; `--format csv` gives them all", n=PEOPLE_SHOWN))
        elif top is not None and tally.people > people:
            session.note(
                session.words.plural(
                    "{n} person with a lower rank is not shown; `--top` shows more",
                    "{n} people with a lower rank are not shown; `--top` shows more",
                    tally.people - people,
                )
            )
        if self._options.each and top is not None and top < len(self._profiles) and not self._is_ladder:
            session.note(msg("of {n} roles, the first {top} of each person are shown", n=len(self._profiles), top=top))

    def _tell(self, tally: "Tally", packed: "Packed", wrong: Rejected, basis: "Basis") -> None:
        session, words = self._session, self._session.words
        tell_read(session, packed, wrong, msg("{n} matched", n=tally.people))
        tell_broken(session, tally.broken)
        if self._options.format == "csv":  # its columns are a contract, and have no room for it
            from competentie.page.language import basis_line

            session.note(basis_line(basis, words))
