"""What a comparison says around its table: whose ratings it holds and whose not, how to read it, how far raters agree.

Of a group only numbers are told.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from competentie.compare.agreement import Agreement, Lacking
from competentie.compare.combination import Rule
from competentie.compare.comparison import Comparison, Difference
from competentie.compare.sheet import NOTHING, difference_word, rule_word, view_name
from competentie.core.message import Message, msg
from competentie.core.terms import Catalogue
from competentie.page.language import Words
from competentie.ratings.groups import View, Views, Why

_LACKING: Final[dict[Lacking, Message]] = {
    Lacking.TOO_FEW_RATERS: msg("not computable: nothing was rated by two raters"),
    Lacking.NO_VARIATION: msg("not computable: there is no variation"),
}
_RULE: Final[dict[Rule, Message]] = {
    Rule.LOWEST: msg("a behaviour is not shown if any rater says so, and shown if all do"),
    Rule.MEDIAN: msg("what the middle rater says of a behaviour, and of two in the middle the lower"),
    Rule.AGREED: msg("what all raters say of a behaviour, if they are two or more"),
}


def comparison_heading(comparison: Comparison, catalogue: Catalogue, words: Words) -> list[str]:
    """Return who is compared for which role, on which handbook, and which groups are withheld."""
    raters = words.plural("{n} rater", "{n} raters", comparison.raters)
    about = [words("{title} {version}", title=catalogue.title, version=catalogue.version), raters]
    return [
        words("{role}: {person}", role=comparison.profile.role, person=comparison.person),
        "; ".join(about),
        *withheld_lines(comparison.views, words),
    ]


def withheld_lines(views: Views, words: Words) -> list[str]:
    """Return a line for each group that is not shown."""
    minimum = views.minimum
    return [
        words("{who}: withheld, {n} of at least {minimum}", who=view_name(relation, words), n=number, minimum=minimum)
        for relation, number in views.withheld.items()
    ]


def comparison_notes(comparison: Comparison, words: Words, *, behaviours: bool) -> Iterator[tuple[str, list[str]]]:
    """Yield headings with lines under them."""
    notes = (
        (words("Agreement"), _agreement(comparison, words)),
        (words("Raters"), [_rater(view, words) for view in comparison.views.shown]),
        (words("Left out or changed"), [*_left_out(comparison, words), *_on_other_texts(comparison, words)]),
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
    return decimal(agreement.alpha or Fraction(), words)


def decimal(number: Fraction, words: Words) -> str:
    """Write a number with two decimals, as the language does."""
    text = f"{float(round(number, 2)):.2f}"
    return text.replace(".", ",") if words.language == "nl" else text


def _rater(view: View, words: Words) -> str:
    who = _who(view.relation, words)
    if view.is_group:
        return words("{who}: a group of {n}", who=who, n=len(view.entries))
    ratings = view.entries[0].ratings
    facts = [one for one in (view.rater, ratings.date) if one]
    if ratings.unfinished:
        facts.append(words("the interview is not finished"))
    unknown = words("without a name or a date")
    return words("{who}: {facts}", who=who, facts=facts or [unknown])


def _left_out(comparison: Comparison, words: Words) -> Iterator[str]:
    for one in comparison.views.left_out:
        who = _who(one.relation, words, None if one.relation == "self" else one.rater)
        if one.why is Why.EARLIER:
            yield words.plural(
                "{who}: {n} earlier file with ratings", "{who}: {n} earlier files with ratings", one.number, who=who
            )
        else:
            yield words.plural(
                "{who}: {n} file with ratings for another profile",
                "{who}: {n} files with ratings for another profile",
                one.number,
                who=who,
            )


def _on_other_texts(comparison: Comparison, words: Words) -> Iterator[str]:
    """Yield what became of answers on texts that have changed since; of a group without saying which answers."""
    for view in comparison.views.shown:
        who = _who(view.relation, words, None if view.relation == "self" else view.rater)
        lost = [code for one in view.entries for code in one.reconciled.lost]
        moved = [f"{old} → {new}" for one in view.entries for old, new in one.reconciled.moved]
        if lost:
            yield words.plural(
                "{who}: {n} answer left out, on a text that has changed",
                "{who}: {n} answers left out, on texts that have changed",
                len(lost),
                who=who,
            ) + _codes(lost, view)
        if moved:
            yield words.plural(
                "{who}: {n} answer moved along with its text",
                "{who}: {n} answers moved along with their texts",
                len(moved),
                who=who,
            ) + _codes(moved, view)
        if any(one.reconciled.unsure for one in view.entries):
            yield words("{who}: texts have changed since, and it is not known which: all answers count", who=who)


def _codes(codes: list[str], view: View) -> str:
    return "" if view.is_group else f": {', '.join(codes)}"


def _legend(comparison: Comparison, words: Words, *, behaviours: bool) -> Iterator[str]:
    groups = [view for view in comparison.views.shown if view.is_group]
    fewest = max((view.minimum for view in groups), default=0)
    if groups:
        yield words("{sign}: not rated, or by fewer of a group than {n}", sign=NOTHING, n=fewest)
        yield words("2: 3× — 3 raters of a group reached level 2")
    else:
        yield words("{sign}: not rated", sign=NOTHING)
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
        yield words("{rule}: {meaning}", rule=rule_word(comparison.rule, words), meaning=_RULE[comparison.rule])
        yield words("where a missing answer could change that, it is open")


def _who(relation: str | None, words: Words, rater: str | None = None) -> str:
    head = view_name(relation, words)
    return words("{head} ({rater})", head=head, rater=rater) if rater else head
