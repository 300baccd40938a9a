"""The gap table as Markdown, for a report or an issue. User text is escaped: it never becomes markup."""

import re
from collections.abc import Iterable
from typing import Final

# CommonMark 0.31, 2.4 (backslash escapes) and the pipe of GitHub's tables
_MARKUP: Final = re.compile(r"([\\`*_{}\[\]<>()#+!|~&-])")


# `@name` and `#12` are a mention and a link on GitHub and GitLab, also behind a backslash; a comment parts them
_REFERENCE: Final = re.compile(r"(?<!\w)(@|\\#)(?=\w)")


def escape(text: str) -> str:
    """Make a text stand as it is in Markdown."""
    return _REFERENCE.sub(r"\1<!-- -->", _MARKUP.sub(r"\\\1", text))


def table_row(cells: Iterable[str]) -> str:
    """Return a row of a table; the texts in its cells are escaped."""
    return "| " + " | ".join(map(escape, cells)) + " |"
