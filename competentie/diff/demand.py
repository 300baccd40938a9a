"""What profiles ask before and after: by their own norms, and through what competencies presuppose. Pure.

A demand is a level of a competency: the higher of the explicit and the implied norm.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from competentie.core.implied import implied_norms
from competentie.core.terms import Catalogue, Profile
from competentie.diff.terms import Handbook


@dataclass(frozen=True, slots=True)
class Norms:
    """What one profile asks: by its own rows, and implied."""

    explicit: Mapping[str, int]
    implied: Mapping[str, int]

    def demand(self, competency: str) -> int:
        """Return the level asked of a competency; 0 when it is not asked."""
        return max(self.explicit.get(competency, 0), self.implied.get(competency, 0))


@dataclass(frozen=True, slots=True)
class ImpliedChange:
    """An implied norm that is asked otherwise than before; 0 is not at all.

    `by_catalogue` tells whether the catalogue alone makes the difference, or the profile's own rows do.
    """

    profile: str
    competency: str
    old: int
    new: int
    by_catalogue: bool


@dataclass(frozen=True, slots=True)
class Demands:
    """What the new profiles ask, and which implied norms changed in profiles that were there before."""

    asked: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    """Per competency the highest level that is asked, and the first profile (by id) that asks for it."""
    implied: tuple[ImpliedChange, ...] = ()

    def raised_by_catalogue(self) -> dict[str, ImpliedChange]:
        """Return per competency the first implied norm that the catalogue raised."""
        raised: dict[str, ImpliedChange] = {}
        for one in self.implied:
            if one.by_catalogue and one.new > one.old:
                raised.setdefault(one.competency, one)
        return raised


def demands(old: Handbook, new: Handbook) -> Demands:
    """Work out what is asked after the change, and what is implied otherwise than before."""
    asked: dict[str, tuple[int, str]] = {}
    implied: list[ImpliedChange] = []
    for identifier in sorted(new.profiles):
        after = norms(new.catalogue, new.profiles[identifier])
        for competency in [*after.explicit, *after.implied]:
            level = after.demand(competency)
            if level > asked.get(competency, (0, ""))[0]:
                asked[competency] = (level, identifier)
        if identifier in old.profiles:
            implied += _implied_changes(old, new.catalogue, old.profiles[identifier], after)
    return Demands(asked, tuple(implied))


def norms(catalogue: Catalogue, profile: Profile) -> Norms:
    """Return what a profile asks on a catalogue; rows on competencies that the catalogue lacks are passed over."""
    profile = replace(profile, rows=tuple(row for row in profile.rows if row.competency in catalogue.competencies))
    explicit = {row.competency: row.norm for row in profile.rows}
    if not any(catalogue.competencies[one].presupposes for one in explicit):
        return Norms(explicit, {})
    return Norms(explicit, {one.competency: one.norm for one in implied_norms(catalogue, profile)})


def _implied_changes(old: Handbook, new: Catalogue, profile: Profile, after: Norms) -> Iterator[ImpliedChange]:
    before = norms(old.catalogue, profile)
    if not before.implied and not after.implied:
        return
    between = norms(new, profile).implied  # the old rows on the new catalogue: what the catalogue alone does
    for competency in dict.fromkeys([*new.competencies, *old.catalogue.competencies]):
        level, by_itself = before.implied.get(competency, 0), competency in before.explicit
        now = after.implied.get(competency, 0)
        if competency in after.explicit:  # an explicit row says the same and more
            continue
        if now > before.demand(competency) or (now < level and not by_itself):
            yield ImpliedChange(profile.id, competency, level, now, by_catalogue=between.get(competency, 0) != level)
