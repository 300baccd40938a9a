"""The mark that `template` writes in the column `handbook`: which texts a table was made for, a digest per item.

`2023.10 listening:1f0a.77d0/9c1b planning:…` — a version, and per competency its behaviours level by level. So each
answer can be held against the text that stands under its column now, whatever else changed in the handbook.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache

from competentie.core import Catalogue, Competency, Diagnostic, Text, msg, same_text, some
from competentie.ratings.answers import UNRATED
from competentie.table.columns import Rateable, other_texts
from competentie.table.judge import RatingsTable
from competentie.table.rows import TableError, TableRow, line_span

_DIGITS = 4  # hexadecimal, per text: against accidents


def handbook_mark(catalogue: Catalogue, competencies: Iterable[str]) -> str:
    """Return the mark of a table in which these competencies, or their behaviours, are rated."""
    marks = (f"{one}:{_mark(catalogue.competencies[one], catalogue)}" for one in dict.fromkeys(competencies))
    return " ".join([catalogue.version.replace(" ", "-"), *marks])


def _mark(competency: Competency, catalogue: Catalogue) -> str:
    levels = (".".join(_digest(text, catalogue) for text in level) for level in competency.rated_texts())
    return "/".join([_digest(competency.definition, catalogue), *levels])


def _digest(text: Text, catalogue: Catalogue) -> str:
    read = same_text(text.in_language("", catalogue.language))
    return hashlib.sha256(read.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]


def refuse_other_texts(table: RatingsTable, rows: Iterable[TableRow], catalogue: Catalogue) -> None:
    """Refuse a table in which anything was rated on another text than it has now. Raises TableError.

    Texts that were changed are noted where the mark shows that their codes stand for those of now.
    """
    reworded: dict[str, None] = {}
    findings = some(_other_texts(table, rows, catalogue, reworded))
    if findings:
        raise TableError(*findings)
    table.columns = replace(table.columns, notes=(*other_texts(list(reworded)), *table.columns.notes))


def _other_texts(
    table: RatingsTable, rows: Iterable[TableRow], catalogue: Catalogue, reworded: dict[str, None]
) -> Iterator[Diagnostic]:
    """Yield a finding for each item that was rated on another text than it has now, by its mark or the text beside it.

    A row without a mark of its own was added to a table that has one: it is held against that of the row above it.
    """
    fields = table.columns.fields
    fitting = cache(lambda text: (table.items.find(text), *table.items.fitting(text)))
    mark, said = "", set[str]()
    for row in rows:
        mark = _cell(row, fields.get("handbook")) or mark
        text = _cell(row, fields.get("text"))
        for item in _rated(table, row) if mark or text else ():
            other = bool(text) and item not in fitting(text)
            reworded |= {item.code: None} if other and mark else {}
            if item.code in said or (_is_same(mark, item, catalogue) if mark else not other):
                continue
            said.add(item.code)
            message = msg("beside `{item}` stands another text than it has now", item=item.code)
            advice = msg("a different text is another question: rate it by the text that it has now")
            if mark:
                message = msg(
                    "`{item}` was rated on another text than it has now (handbook {then}, now {now})",
                    item=item.code,
                    then=mark.split()[0],
                    now=catalogue.version,
                )
                advice = msg(
                    "rate it in a new table of `competentie template`, or empty `handbook` if all answers still hold"
                )
            yield Diagnostic("T015", table.shown, line_span(row.line), message, advice)


def _cell(row: TableRow, place: int | None) -> str:
    return "" if place is None else "".join(row.cells[place : place + 1]).strip()


def _rated(table: RatingsTable, row: TableRow) -> Iterator[Rateable]:
    columns = table.columns
    if len(row.cells) != len(columns.header):
        return
    if columns.long:
        item = table.items.find(row.cells[columns.fields["item"]])
        if item is not None and row.cells[columns.fields["rating"]].strip() not in UNRATED:
            yield item
        return
    for item, place in zip(columns.items, columns.places, strict=True):
        if row.cells[place].strip() not in UNRATED:
            yield item


def _is_same(mark: str, item: Rateable, catalogue: Catalogue) -> bool:
    """Tell whether an item has the text that a mark tells of; what the mark does not name was not in the template."""
    competency = catalogue.competencies[item.competency]
    marks = dict(one.partition(":")[::2] for one in mark.split()[1:])
    then = next((marks[one] for one in (competency.id, *competency.formerly) if one in marks), None)
    if then is None:
        return True
    if not item.level:
        return then == _mark(competency, catalogue)
    levels = [level.split(".") for level in then.split("/")]
    now = next(one for one in competency.behaviours() if (one.level, one.number) == (item.level, item.number))
    return (
        levels[item.level : item.level + 1] != []
        and _digest(now.text, catalogue) in levels[item.level][item.number - 1 : item.number]
    )
