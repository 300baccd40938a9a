"""How somebody developed, on a terminal: per rater the levels by date with a small chart, per group its quarters.

The numbers carry the meaning; chart and colour repeat it. What does not fit the width is left out, and said.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.console import Group as Stack
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as Line

from competentie.assess.page import color
from competentie.compare.rater_sheet import NOTED, Column, Sheet
from competentie.compare.trend import Trend
from competentie.compare.trend_parts import closing_lines, sheets, trend_heading
from competentie.core.basis import Basis
from competentie.core.message import N_
from competentie.core.scoring import Scorer
from competentie.core.terms import Group
from competentie.page.language import Words
from competentie.page.layout import DIM, HEADING, INDENT, SPACE, indented, table
from competentie.page.phrases import basis_line, group_heading

_COMPETENCY: Final = N_("Competency")
_NORM: Final = N_("Norm")
_STATUS: Final = N_("Status")
_NARROW: Final = 70  # columns: below it, those of the table stand closer together in any case
_FEWEST: Final = 2  # dates: with one, nothing is compared


def trend_table(trend: Trend, scorer: Scorer, words: Words, basis: Basis) -> RenderableType:
    """Return the whole report: a table per rater and per group, what is to be known of them, and what it rests on."""
    first, about = trend_heading(trend, scorer, words)
    parts: list[RenderableType] = [Line(first, style=HEADING), Line(about)]
    for sheet in sheets(trend, scorer, words):
        parts += [Line(), Line(sheet.heading, style=HEADING)]
        if sheet.columns:
            parts.append(_Rows(sheet, scorer, words))
        parts += map(indented, sheet.notes)
    parts += [Line(), *map(Line, closing_lines(trend, words)), Line(basis_line(basis, words), style=DIM)]
    return Stack(*parts)


@dataclass(frozen=True)
class _Rows:
    """A sheet's table, with as many dates as there is room for: the first, and the latest."""

    sheet: Sheet
    scorer: Scorer
    words: Words

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        room = options.max_width
        roomy = self._width(self.sheet.columns, SPACE) <= room and room >= _NARROW
        space = SPACE if roomy else SPACE - 1
        columns = list(self.sheet.columns)
        while len(columns) > _FEWEST and self._width(columns, space) > room:
            del columns[1]
        yield self._table(columns, space, wordy=self._width(columns, space, wordy=True) <= room)
        if left_out := len(self.sheet.columns) - len(columns):
            said = self.words.plural(
                "{n} date does not fit here; `--format json` has it",
                "{n} dates do not fit here; `--format json` has them",
                left_out,
            )
            yield indented(said)

    def _width(self, columns: Sequence[Column], space: int, *, wordy: bool = False) -> int:
        """Return how many columns of a terminal a table takes."""
        head, norm, status = (self.words(name) for name in (_COMPETENCY, _NORM, _STATUS))
        headings = [group_heading(row.group, self.words) for row in self.scorer.profile.rows]
        width = max(map(cell_len, (head, *headings, *(" " * INDENT + label for label in self._labels()))))
        width += sum(space + _width(column) for column in columns)
        if columns[0].chart and len(columns) > 1:
            width += space + len(columns)
        width += space + max(map(len, (norm, *self.sheet.norms)))
        return width + (space + max(map(len, (status, *self.sheet.status))) if wordy else 0)

    def _labels(self) -> list[str]:
        competencies = self.scorer.catalogue.competencies
        return [self.words.text(competencies[row.competency].label) for row in self.scorer.profile.rows]

    def _table(self, columns: Sequence[Column], space: int, *, wordy: bool) -> Table:
        words, sheet, labels = self.words, self.sheet, self._labels()
        drawn = table(space)
        drawn.add_column("\n" + words(_COMPETENCY), overflow="fold")
        for column in columns:
            drawn.add_column("\n".join(_head(column)), no_wrap=True)
        if charted := columns[0].chart and len(columns) > 1:
            drawn.add_column("", no_wrap=True)
        drawn.add_column("\n" + words(_NORM), no_wrap=True)
        if wordy:
            drawn.add_column("\n" + words(_STATUS), no_wrap=True)
        for group in Group:
            rows = [place for place, row in enumerate(self.scorer.profile.rows) if row.group is group]
            if rows:
                drawn.add_row(Line(group_heading(group, words), style="italic"))
            for row in rows:
                style = color(sheet.gaps[row]) if sheet.gaps else ""
                drawn.add_row(
                    Padding(Line(labels[row]), (0, 0, 0, INDENT)),
                    *(Line(_cell(column, row)) for column in columns),
                    *([Line("".join(column.chart[row] for column in columns))] if charted else []),
                    Line(sheet.norms[row], style=style),
                    *([Line(sheet.status[row], style=style)] if wordy else []),
                )
        return drawn


def _head(column: Column) -> tuple[str, str]:
    """Return a date in two lines, with a mark where a note says more."""
    year, day = column.head
    return f"{year}{NOTED}" if column.noted else year, day


def _cell(column: Column, row: int) -> str:
    """Return a level, and behind it what changed since."""
    value = column.values[row].ljust(max(map(len, column.values)))
    return f"{value} {column.changes[row]:>2}" if column.changes else value


def _width(column: Column) -> int:
    """Return how many columns of a terminal a column takes."""
    return max(*map(len, _head(column)), *(len(_cell(column, row)) for row in range(len(column.values))))
