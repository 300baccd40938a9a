"""What comes of workbooks the way people make them: the truth, with at most one option, or one sentence that helps."""

import csv
import io
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
import workbooks
from support import ROOT, Program
from workbooks import LEVELS

Reached = dict[tuple[str, str], str]

LEVELS_REACHED = {(name, one): f"{level}-{level}" for name, own in LEVELS.items() for one, level in own.items()}
ANSWERS_REACHED = {("Sanne de Vries", "samenwerken"): "1-3", ("Youssef Amrani", "samenwerken"): "0-0"}

READ: list[tuple[Callable[[], bytes], Sequence[str], str]] = [
    (workbooks.levels_csv, (), ""),
    (workbooks.titles, (), "2 kolommen overgeslagen: Afdeling, Opmerkingen"),
    (workbooks.two_sheets, (), "blad `Beoordelingen` is gelezen"),
    (workbooks.merged_people, (), ""),
    (workbooks.three_notations, (), ""),
    (workbooks.hidden, (), ""),
    (workbooks.two_headers, (), ""),
    (workbooks.pivot, (), "1 rij met totalen overgeslagen: Eindtotaal"),
    (workbooks.averages_not_worked_out, (), "1 rij met totalen overgeslagen: Gemiddelde"),
    (workbooks.names_in_parts, (), ""),
    (workbooks.notes_below, (), "overgeslagen: Bron: gesprekken in oktober"),
    (workbooks.notes_right_below, ("--encoding", "cp1252"), "overgeslagen: * N.B.: voorlopige cijfers"),
    (workbooks.blanks, (), ""),
    (workbooks.words, (), ""),
    (workbooks.decimals, (), ""),
    (workbooks.texts_for_numbers, (), ""),
    (workbooks.surname_first, (), ""),
    (workbooks.answers_csv, (), ""),
    (workbooks.microsoft_dutch, (), "4 kolommen zijn herkend aan de tekst"),
    (workbooks.microsoft_german, (), "6 kolommen overgeslagen: ID, Startzeit"),
    (workbooks.google_english, (), "4 kolommen zijn herkend aan de tekst"),
    (workbooks.google_dutch, (), "2 kolommen overgeslagen: Tijdstempel, E-mailadres"),
    (workbooks.limesurvey_codes, (), "5 kolommen overgeslagen: id, submitdate"),
    (workbooks.limesurvey_texts, (), "4 kolommen zijn herkend aan de tekst"),
    (workbooks.qualtrics, (), "4 kolommen zijn herkend aan de tekst"),
    (workbooks.codes_and_texts, (), ""),
]
REFUSED: list[tuple[Callable[[], bytes], str]] = [
    (workbooks.half_levels, "schrijf een heel niveau van 0 tot en met 3"),
    (workbooks.percentages, "schrijf een heel niveau van 0 tot en met 3"),
    (workbooks.percent_cells, "schrijf een heel niveau van 0 tot en met 3"),
    (workbooks.thousands, "schrijf een heel niveau van 0 tot en met 3"),
    (workbooks.scale_to_ten, "schrijf een heel niveau van 0 tot en met 3"),
    (workbooks.verdicts, "schrijf een heel niveau van 0 tot en met 3"),
    (workbooks.people_across, ""),
    (workbooks.sheet_per_person, ""),
    (workbooks.errors_of_excel, "dit is een fout van het rekenblad"),
    (workbooks.days_of_america, "schrijf het als 2026-11-23, of als 23-11-2026"),
    (workbooks.crosses_under_levels, ""),
]


def reached(out: str) -> Reached:
    """Return what everybody reached, at least and at most, where anything is known."""
    rows = csv.DictReader(io.StringIO(out))
    found = {
        (" ".join(row["person"].split()), row["competency"]): f"{row['reached']}-{row['reached_max']}" for row in rows
    }
    return {key: level for key, level in found.items() if level != "-"}


@pytest.mark.parametrize(("make", "options", "says"), READ, ids=lambda one: getattr(one, "__name__", None))
def test_it_is_read(
    make: Callable[[], bytes], options: Sequence[str], says: str, tmp_path: Path, competentie: Program
) -> None:
    (tmp_path / "t").write_bytes(make())
    score = ("score", tmp_path / "t", "--profile", "opleidingscoordinator")
    ran = competentie(*score, *options, lang="nl", cwd=ROOT)
    assert ran.code == 0, ran.err
    found = reached(ran.out)
    truth = ANSWERS_REACHED if set(ANSWERS_REACHED) >= set(found) else LEVELS_REACHED
    assert found == truth
    assert ran.out.count("\n") == 1 + 7 * len({row["person"] for row in csv.DictReader(io.StringIO(ran.out))})
    assert says in ran.err
    assert says or "overgeslagen" not in ran.err
    assert ran.err[: ran.err.index("gelezen:")].count("\n") <= 3


@pytest.mark.parametrize(("make", "says"), REFUSED, ids=lambda one: getattr(one, "__name__", None))
def test_it_is_refused_in_one_sentence(
    make: Callable[[], bytes], says: str, tmp_path: Path, competentie: Program
) -> None:
    (tmp_path / "t").write_bytes(make())
    ran = competentie("score", tmp_path / "t", "--profile", "opleidingscoordinator", lang="nl", cwd=ROOT)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.count("fout[") == 1
    assert "= hulp: " in ran.err
    assert says in ran.err


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not there")
def test_older_and_open_workbooks_say_the_same(tmp_path: Path, competentie: Program) -> None:
    made = [
        workbooks.titles,
        workbooks.two_sheets,
        workbooks.blanks,
        workbooks.microsoft_dutch,
        workbooks.codes_and_texts,
    ]
    for make in made:
        (tmp_path / f"{make.__name__}.xlsx").write_bytes(make())
    profile = f"-env:UserInstallation=file://{tmp_path / 'office'}"
    for ending in ("ods", "xls"):
        books = [tmp_path / f"{make.__name__}.xlsx" for make in made]
        command = [
            "soffice",
            profile,
            "--headless",
            "--convert-to",
            ending,
            "--outdir",
            str(tmp_path),
            *map(str, books),
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=300)
        for book in books:
            score = ("score", book.with_suffix(f".{ending}"), "--profile", "opleidingscoordinator", "--quiet")
            ran = competentie(*score, cwd=ROOT)
            assert ran.code == 0, ran.err
            assert reached(ran.out) in (LEVELS_REACHED, ANSWERS_REACHED), (ending, book)
