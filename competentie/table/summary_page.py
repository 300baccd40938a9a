"""An organisation at a glance, in lines of text: who stands where, which levels are reached, what holds people back.

Drawn without rich, since it stands under every run. Colour says nothing that the numbers and words do not.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from competentie.core.findings import Message, msg
from competentie.core.terms import Catalogue
from competentie.core.text import printable
from competentie.page.findings import plainly
from competentie.page.language import Words
from competentie.page.phrases import by_cluster
from competentie.page.streams import broken, text_width
from competentie.table.summary import Blocker, CompetencyCounts, Groups, GroupSpread, Summary

STYLES: Final = {
    "good": "green",
    "near": "yellow",
    "far": "red",
    "open": "bright_black",
    "head": "bold",
    "bar": "cyan",
}
_HEADS: Final[tuple[tuple[Message, str], ...]] = (
    (msg("above"), "good"),
    (msg("meet"), "good"),
    (msg("1 short"), "near"),
    (msg("more"), "far"),
    (msg("open"), "open"),
)
_EIGHTHS: Final = " ▏▎▍▌▋▊▉█"
_WIDEST_BAR: Final = 10
_NARROWEST_BAR: Final = 2
_GAP: Final = 2
_ENDS: Final = (50, 80)  # percentages from which a cell of the heat map is no longer low, and high
_SHADES: Final = "░▒▓"
_LABEL: Final = 30
_LEAST: Final = 12
_MANY: Final = 12  # competencies: more of them are easier to find under the headings of their clusters
_LONGEST: Final = 60  # columns for a label where nothing is cut

Paint = Callable[[str, str], str]


@dataclass(frozen=True, slots=True)
class _Cell:
    """What stands in one place of a table; numbers stand to the right."""

    text: str
    style: str = ""
    right: bool = True


def summary_lines(
    summary: Summary, catalogue: Catalogue, words: Words, paint: Paint = plainly, width: int | None = None
) -> Iterator[str]:
    """Yield the lines of a summary; `width` is that of the terminal, None where nothing is cut."""
    if not summary.spreads:
        return
    heads = [_Cell(words(head), "head") for head, _ in _HEADS]
    bars = (catalogue.height + 1) * (_GAP + _NARROWEST_BAR + len(" 100%"))
    beside = max(bars, sum(_GAP + text_width(head.text) for head in heads))
    most = None if width is None else max(_LEAST, width - beside)
    labels = _labels([one.competency for one in summary.spreads], catalogue, words, most)
    yield ""
    yield from _table(
        [
            [_head(words("Against the norm")), *heads],
            *_rows(summary.spreads, labels, catalogue, words, _counts),
        ],
        paint,
    )
    yield ""
    yield from _levels(summary.spreads, labels, catalogue, words, paint, width)
    if summary.blockers:
        yield ""
        yield paint(words("What blocks most people"), "head")
        for one in summary.blockers:
            for line in _blocker(one, catalogue, words):
                yield from _fitting(line, width)


def group_lines(
    groups: Groups, catalogue: Catalogue, words: Words, paint: Paint = plainly, width: int | None = None
) -> Iterator[str]:
    """Yield a heat map: the share of people who meet their norm, per group and competency, in percent."""
    yield ""
    yield paint(words("Who meets the norm, in percent"), "head")
    competencies = [one for one in catalogue.competencies if any(one in group.met for group in groups.shown)]
    names = {one.name: _cut(printable(one.name) if one.name else words("(none)"), _LABEL) for one in groups.shown}
    if groups.shown:
        labels = _labels(competencies, catalogue, words, None if width is None else _LEAST)
        for some in _columns(labels, names.values(), words, width):
            heads = [_Cell(labels[one], "head") for one in some]
            yield from _table(
                [
                    [_Cell("", right=False), _Cell(words("people"), "head"), *heads],
                    *(
                        [_Cell(names[group.name], right=False), _Cell(str(group.people)), *_heat(group, some)]
                        for group in groups.shown
                    ),
                ],
                paint,
            )
    if any(None in group.met.values() for group in groups.shown):
        yield from _fitting(words("·: withheld, since it would tell something of a few people"), width)
    if groups.withheld:
        withheld = words.plural(
            "{n} group is withheld, with {people} people in all: a small group would show who is meant",
            "{n} groups are withheld, with {people} people in all: a small group would show who is meant",
            groups.withheld,
            people=groups.withheld_people,
        )
        yield from _fitting(withheld, width)


def _fitting(line: str, width: int | None) -> list[str]:
    """Break a sentence where it is wider than the terminal; tables are laid out to its width already."""
    return [line] if width is None else broken(line, width)


def _head(text: str) -> _Cell:
    return _Cell(text, "head", right=False)


def _counts(spread: CompetencyCounts) -> list[_Cell]:
    counts = (spread.above, spread.meets, spread.one_short, spread.more_short, spread.open)
    return [_Cell(str(count), style if count else "") for count, (_, style) in zip(counts, _HEADS, strict=True)]


def _levels(
    spreads: Sequence[CompetencyCounts],
    labels: dict[str, str],
    catalogue: Catalogue,
    words: Words,
    paint: Paint,
    width: int | None,
) -> Iterator[str]:
    """Draw how many people reached each level, as bars of their share."""
    longest, height = max(map(text_width, [*labels.values(), words("Level reached")])), catalogue.height
    each = _WIDEST_BAR if width is None else (width - longest) // (height + 1) - len(" 100%") - _GAP
    bar = min(max(each, _NARROWEST_BAR), _WIDEST_BAR)
    heads = [_Cell(str(level).ljust(bar + 5), "head", right=False) for level in range(height + 1)]

    def cells(one: CompetencyCounts) -> list[_Cell]:
        shares = [count / one.people if one.people else 0 for count in one.reached]
        return [_Cell(_bar(share, bar) + f" {share:4.0%}", "bar", right=False) for share in shares]

    rows = _rows(spreads, labels, catalogue, words, cells)
    yield from _table([[_head(words("Level reached")), *heads], *rows], paint)


def _rows(
    spreads: Sequence[CompetencyCounts],
    labels: Mapping[str, str],
    catalogue: Catalogue,
    words: Words,
    cells: Callable[[CompetencyCounts], list[_Cell]],
) -> Iterator[list[_Cell]]:
    """Yield a row for each competency; where there are many, under the headings of their clusters."""
    rows = {one.competency: [_Cell(labels[one.competency], right=False), *cells(one)] for one in spreads}
    for heading, members in by_cluster(catalogue, words):
        some = [rows[one.id] for one in members if one.id in rows]
        if some and heading and len(rows) > _MANY:
            yield [_head(heading), *(_Cell("") for _ in some[0][1:])]
        yield from some


def _bar(share: float, width: int) -> str:
    eighths = round(share * width * 8)
    whole, rest = divmod(eighths, 8)
    return ("█" * whole + (_EIGHTHS[rest] if rest else "")).ljust(width)


def _blocker(blocker: Blocker, catalogue: Catalogue, words: Words) -> Iterator[str]:
    yield "  " + words.plural(
        "{code}: blocks {n} person; {lifted} would meet the norm with it",
        "{code}: blocks {n} people; {lifted} would meet the norm with it",
        blocker.people,
        code=blocker.code,
        lifted=blocker.would_meet,
    )
    competency = catalogue.competencies[blocker.code.split(".")[0]]
    behaviour = next(one for one in competency.behaviours() if one.code == blocker.code)
    yield "    " + words.text(behaviour.text)


def _heat(group: GroupSpread, competencies: Sequence[str]) -> Iterator[_Cell]:
    for one in competencies:
        cell = group.met.get(one, (0, 0))
        if cell is None or not cell[1]:
            yield _Cell("·" if cell is None else "–")
            continue
        met, people = cell
        percent = round(100 * met / people)
        step = sum(percent >= end for end in _ENDS)
        yield _Cell(f"{_SHADES[step]} {percent:3d}", ("far", "near", "good")[step])


def _columns(labels: Mapping[str, str], names: Iterable[str], words: Words, width: int | None) -> Iterator[list[str]]:
    """Split the columns of the heat map over as many tables as the width asks for."""
    left = max(map(text_width, names)) + _GAP + max(text_width(words("people")), 8)
    some: list[str] = []
    used = left
    for one, label in labels.items():
        own = max(5, text_width(label)) + _GAP
        if some and width is not None and used + own > width:
            yield some
            some, used = [], left
        some.append(one)
        used += own
    if some:
        yield some


def _labels(competencies: Sequence[str], catalogue: Catalogue, words: Words, most: int | None) -> dict[str, str]:
    """Return labels, cut to a width; without one, the id of what is too long; the id too where two would be one."""
    texts = {one: words.text(catalogue.competencies[one].label) for one in competencies}
    labels = {
        one: _cut(text, most) if most else text if text_width(text) <= _LONGEST else one for one, text in texts.items()
    }
    times = Counter(labels.values())
    return {one: label if times[label] == 1 else one for one, label in labels.items()}


def _table(rows: Sequence[Sequence[_Cell]], paint: Paint) -> Iterator[str]:
    """Line cells up in columns."""
    widths = [max(text_width(row[place].text) for row in rows) for place in range(len(rows[0]))]
    for row in rows:
        cells = []
        for cell, wide in zip(row, widths, strict=True):
            blank = " " * (wide - text_width(cell.text))
            painted = paint(cell.text, cell.style)
            cells.append(blank + painted if cell.right else painted + blank)
        yield (" " * _GAP).join(cells).rstrip()


def _cut(text: str, width: int) -> str:
    if text_width(text) <= width:
        return text
    while text_width(text) > width - 1:
        text = text[:-1]
    return text.rstrip() + "…"
