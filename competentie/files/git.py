"""Git, asked by its own program: how it is started so that a repository runs nothing, and the files of a revision."""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Final

from competentie.core import WrongUseError, msg
from competentie.files.read import MAX_BYTES

# What git tells its hooks about the repository that they run for, which need not be the one we ask (githooks(5)).
_NOT_OURS: Final = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR", "GIT_NAMESPACE")

_OURS: Final = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_LAZY_FETCH": "1",  # nothing is fetched, by whatever program the repository names for that …
    "GIT_ALLOW_PROTOCOL": "none",  # … nor by a git that does not know the line above (before 2.44)
    "LC_ALL": "C",
}

# The file system monitor is a program that a repository names; a folder that looks like a bare repository is none.
_SETTINGS: Final = ("-c", "core.fsmonitor=false", "-c", "safe.bareRepository=explicit")
TREE: Final = b"040000"
FILES: Final = (b"100644", b"100755", b"100664")  # the modes of git-ls-tree; the last in old repositories
_ID: Final = re.compile(r"[0-9a-f]{40,64}")  # SHA-1 or SHA-256
_NOTHING: Final = ("not a valid object name", "not a tree object")  # how git-ls-tree says that there is no such folder
_NAME_FOLDERS: Final = msg("name two folders instead, each with a `catalog.yaml`")
_TRUST: Final = re.compile(r"git config --global --add safe\.directory .+")  # git's own advice on a folder of others
TIMEOUT: Final = 20  # seconds; an answer takes some ms, but what git reads can be a pipe that nobody writes to


def program() -> str | None:
    """Return the whole path of git, or None: on the PATH only, for `shutil.which` on Windows begins where we stand."""
    name = "git.exe" if sys.platform == "win32" else "git"
    folders = (folder.strip('"') for folder in os.environ.get("PATH", "").split(os.pathsep))
    places = (Path(folder, name) for folder in folders if Path(folder).is_absolute())
    return next((str(place) for place in places if os.access(place, os.X_OK) and place.is_file()), None)


def command(git: str, folder: Path, *arguments: str) -> list[str]:
    """Return what starts git in a folder; `git` is its whole path."""
    return [git, "--no-pager", *_SETTINGS, "-C", str(folder), *arguments]


def environment() -> Mapping[str, str]:
    """Return the environment to start it in."""
    return {name: value for name, value in os.environ.items() if name not in _NOT_OURS} | _OURS


def reason(answer: bytes) -> str:
    """Return what git says of its failure, in one line."""
    return answer.decode("utf-8", "replace").partition("\n")[0].removeprefix("fatal: ")


class RevisionError(WrongUseError):
    """A revision cannot be read."""


class NothingThereError(RevisionError):
    """The revision can be read, and holds no catalogue there."""


@dataclass(frozen=True, slots=True)
class TreeEntry:
    """What a folder of a commit holds under one name; `size` in bytes."""

    mode: bytes
    object: bytes
    size: int


@dataclass(frozen=True, slots=True)
class Repository:
    """The repository around `folder`; `prefix` is the folder's path in it, with a slash behind it, or empty."""

    git: str
    folder: Path
    prefix: str = ""

    @classmethod
    def around(cls, folder: Path) -> "Repository":
        """Find it; raises RevisionError when there is none, or no git."""
        git = program()
        if git is None:
            raise RevisionError(msg("git is needed to read a revision, and it is not installed"), _NAME_FOLDERS)
        repository = cls(git, folder)
        answer = repository.ask("rev-parse", "--show-prefix")
        if answer.returncode:
            said = reason(answer.stderr)
            message = msg("git finds no repository around {path}: {reason}", path=folder, reason=said)
            trust = _TRUST.search(answer.stderr.decode("utf-8", "replace"))
            advice = msg("if you trust its owner, tell git so: {command}", command=trust[0]) if trust else None
            raise RevisionError(message, advice or _NAME_FOLDERS)
        return replace(repository, prefix=os.fsdecode(answer.stdout.removesuffix(b"\n")))

    def commit(self, revision: str) -> str:
        """Return the id of the commit that a revision names; raises RevisionError when it names none."""
        if revision and not revision.startswith("-"):  # git-check-ref-format: no name of a revision starts with a dash
            name = f"{revision}^{{commit}}"
            answer = self.ask("rev-parse", "--verify", "--quiet", "--end-of-options", name)
            identifier = answer.stdout.decode("ascii", "replace").strip()
            if not answer.returncode and _ID.fullmatch(identifier):  # `^name` names what to leave out
                return identifier
        raise RevisionError(
            msg("`{revision}` is no revision of the repository around {path}", revision=revision, path=self.folder),
            msg("name a folder, or a branch, a tag or a commit; in CI, check out the whole history"),
        )

    def entries(self, commit: str, folder: str = "") -> dict[str, TreeEntry]:
        """List what a commit holds in a folder below ours; what is no plain name on this system is left out.

        Raises RevisionError where a clone does not hold all of it, which is something else than nothing.
        """
        answer = self.ask("ls-tree", "-z", "-l", "--full-tree", f"{commit}:{self.prefix}{folder}")
        if answer.returncode and not reason(answer.stderr).lower().startswith(_NOTHING):
            raise _not_here()
        entries = {}
        for line in answer.stdout.split(b"\0")[:-1]:
            about, _, raw = line.partition(b"\t")
            mode, _, identifier, size = about.split()
            name = os.fsdecode(raw)
            if Path(name).name == name != "..":
                entries[name] = TreeEntry(mode, identifier, int(size) if size.isdigit() else 0)
        return entries

    def paths(self, commit: str) -> list[str]:
        """List the files of a commit, from the top of the repository. Raises RevisionError as `entries` does."""
        answer = self.ask("ls-tree", "-r", "-z", "--name-only", "--full-tree", commit)
        if answer.returncode:
            raise _not_here()
        return [os.fsdecode(name) for name in answer.stdout.split(b"\0")[:-1]]

    @property
    def top(self) -> Path:
        """The folder that the repository is checked out in."""
        return self.folder.joinpath(*[os.pardir] * self.prefix.count("/"))

    def write(self, files: Mapping[Path, TreeEntry]) -> None:
        """Write files that are not there yet. One that is too large to be read gets its size, and no content."""
        wanted = [entry.object + b"\n" for entry in files.values() if entry.size <= MAX_BYTES]
        with tempfile.TemporaryFile() as answer:
            self.ask("cat-file", "--batch", asked=b"".join(wanted), into=answer)
            answer.seek(0)
            for path, entry in files.items():
                with path.open("xb") as file:
                    if entry.size > MAX_BYTES:
                        file.truncate(entry.size)
                    else:
                        file.write(_content(answer))

    def ask(
        self, *arguments: str, asked: bytes = b"", into: IO[bytes] | int = subprocess.PIPE
    ) -> subprocess.CompletedProcess[bytes]:
        """Run git in the folder, whatever comes of it; raises RevisionError when nothing does in time."""
        try:
            return subprocess.run(  # noqa: S603 - git by its whole path; `commit` sees to what comes from outside
                command(self.git, self.folder, *arguments),
                input=asked,
                stdout=into,
                stderr=subprocess.PIPE,
                env=environment(),
                timeout=TIMEOUT,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired):
            raise RevisionError(msg("git gives no answer"), msg("try what `git status` does in this folder")) from None


def _not_here() -> RevisionError:
    return RevisionError(msg("git does not have all files of this revision here"), msg("fetch them first"))


def _content(answer: IO[bytes]) -> bytes:
    """Read an object as `git cat-file --batch` writes it: `<id> <type> <size>`, the content, and a line end."""
    size = answer.readline().split()[-1:]
    if not size or not size[0].isdigit():  # `<id> missing`: a clone without all content
        raise _not_here()
    content = answer.read(int(size[0]))
    answer.read(1)
    return content
