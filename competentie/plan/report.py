"""The pages for a talk with somebody: where it stands, what to agree on, and what all of it rests on, by competency.

One rater leads: his ratings give the verdict and the plan. Groups stand beside them as `groups.views` lets them, as
numbers; where nobody but groups rated there is no verdict. Printed, page 1 is the standing and page 2 the talk.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from competentie.assess.page import gap_table, tone
from competentie.compare.comparison import Compared, Comparison, Difference
from competentie.compare.page import answer_text, day_lines, level_counts, view_name, view_title, withheld_lines
from competentie.compare.trend import RaterLine
from competentie.core import (
    AGREED,
    Basis,
    Behaviour,
    Catalogue,
    Message,
    Outcome,
    Rating,
    Result,
    Status,
    gap,
    msg,
    printable,
)
from competentie.page.figures import Moment, Seen, raters, trend
from competentie.page.language import (
    Words,
    attain_text,
    basis_line,
    coded,
    day_text,
    evidence_texts,
    headings,
    level_choice,
    level_name,
    rater_text,
    status_word,
)
from competentie.page.model import (
    Block,
    Cell,
    Columns,
    Fields,
    Figure,
    Kind,
    Page,
    Part,
    Row,
    Table,
    Tone,
    items,
    section,
)
from competentie.plan.agreements import Item, MadePlan
from competentie.plan.page import unrated_line
from competentie.plan.way import Stage, Way
from competentie.ratings.groups import View, Views
from competentie.ratings.pages import stale_lines

_LEADING: Final = (AGREED, "manager", "external", "assessor", "self", None)
_COUNTED: Final = (Status.ABOVE, Status.MEETS, Status.SHORT, Status.OPEN)
_TONES: Final = {Status.ABOVE: Tone.ABOVE, Status.MEETS: Tone.GOOD, Status.SHORT: Tone.NEAR, Status.OPEN: Tone.OPEN}
_DIFFERENCE: Final[Mapping[Difference, Message]] = {
    Difference.BLIND_SPOT: msg("The own ratings are above those of all others"),
    Difference.HIDDEN_STRENGTH: msg("The own ratings are below those of all others"),
    Difference.DIFFERENT: msg("The raters differ"),
}
_TWO: Final = 2  # dates: with one, nothing changed


@dataclass(frozen=True, slots=True)
class Talk:
    """What there is for a talk: what raters say, and of the leading one the plan and the dates; None without one."""

    comparison: Comparison
    leader: View | None = None
    made: MadePlan | None = None
    line: RaterLine | None = None


def leading(views: Views) -> View | None:
    """Return whose ratings give the verdict: what was agreed, else the latest of the first in `_LEADING`."""
    named = sorted((one for one in views.shown if not one.is_group), key=lambda one: one.entries[0].date or "")
    return min(reversed(named), key=lambda one: _LEADING.index(one.relation), default=None)


def person_page(talk: Talk, catalogue: Catalogue, basis: Basis, words: Words, *, brief: bool = False) -> Page:
    """Return the pages; of brief ones, those that are on the table during the talk."""
    report = _Report(talk, catalogue, words, brief=brief)
    person, rests_on = printable(talk.comparison.person), basis_line(basis, words)
    about = [*report.about(), *withheld_lines(talk.comparison.views, words), *day_lines(talk.comparison, basis, words)]
    blocks = [*report.standing(), *report.strengths(), *report.to_agree()]
    if not brief:
        blocks += [*report.competencies(), *section(words("How to read this"), items(report.legend()))]
    title = person or words("Without a name")
    return Page(title, about, blocks, basis=rests_on, verdict=list(report.verdict()), confidential=True)


class _Report:
    """Puts one talk into words."""

    def __init__(self, talk: Talk, catalogue: Catalogue, words: Words, *, brief: bool) -> None:
        self._talk, self._catalogue, self._words, self._brief = talk, catalogue, words, brief
        self._comparison = talk.comparison
        self._views = talk.comparison.views.shown
        self._rows = {row.row.competency: row for row in talk.comparison.rows}
        self._result: Result | None = talk.made.plan.result if talk.made else None
        outcomes = self._result.outcomes if self._result else ()
        self._outcomes = {outcome.row.competency: outcome for outcome in outcomes}

    def about(self) -> Iterator[str]:
        """Yield who this is against which role, by whom, and who else was asked."""
        words, leader = self._words, self._talk.leader
        facts = [words.text(self._comparison.profile.role)]
        if leader is not None:
            ratings = leader.entries[0].ratings
            by = rater_text(leader.rater, leader.relation, words)
            agreed = leader.is_agreed
            facts += [by if agreed else words("rated by {rater}", rater=by)] if by else []
            facts += [day_text(ratings.date, words)] if ratings.date else []
            facts += [words("the interview is not finished")] if ratings.unfinished else []
        yield " · ".join(facts)
        others = [view_title(view, self._comparison, words) for view in self._views if view is not leader]
        if others:
            yield words("also heard: {names}", names=others)
        if self._talk.made is not None:
            yield from stale_lines(self._talk.made.given, words)

    def verdict(self) -> Iterator[Part]:
        """Yield what it comes to, in words and in counts; of groups alone that cannot be said."""
        words, result = self._words, self._result
        if result is None:
            yield Part(Kind.VERDICT, words("No verdict: only groups rated, and they are shown as numbers"))
            return
        statuses = [outcome.gap.status for outcome in result.outcomes]
        counts = [
            Part(Kind.ITEM, f"{statuses.count(status)} {status_word(status, words)}", tone=_TONES[status])
            for status in _COUNTED
            if status in statuses
        ]
        met = statuses.count(Status.ABOVE) + statuses.count(Status.MEETS)
        yield Part(
            Kind.VERDICT,
            words.plural("{met} of {n} norm met", "{met} of {n} norms met", len(statuses), met=met),
            counts,
        )

    def standing(self) -> Iterator[Part]:
        """Yield the table of norms, with the change since the date before."""
        words, result = self._words, self._result
        if result is None:
            return
        ordered = headings(result.profile.rows, self._catalogue, words)
        table, line = gap_table(ordered, result, self._catalogue, words), self._talk.line
        names = [row.cells[0] for row in table.rows]
        linked: list[tuple[str | Cell | Figure, ...]] = [
            (name if self._brief else Cell(str(name), to=competency), *row.cells[1:])
            for competency, name, row in zip(ordered, names, table.rows, strict=True)
        ]
        heads = table.heads
        if line is not None and len(line.points) >= _TWO:
            before = line.points[-2]
            places = [outcome.row.competency for outcome in before.outcomes]
            changes = dict(zip(places, map(_change, line.changes(before)), strict=True))
            heads = (*heads, words("Since {date}", date=day_text(before.date, words)))
            linked = [(*cells, changes[one]) for one, cells in zip(ordered, linked, strict=True)]
        rows = tuple(row._replace(cells=cells) for row, cells in zip(table.rows, linked, strict=True))
        numbers = table.numbers | set(range(6, len(heads)))
        shown = table._replace(heads=heads, rows=rows, numbers=numbers, whole=frozenset(range(1, len(heads))))
        yield Part(Kind.SECTION, words("How it stands"), [shown])

    def strengths(self) -> Iterator[Part]:
        """Yield what goes well: before what does not."""
        words, line, result = self._words, self._talk.line, self._result
        if result is None:
            return
        facts = [
            (words("Above the norm"), self._named(Status.ABOVE)),
            (words("On the norm"), self._named(Status.MEETS)),
        ]
        if line is not None and len(line.points) >= _TWO:
            first = line.points[0]
            grown = [
                f"{self._title(outcome.row.competency)} (+{change})"
                for outcome, change in zip(first.outcomes, line.changes(first), strict=True)
                if change is not None and change > 0
            ]
            facts.append((words("Grown since {date}", date=day_text(first.date, words)), ", ".join(grown)))
        facts.append((words("Shown"), self._shown(result)))
        yield from section(
            words("What goes well"), [Part(Kind.FIELD, name, value=said) for name, said in facts if said]
        )

    def _named(self, status: Status) -> str:
        return ", ".join(self._title(one) for one, outcome in self._outcomes.items() if outcome.gap.status is status)

    def _title(self, competency: str) -> str:
        return self._words.text(self._catalogue.competencies[competency].title)

    def _shown(self, result: Result) -> str:
        """Return how many of the behaviours that the norms ask for were shown, where they were rated one by one."""
        rated = [(result.ratings.rated.get(row.competency, ()), row.norm) for row in result.profile.rows]
        ratings = [
            one for known, norm in rated if not isinstance(known, int) for level in known[:norm] for one in level
        ]
        asked = len(ratings) - ratings.count(Rating.NOT_APPLICABLE)
        if not ratings.count(Rating.SHOWN):
            return ""
        return self._words.plural(
            "{shown} of {n} rated behaviour up to the norm",
            "{shown} of {n} behaviours up to the norms",
            asked,
            shown=ratings.count(Rating.SHOWN),
        )

    def to_agree(self) -> Iterator[Part]:
        """Yield what to talk about: what falls short, then what must be rated first; with room to write."""
        words, made, leader = self._words, self._talk.made, self._talk.leader
        if made is None or leader is None:
            return
        ways = sorted(made.plan.ways, key=lambda way: not way.steps)
        parts: list[Block] = [*_said(words("About the talk"), leader.entries[0].ratings.note)]
        parts += [self._topic(number, way, made) for number, way in enumerate(ways, 1)]
        if not ways:
            parts.append(Part(Kind.LINE, words("All norms are met: there is nothing to plan")))
        names = (words("Discussed on"), words("Employee"), view_name("manager", words))
        signed = Fields([(name, "") for name in names], signed=True)
        yield Part(Kind.SECTION, words("To discuss and agree on"), [*parts, signed], leaf=True)

    def _topic(self, number: int, way: Way, made: MadePlan) -> Part:
        words, competency = self._words, way.competency
        against = gap(way.standing, way.norm)
        agreed = {item.code: item for item in (*made.agreements.steps, *made.agreements.rate_first)}
        inside: list[Block] = []
        if way.is_unrated:
            listed = sum(len(stage.to_rate.behaviours) for stage in way.stages)
            inside.append(Part(Kind.ASIDE, unrated_line(listed, words)))
        else:
            inside += [part for stage in way.stages for part in self._stage(stage, agreed)]
        if way.bare:
            inside.append(Part(Kind.TO_DO, words.text(competency.definition), aside=competency.id))
        if competency.id in self._rows:
            inside += self._seen(self._rows[competency.id])
        codes = [competency.id, *(one.code for one in competency.behaviours())]
        if not any(agreed[code].is_filled for code in codes if code in agreed and code != competency.id):
            inside.append(self._fields(agreed.get(competency.id)))
        status = status_word(against.status, words)
        return Part(Kind.PART, self._title(competency.id), inside, status, tone(against), number=str(number))

    def _stage(self, stage: Stage, agreed: Mapping[str, Item]) -> Iterator[Part]:
        words = self._words
        for choice in (stage.steps, stage.to_rate):
            level = level_choice(stage.level, choice.enough, len(choice.behaviours), self._catalogue, words)
            missing, open_ = (
                words("Still missing for {level}", level=level),
                words("To be rated for {level}", level=level),
            )
            if choice.behaviours:
                yield Part(Kind.ASIDE, missing if choice is stage.steps else open_)
            for behaviour in choice.behaviours:
                item = agreed.get(behaviour.code)
                inside: list[Block] = [*self._remarks(behaviour.code, [self._talk.leader])]
                inside += [self._fields(item)] if item is not None and item.is_filled else []
                yield Part(Kind.TO_DO, words.text(behaviour.text), inside, aside=coded(behaviour))

    def _fields(self, item: Item | None) -> Fields:
        words = self._words
        known = [printable(text) for text in (item.action, item.who, item.when)] if item else ["", "", ""]
        return Fields(list(zip((words("What is agreed"), words("With whom"), words("When done")), known, strict=True)))

    def _seen(self, row: Compared) -> Iterator[Part]:
        """Yield what each rater came to, and whether they differ, where there is more than one."""
        words = self._words
        said = [
            f"{view_title(view, self._comparison, words)} {' · '.join(level_counts(cell, view, row.asked))}"
            for view, cell in zip(self._views, row.cells, strict=True)
            if cell
        ]
        if len(said) > 1:
            yield Part(Kind.ASIDE, "; ".join(said))
            yield from self._differs(row)

    def _differs(self, row: Compared) -> list[Part]:
        return [Part(Kind.LINE, self._words(_DIFFERENCE[row.difference]), tone=Tone.APART)] if row.difference else []

    def _remarks(self, code: str, views: Iterable[View | None]) -> Iterator[Part]:
        """Yield what raters wrote beside an answer; of a group nothing is known."""
        for view in views:
            if view is not None and not view.is_group:
                remark = view.entries[0].ratings.remarks.get(code, {})
                evidence = evidence_texts(remark.get("evidence") or ())
                texts = [remark.get("note"), *(self._words("evidence: {text}", text=text) for text in evidence)]
                yield from _said(view_title(view, self._comparison, self._words), " · ".join(filter(None, texts)))

    def competencies(self) -> Iterator[Part]:
        """Yield all that is known of each competency."""
        ordered = headings(self._comparison.profile.rows, self._catalogue, self._words)
        parts = [self._competency(self._rows[one], self._outcomes.get(one)) for one in ordered]
        yield Part(Kind.SECTION, self._words("By competency"), parts, leaf=True)

    def _competency(self, row: Compared, outcome: Outcome | None) -> Part:
        words, competency = self._words, self._catalogue.competencies[row.row.competency]
        inside: list[Block] = [Part(Kind.LINE, line) for line in words.lines(competency.definition)]
        if row.row.rationale is not None:
            inside.append(Part(Kind.ASIDE, words("Why the role asks this: {text}", text=row.row.rationale)))
        inside += self._remarks(competency.id, self._views)
        inside.append(Columns([[figure] for figure in self._figures(row)]))
        inside += [*self._differs(row), *self._answers(row)]
        part = Part(Kind.PART, self._title(competency.id), inside, address=competency.id)
        if outcome is None:
            return part
        return part._replace(value=status_word(outcome.gap.status, words), tone=tone(outcome.gap))

    def _figures(self, row: Compared) -> Iterator[Figure]:
        words, norm, height, line = self._words, row.row.norm, self._catalogue.height, self._talk.line
        seen = [
            Seen(
                view_title(view, self._comparison, words),
                view.relation if view.relation in {"self", "manager"} else "external",
                {(reached.reached, reached.reached_max): number for reached, number in cell.items()},
                group=view.is_group,
            )
            for view, cell in zip(self._views, row.cells, strict=True)
        ]
        if seen:
            yield raters(seen, norm, height, words, words("What raters see"))
        moments = [
            Moment(
                dt.date.fromisoformat(point.date).toordinal(),
                day_text(point.date, words),
                outcome.standing.reached,
                outcome.standing.reached_max,
            )
            for point in (line.points if line else ())
            for outcome in point.outcomes
            if outcome.row.competency == row.row.competency and row.row.competency not in point.unknown
        ]
        if line is not None and len(moments) >= _TWO:
            by = rater_text(None, line.relation, words) or rater_text(line.rater, None, words)
            yield trend(moments, norm, height, words, words("Over time ({rater})", rater=by))

    def _answers(self, row: Compared) -> Iterator[Table]:
        """Yield the behaviours up to the norm, and those above it that somebody rated, by what each rater says."""
        words = self._words
        listed = [one for one in row.behaviours if one.behaviour.level <= row.row.norm or any(one.answers)]
        rows: list[Row] = []
        for one in listed:
            behaviour = one.behaviour
            cells = [
                Cell(answer_text(said, view, words), tone=Tone.APART if said.get(Rating.NOT_SHOWN) else Tone.NONE)
                for said, view in zip(one.answers, self._views, strict=True)
            ]
            text, group = Cell(words.text(behaviour.text), aside=coded(behaviour)), self._level(behaviour, row.row.norm)
            rows.append(Row((text, *cells), group))
            for remark in self._remarks(behaviour.code, self._views):
                said = words("{name}: {text}", name=remark.text, text=remark.value)
                rows.append(Row((said, *("" for _ in cells)), group, depth=1))
        if rows and self._views:
            heads = [view_title(view, self._comparison, words) for view in self._views]
            yield Table((words("Behaviour"), *heads), tuple(rows), words("Level"))

    def _level(self, behaviour: Behaviour, norm: int) -> str:
        name = level_name(behaviour.level, self._catalogue, self._words)
        return self._words("{level} (norm)", level=name) if behaviour.level == norm else name

    def legend(self) -> Iterator[str]:
        """Yield what a reader has to know."""
        words, groups = self._words, [view for view in self._views if view.is_group]
        rule = words("a level counts only on top of all lower ones")
        yield "; ".join([rule, attain_text(self._catalogue.attain, words)])
        yield words("1–3: not all of it is rated, and it may turn out to be any of these levels")
        if groups:
            least = min(view.minimum for view in groups)
            yield words("peers and direct reports are shown as numbers only, and of at least {n} of them", n=least)
            yield words("2: 3× — 3 raters of a group reached level 2")
            yield words("4/5 — 4 of 5 raters of a group say that it is shown")


def _said(who: str, text: str | None) -> Sequence[Part]:
    return [Part(Kind.SAID, who, value=printable(text))] if text else []


def _change(levels: int | None) -> str:
    """Write by how much a level changed; `?` where that is not certain."""
    return "?" if levels is None else "=" if not levels else f"{'↑' if levels > 0 else '↓'} {abs(levels)}"
