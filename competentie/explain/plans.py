"""L: development plans that do not agree with the catalogue."""

from typing import Final

from competentie.core.message import msg
from competentie.explain.topic import Page

PAGES: Final[dict[str, Page]] = {
    "L001": Page(
        msg("a step of a plan that is not in the catalogue"),
        msg(
            "The plan asks for a behaviour, or a competency, that the catalogue does not have. Make the plan anew with "
            "`competentie plan`: what was filled in for it is kept under `dropped`."
        ),
        msg("The person would work on something that no longer brings the norm nearer."),
    ),
    "L002": Page(
        msg("a plan for a profile that is not there"),
        msg(
            "The plan names a profile that does not lie beside the catalogue, in `profiles`. Correct the name, or add "
            "the profile."
        ),
        msg("The profile holds the norms that the plan leads to. Without it the plan cannot be made anew."),
    ),
    "L003": Page(
        msg("a step whose text has changed"),
        msg(
            "The catalogue says something else under this code than the plan does. Make the plan anew with "
            "`competentie plan`: what was filled in stays with its text, under whatever code that has now."
        ),
        msg("What was agreed was about the old text. Whether it still helps with the new one is for people to say."),
    ),
}
