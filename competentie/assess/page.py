"""The gap page: a table of norms and levels, and below it what explains them."""

from collections.abc import Iterator, Mapping, Sequence

from competentie.core import (
    Basis,
    Catalogue,
    Gap,
    Levels,
    Outcome,
    Rating,
    Ratings,
    Result,
    Status,
    needed,
    sizes,
    unrated,
)
from competentie.page.figures import ladder, ladder_key, rungs
from competentie.page.language import (
    Words,
    age_lines,
    basis_line,
    gap_sign,
    headings,
    level_choice,
    level_list,
    level_name,
    rating_word,
    reached_text,
    remarked,
    result_heading,
    status_word,
    total_line,
)
from competentie.page.model import Block, Kind, Page, Part, Row, Table, Tone, items, section


def gap_page(
    result: Result, catalogue: Catalogue, words: Words, basis: Basis, said: Sequence[str] = (), *, counted: bool = False
) -> Page:
    """Return the whole report: heading, table, explanations, the total line, and what all of it rests on.

    `said` is what became of answers on texts that changed; what is still to be rated is listed, or only `counted`.
    """
    title, *about = result_heading(result, catalogue, words)
    about += age_lines([result.ratings.date], basis.made, words)
    blocks = list(_blocks(result, catalogue, words, counted=counted))
    return Page(title, [*about, *said], blocks, total_line(result, words), basis_line(basis, words))


def tone(gap: Gap) -> Tone:
    """Return how good a gap is: near when one short, far when more."""
    if gap.status is Status.SHORT:
        return Tone.NEAR if gap.gap == -1 else Tone.FAR
    return {Status.OPEN: Tone.OPEN, Status.ABOVE: Tone.ABOVE}.get(gap.status, Tone.GOOD)


def _blocks(result: Result, catalogue: Catalogue, words: Words, *, counted: bool) -> Iterator[Block]:
    outcomes = {outcome.row.competency: outcome for outcome in result.outcomes}
    order = headings(result.profile.rows, catalogue, words)
    yield gap_table(order, result, catalogue, words)
    for status, heading in ((Status.SHORT, words("What stands in the way")), (Status.OPEN, words("Still to be rated"))):
        some = [outcomes[one] for one in order if outcomes[one].gap.status is status]
        if counted and status is Status.OPEN:
            yield from section(heading, items(_left(outcome, result, catalogue, words) for outcome in some))
        else:
            yield from section(heading, [_blocking(outcome, result, catalogue, words) for outcome in some])
    yield from section(words("Notes and evidence"), remarks(result.ratings, catalogue, words))
    yield from section(words("Against the order of the levels"), items(_against_order(result, catalogue, words)))
    yield from section(
        words("Presumed, because something heavier was shown"), items(_presumed(result, catalogue, words))
    )
    yield from section(words("Presupposed by this profile"), items(_implied(result, catalogue, words)))


def gap_table(headed: Mapping[str, str], result: Result, catalogue: Catalogue, words: Words) -> Table:
    """Return what is reached of each norm, the competencies in this order and each under its heading."""
    outcomes = {outcome.row.competency: outcome for outcome in result.outcomes}
    heads = (words("Competency"), words("Level"), words("Norm"), words("Reached"), words("Gap"), words("Status"))
    rows = tuple(_row(outcomes[one], heading, catalogue, words) for one, heading in headed.items())
    numbers, places = frozenset({2, 3, 4}), frozenset(range(1, len(heads)))
    ladders = [rungs(outcome.standing, outcome.row.norm) for outcome in result.outcomes]
    key = ladder_key(ladders, words)
    return Table(heads, rows, words("Group"), numbers, frozenset({4, 5}), places, key=key)


def _row(outcome: Outcome, heading: str, catalogue: Catalogue, words: Words) -> Row:
    norm = outcome.row.norm
    cells = (
        words.text(catalogue.competencies[outcome.row.competency].title),
        ladder(rungs(outcome.standing, norm), norm, tone(outcome.gap), words),
        str(norm),
        reached_text(outcome.standing, norm),
        gap_sign(outcome.gap.gap, outcome.gap.gap_max) if outcome.standing.known else "",
        status_word(outcome.gap.status, words),
    )
    return Row(cells, heading, tone(outcome.gap))


def _left(outcome: Outcome, result: Result, catalogue: Catalogue, words: Words) -> str:
    """Say how many behaviours of a competency are left up to the norm."""
    competency = catalogue.competencies[outcome.row.competency]
    rated = result.ratings.rated.get(competency.id)
    known = rated if rated and not isinstance(rated, int) else unrated(sizes(catalogue, competency.id))
    left = sum(level.count(Rating.UNRATED) for level in known[: outcome.row.norm])
    if not left:
        return words.text(competency.title)
    return words.plural(
        "{competency}: {n} behaviour", "{competency}: {n} behaviours", left, competency=competency.title
    )


def _blocking(outcome: Outcome, result: Result, catalogue: Catalogue, words: Words) -> Part:
    competency = catalogue.competencies[outcome.row.competency]
    behaviours = {behaviour.code: behaviour for behaviour in competency.behaviours()}
    rated = result.ratings.rated.get(competency.id)
    number = outcome.standing.next_level or outcome.row.norm
    known = rated if rated and not isinstance(rated, int) else unrated(sizes(catalogue, competency.id))
    ratings = known[number - 1]
    enough = needed(ratings, catalogue.attain) - ratings.count(Rating.SHOWN)
    level = level_choice(number, enough, len(outcome.blocking), catalogue, words)
    said = [] if behaviours else [words("rated as a whole: no behaviours are described")]
    for behaviour in map(behaviours.__getitem__, outcome.blocking):
        facts = {"code": behaviour.code, "text": behaviour.text}
        if isinstance(rated, int):  # a direct level says nothing of the behaviours one by one
            said.append(words("{code}: {text}", **facts))
        else:
            rating = rating_word(ratings[behaviour.number - 1], words)
            said.append(words("{code} ({rating}): {text}", rating=rating, **facts))
    heading = words("{competency}, {level}", competency=competency.title, level=level)
    return Part(Kind.LINE, heading, items(said or [words("nothing at this level can be rated by behaviour")]))


def remarks(ratings: Ratings, catalogue: Catalogue, words: Words) -> list[Part]:
    """Return what was written beside answers: each behaviour with its rating, note and evidence.

    What was said of the talk as a whole comes first, then of a competency what was said of all of it.
    """
    settles = ", ".join(ratings.settles)
    about = ((words("Note"), ratings.note), (words("Agreed, because"), ratings.reason), (words("Settles"), settles))
    parts = [Part(Kind.ITEM, words("{name}: {text}", name=name, text=text)) for name, text in about if text]
    for competency in catalogue.competencies.values():
        rated = ratings.rated.get(competency.id)
        if remark := ratings.remarks.get(competency.id):
            level = words("level {level}", level=rated) if isinstance(rated, int) else None
            title = competency.title
            said = words("{competency}: {levels}", competency=title, levels=level) if level else words.text(title)
            parts.append(Part(Kind.ITEM, said, remarked(remark, words)))
        for one in competency.behaviours():
            if remark := ratings.remarks.get(one.code):
                levels = None if isinstance(rated, int) else rated
                rating = rating_word(_rating_of(one.code, levels), words)
                said = words("{code} ({rating}): {text}", code=one.code, rating=rating, text=one.text)
                parts.append(Part(Kind.ITEM, said, remarked(remark, words)))
    return parts


def _rating_of(code: str, rated: Levels | None) -> Rating:
    _, level, number = code.rsplit(".", 2)
    return Rating.UNRATED if rated is None else rated[int(level) - 1][int(number) - 1]


def _against_order(result: Result, catalogue: Catalogue, words: Words) -> list[str]:
    lines = [
        words(
            "{competency}: {levels} missed, while a higher level is attained",
            competency=catalogue.competencies[one.row.competency].title,
            levels=level_list(one.standing.contradicted, catalogue, words),
        )
        for one in result.outcomes
        if one.standing.broken
    ]
    lines += [
        words(
            "{heavier} presupposes {level} of {lighter}, which was rated lower",
            heavier=catalogue.competencies[one.heavier].title,
            lighter=catalogue.competencies[one.lighter].title,
            level=level_name(one.level, catalogue, words),
        )
        for one in result.contradictions
    ]
    return lines


def _presumed(result: Result, catalogue: Catalogue, words: Words) -> list[str]:
    return [
        words(
            "{competency}: {levels}",
            competency=catalogue.competencies[one.row.competency].title,
            levels=level_list(one.standing.presumed, catalogue, words),
        )
        for one in result.outcomes
        if one.standing.presumed
    ]


def _implied(result: Result, catalogue: Catalogue, words: Words) -> list[str]:
    return [
        words(
            "{competency}, {level}, through {through}: {status}",
            competency=catalogue.competencies[one.implied.competency].title,
            level=level_name(one.implied.norm, catalogue, words),
            through=[catalogue.competencies[heavier].title for heavier in one.implied.through],
            status=words("presumed") if one.standing.presumed else status_word(one.gap.status, words),
        )
        for one in result.implied
    ]
