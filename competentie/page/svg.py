"""A figure as SVG: attributes that hold where there is no stylesheet, beside classes for where there is one."""

from typing import Final

from competentie.page.markup import Safe, joined, tag
from competentie.page.model import Figure, Shape

COLOURS: Final = {
    "ink": "#1b2330",
    "muted": "#556070",
    "line": "#c9d0d9",
    "soft": "#eef1f5",
    "ground": "#ffffff",
    "above": "#0b3c78",
    "good": "#1f5fa8",
    "near": "#b3470b",
    "far": "#b3470b",
    "apart": "#b3470b",
    "open": "#5d6269",
    "most-far": "#a33c05",
    "most-near": "#f7c9a6",
    "most-good": "#cfe1f5",
    "most-above": "#1f5fa8",
    "on-far": "#ffffff",
    "on-near": "#5a2300",
    "on-good": "#0b3c78",
    "on-above": "#ffffff",
}
"""By its name, a colour on a light ground; `most-` are grounds, `on-` what stands on them (page.css has them dark)."""


def svg(figure: Figure, *, alone: bool = False) -> Safe:
    """Return a figure as an element, or as a file `alone`; what is no ornament says its sentence."""
    said: dict[str, str | bool] = {"aria_hidden": "true"}
    if figure.sentence:
        said = {"role": "img", "aria_label": figure.sentence}
    width, height = _number(figure.width), _number(figure.height)
    shapes = Safe("".join(_shape(shape) for shape in figure.shapes))
    size = {"viewBox": f"0 0 {width} {height}", "width": width, "height": height}
    return tag("svg", shapes, xmlns="http://www.w3.org/2000/svg" if alone else "", **size, **said)


def _shape(shape: Shape) -> Safe:
    classes = [f"{kind}-{name}" for kind, name in (("f", shape.fill), ("s", shape.stroke)) if name]
    at = {key: value if isinstance(value, str) else _number(value) for key, value in shape.at.items()}
    colours = {"fill": COLOURS[shape.fill] if shape.fill else "none"}
    if shape.stroke:
        colours["stroke"] = COLOURS[shape.stroke]
    if shape.element == "text":
        return tag("text", shape.text, **at, **colours, class_=" ".join(classes))
    return tag(shape.element, joined(()), **at, **colours, class_=" ".join(classes))


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
