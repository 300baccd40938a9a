"""A project to start from: a small handbook with one profile, per language, and what checks it and keeps it safe.

Nothing that exists is ever written over; what is in the way is told before anything is made.
"""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from competentie.core import Message, msg
from competentie.files.places import CATALOGUE, CATALOGUE_SCHEMA, PROFILE_SCHEMA, SCHEMAS
from competentie.files.read import content
from competentie.version import __version__

IGNORE_FILE: Final = ".gitignore"
IGNORED: Final = b"/ratings/"

_RATINGS: Final = "ratings"
_README: Final = "README.md"
_FILES: Final = (CATALOGUE, "profiles/example.yaml", _README)
_CHECKS: Final = {
    "github": (".github/workflows/handbook.yml", "ci/github.yml"),
    "gitlab": (".gitlab-ci.yml", "ci/gitlab.yml"),
    "pre-commit": (".pre-commit-config.yaml", "ci/pre-commit.yaml"),
}
"""What lets `validate` run by itself: where its file belongs, and where it stands here."""
# Other patterns that ignore the folder as well (gitignore(5)).
_SAME: Final = frozenset({IGNORED, b"/ratings", b"ratings/", b"ratings", b"/ratings/*", b"ratings/*", b"/ratings/**"})


class InTheWayError(Exception):
    """Something stands where a file or folder is to be made; says what."""

    def __init__(self, path: Path, message: Message) -> None:
        """Carry where it stands, and what is wrong with it."""
        super().__init__(message.template)
        self.path, self.message = path, message


def make_project(folder: Path, language: str, comment: str, checks: Sequence[str] = ()) -> list[Path]:
    """Make what a project lacks, and return what was made; a folder with a catalogue keeps its own files.

    `comment` stands above the new line of `.gitignore`; `checks` are names of `_CHECKS`. Raises InTheWayError before
    anything is made, or OSError.
    """
    here = Path(__file__).parent
    files = {target: here / source for target, source in (_CHECKS[name] for name in checks)}
    if not os.path.lexists(folder / CATALOGUE):
        files |= {name: here / language / name for name in _FILES if name != _README or not (folder / name).exists()}
        files |= {name: SCHEMAS / f"{Path(name).stem}.{language}.json" for name in (CATALOGUE_SCHEMA, PROFILE_SCHEMA)}
    _refuse(folder, files)
    ignore = folder / IGNORE_FILE
    more = ignoring(content(ignore) if ignore.exists() else b"", comment)
    made: list[Path] = []
    for name, source in files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        _write_new(target, source.read_bytes().replace(b"VERSION", __version__.encode()))
        made.append(target)
    ratings = folder / _RATINGS
    if not ratings.is_dir():
        ratings.mkdir(mode=0o700)
        made.append(ratings)
    if more:
        with ignore.open("ab") as file:
            file.write(more)
        made.append(ignore)
    return made


def ignoring(present: bytes, comment: str) -> bytes:
    """Return what to put behind a `.gitignore` so that it ignores the ratings; nothing where it does so already."""
    ignores = False
    for line in present.splitlines():
        pattern = line.rstrip()
        if pattern.removeprefix(b"!") in _SAME:
            ignores = not pattern.startswith(b"!")  # the last one that fits decides
    if ignores:
        return b""
    end = b"\r\n" if b"\r\n" in present else b"\n"
    lines = [b"# " + comment.encode(), IGNORED, b""]
    return (end if present and not present.endswith(b"\n") else b"") + end.join(lines)


def _refuse(folder: Path, names: Iterable[str]) -> None:
    for path in (folder, folder / "profiles", folder / _RATINGS):
        if os.path.lexists(path) and not path.is_dir():
            raise InTheWayError(path, msg("this is no folder"))
    for name in names:
        if os.path.lexists(folder / name):
            raise InTheWayError(folder / name, msg("this exists already, and nothing is written over"))
    ignore = folder / IGNORE_FILE
    if os.path.lexists(ignore) and (ignore.is_symlink() or not ignore.is_file()):
        raise InTheWayError(ignore, msg("this is no ordinary file, and git would not read it"))  # gitignore(5), NOTES


def _write_new(path: Path, content: bytes) -> None:
    """Write a file that is not there; what was only begun is taken away again."""
    with path.open("xb") as file:
        try:
            file.write(content)
            file.flush()
        except OSError:
            path.unlink(missing_ok=True)
            raise
