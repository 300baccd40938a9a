"""Advice about the texts of behaviours: the handbook asks for *observable behaviour*, in words for everyone.

Each rule knows Dutch and English and passes over other languages. A rule would rather miss something than be wrong:
what it looks for is in `competentie.wording.words`. The rules that need the verbs of a sentence are in `clauses`.
"""

from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter
from typing import Final

from competentie.core.findings import Diagnostic
from competentie.core.message import msg
from competentie.files.data import Check
from competentie.files.yaml import Document
from competentie.wording.clauses import first_words, one_behaviour, quoted, verb_present
from competentie.wording.texts import finding, texts
from competentie.wording.words import Lexicon, known_texts

LONG: Final = 25  # words; more is hard to read in one go, whatever the neighbours are
MUCH_LONGER: Final = 2  # times the median of its competency
ENOUGH: Final = 5  # behaviours; the median of fewer says little

_BEFORE: Final = 60  # characters before a gendered word that are searched for what it stands for


def act_named(document: Document) -> Iterator[Diagnostic]:
    """B002: a behaviour says what somebody does, not what they are, have, can, know or feel."""
    for known, behaviours in known_texts(texts(document)):
        for one in [one for one in behaviours if one.tokens and one.tokens[0] in known.states]:
            state = known.state.match(one.text)
            if state:
                at = first_words(one.text, state.start(1))
                said = msg(
                    "`{code}` begins with `{words}`: no one can see that", code=one.code, words=quoted(one.text, at)
                )
                yield finding(document, "B002", one, said, msg("say what somebody does that shows it"), at=at)


def words_observable(document: Document) -> Iterator[Diagnostic]:
    """B004: a behaviour has no words such as *often* and *well*, which everyone measures differently."""
    for known, behaviours in known_texts(texts(document)):
        for one in [one for one in behaviours if not known.vague_words.isdisjoint(one.tokens)]:
            vague = known.vague.search(one.text)
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


def words_for_everyone(document: Document) -> Iterator[Diagnostic]:
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


def lengths_alike(document: Document) -> Iterator[Diagnostic]:
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


CHECKS: Final[tuple[Check, ...]] = (
    verb_present,
    act_named,
    one_behaviour,
    words_observable,
    words_for_everyone,
    lengths_alike,
)


def _gendered(text: str, known: Lexicon) -> tuple[int, int] | None:
    """Return where the first word about one gender stands, from where to where; none when it is about a thing."""
    for found in known.gendered.finditer(text):
        start, end = found.span(found.lastindex or 0)
        if known.things is None or not known.things.search(text[max(0, start - _BEFORE) : start]):
            return start, end
    return None
