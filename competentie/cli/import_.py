"""`import`: a proposal from a file of another system, in a new folder, validated at once; never over a project."""

from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from competentie.cli.export import FORMATS, tell_ledger
from competentie.cli.present import Quiet
from competentie.cli.session import Exit, FindingsError, Session, UsageError, not_written, one_of
from competentie.core import Diagnostic, Message, Related, Span, has_errors, msg
from competentie.files.places import CATALOGUE, is_there, shipped_catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from competentie.exchange.ledger import Proposal

_MOST_BYTES = 64 << 20


def run(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", readable=False, help=_("what to read"))],
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="FOLDER", readable=False, help=_("a new folder to write to"))
    ],
    format: Annotated[
        str | None, typer.Option("--from", metavar="FORMAT", help=_("what it is; else told by its content"))
    ] = None,
    ledger: Annotated[
        Path | None, typer.Option("--ledger", metavar="FILE", help=_("write what is lost to this file, as JSON"))
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help=_("end with 1 when anything is lost"))] = False,
    quiet: Quiet = False,
) -> int:
    """Propose a handbook from a file."""
    from competentie.exchange.page import completed

    session: Session = context.obj
    session.quiet = quiet
    if format is not None:
        one_of("--from", format, FORMATS)
    if output.exists() and not (output.is_dir() and not any(output.iterdir())):
        advice = msg("name a folder that is not there yet: a proposal is written over nothing")
        raise UsageError(msg("{path} is there already", path=output), advice)
    contents = {str(path): _content(path) for path in files}
    name, proposal = _read(format, contents)
    proposal = completed(proposal, files[0].stem, session.words.language)
    tell_ledger(session, name, proposal.losses, ledger)
    _write(session, output, proposal)
    code = _validated(session, output, str(files[0]), proposal)
    if code is Exit.FINE:
        _show_diff(session, output)
    return Exit.FINDINGS if strict and proposal.losses else code


def _content(path: Path) -> bytes:
    from competentie.files.read import unreadable

    try:
        with path.open("rb") as file:
            content = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise UsageError(msg("{path} cannot be read: {reason}", path=path, reason=unreadable(error))) from None
    if len(content) > _MOST_BYTES:
        raise UsageError(msg("{path} is larger than {n} MB", path=path, n=_MOST_BYTES >> 20))
    return content


def _read(name: str | None, contents: dict[str, bytes]) -> "tuple[str, Proposal]":
    from competentie.exchange.formats import FORMATS as KNOWN
    from competentie.table.rows import TableError

    main, *beside = contents
    known = [one for one, kind in KNOWN.items() if kind.comes_in and (name or kind.sniff(contents[main], main))]
    known = [name] if name in known else known if name is None else []
    if not known:
        names = [one for one, kind in KNOWN.items() if kind.comes_in]
        message = msg("{path} is of no format that is read here", path=main)
        raise UsageError(message, msg("`--from` names one of: {names}", names=names))
    try:
        return known[0], KNOWN[known[0]].read(contents[main], main, {one: contents[one] for one in beside})
    except TableError as error:
        raise FindingsError(error.diagnostics) from None


def _write(session: Session, folder: Path, proposal: "Proposal") -> None:
    from competentie.exchange.data import identifier
    from competentie.files.read import refuse_link
    from competentie.files.yaml import dump

    try:
        refuse_link(folder / CATALOGUE)  # before a folder is made where it leads to
        (folder / "profiles").mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise not_written(folder, error) from None
    session.save(folder / CATALOGUE, dump(proposal.catalogue).encode("utf-8"), private=False)
    taken = [role for role in proposal.profiles if role == Path(role).name and not role.startswith(".")]
    for role, profile in proposal.profiles.items():
        plain = role if role in taken else identifier(role, taken)
        taken.append(plain)  # else roles such as `a/b` and `a-b` would have one file
        session.save(folder / "profiles" / f"{plain}.yaml", dump(profile).encode("utf-8"), private=False)
    session.note(msg("a proposal is written to {path}", path=folder))


def _validated(session: Session, folder: Path, source: str, proposal: "Proposal") -> Exit:
    """Show what is wrong with a proposal, each finding with the place of the source that it came from."""
    from competentie.cli.validate import Findings, setting_of
    from competentie.validate.validator import Validator

    report = Validator(folder / CATALOGUE).project(folder / CATALOGUE)
    report.found = [*proposal.findings, *_placed(report.found, source, proposal)]
    Findings(session, report, setting_of(session, timed=False), {}).show("full")
    return Exit.FINDINGS if has_errors(report.found) else Exit.FINE


def _placed(findings: "Sequence[Diagnostic]", source: str, proposal: "Proposal") -> "Iterator[Diagnostic]":
    """Add to each finding the place of the source that its line came from, where one is known."""
    from competentie.exchange.page import places_by_line
    from competentie.files.read import DISK

    lines: dict[str, list[tuple[int, str | Message]]] = {}
    for finding in findings:
        path = Path(finding.path)
        if finding.path not in lines:
            document = DISK.read(path)
            role = path.stem if path.parent.name == "profiles" else None
            read = not isinstance(document, Diagnostic)
            lines[finding.path] = places_by_line(document, role, proposal) if read else []  # type: ignore[arg-type]
        before = [place for line, place in lines[finding.path] if line <= finding.span.line]
        related = [Related(msg("it comes from {place}", place=place), source, Span()) for place in before[-1:]]
        yield finding._replace(related=(*finding.related, *related))


def _show_diff(session: Session, folder: Path) -> None:
    """Show what a proposal would change of the project in use, if there is one of its own."""
    if is_there(session.catalogue_path) and session.catalogue_path != shipped_catalogue():
        from competentie.cli.diff import show_changes

        try:
            show_changes(session, str(session.catalogue_path), str(folder))
        except FindingsError as error:
            session.report(error.found)
