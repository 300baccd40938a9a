"""The plain part of YAML, read line by line for a third of what the parser takes; the parser reads all the rest.

Plain is a file of lines such as `name:`, `name: text` and `- text`, with comments. Its texts begin with a letter or
stand in quotes, its numbers are whole, its lists in brackets hold words. Nothing can be wrong with such a file as YAML,
and all readers take it alike; a test holds this one against the parser. It keeps no positions.
"""

import re
from typing import Any, Final

LONGEST: Final = 32_768  # characters; a longer file is a catalogue, which gets advice and so needs positions

_CONTROL: Final = "\x00-\x1f\x7f-\x9f"
_ODD: Final = "\u2028\u2029\ufeff\ufffe\uffff"  # what the parser does not take, or not as part of a line
_NO_TEXT: Final = r"(?!(?:null|Null|NULL|true|True|TRUE|false|False|FALSE)\b)"
_NAME: Final = "[A-Za-z0-9][A-Za-z0-9_-]{0,99}"
_TEXT: Final = rf"{_NO_TEXT}[^\W\d_][^:#{_CONTROL}]*(?:(?::(?!\s|$)|(?<! )#)[^:#{_CONTROL}]*)*(?<! )"
_QUOTED: Final = rf"\"[^\"\\{_CONTROL}]*\"|'[^'{_CONTROL}]*'"
_NUMBER: Final = "0|[1-9][0-9]{0,17}"
_WORDS: Final = f"{_NO_TEXT}[A-Za-z][A-Za-z0-9-]*(?: [A-Za-z0-9][A-Za-z0-9-]*)*"
_LIST: Final = rf"\[(?:{_WORDS}(?:, {_WORDS})*)?\]"
_VALUE: Final = f"{_TEXT}|{_QUOTED}|{_NUMBER}|{_LIST}"
_COMMENT: Final = f"#[^{_CONTROL}]*"
_LINE: Final = re.compile(  # where it stands, what begins it, its value, or what is not plain in it
    rf"^(?:( {{0,20}})(?:(-) (?=\S)|({_NAME}):(?: |$))({_VALUE}|)(?: +(?:{_COMMENT})?)?| *(?:{_COMMENT})?)$|^(.+)$",
    re.MULTILINE,
)


def read_plain(text: str) -> dict[str, Any] | None:
    """Return what a plain file holds; None when it is not plain."""
    root: dict[str, Any] = {}
    here: Any = root  # the mapping or list that is being filled, which stands at `indent`
    indent = 0
    around: list[tuple[Any, int]] = []
    opened = ""  # the name on the line before, when its value stands below it
    for spaces, dash, name, value, other in _lines(text):
        if other:
            return None
        if not dash and not name:
            continue
        depth = len(spaces)
        if opened:
            if depth < indent or (depth == indent and not dash):
                return None
            around.append((here, indent))
            here[opened] = here = [] if dash else {}
            indent, opened = depth, ""
        while depth < indent or (depth == indent and not dash and here.__class__ is list):
            here, indent = around.pop()
        if depth != indent or (here.__class__ is list) is not bool(dash) or (name and name in here):
            return None
        if not value:
            opened = name
        elif dash:
            here.append(_meant(value))
        else:
            here[name] = _meant(value)
    return root if root and not opened else None


def _lines(text: str) -> list[tuple[str, str, str, str, str]]:
    """Return the lines of a text, taken apart; none of one that need not be looked at."""
    return [] if len(text) > LONGEST or any(one in text for one in _ODD) else _LINE.findall(text)


def _meant(value: str) -> str | int | list[str]:
    """Return what a value means as it is written."""
    match value[0]:
        case '"' | "'":
            return value[1:-1]
        case "[":
            return value[1:-1].split(", ") if value != "[]" else []
    return int(value) if value[0] in "0123456789" else value
