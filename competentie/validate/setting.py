"""What a report needs to know besides the findings: the words, the time, and where the files lie."""

import os
import posixpath
from dataclasses import dataclass, field
from pathlib import Path, PurePath

from competentie.page.language import Words


@dataclass(frozen=True, slots=True)
class Setting:
    """The run that a report tells of."""

    words: Words
    time: str = "1970-01-01T00:00:00"
    """When it was, in UTC and without saying so, as JUnit wants it."""
    folder: Path = field(default_factory=Path)
    """The working folder, absolute: paths are told from there."""
    within: str = ""
    """Where the working folder lies in the checkout of a CI: the services that read a report start at its top."""

    def path(self, path: str) -> str:
        """Return a path from the top of the checkout, or absolute when it lies elsewhere."""
        plain = slashed(path)
        if PurePath(path).is_absolute():
            return plain
        return posixpath.normpath(posixpath.join(self.within, plain))

    def uri(self, path: str) -> str:
        """Return a path as a URI reference: relative below the top of the checkout, else `file://`.

        No `..` may be left in it, and nothing but ASCII (SARIF 2.1.0, 3.10.1 to 3.10.4).
        """
        from urllib.parse import quote

        placed = self.path(path)
        if PurePath(path).is_absolute() or placed.startswith("../"):
            return (self.folder / path).resolve().as_uri()
        return quote(os.fsencode(placed))


def slashed(path: str) -> str:
    """Return a path with `/` between its parts, on every system."""
    return PurePath(path).as_posix()
