"""A comparison in words: heads, lines and cells, before a terminal or Markdown gives them a place.

A group's cell holds counts: `2: 3×` is three raters who reached level 2, `4/5` a behaviour that 4 of 5 say is shown.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from itertools import zip_longest
from typing import Final

from competentie.compare.combination import Rule
from competentie.compare.comparison import Answers, Compared, ComparedBehaviour, Comparison, Difference, Standings
from competentie.core.message import Message, msg
from competentie.core.rule import Standing, is_unrated
from competentie.core.terms import Catalogue, Group, Rating
from competentie.core.text import printable
from competentie.page.language import Words
from competentie.page.phrases import group_heading, reached_text
from competentie.ratings.groups import View

NOTHING: Final = "–"
"""Not rated; or by too few of a group."""
HYPHEN: Final = "\N{SOFT HYPHEN}"  # in the translation of a head: where a narrow column may break it

# A capital begins them: they head a column or a line.
_VIEW: Final[dict[str | None, Message]] = {
    "self": msg("Self"),
    "manager": msg("Manager"),
    "peer": msg("Peers"),
    "report": msg("Direct reports"),
    "external": msg("External"),
    None: msg("Rater"),
}
_RULE: Final[dict[Rule, Message]] = {
    Rule.LOWEST: msg("lowest"),
    Rule.MEDIAN: msg("median"),
    Rule.AGREED: msg("agreed"),
}
_DIFFERENCE: Final[dict[Difference, Message]] = {
    Difference.BLIND_SPOT: msg("blind spot"),
    Difference.HIDDEN_STRENGTH: msg("hidden strength"),
    Difference.DIFFERENT: msg("differs"),
}
_ANSWER: Final[dict[Rating, Message]] = {
    Rating.SHOWN: msg("yes"),
    Rating.NOT_SHOWN: msg("no"),
    Rating.NOT_APPLICABLE: msg("n/a"),
}


class Kind(Enum):
    """What a line is about."""

    HEADING = auto()
    COMPETENCY = auto()
    BEHAVIOUR = auto()


@dataclass(frozen=True, slots=True)
class Line:
    """One line; a cell has as many parts as a narrow column may put under each other."""

    kind: Kind
    text: str
    norm: str = ""
    cells: tuple[tuple[str, ...], ...] = ()
    spread: str = ""
    difference: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The heads of the cells in parts, a shorter name for each, and the lines in the order of the profile."""

    heads: tuple[tuple[str, ...], ...]
    names: tuple[str, ...]
    lines: tuple[Line, ...]


def sheet(comparison: Comparison, catalogue: Catalogue, words: Words, *, behaviours: bool) -> Sheet:
    """Put a comparison in words, with or without a line for each behaviour."""
    heads = [view_parts(view, comparison, words) for view in comparison.views.shown]
    if comparison.rule is not None:
        heads.append((words("Combined"), f"({rule_word(comparison.rule, words)})"))
    named = [not view.is_group for view in comparison.views.shown]
    names = [" ".join(head) if is_named else head[0] for head, is_named in zip_longest(heads, named)]
    return Sheet(tuple(heads), tuple(names), tuple(_lines(comparison, catalogue, words, behaviours=behaviours)))


def view_parts(view: View, comparison: Comparison, words: Words) -> tuple[str, ...]:
    """Return what heads a view: what the rater is to the person, and what tells it from others where that is needed."""
    head = _view_word(view.relation, words)
    if view.is_group:
        return head, f"(n={len(view.entries)})"
    alike = sum(one.relation == view.relation for one in comparison.views.shown)
    if view.rater is None or (alike == 1 and view.relation is not None):
        return (head,)
    return head, f"({printable(view.rater)})"


def _view_word(relation: str | None, words: Words) -> str:
    """Return the word at the head of a view; it may hold a soft hyphen."""
    return words(_VIEW[relation])


def view_name(relation: str | None, words: Words) -> str:
    """Return that word in one piece, for a sentence."""
    return _view_word(relation, words).replace(HYPHEN, "")


def rule_word(rule: Rule, words: Words) -> str:
    """Return the word for what made a combination."""
    return words(_RULE[rule])


def difference_word(difference: Difference | None, words: Words) -> str:
    """Return the word for a difference, if there is one."""
    return words(_DIFFERENCE[difference]) if difference else ""


def _lines(comparison: Comparison, catalogue: Catalogue, words: Words, *, behaviours: bool) -> Iterator[Line]:
    for group in Group:
        rows = [(place, one) for place, one in enumerate(comparison.rows) if one.row.group is group]
        if rows:
            yield Line(Kind.HEADING, group_heading(group, words))
        for place, one in rows:
            yield _competency(one, place, comparison, catalogue, words)
            for behaviour in one.behaviours if behaviours else ():
                if any(behaviour.answers):
                    yield _behaviour(behaviour, comparison, words)


def _competency(one: Compared, place: int, comparison: Comparison, catalogue: Catalogue, words: Words) -> Line:
    norm = one.row.norm
    cells = [_levels(cell, view, norm) for cell, view in zip(one.cells, comparison.views.shown, strict=True)]
    if comparison.combined is not None:
        rated = comparison.combined.ratings.rated.get(one.row.competency, ())
        standing = comparison.combined.outcomes[place].standing
        known = not is_unrated(rated) or standing.presumed
        cells.append((reached_text(standing, norm) if known else NOTHING,))
    low, high = one.spread or (None, None)
    spread = "" if low is None else str(low) if low == high else f"{low}–{high}"
    label = words.text(catalogue.competencies[one.row.competency].label)
    return Line(Kind.COMPETENCY, label, str(norm), tuple(cells), spread, difference_word(one.difference, words))


def _levels(cell: Standings, view: View, norm: int) -> tuple[str, ...]:
    reached = [(reached_text(Standing((), one.reached, one.reached_max), norm), number) for one, number in cell.items()]
    if not view.is_group:
        return tuple(text for text, _ in reached) or (NOTHING,)
    counts: dict[str, int] = {}
    for text, number in reached:  # what lies open above the norm reads the same as what does not
        counts[text] = counts.get(text, 0) + number
    return tuple(f"{text}: {number}×" for text, number in counts.items()) or (NOTHING,)


def _behaviour(one: ComparedBehaviour, comparison: Comparison, words: Words) -> Line:
    cells = [_answer(cell, view, words) for cell, view in zip(one.answers, comparison.views.shown, strict=True)]
    if comparison.combined is not None:
        rated = comparison.combined.ratings.rated.get(one.behaviour.competency, 0)
        combined = {} if isinstance(rated, int) else {rated[one.behaviour.level - 1][one.behaviour.number - 1]: 1}
        cells.append(_answer(combined, None, words))
    number = f"{one.behaviour.level}.{one.behaviour.number}"
    text = f"{number} {words.text(one.behaviour.text)}"
    return Line(Kind.BEHAVIOUR, text, "", tuple((cell,) for cell in cells), "", difference_word(one.difference, words))


def _answer(answers: Answers, view: View | None, words: Words) -> str:
    shown, missed = answers.get(Rating.SHOWN, 0), answers.get(Rating.NOT_SHOWN, 0)
    if view is not None and view.is_group and shown + missed:
        return f"{shown}/{shown + missed}"
    return next((words(_ANSWER[rating]) for rating, number in answers.items() if number and rating in _ANSWER), NOTHING)
