"""A handbook as a table: a row per behaviour, the rows of each profile, and the rest; together they are exact.

What the rest is, is computed: each fact that reading the other sheets alone would not give, or would give otherwise.
"""

import csv
import datetime as dt
import io
import json
from typing import Any, Final

from competentie.core import WrongUseError, msg
from competentie.exchange.data import facts
from competentie.exchange.formats import Options
from competentie.exchange.ledger import Handbook, Path
from competentie.exchange.table_in import COLUMNS, GONE, JSON, PROFILE, REST, Sheet, read_sheets
from competentie.page.data import guarded

_EPOCH: Final = dt.datetime(1980, 1, 1, tzinfo=dt.UTC)  # the same bytes each time
_MAIN: Final = "handbook"
_MOST_TEXT: Final = 32_767  # of a cell, in Excel
_NO_NAME: Final = str.maketrans(dict.fromkeys("[]:*?/\\'", "-"))
_WIDTHS: Final = {"definition": 50, "behaviour": 60, "rationale": 60, "value": 60, "place": 50, "note": 40}
Rows = list[tuple[Any, ...]]


def write(handbook: Handbook, ending: str, options: Options) -> dict[str, bytes]:  # noqa: ARG001 - as every writer
    """Return a workbook, or a CSV file for each of its sheets."""
    sheets = tables(handbook)
    if ending == ".xlsx":
        return {"": _workbook(sheets)}
    return {("" if name == _MAIN else name): _csv(rows) for name, rows in sheets.items()}


def tables(handbook: Handbook) -> dict[str, Rows]:
    """Return the rows of every sheet under their columns, by the name of the sheet."""
    language = str(handbook.catalogue["language"])
    sheets: dict[str, Rows] = {_MAIN: [COLUMNS, *_behaviours(handbook, language)]}
    for name, profile in handbook.profiles.items():
        rows = [
            (name, competency, row["group"], row["norm"], row.get("rationale", {}).get(language, ""))
            for competency, row in profile["rows"].items()
        ]
        sheets[_sheet_name(name, sheets)] = [PROFILE, *rows]
    read = facts(read_sheets([Sheet(name, _texts(rows)) for name, rows in sheets.items()], language)[0])
    wanted = facts(handbook)
    rest = [(_pointer(path), *_value(value)) for path, value in wanted.items() if read.get(path, GONE) != value]
    rest += [(_pointer(path), "", GONE) for path in read if path not in wanted]
    sheets[_sheet_name("rest", sheets)] = [REST, *rest]
    return sheets


def _behaviours(handbook: Handbook, language: str) -> Rows:
    catalogue = handbook.catalogue
    rows: Rows = []
    names = [level["label"].get(language, "") for level in catalogue["levels"]]
    for competency, data in catalogue["competencies"].items():
        cluster = catalogue["clusters"].get(data.get("cluster"), {}).get("label", {}).get(language, "")
        head = (cluster, data["label"].get(language, ""), data["definition"].get(language, ""))
        edges = ", ".join(other if level == 1 else f"{other}: {level}" for other, level in data["presupposes"].items())
        links = ", ".join(f"{name}: {address}" for name, address in data.get("links", {}).items())
        start = len(rows)
        for level in sorted(data.get("levels", {}), key=int):
            for number, one in enumerate(data["levels"][level]["behaviours"], 1):
                text = one["text"].get(language, "")
                note = one.get("note", {}).get(language, "") if text else ""
                name = names[int(level) - 1] if int(level) <= len(names) else ""
                tags = ", ".join(one.get("tags", ())) if text else ""
                rows.append((f"{competency}.{level}.{number}", *head, int(level), name, text, note, tags, edges, links))
        if start == len(rows):
            rows.append((competency, *head, "", "", "", "", "", edges, links))
    return rows


def _value(value: object) -> tuple[str, str]:
    """Write a value so that it comes back: as it is where a cell keeps it so, else as JSON."""
    if isinstance(value, str) and value == value.strip() and value.replace("\n", "").isprintable():
        return value, ""
    return json.dumps(value, default=str), JSON


def _pointer(path: Path) -> str:
    """Write a path between slashes, the number of a place with a `#` before it."""
    steps = (f"#{step}" if isinstance(step, int) else step for step in path)
    return "".join("/" + step.replace("~", "~0").replace("/", "~1") for step in steps)


def _sheet_name(name: str, taken: dict[str, Rows]) -> str:
    plain = name.translate(_NO_NAME)[:28]
    known = {one.casefold() for one in taken} | {"history"}
    names = (plain, *(f"{plain}-{number}" for number in range(2, 100)))
    return next((one for one in names if one.casefold() not in known), f"sheet-{len(taken)}")


def _texts(rows: Rows) -> list[tuple[str, ...]]:
    return [tuple(map(str, row)) for row in rows]


def _csv(rows: Rows) -> bytes:
    target = io.StringIO(newline="")
    csv.writer(target, lineterminator="\n").writerows([guarded(cell) for cell in row] for row in _texts(rows))
    return target.getvalue().encode("utf-8")


def _workbook(sheets: dict[str, Rows]) -> bytes:
    import xlsxwriter

    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(target, options) as book:
        book.set_properties({"created": _EPOCH})
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            for place, head in enumerate(rows[0]):
                sheet.set_column(place, place, _WIDTHS.get(head, 18), wrapped)
            for number, row in enumerate(rows):
                for place, cell in enumerate(row):
                    if len(str(cell)) > _MOST_TEXT:
                        message = msg("a cell of a workbook has room for {n} characters", n=_MOST_TEXT)
                        raise WrongUseError(message, msg("write CSV: name a file that ends in .csv"))
                    if cell != "":
                        put = sheet.write_number if isinstance(cell, int) else sheet.write_string
                        put(number, place, cell, bold if number == 0 else wrapped)
    return target.getvalue()
