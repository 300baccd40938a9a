"""The public API: load, assess and score, on plain values. The command line does the same with more words."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from competentie.core import Diagnostic, Result, Scorer, has_errors
from competentie.files.places import shipped_catalogue
from competentie.files.yaml import dump
from competentie.handbook.load import Project, load_project
from competentie.page.language import Words
from competentie.ratings.checks import read_ratings
from competentie.table.rows import TableError


class InvalidDataError(ValueError):
    """Data has errors; `diagnostics` holds all of them. Its text names codes and places, never a person."""

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        """Carry the findings."""
        self.diagnostics = list(diagnostics)
        super().__init__("; ".join(f"{one.path}:{one.span.line}: {one.code} {one.name}" for one in diagnostics))

    def explain(self, language: str = "en") -> list[str]:
        """Return the findings as sentences in `nl` or `en`."""
        words = Words(language)
        return [words(one.message) for one in self.diagnostics]


def load(catalogue: str | Path | None = None) -> Project:
    """Read a catalogue and the profiles beside it; the shipped handbook by default.

    Raises InvalidDataError when any of the files has an error.
    """
    project, found = load_project(Path(catalogue) if catalogue is not None else shipped_catalogue())
    if project is None or has_errors(found):
        raise InvalidDataError(found)
    return project


def assess(
    project: Project, profile: str, ratings: Mapping[str, int | Mapping[str, object]], person: str = "-"
) -> Result:
    """Hold one person's ratings against a profile, by its id.

    `ratings` has the form of a ratings file's `ratings`: a level per competency, or `{"1.1": "shown", …}`.
    Raises InvalidDataError when they do not fit the catalogue, KeyError when there is no such profile.
    """
    chosen = project.profiles[profile]
    data = {
        "competentie": 1,
        "profile": profile,
        "person": person,
        "ratings": {
            identifier: given if isinstance(given, int) else dict(given) for identifier, given in ratings.items()
        },
    }
    values, found = read_ratings(dump(data), "<ratings>", project.catalogue)
    if values is None:
        raise InvalidDataError(found)
    return Scorer(project.catalogue, chosen).score(values.ratings)


def score(project: Project, table: str | Path, profile: str | None = None) -> Iterator[Result]:
    """Score a table of people, in its order; each against `profile`, or else the one that its row names.

    Raises InvalidDataError for the first person with a wrong row or cell, OSError when it cannot be opened.
    """
    from competentie.cli.session import today
    from competentie.table.columns import Items, Reading
    from competentie.table.judge import Judge, Record
    from competentie.table.packing import Packing
    from competentie.table.run import Scoring, Tables, Threads, read_tables
    from competentie.table.score import Form, PackedPeople, ScoringSetup, SliceScorer
    from competentie.table.sifting import Sieve
    from competentie.table.sources.opening import open_source

    catalogue, profiles = project.catalogue, project.profiles
    named = profiles[profile] if profile is not None else None
    sound = None if named else profiles.get
    wrong: list[Record] = []
    with Path(table).open("rb") as file:
        try:
            items, packing = Items(catalogue, today()), Packing(catalogue)
            tables = Tables([lambda: open_source(file, str(table), items, Reading())], items)
            packed = read_tables(tables, packing, Threads())
            sieve = Sieve(tables, packing, lambda one: Judge(one, catalogue.height, sound, lambda: profiles), sound)
            people = sieve.right(packed, Threads(), lambda _, record, __: wrong.append(record))
        except TableError as error:
            raise InvalidDataError(error.diagnostics) from None
    if wrong:
        raise InvalidDataError(wrong[0].problems)
    wanted = ScoringSetup(catalogue, profiles, named, Form("packed"), packed.present, tables.optional)
    yield from PackedPeople(wanted).all(Scoring(people, SliceScorer(wanted), Threads()))
