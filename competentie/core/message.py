"""A sentence for a person, before its language is chosen.

The core speaks in `Message`s: an English template and the facts that fill it. `language.Words`
translates and fills them when they are shown, so nothing below the renderers knows a language.
The extractor of translations looks for calls of `msg`, `words` and `N_` (CONTRIBUTING.md, "Words").
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Message:
    """An English template with `{named}` places, and what goes in them.

    With `plural` set, `args["n"]` chooses between the two templates.
    An argument may be a `Message` itself; other arguments are data and are never read as a template.
    """

    template: str
    args: Mapping[str, object] = field(default_factory=dict)
    plural: str = ""


class WrongUseError(Exception):
    """What was asked for cannot be done; says why, and what to do. It ends a command, which says so."""

    def __init__(self, message: Message, help: Message | None = None) -> None:
        """Carry the two sentences."""
        super().__init__(message.template)
        self.message = message
        self.help = help


def msg(template: str, /, **args: object) -> Message:
    """Build a message from an English template and its facts."""
    return Message(template, args)


def N_(text: str) -> str:  # noqa: N802 - gettext's own name for a text that is translated later
    """Mark a text for the extractor, where it can be no `Message`."""
    return text
