"""What explains a result, in words: what stands in the way, what contradicts the order, what was presumed.

The gap table and the Markdown report show the same notes, each in its own way.
"""

from collections.abc import Iterator

from competentie.core.rule import Status
from competentie.core.scoring import Outcome, Result
from competentie.core.terms import Catalogue, Levels, Rating
from competentie.page.language import Words
from competentie.page.phrases import level_list, rating_word, status_word


def blocking_notes(
    result: Result, catalogue: Catalogue, words: Words
) -> Iterator[tuple[str, list[tuple[str, list[str]]]]]:
    """Yield a heading, and under it per competency that falls short (or is open) the behaviours that block it."""
    for status, heading in ((Status.SHORT, words("What stands in the way")), (Status.OPEN, words("Still to be rated"))):
        rows = [one for one in result.outcomes if one.gap.status is status]
        if rows:
            yield heading, [_blocking(one, result, catalogue, words) for one in rows]


def other_notes(result: Result, catalogue: Catalogue, words: Words) -> Iterator[tuple[str, list[str]]]:
    """Yield headings with lines under them: contradictions, what was presumed, what the profile presupposes."""
    notes = (
        (words("Against the order of the levels"), _against_order(result, catalogue, words)),
        (words("Presumed, because something heavier was shown"), _presumed(result, catalogue, words)),
        (words("Presupposed by this profile"), _implied(result, catalogue, words)),
    )
    yield from ((heading, lines) for heading, lines in notes if lines)


def _blocking(outcome: Outcome, result: Result, catalogue: Catalogue, words: Words) -> tuple[str, list[str]]:
    competency = catalogue.competencies[outcome.row.competency]
    heading = words("{competency}, level {level}", competency=competency.label, level=outcome.standing.next_level)
    texts = {one.code: one.text for one in competency.behaviours()}
    rated = result.ratings.rated.get(competency.id)
    if not outcome.blocking:
        return heading, [words("nothing at this level can be rated by behaviour")]
    if isinstance(rated, int):  # a direct level says nothing of the behaviours one by one
        return heading, [words("{code}: {text}", code=code, text=texts[code]) for code in outcome.blocking]
    return heading, [
        words(
            "{code} ({rating}): {text}", code=code, rating=rating_word(_rating_of(code, rated), words), text=texts[code]
        )
        for code in outcome.blocking
    ]


def _rating_of(code: str, rated: Levels | None) -> Rating:
    _, level, number = code.rsplit(".", 2)
    return Rating.UNRATED if rated is None else rated[int(level) - 1][int(number) - 1]


def _against_order(result: Result, catalogue: Catalogue, words: Words) -> list[str]:
    lines = [
        words(
            "{competency}: {levels} missed, while a higher level is attained",
            competency=catalogue.competencies[one.row.competency].label,
            levels=level_list(one.standing.contradicted, words),
        )
        for one in result.outcomes
        if one.standing.broken
    ]
    lines += [
        words(
            "{heavier} presupposes level {level} of {lighter}, which was rated lower",
            heavier=catalogue.competencies[one.heavier].label,
            lighter=catalogue.competencies[one.lighter].label,
            level=one.level,
        )
        for one in result.contradictions
    ]
    return lines


def _presumed(result: Result, catalogue: Catalogue, words: Words) -> list[str]:
    return [
        words(
            "{competency}: {levels}",
            competency=catalogue.competencies[one.row.competency].label,
            levels=level_list(one.standing.presumed, words),
        )
        for one in result.outcomes
        if one.standing.presumed
    ]


def _implied(result: Result, catalogue: Catalogue, words: Words) -> list[str]:
    return [
        words(
            "{competency}, level {level}, through {through}: {status}",
            competency=catalogue.competencies[one.implied.competency].label,
            level=one.implied.norm,
            through=[catalogue.competencies[heavier].label for heavier in one.implied.through],
            status=words("presumed") if one.standing.presumed else status_word(one.gap.status, words),
        )
        for one in result.implied
    ]
