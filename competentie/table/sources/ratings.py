"""A ratings file as a table of one row, so that interviews are scored and matched as tables are.

What one of a group of raters answered is not told apart from the others: such a file is passed over, and said to be.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from competentie.core import GROUPED, Rating, Ratings, WrongUseError, fold, msg
from competentie.ratings.checks import load_ratings
from competentie.table.columns import EVERY, Columns, Items, Rateable, Reading
from competentie.table.rows import TableError
from competentie.table.sources.source import FrameBlock, frame_blocks

_FIELDS: Final = ("person", "profile", "rater", "relation", "date")


class RatingsSource:
    """An open ratings file: columns for all that can be rated, and one row."""

    delimiter = ","
    again = True

    def __init__(self, path: Path, shown: str, items: Items, reading: Reading) -> None:
        """Read the file, and hold it against the catalogue. Raises TableError when it is not sound, WrongUseError."""
        held, findings = load_ratings(path, items.catalogue)
        if held is None:
            raise TableError(*findings)
        self.shown = shown
        self._ratings, self._items = held.ratings, items
        fields = {name: place for place, name in enumerate(_FIELDS)}
        asked = {f"keep:{fold(one)}": fold(one) for one in (*reading.by, *reading.keep) if fold(one) != EVERY}
        for name in asked.values():
            if name not in fields:
                message = msg("{path} is a ratings file, and has no column `{name}`", path=shown, name=name)
                raise WrongUseError(message, msg("choose one of: {names}", names=list(fields)))
        notes = []
        if self._of_group:
            notes.append(msg("files of raters in a group are passed over; `competentie compare` shows them together"))
        elif held.lost:
            notes.append(msg("answers on texts that have changed are left out, in {path}", path=shown))
        header = (*_FIELDS, *(item.code for item in items.all))
        places = tuple(range(len(_FIELDS), len(header)))
        self._remarks = [
            (code, name, text) for code, one in self._ratings.remarks.items() for name, text in one.items()
        ]
        items_of = {item.code: item for item in items.all}
        beside = {len(header) + at: (items_of[code], name) for at, (code, name, _) in enumerate(self._remarks)}
        header += tuple(f"{code} {name}" for code, name, _ in self._remarks)
        kept = {key: fields[name] for key, name in asked.items()}
        by = tuple(asked)[: len(reading.by)]
        columns = (header, fields | kept, items.all, places, tuple(notes), beside)
        self.columns = Columns(*columns, kept=tuple(kept), by=by)

    @property
    def _of_group(self) -> bool:
        return self._ratings.relation in GROUPED

    def blocks(self) -> Iterator[FrameBlock]:
        """Yield the row."""
        import polars as pl

        if self._of_group:
            return
        cells = [getattr(self._ratings, name) for name in _FIELDS]
        cells += [_cell(self._ratings, item) for item in self._items.all]
        cells += [text for _, _, text in self._remarks]
        row = {str(place): pl.Series([cell], dtype=pl.String) for place, cell in enumerate(cells)}
        yield from frame_blocks(pl.DataFrame(row), 1, self.shown)


def _cell(ratings: Ratings, item: Rateable) -> str | None:
    rated = ratings.rated.get(item.competency)
    if isinstance(rated, tuple):
        rating = rated[item.level - 1][item.number - 1] if item.level else Rating.UNRATED
        return None if rating is Rating.UNRATED else rating.value
    return str(rated) if isinstance(rated, int) and not item.level else None
