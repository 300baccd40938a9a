"""`report person`: the pages for a talk, of those who are named or of everybody who was rated, a file for each."""

from collections.abc import Sequence
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from competentie.cli.plan import PlanKeeping
from competentie.cli.present import FORMS, Output, Quiet, begun, form_of, format_option, present
from competentie.cli.ratings_of import none_for, peers_minimum, profile_rated, ratings_in, ratings_kept
from competentie.cli.report import FORMATS, Brief, Css, styled
from competentie.cli.session import Exit, Session, UsageError, basis_today, private_folder
from competentie.core import Catalogue, Profile, Ratings, Scorer, msg, same_name
from competentie.files.places import ENDINGS, is_there

if TYPE_CHECKING:
    from competentie.plan.report import Talk
    from competentie.ratings.folder import Kept

Rated: TypeAlias = "tuple[str, Sequence[Kept]]"
"""Somebody, and all ratings of that person, oldest first."""


def run(
    context: typer.Context,
    person: Annotated[
        list[str] | None,
        typer.Argument(metavar="PERSON|FILE", help=_("whose ratings, as kept beside the catalogue; or their files")),
    ] = None,
    profile: Annotated[
        str | None,
        typer.Option("--profile", metavar="P", help=_("the profile; else the one that most of the ratings are for")),
    ] = None,
    everybody: Annotated[bool, typer.Option("--all", help=_("of everybody who was rated, a file for each"))] = False,
    brief: Brief = False,
    format: Annotated[str | None, format_option(FORMATS)] = None,
    output: Output = None,
    css: Css = None,
    quiet: Quiet = False,
) -> int:
    """Make the pages for a talk; of several people in a folder, a file for each."""
    session, form = begun(context, format, None, FORMATS, quiet=quiet)
    if bool(person) is everybody:
        advice = msg("`competentie ratings list` names the people")
        raise UsageError(msg("name people or files with ratings, or give `--all`"), advice)
    catalogue = session.catalogue()
    rated = _rated(session, catalogue, person)
    several = everybody or len(rated) > 1
    if several and (output is None or output.is_file() or output.suffix):
        raise UsageError(msg("several people each have pages of their own"), msg("name a folder with `-o`"))
    folder = output if output is not None and (several or output.is_dir()) else None
    form = (format or "html") if folder else form_of(session, format, output, FORMATS)
    styled(session, css, form)
    if folder is not None:
        private_folder(folder)
    minimum = peers_minimum(session)
    for name, entries in rated:
        chosen = profile_rated(session, profile, entries, catalogue)
        talk, basis = _talk(session, catalogue, chosen, (name, entries), minimum), basis_today(catalogue, [chosen])
        file = output if folder is None else folder / _file_name(name, form)
        from competentie.plan.report import person_page

        page = person_page(talk, catalogue, basis, session.words, brief=brief)
        present(session, form, file, page=lambda page=page: page)  # type: ignore[misc]
    if folder is not None:
        session.note(session.words.plural("{n} file is in {path}", "{n} files are in {path}", len(rated), path=folder))
    return Exit.FINDINGS if session.incomplete else Exit.FINE


def _rated(session: Session, catalogue: Catalogue, named: Sequence[str] | None) -> list[Rated]:
    """Return everybody who is meant, or all who are kept, with their ratings."""
    from competentie.ratings.folder import people_in

    files = [Path(one) for one in named or () if one.endswith(ENDINGS)]
    names = [one for one in named or () if not one.endswith(ENDINGS)]
    if table := next((one for one in map(Path, names) if is_there(one) and one.is_file()), None):
        advice = msg("`competentie report team` reads tables; here name a person, or a file of ratings in YAML")
        raise UsageError(msg("{path} is no interview, of which pages for a talk are made", path=table), advice)
    rated: list[Rated] = list(_in_files(session, catalogue, files))
    if names or not named:
        folder = ratings_kept(session, catalogue)
        contents: dict[str, list[Kept]] = {}  # by person: each in a folder of his own
        for one in folder.contents:
            contents.setdefault(same_name(one.person), []).append(one)
        for name in names or people_in(folder.ratings):
            own = folder._replace(contents=tuple(contents.get(same_name(name), folder.contents)))
            rated.append((name, ratings_in(session, own, name)))
    return list({same_name(name): (name, entries) for name, entries in rated}.values())


def _in_files(session: Session, catalogue: Catalogue, paths: Sequence[Path]) -> list[Rated]:
    """Return whose ratings files hold; what is wrong with one ends the command."""
    from competentie.ratings.checks import load_ratings
    from competentie.ratings.folder import Kept

    people: dict[str, list[Kept]] = {}
    for path in paths:
        if not path.exists():
            raise UsageError(msg("there is no file {path}", path=path))
        held = session.sound(*load_ratings(path, catalogue))
        people.setdefault(same_name(held.ratings.person or ""), []).append(Kept(path, held))
    inside = (sorted(entries, key=lambda one: (one.date or "", one.path.name)) for entries in people.values())
    return [(entries[-1].person, entries) for entries in inside]


def _talk(session: Session, catalogue: Catalogue, profile: Profile, rated: Rated, minimum: int) -> "Talk":
    """Return what there is for a talk: whoever leads, the plan that follows from it, and the dates before."""
    from competentie.compare.comparison import compare
    from competentie.compare.trend import trend
    from competentie.plan.report import Talk, leading
    from competentie.ratings.groups import name_to_show, rater_key, views

    person, entries = rated
    found = views(entries, minimum, profile.id)
    if not found.shown and not found.withheld:
        raise none_for(person, profile.id, entries)
    comparison = compare(name_to_show(person, entries), found, catalogue, profile)
    leader = leading(found)
    if leader is None:
        return Talk(comparison)
    kept = leader.entries[0]
    made = PlanKeeping(session, catalogue, None).make(kept.reconciled, profile)
    same = [one for one in entries if (one.relation, rater_key(one)) == (kept.relation, rater_key(kept))]
    until = [one for one in same if one is kept or (one.date and kept.date and one.date < kept.date)]
    lines = trend(comparison.person, until, Scorer(catalogue, profile), minimum).lines
    return Talk(comparison, leader, made, lines[0] if lines else None)


def _file_name(person: str, form: str) -> str:
    """Return the name of somebody's pages; safe for any name."""
    from competentie.ratings.folder import file_of

    ending = next(ending for ending, forms in FORMS.items() if form in forms)
    return file_of(Ratings({}, person), Path()).with_suffix(ending).name
