"""Y, third part: YAML that other readers accept, and that we refuse because it surprises people."""

from typing import Final

from competentie.core.message import msg
from competentie.explain.topic import Page

PAGES: Final[dict[str, Page]] = {
    "Y006": Page(
        msg("the same name twice"),
        msg(
            "The same name stands twice among fields that belong together. Keep the one that is right, or correct the "
            "name that was mistyped or copied."
        ),
        msg(
            "YAML asks for unique names, but most readers keep the last one and say nothing: a norm, or a whole "
            "competency, is gone and nobody sees it."
        ),
    ),
    "Y007": Page(
        msg("an anchor or an alias"),
        msg(
            "`&name` gives a piece of the file a name, and `*name` repeats that piece elsewhere. Write it out again; "
            "for norms that several roles share there is `extends`. A text that happens to begin with `*` or `&` "
            "needs quotes."
        ),
        msg(
            "Who changes such a piece in one place changes it in another without seeing it. And nine lines of aliases "
            "can unfold into more data than a computer can hold."
        ),
    ),
    "Y008": Page(
        msg("a tag"),
        msg(
            "A word with `!` before a value tells YAML what kind of value it is. Remove it; put a text that begins "
            "with `!` in quotes."
        ),
        msg(
            "What kind of value a field holds is fixed, so a tag can only contradict it. In other programs a tag can "
            "even run code."
        ),
    ),
    "Y009": Page(
        msg("brackets or indentation that go too deep"),
        msg(
            "The file goes more than 32 steps deep; a catalogue needs 6. Look for brackets that are not closed, and "
            "for lines that stand further and further to the right."
        ),
        msg(
            "No handbook is that deep, so something went wrong in writing or pasting. Some YAML readers crash when a "
            "file goes very deep."
        ),
    ),
    "Y010": Page(
        msg("a second document in one file"),
        msg(
            "A line `---` ends what came before it and begins a new document. Remove that line, or put what follows "
            "it in a file of its own."
        ),
        msg(
            "A file holds one catalogue, one profile, or the ratings of one person. Some YAML readers take the first "
            "document and forget the rest; others stop."
        ),
    ),
    "Y011": Page(
        msg("a field name that is not plain text"),
        msg(
            "Before the colon stands no name but a list, braces, or a line with `?`. Write `name: value`; put a name "
            "that begins with a special character in quotes."
        ),
        msg(
            "Only by a name can a competency or a norm be found again. Some YAML readers stop here; others make up a "
            "name of their own from the list."
        ),
    ),
    "Y013": Page(
        msg("nothing behind the colon"),
        msg(
            "A field has a name and no value. Fill it in, or remove the line. Where a level has no behaviours on "
            "purpose, write an empty list: `3: []`."
        ),
        msg(
            "To YAML, nothing is a value of its own: not an empty text and not a zero. Here it nearly always means "
            "that something is still to be filled in."
        ),
    ),
    "Y014": Page(
        msg("a merge key"),
        msg(
            "`<<` copies the fields of another place to this one. Write the fields out; for norms that several roles "
            "share there is `extends`."
        ),
        msg(
            "`<<` is no part of YAML 1.2: one reader copies the fields, the next sees a field that is called `<<`. "
            "And whoever reads the file should see a norm where it counts."
        ),
    ),
}
