"""Lines that are typed at a prompt: edited where readline is, one note where several were pasted.

What came in before a prompt was shown answers nothing, and is named. Pasted lines come in one by one, as if each was
typed; only time tells them apart.
"""

import os
import re
import select
import sys
from contextlib import suppress
from types import ModuleType
from typing import TYPE_CHECKING, Final

from competentie.core import CONTROL
from competentie.page.streams import fitted

if TYPE_CHECKING:
    from competentie.cli.session import Session

LONGEST_LINE: Final = 4095  # bytes that a terminal gives at once (termios(3), canonical mode)
STYLES: Final = {"title": "bold", "prompt": "bold cyan", "aside": "dim"}
"""How what is shown in a conversation is told apart: what is asked about, where one types, what helps."""

_STYLED: Final = re.compile("\x1b\\[[0-9;]*m")
_SOON: Final = 0.05  # seconds: what was pasted is there, and nobody types that fast


def ask(session: "Session", prompt: str, given: str = "") -> str:
    """Show a prompt and read one line; `given` is there already, to be changed, and stays where nothing is typed."""
    while True:
        if early := _waiting(0):
            session.tell(session.words("typed before this was asked, so not taken: {text}", text=early))
        try:
            typed = _line(session, prompt, given).strip()
            typed.encode("utf-8")  # a byte that is no text comes through as a surrogate in some locales
        except UnicodeError:
            session.tell(session.words("this could not be read as text; type it again"))
            continue
        if CONTROL.search(typed):
            session.tell(session.words("an arrow or another control key stands in it; type it again"))
            continue
        if _editor() is None and len(typed.encode()) >= LONGEST_LINE:
            session.tell(session.words("the terminal takes no longer line, and may have cut this one"))
        return " ".join(typed.splitlines())


def _line(session: "Session", prompt: str, given: str) -> str:
    """Read a line: on stderr where stdout is kept free for the result, else where readline can edit it."""
    editor, paint = _editor(), session.paint(sys.stderr, STYLES)
    whole = f"{prompt} [{given}]" if given and editor is None else prompt
    *above, last = fitted(whole + " > ", sys.stderr).split("\n")
    for line in above:
        session.tell_in_place(paint(line, "prompt") + "\n")
    shown = paint(last.removesuffix("> "), "prompt") + "> "
    if editor is None:
        session.tell_in_place(shown)
        return input() or given
    if given:
        editor.set_startup_hook(lambda: editor.insert_text(given))
    try:
        return input(_STYLED.sub("\x01\\g<0>\x02", shown))  # what takes no room (RL_PROMPT_START_IGNORE)
    finally:
        editor.set_startup_hook()


def _editor() -> ModuleType | None:
    """Return readline, where it is and Python uses it: between a terminal and a terminal.

    A byte that is no text it leaves out, also of what it shows: what stands there is what is taken.
    """
    if sys.stdout.isatty():
        with suppress(ImportError):
            import readline

            return readline
    return None


def pasted() -> str:
    """Return what waits to be read, as one line; where its last line has no end, Enter is waited for."""
    text = _waiting(_SOON)
    return " ".join((text + (input() if text and not text.endswith("\n") else "")).split())


def _waiting(seconds: float) -> str:
    """Return what waits to be read, or comes within so many seconds after the last of it."""
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
        while select.select([number], [], [], seconds)[0] and (part := os.read(number, 1 << 16)):
            waiting += part
    finally:
        termios.tcsetattr(number, termios.TCSANOW, before)
    return waiting.decode(sys.stdin.encoding, "replace")
