"""An organisation at a glance, in lines of text: who stands where, which levels are reached, what holds people back.

Drawn without rich, since it stands under every run. Colour says nothing that the numbers and words do not.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from competentie.core import Catalogue, Message, msg, printable
from competentie.page.findings import plainly
from competentie.page.language import Words, by_cluster, rater_text
from competentie.page.streams import broken, text_width
from competentie.table.summary import (
    Blocker,
    CompetencyCounts,
    Groups,
    GroupSpread,
    Picture,
    Share,
    Summary,
)

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
    (msg("2+"), "far"),
    (msg("open"), "open"),
)
COUNTS: Final = tuple(head for head, _ in _HEADS)
_EIGHTHS: Final = " ▏▎▍▌▋▊▉█"
_WIDEST_BAR: Final = 10
_NARROWEST_BAR: Final = 1
_GAP: Final = 2
_SHADES: Final = {"far": "░", "near": "▒", "good": "▓"}
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
    bars = (catalogue.height + 2) * (_GAP + _NARROWEST_BAR + len(" 100%"))
    beside = max(bars, sum(_GAP + text_width(head.text) for head in heads))
    most = None if width is None else max(_LEAST, width - beside)
    labels = _labels([one.competency for one in summary.spreads], catalogue, words, most)
    yield ""
    yield paint(headline(summary, words), "head")
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
    names = _distinct([printable(one.name) if one.name else words("(none)") for one in groups.shown], _LABEL)
    down = [
        [_Cell(names[place], right=False), _Cell(str(one.people)), *_heat(one, competencies, words)]
        for place, one in enumerate(groups.shown)
    ]
    across = [_Cell("", right=False), _Cell(words("people"), "head")]
    if len(competencies) >= len(names):  # the longer side goes down
        heads = [_Cell(name, "head") for name in _distinct(names, _LABEL if width is None else _LEAST)]
        rows = [list(row) for row in zip(*(row[1:] for row in down), strict=True)]
        labels = _labels(competencies, catalogue, words, None if width is None else _LABEL)
        lefts = [words("people"), *labels.values()]
        down = [[_Cell(left, right=False), *row] for left, row in zip(lefts, rows, strict=True)] if rows else []
        across = [_Cell("", right=False)]
    else:
        labels = _labels(competencies, catalogue, words, None if width is None else _LEAST)
        heads = [_Cell(label, "head") for label in labels.values()]
    for places in _columns([*across, *heads], down, width) if groups.shown else ():
        yield from _table([[row[place] for place in places] for row in ([*across, *heads], *down)], paint)
    if any(None in group.met.values() for group in groups.shown):
        yield from _fitting(cells_text(words), width)
    if groups.withheld:
        yield from _fitting(withheld_text(groups, words), width)


def headline(summary: Summary, words: Words) -> str:
    """Return the share of all norms that is met, which is what `--fail-under` judges; it is rounded down."""
    if not summary.norms:
        return words("no share of norms met: there is none that may be shown")
    line = words.plural(
        "{met} of {n} norm met ({percent}%)",
        "{met} of {n} norms met ({percent}%)",
        summary.norms,
        met=summary.met,
        percent=int(summary.share_met * 100),
    )
    return line + (", " + words("{open} still open", open=summary.open) if summary.open else "")


def relation_text(picture: Picture, words: Words) -> str:
    """Return the relation by which people were rated."""
    return rater_text(None, picture.relation, words) or words("relation not said")


def few_text(picture: Picture, catalogue: Catalogue, words: Words) -> str:
    """Say which competencies are not shown, and why."""
    return words(
        "withheld, since fewer than {n} people have a norm for it: {names}",
        n=picture.smallest,
        names=[one.label for one in catalogue.competencies.values() if one.id in picture.few],
    )


def cells_text(words: Words) -> str:
    """Say what stands for a number that is not shown, and why."""
    return words("·: withheld, since it would tell something of a few people")


def withheld_text(groups: Groups, words: Words) -> str:
    """Say how many groups are not shown, and why."""
    return words.plural(
        "{n} group is withheld, with {people} people in all: a small group would show who is meant",
        "{n} groups are withheld, with {people} people in all: a small group would show who is meant",
        groups.withheld,
        people=groups.withheld_people,
    )


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
    each = _WIDEST_BAR if width is None else (width - longest) // (height + 2) - len(" 100%") - _GAP
    bar = min(max(each, _NARROWEST_BAR), _WIDEST_BAR)
    heads = [_Cell(str(level).ljust(bar + 5), "head", right=False) for level in (*range(height + 1), words("open"))]

    def cells(one: CompetencyCounts) -> list[_Cell]:
        shares = [count / one.people if one.people else 0 for count in (*one.reached, one.open)]
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


def _heat(group: GroupSpread, competencies: Sequence[str], words: Words) -> Iterator[_Cell]:
    for one in competencies:
        cell = group.met.get(one, Share())
        if cell is None or not cell.people:
            yield _Cell("·" if cell is None else "–")
            continue
        style = cell.level
        yield _Cell(words(style) if style == "open" else f"{_SHADES[style]} {100 * cell.met // cell.people:3d}", style)


def _columns(head: Sequence[_Cell], rows: Sequence[Sequence[_Cell]], width: int | None) -> Iterator[list[int]]:
    """Split the columns of the heat map over as many tables as the width asks for; the first is in each."""
    widths = [max(text_width(row[place].text) for row in (head, *rows)) + _GAP for place in range(len(head))]
    some, used = [0], widths[0]
    for place in range(1, len(head)):
        if len(some) > 1 and width is not None and used + widths[place] - _GAP > width:
            yield some
            some, used = [0], widths[0]
        some.append(place)
        used += widths[place]
    yield some


def _labels(competencies: Sequence[str], catalogue: Catalogue, words: Words, most: int | None) -> dict[str, str]:
    """Return labels, cut to a width; without one, the id of what is too long; the id too where two would be one."""
    texts = {one: words.text(catalogue.competencies[one].title) for one in competencies}
    labels = {
        one: _cut(text, most) if most else text if text_width(text) <= _LONGEST else one for one, text in texts.items()
    }
    times = Counter(labels.values())
    return {one: label if times[label] == 1 else one for one, label in labels.items()}


def _distinct(names: Sequence[str], most: int) -> list[str]:
    """Cut names where they must be, and never into one that another has."""
    cut = [_cut(name, most) for name in names]
    return [name if cut.count(short) > 1 else short for name, short in zip(names, cut, strict=True)]


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
