"""The gap table, and below it what explains it. The words carry the meaning; colour only repeats it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.console import Group as Stack
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as Line

from competentie.domain import Catalogue, Group, Levels, Rating
from competentie.language import Words
from competentie.render.facts import (
    gap_sign,
    group_heading,
    level_list,
    rating_word,
    reached_text,
    result_heading,
    status_word,
    total_line,
)
from competentie.rule import Gap, Status
from competentie.scoring import Outcome, Result

_HEADING: Final = "bold"
_NARROW: Final = 70  # columns


def gap_table(result: Result, catalogue: Catalogue, words: Words) -> RenderableType:
    """Return the whole report: heading, table, explanations and the total line."""
    parts: list[RenderableType] = [
        Line(line, style=_HEADING if not place else "")
        for place, line in enumerate(result_heading(result, catalogue, words))
    ]
    parts += [Line(), _Rows(result, catalogue, words), Line()]
    for heading, body in _notes(result, catalogue, words):
        parts += [Line(heading, style=_HEADING), Padding(body, (0, 0, 1, 2), expand=False)]
    parts.append(Line(total_line(result, words), style=_HEADING))
    return Stack(*parts)


@dataclass(frozen=True)
class _Rows:
    """The table itself, with its columns closer together where the terminal is narrow."""

    result: Result
    catalogue: Catalogue
    words: Words

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield _table(self.result, self.catalogue, self.words, 1 if options.max_width < _NARROW else 2)


def _table(result: Result, catalogue: Catalogue, words: Words, space: int) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, space, 0, 0), header_style="bold", show_edge=False)
    table.add_column(words("Competency"), overflow="fold")
    table.add_column(words("Norm"), justify="right", no_wrap=True)
    table.add_column(words("Reached"), justify="right", no_wrap=True)
    table.add_column(words("Gap"), justify="right", no_wrap=True)
    table.add_column(words("Status"), no_wrap=True)
    for group in Group:
        rows = [one for one in result.outcomes if one.row.group is group]
        if rows:
            table.add_row(Line(group_heading(group, words), style="italic"))
        for one in rows:
            style = color(one.gap)
            table.add_row(
                Padding(Line(words.text(catalogue.competencies[one.row.competency].label)), (0, 0, 0, 2)),
                Line(str(one.row.norm)),
                Line(reached_text(one.standing, one.row.norm)),
                Line(gap_sign(one.gap.gap), style=style),
                Line(status_word(one.gap.status, words), style=style),
            )
    return table


def color(gap: Gap) -> str:
    """Return the colour of a gap: green, yellow one short, red more short, grey while open."""
    if gap.status is Status.SHORT:
        return "yellow" if gap.gap == -1 else "red"
    return "bright_black" if gap.status is Status.OPEN else "green"


def _notes(result: Result, catalogue: Catalogue, words: Words) -> Iterator[tuple[str, RenderableType]]:
    for status, heading in ((Status.SHORT, words("What stands in the way")), (Status.OPEN, words("Still to be rated"))):
        rows = [one for one in result.outcomes if one.gap.status is status]
        if rows:
            yield heading, Stack(*(part for one in rows for part in _blocking(one, result, catalogue, words)))
    broken = [_broken(one, catalogue, words) for one in result.outcomes if one.standing.broken]
    broken += [
        words(
            "{heavier} presupposes level {level} of {lighter}, which was rated lower",
            heavier=catalogue.competencies[one.heavier].label,
            lighter=catalogue.competencies[one.lighter].label,
            level=one.level,
        )
        for one in result.contradictions
    ]
    if broken:
        yield words("Against the order of the levels"), _lines(broken)
    presumed = [
        words(
            "{competency}: {levels}",
            competency=catalogue.competencies[one.row.competency].label,
            levels=level_list(one.standing.presumed, words),
        )
        for one in result.outcomes
        if one.standing.presumed
    ]
    if presumed:
        yield words("Presumed, because something heavier was shown"), _lines(presumed)
    if result.implied:
        yield words("Presupposed by this profile"), _implied(result, catalogue, words)


def _blocking(outcome: Outcome, result: Result, catalogue: Catalogue, words: Words) -> Iterator[RenderableType]:
    competency = catalogue.competencies[outcome.row.competency]
    level = outcome.standing.reached + 1
    heading = words("{competency}, level {level}", competency=competency.label, level=level)
    yield Line(heading)
    texts = {one.code: one.text for one in competency.behaviours()}
    if not outcome.blocking:
        yield Line("  " + words("nothing at this level can be rated by behaviour"))
    rated = result.ratings.rated.get(competency.id)
    for code in outcome.blocking:
        if isinstance(rated, int):  # a direct level says nothing of the behaviours one by one
            line = words("{code}: {text}", code=code, text=texts[code])
        else:
            rating = rating_word(_rating_of(code, rated), words)
            line = words("{code} ({rating}): {text}", code=code, rating=rating, text=texts[code])
        yield Padding(Line(line), (0, 0, 0, 2), expand=False)


def _rating_of(code: str, rated: Levels | None) -> Rating:
    _, level, number = code.rsplit(".", 2)
    return Rating.UNRATED if rated is None else rated[int(level) - 1][int(number) - 1]


def _broken(outcome: Outcome, catalogue: Catalogue, words: Words) -> str:
    levels = level_list(outcome.standing.contradicted, words)
    return words(
        "{competency}: {levels} missed, while a higher level is attained",
        competency=catalogue.competencies[outcome.row.competency].label,
        levels=levels,
    )


def _implied(result: Result, catalogue: Catalogue, words: Words) -> RenderableType:
    lines = []
    for one in result.implied:
        through = [words.text(catalogue.competencies[heavier].label) for heavier in one.implied.through]
        status = words("presumed") if one.standing.presumed else status_word(one.gap.status, words)
        lines.append(
            words(
                "{competency}, level {level}, through {through}: {status}",
                competency=catalogue.competencies[one.implied.competency].label,
                level=one.implied.norm,
                through=through,
                status=status,
            )
        )
    return _lines(lines)


def _lines(lines: list[str]) -> RenderableType:
    return Stack(*(Line(line) for line in lines))
