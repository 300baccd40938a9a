"""What people read: a text in one or more languages, how any text is made safe to print, and how names are compared."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

# C0 and C1 controls, bidirectional overrides, line separators, lone surrogates: what can move a cursor,
# reorder a line or break an encoder (Unicode 15, categories Cc, Cs, Zl, Zp and the Bidi_Control property).
# With the soft hyphen, the zero-width space and its kin: what makes two different names look the same.
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ud800-\udfff\ufeff]"
)

IGNORABLE = (
    "\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
"""What is not to be seen, as ranges for a pattern: Default_Ignorable_Code_Point (Unicode 15.1)."""
_INVISIBLE = re.compile(f"[{IGNORABLE}]")

FILLER = "\ue000"
"""A private-use character in the place of what could not be read of a file; a value that holds it is no value."""


def printable(text: str) -> str:
    r"""Return `text` on one line, with white space folded and unsafe characters shown as escapes (`\x1b`)."""
    if text.isprintable() and "  " not in text:
        return text
    folded = " ".join(text.split())
    return _UNSAFE.sub(_escaped, folded)


def displayable(text: str) -> str:
    """Return `text` with its lines and blanks as they are, and unsafe characters shown as escapes."""
    return "\n".join(_UNSAFE.sub(_escaped, line) for line in text.split("\n"))


def lines_of(text: str) -> list[str]:
    """Split a file's text into lines, as YAML 1.2 and editors do: `str.splitlines` knows more ends of a line."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def fold(name: str) -> str:
    """Make a header or a word in a cell comparable: no case, no outer space, single inner spaces."""
    return " ".join(name.casefold().split())


@lru_cache(maxsize=1 << 14)
def same_text(text: str) -> str:
    """Return a text as it is compared: no layout, blanks, invisible characters, case or punctuation (NFKC).

    Of what stands between two figures a blank is left, for 1.5 is not 15. Symbols count: ≥ is not ≤.
    """
    seen = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).casefold()
    letters = "".join(" " if unicodedata.category(one)[0] in "CPZ" else one for one in seen)
    return re.sub(r"(?<=\d) +(?=\d)|( +)", lambda gap: "" if gap[1] else " ", letters) or fold(seen)


def same_name(name: str) -> str:
    """Return a name as it is compared: composed, in one case, with single blanks (Unicode UAX #15, NFC)."""
    return fold(unicodedata.normalize("NFC", name))


def plain_name(name: str) -> str:
    """Return what a name has of lower-case letters, digits and hyphens: an id, or part of a file's name."""
    letters = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")


def _escaped(match: re.Match[str]) -> str:
    return match[0].encode("unicode_escape").decode("ascii")


@dataclass(frozen=True, slots=True)
class Text:
    """A text per language tag; the tag `""` holds a text that was written without one."""

    by_language: Mapping[str, str]

    def in_language(self, *wanted: str) -> str:
        """Return the text in the first wanted language there is, or else the first one written."""
        for language in wanted:
            if language in self.by_language:
                return self.by_language[language]
        return next(iter(self.by_language.values()))

    def all(self) -> tuple[str, ...]:
        """Return every wording, in the order written."""
        return tuple(self.by_language.values())
