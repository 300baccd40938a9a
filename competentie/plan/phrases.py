"""The sentences of a development plan: why a competency is in it, what a level asks for, what there is to do."""

from collections.abc import Iterable, Iterator
from typing import Final

from competentie.core.message import Message, msg
from competentie.core.terms import Catalogue
from competentie.page.language import Words
from competentie.page.phrases import level_list, reached_text, result_heading, total_line
from competentie.plan.agreements import MadePlan
from competentie.plan.way import Choice, Plan, Stage, Way

FIELD_LABELS: Final[dict[str, Message]] = {"action": msg("action"), "who": msg("who"), "when": msg("when")}


def plan_heading(plan: Plan, catalogue: Catalogue, words: Words) -> list[str]:
    """Return whose plan this is for which role, and what it rests on."""
    first, about = result_heading(plan.result, catalogue, words)
    return [words("Development plan, {result}", result=first), about]


def way_heading(way: Way, words: Words) -> str:
    """Return where a competency stands."""
    return words(
        "{competency}: reached {reached}, norm {norm}",
        competency=way.competency.label,
        reached=reached_text(way.standing, way.norm),
        norm=way.norm,
    )


def why_to_take(way: Way, catalogue: Catalogue, words: Words) -> str:
    """Return why the steps of a competency have their place in the plan."""
    found = [
        words("closes the gap") if way.steps == 1 else words.plural("{n} step to go", "{n} steps to go", way.steps)
    ]
    if way.to_rate:
        found.append(words("provided that what is to be rated first is shown too"))
    found += _order(way, catalogue, words)
    if isinstance(way.rated, int):
        found.append(words("rated by level, so every behaviour above it is named"))
    return "; ".join(found)


def why_to_rate(way: Way, catalogue: Catalogue, words: Words) -> str:
    """Return what rating a competency may bring."""
    brings = words("tells whether more is needed") if way.steps else words("may close the gap")
    return "; ".join([brings, *_order(way, catalogue, words)])


def _order(way: Way, catalogue: Catalogue, words: Words) -> Iterator[str]:
    if way.before:
        yield words("needed before {names}", names=_labels(way.before, catalogue))
    elif way.through:
        yield words("presupposed by {names}", names=_labels(way.through, catalogue))


def level_line(level: int, choice: Choice, words: Words) -> str:
    """Return which level this is, and how many of its behaviours will do."""
    number = len(choice.behaviours)
    if choice.enough == number:
        return words("level {level}", level=level)
    return words("level {level}: any {enough} of these {n}", level=level, enough=choice.enough, n=number)


def step_line(way: Way, stage: Stage, words: Words) -> str:
    """Return what a level asks for; a level that contradicts a higher one is where the way starts."""
    line = level_line(stage.level, stage.steps, words)
    if not stage.contradicts:
        return line
    first = next(one for one in way.stages if one.contradicts)
    if stage is first:
        return "; ".join([line, words("missed, while a higher level is attained: the way starts here")])
    return "; ".join([line, words("missed, while a higher level is attained")])


def bare_line(way: Way, words: Words) -> str:
    """Return what can be said of levels that no behaviour can prove."""
    levels = level_list(way.bare, words)
    if way.bare_step:
        return words("{levels}: no behaviours are described", levels=levels)
    return words("{levels}: no behaviour can show this, only a level for the whole competency", levels=levels)


def unrated_line(number: int, words: Words) -> str:
    """Return that nothing was said of a competency."""
    return words.plural(
        "nothing is rated yet: {n} behaviour up to the norm",
        "nothing is rated yet: {n} behaviours up to the norm",
        number,
    )


def total(made: MadePlan, words: Words) -> str:
    """Return how many norms are met, and what there is to do."""
    steps, to_rate = sum(way.steps for way in made.plan.ways), len(made.agreements.rate_first)
    parts = [total_line(made.plan.result, words)]
    if steps:
        parts.append(words.plural("{n} step to go", "{n} steps to go", steps))
    if to_rate:
        parts.append(words.plural("{n} rating to give first", "{n} ratings to give first", to_rate))
    return "; ".join(parts)


def _labels(identifiers: Iterable[str], catalogue: Catalogue) -> list[object]:
    return [catalogue.competencies[one].label for one in identifiers]
