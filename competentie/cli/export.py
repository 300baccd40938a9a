"""`export`: the handbook in the form of another system. What was written is read back, and what differs is said."""

from collections.abc import Sequence
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from competentie.cli.present import Output, Quiet
from competentie.cli.session import STDOUT, Exit, FindingsError, Session, UsageError, now, one_of
from competentie.core import has_errors, msg

if TYPE_CHECKING:
    from competentie.exchange.formats import Format
    from competentie.exchange.ledger import Handbook, Loss

FORMATS = ("table", "docx", "moodle", "case", "skos", "limesurvey", "feedback")


def run(
    context: typer.Context,
    format: Annotated[str, typer.Argument(metavar="FORMAT", help="|".join(FORMATS))],
    profile: Annotated[
        list[str] | None,
        typer.Option("--profile", metavar="P", help=_("a role to write; may be repeated; else all of them")),
    ] = None,
    flat: Annotated[
        bool, typer.Option("--flat", help=_("moodle: levels side by side instead of each inside the next"))
    ] = False,
    ledger: Annotated[
        Path | None, typer.Option("--ledger", metavar="FILE", help=_("write what is lost to this file, as JSON"))
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help=_("end with 1 when anything is lost"))] = False,
    output: Output = None,
    quiet: Quiet = False,
) -> int:
    """Write the handbook for another system."""
    from competentie.exchange import formats
    from competentie.exchange.data import flat as flattened

    session: Session = context.obj
    session.quiet = quiet
    one_of("FORMAT", format, FORMATS)
    kind = formats.FORMATS[format]
    ending = _ending(output, kind.endings)
    handbook = read_handbook(session, profile or [])
    handbook = handbook if kind.exact else flattened(handbook)
    files = kind.write(handbook, ending, formats.Options(flat, f"{now():%Y-%m-%dT%H:%M:%SZ}", session.words.language))
    names = _save(session, output, ending, files)
    losses = _lost(kind, handbook, dict(zip(names, files.values(), strict=True)))
    tell_ledger(session, format, losses, ledger)
    return Exit.FINDINGS if strict and losses else Exit.FINE


def _ending(output: Path | None, endings: Sequence[str]) -> str:
    """Return the ending of what is written; to a terminal or a pipe that of a text. Raises UsageError."""
    if output is None or str(output) == STDOUT:
        texts = [ending for ending in endings if ending not in {".xlsx", ".docx"}]
        if not texts:
            raise UsageError(msg("this is no text, and has to go into a file"), msg("name a file with `-o`"))
        return texts[0]
    if output.suffix.lower() not in endings:
        message = msg("{path} has no ending of a file that this format is written to", path=output)
        raise UsageError(message, msg("it writes {endings}", endings=list(endings)))
    return output.suffix.lower()


def read_handbook(session: Session, chosen: Sequence[str]) -> "Handbook":
    """Return the project in use as data, with these profiles or else all; its errors end the command."""
    from competentie.exchange.data import full
    from competentie.files.places import profiles_folder, yaml_files
    from competentie.files.read import DISK
    from competentie.files.yaml import Document
    from competentie.handbook.load import load_project

    session.require_catalogue()
    project, findings = load_project(session.catalogue_path)
    if project is None or has_errors(findings):
        raise FindingsError([finding for finding in findings if has_errors([finding])])
    session.words.fallback = project.catalogue.language
    wanted = {session.profile(name, project.catalogue).id for name in chosen} or set(project.profiles)
    files = [file for file in yaml_files(profiles_folder(session.catalogue_path)) if file.stem in wanted]
    data = [DISK.read(file) for file in (session.catalogue_path, *files)]
    catalogue, *profiles = (one.data for one in data if isinstance(one, Document))
    return full(catalogue, {file.stem: profile for file, profile in zip(files, profiles, strict=True)})


def _save(session: Session, output: Path | None, ending: str, files: dict[str, bytes]) -> list[str]:
    """Write the files, and return their names; only the first where it goes to stdout."""
    if output is None or str(output) == STDOUT:
        session.write_data(files[""].decode("utf-8"), None, private=False)
        return [f"x{part and '.'}{part}{ending}" for part in files]
    paths = [output.with_suffix(f".{part}{ending}" if part else ending) for part in files]
    for path, content in zip(paths, files.values(), strict=True):
        session.save(path, content, private=False)
        session.note(msg("written: {path}", path=path))
    return [path.name for path in paths]


def _lost(kind: "Format", handbook: "Handbook", files: dict[str, bytes]) -> "list[Loss]":
    from competentie.exchange.data import ledger

    main, *beside = files
    return ledger(handbook, kind.read(files[main], main, {name: files[name] for name in beside}))


def tell_ledger(session: Session, name: str, losses: "Sequence[Loss]", file: Path | None) -> None:
    """Say what is lost, and write it whole where that is asked."""
    from competentie.exchange.page import ledger_data, ledger_lines
    from competentie.page.data import json_text

    if file is not None:
        session.write_data(json_text(ledger_data(name, losses, session.words)), file, private=False)
    if not losses:
        session.note(msg("nothing is lost: read back, it says the same"))
        return
    session.note(msg("What {format} cannot keep, or was not told:", format=name))
    for line in ledger_lines(losses, session.words):
        session.note(line)
