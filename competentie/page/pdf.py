"""A page as PDF, set by typst: with tags for who cannot see it (PDF/UA-1), and the same bytes for the same page.

The text of a page is data for `page.typ`, and never a part of it. Fonts are those that typst brings along; where they
lack a letter, those of the machine; where these lack it too, its number stands for it.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Final, cast

import typst

from competentie.page.language import Words
from competentie.page.model import Page
from competentie.page.paper import laid_out

_MISSING: Final = re.compile(r'the text `"((?:[^"\\]|\\.)+)"` could not be displayed')
_SHARP: Final = 220  # points of a picture to an inch
_PICTURES: Final = b"""\
#set page(width: auto, height: auto, margin: 0pt, fill: none)
#for drawing in json(bytes(sys.inputs.drawings)) { page(image(bytes(drawing), format: "svg")) }
"""
_ESCAPED: Final = re.compile(r"\\u\{([0-9a-f]+)\}")


def pdf(page: Page, words: Words) -> tuple[bytes, list[str]]:
    """Return a page as a file, and the letters that no font has."""
    data = json.dumps(asdict(laid_out(page, words)), ensure_ascii=False)
    missing: list[str] = []
    own_fonts = True
    while True:
        try:
            return _compiled(data, own_fonts=own_fonts), missing
        except typst.TypstError as error:
            letters = _without_font(error.diagnostic)
            if not letters:
                raise
        if not own_fonts:
            missing += letters
            for letter in letters:
                data = data.replace(letter, f"[U+{ord(letter):04X}]")
        own_fonts = False


def _without_font(error: str) -> list[str]:
    texts = "".join(_MISSING.findall(error))
    letters = set(_ESCAPED.sub(lambda code: chr(int(code[1], 16)), texts))
    return sorted(letter for letter in letters if not letter.isascii())


def _compiled(data: str, *, own_fonts: bool) -> bytes:
    source = (Path(__file__).parent / "page.typ").read_bytes()
    compiler = typst.Compiler(source, font_paths=_fonts(own=own_fonts), sys_inputs={"page": data})
    return cast("bytes", compiler.compile(format="pdf", pdf_standards=["ua-1"]))


def pictures(drawings: Sequence[str]) -> list[bytes]:
    """Return drawings of SVG as pictures of points (PNG), for what cannot draw."""
    if not drawings:
        return []
    compiler = typst.Compiler(_PICTURES, font_paths=_fonts(own=True), sys_inputs={"drawings": json.dumps(drawings)})
    made = compiler.compile(format="png", ppi=_SHARP)
    return [made] if isinstance(made, bytes) else list(made or ())


@lru_cache
def _fonts(*, own: bool) -> typst.Fonts:
    return typst.Fonts(include_system_fonts=not own)
