"""S, second part: numbers and dates in a notation that YAML readers do not agree on.

What YAML 1.1 makes of them was measured with PyYAML 6.0.3; what YAML 1.2 does is in its section 10.3.2.
"""

from typing import Final

from competentie.core.message import msg
from competentie.explain.topic import Page

PAGES: Final[dict[str, Page]] = {
    "S007": Page(
        msg("a number where a text is needed"),
        msg('A version, or another text, looks like a number and has no quotes. Put it in quotes: `version: "1.10"`.'),
        msg(
            "YAML reads `1.10` as the number 1.1. The zero is lost, and version 1.10 has become version 1.1. In "
            "quotes all stays as it was typed."
        ),
    ),
    "S008": Page(
        msg("yes or no where something else is needed"),
        msg(
            "Here stands `yes`, `no`, `on`, `off`, `true` or `false`, and a number or a text is needed. Write a "
            "number in figures, and put a text in quotes."
        ),
        msg(
            "Programs for the older YAML 1.1 turn `yes` into true, and many programs count true as 1: the norm "
            "becomes level 1, and nobody is told."
        ),
    ),
    "S009": Page(
        msg("a number with a zero in front"),
        msg("Numbers have no zeros in front: `2`, not `02`. Leave the zero out."),
        msg(
            "Programs do not agree. `010` is 8 in the older YAML 1.1, which counts in eights after a zero, and 10 in "
            "YAML 1.2."
        ),
    ),
    "S010": Page(
        msg("a number with a colon in it"),
        msg("A number is needed, and here stands something like a clock time. Write a plain number, such as `2`."),
        msg("The older YAML 1.1 reads `12:30` as 12 × 60 + 30 = 750; in YAML 1.2 it is a text."),
    ),
    "S011": Page(
        msg("a number in an unusual notation"),
        msg(
            "Numbers are written in plain figures, with a point before decimals: `0.75` and `1000`, not `0,75`, "
            "`1_000`, `1e3` or `0x1F`."
        ),
        msg(
            "To one YAML reader such a notation is a number, to the next a text; `0,75` is a text to all, and between "
            "braces its comma even ends the value. Plain figures are the same everywhere."
        ),
    ),
    "S012": Page(
        msg("a date that does not exist, or is written differently"),
        msg("A date is written as year-month-day, such as `2026-11-23`, and it is a day that exists."),
        msg(
            "`03-04-2026` is 3 April to one reader and 4 March to another. Year-month-day (ISO 8601) means the same "
            "to everyone."
        ),
    ),
}
