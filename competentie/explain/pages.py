"""Every page there is, in the order of the codes, and the pages that a person asks for."""

from typing import Final

from competentie.core.findings import CODES
from competentie.core.message import Message, msg
from competentie.explain import (
    behaviours,
    catalogue,
    notation,
    people,
    plans,
    profiles,
    ratings,
    refused,
    shape,
    syntax,
    tables,
    unreadable,
    versions,
)
from competentie.explain.topic import Page

FAMILIES: Final[dict[str, Message]] = {
    "Y": msg("The file as YAML"),
    "S": msg("The fields of a file"),
    "C": msg("The catalogue as a whole"),
    "B": msg("The texts of behaviours"),
    "P": msg("Profiles"),
    "R": msg("Ratings"),
    "L": msg("Development plans"),
    "D": msg("Data about people"),
    "T": msg("Ratings as a table"),
    "V": msg("Versions"),
}

_MODULES: Final = (
    unreadable,
    syntax,
    refused,
    shape,
    notation,
    catalogue,
    behaviours,
    profiles,
    ratings,
    plans,
    people,
    tables,
    versions,
)
PAGES: Final[dict[str, Page]] = {
    code: module.PAGES[code] for code in CODES for module in _MODULES if code in module.PAGES
}


def find(wanted: str) -> list[str]:
    """Return the codes that a person means, by code or by name, in any case; a name can belong to several."""
    word = "-".join(wanted.casefold().replace("_", "-").split())
    return [code for code in PAGES if word in {code.casefold(), CODES[code][0]}]
