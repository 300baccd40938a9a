"""The command line: parse, call, render, exit. One module per command, imported when it is asked for.

Wording: what Typer itself says is translated here too, so that no English is left in a Dutch run.
"""

import os
import re
import sys
from gettext import gettext as _
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from typer.core import TyperCommand, TyperGroup

from competentie import __version__
from competentie.cli.exits import Exit, FindingsError, UsageError
from competentie.cli.session import Session, give_up, start
from competentie.language import LANGUAGES, Words, announce, choose
from competentie.message import N_, Message, msg
from competentie.places import find_catalogue
from competentie.suggest import nearest

COMMANDS: Final[dict[str, Message]] = {
    "assess": msg("ask for ratings, or read them, and show the gap"),
    "score": msg("score a whole table of people"),
    "validate": msg("check catalogue, profiles and ratings files"),
    "show": msg("show the catalogue, a competency, a behaviour or a profile"),
    "matrix": msg("show competencies × roles with the norms"),
    "template": msg("make an empty ratings table to fill in"),
    "schema": msg("print the JSON Schema of a file"),
}
COLORS: Final = ("auto", "always", "never")


def run(arguments: list[str] | None = None) -> int:
    """Run the program and return its exit code; nothing but its own words reaches the user."""
    from competentie.render.terminal import prepare

    prepare()
    arguments = sys.argv[1:] if arguments is None else arguments
    language = _language(arguments)
    announce(language)
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"  # no third party sees ratings; and start-up is faster
    session = Session(Words(language), Path())
    try:
        _refuse_undecodable(arguments)
        return _run(arguments, session.words)
    except UsageError as error:
        return _complain(session, error.message, error.help)
    except FindingsError as error:
        session.report(error.found)
        return Exit.FINDINGS
    except KeyboardInterrupt:
        session.tell("\n" + session.words("interrupted"))
        return Exit.INTERRUPTED
    except OSError as error:
        return _complain(session, _system_says(error))
    except Exception as error:  # noqa: BLE001 - the one place that turns a bug into a message
        return _bug(session, error)


def _run(arguments: list[str], words: Words) -> int:
    code = _dispatch(arguments, words)
    try:
        sys.stdout.flush()  # while a full disk can still be reported
    except BrokenPipeError:
        give_up(sys.stdout)
    return code


def _dispatch(arguments: list[str], words: Words) -> int:
    command = typer.main.get_command(_application(words.language))
    try:
        code = command.main(args=arguments, prog_name="competentie", standalone_mode=False)
    except typer.TyperException as error:
        raise UsageError(usage_message(error), _where_help(error)) from None
    except typer.Abort:
        raise KeyboardInterrupt from None
    except SystemExit:  # Typer's answer to a reader of the help that has had enough
        give_up(sys.stdout)
        return Exit.FINE
    if isinstance(code, int) and code == Exit.INTERRUPTED:
        raise KeyboardInterrupt
    return code if isinstance(code, int) else Exit.FINE


def _application(language: str) -> typer.Typer:
    app = typer.Typer(
        cls=Commands,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        no_args_is_help=False,
        options_metavar=_("[OPTIONS]"),
        subcommand_metavar=_("COMMAND [ARGS]..."),
        context_settings={"help_option_names": ["-h", "--help"]},
    )

    @app.callback(
        help=_("Competency handbooks as validated YAML: the cumulative rule, and the gap it shows."),
        invoke_without_command=True,
    )
    def main(
        context: typer.Context,
        catalog: Annotated[
            str | None,
            typer.Option(
                metavar="PATH", help=_("the catalogue to use; else the nearest catalog.yaml, else the handbook shipped")
            ),
        ] = None,
        lang: Annotated[
            str, typer.Option(metavar="nl|en", help=_("the language to speak"), show_default=False)
        ] = language,
        color: Annotated[str, typer.Option(metavar="auto|always|never", help=_("when to colour"))] = "auto",
        version: Annotated[bool, typer.Option("--version", help=_("print the version and exit"))] = False,
    ) -> None:
        if version:
            sys.stdout.write(f"competentie {__version__}\n")
            raise typer.Exit
        one_of("--lang", lang, LANGUAGES)
        one_of("--color", color, COLORS)
        context.obj = start(catalog, language, color)
        if context.invoked_subcommand is None:
            sys.stdout.write(context.get_help() + "\n")
            raise typer.Exit(Exit.USAGE)

    return app


class _Translated:
    """Puts the words that Typer has in English only into the reader's language."""

    def format_usage(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 - Typer's own types are private
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix=_("Usage: "))  # type: ignore[attr-defined]

    def get_help_option(self, ctx: Any) -> Any:  # noqa: ANN401
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = _("Show this message and exit.")
        return option


class Command(_Translated, TyperCommand):
    """A command of ours."""

    def get_params(self, ctx: Any) -> Any:  # noqa: ANN401
        """Return the parameters; arguments without the Python type that Typer would show behind them."""
        params: Any = super().get_params(ctx)
        for param in params:
            if param.param_type_name == "argument":
                param.display_type_rich = _no_type
        return params


def _no_type(ctx: Any) -> None:  # noqa: ANN401
    """Show no type."""


class Commands(_Translated, TyperGroup):
    """The commands: their modules are imported when they are asked for, so that help stays quick."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401, ARG002
        """Return the commands in the order in which they are helpful."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ANN401, ARG002
        """Build one command from its module."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"competentie.cli.{cmd_name}")
        app = typer.Typer(add_completion=False, rich_markup_mode=None)
        summary = _(COMMANDS[cmd_name].template)
        settings = {"help_option_names": ["-h", "--help"]}
        app.command(
            cmd_name,
            cls=Command,
            options_metavar=_("[OPTIONS]"),
            help=summary[:1].upper() + summary[1:] + ".",
            context_settings=settings,
        )(module.run)
        return typer.main.get_command(app)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401
        """Find the command that was named, or say which one was probably meant."""
        if args[0] not in COMMANDS and not args[0].startswith("-"):
            close = nearest(args[0], COMMANDS)
            advice = (
                msg("did you mean `{name}`?", name=close)
                if close
                else msg("the commands are: {names}", names=list(COMMANDS))
            )
            raise UsageError(msg("there is no command `{name}`", name=args[0]), advice)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401, ARG002
        """List the commands without building them."""
        with formatter.section(_("Commands")):
            formatter.write_dl([(name, _(summary.template)) for name, summary in COMMANDS.items()])


def one_of(option: str, value: str, known: tuple[str, ...]) -> None:
    """Refuse a value that is not one of the words an option knows."""
    if value not in known:
        close = nearest(value, known)
        advice = (
            msg("did you mean `{name}`?", name=close) if close else msg("choose one of: {names}", names=list(known))
        )
        raise UsageError(msg("`{value}` is not a value of {option}", value=value, option=option), advice)


# What Typer says through gettext, and so is translated with our own texts once the extractor has seen it.
_TYPER: Final = (N_("Arguments"), N_("Options"), N_("default: {default}"), N_("required"))

_USAGE: Final[tuple[tuple[re.Pattern[str], Message], ...]] = (
    (re.compile(r"No such option: (?P<name>\S+)"), msg("there is no option {name}")),
    (re.compile(r"Missing argument '?(?P<name>[^'.]+)'?"), msg("{name} is missing")),
    (re.compile(r"Option '(?P<name>[^']+)' requires an argument"), msg("{name} needs a value")),
    (re.compile(r"Option '(?P<name>[^']+)' does not take a value"), msg("{name} takes no value")),
    (
        re.compile(r"Got unexpected extra arguments? \((?P<name>.*)\)", re.DOTALL),
        msg("there is one argument too many: {name}"),
    ),
    (
        re.compile(r"Got unexpected extra argument\(s\) \((?P<name>.*)\)", re.DOTALL),
        msg("there is one argument too many: {name}"),
    ),
)


def usage_message(error: typer.TyperException) -> Message:
    """Say a wrong use of the command line in our own words; Typer has them in English only."""
    said = error.format_message()
    for pattern, message in _USAGE:
        found = pattern.search(said)
        if found:
            return Message(message.template, found.groupdict())
    return msg("{said}", said=said)


def _where_help(error: typer.TyperException) -> Message:
    possible = getattr(error, "possibilities", None)
    if possible:
        return msg("did you mean `{name}`?", name=min(possible))
    context = getattr(error, "ctx", None)
    return msg("`{command} --help` says how it is used", command=context.command_path if context else "competentie")


def _language(arguments: list[str]) -> str:
    """Choose the language before anything is parsed, for what goes wrong while parsing."""
    option, catalogue = _early(arguments, "--lang"), _early(arguments, "--catalog")
    try:
        return choose(option, os.environ, find_catalogue(catalogue, os.environ, Path.cwd()))
    except OSError:
        return choose(option, os.environ, None)


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
    from competentie.source import unreadable

    if error.filename is not None:
        return msg("{path} could not be opened: {reason}", path=str(error.filename), reason=unreadable(error))
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
