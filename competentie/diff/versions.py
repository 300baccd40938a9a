"""Did a version move far enough for what changed? Pure; the steps are those of semver.org, version 2.0.0.

A version is dotted numbers ("2023.10", "1.2.3"); missing parts are 0. Its step is the first part that grew: the first
part is major, the second minor, any later one patch. Of other versions only a change of the text can be seen.
"""

import re
from dataclasses import dataclass
from typing import Final

from competentie.diff.terms import Change, Handbook, HandbookComparison, Step, highest, under_new_ids

_DOTTED: Final = re.compile(r"[0-9]{1,18}(\.[0-9]{1,18}){0,15}")  # as many digits as a number in our files may have


@dataclass(frozen=True, slots=True)
class Verdict:
    """How the version of one file moved, and how it should have.

    `profile` is None for the catalogue. `taken` is None where a version is not dotted numbers. `why` is the first
    of the changes that ask for the step.
    """

    profile: str | None
    old: str
    new: str
    asked: Step
    why: Change | None
    taken: Step | None
    back: bool

    @property
    def enough(self) -> bool:
        """Whether the version moved forward, far enough."""
        if self.back:
            return False
        if self.taken is None:
            return self.asked is Step.NONE or self.old != self.new
        return self.taken >= self.asked

    @property
    def at_least(self) -> str | None:
        """The lowest version that is enough, when this one is not; None where it cannot be told."""
        return None if self.enough else raised(self.old, self.asked)


def verdicts(old: Handbook, new: Handbook, comparison: HandbookComparison) -> tuple[Verdict, ...]:
    """Judge the versions of the catalogue, and of each profile that was there before, by id."""
    changes: dict[str | None, list[Change]] = {}
    for change in comparison.changes:
        changes.setdefault(change.owner, []).append(change)
    found = [judge(None, old.catalogue.version, new.catalogue.version, tuple(changes.get(None, ())))]
    profiles = under_new_ids(old, new).profiles
    for identifier in sorted(profiles.keys() & new.profiles.keys()):
        before, after = profiles[identifier].version, new.profiles[identifier].version
        found.append(judge(identifier, before, after, tuple(changes.get(identifier, ()))))
    return tuple(found)


def judge(profile: str | None, old: str, new: str, changes: tuple[Change, ...]) -> Verdict:
    """Judge how one version moved, for the changes in its file."""
    asked = highest(changes)
    why = next((change for change in changes if change.step is asked), None)
    before, after = parts(old), parts(new)
    if before is None or after is None:
        return Verdict(profile, old, new, asked, why, None, back=False)
    taken, back = _moved(before, after)
    return Verdict(profile, old, new, asked, why, taken, back)


def parts(version: str) -> tuple[int, ...] | None:
    """Return a version's numbers; None when it is not dotted numbers."""
    return tuple(map(int, version.split("."))) if _DOTTED.fullmatch(version) else None


def raised(version: str, step: Step) -> str | None:
    """Return the lowest version that is a step above another, with as many parts as it had or as the step needs."""
    numbers = parts(version)
    if numbers is None:
        return None
    if step is Step.NONE:
        return version
    place = Step.MAJOR - step
    if step is Step.PATCH:  # any part from the third on
        place = max(place, len(numbers) - 1)
    padded = [*numbers, *[0] * (place + 1 - len(numbers))]
    return ".".join(map(str, [*padded[:place], padded[place] + 1, *[0] * (len(padded) - place - 1)]))


def _moved(old: tuple[int, ...], new: tuple[int, ...]) -> tuple[Step, bool]:
    """Return the step from one version to another, and whether it goes back."""
    length = max(len(old), len(new))
    before, after = ([*numbers, *[0] * (length - len(numbers))] for numbers in (old, new))
    place = next((index for index in range(length) if before[index] != after[index]), None)
    if place is None:
        return Step.NONE, False
    if after[place] < before[place]:
        return Step.NONE, True
    return Step(max(Step.MAJOR - place, Step.PATCH)), False
