"""Texts of one word, in a catalogue and in a profile: nobody can tell from them what is meant."""

from collections.abc import Iterator, Sequence
from typing import Final

from competentie.core.findings import Diagnostic
from competentie.core.message import msg
from competentie.files.data import Check, by_language, fields, language_of
from competentie.files.yaml import DataPath, Document
from competentie.wording.texts import finding, texts

_WITHOUT_BLANKS: Final = frozenset({"zh", "yue", "ja", "th", "lo", "km", "my", "bo"})  # scripts that part no words
_SENTENCE: Final = msg("write a sentence that says what is meant")


def catalogue_texts_are_sentences(document: Document) -> Iterator[Diagnostic]:
    """C013: a definition, a contrast and a behaviour are more than one word."""
    language = language_of(document)
    for identifier, competency in fields(document.data, "competencies").items():
        at: DataPath = ("competencies", identifier)
        for tag in _one_word(fields(competency).get("definition"), language):
            said = msg("the definition of `{id}` is one word", id=identifier)
            yield document.at("C013", (*at, "definition", *tag), said, _SENTENCE)
        for other, question in fields(competency, "contrast").items():
            for tag in _one_word(question, language):
                said = msg("what tells `{id}` apart from `{other}` is one word", id=identifier, other=other)
                yield document.at("C013", (*at, "contrast", other, *tag), said, _SENTENCE)
    for tag_of_all, behaviours in texts(document).items():
        for one in [one for one in behaviours if len(one.tokens) <= len(("word", "."))]:
            if _has_blanks(tag_of_all) and len(one.text.split()) == 1:
                yield finding(document, "C013", one, msg("`{code}` is one word", code=one.code), _SENTENCE)


def profile_texts_are_sentences(document: Document) -> Iterator[Diagnostic]:
    """C013: a rationale is more than one word."""
    for group in ("generic", "specific"):
        for identifier, row in fields(document.data, group).items():
            for tag in _one_word(fields(row).get("rationale"), ""):
                said = msg("the rationale of `{id}` is one word", id=identifier)
                yield document.at("C013", (group, identifier, "rationale", *tag), said, _SENTENCE)


CATALOGUE_CHECKS: Final[tuple[Check, ...]] = (catalogue_texts_are_sentences,)
PROFILE_CHECKS: Final[tuple[Check, ...]] = (profile_texts_are_sentences,)


def _one_word(value: object, language: str) -> Sequence[tuple[str, ...]]:
    """Return the language tag of each wording of one word, or nothing in its place for a text without a tag."""
    if isinstance(value, str) and " " in value.strip():
        return ()  # nearly always
    found = [tag for tag, text in by_language(value) if len(text.split(maxsplit=1)) == 1]
    return [(tag,) if tag else () for tag in found if _has_blanks(tag or language)]


def _has_blanks(tag: str) -> bool:
    return tag.lower().split("-")[0] not in _WITHOUT_BLANKS
