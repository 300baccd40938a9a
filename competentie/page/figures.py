"""Figures as SVG elements and as lines of characters: shapes of numbers, never of a competency."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from rich.cells import cell_len, set_cell_size

from competentie.page.model import Figure, Stair, Tone

_EIGHTHS: Final = " ▏▎▍▌▋▊▉█"
_COLUMNS: Final = 30  # characters of a whole bar
_LABEL: Final = 24
_WIDE, _ROW, _LEFT, _BAR = 480, 26, 150, 240  # of an SVG


class Element(NamedTuple):
    """An element of SVG: its name, its text, and its attributes."""

    name: str
    text: str
    attributes: dict[str, str]


def characters(figure: Figure) -> list[tuple[str, Tone]]:
    """Return lines of characters, each with its tone."""
    stairs = list(reversed(figure.shape.stairs))
    label = min(_LABEL, max((cell_len(one.label) for one in stairs), default=0))
    return [(f"{set_cell_size(one.label, label)}  {_bar(one.share)}  {one.value}", one.tone) for one in stairs]


def size(figure: Figure) -> tuple[int, int]:
    """Return how wide and how high the drawing is."""
    return _WIDE, _ROW * len(figure.shape.stairs)


def elements(figure: Figure) -> Iterator[Element]:
    """Yield what is drawn, from top to bottom."""
    for place, one in enumerate(reversed(figure.shape.stairs)):
        yield from _drawn(one, place * _ROW)


def _drawn(stair: Stair, top: int) -> Iterator[Element]:
    middle, box = str(top + _ROW - 9), {"y": str(top + 3), "height": str(_ROW - 6), "x": str(_LEFT)}
    yield Element("text", _cut(stair.label), {"x": str(_LEFT - 8), "y": middle, "text-anchor": "end", "class": "label"})
    yield Element("rect", "", {**box, "width": str(_BAR), "class": "ground", "fill": "#eef1f5"})
    filled = f"bar {stair.tone.value}".strip()
    yield Element("rect", "", {**box, "width": f"{_BAR * stair.share:.1f}", "class": filled, "fill": "#1f5fa8"})
    yield Element("text", stair.value, {"x": str(_LEFT + _BAR + 8), "y": middle})


def _bar(share: float) -> str:
    eighths = round(share * _COLUMNS * 8)
    return ("█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()).ljust(_COLUMNS)


def _cut(text: str) -> str:
    return text if len(text) <= _LABEL else text[: _LABEL - 1] + "…"
