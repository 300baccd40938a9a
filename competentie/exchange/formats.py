"""The one list of formats: what their files are called, how one is known by its content, and who reads and writes it.

A writer has `write(handbook, options)` and returns files by what is put before their ending (the first, ``""``, is the
one that was asked for); a reader has `sniff(content, name)` and `read(content, name, beside)`, where `beside` are the
other files that were named. Modules are imported when they are needed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Final

from competentie.exchange.ledger import Handbook, Proposal


@dataclass(frozen=True, slots=True)
class Options:
    """What an export is asked: whether levels stand beside each other, the moment it is, the language to speak."""

    flat: bool = False
    made: str = "1970-01-01T00:00:00Z"
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Format:
    """The endings of its files, the first unasked, and the modules of the room that read and write it.

    What does not come in is read too, to see what is left of it. An `exact` one knows that profiles extend others.
    """

    endings: tuple[str, ...]
    reader: str
    writer: str
    comes_in: bool = True
    exact: bool = False

    def sniff(self, content: bytes, name: str) -> bool:
        """Tell whether a file is of this format, by its content; the name only helps."""
        return bool(_module(self.reader).sniff(content, name))

    def read(self, content: bytes, name: str, beside: Mapping[str, bytes]) -> Proposal:
        """Return what a file says. Raises WrongUseError where it cannot be read at all."""
        proposal: Proposal = _module(self.reader).read(content, name, beside)
        return proposal

    def write(self, handbook: Handbook, ending: str, options: Options) -> dict[str, bytes]:
        """Return the files of a handbook. Raises WrongUseError where the format refuses it."""
        files: dict[str, bytes] = _module(self.writer).write(handbook, ending, options)
        return files


def _module(name: str):  # type: ignore[no-untyped-def]  # noqa: ANN202
    return import_module(f"competentie.exchange.{name}")


FORMATS: Final[Mapping[str, Format]] = {
    "docx": Format((".docx",), "word_in", "word_out"),
    "moodle": Format((".csv",), "moodle", "moodle"),
    "case": Format((".json",), "case", "case"),
    "table": Format((".xlsx", ".csv"), "table_in", "table_out", exact=True),
    "skos": Format((".ttl",), "skos", "skos", comes_in=False),
    "limesurvey": Format((".txt",), "surveys", "surveys", comes_in=False),
    "feedback": Format((".xml",), "surveys", "surveys", comes_in=False),
}
"""In the order in which a file that comes in is tried: a table is whatever else has rows."""
