"""R: files with ratings that do not agree with the catalogue."""

from typing import Final

from competentie.core.message import msg
from competentie.explain.topic import Page

PAGES: Final[dict[str, Page]] = {
    "R001": Page(
        msg("a rated competency that is not in the catalogue"),
        msg(
            "A competency was rated that the catalogue does not have. Correct the id; if the competency has a new id, "
            "use that one here too."
        ),
        msg("These ratings would count for nothing, and the person would seem unrated on this competency."),
    ),
    "R002": Page(
        msg("a rated behaviour that does not exist"),
        msg(
            "The level has fewer behaviours than this number says. `competentie show` lists them with their numbers; "
            "a competency without behaviours is rated with one level."
        ),
        msg(
            "Behaviours are numbered by their place. When one was taken out of the catalogue, other ratings in this "
            "file may now stand at the wrong behaviour too."
        ),
    ),
    "R003": Page(
        msg("a rated level that the catalogue does not have"),
        msg(
            "The level is above the highest one of the catalogue. Levels begin at 0, which is not even level 1, and "
            "end at the number of levels."
        ),
        msg("Probably another scale was in mind, such as 1 to 5. Then the lower levels in this file are wrong too."),
    ),
    "R004": Page(
        msg("ratings that were given on other texts"),
        msg(
            "The texts of the catalogue have changed since these ratings were given. Check whether each rating still "
            "holds, and rate again what does not."
        ),
        msg("A rating says of a text that it was shown. When the text has changed, nobody has said it of the new one."),
    ),
    "R005": Page(
        msg("ratings for a profile that is not there"),
        msg(
            "The ratings name a profile that does not lie beside the catalogue, in `profiles`. Correct the name, or "
            "add the profile."
        ),
        msg(
            "The profile holds the norms. Without it the ratings can be right, but there is nothing to hold them "
            "against."
        ),
    ),
}
