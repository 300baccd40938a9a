"""What a result rests on: which texts, which norms, which policy, made when and by which version of the program.

Two results with the same fingerprints and the same policy come from the same rule on the same handbook: only the
ratings can make them differ. A mark tells the same of one text. Pure; the day comes in as a value.
"""

import json
from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import chain, combinations
from typing import Final, NamedTuple

from competentie.core.scoring import connected
from competentie.core.terms import Catalogue, Competency, Profile, Text
from competentie.version import __version__

LENGTH: Final = 16  # hexadecimal digits, 64 bits: against accidents, not against forgery
MARK: Final = 8  # of one text, in files of before these held the texts themselves


class ProfileMark(NamedTuple):
    """Which profile, in which version, and a fingerprint of all that it asks."""

    id: str
    version: str
    fingerprint: str


class Basis(NamedTuple):
    """What the results in one output rest on; `made` is the day of the output, as 2026-11-23."""

    catalogue_version: str
    catalogue_fingerprint: str
    attain: Fraction
    profiles: tuple[ProfileMark, ...]
    made: str
    program: str = __version__


def basis_of(catalogue: Catalogue, profiles: Iterable[Profile], made: str) -> Basis:
    """Return what results against these profiles rest on; each profile is named once, in the order given."""
    distinct = {profile.id: profile for profile in profiles}
    marks = (
        ProfileMark(identifier, profile.version, profile_fingerprint(catalogue, profile))
        for identifier, profile in distinct.items()
    )
    return Basis(catalogue.version, fingerprint(catalogue), catalogue.attain, tuple(marks), made)


def profile_fingerprint(catalogue: Catalogue, profile: Profile) -> str:
    """Return a fingerprint of what a profile asks: its norms as resolved, and what its competencies presuppose.

    The catalogue's own fingerprint covers the texts; what presupposes what is not in it, and does decide a result.
    """
    rows = sorted((row.competency, row.group.value, row.norm) for row in profile.rows)
    matter = sorted(chain.from_iterable(connected(catalogue, profile)))
    edges = [(identifier, sorted(catalogue.competencies[identifier].presupposes.items())) for identifier in matter]
    return _digest([rows, edges])[:LENGTH]


def fingerprint(catalogue: Catalogue, competencies: Iterable[str] | None = None) -> str:
    """Return a fingerprint of some competencies' texts (all by default), whatever order they are named in."""
    wanted = sorted(catalogue.competencies if competencies is None else set(competencies))
    texts = [_texts(catalogue.competencies[identifier]) for identifier in wanted]
    return _digest(texts)[:LENGTH]


def text_marks(text: Text) -> Iterator[str]:
    """Yield the marks that older files may have of a text: as it is, and as it was before a translation was added."""
    tags = tuple(text.by_language.items())
    for size in dict.fromkeys((len(tags), max(1, len(tags) - 1), 1)):
        yield from (_digest(dict(some))[:MARK] for some in combinations(tags, size))
    yield from (_digest({"": wording})[:MARK] for wording in text.all())


def competency_mark(competency: Competency) -> str:
    """Return the mark that older files have of a competency: of its label, definition and behaviours."""
    return _digest(_texts(competency))[:MARK]


def _digest(value: object) -> str:
    from hashlib import sha256  # brings OpenSSL, which most commands do without

    canonical = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


def _texts(competency: Competency) -> list[object]:
    levels = [[dict(text.by_language) for text in level] for level in competency.rated_texts()]
    return [competency.id, dict(competency.label.by_language), dict(competency.definition.by_language), levels]
