"""An empty ratings table for a profile: as CSV in either layout, or as a workbook with a row per person."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any, Final

from competentie.core import RELATIONS, Behaviour, Catalogue, Competency, Message, Profile, Text, fingerprint, msg
from competentie.page.data import csv_writer, safe
from competentie.page.language import Words, relation_word
from competentie.table.columns import FIELDS, LONG_FIELDS
from competentie.table.handbook import handbook_mark

_WHO: Final = ("person", "number", "department", "profile", "rater", "relation", "date")
_EMPTY: Final = 50  # rows for people who are not named, with a row per person
_WIDTHS: Final = {"person": 24, "number": 18, "profile": 24}
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
        """Yield the code and the text of what is rated."""
        for competency, behaviours in self.asked():
            yield from (
                ((one.code, one.text) for one in behaviours) if behaviours else [(competency.id, competency.label)]
            )

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
    template: Template, words: Words, fill: Callable[[Any, Template, Words], None], how: Iterable[Message]
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
        lines = list(map(words, how))
        for place, line in enumerate(lines):
            sheet.write_string(place, 1, line)
        role = words("{role} {version}", role=template.profile.role, version=template.profile.version)
        sheet.write_row(len(lines), 0, [words("Role"), role])
        handbook = f"{template.catalogue.version} {fingerprint(template.catalogue)}"
        sheet.write_row(len(lines) + 1, 0, [words("Handbook"), handbook])
        for place, (code, wording) in enumerate(template.items(), len(lines) + 3):
            sheet.write_row(place, 0, [code, words.text(wording)])
    return target.getvalue()


def _fill_in_sheet(book: Any, template: Template, words: Words) -> None:  # noqa: ANN401 - XlsxWriter has no types
    """Write a row per person, with the texts as comments over their columns."""
    sheet, items = book.add_worksheet(words("Fill in")), list(template.items())
    locked = {"bg_color": "#EDEDED", "text_wrap": True, "valign": "top"}
    styles = {
        "head": book.add_format({**locked, "bold": True}),
        "handbook": book.add_format({**locked, "text_wrap": False}),
        "locked": book.add_format(locked),
        "free": book.add_format({"locked": False, "text_wrap": True, "valign": "top", "border": 4}),
        "date": book.add_format({"locked": False, "num_format": "yyyy-mm-dd", "valign": "top", "border": 4}),
    }
    names = list(template.people) or [""] * _EMPTY
    rules = {"date": DAY, "relation": relation_list(words)}
    for code, _ in items:
        rules[code] = answer_list(template, words, by_level=code in template.catalogue.competencies)
    columns = [*_WHO, *(code for code, _ in items), "handbook"]
    for place, column in enumerate(columns):
        sheet.write_string(0, place, head_of(column, words), styles["head"])
        sheet.set_column(place, place, _WIDTHS.get(column, 14))
        if column in rules:
            sheet.data_validation(1, place, len(names), place, rules[column])
    for place, (_, wording) in enumerate(items, len(_WHO)):
        sheet.write_comment(0, place, words.text(wording), {"x_scale": 3})
    for height, name in enumerate(names, 1):
        known = {"person": name, "profile": template.profile.id, "handbook": template.mark()}
        for place, column in enumerate(columns):
            text = known.get(column, "")
            style = column if column in {"date", "handbook"} else "locked" if text else "free"
            if text:
                sheet.write_string(height, place, text, styles[style])
            else:
                sheet.write_blank(height, place, None, styles[style])
    sheet.freeze_panes(1, 1)
    sheet.protect("", {"format_columns": True, "format_rows": True, "sort": True, "autofilter": True})
    to_print(sheet, 0)


def to_print(sheet: Any, head: int) -> None:  # noqa: ANN401 - XlsxWriter has no types
    """Print a sheet across, as wide as a page, with its head on each."""
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(head)


def answer_list(template: Template, words: Words, *, by_level: bool) -> dict[str, Any]:
    """Return what may be answered: a level, or yes and no."""
    levels = [str(level) for level in range(template.catalogue.height + 1)]
    return {"validate": "list", "source": levels if by_level else [words("yes"), words("no"), words("n/a")]}


def relation_list(words: Words) -> dict[str, Any]:
    """Return what a rater can be to the person."""
    return {"validate": "list", "source": [relation_word(one, words) for one in RELATIONS]}


def head_of(column: str, words: Words) -> str:
    """Return what a column is called, by a name that is read back."""
    names = {**FIELDS, **LONG_FIELDS}.get(column, (column,))
    return names[1] if words.language == "nl" and len(names) > 1 else names[0]
