"""`ratings`: what is kept on people, with their rights of access and erasure (GDPR, articles 15, 17 and 20)."""

from collections.abc import Mapping
from typing import Final

from competentie.core import Message, msg

COMMANDS: Final[Mapping[str, Message]] = {
    "add": msg("keep forms, ratings files and tables that were filled in elsewhere"),
    "list": msg("list the files with ratings and plans, or those whose time is over"),
    "show": msg("show how a person stands, rater by rater"),
    "export": msg("give a person all that is kept on them, as JSON"),
    "forget": msg("remove all that is kept on a person"),
}
