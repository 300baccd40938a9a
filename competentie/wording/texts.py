"""The behaviours of a catalogue as words, findings that point at one of them, and advice about texts of one word.

A catalogue is taken apart once: its behaviours by language, in the order of the file, each with its text as written
and as words in lower case. Commas and full stops stay as words of their own; other punctuation between words is gone.
What has the wrong shape is passed over, as everywhere in these checks.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple, TypeAlias

from competentie.core import Diagnostic, Message, Related, Span, msg
from competentie.files.read import Check, Context, behaviours_in, by_language, fields, language_of
from competentie.files.yaml import DataPath, Document

Texts: TypeAlias = Mapping[str, "list[Wording]"]
"""The behaviours per language, a BCP 47 tag in lower case such as `nl`; empty where nothing tells."""

_Raw: TypeAlias = tuple[str, str, int, DataPath, str, str]
MAX_TEXT: Final = 10_000  # characters of a behaviour that are looked at; more are no behaviour
_LEVEL: Final = re.compile(r"[1-9][0-9]{0,2}")
_APART: Final = "\0"  # between texts that are taken apart together; no file can hold it, a quoted escape can
_TO_SPACE: Final = "“”„«»…•▪"


# Among bytes, of which UTF-8 uses these for nothing else, many are replaced in one go.
_PLAIN: Final = bytes.maketrans(b'()[]{}"/:*_`!?;', b"            ..,")


class Wording(NamedTuple):
    """One behaviour in one language; `tag` is its language in the file, empty for a text without one."""

    competency: str
    level: str
    place: int
    below: DataPath
    tag: str
    text: str
    tokens: list[str]

    @property
    def code(self) -> str:
        """The address of the behaviour, such as `samenwerken.2.3`."""
        return f"{self.competency}.{self.level}.{self.place + 1}"

    @property
    def plain(self) -> str:
        """The text without what makes no difference: case, white space, punctuation."""
        return " ".join(self.tokens).rstrip(" .,")

    @property
    def path(self) -> DataPath:
        """Where it stands in the file."""
        path: DataPath = ("competencies", self.competency, *self.below)
        return (*path, self.tag) if self.tag else path


@lru_cache(maxsize=1)
def texts(document: Document) -> Texts:
    """Return the behaviours of a catalogue by language; taken apart once for all checks of one document."""
    raw: dict[str, list[_Raw]] = {}
    default = language_of(document)
    for row in _rows(document):
        raw.setdefault(row[4].lower() or default, []).append(row)
    return {
        language: [Wording(*row, tokens) for row, tokens in zip(rows, _tokens([row[5] for row in rows]), strict=True)]
        for language, rows in raw.items()
        if rows
    }


def _rows(document: Document) -> Iterator[_Raw]:
    """Yield each wording of each behaviour."""
    for identifier, competency in fields(document.data, "competencies").items():
        for level, index, path, value in behaviours_in(competency):
            if _LEVEL.fullmatch(level):
                for tag, text in by_language(value):
                    yield identifier, level, index, path, tag, text[:MAX_TEXT]


def finding(
    document: Document,
    code: str,
    one: Wording,
    message: Message,
    help: Message | None = None,
    *,
    at: tuple[int, int] | None = None,
    related: tuple[Related, ...] = (),
) -> Diagnostic:
    """Make a finding about a behaviour; `at` is the stretch of its text that is meant, from where to where."""
    message = message._replace(args={**message.args, "language": one.tag})
    span = document.span(*one.path)
    if at is not None:
        span = _stretch(document, span, one.text, at)
    return Diagnostic(code, document.path, span, message, help, related)


def once(check: Check) -> Check:
    """Make a check say once what is wrong with several wordings of one statement, with their languages."""
    return lambda document, context: (_folded if len(texts(document)) > 1 else iter)(check(document, context))


def _folded(found: Iterator[Diagnostic]) -> Iterator[Diagnostic]:
    statements: dict[object, list[Diagnostic]] = {}
    for one in found:
        statements.setdefault((one.code, one.message.args.get("code", one.span)), []).append(one)
    for first, *others in statements.values():
        tags = [one.message.args["language"] for one in (first, *others) if others]
        related = [Related(other.message, other.path, other.span) for other in others]
        said = msg("{said} (in {languages})", said=first.message, languages=tags) if others else first.message
        yield first._replace(message=said, related=(*first.related, *related))


def _stretch(document: Document, span: Span, text: str, at: tuple[int, int]) -> Span:
    """Return the place of a stretch of a text that stands on one line as it is; else that of the whole text."""
    written = document.line(span.line)[span.column - 1 : span.end_column - 1]
    if span.line != span.end_line or text not in {written, written[1:-1]}:
        return span
    start = span.column + (written != text)  # past the quote
    return Span(span.line, start + at[0], span.line, start + at[1])


def _tokens(wordings: Sequence[str]) -> list[list[str]]:
    """Split texts into words; all in one go, which is ten times as fast as one by one."""
    whole = _APART.join([text.replace(_APART, " ") for text in wordings]).lower()
    for mark in _TO_SPACE:
        if mark in whole:
            whole = whole.replace(mark, " ")
    whole = whole.replace("’", "'").encode("utf-8", "surrogatepass").translate(_PLAIN).decode("utf-8", "surrogatepass")
    whole = whole.replace(",", " , ").replace(". ", " . ").replace("." + _APART, " . " + _APART)
    if whole.endswith("."):
        whole = whole[:-1] + " ."
    return [one.split() for one in whole.split(_APART)]


# Texts of one word: nobody can tell from them what is meant

_WITHOUT_BLANKS: Final = frozenset({"zh", "yue", "ja", "th", "lo", "km", "my", "bo"})  # scripts that part no words
_SENTENCE: Final = msg("write a sentence that says what is meant")


def catalogue_texts_are_sentences(document: Document, _context: Context) -> Iterator[Diagnostic]:
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


def profile_texts_are_sentences(document: Document, _context: Context) -> Iterator[Diagnostic]:
    """C013: a rationale is more than one word."""
    for group in ("generic", "specific"):
        for identifier, row in fields(document.data, group).items():
            for tag in _one_word(fields(row).get("rationale"), ""):
                said = msg("the rationale of `{id}` is one word", id=identifier)
                yield document.at("C013", (group, identifier, "rationale", *tag), said, _SENTENCE)


def _one_word(value: object, language: str) -> Sequence[tuple[str, ...]]:
    """Return the language tag of each wording of one word, or nothing in its place for a text without a tag."""
    if isinstance(value, str) and " " in value.strip():
        return ()  # nearly always
    found = [tag for tag, text in by_language(value) if len(text.split(maxsplit=1)) == 1]
    return [(tag,) if tag else () for tag in found if _has_blanks(tag or language)]


def _has_blanks(tag: str) -> bool:
    return tag.lower().split("-")[0] not in _WITHOUT_BLANKS
