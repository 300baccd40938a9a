"""When two texts are the same, when one rewords the other, where they differ, and which old behaviour is which new one.

Pure; what changes between two handbooks, and what a stored answer is worth, both stand on it. Texts are compared as
`same_text` has them. Of two lists of behaviours, those with one code of the owner's belong together first; then equal
texts, by their main wording and then by any: in the same place, at the same level, elsewhere. What is left is paired by
likeness, the most alike first.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import partial
from itertools import pairwise
from operator import attrgetter
from typing import Final, NamedTuple, TypeAlias

from competentie.core import Behaviour, Text, same_text

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


class Texts(NamedTuple):
    """Holds texts of an old catalogue against those of a new one, each in its catalogue's language."""

    old_language: str
    new_language: str

    def same(self, old: Text | None, new: Text | None) -> bool:
        """Tell whether two texts are written the same in every language; two that are not there are."""
        if old is None or new is None:
            return old is new
        if old.by_language == new.by_language:
            return True
        return self.tagged(old, self.old_language) == self.tagged(new, self.new_language)

    def wording(self, text: Text) -> str:
        """Return the main wording, by which texts are compared first."""
        return text.in_language("", self.old_language, self.new_language)

    def alike(self, old: Text, new: Text) -> bool:
        """Tell whether one text is a rewording of the other, and not another text."""
        return bool(_any_alike(_word_lists(old), _word_lists(new)))

    def tagged(self, text: Text, language: str) -> dict[str, str]:
        """Return the wordings by language; a text without a language is written in its catalogue's."""
        return {language if tag == "" else tag: wording for tag, wording in text.by_language.items()}


def equal(old: Text, new: Text) -> bool:
    """Tell whether a wording of one text is one of the other: translations may have come, changed or gone."""
    return not set(_wordings(old)).isdisjoint(_wordings(new))


def _wordings(text: Text) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(same_text, text.all())))


class WordList(NamedTuple):
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


def _word_lists(text: Text) -> list[WordList]:
    return [WordList.of(wording) for wording in dict.fromkeys(text.all())]


def _any_alike(old: Iterable[WordList], new: Sequence[WordList]) -> float:
    """Return how much the wordings of two texts are alike that are most so."""
    return max((likeness(one, other) for one in old for other in new), default=0.0)


def differing(old: Text, new: Text, *wanted: str) -> tuple[str, str]:
    """Return two texts in a language that both have and in which they differ, a wanted one first, or else as wanted.

    The last wanted language is that of a text without a tag.
    """
    before, after = ({tag or wanted[-1]: said for tag, said in one.by_language.items()} for one in (old, new))
    for language in (*wanted, *before):
        if before.get(language) != after.get(language) and language in before and language in after:
            return before[language], after[language]
    return old.in_language(*wanted), new.in_language(*wanted)


@dataclass(slots=True)
class Alignment:
    """What belongs together, and what is left on either side; each in the order of its catalogue."""

    pairs: list[Pair]
    removed: list[Behaviour]
    added: list[Behaviour]


def align(old: Sequence[Behaviour], new: Sequence[Behaviour], texts: Texts) -> Alignment:
    """Pair the behaviours of one competency, lowest level first."""
    alignment = Alignment([], list(old), list(new))
    main = {id(one): (same_text(texts.wording(one.text)),) for one in (*old, *new)}
    every = {id(one): _wordings(one.text) for one in (*old, *new)}
    _pair_equal(alignment, lambda one: [] if one.own_code is None else [(one.own_code, None)])
    for wordings in (main, every):
        for place in _PLACES:
            _pair_equal(alignment, partial(_keys, wordings, place))
    _pair_alike(alignment)
    alignment.pairs.sort(key=lambda pair: (pair[1].level, pair[1].number))
    return alignment


_PLACES: Final[tuple[Callable[[Behaviour], object], ...]] = (attrgetter("code"), attrgetter("level"), lambda _: None)


def _keys(
    wordings: Mapping[int, tuple[str, ...]], place: Callable[[Behaviour], object], behaviour: Behaviour
) -> list[tuple[str, object]]:
    return [(wording, place(behaviour)) for wording in wordings[id(behaviour)]]


def _pair_equal(alignment: Alignment, keys: Callable[[Behaviour], Iterable[tuple[str, object]]]) -> None:
    waiting: dict[tuple[str, object], list[Behaviour]] = {}
    for behaviour in reversed(alignment.removed):
        for key in keys(behaviour):
            waiting.setdefault(key, []).append(behaviour)
    taken: set[str] = set()
    pairs = []
    for behaviour in alignment.added:
        for key in keys(behaviour):
            same = waiting.get(key, [])
            while same and same[-1].code in taken:
                same.pop()
            if same:
                taken.add(same[-1].code)
                pairs.append((same.pop(), behaviour))
                break
    _take(alignment, pairs)


def _pair_alike(alignment: Alignment) -> None:
    taken: set[str] = set()
    chosen = []
    for _, pair in sorted(_candidates(alignment), key=lambda candidate: candidate[0]):
        codes = {"old " + pair[0].code, "new " + pair[1].code}
        if not codes & taken:
            taken |= codes
            chosen.append(pair)
    _take(alignment, chosen)


def _candidates(alignment: Alignment) -> Iterator[tuple[tuple[object, ...], Pair]]:
    """Yield pairs that are alike, with what to sort them by: likeness, the same place, the same level, the order."""
    few = len(alignment.removed) * len(alignment.added) <= _MOST_PAIRS
    added = [(new, _word_lists(new.text)) for new in alignment.added]
    by_code = {new.code: (new, tokens) for new, tokens in added}
    for old in alignment.removed:
        removed = _word_lists(old.text)
        same = by_code.get(old.code)
        for new, tokens in added if few else [same] if same else []:
            alike = _any_alike(removed, tokens)
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
