"""One row of a profile file changed where it stands; every other line, comments too, stays as it is.

What comes out is read anew: it must say what was meant and nothing else, or a person is told and no file is touched.
"""

import copy
import json
import re
from collections.abc import Mapping, Sequence

from competentie.core import Message, Span, WrongUseError, msg
from competentie.files.read import fields
from competentie.files.yaml import Document


class ProfileText:
    """The text of a sound profile file, changed step by step; raises WrongUseError where that is not safe."""

    def __init__(self, document: Document) -> None:
        """Begin with a file as it is."""
        self.document = document

    def set(self, path: tuple[str, ...], value: str | int) -> None:
        """Give a field another value where it stands, or add it behind the norm of its row."""
        text = json.dumps(value, ensure_ascii=False)  # in quotes it may stand anywhere, also in braces
        at, norm = self.document.span(*path), self.document.span(*path[:-1], "norm")
        if path[-1] not in fields(self.document.data, *path[:-1]):
            indent = self._indent((*path[:-1], "norm"))
            if indent is not None:
                self._put(norm.end_line + 1, norm.end_line, [f"{indent}{path[-1]}: {text}"], path, value)
                return
            at = Span(norm.end_line, norm.end_column, norm.end_line, norm.end_column)
            text = f", {path[-1]}: {text}"
        lines = self._lines()[at.line - 1 : at.end_line]
        if len(lines) > 1:  # in a text of several lines all may stand that looks like something else
            raise _by_hand(msg("this text stands on several lines"))
        self._put(at.line, at.line, [lines[0][: at.column - 1] + text + lines[0][at.end_column - 1 :]], path, value)

    def add(self, group: str, identifier: str, row: Mapping[str, str | int]) -> None:
        """Add a row behind the others of its group, or a group at the end."""
        rows = fields(self.document.data, group)
        indent = self._indent((group, next(iter(rows)))) if rows else "  "
        if indent is None or (not rows and group in self.document.data):
            raise _by_hand(msg("the rows of `{group}` stand in braces", group=group))
        lines = [f"{indent}{identifier}:"]
        lines += [f"{indent}  {name}: {json.dumps(value, ensure_ascii=False)}" for name, value in row.items()]
        last = self._end_of((group,)) if rows else len(self._lines())
        self._put(last + 1, last, lines if rows else ["", f"{group}:", *lines], (group, identifier), dict(row))

    def remove(self, group: str, identifier: str) -> None:
        """Take a row away, and its group with the last one."""
        path = (group, identifier) if len(fields(self.document.data, group)) > 1 else (group,)
        first, last = self.document.span(*path, key=True).line, self._end_of(path)
        if any(re.search(r"(^|\s)#", line) for line in self._lines()[first - 1 : last]):
            raise _by_hand(msg("a comment (`#`) stands in what would go"))
        self._put(first, last, [], path, None)

    def _indent(self, path: tuple[str, ...]) -> str | None:
        """Return what stands before a key that begins its line; None where it does not."""
        key = self.document.span(*path, key=True)
        before = self._lines()[key.line - 1][: key.column - 1]
        return None if before.strip() else before

    def _end_of(self, path: tuple[str, ...]) -> int:
        """Return the last line on which something of a value stands."""
        inside = (one for one in self.document.scalars() if one.path[: len(path)] == path)
        return max(stretch.line for one in inside for stretch in one.stretches)

    def _lines(self) -> list[str]:
        return self.document.text.splitlines()  # a sound file has no other ends of a line than YAML's own

    def _put(self, first: int, last: int, new: Sequence[str], path: tuple[str, ...], value: object) -> None:
        """Put lines in the place of others; that must set the value at a path (None: take it away), and no more."""
        lines = self.document.text.splitlines(keepends=True)
        end = "\r\n" if lines[0].endswith("\r\n") else "\n"
        if first > len(lines) and not lines[-1].endswith(end):
            lines[-1] += end
        text = "".join([*lines[: first - 1], *(one + end for one in new), *lines[last:]])
        meant = copy.deepcopy(self.document.data)
        inside = meant
        for step in path[:-1]:
            inside = inside.setdefault(step, {})
        if value is None:
            del inside[path[-1]]
        else:
            inside[path[-1]] = value
        self.document = Document(self.document.path, text)
        if self.document.data != meant:
            raise _by_hand(msg("this row is written in a way that cannot be changed safely here"))


def _by_hand(message: Message) -> WrongUseError:
    return WrongUseError(message, msg("change it with an editor; nothing was written"))
