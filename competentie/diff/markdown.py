"""What changed between two handbooks as Markdown, for a comment on a pull request. User text never becomes markup."""

import re
from collections.abc import Iterator
from typing import Final

from competentie.diff.parts import Diff, Pieces, asked_line, groups, line, pieces, verdict_lines, wordings
from competentie.diff.terms import Change
from competentie.page.language import Words
from competentie.page.markdown import escape

_SLASH: Final = "\\"
_CODE: Final = re.compile(r"\\`((?:[a-z0-9.]|\\-)+)\\`")  # an id or a code, as `escape` leaves it


def changes_markdown(diff: Diff, words: Words) -> str:
    """Return the step that is asked for, how the versions moved, and a table of the changes per heading."""
    title = words("{old} → {new}", old=diff.old_name, new=diff.new_name)
    lines = [f"## {escape(title)}"]
    lines += ["", f"**{escape(asked_line(diff, words))}**"]
    moved = verdict_lines(diff, words)
    lines += ["", *(f"- {escape(one)}" for one in moved)] if moved else []
    head = [words("Step"), words("Change"), words("Old"), words("New")]
    for heading, changes in groups(diff, words):
        lines += ["", f"### {escape(heading)}", "", _row(escape(one) for one in head), "| --- | --- | --- | --- |"]
        lines += [_row(_cells(change, words)) for change in changes]
    return "\n".join([*lines, ""])


def _cells(change: Change, words: Words) -> Iterator[str]:
    old, new = wordings(change, words)
    yield change.step.word
    yield _CODE.sub(lambda code: f"`{code[1].replace(_SLASH, '')}`", escape(line(change, words)))
    if old is not None and new is not None:
        yield from map(_marked, pieces(old, new))
    else:
        yield from (escape(one or "") for one in (old, new))


def _marked(wording: Pieces) -> str:
    return " ".join(f"**{escape(text)}**" if differs else escape(text) for text, differs in wording)


def _row(cells: Iterator[str]) -> str:
    return "| " + " | ".join(cells) + " |"
