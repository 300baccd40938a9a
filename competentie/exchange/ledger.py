"""What is kept and what is lost when a handbook crosses from one shape to another.

A reader takes a file apart into a `Source` of items, and each of them ends in exactly one place: a field of the
proposal, or a loss. `settle` holds that; an item that ends nowhere, or twice, is a bug of the reader, and refused.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from competentie.core import Diagnostic, Message

KINDS: Final = (
    *("cut", "direction", "level-of-edge", "contrast", "norm", "group", "policy", "language", "order", "link", "note"),
    *("unknown-field", "prose", "guessed"),
)

Path: TypeAlias = tuple[str | int, ...]
"""Where a value stands in a proposal: `("catalogue", …)`, or `("profiles", id, …)`."""


@dataclass(frozen=True, slots=True)
class Loss:
    """What does not cross: its kind, where it stands (in the source, or in the handbook), its text, and why."""

    kind: str
    where: str | Message
    text: str
    why: Message


@dataclass(slots=True)
class Proposal:
    """What a file says, as data for YAML: nobody's until it is accepted.

    `findings` and `places` name places of the source, the latter per path of the data.
    """

    catalogue: dict[str, Any]
    profiles: dict[str, dict[str, Any]] = field(default_factory=dict)
    losses: list[Loss] = field(default_factory=list)
    findings: list[Diagnostic] = field(default_factory=list)
    places: dict[Path, str | Message] = field(default_factory=dict)

    def at(self, path: Path) -> Any:  # noqa: ANN401 - a value of YAML
        """Return the value at a path; raises LookupError where there is none."""
        value: Any = {"catalogue": self.catalogue, "profiles": self.profiles}
        for step in path:
            value = value[step]
        return value


class UnaccountedError(Exception):
    """A reader lost an item of its source, counted it twice, or put it where nothing is: a bug."""


class Source:
    """The non-empty items (paragraphs, cells, entries) of a file, by a place that a person can find in it."""

    def __init__(self, items: Iterable[tuple[str, str]]) -> None:
        """Take the items; what holds only blanks is none."""
        self.items: dict[str, str] = {}
        for place, text in items:
            if text.strip():
                if place in self.items:
                    raise UnaccountedError(place)
                self.items[place] = text
        self._fields: dict[str, tuple[Path, ...]] = {}
        self._losses: dict[str, Loss] = {}

    def field(self, place: str, *paths: Path) -> str:
        """Say that an item became the value at these paths; return its text, empty where there is no such item."""
        self._once(place)
        if place in self.items:
            self._fields[place] = paths
        return self.items.get(place, "")

    def lose(self, place: str, kind: str, why: Message) -> None:
        """Say that an item becomes nothing, and why."""
        self._once(place)
        if place in self.items:
            self._losses[place] = Loss(kind, place, self.items[place], why)

    def lose_if_left(self, place: str, kind: str, why: Message) -> None:
        """Say that an item becomes nothing, if nothing else was said of it."""
        if not self._ended(place):
            self.lose(place, kind, why)

    def instead(self, gone: Collection[Path], path: Path) -> None:
        """Say that what became these values became another."""
        for place, paths in self._fields.items():
            if any(one in gone for one in paths):
                self._fields[place] = tuple(path if one in gone else one for one in paths)

    def left(self) -> Iterator[tuple[str, str]]:
        """Yield the items that have ended nowhere yet."""
        return ((place, text) for place, text in self.items.items() if not self._ended(place))

    def settle(self, proposal: Proposal) -> Proposal:
        """Return the proposal with the losses and the places of its fields; refuse it where an item is unaccounted."""
        for place, _ in self.left():
            raise UnaccountedError(place)
        for place, paths in self._fields.items():
            for path in paths or ((),):
                self._must_be_there(place, path, proposal)
                proposal.places.setdefault(path, place)
        proposal.losses[:0] = self._losses.values()
        return proposal

    def _must_be_there(self, place: str, path: Path, proposal: Proposal) -> None:
        try:
            there = path and proposal.at(path) is not None
        except (LookupError, TypeError):
            there = False
        if not there:
            raise UnaccountedError(place, path)

    def _ended(self, place: str) -> bool:
        return place in self._fields or place in self._losses

    def _once(self, place: str) -> None:
        if self._ended(place):
            raise UnaccountedError(place)


@dataclass(frozen=True, slots=True)
class Handbook:
    """A catalogue and its profiles by id, as data of their files: what is exported."""

    catalogue: Mapping[str, Any]
    profiles: Mapping[str, Mapping[str, Any]]
