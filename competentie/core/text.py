"""What people read and write: how any text is made safe to print, and how names and texts are compared."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

# Default_Ignorable_Code_Point (Unicode 15, DerivedCoreProperties.txt): what is there, and is not seen.
IGNORABLE = (
    "\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_UNSEEN = re.compile(f"[{IGNORABLE}]")
# Besides, what can move a cursor, reorder a line or break an encoder: categories Cc, Cs, Zl and Zp.
_UNSAFE = re.compile(f"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff{IGNORABLE}]")
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
"""A control character that is no blank: it has no place in a name, a note or a cell."""
# Pd and the signs that are typed for it: one hyphen; quotes, primes and accents: one apostrophe.
_HYPHENS = "\u058a\u05be\u1400\u1806\u2010-\u2015\u2043\u2212\u2e17\u2e1a\u2e3a\u2e3b\u2e40\u2e5d\u301c\u3030\u30a0"
_APOSTROPHES = "`\xb4\u02b9\u02bb-\u02bd\u02c8\u02ca\u02cb\u2018-\u201b\u2032\u2035\u02bc\ua78c\uff07\uff40"
_HYPHEN, _APOSTROPHE = re.compile(f"[{_HYPHENS}]"), re.compile(f"[{_APOSTROPHES}]")
# Letters that look like a Latin one (Unicode UTS #39, confusables.txt: lower case Cyrillic and Greek).
_LOOKS = str.maketrans("аеорсухіјѕԁһӏѵԛԝοαικρτυνχγ", "aeopcyxijsdhlvqwoaikptuvxy")


FILLER = "\ue000"
"""A private-use character in the place of what could not be read of a file; a value that holds it is no value."""


def printable(text: str) -> str:
    r"""Return `text` on one line, with white space folded and unsafe characters shown as escapes (`\x1b`)."""
    if text.isprintable() and "  " not in text and (text.isascii() or not _UNSEEN.search(text)):
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
    seen = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", _UNSEEN.sub("", text)).casefold())
    letters = "".join(" " if unicodedata.category(one)[0] in "CPZ" else one for one in seen)
    found = re.sub(r"(?<=\d) +(?=\d)|( +)", lambda gap: "" if gap[1] else " ", letters) or fold(seen)
    return found if found == text else same_text(found)  # as in `same_name`


def same_name(name: str) -> str:
    """Return a name as it is compared: NFKC, one case, one kind of blank, hyphen and apostrophe, nothing unseen."""
    found = fold(_APOSTROPHE.sub("'", _HYPHEN.sub("-", _UNSEEN.sub("", name))))
    if not found.isascii():
        found = fold(_UNSEEN.sub("", unicodedata.normalize("NFKC", found)))
    return found if found == name else same_name(found)  # what one step makes may be matter for another


def alike(names: Iterable[str], common: int = 2) -> Iterator[tuple[str, str]]:
    """Yield names that are alike but for script, accents, the order of words (*Test, Noor*), or one word more.

    Of two of which one has a word more, so many words are common: every *Anna V.* is no *Anna*.
    """
    words = {one: _words(one) for one in {same_name(one): one for one in names}.values()}
    known: dict[frozenset[str], list[str]] = {}
    for one, own in words.items():
        known.setdefault(own, []).append(one)
    for one, own in words.items():
        fewer = [own - {word} for word in own] if len(own) > common else []
        yield from ((one, other) for other in known[own] if own and one < other)
        yield from ((one, other) for less in fewer for other in known.get(less, ()))


def _words(name: str) -> frozenset[str]:
    letters = unicodedata.normalize("NFKD", same_name(name).translate(_LOOKS))
    return frozenset(re.findall(r"[^\W_]+", re.sub(r"[\u0300-\u036f']", "", letters)))


def plain_name(name: str) -> str:
    """Return what a name has of lower-case letters, digits and hyphens: an id, or part of a file's name."""
    letters = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")


def _escaped(match: re.Match[str]) -> str:
    return match[0].encode("unicode_escape").decode("ascii")
