"""Advice about the texts of behaviours: the handbook asks for *observable behaviour*, in words for everyone.

Each rule knows Dutch and English and passes over other languages. A rule would rather miss something than be wrong:
what it looks for is in `wording.words`. There is no tagger. The verbs of a catalogue are learnt from it: the first
word of a behaviour is nearly always one. With a short list besides, that finds where a second clause begins; a
clause that points back at the first, such as *and acts on it*, belongs to it.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, islice, pairwise
from operator import attrgetter
from typing import Final

from competentie.core import Diagnostic, msg
from competentie.files.read import Context
from competentie.files.yaml import Document
from competentie.wording.texts import Wording, finding, texts
from competentie.wording.words import Lexicon, known_texts

LONG: Final = 25  # words; more is hard to read in one go, whatever the neighbours are
MUCH_LONGER: Final = 2  # times the median of its competency
ENOUGH: Final = 5  # behaviours; the median of fewer says little
MANY_BARE: Final = 3  # of so many behaviours one begins with a bare verb, in a catalogue that is written so
_BEFORE: Final = 60  # characters before a gendered word that are searched for what it stands for
MAX_WORDS: Final = 200  # of one behaviour; in a longer text no second clause is looked for, its length is what is wrong
QUOTED: Final = 3  # words, to show where something begins
_STOP: Final = re.compile(r"[.!?][\"')”’]?\s+(?=[^\W\d_])")
_WORD: Final = re.compile(r"[^\s,.;]+")
_SHORT_FORM: Final = 24  # characters before a full stop that are searched for an abbreviation
_OWN_WORDS: Final = 2  # that a clause must have besides its verb, or one that is no small word


def verb_present(document: Document, _context: Context) -> Iterator[Diagnostic]:
    """B001: a behaviour has a verb; without one there is nothing to observe."""
    for known, behaviours in known_texts(texts(document)):
        verbs = known.verbs | known.weak_verbs | _learnt(behaviours, known)
        bare = _bare(behaviours, known)
        for one in [one for one in behaviours if verbs.isdisjoint(one.tokens)]:
            if len(one.tokens) > 1 and not _has_verb(one.tokens, known) and bare.isdisjoint(_leads(one.tokens, known)):
                at = _first_words(one.text, 0)
                yield finding(
                    document,
                    "B001",
                    one,
                    msg("`{code}` has no verb: `{words}`", code=one.code, words=_quoted(one.text, at)),
                    msg("begin with what somebody does, in the third person"),
                    at=at,
                )


def act_named(document: Document, _context: Context) -> Iterator[Diagnostic]:
    """B002: a behaviour says what somebody does, not what they are, have, can, know or feel."""
    for known, behaviours in known_texts(texts(document)):
        for one in [one for one in behaviours if one.tokens and one.tokens[0] in known.states]:
            state = known.state.match(one.text)
            if state:
                at = _first_words(one.text, state.start(1))
                said = msg(
                    "`{code}` begins with `{words}`: no one can see that", code=one.code, words=_quoted(one.text, at)
                )
                advice = msg("say what somebody does that shows it")
                if state["able"]:
                    advice = msg("begin with the act: what somebody does, not what they could do")
                yield finding(document, "B002", one, said, advice, at=at)


def one_behaviour(document: Document, _context: Context) -> Iterator[Diagnostic]:
    """B003: one behaviour is rated at a time; a second sentence, or a clause that stands by itself, is a second one."""
    for known, behaviours in known_texts(texts(document)):
        verbs = known.verbs | _learnt(behaviours, known)
        for one in [one for one in behaviours if "." in one.tokens or len(verbs.intersection(one.tokens)) > 1]:
            at = _second_sentence(one, known) or _second_clause(one, known, verbs)
            if at is not None:
                said = msg(
                    "`{code}` holds more than one behaviour: `{words}` begins another",
                    code=one.code,
                    words=_quoted(one.text, at),
                )
                yield finding(document, "B003", one, said, msg("split it, so that each can be rated by itself"), at=at)


def words_observable(document: Document, _context: Context) -> Iterator[Diagnostic]:
    """B004: a behaviour has no words such as *often* and *well*, which everyone measures differently."""
    for known, behaviours in known_texts(texts(document)):
        for one in [one for one in behaviours if not known.vague_words.isdisjoint(one.tokens)]:
            vague = next((found for found in known.vague.finditer(one.text) if found.lastgroup), None)
            if vague is None:
                continue
            if vague["open"]:
                said = msg("`{code}` leaves open in which case: `{words}`", code=one.code, words=vague[0])
                advice = msg("say in which case, or leave the words out")
            else:
                said = msg(
                    "`{code}` says `{words}`, which everyone measures differently", code=one.code, words=vague[0]
                )
                advice = msg("say what can be seen or counted, or leave the word out")
            yield finding(document, "B004", one, said, advice, at=vague.span())


def words_for_everyone(document: Document, _context: Context) -> Iterator[Diagnostic]:
    """B005: a behaviour is not about one gender; the handbook itself says to read *hij-zijn* as *zij-haar* too."""
    for known, behaviours in known_texts(texts(document)):
        for one in [one for one in behaviours if not known.gendered_words.isdisjoint(one.tokens)]:
            at = _gendered(one.text, known)
            if at is not None:
                found = one.text[at[0] : at[1]]
                yield finding(
                    document,
                    "B005",
                    one,
                    msg("`{code}` has words for one gender: `{words}`", code=one.code, words=found),
                    msg("choose words for everyone, such as {words}", words=[f"`{word}`" for word in known.neutral]),
                    at=at,
                )


def lengths_alike(document: Document, _context: Context) -> Iterator[Diagnostic]:
    """B006: no behaviour of 25 words or more has over twice the median of its competency."""
    for behaviours in texts(document).values():
        for _, group in groupby(behaviours, key=attrgetter("competency")):
            neighbours = list(group)
            if len(neighbours) < ENOUGH or max(len(one.tokens) for one in neighbours) < LONG:
                continue
            lengths = [len(one.text.split()) for one in neighbours]
            usual = sorted(lengths)[(len(lengths) - 1) // 2]
            for one, length in zip(neighbours, lengths, strict=True):
                if length >= LONG and length > MUCH_LONGER * usual:
                    said = msg(
                        "`{code}` has {n} words; half of the behaviours of `{id}` have {usual} at most",
                        code=one.code,
                        n=length,
                        id=one.competency,
                        usual=usual,
                    )
                    yield finding(document, "B006", one, said, msg("say it in fewer words, or split it"))


def _gendered(text: str, known: Lexicon) -> tuple[int, int] | None:
    """Return where the first word about one gender stands, from where to where; none of a thing, or in a pair."""
    for found in known.gendered.finditer(text):
        if not found.lastindex:
            continue
        start, end = found.span(found.lastindex)
        if known.things is None or not known.things.search(text[max(0, start - _BEFORE) : start]):
            return start, end
    return None


def _learnt(behaviours: Sequence[Wording], known: Lexicon) -> frozenset[str]:
    """Return the first words of behaviours, as far as they look like verbs."""
    first = {one.tokens[0] for one in behaviours if one.tokens}
    return frozenset(word for word in first if known.is_finite(word))


def _bare(behaviours: Sequence[Wording], known: Lexicon) -> frozenset[str]:
    """Return the first words that are bare verbs, such as *use*; where many are, all that do not look like a noun."""
    begin = [one.tokens[:2] for one in behaviours if len(one.tokens) > 1 and one.tokens[0] not in known.function]
    bare = known.bases | {first for first, after in begin if after in known.articles and not known.is_finite(first)}
    if MANY_BARE * sum(first in bare for first, _ in begin) >= len(behaviours):
        bare |= {first for first, _ in begin if known.noun.fullmatch(first) is None}
    return bare


def _leads(tokens: Sequence[str], known: Lexicon) -> list[str]:
    """Return the words that a text begins with, and go on with behind a comma or an adverb such as *proactively*."""
    return [
        word
        for before, word in pairwise((",", *tokens))
        if before == "," or (before.endswith("ly") and before not in known.bases)
    ]


def _has_verb(tokens: Sequence[str], known: Lexicon) -> bool:
    """Tell whether any word may be a verb, or the first is a state, which is for B002."""
    if tokens[0] in known.states or any(known.may_be_verb(word) for word in tokens):
        return True
    return tokens[0] in known.subjects and any(known.is_finite(word) for word in tokens)


def _second_sentence(one: Wording, known: Lexicon) -> tuple[int, int] | None:
    """Return where a second sentence begins that does not just explain the one before it."""
    if "." not in one.tokens:
        return None
    for stop in _STOP.finditer(one.text):
        before = one.text[max(0, stop.start() - _SHORT_FORM) : stop.start()].split()
        last = before[-1].lower().strip("(") if before else ""
        ends = last not in known.short_forms and len(last) > 1 and "." not in last
        if ends and one.text[stop.end()].isupper() and not _explains(one.text[stop.end() :], known):
            return _first_words(one.text, stop.end())
    return None


def _explains(sentence: str, known: Lexicon) -> bool:
    return not known.explains.isdisjoint(word.strip(".,:") for word in sentence.lower().split(maxsplit=2)[:2])


def _second_clause(one: Wording, known: Lexicon, verbs: frozenset[str]) -> tuple[int, int] | None:
    """Return where a second clause begins that stands by itself: a verb after *and* or a comma, with its own object."""
    tokens = one.tokens
    later = verbs.intersection(tokens)
    if len(later) < 2 or len(tokens) > MAX_WORDS or tokens[0] not in verbs:  # noqa: PLR2004 - two verbs, two clauses
        return None
    begins = [at for at in range(2, len(tokens) - 1) if tokens[at] in later and _begins(tokens, at, known, verbs)]
    ends = (*begins[1:], len(tokens))
    alone = [at for at, end in zip(begins, ends, strict=False) if _alone(tokens, at, end, known)]
    state = tokens[0] in known.states and known.state.match(one.text) is not None
    if len(alone) <= state:  # a state with one act beside it is for B002: without the state, one is left
        return None
    second = alone[state]
    return _place(one.text, tokens[second], tokens[second - 1])


def _begins(tokens: Sequence[str], at: int, known: Lexicon, verbs: frozenset[str]) -> bool:
    """Tell whether a verb begins a clause, and is not the other half of a pair, nor part of a clause inside another."""
    if tokens[at - 1] not in known.joins:
        return False
    if known.determiners and tokens[at] not in known.verbs and tokens[at + 1] not in known.determiners:
        return False
    end = at - 1
    while end and tokens[end - 1] in known.joins:
        end -= 1
    start = next((place for place in range(end, 0, -1) if tokens[place - 1] in known.joins), 0)
    before = set(tokens[start:end])
    if before <= verbs | known.weak_verbs | known.particles:  # two verbs with one object
        return False
    return tokens[end] == "," or known.subordinators.isdisjoint(_since_comma(tokens[:end]))


def _since_comma(tokens: Sequence[str]) -> Sequence[str]:
    return tokens[len(tokens) - tokens[::-1].index(",") :] if "," in tokens else tokens


def _alone(tokens: Sequence[str], at: int, end: int, known: Lexicon) -> bool:
    """Tell whether a clause has words of its own, none that points back, and no noun of the clause before it."""
    clause, before = set(tokens[at + 1 : end]) - {",", "."}, set(tokens[1:at])
    content = clause - known.function
    if not content and len(clause) < _OWN_WORDS:
        return False
    return known.links.isdisjoint(clause) and content.isdisjoint(before)


def _place(text: str, verb: str, join: str) -> tuple[int, int]:
    """Return where a verb stands in a text, behind the word or the comma that joins it to what is before."""
    join = "[,;]" if join == "," else rf"\b{re.escape(join)}"
    found = re.search(rf"{join}\W*\b({re.escape(verb)})(?!\w)", text, re.IGNORECASE)
    return _first_words(text, found.start(1) if found else max(0, text.lower().find(verb)))


def _first_words(text: str, start: int) -> tuple[int, int]:
    """Return the stretch of the first words from a place on, from where to where."""
    tokens = list(islice(_WORD.finditer(text, start), QUOTED))
    return (tokens[0].start(), tokens[-1].end()) if tokens else (start, len(text))


def _quoted(text: str, at: tuple[int, int]) -> str:
    """Return a stretch of a text, with dots where the text goes on."""
    start, end = at
    return f"{text[start:end]} …" if text[end:].strip(" .") else text[start:end]
