"""One set of ratings out of several raters', on request only, by a rule that has a name.

Each rater counts once, whether shown by name or in a group. Of a group only what could be shown takes part: what
fewer of its members said than the minimum is left out, so that a combination tells nothing the group does not. Pure.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Final

from competentie.core import Behaviour, Catalogue, Competency, Rated, Rating, Ratings
from competentie.ratings.groups import View

_TWO: Final = 2  # raters: one alone agrees with nobody


class Rule(StrEnum):
    """What several raters come to together, behaviour by behaviour; unrated where a missing answer could change it."""

    LOWEST = "lowest"
    """Not shown if any rater says so."""
    MEDIAN = "median"
    """What the middle one says; of two in the middle the lower."""
    AGREED = "agreed"
    """What all say, if they are two or more."""


def combine(views: Sequence[View], catalogue: Catalogue, rule: Rule) -> Ratings:
    """Return combined ratings, to be scored as those of one rater.

    The rule works on what raters said of behaviours, not on what that came to: so it can be named what the result
    rests on, and nothing open is taken for a number. Whoever rated something of a competency takes part in it. A
    direct level is read as all behaviours up to it shown and those above it not shown; where there are direct levels
    only, the rule works on these.
    """
    combined = {competency.id: _combined(views, competency, rule) for competency in catalogue.competencies.values()}
    return Ratings({identifier: rated for identifier, rated in combined.items() if rated is not None})


def combined_rating(answers: Mapping[Rating, int], missing: int, rule: Rule) -> Rating:
    """Return what answers on one behaviour come to, whatever the missing ones would be; else unrated.

    To whom it is not applicable has no say, unless that is what all say.
    """
    shown, missed, beside = (
        answers.get(rating, 0) for rating in (Rating.SHOWN, Rating.NOT_SHOWN, Rating.NOT_APPLICABLE)
    )
    if rule is Rule.AGREED and (bool(shown) + bool(missed) + bool(beside) != 1 or shown + missed + beside < _TWO):
        return Rating.UNRATED
    if not shown and not missed:
        return Rating.NOT_APPLICABLE if beside and not missing else Rating.UNRATED
    if rule is Rule.MEDIAN:
        is_shown, is_missed = shown > missed + missing, missed >= shown + missing
    else:
        is_shown, is_missed = not missed and not missing, missed > 0 and (rule is Rule.LOWEST or not missing)
    return Rating.SHOWN if is_shown else Rating.NOT_SHOWN if is_missed else Rating.UNRATED


def _combined(views: Sequence[View], competency: Competency, rule: Rule) -> Rated | None:
    raters = sum(len(view.on(competency.id)) for view in views)
    if not raters:
        return None
    direct = sorted(level for view in views for level in view.direct(competency.id))
    level = _combined_level(direct, rule) if len(direct) == raters else None
    if level is not None:
        return level

    def rating_of(behaviour: Behaviour) -> Rating:
        answers = Counter(Rating.SHOWN if behaviour.level <= level else Rating.NOT_SHOWN for level in direct)
        for view in views:
            answers.update(view.answers(behaviour))
        return combined_rating(answers, raters - answers.total(), rule)

    return competency.ratings(rating_of)


def _combined_level(direct: Sequence[int], rule: Rule) -> int | None:
    """Return what levels come to, given the lowest first; None when they are not one level."""
    if rule is Rule.AGREED:
        return direct[0] if len(direct) >= _TWO and len(set(direct)) == 1 else None
    return direct[0] if rule is Rule.LOWEST else direct[(len(direct) - 1) // 2]
