"""Ratings tables: every layout, header and cell that is allowed, and no other."""

import io
import pickle
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support import CATALOGUE
from test_frames import one_by_one, rated_in

from competentie.api import load, score
from competentie.core import Rating
from competentie.page.data import safe
from competentie.page.language import Words
from competentie.ratings.answers import behaviour_rating, direct_level
from competentie.table.columns import Items, Reading
from competentie.table.judge import Judge, RatingsTable, Record
from competentie.table.rows import TableError
from competentie.table.sources import csv as csv_source
from competentie.table.sources.csv import CsvBlock, Unread
from competentie.table.sources.opening import open_source


@pytest.fixture
def items(project: Path) -> Items:
    return Items(load(project / "catalog.yaml").catalogue)


class Opened(RatingsTable):
    """A table with its rows."""

    def __init__(self, text: str | bytes, items: Items, **options: Any) -> None:  # noqa: D107
        content = text.encode() if isinstance(text, str) else text
        self.source = open_source(io.BytesIO(content), "t.csv", items, Reading(**options))
        super().__init__(self.source.shown, self.source.columns, items)

    def read(self) -> Iterator[Record]:
        return self.records(row for block in self.source.blocks() for row in block.rows())


def found(text: str | bytes, items: Items, **options: Any) -> list[tuple[str, int]]:
    """Return the codes and lines of everything wrong with a table, cells aside."""
    try:
        records = list(Opened(text, items, **options).read())
    except TableError as error:
        return [(one.code, one.span.line) for one in error.diagnostics]
    return [(one.code, one.span.line) for record in records for one in record.problems]


@pytest.mark.parametrize(
    ("cell", "rating"),
    [
        *((cell, Rating.UNRATED) for cell in ("", "  ", "?")),
        *(
            (cell, Rating.SHOWN)
            for cell in (
                "1",
                "1.0",
                "1,0",
                "j",
                "ja",
                "JA",
                "y",
                "yes",
                "true",
                "waar",
                "x",
                "X",
                " x ",
                "✓",
                "shown",
                "getoond",
            )
        ),
        *((cell, Rating.NOT_SHOWN) for cell in ("0", "n", "nee", "no", "false", "onwaar", "niet getoond", "not_shown")),
        *(
            (cell, Rating.NOT_APPLICABLE)
            for cell in ("-", "nvt", "n.v.t.", "N/A", "na", "niet van toepassing", "not_applicable")
        ),
        *((cell, None) for cell in ("2", "01", "1.5", "--", "misschien", "yn", "jj", "¹", "١")),
    ],
)
def test_a_cell_of_a_behaviour(cell: str, rating: Rating | None) -> None:
    assert behaviour_rating(cell) == rating


@pytest.mark.parametrize(
    ("cell", "level"),
    [
        *((cell, Rating.UNRATED) for cell in ("", " ", "?")),
        *((str(level), level) for level in range(4)),
        *((cell, 2) for cell in (" 2 ", "2.0", "2,0", "niveau 2", "Level 2")),
        *(
            (cell, None)
            for cell in (
                "4",
                "-1",
                "+1",
                "02",
                "2.01",
                "2,5",
                "niveau",
                "4,0",
                "twee",
                "nvt",
                "²",
                "٢",
                "9" * 6000,
                "1e0",
            )
        ),
    ],
)
def test_a_cell_of_a_competency(cell: str, level: object) -> None:
    assert direct_level(cell, 3) == level


@pytest.mark.parametrize(
    "text",
    [
        "person,listening\nA,2\n",
        "Persoon;LISTENING\nA;2\n",
        "naam\tListening\nA\t2\n",
        "medewerker|listening\nA|2\n",
        "\ufeffid;listening\r\nA;2\r\n",
        "sep=;\nemployee;listening\nA;2\n",
        "sep=|\nname|listening\nA|2\n",
        '"person";"listening"\n"A";"2"\n',
        "person,item,rating\nA,listening,2\n",
        "naam;onderdeel;score\nA;Listening;2\n",
        "naam;niveau;code\nA;2;listening\n",
        "person,listening\n\nA,2\n,\n",
        "\n;;\nperson;listening\nA;2\n",
        "person,listening,reden\nA,2,rij 5 was fout\n",
    ],
)
def test_every_form_of_the_same_table_reads_the_same(text: str, items: Items, project: Path) -> None:
    opened = Opened(text, items)
    (record,) = opened.read()
    assert record.person == "A"
    assert rated_in(record, opened, load(project / "catalog.yaml").catalogue) == {"listening": 2}
    assert not record.problems


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [("Y004", 1)]),
        ("\n\n", [("Y004", 1)]),
        ("person\nA\n", [("T001", 1)]),
        ("name;shoe size\nA;43\n", [("T001", 1)]),
        ("listening,advising\n1,2\n", [("T001", 1)]),
        ("person,lisening\nA,1\n", [("T002", 1)]),
        ("person,listening,Listening\nA,1,1\n", [("T003", 1)]),
        ("person,naam,listening\nA,A,1\n", [("T003", 1)]),
        ("person,listening,listening.1.1\nA,1,1\n", [("T004", 1)]),
        ("person,listening.1.3\nA,1\n", [("T002", 1)]),
        ("person,patience.1.1\nA,1\n", [("T002", 1)]),
        ("person,listening\nA\nB,1,2\n", [("T005", 2), ("T005", 3)]),
        ("person,listening\n,1\n", [("T007", 2)]),
        ("person,listening\nA,1\nB,1\nA,2\n", [("T008", 4)]),
        ('person,listening\n"A,1\n', [("T012", 2)]),
        ('person,listening\nA,"1"x\n', [("T012", 2)]),
        ("person,item,rating\nA,listening,1\nA,listening,1\n", [("T011", 3)]),
        ("person,item,rating\nA,listenin,1\n", [("T010", 2)]),
        ("person,item,rating\nA,listening,1\nA,listening.1.1,1\n", [("T004", 2)]),
        ("person,item,rating\nA,listening,1\nA,advising\n", [("T005", 3)]),
        ("person,item,rating\n,listening,1\n", [("T007", 2)]),
        ("person,item,rating\nA,listening,1\nA,nothing,\n", [("T010", 3)]),
        ("person,item,rating,profile\nA,listening,1,p\nA,advising\n", [("T005", 3)]),  # the profile is cut off too
        ("person,item,rating,rater\nA,listening,1,x\nA,listening,1,y\nA,x\n", [("T005", 4), ("T005", 4)]),
        ("person,listening\nA," + "1" * 200_000 + "\n", [("T012", 2)]),
        ("p" * 200_000 + ";x\nA;1\n", [("T012", 1)]),
        ("person,listening\nAndré,1\n".encode("cp1252"), [("Y002", 2)]),
        ("person,listening\nA,1\nB,1\n".encode("utf-16"), [("Y002", 1)]),
    ],
)
def test_what_is_wrong_is_named_with_its_line(text: str | bytes, expected: list[tuple[str, int]], items: Items) -> None:
    assert found(text, items) == expected


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("person,rater,listening\nA,x,1\nA,y,1\n", ["A", "A"]),
        ("person,date,listening\nA,2026-01-01,1\nA,2026-02-01,1\n", ["A", "A"]),
        ("person,profile,listening\nA,p,1\nA,q,1\n", ["A", "A"]),
        ("person,item,rating\nB,listening,1\nA,listening,2\nB,advising,1\n", ["B", "A"]),
        ("person,listening\n,\n,?\nA,1\n", ["", "A"]),
    ],
)
def test_people_are_told_apart_and_keep_their_order(text: str, people: list[str], items: Items) -> None:
    records = list(Opened(text, items).read())
    assert [record.person for record in records] == people


def test_an_encoding_that_is_named_is_used(items: Items) -> None:
    (record,) = Opened("person;listening\nAndré;1\n".encode("cp1252"), items, encoding="cp1252").read()
    assert record.person == "André"


def test_utf_8_that_is_named_may_start_with_a_mark(items: Items) -> None:
    (record,) = Opened("\ufeffperson;listening\nA;1\n", items, encoding="UTF8").read()
    assert record.person == "A"


def test_rows_are_numbered_as_in_a_spreadsheet(items: Items) -> None:
    text = 'sep=;\nperson;listening\n"two\nlines";1\n;\nC;9;9\n'
    (problem,) = (one for record in Opened(text, items).read() for one in record.problems)
    assert problem.span.line == 6
    assert problem.message.args["place"].args["row"] == 4  # type: ignore[attr-defined]


def test_a_label_that_two_competencies_share_is_not_guessed(project: Path) -> None:
    text = CATALOGUE.replace("label: Patience", "label: {en: Listening, nl: Waiting}")
    text = text.replace("label: Advising", "label: Waiting")
    (project / "catalog.yaml").write_text(text, encoding="utf-8")
    items = Items(load(project / "catalog.yaml").catalogue)
    assert found("person,Waiting,advising\nA,1,1\n", items) == [("T002", 1)]
    assert items.find("Listening") == items.find("listening")  # an id is never taken by a label
    assert items.find("listening.1.1") is not None
    assert items.find("None.1.1") is None


@pytest.mark.parametrize("seed", range(20))
def test_scoring_by_pattern_equals_scoring_one_by_one(seed: int, project: Path) -> None:
    """Tables are scored by looking patterns up; each person's result is what the rule says of that person alone."""
    rng = random.Random(seed)
    loaded = load(project / "catalog.yaml")
    used = [item for item in Items(loaded.catalogue).all if item.level or item.competency == "patience"]
    words = {True: ["", "1", "0", "nvt", "?"], False: ["", "0", "1", "2", "3"]}
    rows = [[rng.choice(words[bool(item.level)]) for item in used] for _ in range(60)]
    text = "person," + ",".join(item.code for item in used) + "\n"
    text += "".join(f"P{number}," + ",".join(row) + "\n" for number, row in enumerate(rows))
    (project / "t.csv").write_text(text, encoding="utf-8")
    expected, _ = one_by_one(text.encode(), loaded.catalogue, {}, loaded.profiles["adviser"])
    for result, alone in zip(score(loaded, project / "t.csv", "adviser"), expected, strict=True):
        assert result.ratings.rated == alone.ratings.rated
        assert (result.outcomes, result.implied, result.contradictions) == (
            alone.outcomes,
            alone.implied,
            alone.contradictions,
        )


def test_a_wrong_cell_of_a_long_table_is_named_by_its_own_row(project: Path) -> None:
    loaded = load(project / "catalog.yaml")
    text = 'sep=,\nperson,item,rating\n"A\nB",listening,2\nC,listening,1\n"A\nB",advising,twee\n'
    opened = Opened(text, Items(loaded.catalogue))
    records = Judge(opened, loaded.catalogue.height).judged(opened.read())
    (problem,) = (one for record in records for one in record.problems)
    assert Words("en")(problem.message).startswith("row 4, column `rating`, person `A B`: `twee`")
    assert problem.span.line == 6


def test_wrong_cells_are_all_named(project: Path) -> None:
    loaded = load(project / "catalog.yaml")
    opened = Opened("person;listening;patience\nA;4;twee\nB;1;1\n", Items(loaded.catalogue))
    records = Judge(opened, loaded.catalogue.height).judged(opened.read())
    assert [[one.code for one in record.problems] for record in records] == [["T006", "T006"], []]


@pytest.mark.parametrize(
    ("text", "written"),
    [("=1+1", "'=1+1"), ("+31", "'+31"), ("-x", "'-x"), ("@a", "'@a"), ("\tx", "'\tx"), ("a=b", "a=b"), ("", "")],
)
def test_a_text_cell_is_never_a_formula(text: str, written: str) -> None:
    assert safe(text) == written


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_block_is_read_again_from_its_place_in_a_file(mark: bytes, items: Items, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(mark + b"sep=,\nperson,listening\n" + b"".join(b'"A ""%d""",1\n' % n for n in range(1000)))
    with pytest.MonkeyPatch.context() as patch, path.open("rb") as file:
        patch.setattr(csv_source, "BLOCK", 100)
        patch.setattr(csv_source, "HEAD", 100)
        blocks = [one for one in open_source(file, "t.csv", items, Reading()).blocks() if isinstance(one, CsvBlock)]
    unread = [Unread.of(block) for block in blocks]
    assert len(blocks) > 2
    assert not any(b"A " in pickle.dumps(one) for one in unread)
    assert [one.read() for one in unread] == blocks
    path.write_bytes(path.read_bytes().replace(b"A ", b"B "))
    assert [one.read() for one in unread] == [None] * len(blocks)
    path.unlink()
    assert unread[0].read() is None
