"""V: versions that do not say how much has changed."""

from typing import Final

from competentie.core.message import msg
from competentie.explain.topic import Page

PAGES: Final[dict[str, Page]] = {
    "V001": Page(
        msg("a version that has not moved enough"),
        msg(
            "Something has changed since the revision that this one is compared with, and `version` has not, or by "
            "too small a step. The first number goes up (major) when more is asked of people or ratings no longer "
            "mean the same, the second (minor) when something is only added, the third (patch) for wording."
        ),
        msg(
            "Ratings say on which version they were given. If one version stands for two texts, nobody can tell any "
            "more what was rated."
        ),
    ),
    "V002": Page(
        msg("a version that has moved back"),
        msg(
            "`version` is lower than in the revision that this one is compared with. Give it that version again, or a "
            "higher one."
        ),
        msg("Versions only go forward. With a lower number, the newest texts pass for old ones."),
    ),
}
