"""Development plans as files: where one lies, and reading it.

`text.py` writes them. What was filled in goes from one plan to the next by `carrying.py`.
"""

from dataclasses import dataclass
from pathlib import Path

from competentie.core.findings import Diagnostic
from competentie.files.bytes import DISK, Files
from competentie.files.data import Context, Kind
from competentie.files.places import PLAN_ENDING
from competentie.handbook.load import read_file
from competentie.plan.agreements import Agreements
from competentie.plan.model import PlanFile
from competentie.ratings.archive import Who, file_of


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
    file = file_of(Who(person, profile), "", folder)
    return file.with_name(file.name.removesuffix(".yaml") + PLAN_ENDING)


def read_plan(path: Path, files: Files = DISK) -> tuple[SavedPlan | None, list[Diagnostic]]:
    """Read a plan for its shape only, whatever catalogue it was made with."""
    reading = read_file(path, files, Kind(PlanFile), Context())
    file = reading.sound
    if file is None:
        return None, reading.found
    rater = file.based_on.rater if file.based_on else None
    return SavedPlan(
        file.person,
        file.plan,
        file.agreements(),
        file.catalogue.fingerprint if file.catalogue else None,
        rater.name if rater else None,
        rater.relation if rater else None,
    ), reading.found
