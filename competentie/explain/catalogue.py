"""C: what is wrong in a catalogue as a whole. What the handbook says is in docs/domain.md."""

from typing import Final

from competentie.core.message import msg
from competentie.explain.topic import Page

PAGES: Final[dict[str, Page]] = {
    "C001": Page(
        msg("a competency that is not in the catalogue"),
        msg(
            "`presupposes` or `contrast` names an id that no competency has. Correct the spelling, or add the "
            "competency; a label and a definition are enough."
        ),
        msg(
            "A norm also asks for what a competency presupposes. With a wrong name, that part of the norm would be "
            "lost."
        ),
    ),
    "C002": Page(
        msg("a cluster that does not exist"),
        msg(
            "A competency stands in a cluster that is not listed under `clusters`. Correct the spelling, or add the "
            "cluster to the list."
        ),
        msg(
            "Clusters are the headings of the handbook. Without one, the competency would be found under none of them."
        ),
    ),
    "C003": Page(
        msg("competencies that presuppose each other in a circle"),
        msg(
            "From one `presupposes` to the next, the way leads back to where it began. Remove the step that goes from "
            "a lighter competency to a heavier one."
        ),
        msg(
            "The handbook knows an order of weight between competencies: who chooses the heavier one takes the "
            "lighter one as present. In a circle each competency would be heavier than itself."
        ),
    ),
    "C004": Page(
        msg("a level that the catalogue does not have"),
        msg(
            "A level has a number above the number of names in `levels` at the top of the catalogue. Use a level that "
            "exists, or add a name at the top."
        ),
        msg(
            "The names at the top say how many levels there are. What stands at a level beyond them would never count."
        ),
    ),
    "C005": Page(
        msg("a level that nothing is said about"),
        msg(
            "A competency describes its levels but leaves one out. Add its behaviours, or write `3: []` when nothing "
            "is described there on purpose."
        ),
        msg(
            "Levels are cumulative: a norm of 3 takes levels 1 and 2 as present. Whether a level was forgotten or "
            "left empty makes a difference, and `[]` tells which."
        ),
    ),
    "C006": Page(
        msg("a catalogue without a license"),
        msg(
            "The catalogue does not say what others may do with its texts. Add `license:`, such as `CC BY 4.0` or "
            "`all rights reserved`."
        ),
        msg("Handbooks are passed on and built upon. Without a license nobody knows whether that is allowed."),
    ),
    "C007": Page(
        msg("a contrast that only one side states"),
        msg(
            "One competency says how it differs from another, and the other one does not. Add the `contrast` there "
            "too, asked from that side."
        ),
        msg(
            "Whoever reads the other competency can confuse the two just as well, and does not see the question that "
            "helps."
        ),
    ),
    "C008": Page(
        msg("a cluster without competencies"),
        msg("No competency stands in this cluster. Name it in the `cluster` of a competency, or remove it."),
        msg(
            "An empty heading is often what remains of a competency that was removed, or that now lacks its `cluster`."
        ),
    ),
    "C009": Page(
        msg("the same behaviour twice"),
        msg("Two behaviours have the same text. Reword one so that it says something else, or remove it."),
        msg("Raters get the same question twice, and what was seen once counts twice."),
    ),
    "C010": Page(
        msg("the same behaviour at two levels"),
        msg(
            "A competency has the same behaviour at two levels. Keep it where it belongs, and describe at the higher "
            "level what is harder."
        ),
        msg(
            "The handbook: the levels ascend in difficulty, and a higher one takes the lower ones as present. What "
            "returns at a higher level adds nothing to it."
        ),
    ),
    "C011": Page(
        msg("two behaviours that are almost the same"),
        msg(
            "Two behaviours say nearly the same, in nearly the same words. Say more clearly how they differ, or keep "
            "one of them."
        ),
        msg("Raters give both the same rating, or look for a difference that nobody meant."),
    ),
    "C012": Page(
        msg("two competencies with the same label"),
        msg("Two competencies are called the same. Give each a label of its own."),
        msg(
            "People see labels, not ids: in a table of results nobody can tell these two apart. A column with this "
            "label cannot be read either."
        ),
    ),
    "C013": Page(
        msg("a text of one word where a sentence is needed"),
        msg(
            "A behaviour, a definition, a contrast or a rationale is a single word. Write a sentence that says what "
            "is meant; of a behaviour, what somebody would see or hear."
        ),
        msg("Everybody reads a single word differently: `Punctual` may mean on time, and it may mean precise."),
    ),
}
