"""Where the raters of one person differ: blind spots, hidden strengths, and other differences.

Whatever missing ratings could explain is no difference: an open result stands for all it could turn out to be. Pure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias


class Difference(StrEnum):
    """How the raters of one competency, or of one behaviour, differ."""

    BLIND_SPOT = "blind_spot"
    """Self is above all others: what self reached is more than any other could turn out to have reached."""
    HIDDEN_STRENGTH = "hidden_strength"
    """Self is below all others: what self could turn out to have reached is less than any other reached."""
    DIFFERENT = "different"
    """Neither, but some rater reached more than another could turn out to have reached."""


@dataclass(frozen=True, slots=True, order=True)
class Reached:
    """What a rater's answers prove, and what it could still turn out to be (`rule.Standing`)."""

    reached: int
    reached_max: int


Cell: TypeAlias = Mapping[Reached, int]
"""What a view says of a competency: by how many raters, highest first. Empty: by none, or by too few of a group."""


def difference(cells: Sequence[Cell], is_self: Sequence[bool]) -> Difference | None:
    """Tell how the raters of one thing differ; `is_self` tells which cell holds what the person said.

    One who left all of it unrated is not counted: nothing was said then. Each member of a group is a rater.
    """
    own = [one for cell, mine in zip(cells, is_self, strict=True) for one in cell if mine]
    others = [one for cell, mine in zip(cells, is_self, strict=True) for one in cell if not mine]
    if not others:
        return None
    if own and own[0].reached > max(one.reached_max for one in others):
        return Difference.BLIND_SPOT
    if own and own[0].reached_max < min(one.reached for one in others):
        return Difference.HIDDEN_STRENGTH
    everyone = own + others
    apart = max(one.reached for one in everyone) > min(one.reached_max for one in everyone)
    return Difference.DIFFERENT if apart else None
