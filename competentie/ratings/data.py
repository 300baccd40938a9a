"""What is kept of people as plain data: the list of files, and all of it that may be given to a person.

That is everything, except what would tell what one member of a group said: it is given as the group, or withheld
(GDPR, articles 15(4) and 20(4): the rights of others).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from competentie.core.basis import Basis
from competentie.core.terms import GROUPED, Catalogue, Rating
from competentie.core.text import same_name
from competentie.files.places import shown
from competentie.files.read import fields
from competentie.page.data import VERSION, csv_writer, plain, safe
from competentie.page.phrases import basis_data
from competentie.ratings.folder import Folder, Kept, KeptKind, PersonalData, personal_data
from competentie.ratings.groups import View, name_to_show, views
from competentie.ratings.models import WHOLE
from competentie.ratings.reconcile import Reconciled


@dataclass(frozen=True, slots=True)
class Access:
    """What a person may have, and how much is withheld.

    `ratings` are those by raters who are shown by name, oldest first. Withheld are, per relation, the raters of groups
    that are too small, and plans that were made from what one member said.
    """

    person: str
    ratings: tuple[Kept, ...]
    plans: tuple[Kept, ...]
    groups: tuple[View, ...]
    withheld_raters: Mapping[str, int]
    withheld_plans: int
    found: PersonalData

    @property
    def named(self) -> tuple[str, ...]:
        """The other people who are named as raters, each once."""
        names = {same_name(one.rater or ""): one.rater or "" for one in self.ratings}
        return tuple(names[key] for key in sorted(names) if key not in {"", same_name(self.person)})


def access(person: str, folder: Folder, minimum: int) -> Access:
    """Sort out what may be given; `minimum` is how many raters a group takes to be shown."""
    found = personal_data(person, folder)
    ratings = folder.ratings_of(person)
    seen = views(ratings, minimum)
    by_name = tuple(one for one in ratings if not one.is_of_group)
    plans = [one for one in found.own if one.kind is KeptKind.PLAN and one.whole]
    given = [one for one in plans if fields(one.data, "based-on", "rater").get("relation") not in GROUPED]
    return Access(
        given[-1].person if given else name_to_show(person, by_name),
        by_name,
        tuple(given),
        tuple(one for one in seen.shown if one.is_group),
        seen.withheld,
        len(plans) - len(given),
        found,
    )


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
        "ratings": [_ratings(one, catalogue) for one in access.ratings],
        "groups": [_group(view, catalogue) for view in access.groups],
        "plans": [{"file": one.path.name, "content": one.data} for one in access.plans],
        "withheld": withheld,
        "about_others": {"as_rater": len(access.found.as_rater), "mentioned": len(access.found.mentions)},
    }


def _ratings(kept: Kept, catalogue: Catalogue) -> dict[str, Any]:
    """Return a file as it is, with the text of each answer; null where that text is not at hand any more."""
    moved, lost = dict(kept.reconciled.moved), frozenset(kept.reconciled.lost)
    texts = _texts(catalogue)
    said = {code: None if code in lost else texts.get(moved.get(code, code)) for code in _codes(kept)}
    return {"file": kept.path.name, "texts": said, "content": kept.data}


def _codes(kept: Kept) -> Iterator[str]:
    """Yield the codes that a file with ratings holds answers on."""
    for identifier, given in fields(kept.data, "ratings").items():
        numbers = [number for number in fields(given) if number not in WHOLE]
        yield from (f"{identifier}.{number}" for number in numbers) if numbers else [identifier]


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


COLUMNS: Final = (
    *("path", "kind", "person", "profile", "rater", "relation", "date"),
    *("answers", "unfinished", "stale", "expired"),
)


def listing_data(files: Sequence[Kept], folder: Folder, basis: Basis) -> dict[str, Any]:
    """Return the list as one versioned object, with what had to be left out."""
    return {
        "version": VERSION,
        "basis": basis_data(basis),
        "retention": None if folder.retention is None else str(folder.retention),
        "files": [file_data(one) for one in files],
        "left_out": [shown(path) for path in (*folder.left_out, *folder.links)],
    }


def files_csv(files: Sequence[Kept]) -> str:
    """Return the list as CSV, under `COLUMNS`."""
    target, writer = csv_writer(excel=False)
    writer.writerow(COLUMNS)
    for one in files:
        data = file_data(one)
        writer.writerow([_cell(data[name]) for name in COLUMNS])
    return target.getvalue()


def file_data(one: Kept) -> dict[str, Any]:
    """Return one file as plain data; how far one of a group came, when, and what no longer holds is not told."""
    hidden = one.is_of_group or one.kind is KeptKind.PLAN
    held = None if hidden else one.reconciled
    return {
        "path": None if one.is_of_group else shown(one.path),
        "kind": one.kind.value,
        "person": one.person,
        "profile": one.profile,
        "rater": one.rater,
        "relation": one.relation,
        "date": None if one.is_of_group else one.date,
        "answers": None if hidden else one.answers,
        "unfinished": None if one.is_of_group else one.unfinished,
        "stale": one.is_stale,
        "expired": one.expired,
        **(dict.fromkeys(stale_data(one.reconciled)) if held is None else stale_data(held)),
    }


def stale_data(held: Reconciled) -> dict[str, Any]:
    """Return what became of answers on texts that are not what they were, by code."""
    return {
        "changed": list(held.changed),
        "gone": list(held.gone),
        "moved": [{"old": old, "new": new} for old, new in held.moved],
        "reworded": list(held.reworded),
    }


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    return safe(value) if isinstance(value, str) else value
