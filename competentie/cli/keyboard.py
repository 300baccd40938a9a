"""What is typed that is no answer: keys that write nothing, and lines that were pasted behind a note.

Those come in one by one, as if each was typed; only time tells them apart. (Lines are edited by the terminal, and not
by readline: that drops bytes that are no text without a word.)
"""

import os
import select
import sys
from typing import Final

_SOON: Final = 0.05  # seconds: what was pasted is there, and nobody types that fast


def has_keys(typed: str) -> bool:
    """Tell whether a line holds what keys send that write nothing, such as an arrow."""
    return any(ord(letter) < ord(" ") or 0x7F <= ord(letter) < 0xA0 for letter in typed if letter != "\t")  # noqa: PLR2004


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
