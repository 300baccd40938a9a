"""`validate --report KIND=FILE`: which reports to write, what they are told of the run, and writing them.

What is wrong with the options is said before anything is checked; what is wrong with a file, after all else.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from competentie.cli.exits import UsageError
from competentie.cli.session import STDOUT, Session
from competentie.core.message import msg
from competentie.core.suggest import suggest
from competentie.files.places import ENDINGS, working_folder

if TYPE_CHECKING:
    from competentie.validate.reports import Setting
    from competentie.validate.validator import Report

# Where the services that read a report check a repository out: GitHub Actions, GitLab CI.
_CHECKOUTS: Final = ("GITHUB_WORKSPACE", "CI_PROJECT_DIR")


@dataclass(frozen=True, slots=True)
class Target:
    """A report to write, and the file to write it to."""

    kind: str
    path: Path


def targets(given: Sequence[str]) -> list[Target]:
    """Read the values of `--report`; raises UsageError for one that cannot be meant."""
    found: dict[str, Target] = {}
    for value in given:
        target = _target(value)
        place = os.path.realpath(target.path)
        if place in found:
            raise UsageError(
                msg("two reports would be written to {path}", path=str(target.path)), msg("give each its own file")
            )
        found[place] = target
    return list(found.values())


def _target(value: str) -> Target:
    from competentie.validate.reports import REPORTS

    kind, equals, file = value.partition("=")
    if not equals or not file.strip():
        raise UsageError(
            msg("`{value}` does not say which report to write where", value=value),
            msg("write it as `KIND=FILE`, for example `sarif=report.sarif`"),
        )
    if kind not in REPORTS:
        raise UsageError(msg("there is no report of the kind `{kind}`", kind=kind), suggest(kind, REPORTS))
    if file == STDOUT:
        raise UsageError(
            msg("a report cannot be written to `-`: stdout is for what `--format` says"), msg("give the name of a file")
        )
    path = Path(file)
    if path.suffix in ENDINGS:  # an option that swallowed a path must not cost somebody the handbook
        raise UsageError(
            msg("a report is not written over a YAML file: {path}", path=file), msg("give it another ending")
        )
    return Target(kind, path)


def setting(session: Session, *, timed: bool) -> "Setting":
    """Return what reports are told of this run; the clock is read only for those that hold the time."""
    from competentie.validate.reports import Setting

    folder = working_folder()
    if not timed:
        return Setting(session.words, folder=folder, within=_within(folder))
    return Setting(session.words, _time(), folder, _within(folder))


def write(session: Session, wanted: Sequence[Target], report: "Report", told: "Setting") -> UsageError | None:
    """Write every report that can be written; return why the first one could not."""
    if not wanted:
        return None
    from competentie.validate.reports import REPORTS

    first: UsageError | None = None
    for target in wanted:
        text = REPORTS[target.kind](report, told)
        try:
            _save(session, target.path, text.encode("utf-8", "backslashreplace"))
        except UsageError as error:
            first = first or error
    return first


def _save(session: Session, path: Path, content: bytes) -> None:
    if not path.absolute().parent.is_dir():
        raise UsageError(msg("there is no folder {path}", path=str(path.parent)))
    session.save(path, content)


def _time() -> str:
    """Return the time in UTC, as reports write it. Raises UsageError when `SOURCE_DATE_EPOCH` is no time."""
    from competentie.cli.clock import now

    return now().strftime("%Y-%m-%dT%H:%M:%S")


def _within(folder: Path) -> str:
    """Return where the working folder lies in the checkout of the CI that runs us; nothing outside one."""
    for name in _CHECKOUTS:
        top = os.environ.get(name)
        if top:
            try:
                return folder.relative_to(os.path.realpath(top)).as_posix()
            except ValueError:
                continue
    return ""
