"""What the folder with ratings holds on a person, taking each file as it is: also one with errors is somebody's.

Needs no catalogue, for the right to erasure cannot wait for one (GDPR, article 17). Links that lead out of the folder
are never followed, and names are only ever compared.
"""

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from competentie.core.findings import has_errors
from competentie.files.bytes import DISK
from competentie.files.data import fields
from competentie.files.places import ENDINGS, PLAN_ENDING, is_there
from competentie.files.yaml import Document
from competentie.ratings.archive import Who, file_of
from competentie.ratings.entry import same_name

_IN_NAME: Final = 40  # characters of a file's name in that of its unfinished copy (`save.write_whole`)


class Kind(StrEnum):
    """What lies in the folder."""

    RATINGS = "ratings"
    PLAN = "plan"
    STRAY = "stray"
    """Neither of these: what was left behind in writing one, a copy, a folder."""
    LINK = "link"
    """A link that leads out of the folder, or nowhere."""


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """One thing in the folder, and what it says; `data` is None where that cannot be read as fields."""

    path: Path
    kind: Kind
    data: Mapping[str, Any] | None = None
    whole: bool = False
    """Whether all of it could be read."""

    @property
    def person(self) -> str | None:
        """The person that it is about."""
        return self.word("person")

    @property
    def rater(self) -> str | None:
        """The name of the rater."""
        return self.word("rater", "name")

    @property
    def relation(self) -> str | None:
        """What the rater is to the person."""
        return self.word("rater", "relation")

    def word(self, *path: str) -> str | None:
        """Return the text in a field of the file, by the names that lead there."""
        value = fields(self.data, *path[:-1]).get(path[-1])
        return value if isinstance(value, str) else None


@dataclass(frozen=True, slots=True)
class Holding:
    """What the folder holds on one person, and what of it is about others."""

    person: str
    """The name as the last file writes it."""
    own: tuple[Held, ...] = ()
    """Ratings and plans of the person."""
    left: tuple[Held, ...] = ()
    """What was left behind by writing those, copies of them, and links that have their name."""
    as_rater: tuple[Held, ...] = ()
    """Ratings of others, by this person."""
    mentions: tuple[Held, ...] = ()
    """Files about others with the name in a text."""
    unknown: tuple[Held, ...] = ()
    """What cannot be read well enough to tell whose it is."""


def lying_in(folder: Path) -> list[tuple[Path, Kind]]:
    """Return what lies in the folder, by name, and what kind of thing each is; raises OSError."""
    if not folder.is_dir():
        return []
    inside = os.path.join(os.path.realpath(folder), "")  # noqa: PTH118 - with a separator behind it
    return [(path, _kind(path, inside)) for path in sorted(folder.iterdir(), key=lambda one: one.name)]


def read_folder(folder: Path) -> list[Held]:
    """Return what lies in the folder with what it says; raises OSError where the folder itself cannot be read."""
    return [hold(path, kind) for path, kind in lying_in(folder)]


def hold(path: Path, kind: Kind) -> Held:
    """Read one thing in the folder, as far as it can be read."""
    if kind is Kind.LINK:
        return Held(path, kind)
    document = DISK.read(path)
    if isinstance(document, Document) and not document.text.strip():
        return Held(path, kind, {}, whole=True)  # it holds nothing
    if not isinstance(document, Document) or not isinstance(document.data, dict):
        return Held(path, kind)
    cut_off = kind is Kind.STRAY and not document.text.endswith("\n")  # written as far as it got
    return Held(path, kind, document.data, whole=not cut_off and not has_errors(document.diagnostics))


def people_in(items: Iterable[Held]) -> list[str]:
    """Return the people that ratings and plans are about, each once, in the order of the alphabet."""
    names = {same_name(one.person): one.person for one in items if one.person and one.kind is not Kind.STRAY}
    return [names[key] for key in sorted(names)]


def holding(person: str, items: Sequence[Held]) -> Holding:
    """Sort out what the folder holds on a person; all is empty where there is nothing."""
    wanted = same_name(person)
    files = [one for one in items if one.kind in _FILES and one.person]
    own = [one for one in files if same_name(one.person or "") == wanted]
    left = [one for one in items if one not in files and _is_left_by(one, person, own)]
    others = [one for one in items if one not in own and one not in left]
    raters = [one for one in others if one.rater and same_name(one.rater) == wanted]
    pattern = re.compile(rf"(?<!\w){re.escape(wanted)}(?!\w)")
    return Holding(
        (max(own, key=lambda one: one.word("date") or "").person or person) if own else person,
        tuple(own),
        tuple(left),
        tuple(raters),
        # a name is looked for in texts only when the folder knows it: else any word could be looked for in them
        tuple(one for one in others if one not in raters and not _is_unclear(one) and _mentions(one, pattern))
        if own or raters
        else (),
        tuple(one for one in others if _is_unclear(one) and not _is_left_by(one, None, files)),
    )


_FILES: Final = frozenset({Kind.RATINGS, Kind.PLAN})


def _kind(path: Path, inside: str) -> Kind:
    if path.is_symlink() and not (os.path.realpath(path).startswith(inside) and is_there(path)):
        return Kind.LINK
    if path.name.startswith(".") or path.suffix not in ENDINGS:
        return Kind.STRAY
    return Kind.PLAN if path.name.endswith(PLAN_ENDING) else Kind.RATINGS


def _is_unclear(one: Held) -> bool:
    """Tell whether something may be about anyone, for all that can be read of it."""
    return not one.whole or (one.kind in _FILES and bool(one.data) and not one.person)


def _is_left_by(one: Held, person: str | None, files: Iterable[Held]) -> bool:
    """Tell whether something was left behind by some files, all of a person: by what it says, else by its name."""
    mine = person is not None and one.person is not None and same_name(one.person) == same_name(person)
    if one.kind is Kind.STRAY and one.person and (mine or one.whole):
        return mine
    if one.kind in _FILES or (one.kind is Kind.STRAY and one.path.is_dir()):
        return False
    name = one.path.name.lstrip(".#~")
    named_so = one.kind is Kind.LINK and person is not None and name.startswith(stem_of(person) + ".")
    return named_so or any(_is_copy(name, other.path.name) for other in files)


def _is_copy(name: str, other: str) -> bool:
    """Tell whether a name is that of another file, or its beginning, with something behind it that is no letter."""
    beginning = other[:_IN_NAME]
    rest = name.removeprefix(other) if name.startswith(other) else name.removeprefix(beginning)
    return name.startswith(beginning) and not rest[:1].isalnum()


def stem_of(person: str) -> str:
    """Return how the names of a person's files begin."""
    return file_of(Who(person, ""), "", Path()).name.partition(".")[0]


def _mentions(one: Held, pattern: re.Pattern[str]) -> bool:
    return any(pattern.search(same_name(text)) for text in _texts(one.data))


def _texts(data: object) -> Iterator[str]:
    """Yield every text in a file's data; it is nested 32 deep at most."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict | list):
        for value in data.values() if isinstance(data, dict) else data:
            yield from _texts(value)
