"""What `validate` looks at in each kind of file: besides errors, warnings and advice, in the order of their codes."""

from collections.abc import Hashable, Iterator, Mapping
from typing import Any, Final

from competentie.core import Diagnostic, Related, msg, same_name
from competentie.files.read import Check, Kind, by_language
from competentie.files.yaml import Document
from competentie.handbook import checks as catalogue
from competentie.handbook import pasted, privacy
from competentie.wording import alike, behaviours, texts

REVIEWS: Final[Mapping[str, tuple[Check, ...]]] = {
    "catalogue": (
        pasted.texts_as_meant,
        pasted.behaviours_whole,
        catalogue.contrasts_mutual,
        catalogue.clusters_used,
        catalogue.roles_exist,
        catalogue.labels_differ,
        texts.once(alike.behaviours_differ),
        texts.once(alike.behaviours_differ_enough),
        texts.once(texts.catalogue_texts_are_sentences),
        texts.once(behaviours.verb_present),
        texts.once(behaviours.act_named),
        texts.once(behaviours.one_behaviour),
        texts.once(behaviours.words_observable),
        texts.once(behaviours.words_for_everyone),
        texts.once(behaviours.lengths_alike),
        privacy.no_addresses,
        privacy.no_citizen_numbers,
    ),
    "profile": (
        pasted.texts_as_meant,
        texts.profile_texts_are_sentences,
        privacy.no_addresses,
        privacy.no_citizen_numbers,
    ),
}
"""Per kind of file; what is an error stands in the table of its kind (`CATALOGUE`, `PROFILE`, `RATINGS`, `PLAN`)."""


def look_alikes(people: Mapping[str, Related]) -> Iterator[Diagnostic]:
    """Find people whose names look alike; loaded, as above, where there is one."""
    from competentie.ratings.checks import names_differ

    return names_differ(people)


def about_people(kind: str) -> Kind[Any]:
    """Return the table of a kind of file of people: `plan`, `choices` or `ratings`; it is loaded where there is one."""
    if kind == "choices":
        from competentie.choosing.model import CHOICES

        return CHOICES
    if kind == "plan":
        from competentie.plan.model import PLAN

        return PLAN
    from competentie.ratings.checks import RATINGS

    return RATINGS


def twice(document: Document | None, kind: str, first: dict[Hashable, str]) -> Iterator[Diagnostic]:
    """P013, R006: a role, or what one rater said on one day, stands in one file; `first` has those seen before."""
    if document is None or not isinstance(document.data, dict):
        return
    keys = _once(document.data, kind)
    path = next((first[key] for key in keys if key in first), None)
    first |= {key: document.path for key in keys if key not in first}
    if path is None:
        return
    advice = msg("keep what counts in one of the two files, and remove the other")
    if kind == "profile":
        yield document.at("P013", ("role",), msg("this role stands in {path} too", path=path), advice)
    else:
        message = msg("{path} holds what the same rater said of this person for this profile and day too", path=path)
        yield document.at("R006", ("person",), message, advice)


def _once(data: dict[str, Any], kind: str) -> list[Hashable]:
    """Return what only one file should have; a role that extends another may have its name."""
    if kind == "profile":
        return [] if "extends" in data else [same_name(text) for _, text in by_language(data.get("role"))]
    from competentie.ratings.folder import KeptKind, head_of, sitting

    return [sitting(head_of(data, KeptKind.RATINGS))] if kind == "ratings" and "person" in data else []
