"""Who suits which role: per person the roles that come closest, or for one role the people."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from competentie.core import Basis, Catalogue, Profile, printable
from competentie.page.language import Words, basis_line, level_name, rater_text
from competentie.page.model import Cell, Forms, Kind, Page, Part, Row, Table, Tight, Tone, lined_up
from competentie.table.match import Match, rungs


def roles_page(
    matches: Sequence[Match],
    profiles: Sequence[Profile],
    catalogue: Catalogue,
    top: int | None,
    words: Words,
    basis: Basis,
) -> Page:
    """Return, per person, the roles that come closest; of those in an order the highest that is met, and the next."""
    roles, known = _Roles(profiles, words), {one.id: one for one in profiles}
    people = [list(mine) for _, mine in groupby(matches, key=lambda one: one.row)]
    notes = []
    if catalogue.roles:
        people = [rungs(mine, known, frozenset(catalogue.roles))[:top] for mine in people]
        notes.append(words("Of roles in an order, the highest that somebody meets is shown, and the next."))
    could = any(_is_open(one) for mine in people for one in mine)
    tables = [
        _with_missing(
            _table((words("Role"),), [(roles.name(one.profile),) for one in mine], mine, words, could),
            [_missing(one, known, catalogue, words) for one in mine],
        )
        for mine in people
    ]
    sections = [
        Part(Kind.SECTION, _heading(mine, roles, words), [table])
        for mine, table in zip(people, lined_up(tables), strict=True)
    ]
    return _page([*sections], matches, words, basis, notes)


def _with_missing(table: Table, missing: Sequence[str]) -> Table:
    """Put under each row what is missing."""
    blank = ("",) * (len(table.heads) - 2)
    rows: list[Row] = []
    for row, said in zip(table.rows, missing, strict=True):
        rows += [row, Row(("", said, *blank), depth=1)] if said else [row]
    return table._replace(rows=tuple(rows))


def _missing(one: Match, profiles: Mapping[str, Profile], catalogue: Catalogue, words: Words) -> str:
    """Return which norms are not met, as far as was asked for."""
    if not one.missing:
        return ""
    norms = {row.competency: row.norm for row in profiles[one.profile].rows}
    named = [
        words(
            "{competency}, {level}",
            competency=catalogue.competencies[short].title,
            level=level_name(norms[short], catalogue, words),
        )
        for short in one.missing.split()
    ]
    return words("missing: {norms}", norms="; ".join(named))


def people_page(matches: Sequence[Match], profile: Profile, words: Words, basis: Basis) -> Page:
    """Return the people in the order in which they come to one role."""
    rated_by = (
        words("Rated by") if any(rater_text(one.rater, one.relation, words) for one in matches) else words("Date")
    )
    heads = (words("Person"), words("Now"), rated_by)
    texts = [(printable(one.person), printable(one.now or ""), _rated(one, words)) for one in matches]
    kept = [place for place in range(len(heads)) if not place or any(one[place] for one in texts)]
    stacked = [(who, words("now {role}", role=now) if now else "", rated) for who, now, rated in texts]
    under = [tuple(part for part in parts if part) for parts in stacked]
    could = any(map(_is_open, matches))
    wide = _table(
        [heads[place] for place in kept], [[one[place] for place in kept] for one in texts], matches, words, could
    )
    narrow = _table(heads[:1], [(Cell(", ".join(parts), parts),) for parts in under], matches, words, could)
    forms = Forms([lined_up([wide]), lined_up([narrow])])
    return _page(
        [Part(Kind.SECTION, words("{role}: who comes closest", role=profile.role), [forms])], matches, words, basis
    )


def _page(
    sections: Sequence[Part], matches: Sequence[Match], words: Words, basis: Basis, more: Sequence[str] = ()
) -> Page:
    """Return a page that says below its tables how to read the ranks, and what they rest on."""
    notes = [*more, words("Rank: fewest levels short first, then most of the norms met; `=` shares a rank.")]
    if any(one.open for one in matches):
        notes.append(
            words(
                "Short as `1–3`: 1 level for certain, 3 as far as the ratings prove. "
                "The order goes by what they prove; `could be` is the rank once all is rated."
            )
        )
    notes.append(words("An order of people is advice, not a decision."))
    blocks = [*sections, *(Part(Kind.NOTE, note) for note in notes)]
    return Page(words("Who suits which role"), blocks=blocks, basis=basis_line(basis, words), bare=True)


def _table(
    heads: Sequence[str],
    texts: Sequence[Sequence[str | Cell]],
    matches: Sequence[Match],
    words: Words,
    could: bool,  # noqa: FBT001 - whether ranks may change
) -> Table:
    """Return matches with their numbers, and between rank and numbers the texts under these heads."""
    rank, *numbers = [
        words("Rank") + " ",
        words("Met"),
        words("Short"),
        words("Open"),
        *([words("Could be")] if could else []),
    ]
    rows = []
    for match, named in zip(matches, texts, strict=True):
        first, *cells = _cells(match)[: len(numbers) + 1]
        rows.append(Row((first, *named, *cells), tone=_tone(match)))
    places = range(1 + len(heads) + len(numbers))
    beside = frozenset({0, *places[1 + len(heads) :]})
    short = frozenset({places[2 + len(heads)]})
    return Table((rank, *heads, *numbers), tuple(rows), numbers=beside, toned=short, whole=beside, tight=Tight.LINES)


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
    if rated:
        named = rater_text(one.rater, one.relation, words)
        parts.append(words("rated by {rater}", rater=rated) if named else words("on {date}", date=rated))
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


def _tone(one: Match) -> Tone:
    if one.shortfall_min < one.shortfall:
        return Tone.OPEN
    return Tone.NEAR if one.shortfall else Tone.GOOD
