"""Lines that are typed at a prompt, and lines that were pasted behind a note, which are no answers.

Pasted ones come in one by one, as if each was typed; only time tells them apart. (Lines are edited by the terminal, and
not by readline: that drops bytes that are no text without a word.)
"""

import os
import select
import sys
from typing import TYPE_CHECKING, Final

from competentie.core import CONTROL

if TYPE_CHECKING:
    from competentie.cli.session import Session

LONGEST_LINE: Final = 4095  # bytes that a terminal gives at once (termios(3), canonical mode)

_SOON: Final = 0.05  # seconds: what was pasted is there, and nobody types that fast


def ask(session: "Session", prompt: str) -> str:
    """Show a prompt on stderr and read one line; stdout stays free for the result."""
    while True:
        session.tell(prompt + " > ", end="")
        try:
            typed = input().strip()
            typed.encode("utf-8")  # a byte that is no text comes through as a surrogate in some locales
        except UnicodeError:
            session.tell(session.words("this could not be read as text; type it again"))
            continue
        if CONTROL.search(typed):
            session.tell(session.words("an arrow or another control key stands in it; type it again"))
            continue
        if len(typed.encode()) >= LONGEST_LINE:
            session.tell(session.words("the terminal takes no longer line, and may have cut this one"))
        return typed


def pasted() -> str:
    """Return what waits to be read, as one line; where its last line has no end, Enter is waited for."""
    try:
        import termios
    except ImportError:  # Windows gives each line by itself, and does not tell what waits
        return ""
    number = sys.stdin.fileno()
    before = termios.tcgetattr(number)
    waiting = b""
    try:
        half = [*before[:3], before[3] & ~termios.ICANON, *before[4:6], [*before[6]]]  # half a line can be seen too
        half[6][termios.VMIN], half[6][termios.VTIME] = 1, 0
        termios.tcsetattr(number, termios.TCSANOW, half)
        while select.select([number], [], [], _SOON)[0] and (part := os.read(number, 1 << 16)):
            waiting += part
    finally:
        termios.tcsetattr(number, termios.TCSANOW, before)
    text = waiting.decode(sys.stdin.encoding, "replace")
    return " ".join((text + (input() if text and not text.endswith("\n") else "")).split())
