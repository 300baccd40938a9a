"""What a workbook says beside its rows: the summary, the notes, and how to read it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from textwrap import wrap
from typing import Any, Final

import polars as pl

from competentie.core import Basis, Catalogue, Message, Profile, msg, printable
from competentie.page.language import Words, attain_text
from competentie.table.lines import EPOCH
from competentie.table.names import Names
from competentie.table.reading import REMARKS
from competentie.table.summary import ALL, Groups, Picture, Share, Summary
from competentie.table.summary_page import COUNTS, cells_text, few_text, headline, relation_text, withheld_text

LINE: Final = 16  # points
_WRAPPED: Final = {"text", "head", "head number"}
_WIDEST: Final = 24
_GUIDE: Final[tuple[tuple[str, Message, Message], ...]] = (
    ("good", msg("meets the norm, above the norm"), msg("the level that the role asks is reached, or a higher one")),
    ("near", msg("short"), msg("one level below the norm")),
    ("far", msg("short"), msg("two levels or more below the norm")),
    ("open", msg("open, still to be rated"), msg("too little is rated to say whether the norm is met")),
    (
        "",
        msg("(2) or (1–3) behind a word"),
        msg("the level that is reached; 1–3: level 1 for certain, at most level 3"),
    ),
    ("", msg("an empty cell"), msg("nothing is known; it is no zero, and counts in no average")),
    ("", msg("Gap"), msg("levels above (+) or below (-) the norm")),
    ("", msg("Against the order"), msg("a level is missed while a higher one is reached: look at those ratings again")),
    (
        "",
        msg("In the way of the norm"),
        msg("behaviours not shown, then those not rated; 2.1 is the first one of level 2: its text is below"),
    ),
    ("share good", msg("share of a group"), msg("80% or more meet the norm")),
    ("share near", msg("share of a group"), msg("from 50% to 80% meet the norm")),
    ("share far", msg("share of a group"), msg("less than 50% meet the norm")),
)


@dataclass(frozen=True, slots=True)
class Report:
    """What there is to say of everybody; `notes` are rows of who, code, note and evidence.

    `widths` has how long the longest text is of the columns that say who somebody is.
    """

    catalogue: Catalogue
    profiles: Sequence[Profile]
    pictures: Sequence[Picture]
    names: Names
    basis: Basis
    people: int
    norms: int
    widths: Mapping[str, int]
    notes: pl.DataFrame


def lines_of(text: str, width: int) -> int:
    """Return in how many lines a text fits; not every program finds that when it opens a workbook."""
    return sum(len(wrap(line, width)) if len(line) > width else 1 for line in text.splitlines()) or 1


@dataclass(slots=True)
class Sheet:
    """A sheet that is written from its top down, and prints across, as wide as a page."""

    sheet: Any
    styles: Mapping[str, Any]
    height: int = field(default=0)
    widths: Sequence[int] = ()

    def __post_init__(self) -> None:
        """Set up its pages."""
        self.sheet.set_landscape()
        self.sheet.set_paper(9)  # A4
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_default_row(LINE)
        self.sheet.set_footer("&L&F&C&A&R&P / &N")

    def row(self, cells: Sequence[str | float | tuple[str | float, str] | None] = (), style: str = "") -> None:
        """Write a row; a cell may have a style of its own."""
        lines = 1
        for place, cell in enumerate(cells):
            value, own = cell if isinstance(cell, tuple) else (cell, style)
            write = self.sheet.write_string if isinstance(value, str) else self.sheet.write_number
            if value is not None:
                write(self.height, place, value, self.styles.get(own))
            if isinstance(value, str) and own in _WRAPPED and place < len(self.widths):
                lines = max(lines, lines_of(value, self.widths[place]))
        if lines > 1:
            self.sheet.set_row(self.height, LINE * lines)
        self.height += 1

    def to_print(self, *, columns: int) -> None:
        """Keep its head and first columns in sight, and on each page."""
        self.sheet.freeze_panes(1, columns)
        self.sheet.repeat_rows(0)
        if columns:
            self.sheet.repeat_columns(0, columns - 1)

    def columns(self, *widths: int) -> None:
        """Set the widths of the first columns."""
        self.widths = widths
        for place, width in enumerate(widths):
            self.sheet.set_column(place, place, width)


def notes_of(people: pl.DataFrame, who: Sequence[str]) -> pl.DataFrame:
    """Return what was written beside answers, a row for each: who, the code, the note and the evidence."""
    if REMARKS not in people.columns:
        return pl.DataFrame()
    beside = people.select("person", *who, REMARKS).explode(REMARKS).drop_nulls(REMARKS).unnest(REMARKS)
    return beside.select(pl.all().fill_null(""))


def summary_sheet(sheet: Sheet, report: Report, words: Words) -> None:
    """Write what all of it comes to, to each relation by itself: the headline, counts, what blocks most, groups."""
    shown = [name for one in report.pictures if one.groups for group in one.groups.shown for name in [group.name or ""]]
    longest = max((len(word) for name in shown for word in name.split()), default=0)
    sheet.columns(54, *[min(max(13, longest + 2), _WIDEST)] * 10)
    for picture in report.pictures:
        if picture.relation != ALL:
            sheet.row([relation_text(picture, words)], "title")
        _picture(sheet, report, picture, words)
        sheet.row()
    for name, said in _rests_on(report, words):
        sheet.row([words("{name}: {said}", name=name, said=said)])


def _picture(sheet: Sheet, report: Report, picture: Picture, words: Words) -> None:
    summary = picture.summary
    sheet.row([headline(summary, words)], "title")
    sheet.row([words.plural("{n} person", "{n} people", summary.people)])
    sheet.row()
    _heads(sheet, [words("Against the norm"), *map(words, COUNTS), words("people"), words("norm met")])
    first = sheet.height
    for spread in summary.spreads:
        counts = (spread.above, spread.meets, spread.one_short, spread.more_short, spread.open, spread.people)
        label = report.names.value("competency", spread.competency)
        known = spread.open < spread.people
        sheet.row([label, *counts, (spread.met / spread.people, "percent") if known else words("open")])
    if summary.spreads:
        bar = {"type": "data_bar", "bar_color": "#9BC2E6", "min_type": "num", "max_type": "num"}
        place = len(COUNTS) + 2
        sheet.sheet.conditional_format(first, place, sheet.height - 1, place, {**bar, "min_value": 0, "max_value": 1})
    if summary.blockers:
        sheet.row()
        _heads(sheet, [words("What blocks most people"), words("people"), words("would meet the norm with it")])
        texts = _texts(report.catalogue, words)
        for one in summary.blockers:
            both = [(count, "count above") for count in (one.people, one.would_meet)]
            sheet.row([(f"{one.code}: {texts[one.code]}", "text"), *both])
    if picture.groups is not None:
        _heat(sheet, report, summary, picture.groups, words)
    if picture.few:
        sheet.row([few_text(picture, report.catalogue, words)])


def _heads(sheet: Sheet, heads: Sequence[str]) -> None:
    """Write heads over a column of names, and columns of numbers."""
    sheet.row([(heads[0], "head"), *((head, "head number") for head in heads[1:])])


def _heat(sheet: Sheet, report: Report, summary: Summary, groups: Groups, words: Words) -> None:
    """Write the share of each group that meets the norm, the longer side down."""
    competencies = [one.competency for one in summary.spreads]
    everybody = {one.competency: Share(one.met, one.people, one.open) for one in summary.spreads}
    met: list[tuple[str, int, Mapping[str, Share | None]]]
    met = [(printable(one.name or "") or words("(none)"), one.people, one.met) for one in groups.shown]
    met.append((words("everybody"), summary.people, everybody))
    rows: list[list[Any]] = [
        [words("Who meets the norm"), *(report.names.value("competency", one) for one in competencies)],
        *(
            [f"{name} ({people})", *(_share(shares.get(one, Share()), words) for one in competencies)]
            for name, people, shares in met
        ),
    ]
    if len(competencies) > len(met):
        rows = [list(row) for row in zip(*rows, strict=True)]
    sheet.row()
    _heads(sheet, rows[0])
    for row in rows[1:]:
        sheet.row(row)
    if any(None in one.met.values() for one in groups.shown):
        sheet.row([cells_text(words)])
    if groups.withheld:
        sheet.row([withheld_text(groups, words)])


def _share(share: Share | None, words: Words) -> str | tuple[str | float, str]:
    if share is None or not share.people:
        return "·" if share is None else "–"
    return (words("open") if share.level == "open" else share.met / share.people), f"share {share.level}"


def notes_sheet(sheet: Sheet, report: Report, words: Words) -> None:
    """Write notes and evidence, with who wrote them, beside the behaviour that they belong to."""
    who = report.notes.columns[1:-3]
    sheet.columns(24, *[14] * len(who), 24, 54, 44, 36)
    heads = (words("Code"), words("Behaviour"), words("Note"), words("Evidence"))
    sheet.row([words("Person"), *map(report.names.column, who), *heads], "head")
    texts = _texts(report.catalogue, words)
    for person, *fields, code, note, evidence in report.notes.iter_rows():
        label = texts.get(code) or report.names.value("competency", code)
        said = [_field(name, text, report.names) for name, text in zip(who, fields, strict=True)]
        sheet.row([person, *said, code, label, note, evidence], "text")
    if report.notes.is_empty():
        sheet.row([words("No notes came with these ratings.")])
    sheet.to_print(columns=1)


def _field(name: str, text: str, names: Names) -> str | tuple[float, str]:
    """Return a field as it stands in a cell: a day is one, and words are the reader's."""
    if name == "date" and text:
        return (date.fromisoformat(text) - EPOCH).days, "date"
    return names.value(name, text)


def guide_sheet(sheet: Sheet, report: Report, words: Words) -> None:
    """Write what words, colours and codes mean, and what all of it rests on."""
    sheet.columns(40, 100)
    sheet.row([words("Word or colour"), words("What it means")], "head")
    for style, word, meaning in _GUIDE:
        sheet.row([(words(word), style), (words(meaning), "text")])
    sheet.row()
    for name, said in _rests_on(report, words):
        sheet.row([name, said], "text")
    sheet.row()
    sheet.row([words("Code"), words("Behaviour")], "head")
    asked = {row.competency for profile in report.profiles for row in profile.rows}
    for code, text in _texts(report.catalogue, words).items():
        if code.split(".")[0] in asked:
            sheet.row([code, text], "text")
    sheet.to_print(columns=0)


def _texts(catalogue: Catalogue, words: Words) -> dict[str, str]:
    behaviours = (behaviour for one in catalogue.competencies.values() for behaviour in one.behaviours())
    return {one.code: words.text(one.text) for one in behaviours}


def _rests_on(report: Report, words: Words) -> list[tuple[str, str]]:
    basis = report.basis
    roles = [words("{role} {version}", role=one.role, version=one.version) for one in report.profiles]
    handbook = words("{title} {version}", title=report.catalogue.title, version=basis.catalogue_version)
    return [
        (words("Handbook"), handbook),
        (words("Role"), ", ".join(roles)),
        (
            words("The rule"),
            words("a level counts only on top of all lower ones") + "; " + attain_text(basis.attain, words),
        ),
        (words("Made"), words("{date}, competentie {program}", date=basis.made, program=basis.program)),
    ]
