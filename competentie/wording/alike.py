"""Behaviours that say the same, or nearly the same, as one before them: a rater cannot tell them apart.

For what is nearly the same, only behaviours with the same verb are held against each other. Among those, every word has
a bit mask of the behaviours that hold it: the ones that share three words with a behaviour come out of a few operations
on whole numbers, however many there are. Apart from small words and verbs, nothing here depends on the language.
"""

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from functools import cache
from itertools import pairwise
from typing import Final, NamedTuple, TypeAlias

from competentie.core import Diagnostic, Message, msg
from competentie.files.read import Context
from competentie.files.yaml import Document
from competentie.wording.texts import Wording, finding, texts
from competentie.wording.words import Lexicon, lexicon

# Counted are the words with a meaning of their own, the verb among them.
SHARED: Final = 3  # besides the verb; with fewer, short texts are alike by chance
MANY: Final = 8  # words besides the verb; of so many three are never half
ALIKE: Final = 0.5  # of the words of both texts together are shared; in the handbook that ships the two pairs that say
# nearly the same have 0.50, and the nearest of the others has 0.27
MOST_VERBS: Final = 3  # of one behaviour that are looked at
CANDIDATES: Final = 16  # of the behaviours that share enough words, so many are compared as a whole, the nearest first
HEAD: Final = 8  # words among which the verb is looked for
KIN: Final = 4  # letters; words that differ in fewer at their end are forms of one word
PLACES: Final = 50  # of one text that are named; who repeats it more often knows
MAX_WORDS: Final = 60  # a longer text is not compared: it is no behaviour
# What bounds time and memory; a catalogue of 500 competencies has 5,500 behaviours
MOST: Final = 20_000  # behaviours of a catalogue that are compared
BLOCK: Final = 2048  # behaviours with the same verb that are held against each other
_DIGITS: Final = re.compile(r"[0-9]+")


class NoLexicon(NamedTuple):
    """What is known of a language that is not known."""

    function: frozenset[str] = frozenset({",", "."})
    negations: frozenset[str] = frozenset()
    scale: frozenset[str] = frozenset()

    def is_finite(self, _word: str) -> bool:
        """Know no verbs."""
        return False


Known: TypeAlias = Lexicon | NoLexicon
_ASCEND: Final = msg("say what the higher level asks beyond the lower one")
_DIFFER: Final = msg("keep one of the two, or say in what they differ")


def behaviours_differ(document: Document, _context: Context) -> Iterator[Diagnostic]:
    """C009, C010: no two behaviours say the same, and least of all at two levels of one competency."""
    for behaviours in texts(document).values():
        for first, *same in _repeated(behaviours):
            own = {first.competency: first}
            pairs = [(one, own.setdefault(one.competency, one)) for one in same]
            again, *more = [one for one, other in pairs if not _two_levels(one, other)] or [first]
            said = msg("`{code}` says the same as `{other}`", code=again.code, other=first.code)
            if more:
                codes = [f"`{one.code}`" for one in more[:PLACES]]
                said = msg("{said}, and again in {codes}", code=again.code, said=said, codes=codes)
            if again is not first:
                yield _alike(document, "C009", again, first, said, more)
            for one, other in pairs:
                if _two_levels(one, other):
                    said = msg(
                        "`{code}` says the same as `{other}`: these levels do not ascend",
                        code=one.code,
                        other=other.code,
                    )
                    yield _alike(document, "C010", one, other, said)


def behaviours_differ_enough(document: Document, _context: Context) -> Iterator[Diagnostic]:
    """C011: no two behaviours say nearly the same; a number, a *not*, a heavier level or another object are enough."""
    for language, behaviours in texts(document).items():
        for one, other in nearly_repeated(behaviours, lexicon(language) or NoLexicon()):
            if _two_levels(one, other):
                said = msg(
                    "`{code}` says nearly the same as `{other}`: these levels hardly ascend",
                    code=one.code,
                    other=other.code,
                )
            else:
                said = msg("`{code}` says nearly the same as `{other}`", code=one.code, other=other.code)
            yield _alike(document, "C011", one, other, said)


def _alike(
    document: Document, code: str, one: Wording, other: Wording, said: Message, more: Sequence[Wording] = ()
) -> Diagnostic:
    related = (
        document.related(other.path, msg("first given here")),
        *(document.related(again.path, msg("and again here")) for again in more[:PLACES]),
    )
    advice = _ASCEND if _two_levels(one, other) else _DIFFER
    return finding(document, code, one, said, advice, related=related)


def _repeated(behaviours: Sequence[Wording]) -> Iterator[list[Wording]]:
    """Yield the behaviours that have one text; case, white space and punctuation make no difference."""
    first: dict[str, Wording] = {}
    again: dict[str, list[Wording]] = {}
    for one in behaviours:
        text = one.plain
        other = first.setdefault(text, one)
        if other is not one and text:
            again.setdefault(text, [other]).append(one)
    yield from again.values()


def _two_levels(one: Wording, other: Wording) -> bool:
    """Tell whether two behaviours stand at two levels of one competency."""
    return one.competency == other.competency and one.level != other.level


def nearly_repeated(behaviours: Sequence[Wording], known: Known) -> Iterator[tuple[Wording, Wording]]:
    """Yield each behaviour that is nearly the same as an earlier one, with the nearest such."""
    found: set[int] = set()
    for verb, group in _groups(behaviours[:MOST], known):
        for start in range(0, len(group), BLOCK):
            for one, other in _pairs(verb, group[start : start + BLOCK], known):
                if id(one) not in found:
                    found.add(id(one))
                    yield one, other


def _groups(behaviours: Sequence[Wording], known: Known) -> Iterator[tuple[str, list[Wording]]]:
    """Yield the behaviours that have what texts must share to say the same: a verb, their numbers, a *not* or none.

    The verbs are those that behaviours begin with.
    """
    first = _verbs(behaviours, known)
    verbs = set(first)
    whole = "\n".join([one.text for one in behaviours])
    numbered = any(digit in whole for digit in "0123456789")
    groups: dict[tuple[object, ...], list[Wording]] = {}
    for verb, one in zip(first, behaviours, strict=True):
        rest: tuple[object, ...] = tuple(_DIGITS.findall(one.text)) if numbered else ()
        if not known.negations.isdisjoint(one.tokens):
            rest = (*rest, known.negations.intersection(one.tokens))
        groups.setdefault((verb, *rest), []).append(one)
        others = verbs.intersection(one.tokens)
        if len(others) > 1:
            for other in sorted(others - {verb})[: MOST_VERBS - 1]:
                groups.setdefault((other, *rest), []).append(one)
    return ((str(key[0]), group) for key, group in groups.items() if len(group) > 1)


def _verbs(behaviours: Sequence[Wording], known: Known) -> list[str]:
    """Return per behaviour the first word that looks like a verb; else the first that means something."""
    is_finite = cache(known.is_finite)
    verbs = []
    for one in behaviours:
        head = one.tokens[:HEAD]
        if head and is_finite(head[0]):
            verbs.append(head[0])
        else:
            meant = (word for word in head if word not in known.function)
            verbs.append(next(filter(is_finite, head), None) or next(meant, ""))
    return verbs


def _pairs(verb: str, group: Sequence[Wording], known: Known) -> Iterator[tuple[Wording, Wording]]:
    """Yield each behaviour of a group that says nearly the same as one before it, with the last such."""
    small = known.function | {verb}
    sets = [{word for word in one.tokens if word not in small} for one in group]
    masks: dict[str, int] = {}  # per word the behaviours so far that hold it, a bit each
    for at, tokens in enumerate(sets):
        if SHARED <= len(tokens) <= MAX_WORDS:
            sharing = _share(tokens, masks, 1 << at)
            if sharing and (other := _nearest(at, sharing, group, sets, known)):
                yield group[at], other


def _share(tokens: AbstractSet[str], masks: dict[str, int], bit: int) -> int:
    """Return the earlier behaviours that share three of these words, or four of many; and add this one to the masks."""
    one = two = three = four = 0  # the behaviours that share so many of the words seen so far
    for word in tokens:
        mask = masks.get(word)
        if mask is None:
            masks[word] = bit
        else:
            four |= three & mask
            three |= two & mask
            two |= one & mask
            one |= mask
            masks[word] = mask | bit
    return four if len(tokens) >= MANY else three


def _nearest(
    at: int, sharing: int, group: Sequence[Wording], sets: Sequence[AbstractSet[str]], known: Known
) -> Wording | None:
    """Return the last of the behaviours in `sharing` that says nearly, and not just, the same as the one here."""
    tokens, one = sets[at], group[at]
    for _ in range(CANDIDATES):
        if not sharing:
            break
        place = sharing.bit_length() - 1
        shared = 1 + len(tokens & sets[place])  # 1 for the verb
        if shared >= ALIKE * (2 + len(tokens) + len(sets[place]) - shared):
            other = group[place]
            if other.plain != one.plain and not _ascends(one, other, known) and not _of_another(one, other, known):
                return other
        sharing ^= 1 << place
    return None


def _ascends(one: Wording, other: Wording, known: Known) -> bool:
    """Tell whether two levels of a competency differ in how heavy they are, such as *for the team*."""
    return _two_levels(one, other) and not known.scale.isdisjoint(set(one.tokens) ^ set(other.tokens))


def _of_another(one: Wording, other: Wording, known: Known) -> bool:
    """Tell whether two texts begin alike and have words of their own in one place; in two competencies, as object."""
    elsewhere = one.competency != other.competency
    if one.tokens[0] != other.tokens[0] or isinstance(known, NoLexicon):
        return elsewhere
    mine, theirs = _own(one, other, known), _own(other, one, known)
    return not mine.isdisjoint(theirs) or (elsewhere and one.tokens[0][:KIN] in mine | theirs)


def _own(one: Wording, other: Wording, known: Lexicon) -> set[str]:
    """Return the beginnings of the words behind which a text has words of its own, not joined to what both say."""
    places: set[str] = set()
    behind, inside = one.tokens[0][:KIN], False
    for before, word in pairwise(one.tokens):
        if word in known.function:
            continue
        stem = word[: max(KIN - 1, -(-len(word) * 3 // 4))]
        if any(there.startswith(stem) and abs(len(there) - len(word)) < KIN for there in other.tokens):
            behind, inside = word[:KIN], False
        elif not inside:
            inside = True
            if before not in known.joins or known.is_finite(word) or word in known.bases:
                places.add(behind)
    return places
