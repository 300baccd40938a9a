"""What an answer, a relation or a date says, in a cell or to a question: every spelling that is allowed, and no other.

Blank is unrated: never a zero, never a yes. The spellings are docs/format.md's.
"""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Final

from competentie.core import Message, Rating, fold, msg

UNRATED: Final = frozenset({"", "?", "geen antwoord", "no answer", "keine antwort"})
YES: Final = frozenset({"j", "ja", "y", "yes"})
SHOWN: Final = YES | {"1", "x", "✓", "true", "waar", "wahr", "shown", "getoond"}
NOT_SHOWN: Final = frozenset(
    {"n", "nee", "no", "nein", "0", "false", "onwaar", "falsch", "not_shown", "not shown", "niet getoond"}
)
USUAL_NOT_APPLICABLE: Final = ("nvt", "NVT", "n.v.t.", "n/a", "N/A")  # the usual ways to write it; all are read
NOT_APPLICABLE: Final = frozenset(
    {"-", "nvt", "n.v.t.", "n/a", "na", "not_applicable", "not applicable", "niet van toepassing", "nicht zutreffend"}
)
_RELATION: Final[Mapping[str, str]] = {
    **dict.fromkeys(("self", "zelf"), "self"),
    **dict.fromkeys(("manager", "leidinggevende"), "manager"),
    **dict.fromkeys(("peer", "collega"), "peer"),
    **dict.fromkeys(("report", "direct report", "medewerker"), "report"),
    **dict.fromkeys(("external", "extern"), "external"),
    **dict.fromkeys(("assessor", "onafhankelijk"), "assessor"),
    **dict.fromkeys(("agreed", "agreed on", "overeengekomen"), "agreed"),
}

_NO_NAMES: Final[Mapping[str, int]] = {}
_DAY: Final = re.compile(
    r"(?P<y>[0-9]{4})-(?P<m>[0-9]{2})-(?P<d>[0-9]{2})(?:[T ][0-9]{2}:[0-9:.]+)?"
    r"|(?P<D>[0-9]{1,2})(?P<mark>[-.])(?P<M>[0-9]{1,2})(?P=mark)(?P<Y>[0-9]{4})"
)
_LEVEL: Final = re.compile(
    r"(?:(?:niveau|level|stufe) )?(0|[1-9][0-9]{0,2})(?:[.,]0{1,2})?", re.ASCII
)  # 1.000 may be a thousand
_NAMED_LEVEL: Final = re.compile(r"(?:([0-9]{1,3})\s*[-–:=.]\s*)?(.+?)(?:\s*\(([0-9]{1,3})\))?", re.ASCII)
_WHOLE: Final = re.compile(r"([01])[.,]0{1,2}", re.ASCII)
_OF_EXCEL: Final = re.compile(r"#[\w/!?]+|=.*", re.DOTALL)
_BEHAVIOUR: Final[dict[str, Rating]] = {
    **dict.fromkeys(UNRATED, Rating.UNRATED),
    **dict.fromkeys(SHOWN, Rating.SHOWN),
    **dict.fromkeys(NOT_SHOWN, Rating.NOT_SHOWN),
    **dict.fromkeys(NOT_APPLICABLE, Rating.NOT_APPLICABLE),
}


def behaviour_rating(cell: str) -> Rating | None:
    """Read a cell of a behaviour; None when it says nothing that is allowed."""
    word = fold(cell)
    return _BEHAVIOUR.get(word) or ((whole := _WHOLE.fullmatch(word)) and _BEHAVIOUR[whole[1]]) or None


def direct_level(cell: str, height: int, names: Mapping[str, int] = _NO_NAMES) -> int | Rating | None:
    """Read a cell of a competency: a level from 0 to `height` or its folded name, unrated, or None when it is neither.

    A number beside a name has to be that of the level.
    """
    word = fold(cell)
    if word in UNRATED:
        return Rating.UNRATED
    level = _LEVEL.fullmatch(word)
    if level:
        return int(level[1]) if int(level[1]) <= height else None
    parts = _NAMED_LEVEL.fullmatch(word)
    named = names.get(word) or (names.get(parts[2]) if parts else None)
    beside = {int(one) for one in (parts[1], parts[3]) if one} if parts and word not in names else set()
    return named if beside <= {named} else None


def relation_named(word: str) -> str | None:
    """Return the relation that a word means, in Dutch or English; None when it means none."""
    return _RELATION.get(fold(word))


def day_named(text: str) -> dt.date | None:
    """Read a day: `2026-11-03`, with a time behind it or not, or `3-11-2026`; None when there is no such day."""
    match = _DAY.fullmatch(text.strip())
    if match is None:
        return None
    parts = [match[name] or match[name.upper()] for name in "ymd"]
    try:
        return dt.date(*map(int, parts))
    except ValueError:
        return None


def expected_behaviour() -> Message:
    """Say what a cell of a behaviour can hold."""
    return msg(
        "write 1 (ja, yes, x) for shown, 0 (nee, no) for not shown, nvt (n/a) for not applicable, or leave it empty"
    )


def expected_level(cell: str, height: int) -> Message:
    """Say what a cell of a competency can hold."""
    if fold(cell) in NOT_APPLICABLE:
        return msg(
            "only a behaviour can be not applicable; write a level from 0 to {height}, or leave it empty", height=height
        )
    return msg("write a whole level from 0 to {height}, or leave it empty while it is unrated", height=height)


def not_worked_out(cell: str) -> Message | None:
    """Say of an error of a spreadsheet, or of a formula without its value, that it is one."""
    if not _OF_EXCEL.fullmatch(cell.strip()):
        return None
    return msg("this is an error of the spreadsheet, or a formula that was not worked out: mend it, and save it again")


def _written(words: Iterable[str]) -> list[str]:
    """Return words as people write them most: as they are, in capitals, with one capital."""
    return sorted({form for word in words for form in (word, word.upper(), word.capitalize())} - {""})


def usual_behaviour_words() -> list[str]:
    """Return the usual ways to fill in a behaviour; other ways are read too, only slower."""
    return _written(_BEHAVIOUR)


def usual_level_words(height: int) -> list[str]:
    """Return the usual ways to fill in a level."""
    return _written({*UNRATED, *(str(level) for level in range(height + 1))})
