"""The Typer application: the options before the command, and the commands, imported when they are asked for.

What Typer says in English only is put into the reader's language here and in `usage`.
"""

from collections.abc import Mapping
from gettext import gettext as _
from importlib import import_module
from keyword import iskeyword
from typing import Annotated, Any, Final

import typer
from typer.core import TyperCommand, TyperGroup

from competentie.cli.session import Exit, Session, UsageError, one_of
from competentie.core import N_, Message, msg, suggest
from competentie.page.language import LANGUAGES
from competentie.version import __version__

COMMANDS: Final[dict[str, Message]] = {
    "assess": msg("ask for ratings, or read them, and show the gap"),
    "score": msg("score a whole table of people"),
    "match": msg("show which roles suit each person in a table, or who suits one role"),
    "compare": msg("show what several raters say of one person, side by side"),
    "trend": msg("show how one person developed from date to date"),
    "plan": msg("plan the shortest way to the norm, and keep what was agreed on it"),
    "evidence": msg("test on many people whether the levels of each competency ascend"),
    "validate": msg("check catalogue, profiles and ratings files"),
    "explain": msg("explain a code of a report, with what is wrong and what is right"),
    "show": msg("show the catalogue, a competency, a behaviour or a profile"),
    "matrix": msg("show competencies × roles with the norms"),
    "diff": msg("show what changed between two handbooks, and how far the version has to move"),
    "export": msg("write the handbook for other systems, and say what they cannot keep"),
    "import": msg("propose a handbook from a file of another system, and say what was lost"),
    "template": msg("make an empty ratings table to fill in"),
    "form": msg("make a form for who rates in a browser or a spreadsheet"),
    "schema": msg("print the JSON Schema of a file"),
    "profile": msg("make a role's profile, change a row of it, or hold roles side by side"),
    "report": msg("make pages to hand over: for a talk, of a team, of the handbook"),
    "ratings": msg("list, show, export or forget what is kept on people"),
    "init": msg("make a project to start from"),
}
COLORS: Final = ("auto", "always", "never")

# What Typer says through gettext, and so is translated with our own texts once the extractor has seen it.
_TYPER: Final = (N_("Arguments"), N_("Options"), N_("default: {default}"), N_("required"))


def application() -> typer.Typer:
    """Build the application; this module is imported once the language has been announced."""
    app = typer.Typer(
        cls=Commands,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        options_metavar=_("[OPTIONS]"),
        subcommand_metavar=_("COMMAND [ARGS]..."),
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    title = _("Competency handbooks as validated YAML: the cumulative rule, and the gap it shows.")
    app.callback(help=title, invoke_without_command=True)(options)
    return app


def options(
    context: typer.Context,
    catalog: Annotated[
        str | None,
        typer.Option(
            metavar="PATH", help=_("the catalogue to use; else the nearest catalog.yaml, else the handbook shipped")
        ),
    ] = None,
    lang: Annotated[str | None, typer.Option(metavar="|".join(LANGUAGES), help=_("the language to speak"))] = None,
    texts: Annotated[
        str | None,
        typer.Option(metavar="TAG", help=_("the language of the handbook's texts, such as es, if they have it")),
    ] = None,
    color: Annotated[str, typer.Option(metavar="auto|always|never", help=_("when to colour"))] = "auto",
    version: Annotated[bool, typer.Option("--version", help=_("print the version and exit"))] = False,
) -> None:
    """Take the options that stand before the command."""
    session: Session = context.obj
    if version:
        session.write(f"competentie {__version__}\n")
        raise typer.Exit
    if lang is not None:
        one_of("--lang", lang, tuple(LANGUAGES))
    one_of("--color", color, COLORS)
    session.words.texts = texts or session.words.texts
    session.begin(catalog, color)
    if context.invoked_subcommand is None:
        session.write(context.get_help() + "\n")
        raise typer.Exit(Exit.USAGE)


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

    known: Mapping[str, Message] = COMMANDS
    room: str = "competentie.cli"

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401, ARG002
        """Return the commands in the order in which they are helpful."""
        return list(self.known)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ANN401, ARG002
        """Build one command from its module, or a group of them where the module has commands of its own."""
        if cmd_name not in self.known:
            return None
        module = import_module(f"{self.room}.{cmd_name}{'_' * iskeyword(cmd_name)}")
        inner: Mapping[str, Message] | None = getattr(module, "COMMANDS", None)
        group = Commands if inner is None else type("Group", (Commands,), {"known": inner, "room": module.__name__})
        app = typer.Typer(cls=group, add_completion=False, rich_markup_mode=None)
        summary = _(self.known[cmd_name].template)
        said: dict[str, Any] = {
            "options_metavar": _("[OPTIONS]"),
            "help": summary[:1].upper() + summary[1:] + ".",
            "context_settings": {"help_option_names": ["-h", "--help"]},
        }
        if inner is None:
            app.command(cmd_name, cls=Command, **said)(module.run)
        else:
            app.callback(subcommand_metavar=_("COMMAND [ARGS]..."), invoke_without_command=True, **said)(_show_help)
        return typer.main.get_command(app)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401
        """Find the command that was named, or say which one was probably meant."""
        if args[0] not in self.known and not args[0].startswith("-"):
            advice = suggest(args[0], self.known) or msg("choose one of: {names}", names=list(self.known))
            raise UsageError(msg("there is no command `{name}`", name=args[0]), advice)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401, ARG002
        """List the commands without building them."""
        with formatter.section(_("Commands")):
            formatter.write_dl([(name, _(summary.template)) for name, summary in self.known.items()])


def _show_help(context: typer.Context) -> None:
    """Show what there is when no command of a group is named."""
    if context.invoked_subcommand is None:
        context.obj.write(context.get_help() + "\n")
        raise typer.Exit(Exit.USAGE)
