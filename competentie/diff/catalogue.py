"""What changes in a catalogue as a whole: its headings, its policy, its levels and clusters. Pure."""

from collections.abc import Iterator

from competentie.core.message import msg
from competentie.core.terms import Catalogue
from competentie.diff.order import moved
from competentie.diff.reasons import ONLY_HEADING, ONLY_ORDER, ONLY_WORDING
from competentie.diff.terms import Change, Subject, Verb, added_or, major, minor, patch
from competentie.diff.texts import Texts


def catalogue_changes(old: Catalogue, new: Catalogue, texts: Texts) -> Iterator[Change]:
    """Yield what changes outside the competencies."""
    for subject, before, after in (
        (Subject.TITLE, old.title, new.title),
        (Subject.SOURCE, old.source, new.source),
        (Subject.LICENSE, old.license, new.license),
    ):
        if not texts.same(before, after):
            yield patch(subject, added_or(Verb.REWORDED, before, after), ONLY_WORDING, old=before, new=after)
    if old.language != new.language:
        yield patch(Subject.LANGUAGE, Verb.CHANGED, ONLY_WORDING, old=old.language, new=new.language)
    yield from _attain(old, new)
    yield from _levels(old, new, texts)
    yield from _clusters(old, new, texts)


def _attain(old: Catalogue, new: Catalogue) -> Iterator[Change]:
    if new.attain > old.attain:
        reason = msg("more of each level has to be shown")
        yield major(Subject.ATTAIN, Verb.RAISED, reason, old=old.attain, new=new.attain)
    elif new.attain < old.attain:
        reason = msg("ratings that were given now attain more than they did")
        yield major(Subject.ATTAIN, Verb.LOWERED, reason, old=old.attain, new=new.attain)


def _levels(old: Catalogue, new: Catalogue, texts: Texts) -> Iterator[Change]:
    """Yield what changes in the steps. A level is its number: when its name moves, ratings are read otherwise."""
    places = {texts.wording(name): number for number, name in enumerate(new.level_names, 1)}
    for number, (before, after) in enumerate(zip(old.level_names, new.level_names, strict=False), 1):
        place = places.get(texts.wording(before), number)
        if texts.wording(before) != texts.wording(after) and place != number:
            reason = msg("ratings of level {level} would now be read under another name", level=number)
            yield major(Subject.LEVEL, Verb.REORDERED, reason, number, old=number, new=place)
        elif not texts.same(before, after):
            yield patch(Subject.LEVEL, Verb.REWORDED, ONLY_HEADING, number, old=before, new=after)
    for number in range(old.height + 1, new.height + 1):
        reason = msg("no norm asked for it before")
        yield minor(Subject.LEVEL, Verb.ADDED, reason, number, new=new.level_names[number - 1])
    for number in range(new.height + 1, old.height + 1):
        reason = msg("ratings of level {level} no longer mean anything", level=number)
        yield major(Subject.LEVEL, Verb.REMOVED, reason, number, old=old.level_names[number - 1])


def _clusters(old: Catalogue, new: Catalogue, texts: Texts) -> Iterator[Change]:
    for identifier in dict.fromkeys([*new.clusters, *old.clusters]):
        before, after = old.clusters.get(identifier), new.clusters.get(identifier)
        if not texts.same(before, after):
            verb = added_or(Verb.REWORDED, before, after)
            yield patch(Subject.CLUSTER, verb, ONLY_HEADING, identifier, old=before, new=after)
    for identifier, place, now in moved(old.clusters, new.clusters):
        yield patch(Subject.CLUSTER, Verb.REORDERED, ONLY_ORDER, identifier, old=place, new=now)
