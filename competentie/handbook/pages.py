"""The catalogue, a competency, a behaviour and a profile, for reading."""

from collections.abc import Iterator, Sequence

from rich.console import Group as Stack
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text as Line

from competentie.core.implied import implied_rows
from competentie.core.terms import Behaviour, Catalogue, Competency, Group, Profile, Row
from competentie.core.text import printable
from competentie.page.language import Words
from competentie.page.layout import HEADING, indented
from competentie.page.phrases import by_cluster, group_heading


def catalogue_overview(catalogue: Catalogue, profiles: Sequence[Profile], words: Words) -> RenderableType:
    """Return the clusters with their competencies, and the profiles there are."""
    parts: list[RenderableType] = [
        Line(words("{title} {version}", title=catalogue.title, version=catalogue.version), style=HEADING),
        Line(words("source: {source}", source=catalogue.source)),
    ]
    grid = _grid()
    for heading, members in by_cluster(catalogue, words):
        grid.add_row(Line(heading, style="italic"))
        for one in members:
            grid.add_row(Line("  " + words.text(one.label)), Line(one.id), Line(_extent(one, words)))
    parts += [Line(), grid, Line(), Line(words("Profiles"), style=HEADING)]
    listing = _grid()
    for profile in profiles:
        listing.add_row(
            Line("  " + words.text(profile.role)),
            Line(printable(profile.id)),
            Line(words.plural("{n} norm", "{n} norms", len(profile.rows))),
        )
    return Stack(*parts, listing)


def competency_page(competency: Competency, catalogue: Catalogue, words: Words) -> RenderableType:
    """Return a competency: definition, what it presupposes, and its behaviours per level."""
    parts: list[RenderableType] = [
        Line(words("{label} ({id})", label=competency.label, id=competency.id), style=HEADING),
        Line(words.text(competency.definition)),
    ]
    facts = [Line(line) for line in _relations(competency, catalogue, words)]
    parts += [Line(), *facts] if facts else []
    if competency.levels is None:
        parts += [Line(), Line(words("mentioned only: its levels are not described"))]
    for number, level in enumerate(competency.levels or (), 1):
        parts += [Line(), Line(words.text(catalogue.level_names[number - 1]), style=HEADING)]
        parts.append(_behaviours(level, words) if level else Line("  " + words("nothing is described at this level")))
    return Stack(*parts)


def behaviour_page(behaviour: Behaviour, catalogue: Catalogue, words: Words) -> RenderableType:
    """Return one behaviour and where it stands."""
    competency = catalogue.competencies[behaviour.competency]
    level = words.text(catalogue.level_names[behaviour.level - 1])
    return Stack(
        Line(
            words("{code}: {label}, {level}", code=behaviour.code, label=competency.label, level=level), style=HEADING
        ),
        Line(words.text(behaviour.text)),
    )


def profile_page(profile: Profile, catalogue: Catalogue, words: Words) -> RenderableType:
    """Return a profile: each norm with its rationale and all behaviours that it presumes."""
    parts: list[RenderableType] = [
        Line(
            words("{role} ({id}), version {version}", role=profile.role, id=profile.id, version=profile.version),
            style=HEADING,
        ),
        Line(words("A norm presumes the behaviours of its own level and of all lower ones.")),
    ]
    for group in Group:
        rows = [row for row in profile.rows if row.group is group]
        if rows:
            parts += [Line(), Line(group_heading(group, words), style="italic")]
        for row in rows:
            parts += [Line(), *_norm(row, catalogue, words)]
    implied = implied_rows(catalogue, profile)
    if implied:
        parts += [Line(), Line(words("Presupposed by this profile"), style=HEADING)]
    for one in implied:
        through = [words.text(catalogue.competencies[heavier].label) for heavier in one.through]
        label = catalogue.competencies[one.competency].label
        parts.append(
            Line(
                "  "
                + words(
                    "{competency}, level {level}, through {through}", competency=label, level=one.norm, through=through
                )
            )
        )
    return Stack(*parts)


def _norm(row: Row, catalogue: Catalogue, words: Words) -> Iterator[RenderableType]:
    competency = catalogue.competencies[row.competency]
    yield Line(words("{competency}: norm {norm}", competency=competency.label, norm=row.norm), style=HEADING)
    if row.rationale is not None:
        yield indented(words.text(row.rationale))
    for number, level in enumerate((competency.levels or ())[: row.norm], 1):
        yield Line("  " + words.text(catalogue.level_names[number - 1]), style="italic")
        yield _behaviours(level, words)


def _behaviours(level: Sequence[Behaviour], words: Words) -> RenderableType:
    return Stack(*(indented(words("{code}: {text}", code=one.code, text=one.text)) for one in level))


def _relations(competency: Competency, catalogue: Catalogue, words: Words) -> Iterator[str]:
    if competency.cluster in catalogue.clusters:
        yield words("cluster: {cluster}", cluster=catalogue.clusters[str(competency.cluster)])
    for other, level in competency.presupposes.items():
        yield words("presupposes: {other}, level {level}", other=catalogue.competencies[other].label, level=level)
    heavier = [one.label for one in catalogue.competencies.values() if competency.id in one.presupposes]
    if heavier:
        yield words("presupposed by: {others}", others=heavier)
    for other, question in competency.contrast.items():
        yield words(
            "not to be confused with {other}: {question}", other=catalogue.competencies[other].label, question=question
        )
    for framework, address in competency.links.items():
        yield words("{framework}: {address}", framework=framework, address=address)


def _extent(competency: Competency, words: Words) -> str:
    if competency.levels is None:
        return words("not described")
    counts = [str(len(level)) for level in competency.levels]
    return words("behaviours per level: {counts}", counts=counts)


def _grid() -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(overflow="fold")
    grid.add_column(overflow="fold")
    grid.add_column(overflow="fold")
    return grid
