"""Data about people that stands in a catalogue or a profile, which many read and which goes to git.

The whole file is looked through line by line: keys, texts, numbers and comments. A finding says where something stands
and never what it says. Addresses of web pages are passed over: they hold `@` and long numbers of their own.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from competentie.core import Diagnostic, Span, lines_of, msg
from competentie.files.read import Context
from competentie.files.yaml import Document

MOST: Final = 20_000  # addresses, or numbers, of one file that are looked at; no text has more

# What people write, not all that is allowed; RFC 5321, 4.5.3.1: at most 64 characters before the `@`
_LOCAL: Final = re.compile(r"[\w.+%-]{1,64}")
_DOMAIN: Final = re.compile(r"@[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}\.[^\W\d_]{2,24}(?![\w@])")
_LOCAL_LENGTH: Final = 64
_WEB_ADDRESS_LENGTH: Final = 400  # characters before something that are searched for the start of a web address

_DIGITS: Final = re.compile(r"[0-9](?:[. \u00a0]?[0-9]){7,30}")
_IN_ONE: Final = re.compile(r"(?<![0-9.])[0-9]{8,9}(?![0-9.])")
_STUCK_BEFORE: Final = re.compile(r"[\w/.-]$|[0-9],$")  # to something longer that it is part of, such as a code
_STUCK_BEHIND: Final = re.compile(r"[\w/-]")
_GROUPS: Final = frozenset({(3, 3, 3), (4, 2, 3), (3, 2, 3)})  # 123 456 782, as on letters 1234.56.782, without its 0
_DATE: Final = re.compile(
    r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:[0-2][0-9]|3[01])|[0-3][0-9][01][0-9](?:19|20)[0-9]{2}"
)
_COMPANY: Final = re.compile(r"kvk(?:.?nummer)?\W{0,9}$", re.IGNORECASE)  # its number at the chamber of commerce has 8
_WEIGHTS: Final = (9, 8, 7, 6, 5, 4, 3, 2, -1)


def no_addresses(document: Document, _context: Context) -> Iterator[Diagnostic]:
    """D002: no e-mail address stands in the file."""
    for number, line, domain in _matches(document, _DOMAIN) if "@" in document.text else ():
        at = domain.start()
        local = _LOCAL.match(line[max(0, at - _LOCAL_LENGTH) : at][::-1])
        if local and not _in_web_address(line, at):
            span = Span(number, at - local.end() + 1, number, domain.end() + 1)
            yield Diagnostic("D002", document.path, span, msg("an e-mail address stands here"), _NO_PERSONS)


def no_citizen_numbers(document: Document, _context: Context) -> Iterator[Diagnostic]:
    """D003: no number stands in the file that can be a Dutch citizen service number (BSN)."""
    if not _holds_digits(document.text):
        return
    said = msg("this number can be a citizen service number (BSN): it passes the 11-test")
    for number, line, digits in _matches(document, _DIGITS):
        for start, end in _citizen_numbers(line, digits):
            span = Span(number, start + 1, number, end + 1)
            yield Diagnostic("D003", document.path, span, said, _NO_PERSONS)


_NO_PERSONS: Final = msg("remove it: this file is shared, and says nothing about persons")


def _matches(document: Document, pattern: re.Pattern[str]) -> Iterator[tuple[int, str, re.Match[str]]]:
    """Yield what matches in a file, with the number and the text of its line."""
    if pattern.search(document.text):
        lines = enumerate(lines_of(document.text), 1)
        yield from islice(((number, line, found) for number, line in lines for found in pattern.finditer(line)), MOST)


def _holds_digits(text: str) -> bool:
    """Tell, many times faster than a pattern can, whether there are enough digits, parted or not."""
    return b"00000000" in text.encode("utf-8", "surrogatepass").translate(_AS_ZEROS, _BETWEEN)


_AS_ZEROS: Final = bytes.maketrans(b"123456789", b"000000000")
_BETWEEN: Final = b". \xc2\xa0"  # the last two are the bytes of U+00A0, a no-break space


def _citizen_numbers(line: str, digits: re.Match[str]) -> Iterator[tuple[int, int]]:
    """Yield which of the digits in a line can be a citizen service number, from where to where."""
    start, end = digits.span()
    stuck = _STUCK_BEFORE.search(line[max(0, start - 2) : start]) or _STUCK_BEHIND.match(line, end)
    if stuck or _in_web_address(line, start):
        return
    if _grouped(digits[0]) and is_citizen_number(re.sub(r"\D", "", digits[0])):
        yield start, end
    for one in _IN_ONE.finditer(digits[0]):
        before = line[max(0, start + one.start() - 20) : start + one.start()]
        if is_citizen_number(one[0]) and not _DATE.fullmatch(one[0]) and not _COMPANY.search(before):
            yield start + one.start(), start + one.end()


def is_citizen_number(digits: str) -> bool:
    """Tell whether digits can be a citizen service number, with or without its leading zero.

    The 11-test of the Logisch Ontwerp BSN (RvIG): the digits times 9, 8 … 2, the last times -1, make a multiple of 11.
    """
    digits = digits.zfill(len(_WEIGHTS))
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=True))
    return total % 11 == 0 and not digits.startswith("00")


def _grouped(digits: str) -> bool:
    separators = set(re.sub(r"\d", "", digits))
    return len(separators) == 1 and tuple(map(len, re.split(r"\D", digits))) in _GROUPS


def _in_web_address(line: str, at: int) -> bool:
    before = line[max(0, at - _WEB_ADDRESS_LENGTH) : at]
    return not before[-1:].isspace() and any("://" in word for word in before.split()[-1:])
