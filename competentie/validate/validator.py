"""Everything that is wrong with a project, or with some files of it, in one run."""

import datetime as dt
import os
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final

from competentie.core import Catalogue, Diagnostic, Message, Related, Span, has_errors, in_order, msg, some
from competentie.files.places import (
    CATALOGUE,
    PLAN_ENDING,
    UNNAMED,
    copy_of,
    nearest_catalogue,
    passed_over,
    profiles_folder,
    ratings_folder,
    shipped_catalogue,
    shown,
    yaml_files,
)
from competentie.files.read import Context, Files, fields, read_file
from competentie.files.settings import Config, load_config
from competentie.files.yaml import Document
from competentie.handbook.load import ProfileReader, outline, read_catalogue
from competentie.validate.review import REVIEWS, about_people, look_alikes, twice

_BY_FIELD: Final = {
    "competencies": "catalogue",
    "choices": "choices",
    "role": "profile",
    "ratings": "ratings",
    "plan": "plan",
}
_NEARLY: Final = ("catalog.yml", "catalogue.yaml", "catalogue.yml", "catalogus.yaml", "catalogus.yml")
_BY_FOLDER: Final = {"profiles": "profile", "ratings": "ratings"}


@dataclass(slots=True)
class Report:
    """What was checked, what was found, and what could not be checked because of it."""

    checked: list[str] = field(default_factory=list)
    found: list[Diagnostic] = field(default_factory=list)
    skipped: list[Message] = field(default_factory=list)
    catalogues: list[Path] = field(default_factory=list)
    """The catalogues that files were held against, or that were checked themselves."""


class Validator:
    """Checks files, each against the catalogue it belongs to; a catalogue is read once."""

    def __init__(
        self, default_catalogue: Path, given: Mapping[Path, bytes] | None = None, today: dt.date = dt.date.max
    ) -> None:
        """Fall back on `default_catalogue` for files with none at or above them; `given` stands for what is on disk."""
        self._default = default_catalogue
        self._today = today
        self._files = Files(given)
        self._projects: dict[Path, _Project] = {}
        self._nearest: dict[Path, Path | None] = {}
        self._kinds: dict[str, str | None] = {}
        self._reported: set[Path] = set()
        self._report = Report()

    def project(self, catalogue: Path) -> Report:
        """Check a catalogue with the profiles and ratings beside it."""
        for folder in (profiles_folder(catalogue), ratings_folder(catalogue)):
            if os.path.lexists(folder) and not folder.is_dir():
                self._skip(msg("not read: {path}; it is no folder, and leads to none", path=folder))
            for one in passed_over(folder):
                hidden = msg("not read: {path}; its name begins with a dot", path=one)
                note = msg(
                    "not read: {path}; a file ends in .yaml or .yml and lies in {folder} itself",
                    path=one,
                    folder=folder,
                )
                self._skip(hidden if one.name.startswith(".") else note)
        return self.files(project_files(catalogue), catalogue)

    def files(self, files: Iterable[Path], catalogue: Path | None = None) -> Report:
        """Check files, in the order given; findings come out by file and position. Raises ConfigError."""
        ratings: list[Path] = []
        named = self._project(catalogue) if catalogue is not None else None
        for file in sorted(dict.fromkeys(files), key=lambda file: copy_of(file) is not None):  # a copy is the second
            project = named or self._project(self._catalogue_of(file))
            if self._check(file, project) in {"ratings", "plan"}:  # both are about people
                ratings.append(file)
        self._check_people(ratings, catalogue)
        self._report.found = in_order(self._report.found)
        return self._report

    def _catalogue_of(self, file: Path) -> Path:
        folder = file.absolute().parent
        if folder not in self._nearest:
            self._nearest[folder] = nearest_catalogue(folder)
        nearest = self._nearest[folder]
        if nearest is None and self._default == shipped_catalogue():
            self._skip(
                msg("no catalog.yaml was found for {path}: held against the handbook that is shipped", path=file)
            )
        return nearest or self._default

    def _project(self, catalogue: Path) -> "_Project":
        key = catalogue.absolute()
        if key not in self._projects:
            self._projects[key] = _Project(catalogue, self._files, self._today)
            self._report.catalogues.append(catalogue)
        return self._projects[key]

    def _check(self, file: Path, project: "_Project") -> str:
        """Check one file, and tell what kind it is."""
        kind = self._kind(file)
        if kind == "catalogue":
            self._report_catalogue(self._project(file))
            return kind
        self._report.checked.append(shown(file))
        if isinstance(kind, Diagnostic):
            self._add([kind], project)
            return ""
        self._note_skipped(project)
        self._add(project.check(file, kind), project)
        return kind

    def _add(self, found: Iterable[Diagnostic], project: "_Project") -> None:
        self._report.found += (one for one in found if not project.config.ignores(one.code, Path(one.path)))

    def _report_catalogue(self, project: "_Project") -> None:
        """Report a catalogue, once."""
        key = project.path.absolute()
        if key not in self._reported:
            self._reported.add(key)
            self._report.checked.append(shown(project.path))
            self._add(project.found, project)
            self._add(project.review(), project)

    def _note_skipped(self, project: "_Project") -> None:
        """Say what could not be held against a catalogue; its errors are findings too, asked for or not."""
        if project.is_sound:
            return
        self._report_catalogue(project)
        path = shown(project.path)
        if project.catalogue is None:
            note = msg(
                "not checked, because {path} cannot be read: competencies, norms and ratings against it", path=path
            )
        else:
            note = msg(
                "not checked, because {path} has errors: whether texts have changed since they were used", path=path
            )
        self._skip(note)

    def _skip(self, note: Message) -> None:
        if note not in self._report.skipped:
            self._report.skipped.append(note)

    def _check_people(self, ratings: list[Path], catalogue: Path | None) -> None:
        """Report people whose names look alike, and files with ratings that git would share."""
        if not ratings:
            return
        from competentie.ratings.git import ratings_in_git

        for project in self._projects.values():
            self._add(look_alikes(project.people), project)
        found, notes = ratings_in_git(ratings)
        for file, one in found:
            self._add([one], self._project(catalogue or self._catalogue_of(file)))
        for note in notes:
            self._skip(note)

    def _kind(self, file: Path) -> str | Diagnostic:
        """Tell what a file is: by its name or folder, else by the field that only its kind has."""
        if file.name.endswith(PLAN_ENDING):
            return "plan"
        if file.name == CATALOGUE:
            return "catalogue"
        folder = os.path.dirname(file)  # noqa: PTH120 - done for each of thousands of files
        if folder not in self._kinds:
            self._kinds[folder] = _BY_FOLDER.get(os.path.basename(os.path.abspath(folder)))  # noqa: PTH100, PTH119
        kind = self._kinds[folder]
        if kind is not None and file != UNNAMED:
            return kind
        document = self._files.read(file)
        return document if isinstance(document, Diagnostic) else _kind_by_field(document)


class _Project:
    """A catalogue with what belongs to it, read when it is needed."""

    def __init__(self, path: Path, files: Files, today: dt.date) -> None:
        self.path = path
        self._today = today
        self.people: dict[str, Related] = {}
        self.config: Config = load_config(path)
        self._files = files
        self._reading = read_catalogue(path, files)
        self.found = self._reading.found
        self.is_sound = self._reading.sound is not None
        self._first: dict[Hashable, str] = {}

    @cached_property
    def catalogue(self) -> Catalogue | None:
        """What other files are held against: the catalogue, or an outline of one with errors."""
        if self._reading.sound is not None:
            return self._reading.sound.to_domain()
        return outline(self._reading.document) if self._reading.document is not None else None

    @cached_property
    def _reader(self) -> ProfileReader:
        return ProfileReader(self.catalogue, self._files)

    @cached_property
    def _profiles(self) -> list[str]:
        return [path.stem for path in yaml_files(profiles_folder(self.path))]

    @cached_property
    def _context(self) -> Context:
        return Context(self.catalogue, self._profiles, today=self._today)

    def review(self) -> list[Diagnostic]:
        """Return warnings and advice about the catalogue."""
        return _reviewed("catalogue", self._reading.document, Context(profiles=self._profiles))

    def check(self, file: Path, kind: str) -> list[Diagnostic]:
        """Return what is wrong with a profile, a plan or ratings, and advice about it."""
        if kind == "profile":
            document, found = self._reader.check(file)
            return [*found, *_reviewed(kind, document, self._context), *twice(document, kind, self._first)]
        reading = read_file(file, self._files, about_people(kind), self._context)
        name = fields(reading.document.data).get("person") if reading.document else None
        if reading.document and isinstance(name, str):
            self.people[name] = reading.document.related(("person",), msg("`{name}` stands here", name=name))
        return reading.found if kind == "plan" else [*reading.found, *twice(reading.document, kind, self._first)]


def _reviewed(kind: str, document: Document | None, context: Context) -> list[Diagnostic]:
    """Review a document; one with faults in its syntax has parts that could not be read, and would be misjudged."""
    if document is None or has_errors(document.diagnostics):
        return []
    return [one for check in REVIEWS[kind] for one in some(check(document, context))]


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


def _kind_by_field(document: Document) -> str | Diagnostic:
    data = document.data if isinstance(document.data, dict) else {}
    if "competencies" in data and Path(document.path).name in _NEARLY:
        message = msg("a catalogue is called `catalog.yaml`: under this name it is not found")
        return Diagnostic("S005", document.path, Span(), message, msg("call it `catalog.yaml`"))
    for name, kind in _BY_FIELD.items():
        if name in data:
            return kind
    if document.diagnostics:
        return document.diagnostics[0]
    message = msg("this is not a catalogue, a profile, ratings or a plan")
    advice = msg("a catalogue has `competencies`, a profile `role`, ratings have `ratings`, a plan has `plan`")
    return Diagnostic("S005", document.path, Span(), message, advice)
