"""Checks of a profile against its catalogue."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from competentie.checks import fields, is_id, whole
from competentie.diagnostics import Diagnostic
from competentie.domain import Catalogue, Group, Profile
from competentie.implied import implied_norms
from competentie.message import msg
from competentie.models.profile import ProfileFile
from competentie.source import Document
from competentie.suggest import suggest


@dataclass(frozen=True, slots=True)
class ProfileSource:
    """A profile file as it was read: not yet what extending makes of it."""

    document: Document
    file: ProfileFile


Check: TypeAlias = Callable[[Document, Catalogue], Iterator[Diagnostic]]


def competencies_exist(document: Document, catalogue: Catalogue) -> Iterator[Diagnostic]:
    """P001: a profile asks only for competencies that the catalogue holds."""
    for group, identifier, _ in _rows(document):
        if is_id(identifier) and identifier not in catalogue.competencies:
            yield document.at(
                "P001",
                (group, identifier),
                msg("`{id}` is not in the catalogue", id=identifier),
                suggest(identifier, catalogue.competencies, labels(catalogue)),
                key=True,
            )


def norms_in_range(document: Document, catalogue: Catalogue) -> Iterator[Diagnostic]:
    """P002: a norm is one of the catalogue's levels."""
    for group, identifier, norm in _rows(document):
        if norm is not None and norm > catalogue.height:
            yield document.at(
                "P002",
                (group, identifier, "norm"),
                msg("the norm {norm} of `{id}` is too high", norm=norm, id=identifier),
                msg("the catalogue has levels 1 to {height}", height=catalogue.height),
            )


def competencies_described(document: Document, catalogue: Catalogue) -> Iterator[Diagnostic]:
    """P003: a profile asks only for competencies whose levels are described."""
    for group, identifier, _ in _rows(document):
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


def competencies_once(document: Document, _catalogue: Catalogue) -> Iterator[Diagnostic]:
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
            )


def norms_not_below_implied(source: ProfileSource, profile: Profile, catalogue: Catalogue) -> Iterator[Diagnostic]:
    """P004: an explicit norm is not below the norm that a heavier competency implies, in the resolved profile."""
    explicit = {row.competency: row for row in profile.rows}
    own = {row.competency for row in source.file.rows()}
    for implied in implied_norms(catalogue, profile):
        row = explicit.get(implied.competency)
        if row is None or row.norm >= implied.norm:
            continue
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
)


def _rows(document: Document) -> Iterator[tuple[str, str, int | None]]:
    """Yield each row of a profile file as group, competency and (when it is a whole number) norm."""
    for group in Group:
        for identifier, row in fields(document.data, group.value).items():
            yield group.value, identifier, whole(fields(row).get("norm"))
