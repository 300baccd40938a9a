"""The file of a plan: what was filled in is taken along, and nothing is written over that is not this person's plan."""

from pathlib import Path
from typing import TYPE_CHECKING

from competentie.cli.clock import basis_today
from competentie.cli.exits import FindingsError, UsageError
from competentie.cli.session import STDOUT, Session
from competentie.core.message import msg
from competentie.core.scoring import Scorer
from competentie.core.text import same_name
from competentie.files.bytes import Files, unreadable
from competentie.files.places import PLAN_ENDING, is_there, ratings_folder, shown
from competentie.plan.agreements import MadePlan, fresh
from competentie.plan.carrying import carry
from competentie.plan.files import SavedPlan, plan_file, read_plan
from competentie.plan.plan import Plan, plan_of
from competentie.plan.text import plan_text

if TYPE_CHECKING:
    from competentie.core.terms import Catalogue, Profile
    from competentie.ratings.reconcile import Reconciled


class PlanKeeping:
    """Makes a plan with what was agreed on an earlier one, and keeps it in that file."""

    def __init__(self, session: Session, catalogue: "Catalogue", file: Path | None) -> None:
        """Keep plans in `file`, else in a file of their own beside the ratings; raises UsageError."""
        self._session = session
        self._catalogue = catalogue
        self._file = file
        folder = ratings_folder(session.catalogue_path)
        if file is not None and not file.name.endswith(PLAN_ENDING) and file.parent.resolve() == folder.resolve():
            raise UsageError(  # by its name alone it would be taken for ratings there
                msg("among the ratings, the name of a plan ends in `{ending}`", ending=PLAN_ENDING),
                msg("call it {name}", name=file.stem + PLAN_ENDING),
            )

    def make(self, given: "Reconciled", profile: "Profile") -> MadePlan:
        """Make the plan that follows from ratings; raises UsageError or FindingsError about an earlier one."""
        plan = plan_of(Scorer(self._catalogue, profile).score(given.ratings), self._catalogue)
        rests_on = basis_today(self._catalogue, [profile])
        earlier = self._earlier(plan)
        if earlier is None:
            agreements = fresh(plan, self._catalogue)
        else:
            self._say_other_rater(earlier, given)
            same = earlier.mark == rests_on.catalogue_fingerprint
            agreements = carry(earlier.agreements, plan, self._catalogue, same=same)
        return MadePlan(plan, agreements, given, rests_on)

    def write(self, made: MadePlan) -> None:
        """Write the plan, readable by its owner only; raises UsageError or FindingsError when that cannot be done."""
        path = self._file or self._own_file(made.plan)
        content = text_of(made, self._session).encode("utf-8")
        written, found = read_plan(path, Files({path: content}))
        if written is None:  # a profile's or a person's name may be what a plan cannot hold
            self._session.note(msg("{path} was not written, because it would have errors:", path=shown(path)))
            raise FindingsError(found)
        if self._file is None:
            self._make_folder(path.parent)
        elif not path.absolute().parent.is_dir():
            raise UsageError(msg("there is no folder {path}", path=str(path.parent)))
        self._session.save(path, content)
        self._session.note(msg("the plan is in {path}", path=shown(path)))

    def _own_file(self, plan: Plan) -> Path:
        folder = ratings_folder(self._session.catalogue_path)
        return plan_file(plan.result.ratings.person or "", plan.result.profile.id, folder)

    def _earlier(self, plan: Plan) -> SavedPlan | None:
        """Read the plan to go on with: that in the file that was named, else the one beside the ratings."""
        own = self._own_file(plan)
        path = self._file if self._file is not None and is_there(self._file) else own
        if not is_there(path):
            return None
        if path.is_dir():
            raise UsageError(msg("{path} is a folder; give the name of a file", path=shown(path)))
        saved, found = read_plan(path)
        if saved is None:
            raise FindingsError(found)
        person, profile = plan.result.ratings.person or "", plan.result.profile.id
        if same_name(saved.person) != same_name(person) or saved.profile != profile:
            raise UsageError(
                msg(
                    "{path} is a plan of `{other}` for the profile `{profile}`",
                    path=shown(path),
                    other=saved.person,
                    profile=saved.profile,
                ),
                msg("nothing was changed; name another file with `-o FILE`"),
            )
        return saved

    def _say_other_rater(self, earlier: SavedPlan, given: "Reconciled") -> None:
        from competentie.page.phrases import rater_text

        words = self._session.words
        before = rater_text(earlier.rater, earlier.relation, words)
        now = rater_text(given.ratings.rater, given.ratings.relation, words)
        if before and now and before != now:
            self._session.note(
                words(
                    "the plan was made from the ratings of {before}, and now from those of {now}",
                    before=before,
                    now=now,
                )
            )

    def _make_folder(self, folder: Path) -> None:
        try:
            folder.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise UsageError(
                msg("{path} could not be written: {reason}", path=shown(folder), reason=unreadable(error))
            ) from None


def text_of(made: MadePlan, session: Session) -> str:
    """Return the YAML of a plan, with a line for who fills it in."""
    comment = session.words(
        "Fill in action, who and when. `competentie plan` writes this file anew: it keeps what is filled in there, and "
        "loses other changes and comments."
    )
    return plan_text(made, comment)


def refuse_existing(output: Path | None) -> None:
    """Raise UsageError where a plan to read would be written over something: people may have filled it in."""
    if output is None or str(output) == STDOUT:
        return
    if output.is_dir():
        raise UsageError(msg("{path} is a folder; give the name of a file", path=str(output)))
    if output.is_file():
        raise UsageError(
            msg("{path} exists already; a plan is never written over it", path=str(output)),
            msg("give another name, or remove it first"),
        )
    if not output.absolute().parent.is_dir():
        raise UsageError(msg("there is no folder {path}", path=str(output.parent)))
