"""Mending files by the edits that findings carry: those, and not one byte more."""

import re
from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from competentie.core import Diagnostic, Edit, made

MOST: Final = 50  # times that files are mended and read again
_ENDS: Final = re.compile(rb"(\r\n|\r|\n)")
_OTHERWISE_READ: Final = frozenset({"Y002", "Y015"})  # places in such a text are not those of its bytes


def mend_all(
    before: Mapping[Path, bytes], check: Callable[[Mapping[Path, bytes]], Iterable[Diagnostic]]
) -> dict[Path, bytes]:
    """Return what should stand in the files that can be mended; `check` finds what is wrong with contents."""
    after, todo = dict(before), dict(before)
    for _ in range(MOST):
        if not todo:
            break
        findings = list(check(todo))
        mends = {path: mended(after[path], [one for one in findings if Path(one.path) == path]) for path in todo}
        todo = {path: text for path, text in mends.items() if text != after[path]}
        after |= todo
    return {path: text for path, text in after.items() if text != before[path]}


def mended(content: bytes, findings: Sequence[Diagnostic]) -> bytes:
    """Return a file's content with the edits made that lie apart: where they meet, the next reading tells."""
    if any(finding.code in _OTHERWISE_READ for finding in findings):
        return content
    mark = BOM_UTF8 if content.startswith(BOM_UTF8) else b""
    parts = _ENDS.split(content.removeprefix(mark))  # lines, and between them what ends each
    edits: dict[int, list[Edit]] = {}
    for finding in sorted(findings, key=lambda finding: finding.span):
        last = (
            edits[edit.span.line][-1].span.end_column < edit.span.column
            for edit in finding.fix
            if edit.span.line in edits
        )
        if all(last):
            for edit in sorted(finding.fix, key=lambda edit: edit.span):
                edits.setdefault(edit.span.line, []).append(edit)
    for number, here in edits.items():
        parts[2 * number - 2] = made(parts[2 * number - 2].decode(), here).encode()
    return mark + b"".join(parts)
