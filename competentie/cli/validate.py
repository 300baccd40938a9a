"""`validate`: everything that is wrong with the files, in one run, shown and reported.

It shows text, JSON, or annotations (in GitHub Actions text and annotations both), and writes reports for machines. What
is wrong with the options is said before anything is checked; what is wrong with the file of a report, after all else.
"""

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from gettext import gettext as _
from pathlib import Path
from stat import S_IMODE
from typing import TYPE_CHECKING, Annotated, Final

import typer

from competentie.cli.present import Quiet
from competentie.cli.session import STDOUT, Exit, Session, UsageError, in_a_folder, now, one_of, today
from competentie.core import Severity, has_errors, in_order, msg, suggest
from competentie.files.places import ENDINGS, UNNAMED, nearest_catalogue, shown, working_folder

if TYPE_CHECKING:
    from competentie.validate.reports import Setting
    from competentie.validate.validator import Report

FORMATS: Final = ("full", "concise", "json", "github")
STDIN: Final = "-"  # as the name of a file to check
_CHECKOUTS: Final = ("GITHUB_WORKSPACE", "CI_PROJECT_DIR")  # where services that read a report check a repository out


def run(
    context: typer.Context,
    paths: Annotated[
        list[str] | None,  # no Path: that would make `-` of `./-`
        typer.Argument(metavar="PATH", help=_("files or folders, or `-` for stdin; else the whole project")),
    ] = None,
    format: Annotated[str, typer.Option("--format", metavar="|".join(FORMATS), help=_("how to report"))] = "full",
    report: Annotated[
        list[str] | None,
        typer.Option(
            "--report", metavar="KIND=FILE", help=_("write a report too: sarif, junit, json or gitlab; may be repeated")
        ),
    ] = None,
    stdin_filename: Annotated[
        str | None, typer.Option("--stdin-filename", metavar="FILE", help=_("what `-` is called, and where it belongs"))
    ] = None,
    against: Annotated[
        str | None,
        typer.Option(
            "--against", metavar="REV", help=_("fail when `version` did not move enough since this git revision")
        ),
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help=_("let warnings fail too"))] = False,
    fix: Annotated[
        bool, typer.Option("--fix", help=_("mend what has one right answer, and show what was changed"))
    ] = False,
    quiet: Quiet = False,
) -> int:
    """Check files and report every finding."""
    session: Session = context.obj
    session.quiet = quiet
    one_of("--format", format, FORMATS)
    targets = _targets(report or ())
    setting = setting_of(session, timed="junit" in targets.values())
    contents = _contents(session, paths or (), stdin_filename)
    checked = _check(session, paths or (), contents, chosen=_chosen(context))
    if fix and _mend(session, checked, contents, chosen=_chosen(context), shows=format in {"full", "concise"}):
        checked = _check(session, paths or (), contents, chosen=_chosen(context))
    if against is not None:
        _check_versions(session, checked, against)
    failed = _write(session, targets, checked, setting)
    Findings(session, checked, setting, contents).show(format)
    if failed is not None:
        raise failed
    return _exit(checked, strict=strict)


def _contents(session: Session, paths: Sequence[str], named: str | None) -> dict[Path, bytes]:
    """Read what comes in on stdin, if that is to be checked, by the path that it is said to have."""
    if STDIN not in paths and named is None:
        return {}
    if STDIN not in paths:
        raise UsageError(msg("--stdin-filename goes with `-` only"), msg("name the file itself, or give `-`"))
    if list(paths) != [STDIN]:
        advice = msg("check the other files in a second run")
        raise UsageError(msg("`-` (stdin) can only be checked by itself"), advice)
    if named is not None and not named.strip():
        raise UsageError(msg("{option} is empty", option="--stdin-filename"), msg("give a name, or leave it out"))
    return {UNNAMED if named is None else Path(named): _read_stdin(session)}


def _read_stdin(session: Session) -> bytes:
    """Read as much of stdin as a file may hold, and one byte more, so that too much can be told."""
    from competentie.files.read import MAX_BYTES

    if sys.stdin.isatty():
        session.note(msg("reading a file from the terminal; Ctrl-D ends it"))
    return sys.stdin.buffer.read(MAX_BYTES + 1)


def _check(session: Session, paths: Sequence[str], contents: Mapping[Path, bytes], *, chosen: bool) -> "Report":
    """Check the files, or the contents that stand for them; `chosen` tells whether somebody named the catalogue too."""
    from competentie.validate.validator import Validator

    if not paths and not chosen and nearest_catalogue(Path.cwd()) is None:
        raise _nothing()  # the handbook that is shipped says nothing of files that are not there
    if not paths or chosen:
        session.require_catalogue()
    validator = Validator(session.catalogue_path, contents, today())
    ours = chosen or UNNAMED in contents  # what has no name lies nowhere, and so beside no other catalogue
    if not paths:
        report = validator.project(session.catalogue_path)
    else:
        report = validator.files(contents or _existing(paths), session.catalogue_path if ours else None)
    if not report.checked:
        raise _nothing()
    return report


def _mend(session: Session, report: "Report", contents: Mapping[Path, bytes], *, chosen: bool, shows: bool) -> bool:
    """Write the files that can be mended, and show what changed in them; tell whether there were any."""
    from competentie.files.read import content, unreadable
    from competentie.page.findings import difference
    from competentie.validate.mend import mend_all
    from competentie.validate.validator import Validator

    if contents:
        raise UsageError(msg("--fix writes files, and stdin is none"), msg("name the file itself"))
    default, catalogue = session.catalogue_path, session.catalogue_path if chosen else None
    try:
        before = {path: content(path) for path in {Path(finding.path) for finding in report.found if finding.fix}}
        after = mend_all(before, lambda given: Validator(default, given).files(given, catalogue).found)
        for path in sorted(after):
            if content(path) != before[path]:
                advice = msg("try it again")
                raise UsageError(msg("{path} changed meanwhile, and is not written", path=path), advice)
            mode = S_IMODE(path.stat().st_mode)
            session.save(path, after[path])
            path.chmod(mode)
            session.note(msg("mended: {path}", path=path))
            if shows and os.environ.get("GITHUB_ACTIONS") != "true":  # whose log reads commands in any text
                session.write(difference(shown(path), before[path], after[path]))
    except OSError as error:
        raise UsageError(msg("a file could not be mended: {reason}", reason=unreadable(error))) from None
    return bool(after)


def _nothing() -> UsageError:
    return UsageError(msg("there is nothing to check"), msg("name a file, or a folder with a `catalog.yaml`"))


def _check_versions(session: Session, report: "Report", revision: str) -> None:
    """Add what is wrong with the versions since a revision; what has errors, or was not there, cannot be compared."""
    from competentie.cli.diff import SideError, versions_against
    from competentie.files.git import NothingThereError

    for catalogue in report.catalogues:
        try:
            report.found = in_order([*report.found, *versions_against(catalogue, revision)])
        except NothingThereError:
            report.skipped.append(
                msg(
                    "not checked: whether versions moved, for {revision} has no {path}",
                    revision=revision,
                    path=catalogue,
                )
            )
        except SideError as error:
            report.skipped.append(
                msg("not checked, because of errors: whether versions moved enough since {revision}", revision=revision)
            )
            if not has_errors(report.found):
                session.tell(session.words(error.message))
                raise


def _existing(paths: Sequence[str]) -> list[Path]:
    from competentie.validate.validator import expand

    for path in paths:
        if not os.path.lexists(path):  # a link that leads nowhere is there, and is a finding
            advice = msg("without a path, `competentie validate` checks the handbook around this folder")
            raise UsageError(msg("there is no file or folder {path}", path=path), advice)
    return expand([Path(path) for path in paths])


def _chosen(context: typer.Context) -> bool:
    """Tell whether the catalogue was named, rather than found."""
    parent = context.parent
    return bool(os.environ.get("COMPETENTIE_CATALOG") or (parent is not None and parent.params.get("catalog")))


def _exit(report: "Report", *, strict: bool) -> Exit:
    fails = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    return Exit.FINDINGS if any(finding.severity in fails for finding in report.found) else Exit.FINE


def _targets(values: Sequence[str]) -> dict[Path, str]:
    """Read the values of `--report`: the kind of report in each file; raises UsageError for what cannot be meant."""
    targets: dict[Path, str] = {}
    for value in values:
        path, kind = _target(value)
        if os.path.realpath(path) in map(os.path.realpath, targets):
            raise UsageError(msg("two reports would be written to {path}", path=path), msg("give each its own file"))
        targets[path] = kind
    return targets


def _target(value: str) -> tuple[Path, str]:
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
    return path, kind


def setting_of(session: Session, *, timed: bool) -> "Setting":
    """Return what reports are told of this run; the clock is read only for those that hold the time.

    Raises UsageError when `SOURCE_DATE_EPOCH` is no time.
    """
    from competentie.validate.reports import EPOCH, Setting

    folder = working_folder()
    time = now().strftime("%Y-%m-%dT%H:%M:%S") if timed else EPOCH
    return Setting(session.words, time, folder, _within(folder))


def _write(session: Session, targets: Mapping[Path, str], report: "Report", setting: "Setting") -> UsageError | None:
    """Write every report that can be written; return why the first one could not."""
    if not targets:
        return None
    from competentie.validate.reports import REPORTS

    first: UsageError | None = None
    for path, kind in targets.items():
        text = REPORTS[kind](report, setting)
        try:
            in_a_folder(path)
            session.save(path, text.encode("utf-8", "backslashreplace"))
        except UsageError as error:
            first = first or error
    return first


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


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found in a run, and how to show it."""

    session: Session
    report: "Report"
    setting: "Setting"
    contents: Mapping[Path, bytes]
    """What stands for what is on disk, also where lines are quoted."""

    def show(self, format: str) -> None:
        """Print them in one of the `FORMATS`; what could not be checked is narration, or in the JSON itself."""
        from competentie.validate.reports import annotations, document

        # docs.github.com/actions, "Default environment variables"
        on_github = os.environ.get("GITHUB_ACTIONS") == "true"
        if format == "json":
            self.session.write_data(document(self.report, self.setting))
        elif on_github:
            self._log(format)
        elif format == "github":
            self.session.write_data(annotations(self.report.found, self.setting))
        else:
            self._print(format)
            self._summarise()
        if not on_github:
            for note in self.report.skipped:
                self.session.note(note)

    def _log(self, format: str) -> None:
        """Print the text where nothing in it is a command, then the annotations.

        The runner reads both streams, in an order of its own, so all that names a file goes to one of them.
        """
        import secrets

        from competentie.validate.reports import annotations, resumed, stopped

        token = secrets.token_hex()
        self.session.raw = True
        self.session.write(stopped(token))
        self._print("concise" if format == "concise" else "full")
        for note in () if self.session.quiet else self.report.skipped:
            self.session.say(self.session.words(note))
        self.session.write(resumed(token))
        self.session.write_data(annotations(self.report.found, self.setting))
        self.session.raw = False
        self._summarise()

    def _print(self, format: str) -> None:
        from competentie.page.findings import concise, folded

        if format == "concise":
            for finding in self.report.found:
                self.session.write(concise(finding, self.session.words) + "\n")
            return
        contents = {shown(path): content for path, content in self.contents.items()}
        some, more = folded(self.report.found) if sys.stdout.isatty() else (self.report.found, {})
        self.session.show_findings(some, sys.stdout, contents)
        for code, n in more.items():
            rest = msg("… and {n} more of {code}; `--format concise` lists all", n=n, code=code)
            self.session.say(self.session.words(rest))

    def _summarise(self) -> None:
        """Say how many findings there are: numbers only, which cannot be taken for anything else."""
        from competentie.page.findings import summary

        if not self.session.quiet:
            self.session.tell(summary(self.report.found, len(self.report.checked), self.session.words))
