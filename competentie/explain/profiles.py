"""P: profiles that do not agree with the catalogue, with each other or with themselves."""

from typing import Final

from competentie.core.message import msg
from competentie.explain.topic import Page

PAGES: Final[dict[str, Page]] = {
    "P001": Page(
        msg("a norm on a competency that is not in the catalogue"),
        msg(
            "The profile asks for a competency that the catalogue does not have. Correct the id, or describe the "
            "competency in the catalogue first."
        ),
        msg("A norm without a description cannot be rated: nobody can look up what the role asks for."),
    ),
    "P002": Page(
        msg("a norm above the highest level"),
        msg("The norm is higher than the number of levels in the catalogue. Choose one of its levels."),
        msg("A level that is not described cannot be reached: everybody in this role would fall short."),
    ),
    "P003": Page(
        msg("a norm on a competency without levels"),
        msg(
            "The catalogue only mentions this competency, with a definition and without `levels`. Describe its "
            "levels, or leave it out of the profile."
        ),
        msg(
            "A norm is a level, and here there is none to hold it against. A competency without levels can only be "
            "presupposed by others."
        ),
    ),
    "P004": Page(
        msg("a norm below what another norm presupposes"),
        msg(
            "A heavier competency of this role takes this one as present up to a level, and the profile asks for "
            "less. Raise this norm, or reconsider the heavier one."
        ),
        msg(
            "The handbook: who chooses a heavier competency takes the lighter one as already present. With a lower "
            "norm, the role would ask for more and for less at once."
        ),
    ),
    "P005": Page(
        msg("a competency in both groups"),
        msg("The same competency stands under `generic` and under `specific`. Keep it in one of the two."),
        msg("With two norms for one competency it would be chance which one counts."),
    ),
    "P006": Page(
        msg("a profile to extend that is not there"),
        msg(
            "`extends` names a profile that does not lie in the same folder. Give the name of its file, without "
            "folder and ending."
        ),
        msg("The norms of that profile belong to this role. Without them the role would ask for less than was meant."),
    ),
    "P007": Page(
        msg("profiles that extend each other in a circle"),
        msg("From one `extends` to the next, the way leads back to this profile. Remove one of these lines."),
        msg("A profile begins with the norms of the profile that it extends. In a circle there is none to begin with."),
    ),
    "P008": Page(
        msg("an extended profile with errors"),
        msg(
            "The profile that this one extends has errors of its own. Mend those first; this one then goes away by "
            "itself."
        ),
        msg("As long as a part of the norms cannot be read, it is not known what this role asks for."),
    ),
    "P009": Page(
        msg("a profile that was made for other texts"),
        msg(
            "The profile says for which texts of the catalogue its norms were chosen, and those texts have changed. "
            "Read them again, adjust the norms where needed, and put the new version and fingerprint in the profile."
        ),
        msg(
            "A norm is chosen with a description in mind. When level 2 is described differently, it may ask for more "
            "or less."
        ),
    ),
}
