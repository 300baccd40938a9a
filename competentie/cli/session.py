"""What every command shares: the words, the streams, the catalogue in use, the time; the one place that prints.

`SOURCE_DATE_EPOCH` takes the clock's place, so that the same input gives the same bytes
(reproducible-builds.org/specs/source-date-epoch); the core gets the time as a value.
"""

import datetime as dt
import os
import re
import stat
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final, TextIO, TypeVar

from competentie.core import (
    CONTROL,
    RELATIONS,
    Basis,
    Catalogue,
    Diagnostic,
    Message,
    Profile,
    Severity,
    WrongUseError,
    basis_of,
    displayable,
    fold,
    has_errors,
    msg,
    printable,
    suggest,
)
from competentie.files.places import (
    copy_of,
    exposure,
    find_catalogue,
    find_profile,
    is_there,
    profile_by_id,
    profiles_folder,
    ratings_folder,
    working_folder,
    yaml_files,
)
from competentie.page.language import Words
from competentie.page.streams import console, drawn, fitted, is_colored, paint, width_of
from competentie.ratings.answers import relation_named

if TYPE_CHECKING:
    from rich.console import RenderableType

    from competentie.table.columns import Items


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
        from competentie.page.language import RELATION_WORDS

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
    from competentie.files.read import refuse_link

    try:
        refuse_link(path)
    except OSError as error:
        raise not_written(path, error) from None


def in_a_folder(path: Path) -> None:
    """Refuse a file in a folder that is not there."""
    if not path.absolute().parent.is_dir():
        raise UsageError(msg("there is no folder {path}", path=path.parent))


def not_written(path: Path | str, error: OSError, advice: Message | None = None) -> UsageError:
    """Say that a file could not be written, and why."""
    from competentie.files.read import unreadable

    return UsageError(msg("{path} could not be written: {reason}", path=path, reason=unreadable(error)), advice)


def private_folder(folder: Path, advice: Message | None = None) -> None:
    """Make a folder that only its owner may look into, unless it is there; raises UsageError."""
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise not_written(folder, error, advice) from None


T = TypeVar("T")
STDOUT = "-"  # as the name of an output file
_CHUNK = 1 << 20  # bytes that are copied at once


@dataclass(slots=True)
class Session:
    """One run of the program."""

    words: Words
    _named: str | None = field(default=None, init=False)
    _catalogue: Path | None = field(default=None, init=False)
    _is_watched: bool = field(default=False, init=False)
    color: str = field(default="auto", init=False)
    quiet: bool = field(default=False, init=False)
    incomplete: bool = field(default=False, init=False)
    """Whether something was left out of the output because it has errors."""
    closed: bool = field(default=False, init=False)
    """Whether the reader of stdout has gone."""
    style: str = field(default="", init=False)
    """What pages of HTML are styled with beyond their own stylesheet."""
    raw: bool = field(default=False, init=False)
    """Whether what goes to stdout may be commands to the runner that we run in: those are our own."""

    def begin(self, catalogue: str | None, color: str) -> None:
        """Take what the options before the command say."""
        self._named = catalogue
        self.color = color

    @property
    def catalogue_path(self) -> Path:
        """Where the catalogue is; raises WrongUseError where it was found in a place that is not to be trusted."""
        if self._catalogue is None:
            self._catalogue = find_catalogue(self._named, os.environ, working_folder())
        return self._catalogue

    def ratings_folder(self) -> Path:
        """Return the folder with ratings; says once who else may look into it."""
        folder = ratings_folder(self.catalogue_path)
        if os.path.lexists(folder) and not folder.is_dir():
            advice = msg("ratings are kept there: see to the link or the drive, or give the file another name")
            raise UsageError(msg("{path} is no folder, and leads to none", path=folder), advice)
        problem = None if self._is_watched else exposure(folder)
        if problem is not None:
            self._is_watched = True
            self.note(problem)
        return folder

    def catalogue(self) -> Catalogue:
        """Read the catalogue; its errors end the command."""
        from competentie.handbook.load import load_catalogue

        self.require_catalogue()
        catalogue = self.sound(*load_catalogue(self.catalogue_path))
        self.words.fallback = catalogue.language
        if self.words.texts and self.words.texts not in (known := catalogue.languages()):
            raise UsageError(
                msg("no text of the handbook is in `{language}`", language=self.words.texts),
                msg("choose one of: {names}", names=sorted(known)),
            )
        return catalogue

    def require_catalogue(self) -> None:
        """End the command when there is no catalogue."""
        if not is_there(self.catalogue_path):
            raise UsageError(
                msg("there is no catalogue at {path}", path=self.catalogue_path),
                msg("name another with `--catalog`, or leave it out to use the handbook that is shipped"),
            )

    def sound(self, value: T | None, findings: "Sequence[Diagnostic]") -> T:
        """Return what was read, with its warnings shown; end the command when it has errors."""
        if value is None:
            raise FindingsError(findings)
        self.report(findings)
        return value

    def profile(self, name: str, catalogue: Catalogue) -> Profile:
        """Read the profile that a person named, by id, role or path; its errors end the command."""
        path = find_profile(name, self.catalogue_path)
        if path is None:
            return self.profile_by_id(self.roles(catalogue).get(fold(name), name), catalogue)
        if path.is_dir():
            raise UsageError(msg("{path} is a folder, not a profile", path=path))
        return self._read_profile(path, catalogue)

    def profile_by_id(self, identifier: str, catalogue: Catalogue) -> Profile:
        """Read the profile that a file with ratings names: an id, never a path."""
        path = profile_by_id(identifier, self.catalogue_path)
        if path is None:
            raise self._no_profile(identifier)
        return self._read_profile(path, catalogue)

    def _read_profile(self, path: Path, catalogue: Catalogue) -> Profile:
        from competentie.handbook.load import ProfileReader

        return self.sound(*ProfileReader(catalogue).read(path))

    def _no_profile(self, name: str) -> UsageError:
        return UsageError(
            msg("there is no profile `{name}` beside {path}", name=name, path=self.catalogue_path),
            suggest(name, self.profile_ids()) or msg("`competentie show` lists what there is"),
        )

    def roles(self, catalogue: Catalogue) -> dict[str, str]:
        """Return the ids of sound profiles beside the catalogue by their roles, in every language, in one case."""
        from competentie.handbook.load import ProfileReader

        read = map(ProfileReader(catalogue).read, yaml_files(profiles_folder(self.catalogue_path)))
        return {fold(role): one.id for one, _ in read if one is not None for role in one.role.all()}

    def items(self, catalogue: Catalogue, *, roles: bool = True) -> "Items":
        """Return what the cells of a table can name today; `roles` tells whether profiles are among it."""
        from competentie.table.columns import Items

        return Items(catalogue, today(), self.roles(catalogue) if roles else None)

    def profile_ids(self) -> list[str]:
        """Return the ids of the profiles beside the catalogue."""
        return [file.stem for file in self._profile_files()]

    def _profile_files(self) -> list[Path]:
        files = yaml_files(profiles_folder(self.catalogue_path))
        return [file for file in files if copy_of(file) is None]

    def tell_copies(self, files: "Sequence[Path]") -> None:
        """Name what is passed over."""
        for file in files:
            self.tell(self.words("passed over, because it looks like a copy: {path}", path=file))

    def profiles(self, catalogue: Catalogue) -> "list[Profile]":
        """Read every profile beside the catalogue; those with errors are reported and left out."""
        from competentie.handbook.load import ProfileReader

        reader = ProfileReader(catalogue)
        profiles = []
        kept = self._profile_files()
        self.tell_copies([file for file in yaml_files(profiles_folder(self.catalogue_path)) if file not in kept])
        for file in kept:
            profile, findings = reader.read(file)
            self.report(findings)
            self.incomplete |= has_errors(findings)
            if profile is not None:
                profiles.append(profile)
        return catalogue.in_order(profiles)

    def command(self, *arguments: str) -> str:
        """Return a command on the same catalogue as one types it."""
        import shlex

        named = ["--catalog", self._named] if self._named else []
        return shlex.join(["competentie", *named, *map(printable, arguments)])

    def say(self, text: str) -> None:
        """Write lines for a person to stdout."""
        self.write(fitted(text, sys.stdout) + "\n")

    def report(self, findings: Sequence[Diagnostic], limit: int | None = None) -> None:
        """Show findings on stderr; a quiet run shows errors only."""
        worth = (
            findings
            if has_errors(findings)
            else [finding for finding in findings if finding.severity is not Severity.ADVICE]
        )
        if not worth or (self.quiet and not has_errors(worth)):
            return
        self.show_findings(findings[:limit], sys.stderr)
        if limit is not None and len(findings) > limit:
            self.tell(self.words("… and {n} more", n=len(findings) - limit))

    def show_findings(
        self, findings: Sequence[Diagnostic], stream: TextIO, given: Mapping[str, bytes] | None = None
    ) -> None:
        """Show findings in full; `given` contents stand for what is on disk, by the path that findings name."""
        from competentie.page.findings import STYLES, Excerpts, full

        width = width_of(stream)
        painted = self.paint(stream, STYLES)
        for text in full(findings, self.words, Excerpts(given, width), painted, width):
            if stream is sys.stdout:
                self.write(text + "\n")
            else:
                with suppress(OSError):
                    _write(stream, text + "\n")

    def paint(self, stream: TextIO, styles: Mapping[str, str]) -> Callable[[str, str], str]:
        """Return what gives a text a style on a stream: nothing, where it is not to be coloured."""
        from competentie.page.findings import plainly

        return paint(styles) if is_colored(stream, self.color, os.environ) else plainly

    def tell(self, text: str = "", end: str = "\n") -> None:
        """Write narration to stderr; that nobody can hear it changes nothing."""
        with suppress(OSError):
            _write(sys.stderr, fitted(text, sys.stderr) + end)

    def tell_in_place(self, text: str) -> None:
        """Write narration that the next replaces, as it is."""
        with suppress(OSError):
            _write(sys.stderr, text)

    def note(self, message: Message | str) -> None:
        """Write a line of narration that a quiet run leaves out: a message, or words that are chosen already."""
        if not self.quiet:
            self.tell(message if isinstance(message, str) else self.words(message))

    def draw(self, renderable: "RenderableType") -> None:
        """Draw a rich renderable on stdout."""
        self.write(drawn(renderable, console(sys.stdout, self.color, os.environ)))

    def draw_to(self, renderable: "RenderableType", output: Path | None, *, private: bool = True) -> None:
        """Draw on stdout, or as plain text into a file."""
        if output is None or str(output) == STDOUT:
            self.draw(renderable)
            return
        from io import StringIO

        self.save(output, drawn(renderable, console(StringIO(), "never", {})).encode("utf-8"), private=private)

    def write(self, text: str) -> None:
        """Write text for a person to stdout."""
        if not self.closed:
            self.closed = not _write(sys.stdout, text, raw=self.raw)

    def write_data(self, data: str | bytes, output: Path | None = None, *, private: bool = True) -> None:
        """Write data for a program, text always as UTF-8: to stdout, or whole to a file."""
        content = data.encode("utf-8", "backslashreplace") if isinstance(data, str) else data
        if output is not None and str(output) != STDOUT:
            self.save(output, content, private=private)
        elif isinstance(data, str) and sys.stdout.isatty():
            self.write(displayable(data))
        elif not self.closed:
            self.closed = not _write(sys.stdout.buffer, content, sys.stdout, raw=self.raw)

    def pour(self, file: BinaryIO) -> None:
        """Write a file that holds data for a program to stdout, from its start."""
        file.seek(0)
        if sys.stdout.isatty():
            for line in file:
                self.write(displayable(line.decode("utf-8")))
            return
        while not self.closed and (chunk := file.read(_CHUNK) + file.readline()):
            self.closed = not _write(sys.stdout.buffer, chunk, sys.stdout)

    def save(self, output: Path, content: bytes, *, private: bool = True) -> None:
        """Write a file whole, for its owner's eyes when it is private; when that fails, say why and end the command."""
        from competentie.files.write import write_whole

        try:
            write_whole(output, content, private=private)
        except OSError as error:
            raise not_written(output, error) from None


def _write(stream: Any, content: str | bytes, owner: Any = None, *, raw: bool = False) -> bool:  # noqa: ANN401 - text or binary
    """Write to a stream; False when nobody reads it any more (a closed pipe), which is not our error."""
    try:
        stream.write(content if raw or not _is_log(owner or stream) else _harmless(content))
        stream.flush()
    except BrokenPipeError:
        give_up(owner or stream)
        return False
    return True


# How a runner of GitHub or Azure reads a command in a log: at the start of a line behind blanks, or anywhere in it
_COMMANDS: Final = re.compile(r"((?:^|[\n\r])\s*:)(?=:)|(##)(?=\w*\[)")


def _is_log(stream: TextIO) -> bool:
    """Tell whether what is written to a stream ends in the log of a runner: not when it goes to a file."""
    if not (os.environ.get("GITHUB_ACTIONS") or os.environ.get("TF_BUILD")):
        return False
    try:
        return not stat.S_ISREG(os.fstat(stream.fileno()).st_mode)
    except (OSError, ValueError):
        return True


def _harmless(content: str | bytes) -> str | bytes:
    """Put a blank in what a runner would take for a command; a file that is no text is left as it is."""
    if isinstance(content, str):
        return _COMMANDS.sub(r"\1\2 ", content)
    if content.startswith((b"PAR1", b"PK\3\4", b"%PDF")) or not (b"::" in content or b"##" in content):
        return content
    return _COMMANDS.sub(r"\1\2 ", content.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")


def give_up(stream: Any) -> None:  # noqa: ANN401
    """Send what is still in a stream's buffer nowhere, or Python complains at exit (docs.python.org, SIGPIPE note)."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


VARIABLE: Final = "SOURCE_DATE_EPOCH"


def today() -> dt.date:
    """Return the day it is here; in UTC when `SOURCE_DATE_EPOCH` says when it is. Raises UsageError."""
    return (_wanted() or dt.datetime.now().astimezone()).date()


def now() -> dt.datetime:
    """Return the moment it is, in UTC. Raises UsageError when `SOURCE_DATE_EPOCH` is no time."""
    return _wanted() or dt.datetime.now(dt.UTC)


def basis_today(catalogue: Catalogue, profiles: Iterable[Profile]) -> Basis:
    """Return what results against these profiles rest on when they are made now. Raises UsageError."""
    return basis_of(catalogue, profiles, today().isoformat())


def _wanted() -> dt.datetime | None:
    """Return the moment that `SOURCE_DATE_EPOCH` names; a malformed one is an error, as its specification asks."""
    value = os.environ.get(VARIABLE)
    if not value:
        return None
    try:
        return dt.datetime.fromtimestamp(int(value), dt.UTC)
    except (ValueError, OverflowError, OSError):
        raise UsageError(
            msg("SOURCE_DATE_EPOCH is `{value}`, which is no time", value=value),
            msg("give the seconds since 1970, or leave it out"),
        ) from None
