"""The gap page: a table of norms and levels, and below it what explains them."""

from collections.abc import Iterator

from competentie.core.basis import Basis
from competentie.core.rule import Gap, Status
from competentie.core.scoring import Outcome, Result
from competentie.core.terms import Catalogue, Levels, Rating, Ratings
from competentie.core.text import printable
from competentie.page.language import Words
from competentie.page.model import Block, Kind, Page, Part, Row, Table, Tone, items, section
from competentie.page.phrases import (
    basis_line,
    gap_sign,
    group_heading,
    level_list,
    rating_word,
    reached_text,
    result_heading,
    status_word,
    total_line,
)


def gap_page(result: Result, catalogue: Catalogue, words: Words, basis: Basis) -> Page:
    """Return the whole report: heading, table, explanations, the total line, and what all of it rests on."""
    title, *about = result_heading(result, catalogue, words)
    blocks = list(_blocks(result, catalogue, words))
    return Page(title, about, blocks, total_line(result, words), basis_line(basis, words))


def tone(gap: Gap) -> Tone:
    """Return how good a gap is: near when one short, far when more."""
    if gap.status is Status.SHORT:
        return Tone.NEAR if gap.gap == -1 else Tone.FAR
    return {Status.OPEN: Tone.OPEN, Status.ABOVE: Tone.ABOVE}.get(gap.status, Tone.GOOD)


def _blocks(result: Result, catalogue: Catalogue, words: Words) -> Iterator[Block]:
    heads = (words("Competency"), words("Norm"), words("Reached"), words("Gap"), words("Status"))
    rows = [_row(outcome, catalogue, words) for outcome in result.outcomes]
    places = frozenset(range(1, len(heads)))
    yield Table(heads, tuple(rows), words("Group"), frozenset({1, 2, 3}), frozenset({3, 4}), places)
    for status, heading in ((Status.SHORT, words("What stands in the way")), (Status.OPEN, words("Still to be rated"))):
        outcomes = [outcome for outcome in result.outcomes if outcome.gap.status is status]
        yield from section(heading, [_blocking(outcome, result, catalogue, words) for outcome in outcomes])
    yield from section(words("Notes and evidence"), remarks(result.ratings, catalogue, words))
    yield from section(words("Against the order of the levels"), items(_against_order(result, catalogue, words)))
    yield from section(
        words("Presumed, because something heavier was shown"), items(_presumed(result, catalogue, words))
    )
    yield from section(words("Presupposed by this profile"), items(_implied(result, catalogue, words)))


def _row(outcome: Outcome, catalogue: Catalogue, words: Words) -> Row:
    cells = (
        words.text(catalogue.competencies[outcome.row.competency].label),
        str(outcome.row.norm),
        reached_text(outcome.standing, outcome.row.norm),
        gap_sign(outcome.gap.gap),
        status_word(outcome.gap.status, words),
    )
    return Row(cells, group_heading(outcome.row.group, words), tone(outcome.gap))


def _blocking(outcome: Outcome, result: Result, catalogue: Catalogue, words: Words) -> Part:
    competency = catalogue.competencies[outcome.row.competency]
    heading = words("{competency}, level {level}", competency=competency.label, level=outcome.standing.reached + 1)
    texts = {one.code: one.text for one in competency.behaviours()}
    rated = result.ratings.rated.get(competency.id)
    if not outcome.blocking:
        return Part(Kind.LINE, heading, items([words("nothing at this level can be rated by behaviour")]))
    if isinstance(rated, int):  # a direct level says nothing of the behaviours one by one
        said = [words("{code}: {text}", code=code, text=texts[code]) for code in outcome.blocking]
        return Part(Kind.LINE, heading, items(said))
    said = [
        words(
            "{code} ({rating}): {text}", code=code, rating=rating_word(_rating_of(code, rated), words), text=texts[code]
        )
        for code in outcome.blocking
    ]
    return Part(Kind.LINE, heading, items(said))


def remarks(ratings: Ratings, catalogue: Catalogue, words: Words) -> list[Part]:
    """Return what was written beside answers: each behaviour with its rating, note and evidence."""
    parts = []
    for competency in catalogue.competencies.values():
        rated = ratings.rated.get(competency.id)
        for one in competency.behaviours():
            if remark := ratings.remarks.get(one.code):
                levels = None if isinstance(rated, int) else rated
                rating = rating_word(_rating_of(one.code, levels), words)
                said = words("{code} ({rating}): {text}", code=one.code, rating=rating, text=one.text)
                texts = ((words("Note"), remark.get("note")), (words("Evidence"), remark.get("evidence")))
                inside = [Part(Kind.FIELD, name, value=printable(text)) for name, text in texts if text]
                parts.append(Part(Kind.ITEM, said, inside))
    return parts


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
