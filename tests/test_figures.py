"""Figures: what numbers become as shapes, in characters and in a sentence."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import chain
from typing import Final

import pytest
from lxml import etree

from competentie.core import Rating, Standing, presume, stand
from competentie.page.figures import (
    Edge,
    Moment,
    Rung,
    Seen,
    graph,
    ladder,
    ladder_key,
    mark,
    raters,
    rungs,
    stacked,
    trend,
)
from competentie.page.language import Words
from competentie.page.model import Figure, Tone, lines_of
from competentie.page.svg import COLOURS, svg

ENGLISH: Final = Words("en")
HOSTILE: Final = '</text><script>x</script>" onload="y'
SVG: Final = "{http://www.w3.org/2000/svg}"
FIGURES: Final[Mapping[str, tuple[Figure, str, list[str]]]] = {
    "a ladder": (
        ladder([Rung.PRESUMED, Rung.PROVEN, Rung.OFF], 2, Tone.GOOD, ENGLISH),
        "levels: 1 presumed, for more was shown, 2 proven, 3 not reached; norm 2",
        ["▒▒ ██|··"],
    ),
    "a ladder of many levels": (
        ladder([Rung.PROVEN] * 20 + [Rung.POSSIBLE] * 18, 30, Tone.OPEN, ENGLISH),
        "levels: 1–20 proven, 21–38 may still turn out; norm 30",
        [("██ " * 20 + "░░ " * 18)[:-1][:89] + "|" + ("░░ " * 8)[:-1]],
    ),
    "raters": (
        raters(
            [
                Seen("Self", "self", {(2, 2): 1}),
                Seen("Manager", "manager", {(1, 3): 1}),
                Seen("Peers (5)", "peer", {(1, 1): 3, (2, 2): 2}, group=True),
                Seen("Client", "external", {}),
            ],
            2,
            3,
            ENGLISH,
        ),
        "Self 2; Manager 1–3; Peers (5) 3× 1, 2× 2; Client unrated; norm 2",
        [
            "Self        ·  ·  ●| · ",
            "Manager     ·  ●  ·| · ",
            "Peers (5)   ·  3  2| · ",
            "Client      ·  ·  ·| · ",
        ],
    ),
    "a trend": (
        trend([Moment(0, "May", 1, 1), Moment(9, "June", 1, 3), Moment(300, "March", 2, 2)], 2, 3, ENGLISH),
        "May 1; June 1–3; March 2; norm 2",
        ["May    ██ ··|··", "June   ██ ░░|░░", "March  ██ ██|··"],
    ),
    "stacked bars": (
        stacked({Tone.ABOVE: 2, Tone.NEAR: 17, Tone.OPEN: 1}, ENGLISH),
        "2 above the norm, 17 one level short, 1 still to be rated",
        ["▲2 ▼17 ◇1 "],
    ),
    "a graph": (
        graph({"a": "Asking", "b": "Advising", "c": "Leading"}, [Edge("a", "b", "≥2"), Edge("b", "c")], ENGLISH),
        "Advising presupposes Asking ≥2; Leading presupposes Advising",
        ["Asking → Advising ≥2", "Advising → Leading"],
    ),
}


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_tells_the_same_in_a_sentence_in_characters_and_in_shapes(name: str) -> None:
    figure, sentence, characters = FIGURES[name]
    assert figure.sentence == sentence
    assert list(lines_of(figure)) == characters
    drawn = etree.fromstring(svg(figure, alone=True))
    assert (drawn.get("role"), drawn.get("aria-label")) == ("img", sentence)
    assert all(shape.get("fill") for shape in drawn), "where there is no stylesheet, shapes have their colours"
    assert not {"style", "href", "onload"} & set(chain.from_iterable(shape.attrib for shape in drawn))
    assert sum(1 for _ in drawn) < 120


@pytest.mark.parametrize("name", FIGURES)
def test_what_is_drawn_stays_on_its_ground(name: str) -> None:
    figure, _, _ = FIGURES[name]
    for shape in figure.shapes:
        for key, most in (("x", figure.width), ("x2", figure.width), ("y", figure.height), ("y2", figure.height)):
            assert 0 <= float(shape.at.get(key, 0)) <= most


@pytest.mark.parametrize(
    "make",
    [
        lambda text: raters([Seen(text, "self", {(1, 1): 1})], 1, 3, ENGLISH),
        lambda text: trend([Moment(0, text, 1, 1)], 1, 3, ENGLISH),
        lambda text: graph({"a": text}, [], ENGLISH),
    ],
)
def test_user_text_is_no_markup_in_a_figure(make: Callable[[str], Figure]) -> None:
    figure = make(HOSTILE)
    drawn = etree.fromstring(svg(figure, alone=True))
    assert {element.tag.removeprefix(SVG) for element in drawn} <= {"rect", "line", "path", "circle", "text"}
    assert "onload" not in set(chain.from_iterable(element.attrib for element in drawn.iter()))


R: Final = Rating
ALL: Final = Fraction(1)
STANDINGS: Final[Mapping[str, tuple[Standing, int, str]]] = {
    "proven, then nothing": (stand(((R.SHOWN,), (R.NOT_SHOWN,), (R.UNRATED,)), ALL, (1, 1, 1)), 1, "██ ·· ··"),
    "missed below a shown one": (stand(((R.NOT_SHOWN,), (R.SHOWN,), (R.UNRATED,)), ALL, (1, 1, 1)), 2, "·× ·✓ ··"),
    "open": (stand(((R.SHOWN,), (R.UNRATED,), (R.UNRATED,)), ALL, (1, 1, 1)), 2, "██ ░░ ░░"),
    "open, and enough": (stand(((R.SHOWN,), (R.UNRATED,), (R.UNRATED,)), ALL, (1, 1, 1)), 1, "██ ·· ··"),
    "presumed below a shown one": (stand(((R.UNRATED,), (R.SHOWN,)), ALL, (1, 1)), 2, "▒▒ ██"),
    "presumed through another": (presume(1, (1, 1)), 1, "▒▒ ··"),
    "a level that asks nothing": (stand(((R.SHOWN,), (), (R.SHOWN,)), ALL, (1, 0, 1)), 3, "██    ██"),
}


@pytest.mark.parametrize("name", STANDINGS)
def test_a_standing_becomes_rungs(name: str) -> None:
    standing, norm, expected = STANDINGS[name]
    assert " ".join(rung.value for rung in rungs(standing, norm)) == expected


def test_the_key_names_only_what_is_drawn() -> None:
    key = ladder_key([[Rung.PROVEN, Rung.OFF], [Rung.MISSED]], ENGLISH)
    assert [text for _, text in key.entries] == ["proven", "missed", "norm"]


@pytest.mark.parametrize("tone", [Tone.ABOVE, Tone.GOOD, Tone.NEAR, Tone.FAR, Tone.OPEN])
def test_each_mark_has_a_shape_of_its_own(tone: Tone) -> None:
    others = [mark(other) for other in Tone if other is not tone]
    assert all([shape.at for shape in mark(tone).shapes] != [shape.at for shape in other.shapes] for other in others)
    assert 'aria-hidden="true"' in svg(mark(tone))


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        *(
            (name, ground)
            for name in ("ink", "muted", "above", "good", "near", "open")
            for ground in ("ground", "soft")
        ),
        *((f"on-{tone}", f"most-{tone}") for tone in ("above", "good", "near", "far")),
    ],
)
def test_letters_stand_out_on_their_ground(text: str, ground: str) -> None:
    lighter, darker = sorted((luminance(COLOURS[text]), luminance(COLOURS[ground])), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5  # WCAG 2.2, 1.4.3


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
