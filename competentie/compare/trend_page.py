"""How somebody developed, as a page: per rater the levels by date with a small chart, per group its quarters.

The numbers carry the meaning; the chart repeats it. Where there is little room, dates are left out, and that is said.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from competentie.assess.page import remarks, tone
from competentie.compare.trend import GroupLevels, GroupLine, Point, RaterLine, Round, Trend
from competentie.core import Basis, Outcome, Scorer
from competentie.page.language import Words, basis_line, gap_sign, group_heading, rater_text, reached_text, status_word
from competentie.page.model import Block, Cell, Forms, Kind, Page, Part, Row, Table, Tight, Tone, items, lines, section

_UNKNOWN: Final = "?"
_UNTOLD: Final = "-"
_NOTED: Final = "*"  # after a date of which a note says more
_BLOCKS: Final = "▁▂▃▄▅▆▇█"
_FEWEST: Final = 2  # dates: with one, nothing is compared


def trend_page(trend: Trend, scorer: Scorer, words: Words, basis: Basis) -> Page:
    """Return the whole report: a table per rater and per group, what is to be known of them, and what it rests on."""
    title = words("{role}: {person}, over time", role=scorer.profile.role, person=trend.person)
    about = words("{title} {version}", title=scorer.catalogue.title, version=scorer.catalogue.version)
    blocks: list[Block] = []
    for sheet in (
        *(_rater_sheet(line, scorer, words) for line in trend.lines),
        *(_group_sheet(group, scorer, words) for group in trend.groups),
    ):
        blocks.append(Part(Kind.SECTION, sheet.heading))
        if sheet.columns:
            blocks.append(Forms(list(_forms(sheet, scorer, words))))
        blocks += [*items(sheet.notes), *sheet.remarks]
    blocks += lines(_closing_lines(trend, words))
    return Page(title, (about,), blocks, basis=basis_line(basis, words))


@dataclass(frozen=True, slots=True)
class _Column:
    """One date or quarter: per row of the profile a level, what changed since, and a mark for the chart.

    `noted` tells that a note says more about it.
    """

    date: str
    values: tuple[str, ...]
    noted: bool
    changes: tuple[str, ...] = ()
    chart: tuple[str, ...] = ()

    @property
    def head(self) -> Cell:
        year, _, rest = self.date.partition("-")
        mark = _NOTED * self.noted
        return Cell(self.date + mark, (year + mark, rest))

    def cell(self, row: int) -> str | Cell:
        """Return a level, with what changed since."""
        value = self.values[row]
        if not self.changes:
            return value
        beside = f"{value.ljust(max(map(len, self.values)))} {self.changes[row]:>2}"
        return Cell(f"{value} ({self.changes[row]})", (beside,))


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What one rater or one group said: its columns, how the last one stands to each norm, and notes.

    `remarks` are the rater's own, beside answers; of a group there are none.
    """

    heading: str
    columns: tuple[_Column, ...]
    norms: tuple[str | Cell, ...]
    status: tuple[str, ...]
    tones: tuple[Tone, ...]
    notes: tuple[str, ...]
    remarks: tuple[Part, ...] = ()


def _forms(sheet: _Sheet, scorer: Scorer, words: Words) -> Iterator[list[Block]]:
    """Yield a sheet with all dates, then with fewer: the first one, and the latest."""
    columns = list(sheet.columns)
    for tight in (Tight.LINES, Tight.CLOSE):
        for wordy in (True, False):
            yield [_table(sheet, columns, scorer, words, tight, wordy=wordy)]
    while len(columns) > _FEWEST:
        del columns[1]
        said = words.plural(
            "{n} date does not fit here; `--format json` has it",
            "{n} dates do not fit here; `--format json` has them",
            len(sheet.columns) - len(columns),
        )
        for wordy in (True, False):
            yield [_table(sheet, columns, scorer, words, Tight.CLOSE, wordy=wordy), *items([said])]


def _table(
    sheet: _Sheet, columns: Sequence[_Column], scorer: Scorer, words: Words, tight: Tight, *, wordy: bool
) -> Table:
    charted = bool(columns[0].chart) and len(columns) > 1
    named = [words("Norm"), *([words("Status")] if wordy else [])]
    heads: list[str | Cell] = [words("Competency"), *(column.head for column in columns)]
    heads += [""] if charted else []
    rows = []
    for place, row in enumerate(scorer.profile.rows):
        label = words.text(scorer.catalogue.competencies[row.competency].title)
        chart = ["".join(column.chart[place] for column in columns)] if charted else []
        end = [sheet.norms[place], *([sheet.status[place]] if wordy else [])]
        cells = (label, *(column.cell(place) for column in columns), *chart, *end)
        rows.append(Row(cells, group_heading(row.group, words), sheet.tones[place]))
    places = range(len(heads) + len(named))
    return Table(
        (*heads, *named),
        tuple(rows),
        toned=frozenset(places[len(heads) :]),
        whole=frozenset(places[1:]),
        tight=tight,
    )


def _rater_sheet(line: RaterLine, scorer: Scorer, words: Words) -> _Sheet:
    """Return the sheet of a rater with a name (or of one of whom only the relation is known)."""
    height = scorer.catalogue.height
    outcomes = line.now.outcomes
    notes = [note for point in line.points for note in _date_notes(point, scorer, words)]
    if len(line.points) == 1:
        notes.append(words("one date only: there is nothing to compare it with yet"))
    return _Sheet(
        rater_text(line.rater, line.relation, words) or words("A rater without a name"),
        (*(_dated(one, height, line.changes(one)) for one in line.points[:-1]), _dated(line.now, height)),
        tuple(_norm(one, line.now) for one in outcomes),
        tuple(status_word(one.gap.status, words) for one in outcomes),
        tuple(tone(one.gap) for one in outcomes),
        tuple(notes),
        tuple(part for point in reversed(line.points) for part in section(*_beside(point, scorer, words))),
    )


def _beside(point: Point, scorer: Scorer, words: Words) -> tuple[str, list[Part]]:
    said = remarks(point.reconciled.ratings, scorer.catalogue, words)
    return words("Notes and evidence of {date}", date=point.date), said


def _dated(point: Point, height: int, changes: tuple[int | None, ...] = ()) -> _Column:
    held = point.reconciled
    values = tuple(
        _UNKNOWN if one.row.competency in point.unknown else reached_text(one.standing, one.row.norm)
        for one in point.outcomes
    )
    return _Column(
        point.date,
        values,
        bool(held.lost or held.reworded or held.moved or held.unsure or held.ratings.unfinished),
        tuple(_UNKNOWN if one is None else gap_sign(one) for one in changes),
        tuple(_block(value, height) for value in values),
    )


def _norm(outcome: Outcome, now: Point) -> Cell:
    """Return a norm, and behind it the gap: there is none to a level of which nothing is known."""
    known = outcome.row.competency not in now.unknown
    norm, gap = outcome.row.norm, gap_sign(outcome.gap.gap, outcome.gap.gap_max) if known else _UNKNOWN
    return Cell(f"{norm} {gap}", (f"{norm} {gap:>2}",))


def _block(value: str, height: int) -> str:
    """Return a bar as high as a level out of `height`; what is not one level has none."""
    return _BLOCKS[int(value) * (len(_BLOCKS) - 1) // height] if value.isdecimal() else _UNKNOWN


def _date_notes(point: Point, scorer: Scorer, words: Words) -> Iterator[str]:
    """Yield what is to be known of a date; where texts have changed since, also which version was rated."""
    held, said = point.reconciled, []
    if held.lost:
        said.append(words.plural("{n} answer no longer holds", "{n} answers no longer hold", len(held.lost)))
    if held.reworded:
        said.append(_reworded(len(held.reworded), words))
    if held.moved:
        said.append(
            words.plural("{n} answer moved with its text", "{n} answers moved with their texts", len(held.moved))
        )
    if held.unsure:
        said.append(words("which texts have changed since is not known, so nothing is compared with it"))
    if said:
        version = held.ratings.rated_on[0] if held.ratings.rated_on else scorer.catalogue.version
        yield words("{mark} {date}, on {version}: {said}", mark=_NOTED, date=point.date, version=version, said=said)
    if held.ratings.unfinished:
        yield words("{mark} {date}: the interview is unfinished", mark=_NOTED, date=point.date)


def _reworded(n: int, words: Words) -> str:
    return words.plural(
        "rests on {n} answer whose text was reworded", "rests on {n} answers whose texts were reworded", n
    )


def _group_sheet(group: GroupLine, scorer: Scorer, words: Words) -> _Sheet:
    """Return the sheet of a group; it has no columns when no round may be told."""
    rows = scorer.profile.rows
    last = group.rounds[-1].spreads if group.rounds else {}
    return _Sheet(
        words("{relation}, as a group", relation=rater_text(None, group.relation, words)),
        tuple(_quarter(one, [row.competency for row in rows]) for one in group.rounds),
        tuple(str(row.norm) for row in rows),
        tuple(_meeting(last.get(row.competency), row.norm, words) for row in rows),
        tuple(Tone.NONE for _ in rows),
        tuple(_group_notes(group, words)),
    )


def _quarter(one: Round, competencies: list[str]) -> _Column:
    spreads = (one.spreads.get(competency) for competency in competencies)
    return _Column(one.name, tuple(_spread(each) for each in spreads), noted=bool(one.lost or one.reworded))


def _spread(spread: GroupLevels | None) -> str:
    if spread is None:
        return _UNTOLD
    if spread.lowest == spread.highest:
        return str(spread.lowest)
    return f"{spread.lowest}–{spread.highest}"


def _meeting(spread: GroupLevels | None, norm: int, words: Words) -> str:
    """Say how many of the last round reach the norm."""
    if spread is None:
        return _UNTOLD
    met = sum(number for level, number in spread.counts.items() if level >= norm)
    return words("{met} of {n} reach the norm", met=met, n=spread.raters)


def _group_notes(group: GroupLine, words: Words) -> list[str]:
    notes = []
    if group.rounds:
        notes.append(
            words("per quarter the lowest and the highest level; {untold} where too few rated", untold=_UNTOLD)
        )
    for one in group.rounds:
        if one.lost:
            said = words.plural("{n} answer no longer holds", "{n} answers no longer hold", one.lost)
            notes.append(words("{mark} {date}: {said}", mark=_NOTED, date=one.name, said=said))
        if one.reworded:
            said = _reworded(one.reworded, words)
            notes.append(words("{mark} {date}: {said}", mark=_NOTED, date=one.name, said=said))
    if group.hidden:
        notes.append(
            words.plural(
                "{n} quarter is not shown: too few rated, or one rater could be told apart",
                "{n} quarters are not shown: too few rated, or one rater could be told apart",
                group.hidden,
            )
        )
    return notes


def _closing_lines(trend: Trend, words: Words) -> Iterator[str]:
    """Yield how to read the tables, and how many ratings took no part in them."""
    if any(len(line.points) > 1 for line in trend.lines):
        yield words("After an earlier level stands what changed since then, or ? where that is not certain.")
    if trend.other_profile:
        yield words.plural(
            "{n} file for another profile takes no part; `--profile` chooses one",
            "{n} files for another profile take no part; `--profile` chooses one",
            trend.other_profile,
        )
    if trend.undated:
        yield words.plural(
            "{n} file without a date takes no part", "{n} files without a date take no part", trend.undated
        )
    if trend.replaced:
        yield words.plural(
            "{n} file takes no part: the same rater has a later one of that day",
            "{n} files take no part: the same rater has a later one of that day",
            trend.replaced,
        )
