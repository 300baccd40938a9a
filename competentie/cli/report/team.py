"""`report team`: the picture of a team; reads as `score` does, and draws a page of what comes of it."""

from collections.abc import Sequence
from functools import partial
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO, Final

import typer

from competentie.cli.present import (
    ColumnsFile,
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
    begun,
    format_option,
    present,
)
from competentie.cli.report import FORMATS, Brief, Css, styled
from competentie.cli.score import POLARS, Against, By, Engine, OfRelation, Rejects, Run, Scheduler, ScoreOptions, scored
from competentie.cli.session import UsageError, a_relation
from competentie.cli.tables import named_tables, size_of
from competentie.core import msg

if TYPE_CHECKING:
    from competentie.core import Basis, Result
    from competentie.table.run import Packed, Scoring, Workplace
    from competentie.table.score import ScoringSetup

_BLOCKERS: Final = 8


def run(
    context: typer.Context,
    file: Annotated[
        list[Path],
        typer.Argument(metavar="FILE", readable=False, help=_("the ratings, as `score` takes them; also several")),
    ],
    names: Annotated[
        bool, typer.Option("--names", help=_("show each person, and no groups; it is confidential"))
    ] = False,
    brief: Brief = False,
    profile: Against = None,
    format: Annotated[str | None, format_option(FORMATS)] = None,
    output: Output = None,
    css: Css = None,
    rejects: Rejects = None,
    by: By = None,
    columns: ColumnsFile = None,
    smallest: Annotated[
        int,
        typer.Option("--smallest-group", metavar="N", min=1, help=_("withhold what fewer people than this make up")),
    ] = 5,
    relation: OfRelation = None,
    sheet: Sheet = None,
    person_column: PersonColumn = None,
    strict_columns: StrictColumns = False,
    header_row: HeaderRow = None,
    skip_rows: SkipRows = 0,
    delimiter: Delimiter = None,
    encoding: Encoding = None,
    engine: Engine = POLARS,
    scheduler: Scheduler = None,
    quiet: Quiet = False,
) -> int:
    """Make the picture of a team; it names nobody, unless that is asked."""
    session, form = begun(context, format, output, FORMATS, quiet=quiet)
    styled(session, css, form)
    paths = [path for one in file for path in named_tables(one)]
    options = ScoreOptions(
        *(form, "long", False, output, rejects, by or (), smallest, None, a_relation(relation)),
        *(engine, scheduler, size_of(paths)),
    )
    source = TableFile(
        *(file[0], encoding, delimiter, sheet, person_column, strict_columns, header_row, skip_rows),
        *(by or (), (), columns),
    )
    return scored(session, partial(_TeamRun, names, brief), source, paths, profile, options)


class _TeamRun(Run):
    """Scores as `score` does; keeps of people no more than the page shows."""

    glances = False

    def __init__(self, names: bool, brief: bool, *run: Any) -> None:  # noqa: FBT001, ANN401 - what a run takes
        super().__init__(*run)
        self._names, self._brief, self._whole = names, brief, 0

    def _keep_relation(self, packed: "Packed") -> None:
        super()._keep_relation(packed)
        if len(packed.relations) > 1:
            raise UsageError(
                msg("ratings of several relations are never mixed, so a team's page needs `--relation`"),
                msg("choose one of: {names}", names=[one or "?" for one in packed.relations]),
            )

    def _write(
        self,
        packed: "Packed",
        wanted: "ScoringSetup",
        workplace: "Workplace",
        file: BinaryIO,  # noqa: ARG002 - a page is written when it is drawn
        basis: "Basis",  # noqa: ARG002
    ) -> "tuple[Scoring, list[Result]]":
        from competentie.table.run import Scoring
        from competentie.table.score import PackedPeople, SliceScorer

        scoring, results = Scoring(packed.people, SliceScorer(wanted), workplace), []
        for result in PackedPeople(wanted).all(scoring):
            self._whole += all(outcome.gap.gap >= 0 for outcome in result.outcomes)
            results += [result] if self._names else []
        return scoring, results

    def _draw(
        self,
        scoring: "Scoring",
        results: "Sequence[Result]",
        packed: "Packed",
        wanted: "ScoringSetup",
        basis: "Basis",
    ) -> None:
        from dataclasses import replace

        from competentie.table.summary import Grouping, blockers, for_travel
        from competentie.table.team_page import Team, team_page

        (picture,) = self._pictures(scoring, packed, wanted)
        most = blockers(self._catalogue, scoring.tally, _BLOCKERS)
        picture = replace(picture, summary=replace(picture.summary, blockers=most))
        if not self._names:
            grouping = Grouping(wanted.profiles, wanted.named, self._options.smallest)
            picture = for_travel(picture, packed.people, grouping)
        profiles = [self._named] if self._named else list(wanted.profiles.values())
        team = Team(picture, self._whole, scoring.tally.people, profiles, results if self._names else None)
        present(
            self._session,
            self._options.format,
            self._options.output,
            page=lambda: team_page(team, self._catalogue, basis, self._session.words, brief=self._brief),
        )
