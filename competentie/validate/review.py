"""What `validate` looks at in each kind of file: besides errors, warnings and advice, in the order of their codes."""

from collections.abc import Mapping
from typing import Any, Final

from competentie.files.data import Check, Kind
from competentie.handbook import checks as catalogue
from competentie.handbook import pasted, privacy
from competentie.wording import alike, behaviours, texts

REVIEWS: Final[Mapping[str, tuple[Check, ...]]] = {
    "catalogue": (
        pasted.texts_as_meant,
        pasted.behaviours_whole,
        catalogue.contrasts_mutual,
        catalogue.clusters_used,
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


def about_people(kind: str) -> Kind[Any]:
    """Return the table of a kind of file about people, `plan` or `ratings`; it is loaded where there is one."""
    if kind == "plan":
        from competentie.plan.checks import PLAN

        return PLAN
    from competentie.ratings.checks import RATINGS

    return RATINGS
