"""What is removed of a person, and what is not, in lines for a person to read before it is done."""

from collections.abc import Iterable, Iterator

from competentie.language import Words
from competentie.message import Message
from competentie.people.personal import Held, Holding, Kind
from competentie.people.raters import GROUPED
from competentie.places import shown
from competentie.render.facts import rater_text


def removed_lines(found: Holding, words: Words) -> Iterator[str]:
    """Yield whose files these are, and each file with what it is."""
    files = (*found.own, *found.left)
    yield words.plural(
        "On {person} there is {n} file:", "On {person} there are {n} files:", len(files), person=found.person
    )
    for one in files:
        yield "  " + words("{path}: {what}", path=shown(one.path), what=_what(one, words))


def untouched_lines(found: Holding, elsewhere: Iterable[Message], words: Words) -> Iterator[str]:
    """Yield what stays, of what may be about the person or comes from them; `elsewhere` is what git keeps."""
    yield words("Not touched:")
    for one in found.as_rater:
        yield "  " + words("{path}: about somebody else, rated by this person", path=shown(one.path))
    for one in found.mentions:
        if one.relation not in GROUPED:
            yield "  " + words("{path}: about somebody else, with this name in a text", path=shown(one.path))
    hidden = sum(one.relation in GROUPED for one in found.mentions)
    if hidden:
        yield "  " + words.plural(
            "{n} file of a rater in a group, with this name in a text",
            "{n} files of raters in a group, with this name in a text",
            hidden,
        )
    for one in found.unknown:
        yield "  " + words("{path}: not known whose it is, so look into it", path=shown(one.path))
    for one in found.left:
        if one.path.is_symlink():
            yield "  " + words("what {path} leads to", path=shown(one.path))
    yield from ("  " + words(one) for one in elsewhere)
    yield "  " + words("reports, exports, tables and back-ups in other places")


def _what(one: Held, words: Words) -> str:
    if one.path.is_symlink():
        return words("a link; only the link is removed")
    if one.kind is Kind.STRAY:
        return words("left behind, or a copy")
    if one.kind is Kind.PLAN:
        facts = [words("development plan"), one.word("date")]
    else:
        rater = None if one.relation in GROUPED else one.rater
        facts = [words("ratings"), rater_text(rater, one.relation, words), one.word("date")]
    return "; ".join(fact for fact in facts if fact)
