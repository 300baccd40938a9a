"""What changes in the competencies, their behaviours apart: which there are, what they say and presuppose. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from competentie.core.message import msg
from competentie.core.terms import Catalogue, Competency
from competentie.diff.behaviours import behaviour_changes
from competentie.diff.demand import Demands, ImpliedChange
from competentie.diff.order import moved
from competentie.diff.reasons import (
    EXPLAINS,
    LESS,
    NO_RATINGS,
    NOTHING_BY_ITSELF,
    ONLY_HEADING,
    ONLY_ORDER,
    ONLY_WORDING,
)
from competentie.diff.terms import Change, Subject, Verb, added_or, major, minor, patch
from competentie.diff.texts import Texts


def competency_changes(old: Catalogue, new: Catalogue, texts: Texts, demands: Demands) -> Iterator[Change]:
    """Yield what changes per competency, in the order of the new catalogue; those that are gone come last."""
    places = {one: (place, now) for one, place, now in moved(old.competencies, new.competencies)}
    rules = _Rules(texts, demands, demands.raised_by_catalogue())
    for identifier in dict.fromkeys([*new.competencies, *old.competencies]):
        before, after = old.competencies.get(identifier), new.competencies.get(identifier)
        if identifier in places:
            place, now = places[identifier]
            moving = patch(Subject.COMPETENCY, Verb.REORDERED, ONLY_ORDER, old=place, new=now)
            yield replace(moving, competency=identifier)
        for change in rules.changes(before, after):
            yield replace(change, competency=identifier)


@dataclass(frozen=True, slots=True)
class _Rules:
    """Judges one competency at a time."""

    texts: Texts
    demands: Demands
    raised: Mapping[str, ImpliedChange]

    def changes(self, old: Competency | None, new: Competency | None) -> Iterator[Change]:
        if new is None:
            yield major(Subject.COMPETENCY, Verb.REMOVED, NO_RATINGS, old=old.label if old else None)
        elif old is None:
            yield minor(Subject.COMPETENCY, Verb.ADDED, NOTHING_BY_ITSELF, new=new.label)
        elif old != new:
            yield from self._wording(old, new)
            yield from self._presupposes(old, new)
            yield from self._relations(old, new)
            yield from _described(old, new)
            if old.levels != new.levels:
                yield from behaviour_changes(old, new, self.texts, self.demands.asked)

    def _wording(self, old: Competency, new: Competency) -> Iterator[Change]:
        if not self.texts.same(old.label, new.label):
            yield patch(Subject.LABEL, Verb.REWORDED, ONLY_HEADING, old=old.label, new=new.label)
        if self.texts.same(old.definition, new.definition):
            return
        if self.texts.alike(old.definition, new.definition):
            yield patch(Subject.DEFINITION, Verb.REWORDED, ONLY_WORDING, old=old.definition, new=new.definition)
        else:
            reason = msg("a level of the whole competency was given on another text")
            yield major(Subject.DEFINITION, Verb.REPLACED, reason, old=old.definition, new=new.definition)

    def _presupposes(self, old: Competency, new: Competency) -> Iterator[Change]:
        for lighter in dict.fromkeys([*new.presupposes, *old.presupposes]):
            before, after = old.presupposes.get(lighter), new.presupposes.get(lighter)
            if after is None or (before is not None and after < before):
                verb = Verb.REMOVED if after is None else Verb.LOWERED
                yield minor(Subject.PRESUPPOSES, verb, LESS, lighter, old=before, new=after)
            elif before is None or after > before:
                yield self._heavier(lighter, before, after)

    def _heavier(self, lighter: str, before: int | None, after: int) -> Change:
        verb = Verb.ADDED if before is None else Verb.RAISED
        raised = self.raised.get(lighter)
        if raised is None:
            return minor(Subject.PRESUPPOSES, verb, NOTHING_BY_ITSELF, lighter, old=before, new=after)
        reason = msg(
            "`{profile}` now takes level {level} of `{competency}` as present",
            profile=raised.profile,
            level=raised.new,
            competency=lighter,
        )
        return major(Subject.PRESUPPOSES, verb, reason, lighter, old=before, new=after)

    def _relations(self, old: Competency, new: Competency) -> Iterator[Change]:
        if old.cluster != new.cluster:
            yield patch(Subject.CLUSTER, Verb.CHANGED, ONLY_HEADING, old=old.cluster, new=new.cluster)
        for other in dict.fromkeys([*new.contrast, *old.contrast]):
            question, now = old.contrast.get(other), new.contrast.get(other)
            if not self.texts.same(question, now):
                verb = added_or(Verb.REWORDED, question, now)
                yield patch(Subject.CONTRAST, verb, EXPLAINS, other, old=question, new=now)
        for framework in dict.fromkeys([*new.links, *old.links]):
            before, after = old.links.get(framework), new.links.get(framework)
            if before != after:
                verb = added_or(Verb.CHANGED, before, after)
                yield patch(Subject.LINK, verb, EXPLAINS, framework, old=before, new=after)


def _described(old: Competency, new: Competency) -> Iterator[Change]:
    """Tell when a competency that was only mentioned gets levels, or the other way round."""
    if old.levels is None and new.levels is not None:
        yield minor(Subject.COMPETENCY, Verb.DESCRIBED, NOTHING_BY_ITSELF)
    elif old.levels is not None and new.levels is None:
        yield major(Subject.COMPETENCY, Verb.UNDESCRIBED, NO_RATINGS)
