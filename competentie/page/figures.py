"""What is seen at a glance: numbers become shapes, characters and a sentence. No figure knows a competency.

A new figure is one function that returns a `Figure`. Shape, word and place tell everything; a colour repeats it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from graphlib import TopologicalSorter
from itertools import groupby
from typing import Final, NamedTuple, TypeAlias

from competentie.core import LevelStatus, Message, Standing, msg
from competentie.page.language import Words, interval
from competentie.page.model import Figure, Key, Shape, Tone

Scale: TypeAlias = Callable[[float], float]
"""Where on a figure a level stands."""
_SMALL: Final = 11.0  # of letters
_SMALLER: Final = 10.5
_DATE: Final = 80.0  # as wide as a date is
_LABEL: Final = 24  # characters beside a step
_ROOMY: Final = 24.0  # a level that is wider has room for its number


class Rung(Enum):
    """What is known of a level, by the two characters of it."""

    PROVEN = "██"
    PRESUMED = "▒▒"
    POSSIBLE = "░░"
    MISSED = "·×"
    SHOWN = "·✓"
    """Shown, above a level that is missed."""
    OFF = "··"
    """Not reached."""
    BLANK = "  "
    """Nothing is asked at it."""


_RUNGS: Final[Mapping[Rung, Message]] = {
    Rung.PROVEN: msg("proven"),
    Rung.PRESUMED: msg("presumed, for more was shown"),
    Rung.POSSIBLE: msg("may still turn out"),
    Rung.MISSED: msg("missed"),
    Rung.SHOWN: msg("shown above what is missed"),
    Rung.OFF: msg("not reached"),
    Rung.BLANK: msg("asks nothing"),
}
_STATES: Final[Mapping[Tone, Message]] = {
    Tone.ABOVE: msg("above the norm"),
    Tone.GOOD: msg("meets the norm"),
    Tone.NEAR: msg("one level short"),
    Tone.FAR: msg("more levels short"),
    Tone.OPEN: msg("still to be rated"),
}
"""The five states of what is held against a norm, from the highest."""
MARKS: Final[Mapping[Tone, str]] = {Tone.ABOVE: "▲", Tone.GOOD: "●", Tone.NEAR: "▼", Tone.FAR: "▼▼", Tone.OPEN: "◇"}


def rungs(standing: Standing, norm: int) -> tuple[Rung, ...]:
    """Return what is known of each level, lowest first, as far as it matters to a norm."""
    return tuple(_rung(number, status, standing, norm) for number, status in enumerate(standing.levels, 1))


def _rung(number: int, status: LevelStatus, standing: Standing, norm: int) -> Rung:
    if status is LevelStatus.UNDESCRIBED:
        return Rung.BLANK
    if number <= standing.reached:
        return Rung.PRESUMED if status is LevelStatus.PRESUMED else Rung.PROVEN
    if number <= standing.reached_max and standing.reached < standing.asked(norm):
        return Rung.POSSIBLE
    if status is LevelStatus.MISSED and number <= norm:
        return Rung.MISSED
    return Rung.SHOWN if status is LevelStatus.ATTAINED else Rung.OFF


def ladder(levels: Sequence[Rung], norm: int, tone: Tone, words: Words) -> Figure:
    """Draw what is known of each level, with a flag at the norm (0 has none)."""
    wide = max(4.0, min(40.0, 200.0 / max(len(levels), 1)))
    step = wide + (3 if wide > _ROOMY else 1)
    shapes: list[Shape] = []
    for rung, first, last in _runs(levels, apart=wide > _ROOMY):
        left, right = 4 + (first - 1) * step, 4 + (last - 1) * step + wide
        shapes += _step(rung, left, right - left, tone)
        label = _span(first, last)
        if len(label) * 6 + 14 <= right - left or wide > _ROOMY:
            shapes += _label(rung, label, (left + right) / 2)
    if norm:
        at = 4 + norm * step - (step - wide) / 2
        shapes += [_line(at, 2, at, 30, "ink", 2.4), _path(f"M{at:.1f} 1l-6 3.2l6 3.2z", "ink")]
    return Figure(_ladder_said(levels, norm, words), len(levels) * step + 8, 31, shapes, [_strip(levels, norm, tone)])


def _ladder_said(levels: Sequence[Rung], norm: int, words: Words) -> str:
    runs = [_span(first, last) + " " + words(_RUNGS[rung]) for rung, first, last in _runs(levels)]
    known = words("levels: {runs}", runs=runs)
    return words("{known}; norm {norm}", known=known, norm=norm) if norm else known


def _span(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}–{last}"


def _runs(levels: Sequence[Rung], *, apart: bool = False) -> Iterator[tuple[Rung, int, int]]:
    """Yield levels of which the same is known, from the first to the last; or each by itself."""
    for _, run in groupby(enumerate(levels, 1), key=lambda level: level if apart else level[1]):
        numbered = list(run)
        yield numbered[0][1], numbered[0][0], numbered[-1][0]


def _step(rung: Rung, left: float, wide: float, tone: Tone) -> list[Shape]:
    colour = tone.value or "good"
    match rung:
        case Rung.PROVEN:
            return [_rect(left, 8, wide, 18, colour)]
        case Rung.PRESUMED:
            return [_rect(left, 8, wide, 18, "ground", colour), _hatch(left, 8, wide, 18, colour, 3)]
        case Rung.POSSIBLE:
            return [_rect(left, 8, wide, 18, "soft", "line"), _hatch(left, 8, wide, 18, "open", 5)]
        case Rung.BLANK:
            return [_line(left, 17, left + wide, 17, "line")]
        case _:
            return [_rect(left, 8, wide, 18, "soft", "line")]


def _label(rung: Rung, label: str, middle: float) -> list[Shape]:
    if rung is Rung.PROVEN:
        return [_text(middle, 21, label, "ground", weight="700")]
    half = len(label) * 3.5 + 3
    under = [_rect(middle - half, 10.5, 2 * half, 13, "ground")] if rung in {Rung.PRESUMED, Rung.POSSIBLE} else []
    if rung not in {Rung.MISSED, Rung.SHOWN}:
        return [*under, _text(middle, 21, label, "muted")]
    drawn = f"M{middle + 4:.1f} 14l6 6m0 -6l-6 6" if rung is Rung.MISSED else f"M{middle + 3:.1f} 17.5l2.5 3l5 -7"
    return [_text(middle - 5, 21, label, "muted"), _path(drawn, "", "muted", 1.4)]


def _strip(levels: Sequence[Rung], norm: int, tone: Tone) -> list[tuple[str, Tone]]:
    """Return a ladder in characters: two for a level, and behind it a blank or the norm."""
    pieces = []
    for number, rung in enumerate(levels, 1):
        known = rung in {Rung.PROVEN, Rung.PRESUMED}
        pieces.append((rung.value, tone if known else Tone.OPEN))
        pieces.append(("|" if number == norm else " ", Tone.NONE))
    return pieces if norm == len(levels) else pieces[:-1]


def ladder_key(ladders: Sequence[Sequence[Rung]], words: Words) -> Key:
    """Say what the shapes mean that are in these ladders."""
    used = [rung for rung in list(Rung)[:5] if any(rung in levels for levels in ladders)]
    signs = [(_sign(rung), words(_RUNGS[rung])) for rung in used]
    flag = [_line(8, 6, 8, 28, "ink", 2.4), _path("M8 5l-6 3.2l6 3.2z", "ink")]
    return Key([*signs, (Figure("", 12, 31, flag, [[("|", Tone.NONE)]]), words("norm"))])


def _sign(rung: Rung) -> Figure:
    plain = rung in {Rung.MISSED, Rung.SHOWN}
    shapes = _label(rung, "", 2)[1:] if plain else _step(rung, 1, 26, Tone.GOOD)
    return Figure("", 15 if plain else 28, 31, shapes, [[(rung.value.strip("·"), Tone.NONE)]])


@dataclass(frozen=True, slots=True)
class Seen:
    """What a rater sees: from where to where a level lies; of a group, how many see each."""

    name: str
    shape: str
    """`self`, `manager` or `external`; a group is counted, whatever it is."""
    levels: Mapping[tuple[int, int], int]
    group: bool = False


def raters(rows: Sequence[Seen], norm: int, height: int, words: Words, caption: str = "") -> Figure:
    """Draw where raters place somebody: the place says the level, the shape who."""
    longest = max((len(row.name) for row in rows), default=0)
    left, wide = min(longest, 24) * 6.2 + 22, max(210.0, min(height, 40) * 14.0)
    bottom = 20.0 + 26 * len(rows)

    def x(level: float) -> float:
        return left + wide * level / max(height, 1)

    shapes = list(_scale(x, height, (18.0, bottom + 4), bottom + 16))
    shapes += _norm_line(x(norm), 16, bottom + 4, words("norm {norm}", norm=norm))
    for place, row in enumerate(rows):
        middle = 33.0 + 26 * place
        shapes.append(_text(left - 14, middle + 4, _cut(row.name, 24), anchor="end"))
        shapes += _seen(row, norm, middle, x)
    said = [_seen_said(row, norm, words) for row in rows]
    sentence = words("{known}; norm {norm}", known="; ".join(said), norm=norm)
    name = min(longest, 24)
    lines = [[(f"{_cut(row.name, 24):<{name}}  ", Tone.NONE), *_places(row, norm, height)] for row in rows]
    return Figure(sentence, left + wide + 16, bottom + 20, shapes, lines, caption)


def _seen(row: Seen, norm: int, middle: float, x: Scale) -> Iterator[Shape]:
    size = max(sum(row.levels.values()), 1)
    for (reached, most), count in row.levels.items():
        if reached < norm and most > reached:
            yield _line(x(reached), middle, x(most), middle, "ink", 2.2, **{"stroke-dasharray": "2 3"})
            yield _point(row.shape, x(most), middle, 5, empty=True)
        if row.group:
            yield Shape("circle", {"cx": x(reached), "cy": middle, "r": 5 + 6.5 * (count / size) ** 0.5}, "good")
            yield _text(x(reached), middle + 3.8, str(count), "ground", weight="700")
        else:
            yield _point(row.shape, x(reached), middle, 5.5)
    if not row.levels:
        yield _text(x(0) + 8, middle + 4, "–", "muted")


def _seen_said(row: Seen, norm: int, words: Words) -> str:
    levels = [(interval(*level, norm), count) for level, count in row.levels.items()]
    said = ", ".join(f"{count}× {level}" if row.group else level for level, count in levels)
    return f"{row.name} " + (said or words("unrated"))


def _places(row: Seen, norm: int, height: int) -> Iterator[tuple[str, Tone]]:
    counts = {reached: count for (reached, _), count in row.levels.items()}
    for level in range(height + 1):
        sign = f"{counts[level]:>2}" if row.group and level in counts else " ●" if level in counts else " ·"
        yield sign, Tone.NONE if level in counts else Tone.OPEN
        yield "|" if level == norm else " ", Tone.NONE


@dataclass(frozen=True, slots=True)
class Moment:
    """What was reached on a day: the number of the day, the name it goes by, and from where to where it lies."""

    day: int
    name: str
    reached: int
    most: int


def trend(moments: Sequence[Moment], norm: int, height: int, words: Words, caption: str = "") -> Figure:
    """Draw what was reached over time: a step where it changes."""
    first, span = moments[0].day, max(moments[-1].day - moments[0].day, 1)
    wide, high = 312.0, 118.0

    def x(day: int) -> float:
        return 76 + 192.0 * (day - first) / span

    def y(level: float) -> float:
        return 20 + 74.0 * (1 - level / max(height, 1))

    shapes = []
    for level in range(0, height + 1, max(1, height // 6)):
        shapes += [_line(30, y(level), wide - 18, y(level), "line")]
        shapes += [_text(20, y(level) + 4, str(level), "muted", _SMALLER)]
    shapes.append(_line(30, y(norm), wide - 18, y(norm), "ink", 2, **{"stroke-dasharray": "5 3"}))
    steps = "".join(f"H{x(one.day):.1f}V{y(one.reached):.1f}" for one in moments[1:])
    shapes.append(_path(f"M{x(first):.1f} {y(moments[0].reached):.1f}{steps}", "", "good", 2.4))
    told = -_DATE
    for moment in moments:
        at = x(moment.day)
        shapes += _moment(moment, norm, at, y)
        if at - told >= _DATE:
            shapes.append(_text(at, high - 6, moment.name, "muted", _SMALLER))
            told = at
    shapes.append(_text(33, y(norm) - 5, words("norm {norm}", norm=norm), anchor="start", size=_SMALLER, weight="700"))
    levels = [f"{one.name} {interval(one.reached, one.most, norm)}" for one in moments]
    sentence = words("{known}; norm {norm}", known="; ".join(levels), norm=norm)
    longest = max(len(one.name) for one in moments)
    lines = [
        [(f"{one.name:<{longest}}  ", Tone.NONE), *_strip(_levels(one, norm, height), norm, Tone.GOOD)]
        for one in moments
    ]
    return Figure(sentence, wide, high, shapes, lines, caption)


def _moment(moment: Moment, norm: int, at: float, y: Scale) -> Iterator[Shape]:
    if moment.reached < norm and moment.most > moment.reached:
        yield _line(at, y(moment.reached), at, y(moment.most), "ink", 2, **{"stroke-dasharray": "2 3"})
        yield _point("manager", at, y(moment.most), 4.5, empty=True)
    yield _point("manager", at, y(moment.reached), 5)


def _levels(moment: Moment, norm: int, height: int) -> list[Rung]:
    most = moment.most if moment.reached < norm else moment.reached
    return [
        Rung.PROVEN if level <= moment.reached else Rung.POSSIBLE if level <= most else Rung.OFF
        for level in range(1, height + 1)
    ]


def stacked(counts: Mapping[Tone, int], words: Words, wide: float = 420) -> Figure:
    """Draw how many are in each of the five states, from the highest on, on one bar."""
    total, left = max(sum(counts.values()), 1), 0.0
    shapes: list[Shape] = []
    for tone in _STATES:
        count = counts.get(tone, 0)
        part = wide * count / total
        shapes += _share(tone, left, part) if count else []
        if count and part >= len(str(count)) * 7 + 4:
            if tone is Tone.OPEN:  # hatching would cross the number
                shapes.append(
                    _rect(left + part / 2 - 3.5 * len(str(count)) - 1, 7, 7 * len(str(count)) + 2, 13, "ground")
                )
            shapes.append(_text(left + part / 2, 17, str(count), "ink" if tone is Tone.OPEN else f"on-{tone.value}"))
        left += part
    known = [(tone, counts[tone]) for tone in _STATES if counts.get(tone)]
    sentence = ", ".join(str(count) + " " + words(_STATES[tone]) for tone, count in known)
    pieces = [(f"{MARKS[tone]}{count} ", tone) for tone, count in known]
    return Figure(sentence or words("nobody"), wide, 26, shapes, [pieces])


def stacked_key(words: Words) -> Key:
    """Say what the parts of a bar mean."""
    signs = {tone: Figure("", 28, 26, _share(tone, 0, 28), [[(MARKS[tone], tone)]]) for tone in _STATES}
    return Key([(signs[tone], words(state)) for tone, state in _STATES.items()])


def _share(tone: Tone, left: float, wide: float) -> list[Shape]:
    """Draw the part of a bar for a state; what is open stays open."""
    if tone is Tone.OPEN:
        edge = _rect(left + 0.5, 2.5, max(wide - 2, 0.5), 21, "ground", "open")
        return [edge, _hatch(left + 0.5, 2.5, max(wide - 2, 0.5), 21, "open", 6)]
    return [_rect(left, 2, max(wide - 1, 0.5), 22, f"most-{tone.value}")]


class Stair(NamedTuple):
    """A step of a staircase: what it is called, its share of 0 to 1, that in words, and how it ascends."""

    label: str
    share: float
    value: str
    tone: Tone = Tone.NONE


def staircase(stairs: Sequence[Stair], sentence: str) -> Figure:
    """Draw shares of steps, given the lowest first, with the highest on top: a sound one narrows upwards."""
    shapes: list[Shape] = []
    for place, stair in enumerate(reversed(stairs)):
        top = 26 * place
        shapes += [
            _text(140, top + 17, _cut(stair.label, _LABEL), anchor="end"),
            _rect(150, top + 3, 240, 20, "soft"),
            _rect(150, top + 3, 240 * stair.share, 20, (stair.tone if stair.tone.value else Tone.GOOD).value),
            _text(398, top + 17, stair.value, anchor="start"),
        ]
    names = [_cut(stair.label, _LABEL) for stair in reversed(stairs)]
    label = max(map(len, names), default=0)
    characters = [
        [(f"{name.ljust(label)}  {_eighths(stair.share)}  {stair.value}", stair.tone)]
        for name, stair in zip(names, reversed(stairs), strict=True)
    ]
    return Figure(sentence, 480, 26 * len(stairs), shapes, characters)


def _eighths(share: float) -> str:
    """Draw a share as a bar of 30 characters."""
    eighths = round(share * 30 * 8)
    return ("█" * (eighths // 8) + " ▏▎▍▌▋▊▉"[eighths % 8].strip()).ljust(30)


def bar(share: float, sentence: str) -> Figure:
    """Draw a share, of 0 to 1, as a bar by the side of its number."""
    return Figure(sentence, 60, 8, [_rect(0, 1, 60 * share, 5, "near")], [[("█" * round(10 * share), Tone.NEAR)]])


def mark(tone: Tone, *, on_ground: bool = False) -> Figure:
    """Draw the sign of how good something is: an ornament beside its word, also on the ground of a map of heat."""
    if tone not in MARKS:
        return Figure("", 0, 0, ())
    colour = f"on-{tone.value}" if on_ground else tone.value
    drawn = {Tone.ABOVE: "M1 12L13 12L7 2Z", Tone.NEAR: "M1 2L13 2L7 12Z", Tone.FAR: "M1 2L13 2L7 12ZM12 2L24 2L18 12Z"}
    if tone is Tone.OPEN:
        shape = _path("M7 1L13 7L7 13L1 7Z", "", "open", 1.8)
    elif tone is Tone.GOOD:
        shape = Shape("circle", {"cx": 7, "cy": 7, "r": 5.5}, colour)
    else:
        shape = _path(drawn[tone], colour)
    return Figure("", 25 if tone is Tone.FAR else 14, 14, [shape], [[(MARKS[tone], tone)]])


@dataclass(frozen=True, slots=True)
class Edge:
    """What leads from a lighter thing to one that presupposes it, and what is said of it."""

    lighter: str
    heavier: str
    note: str = ""


_BOX: Final = (128.0, 28.0)
_STEP: Final = (176.0, 40.0)


def graph(names: Mapping[str, str], edges: Sequence[Edge], words: Words) -> Figure:
    """Draw what presupposes what, from the left to the right in layers; there is no circle in it."""
    layers = _layers(list(names), edges)
    at = {
        name: (4 + _STEP[0] * column, 4 + _STEP[1] * (row + (max(map(len, layers)) - len(layer)) / 2))
        for column, layer in enumerate(layers)
        for row, name in enumerate(layer)
    }
    shapes = [shape for edge in edges for shape in _edge(at[edge.lighter], at[edge.heavier], edge.note)]
    for name, (left, top) in at.items():
        shapes.append(_rect(left, top, *_BOX, "ground", "ink", rx=4))
        shapes.append(_text(left + _BOX[0] / 2, top + 18, _cut(names[name], 21), size=_SMALLER))
    said = [
        words("{heavier} presupposes {lighter}", heavier=names[one.heavier], lighter=names[one.lighter])
        + f" {one.note}"
        for one in edges
    ]
    lines = [[(f"{names[one.lighter]} → {names[one.heavier]} {one.note}".rstrip(), Tone.NONE)] for one in edges]
    high = _STEP[1] * max(map(len, layers), default=1)
    return Figure("; ".join(map(str.rstrip, said)), _STEP[0] * len(layers) - 40, high, shapes, lines)


def _layers(names: Sequence[str], edges: Sequence[Edge]) -> list[list[str]]:
    """Put each name behind all that it presupposes, and beside what it is tied to."""
    lighter: dict[str, list[str]] = {name: [] for name in names}
    for edge in edges:
        lighter[edge.heavier].append(edge.lighter)
    depth: dict[str, int] = {}
    for name in TopologicalSorter(lighter).static_order():
        depth[name] = max((depth[one] + 1 for one in lighter[name]), default=0)
    layers: list[list[str]] = [[] for _ in range(max(depth.values(), default=0) + 1)]
    for name in names:
        layers[depth[name]].append(name)
    place: dict[str, float] = {}
    tied = {name: lighter[name] or [name] for name in names}
    for layer in layers:
        place |= {name: row for row, name in enumerate(layer)}
        layer.sort(key=lambda name: sum(map(place.__getitem__, tied[name])) / len(tied[name]))
        place |= {name: row for row, name in enumerate(layer)}
    return layers


def _edge(start: tuple[float, float], end: tuple[float, float], note: str) -> Iterator[Shape]:
    x1, y1 = start[0] + _BOX[0], start[1] + _BOX[1] / 2
    x2, y2 = end[0] - 6, end[1] + _BOX[1] / 2
    bend = min((x2 - x1) / 2, 24)
    curve = f"C{x1 + bend:.1f} {y1:.1f} {x2 - bend:.1f} {y2:.1f} {x2:.1f} {y2:.1f}"
    yield _path(f"M{x1:.1f} {y1:.1f}{curve}", "", "ink", 1.4)
    yield _path(f"M{x2 + 6:.1f} {y2:.1f}l-7 -3.5l0 7z", "ink")
    if note:
        yield _text(x2 - 2, y2 - 5, note, "muted", 9, anchor="end")


def _scale(x: Scale, height: int, span: tuple[float, float], below: float) -> Iterator[Shape]:
    """Draw the levels from 0 on, and as many of their numbers as there is room for."""
    every = max(1, round(16 / (x(1) - x(0))))
    for level in range(height + 1):
        yield _line(x(level), span[0], x(level), span[1], "line")
        if level % every == 0:
            yield _text(x(level), below, str(level), "muted", _SMALLER)


def _norm_line(at: float, top: float, bottom: float, name: str) -> list[Shape]:
    dashed = _line(at, top, at, bottom, "ink", 2, **{"stroke-dasharray": "5 3"})
    return [dashed, _text(at, top - 4, name, size=_SMALLER, weight="700")]


def _point(shape: str, x: float, y: float, size: float, *, empty: bool = False) -> Shape:
    fill, drawn = "ground" if empty else "ink", {"stroke-width": 1.6}
    if shape == "self":
        return Shape("circle", {"cx": x, "cy": y, "r": size, **drawn}, fill, "ink")
    if shape == "manager":
        return _rect(x - size * 0.9, y - size * 0.9, size * 1.8, size * 1.8, fill, "ink", **drawn)
    wide = size * 1.2
    corners = f"M{x:.1f} {y - wide:.1f}l{wide:.1f} {wide:.1f}l-{wide:.1f} {wide:.1f}l-{wide:.1f} -{wide:.1f}z"
    return _path(corners, fill, "ink", 1.6)


def _hatch(left: float, top: float, wide: float, high: float, colour: str, every: float) -> Shape:
    """Draw hatching as lines: a pattern would need a name, and not all that draws SVG knows it."""
    lines, start = [], left - high + every / 2
    while start < left + wide:
        before, after = max(left - start, 0), max(start + high - left - wide, 0)
        if before + after < high:
            lines.append(
                f"M{start + before:.1f} {top + high - before:.1f}L{start + high - after:.1f} {top + after:.1f}"
            )
        start += every
    return _path("".join(lines), "", colour, 1.2)


def _rect(left: float, top: float, wide: float, high: float, fill: str, stroke: str = "", **more: float) -> Shape:
    return Shape("rect", {"x": left, "y": top, "width": wide, "height": high, **more}, fill, stroke)


def _line(x1: float, y1: float, x2: float, y2: float, stroke: str, wide: float = 1, **more: str) -> Shape:
    return Shape("line", {"x1": x1, "y1": y1, "x2": x2, "y2": y2, "stroke-width": wide, **more}, stroke=stroke)


def _path(drawn: str, fill: str, stroke: str = "", wide: float = 1) -> Shape:
    return Shape("path", {"d": drawn, **({"stroke-width": wide} if stroke else {})}, fill, stroke)


def _text(
    x: float, y: float, text: str, fill: str = "ink", size: float = _SMALL, anchor: str = "middle", weight: str = ""
) -> Shape:
    at: dict[str, str | float] = {"x": x, "y": y, "text-anchor": anchor, "font-size": size}
    at |= {"font-weight": weight} if weight else {}
    return Shape("text", at, fill, text=text)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
