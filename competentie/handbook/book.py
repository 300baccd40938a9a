"""The handbook as a book to read from the first page to the last: what `report handbook` shows.

Every competency and every behaviour has an address, which is its id or code: the checks of the catalogue let nothing
else through than small letters, digits and hyphens, and the page's own addresses have an underscore.
"""

from collections.abc import Iterator, Sequence

from competentie.core import Behaviour, Catalogue, Competency, Profile, Text, implied_rows
from competentie.handbook.pages import introduction, matrix_page, relations
from competentie.page.figures import Edge, graph
from competentie.page.language import Words, beside, by_cluster, coded, level_texts
from competentie.page.model import Block, Columns, Kind, Page, Part, lines


def book_page(catalogue: Catalogue, profiles: Sequence[Profile], words: Words, *, brief: bool = False) -> Page:
    """Return the whole handbook; a brief one ends behind what roles ask and what presupposes what."""
    behaviours = sum(len(one.behaviours()) for one in catalogue.competencies.values())
    competencies = len(catalogue.competencies)
    about = [
        words("version {version}", version=catalogue.version),
        words.plural("{n} competency", "{n} competencies", competencies),
        words.plural("{n} behaviour", "{n} behaviours", behaviours),
        words.plural("{n} role", "{n} roles", len(profiles)),
    ]
    licence = [words("licence: {licence}", licence=catalogue.license)] if catalogue.license is not None else []
    blocks: list[Block] = list(introduction(catalogue.introduction, words))
    if profiles:
        matrix = matrix_page(catalogue, profiles, words, linked=not brief).blocks
        blocks.append(
            Part(Kind.SECTION, words("Roles"), [*matrix, *bracketed(catalogue, profiles, words)], address="_roles")
        )
    blocks += presupposed(catalogue, list(catalogue.competencies), words)
    if not brief:
        for heading, members in by_cluster(catalogue, words):
            inside = [_competency(one, catalogue, profiles, words) for one in members]
            blocks += [Part(Kind.SECTION, heading or words("Competencies"), inside, leaf=True)]
    source = words("source: {source}", source=catalogue.source)
    title = words.text(catalogue.title)
    return Page(title, [" · ".join(about)], blocks, basis="; ".join([source, *licence]), contents=not brief)


def bracketed(catalogue: Catalogue, profiles: Sequence[Profile], words: Words) -> list[Part]:
    """Say what a norm in brackets is, where the matrix of these roles has one."""
    any_implied = any(implied_rows(catalogue, profile) for profile in profiles)
    note = words("(n): not asked, but presupposed by a heavier competency")
    return [Part(Kind.NOTE, note)] if any_implied else []


def presupposed(catalogue: Catalogue, competencies: Sequence[str], words: Words) -> Iterator[Part]:
    """Yield the section that draws which of these presuppose which, if any does."""
    edges = [
        Edge(lighter, heavier, f"≥{level}")
        for heavier in competencies
        for lighter, level in catalogue.competencies[heavier].presupposes.items()
    ]
    tied = {name for edge in edges for name in (edge.lighter, edge.heavier)}
    if edges:
        names = {one.id: words.text(one.title) for one in catalogue.competencies.values() if one.id in tied}
        yield Part(Kind.SECTION, words("What presupposes what"), [graph(names, edges, words)], address="_order")


def _competency(one: Competency, catalogue: Catalogue, profiles: Sequence[Profile], words: Words) -> Part:
    asked = [(profile.role, row.norm) for profile in profiles for row in profile.rows if row.competency == one.id]
    roles = [f"{words.text(role)} ({norm})" for role, norm in asked]
    facts = [*relations(one, catalogue, words), *([words("asked by: {roles}", roles=roles)] if roles else [])]
    inside: list[Block] = [*lines(words.lines(one.definition)), *(Part(Kind.FACT, fact) for fact in facts)]
    if one.levels is None:
        inside += lines([words("mentioned only: its levels are not described")])
    elif one.levels:
        levels = [_level(one, number, catalogue, words) for number, _ in enumerate(one.levels, 1)]
        inside.append(Columns(levels, stair=True))
    return Part(Kind.PART, words.text(one.title), inside, address=one.id)


def _level(one: Competency, number: int, catalogue: Catalogue, words: Words) -> list[Block]:
    texts: Sequence[Text] = level_texts(one, number, catalogue)
    said = lines(words.text(text) for text in texts)
    behaviours = [_behaviour(each, words) for each in (one.levels or ())[number - 1]]
    if not said and not behaviours:
        said = lines([words("nothing is described at this level")])
    return [Part(Kind.GROUP, words.text(catalogue.level_names[number - 1])), *said, *behaviours]


def _behaviour(one: Behaviour, words: Words) -> Part:
    return Part(Kind.ITEM, words.text(one.text), beside(one, words), aside=coded(one), address=one.code)
