"""The catalogue and its profiles as plain data, for `show --format json` and `matrix`."""

from collections.abc import Sequence
from typing import Any

from competentie.core.basis import fingerprint
from competentie.core.implied import implied_rows
from competentie.core.terms import Behaviour, Catalogue, Competency, Profile
from competentie.page.data import VERSION, plain


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
            found = {
                "title": plain(catalogue.title, catalogue),
                "catalogue": {"version": catalogue.version, "fingerprint": fingerprint(catalogue)},
                "competencies": [_competency(one, catalogue) for one in catalogue.competencies.values()],
                "profiles": [profile.id for profile in profiles],
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
        "label": plain(one.label, catalogue),
        "definition": plain(one.definition, catalogue),
        "cluster": one.cluster,
        "presupposes": dict(one.presupposes),
        "contrast": {other: plain(question, catalogue) for other, question in one.contrast.items()},
        "links": dict(one.links),
        "levels": levels,
    }


def _behaviour(one: Behaviour, catalogue: Catalogue) -> dict[str, Any]:
    return {"code": one.code, "level": one.level, "text": plain(one.text, catalogue)}


def _profile(one: Profile, catalogue: Catalogue) -> dict[str, Any]:
    return {
        "id": one.id,
        "role": plain(one.role, catalogue),
        "profile_version": one.version,
        "norms": [
            {
                "competency": row.competency,
                "group": row.group.value,
                "norm": row.norm,
                "rationale": plain(row.rationale, catalogue) if row.rationale else None,
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
    }
