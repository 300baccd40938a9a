"""An empty ratings table for a profile, in either layout: as CSV, or as a workbook that a person can fill in."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from itertools import groupby
from typing import Any, Final

from competentie.core import (
    AGREED,
    RELATIONS,
    Behaviour,
    Catalogue,
    Competency,
    Message,
    Profile,
    Text,
    fingerprint,
    msg,
)
from competentie.page.data import csv_writer, safe
from competentie.page.language import Words, beside, level_texts, relation_word
from competentie.table.columns import FIELDS, LONG_FIELDS
from competentie.table.handbook import handbook_mark
from competentie.table.report import LINE, lines_of

_WHO: Final = ("person", "number", "department", "profile", "rater", "relation", "date")
_LONG: Final = ("item", "text", "rating", "note", "evidence")
_HEAD: Final = 28  # characters of a column under the text of a behaviour
_EMPTY: Final = 50  # rows for people who are not named, with a row per person
_WIDTHS: Final = {"text": 60, "note": 36, "evidence": 30, "person": 20, "number": 18, "item": 26, "rating": 10}
_NARROW: Final = 20  # columns that fit on the width of a page
DAY: Final = {"validate": "date", "criteria": ">", "value": datetime(2000, 1, 1)}  # noqa: DTZ001 - a day
ANSWERS: Final = (
    msg("Behaviours: yes, no, or n/a where it does not apply. Leave empty what you cannot say: empty is not no."),
    msg("Levels: the number of the level, from 0."),
)
_HOW: Final[tuple[Message, ...]] = (
    msg("Fill in the white cells; the grey ones are locked, without a password, so that nothing is moved by accident."),
    *ANSWERS,
    msg("Then `competentie score FILE` reads this workbook as it is."),
)


@dataclass(frozen=True, slots=True)
class Template:
    """What is to be filled in, and for whom.

    Behaviours run up to the norm, lowest level first, as in `assess`; where there are none, it is the level.
    """

    catalogue: Catalogue
    profile: Profile
    people: Sequence[str]
    long: bool
    by_level: bool
    all_levels: bool

    def asked(self) -> Iterator[tuple[Competency, tuple[Behaviour, ...]]]:
        """Yield what is rated: the behaviours of each competency, or none of them where it is the level."""
        for row in self.profile.rows:
            competency = self.catalogue.competencies[row.competency]
            yield competency, () if self.by_level else competency.behaviours(None if self.all_levels else row.norm)

    def items(self) -> Iterator[tuple[str, Text]]:
        """Yield what is rated: its code and its text."""
        for competency, behaviours in self.asked():
            own = [(one.code, one.text) for one in behaviours]
            yield from own or [(competency.id, competency.title)]

    def levels(self, competency: Competency) -> Iterator[list[Text]]:
        """Yield what each level of a competency is: what is said of it, and its behaviours."""
        for level, behaviours in enumerate(competency.levels or (), 1):
            yield [*level_texts(competency, level, self.catalogue), *(one.text for one in behaviours)]

    def head(self, code: str, text: str) -> str:
        """Return the head of a column, by which it is read back: a label, or a code with the text under it."""
        if code not in self.catalogue.competencies:
            return f"{code}: {text}"
        labels = [label for one in self.catalogue.competencies.values() for label in one.label.all()]
        return text if labels.count(text) == 1 else code

    def beside(self, code: str, words: Words) -> list[str]:
        """Return what the owner says besides the text of an item: the code of its own, the note, the questions."""
        identifier = code.partition(".")[0]
        behaviours = self.catalogue.competencies[identifier].behaviours()
        behaviour = next((one for one in behaviours if one.code == code), None)
        if behaviour is None:
            return []
        own = [words("code: {code}", code=behaviour.own_code)] if behaviour.own_code else []
        return [*own, *(words("{name}: {text}", name=one.text, text=one.value) for one in beside(behaviour, words))]

    def mark(self, code: str | None = None) -> str:
        """Return the mark of the handbook on a row: of one item, or of all."""
        rows = (row.competency for row in self.profile.rows)
        return handbook_mark(self.catalogue, rows if code is None else [code.partition(".")[0]])


def template_csv(template: Template, words: Words, *, excel: bool) -> str:
    """Return the table as CSV: rows for the people named, or else one set of rows with the person blank."""
    target, writer = csv_writer(excel=excel)
    names = [safe(person) for person in template.people] or [""]
    items, profile = list(template.items()), safe(template.profile.id)
    if template.long:
        writer.writerow(("person", "profile", "item", "rating", "text", "note", "evidence", "handbook"))
        behind = [(code, "", safe(words.text(text)), "", "", safe(template.mark(code))) for code, text in items]
        writer.writerows((name, profile, *cells) for name in names for cells in behind)
    else:
        writer.writerow(("person", "profile", *(code for code, _ in items), "handbook"))
        writer.writerows((name, profile, *("" for _ in items), safe(template.mark())) for name in names)
    return target.getvalue()


def template_workbook(template: Template, words: Words) -> bytes:
    """Return the table as a workbook: with lists for the answers, locked but for the cells to fill in."""
    return workbook(template, words, _fill_in_sheet, _HOW)


def workbook(
    template: Template, words: Words, fill: Callable[[Any, Template, Words], None], how: Sequence[Message]
) -> bytes:
    """Return a workbook of what `fill` writes, and of a sheet that explains it; the same bytes each time."""
    import xlsxwriter

    target = BytesIO()
    with xlsxwriter.Workbook(
        target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        book.set_properties({"created": datetime(2000, 1, 1)})  # noqa: DTZ001 - the same bytes each time
        fill(book, template, words)
        sheet = book.add_worksheet(words("How to fill in"))
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 1, 100, wrap)
        for place, line in enumerate(how):
            sheet.write_string(place, 1, words(line))
        role = words("{role} {version}", role=template.profile.role, version=template.profile.version)
        sheet.write_row(len(how), 0, [words("Role"), role])
        handbook = f"{template.catalogue.version} {fingerprint(template.catalogue)}"
        sheet.write_row(len(how) + 1, 0, [words("Handbook"), handbook])
        for place, (code, wording) in enumerate(template.items(), len(how) + 3):
            sheet.write_row(place, 0, [code, words.text(wording), *template.beside(code, words)])
    return target.getvalue()


def _fill_in_sheet(book: Any, template: Template, words: Words) -> None:  # noqa: ANN401 - XlsxWriter has no types
    sheet, items = book.add_worksheet(words("Fill in")), list(template.items())
    locked = {"bg_color": "#EDEDED", "text_wrap": True, "valign": "top"}
    free = {"locked": False, "valign": "top", "border": 1, "border_color": "#BFBFBF"}
    styles = {
        "head": book.add_format({**locked, "bold": True}),
        "handbook": book.add_format({**locked, "text_wrap": False, "align": "fill"}),  # as far as the cell is wide
        "locked": book.add_format(locked),
        "free": book.add_format({**free, "text_wrap": True}),
        "date": book.add_format({**free, "num_format": "yyyy-mm-dd"}),
    }
    names = list(template.people) or [""] * (1 if template.long else _EMPTY)
    columns = [*_WHO, *(_LONG if template.long else (code for code, _ in items)), "handbook"]
    for place, column in enumerate(columns):
        sheet.write_string(0, place, head_of(column, words), styles["head"])
        wide = len(template.profile.id) + 2 if column == "profile" else 14
        sheet.set_column(place, place, _WIDTHS.get(column, wide))
    if not template.long:
        _head_items(sheet, template, words, styles["head"])
    marks = {code: template.mark(code) for code in (None, *(code for code, _ in items))}
    asked = [(name, item) for name in names for item in (items if template.long else [None])]
    for height, (name, item) in enumerate(asked, 1):
        known = {"person": name, "profile": template.profile.id, "handbook": marks[item and item[0]]}
        if item is not None:
            known |= {"item": item[0], "text": words.text(item[1])}
            sheet.set_row(height, LINE * lines_of(known["text"], _WIDTHS["text"]))
        for place, column in enumerate(columns):
            text = known.get(column, "")
            style = column if column in {"date", "handbook"} else "locked" if column in known and text else "free"
            if text:
                sheet.write_string(height, place, text, styles[style])
            else:
                sheet.write_blank(height, place, None, styles[style])
    _offer_lists(sheet, template, columns, [item for _, item in asked], words)
    _to_print(sheet, len(asked), len(columns))
    sheet.protect("", {"format_columns": True, "format_rows": True, "sort": True, "autofilter": True})


def _head_items(sheet: Any, template: Template, words: Words, style: Any) -> None:  # noqa: ANN401 - as above
    """Write what is rated above its column, and what the owner says besides as a comment."""
    heads = [(code, template.head(code, words.text(text))) for code, text in template.items()]
    for place, (code, head) in enumerate(heads, len(_WHO)):
        sheet.set_column(place, place, min(max(len(head) + 2, 14), _HEAD))
        sheet.write_string(0, place, head, style)
        if said := template.beside(code, words):
            sheet.write_comment(0, place, "\n".join(said), {"x_scale": 3})
    sheet.set_row(0, LINE * max((lines_of(head, _HEAD) for _, head in heads), default=1))


def _to_print(sheet: Any, rows: int, columns: int) -> None:  # noqa: ANN401 - XlsxWriter has no types
    """Keep heads and people in sight and on each page, which is as wide as the sheet where that can be read."""
    sheet.freeze_panes(1, 1)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    if columns <= _NARROW:
        sheet.fit_to_pages(1, 0)
    else:
        sheet.set_print_scale(50)
    sheet.print_area(0, 0, rows, columns - 2)  # without the mark
    sheet.repeat_rows(0)
    sheet.repeat_columns(0)


def _offer_lists(
    sheet: Any,  # noqa: ANN401 - XlsxWriter has no types
    template: Template,
    columns: Sequence[str],
    rows: Sequence[tuple[str, Any] | None],
    words: Words,
) -> None:
    """Offer what may be answered, on each item by itself: a level, or yes and no."""
    for place, column in enumerate(columns):
        if column == "date":
            sheet.data_validation(1, place, len(rows), place, DAY)
        elif column == "relation":
            sheet.data_validation(1, place, len(rows), place, relation_list(words))
        elif column not in {*_WHO, *_LONG, "handbook"} - {"rating"}:
            asked = [column if item is None else item[0] for item in rows]
            for by_level, some in groupby(enumerate(asked, 1), lambda one: one[1] in template.catalogue.competencies):
                heights = [height for height, _ in some]
                rule = answer_list(template, words, by_level=by_level)
                sheet.data_validation(heights[0], place, heights[-1], place, rule)


def answer_list(template: Template, words: Words, *, by_level: bool) -> dict[str, Any]:
    """Return what may be answered: a level, or yes and no."""
    levels = [str(level) for level in range(template.catalogue.height + 1)]
    return {"validate": "list", "source": levels if by_level else [words("yes"), words("no"), words("n/a")]}


def relation_list(words: Words) -> dict[str, Any]:
    """Return what a rater can be to the person."""
    return {"validate": "list", "source": [relation_word(one, words) for one in RELATIONS if one != AGREED]}


def head_of(column: str, words: Words) -> str:
    """Return what a column is called, by a name that is read back."""
    names = {**FIELDS, **LONG_FIELDS}.get(column, (column,))
    return names[1] if words.language == "nl" and len(names) > 1 else names[0]
