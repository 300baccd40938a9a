"""Workbooks and exports the way people make them, each of the same twelve people or of two who were asked in a form.

Each function returns the bytes of a file; `test_workbooks_of_people` says what must come of it.
"""

import csv
import io
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, Final

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import Font

LABELS: Final = {
    "eigenaarschap": "Eigenaarschap",
    "inlevingsvermogen": "Inlevingsvermogen",
    "samenwerken": "Samenwerken",
    "plannen-en-organiseren": "Plannen en organiseren",
}
NAMES: Final = (
    *("Sanne de Vries", "Youssef Amrani", "Piet Jansen", "Fatima el Idrissi", "Jan van den Berg", "Noor Test"),
    *("Anna Visser", "Bram Peters", "Chantal Smit", "Daan Mulder", "Eva de Boer", "Femke Bos"),
)
LEVELS: Final = {
    name: {one: (place + 2 * column) % 4 for column, one in enumerate(LABELS)} for place, name in enumerate(NAMES)
}
"""The truth of tables with levels."""
TEXTS: Final = {
    "samenwerken.1.1": "Werkt mee aan het totale proces, maakt afspraken met collega's over uitvoering, voert eigen "
    "deel van het werk uit en draagt (tijdig) eigen werk over",
    "samenwerken.1.2": "Deelt relevante informatie met collega's en houdt hen op de hoogte",
    "samenwerken.1.3": "Ziet wanneer collega's of anderen hulp nodig hebben en biedt ook ongevraagd hulp aan",
    "samenwerken.1.4": "Toont respect voor anderen, laat zich positief over hen uit, en laat hen in hun waarde",
}
ANSWERS: Final = {"Sanne de Vries": "1111", "Youssef Amrani": "110-"}
"""The truth of forms: shown, not shown, or not applicable."""

Rows = Sequence[Sequence[Any]]


def levels_csv() -> bytes:
    """Return the levels as the plainest table there is."""
    return _csv([["person", *LABELS], *([name, *levels.values()] for name, levels in LEVELS.items())])


def answers_csv() -> bytes:
    """Return the answers likewise."""
    return _csv([["person", *TEXTS], *([name, *answers.replace("-", "-")] for name, answers in ANSWERS.items())])


def _csv(rows: Rows, delimiter: str = ",", encoding: str = "utf-8", end: str = "\r\n", *, quote: bool = False) -> bytes:
    target = io.StringIO(newline="")
    csv.writer(
        target, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL if quote else csv.QUOTE_MINIMAL
    ).writerows(rows)
    return target.getvalue().encode(encoding)


def _book(rows: Rows, change: Callable[[Any, Any], None] | None = None) -> bytes:
    """Return a workbook with a sheet of these rows, changed as somebody would."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(list(row))
    if change:
        change(book, sheet)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _table(cell: Callable[[int], Any] = int, *, before: Rows = (), behind: Rows = ()) -> list[list[Any]]:
    """Return a table of everybody's levels, as `cell` writes them, with columns before and behind those."""
    rows = [["Naam medewerker", *LABELS.values()], *([name, *map(cell, own.values())] for name, own in LEVELS.items())]
    fronts, ends = before or [[]] * len(rows), behind or [[]] * len(rows)
    return [[*front, *row, *end] for front, row, end in zip(fronts, rows, ends, strict=True)]


def _beside(*heads: str) -> list[list[str]]:
    return [list(heads), *([f"{head} {place}" for head in heads] for place in range(len(NAMES)))]


def titles() -> bytes:
    """Return a table below a title, with comments, a remark per person, and averages."""

    def change(_: Any, sheet: Any) -> None:
        sheet.insert_rows(1, 3)
        sheet["A1"] = "Competentiemeting opleidingscoördinatoren 2026"
        sheet["A1"].font = Font(bold=True, size=16)
        sheet.merge_cells("A1:G1")
        sheet["A2"] = "Peildatum 3 november, vertrouwelijk"
        sheet["C6"].comment = Comment("besproken op 12 oktober", "HR")

    averages = ["", "Gemiddelde", *(sum(one[name] for one in LEVELS.values()) / len(NAMES) for name in LABELS), ""]
    remarks = [["Opmerkingen"], *([["ok", "nog bespreken"][place % 2]] for place in range(len(NAMES)))]
    return _book([*_table(before=_beside("Afdeling"), behind=remarks), averages], change)


def two_sheets() -> bytes:
    """Return a workbook with an explanation first, and lists on a hidden sheet."""

    def change(book: Any, sheet: Any) -> None:
        sheet.title = "Beoordelingen"
        notes = book.create_sheet("Toelichting", 0)
        notes.append(["Vul per medewerker een niveau van 0 tot en met 3 in."])
        notes.append(["Naam", "Wat u daar invult"])
        lists = book.create_sheet("Lijsten", 0)
        lists.append(["Naam", "Samenwerken"])
        lists.append(["X", 3])
        lists.sheet_state = "hidden"

    return _book(_table(), change)


def merged_people() -> bytes:
    """Return a row per rating, with the person merged over the rows."""
    rows: list[list[Any]] = [["Medewerker", "Datum", "Competentie", "Score", "Opmerking"]]
    for name, levels in LEVELS.items():
        rows += [[name, date(2026, 11, 3), LABELS[one], level, ""] for one, level in levels.items()]

    def change(_: Any, sheet: Any) -> None:
        for place in range(len(NAMES)):
            for column in "AB":
                sheet.merge_cells(f"{column}{2 + 4 * place}:{column}{5 + 4 * place}")

    return _book(rows, change)


def three_notations() -> bytes:
    """Return dates as cells, as people write them and as programs do; and relations in Dutch."""
    afternoon = datetime(2026, 11, 3, 14, 30)  # noqa: DTZ001 - a cell has no zone
    days: list[Any] = [date(2026, 11, 3), "3-11-2026", "2026-11-03", afternoon, "03-11-2026", "3.11.2026"] * 2
    before = [["Datum beoordeling", "Relatie"], *([day, "Leidinggevende"] for day in days)]
    return _book(_table(before=before))


def hidden() -> bytes:
    """Return a table of which columns and rows are hidden, with a filter and a frozen header."""

    def change(_: Any, sheet: Any) -> None:
        sheet.column_dimensions["A"].hidden = True
        sheet.column_dimensions["D"].hidden = True
        sheet.row_dimensions[4].hidden = True
        sheet.auto_filter.ref = "A1:F13"
        sheet.freeze_panes = "C2"

    return _book(_table(before=_beside("Personeelsnummer")), change)


def two_headers() -> bytes:
    """Return two rows of headers: clusters over competencies, and who is rated beside both."""

    def change(_: Any, sheet: Any) -> None:
        sheet.insert_rows(1)
        for cell, text in {"A1": "Naam medewerker", "B1": "Realiseren en meekrijgen", "D1": "Anders"}.items():
            sheet[cell] = text
        sheet["A2"] = None
        for cells in ("A1:A2", "B1:C1", "D1:E1"):
            sheet.merge_cells(cells)

    return _book(_table(), change)


def pivot() -> bytes:
    """Return a pivot table pasted as values."""
    rows = [["Gemiddelde van score", "Kolomlabels", "", "", "", ""], *_table(float, behind=_beside("Eindtotaal"))]
    rows[1][0], rows[1][-1] = "Rijlabels", "Eindtotaal"
    return _book([*rows, ["Eindtotaal", 1.5, 1.5, 1.25, 1.25, 1.375]])


def averages_not_worked_out() -> bytes:
    """Return a table with a row of formulas that no spreadsheet worked out."""
    return _book([*_table(), ["Gemiddelde", *(f"=AVERAGE({column}2:{column}13)" for column in "BCDE")]])


def names_in_parts() -> bytes:
    """Return names in three columns, with a number, of people of whom two have the same name."""
    rows = []
    for place, (name, own) in enumerate(LEVELS.items()):
        first, *infix, last = name.split()
        rows.append([f"00{place}", first, " ".join(infix), last, *own.values()])
    return _csv([["Personeelsnummer", "Voornaam", "Tussenvoegsel", "Achternaam", *LABELS.values()], *rows], ";")


def notes_below() -> bytes:
    """Return a table with notes below it."""
    return _book([*_table(), [], ["Bron: gesprekken in oktober"], ["* niveau zoals in het handboek van 2023"]])


def notes_right_below() -> bytes:
    """Return a table as CSV with a note on the line below it."""
    return _csv([*_table(), ["* N.B.: voorlopige cijfers", *[""] * 4]], ";", "cp1252")


def blanks() -> bytes:
    """Return blanks in and around names and levels, rows and columns without anything, and hard spaces."""
    rows = [
        [f" {row[0]} ".replace(" de ", "\u00a0de  "), "", *(f"\u00a0{cell} " for cell in row[1:])] for row in _table()
    ]
    return _book([[], *rows[:7], [], *rows[7:], [], []])


def words() -> bytes:
    """Return levels in words, with the scale in the header."""
    rows = _table(lambda level: ["0", "Competentieniveau 1", "niveau 2", "3 - Competentieniveau 3"][level])
    rows[0] = [rows[0][0], *(f"{label} (0-3)" for label in LABELS.values())]
    return _book(rows)


def decimals() -> bytes:
    """Return whole levels with decimals behind a comma, in the encoding of an older Excel."""
    return _csv(_table(lambda level: f"{level},0"), ";", "cp1252")


def texts_for_numbers() -> bytes:
    """Return numbers that are texts, with an index before them and a byte order mark."""
    index = [[""], *([str(place)] for place in range(len(NAMES)))]
    return _csv(_table(str, before=index), ";", "utf-8-sig", quote=True)


def surname_first() -> bytes:
    """Return names as *Achternaam, Voornaam*: as they are written, so they come back."""
    rows = _table()
    rows[0][0] = "Achternaam, voornaam"
    return _csv(rows)


def _form(
    columns: Sequence[str], head: Callable[[str, str], str], yes: str, no: str, na: str, whom: str
) -> list[list[Any]]:
    """Return an export of a form: its own columns, whom it is about, and an answer to each question."""
    said = {"1": yes, "0": no, "-": na}
    rows: list[list[Any]] = [[*columns, whom, *(head(code, text) for code, text in TEXTS.items())]]
    for place, (name, answers) in enumerate(ANSWERS.items(), 1):
        own = [str(place), *(f"3-11-2026 10:0{place}:1{at}" for at in range(len(columns) - 1))]
        rows.append([*own, name, *(said[answer] for answer in answers)])
    return rows


def microsoft_dutch() -> bytes:
    """Return an export of Microsoft Forms in Dutch."""
    own = ("Id", "Begintijd", "Tijd van voltooien", "E-mail", "Naam", "Tijd van laatste wijziging")
    return _book(_form(own, lambda _, text: f"{text} ", "Ja", "Nee", "Niet van toepassing", "Wie beoordeel je?"))


def microsoft_german() -> bytes:
    """Return an export of Microsoft Forms in German."""
    own = ("ID", "Startzeit", "Fertigstellungszeit", "E-Mail", "Name", "Zeitpunkt der letzten Änderung")
    return _book(_form(own, lambda _, text: text, "Ja", "Nein", "Nicht zutreffend", "Wen bewerten Sie?"))


def google_english() -> bytes:
    """Return an export of Google Forms in English, with its questions in a grid."""
    own = ("Timestamp", "Email Address")
    return _csv(_form(own, lambda _, text: f"What did you see? [{text}]", "Yes", "No", "N/A", "Who are you rating?"))


def google_dutch() -> bytes:
    """Return an export of Google Forms in Dutch, with codes before the questions."""
    own = ("Tijdstempel", "E-mailadres")
    return _csv(
        _form(own, lambda code, text: f"{code}: {text}", "Getoond", "Niet getoond", "n.v.t.", "Wie beoordeelt u?")
    )


def limesurvey_codes() -> bytes:
    """Return an export of LimeSurvey with codes of questions."""
    own = ("id", "submitdate", "lastpage", "startlanguage", "seed")
    rows = _form(own, lambda code, _: "{}[L{}B{}]".format(*code.split(".")), "Y", "N", "N/A", "naam")
    return _csv(rows, quote=True)


def limesurvey_texts() -> bytes:
    """Return an export of LimeSurvey with the texts of questions, in a workbook; what is not answered says so."""
    own = ("Antwoord ID", "Datum verzonden", "Laatste pagina", "Begin taal", "Datum gestart")
    rows = _form(own, lambda _, text: f"Samenwerken [{text}]", "Ja", "Nee", "N.v.t.", "Wie beoordeel je:")
    rows.append([*rows[-1][:5], "Piet Jansen", *["Geen antwoord"] * 4])
    return _book(rows)


def qualtrics() -> bytes:
    """Return an export of Qualtrics: names, questions and its own marks, one below the other."""
    own = ("StartDate", "EndDate", "Status", "ResponseId")
    rows = _form(
        own, lambda _, text: f"Welk gedrag zag je? - {text}", "Ja", "Nee", "Niet van toepassing", "Wie beoordeel je?"
    )
    first = [*own, "Q1", *(f"Q2_{place}" for place in range(1, 5))]
    marks = [f'{{"ImportId":"QID{place}"}}' for place in range(len(first))]
    rows[0][:4] = ["Start Date", "End Date", "Response Type", "Response ID"]
    return _csv([first, rows[0], marks, *rows[1:]], end="\n")


def codes_and_texts() -> bytes:
    """Return a form of our own with the sentences in a row below their codes, filled in with crosses."""
    rows = [["Naam", *TEXTS], ["", *TEXTS.values()]]
    return _book([*rows, *([name, *(answer.replace("1", "x") for answer in said)] for name, said in ANSWERS.items())])


def half_levels() -> bytes:
    """Return levels between levels."""
    return _csv(_table(lambda level: f"{level},5"), ";")


def percentages() -> bytes:
    """Return shares of what can be reached."""
    return _csv(_table(lambda level: f"{33 * level + 1}%"), ";")


def percent_cells() -> bytes:
    """Return shares as numbers in cells that show a percentage."""

    def change(_: Any, sheet: Any) -> None:
        for row in sheet.iter_rows(2, None, 2):
            for cell in row:
                cell.number_format = "0%"

    return _book(_table(lambda level: 0.25 + level / 8), change)


def thousands() -> bytes:
    """Return numbers that may be thousands."""
    return _csv(_table(lambda level: f"{level + 1}.000"), ";")


def scale_to_ten() -> bytes:
    """Return marks out of ten."""
    return _book(_table(lambda level: level + 4))


def verdicts() -> bytes:
    """Return words that we do not know."""
    return _book(_table(lambda level: ["onvoldoende", "matig", "goed", "uitstekend"][level]))


def people_across() -> bytes:
    """Return people beside each other, and competencies below each other."""
    rows = _table()
    rows[0][0] = "Competentie"
    return _book([list(row) for row in zip(*rows, strict=True)])


def sheet_per_person() -> bytes:
    """Return a sheet for each person, with the name in a cell above."""

    def change(book: Any, sheet: Any) -> None:
        book.remove(sheet)
        for name, levels in LEVELS.items():
            own = book.create_sheet(name)
            own.append(["Naam:", name])
            own.append([])
            own.append(["Competentie", "Niveau"])
            for one, level in levels.items():
                own.append([LABELS[one], level])

    return _book([], change)


def errors_of_excel() -> bytes:
    """Return lookups that found nothing."""
    rows = _table()
    rows[3][2] = rows[5][2] = "#N/A"
    return _book(rows)


def days_of_america() -> bytes:
    """Return days of which nobody knows what is the month."""
    return _csv(_table(before=[["Datum"], *([f"11/{day}/2026"] for day in range(1, 13))]))


def crosses_under_levels() -> bytes:
    """Return a column for each level of each competency, with a cross in one of them."""
    heads = [f"{label} {level}" for label in LABELS.values() for level in range(4)]
    rows = [
        [name, *("x" if own[one] == level else "" for one in LABELS for level in range(4))]
        for name, own in LEVELS.items()
    ]
    return _book([["Naam", *heads], *rows])
