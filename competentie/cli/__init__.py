"""The command line: parse, call, render, exit. One module per command.

This one runs the program and turns every way of ending into an exit code and a sentence.
"""

import os
import re
import sys
from pathlib import Path
from typing import Final

import typer

from competentie.cli.session import Exit, FindingsError, Session, UsageError, give_up
from competentie.core import Message, WrongUseError, msg
from competentie.files.places import find_catalogue, is_there, nearest_catalogue
from competentie.page.language import Words, announce, choose, is_asked
from competentie.page.streams import prepare
from competentie.version import __version__


def run(arguments: list[str] | None = None) -> int:
    """Run the program and return its exit code; nothing but its own words reaches the user."""
    prepare()
    arguments = sys.argv[1:] if arguments is None else arguments
    language = _language(arguments)
    announce(language)
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"  # no third party sees ratings; and start-up is faster
    asked = is_asked(_early(arguments, "--lang"), os.environ)
    session = Session(Words(language, texts=None if asked else ""))
    try:
        _refuse_undecodable(arguments)
        return _run(arguments, session)
    except WrongUseError as error:
        return _complain(session, error.message, error.help)
    except FindingsError as error:
        session.report(error.found, error.most)
        return error.exit
    except KeyboardInterrupt:
        session.tell("\n" + session.words("interrupted"))
        return Exit.INTERRUPTED
    except OSError as error:
        return _complain(session, _system_says(error))
    except Exception as error:  # noqa: BLE001 - the one place that turns a bug into a message
        return _bug(session, error)


def _run(arguments: list[str], session: Session) -> int:
    code = _dispatch(arguments, session)
    try:
        sys.stdout.flush()  # while a full disk can still be reported
    except BrokenPipeError:
        give_up(sys.stdout)
    return code


def _dispatch(arguments: list[str], session: Session) -> int:
    from competentie.cli.application import application

    command = typer.main.get_command(application())
    try:
        code = command.main(args=arguments, prog_name="competentie", standalone_mode=False, obj=session)
    except typer.TyperException as error:
        raise UsageError(_usage_message(error), _usage_help(error)) from None
    except typer.Abort:
        raise KeyboardInterrupt from None
    except SystemExit:  # Typer's answer to a reader of the help that has had enough
        give_up(sys.stdout)
        return Exit.FINE
    if isinstance(code, int) and code == Exit.INTERRUPTED:
        raise KeyboardInterrupt
    return code if isinstance(code, int) else Exit.FINE


def _language(arguments: list[str]) -> str:
    """Choose the language before anything is parsed, for what goes wrong while parsing."""
    option, catalogue = _early(arguments, "--lang"), _early(arguments, "--catalog")
    try:
        named = None if catalogue or os.environ.get("COMPETENTIE_CATALOG") else _catalogue_named(arguments)
        return choose(option, os.environ, named or find_catalogue(catalogue, os.environ, Path.cwd()))
    except (OSError, WrongUseError):  # said when the catalogue is needed
        return choose(option, os.environ, None)


def _catalogue_named(arguments: list[str]) -> Path | None:
    """Return the catalogue of the first folder or file that is named, if it has one."""
    named = (Path(argument).absolute() for argument in arguments if is_there(Path(argument)) and argument)
    return next((found for path in named if (found := nearest_catalogue(path))), None)


def _early(arguments: list[str], option: str) -> str | None:
    for position, argument in enumerate(arguments):
        if argument.startswith(option + "="):
            return argument.removeprefix(option + "=")
        if argument == option and position + 1 < len(arguments):
            return arguments[position + 1]
    return None


def _refuse_undecodable(arguments: list[str]) -> None:
    """Refuse arguments that are no text in the terminal's encoding: they could not be shown or saved."""
    for argument in arguments:
        try:
            argument.encode("utf-8")
        except UnicodeEncodeError:
            raise UsageError(msg("`{value}` is not text in this terminal's encoding", value=argument)) from None


def _system_says(error: OSError) -> Message:
    """Say what the system refused; stdout is what fails without a file name."""
    from competentie.files.read import unreadable

    if error.filename is not None:
        return msg("{path} could not be opened: {reason}", path=error.filename, reason=unreadable(error))
    return msg("the output could not be written: {reason}", reason=unreadable(error))


def _complain(session: Session, message: Message, advice: Message | None = None) -> int:
    session.tell(session.words("error: {message}", message=message))
    if advice is not None:
        session.tell("  = " + session.words("help: {help}", help=advice))
    return Exit.USAGE


def _bug(session: Session, error: Exception) -> int:
    """Report a bug by its kind and place; never by its message or its variables, which may be about people."""
    import traceback

    frame = traceback.extract_tb(error.__traceback__)[-1]
    found = session.words(
        "this is a bug in competentie {version} ({kind} at {place}); please report it, with what you did",
        version=__version__,
        kind=type(error).__name__,
        place=f"{Path(frame.filename).name}:{frame.lineno}",
    )
    session.tell(found)
    return Exit.BUG


_USAGE: Final[tuple[tuple[re.Pattern[str], Message], ...]] = (
    (re.compile(r"No such option: (?P<name>\S+)"), msg("there is no option {name}")),
    (
        re.compile(r"Invalid value for '?(?P<name>-[^':]+)'?: Input should be a valid integer"),
        msg("{name} takes a whole number"),
    ),
    (
        re.compile(r"Invalid value for '?(?P<name>-[^':]+)'?: Input should be a valid number"),
        msg("{name} takes a number"),
    ),
    (
        re.compile(r"Invalid value for '?(?P<name>-[^':]+)'?: Input should be greater than or equal to (?P<least>\d+)"),
        msg("{name} is at least {least}"),
    ),
    (re.compile(r"Missing argument '?(?P<name>[^'.]+)'?"), msg("{name} is missing")),
    (re.compile(r"Option '(?P<name>[^']+)' requires an argument"), msg("{name} needs a value")),
    (re.compile(r"Option '(?P<name>[^']+)' does not take a value"), msg("{name} takes no value")),
    (
        re.compile(r"Got unexpected extra argument(?:s|\(s\))? \((?P<name>.*)\)", re.DOTALL),
        msg("there is one argument too many: {name}"),
    ),
)


def _usage_message(error: typer.TyperException) -> Message:
    """Say a wrong use of the command line in our own words; Typer has them in English only."""
    said = error.format_message()
    for pattern, message in _USAGE:
        match = pattern.search(said)
        if match:
            return Message(message.template, match.groupdict())
    return msg("{said}", said=said)


def _usage_help(error: typer.TyperException) -> Message:
    """Say what to do about a wrong use: the nearest option, or where it is explained."""
    possible = getattr(error, "possibilities", None)
    if possible:
        return msg("did you mean `{name}`?", name=possible[0])
    context = getattr(error, "ctx", None)
    return msg("`{command} --help` says how it is used", command=context.command_path if context else "competentie")
