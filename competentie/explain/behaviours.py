"""B: advice on the texts of behaviours. The handbook asks for observable behaviour (its introduction)."""

from typing import Final

from competentie.core.message import msg
from competentie.explain.topic import Page

PAGES: Final[dict[str, Page]] = {
    "B001": Page(
        msg("a behaviour without a verb"),
        msg(
            "No verb was found that says what somebody does. Begin with one, in the third person: `Asks what others "
            "need` instead of `Attention for others`."
        ),
        msg(
            "The handbook describes competencies as observable behaviour: what people visibly do. Without a verb "
            "there is nothing to see, and so nothing to rate."
        ),
    ),
    "B002": Page(
        msg("a state of mind instead of behaviour"),
        msg(
            "The text begins with what somebody is, has, can, knows or feels. Write what others then see or hear: "
            "`Names the options` instead of `Knows the options`."
        ),
        msg(
            "The handbook puts the emphasis on what people visibly do. Knowledge and feeling cannot be seen: each "
            "rater has to guess, and guesses differently."
        ),
    ),
    "B003": Page(
        msg("two behaviours in one text"),
        msg(
            "The text holds a second sentence, or a second verb with words of its own behind `and` or a comma. If the "
            "two can be done apart from each other, make two behaviours of it."
        ),
        msg(
            "Somebody may show one and not the other, and then no rating is right. Apart, each can be rated, and it "
            "is clear what is still to be shown."
        ),
    ),
    "B004": Page(
        msg("a word that nobody can observe"),
        msg(
            "Words such as `often`, `well` and `where needed` do not say how often, how well or in which case. Leave "
            "them out, or say what can be seen or counted: `Answers within two days`."
        ),
        msg("Each rater fills in such a word differently, so the same behaviour gets different ratings."),
    ),
    "B005": Page(
        msg("a gendered word"),
        msg("The text says `his`, `her` or the like. Write it without: `Names own mistakes`."),
        msg(
            "The handbook needs a note: where it says he and his, she and her are meant too. A text without such "
            "words needs no note, and everybody is in it."
        ),
    ),
    "B006": Page(
        msg("a text that is much longer than its neighbours"),
        msg(
            "This behaviour has 25 words or more, over twice as many as is usual in its competency. Often it holds "
            "several behaviours, or an explanation: split it, or keep only what can be seen."
        ),
        msg("Of a long text, each rater remembers another part and rates that."),
    ),
}
