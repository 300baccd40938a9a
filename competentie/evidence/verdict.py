"""What the numbers of a competency allow to say: whether it is a ladder, and what the answers advise.

From how many people and raters anything is said is fixed here and in docs/evidence.md, and no option lowers it. Advice
comes in order: a later kind only where nothing is the matter by the earlier ones.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from math import sqrt
from typing import Any, Final

from competentie.core import Competency
from competentie.evidence.answers import Coherence, Pair, coefficient
from competentie.evidence.intervals import ERROR, beyond_chance, wilson
from competentie.evidence.ladder import SMALLEST, Ladder, Placement, Step
from competentie.evidence.scales import groups

THRESHOLDS: Final = {
    "verdict": {"people": 30, "raters": 8},
    "behaviours": {"people": 100, "raters": 8},
    "presuppositions": {"people": 250, "raters": 20},
    "group": {"people": SMALLEST},
}
LEAST: Final = 0.30  # H of a ladder
FLAT: Final = 0.05  # of two shares that are equal
ASKED: Final = 0.20  # fewer of those who missed a level, where the rating stopped after it
ALL: Final = 0.97  # of the answers, where they say nothing, or twice the same
CLEAR: Final = 0.10  # of the answers at least on either side, where the same said twice is news


class Verdict(StrEnum):
    """What can be said of a competency."""

    LADDER = "ladder"
    NO_LADDER = "no_ladder"
    UNDECIDED = "undecided"
    NOT_TESTABLE = "not_testable"
    FEW_PEOPLE = "too_few_people"
    FEW_RATERS = "too_few_raters"
    ONE_LEVEL = "one_level"


class Ascent(StrEnum):
    """Whether less is shown of the higher level."""

    YES = "yes"
    NO = "no"
    REVERSED = "reversed"
    UNKNOWN = "unknown"


class Advice(StrEnum):
    """What the answers advise, in this order, by codes that stay."""

    NOT_TESTABLE = "E001"
    TOO_FEW = "E002"
    APART = "E003"
    REVERSED = "E004"
    EQUAL = "E005"
    MOVE = "E006"
    REDUNDANT = "E007"
    SAYS_NOTHING = "E008"
    SPLIT = "E009"
    PRESUPPOSES = "E010"
    NO_PRESUPPOSITION = "E011"


@dataclass(frozen=True, slots=True)
class Advised:
    """One piece of advice on a competency, with the facts that it rests on by name; so many of so many is a pair."""

    advice: Advice
    competency: str
    facts: Mapping[str, Any]


@dataclass
class Finding:
    """What is found on one competency."""

    competency: Competency
    ladder: Ladder
    placements: dict[int, Placement] = field(default_factory=dict)
    """Where behaviours belong, by their place among the items; where enough people were rated to say so."""

    @cached_property
    def people(self) -> int:
        """The people rated on both levels of the step that has fewest."""
        return min((one.people for one in self.ladder.steps), default=0)

    @cached_property
    def raters(self) -> int | None:
        """The raters of those; None where nobody says who rated."""
        return min((one.raters for one in self.ladder.steps if one.raters is not None), default=None)

    def enough(self, threshold: str) -> bool:
        """Tell whether there are enough people and raters, or as many raters as people."""
        wanted, raters = THRESHOLDS[threshold], self.raters
        is_many = raters is None or raters >= min(wanted["raters"], self.people)
        return self.people >= wanted["people"] and is_many

    @cached_property
    def coherence(self) -> Coherence | None:
        """H across levels in the order claimed; not of few people."""
        return self.ladder.answers.coherence(self.ladder.answers.across()) if self.enough("verdict") else None

    def ascent(self, step: Step) -> Ascent:
        """Tell whether a step ascends, all steps taken together; not of few people."""
        if step.difference is None or not self.enough("verdict"):
            return Ascent.UNKNOWN
        low, high = step.difference.interval(ERROR / len(self.ladder.steps))
        if low >= -FLAT and high <= FLAT:
            return Ascent.NO
        return Ascent.YES if low > 0 else Ascent.REVERSED if high < 0 else Ascent.UNKNOWN

    @cached_property
    def ascents(self) -> list[Ascent]:
        """The steps, lowest first."""
        return [self.ascent(step) for step in self.ladder.steps]

    @cached_property
    def stopped(self) -> list[Step]:
        """The steps after which who missed the lower level was mostly not asked on."""
        return [step for step in self.ladder.steps if _lower(*step.asked) > ASKED]

    @cached_property
    def verdict(self) -> Verdict:
        """What can be said."""
        if not self.ladder.steps:
            return Verdict.ONE_LEVEL
        if self.stopped:
            return Verdict.NOT_TESTABLE
        if self.people < THRESHOLDS["verdict"]["people"]:
            return Verdict.FEW_PEOPLE
        if not self.enough("verdict"):
            return Verdict.FEW_RATERS
        h = self.coherence
        if Ascent.REVERSED in self.ascents or (h and h.interval[1] < LEAST):
            return Verdict.NO_LADDER
        is_ladder = h is not None and h.interval[0] >= LEAST and set(self.ascents) == {Ascent.YES}
        return Verdict.LADDER if is_ladder else Verdict.UNDECIDED

    @cached_property
    def advice(self) -> list[Advised]:
        """What the answers advise on this competency: the first kind that there is."""
        for kind in (self._testing, self._apart, self._levels, self._moves, self._repeats, self._splits):
            found = list(kind())
            if found:
                return found
        return []

    def _advised(self, advice: Advice, **facts: object) -> Advised:
        return Advised(advice, self.competency.id, facts)

    def _testing(self) -> Iterator[Advised]:
        for step in self.stopped:
            missed, attained = step.asked
            ends = {"lower": step.lower, "higher": step.higher}
            yield self._advised(Advice.NOT_TESTABLE, **ends, of_missed=missed, of_attained=attained)
        if self.verdict in {Verdict.FEW_PEOPLE, Verdict.FEW_RATERS}:
            wanted = THRESHOLDS["verdict"]
            yield self._advised(
                Advice.TOO_FEW, people=self.people, raters=self.raters, needed=wanted["people"], by=wanted["raters"]
            )

    def _apart(self) -> Iterator[Advised]:
        """Yield that behaviours do not belong together, in whatever order: levels that are swapped do."""
        answers = self.ladder.answers
        h = answers.coherence(answers.telling(), popular=True) if self.enough("verdict") else None
        if h and h.interval[1] < LEAST:
            yield self._advised(Advice.APART, H=h.h, low=h.interval[0], high=h.interval[1], least=LEAST)

    def _levels(self) -> Iterator[Advised]:
        kinds = {Ascent.REVERSED: Advice.REVERSED, Ascent.NO: Advice.EQUAL}
        shares = {one.level: (one.shown, one.rated) for one in self.ladder.levels}
        for step, ascent in zip(self.ladder.steps, self.ascents, strict=True):
            if ascent in kinds:
                low, high = shares[step.lower], shares[step.higher]
                yield self._advised(kinds[ascent], lower=step.lower, higher=step.higher, low=low, high=high)

    def _moves(self) -> Iterator[Advised]:
        """Yield the behaviours that lie beyond the middle between their level and the next, all taken together."""
        if not self._is_sound("behaviours"):
            return
        items = self.ladder.answers.items
        self.placements.update((at, one) for at in range(len(items)) if (one := self.ladder.place(at)))
        beyond = {
            (at, ends): distance
            for at, placement in self.placements.items()
            for ends, distance in placement.boundaries.items()
            if items[at].level in ends
        }
        clear = beyond_chance(beyond)
        wrong = {end for end in clear if (beyond[end].value < 0) == (items[end[0]].level == end[1][0])}
        for at in sorted({at for at, _ in wrong}):
            placement = self.placements[at]
            if placement.nearest != items[at].level:
                yield self._move(at, placement.nearest)

    def _is_sound(self, threshold: str) -> bool:
        """Tell whether the levels all ascend: until then nothing is said of single behaviours."""
        return self.enough(threshold) and set(self.ascents) == {Ascent.YES}

    def _move(self, at: int, to: int) -> Advised:
        item, own = self.ladder.answers.items[at], self.ladder.answers.shown(at)
        levels = {one.level: (one.shown, one.rated) for one in self.ladder.levels}
        others = tuple(all_ - one for all_, one in zip(levels[item.level], own, strict=True))
        facts = {
            "behaviour": item.code,
            "level": item.level,
            "to": to,
            "shown": own,
            "here": others,
            "there": levels[to],
        }
        return self._advised(Advice.MOVE, **facts)

    def _repeats(self) -> Iterator[Advised]:
        if not self._is_sound("behaviours"):
            return
        answers, least = self.ladder.answers, THRESHOLDS["behaviours"]["people"]
        for pair in answers.pairs.values():
            if pair.n >= least and _says_the_same(pair):
                codes = {"behaviour": answers.items[pair.first].code, "other": answers.items[pair.second].code}
                yield self._advised(Advice.REDUNDANT, **codes, equal=(pair.equal, pair.n))
        for at, item in enumerate(answers.items):
            shown, of = answers.shown(at)
            if of >= least and not of * (1 - ALL) < shown < of * ALL:
                yield self._advised(Advice.SAYS_NOTHING, behaviour=item.code, shown=(shown, of))

    def _splits(self) -> Iterator[Advised]:
        if self._is_sound("presuppositions"):
            scales = groups(self.ladder.answers)
            codes = [one.code for one in self.ladder.answers.items]
            inside = [
                [codes[at] for at, one in enumerate(scales) if one == number]
                for number in range(1, max(scales, default=0) + 1)
            ]
            if len(inside) > 1:
                yield self._advised(Advice.SPLIT, n=len(inside), scales=inside)


def h_of_item(finding: Finding, at: int) -> float | None:
    """Return H of one item with all others, the more popular taken as the easier."""
    return coefficient((one for one in finding.ladder.answers.telling() if at in {one.first, one.second}), popular=True)


def _says_the_same(pair: Pair) -> bool:
    ends = (pair.one / pair.n, pair.other / pair.n)
    return pair.equal >= ALL * pair.n and all(CLEAR <= share <= 1 - CLEAR for share in ends)


def _lower(few: Sequence[int], many: Sequence[int]) -> float:
    """Return how much larger the second share is at least (R. G. Newcombe, Statistics in Medicine 17, 1998)."""
    if min(few[1], many[1]) < SMALLEST:
        return 0.0
    one, other = few[0] / few[1], many[0] / many[1]
    one_high, other_low = (wilson(*few) or (0, 0))[1], (wilson(*many) or (0, 0))[0]
    return other - one - sqrt((other - other_low) ** 2 + (one_high - one) ** 2)
