"""Checks of a profile against its catalogue."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from competentie.diagnostics import Diagnostic
from competentie.domain import Catalogue, Profile
from competentie.implied import implied_norms
from competentie.message import msg
from competentie.models.profile import ProfileFile
from competentie.source import Document
from competentie.suggest import suggest


@dataclass(frozen=True, slots=True)
class ProfileSource:
    """A profile file as it was read, and the resolved profile that it (and what it extends) makes."""

    document: Document
    file: ProfileFile
    profile: Profile | None = None


Check: TypeAlias = Callable[[ProfileSource, Catalogue], Iterator[Diagnostic]]


def competencies_exist(source: ProfileSource, catalogue: Catalogue) -> Iterator[Diagnostic]:
    """P001: a profile asks only for competencies that the catalogue holds."""
    for row in source.file.rows():
        if row.competency not in catalogue.competencies:
            yield source.document.at(
                "P001",
                (row.group.value, row.competency),
                msg("`{id}` is not in the catalogue", id=row.competency),
                suggest(row.competency, catalogue.competencies, labels(catalogue)),
                key=True,
            )


def norms_in_range(source: ProfileSource, catalogue: Catalogue) -> Iterator[Diagnostic]:
    """P002: a norm is one of the catalogue's levels."""
    for row in source.file.rows():
        if row.norm > catalogue.height:
            yield source.document.at(
                "P002",
                (row.group.value, row.competency, "norm"),
                msg("the norm {norm} of `{id}` is too high", norm=row.norm, id=row.competency),
                msg("the catalogue has levels 1 to {height}", height=catalogue.height),
            )


def competencies_described(source: ProfileSource, catalogue: Catalogue) -> Iterator[Diagnostic]:
    """P003: a profile asks only for competencies whose levels are described."""
    for row in source.file.rows():
        competency = catalogue.competencies.get(row.competency)
        if competency is not None and competency.levels is None:
            yield source.document.at(
                "P003",
                (row.group.value, row.competency),
                msg(
                    "`{id}` is only mentioned in the catalogue: it has no levels to hold a norm against",
                    id=row.competency,
                ),
                msg("describe its levels in the catalogue, or leave it out of the profile"),
                key=True,
            )


def competencies_once(source: ProfileSource, _catalogue: Catalogue) -> Iterator[Diagnostic]:
    """P005: a competency stands once in a profile, generic or specific."""
    for identifier in source.file.generic:
        if identifier in source.file.specific:
            yield source.document.at(
                "P005",
                ("specific", identifier),
                msg(
                    "`{id}` is a generic competency of this profile already, on line {line}",
                    id=identifier,
                    line=source.document.span("generic", identifier, key=True).line,
                ),
                msg("keep it in one of the two groups"),
                key=True,
            )


def norms_not_below_implied(source: ProfileSource, catalogue: Catalogue) -> Iterator[Diagnostic]:
    """P004: an explicit norm is not below the norm that a heavier competency of the profile implies."""
    if source.profile is None:
        return
    explicit = {row.competency: row for row in source.profile.rows}
    own = {row.competency for row in source.file.rows()}
    for implied in implied_norms(catalogue, source.profile):
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
RESOLVED_CHECKS: Final[tuple[Check, ...]] = (norms_not_below_implied,)
