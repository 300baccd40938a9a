"""A sentence for a person, before its language is chosen.

The core speaks in `Message`s: an English template and the facts that fill it. `language.Words`
translates and fills them when they are shown, so nothing below the renderers knows a language.
The extractor of translations looks for calls of `msg` and `msgs`.
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


def msg(template: str, /, **args: object) -> Message:
    """Build a message from an English template and its facts."""
    return Message(template, args)


def msgs(one: str, many: str, /, n: int, **args: object) -> Message:
    """Build a message whose wording depends on the number `n`."""
    return Message(one, {"n": n, **args}, many)
