"""What got another id, and says so with `formerly`: the old handbook is read under the new ids, and one line tells.

Pure. What looks renamed, since its texts are the same, and does not say so, is only pointed out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from competentie.core.message import Message, msg
from competentie.core.terms import Catalogue, Competency, Profile
from competentie.diff.terms import Change, Handbook, Subject, Verb, patch
from competentie.handbook.texts import equal

_FOLLOWED = msg("ratings and tables under the old one follow it")

K = TypeVar("K", Competency, Profile)


@dataclass(frozen=True, slots=True)
class Renamed:
    """An older handbook under the ids of a newer one; `lines` tell, by new id, what was renamed in it."""

    catalogue: Catalogue
    profiles: Mapping[str, Profile]
    lines: Mapping[tuple[Subject, str], Change]


def under_new_ids(old: Handbook, new: Handbook) -> Renamed:
    """Read an old handbook under the ids that its competencies and profiles have in the new one."""
    names = _renamed(old.catalogue.competencies, new.catalogue.competencies)
    files = _renamed(old.profiles, new.profiles)
    competencies = {names.get(one, one): _competency(value, names) for one, value in old.catalogue.competencies.items()}
    profiles = {
        files.get(one, one): replace(
            value,
            id=files.get(one, one),
            rows=tuple(replace(row, competency=names.get(row.competency, row.competency)) for row in value.rows),
        )
        for one, value in old.profiles.items()
    }
    lines = {
        (subject, now): patch(subject, Verb.RENAMED, _FOLLOWED, old=before, new=now)
        for subject, renamed in ((Subject.COMPETENCY, names), (Subject.PROFILE, files))
        for before, now in renamed.items()
    }
    return Renamed(replace(old.catalogue, competencies=competencies), profiles, lines)


def looks_renamed(gone: Competency | None, old: Catalogue, new: Catalogue) -> Message | None:
    """Say which new competency has the texts of one that is gone, if there is one."""
    for identifier, other in new.competencies.items():
        if gone is not None and identifier not in old.competencies and _same_texts(gone, other):
            return msg("it looks renamed to `{id}`; say so there with `formerly: [{old}]`", id=identifier, old=gone.id)
    return None


def _renamed(old: Mapping[str, K], new: Mapping[str, K]) -> dict[str, str]:
    return {
        before: identifier
        for identifier, one in new.items()
        if identifier not in old
        for before in one.formerly
        if before in old and before not in new
    }


def _competency(one: Competency, names: Mapping[str, str]) -> Competency:
    identifier = names.get(one.id, one.id)
    return replace(
        one,
        id=identifier,
        presupposes={names.get(other, other): level for other, level in one.presupposes.items()},
        contrast={names.get(other, other): text for other, text in one.contrast.items()},
        levels=one.levels
        and tuple(tuple(replace(behaviour, competency=identifier) for behaviour in level) for level in one.levels),
    )


def _same_texts(old: Competency, new: Competency) -> bool:
    texts = [
        (old.definition, *(one.text for one in old.behaviours())),
        (new.definition, *(one.text for one in new.behaviours())),
    ]
    return len(texts[0]) == len(texts[1]) and all(map(equal, *texts))
