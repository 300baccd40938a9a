"""How a command ends: the exit codes, and the two ways of not finishing that are nobody's bug."""

from collections.abc import Sequence
from enum import IntEnum

from competentie.diagnostics import Diagnostic
from competentie.message import Message


class Exit(IntEnum):
    """The exit codes; scripts rely on them."""

    FINE = 0
    FINDINGS = 1
    USAGE = 2
    BUG = 3
    INTERRUPTED = 130


class UsageError(Exception):
    """The command cannot be carried out as it was asked; says why, and what to do."""

    def __init__(self, message: Message, help: Message | None = None) -> None:
        """Carry the two sentences."""
        super().__init__(message.template)
        self.message = message
        self.help = help


class FindingsError(Exception):
    """The data that the command needs has errors, or could not be opened (then the exit code is 2)."""

    def __init__(self, found: Sequence[Diagnostic]) -> None:
        """Carry the findings."""
        super().__init__(len(found))
        self.found = found
