"""The run behind `match`: who does what with the pieces of the tables, and what is said of it in the end."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from competentie.cli.exits import Exit
from competentie.cli.outcomes import tell_broken, tell_refused
from competentie.cli.progress import Watched
from competentie.cli.rejected import Rejected
from competentie.cli.scoring import output_file
from competentie.cli.session import Session
from competentie.core.message import msg
from competentie.table.engine import Threads
from competentie.table.match import Matching, MatchScorer
from competentie.table.match_sinks import AllRanked, MatchCsv, MatchJson, MatchKept, MatchSink
from competentie.table.results import Csv
from competentie.table.run import Exact, Outcome, Tables, WideRun
from competentie.table.run_long import LongRun
from competentie.table.score import TableScorer

if TYPE_CHECKING:
    from competentie.cli.match import Wanted
    from competentie.core.basis import Basis
    from competentie.core.terms import Catalogue, Profile
    from competentie.table.records import Table

SHOWN: Final = 50  # people in a table on the terminal; a longer list is for a file
_EXCEL: Final = Csv(";", "\r\n")


class MatchRun:
    """One run of `match`."""

    def __init__(
        self,
        session: Session,
        catalogue: "Catalogue",
        profiles: "Sequence[Profile]",
        tables: Tables,
        wanted: "Wanted",
    ) -> None:
        """Take who is matched, with what, and what is wanted of it."""
        self._session = session
        self._catalogue = catalogue
        self._profiles = profiles
        self._tables = tables
        self._wanted = wanted
        self._now = any("profile" in table.columns.fields for table in tables.all)
        self._matching = Matching(catalogue, profiles)

    def run(self, rejects: Path | None) -> int:
        """Match, write, and say what came of it; return the exit code."""
        drawn = self._wanted.format == "table"
        with (
            output_file(self._session, None if drawn else self._wanted.output) as (file, keep),
            Rejected(self._tables, self._session, rejects) as wrong,
        ):
            final = self._final(file)
            sink = final if self._wanted.each else AllRanked(final, self._matching, self._wanted.top)
            outcome = self._match(sink, wrong, keep=rejects is not None)
            wrong.report()
            if outcome.rejected and rejects is None:
                advice = msg("help: mend the rows, or give `--rejects FILE` to match the others")
                tell_refused(self._session, outcome, advice)
                return Exit.FINDINGS
            sink.finish(self._basis())
            wrong.keep()
            keep()
        if isinstance(final, MatchKept):
            self._draw(final, outcome)
        self._summarize(outcome)
        return Exit.FINDINGS if outcome.rejected else Exit.FINE

    def _final(self, file: BinaryIO) -> MatchCsv | MatchJson | MatchKept:
        match self._wanted.format:
            case "csv":
                csv = _EXCEL if self._wanted.excel else Csv()
                return MatchCsv(file, csv, now=self._now, mark=self._wanted.excel)
            case "json":
                return MatchJson(file, now=self._now)
            case _:
                return MatchKept(None if self._wanted.output else SHOWN)

    def _match(self, sink: MatchSink, wrong: Rejected, *, keep: bool) -> Outcome:
        """Run over the tables."""
        wanted = self._wanted
        scorer = MatchScorer(self._catalogue, self._matching, each=wanted.each, now=self._now, top=wanted.top)
        exact = Exact(self._tables, self._exact)
        kind = LongRun if self._tables.long else WideRun
        with Watched(Threads(), self._session, wanted.size) as engine:
            return kind(self._tables, scorer, exact, engine).run(sink, wrong.take, keep=keep)

    def _exact(self, table: "Table") -> TableScorer:
        any_profile = self._profiles[0]  # what is wrong with a row has nothing to do with norms
        return TableScorer(self._catalogue, table, lambda _: None, (), any_profile)

    def _draw(self, kept: MatchKept, outcome: Outcome) -> None:
        from competentie.table.match_page import people_page, roles_page

        session, words, basis = self._session, self._session.words, self._basis()
        if self._wanted.each:
            page = roles_page(kept.matches, self._profiles, words, basis)
        else:
            page = people_page(kept.matches, self._profiles[0], words, basis)
        session.draw_to(page, self._wanted.output)
        self._tell_what_is_not_shown(kept, outcome)

    def _tell_what_is_not_shown(self, kept: MatchKept, outcome: Outcome) -> None:
        session, top = self._session, self._wanted.top
        if kept.people > SHOWN and self._wanted.output is None:
            session.note(msg("only the first {n} people are shown; `--format csv` gives them all", n=SHOWN))
        elif top is not None and outcome.tally.people > kept.people:
            session.note(
                session.words.plural(
                    "{n} person with a lower rank is not shown; `--top` shows more",
                    "{n} people with a lower rank are not shown; `--top` shows more",
                    outcome.tally.people - kept.people,
                )
            )
        if self._wanted.each and top is not None and top < len(self._profiles):
            session.note(msg("of {n} roles, the first {top} of each person are shown", n=len(self._profiles), top=top))

    def _basis(self) -> "Basis":
        from competentie.cli.clock import basis_today

        return basis_today(self._catalogue, self._profiles)

    def _summarize(self, outcome: Outcome) -> None:
        session, words, counts = self._session, self._session.words, outcome.tally
        session.note(
            words.plural(
                "{n} person read: {matched} matched, {rejected} rejected",
                "{n} people read: {matched} matched, {rejected} rejected",
                outcome.people,
                matched=counts.people,
                rejected=outcome.rejected,
            )
        )
        tell_broken(session, outcome)
        if self._wanted.format == "csv":  # its columns are a contract, and have no room for it
            from competentie.page.phrases import basis_line

            session.note(basis_line(self._basis(), words))
