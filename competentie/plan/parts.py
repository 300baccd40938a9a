"""What a development plan says, in the reader's words, before it is drawn: the terminal and Markdown share it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from competentie.core.terms import Behaviour, Catalogue
from competentie.core.text import printable
from competentie.page.language import Words
from competentie.plan.agreements import FIELDS, Item, MadePlan
from competentie.plan.phrases import (
    FIELD_LABELS,
    bare_line,
    level_line,
    step_line,
    unrated_line,
    way_heading,
    why_to_rate,
    why_to_take,
)
from competentie.plan.way import Way


@dataclass(frozen=True, slots=True)
class Entry:
    """One behaviour (or a competency as a whole): what it says, and the name of each field with what was filled in."""

    text: str
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A level of a competency: a line about it, and its entries."""

    about: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A competency: where it stands, why it is here, and the levels on its way."""

    heading: str
    why: str
    parts: tuple[Part, ...]


class PlanParts:
    """Puts one plan, with what was agreed on it, into words."""

    def __init__(self, made: MadePlan, catalogue: Catalogue, words: Words) -> None:
        """Prepare for one plan and one language."""
        self._plan, self._agreements = made.plan, made.agreements
        self._catalogue = catalogue
        self._words = words
        self._items = {one.code: one for one in (*made.agreements.steps, *made.agreements.rate_first)}

    def to_rate(self) -> list[Block]:
        """Return what is to be rated first."""
        return [
            Block(
                way_heading(way, self._words),
                why_to_rate(way, self._catalogue, self._words),
                tuple(self._rating_parts(way)),
            )
            for way in self._plan.ways
            if way.to_rate
        ]

    def steps(self) -> list[Block]:
        """Return the steps, in the order in which to take them."""
        return [
            Block(
                way_heading(way, self._words),
                why_to_take(way, self._catalogue, self._words),
                tuple(self._step_parts(way)),
            )
            for way in self._plan.ways
            if way.steps
        ]

    def done(self) -> list[Entry]:
        """Return what earlier plans asked for and was shown since."""
        return [self._entry(item, item.text) for item in self._agreements.done]

    def dropped(self) -> list[Entry]:
        """Return what was filled in and is no longer asked for."""
        return [self._entry(item, item.text) for item in self._agreements.dropped]

    def _step_parts(self, way: Way) -> Iterator[Part]:
        for stage in way.stages:
            if stage.steps.behaviours:
                yield Part(step_line(way, stage, self._words), self._entries(stage.steps.behaviours))
        if way.bare_step:
            yield Part(bare_line(way, self._words), (self._whole(way),))

    def _rating_parts(self, way: Way) -> Iterator[Part]:
        listed = [one for stage in way.stages for one in stage.to_rate.behaviours]
        if way.is_unrated and listed:  # to name them all would hide the rest of the plan
            filled = [one for one in listed if self._items[one.code].is_filled]
            yield Part(unrated_line(len(listed), self._words), self._entries(filled))
        else:
            for stage in way.stages:
                if stage.to_rate.behaviours:
                    about = level_line(stage.level, stage.to_rate, self._words)
                    yield Part(about, self._entries(stage.to_rate.behaviours))
        if way.bare_rating:
            yield Part(bare_line(way, self._words), (self._whole(way),))

    def _entries(self, behaviours: Sequence[Behaviour]) -> tuple[Entry, ...]:
        return tuple(self._entry(self._items[one.code], self._words.text(one.text)) for one in behaviours)

    def _whole(self, way: Way) -> Entry:
        return self._entry(self._items[way.competency.id], self._words.text(way.competency.definition))

    def _entry(self, item: Item, text: str) -> Entry:
        fields = ((self._words(FIELD_LABELS[name]), printable(getattr(item, name))) for name in FIELDS)
        return Entry(self._words("{code}: {text}", code=item.code, text=text), tuple(fields))
