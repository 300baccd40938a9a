"""Markup, of which nothing is made but here: what is not `Safe` is escaped. Shared by HTML and the SVG within it."""

from collections.abc import Iterable
from html import escape
from typing import Final


class Safe(str):
    """Markup that was made here."""

    __slots__ = ()


_EMPTY: Final = frozenset({"meta", "input"})
_BLOCKS: Final = frozenset(
    {
        "html",
        "head",
        "body",
        "header",
        "main",
        "ul",
        "dl",
        "table",
        "thead",
        "tbody",
        "tr",
        "div",
        "section",
        "nav",
        "figure",
    }
)


def tag(name: str, content: str = "", /, **attributes: str | bool) -> Safe:
    """Return an element; its content is escaped unless it was made here, empty attributes are left out."""
    written = "".join(
        f" {key.rstrip('_').replace('_', '-')}" + ("" if value is True else f'="{escape(str(value))}"')
        for key, value in attributes.items()
        if value
    )
    if name in _EMPTY:
        return Safe(f"<{name}{written}>")
    inside = escaped(content)
    return Safe(f"<{name}{written}>\n{inside}\n</{name}>" if name in _BLOCKS else f"<{name}{written}>{inside}</{name}>")


def escaped(text: str) -> Safe:
    """Return a text that means nothing but itself."""
    return text if isinstance(text, Safe) else Safe(escape(text))


def joined(parts: Iterable[str]) -> Safe:
    """Return parts under each other."""
    return Safe("\n".join(escaped(part) for part in parts))
