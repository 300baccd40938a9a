"""What makes a finding the same finding in the next run, wherever it has moved to in its file."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from competentie.core.findings import Diagnostic
from competentie.core.message import Message
from competentie.validate.setting import slashed

_MOVING: Final = frozenset({"line", "column", "row"})  # the facts of a message that say where, and not what
_ABOUT_PEOPLE: Final = ("D", "T")  # the facts of these could be guessed back from a hash: there are few people
_DIGITS: Final = 32  # of SHA-256: 128 bits


def fingerprints(found: Iterable[Diagnostic]) -> list[str]:
    """Return a hash for each finding: of its code, file and facts, and of its rank among those that share these.

    No hash occurs twice; none depends on a line number or on the language of the run.
    """
    seen: Counter[str] = Counter()
    result = []
    for one in found:
        what = json.dumps([one.code, slashed(one.path), *_facts(one)])
        seen[what] += 1
        result.append(hashlib.sha256(f"{what}#{seen[what]}".encode("ascii")).hexdigest()[:_DIGITS])
    return result


def _facts(one: Diagnostic) -> list[object]:
    return [] if one.code.startswith(_ABOUT_PEOPLE) else _told(one.message)


def _told(message: Message) -> list[object]:
    return [message.template, *(_fact(value) for value in _staying(message.args))]


def _staying(facts: Mapping[str, object]) -> list[object]:
    return [facts[name] for name in sorted(facts) if name not in _MOVING]


def _fact(value: object) -> object:
    match value:
        case Message():
            return _told(value)
        case list() | tuple():
            return [_fact(item) for item in value]
    return str(value)
