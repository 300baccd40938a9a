"""Writing files: whole or not at all, and ratings only for their owner's eyes."""

import glob
import os
import shutil
import stat
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

from competentie.domain import Catalogue, Rated, Rating, Ratings
from competentie.fingerprint import behaviour_mark, competency_mark, fingerprint
from competentie.source import dump


def write_whole(path: Path, content: bytes) -> None:
    """Write a file beside its target and move it into place, readable by its owner only. Raises OSError."""
    with WholeFile(path) as whole:
        whole.file.write(content)
        whole.commit()


class WholeFile:
    """A file that takes its place only when it is whole; until then it stands beside it, for its owner's eyes only.

    A target that is no ordinary file (a device, a pipe) gets the content at once, in the end.
    """

    def __init__(self, path: Path) -> None:
        """Begin a file. Raises OSError."""
        self._device = path if path.exists() and not stat.S_ISREG(path.stat().st_mode) else None
        self._target = Path(os.path.realpath(path))  # a link keeps pointing at what it points at; a circle fails below
        folder = None if self._device else self._target.parent
        descriptor, name = tempfile.mkstemp(dir=folder, prefix=_prefix(self._target))  # mode 0600
        self._name = Path(name)
        self.file = os.fdopen(descriptor, "w+b")

    def commit(self, *, durable: bool = True) -> None:
        """Move the file into place; `durable` waits until it would outlive a power cut. Raises OSError."""
        self.file.flush()
        if self._device is not None:
            self.file.seek(0)
            with self._device.open("wb") as target:
                shutil.copyfileobj(self.file, target)
            return
        if durable:
            os.fsync(self.file.fileno())
        self.file.close()
        self._name.replace(self._target)
        if durable:
            _sync_folder(self._target.parent)

    def __enter__(self) -> Self:
        """Begin; what is not committed in the end is gone."""
        return self

    def __exit__(self, *_: object) -> None:
        """Remove what was not moved into place."""
        self.file.close()
        self._name.unlink(missing_ok=True)


def _prefix(target: Path) -> str:
    return f".{target.name[:200]}."  # with what makes it unique, within the 255 bytes of any file system


def remove_left(target: Path) -> None:
    """Remove what was left behind by writing a file when that was ended halfway; only for who keeps it from others."""
    for left in target.parent.glob(f"{glob.escape(_prefix(target))}????????"):
        if not left.is_symlink() and left.suffix != ".lock":
            left.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    """Make sure that a new name outlives a power cut too, where the system can open a folder (POSIX)."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def ratings_yaml(ratings: Ratings, catalogue: Catalogue) -> str:
    """Write ratings as the YAML that `assess --scores` reads."""
    parts = (competency_yaml(one, rated, ratings.remarks, catalogue) for one, rated in ratings.rated.items())
    return ratings_text(ratings, catalogue, list(parts))


@dataclass(frozen=True, slots=True)
class CompetencyYaml:
    """The lines of one competency in a ratings file: its answers, and marks of the texts they were given on."""

    ratings: str
    marks: str


def ratings_text(
    ratings: Ratings, catalogue: Catalogue, parts: Sequence[CompetencyYaml], *, marked: bool = False
) -> str:
    """Put a ratings file together from its head and its competencies.

    `marked` tells that the marks of the parts are of the texts that were rated, also where `rated_on` is given.
    """
    rater = {"name": ratings.rater, "relation": ratings.relation}
    head: dict[str, Any] = {"competentie": 1, "profile": ratings.profile}
    version, mark = ratings.rated_on or (catalogue.version, fingerprint(catalogue, ratings.rated))
    rated_on = {"version": version, **({"fingerprint": mark} if mark else {})}
    about = {
        "person": ratings.person,
        "rater": {name: value for name, value in rater.items() if value is not None},
        "date": ratings.date,
        "unfinished": ratings.unfinished,
    }
    at_hand = marked or ratings.rated_on is None
    marks = "".join(part.marks for part in parts) if at_hand else _given_marks(ratings)
    return (
        dump(head)
        + dump({"catalogue": rated_on})
        + (f"  texts:\n{marks}" if marks else "")
        + dump({name: value for name, value in about.items() if value not in (None, {})})
        + ("ratings:\n" + "".join(part.ratings for part in parts) if parts else "ratings: {}\n")
        + (dump({"outdated": [dict(one) for one in ratings.outdated]}) if ratings.outdated else "")
    )


def competency_yaml(
    identifier: str, rated: Rated, remarks: Mapping[str, Mapping[str, str]], catalogue: Catalogue
) -> CompetencyYaml:
    """Write the lines of one competency; ids and numbers are in quotes, for `1.10` is no number here."""
    competency = catalogue.competencies[identifier]
    if isinstance(rated, int):
        name = _key(identifier)
        return CompetencyYaml(f"  {name}: {rated}\n", f"    {name}: '{competency_mark(competency)}'\n")
    lines, marks = [f"  {_key(identifier)}:\n"], []
    for behaviour in competency.behaviours():
        rating = rated[behaviour.level - 1][behaviour.number - 1]
        number, remarked = f"{behaviour.level}.{behaviour.number}", remarks.get(behaviour.code)
        if rating is Rating.UNRATED and not remarked:
            continue
        lines.append(f"    '{number}': {rating.value}\n" if not remarked else _remarked(number, rating, remarked))
        marks.append(f"    {_key(behaviour.code)}: '{behaviour_mark(behaviour)}'\n")
    if not marks:  # nothing was said of it
        return CompetencyYaml(f"  {_key(identifier)}: {{}}\n", "")
    return CompetencyYaml("".join(lines), "".join(marks))


def _remarked(number: str, rating: Rating, remarks: Mapping[str, str]) -> str:
    rated = {} if rating is Rating.UNRATED else {"rating": rating.value}
    inner = dump({**rated, **remarks})
    return f"    '{number}':\n" + "".join(f"      {line}\n" for line in inner.splitlines())


def _given_marks(ratings: Ratings) -> str:
    """Write the marks as they came: they are of the texts that were rated, not of those at hand."""
    return "".join(f"    {line}\n" for line in dump(dict(ratings.marks)).splitlines()) if ratings.marks else ""


def _key(code: str) -> str:
    """Put an id or a code in quotes where another YAML program would read it as something else than text."""
    return f"'{code}'" if code in _READ_OTHERWISE or not code[0].isalpha() else code


_READ_OTHERWISE: Final = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})  # YAML 1.1
