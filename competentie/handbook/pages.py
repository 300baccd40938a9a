"""The handbook for reading and as data: the catalogue, a competency, a behaviour, a profile; competencies × roles.

A norm that only follows from a heavier competency stands in brackets.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby
from typing import Any, TypeVar

from competentie.core import (
    Behaviour,
    Catalogue,
    Competency,
    Extra,
    Group,
    Profile,
    Text,
    fingerprint,
    implied_rows,
    printable,
)
from competentie.core import Row as Norm
from competentie.page.data import VERSION, csv_writer, plain, safe
from competentie.page.language import (
    Words,
    beside,
    by_cluster,
    cluster_name,
    coded,
    group_heading,
    level_name,
    level_texts,
)
from competentie.page.model import (
    Block,
    Cell,
    Forms,
    Kind,
    Page,
    Part,
    Row,
    Table,
    Tight,
    items,
    lines,
    section,
    text_of,
)

K = TypeVar("K")


def handbook_page(
    subject: Catalogue | Competency | Behaviour | Profile,
    catalogue: Catalogue,
    profiles: Sequence[Profile],
    words: Words,
) -> Page:
    """Return a part of the handbook; of the catalogue, what there is in it, and the profiles."""
    match subject:
        case Competency():
            return _competency_page(subject, catalogue, words)
        case Behaviour():
            return _behaviour_page(subject, catalogue, words)
        case Profile():
            return _profile_page(subject, catalogue, words)
        case _:
            return _catalogue_page(catalogue, profiles, words)


def _catalogue_page(catalogue: Catalogue, profiles: Sequence[Profile], words: Words) -> Page:
    licence = [words("licence: {licence}", licence=catalogue.license)] if catalogue.license is not None else []
    competencies = Table(
        (words("Competency"), words("Name in files"), words("Levels")),
        tuple(
            Row((words.text(one.title), one.id, _extent(one, words)), heading)
            for heading, members in by_cluster(catalogue, words)
            for one in members
        ),
        words("Cluster"),
        bare=True,
    )
    roles = Table(
        (words("Role"), words("Name in files"), words("Norms")),
        tuple(
            Row((words.text(one.role), printable(one.id), words.plural("{n} norm", "{n} norms", len(one.rows))))
            for one in profiles
        ),
        bare=True,
    )
    return Page(
        words("{title} {version}", title=catalogue.title, version=catalogue.version),
        [words("source: {source}", source=catalogue.source), *licence],
        [
            *introduction(catalogue.introduction, words),
            *section(words("Levels"), _texts(dict(enumerate(catalogue.level_names, 1)), catalogue.level_texts, words)),
            *section(words("Clusters"), _texts(catalogue.clusters, catalogue.cluster_texts, words)),
            competencies,
            Part(Kind.SECTION, words("Profiles"), [roles]),
        ],
    )


def introduction(paragraphs: Sequence[Text], words: Words) -> list[Block]:
    """Return the handbook's own prose: what stands below a heading, which begins with `# `, stands in it."""
    blocks: list[Block] = []
    inside = blocks
    for paragraph in paragraphs:
        said = words.lines(paragraph)
        if said[0].startswith("# "):
            inside = []
            blocks.append(Part(Kind.SECTION, said[0].removeprefix("# "), inside))
            said = said[1:]
        inside += lines(said)
    return blocks


def _texts(names: Mapping[K, Text], texts: Mapping[K, Text], words: Words) -> list[Part]:
    """Return what is said of levels, or of clusters, behind their names."""
    return items(words("{name}: {text}", name=names[one], text=text) for one, text in texts.items())


def _competency_page(competency: Competency, catalogue: Catalogue, words: Words) -> Page:
    cluster = competency.cluster if competency.cluster in catalogue.clusters else None
    within = words("cluster: {cluster}", cluster=cluster_name(cluster, catalogue, words)) if cluster else None
    facts = [*([within] if within else []), *relations(competency, catalogue, words)]
    blocks: list[Block] = [Part(Kind.FACT, line) for line in facts]
    if competency.levels is None:
        blocks += lines([words("mentioned only: its levels are not described")])
    for number, level in enumerate(competency.levels or (), 1):
        said = lines(words.text(text) for text in level_texts(competency, number, catalogue))
        behaviours = _behaviours(level, words) or ([] if said else items([words("nothing is described at this level")]))
        blocks.append(Part(Kind.SECTION, words.text(catalogue.level_names[number - 1]), [*said, *behaviours]))
    title = words("{label} ({id})", label=competency.title, id=competency.id)
    return Page(title, words.lines(competency.definition), blocks)


def _behaviour_page(behaviour: Behaviour, catalogue: Catalogue, words: Words) -> Page:
    label = catalogue.competencies[behaviour.competency].title
    level = words.text(catalogue.level_names[behaviour.level - 1])
    title = words("{code}: {label}, {level}", code=coded(behaviour), label=label, level=level)
    return Page(title, words.lines(behaviour.text), beside(behaviour, words))


def _profile_page(profile: Profile, catalogue: Catalogue, words: Words) -> Page:
    blocks: list[Block] = []
    for group in Group:
        norms = [_norm(row, catalogue, words) for row in profile.rows if row.group is group]
        if norms:
            blocks.append(Part(Kind.GROUP, group_heading(group, words), norms))
    implied = [
        words(
            "{competency}, {level}, through {through}",
            competency=catalogue.competencies[one.competency].title,
            level=level_name(one.norm, catalogue, words),
            through=[catalogue.competencies[heavier].title for heavier in one.through],
        )
        for one in implied_rows(catalogue, profile)
    ]
    blocks += section(words("Presupposed by this profile"), items(implied))
    return Page(
        words("{role} ({id}), version {version}", role=profile.role, id=profile.id, version=profile.version),
        [words("A norm presumes the behaviours of its own level and of all lower ones.")],
        blocks,
    )


def _norm(row: Norm, catalogue: Catalogue, words: Words) -> Part:
    competency = catalogue.competencies[row.competency]
    inside = lines([] if row.rationale is None else [words.text(row.rationale)])
    for number, level in enumerate((competency.levels or ())[: row.norm], 1):
        said = lines([words.text(text)] if (text := competency.level_texts.get(number)) else [])
        name = words.text(catalogue.level_names[number - 1])
        inside.append(Part(Kind.GROUP, name, [*said, *_behaviours(level, words)]))
    return Part(Kind.SECTION, words("{competency}: norm {norm}", competency=competency.title, norm=row.norm), inside)


def _behaviours(level: Sequence[Behaviour], words: Words) -> list[Part]:
    return [
        Part(Kind.ITEM, words("{code}: {text}", code=coded(one), text=one.text), beside(one, words)) for one in level
    ]


def tagged_page(tag: str, behaviours: Sequence[Behaviour], catalogue: Catalogue, words: Words) -> Page:
    """Return the behaviours that have a tag, by competency."""
    grouped = groupby(behaviours, lambda behaviour: catalogue.competencies[behaviour.competency])
    sections = [Part(Kind.SECTION, words.text(one.title), _behaviours(list(some), words)) for one, some in grouped]
    return Page(words("Behaviours with the tag {tag}", tag=tag), blocks=sections)


def relations(competency: Competency, catalogue: Catalogue, words: Words) -> Iterator[str]:
    """Yield what a competency has to do with others, and what it is called elsewhere."""
    for other, level in competency.presupposes.items():
        name = level_name(level, catalogue, words)
        yield words("presupposes: {other}, {level}", other=catalogue.competencies[other].title, level=name)
    heavier = [one.title for one in catalogue.competencies.values() if competency.id in one.presupposes]
    if heavier:
        yield words("presupposed by: {others}", others=heavier)
    for other, question in competency.contrast.items():
        yield words(
            "not to be confused with {other}: {question}", other=catalogue.competencies[other].title, question=question
        )
    for framework, address in competency.links.items():
        yield words("{framework}: {address}", framework=framework, address=address)


def _extent(competency: Competency, words: Words) -> str:
    if competency.levels is None:
        return words("not described")
    counts = [str(len(level)) for level in competency.levels]
    return words("behaviours per level: {counts}", counts=counts)


def handbook_data(
    subject: Catalogue | Competency | Behaviour | Profile, catalogue: Catalogue, profiles: Sequence[Profile]
) -> dict[str, Any]:
    """Return a part of the handbook as one versioned object."""
    match subject:
        case Competency():
            found = _competency(subject, catalogue)
        case Behaviour():
            found = _behaviour(subject, catalogue)
        case Profile():
            found = _profile(subject, catalogue)
        case _:
            own = partial(_own, catalogue.extra)
            found = {
                **_said(catalogue, title=catalogue.title, source=catalogue.source, license=catalogue.license),
                "language": catalogue.language,
                **_filled(introduction=[_said(catalogue, text=one) for one in catalogue.introduction]),
                "catalogue": {"version": catalogue.version, "fingerprint": fingerprint(catalogue)},
                "levels": [
                    {**_said(catalogue, name=name, **_filled(text=catalogue.level_texts.get(number))), **own(number)}
                    for number, name in enumerate(catalogue.level_names, 1)
                ],
                "clusters": [
                    {
                        "id": one,
                        **_said(catalogue, label=name, **_filled(text=catalogue.cluster_texts.get(one))),
                        **_filled(inside=catalogue.inside.get(one)),
                        **own(one),
                    }
                    for one, name in catalogue.clusters.items()
                ],
                "competencies": [_competency(one, catalogue) for one in catalogue.competencies.values()],
                "profiles": [profile.id for profile in profiles],
                **own(None),
            }
    return {"version": VERSION, **found}


def _competency(one: Competency, catalogue: Catalogue) -> dict[str, Any]:
    levels = (
        None
        if one.levels is None
        else [[_behaviour(behaviour, catalogue) for behaviour in level] for level in one.levels]
    )
    return {
        "id": one.id,
        **_filled(own_code=one.own_code),
        **_said(catalogue, label=one.label, **_filled(short=one.short), definition=one.definition),
        "cluster": one.cluster,
        "presupposes": dict(one.presupposes),
        "contrast": {other: plain(question, catalogue) for other, question in one.contrast.items()},
        "links": dict(one.links),
        "levels": levels,
        **_filled(
            level_texts={str(number): _said(catalogue, text=text) for number, text in one.level_texts.items()},
            level_extra={str(number): extra for number, extra in one.extra.items() if number is not None},
        ),
        **_own(one.extra, None),
    }


def _behaviour(one: Behaviour, catalogue: Catalogue) -> dict[str, Any]:
    return {
        "code": one.code,
        "level": one.level,
        **_filled(own_code=one.own_code, tags=list(one.tags)),
        **_said(catalogue, text=one.text, **_filled(note=one.note)),
        **_filled(questions=[_said(catalogue, text=question) for question in one.questions]),
        **one.extra,
    }


def _filled(**values: Any) -> dict[str, Any]:  # noqa: ANN401 - what JSON can hold, or a text
    """Return what is there: a handbook without it has no key for it."""
    return {name: value for name, value in values.items() if value}


def _own(extra: Extra, place: int | str | None) -> Mapping[str, object]:
    """Return what stands under keys that begin with `x-`."""
    return extra.get(place, {})


def tagged_data(tag: str, behaviours: Sequence[Behaviour], catalogue: Catalogue) -> dict[str, Any]:
    """Return the behaviours that have a tag as one versioned object."""
    return {"version": VERSION, "tag": tag, "behaviours": [_behaviour(one, catalogue) for one in behaviours]}


def _said(catalogue: Catalogue, **texts: Text | None) -> dict[str, Any]:
    """Return texts by name in the catalogue's own language, and under `translations` those in others."""
    own = {name: plain(text, catalogue) if text is not None else None for name, text in texts.items()}
    there = {name: text.by_language for name, text in texts.items() if text is not None}
    languages = dict.fromkeys(language for one in there.values() for language in one)
    others = {
        language: {name: one[language] for name, one in there.items() if language in one}
        for language in languages
        if language not in {"", catalogue.language}
    }
    return {**own, **({"translations": others} if others else {})}


def _profile(one: Profile, catalogue: Catalogue) -> dict[str, Any]:
    return {
        "id": one.id,
        **_said(catalogue, role=one.role),
        "profile_version": one.version,
        "norms": [
            {
                "competency": row.competency,
                "group": row.group.value,
                "norm": row.norm,
                **_said(catalogue, rationale=row.rationale),
                **_own(one.extra, row.competency),
                "presumes": [
                    behaviour.code for behaviour in catalogue.competencies[row.competency].behaviours(row.norm)
                ],
            }
            for row in one.rows
        ],
        "implied": [
            {"competency": implied.competency, "norm": implied.norm, "through": list(implied.through)}
            for implied in implied_rows(catalogue, one)
        ],
        **_own(one.extra, None),
    }


def matrix_page(catalogue: Catalogue, profiles: Sequence[Profile], words: Words, *, linked: bool = False) -> Page:
    """Return the matrix by cluster; where it is `linked`, competencies lead to their own address in the page."""
    norms = [_norms(catalogue, profile) for profile in profiles]
    rows = tuple(
        Row((_name(one, words, linked=linked), *(column.get(one.id, "-") for column in norms)), heading)
        for heading, members in by_cluster(catalogue, words)
        for one in members
    )
    roles = [words.text(profile.role) for profile in profiles]
    return Page(words("Competencies and roles"), blocks=(Forms(list(_forms(rows, roles, words))),), bare=True)


def _name(competency: Competency, words: Words, *, linked: bool) -> Cell:
    """Return a competency's title; where there is little room its short label, if it has one."""
    short = () if competency.short is None else (words.text(competency.short),)
    return Cell(words.text(competency.title), short, competency.id if linked else "")


def _forms(rows: tuple[Row, ...], roles: Sequence[str], words: Words) -> Iterator[Sequence[Block]]:
    """Yield the table; roles in lines; roles by number, with a legend; and a line of roles for each competency."""
    first, places = words("Competency"), frozenset(range(1, len(roles) + 1))
    table = Table((first, *roles), rows, numbers=places, whole=places)
    yield [table]
    stacked = (Cell(role, tuple(role.split(" "))) for role in roles)
    yield [table._replace(heads=(first, *stacked), tight=Tight.LINES)]
    legend = lines(f"{number}  {role}" for number, role in enumerate(roles, 1))
    yield [*legend, table._replace(heads=(first, *map(str, sorted(places))), tight=Tight.FOLDED)]
    norms = [" · ".join(f"{role} {norm}" for role, norm in zip(roles, row.cells[1:], strict=True)) for row in rows]
    yield [Part(Kind.LINE, text_of(row.cells[0]), lines([each])) for row, each in zip(rows, norms, strict=True)]


def matrix_csv(catalogue: Catalogue, profiles: Sequence[Profile]) -> str:
    """Return the matrix by id; only explicit norms are numbers in it."""
    target, writer = csv_writer(excel=False)
    writer.writerow(("competency", *(safe(profile.id) for profile in profiles)))
    explicit = [{row.competency: row.norm for row in profile.rows} for profile in profiles]
    for identifier in catalogue.competencies:
        writer.writerow((identifier, *(column.get(identifier, "") for column in explicit)))
    return target.getvalue()


def matrix_data(catalogue: Catalogue, profiles: Sequence[Profile]) -> dict[str, Any]:
    """Return the matrix as one versioned object: per role its explicit and its implied norms."""
    return {
        "version": VERSION,
        "catalogue": {"version": catalogue.version, "fingerprint": fingerprint(catalogue)},
        "competencies": list(catalogue.competencies),
        "roles": [
            {
                "profile": profile.id,
                "norms": {row.competency: row.norm for row in profile.rows},
                "implied": {one.competency: one.norm for one in implied_rows(catalogue, profile)},
            }
            for profile in profiles
        ],
    }


def _norms(catalogue: Catalogue, profile: Profile) -> dict[str, str]:
    implied = {one.competency: f"({one.norm})" for one in implied_rows(catalogue, profile)}
    return {**implied, **{row.competency: str(row.norm) for row in profile.rows}}
