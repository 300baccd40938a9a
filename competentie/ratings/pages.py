"""What is kept of people, in words and as plain data: the list of files, what was removed, what no longer holds.

Of what is kept a person may have everything, except what would tell what one member of a group said: that is given as
the group, or withheld (GDPR, articles 15(4) and 20(4): the rights of others).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from competentie.core import GROUPED, Basis, Catalogue, Message, Rating, printable, same_name
from competentie.files.places import shown
from competentie.files.read import fields
from competentie.page.data import VERSION, csv_cell, csv_text, plain
from competentie.page.language import Words, basis_data, rater_text
from competentie.page.model import Forms, Kind, Page, Part, Row, Table, lines
from competentie.ratings.folder import Folder, Kept, KeptKind, PersonalData, personal_data
from competentie.ratings.groups import View, name_to_show, views
from competentie.ratings.models import WHOLE
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


@dataclass(frozen=True, slots=True)
class Access:
    """What a person may have, and how much is withheld.

    `ratings` are those by raters who are shown by name, oldest first. Withheld are, per relation, the raters of groups
    that are too small, and plans that were made from what one member said.
    """

    person: str
    ratings: tuple[Kept, ...]
    plans: tuple[Kept, ...]
    groups: tuple[View, ...]
    withheld_raters: Mapping[str, int]
    withheld_plans: int
    found: PersonalData

    @property
    def named(self) -> tuple[str, ...]:
        """The other people who are named as raters, each once."""
        names = {same_name(one.rater or ""): one.rater or "" for one in self.ratings}
        return tuple(names[key] for key in sorted(names) if key not in {"", same_name(self.person)})


def access(person: str, folder: Folder, minimum: int) -> Access:
    """Sort out what may be given; `minimum` is how many raters a group takes to be shown."""
    found = personal_data(person, folder)
    ratings = folder.ratings_of(person)
    seen = views(ratings, minimum)
    by_name = tuple(one for one in ratings if not one.is_of_group)
    plans = [one for one in found.own if one.kind is KeptKind.PLAN and one.whole]
    given = [one for one in plans if fields(one.data, "based-on", "rater").get("relation") not in GROUPED]
    return Access(
        given[-1].person if given else name_to_show(person, by_name),
        by_name,
        tuple(given),
        tuple(one for one in seen.shown if one.is_group),
        seen.withheld,
        len(plans) - len(given),
        found,
    )


def access_data(access: Access, catalogue: Catalogue, basis: Basis) -> dict[str, Any]:
    """Return all that may be given as one versioned object: each file as it is, groups as counts."""
    withheld: list[dict[str, Any]] = [
        {"relation": relation, "raters": number} for relation, number in access.withheld_raters.items()
    ]
    if access.withheld_plans:
        withheld.append({"plans": access.withheld_plans})
    return {
        "version": VERSION,
        "basis": basis_data(basis),
        "person": access.person,
        "ratings": [_ratings(one, catalogue) for one in access.ratings],
        "groups": [_group(view, catalogue) for view in access.groups],
        "plans": [{"file": one.path.name, "content": one.data} for one in access.plans],
        "withheld": withheld,
        "about_others": {"as_rater": len(access.found.as_rater), "mentioned": len(access.found.mentions)},
    }


def _ratings(kept: Kept, catalogue: Catalogue) -> dict[str, Any]:
    """Return a file as it is, with the text of each answer; null where that text is not at hand any more."""
    moved, lost = dict(kept.reconciled.moved), frozenset(kept.reconciled.lost)
    texts = _texts(catalogue)
    said = {code: None if code in lost else texts.get(moved.get(code, code)) for code in _codes(kept)}
    return {"file": kept.path.name, "texts": said, "content": kept.data}


def _codes(kept: Kept) -> Iterator[str]:
    """Yield the codes that a file with ratings holds answers on."""
    for identifier, given in fields(kept.data, "ratings").items():
        numbers = [number for number in fields(given) if number not in WHOLE]
        yield from (f"{identifier}.{number}" for number in numbers) if numbers else [identifier]


def _group(view: View, catalogue: Catalogue) -> dict[str, Any]:
    """Return how many of a group say what; nothing of what fewer than the minimum say."""
    competencies = catalogue.competencies.values()
    answers = {one.code: view.answers(one) for competency in competencies for one in competency.behaviours()}
    levels = {one.id: view.direct(one.id) for one in competencies}
    texts = _texts(catalogue)
    return {
        "relation": view.relation,
        "profile": view.entries[0].ratings.profile,
        "raters": len(view.entries),
        "minimum": view.minimum,
        "behaviours": {
            code: {"text": texts[code], **{rating.value: given[rating] for rating in _SAID if given.get(rating)}}
            for code, given in answers.items()
            if given
        },
        "levels": {
            identifier: {"text": texts[identifier], **{str(one): given.count(one) for one in sorted(set(given))}}
            for identifier, given in levels.items()
            if given
        },
    }


_SAID = (Rating.SHOWN, Rating.NOT_SHOWN, Rating.NOT_APPLICABLE)


def _texts(catalogue: Catalogue) -> dict[str, str]:
    """Return what each code stands for: a behaviour's text, a competency's label."""
    texts = {one.id: plain(one.label, catalogue) for one in catalogue.competencies.values()}
    for competency in catalogue.competencies.values():
        texts |= {one.code: plain(one.text, catalogue) for one in competency.behaviours()}
    return texts


COLUMNS: Final = (
    *("path", "kind", "person", "profile", "rater", "relation", "date"),
    *("answers", "unfinished", "stale", "expired"),
)


def listing_data(files: Sequence[Kept], folder: Folder, basis: Basis) -> dict[str, Any]:
    """Return the list as one versioned object, with what had to be left out."""
    return {
        "version": VERSION,
        "basis": basis_data(basis),
        "retention": None if folder.retention is None else str(folder.retention),
        "files": [file_data(one) for one in files],
        "left_out": [shown(path) for path in (*folder.left_out, *folder.links)],
    }


def files_csv(files: Sequence[Kept]) -> str:
    """Return the list as CSV, under `COLUMNS`."""
    rows = map(file_data, files)
    return csv_text(COLUMNS, ([csv_cell(row[name]) for name in COLUMNS] for row in rows))


def file_data(one: Kept) -> dict[str, Any]:
    """Return one file as plain data; how far one of a group came, when, and what no longer holds is not told."""
    hidden = one.is_of_group or one.kind is KeptKind.PLAN
    held = None if hidden else one.reconciled
    return {
        "path": None if one.is_of_group else shown(one.path),
        "kind": one.kind.value,
        "person": one.person,
        "profile": one.profile,
        "rater": one.rater,
        "relation": one.relation,
        "date": None if one.is_of_group else one.date,
        "answers": None if hidden else one.answers,
        "unfinished": None if one.is_of_group else one.unfinished,
        "stale": one.is_stale,
        "expired": one.expired,
        **(dict.fromkeys(stale_data(one.reconciled)) if held is None else stale_data(held)),
    }


def stale_data(held: Reconciled) -> dict[str, Any]:
    """Return what became of answers on texts that are not what they were, by code."""
    return {
        "changed": list(held.changed),
        "gone": list(held.gone),
        "moved": [{"old": old, "new": new} for old, new in held.moved],
        "reworded": list(held.reworded),
    }
