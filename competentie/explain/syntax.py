"""Y, second part: text that cannot be read as YAML, with what most often causes it."""

from typing import Final

from competentie.core.message import msg
from competentie.explain.topic import Page

PAGES: Final[dict[str, Page]] = {
    "Y005": Page(
        msg("something that is not YAML"),
        msg(
            "The file breaks a rule of YAML that has no code of its own. The report shows where reading stopped; the "
            "cause stands there, or just before it. Look at the dashes, quotes, colons and indentation."
        ),
        msg("From here on it is a guess what was meant, so the rest of this file is not checked."),
    ),
    "Y020": Page(
        msg("a tab in the indentation"),
        msg(
            "A line is indented with a tab. Use spaces, two per step; nearly every editor can be set to put spaces "
            "when Tab is pressed."
        ),
        msg(
            "A tab is as wide as each editor likes, so what belongs to what would depend on who looks. YAML does not "
            "allow it."
        ),
    ),
    "Y021": Page(
        msg("a second colon in a text without quotes"),
        msg(
            "A colon with a space behind it begins the value of a field, so a second one on the same line cannot be "
            "placed. Put the whole text in quotes."
        ),
        msg(
            "Sentences often hold a colon, so this is the most common slip of all: YAML readers stop at it, and few "
            "say why. In quotes a text can hold anything."
        ),
    ),
    "Y022": Page(
        msg("a text that begins with a special character"),
        msg(
            "A text without quotes cannot begin with `@`, `%`, a backtick, or another character that means something "
            "in YAML. Put the whole text in quotes."
        ),
        msg(
            "YAML keeps these characters for itself, and a reader that meets one stops. In quotes any beginning is "
            "fine."
        ),
    ),
    "Y023": Page(
        msg("a quote that is not closed"),
        msg(
            "A text begins with a quote and does not end with the same one, or a quote inside the text ends it too "
            "soon. Close it with the same quote; if there is one inside the text, put the other kind around it."
        ),
        msg(
            "Up to the next quote all is one text, other fields included. So reading may stop many lines below the "
            "mistake."
        ),
    ),
    "Y024": Page(
        msg("a bracket that is not closed"),
        msg(
            "A list in `[ ]` or fields in `{{ }}` are not closed, or a comma between two parts is missing. Add it; a "
            "long list is easier to read with one `- item` per line."
        ),
        msg("Up to the closing bracket everything belongs to the list. So reading may stop well below the mistake."),
    ),
    "Y025": Page(
        msg("a backslash in double quotes"),
        msg(
            "Between double quotes a backslash begins a special character, such as `\\n` for a line break, and this "
            "one does not exist. Use single quotes, or write the backslash twice."
        ),
        msg(
            "Only what does not exist is noticed: `C:\\new` in double quotes quietly becomes `C:`, a line break and "
            "`ew`. Between single quotes every character stays as it was typed."
        ),
    ),
    "Y026": Page(
        msg("a line without a colon"),
        msg(
            "Here a field is needed, `name: value`, and the colon or the space behind it is missing. Add it. A text "
            "that goes on over several lines is indented further than the name of its field."
        ),
        msg(
            "Without the colon and the space this is no field: `norm:2` is a text of six characters, and the role "
            "would have no norm."
        ),
    ),
    "Y027": Page(
        msg("indentation that does not fit"),
        msg(
            "This line stands further to the left or right than the lines it belongs to. Fields that belong together "
            "begin in the same column; what belongs to a field stands two spaces further."
        ),
        msg(
            "In YAML only the indentation says what belongs to what. One space can put a competency inside another, "
            "or make it part of a text."
        ),
    ),
    "Y028": Page(
        msg("text behind a closing quote"),
        msg(
            "A text in quotes ends at the next quote of that kind, and here more text follows. Put the other kind of "
            "quotes around the whole text."
        ),
        msg(
            "Quotes at the beginning are no part of the sentence: to YAML they say where a text begins and ends. The "
            "word between them would be the whole value."
        ),
    ),
    "Y029": Page(
        msg("a conflict that git left"),
        msg(
            "Two people changed the same lines, and git put both versions in the file. The lines above `=======` are "
            "the ones of this branch, those below it come from the other one. Choose, and remove the three marks."
        ),
        msg("Only people can say which text is meant; until then no result may rest on either of them."),
    ),
}
