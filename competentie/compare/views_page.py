"""How a person stands, rater by rater: a gap table for each who is named, and counts for each group."""

from collections.abc import Iterator
from dataclasses import dataclass

from competentie.assess.page import gap_page
from competentie.compare.comparison import Comparison, compare
from competentie.compare.page import level_counts, on_other_texts, view_name, withheld_lines
from competentie.core import Basis, Catalogue, Profile, Scorer
from competentie.page.language import Words, basis_line, headings
from competentie.page.model import Block, Page, Row, Table, items, lines, section
from competentie.ratings.groups import View, Views, Why
from competentie.ratings.pages import stale_lines


@dataclass(frozen=True, slots=True)
class Against:
    """What may be shown of a person's ratings for one profile, and what that rests on."""

    profile: Profile
    views: Views
    basis: Basis


def views_page(person: str, profiles: list[Against], catalogue: Catalogue, words: Words) -> Page:
    """Return a page for each view, profile after profile, and what is not shown."""
    blocks: list[Block] = []
    for against in profiles:
        scorer = Scorer(catalogue, against.profile)
        for view in against.views.shown:
            if view.is_group:
                blocks.append(_group(person, view, against, catalogue, words))
            else:
                blocks += _rater(view, against, scorer, words)
        heading = words("{role}: not shown", role=against.profile.role)
        blocks += section(heading, items(_not_shown(against.views, words)))
    return Page(person, blocks=blocks, bare=True)


def _rater(view: View, against: Against, scorer: Scorer, words: Words) -> Iterator[Block]:
    (entry,) = view.entries
    yield gap_page(scorer.score(entry.ratings), scorer.catalogue, words, against.basis)
    yield from items(stale_lines(entry.reconciled, words))
    if entry.ratings.unfinished:
        yield from items([words("the interview is not finished")])


def _group(person: str, view: View, against: Against, catalogue: Catalogue, words: Words) -> Page:
    """Return how many members of a group reached which level."""
    alone = Views((view,), minimum=against.views.minimum)
    about = words("{who}: a group of {n}", who=view_name(view.relation, words), n=len(view.entries))
    read = words("2: 3× — 3 raters of a group reached level 2")
    return Page(
        words("{role}: {person}", role=against.profile.role, person=person),
        [about],
        [
            _counts(compare(person, alone, catalogue, against.profile), view, catalogue, words),
            *lines([read, *on_other_texts(view, view_name(view.relation, words), words)]),
        ],
        basis=basis_line(against.basis, words),
    )


def _counts(comparison: Comparison, view: View, catalogue: Catalogue, words: Words) -> Table:
    compared = {row.row.competency: row for row in comparison.rows}
    rows = tuple(
        Row(
            (
                words.text(catalogue.competencies[one].title),
                str(compared[one].row.norm),
                ", ".join(level_counts(compared[one].cells[0], view, compared[one].asked)),
            ),
            heading,
        )
        for one, heading in headings(comparison.profile.rows, catalogue, words).items()
    )
    heads = (words("Competency"), words("Norm"), words("Reached"))
    return Table(heads, rows, words("Group"), frozenset({1}), whole=frozenset({1}))


def _not_shown(views: Views, words: Words) -> Iterator[str]:
    yield from withheld_lines(views, words)
    for one in views.left_out:
        if one.why is not Why.EARLIER:  # those for another profile stand there
            continue
        who = ", ".join(part for part in (view_name(one.relation, words), one.rater) if part)
        yield words.plural(
            "{who}: {n} earlier file with ratings", "{who}: {n} earlier files with ratings", one.number, who=who
        )
