"""Writing files: whole or not at all, and ratings only for their owner's eyes."""

import os
import stat
import tempfile
from pathlib import Path
from typing import Any

from competentie.domain import Catalogue, Rating, Ratings
from competentie.fingerprint import fingerprint
from competentie.source import dump


def write_whole(path: Path, content: bytes) -> None:
    """Write a file beside its target and move it into place, readable by its owner only.

    A target that is no ordinary file (a device, a pipe) is written to as it is. Raises OSError.
    """
    if path.exists() and not stat.S_ISREG(path.stat().st_mode):
        with path.open("wb") as file:
            file.write(content)
        return
    target = Path(os.path.realpath(path))  # a link keeps pointing at what it points at; a circle fails below
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:40]}.")  # created with mode 0600
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def ratings_yaml(ratings: Ratings, catalogue: Catalogue) -> str:
    """Write ratings as the YAML that `assess --scores` reads."""
    rater = {"name": ratings.rater, "relation": ratings.relation}
    data: dict[str, Any] = {
        "competentie": 1,
        "profile": ratings.profile,
        "catalogue": _rated_on(ratings, catalogue),
        "person": ratings.person,
        "rater": {name: value for name, value in rater.items() if value is not None},
        "date": ratings.date,
        "ratings": {identifier: _rated(identifier, ratings) for identifier in ratings.rated},
    }
    return dump({name: value for name, value in data.items() if value not in (None, {}) or name == "ratings"})


def _rated_on(ratings: Ratings, catalogue: Catalogue) -> dict[str, str]:
    """Say which texts were rated: those of the file that the ratings came from, else those at hand."""
    version, mark = ratings.rated_on or (catalogue.version, fingerprint(catalogue, ratings.rated))
    return {"version": version, **({"fingerprint": mark} if mark else {})}


def _rated(identifier: str, ratings: Ratings) -> int | dict[str, Any]:
    rated = ratings.rated[identifier]
    if isinstance(rated, int):
        return rated
    behaviours: dict[str, Any] = {}
    for level, given in enumerate(rated, 1):
        for number, rating in enumerate(given, 1):
            if rating is not Rating.UNRATED:
                remarks = ratings.remarks.get(f"{identifier}.{level}.{number}")
                behaviours[f"{level}.{number}"] = {"rating": rating.value, **remarks} if remarks else rating.value
    return behaviours
