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

from competentie.core.basis import Basis
from competentie.core.terms import Profile
from competentie.core.text import printable
from competentie.page.language import Words
from competentie.page.layout import DIM, HEADING, INDENT, SPACE, table
from competentie.page.phrases import basis_line, rater_text
from competentie.table.match import Match

_NARROW: Final = 70  # columns
_LEAST: Final = 8  # columns for a text, however narrow the terminal


def roles_page(found: Sequence[Match], profiles: Sequence[Profile], words: Words, basis: Basis) -> RenderableType:
    """Return, per person, the roles that come closest."""
    roles = _Roles(profiles, words)
    numbers = _Numbers(found, words)
    texts = [[roles.name(one.profile)] for one in found]
    parts: list[RenderableType] = []
    for _, each in groupby(range(len(found)), key=lambda place: found[place].row):
        places = list(each)
        heading = _heading([found[place] for place in places], roles, words)
        parts += [Line(heading, style=HEADING), _Fitting(numbers, (words("Role"),), texts, texts, places), Line()]
    return Stack(*parts, *_foot(found, words, basis))


def people_page(found: Sequence[Match], profile: Profile, words: Words, basis: Basis) -> RenderableType:
    """Return the people in the order in which they come to one role."""
    heads = (words("Person"), words("Now"), words("Rated by"))
    texts = [[printable(one.person), printable(one.now or ""), _rated(one, words)] for one in found]
    kept = [place for place in range(len(heads)) if not place or any(one[place] for one in texts)]
    drawn = _Fitting(
        _Numbers(found, words),
        tuple(heads[place] for place in kept),
        [[one[place] for place in kept] for one in texts],
        [[who, words("now {role}", role=now) if now else "", rated] for who, now, rated in texts],
        range(len(found)),
    )
    heading = Line(words("{role}: who comes closest", role=profile.role), style=HEADING)
    return Stack(heading, drawn, Line(), *_foot(found, words, basis))


class _Numbers:
    """The numbers of all matches of a page, as cells that are as wide in each of its tables."""

    def __init__(self, found: Sequence[Match], words: Words) -> None:
        could = any(map(_is_open, found))
        self.heads = [words("Rank") + " ", words("Met"), words("Short"), words("Open")]
        self.heads += [words("Could be")] if could else []
        self.cells = [_cells(one)[: len(self.heads)] for one in found]
        self.styles = [_color(one) for one in found]
        self.widths = [max(cell_len(cell) for cell in column) for column in zip(self.heads, *self.cells, strict=True)]


@dataclass(frozen=True)
class _Fitting:
    """Some matches of a page as a table: texts side by side where they fit, else under each other."""

    numbers: _Numbers
    heads: Sequence[str]
    texts: Sequence[Sequence[str]]
    stacked: Sequence[Sequence[str]]
    places: Sequence[int]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        narrow = options.max_width < _NARROW
        space, indent = (1, 0) if narrow else (SPACE, INDENT)
        room = options.max_width - indent - sum(self.numbers.widths) - space * len(self.numbers.widths)
        heads, texts = self.heads, self.texts
        widths = self._widths(heads, texts)
        if sum(widths) + space * (len(widths) - 1) > room:
            texts = [["\n".join(part for part in one if part)] for one in self.stacked]
            longest = max(cell_len(part) for one in self.stacked for part in one)
            heads, widths = heads[:1], [max(_LEAST, min(room, longest))]
        drawn = self._empty(heads, widths, space)
        for place in self.places:
            first, *cells = map(Line, self.numbers.cells[place])
            cells[1].stylize(self.numbers.styles[place])
            drawn.add_row(first, *map(Line, texts[place]), *cells)
        yield Padding(drawn, (0, 0, 0, indent), expand=False)

    def _empty(self, heads: Sequence[str], widths: Sequence[int], space: int) -> Table:
        drawn = table(space)
        (rank, *others), (wide, *their) = self.numbers.heads, self.numbers.widths
        drawn.add_column(rank, justify="right", no_wrap=True, width=wide)
        for head, width in zip(heads, widths, strict=True):
            drawn.add_column(head, overflow="fold", width=width)
        for head, width in zip(others, their, strict=True):
            drawn.add_column(head, justify="right", no_wrap=True, width=width)
        return drawn

    @staticmethod
    def _widths(heads: Sequence[str], texts: Sequence[Sequence[str]]) -> list[int]:
        return [max(map(cell_len, column)) for column in zip(heads, *texts, strict=True)]


class _Roles:
    """What roles are called: by their title, or by their id where a title is not of one role alone."""

    def __init__(self, profiles: Iterable[Profile], words: Words) -> None:
        titles = {one.id: words.text(one.role) for one in profiles}
        times = Counter(titles.values())
        self._names: Mapping[str, str] = {one: title for one, title in titles.items() if times[title] == 1}

    def name(self, identifier: str | None) -> str:
        return self._names.get(identifier or "", printable(identifier or ""))


def _heading(mine: Sequence[Match], roles: _Roles, words: Words) -> str:
    """Return who it is, who rated, which role the person has now, and whether there is anything to go by."""
    one = mine[0]
    parts = [printable(one.person)]
    rated = _rated(one, words)
    parts += [words("rated by {rater}", rater=rated)] if rated else []
    parts += [words("now {role}", role=roles.name(one.now))] if one.now else []
    unrated = all(each.open == each.norms and not each.shortfall_min for each in mine)
    parts += [words("nothing to go by is rated")] if unrated else []
    return "; ".join(parts)


def _rated(one: Match, words: Words) -> str:
    rater = rater_text(one.rater, one.relation, words)
    return ", ".join(printable(part) for part in (rater, one.date) if part)


def _cells(one: Match) -> list[str]:
    could = _interval(one.rank_min, one.rank_max) if _is_open(one) else ""
    rank = f"{one.rank}{'=' if one.tied else ' '}"
    return [rank, f"{one.met}/{one.norms}", _interval(one.shortfall_min, one.shortfall), str(one.open), could]


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
