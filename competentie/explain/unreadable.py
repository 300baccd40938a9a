"""Y, first part: files that cannot be read as text."""

from typing import Final

from competentie.core.message import msg
from competentie.explain.topic import Page

PAGES: Final[dict[str, Page]] = {
    "Y001": Page(
        msg("a file that cannot be opened"),
        msg(
            "The system does not open this file: it is not there, its name is spelled differently, or it may not be "
            "read. Check the path, and who may read the file."
        ),
        msg(
            "What cannot be read cannot be checked. A file that is passed over in silence looks as if nothing is "
            "wrong with it."
        ),
    ),
    "Y002": Page(
        msg("a file that is not UTF-8"),
        msg(
            "Letters such as é and ë are stored in an older way, often that of Windows (cp1252). Save the file again "
            'as UTF-8: in most editors that is a choice under "Save as".'
        ),
        msg(
            "In another encoding a program has to guess which letter is meant. Some programs stop; others quietly put "
            "a different character in its place, and there it stays."
        ),
    ),
    "Y003": Page(
        msg("a file that is too large"),
        msg(
            "A catalogue of 500 competencies takes about 1 MB; this file is far larger, or holds far more values. "
            "Check that it is the file you meant, and split it if it is."
        ),
        msg("Without a limit, one wrong file could fill the memory of the machine that checks them all."),
    ),
    "Y004": Page(
        msg("an empty file"),
        msg(
            "There is nothing in this file, or only comments. Start it with `competentie: 1` and fill it in, or "
            "remove the file."
        ),
        msg(
            "An empty file was often not saved, or is still to be written. Most YAML readers say nothing of it, and "
            "the role or the ratings are simply missing."
        ),
    ),
    "Y012": Page(
        msg("an invisible control character"),
        msg(
            "A character that cannot be seen stands in the text, often left behind by copying from Word, a PDF or a "
            "web page. Remove it: delete the letters around it too, and type them again."
        ),
        msg(
            "YAML does not allow these characters, and many readers refuse the whole file without saying where they "
            "are. Where they are let through, two texts that look the same are different."
        ),
    ),
    "Y015": Page(
        msg("a file in UTF-16 or UTF-32"),
        msg(
            'The file was saved as "Unicode" or UTF-16, with two or more bytes for every letter. Save it again as '
            "UTF-8."
        ),
        msg(
            "Git and most other tools take such a file for something that is not text: they can show no changes in "
            "it. Some YAML readers do accept it, so that it is noticed late."
        ),
    ),
    "Y016": Page(
        msg("something that is not an ordinary file"),
        msg(
            "Under this name stands a folder, a named pipe or a device, and no file with text. Give it another name, "
            "or name the file that you meant."
        ),
        msg(
            "A program that reads a named pipe can wait for ever. A folder with the name of a profile looks like a "
            "role, and holds none."
        ),
    ),
    "Y017": Page(
        msg("a link that leads nowhere"),
        msg(
            "This is a link to another file, and it leads back to itself or to a file that is not there. Remove it, "
            "or make it again to the right file."
        ),
        msg(
            "A link breaks when the file behind it is moved or renamed. If it were passed over, a role would be "
            "missing without a word."
        ),
    ),
    "Y018": Page(
        msg("a byte order mark at the start"),
        msg(
            'The file begins with an invisible mark that some Windows programs put there ("UTF-8 with BOM"). It is '
            "read all the same; better save it as UTF-8 without BOM."
        ),
        msg(
            "Not every program knows the mark. To some it is part of the first word, so that `competentie` is no "
            "longer found."
        ),
    ),
    "Y019": Page(
        msg("a line break that editors do not show"),
        msg(
            "The text holds one of three rare line breaks (U+2028, U+2029, U+0085), often copied from a web page or a "
            "PDF. Replace it by a space or by an ordinary line break."
        ),
        msg(
            "Your editor shows one line, but readers of the older YAML 1.1 begin a new one here: the rest of the text "
            "can turn into a field of its own."
        ),
    ),
}
