"""How a command ends, and wrong use of the command line in our own words."""

import re
from collections.abc import Sequence
from enum import IntEnum
from pathlib import Path
from typing import Final

import typer

from competentie.core.findings import Diagnostic, Message, WrongUseError, msg, suggest
from competentie.core.terms import RELATIONS
from competentie.core.text import CONTROL
from competentie.ratings.answers import relation_named


class Exit(IntEnum):
    """The exit codes; scripts rely on them."""

    FINE = 0
    FINDINGS = 1
    USAGE = 2
    BUG = 3
    INTERRUPTED = 130


class UsageError(WrongUseError):
    """The command cannot be carried out as it was asked."""


_NOT_OPENED: Final = frozenset({"Y001", "Y016", "Y017"})  # there is nothing in such a file to be wrong


_MOST: Final = 250  # findings take some four lines each


class FindingsError(Exception):
    """The data that the command needs has errors, or could not be opened (then the exit code is 2)."""

    def __init__(self, findings: Sequence[Diagnostic], most: int = _MOST) -> None:
        """Carry the findings, of which `most` are shown."""
        super().__init__(len(findings))
        self.found = findings
        self.most = most

    @property
    def exit(self) -> Exit:
        """The exit code."""
        return Exit.USAGE if any(finding.code in _NOT_OPENED for finding in self.found) else Exit.FINDINGS


def one_of(option: str, value: str, known: tuple[str, ...]) -> None:
    """Refuse a value that is not one of the words an option knows."""
    if value not in known:
        raise UsageError(msg("`{value}` is not a value of {option}", value=value, option=option), suggest(value, known))


def a_relation(word: str | None) -> str | None:
    """Return the relation that `--relation` means, in Dutch or English; refuse what means none."""
    found = None if word is None else relation_named(word)
    if word is not None and found is None:
        from competentie.page.phrases import RELATION_WORDS

        names = [RELATION_WORDS[one] for one in RELATIONS]
        raise UsageError(
            msg("`{value}` is not a value of {option}", value=word, option="--relation"),
            msg("choose one of: {names}", names=names),
        )
    return found


def a_name(option: str, name: str | None) -> None:
    """Refuse a name that says nothing, or that no file may hold."""
    if name is not None and not name.strip():
        raise UsageError(msg("{option} is empty", option=option), msg("give a name, or leave it out"))
    if name is not None and CONTROL.search(name):
        raise UsageError(msg("{option}: a control character stands in `{name}`", option=option, name=name))


def new_file(path: Path, taken: Message) -> None:
    """Refuse a place where no new file can be written; `taken` says with {path} that it is written over nothing."""
    if path.is_dir():
        raise UsageError(msg("{path} is a folder; give the name of a file", path=path))
    if path.is_file():
        advice = msg("give another name, or remove it first")
        raise UsageError(Message(taken.template, {"path": path}), advice)
    in_a_folder(path)


def in_a_folder(path: Path) -> None:
    """Refuse a file in a folder that is not there."""
    if not path.absolute().parent.is_dir():
        raise UsageError(msg("there is no folder {path}", path=path.parent))


def not_written(path: Path | str, error: OSError, advice: Message | None = None) -> UsageError:
    """Say that a file could not be written, and why."""
    from competentie.files.bytes import unreadable

    return UsageError(msg("{path} could not be written: {reason}", path=path, reason=unreadable(error)), advice)


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


def usage_message(error: typer.TyperException) -> Message:
    """Say a wrong use of the command line in our own words; Typer has them in English only."""
    said = error.format_message()
    for pattern, message in _USAGE:
        match = pattern.search(said)
        if match:
            return Message(message.template, match.groupdict())
    return msg("{said}", said=said)


def usage_help(error: typer.TyperException) -> Message:
    """Say what to do about a wrong use: the nearest option, or where it is explained."""
    possible = getattr(error, "possibilities", None)
    if possible:
        return msg("did you mean `{name}`?", name=possible[0])
    context = getattr(error, "ctx", None)
    return msg("`{command} --help` says how it is used", command=context.command_path if context else "competentie")
