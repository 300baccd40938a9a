"""Who suits which role, on a terminal: per person the roles that come closest, or for one role the people.

The numbers carry the meaning; colour only repeats it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.console import Group as Stack
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as Line

from competentie.basis import Basis
from competentie.domain import Profile
from competentie.language import Words
from competentie.render.basis import basis_line
from competentie.render.facts import rater_text
from competentie.render.layout import DIM, HEADING, INDENT, SPACE, table
from competentie.table.match import Match
from competentie.text import printable

_NARROW: Final = 70  # columns


def roles_page(found: Sequence[Match], profiles: Sequence[Profile], words: Words, basis: Basis) -> RenderableType:
    """Return, per person, the roles that come closest."""
    roles = _Roles(profiles, words)
    parts: list[RenderableType] = []
    widest = max((cell_len(roles.name(one.profile)) for one in found), default=0)
    could = any(map(_is_open, found))
    for _, each in groupby(found, key=lambda one: one.row):
        mine = list(each)
        parts += [Line(_heading(mine[0], roles, words), style=HEADING)]
        parts += [
            _Fitting(mine, (_Column(words("Role"), [roles.name(one.profile) for one in mine], widest),), words, could)
        ]
        parts += [Line()]
    return Stack(*parts, *_foot(found, words, basis))


def people_page(found: Sequence[Match], profile: Profile, words: Words, basis: Basis) -> RenderableType:
    """Return the people in the order in which they come to one role."""
    roles = _Roles([profile], words)
    columns = [_Column(words("Person"), [printable(one.person) for one in found])]
    for head, texts in (
        (words("Now"), [roles.name(one.now) for one in found]),
        (words("Rated by"), [_rated(one, words) for one in found]),
    ):
        columns += [_Column(head, texts)] if any(texts) else []
    heading = Line(words("{role}: who comes closest", role=profile.role), style=HEADING)
    return Stack(
        heading, _Fitting(found, tuple(columns), words, any(map(_is_open, found))), Line(), *_foot(found, words, basis)
    )


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of texts; `width` is asked for where several tables stand under each other."""

    head: str
    texts: Sequence[str]
    width: int = 0


class _Roles:
    """What roles are called: by their title, or by their id where a title is not of one role alone."""

    def __init__(self, profiles: Iterable[Profile], words: Words) -> None:
        titles = {one.id: words.text(one.role) for one in profiles}
        times = Counter(titles.values())
        self._names: Mapping[str, str] = {one: title for one, title in titles.items() if times[title] == 1}

    def name(self, identifier: str | None) -> str:
        return self._names.get(identifier or "", printable(identifier or ""))


@dataclass(frozen=True)
class _Fitting:
    """Matches as a table, with its columns closer together where the terminal is narrow."""

    matches: Sequence[Match]
    columns: tuple[_Column, ...]
    words: Words
    could: bool

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        narrow = options.max_width < _NARROW
        drawn = self._empty(1 if narrow else SPACE, options.max_width // 2 if narrow else _NARROW // 2)
        for place, one in enumerate(self.matches):
            drawn.add_row(
                Line(f"{one.rank}{'=' if one.tied else ' '}"),
                *(Line(column.texts[place]) for column in self.columns),
                Line(f"{one.met}/{one.norms}"),
                Line(_interval(one.shortfall_min, one.shortfall), style=_color(one)),
                Line(str(one.open)),
                *(
                    [Line(_interval(one.rank_min, one.rank_max)) if one.rank_min < one.rank_max else Line()]
                    * self.could
                ),
            )
        yield Padding(drawn, (0, 0, 0, INDENT), expand=False)

    def _empty(self, space: int, most: int) -> Table:
        words, drawn = self.words, table(space)
        drawn.add_column(words("Rank") + " ", justify="right", no_wrap=True, min_width=5)
        for column in self.columns:
            drawn.add_column(column.head, overflow="fold", min_width=min(column.width, most) or None)
        drawn.add_column(words("Met"), justify="right", no_wrap=True, min_width=5)
        drawn.add_column(words("Short"), justify="right", no_wrap=True, min_width=5)
        drawn.add_column(words("Open"), justify="right", no_wrap=True)
        if self.could:
            drawn.add_column(words("Could be"), justify="right", no_wrap=True)
        return drawn


def _heading(one: Match, roles: _Roles, words: Words) -> str:
    """Return who it is, who rated, and which role the person has now."""
    parts = [printable(one.person)]
    rated = _rated(one, words)
    parts += [words("rated by {rater}", rater=rated)] if rated else []
    parts += [words("now {role}", role=roles.name(one.now))] if one.now else []
    return "; ".join(parts)


def _rated(one: Match, words: Words) -> str:
    rater = rater_text(one.rater, one.relation, words)
    return ", ".join(printable(part) for part in (rater, one.date) if part)


def _is_open(one: Match) -> bool:
    return one.rank_min < one.rank_max


def _interval(least: int, most: int) -> str:
    return str(most) if least == most else f"{least}–{most}"


def _color(one: Match) -> str:
    if one.shortfall_min < one.shortfall:
        return "bright_black"
    return "yellow" if one.shortfall else "green"


def _foot(found: Sequence[Match], words: Words, basis: Basis) -> list[RenderableType]:
    """Return how to read the ranks, and what they rest on."""
    lines = [words("Rank: fewest levels short first, then most of the norms met; `=` shares a rank.")]
    if any(one.open for one in found):
        lines.append(
            words(
                "Short as `1–3`: 1 level for certain, 3 as far as the ratings prove. "
                "The order goes by what they prove; `could be` is the rank once all is rated."
            )
        )
    lines.append(words("An order of people is advice, not a decision."))
    return [*(Line(one, style=DIM) for one in lines), Line(basis_line(basis, words), style=DIM)]
