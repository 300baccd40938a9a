"""Consoles for the two streams: width, colour and encoding, decided once and per stream.

On a terminal, lines fit its width. Elsewhere nothing is wrapped, truncated or coloured.
"""

import codecs
import os
import shutil
import signal
import sys
import textwrap
import unicodedata
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, TextIO

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

UNBOUNDED: Final = 100_000  # columns: wider than any line we print
FALLBACK: Final = "competentie.fallback"
_NARROWEST: Final = 20  # columns
_BARS: Final = dict(zip("▁▂▃▄▅▆▇█", "_.-~=+*#", strict=True))  # the bars of a chart, the higher the blacker
_SHAPES: Final = dict(zip("▒░·✓▲●▼◇", "=~.v^oV*", strict=True))  # those of figures
_PLAIN: Final = {
    **_BARS,
    **_SHAPES,
    "–": "-",
    "—": "-",
    "…": "...",
    "→": "->",
    "’": "'",
    "‘": "'",
    "“": '"',
    "”": '"',
    "≥": ">=",
    "×": "x",
}


def prepare() -> None:
    """Make the standard streams write something legible for characters that their encoding lacks, instead of failing.

    A stream that was closed before we began leads nowhere. Being ended by the system (SIGTERM, a closed terminal)
    is an interruption like Ctrl-C, so that what was answered is kept.
    """
    codecs.register_error(FALLBACK, _legible)
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 - open until the end
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors=FALLBACK)
    for ending in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, ending):
            with suppress(ValueError):  # not in the main thread: whoever called us decides
                signal.signal(getattr(signal, ending), signal.default_int_handler)


def console(stream: TextIO, color: str, environ: Mapping[str, str]) -> "Console":
    """Return a console on a stream; `color` is auto, always or never.

    In auto, `NO_COLOR` and `FORCE_COLOR` decide when they are not empty (no-color.org), then whether it is a terminal.
    """
    from rich.console import Console

    terminal = stream.isatty()
    colored = is_colored(stream, color, environ)
    return Console(
        file=stream,
        color_system="standard" if colored else None,
        force_terminal=colored or terminal,
        no_color=not colored,
        width=None if terminal else UNBOUNDED,
        markup=False,
        emoji=False,
        highlight=False,
        soft_wrap=not terminal,
    )


def is_colored(stream: TextIO, color: str, environ: Mapping[str, str]) -> bool:
    """Tell whether to colour what goes to a stream."""
    if color != "auto":
        return color == "always"
    wanted = environ.get("FORCE_COLOR") or (stream.isatty() and environ.get("TERM") != "dumb")
    return bool(wanted and not environ.get("NO_COLOR"))


def paint(styles: Mapping[str, str]) -> Callable[[str, str], str]:
    """Return what gives a text one of these styles, for a stream that is coloured; an unknown one changes nothing."""
    from rich.color import ColorSystem
    from rich.style import Style

    known = {name: Style.parse(style) for name, style in styles.items()}

    def painted(text: str, style: str) -> str:
        return known[style].render(text, color_system=ColorSystem.STANDARD) if style in known and text else text

    return painted


def width_of(stream: TextIO) -> int | None:
    """Return how many columns a terminal has; None for what is no terminal, where nothing is broken or cut."""
    if not stream.isatty():
        return None
    columns = 0
    if not os.environ.get("COLUMNS"):
        with suppress(OSError, ValueError):  # what is no terminal after all
            columns = os.get_terminal_size(stream.fileno()).columns  # of this stream: the other may be a pipe
    return max(columns or shutil.get_terminal_size().columns, _NARROWEST)


def fitted(text: str, stream: TextIO) -> str:
    """Break lines between words where they are wider than the terminal."""
    width = width_of(stream)
    return "\n".join(part for line in text.split("\n") for part in broken(line, width))


def text_width(text: str) -> int:
    """Return how many columns a text takes on a terminal."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len  # rich is not there where nothing is drawn

    return cell_len(text)


def broken(line: str, width: int | None) -> list[str]:
    """Break a line between words where it is wider than the terminal; a name that is wider is left whole."""
    if width is None or len(line) <= width:
        return [line]
    parts = textwrap.wrap(line, width, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False) or [""]
    parts[-1] += line[len(line.rstrip()) :]  # what is typed behind a prompt must not stick to it
    return parts


def drawn(renderable: "RenderableType", screen: "Console") -> str:
    """Return what a console draws, without the blanks that tables leave at the end of lines."""
    with screen.capture() as captured:
        screen.print(renderable)
    return "".join(line.rstrip() + "\n" for line in captured.get().split("\n")[:-1])


def _legible(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    found = error.object[error.start]
    ascii_form = unicodedata.normalize("NFKD", found).encode("ascii", "ignore").decode()
    return _PLAIN.get(found, ascii_form or "?"), error.start + 1
