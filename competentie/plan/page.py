"""A development plan in words and as data: what to rate first, the steps in order, and what was agreed on them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any, Final

from competentie.assess.page import remarks
from competentie.core import Behaviour, Catalogue, Message, msg, printable
from competentie.page.data import VERSION, ResultData
from competentie.page.language import (
    Words,
    basis_data,
    basis_line,
    level_choice,
    level_list,
    reached_text,
    result_heading,
    total_line,
)
from competentie.page.model import Block, Kind, Page, Part, section
from competentie.plan.agreements import FIELDS, Item, MadePlan
from competentie.plan.way import Stage, Way
from competentie.ratings.pages import stale_lines

_FIELDS: Final[dict[str, Message]] = {"action": msg("action"), "who": msg("who"), "when": msg("when")}


def plan_page(made: MadePlan, catalogue: Catalogue, words: Words) -> Page:
    """Return the whole page; of the fields of a step, those too that were not filled in."""
    first, *about = result_heading(made.plan.result, catalogue, words)
    title = words("Development plan, {result}", result=first)
    blocks = list(_Plan(made, catalogue, words).blocks())
    blocks += section(words("Notes and evidence"), remarks(made.given.ratings, catalogue, words))
    return Page(
        title, [*about, *stale_lines(made.given, words)], blocks, _total(made, words), basis_line(made.basis, words)
    )


class _Plan:
    """Puts one plan, with what was agreed on it, into words."""

    def __init__(self, made: MadePlan, catalogue: Catalogue, words: Words) -> None:
        self._plan, self._agreements = made.plan, made.agreements
        self._catalogue, self._words = catalogue, words
        self._items = {item.code: item for item in (*made.agreements.steps, *made.agreements.rate_first)}

    def blocks(self) -> Iterator[Block]:
        words, ways = self._words, self._plan.ways
        if not ways:
            yield Part(Kind.LINE, words("All norms are met: there is nothing to plan"))
        to_rate = (
            self._way(way, _standing(way, words), _why_to_rate, self._to_rate(way)) for way in ways if way.to_rate
        )
        yield from section(words("First rate these"), to_rate)
        taken = enumerate((way for way in ways if way.steps), 1)
        steps = (
            self._way(way, f"{number}. {_standing(way, words)}", _why_to_take, self._steps(way))
            for number, way in taken
        )
        yield from section(words("Steps"), steps)
        yield from section(words("Shown since an earlier plan"), self._past(self._agreements.done, Kind.DONE))
        yield from section(words("No longer in the plan"), self._past(self._agreements.dropped, Kind.ITEM))

    def _way(self, way: Way, heading: str, why: Callable[[Way, Catalogue, Words], str], parts: Iterable[Part]) -> Part:
        return Part(Kind.PART, heading, [Part(Kind.ASIDE, why(way, self._catalogue, self._words)), *parts])

    def _steps(self, way: Way) -> Iterator[Part]:
        for stage in way.stages:
            if stage.steps.behaviours:
                yield self._level(
                    _step_line(way, stage, self._catalogue, self._words), stage.steps.behaviours, room=True
                )
        if way.bare_step:
            yield Part(Kind.LINE, _bare_line(way, self._catalogue, self._words), [self._whole(way, room=True)])

    def _to_rate(self, way: Way) -> Iterator[Part]:
        listed = [behaviour for stage in way.stages for behaviour in stage.to_rate.behaviours]
        if way.is_unrated and listed:  # to name them all would hide the rest of the plan
            filled = [behaviour for behaviour in listed if self._items[behaviour.code].is_filled]
            yield self._level(unrated_line(len(listed), self._words), filled, room=False)
        else:
            for stage in way.stages:
                if stage.to_rate.behaviours:
                    wanted = stage.to_rate.enough, len(stage.to_rate.behaviours)
                    about = level_choice(stage.level, *wanted, self._catalogue, self._words)
                    yield self._level(about, stage.to_rate.behaviours, room=False)
        if way.bare_rating:
            yield Part(Kind.LINE, _bare_line(way, self._catalogue, self._words), [self._whole(way, room=False)])

    def _level(self, about: str, behaviours: Sequence[Behaviour], *, room: bool) -> Part:
        inside = [
            self._item(self._items[behaviour.code], self._words.text(behaviour.text), Kind.TO_DO, room=room)
            for behaviour in behaviours
        ]
        return Part(Kind.LINE if inside else Kind.TO_DO, about, inside)

    def _whole(self, way: Way, *, room: bool) -> Part:
        text = self._words.text(way.competency.definition)
        return self._item(self._items[way.competency.id], text, Kind.TO_DO, room=room)

    def _past(self, items: Sequence[Item], kind: Kind) -> list[Part]:
        return [self._item(item, item.text, kind, room=False) for item in items]

    def _item(self, item: Item, text: str, kind: Kind, *, room: bool) -> Part:
        fields = [(self._words(_FIELDS[name]), printable(getattr(item, name))) for name in FIELDS]
        inside = [Part(Kind.FIELD, name, value=value) for name, value in fields if value or room]
        return Part(kind, self._words("{code}: {text}", code=item.code, text=text), inside)


def _standing(way: Way, words: Words) -> str:
    """Return where a competency stands."""
    return words(
        "{competency}: reached {reached}, norm {norm}",
        competency=way.competency.title,
        reached=reached_text(way.standing, way.norm),
        norm=way.norm,
    )


def _why_to_take(way: Way, catalogue: Catalogue, words: Words) -> str:
    """Return why the steps of a competency have their place in the plan."""
    found = [
        words("closes the gap") if way.steps == 1 else words.plural("{n} step to go", "{n} steps to go", way.steps)
    ]
    if way.to_rate:
        found.append(words("provided that what is to be rated first is shown too"))
    found += _order(way, catalogue, words)
    if isinstance(way.rated, int) and way.stages:
        found.append(words("rated by level, so every behaviour above it is named"))
    return "; ".join(found)


def _why_to_rate(way: Way, catalogue: Catalogue, words: Words) -> str:
    """Return what rating a competency may bring."""
    brings = words("tells whether more is needed") if way.steps else words("may close the gap")
    return "; ".join([brings, *_order(way, catalogue, words)])


def _order(way: Way, catalogue: Catalogue, words: Words) -> Iterator[str]:
    if way.before:
        yield words("needed before {names}", names=_labels(way.before, catalogue))
    elif way.through:
        yield words("presupposed by {names}", names=_labels(way.through, catalogue))


def _step_line(way: Way, stage: Stage, catalogue: Catalogue, words: Words) -> str:
    """Return what a level asks for; a level that contradicts a higher one is where the way starts."""
    line = level_choice(stage.level, stage.steps.enough, len(stage.steps.behaviours), catalogue, words)
    if not stage.contradicts:
        return line
    first = next(one for one in way.stages if one.contradicts)
    if stage is first:
        return "; ".join([line, words("missed, while a higher level is attained: the way starts here")])
    return "; ".join([line, words("missed, while a higher level is attained")])


def _bare_line(way: Way, catalogue: Catalogue, words: Words) -> str:
    """Return what can be said of levels that no behaviour can prove."""
    levels = level_list(way.bare, catalogue, words)
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


def _total(made: MadePlan, words: Words) -> str:
    """Return how many norms are met, and what there is to do."""
    steps, to_rate = sum(way.steps for way in made.plan.ways), len(made.agreements.rate_first)
    parts = [total_line(made.plan.result, words)]
    if steps:
        parts.append(words.plural("{n} step to go", "{n} steps to go", steps))
    if to_rate:
        parts.append(words.plural("{n} rating to give first", "{n} ratings to give first", to_rate))
    return "; ".join(parts)


def _labels(identifiers: Iterable[str], catalogue: Catalogue) -> list[object]:
    return [catalogue.competencies[one].title for one in identifiers]


def plan_data(made: MadePlan, catalogue: Catalogue) -> dict[str, Any]:
    """Return the plan as one versioned object."""
    agreed = made.agreements
    items = {name: getattr(agreed, name) for name in ("steps", "rate_first", "done", "dropped")}
    return {
        "version": VERSION,
        "basis": basis_data(made.basis),
        "result": ResultData(catalogue).of(made.plan.result),
        **{name: [asdict(item) for item in found] for name, found in items.items()},
    }
