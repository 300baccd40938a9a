"""From files to domain values, and everything that is wrong with them. The only reader of project files.

Each function returns what it read (None when it has errors) with all findings; nothing here raises for
wrong data, and nothing prints. One wrong field in the catalogue must not silence what is wrong with the profiles: the
`outline` is what can still be known of a catalogue that has errors, enough to hold other files against it.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

from competentie.core import (
    Behaviour,
    Catalogue,
    Competency,
    Diagnostic,
    Group,
    Profile,
    Related,
    Row,
    Span,
    Text,
    any_below_implied,
    edges_back,
    has_errors,
    in_order,
    msg,
    suggest,
)
from competentie.files.places import is_there, profile_file, profiles_folder, shown, yaml_files
from competentie.files.read import (
    DISK,
    Context,
    Files,
    Reading,
    behaviours_in,
    fields,
    read_file,
    whole,
    with_misplaced,
)
from competentie.files.yaml import Document
from competentie.handbook.checks import CATALOGUE, EXTENDED, PROFILE

if TYPE_CHECKING:
    from competentie.handbook.models import CatalogueFile, ProfileFile


@dataclass(slots=True)
class Project:
    """A catalogue, its profiles by id, and where they came from."""

    catalogue: Catalogue
    profiles: dict[str, Profile] = field(default_factory=dict)
    path: Path = Path("catalog.yaml")


def load_project(path: Path) -> tuple[Project | None, list[Diagnostic]]:
    """Read a catalogue and every profile beside it."""
    catalogue, found = load_catalogue(path)
    reader = ProfileReader(catalogue)
    profiles = {}
    for file in yaml_files(profiles_folder(path)):
        profile, more = reader.read(file)
        found += more
        if profile is not None:
            profiles[profile.id] = profile
    project = None if catalogue is None else Project(catalogue, profiles, path)
    return project, in_order(found)


def load_catalogue(path: Path) -> tuple[Catalogue | None, list[Diagnostic]]:
    """Read a catalogue."""
    reading = read_catalogue(path, DISK)
    return (None if reading.sound is None else reading.sound.to_domain()), reading.found


def read_catalogue(path: Path, files: Files) -> "Reading[CatalogueFile]":
    """Read a catalogue as far as it can be read."""
    return read_file(path, files, CATALOGUE, Context())


class ProfileSource(NamedTuple):
    """A profile file as it was read: not yet what extending makes of it."""

    document: Document
    file: "ProfileFile"


class ProfileReader:
    """Reads profiles, each file once, and resolves what they extend.

    Without a catalogue (it does not parse) profiles are still held against their own shape.
    """

    def __init__(self, catalogue: Catalogue | None, files: Files = DISK) -> None:
        """Read for one catalogue."""
        self.catalogue = catalogue
        self._context = Context(catalogue)
        self._files = files
        self._read: dict[Path, tuple[ProfileSource | None, list[Diagnostic]]] = {}
        self._bases: set[Path] = set()

    def read(self, path: Path) -> tuple[Profile | None, list[Diagnostic]]:
        """Read a profile; the findings are those of its own file, and of what extending makes of it."""
        source, found = self._source(path)
        found = list(found)
        if source is None:
            return None, found
        profile, more = self._resolve(source, path)
        found += more
        if profile is None or self.catalogue is None or has_errors(found):
            return None, in_order(found)
        more = self._extended(source, profile)
        if more and source.file.extends is not None:
            base_path = profile_file(path.parent, source.file.extends)
            base = cast("ProfileSource", self._source(base_path)[0])
            inherited = [one.message for one in self._extended(base, self._resolve(base, base_path)[0])]
            more = [one for one in more if one.message not in inherited] or [_base_in_error(source, base_path)]
        found += more
        return (None if has_errors(found) else profile), in_order(found)

    def _extended(self, source: ProfileSource, profile: Profile | None) -> list[Diagnostic]:
        """Return what is wrong with what extending makes of a profile."""
        context = self._context._replace(profile=profile)
        return [one for check in EXTENDED for one in check(source.document, context)]

    def check(self, path: Path) -> tuple[Document | None, list[Diagnostic]]:
        """Return what is wrong with a profile, and its document (None when it has no right shape).

        The document is kept only when another profile extends it: there may be thousands.
        """
        source, found = self._source(path)
        if source is not None and self._is_more_than_its_file(source.file):
            _, found = self.read(path)
        source = (self._read[path] if path in self._bases else self._read.pop(path))[0]
        return (source.document if source else None), found

    def _is_more_than_its_file(self, file: "ProfileFile") -> bool:
        """Tell whether other files or competencies matter to what is wrong with a profile."""
        if self.catalogue is None or file.extends is not None:
            return file.extends is not None
        known = self.catalogue.competencies
        rows = {**file.generic, **file.specific}
        return any_below_implied(self.catalogue, {one: row.norm for one, row in rows.items() if one in known})

    def _source(self, path: Path) -> tuple[ProfileSource | None, list[Diagnostic]]:
        if path not in self._read:
            self._read[path] = self._fresh(path)
        return self._read[path]

    def _fresh(self, path: Path) -> tuple[ProfileSource | None, list[Diagnostic]]:
        reading = read_file(path, self._files, PROFILE, self._context)
        document, file, found = reading.document, reading.file, list(reading.found)
        for place, former in enumerate(file.formerly if file is not None and document is not None else ()):
            if is_there(profile_file(path.parent, former)):
                message = msg("there still is a profile `{id}`, so this one cannot have been it", id=former)
                advice = msg("name only files that are not there any more")
                found.append(cast("Document", document).at("P012", ("formerly", place), message, advice))
        return (None if document is None or file is None else ProfileSource(document, file)), found

    def _resolve(self, source: ProfileSource, path: Path) -> tuple[Profile | None, list[Diagnostic]]:
        chain, seen = [source], [path]
        while (base := chain[-1].file.extends) is not None:
            base_path = profile_file(path.parent, base)
            if base_path == path:
                return None, [_circle(chain, seen)]
            if len(chain) > LONGEST_CHAIN:
                return None, [_too_long(source)]
            problem = self._wrong_base(chain[-1], base, base_path, seen)
            if problem is not None:
                return None, [problem if len(chain) == 1 else _base_in_error(source, seen[1])]
            chain.append(cast("ProfileSource", self._source(base_path)[0]))
            seen.append(base_path)
        file = source.file
        former = tuple(file.formerly)
        return Profile(path.stem, file.role, file.version, _rows(chain), former, file.extra()), []

    def _wrong_base(self, source: ProfileSource, base: str, path: Path, seen: list[Path]) -> Diagnostic | None:
        """Say what is wrong with the base that a profile extends, if anything; `seen` led to it."""
        if path in seen:  # a circle that does not hold the profile we began with
            return _base_in_error(source, path)
        if not is_there(path):
            others = [file.stem for file in yaml_files(path.parent) if file.stem != seen[-1].stem]
            message = msg("there is no profile `{id}` to extend", id=base)
            return source.document.at("P006", ("extends",), message, suggest(base, others))
        self._bases.add(path)
        base_source, found = self._source(path)
        return _base_in_error(source, path) if base_source is None or has_errors(found) else None


LONGEST_CHAIN: Final = 32  # profiles that extend one another; nobody follows a longer one


def _circle(chain: list[ProfileSource], seen: list[Path]) -> Diagnostic:
    circle = " → ".join(one.stem for one in [*seen, seen[0]])
    links = [
        source.document.related(
            ("extends",), msg("`{profile}` extends `{base}`", profile=path.stem, base=source.file.extends)
        )
        for source, path in zip(chain, seen, strict=True)
    ]
    return chain[0].document.at(
        "P007",
        ("extends",),
        msg("these profiles extend each other in a circle: {circle}", circle=circle),
        msg("remove one `extends`"),
        related=tuple(links[1:]),
    )


def _too_long(source: ProfileSource) -> Diagnostic:
    message = msg("this profile extends others through more than {limit} steps", limit=LONGEST_CHAIN)
    return source.document.at("P007", ("extends",), message, msg("let it extend a profile nearer to the first"))


def _base_in_error(source: ProfileSource, base_path: Path) -> Diagnostic:
    message = msg("the profile `{id}`, which this one extends, has errors of its own", id=base_path.stem)
    related = (Related(msg("it stands here"), shown(base_path), Span()),)
    return source.document.at("P008", ("extends",), message, msg("mend {path} first", path=base_path), related=related)


def _rows(chain: list[ProfileSource]) -> tuple[Row, ...]:
    """Put the rows of the lowest base first; a row that is given again keeps its place within its group."""
    if len(chain) == 1:
        return tuple(chain[0].file.rows())
    rows: dict[str, Row] = {}
    for source in reversed(chain):
        for row in source.file.rows():
            if row.competency in rows and rows[row.competency].group is not row.group:
                del rows[row.competency]
            rows[row.competency] = row
    return tuple(row for group in Group for row in rows.values() if row.group is group)


_FIELDS = frozenset(
    {"label", "code", "short", "definition", "cluster", "presupposes", "contrast", "links", "levels", "formerly"}
)
_NO_TEXT = Text({"": ""})


def outline(document: Document) -> Catalogue | None:
    """Return a catalogue of ids, labels, levels and presuppositions; None when no competencies can be read."""
    known = with_misplaced(document)
    names = fields(document.data).get("levels")
    height = len(names) if isinstance(names, list) else 0
    if not known or not height:
        return None
    edges = _without_circles({identifier: _edges(one, known, height) for identifier, one in known.items()})
    return Catalogue(
        title=_NO_TEXT,
        language=str(document.data.get("language", "")),
        version=str(document.data.get("version", "")),
        source=_NO_TEXT,
        license=None,
        attain=Fraction(1),
        level_names=(_NO_TEXT,) * height,
        clusters={},
        competencies={identifier: _competency(identifier, one, height, edges) for identifier, one in known.items()},
        is_outline=True,
    )


def _competency(identifier: str, data: object, height: int, edges: Mapping[str, Mapping[str, int]]) -> Competency:
    label, former = fields(data).get("label"), fields(data).get("formerly")
    return Competency(
        identifier,
        Text({"": label} if isinstance(label, str) else {"": identifier}),
        _NO_TEXT,
        presupposes=edges[identifier],
        formerly=tuple(one for one in former if isinstance(one, str)) if isinstance(former, list) else (),
        levels=_levels(identifier, data, height),
    )


def _levels(identifier: str, data: object, height: int) -> tuple[tuple[Behaviour, ...], ...] | None:
    """Return the levels; None when they are not described, `()` when it cannot be told."""
    if isinstance(data, dict) and "levels" not in data:
        return None if data.keys() <= _FIELDS else ()  # a field under another name may be the levels
    levels = fields(data, "levels")
    given = [levels.get(str(number), []) for number in range(1, height + 1)]
    if not levels or not all(isinstance(fields(one).get("behaviours", one or []), list) for one in given):
        return ()
    counts = Counter(level for level, *_ in behaviours_in(data))
    return tuple(
        tuple(Behaviour(identifier, level, number, _NO_TEXT) for number in range(1, counts[str(level)] + 1))
        for level in range(1, height + 1)
    )


def _edges(data: object, known: Mapping[str, Any], height: int) -> dict[str, int]:
    given = fields(data).get("presupposes")
    named = dict.fromkeys((one for one in given if isinstance(one, str)), 1) if isinstance(given, list) else given
    return {
        other: level
        for other, level in fields(named).items()
        if other in known and whole(level) is not None and 1 <= level <= height
    }


def _without_circles(edges: dict[str, dict[str, int]]) -> dict[str, dict[str, int]]:
    for heavier, lighter in edges_back(edges):
        edges[heavier].pop(lighter, None)
    return edges
