"""What the checks of behaviour texts know of a language: lists of words, and a few patterns.

A lexicon is data, in a file per language. A word is in a list when it misleads hardly ever, because advice that is
wrong costs more trust than advice that is missing. Words are in lower case; patterns ignore case and are used on one
text at a time.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from competentie.wording.texts import Texts, Wording

MAX_WORD: Final = 60  # letters; no verb has more


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of one language that the checks look for."""

    function: frozenset[str]
    """Words that hold a sentence together and say nothing by themselves."""
    negations: frozenset[str]
    scale: frozenset[str]
    """Words that make a behaviour heavier: for whom, how far, how hard, how independently."""

    verbs: frozenset[str]
    """Finite verbs, third person, that are hardly ever anything else."""
    weak_verbs: frozenset[str]
    """Verbs in any form that can be nouns too: good enough to say that there is a verb."""
    finite: re.Pattern[str]
    """A word that looks like a finite verb, in the form that behaviours use."""
    infinitive: re.Pattern[str]
    """A word that looks like a verb in another form, such as an infinitive."""
    not_verbs: frozenset[str]
    """Words of either look that are no verbs."""
    subjects: frozenset[str]
    """What a text begins with when it names who does it; then any word may be the verb."""
    bases: frozenset[str]
    """First words that say there is a verb: bare ones, as in *Listen to others*, and *you*."""
    articles: frozenset[str]
    """Words that follow a bare verb, and hardly ever a noun."""
    noun: re.Pattern[str]
    """A first word that is no bare verb, even where the others are."""
    finite_anywhere: bool
    """Whether a word that looks like a finite verb is one wherever it stands."""

    states: frozenset[str]
    """The first words that `state` can begin with."""
    state: re.Pattern[str]
    """A beginning, its group 1, that says what somebody is, has or feels, or can (group `able`: the act follows)."""

    joins: frozenset[str]
    """Words after which a second behaviour can begin."""
    particles: frozenset[str]
    """Words that belong to a verb: *seeks out and gives* are two verbs with one object."""
    subordinators: frozenset[str]
    """Words that begin a clause inside another."""
    links: frozenset[str]
    """Words by which a clause points back at the one before: together they are one behaviour."""
    determiners: frozenset[str]
    """What must follow a verb that was learnt and can be a noun too; empty where that is no problem."""
    short_forms: frozenset[str]
    """Abbreviations whose full stop ends no sentence."""
    explains: frozenset[str]
    """Words, the first or second of a sentence, that make it explain the one before it."""

    vague_words: frozenset[str]
    """Words of which one is in every match of `vague`."""
    vague: re.Pattern[str]
    """Words that nobody can observe; in group `open` when they leave open in which case; harmless in no group."""

    gendered_words: frozenset[str]
    """Words of which one is in every match of `gendered`."""
    gendered: re.Pattern[str]
    """Words about one gender, what is to be quoted in the last group that matched; in no group when they are a pair."""
    things: re.Pattern[str] | None
    """The end of what stands before such a word, when the word is about a thing."""
    neutral: tuple[str, ...]
    """What to write instead."""

    def is_finite(self, word: str) -> bool:
        """Tell whether a word is a finite verb, or looks like one."""
        return word in self.verbs or (word not in self.not_verbs and _fits(self.finite, word))

    def may_be_verb(self, word: str) -> bool:
        """Tell whether a word that stands anywhere in a text looks like a verb, in whatever form."""
        if word in self.not_verbs:
            return False
        return _fits(self.infinitive, word) or (self.finite_anywhere and _fits(self.finite, word))


def _fits(form: re.Pattern[str], word: str) -> bool:
    return len(word) <= MAX_WORD and form.fullmatch(word) is not None


def _lists(text: str) -> dict[str, frozenset[str]]:
    """Read the sets of words, by their names."""
    return {name: frozenset(words.split()) for name, words in re.findall(r"^(\w+):((?:.|\n )*)", text, re.MULTILINE)}


def _patterns(text: str) -> dict[str, str]:
    """Read the patterns, by their names: in pieces on lines, and with others in the place of their names."""
    patterns: dict[str, str] = {}
    for name, lines in re.findall(r"^(\w+) = ((?:.|\n )*)", text, re.MULTILINE):
        pattern = re.sub(r"\n +", "", lines)
        for other, inner in patterns.items():
            pattern = pattern.replace(f"{{{other}}}", inner)
        patterns[name] = pattern
    return patterns


def _dutch(lists: dict[str, frozenset[str]]) -> None:
    """Add *luister* for *luistert*, and *erop* and its like where a text points back or explains."""
    lists["bases"] |= {verb[:-1] for verb in lists["verbs"] if verb.endswith("t")}
    pronominal = lists.pop("pronominal")
    lists["links"] |= pronominal
    lists["explains"] |= pronominal


def _english(lists: dict[str, frozenset[str]]) -> None:
    """Add *listen* for *listens*."""
    bare = {
        word[:-3] + "y" if word.endswith("ies") else word[:-2] if word.endswith(("sses", "ches", "shes")) else word[:-1]
        for word in lists["verbs"] | lists["weak_verbs"]
        if word.endswith("s") and len(word) > len("does")
    } - lists.pop("ambiguous")
    lists["weak_verbs"] |= bare
    lists["bases"] |= bare


_COMPLETED: Final = {"nl": _dutch, "en": _english}


@cache
def lexicon(language: str) -> Lexicon | None:
    """Return what is known of a language, by its BCP 47 tag in lower case; None for all but Dutch and English."""
    tag = language.split("-", maxsplit=1)[0]
    if tag not in _COMPLETED:
        return None
    text = (Path(__file__).parent / f"{tag}.txt").read_text(encoding="utf-8")
    lists, patterns = _lists(text), _patterns(text)
    _COMPLETED[tag](lists)
    neutral = tuple(patterns.pop("neutral").split("|"))
    forms = {name: re.compile(pattern) for name, pattern in patterns.items() if name in Lexicon.__annotations__}
    return Lexicon(**lists, **{"things": None, **forms}, neutral=neutral, finite_anywhere=tag == "nl")  # type: ignore[arg-type]


def known_texts(texts: Texts) -> Iterator[tuple[Lexicon, Sequence[Wording]]]:
    """Yield the behaviours in a language that is known, with what is known of it."""
    for language, behaviours in texts.items():
        known = lexicon(language)
        if known is not None:
            yield known, behaviours
