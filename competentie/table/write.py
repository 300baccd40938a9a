"""Results of single people → CSV in the long layout; for a whole table see `results`."""

from collections.abc import Iterable, Sequence

from competentie.core import Result
from competentie.page.data import LONG_COLUMNS, csv_writer, long_rows, safe


def long_csv(results: "Iterable[Result]", optional: Sequence[str], *, excel: bool = False) -> str:
    """Return one row per person and competency; `optional` names which of rater, relation and date to give."""
    target, writer = csv_writer(excel=excel)
    writer.writerow(("person", "profile", *optional, *LONG_COLUMNS))
    for result in results:
        who = _who(result, optional)
        writer.writerows((*who, *row) for row in long_rows(result))
    return target.getvalue()


def _who(result: Result, optional: Sequence[str]) -> tuple[str, ...]:
    ratings = result.ratings
    return (
        safe(ratings.person or ""),
        safe(result.profile.id),
        *(safe(getattr(ratings, name) or "") for name in optional),
    )
