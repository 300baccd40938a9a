"""What is given to a person of all that is kept on them, as plain data. The shape is a contract: docs/ratings.md."""

from collections.abc import Mapping
from typing import Any

from competentie.basis import Basis
from competentie.domain import Catalogue, Rating
from competentie.people.access import Access, codes_in
from competentie.people.entry import Entry
from competentie.people.raters import View
from competentie.render.basis import basis_data
from competentie.render.data import VERSION, plain


def access_data(access: Access, catalogue: Catalogue, basis: Basis) -> dict[str, Any]:
    """Return all that may be given as one versioned object: each file as it is, groups as counts."""
    withheld: list[dict[str, Any]] = [
        {"relation": relation, "raters": number} for relation, number in access.withheld_raters.items()
    ]
    if access.withheld_plans:
        withheld.append({"plans": access.withheld_plans})
    return {
        "version": VERSION,
        "basis": basis_data(basis),
        "person": access.person,
        "ratings": [_ratings(entry, data, catalogue) for entry, data in access.ratings],
        "groups": [_group(view, catalogue) for view in access.groups],
        "plans": [{"file": one.path.name, "content": one.data} for one in access.plans],
        "withheld": withheld,
        "about_others": {"as_rater": len(access.found.as_rater), "mentioned": len(access.found.mentions)},
    }


def _ratings(entry: Entry, data: Mapping[str, Any], catalogue: Catalogue) -> dict[str, Any]:
    """Return a file as it is, with the text of each answer; null where that text is not at hand any more."""
    moved, lost = dict(entry.reconciled.moved), frozenset(entry.reconciled.lost)
    texts = _texts(catalogue)
    said = {code: None if code in lost else texts.get(moved.get(code, code)) for code in codes_in(data)}
    return {"file": entry.path.name, "texts": said, "content": data}


def _group(view: View, catalogue: Catalogue) -> dict[str, Any]:
    """Return how many of a group say what; nothing of what fewer than the minimum say."""
    competencies = catalogue.competencies.values()
    answers = {one.code: view.answers(one) for competency in competencies for one in competency.behaviours()}
    levels = {one.id: view.direct(one.id) for one in competencies}
    texts = _texts(catalogue)
    return {
        "relation": view.relation,
        "profile": view.entries[0].ratings.profile,
        "raters": len(view.entries),
        "minimum": view.minimum,
        "behaviours": {
            code: {"text": texts[code], **{rating.value: given[rating] for rating in _SAID if given.get(rating)}}
            for code, given in answers.items()
            if given
        },
        "levels": {
            identifier: {"text": texts[identifier], **{str(one): given.count(one) for one in sorted(set(given))}}
            for identifier, given in levels.items()
            if given
        },
    }


_SAID = (Rating.SHOWN, Rating.NOT_SHOWN, Rating.NOT_APPLICABLE)


def _texts(catalogue: Catalogue) -> dict[str, str]:
    """Return what each code stands for: a behaviour's text, a competency's label."""
    texts = {one.id: plain(one.label, catalogue) for one in catalogue.competencies.values()}
    for competency in catalogue.competencies.values():
        texts |= {one.code: plain(one.text, catalogue) for one in competency.behaviours()}
    return texts
