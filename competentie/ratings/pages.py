"""What is kept of people, in words: the list of files, what was removed, what no longer holds."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from competentie.core import Message, printable, same_name
from competentie.files.places import shown
from competentie.page.language import Words, rater_text
from competentie.page.model import Forms, Kind, Page, Part, Row, Table, lines
from competentie.ratings.folder import Kept, KeptKind, PersonalData
from competentie.ratings.reconcile import Reconciled


def files_page(files: Sequence[Kept], words: Words) -> Page:
    """Return the list: a line per file, or a heading per person where that does not fit."""
    heads = (words("Person"), words("Profile"), words("Rated by"), words("Date"), words("State"), words("File"))
    rows = [Row((printable(one.person), *_facts(one, words), _path(one))) for one in files]
    table = Table(heads, tuple(rows), whole=frozenset(range(len(heads))))
    return Page(words("Ratings and plans"), blocks=[Forms([[table], list(_by_person(files, words))])], bare=True)


def _by_person(files: Sequence[Kept], words: Words) -> Iterator[Part]:
    for _, some in groupby(files, key=lambda one: same_name(one.person)):
        own = list(some)
        parts = [
            Part(
                Kind.LINE,
                "; ".join(fact for fact in _facts(one, words) if fact),
                lines([path] if (path := _path(one)) else []),
            )
            for one in own
        ]
        yield Part(Kind.SECTION, printable(own[-1].person), parts)


def _path(one: Kept) -> str:
    """Return where a file lies; not of one in a group, since the date and the name can be read from it."""
    return "" if one.is_of_group else printable(shown(one.path))


def _facts(one: Kept, words: Words) -> tuple[str, str, str, str]:
    """Return the profile, the rater, the date and the state of a file; empty where there is none."""
    rater = rater_text(one.rater, one.relation, words)
    date = "" if one.is_of_group else one.date or ""
    return printable(one.profile or ""), rater, date, _state(one, words)


def _state(one: Kept, words: Words) -> str:
    """Return how far a file is, and what is to be known of it before it is used."""
    if one.kind is KeptKind.PLAN:
        return words("development plan")
    facts = [] if one.is_of_group else [words.plural("{n} answer", "{n} answers", one.answers)]
    facts += [words("unfinished")] if one.unfinished and not one.is_of_group else []
    facts += [words("texts changed since")] if one.is_stale else []
    facts += [words("expired")] if one.expired else []
    return ", ".join(facts)


def removed_lines(found: PersonalData, words: Words) -> Iterator[str]:
    """Yield whose files these are, and each file with what it is."""
    files = (*found.own, *found.left)
    yield words.plural(
        "On {person} there is {n} file:", "On {person} there are {n} files:", len(files), person=found.person
    )
    for one in files:
        yield "  " + words("{path}: {what}", path=_path(one) or words("in a group"), what=_what(one, words))


def untouched_lines(found: PersonalData, elsewhere: Iterable[Message], words: Words) -> Iterator[str]:
    """Yield what stays, of what may be about the person or comes from them; `elsewhere` is what git keeps."""
    yield words("Not touched:")
    for one in found.alike:
        yield "  " + words(
            "{path}: of `{name}`, who has a name that looks like this one",
            path=_path(one) or words("in a group"),
            name=one.person,
        )
    for one in found.as_rater:
        yield "  " + words("{path}: about somebody else, rated by this person", path=one.path)
    for one in found.mentions:
        if not one.is_of_group:
            yield "  " + words("{path}: about somebody else, with this name in a text", path=one.path)
    hidden = sum(one.is_of_group for one in found.mentions)
    if hidden:
        yield "  " + words.plural(
            "{n} file of a rater in a group, with this name in a text",
            "{n} files of raters in a group, with this name in a text",
            hidden,
        )
    for one in found.unknown:
        yield "  " + words("{path}: not known whose it is, so look into it", path=one.path)
    for one in found.left:
        if one.path.is_symlink():
            yield "  " + words("what {path} leads to", path=one.path)
    yield from ("  " + words(one) for one in elsewhere)
    yield "  " + words("reports, exports, tables and back-ups in other places")


def _what(one: Kept, words: Words) -> str:
    if one.path.is_symlink():
        return words("a link; only the link is removed")
    if one.kind is KeptKind.STRAY:
        return words("left behind, or a copy")
    if one.kind is KeptKind.PLAN:
        facts = [words("development plan"), one.date]
    else:
        facts = [words("ratings"), rater_text(one.rater, one.relation, words), "" if one.is_of_group else one.date]
    return "; ".join(fact for fact in facts if fact)


def stale_lines(given: Reconciled, words: Words) -> list[str]:
    """Return what became of answers on texts that have changed since they were given."""
    lines = []
    if given.unsure:
        lines.append(words("texts have changed since, and the ratings do not tell which: all answers are used"))
    if given.lost:
        lines.append(words("left out, because their text has changed or is gone: {codes}", codes=list(given.lost)))
    if given.reworded:
        said = words.plural(
            "rests on {n} answer whose text was reworded since: {codes}",
            "rests on {n} answers whose texts were reworded since: {codes}",
            len(given.reworded),
            codes=list(given.reworded),
        )
        lines.append(said)
    if given.followed:
        lines.append(words("under another id now: {codes}", codes=[f"{old} → {new}" for old, new in given.followed]))
    if given.renumbered:
        moved = [f"{old} → {new}" for old, new in given.renumbered]
        lines.append(words("under another number now: {codes}", codes=moved))
    return lines
