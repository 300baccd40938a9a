"""Checks of a profile against its catalogue."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from competentie.core.findings import Diagnostic
from competentie.core.implied import implied_norms
from competentie.core.message import msg
from competentie.core.suggest import Suggestions
from competentie.core.terms import Catalogue, Group, Profile
from competentie.files.data import fields, is_id, whole
from competentie.files.yaml import Document
from competentie.handbook.models import ProfileFile
from competentie.handbook.stale import changed_texts


@dataclass(frozen=True, slots=True)
class ProfileSource:
    """A profile file as it was read: not yet what extending makes of it."""

    document: Document
    file: ProfileFile


Rows: TypeAlias = Sequence[tuple[str, str, int | None]]
"""The rows of a profile file as they stand: group, competency and (when it is a whole number) norm."""

Check: TypeAlias = Callable[[Document, Rows, Catalogue], Iterator[Diagnostic]]


def rows_of(document: Document) -> Rows:
    """Return the rows of a profile file; what has the wrong shape is passed over."""
    return [
        (group, identifier, whole(row.get("norm")) if isinstance(row, dict) else None)
        for group in _GROUPS
        for identifier, row in fields(document.data, group).items()
    ]


def competencies_exist(document: Document, rows: Rows, catalogue: Catalogue) -> Iterator[Diagnostic]:
    """P001: a profile asks only for competencies that the catalogue holds."""
    known = catalogue.competencies
    unknown = [(group, identifier) for group, identifier, _ in rows if identifier not in known and is_id(identifier)]
    suggestion = Suggestions(known, labels(catalogue)) if unknown else None
    for at in unknown:
        message = msg("`{id}` is not in the catalogue", id=at[1])
        yield document.at("P001", at, message, suggestion(at[1]) if suggestion else None, key=True)


def norms_in_range(document: Document, rows: Rows, catalogue: Catalogue) -> Iterator[Diagnostic]:
    """P002: a norm is one of the catalogue's levels."""
    height = catalogue.height
    for group, identifier, norm in rows:
        if norm is not None and norm > height:
            yield document.at(
                "P002",
                (group, identifier, "norm"),
                msg("the norm {norm} of `{id}` is too high", norm=norm, id=identifier),
                msg("the catalogue has levels 1 to {height}", height=height),
            )


def competencies_described(document: Document, rows: Rows, catalogue: Catalogue) -> Iterator[Diagnostic]:
    """P003: a profile asks only for competencies whose levels are described."""
    for group, identifier, _ in rows:
        competency = catalogue.competencies.get(identifier)
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


def competencies_once(document: Document, _rows: Rows, _catalogue: Catalogue) -> Iterator[Diagnostic]:
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


def norms_not_below_implied(source: ProfileSource, profile: Profile, catalogue: Catalogue) -> Iterator[Diagnostic]:
    """P004: an explicit norm is not below the norm that a heavier competency implies, in the resolved profile."""
    implied_by_profile = implied_norms(catalogue, profile)
    explicit = {row.competency: row for row in profile.rows} if implied_by_profile else {}
    for implied in implied_by_profile:
        row = explicit.get(implied.competency)
        if row is None or row.norm >= implied.norm:
            continue
        own = {row.competency for row in source.file.rows()}
        at = (row.group.value, row.competency, "norm") if row.competency in own else ("extends",)
        yield source.document.at(
            "P004",
            at,
            msg(
                "the norm {norm} of `{id}` is below {implied}, which {through} presupposes",
                norm=row.norm,
                id=row.competency,
                implied=implied.norm,
                through=[f"`{heavier}`" for heavier in implied.through],
            ),
            msg("raise it to {implied}, or leave out what presupposes it", implied=implied.norm),
        )


def texts_unchanged(document: Document, rows: Rows, catalogue: Catalogue) -> Iterator[Diagnostic]:
    """P009: the texts by which the norms were chosen still say what they said."""
    mark = fields(document.data, "catalogue")
    asked = [identifier for _, identifier, _ in rows]
    if not mark or catalogue.is_outline or any(identifier not in catalogue.competencies for identifier in asked):
        return
    change = changed_texts(mark, catalogue, asked)
    if change is not None:
        field, now = change
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


CHECKS: Final[tuple[Check, ...]] = (
    competencies_exist,
    norms_in_range,
    competencies_described,
    competencies_once,
    texts_unchanged,
)


_GROUPS: Final = tuple(group.value for group in Group)
