"""S: fields and values that a file of its kind cannot have."""

from typing import Final

from competentie.core.message import msg
from competentie.explain.topic import Page

PAGES: Final[dict[str, Page]] = {
    "S001": Page(
        msg("a field that does not exist here"),
        msg(
            "No field has this name in this place: it is misspelled, in another language, or indented too far or not "
            "far enough. The names of fields are English in every file."
        ),
        msg(
            "An unknown field would do nothing: a rationale under the name `rational` is never shown, and nobody sees "
            "why."
        ),
    ),
    "S002": Page(
        msg("a field that is missing"),
        msg("A field that every file of this kind needs is not there. Add it; the report says what it is for."),
        msg("Without it the program would have to make something up, such as which version of the handbook was rated."),
    ),
    "S003": Page(
        msg("another kind of value"),
        msg(
            "Here stands a text where a number is needed, one text where a list is needed, or the like. The report "
            "says what is expected and what was found."
        ),
        msg(
            "Nothing is quietly turned into something else. A program that reads `two` as nothing, and nothing as 0, "
            "gives results that nobody can explain."
        ),
    ),
    "S004": Page(
        msg("a value that cannot stand here"),
        msg(
            "The value is of the right kind, but has no meaning here: a norm of 0, a share above 1, a word that is "
            "not one of those allowed. The report says what is possible."
        ),
        msg(
            "A value without meaning still gives a result, and it looks like a real one. A norm of 0, for instance, "
            "asks for nothing, and everyone meets it."
        ),
    ),
    "S005": Page(
        msg("neither a catalogue, nor a profile, nor ratings"),
        msg(
            "It cannot be told what kind of file this is. A catalogue is called `catalog.yaml` or has `competencies`; "
            "a profile lies in `profiles` or has `role`; ratings lie in `ratings` or have `ratings`."
        ),
        msg("Each kind has fields of its own, so this file could not be checked. It may still hold what you need."),
    ),
    "S006": Page(
        msg("more than 500 findings of one kind"),
        msg(
            "The same thing is wrong in this file more than 500 times; the rest is not listed. Mend what is listed, "
            "and check again."
        ),
        msg("So many findings nearly always have one cause, and a longer list would only hide it."),
    ),
    "S013": Page(
        msg("an id with capitals, spaces or accents"),
        msg(
            "An id is the short name by which files refer to a competency or a cluster. It has lower-case letters a "
            "to z, digits and hyphens only, such as `plannen-en-organiseren`. What people read goes in `label`."
        ),
        msg(
            "Ids stand in profiles, in ratings and over the columns of tables, and remain when a label changes. A "
            "capital, a space or an accent is where such a reference breaks."
        ),
    ),
    "S014": Page(
        msg("a key that is not a level or the number of a behaviour"),
        msg(
            "Under `levels`, a competency has the numbers of its levels: 1, 2, 3. In ratings, a behaviour is named by "
            "its level and its place in it: `1.2` is the second behaviour of level 1."
        ),
        msg(
            "Under a name such as `basic` a behaviour would belong to no level, and no norm would ask for it. With a "
            "key `true` it would be worse: some readers take it for 1, and it replaces level 1."
        ),
    ),
    "S015": Page(
        msg("an empty text"),
        msg("A text is given, but there is nothing in it, or only spaces. Fill it in, or remove the line."),
        msg("An empty text becomes a hole where people read: a question without words, a row without a name."),
    ),
    "S016": Page(
        msg("the same id twice in a list"),
        msg(
            "The same competency stands twice under `presupposes`. Remove one of the two, or put the competency that "
            "was meant in its place."
        ),
        msg("The second adds nothing, so it was probably meant to be something else, which is now missing."),
    ),
}
