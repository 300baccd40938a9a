"""Everything that is wrong with a project, or with some files of it, in one run."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from competentie.diagnostics import Diagnostic, Span, in_order
from competentie.domain import Catalogue
from competentie.files import read
from competentie.loader import ProfileReader, load_catalogue, load_ratings
from competentie.message import Message, msg
from competentie.places import CATALOGUE, nearest_catalogue, profiles_folder, ratings_folder, shown, yaml_files
from competentie.source import Document

_BY_FIELD: Final = {"competencies": "catalogue", "role": "profile", "ratings": "ratings"}
_BY_FOLDER: Final = {"profiles": "profile", "ratings": "ratings"}


@dataclass(slots=True)
class Report:
    """What was checked, what was found, and what could not be checked because of it."""

    checked: list[str] = field(default_factory=list)
    found: list[Diagnostic] = field(default_factory=list)
    skipped: list[Message] = field(default_factory=list)


class Validator:
    """Checks files, each against the catalogue it belongs to; a catalogue is read once."""

    def __init__(self, default_catalogue: Path) -> None:
        """Fall back on `default_catalogue` for files with no catalogue at or above them."""
        self._default = default_catalogue
        self._catalogues: dict[Path, tuple[Catalogue | None, list[Diagnostic]]] = {}
        self._readers: dict[Path, ProfileReader] = {}
        self._report = Report()

    def project(self, catalogue: Path) -> Report:
        """Check a catalogue with the profiles and ratings beside it."""
        return self.files(project_files(catalogue), catalogue)

    def files(self, files: Iterable[Path], catalogue: Path | None = None) -> Report:
        """Check files, in the order given; findings come out by file and position."""
        for file in dict.fromkeys(files):
            self._check(file, catalogue or nearest_catalogue(file.absolute().parent) or self._default)
        self._report.found = in_order(self._report.found)
        return self._report

    def _check(self, file: Path, catalogue_path: Path) -> None:
        kind = _kind(file)
        if kind == "catalogue":
            self._report_catalogue(file)
            return
        self._report.checked.append(shown(file))
        if isinstance(kind, Diagnostic):
            self._report.found.append(kind)
            return
        catalogue, _ = self._catalogue(catalogue_path)
        if catalogue is None:
            self._note_skipped(catalogue_path)
        if kind == "profile":
            self._report.found += self._profile(file, catalogue, catalogue_path)
        else:
            profiles = [path.stem for path in yaml_files(profiles_folder(catalogue_path))]
            self._report.found += load_ratings(file, catalogue, profiles)[1]

    def _report_catalogue(self, path: Path) -> None:
        """Report a catalogue, once."""
        if shown(path) not in self._report.checked:
            self._report.checked.append(shown(path))
            self._report.found += self._catalogue(path)[1]

    def _catalogue(self, path: Path) -> tuple[Catalogue | None, list[Diagnostic]]:
        key = path.absolute()
        if key not in self._catalogues:
            self._catalogues[key] = load_catalogue(path)
        return self._catalogues[key]

    def _profile(self, file: Path, catalogue: Catalogue | None, catalogue_path: Path) -> list[Diagnostic]:
        reader = self._readers.setdefault(catalogue_path.absolute(), ProfileReader(catalogue))
        return reader.read(file)[1]

    def _note_skipped(self, path: Path) -> None:
        """Say that files could not be held against a catalogue; its errors are findings too, asked for or not."""
        self._report_catalogue(path)
        note = msg("not checked against the catalogue, because {path} has errors of its own", path=shown(path))
        if note not in self._report.skipped:
            self._report.skipped.append(note)


def project_files(catalogue: Path) -> list[Path]:
    """Return a catalogue with the profiles and the ratings beside it."""
    return [catalogue, *yaml_files(profiles_folder(catalogue)), *yaml_files(ratings_folder(catalogue))]


def expand(paths: Sequence[Path]) -> list[Path]:
    """Replace each folder by the YAML files that belong to it: a project's, or all that lie in it."""
    files: list[Path] = []
    for path in paths:
        if not path.is_dir():
            files.append(path)
        elif (path / CATALOGUE).is_file():
            catalogue = path / CATALOGUE
            files += project_files(catalogue)
        else:
            files += yaml_files(path)
    return files


def _kind(file: Path) -> str | Diagnostic:
    """Tell what a file is: by its name or folder, else by the field that only its kind has."""
    if file.name == CATALOGUE:
        return "catalogue"
    by_folder = _BY_FOLDER.get(file.absolute().parent.name)
    if by_folder:
        return by_folder
    document = read(file, shown(file))
    if isinstance(document, Diagnostic):
        return document
    return _kind_by_field(document)


def _kind_by_field(document: Document) -> str | Diagnostic:
    data = document.data if isinstance(document.data, dict) else {}
    for name, kind in _BY_FIELD.items():
        if name in data:
            return kind
    if document.diagnostics:
        return document.diagnostics[0]
    message = msg("this is not a catalogue, a profile or ratings")
    advice = msg("a catalogue has `competencies`, a profile has `role`, ratings have `ratings`")
    return Diagnostic("S005", document.path, Span(), message, advice)
