"""The ratings that lie beside a catalogue: a file per person, rater, profile and date, readable by their owner only.

A name is data: it is never read as a path, and what it cannot say in a file's name stands in the file itself.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from competentie.core.basis import fingerprint
from competentie.core.findings import Diagnostic, has_errors
from competentie.core.terms import Catalogue, Ratings
from competentie.files.bytes import DISK
from competentie.files.places import PLAN_ENDING, ratings_folder, yaml_files
from competentie.ratings.entry import Entry, same_name
from competentie.ratings.groups import GROUPED
from competentie.ratings.load import parse_ratings
from competentie.ratings.reconcile import reconcile

_LONGEST: Final = 40  # characters of a name in a file's name; file systems allow 255 bytes in all
_DIGITS: Final = 8  # of the digest that tells two people of one name apart
# Names that Windows keeps for devices, with any ending (learn.microsoft.com, "Naming Files, Paths, and Namespaces").
_DEVICES: Final = re.compile(r"con|prn|aux|nul|com[0-9]|lpt[0-9]")


@dataclass(frozen=True, slots=True)
class Who:
    """Whose ratings, by whom, and for which profile: what an interview is found back by."""

    person: str
    profile: str
    rater: str | None = None
    relation: str | None = None


@dataclass(frozen=True, slots=True)
class Archive:
    """All ratings beside a catalogue, oldest first, and what is wrong with the files that could not be read."""

    folder: Path
    entries: tuple[Entry, ...] = ()
    found: tuple[Diagnostic, ...] = ()

    def of(self, person: str) -> tuple[Entry, ...]:
        """Return a person's entries, oldest first."""
        wanted = same_name(person)
        return tuple(one for one in self.entries if same_name(one.ratings.person or "") == wanted)

    def people(self) -> tuple[str, ...]:
        """Return the people, each once, as their last file names them, in the order of the alphabet."""
        names = {same_name(one.ratings.person or ""): one.ratings.person or "" for one in self.entries}
        return tuple(names[key] for key in sorted(names))


def read_archive(catalogue_path: Path, catalogue: Catalogue) -> Archive:
    """Read every file with ratings beside a catalogue; what has errors is left out, and found."""
    folder = ratings_folder(catalogue_path)
    entries: list[Entry] = []
    found: list[Diagnostic] = []
    for path in ratings_files(folder):
        entry, problems = read_entry(path, catalogue)
        if entry is None:
            found += problems
        else:
            entries.append(entry)
    entries.sort(key=lambda one: (one.ratings.date or "", one.path.name))
    return Archive(folder, tuple(entries), tuple(found))


def ratings_files(folder: Path) -> list[Path]:
    """Return the files with ratings in a folder: every YAML file that is no plan, and lies there itself."""
    return [
        one
        for one in yaml_files(folder)
        if not one.name.endswith(PLAN_ENDING) and not one.name.startswith(".") and not one.is_symlink()
    ]


def read_entry(path: Path, catalogue: Catalogue) -> tuple[Entry | None, list[Diagnostic]]:
    """Read one file with ratings, as far as its answers hold on the catalogue's texts."""
    file, found = parse_ratings(path, DISK)
    if file is None or has_errors(found):
        return None, found
    head = file.head()
    return Entry(path, reconcile(head, file.ratings, catalogue, same=_same_texts(head, file.ratings, catalogue))), found


def _same_texts(head: Ratings, rated: Iterable[str], catalogue: Catalogue) -> bool:
    """Tell whether nothing that was rated has changed, as far as the file says on what it rests."""
    if head.rated_on is None:
        return True
    version, mark = head.rated_on
    if mark is None:
        return version == catalogue.version
    return all(one in catalogue.competencies for one in rated) and mark == fingerprint(catalogue, rated)


def file_of(who: Who, date: str, folder: Path) -> Path:
    """Return the file in which a rater's ratings of a person on a day are kept; safe for any name."""
    rater = who.relation if who.relation in GROUPED else who.rater or who.relation
    parts = [_plain(who.person) or "person", _plain(rater or ""), date, _digest(who)]
    return folder / (".".join(part for part in parts if part) + ".yaml")


def files_of(who: Who, folder: Path) -> list[Path]:
    """Return the files that were kept for the same person, rater and profile, latest first."""
    ending = f".{_digest(who)}.yaml"
    return sorted((one for one in yaml_files(folder) if one.name.endswith(ending)), key=_date_in, reverse=True)


def _date_in(path: Path) -> str:
    return path.name.split(".")[-3]


def _digest(who: Who) -> str:
    parts: Iterable[str] = (same_name(who.person), same_name(who.rater or ""), who.relation or "", who.profile)
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]


def _plain(name: str) -> str:
    """Return as much of a name as any file system can hold: lower-case letters, digits and hyphens."""
    letters = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:_LONGEST].strip("-")
    return f"{plain}-" if _DEVICES.fullmatch(plain) else plain
