"""How a person stands, rater by rater: a gap table for each who is named, and counts for each group."""

from collections.abc import Iterator
from dataclasses import dataclass

from rich.console import Group as Stack
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as Line

from competentie.assess.page import gap_table
from competentie.compare.comparison import Comparison, compare
from competentie.compare.notes import withheld_lines
from competentie.compare.sheet import Kind, sheet, view_name
from competentie.core.basis import Basis
from competentie.core.scoring import Scorer
from competentie.core.terms import Catalogue, Profile
from competentie.page.language import Words
from competentie.page.layout import DIM, HEADING, indented, table
from competentie.page.phrases import basis_line
from competentie.ratings.groups import View, Views, Why
from competentie.ratings.pages import stale_lines


@dataclass(frozen=True, slots=True)
class Against:
    """What may be shown of a person's ratings for one profile, and what that rests on."""

    profile: Profile
    views: Views
    basis: Basis


def views_page(person: str, profiles: list[Against], catalogue: Catalogue, words: Words) -> RenderableType:
    """Return each view with its heading, profile after profile, and what is not shown."""
    parts: list[RenderableType] = []
    for against in profiles:
        scorer = Scorer(catalogue, against.profile)
        for view in against.views.shown:
            shown = (
                _group(person, view, against, catalogue, words)
                if view.is_group
                else _rater(view, against, scorer, words)
            )
            parts += [*shown, Line()]
        lines = list(_not_shown(against.views, words))
        if lines:
            parts += [Line(words("{role}: not shown", role=against.profile.role), style=HEADING)]
            parts += [*map(indented, lines), Line()]
    return Stack(*parts[:-1])


def _rater(view: View, against: Against, scorer: Scorer, words: Words) -> Iterator[RenderableType]:
    (entry,) = view.entries
    yield gap_table(scorer.score(entry.ratings), scorer.catalogue, words, against.basis)
    lines = stale_lines(entry.reconciled, words)
    if entry.ratings.unfinished:
        lines.append(words("the interview is not finished"))
    for line in lines:
        yield indented(line)


def _group(person: str, view: View, against: Against, catalogue: Catalogue, words: Words) -> Iterator[RenderableType]:
    """Yield how many members of a group reached which level."""
    alone = Views((view,), minimum=against.views.minimum)
    yield Line(words("{role}: {person}", role=against.profile.role, person=person), style=HEADING)
    yield Line(words("{who}: a group of {n}", who=view_name(view.relation, words), n=len(view.entries)))
    yield Line()
    yield _counts(compare(person, alone, catalogue, against.profile), catalogue, words)
    yield Line()
    yield Line(words("2: 3× — 3 raters of a group reached level 2"))
    yield from map(Line, _on_other_texts(view, words))
    yield Line(basis_line(against.basis, words), style=DIM)


def _counts(comparison: Comparison, catalogue: Catalogue, words: Words) -> Table:
    drawn = table()
    drawn.add_column(words("Competency"), overflow="fold")
    drawn.add_column(words("Norm"), justify="right", no_wrap=True)
    drawn.add_column(words("Reached"), overflow="fold")
    for line in sheet(comparison, catalogue, words, behaviours=False).lines:
        if line.kind is Kind.HEADING:
            drawn.add_row(Line(line.text, style="italic"))
        else:
            drawn.add_row(Padding(Line(line.text), (0, 0, 0, 2)), Line(line.norm), Line(", ".join(line.cells[0])))
    return drawn


def _on_other_texts(view: View, words: Words) -> Iterator[str]:
    """Yield what became of a group's answers on texts that have changed since, without saying which answers."""
    who = view_name(view.relation, words)
    lost = sum(len(one.reconciled.lost) for one in view.entries)
    if lost:
        yield words.plural(
            "{who}: {n} answer left out, on a text that has changed",
            "{who}: {n} answers left out, on texts that have changed",
            lost,
            who=who,
        )
    if any(one.reconciled.unsure for one in view.entries):
        yield words("{who}: texts have changed since, and it is not known which: all answers count", who=who)


def _not_shown(views: Views, words: Words) -> Iterator[str]:
    yield from withheld_lines(views, words)
    for one in views.left_out:
        if one.why is not Why.EARLIER:  # those for another profile stand there
            continue
        who = ", ".join(part for part in (view_name(one.relation, words), one.rater) if part)
        yield words.plural(
            "{who}: {n} earlier file with ratings", "{who}: {n} earlier files with ratings", one.number, who=who
        )
