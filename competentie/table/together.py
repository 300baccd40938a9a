"""What is wrong with many cells, said once: of a word that stands in two hundred of them, how often and where first."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from competentie.core import Diagnostic, Message, msg

_WORDS: Final = ("value", "name", "id")  # what a finding calls the word that is wrong
_EXAMPLES: Final = 3  # words that are named; from so many on they are said in one sentence
_OF_CELLS: Final = "T006"


@dataclass(slots=True)
class _Kind:
    """Findings that say the same of words that are alike: the first about each word, how often, in which columns."""

    firsts: dict[str, Diagnostic] = field(default_factory=dict)
    times: int = 0
    columns: set[object] = field(default_factory=set)

    def add(self, other: "_Kind") -> None:
        """Take others along."""
        self.firsts.update(other.firsts)
        self.times += other.times
        self.columns |= other.columns

    def said(self) -> Iterator[Diagnostic]:
        """Yield a finding for all of them; for each where there are few, and each stands there once."""
        if self.times == len(self.firsts) < _EXAMPLES:
            yield from self.firsts.values()
            return
        first, others = next(iter(self.firsts.values())), [f"`{word}`" for word in list(self.firsts)[1:_EXAMPLES]]
        place, message = _parts(first)
        times = msg("{n} times", n=self.times)
        if len(self.columns) > 1:
            times = msg("{n} times in {columns} columns", n=self.times, columns=len(self.columns))
        if others:
            message = msg("{message}, and likewise {words}", message=message, words=others)
        said = msg("{message} ({times}, first in {place})", message=message, times=times, place=place)
        yield first._replace(message=said)


class Together:
    """Takes findings about cells and rows, and gives them back by kind; beyond so many kinds they are only counted."""

    def __init__(self, most: int) -> None:
        """Take how many kinds there is room for."""
        self._most = most
        self._kinds: dict[tuple[object, ...], _Kind] = {}
        self.more = 0

    def add(self, problem: Diagnostic) -> None:
        """Take a finding."""
        place, message = _parts(problem)
        word = next((str(message.args[name]) for name in _WORDS if name in message.args), "")
        others = tuple(one for name, one in message.args.items() if name not in {*_WORDS, "item"})
        alike = re.sub(r"[0-9]+", "0", word) if problem.code == _OF_CELLS else word  # 75% is wrong as 80% is
        said = problem.help.template if problem.help else None
        key = (problem.code, problem.path, message.template, said, others, alike)
        if key not in self._kinds and len(self._kinds) >= self._most:
            self.more += 1
            return
        kind = self._kinds.setdefault(key, _Kind())
        if len(kind.firsts) < _EXAMPLES:
            kind.firsts.setdefault(word, problem)
        kind.times += 1
        kind.columns.add(place.args.get("column"))

    def said(self) -> Iterator[Diagnostic]:
        """Yield the findings, those of each kind together, in the order in which they came.

        Several words that are wrong in cells, each more than once, are one kind: somebody has another scale.
        """
        scales: dict[tuple[object, ...], list[_Kind]] = {}
        for key, kind in self._kinds.items():
            scales.setdefault(key[:-1] if key[0] == _OF_CELLS and kind.times > 1 else key, []).append(kind)
        for first, *others in scales.values():
            if len(others) + 1 < _EXAMPLES:
                yield from (finding for kind in (first, *others) for finding in kind.said())
                continue
            for other in others:
                first.add(other)
            yield from first.said()


def _parts(problem: Diagnostic) -> tuple[Message, Message]:
    """Return where a finding is, and what it says, as `RatingsTable.problem` put them together."""
    place, message = (problem.message.args[name] for name in ("place", "message"))
    return place, message  # type: ignore[return-value]
