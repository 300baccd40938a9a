"""What a result rests on, as data for a program and as one line for a person."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Final

from competentie.basis import Basis, ProfileMark
from competentie.language import Words
from competentie.text import printable

_NAMED: Final = 3  # profiles in a line; the data names all
_SHORT: Final = 7  # of the digits of a fingerprint, in a line for a person: to compare at a glance; the data has all


def basis_data(basis: Basis) -> dict[str, Any]:
    """Return the `basis` object of every JSON and YAML output; its shape is a contract."""
    return {
        "program": basis.program,
        "date": basis.made,
        "catalogue": {"version": basis.catalogue_version, "fingerprint": basis.catalogue_fingerprint},
        "policy": {"attain": _number(basis.attain)},
        "profiles": [{"id": one.id, "version": one.version, "fingerprint": one.fingerprint} for one in basis.profiles],
    }


def basis_line(basis: Basis, words: Words) -> str:
    """Return the one line at the end of a table or a report; versions come with the head of their fingerprint."""
    return words(
        "Rests on: handbook {handbook}, {profiles}, attain {attain}; {date}, competentie {program}",
        handbook=_edition(basis.catalogue_version, basis.catalogue_fingerprint),
        profiles=_profiles(basis.profiles, words),
        attain=_number(basis.attain),
        date=basis.made,
        program=basis.program,
    )


def _profiles(profiles: Sequence[ProfileMark], words: Words) -> str:
    if len(profiles) == 1:  # the heading has named it already
        return words("profile {edition}", edition=_edition(profiles[0].version, profiles[0].fingerprint))
    if not profiles or len(profiles) > _NAMED:
        return words.plural("{n} profile", "{n} profiles", len(profiles))
    return ", ".join(f"{printable(one.id)} {_edition(one.version, one.fingerprint)}" for one in profiles)


def _edition(version: str, fingerprint: str) -> str:
    return f"{version} {fingerprint[:_SHORT]}"


def _number(share: Fraction) -> int | float:
    """Return a share as the number that a catalogue writes: it has few decimals, and a float gives them back."""
    return int(share) if share.denominator == 1 else float(share)
