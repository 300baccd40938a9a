"""The folder with ratings, read once: a file per person, rater, profile and date, readable by their owner only.

Each file is taken as it is: also one with errors is somebody's. A name is data: it is only ever compared, never read
as a path, and what it cannot say in a file's name stands in the file itself. Links that lead out are not followed.
"""

import datetime as dt
import hashlib
import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, NamedTuple

from competentie.core import (
    GROUPED,
    Catalogue,
    Diagnostic,
    Rating,
    Ratings,
    Retention,
    alike,
    has_errors,
    plain_name,
    same_name,
)
from competentie.files.places import ENDINGS, PLAN_ENDING, copy_of, is_there, profile_by_id, yaml_files
from competentie.files.read import DISK, Files, fields
from competentie.ratings.checks import parse_ratings
from competentie.ratings.reconcile import Reconciled, reconcile


class KeptKind(StrEnum):
    """What lies in the folder."""

    RATINGS = "ratings"
    PLAN = "plan"
    STRAY = "stray"
    """Neither of these: what was left behind in writing one, a copy, a folder."""
    LINK = "link"
    """A link that leads out of the folder, or nowhere."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept in one place, as far as it could be read.

    `reconciled` has what the file says of itself, and of ratings without errors the answers that hold. `data` is the
    file as it is, None where it holds no fields; `whole` tells whether all of it could be read; `is_sound` whether
    these are ratings without errors that were held against a catalogue, or a plan of somebody; `expired` whether its
    time is over, None where that cannot be told.
    """

    path: Path
    reconciled: Reconciled
    kind: KeptKind = KeptKind.RATINGS
    data: Mapping[str, Any] | None = None
    whole: bool = True
    is_sound: bool = True
    expired: bool | None = None

    @property
    def ratings(self) -> Ratings:
        """The ratings that hold."""
        return self.reconciled.ratings

    @property
    def person(self) -> str:
        """The person that it is about; empty where it does not say."""
        return self.ratings.person or ""

    @property
    def profile(self) -> str | None:
        """The profile that it is for."""
        return self.ratings.profile

    def under(self, profile: str | None) -> "Kept":
        """Return the same for a profile by the name that it has now."""
        ratings = replace(self.ratings, profile=profile)
        return replace(self, reconciled=replace(self.reconciled, ratings=ratings))

    @property
    def rater(self) -> str | None:
        """The name of the rater as it may be told: of one in a group there is none."""
        return None if self.is_of_group else self.ratings.rater

    @property
    def relation(self) -> str | None:
        """What the rater is to the person."""
        return self.ratings.relation

    @property
    def date(self) -> str | None:
        """The day of the ratings, or of the plan."""
        return self.ratings.date

    @property
    def is_of_group(self) -> bool:
        """Whether this is of one of a group: how far that one came, and when, would tell who it is."""
        return self.relation in GROUPED

    @property
    def is_file(self) -> bool:
        """Whether these are ratings or a plan, however much is wrong with them."""
        return self.kind in {KeptKind.RATINGS, KeptKind.PLAN}

    @property
    def answers(self) -> int:
        """The number of answers in the file, also those that no longer hold; a direct level is one."""
        held = sum(
            1 if isinstance(rated, int) else sum(one is not Rating.UNRATED for level in rated for one in level)
            for rated in self.ratings.rated.values()
        )
        return held + len(self.reconciled.lost)

    @property
    def unfinished(self) -> bool:
        """Whether the interview was left before all was asked."""
        return self.ratings.unfinished is not None

    @property
    def is_stale(self) -> bool:
        """Whether texts that were rated say something else now, or may do so."""
        return bool(self.reconciled.lost or self.reconciled.reworded) or self.reconciled.unsure


def sitting(head: Ratings) -> tuple[str, ...]:
    """Return what one file only should be about: whose ratings, by whom, for which profile, of which day."""
    rater = "" if head.relation == "self" else same_name(head.rater or "")
    return same_name(head.person or ""), rater, head.relation or "", head.profile or "", head.date or ""


def given_twice(files: Iterable[Kept]) -> list[list[Kept]]:
    """Return the files that are about the same as another one, together."""
    groups: dict[tuple[str, ...], list[Kept]] = {}
    for one in files:
        groups.setdefault(sitting(one.ratings), []).append(one)
    return [group for group in groups.values() if len(group) > 1]


def people_in(files: Iterable[Kept]) -> list[str]:
    """Return the people that files are about, each once, as the last one names them, in the order of the alphabet."""
    names = {same_name(one.person): one.person for one in files if one.person}
    return [names[key] for key in sorted(names)]


_LONGEST: Final = 40  # characters of a name in a file's name; file systems allow 255 bytes in all
_DIGITS: Final = 8  # of the digest that tells two people of one name apart
# Names that Windows keeps for devices, with any ending (learn.microsoft.com, "Naming Files, Paths, and Namespaces").
_OWN_NAME: Final = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+){2,3}\.yaml")  # as `file_of` gives it: no copy has such a name
_DEVICES: Final = re.compile(r"con|prn|aux|nul|com[0-9]|lpt[0-9]")


class Folder(NamedTuple):
    """What lies in the folder, by name; with how long it is kept, if known."""

    path: Path
    contents: tuple[Kept, ...] = ()
    retention: Retention | None = None

    @property
    def files(self) -> tuple[Kept, ...]:
        """Ratings and plans that are sound, by person and date; of one in a group the place tells no date."""
        sound = (one for one in self.contents if one.is_sound)
        return tuple(
            sorted(
                sound, key=lambda one: (same_name(one.person), "" if one.is_of_group else one.date or "", one.path.name)
            )
        )

    @property
    def ratings(self) -> tuple[Kept, ...]:
        """Ratings that are sound, oldest first; each once, whatever links lead to it."""
        sound = (one for one in self.contents if one.is_sound and one.kind is KeptKind.RATINGS)
        files = (one for one in sound if not one.path.is_symlink())
        return tuple(sorted(files, key=lambda one: (one.date or "", one.path.name)))

    @property
    def left_out(self) -> tuple[Path, ...]:
        """Files with ratings or a plan that have errors."""
        return tuple(sorted(one.path for one in self.contents if one.is_file and not one.is_sound))

    @property
    def copies(self) -> tuple[Kept, ...]:
        """Copies of files, by their names; they count for nothing, and are about people all the same."""
        return tuple(one for one in self.contents if one.kind is KeptKind.STRAY and copy_of(one.path) is not None)

    @property
    def links(self) -> tuple[Path, ...]:
        """Links that lead out of the folder, or nowhere."""
        return tuple(one.path for one in self.contents if one.kind is KeptKind.LINK)

    def files_on(self, person: str | None, *, expired: bool = False) -> tuple[Kept, ...]:
        """Return the files on a person, if one is named, and of these all or those whose time is over."""
        wanted = None if person is None else same_name(person)
        files = (one for one in self.files if wanted in {None, same_name(one.person)})
        return tuple(one for one in files if one.expired or not expired)

    def ratings_of(self, person: str) -> tuple[Kept, ...]:
        """Return a person's ratings, oldest first."""
        wanted = same_name(person)
        return tuple(one for one in self.ratings if same_name(one.person) == wanted)


def read_folder(
    folder: Path, catalogue: Catalogue | None = None, *, kinds: Collection[KeptKind] = frozenset(KeptKind)
) -> Folder:
    """Read what lies in a folder, of some kinds only or all; raises OSError where the folder itself cannot be read.

    Without a catalogue no ratings are sound, for no answer is held against its text.
    """
    if not folder.is_dir():
        return Folder(folder)
    inside = os.path.join(os.path.realpath(folder), "")  # noqa: PTH118 - with a separator behind it
    lying = [(path, _kind(path, inside)) for path in sorted(folder.iterdir(), key=lambda one: one.name)]
    contents = [read_kept(path, catalogue, kind)[0] for path, kind in lying if kind in kinds]
    files = {name: profile_by_id(name, folder) for name in {one.profile for one in contents} if name}
    renamed = {name: file.stem for name, file in files.items() if file is not None and file.stem != name}
    return Folder(folder, tuple(one.under(renamed.get(one.profile or "", one.profile)) for one in contents))


def with_term(folder: Folder, retention: Retention, today: dt.date) -> Folder:
    """Return the folder with, of each file, whether its time is over."""
    contents = (replace(one, expired=retention.is_over(one.date, today)) for one in folder.contents)
    return folder._replace(contents=tuple(contents), retention=retention)


def _kind(path: Path, inside: str) -> KeptKind:
    if path.is_symlink() and not (os.path.realpath(path).startswith(inside) and is_there(path)):
        return KeptKind.LINK
    if path.name.startswith(".") or path.suffix not in ENDINGS or copy_of(path) is not None:
        return KeptKind.STRAY
    return KeptKind.PLAN if path.name.endswith(PLAN_ENDING) else KeptKind.RATINGS


def read_kept(
    path: Path, catalogue: Catalogue | None, kind: KeptKind = KeptKind.RATINGS, files: Files = DISK
) -> tuple[Kept, list[Diagnostic]]:
    """Read one thing as far as it can be read, and say what is wrong with it; a link is not followed."""
    nothing = Reconciled(Ratings({}))
    if kind is KeptKind.LINK:
        return Kept(path, nothing, kind, whole=False, is_sound=False), []
    document = files.read(path)
    if isinstance(document, Diagnostic):
        return Kept(path, nothing, kind, whole=False, is_sound=False), [document]
    found = list(document.diagnostics)
    data: dict[str, Any] | None = document.data if isinstance(document.data, dict) else None
    if not document.text.strip():
        data = {}  # it holds nothing
    cut_off = kind is KeptKind.STRAY and not document.text.endswith("\n")  # written as far as it got
    whole = data is not None and (not document.text.strip() or not (cut_off or has_errors(found)))
    head = Reconciled(head_of(data, kind))
    kept = Kept(path, head, kind, data, whole, is_sound=kind is KeptKind.PLAN and whole and bool(head.ratings.person))
    if kind is not KeptKind.RATINGS or catalogue is None:
        return kept, found
    file, found = parse_ratings(document)
    if file is None or has_errors(found):
        return kept, found
    return replace(kept, reconciled=reconcile(file.head(), file.ratings, catalogue), is_sound=True), found


def head_of(data: dict[str, Any] | None, kind: KeptKind) -> Ratings:
    """Return whose a file is, as far as it says so in words."""

    def word(*names: str) -> str | None:
        value = fields(data, *names[:-1]).get(names[-1])
        return value if isinstance(value, str) else None

    profile = word("plan" if kind is KeptKind.PLAN else "profile")
    return Ratings({}, word("person"), profile, word("rater", "name"), word("rater", "relation"), word("date"))


def file_of(head: Ratings, folder: Path) -> Path:
    """Return the file in which a rater's ratings of a person on a day are kept; safe for any name."""
    rater = head.relation if head.relation in GROUPED else head.rater or head.relation
    parts = [_plain(head.person or "") or "person", _plain(rater or ""), head.date, _digest(head)]
    return folder / (".".join(part for part in parts if part) + ".yaml")


def files_of(head: Ratings, folder: Path) -> list[Path]:
    """Return the files that were kept for the same person, rater and profile, latest first."""
    ending = f".{_digest(head)}.yaml"
    files = (file for file in yaml_files(folder) if file.name.endswith(ending) and _OWN_NAME.fullmatch(file.name))
    return sorted(
        (file for file in files if not file.is_symlink()), key=lambda file: file.name.split(".")[-3], reverse=True
    )


def people_kept(folder: Path, person: str) -> list[str] | None:
    """Return the people that files are kept of, each once; None where `person` is one of them.

    A file that has the name we gave it is read for one of several that begin alike only.
    """
    own = _plain(person) or "person"
    files = {
        file.name.split(".")[0] if _OWN_NAME.fullmatch(file.name) else file.name: file for file in yaml_files(folder)
    }
    if own in files:
        return None
    people = people_in(read_kept(file, None)[0] for file in files.values())
    return None if same_name(person) in map(same_name, people) else people


def _digest(head: Ratings) -> str:
    parts = (same_name(head.person or ""), same_name(head.rater or ""), head.relation or "", head.profile or "")
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]


def _plain(name: str) -> str:
    """Return as much of a name as any file system can hold."""
    plain = plain_name(name)[:_LONGEST].strip("-")
    return f"{plain}-" if _DEVICES.fullmatch(plain) else plain


class PersonalData(NamedTuple):
    """What the folder holds on one person, and what of it is about others."""

    person: str
    """The name as the last file writes it."""
    own: tuple[Kept, ...] = ()
    """Ratings and plans of the person."""
    left: tuple[Kept, ...] = ()
    """What was left behind by writing those, copies of them, and links that have their name."""
    as_rater: tuple[Kept, ...] = ()
    """Ratings of others, by this person."""
    alike: tuple[Kept, ...] = ()
    """Files of people whose names look like this one, who may be somebody else."""
    mentions: tuple[Kept, ...] = ()
    """Files about others with the name in a text."""
    unknown: tuple[Kept, ...] = ()
    """What cannot be read well enough to tell whose it is."""


def personal_data(person: str, folder: Folder) -> PersonalData:
    """Sort out what the folder holds on a person; all is empty where there is nothing.

    Needs no catalogue, for the right to erasure cannot wait for one (GDPR, article 17).
    """
    wanted = same_name(person)
    files = [one for one in folder.contents if one.is_file and one.person]
    own = [one for one in files if same_name(one.person) == wanted]
    left = [one for one in folder.contents if not (one.is_file and one.person) and _is_left_by(one, person, own)]
    taken = {one.path for one in (*own, *left)}
    others = [one for one in folder.contents if one.path not in taken]
    raters = [one for one in others if same_name(one.ratings.rater or "") == wanted]
    near = {
        same_name(one) for pair in alike([*(one.person for one in others), person], 1) if person in pair for one in pair
    }
    rest = [one for one in others if not {same_name(one.ratings.rater or ""), same_name(one.person)} & {wanted, *near}]
    pattern = re.compile(rf"(?<!\w){re.escape(wanted)}(?!\w)")
    return PersonalData(
        max(own, key=lambda one: one.date or "").person if own else person,
        tuple(own),
        tuple(left),
        tuple(raters),
        tuple(one for one in others if same_name(one.person) in near),
        # a name is looked for in texts only when the folder knows it: else any word could be looked for in them
        tuple(one for one in rest if not _is_unclear(one) and _mentions(one, pattern)) if own or raters else (),
        tuple(one for one in others if _is_unclear(one) and not _is_left_by(one, None, files)),
    )


def _is_unclear(one: Kept) -> bool:
    """Tell whether something may be about anyone, for all that can be read of it."""
    return not one.whole or (one.is_file and bool(one.data) and not one.person)


def _is_left_by(one: Kept, person: str | None, files: Iterable[Kept]) -> bool:
    """Tell whether something was left behind by some files, all of a person: by what it says, else by its name."""
    mine = person is not None and bool(one.person) and same_name(one.person) == same_name(person)
    if one.kind is KeptKind.STRAY and one.person and (mine or one.whole):
        return mine
    if one.is_file or (one.kind is KeptKind.STRAY and one.path.is_dir()):
        return False
    name = one.path.name.lstrip(".#~")
    named_so = one.kind is KeptKind.LINK and person is not None and name.startswith(_begins(person) + ".")
    return named_so or any(_is_copy(name, other.path.name) for other in files)


def _begins(person: str) -> str:
    """Return how the names of a person's files begin."""
    return file_of(Ratings({}, person), Path()).name.partition(".")[0]


def _is_copy(name: str, other: str) -> bool:
    """Tell whether a name is that of another file, or its beginning, with something behind it that is no letter."""
    beginning = other[:_LONGEST]  # as much of it as `write_whole` gives to an unfinished copy
    rest = name.removeprefix(other) if name.startswith(other) else name.removeprefix(beginning)
    return name.startswith(beginning) and not rest[:1].isalnum()


def _mentions(one: Kept, pattern: re.Pattern[str]) -> bool:
    return any(pattern.search(same_name(text)) for text in _texts(one.data))


def _texts(data: object) -> Iterator[str]:
    """Yield every text in a file's data; it is nested 32 deep at most."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict | list):
        for value in data.values() if isinstance(data, dict) else data:
            yield from _texts(value)
