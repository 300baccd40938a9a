"""Development plans as files: where one lies, reading it, and what is wrong with it.

`text.py` writes them. What was filled in goes from one plan to the next by `agreements.py`.
"""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from competentie.core.findings import Diagnostic, has_errors, in_order, some
from competentie.core.terms import Catalogue, Ratings
from competentie.files.bytes import DISK, Files
from competentie.files.places import PLAN_ENDING
from competentie.files.read import open_document, read_model
from competentie.plan.agreements import Agreements
from competentie.plan.model import PlanFile
from competentie.ratings.folder import file_of


@dataclass(frozen=True, slots=True)
class SavedPlan:
    """A plan as a file holds it; `mark` is the fingerprint of the catalogue that it was made with, if it says so."""

    person: str
    profile: str
    agreements: Agreements
    mark: str | None = None
    rater: str | None = None
    relation: str | None = None


def plan_file(person: str, profile: str, folder: Path) -> Path:
    """Return the file of a person's plan for a profile; safe for any name, and the same on every day."""
    file = file_of(Ratings({}, person, profile), folder)
    return file.with_name(file.name.removesuffix(".yaml") + PLAN_ENDING)


def read_plan(path: Path, files: Files = DISK) -> tuple[SavedPlan | None, list[Diagnostic]]:
    """Read a plan for its shape only, whatever catalogue it was made with."""
    document, found = open_document(path, files)
    if document is None:
        return None, found
    file, more = read_model(PlanFile, document)
    found = in_order([*found, *more])
    if file is None or has_errors(found):
        return None, found
    rater = file.based_on.rater if file.based_on else None
    return SavedPlan(
        file.person,
        file.plan,
        file.agreements(),
        file.catalogue.fingerprint if file.catalogue else None,
        rater.name if rater else None,
        rater.relation if rater else None,
    ), found


def check_plan(path: Path, catalogue: Catalogue | None, profiles: Collection[str], files: Files) -> list[Diagnostic]:
    """Return what is wrong with a plan; without a catalogue, it is held against its own shape only."""
    from competentie.plan import checks

    document, found = open_document(path, files)
    if document is None:
        return found
    found += read_model(PlanFile, document)[1]
    if catalogue is not None:
        found += some(one for check in checks.CHECKS for one in check(document, catalogue))
    found += checks.profile_exists(document, profiles)
    return in_order(found)
