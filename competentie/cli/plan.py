"""`plan`: the shortest way to the norm, and what was agreed on each step of it.

A plan is made from one rater's ratings, the latest that are finished; never from those of a group. Its file takes along
what was filled in, and is written over nothing that is not this person's plan.
"""

import shlex
from collections.abc import Sequence
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from competentie.cli.present import DRAWN, Output, Quiet, Rater, Relation, TableFile, begun, format_option, present
from competentie.cli.ratings_of import Who, kept_ratings, profile_for, read_ratings
from competentie.cli.session import (
    STDOUT,
    Exit,
    FindingsError,
    Session,
    UsageError,
    a_relation,
    basis_today,
    in_a_folder,
    new_file,
    private_folder,
)
from competentie.core import GROUPED, Catalogue, Profile, Ratings, Scorer, msg, same_name
from competentie.files.places import PLAN_ENDING, is_there
from competentie.page.language import rater_text

if TYPE_CHECKING:
    from competentie.plan.agreements import MadePlan
    from competentie.plan.file import SavedPlan
    from competentie.plan.way import Plan
    from competentie.ratings.folder import Kept
    from competentie.ratings.groups import View
    from competentie.ratings.reconcile import Reconciled

FORMATS: Final = ("table", *DRAWN, "json", "yaml")


def run(
    context: typer.Context,
    person: Annotated[
        str | None, typer.Argument(metavar="PERSON", help=_("whose ratings, as kept beside the catalogue"))
    ] = None,
    profile: Annotated[
        str | None,
        typer.Option("--profile", metavar="P", help=_("plan for this profile; else the one that was rated for")),
    ] = None,
    rater: Rater = None,
    relation: Relation = None,
    scores: Annotated[
        Path | None,
        typer.Option("--scores", metavar="FILE", readable=False, help=_("plan from the ratings in this file")),
    ] = None,
    format: Annotated[str | None, format_option(FORMATS)] = None,
    save: Annotated[
        bool, typer.Option("--save", help=_("keep the plan in `ratings/`, with what was filled in before"))
    ] = False,
    output: Output = None,
    quiet: Quiet = False,
) -> int:
    """Plan the way to the norm."""
    session, form = begun(context, format, output, FORMATS, quiet=quiet)
    relation = a_relation(relation)
    file = output if form == "yaml" and output is not None and str(output) != STDOUT else None
    if save and file is not None:
        raise UsageError(msg("`--save` names a file, and so does `-o`"), msg("leave out one of the two"))

    if file is None and output is not None and str(output) != STDOUT:  # people may have filled it in
        new_file(output, msg("{path} exists already; a plan is never written over it"))
    catalogue = session.catalogue()
    ratings, chosen = _ratings(session, catalogue, Who(person, rater, relation), profile, scores)
    keeping = PlanKeeping(session, catalogue, file)
    made = keeping.make(ratings, chosen)
    if save or file is not None:
        keeping.write(made)
    if file is None:
        _show(session, made, catalogue, form, output)
    return Exit.FINDINGS if session.incomplete else Exit.FINE


def _show(session: Session, made: "MadePlan", catalogue: Catalogue, form: str, output: Path | None) -> None:
    if form == "yaml":
        session.write_data(_text(made, session))
        return
    from competentie.plan.page import plan_data, plan_page

    present(
        session,
        form,
        output,
        page=lambda: plan_page(made, catalogue, session.words),
        data=lambda: plan_data(made, catalogue),
    )


def _ratings(
    session: Session, catalogue: Catalogue, who: "Who", named: str | None, scores: Path | None
) -> "tuple[Reconciled, Profile]":
    """Return the ratings to plan from and the profile to hold them against; raises UsageError or FindingsError."""
    if who.relation in GROUPED:
        raise _only_as_a_group()
    profile = session.profile(named, catalogue) if named is not None else None
    identifier = profile.id if profile is not None else None
    if scores is None:
        reconciled = _from_archive(session, catalogue, who, identifier)
    else:
        reconciled = _from_file(session, catalogue, who, identifier, scores)
    return reconciled, profile_for(session, reconciled.ratings, profile, catalogue)


def _from_file(session: Session, catalogue: Catalogue, who: "Who", profile: str | None, path: Path) -> "Reconciled":
    held = read_ratings(session, catalogue, TableFile(path), who, profile)
    if held.ratings.relation in GROUPED:
        raise _only_as_a_group()
    return held


def _from_archive(session: Session, catalogue: Catalogue, who: "Who", profile: str | None) -> "Reconciled":
    if who.person is None:
        raise UsageError(
            msg("{name} is missing", name="PERSON"), msg("`competentie ratings list` shows whose ratings there are")
        )
    entries = kept_ratings(session, who.person, catalogue)
    single = [entry for entry in entries if entry.ratings.relation not in GROUPED]
    view = _choose(who, _finished(who.person, single, profile))
    _say_unfinished(session, single, view.entries[-1])
    return view.entries[-1].reconciled


def _finished(person: str, single: "Sequence[Kept]", profile: str | None) -> "tuple[View, ...]":
    """Return what each rater finished last: for the profile that is wanted, where anyone rated for that one."""
    from competentie.ratings.groups import views

    if not single:
        raise _only_as_a_group()
    finished = [entry for entry in single if not entry.ratings.unfinished]
    if not finished:
        raise UsageError(
            msg("no ratings of `{person}` are finished yet", person=person),
            msg("go on with `competentie assess`, or name a file with `--scores`"),
        )
    return views(finished, 1, profile).shown or views(finished, 1).shown  # none of them is of a group


def _choose(who: "Who", views: "Sequence[View]") -> "View":
    fitting = [
        view
        for view in views
        if (who.rater is None or same_name(view.rater or "") == same_name(who.rater))
        and who.relation in {None, view.relation}
    ]
    agreed = [view for view in fitting if view.is_agreed]
    if len(fitting) == 1 or len(agreed) == 1:  # what raters came to leads
        return (agreed or fitting)[0]
    choices = msg(
        "choose one of: {names}", names=[option for view in fitting or views if (option := _option(view, views))]
    )
    if fitting:
        raise UsageError(msg("several people rated `{person}`", person=who.person), choices)
    by = who.rater or who.relation
    raise UsageError(msg("`{person}` has no ratings by `{rater}` to plan from", person=who.person, rater=by), choices)


def _option(view: "View", among: "Sequence[View]") -> str:
    """Return the option that chooses one rater: the relation where that is enough, else the name."""
    relation = f"--relation {view.relation}" if view.relation else ""
    rater = f"--rater {shlex.quote(view.rater)}" if view.rater else ""
    if relation and sum(other.relation == view.relation for other in among) == 1:
        return relation
    same = [other for other in among if same_name(other.rater or "") == same_name(view.rater or "")]
    return rater if rater and len(same) == 1 else " ".join(part for part in (rater, relation) if part)


def _only_as_a_group() -> UsageError:
    message = msg("peers and direct reports are shown only as a group, and a plan is made from one rater's ratings")
    return UsageError(message, msg("make it from the ratings of somebody else, such as `--relation manager`"))


def _say_unfinished(session: Session, single: "Sequence[Kept]", chosen: "Kept") -> None:
    """Say that the same rater has begun anew since."""
    rated = chosen.ratings
    for entry in single:
        newer = entry.ratings
        same = (same_name(newer.rater or ""), newer.relation) == (same_name(rated.rater or ""), rated.relation)
        if newer.unfinished and same and (newer.date or "") >= (rated.date or ""):
            session.note(msg("the ratings of {date} are not finished, and take no part", date=newer.date or "?"))


class PlanKeeping:
    """Makes a plan with what was agreed on an earlier one, and keeps it in that file."""

    def __init__(self, session: Session, catalogue: Catalogue, file: Path | None) -> None:
        """Keep plans in `file`, else in a file of their own beside the ratings; raises UsageError."""
        self._session = session
        self._catalogue = catalogue
        self._file = file
        folder = session.ratings_folder()
        if file is not None and not file.name.endswith(PLAN_ENDING) and file.parent.resolve() == folder.resolve():
            raise UsageError(  # by its name alone it would be taken for ratings there
                msg("among the ratings, the name of a plan ends in `{ending}`", ending=PLAN_ENDING),
                msg("call it {name}", name=file.stem + PLAN_ENDING),
            )

    def make(self, reconciled: "Reconciled", profile: Profile) -> "MadePlan":
        """Make the plan that follows from ratings; raises UsageError or FindingsError about an earlier one."""
        from competentie.plan.agreements import MadePlan, carry, fresh
        from competentie.plan.way import plan_of

        plan = plan_of(Scorer(self._catalogue, profile).score(reconciled.ratings), self._catalogue)
        rests_on = basis_today(self._catalogue, [profile])
        earlier = self._earlier(plan)
        if earlier is None:
            agreements = fresh(plan, self._catalogue)
        else:
            self._say_other_rater(earlier, reconciled.ratings)
            same = earlier.mark == rests_on.catalogue_fingerprint
            agreements = carry(earlier.agreements, plan, self._catalogue, same=same)
        return MadePlan(plan, agreements, reconciled, rests_on)

    def write(self, made: "MadePlan") -> None:
        """Write the plan, readable by its owner only; raises UsageError or FindingsError when that cannot be done."""
        from competentie.plan.file import read_plan

        path = self._file or self._own_file(made.plan)
        content = _text(made, self._session).encode("utf-8")
        written, findings = read_plan(path, content)
        if written is None:  # a profile's or a person's name may be what a plan cannot hold
            self._session.note(msg("{path} was not written, because it would have errors:", path=path))
            raise FindingsError(findings)
        if self._file is None:
            private_folder(path.parent)
        else:
            in_a_folder(path)
        self._session.save(path, content)
        self._session.note(msg("the plan is in {path}", path=path))

    def _own_file(self, plan: "Plan") -> Path:
        from competentie.plan.file import plan_file

        folder = self._session.ratings_folder()
        return plan_file(plan.result.ratings.person or "", plan.result.profile.id, folder)

    def _earlier(self, plan: "Plan") -> "SavedPlan | None":
        """Read the plan to go on with: that in the file that was named, else the one beside the ratings."""
        from competentie.plan.file import read_plan

        own = self._own_file(plan)
        path = self._file if self._file is not None and is_there(self._file) else own
        if not is_there(path):
            return None
        if path.is_dir():
            raise UsageError(msg("{path} is a folder; give the name of a file", path=path))
        saved, findings = read_plan(path)
        if saved is None:
            raise FindingsError(findings)
        person, profile = plan.result.ratings.person or "", plan.result.profile.id
        if same_name(saved.person) != same_name(person) or saved.profile != profile:
            raise UsageError(
                msg(
                    "{path} is a plan of `{other}` for the profile `{profile}`",
                    path=path,
                    other=saved.person,
                    profile=saved.profile,
                ),
                msg("nothing was changed; name another file with `-o FILE`"),
            )
        return saved

    def _say_other_rater(self, earlier: "SavedPlan", ratings: Ratings) -> None:
        words = self._session.words
        before = rater_text(earlier.rater, earlier.relation, words)
        now = rater_text(ratings.rater, ratings.relation, words)
        if before and now and before != now:
            self._session.note(
                words(
                    "the plan was made from the ratings of {before}, and now from those of {now}",
                    before=before,
                    now=now,
                )
            )


def _text(made: "MadePlan", session: Session) -> str:
    """Return the YAML of a plan, with a line for who fills it in."""
    from competentie.plan.file import plan_text

    comment = session.words(
        "Fill in action, who and when. `competentie plan` writes this file anew: it keeps what is filled in there, and "
        "loses other changes and comments."
    )
    return plan_text(made, comment)
