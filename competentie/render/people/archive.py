"""The files with ratings and plans as a list: a table, or two lines per file where that is too wide to fit."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.measure import Measurement
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as Line

from competentie.language import Words
from competentie.people.entry import same_name
from competentie.people.listing import Listed
from competentie.people.personal import Kind
from competentie.places import shown
from competentie.render.facts import rater_text
from competentie.render.layout import HEADING, indented, table
from competentie.render.terminal import UNBOUNDED
from competentie.text import printable


def files_table(files: Sequence[Listed], words: Words) -> RenderableType:
    """Return the list for a person to read: a line per file, or a heading per person where that does not fit."""
    return _Files(files, words)


@dataclass(frozen=True)
class _Files:
    files: Sequence[Listed]
    words: Words

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        listed = _table(self.files, self.words)
        if Measurement.get(console, options.update(max_width=UNBOUNDED), listed).maximum <= options.max_width:
            yield listed
        else:
            yield from _blocks(self.files, self.words)


def _table(files: Sequence[Listed], words: Words) -> Table:
    drawn = table()
    for heading in (words("Person"), words("Profile"), words("Rated by"), words("Date"), words("State"), words("File")):
        drawn.add_column(heading, no_wrap=True)
    for one in files:
        drawn.add_row(Line(printable(one.person)), *map(Line, _facts(one, words)), Line(printable(shown(one.path))))
    return drawn


def _blocks(files: Sequence[Listed], words: Words) -> Iterator[RenderableType]:
    for place, (_, some) in enumerate(groupby(files, key=lambda one: same_name(one.person))):
        own = list(some)
        if place:
            yield Line()
        yield Line(printable(own[-1].person), style=HEADING)
        for one in own:
            yield indented("; ".join(fact for fact in _facts(one, words) if fact))
            yield Padding(Line(printable(shown(one.path)), overflow="fold"), (0, 0, 0, 4), expand=False)


def _facts(one: Listed, words: Words) -> tuple[str, str, str, str]:
    """Return the profile, the rater, the date and the state of a file; empty where there is none."""
    rater = rater_text(one.rater, one.relation, words)
    date = "" if one.is_of_group else one.date or ""
    return printable(one.profile or ""), rater, date, state_text(one, words)


def state_text(one: Listed, words: Words) -> str:
    """Return how far a file is, and what is to be known of it before it is used."""
    if one.kind is Kind.PLAN:
        return words("development plan")
    facts = [] if one.is_of_group else [words.plural("{n} answer", "{n} answers", one.answers or 0)]
    facts += [words("unfinished")] if one.unfinished and not one.is_of_group else []
    facts += [words("texts changed since")] if one.is_stale else []
    facts += [words("expired")] if one.expired else []
    return ", ".join(facts)
