"""Ratings packed small: two bits per behaviour, four behaviours of one level to a byte; the room of no rule.

A byte has few distinct values, whatever people answer. So `patterns` can ask the rule once for each, and look the
answer up for everyone. A direct level d is packed as d + 1; nothing rated is 0 everywhere.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from competentie.core import Catalogue, Levels, Rated, Rating, WrongUseError, msg
from competentie.table.columns import Rateable

SIZE: Final = 4  # behaviours to a byte
CODES: Final = (Rating.UNRATED, Rating.NOT_SHOWN, Rating.SHOWN, Rating.NOT_APPLICABLE)
BASE: Final = len(CODES)
HIGHEST: Final = 38  # levels of which all statuses together are a number of 64 bits: 3 ** 38, and three for each level
PER_WORD: Final = 8  # bytes to a word of 64 bits, in which the rows of a long table are gathered


@dataclass(frozen=True, slots=True)
class Byte:
    """Up to four behaviours of one level, numbered from `first`; a column of bytes of this name holds their ratings."""

    competency: str
    level: int
    first: int
    size: int

    @property
    def name(self) -> str:
        """The name of the column: the code of the first behaviour."""
        return f"{self.competency}.{self.level}.{self.first}"

    @property
    def patterns(self) -> int:
        """How many patterns of ratings there are."""
        return int(BASE**self.size)

    def ratings(self, pattern: int) -> tuple[Rating, ...]:
        """Return the ratings that a byte holds."""
        return unpacked(pattern, self.size)


def unpacked(pattern: int, size: int) -> tuple[Rating, ...]:
    """Return the ratings that a byte with so many behaviours holds."""
    return tuple(CODES[pattern // BASE**index % BASE] for index in range(size))


class Packing:
    """Where each item of a catalogue is kept."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Lay out a catalogue. Raises WrongUseError when it has more levels than can be told apart."""
        if catalogue.height > HIGHEST:
            raise WrongUseError(
                msg(
                    "a table can be scored on at most {n} levels, and this handbook has {found}",
                    n=HIGHEST,
                    found=catalogue.height,
                )
            )
        self.height = catalogue.height
        self.levels: dict[str, tuple[tuple[Byte, ...], ...]] = {
            one.id: tuple(
                tuple(
                    Byte(one.id, number, first + 1, min(SIZE, len(level) - first))
                    for first in range(0, len(level), SIZE)
                )
                for number, level in enumerate(one.levels or (), 1)
            )
            for one in catalogue.competencies.values()
        }

    def bytes_of(self, competency: str) -> tuple[Byte, ...]:
        """Return the bytes of all levels of a competency, lowest level first."""
        return tuple(byte for level in self.levels[competency] for byte in level)

    def columns(self, competency: str) -> list[str]:
        """Return the names of all columns of a competency: its direct level, and its bytes."""
        return [competency, *(byte.name for byte in self.bytes_of(competency))]

    def place(self, item: Rateable) -> tuple[Byte, int]:
        """Return the byte of a behaviour, and its place in it."""
        index = item.number - 1
        return self.levels[item.competency][item.level - 1][index // SIZE], index % SIZE

    def rated(self, competencies: Iterable[str], packed: Mapping[str, int]) -> dict[str, Rated]:
        """Return what was said of competencies; those of which nothing was said are left out."""
        return {
            one: packed[one] - 1 if packed.get(one) else self._levels(one, packed)
            for one in competencies
            if any(packed.get(name) for name in self.columns(one))
        }

    def _levels(self, competency: str, packed: Mapping[str, int]) -> Levels:
        return tuple(
            tuple(rating for byte in level for rating in byte.ratings(packed.get(byte.name, 0)))
            for level in self.levels[competency]
        )
