"""Consoles for the two streams: width, colour and encoding, decided once and per stream.

On a terminal, lines fit its width. Elsewhere nothing is wrapped, truncated or coloured.
"""

import codecs
import unicodedata
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, TextIO

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

UNBOUNDED: Final = 100_000  # columns: wider than any line we print
FALLBACK: Final = "competentie.fallback"

_PLAIN: Final = {"–": "-", "—": "-", "…": "...", "→": "->", "’": "'", "‘": "'", "“": '"', "”": '"', "≥": ">=", "×": "x"}


def prepare(stream: TextIO) -> None:
    """Make a stream write something legible for characters that its encoding lacks, instead of failing."""
    codecs.register_error(FALLBACK, _legible)
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors=FALLBACK)


def console(stream: TextIO, color: str, environ: Mapping[str, str]) -> "Console":
    """Return a console on a stream; `color` is auto, always or never.

    In auto, `NO_COLOR` and `FORCE_COLOR` decide when they are not empty (no-color.org), then whether it is a terminal.
    """
    from rich.console import Console

    terminal = stream.isatty()
    if color == "auto":
        plain_terminal = environ.get("NO_COLOR") or environ.get("TERM") == "dumb"
        colored = not environ.get("NO_COLOR") and bool(environ.get("FORCE_COLOR") or (terminal and not plain_terminal))
    else:
        colored = color == "always"
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
