"""JSON lines: one object per line, its keys the columns. Read by Python's own JSON, strictly.

What JSON leaves open, or other readers let pass, is said with its line: a key that stands twice, a value that is a
list or an object, a key that the first line does not have. A number is taken as it is written, so that none is rounded.
"""

import json
from collections.abc import Iterator
from itertools import chain
from typing import Any, Final

from competentie.core import Diagnostic, Message, msg
from competentie.table.columns import Items, Reading
from competentie.table.rows import TableError, line_span
from competentie.table.sources.source import Bytes, FrameBlock, columns_of, empty, frame_blocks, too_long, undecodable

_READ: Final = 8 << 20  # bytes at a time
_ROWS: Final = 50_000  # in a block
_LONGEST: Final = 64 << 20  # bytes in which a line must end
_EXACT: Final = 2**53  # up to here a float holds every whole number
_ONE_PER_LINE: Final = msg("write one object per line, such as {example}", example='{"person": "A", "samenwerken": 2}')


class JsonLinesSource:
    """An open file of JSON lines; its rows are numbered as its lines are."""

    delimiter = ","

    def __init__(self, file: Bytes, shown: str, items: Items, reading: Reading) -> None:
        """Read the first line that holds anything. Raises TableError when no sense can be made of it, OSError."""
        self.shown = shown
        self.again = False
        self._pieces = self._read(file)
        self._held: list[str] = []
        self._line = 1
        for piece in self._pieces:
            blank = next((place for place, line in enumerate(piece) if line.strip()), len(piece))
            self._line += blank
            if blank < len(piece):
                self._held = piece[blank:]
                break
        if not self._held:
            raise empty(shown)
        names = list(self._object(self._line, self._held[0]))
        self.columns = columns_of(names, shown, self._line, items, reading)
        self._places = {name: place for place, name in enumerate(names)}

    def blocks(self) -> Iterator[FrameBlock]:
        """Yield the lines. Raises TableError, OSError."""
        for piece in chain([self._held], self._pieces):
            for place in range(0, len(piece), _ROWS):
                yield from self._blocks(piece[place : place + _ROWS])

    def _blocks(self, lines: list[str]) -> Iterator[FrameBlock]:
        import polars as pl

        start = self._line
        columns: list[list[str | None]] = [[None] * len(lines) for _ in self._places]
        for index, line in enumerate(lines):
            for name, value in self._object(start + index, line).items() if line.strip() else ():
                place = self._places.get(name)
                if place is None:
                    message = msg("`{name}` is not among the keys of the first line", name=name)
                    raise self._wrong(start + index, message, msg("give the first line every key; null is empty"))
                columns[place][index] = value
        self._line += len(lines)
        texts = pl.DataFrame({str(place): pl.Series(cells, dtype=pl.String) for place, cells in enumerate(columns)})
        yield from frame_blocks(texts, start, self.shown)

    def _object(self, number: int, line: str) -> dict[str, str | None]:
        """Read one line as texts by their keys."""
        try:
            pairs = _DECODER.decode(line)
        except json.JSONDecodeError as error:
            message = msg("this line is not valid JSON, from character {n} on", n=error.colno)
            raise self._wrong(number, message, _ONE_PER_LINE) from None
        except (ValueError, RecursionError):
            raise self._wrong(number, msg("this line is not valid JSON"), _ONE_PER_LINE) from None
        if not isinstance(pairs, _Pairs):
            raise self._wrong(number, msg("this line is not a JSON object"), _ONE_PER_LINE)
        found: dict[str, str | None] = {}
        for name, value in pairs:
            if name in found:
                advice = msg("keep one of the two")
                raise self._wrong(number, msg("the key `{name}` stands in this line twice", name=name), advice)
            if isinstance(value, list):
                advice = msg("write one key per value, or leave them out")
                message = msg("under `{name}` stands a list or an object, not one value", name=name)
                raise self._wrong(number, message, advice)
            found[name] = _text(value)
        if "\\u" in line and not _whole(found):
            raise self._wrong(number, msg("this line holds half a character"), msg("write the text as UTF-8"))
        return found

    def _wrong(self, line: int, message: Message, help: Message) -> TableError:
        return TableError(Diagnostic("T014", self.shown, line_span(line), message, help))

    def _read(self, file: Bytes) -> Iterator[list[str]]:
        """Yield whole lines, some at a time."""
        held, number, more = b"", 1, True
        while more:
            read = file.read(_READ)
            more = bool(read)
            held += read
            cut = held.rfind(b"\n") + 1 if more else len(held)
            if not cut and len(held) > _LONGEST:
                raise too_long(self.shown, number, _LONGEST)
            try:
                text = held[:cut].decode("utf-8")
            except UnicodeDecodeError as error:
                raise TableError(undecodable(self.shown, number + held.count(b"\n", 0, error.start))) from None
            if text:
                lines = text.removesuffix("\n").split("\n")
                yield [lines[0].removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}"), *lines[1:]] if number == 1 else lines
                number += len(lines)
            held = held[cut:]


class _Pairs(list[tuple[str, Any]]):
    """The keys and values of an object, in the order in which they are written."""


def _number(text: str) -> str:
    """Write a number that is whole as a whole number, and leave others as they are."""
    number = float(text)
    return str(int(number)) if number.is_integer() and abs(number) <= _EXACT else text


def _constant(name: str) -> str:
    raise ValueError(name)  # NaN and Infinity, which JSON does not have


def _text(value: Any) -> str | None:  # noqa: ANN401 - whatever JSON holds
    if isinstance(value, bool):
        return "true" if value else "false"
    return value or None


def _whole(found: dict[str, str | None]) -> bool:
    try:
        "".join(name + (value or "") for name, value in found.items()).encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


_DECODER: Final = json.JSONDecoder(
    object_pairs_hook=_Pairs, parse_int=str, parse_float=_number, parse_constant=_constant
)
