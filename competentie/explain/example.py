"""What a page shows of a case: the lines that differ between wrong and right, with a little around them."""

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from competentie.core.text import displayable
from competentie.explain.case import Case, Side

AROUND: Final = 2  # lines that are shown before and after a difference
MOST_LINES: Final = 12  # of one file; a longer example is not read
WIDEST: Final = 400  # characters of one line: more than any sentence
BINARY: Final = 24  # characters of a line with zero bytes: enough to see that it is no text


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a file, safe to print, and whether it differs from the other side's. No line (number 0) is a gap."""

    number: int
    text: str
    differs: bool


GAP: Final = Line(0, "…", differs=False)


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A part of a file."""

    path: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """One side of a case: what is done to get there, and what then stands in the files."""

    commands: tuple[str, ...]
    files: tuple[Excerpt, ...]


def examples(case: Case) -> tuple[Example, Example]:
    """Return the wrong example and the right one."""
    wrong, right = case.own("wrong"), case.own("right")
    pairs = [(path, *_compared(case, path)) for path in dict.fromkeys((*wrong, *right))]
    return _example(case, "wrong", [(path, lines) for path, lines, _ in pairs]), _example(
        case, "right", [(path, lines) for path, _, lines in pairs]
    )


def _example(case: Case, side: Side, files: list[tuple[str, list[Line]]]) -> Example:
    excerpts = tuple(Excerpt(path, tuple(lines)) for path, lines in files if lines)
    prepared = case.setup if side == "wrong" else ()  # the same on both sides, so it is shown once
    return Example((*prepared, *case.commands(side)), excerpts)


def _compared(case: Case, path: str) -> tuple[list[Line], list[Line]]:
    """Return the lines to show of a file on both sides; none where it is not there or does not differ."""
    wrong, right = _lines(case.file(path, "wrong")), _lines(case.file(path, "right"))
    shown: tuple[list[Line], list[Line]] = ([], [])
    for group in SequenceMatcher(None, wrong, right, autojunk=False).get_grouped_opcodes(AROUND):
        for side in shown:
            if side:
                side.append(GAP)
        for tag, first, last, other_first, other_last in group:
            differs = tag != "equal"
            shown[0].extend(Line(number + 1, wrong[number], differs) for number in range(first, last))
            shown[1].extend(Line(number + 1, right[number], differs) for number in range(other_first, other_last))
    return _cut(shown[0]), _cut(shown[1])


def _lines(content: bytes | None) -> list[str]:
    text = (content or b"").decode("utf-8", "backslashreplace").replace("\r\n", "\n")
    lines = text.removesuffix("\n").split("\n") if text else []
    return [_shortened(line) for line in lines]


def _shortened(line: str) -> str:
    most = BINARY if "\0" in line else WIDEST
    return displayable(line[:most]) + ("…" if len(line) > most else "")


def _cut(lines: list[Line]) -> list[Line]:
    return lines if len(lines) <= MOST_LINES else [*lines[:MOST_LINES], GAP]
