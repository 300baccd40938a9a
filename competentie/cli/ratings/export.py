"""`ratings export`: give a person all that is kept on them (GDPR, articles 15 and 20), groups only as groups."""

import json
from typing import TYPE_CHECKING

import typer

from competentie.cli.present import Output, Quiet, begun
from competentie.cli.ratings_of import Whose, peers_minimum, read_about, tell_left_out
from competentie.cli.session import Exit, Session, basis_today
from competentie.core import msg

if TYPE_CHECKING:
    from competentie.ratings.pages import Access


def run(context: typer.Context, person: Whose, output: Output = None, quiet: Quiet = False) -> int:
    """Write what may be given as JSON, and say what is withheld."""
    from competentie.ratings.pages import access, access_data

    session, _ = begun(context, None, output, ("json",), quiet=quiet)
    catalogue = session.catalogue()
    folder = read_about(session, catalogue, person)
    given = access(person, folder, peers_minimum(session))
    data = access_data(given, catalogue, basis_today(catalogue, ()))
    session.write_data(json.dumps(data, ensure_ascii=False, indent=2, default=str) + "\n", output)
    _tell(session, given)
    if given.found.alike:
        names = sorted({one.person for one in given.found.alike})
        session.note(msg("not in it: files of {names}, whose names look like this one", names=names))
    tell_left_out(session, folder)
    return Exit.FINDINGS if folder.left_out else Exit.FINE


def _tell(session: Session, given: "Access") -> None:
    """Say what is not in it and why, and whose data besides the person's own."""
    from competentie.compare.page import view_name

    words = session.words
    for view in given.groups:
        who, number = view_name(view.relation, words), len(view.entries)
        said = msg(
            "{who}: given as a group of {n}; names, dates and notes are withheld (GDPR, article 15(4))",
            who=who,
            n=number,
        )
        session.note(said)
    for relation, number in given.withheld_raters.items():
        who = view_name(relation, words)
        session.note(
            words.plural(
                "{who}: withheld, since {n} rater is too few for a group",
                "{who}: withheld, since {n} raters are too few for a group",
                number,
                who=who,
            )
        )
    if given.withheld_plans:
        session.note(msg("withheld: a plan made from what one rater in a group said"))
    others = len(given.found.as_rater) + len(given.found.mentions)
    if others:
        session.note(
            words.plural(
                "not in it: {n} file about somebody else that names this person",
                "not in it: {n} files about others that name this person",
                others,
            )
        )
    if given.named:
        session.note(
            msg("raters who are named in it are persons too, with the same rights: {names}", names=given.named)
        )
