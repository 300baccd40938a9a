"""What changed in meaning between two handbooks, and the step of a version that it asks for.

Pure: it compares what was read, and knows no files and no git. `versions` judges the versions themselves.
"""

from competentie.diff.catalogue import catalogue_changes
from competentie.diff.competency import competency_changes
from competentie.diff.demand import demands
from competentie.diff.profile import profile_changes
from competentie.diff.terms import Comparison, Handbook
from competentie.diff.texts import Texts


def compare(old: Handbook, new: Handbook) -> Comparison:
    """Compare two handbooks; the same two always give the same changes in the same order."""
    texts = Texts(old.catalogue.language, new.catalogue.language)
    asked = demands(old, new)
    return Comparison(
        (
            *catalogue_changes(old.catalogue, new.catalogue, texts),
            *competency_changes(old.catalogue, new.catalogue, texts, asked),
            *profile_changes(old, new, texts, asked),
        )
    )
