"""Several raters side by side, as a page: a table, else a line per view, whose ratings these are, how far they agree.

A group's cell holds counts: `2: 3×` is three raters who reached level 2, `4/5` a behaviour that 4 of 5 say is shown.
Of a group only numbers are told.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import groupby, zip_longest
from typing import Final

from competentie.assess.page import remarks
from competentie.compare.agreement import Agreement, Lacking
from competentie.compare.combination import Rule
from competentie.compare.comparison import Answers, Compared, ComparedBehaviour, Comparison, Difference, Standings
from competentie.core import Basis, Catalogue, Message, Rating, msg, printable
from competentie.page.language import LANGUAGES, Words, age_lines, basis_line, headings, interval, reached_text
from competentie.page.model import (
    Block,
    Cell,
    Forms,
    Kind,
    Page,
    Part,
    Row,
    Table,
    Tight,
    Tone,
    items,
    section,
    text_of,
)
from competentie.ratings.groups import View, Views, Why

_NOTHING: Final = "–"
"""Not rated; or by too few of a group."""
_HYPHEN: Final = "\N{SOFT HYPHEN}"  # in the translation of a head: where a narrow column may break it

# A capital begins them: they head a column or a line.
_VIEW: Final[dict[str | None, Message]] = {
    "self": msg("Self"),
    "manager": msg("Manager"),
    "peer": msg("Peers"),
    "report": msg("Direct reports"),
    "external": msg("External"),
    "assessor": msg("Assessor"),
    "agreed": msg("Agreed"),
    None: msg("Rater"),
}
_RULES: Final[dict[Rule, Message]] = {
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
_LACKING: Final[dict[Lacking, Message]] = {
    Lacking.TOO_FEW_RATERS: msg("not computable: nothing was rated by two raters"),
    Lacking.NO_VARIATION: msg("not computable: there is no variation"),
}
_MEANINGS: Final[dict[Rule, Message]] = {
    Rule.LOWEST: msg("a behaviour is not shown if any rater says so, and shown if all do"),
    Rule.MEDIAN: msg("what the middle rater says of a behaviour, and of two in the middle the lower"),
    Rule.AGREED: msg("what all raters say of a behaviour, if they are two or more"),
}


def comparison_page(
    comparison: Comparison, catalogue: Catalogue, words: Words, basis: Basis, *, behaviours: bool
) -> Page:
    """Return the whole report: heading, table, notes, and what it rests on."""
    title = words("{role}: {person}", role=comparison.profile.role, person=comparison.person)
    raters = words.plural("{n} rater", "{n} raters", comparison.raters)
    about = [words("{title} {version}", title=catalogue.title, version=catalogue.version), raters]
    blocks: list[Block] = [_Sheet(comparison, catalogue, words, behaviours=behaviours).forms()]
    for heading, texts in _notes(comparison, words, behaviours=behaviours):
        blocks += section(heading, items(texts))
    for view in comparison.views.shown:
        if not view.is_group:  # of a group only numbers are told
            heading = words("Notes and evidence: {rater}", rater=view_title(view, comparison, words))
            ratings = (entry.ratings for entry in view.entries)
            blocks += section(heading, [part for one in ratings for part in remarks(one, catalogue, words)])
    about = ["; ".join(about), *withheld_lines(comparison.views, words), *day_lines(comparison, basis, words)]
    return Page(title, about, blocks, basis=basis_line(basis, words))


class _Sheet:
    """The table of one comparison, and the same without columns."""

    def __init__(self, comparison: Comparison, catalogue: Catalogue, words: Words, *, behaviours: bool) -> None:
        self._comparison, self._catalogue, self._words = comparison, catalogue, words
        self._behaviours = behaviours
        heads = [_view_parts(view, comparison, words) for view in comparison.views.shown]
        if comparison.rule is not None:
            heads.append((words("Combined"), f"({words(_RULES[comparison.rule])})"))
        self._heads = [_head(head) for head in heads]
        named = [not view.is_group for view in comparison.views.shown]
        names = (" ".join(head) if is_named else head[0] for head, is_named in zip_longest(heads, named))
        self._names = [name.replace(_HYPHEN, "") for name in names]

    def forms(self) -> Forms:
        """Return the table, the same with cells stacked, and a block per competency with a line for each view."""
        words, rows = self._words, list(self._rows())
        ends = (_head((words("Spread"),)), _head((words("Differs"),)))
        heads = (words("Competency"), words("Norm"), *self._heads, *ends)
        places = range(len(heads))
        table = Table(heads, tuple(rows), words("Group"), toned=frozenset(places[-1:]), whole=frozenset(places[1:]))
        return Forms([[table], [table._replace(tight=Tight.FOLDED)], list(self._parts(rows))])

    def _rows(self) -> Iterator[Row]:
        rows = {row.row.competency: (place, row) for place, row in enumerate(self._comparison.rows)}
        for competency, group in headings(self._comparison.profile.rows, self._catalogue, self._words).items():
            place, row = rows[competency]
            yield self._competency(row, place, group)
            for behaviour in row.behaviours if self._behaviours else ():
                if any(behaviour.answers):
                    yield self._behaviour(behaviour, group)

    def _competency(self, row: Compared, place: int, group: str) -> Row:
        comparison, norm = self._comparison, row.row.norm
        views = zip(row.cells, comparison.views.shown, strict=True)
        counts = [level_counts(levels, view, row.asked) for levels, view in views]
        cells = [parts[0] if len(parts) == 1 else Cell(" · ".join(parts), parts) for parts in counts]
        if comparison.combined is not None:
            standing = comparison.combined.outcomes[place].standing
            cells.append(reached_text(standing, norm) if standing.known else _NOTHING)
        low, high = row.spread or (None, None)
        spread = "" if low is None else str(low) if low == high else f"{low}–{high}"
        label = self._words.text(self._catalogue.competencies[row.row.competency].title)
        return Row((label, str(norm), *cells, spread, self._differs(row.difference)), group, Tone.APART)

    def _behaviour(self, behaviour: ComparedBehaviour, group: str) -> Row:
        comparison, one = self._comparison, behaviour.behaviour
        cells = [
            answer_text(answers, view, self._words)
            for answers, view in zip(behaviour.answers, comparison.views.shown, strict=True)
        ]
        if comparison.combined is not None:
            rated = comparison.combined.ratings.rated.get(one.competency, 0)
            combined = {} if isinstance(rated, int) else {rated[one.level - 1][one.number - 1]: 1}
            cells.append(answer_text(combined, None, self._words))
        text = f"{one.level}.{one.number} {self._words.text(one.text)}"
        return Row((text, "", *cells, "", self._differs(behaviour.difference)), group, Tone.APART, depth=1)

    def _differs(self, difference: Difference | None) -> Cell:
        word = difference_word(difference, self._words)
        return Cell(word, tuple(word.split(" ")))

    def _parts(self, rows: Sequence[Row]) -> Iterator[Part]:
        """Yield a part per competency, in groups, from the same rows."""
        heads = [text_of(head) for head in (*self._heads, _head((self._words("Spread"),)))]
        for group, inside in groupby(rows, key=lambda row: row.group):
            parts: list[Part] = []
            for row in inside:
                text, norm, *cells, differs = map(text_of, row.cells)
                if row.depth:
                    pairs = [f"{name} {cell}" for name, cell in zip(self._names, cells, strict=False)]
                    said: list[Block] = [Part(Kind.LINE, " · ".join(pairs))]
                    parts[-1] = parts[-1]._replace(
                        inside=(*parts[-1].inside, Part(Kind.LINE, text, said, differs, Tone.APART))
                    )
                else:
                    lines = tuple(Row(pair) for pair in zip(heads, cells, strict=True) if pair[1])
                    about = self._words("{competency}, norm {norm}", competency=text, norm=norm)
                    said = [Table(("", ""), lines, bare=True)]
                    parts.append(Part(Kind.LINE, about, said, differs, Tone.APART))
            yield Part(Kind.ASIDE, group, parts)


def _head(parts: tuple[str, ...]) -> str | Cell:
    """Return a head, which a narrow column may break between its parts and at a hyphen."""
    lines = tuple("\n".join(parts).replace(_HYPHEN, "-\n").split("\n"))
    text = " ".join(parts).replace(_HYPHEN, "")
    return text if len(lines) == 1 else Cell(text, lines)


def _view_parts(view: View, comparison: Comparison, words: Words) -> tuple[str, ...]:
    """Return what heads a view: what the rater is to the person, and what tells it from others where that is needed."""
    head = words(_VIEW[view.relation])
    if view.is_group:
        return head, f"(n={len(view.entries)})"
    alike = sum(one.relation == view.relation for one in comparison.views.shown)
    if view.rater is None or (alike == 1 and view.relation is not None):
        return (head,)
    return head, f"({printable(view.rater)})"


def view_title(view: View, comparison: Comparison, words: Words) -> str:
    """Return what heads a view in one piece: of a group how many, of several alike the name."""
    return " ".join(_view_parts(view, comparison, words)).replace(_HYPHEN, "")


def view_name(relation: str | None, words: Words) -> str:
    """Return the word at the head of a view in one piece, for a sentence."""
    return words(_VIEW[relation]).replace(_HYPHEN, "")


def difference_word(difference: Difference | None, words: Words) -> str:
    """Return the word for a difference, if there is one."""
    return words(_DIFFERENCE[difference]) if difference else ""


def level_counts(levels: Standings, view: View, asked: int) -> tuple[str, ...]:
    """Return what a view says of a competency: the level, or of a group how many reached which."""
    reached = [(interval(one.reached, one.reached_max, asked), number) for one, number in levels.items()]
    if not view.is_group:
        return tuple(text for text, _ in reached) or (_NOTHING,)
    counts: dict[str, int] = {}
    for text, number in reached:  # what lies open above the norm reads the same as what does not
        counts[text] = counts.get(text, 0) + number
    return tuple(f"{text}: {number}×" for text, number in counts.items()) or (_NOTHING,)


def answer_text(answers: Answers, view: View | None, words: Words) -> str:
    """Return what a view says of a behaviour; of a group how many of how many say that it is shown."""
    shown, missed = answers.get(Rating.SHOWN, 0), answers.get(Rating.NOT_SHOWN, 0)
    if view is not None and view.is_group and shown + missed:
        return f"{shown}/{shown + missed}"
    said = (words(_ANSWER[rating]) for rating, number in answers.items() if number and rating in _ANSWER)
    return next(said, _NOTHING)


def day_lines(comparison: Comparison, basis: Basis, words: Words) -> list[str]:
    """Say how old the ratings are, and how far apart; of a group no day is told."""
    days = [view.entries[0].date for view in comparison.views.shown if not view.is_group]
    return age_lines(days, basis.made, words, apart=True)


def withheld_lines(views: Views, words: Words) -> list[str]:
    """Return a line for each group that is not shown."""
    minimum = views.minimum
    return [
        words("{who}: withheld, {n} of at least {minimum}", who=view_name(relation, words), n=number, minimum=minimum)
        for relation, number in views.withheld.items()
    ]


def _notes(comparison: Comparison, words: Words, *, behaviours: bool) -> Iterator[tuple[str, list[str]]]:
    """Yield headings with lines under them."""
    notes = (
        (words("Agreement"), _agreement(comparison, words)),
        (words("Raters"), [_rater(view, words) for view in comparison.views.shown]),
        (
            words("Left out or changed"),
            [
                *_left_out(comparison, words),
                *(
                    line
                    for view in comparison.views.shown
                    for line in on_other_texts(
                        view, _who(view.relation, words, None if view.relation == "self" else view.rater), words
                    )
                ),
            ],
        ),
        (words("How to read this"), list(_legend(comparison, words, behaviours=behaviours))),
    )
    yield from ((heading, lines) for heading, lines in notes if lines)


def _agreement(comparison: Comparison, words: Words) -> list[str]:
    levels, behaviours = comparison.on_levels.units, comparison.on_behaviours.units
    alpha = _alpha(comparison.on_levels, words)
    on_levels = words.plural(
        "levels reached: {alpha}, over {n} competency",
        "levels reached: {alpha}, over {n} competencies",
        levels,
        alpha=alpha,
    )
    alpha = _alpha(comparison.on_behaviours, words)
    on_behaviours = words.plural(
        "behaviours: {alpha}, over {n} behaviour", "behaviours: {alpha}, over {n} behaviours", behaviours, alpha=alpha
    )
    return [words("Krippendorff’s alpha; 1 = all agree, 0 = as chance"), on_levels, on_behaviours]


def _alpha(agreement: Agreement, words: Words) -> str:
    if agreement.lacking is not None:
        return words(_LACKING[agreement.lacking])
    alpha = round(agreement.alpha or Fraction(), 2)
    return f"{float(alpha):.2f}".replace(".", LANGUAGES[words.language].decimal)


def _rater(view: View, words: Words) -> str:
    who = _who(view.relation, words)
    if view.is_group:
        return words("{who}: a group of {n}", who=who, n=len(view.entries))
    ratings = view.entries[0].ratings
    facts = [one for one in (view.rater, ratings.date) if one]
    if ratings.unfinished:
        facts.append(words("the interview is not finished"))
    if not facts:
        facts.append(words("without a name or a date"))
    return words("{who}: {facts}", who=who, facts=facts)


def _left_out(comparison: Comparison, words: Words) -> Iterator[str]:
    for one in comparison.views.left_out:
        who = _who(one.relation, words, None if one.relation == "self" else one.rater)
        if one.why is Why.EARLIER:
            yield words.plural(
                "{who}: {n} earlier file with ratings", "{who}: {n} earlier files with ratings", one.number, who=who
            )
        elif one.why is Why.SAME_DAY:
            yield words.plural(
                "{who}: {n} more file of the same day", "{who}: {n} more files of the same day", one.number, who=who
            )
        else:
            yield words.plural(
                "{who}: {n} file with ratings for another profile",
                "{who}: {n} files with ratings for another profile",
                one.number,
                who=who,
            )


def on_other_texts(view: View, who: str, words: Words) -> Iterator[str]:
    """Yield what became of answers on texts that have changed since; of a group without saying which answers."""
    held = [one.reconciled for one in view.entries]
    lost = [code for one in held for code in one.changed]
    gone = [code for one in held for code in one.gone]
    reworded = [code for one in held for code in one.reworded]
    moved = [f"{old} → {new}" for one in held for old, new in (*one.followed, *one.renumbered)]
    told = {
        words.plural(
            "{who}: {n} answer left out, on a text that has changed",
            "{who}: {n} answers left out, on texts that have changed",
            len(lost),
            who=who,
        ): lost,
        words.plural(
            "{who}: {n} answer left out, on a text or a competency that is gone",
            "{who}: {n} answers left out, on texts or a competency that are gone",
            len(gone),
            who=who,
        ): gone,
        words.plural(
            "{who}: rests on {n} answer whose text was reworded since",
            "{who}: rests on {n} answers whose texts were reworded since",
            len(reworded),
            who=who,
        ): reworded,
        words.plural(
            "{who}: {n} answer moved along with its text",
            "{who}: {n} answers moved along with their texts",
            sum(len(one.moved) for one in held) or len(moved),
            who=who,
        ): moved,
    }
    for line, codes in told.items():
        if codes:
            yield line if view.is_group else f"{line}: {', '.join(codes)}"
    if any(one.unsure for one in held):
        yield words("{who}: texts have changed since, and it is not known which: all answers count", who=who)


def _legend(comparison: Comparison, words: Words, *, behaviours: bool) -> Iterator[str]:
    groups = [view for view in comparison.views.shown if view.is_group]
    fewest = max((view.minimum for view in groups), default=0)
    if groups:
        yield words("{sign}: not rated, or by fewer of a group than {n}", sign=_NOTHING, n=fewest)
        yield words("2: 3× — 3 raters of a group reached level 2")
    else:
        yield words("{sign}: not rated", sign=_NOTHING)
    if groups and behaviours:
        yield words("4/5 — 4 of 5 raters of a group say that it is shown")
    if behaviours and any(not any(one.answers) for row in comparison.rows for one in row.behaviours):
        yield words("behaviours that nobody rated are left out")
    found = {row.difference for row in comparison.rows}
    if behaviours:
        found |= {one.difference for row in comparison.rows for one in row.behaviours}
    if not comparison.has_self:
        yield words("there are no own ratings, so blind spots and hidden strengths cannot be told")
    if Difference.BLIND_SPOT in found:
        yield words(
            "{word}: above what any other rater can come to", word=difference_word(Difference.BLIND_SPOT, words)
        )
    if Difference.HIDDEN_STRENGTH in found:
        word = difference_word(Difference.HIDDEN_STRENGTH, words)
        yield words("{word}: the own ratings come to less than those of any other", word=word)
    if comparison.rule is not None:
        yield words("{rule}: {meaning}", rule=_RULES[comparison.rule], meaning=_MEANINGS[comparison.rule])
        yield words("where a missing answer could change that, it is open")


def _who(relation: str | None, words: Words, rater: str | None = None) -> str:
    head = view_name(relation, words)
    return words("{head} ({rater})", head=head, rater=rater) if rater else head
