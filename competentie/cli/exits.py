"""How a command ends: the exit codes, and the two ways of not finishing that are nobody's bug."""

from collections.abc import Sequence
from enum import IntEnum
from typing import Final

from competentie.core.findings import Diagnostic
from competentie.core.message import WrongUseError


class Exit(IntEnum):
    """The exit codes; scripts rely on them."""

    FINE = 0
    FINDINGS = 1
    USAGE = 2
    BUG = 3
    INTERRUPTED = 130


class UsageError(WrongUseError):
    """The command cannot be carried out as it was asked."""


_NOT_OPENED: Final = frozenset({"Y001", "Y016", "Y017"})  # there is nothing in such a file to be wrong


_MOST: Final = 250  # findings take some four lines each


class FindingsError(Exception):
    """The data that the command needs has errors, or could not be opened (then the exit code is 2)."""

    def __init__(self, findings: Sequence[Diagnostic], most: int = _MOST) -> None:
        """Carry the findings, of which `most` are shown."""
        super().__init__(len(findings))
        self.found = findings
        self.most = most

    @property
    def exit(self) -> Exit:
        """The exit code."""
        return Exit.USAGE if any(finding.code in _NOT_OPENED for finding in self.found) else Exit.FINDINGS
