"""How long ratings are kept: a term such as `2y`, and the day before which its time is over.

Pure: the day that it is comes as a value.
"""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final

_TERM: Final = re.compile(r"([1-9][0-9]{0,3})([dmy])", re.ASCII)
_MONTHS: Final = {"m": 1, "y": 12}


@dataclass(frozen=True, slots=True)
class Retention:
    """A number of days (`d`), calendar months (`m`) or years (`y`)."""

    number: int
    unit: str

    def __str__(self) -> str:
        """Return the term as it is written in the settings."""
        return f"{self.number}{self.unit}"

    def first_kept(self, today: dt.date) -> dt.date:
        """Return the first day whose time is not over yet; where a month is too short, its last day."""
        if self.unit == "d":
            return dt.date.fromordinal(max(today.toordinal() - self.number, 1))
        import calendar

        month = today.year * 12 + today.month - 1 - self.number * _MONTHS[self.unit]
        year, month = month // 12, month % 12 + 1
        if year < dt.MINYEAR:
            return dt.date.min
        return dt.date(year, month, min(today.day, calendar.monthrange(year, month)[1]))

    def is_over(self, date: str | None, today: dt.date) -> bool | None:
        """Tell whether a date (`2026-11-23`) lies before what is kept; None where that cannot be told."""
        if date is None:
            return None
        try:
            return dt.date.fromisoformat(date) < self.first_kept(today)
        except ValueError:
            return None


def parse_retention(text: str) -> Retention | None:
    """Read a term such as `30d`, `18m` or `2y`; None when it is none."""
    match = _TERM.fullmatch(text)
    return Retention(int(match[1]), match[2]) if match else None
