"""The run behind `score`: who does what with the pieces of the tables, and what is said of it in the end."""

import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from competentie.cli.engines import all_profiles
from competentie.cli.exits import Exit, UsageError
from competentie.cli.outcomes import tell_broken, tell_refused
from competentie.cli.progress import Watched
from competentie.cli.rejected import Rejected
from competentie.cli.session import STDOUT, Session
from competentie.core.message import msg
from competentie.files.bytes import unreadable
from competentie.page.streams import width_of
from competentie.table.results import Csv
from competentie.table.run import Exact, Outcome, Sink, Tables, WideRun
from competentie.table.score import TableScorer
from competentie.table.scoring import CSV, FRAME, PACKED, Form, FrameScorer
from competentie.table.sinks import CsvSink, JsonSink, ParquetSink, PeopleSink
from competentie.table.summary import Summary, by_group, summarize

if TYPE_CHECKING:
    from competentie.cli.score import Wanted
    from competentie.core.basis import Basis
    from competentie.core.terms import Catalogue, Profile
    from competentie.table.records import Table
    from competentie.table.run_long import LongRun

SHOWN: Final = 50  # people in a table on the terminal; a longer list is for a file
_EXCEL: Final = Csv(";", "\r\n")


class Scoring:
    """One run of `score`."""

    def __init__(
        self, session: Session, catalogue: "Catalogue", named: "Profile | None", tables: Tables, wanted: "Wanted"
    ) -> None:
        """Take what is scored, against what, and what is wanted of it."""
        self._session = session
        self._catalogue = catalogue
        self._named = named
        self._tables = tables
        self._wanted = wanted
        self._find = _Profiles(session, catalogue, named)
        self._form = self._chosen_form()

    def run(self, rejects: Path | None, fail_under: float | None) -> int:
        """Score, write, and say what came of it; return the exit code."""
        drawn = self._wanted.format == "table"
        with (
            output_file(self._session, None if drawn else self._wanted.output) as (file, keep),
            Rejected(self._tables, self._session, rejects) as wrong,
            closing(self._sink(file)) as sink,
        ):
            outcome = self._score(sink, wrong, keep=rejects is not None)
            wrong.report()
            if outcome.rejected and rejects is None:
                advice = msg("help: mend the rows, or give `--rejects FILE` to score the others")
                tell_refused(self._session, outcome, advice)
                return Exit.FINDINGS
            sink.finish(self._basis(outcome))
            wrong.keep()
            keep()
        if isinstance(sink, PeopleSink):
            self._draw(sink, outcome)
        summary = summarize(self._catalogue, self._find, outcome.tally)
        self._summarize(outcome, summary)
        return Exit.FINDINGS if outcome.rejected or self._falls_short(summary, fail_under) else Exit.FINE

    def _falls_short(self, summary: Summary, fail_under: float | None) -> bool:
        """Tell whether fewer of the norms are met than is asked; no norms at all are all met."""
        if fail_under is None or summary.share_met * 100 >= fail_under:
            return False
        self._session.tell(
            self._session.words(
                "{share}% of the norms are met, fewer than {wanted}%",
                share=f"{float(summary.share_met) * 100:.1f}",
                wanted=f"{fail_under:g}",
            )
        )
        return True

    def _score(self, sink: Sink, wrong: Rejected, *, keep: bool) -> Outcome:
        """Run over the tables."""
        place = self._wanted.place
        profiles: Mapping[str, Profile] | Callable[[str], Profile | None] = self._find
        if not place.here:
            profiles = {} if self._named else all_profiles(self._catalogue, self._session.catalogue_path)
        scorer = FrameScorer(self._catalogue, profiles, self._form, named=self._named)
        exact = Exact(self._tables, self._exact)
        with (
            place.open(self._wanted.output, self._form.csv.line_end) as engine,
            Watched(engine, self._session, self._wanted.size) as watched,
        ):
            kind = _long_run() if self._tables.long else WideRun
            return kind(self._tables, scorer, exact, watched).run(sink, wrong.take, keep=keep)

    def _exact(self, table: "Table") -> TableScorer:
        return TableScorer(self._catalogue, table, self._find, self._session.profile_ids(), self._named)

    def _chosen_form(self) -> Form:
        wanted = self._wanted
        kind = {"csv": CSV, "parquet": FRAME, "xlsx": FRAME}.get(wanted.format, PACKED)
        return Form(kind, wanted.layout, _EXCEL if wanted.excel else Csv())

    def _sink(self, file: BinaryIO) -> CsvSink | JsonSink | ParquetSink | PeopleSink:
        match self._wanted.format:
            case "csv":
                return CsvSink(file, self._form, mark=self._wanted.excel)
            case "json":
                return JsonSink(file, self._catalogue, self._find)
            case "parquet":
                return ParquetSink(file, self._form)
            case "xlsx":
                from competentie.table.workbook import WorkbookSink

                return WorkbookSink(file, self._form)
            case _:
                limit = None if self._wanted.output else SHOWN
                return PeopleSink(self._catalogue, self._find, limit=limit)

    def _draw(self, sink: PeopleSink, outcome: Outcome) -> None:
        from competentie.table.people_page import people_table

        session = self._session
        session.draw_to(people_table(sink.results, session.words, self._basis(outcome)), self._wanted.output)
        if outcome.tally.people > len(sink.results):
            session.note(msg("only the first {n} people are shown; `--format csv` gives them all", n=SHOWN))

    def _basis(self, outcome: Outcome) -> "Basis":
        from competentie.cli.clock import basis_today

        return basis_today(self._catalogue, [found for one in outcome.profiles if (found := self._find(one))])

    def _summarize(self, outcome: Outcome, summary: Summary) -> None:
        session, words, counts = self._session, self._session.words, outcome.tally
        session.note(
            words.plural(
                "{n} person read: {scored} scored, {rejected} rejected",
                "{n} people read: {scored} scored, {rejected} rejected",
                outcome.people,
                scored=counts.people,
                rejected=outcome.rejected,
            )
        )
        tell_broken(session, outcome)
        if counts.contradicted:
            session.note(
                words.plural(
                    "{n} person was rated lower than a heavier competency presupposes; `--format json` says where",
                    "{n} people were rated lower than a heavier competency presupposes; `--format json` says where",
                    counts.contradicted,
                )
            )
        self._draw_summary(outcome, summary)
        if self._wanted.format in {"csv", "parquet", "xlsx"}:  # their columns are a contract, and have no room for it
            from competentie.page.phrases import basis_line

            session.note(basis_line(self._basis(outcome), words))

    def _draw_summary(self, outcome: Outcome, summary: Summary) -> None:
        """Show what the organisation looks like, below the narration."""
        from competentie.table.summary_page import STYLES, group_lines, summary_lines

        if self._session.quiet:
            return
        paint, width = self._session.paint(sys.stderr, STYLES), width_of(sys.stderr)
        words = self._session.words
        for line in summary_lines(summary, self._catalogue, words, paint, width):
            self._session.tell_in_place(line + "\n")
        if self._wanted.by is not None:
            groups = by_group(self._catalogue, self._find, outcome.tally, self._wanted.smallest)
            for line in group_lines(groups, self._catalogue, words, paint, width):
                self._session.tell_in_place(line + "\n")
        self._session.tell()


def _long_run() -> "type[LongRun]":
    from competentie.table.run_long import LongRun

    return LongRun


class _Profiles:
    """Finds profiles by id, each read once; what is wrong with one is reported."""

    def __init__(self, session: Session, catalogue: "Catalogue", named: "Profile | None") -> None:
        self._session = session
        self._catalogue = catalogue
        self._known: dict[str, Profile | None] = {named.id: named} if named else {}

    def __call__(self, name: str) -> "Profile | None":
        if name not in self._known:
            from competentie.files.places import profile_by_id
            from competentie.handbook.load import ProfileReader

            path = profile_by_id(name, self._session.catalogue_path)
            profile, found = ProfileReader(self._catalogue).read(path) if path is not None else (None, [])
            self._session.report(found)
            self._known[name] = profile
        return self._known[name]


@contextmanager
def output_file(session: Session, output: Path | None) -> Iterator[tuple[BinaryIO, Callable[[], None]]]:
    """Return a file to write to, and what to call when it is whole; only then anything is seen of it."""
    if output is None or str(output) == STDOUT:
        with tempfile.TemporaryFile() as file:  # without a name, so that nobody else can open it
            yield file, lambda: session.pour(file)
        return
    from competentie.files.write import WholeFile

    try:
        with WholeFile(output) as whole:
            yield whole.file, lambda: whole.commit(durable=False)  # it can be made again
    except OSError as error:
        raise UsageError(
            msg("{path} could not be written: {reason}", path=str(output), reason=unreadable(error))
        ) from None
