"""The shape of an explanation: what a finding means, and why it matters."""

from dataclasses import dataclass

from competentie.core.message import Message


@dataclass(frozen=True, slots=True)
class Page:
    """What is said of one code.

    `title` names the problem in a few words, in lower case; `what` says what it is and what to do; `why` says what
    goes wrong without it. Each is one to three sentences.
    """

    title: Message
    what: Message
    why: Message
