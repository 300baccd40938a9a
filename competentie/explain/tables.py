"""T: tables with ratings, as `score` and `assess --scores` read them."""

from typing import Final

from competentie.core.message import msg
from competentie.explain.topic import Page

PAGES: Final[dict[str, Page]] = {
    "T001": Page(
        msg("a table without the columns it needs"),
        msg(
            "The first row names the columns: one for the person, and at least one for ratings. Add it, or correct "
            "the names; `competentie template PROFILE` makes an empty table with the right ones."
        ),
        msg(
            "Without names it is a guess what a column holds. When the report shows all names as one, the character "
            "between the cells was not recognised: name it with `--delimiter`."
        ),
    ),
    "T002": Page(
        msg("a column that is not known"),
        msg(
            "The name over this column is no field, no competency and no behaviour of the catalogue. Correct it, or "
            "remove the column."
        ),
        msg("A misspelled column would be left out without a word, and everybody would seem unrated on it."),
    ),
    "T003": Page(
        msg("two columns that mean the same"),
        msg(
            "Two columns have the same name, or names that mean the same, such as an id and its label. Keep one of "
            "the two."
        ),
        msg("Most programs take the last one and say nothing, so the order of the columns would decide the result."),
    ),
    "T004": Page(
        msg("a competency that is rated in two ways"),
        msg(
            "A competency has a level of its own and ratings of its behaviours. Keep the level, or keep the "
            "behaviours; other competencies can be rated the other way."
        ),
        msg("The two can contradict each other, and then it would be chance which one counts."),
    ),
    "T005": Page(
        msg("a row with too many or too few cells"),
        msg(
            "This row has more or fewer cells than the first one. Put a text that holds the delimiter in quotes, and "
            "give the row as many cells as there are columns."
        ),
        msg("From the missing cell on, every rating would stand under the wrong heading."),
    ),
    "T006": Page(
        msg("a cell that is not a rating"),
        msg(
            "Under a competency stands a whole level; under a behaviour, whether it was shown. This cell says "
            "something else. Correct it, or leave it empty while it is unrated."
        ),
        msg(
            "Nothing is rounded or guessed: `2,5` is not 2 and not 3, and a dash is not a zero. One cell can decide a "
            "norm."
        ),
    ),
    "T007": Page(
        msg("a row without a person"),
        msg("This row has ratings, and no name. Fill in whose they are, or remove the row."),
        msg(
            "Often the name stands only in the first of several rows, as in merged cells. A guess could take the "
            "wrong person."
        ),
    ),
    "T008": Page(
        msg("a person who is in the table twice"),
        msg(
            "Two rows are about the same person, with the same profile, rater and date. Remove one, or tell them "
            "apart by a rater or a date."
        ),
        msg(
            "Several raters may rate one person: their results stand beside each other and are not averaged. Then it "
            "must be clear which is which."
        ),
    ),
    "T009": Page(
        msg("a row with a profile that is not there"),
        msg(
            "The profile of this row does not lie beside the catalogue, has errors of its own, or is not filled in. "
            "Correct it, or give one profile for everybody with `--profile`."
        ),
        msg("The profile holds the norms. Without it there is nothing to hold the ratings against."),
    ),
    "T010": Page(
        msg("a rating of something that does not exist"),
        msg(
            "In a table with one rating per row, the cell under `item` names no competency or behaviour of the "
            "catalogue. Correct it."
        ),
        msg("The rating would count for nothing, and the person would seem unrated on it."),
    ),
    "T011": Page(
        msg("something that was rated twice"),
        msg(
            "Two rows rate the same competency or behaviour of the same person, by the same rater on the same date. "
            "Keep one of the two."
        ),
        msg("Where they differ, it would be chance which one counts."),
    ),
    "T012": Page(
        msg("a quote that is not closed in a table"),
        msg(
            "A cell begins with a quote that is not closed, or is closed in the middle of the cell. Put the whole "
            'cell in quotes, and write a quote inside it twice: `""`.'
        ),
        msg(
            "Up to the next quote all is one cell, the rows of other people included. They would be gone from the "
            "table."
        ),
    ),
    "T013": Page(
        msg("a table that cannot be read as what it is"),
        msg(
            "The file begins as a workbook, Parquet or an archive, and the rest does not fit: it was cut off, is "
            "damaged, has a password, or unpacks to more than is reasonable. Copy or export it again; CSV always goes."
        ),
        msg("Of half a file, half the people would be scored, and nobody would see who is missing."),
    ),
    "T014": Page(
        msg("a line that is not one JSON object with plain values"),
        msg(
            "In JSON lines, every line is an object with the same keys as the first, each with one value: a text, a "
            "number, true, false or null. Correct this line."
        ),
        msg(
            "A key that stands twice, or only further on, is read in one way by one program and in another way by "
            "the next; some lose it without a word."
        ),
    ),
}
