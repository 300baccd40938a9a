"""What is wrong with many cells, said once: of a word that stands in two hundred of them, how often and where first."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from competentie.core.findings import Diagnostic, Message, msg

_WORDS: Final = ("value", "name", "id")  # what a finding calls the word that is wrong
_EXAMPLES: Final = 3
_OF_CELLS: Final = "T006"


@dataclass(slots=True)
class _Word:
    """A word that is wrong: the first finding about it, how often it stands there, and in which columns."""

    first: Diagnostic
    times: int = 0
    columns: set[object] = field(default_factory=set)

    def said(self, times: int, columns: set[object], others: list[str]) -> Diagnostic:
        """Return one finding for all of these."""
        if times == 1:
            return self.first
        place, message = _parts(self.first)
        counted = msg("{n} times", n=times)
        if len(columns) > 1:
            counted = msg("{n} times in {columns} columns", n=times, columns=len(columns))
        if others:
            message = msg("{message}, and likewise {words}", message=message, words=others)
        said = msg("{message} ({times}, first in {place})", message=message, times=counted, place=place)
        return replace(self.first, message=said)


@dataclass(slots=True)
class _Kind:
    """Words that are wrong in one way; beyond a few they are counted with the last of those."""

    words: dict[str, _Word] = field(default_factory=dict)

    def add(self, problem: Diagnostic, word: str, column: object) -> None:
        """Count a finding."""
        known = self.words.get(word) or (list(self.words.values())[-1] if len(self.words) == _EXAMPLES else None)
        one = known or self.words.setdefault(word, _Word(problem))
        one.times += 1
        one.columns.add(column)

    @property
    def times(self) -> int:
        """How often one of them stands there."""
        return sum(one.times for one in self.words.values())

    def with_others(self, others: "list[_Kind]") -> "_Kind":
        """Return this kind, with the words of others counted as its own."""
        for other in others:
            self.words.update(other.words)
        return self

    def said(self) -> Iterator[Diagnostic]:
        """Yield a finding for each word, or for all of them where there are several."""
        wrong = list(self.words.values())
        if len(wrong) < _EXAMPLES:
            yield from (one.said(one.times, one.columns, []) for one in wrong)
            return
        others = [f"`{word}`" for word in list(self.words)[1:_EXAMPLES]]
        yield wrong[0].said(sum(one.times for one in wrong), set().union(*(one.columns for one in wrong)), others)


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
        key = problem.code, problem.path, message.template, others, alike, said
        if key not in self._kinds and len(self._kinds) >= self._most:
            self.more += 1
            return
        self._kinds.setdefault(key, _Kind()).add(problem, word, place.args.get("column"))

    def said(self) -> Iterator[Diagnostic]:
        """Yield the findings, those of each kind together, in the order in which they came."""
        families: dict[object, list[_Kind]] = {}
        for key, kind in self._kinds.items():
            repeats = key[0] == _OF_CELLS and kind.times > 1
            families.setdefault((*key[:4], key[5]) if repeats else key, []).append(kind)
        for kinds in families.values():
            together = [kinds[0].with_others(kinds[1:])] if len(kinds) >= _EXAMPLES else kinds
            yield from (finding for kind in together for finding in kind.said())


def _parts(problem: Diagnostic) -> tuple[Message, Message]:
    """Return where a finding is, and what it says, as `RatingsTable.problem` put them together."""
    place, message = (problem.message.args[name] for name in ("place", "message"))
    return place, message  # type: ignore[return-value]
