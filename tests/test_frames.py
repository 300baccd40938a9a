"""Whole tables are scored as single people are: frames against `Scorer`, on random catalogues and random tables."""

import csv
import io
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competentie.core import (
    Behaviour,
    Catalogue,
    Competency,
    Group,
    Profile,
    Rated,
    Rating,
    Ratings,
    Result,
    Row,
    Scorer,
    Text,
)
from competentie.page.data import long_rows, safe
from competentie.ratings.answers import behaviour_rating, direct_level
from competentie.table.columns import Items, Reading
from competentie.table.judge import Judge, RatingsTable, Record
from competentie.table.lines import Csv
from competentie.table.packing import Packing
from competentie.table.patterns import Patterns
from competentie.table.rows import TableRow
from competentie.table.run import Packed, Scoring, Tables, Threads, read_tables
from competentie.table.score import Form, PackedPeople, ScoringSetup, SliceScorer
from competentie.table.sifting import Sieve
from competentie.table.sinks import write_csv
from competentie.table.sources import csv as csv_source
from competentie.table.sources.opening import open_source
from competentie.table.summary import Tally


def text(words: str) -> Text:
    return Text({"en": words})


@st.composite
def catalogues(draw: st.DrawFn) -> Catalogue:
    """Draw a catalogue: one to five levels, none to nine behaviours each, heavier presupposing lighter."""
    height = draw(st.sampled_from([1, 2, 3, 4, 5, 10]))
    competencies: dict[str, Competency] = {}
    for number in range(draw(st.integers(1, 5))):
        identifier = f"c{number}"
        described = draw(st.booleans()) or number == 0
        levels = tuple(
            tuple(
                Behaviour(identifier, level, index + 1, text("b"))
                for index in range(draw(st.sampled_from([0, 1, 2, 3, 4, 5, 9])))
            )
            for level in range(1, height + 1)
        )
        lighter = draw(st.dictionaries(st.sampled_from(sorted(competencies)), st.integers(1, height))) if number else {}
        competencies[identifier] = Competency(
            identifier, text(f"Label {number}"), text("d"), presupposes=lighter, levels=levels if described else None
        )
    attain = draw(st.sampled_from([Fraction(1), Fraction(3, 4), Fraction(28, 100), Fraction(1, 2)]))
    names = tuple(text(str(level)) for level in range(height))
    return Catalogue(text("t"), "en", "1", text("s"), None, attain, names, {}, competencies)


@st.composite
def profiles(draw: st.DrawFn, catalogue: Catalogue, identifier: str) -> Profile:
    described = [one for one in catalogue.competencies.values() if one.levels is not None]
    chosen = draw(st.lists(st.sampled_from(described), min_size=1, unique_by=lambda one: one.id))
    rows = tuple(Row(one.id, Group.GENERIC, draw(st.integers(1, catalogue.height))) for one in chosen)
    return Profile(identifier, text("r"), "1", rows)


BEHAVIOUR_CELLS = ("", "?", "1", "0", "nvt", "Ja", "NEE", " x ", "n.v.t.", "wAaR")
WRONG_CELLS = ("9999", "2,5", "twee", "01", "+1", "\N{SUPERSCRIPT TWO}")
NAMES = ("Ann", "Bob", "=Cas", "De Wit, D.", 'Eef "E"', "Jos\u00e9", "F\nG", " Hans ", "-1", "i;j")


def people(draw: random.Random, count: int) -> list[list[str]]:
    """Return who is in a table: person, profile, rater, relation; now and then twice, without a name, or unknown."""
    found: list[list[str]] = []
    for number in range(count):
        who = [
            draw.choice(NAMES) + str(number) if draw.random() < 0.95 else draw.choice(["", "  "]),
            draw.choice(["one", "two"]) if draw.random() < 0.97 else draw.choice(["", "three"]),
            draw.choice(["", "R", "=R"]),
            draw.choice(["", "self", "peer"]),
        ]
        found.append(who if not found or draw.random() < 0.95 else [*draw.choice(found)[:3], who[3]])
    return found


def cell(draw: random.Random, height: int, *, level: bool, wrong: float, digits: bool = False) -> str:
    if digits:
        return draw.choice(["", *map(str, range(height + 1 if level else 2)), *(["+1", "7"] if wrong else [])])
    if draw.random() < wrong:
        return draw.choice(WRONG_CELLS)
    return draw.choice(["", "?", *map(str, range(height + 1))]) if level else draw.choice(BEHAVIOUR_CELLS)


def wide_table(draw: random.Random, catalogue: Catalogue, wrong: float, count: int) -> list[list[str]]:
    """Return a table; sometimes one with nothing but digits, which is read in another way."""
    digits = draw.random() < 0.4
    names: list[tuple[str, bool]] = []
    for one in catalogue.competencies.values():
        if draw.random() < 0.4:
            names.append((one.id, True))
        else:
            names += [(behaviour.code, False) for behaviour in one.behaviours() if draw.random() < 0.9]
    names = names or [("c0", True)]
    header = ["person", "profile", "rater", "relation", *(name for name, _ in names)]
    rows = [
        [*who, *(cell(draw, catalogue.height, level=level, wrong=wrong, digits=digits) for _, level in names)]
        for who in people(draw, count)
    ]
    for row in rows:
        if draw.random() < wrong:
            row[-1:] = draw.choice([[], ["1", "1"]])
    rows += [[""] * len(header) for _ in range(draw.randint(0, 1))]
    return [header, *rows]


def long_table(draw: random.Random, catalogue: Catalogue, wrong: float, count: int) -> list[list[str]]:
    rows = []
    for who in people(draw, count):
        for one in catalogue.competencies.values():
            if draw.random() < 0.3:
                rows.append([*who, one.id, cell(draw, catalogue.height, level=True, wrong=wrong)])
            if draw.random() < 0.7 or wrong > draw.random():
                rows += [
                    [*who, behaviour.code, cell(draw, catalogue.height, level=False, wrong=wrong)]
                    for behaviour in one.behaviours()
                    if draw.random() < 0.9
                ]
            else:
                rows = [row for row in rows if row[0] != who[0] or row[4] != one.id or wrong]
    if draw.random() < 0.5:
        draw.shuffle(rows)
    for row in rows:
        if draw.random() < wrong / 4:
            row[-1:] = draw.choice([[], ["1", "1"]])
        elif draw.random() < wrong / 4:
            row[4] = "oops"
    return [["person", "profile", "rater", "relation", "item", "rating"], *rows]


def as_csv(rows: Sequence[Sequence[str]]) -> bytes:
    target = io.StringIO(newline="")
    csv.writer(target, lineterminator="\n").writerows(rows)
    return target.getvalue().encode()


def rated_in(record: Record, table: RatingsTable, catalogue: Catalogue) -> dict[str, Rated]:
    """Read the cells of one record, one by one."""
    rated: dict[str, Rated] = {}
    behaviours: dict[str, dict[tuple[int, int], Rating]] = {}
    for item, written_cell in zip(table.columns.items, record.cells, strict=True):
        if item.level:
            rating = behaviour_rating(written_cell)
            if rating is not None and rating is not Rating.UNRATED:
                behaviours.setdefault(item.competency, {})[item.level, item.number] = rating
        elif isinstance(level := direct_level(written_cell, catalogue.height), int):
            rated[item.competency] = level
    for identifier, known in behaviours.items():
        rated[identifier] = catalogue.competencies[identifier].ratings(
            lambda one, known=known: known.get((one.level, one.number), Rating.UNRATED)  # type: ignore[misc]
        )
    return rated


def one_by_one(
    content: bytes, catalogue: Catalogue, find: dict[str, Profile], named: Profile | None = None
) -> tuple[list[Result], dict[str, list[str]]]:
    """Score a table row by row, by `Scorer` alone: the results, and what is wrong with the others."""
    items = Items(catalogue)
    source = open_source(io.BytesIO(content), "t.csv", items, Reading())
    table = RatingsTable(source.shown, source.columns, items)
    judge = Judge(table, catalogue.height, None if named else find.get, lambda: find)
    rows = (row for block in source.blocks() for row in block.rows())
    results, wrong = [], {}
    for record in judge.judged(table.records(rows)):
        if record.problems:
            wrong[f"{record.row}"] = sorted(problem.code for problem in record.problems)
            continue
        rated, profile = rated_in(record, table, catalogue), named or find[str(record.profile)]
        who = (record.person, record.profile, record.rater, record.relation, record.date)
        results.append(Scorer(catalogue, profile).score(Ratings(rated, *who)))
    return results, wrong


@dataclass
class Ran:
    """What came of a table: people, counts, results as they are made, what is wrong and in which rows."""

    packed: Packed
    wanted: ScoringSetup
    tally: Tally
    made: list[Any]
    wrong: dict[str, list[str]] = field(default_factory=dict)
    rejected: list[TableRow] = field(default_factory=list)


def all_at_once(
    content: bytes,
    catalogue: Catalogue,
    find: dict[str, Profile],
    form: Form | None = None,
    *,
    named: Profile | None = None,
    by: str | None = None,
) -> Ran:
    """Score a table as `score` does."""
    items, packing = Items(catalogue), Packing(catalogue)
    tables = Tables([lambda: open_source(io.BytesIO(content), "t.csv", items, Reading(by=(by,) if by else ()))], items)
    sound = None if named else find.get
    wrong: dict[str, list[str]] = {}
    rejected: list[TableRow] = []

    def take(_: int, record: Record, rows: Sequence[TableRow]) -> None:
        wrong[f"{record.row}"] = sorted(problem.code for problem in record.problems)
        rejected.extend(rows)

    packed = read_tables(tables, packing, Threads())
    sieve = Sieve(tables, packing, lambda table: Judge(table, catalogue.height, sound, lambda: find), sound)
    packed.people = sieve.right(packed, Threads(), take)
    names = () if named else packed.people["profile"].unique(maintain_order=True)
    profiles_found = {name: find[name] for name in names}
    wanted = ScoringSetup(catalogue, profiles_found, named, form or Form("packed"), packed.present, tables.optional)
    scoring = Scoring(packed.people, SliceScorer(wanted), Threads())
    made = list(scoring)
    return Ran(packed, wanted, scoring.tally, made, wrong, rejected)


def expected_long(results: Sequence[Result]) -> list[list[str]]:
    return [
        [
            safe(result.ratings.person or ""),
            result.profile.id,
            safe(result.ratings.rater or ""),
            safe(result.ratings.relation or ""),
            *map(written_as, row),
        ]
        for result in results
        for row in long_rows(result)
    ]


def expected_wide(results: Sequence[Result]) -> list[list[str]]:
    competencies = list(dict.fromkeys(one.row.competency for result in results for one in result.outcomes))
    rows = []
    for result in results:
        cells = {str(row[0]): row[2:7] for row in long_rows(result)}
        who = result.ratings
        rows.append(
            [
                *(safe(who.person or ""), result.profile.id, safe(who.rater or ""), safe(who.relation or "")),
                *(written_as(cell) for one in competencies for cell in cells.get(one, [""] * 5)),
            ]
        )
    return rows


def written(content: bytes, catalogue: Catalogue, find: dict[str, Profile], layout: str) -> list[list[str]]:
    file = io.BytesIO()
    ran = all_at_once(content, catalogue, find, Form("lines", layout))
    write_csv(ran.made, file, Csv(), [], mark=False)
    return list(csv.reader(io.StringIO(file.getvalue().decode(), newline="")))[1:]


def framed(content: bytes, catalogue: Catalogue, find: dict[str, Profile], layout: str) -> list[list[str]]:
    """Return the results as typed columns, written as CSV has them."""
    ran = all_at_once(content, catalogue, find, Form("columns", layout))
    rows = [row for piece in ran.made for row in piece.iter_rows()]
    return [[*(safe(cell or "") for cell in row[:4]), *(written_as(cell) for cell in row[4:])] for row in rows]


def written_as(cell: object) -> str:
    return "" if cell is None else str(cell).lower() if isinstance(cell, bool) else str(cell)


@pytest.mark.parametrize("make", [wide_table, long_table])
@pytest.mark.parametrize("block", [3000, csv_source.BLOCK])
@given(data=st.data())
@settings(max_examples=15)
def test_everyone_at_once_is_everyone_one_by_one(
    make: Callable[[random.Random, Catalogue, float, int], list[list[str]]], block: int, data: st.DataObject
) -> None:
    catalogue = data.draw(catalogues())
    find = {one: data.draw(profiles(catalogue, one)) for one in ("one", "two")}
    draw = random.Random(data.draw(st.integers(0, 2**32)))
    content = as_csv(make(draw, catalogue, data.draw(st.sampled_from([0.0, 0.02])), 12))
    results, wrong = one_by_one(content, catalogue, find)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csv_source, "BLOCK", block)
        patch.setattr(csv_source, "HEAD", min(block, csv_source.HEAD))
        ran = all_at_once(content, catalogue, find)
        assert ran.wrong == wrong
        assert (ran.tally.people, len(ran.wrong)) == (len(results), len(wrong))
        packed = list(PackedPeople(ran.wanted).all(ran.made))
        assert [(one.ratings, one.outcomes, one.implied, one.contradictions) for one in packed] == [
            (one.ratings, one.outcomes, one.implied, one.contradictions) for one in results
        ]
        assert written(content, catalogue, find, "long") == expected_long(results)
        assert written(content, catalogue, find, "wide") == expected_wide(results)
        assert framed(content, catalogue, find, "long") == expected_long(results)
        assert framed(content, catalogue, find, "wide") == expected_wide(results)
        assert ran.tally.broken == sum(any(row.standing.broken for row in one.outcomes) for one in results)
        assert ran.tally.contradicted == sum(bool(one.contradictions) for one in results)


TRICKY = [
    "A,1\nB,2\n",
    "A,1\r\nB,2\r\n",
    "A,1\rB,2\r",
    '"A",1\n"B\nC",2\n',
    '"A ""x""",1\n"B, C",2\nD,3',
    '5" pipe,1\nB,2\nC 6",3\n',
    '5" pipe,1\n"B\nC",2\n"D",1\n',
    "\n\nA,1\n\n  \nB,2\n\n",
    "A,1\nB\nC,2,3\nD,\n,\n",
    "A,\nB\n",
    '"A,b"\nC,\n',
    "A\0B,1\nC,2\n",
    "A\u2028B,1\nC,\u00a02\n",
    "=A,1\n-B,2\n",
    '"",1\nB,""\n',
    "A,+1\nB,2\n",
    "A,1\nB,02\n",
    "A, 1\nB,2 \n",
    "A,4\nB,2\n",
    "A,-1\r\nB,2\r\n",
    "A,2.0\nB,\n",
]


@pytest.mark.parametrize("tricky", TRICKY)
@pytest.mark.parametrize("block", [1, csv_source.BLOCK])
def test_no_text_is_read_otherwise_than_python_reads_it(
    tricky: str, block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    levels = ((), (), ())
    catalogue = Catalogue(
        text("t"),
        "en",
        "1",
        text("s"),
        None,
        Fraction(1),
        (text("1"),) * 3,
        {},
        {"c": Competency("c", text("C"), text("d"), levels=levels)},
    )
    find = {"one": Profile("one", text("r"), "1", (Row("c", Group.GENERIC, 2),))}
    content = ("person,c\n" + tricky).encode()
    monkeypatch.setattr(csv_source, "BLOCK", block)
    monkeypatch.setattr(csv_source, "HEAD", min(block, csv_source.HEAD))
    items = Items(catalogue)
    ran = all_at_once(content, catalogue, find, named=find["one"])
    source = open_source(io.BytesIO(content), "t.csv", items, Reading())
    table = RatingsTable(source.shown, source.columns, items)
    judged = list(Judge(table, catalogue.height).judged(table.records(_python_rows(content))))
    people = [(one["person"], one.get("c")) for piece in ran.made for one in piece.iter_rows(named=True)]
    right = [(one.person, rated_in(one, table, catalogue)) for one in judged if not one.problems]
    assert [(person, {} if not level else {"c": level - 1}) for person, level in people] == right
    bad = {f"{one.row}": sorted(each.code for each in one.problems) for one in judged if one.problems}
    assert ran.wrong == bad
    assert [row.line for row in ran.rejected] == [one.line for one in judged if one.problems]


@pytest.mark.parametrize(
    "rows",
    [
        "A,R,1,nvt\nB,,nvt,\nC,R,,0\n",
        "A,nvt,1,nvt\nB,,nvt,\n",  # a word, and no rating
        "A,nvt,9,1\nB,nvt,nvt,1\n",
        "A,9,1,nvt\nB,R,nvt,0\n",
        "A,nvtx,1,nvt\nB,R,nvtx,0\n",
        "A,R,9,nvt\nB,R,1,1\n",
        "A,R,1,nvt\r\nB,R,N/A,1\r\n",
        "nvt,R,1,NVT\nn/a,R,nvt,nvt",
    ],
)
def test_words_among_digits_are_read_where_ratings_stand_and_nowhere_else(rows: str) -> None:
    catalogue = tied(1, 1, 2)
    profile = Profile("p", text("r"), "1", (Row("c0", Group.GENERIC, 1),))
    content = ("person,rater,c0.1.1,c0.1.2\n" + rows).encode()
    results, wrong = one_by_one(content, catalogue, {}, profile)
    ran = all_at_once(content, catalogue, {}, named=profile)
    found = [one.ratings for one in PackedPeople(ran.wanted).all(ran.made)]
    assert [(one.person, one.rater, one.rated) for one in found] == [
        (one.ratings.person, one.ratings.rater, one.ratings.rated) for one in results
    ]
    assert ran.wrong == wrong


def _python_rows(content: bytes) -> list[TableRow]:
    """Read a table with the standard library alone."""
    lines = io.StringIO(content.decode(), newline="")
    reader = csv.reader(lines, strict=True)
    rows, line = [], 0
    for number, cells in enumerate(reader, 1):
        rows.append(TableRow(number, line + 1, cells))
        line = reader.line_num
    return rows[1:]


def tied(number: int, height: int, behaviours: int) -> Catalogue:
    """Return a handbook in which each competency presupposes all lighter ones."""
    competencies = {}
    for place in range(number):
        identifier = f"c{place}"
        levels = tuple(
            tuple(Behaviour(identifier, level, index + 1, text("b")) for index in range(behaviours))
            for level in range(1, height + 1)
        )
        lighter = {f"c{other}": 1 + other % height for other in range(place)}
        competencies[identifier] = Competency(
            identifier, text(identifier), text("d"), presupposes=lighter, levels=levels
        )
    names = tuple(text(str(level)) for level in range(height))
    return Catalogue(text("t"), "en", "1", text("s"), None, Fraction(1, 2), names, {}, competencies)


def answers_of(catalogue: Catalogue, people: int, *, levels_too: bool) -> bytes:
    """Return a long table of random answers; some competencies are not rated, or by their level."""
    draw = random.Random(1)
    rows = [["person", "item", "rating"]]
    for number in range(people):
        for one in catalogue.competencies.values():
            kind = draw.random()
            if kind < 0.2 and levels_too:
                rows.append([f"P{number}", one.id, str(draw.randint(0, catalogue.height))])
            elif kind < 0.8:
                rows += [[f"P{number}", each.code, draw.choice(["", "0", "1", "nvt"])] for each in one.behaviours()]
    return as_csv(rows)


@pytest.mark.parametrize(
    ("number", "height", "behaviours"),
    [
        (2, 38, 1),  # statuses of levels and a direct level: more than 64 bits together
        (30, 3, 2),  # with what 29 heavier ones come to
        (45, 2, 1),  # these alone take more than 64 bits
        (2, 2, 40),  # ten bytes to a level
    ],
)
def test_numbers_may_be_larger_than_64_bits(number: int, height: int, behaviours: int) -> None:
    catalogue = tied(number, height, behaviours)
    profile = Profile("p", text("r"), "1", tuple(Row(one, Group.GENERIC, 1) for one in catalogue.competencies))
    content = answers_of(catalogue, 15, levels_too=True)
    results, wrong = one_by_one(content, catalogue, {}, profile)
    ran = all_at_once(content, catalogue, {}, Form("lines"), named=profile)
    file = io.BytesIO()
    write_csv(ran.made, file, Csv(), [], mark=False)
    lines = list(csv.reader(io.StringIO(file.getvalue().decode(), newline="")))[1:]
    assert not wrong
    assert lines == [[one.ratings.person, "p", *map(written_as, row)] for one in results for row in long_rows(one)]
    assert ran.tally.contradicted == sum(bool(one.contradictions) for one in results)


def test_random_answers_ask_no_more_of_the_scorer_than_there_are_statuses() -> None:
    catalogue = tied(3, 3, 4)
    profile = Profile("p", text("r"), "1", tuple(Row(one, Group.GENERIC, 1) for one in catalogue.competencies))
    ran = all_at_once(answers_of(catalogue, 1500, levels_too=False), catalogue, {}, named=profile)
    patterns = Patterns(Scorer(catalogue, profile), Packing(catalogue), ran.packed.present)
    patterns.answered(ran.packed.people)
    columns = [name for name in ran.packed.people.columns if "." in name]
    assert ran.packed.people.n_unique(subset=columns) > 1400  # patterns of answers
    statuses = 3**3 + 1  # or nothing was said
    for heavier, one in enumerate(("c2", "c1", "c0")):
        assert len(patterns.answers(one)) <= 2 * statuses * 3**heavier
    assert len(patterns.answers("c2")) <= statuses
