"""Results → CSV and JSON; and the rejected rows, as they were, with the reason."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from competentie.render.basis import basis_data
from competentie.render.data import LONG_COLUMNS, VERSION, WIDE_COLUMNS, ResultData, long_rows
from competentie.render.spreadsheet import csv_writer, safe

if TYPE_CHECKING:
    from competentie.basis import Basis
    from competentie.domain import Catalogue
    from competentie.language import Words
    from competentie.scoring import Result
    from competentie.table.read import Record, Table


def long_csv(results: "Iterable[Result]", optional: Sequence[str], *, excel: bool = False) -> str:
    """Return one row per person and competency; `optional` names which of rater, relation and date to give."""
    target, writer = csv_writer(excel=excel)
    writer.writerow(("person", "profile", *optional, *LONG_COLUMNS))
    for result in results:
        who = _who(result, optional)
        writer.writerows((*who, *row) for row in long_rows(result))
    return target.getvalue()


def wide_csv(results: "Sequence[Result]", optional: Sequence[str], *, excel: bool = False) -> str:
    """Return one row per person; competencies in the order of the profiles, blank where a profile lacks one."""
    competencies = list(dict.fromkeys(one.row.competency for result in results for one in result.outcomes))
    target, writer = csv_writer(excel=excel)
    writer.writerow(
        ("person", "profile", *optional, *(f"{one}.{column}" for one in competencies for column in WIDE_COLUMNS))
    )
    for result in results:
        cells = {
            one.row.competency: (one.standing.reached, one.gap.gap, one.gap.status.value) for one in result.outcomes
        }
        writer.writerow(
            (*_who(result, optional), *(cell for one in competencies for cell in cells.get(one, ("", "", ""))))
        )
    return target.getvalue()


def results_json(results: "Iterable[Result]", catalogue: "Catalogue", basis: "Basis") -> str:
    """Return `{"version": 1, "basis": {…}, "results": […]}`, one result per line."""
    data, about = ResultData(catalogue), json.dumps(basis_data(basis), ensure_ascii=False)
    lines = ",\n".join(json.dumps(data.of(result), ensure_ascii=False) for result in results)
    return f'{{"version": {VERSION}, "basis": {about}, "results": [\n{lines}\n]}}\n'


def rejected_rows(table: "Table", wrong: "Sequence[Record]", words: "Words") -> str:
    """Return the rows of the rejected people, unchanged, with the reason in a last column."""
    by_row = {row: record for record in wrong for row in (record.row, *record.stray)}
    by_key = {(*record.key, record.relation): record for record in wrong if record.person} if table.columns.long else {}
    reason = table.columns.fields.get("reason")  # of an earlier run: replaced
    target = io.StringIO(newline="")
    writer = csv.writer(target, delimiter=table.delimiter, lineterminator="\n")
    header = True
    for number, cells in table.rows():
        if not any(cell.strip() for cell in cells):
            continue
        kept = [cell for place, cell in enumerate(cells) if place != reason]
        record = by_row.get(number) or by_key.get(table.whole_key_of(cells))
        if header:
            writer.writerow((*kept, "reason"))
            header = False
        elif record is not None:
            writer.writerow((*kept, " | ".join(words(one.message) for one in record.problems)))
    return target.getvalue()


def _who(result: "Result", optional: Sequence[str]) -> tuple[str, ...]:
    ratings = result.ratings
    return (
        safe(ratings.person or ""),
        safe(result.profile.id),
        *(safe(getattr(ratings, name) or "") for name in optional),
    )
