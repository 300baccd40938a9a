"""Checks of a catalogue in itself, and of a profile against it.

Those below `CATALOGUE` and `PROFILE` are no errors, and only `validate` asks for them.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final, TypeAlias

from competentie.core import (
    N_,
    Catalogue,
    Diagnostic,
    Group,
    Suggestions,
    circles,
    fingerprint,
    fold,
    implied_norms,
    msg,
    suggest,
)
from competentie.files.read import (
    Check,
    Context,
    Kind,
    behaviours_in,
    by_language,
    fields,
    is_id,
    language_of,
    whole,
    with_misplaced,
)
from competentie.files.yaml import DataPath, Document
from competentie.handbook.models import CatalogueFile, ProfileFile


def references_exist(document: Document, _context: Context) -> Iterator[Diagnostic]:
    """C001: what a competency presupposes, or is contrasted with, is in the catalogue."""
    known = with_misplaced(document)
    suggestion = Suggestions(known)
    for identifier in fields(document.data, "competencies"):
        for field in ("presupposes", "contrast"):
            for step, other in _references(known, identifier, field):
                if is_id(other) and other not in known:
                    yield document.at(
                        "C001",
                        ("competencies", identifier, field, step),
                        msg("`{id}` names `{other}`, which is not in the catalogue", id=identifier, other=other),
                        suggestion(other),
                        key=True,
                    )


def former_ids_are_gone(document: Document, _context: Context) -> Iterator[Diagnostic]:
    """C016: an id that a competency had before is no other competency's now, nor was it that of two."""
    known = with_misplaced(document)
    taken = dict.fromkeys(known, "")
    for identifier in known:
        names = fields(known[identifier]).get("formerly")
        for place, former in enumerate(names if isinstance(names, list) else ()):
            if isinstance(former, str) and taken.setdefault(former, identifier) != identifier:
                yield document.at(
                    "C016",
                    ("competencies", identifier, "formerly", place),
                    msg(
                        "`{id}` cannot have been `{former}`: another competency is, or was",
                        id=identifier,
                        former=former,
                    ),
                    msg("name only ids that are not in use any more, each in one place"),
                )


def clusters_exist(document: Document, _context: Context) -> Iterator[Diagnostic]:
    """C002: a competency stands in a cluster that the catalogue names."""
    clusters = fields(document.data, "clusters")
    if not clusters and "clusters" in fields(document.data):
        return  # of the wrong shape, which is reported
    suggestion = Suggestions(clusters)
    for identifier in fields(document.data, "competencies"):
        cluster = fields(document.data, "competencies", identifier).get("cluster")
        if is_id(cluster) and cluster not in clusters:
            yield document.at(
                "C002",
                ("competencies", identifier, "cluster"),
                msg("`{id}` stands in the cluster `{cluster}`, which does not exist", id=identifier, cluster=cluster),
                suggestion(str(cluster)),
            )

    for identifier, cluster in _inside(clusters):
        if is_id(cluster) and cluster not in clusters:
            yield document.at(
                "C002",
                ("clusters", identifier, "in"),
                msg("`{id}` stands in the cluster `{cluster}`, which does not exist", id=identifier, cluster=cluster),
                suggestion(str(cluster)),
            )


def _inside(clusters: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield each cluster that stands in another, with that other."""
    yield from (
        (identifier, one["in"]) for identifier, one in clusters.items() if "label" in fields(one) and "in" in one
    )


def clusters_nest(document: Document, _context: Context) -> Iterator[Diagnostic]:
    """C018: no cluster stands in itself, through any number of others."""
    clusters = fields(document.data, "clusters")
    for circle in circles({identifier: [str(outer)] for identifier, outer in _inside(clusters)}):
        message = msg("these clusters stand in each other: {circle}", circle=" → ".join(circle[: MOST_LINKS + 1]))
        yield document.at("C018", ("clusters", circle[0], "in"), message, msg("remove one `in`"), key=True)


def codes_differ(document: Document, _context: Context) -> Iterator[Diagnostic]:
    """C017: a code of the owner's own belongs to one thing, and is not how another is addressed."""
    known = fields(document.data, "competencies") if "code" in document.text else {}
    first: dict[str, tuple[str, DataPath]] = {fold(one): (one, ("competencies", one)) for one in known}
    own: list[tuple[str, DataPath, object]] = []
    for identifier, competency in known.items():
        own.append((identifier, ("competencies", identifier), fields(competency).get("code")))
        for level, place, below, _ in behaviours_in(competency):
            address, path = f"{identifier}.{level}.{place + 1}", ("competencies", identifier, *below)
            first[fold(address)] = (address, path)
            if below[-1] == "text":
                own.append((address, path[:-1], _at(document.data, path[:-1]).get("code")))
    for address, path, code in own:
        if not isinstance(code, str):
            continue
        other, there = first.setdefault(fold(code), (address, (*path, "code")))
        if other != address:
            yield document.at(
                "C017",
                (*path, "code"),
                msg("the code `{code}` of `{id}` belongs to `{other}` already", code=code, id=address, other=other),
                msg("give each competency and each behaviour a code of its own"),
                related=(document.related(there, msg("first given here")),),
            )


def _at(data: Any, path: DataPath) -> dict[str, Any]:  # noqa: ANN401 - what a file holds
    for step in path:
        data = data[step]
    return fields(data)


def no_cycles(document: Document, _context: Context) -> Iterator[Diagnostic]:
    """C003: no competency presupposes itself, through any number of others."""
    known = fields(document.data, "competencies")
    graph = {
        identifier: [other for _, other in _references(known, identifier, "presupposes") if isinstance(other, str)]
        for identifier in known
    }
    for circle in circles(graph):
        links = tuple(
            document.related(
                ("competencies", heavier, "presupposes"),
                msg("`{heavier}` presupposes `{lighter}`", heavier=heavier, lighter=lighter),
                key=True,
            )
            for heavier, lighter in pairwise(circle[: MOST_LINKS + 1])
        )
        names = circle if len(circle) <= MOST_LINKS else [*circle[:MOST_LINKS], "…", circle[-1]]
        yield document.at(
            "C003",
            ("competencies", circle[0], "presupposes"),
            msg("these competencies presuppose each other in a circle: {circle}", circle=" → ".join(names)),
            msg("a heavier competency presupposes a lighter one: remove the step that goes the other way"),
            key=True,
            related=links,
        )


MOST_LINKS: Final = 12  # steps of a circle that are shown; nobody follows more


def levels_in_range(document: Document, _context: Context) -> Iterator[Diagnostic]:
    """C004: behaviours and presupposed levels stay within the levels that the catalogue names."""
    height = _height(document)
    for identifier in fields(document.data, "competencies"):
        keys = fields(document.data, "competencies", identifier, "levels")
        edges = fields(document.data, "competencies", identifier, "presupposes")
        used = [(("levels", key), _level(key), True) for key in keys]
        used += [(("presupposes", other), whole(level), False) for other, level in edges.items()]
        for at, level, on_key in used:
            if height and level is not None and level > height:
                yield document.at(
                    "C004",
                    ("competencies", identifier, *at),
                    msg(
                        "`{id}` has a level {level}, but there are {height}", id=identifier, level=level, height=height
                    ),
                    msg("use 1 to {height}, or add a name to `levels` at the top", height=height),
                    key=on_key,
                )


def edges_ask(document: Document, _context: Context) -> Iterator[Diagnostic]:
    """C014, C015: a level that is presupposed describes something; else one below it is asked, or nothing."""
    known = fields(document.data, "competencies")
    for identifier in known:
        for other, level in fields(known[identifier], "presupposes").items():
            described = {_level(key) or 0 for key, *_ in behaviours_in(known[other])} if other in known else set()
            at = ("competencies", identifier, "presupposes", other)
            if level in range(1, _height(document) + 1):
                yield from undescribed(document, ("C014", "C015"), at, level, described)


def undescribed(
    document: Document, codes: tuple[str, str], at: DataPath, level: int, described: Collection[int]
) -> Iterator[Diagnostic]:
    """Say of the competency named in `at` that nothing is described at a level, by the code for what is asked then."""
    identifier = next(step for step in reversed(at) if step != "norm")
    lower = [number for number in described if number < level]
    if not described or level in described:
        return
    asked = max(lower, default=min(described))
    if lower:
        said = msg("level {level} of `{id}` describes nothing: it asks level {n}", level=level, id=identifier, n=asked)
    else:
        said = msg("no level of `{id}` up to {level} describes anything: nothing is asked", level=level, id=identifier)
    advice = msg("write {n}, or describe level {level} in the catalogue", n=asked, level=level)
    yield document.at(codes[not lower], at, said, advice)


def levels_complete(document: Document, _context: Context) -> Iterator[Diagnostic]:
    """C005: a described competency says of each level what it asks, if only that it asks nothing."""
    for identifier, competency in fields(document.data, "competencies").items():
        levels = fields(competency).get("levels")
        if levels == {}:
            message = msg("`{id}` says nothing of any level", id=identifier)
            advice = msg("add its behaviours, or leave out `levels` when nothing is described")
            yield document.at("C005", ("competencies", identifier, "levels"), message, advice, key=True)
        for number in range(1, _height(document) + 1):
            if levels and isinstance(levels, dict) and str(number) not in levels:
                yield document.at(
                    "C005",
                    ("competencies", identifier, "levels"),
                    msg("`{id}` says nothing of level {level}", id=identifier, level=number),
                    msg("add its behaviours, or write `{level}: []` when nothing is described", level=number),
                    key=True,
                )


def license_stated(document: Document, _context: Context) -> Iterator[Diagnostic]:
    """C006: a catalogue says what others may do with its texts."""
    if fields(document.data) and "license" not in document.data:
        yield document.at(
            "C006",
            ("source",),
            msg("it is not said what others may do with the texts"),
            msg("add `license:`, such as `CC BY 4.0` or `all rights reserved`"),
            key=True,
        )


CATALOGUE: Final = Kind(
    CatalogueFile,
    checks=(
        references_exist,
        former_ids_are_gone,
        clusters_exist,
        clusters_nest,
        codes_differ,
        no_cycles,
        levels_in_range,
        levels_complete,
        license_stated,
        edges_ask,
    ),
)


def contrasts_mutual(document: Document, _context: Context) -> Iterator[Diagnostic]:
    """C007: when one competency is told apart from another, the other says so too."""
    known = fields(document.data, "competencies")
    for identifier in known:
        for other in fields(known[identifier], "contrast"):
            there = known.get(other)
            back = there.get("contrast", {}) if isinstance(there, dict) else None
            if isinstance(back, dict) and identifier not in back:
                yield document.at(
                    "C007",
                    ("competencies", identifier, "contrast", other),
                    msg("`{id}` is told apart from `{other}`, but not the other way round", id=identifier, other=other),
                    msg("add the question to the `contrast` of `{other}` too", other=other),
                    key=True,
                )


def clusters_used(document: Document, _context: Context) -> Iterator[Diagnostic]:
    """C008: each cluster holds a competency; while one stands in an unknown cluster (C002), that is what is wrong."""
    clusters = fields(document.data, "clusters")
    stated = [fields(one).get("cluster") for one in with_misplaced(document).values()]
    used = {one for one in stated if isinstance(one, str)}
    used |= {outer for _, outer in _inside(clusters) if isinstance(outer, str)}
    if not stated or not used <= clusters.keys() or any(one is not None and not isinstance(one, str) for one in stated):
        return
    for identifier in clusters:
        if is_id(identifier) and identifier not in used:
            yield document.at(
                "C008",
                ("clusters", identifier),
                msg("no competency stands in the cluster `{id}`", id=identifier),
                msg("put a competency in it, or remove it"),
                key=True,
            )


def roles_exist(document: Document, context: Context) -> Iterator[Diagnostic]:
    """C019: the order of roles names profiles that stand beside the catalogue."""
    names = fields(document.data).get("profiles")
    for place, name in enumerate(names if isinstance(names, list) and context.profiles is not None else ()):
        if isinstance(name, str) and name not in (context.profiles or ()):
            message = msg("there is no profile `{id}` beside the catalogue", id=name)
            yield document.at("C019", ("profiles", place), message, suggest(name, context.profiles or ()))


def labels_differ(document: Document, _context: Context) -> Iterator[Diagnostic]:
    """C012: no two competencies have the same label."""
    default = language_of(document)
    first: dict[tuple[str, str], tuple[str, DataPath]] = {}
    said: set[tuple[str, str]] = set()
    for identifier, competency in fields(document.data, "competencies").items():
        for tag, label in by_language(fields(competency).get("label")):
            path: DataPath = ("competencies", identifier, "label", *([tag] if tag else []))
            key = (tag.lower() or default, " ".join(label.split()).casefold())
            other, at = first.setdefault(key, (identifier, path))
            if other != identifier and (identifier, other) not in said:
                said.add((identifier, other))  # once, in however many languages
                yield document.at(
                    "C012",
                    path,
                    msg("`{id}` has the same label as `{other}`: `{label}`", id=identifier, other=other, label=label),
                    msg("give each competency a label of its own"),
                    related=(document.related(at, msg("first given here")),),
                )


def _references(known: Mapping[str, Any], identifier: str, field: str) -> Iterator[tuple[str | int, Any]]:
    """Yield the ids that a field names, each with its step in the document: a key, or a place in a list."""
    value = fields(known[identifier]).get(field)
    if isinstance(value, list):
        yield from enumerate(value)
    else:
        yield from ((other, other) for other in fields(value))


def _height(document: Document) -> int:
    names = fields(document.data).get("levels")
    return len(names) if isinstance(names, list) else 0


def _level(key: str) -> int | None:
    return int(key) if key.isascii() and key.isdigit() and len(key) < len("1000") else None


Rows: TypeAlias = Sequence[tuple[str, str, int | None]]
"""The rows of a profile file as they stand: group, competency and (when it is a whole number) norm."""


@lru_cache(maxsize=1)  # of one file, for all its checks
def rows_of(document: Document) -> Rows:
    """Return the rows of a profile file; what has the wrong shape is passed over."""
    return [
        (group, identifier, whole(row.get("norm")) if isinstance(row, dict) else None)
        for group in _GROUPS
        for identifier, row in fields(document.data, group).items()
    ]


def competencies_exist(document: Document, context: Context) -> Iterator[Diagnostic]:
    """P001: a profile asks only for competencies that the catalogue holds."""
    known = context.catalogue.competencies
    unknown = [
        (group, identifier)
        for group, identifier, _ in rows_of(document)
        if identifier not in known and is_id(identifier)
    ]
    suggestion = Suggestions(known, labels(context.catalogue)) if unknown else None
    for at in unknown:
        message = msg("`{id}` is not in the catalogue", id=at[1])
        yield document.at("P001", at, message, suggestion(at[1]) if suggestion else None, key=True)


def norms_in_range(document: Document, context: Context) -> Iterator[Diagnostic]:
    """P002: a norm is one of the catalogue's levels."""
    height = context.catalogue.height
    for group, identifier, norm in rows_of(document):
        if norm is not None and norm > height:
            yield document.at(
                "P002",
                (group, identifier, "norm"),
                msg("the norm {norm} of `{id}` is too high", norm=norm, id=identifier),
                msg("the catalogue has levels 1 to {height}", height=height),
            )


def competencies_described(document: Document, context: Context) -> Iterator[Diagnostic]:
    """P003: a profile asks only for competencies whose levels are described."""
    for group, identifier, _ in rows_of(document):
        competency = context.catalogue.competencies.get(identifier)
        if competency is not None and competency.levels is None:
            yield document.at(
                "P003",
                (group, identifier),
                msg(
                    "`{id}` is only mentioned in the catalogue: it has no levels to hold a norm against", id=identifier
                ),
                msg("describe its levels in the catalogue, or leave it out of the profile"),
                key=True,
            )


def norms_ask(document: Document, context: Context) -> Iterator[Diagnostic]:
    """P010, P011: a norm is a level that describes something; else one below it is asked, or nothing."""
    for group, identifier, norm in rows_of(document):
        competency = context.catalogue.competencies.get(identifier)
        if competency is not None and norm is not None and 0 < norm <= context.catalogue.height:
            described = [level for level, behaviours in enumerate(competency.levels or (), 1) if behaviours]
            yield from undescribed(document, ("P010", "P011"), (group, identifier, "norm"), norm, described)


def competencies_once(document: Document, _context: Context) -> Iterator[Diagnostic]:
    """P005: a competency stands once in a profile, generic or specific."""
    generic = fields(document.data, "generic")
    for identifier in fields(document.data, "specific"):
        if identifier in generic:
            yield document.at(
                "P005",
                ("specific", identifier),
                msg(
                    "`{id}` is a generic competency of this profile already, on line {line}",
                    id=identifier,
                    line=document.span("generic", identifier, key=True).line,
                ),
                msg("keep it in one of the two groups"),
                key=True,
                related=(document.related(("generic", identifier), msg("first given here"), key=True),),
            )


def norms_not_below_implied(document: Document, context: Context) -> Iterator[Diagnostic]:
    """P004: an explicit norm is not below the norm that a heavier competency implies, in the resolved profile."""
    profile = context.profile
    implied_by_profile = implied_norms(context.catalogue, profile) if profile else ()
    explicit = {row.competency: row for row in profile.rows} if profile and implied_by_profile else {}
    own = {identifier for _, identifier, _ in rows_of(document)} if explicit else set()
    for implied in implied_by_profile:
        row = explicit.get(implied.competency)
        known = context.catalogue.competencies
        levels = known[implied.competency].levels or ()
        if row is None or row.norm >= implied.norm or (any(levels) and not any(levels[row.norm : implied.norm])):
            continue  # nothing is described in between: no more is asked
        asking = [one for one in implied.through if known[one].presupposes[implied.competency] == implied.norm]
        at = (row.group.value, row.competency, "norm") if row.competency in own else ("extends",)
        yield document.at(
            "P004",
            at,
            msg(
                "the norm {norm} of `{id}` is below {implied}, which {through} presupposes"
                if len(asking) == 1
                else N_("the norm {norm} of `{id}` is below {implied}, which {through} presuppose"),
                norm=row.norm,
                id=row.competency,
                implied=implied.norm,
                through=[f"`{heavier}`" for heavier in asking],
            ),
            msg("raise it to {implied}, or leave out what presupposes it", implied=implied.norm),
        )


def texts_unchanged(document: Document, context: Context) -> Iterator[Diagnostic]:
    """P009: the texts by which the norms were chosen still say what they said."""
    mark, catalogue = fields(document.data, "catalogue"), context.catalogue
    asked = [identifier for _, identifier, _ in rows_of(document)]
    if not mark or catalogue.is_outline or any(identifier not in catalogue.competencies for identifier in asked):
        return
    field, now = "version", catalogue.version
    if "fingerprint" in mark:
        field, now = "fingerprint", fingerprint(catalogue, asked)
    if mark.get(field) != now:
        yield document.at(
            "P009",
            ("catalogue", field),
            msg(
                "the texts have changed since these norms were chosen (then version {then}, now {now})",
                then=mark.get("version", "?"),
                now=catalogue.version,
            ),
            msg('check the norms, and then write: {field}: "{value}"', field=field, value=now),
        )


def labels(catalogue: Catalogue) -> Mapping[str, str]:
    """Return the label of each competency, in the catalogue's language, for suggestions."""
    return {
        identifier: one.label.in_language("", catalogue.language) for identifier, one in catalogue.competencies.items()
    }


PROFILE: Final = Kind(
    ProfileFile,
    against=(competencies_exist, norms_in_range, competencies_described, norms_ask, competencies_once, texts_unchanged),
)
EXTENDED: Final[tuple[Check, ...]] = (norms_not_below_implied,)
"""What must hold of what extending makes of a profile."""

_GROUPS: Final = tuple(group.value for group in Group)
