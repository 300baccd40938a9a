"""A result as plain data, for JSON, YAML and CSV. These shapes are a contract, and never change with the language.

CSV opens in a spreadsheet as it was meant: what is written here keeps its texts from being formulas.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from competentie.core import Catalogue, Gap, Outcome, Ratings, Result, Standing, Text, fingerprint

VERSION: Final = 1
TALK: Final = ("note", "reason", "settles")
OPTIONAL: Final = ("rater", "relation", "date")
WIDE_COLUMNS: Final = ("reached", "reached_max", "gap", "gap_max", "status")
LONG_COLUMNS: Final = ("competency", "norm", *WIDE_COLUMNS, "broken", "blocking", "next")


class ResultData:
    """Turns results on one catalogue into plain data."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Work out once what all results share."""
        self._catalogue = catalogue
        self._about = {"version": catalogue.version, "fingerprint": fingerprint(catalogue)}

    def of(self, result: Result) -> dict[str, Any]:
        """Return one result, as in the `results` of `score --format json`."""
        ratings = result.ratings
        optional = {name: getattr(ratings, name) for name in OPTIONAL if getattr(ratings, name) is not None}
        return {
            "person": ratings.person,
            "profile": result.profile.id,
            **optional,
            **{name: list(value) if name == "settles" else value for name in TALK if (value := getattr(ratings, name))},
            **remarks_data(ratings),
            "catalogue": self._about,
            "competencies": [self._competency(outcome) for outcome in result.outcomes],
            "implied": [
                {
                    "id": one.implied.competency,
                    "label": self._label(one.implied.competency),
                    "norm": one.implied.norm,
                    "through": list(one.implied.through),
                    **_facts(one.standing, one.gap),
                }
                for one in result.implied
            ],
            "contradictions": [
                {"heavier": one.heavier, "lighter": one.lighter, "level": one.level} for one in result.contradictions
            ],
        }

    def _competency(self, outcome: Outcome) -> dict[str, Any]:
        return {
            "id": outcome.row.competency,
            "label": self._label(outcome.row.competency),
            "group": outcome.row.group.value,
            "norm": outcome.row.norm,
            **_facts(outcome.standing, outcome.gap),
            "blocking": list(outcome.blocking),
            "next": list(outcome.next),
        }

    def _label(self, identifier: str) -> str:
        return plain(self._catalogue.competencies[identifier].label, self._catalogue)


def remarks_data(ratings: Ratings) -> dict[str, Any]:
    """Return what was written beside answers, by code, where there is any."""
    return {"remarks": {code: dict(one) for code, one in ratings.remarks.items()}} if ratings.remarks else {}


def json_text(data: object) -> str:
    """Write plain data as the JSON of every output: with its letters as they are, and a line end behind it."""
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def plain(text: Text, catalogue: Catalogue) -> str:
    """Return a text as it stands, in the catalogue's own language."""
    return text.in_language("", catalogue.language)


def long_rows(result: Result) -> Iterator[tuple[object, ...]]:
    """Yield a result's rows under `LONG_COLUMNS`."""
    for one in result.outcomes:
        yield (
            one.row.competency,
            one.row.norm,
            *_numbers(one.standing, one.gap).values(),
            one.gap.status.value,
            csv_cell(one.standing.broken),
            " ".join(one.blocking),
            " ".join(one.next),
        )


def result_csv(result: Result) -> str:
    """Return a row per competency, as `score` writes them of everybody."""
    ratings = result.ratings
    optional = [name for name in OPTIONAL if getattr(ratings, name)]
    who = (ratings.person or "", result.profile.id, *(getattr(ratings, name) for name in optional))
    rows = ((*map(safe, who), *row) for row in long_rows(result))
    return csv_text(("person", "profile", *optional, *LONG_COLUMNS), rows)


def gap_data(standing: Standing, gap: Gap) -> dict[str, Any]:
    """Return what stands under `LONG_COLUMNS` from `reached` to `status`, by name."""
    return {
        **_numbers(standing, gap),
        "status": gap.status.value,
    }


def _facts(standing: Standing, gap: Gap) -> dict[str, Any]:
    return {
        **gap_data(standing, gap),
        "broken": standing.broken,
        "presumed": list(standing.presumed),
        "levels": [status.value for status in standing.levels],
    }


DELIMITERS: Final = ";,\t|\r\n"
"""What may split a cell for somebody whose spreadsheet has another delimiter than ours."""
FORMULA: Final = r"""^[ "]*[=+\-@\t\r]"""
"""A text that begins as a formula does, also as Polars reads it; and so is `BEHIND`."""
BEHIND: Final = rf"""([{DELIMITERS}])([ "]*[=+\-@][^{DELIMITERS}])"""
BYTE_ORDER_MARK: Final = "\N{ZERO WIDTH NO-BREAK SPACE}"


def csv_text(columns: Iterable[object], rows: Iterable[Iterable[object]]) -> str:
    """Write rows under their columns as CSV."""
    target, writer = csv_writer(excel=False)
    writer.writerow(columns)
    writer.writerows(rows)
    return target.getvalue()


def csv_cell(value: object) -> object:
    """Return what stands for a value in CSV: a text that no spreadsheet runs, `true` or `false`."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return safe(value) if isinstance(value, str) else value


def csv_writer(*, excel: bool) -> tuple[io.StringIO, Any]:
    """Return a text buffer and a CSV writer on it; for a Dutch Excel with `;` and a byte order mark."""
    target = io.StringIO(newline="")
    if excel:
        target.write(BYTE_ORDER_MARK)
        return target, csv.writer(target, delimiter=";")
    return target, csv.writer(target, lineterminator="\n")


_GUARDED: Final = FORMULA.replace('"]', "\"']") + "(?s:.)"  # and what is safe; a sign by itself is also a rating
_GUARDED_BEHIND: Final = BEHIND.replace('"]', "\"']")


def safe(text: str) -> str:
    """Keep a spreadsheet from running a text, or what a delimiter cuts off it, as a formula, with a `'` before it.

    See OWASP, CSV injection.
    """
    return re.sub(FORMULA, r"'\g<0>", re.sub(BEHIND, r"\1'\2", text))


def guarded(text: str) -> str:
    """Do as `safe` does, and to what is safe already once more, so that `unguarded` gives the text back."""
    return re.sub(_GUARDED, r"'\g<0>", re.sub(_GUARDED_BEHIND, r"\1'\2", text))


def unguarded(text: str) -> str:
    """Return the text that `guarded` was given."""
    bare = text[1:] if text.startswith("'") and re.match(_GUARDED, text) else text
    return re.sub(_GUARDED_BEHIND.replace(")(", ")'("), r"\1\2", bare) if "'" in bare else bare


def _numbers(standing: Standing, gap: Gap) -> dict[str, int | None]:
    """Return what is reached and the gap, each from the least to the most; nothing where nothing is known."""
    numbers = (standing.reached, standing.reached_max, gap.gap, gap.gap_max)
    return dict(zip(WIDE_COLUMNS, numbers if standing.known else (None,) * len(numbers), strict=False))
