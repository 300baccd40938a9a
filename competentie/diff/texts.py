"""When two texts are the same, when one rewords the other, where they differ, and which old behaviour is which new one.

Pure. A text that was written without a language counts as written in its catalogue's language. Of two lists of
behaviours, equal texts belong together first: in the same place, then at the same level, then elsewhere. What is left
is paired by likeness, the most alike first; what then is left was removed or added.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Final, TypeAlias

from competentie.core.terms import Behaviour
from competentie.core.text import Text

ALIKE: Final = 0.6
"""The likeness from which one text rewords another.

0.6 is the rule of thumb of Python's own documentation of difflib ("the sequences are close matches"). Between
different behaviours of one competency of the shipped handbook it never exceeds 0.52.
"""
_SHORT: Final = 5  # words: here one word is a fifth of the text or more, so letters are compared as well
_PAIRS_WEIGH_LESS: Final = 0.1  # any two texts share some pairs of letters: 0.7 of them counts as 0.6 of the words
_COMPARED: Final = 200  # words: five times the longest behaviour of the handbook; bounds the work
_WORD: Final = re.compile(r"\w+")
_MOST_PAIRS: Final = 10_000  # 100 × 100 of one competency; beyond it only what has the same code is compared

Pair: TypeAlias = tuple[Behaviour, Behaviour]


@dataclass(frozen=True, slots=True)
class Texts:
    """Holds texts of an old catalogue against those of a new one, each in its catalogue's language."""

    old_language: str
    new_language: str

    def same(self, old: Text | None, new: Text | None) -> bool:
        """Tell whether two texts say the same in every language; two that are not there do."""
        if old is None or new is None:
            return old is new
        if old.by_language == new.by_language:
            return True
        return _tagged(old, self.old_language) == _tagged(new, self.new_language)

    def wording(self, text: Text) -> str:
        """Return the wording that is compared."""
        return text.in_language("", self.old_language, self.new_language)

    def alike(self, old: Text, new: Text) -> bool:
        """Tell whether one text is a rewording of the other, and not another text."""
        return likeness(WordList.of(self.wording(old)), WordList.of(self.wording(new))) >= ALIKE


@dataclass(frozen=True, slots=True)
class WordList:
    """A text as its words, without case and punctuation; `pairs` are the pairs of letters of a short text."""

    tokens: tuple[str, ...]
    distinct: frozenset[str]
    pairs: frozenset[str]

    @classmethod
    def of(cls, text: str) -> "WordList":
        """Split a text into words."""
        plain = text.casefold()
        tokens = tuple(_WORD.findall(plain)[:_COMPARED]) or (plain,)
        letters = " ".join(tokens) if len(tokens) <= _SHORT else ""
        return cls(tokens, frozenset(tokens), frozenset(map("".join, pairwise(letters))))


def likeness(old: WordList, new: WordList) -> float:
    """Return how much two texts are alike, 0 to 1; 0 where that is below `ALIKE`, mostly without comparing.

    It is difflib's ratio of their words: twice the words that match in order, as a share of all. Of short texts it is
    the same share of the pairs of letters that both have (Dice's coefficient), where that says more.
    """
    share = 0.0
    length = len(old.tokens) + len(new.tokens)
    repeated = min(len(old.tokens) - len(old.distinct), len(new.tokens) - len(new.distinct))
    if 2 * (len(old.distinct & new.distinct) + repeated) >= ALIKE * length:  # no order could make more of them match
        share = SequenceMatcher(None, old.tokens, new.tokens, autojunk=False).ratio()
    if old.pairs and new.pairs:
        of_pairs = 2 * len(old.pairs & new.pairs) / (len(old.pairs) + len(new.pairs))
        share = max(share, of_pairs - _PAIRS_WEIGH_LESS)
    return share if share >= ALIKE else 0.0


def differing(old: Text, new: Text, *wanted: str) -> tuple[str, str]:
    """Return two texts in a wanted language, or else in the first one in which they differ."""
    pair = old.in_language(*wanted), new.in_language(*wanted)
    if pair[0] != pair[1]:
        return pair
    for language in (*old.by_language, *new.by_language):
        other = old.by_language.get(language, ""), new.by_language.get(language, "")
        if other[0] != other[1]:
            return other
    return pair


def _tagged(text: Text, language: str) -> dict[str, str]:
    return {"" if tag == language else tag: wording for tag, wording in text.by_language.items()}


@dataclass(slots=True)
class Alignment:
    """What belongs together, and what is left on either side; each in the order of its catalogue."""

    pairs: list[Pair]
    removed: list[Behaviour]
    added: list[Behaviour]


def align(old: Sequence[Behaviour], new: Sequence[Behaviour], texts: Texts) -> Alignment:
    """Pair the behaviours of one competency, lowest level first."""
    alignment = Alignment([], list(old), list(new))
    _pair_equal(alignment, lambda behaviour: (texts.wording(behaviour.text), behaviour.code))
    _pair_equal(alignment, lambda behaviour: (texts.wording(behaviour.text), behaviour.level))
    _pair_equal(alignment, lambda behaviour: (texts.wording(behaviour.text),))
    _pair_alike(alignment, texts)
    alignment.pairs.sort(key=lambda pair: (pair[1].level, pair[1].number))
    return alignment


def _pair_equal(alignment: Alignment, key: Callable[[Behaviour], tuple[object, ...]]) -> None:
    waiting: dict[tuple[object, ...], list[Behaviour]] = {}
    for behaviour in reversed(alignment.removed):
        waiting.setdefault(key(behaviour), []).append(behaviour)
    _take(
        alignment, [(same.pop(), behaviour) for behaviour in alignment.added if (same := waiting.get(key(behaviour)))]
    )


def _pair_alike(alignment: Alignment, texts: Texts) -> None:
    taken: set[str] = set()
    chosen = []
    for _, pair in sorted(_candidates(alignment, texts), key=lambda candidate: candidate[0]):
        codes = {"old " + pair[0].code, "new " + pair[1].code}
        if not codes & taken:
            taken |= codes
            chosen.append(pair)
    _take(alignment, chosen)


def _candidates(alignment: Alignment, texts: Texts) -> Iterator[tuple[tuple[object, ...], Pair]]:
    """Yield pairs that are alike, with what to sort them by: likeness, the same place, the same level, the order."""
    few = len(alignment.removed) * len(alignment.added) <= _MOST_PAIRS
    added = [(new, WordList.of(texts.wording(new.text))) for new in alignment.added]
    by_code = {new.code: (new, tokens) for new, tokens in added}
    for old in alignment.removed:
        removed = WordList.of(texts.wording(old.text))
        same = by_code.get(old.code)
        for new, tokens in added if few else [same] if same else []:
            alike = likeness(removed, tokens)
            if alike:
                rank = (-alike, old.code != new.code, old.level != new.level, new.level, new.number)
                yield (*rank, old.level, old.number), (old, new)


def _take(alignment: Alignment, pairs: list[Pair]) -> None:
    """Take pairs out of what is left; a behaviour is known by its code on its own side."""
    if pairs:
        old, new = {before.code for before, _ in pairs}, {after.code for _, after in pairs}
        alignment.removed = [behaviour for behaviour in alignment.removed if behaviour.code not in old]
        alignment.added = [behaviour for behaviour in alignment.added if behaviour.code not in new]
        alignment.pairs += pairs
