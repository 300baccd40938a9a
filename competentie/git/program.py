"""How git is started, in a folder that somebody else may have made: no shell, no questions, no network, no programs.

The folder's own settings are read, but none of those by which it could name a program to run.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

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


def command(git: str, folder: Path, *arguments: str) -> list[str]:
    """Return what starts git in a folder; `git` is its whole path."""
    return [git, "--no-pager", *_SETTINGS, "-C", str(folder), *arguments]


def environment() -> Mapping[str, str]:
    """Return the environment to start it in."""
    return {name: value for name, value in os.environ.items() if name not in _NOT_OURS} | _OURS


def reason(answer: bytes) -> str:
    """Return what git says of its failure, in one line."""
    return answer.decode("utf-8", "replace").partition("\n")[0].removeprefix("fatal: ")
