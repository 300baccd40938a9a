"""What `validate` looks at in each kind of file: besides errors, warnings and advice, in the order of their codes."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from competentie.core.findings import Diagnostic, Related
from competentie.files.data import Check, Kind
from competentie.handbook import checks as catalogue
from competentie.handbook import privacy
from competentie.wording import alike, behaviours, texts

REVIEWS: Final[Mapping[str, tuple[Check, ...]]] = {
    "catalogue": (
        catalogue.contrasts_mutual,
        catalogue.clusters_used,
        catalogue.labels_differ,
        alike.behaviours_differ,
        alike.behaviours_differ_enough,
        texts.catalogue_texts_are_sentences,
        behaviours.verb_present,
        behaviours.act_named,
        behaviours.one_behaviour,
        behaviours.words_observable,
        behaviours.words_for_everyone,
        behaviours.lengths_alike,
        privacy.no_addresses,
        privacy.no_citizen_numbers,
    ),
    "profile": (texts.profile_texts_are_sentences, privacy.no_addresses, privacy.no_citizen_numbers),
}
"""Per kind of file; what is an error stands in the table of its kind (`CATALOGUE`, `PROFILE`, `RATINGS`, `PLAN`)."""


def look_alikes(people: Mapping[str, Related]) -> Iterator[Diagnostic]:
    """Find people whose names look alike; loaded, as above, where there is one."""
    from competentie.ratings.checks import names_differ

    return names_differ(people)


def about_people(kind: str) -> Kind[Any]:
    """Return the table of a kind of file about people, `plan` or `ratings`; it is loaded where there is one."""
    if kind == "plan":
        from competentie.plan.checks import PLAN

        return PLAN
    from competentie.ratings.checks import RATINGS

    return RATINGS
