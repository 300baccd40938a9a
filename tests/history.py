"""Making the history of a git repository in a temporary folder, whatever the developer's own git is set to."""

import os
import subprocess
from pathlib import Path

_NOT_OURS = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE")


def git(folder: Path, *arguments: str, stdin: bytes = b"") -> str:
    """Run git in a folder and return what it says."""
    command = ["git", "-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false"]
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    environment = {name: value for name, value in environment.items() if name not in _NOT_OURS}
    ran = subprocess.run(
        [*command, *arguments], cwd=folder, env=environment, input=stdin, capture_output=True, check=True
    )
    return ran.stdout.decode().strip()


def commit(folder: Path, *tags: str) -> str:
    """Commit everything as it stands, tag it, and return the id."""
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", "a state")
    for tag in tags:
        git(folder, "tag", tag)
    return git(folder, "rev-parse", "HEAD")


def edit(path: Path, before: str, after: str) -> None:
    """Replace a part of a file, which must be there."""
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")
