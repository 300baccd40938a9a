"""What is kept of people, in words: the list of files, what was removed, what no longer holds."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.measure import Measurement
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as Line

from competentie.core.message import Message
from competentie.core.text import printable, same_name
from competentie.files.places import shown
from competentie.page.language import Words
from competentie.page.layout import HEADING, indented, table
from competentie.page.phrases import rater_text
from competentie.page.streams import UNBOUNDED
from competentie.ratings.folder import PersonalData
from competentie.ratings.kept import Kept, KeptKind

if TYPE_CHECKING:
    from competentie.ratings.reconcile import Reconciled


def files_table(files: Sequence[Kept], words: Words) -> RenderableType:
    """Return the list for a person to read: a line per file, or a heading per person where that does not fit."""
    return _Files(files, words)


@dataclass(frozen=True)
class _Files:
    files: Sequence[Kept]
    words: Words

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        listed = _table(self.files, self.words)
        if Measurement.get(console, options.update(max_width=UNBOUNDED), listed).maximum <= options.max_width:
            yield listed
        else:
            yield from _blocks(self.files, self.words)


def _table(files: Sequence[Kept], words: Words) -> Table:
    drawn = table()
    for heading in (words("Person"), words("Profile"), words("Rated by"), words("Date"), words("State"), words("File")):
        drawn.add_column(heading, no_wrap=True)
    for one in files:
        drawn.add_row(Line(printable(one.person)), *map(Line, _facts(one, words)), Line(printable(shown(one.path))))
    return drawn


def _blocks(files: Sequence[Kept], words: Words) -> Iterator[RenderableType]:
    for place, (_, some) in enumerate(groupby(files, key=lambda one: same_name(one.person))):
        own = list(some)
        if place:
            yield Line()
        yield Line(printable(own[-1].person), style=HEADING)
        for one in own:
            yield indented("; ".join(fact for fact in _facts(one, words) if fact))
            yield Padding(Line(printable(shown(one.path)), overflow="fold"), (0, 0, 0, 4), expand=False)


def _facts(one: Kept, words: Words) -> tuple[str, str, str, str]:
    """Return the profile, the rater, the date and the state of a file; empty where there is none."""
    rater = rater_text(one.rater, one.relation, words)
    date = "" if one.is_of_group else one.date or ""
    return printable(one.profile or ""), rater, date, state_text(one, words)


def state_text(one: Kept, words: Words) -> str:
    """Return how far a file is, and what is to be known of it before it is used."""
    if one.kind is KeptKind.PLAN:
        return words("development plan")
    facts = [] if one.is_of_group else [words.plural("{n} answer", "{n} answers", one.answers)]
    facts += [words("unfinished")] if one.unfinished and not one.is_of_group else []
    facts += [words("texts changed since")] if one.is_stale else []
    facts += [words("expired")] if one.expired else []
    return ", ".join(facts)


def removed_lines(found: PersonalData, words: Words) -> Iterator[str]:
    """Yield whose files these are, and each file with what it is."""
    files = (*found.own, *found.left)
    yield words.plural(
        "On {person} there is {n} file:", "On {person} there are {n} files:", len(files), person=found.person
    )
    for one in files:
        yield "  " + words("{path}: {what}", path=shown(one.path), what=_what(one, words))


def untouched_lines(found: PersonalData, elsewhere: Iterable[Message], words: Words) -> Iterator[str]:
    """Yield what stays, of what may be about the person or comes from them; `elsewhere` is what git keeps."""
    yield words("Not touched:")
    for one in found.as_rater:
        yield "  " + words("{path}: about somebody else, rated by this person", path=shown(one.path))
    for one in found.mentions:
        if not one.is_of_group:
            yield "  " + words("{path}: about somebody else, with this name in a text", path=shown(one.path))
    hidden = sum(one.is_of_group for one in found.mentions)
    if hidden:
        yield "  " + words.plural(
            "{n} file of a rater in a group, with this name in a text",
            "{n} files of raters in a group, with this name in a text",
            hidden,
        )
    for one in found.unknown:
        yield "  " + words("{path}: not known whose it is, so look into it", path=shown(one.path))
    for one in found.left:
        if one.path.is_symlink():
            yield "  " + words("what {path} leads to", path=shown(one.path))
    yield from ("  " + words(one) for one in elsewhere)
    yield "  " + words("reports, exports, tables and back-ups in other places")


def _what(one: Kept, words: Words) -> str:
    if one.path.is_symlink():
        return words("a link; only the link is removed")
    if one.kind is KeptKind.STRAY:
        return words("left behind, or a copy")
    if one.kind is KeptKind.PLAN:
        facts = [words("development plan"), one.date]
    else:
        facts = [words("ratings"), rater_text(one.rater, one.relation, words), one.date]
    return "; ".join(fact for fact in facts if fact)


def stale_lines(given: "Reconciled", words: Words) -> list[str]:
    """Return what became of answers on texts that have changed since they were given."""
    lines = []
    if given.unsure:
        lines.append(words("texts have changed since, and the ratings do not tell which: all answers are used"))
    if given.lost:
        lines.append(words("left out, because their text has changed or is gone: {codes}", codes=list(given.lost)))
    if given.moved:
        moved = [f"{old} → {new}" for old, new in given.moved]
        lines.append(words("under another number now: {codes}", codes=moved))
    return lines
