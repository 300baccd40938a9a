"""Checks of a profile against its catalogue."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final, TypeAlias

from competentie.core.basis import fingerprint
from competentie.core.findings import Diagnostic
from competentie.core.implied import implied_norms
from competentie.core.message import N_, msg
from competentie.core.suggest import Suggestions
from competentie.core.terms import Catalogue, Group
from competentie.files.data import Check, Context, Kind, fields, is_id, whole
from competentie.files.yaml import Document
from competentie.handbook.checks import undescribed
from competentie.handbook.models import ProfileFile

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
