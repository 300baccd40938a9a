"""A team as a page: the share of norms met, where it is weakest, what blocks most, groups, roles. Without names.

A page may travel, so its picture is one `for_travel`. With people on it, to withhold something would be a lie, for each
can be counted again: then there are no groups, and it is confidential.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from competentie.assess.page import tone
from competentie.core import Basis, Catalogue, Profile, Result, printable
from competentie.handbook.book import bracketed, presupposed
from competentie.handbook.pages import matrix_page
from competentie.page.figures import bar, stacked, stacked_key
from competentie.page.language import Words, basis_line, coded, reached_text
from competentie.page.model import Block, Cell, Figure, Forms, Kind, Page, Part, Row, Table, Tone, items, lines, section
from competentie.table.summary import CompetencyCounts, Picture, Share, Summary
from competentie.table.summary_page import cells_text, few_text, headline, withheld_text


@dataclass(frozen=True, slots=True)
class Team:
    """What is known of a team: its picture, how many ratings of so many meet all norms, roles, and who is named."""

    picture: Picture
    whole: int
    rated: int
    profiles: Sequence[Profile]
    results: Sequence[Result] | None = None


def team_page(team: Team, catalogue: Catalogue, basis: Basis, words: Words, *, brief: bool = False) -> Page:
    """Return the page; a brief one ends behind what blocks most."""
    people, named = team.picture.summary.people, team.results is not None
    roles = words.text(team.profiles[0].role) if len(team.profiles) == 1 else words.text(catalogue.title)
    title = words.plural("{roles}: {n} person", "{roles}: {n} people", people, roles=roles)
    picture, summary = team.picture, team.picture.summary
    blocks: list[Block] = [*_spread(summary, catalogue, words), *_blocking(summary, catalogue, words)]
    if picture.few and not named:
        blocks += items([few_text(picture, catalogue, words)])
    if not brief:
        blocks += _people(team.results or (), catalogue, words) if named else _groups(picture, catalogue, words)
        blocks += _roles(team.profiles, catalogue, words)
    ratings = [words.plural("{n} rating", "{n} ratings", team.rated)] if team.rated != people else []
    about = [" · ".join([words("{title} {version}", title=catalogue.title, version=catalogue.version), *ratings])]
    verdict = [Part(Kind.VERDICT, headline(summary, words), list(_counts(team, summary, catalogue, words)))]
    return Page(title, about, blocks, basis=basis_line(basis, words), verdict=verdict, confidential=named)


def _counts(team: Team, summary: Summary, catalogue: Catalogue, words: Words) -> Iterator[Part]:
    """Yield who meets all norms, and where most fall short."""
    if not summary.spreads:
        return
    yield Part(Kind.ITEM, words("{n} of {people} meet all norms", n=team.whole, people=team.rated))
    short = max(summary.spreads, key=lambda one: one.one_short + one.more_short)
    if short.one_short + short.more_short:
        title = catalogue.competencies[short.competency].title
        yield Part(Kind.ITEM, words("most short: {competency}", competency=title), tone=Tone.NEAR)


def _spread(summary: Summary, catalogue: Catalogue, words: Words) -> Iterator[Part]:
    """Yield how many stand where on each competency, the weakest first."""
    rows = tuple(
        Row((words.text(catalogue.competencies[one.competency].title), _bar(one, words), _percent(one.met, one.people)))
        for one in sorted(summary.spreads, key=lambda one: (one.met / one.people, one.competency))
    )
    if rows:
        heads = (words("Competency"), words("People"), words("Meets the norm"))
        note = Part(Kind.NOTE, words("how many people stand where against their norm; the weakest first"))
        table = Table(heads, rows, numbers=frozenset({2}), whole=frozenset({1, 2}), key=stacked_key(words), told=True)
        yield Part(Kind.SECTION, words("By competency"), [note, table])


def _bar(one: CompetencyCounts, words: Words) -> Figure:
    counts = (one.above, one.meets, one.one_short, one.more_short, one.open)
    tones = (Tone.ABOVE, Tone.GOOD, Tone.NEAR, Tone.FAR, Tone.OPEN)
    return stacked(dict(zip(tones, counts, strict=True)), words)


def _percent(met: int, people: int) -> str:
    return f"{100 * met // people}%" if people else "–"


def _blocking(summary: Summary, catalogue: Catalogue, words: Words) -> Iterator[Part]:
    """Yield the behaviours that hold most people back, and how many would meet their norm with each."""
    known = {one.code: one for each in catalogue.competencies.values() for one in each.behaviours()}
    rows = tuple(
        Row(
            (
                Cell(words.text(known[one.code].text), aside=coded(known[one.code])),
                str(one.people),
                bar(one.people / summary.blockers[0].people, ""),
                str(one.would_meet),
            )
        )
        for one in summary.blockers
    )
    if rows:
        heads = (words("Behaviour"), words("Blocks"), "", words("Would meet the norm with it"))
        table = Table(heads, rows, numbers=frozenset({1, 3}), whole=frozenset({1, 2, 3}))
        yield Part(Kind.SECTION, words("What blocks most people"), [table])


def _heads(competencies: Sequence[str], catalogue: Catalogue, words: Words) -> list[str | Cell]:
    known = catalogue.competencies
    titles = [(words.text(known[one].title), known[one].short) for one in competencies]
    return [Cell(title, tuple((words.text(short) if short else title).split(" "))) for title, short in titles]


def _heat(first: str, heads: Sequence[str | Cell], rows: Sequence[Row], names: Sequence[str]) -> Forms:
    """Return a map of heat, or where that does not fit a line for each of its rows."""
    places = frozenset(range(1, len(heads) + 1))
    table = Table((first, *heads), tuple(rows), whole=places, heat=True)
    said = [[_text(cell) for cell in row.cells] for row in rows]
    narrow = [
        Part(Kind.LINE, name, lines([" · ".join(map(" ".join, zip(names, cells, strict=True)))]))
        for name, *cells in said
    ]
    return Forms([[table], narrow])


def _text(cell: object) -> str:
    return cell.text if isinstance(cell, Cell) else str(cell)


def _groups(picture: Picture, catalogue: Catalogue, words: Words) -> Iterator[Part]:
    """Yield which share of each group meets the norm; what is withheld is said."""
    groups = picture.groups
    if groups is None:
        return
    competencies = [one.competency for one in picture.summary.spreads]
    met: list[tuple[str, int, Mapping[str, Share | None]]]
    met = [(printable(one.name or "") or words("(none)"), one.people, one.met) for one in groups.shown]
    everybody = {one.competency: Share(one.met, one.people, one.open) for one in picture.summary.spreads}
    met.append((words("everybody"), picture.summary.people, everybody))
    rows = [
        Row((f"{name} ({people})", *(_share(shares.get(one, Share()), words) for one in competencies)))
        for name, people, shares in met
    ]
    heads = _heads(competencies, catalogue, words)
    said = [cells_text(words)] if any(None in one.met.values() for one in groups.shown) else []
    said += [withheld_text(groups, words)] if groups.withheld else []
    if competencies:
        heat = _heat(words("Group"), heads, rows, [_text(head) for head in heads])
        yield Part(Kind.SECTION, words("Who meets the norm, by group"), [heat, *items(said)])


def _share(share: Share | None, words: Words) -> Cell:
    if share is None or not share.people:
        return Cell("·" if share is None else "–")
    if share.level == "open":
        return Cell(words("open"))
    return Cell(_percent(share.met, share.people), share=share.met / share.people)


def _people(results: Sequence[Result], catalogue: Catalogue, words: Words) -> Iterator[Part]:
    """Yield what each person reaches."""
    competencies = list(dict.fromkeys(row.competency for result in results for row in result.profile.rows))
    rows = []
    for result in results:
        outcomes = {outcome.row.competency: outcome for outcome in result.outcomes}
        cells = [
            Cell(reached_text(one.standing, one.row.norm), tone=tone(one.gap))
            if (one := outcomes.get(each))
            else Cell("–")
            for each in competencies
        ]
        rows.append(Row((printable(result.ratings.person or ""), *cells)))
    heads = _heads(competencies, catalogue, words)
    if rows:
        heat = _heat(words("Person"), heads, rows, [_text(head) for head in heads])
        yield Part(Kind.SECTION, words("By person"), [heat, stacked_key(words)])


def _roles(profiles: Sequence[Profile], catalogue: Catalogue, words: Words) -> Iterator[Part]:
    """Yield what the roles ask, and which of it presupposes which."""
    matrix = matrix_page(catalogue, profiles, words).blocks
    yield from section(words("What the roles ask"), [*matrix, *bracketed(catalogue, profiles, words)])
    asked = dict.fromkeys(row.competency for profile in profiles for row in profile.rows)
    yield from presupposed(catalogue, list(asked), words)
