"""Several tables in one run: nobody is lost or counted twice; and a run that is cut short leaves the old file."""

import csv
import io
import re
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from support import Program

from competentie.cli.progress import Watched
from competentie.cli.session import Session
from competentie.page.language import Words
from competentie.table import sinks
from competentie.table.score import SliceScorer

SCORE = ("score", "parts", "--profile", "adviser", "--layout", "wide")


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def parts(project: Path, *texts: str) -> Path:
    folder = project / "parts"
    folder.mkdir()
    for number, text in enumerate(texts, 1):
        (folder / f"{number}.csv").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("named", ["parts", "parts/*.csv"])
def test_a_folder_or_a_pattern_of_tables_is_scored_as_one(named: str, project: Path, competentie: Program) -> None:
    folder = parts(project, "person,listening\nA,1\nB,2\n", "naam;Advising;rater\nC;3;R\n")
    (folder / "notes.md").write_text("not a table", encoding="utf-8")
    ran = competentie("score", named, *SCORE[2:], cwd=project)
    assert ran.code == 0, ran.err
    assert [row[:3] for row in rows(ran.out)] == [
        ["person", "profile", "rater"],
        ["A", "adviser", ""],
        ["B", "adviser", ""],
        ["C", "adviser", "R"],
    ]
    assert "3 people read: 3 scored, 0 rejected" in ran.err


@pytest.mark.parametrize(
    ("texts", "code", "says"),
    [
        (
            ["person,listening\nA,1\n", "person,listening\nB,1\nA,2\n"],
            1,
            ["2.csv:3", "person `A`: this person stands in parts/1.csv already, on row 2"],
        ),
        (
            ["person,listening\nA,1\n", "person,listening\nB,9\n"],
            1,
            ["2.csv:2", "row 2, column `listening`, person `B`"],
        ),
        (
            ["person,item,rating\nA,listening,1\n", "person,item,rating\nA,listening,2\n"],
            1,
            ["person `A`: this person's rows stand in more than one table, and rate something twice"],
        ),
        (
            ["person,item,rating,relation\nA,listening,1,self\n", "person,item,rating,relation\nA,listening,2,peer\n"],
            1,
            ["person `A`: this person stands in parts/1.csv already, on row 2"],
        ),
        (
            ["person,item,rating\nA,listening,1\nB,oops,1\n", "person,item,rating\nA,advising,2\nB,listening,2\n"],
            1,
            ["1.csv:3", "`oops` is not a competency", "1 person has errors"],
        ),
        (
            ["person,listening\nA,1\n", "person,item,rating\nB,listening,1\n"],
            2,
            ["some of these tables have a row per"],
        ),
        (
            ["person,listening\nA,1\n", "person,oops\nB,1\n"],
            1,
            ["2.csv:1", "there is no column with ratings; the columns are: person, oops"],
        ),
        ([], 2, ["is a folder without ratings tables"]),
    ],
)
def test_what_is_wrong_between_tables_is_said(
    texts: list[str], code: int, says: list[str], project: Path, competentie: Program
) -> None:
    parts(project, *texts)
    ran = competentie(*SCORE, cwd=project)
    assert (ran.code, ran.out) == (code, "")
    assert all(one in ran.err for one in says), ran.err


def test_rows_of_one_person_may_lie_in_several_tables(project: Path, competentie: Program) -> None:
    parts(project, "person,item,rating\nA,listening,2\n", "person,item,rating\nB,advising,1\nA,advising,3\n")
    ran = competentie(*SCORE, cwd=project)
    assert rows(ran.out)[1:] == [
        ["A", "adviser", "2", "2", "0", "0", "meets", "3", "3", "1", "1", "above"],
        ["B", "adviser", "2", "2", "0", "0", "meets", "1", "1", "-1", "-1", "short"],  # listening is presumed
    ]


def test_the_good_rows_of_all_tables_are_scored(project: Path, competentie: Program) -> None:
    parts(project, "person,listening\nA,1\nB,9\n", "person,listening\nC,1\nA,1\n")
    ran = competentie(*SCORE, "--rejects", "bad.csv", cwd=project)
    assert ran.code == 1
    assert [row[0] for row in rows(ran.out)[1:]] == ["A", "C"]
    assert [row[:2] for row in rows((project / "bad.csv").read_text(encoding="utf-8"))[1:]] == [["B", "9"], ["A", "1"]]
    assert "3 people read, 4 ratings: 2 scored, 2 rejected" in ran.err


def test_rejects_of_tables_with_other_columns_are_refused(project: Path, competentie: Program) -> None:
    parts(project, "person,listening\nA,1\n", "person,advising\nB,1\n")
    ran = competentie(*SCORE, "--rejects", "bad.csv", cwd=project)
    assert ran.code == 2
    assert "all tables need the same columns" in ran.err


@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError])
def test_a_run_that_is_cut_short_leaves_the_old_file(
    error: type[BaseException], project: Path, competentie: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "all.csv").write_text("person,listening\nA,1\n", encoding="utf-8")
    (project / "out.csv").write_text("old", encoding="utf-8")

    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(sinks, "write_csv", fail)
    arguments = ("score", "all.csv", "--profile", "adviser", "-o", "out.csv", "--rejects", "bad.csv")
    ran = competentie(*arguments, cwd=project)
    assert ran.code in {3, 130}
    assert (project / "out.csv").read_text(encoding="utf-8") == "old"
    assert sorted(one.name for one in project.iterdir()) == ["all.csv", "catalog.yaml", "out.csv", "profiles"]


def test_a_run_that_does_not_add_up_is_a_bug(
    project: Path, competentie: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "all.csv").write_text("person,listening\nA,1\nB,2\n", encoding="utf-8")
    scored = SliceScorer.__call__
    monkeypatch.setattr(SliceScorer, "__call__", lambda self, people: scored(self, people.head(1)))
    ran = competentie("score", "all.csv", "--profile", "adviser", "--rejects", "bad.csv", "-o", "out.csv", cwd=project)
    assert ran.code == 3
    assert not (project / "out.csv").exists()


class Piece:
    """A block of 1,000 rows, a quarter of the table."""

    height = 1_000
    size = 250


class OneByOne:
    """A workplace that does as it is told."""

    def map(self, function: Callable[[Piece], int], pieces: Iterable[Piece]) -> Iterator[tuple[Piece, int]]:
        return ((piece, function(piece)) for piece in pieces)


@pytest.mark.parametrize(
    ("terminal", "quiet", "each", "said"),
    [
        (True, False, 0.1, []),  # done within a second
        (True, False, 1.0, ["50%  2 000 rows", "75%  3 000 rows", "100%  4 000 rows"]),
        (True, True, 1.0, []),
        (False, False, 1.0, []),
    ],
)
def test_progress_is_told_on_a_terminal_when_it_takes_long(
    terminal: bool,  # noqa: FBT001
    quiet: bool,  # noqa: FBT001
    each: float,
    said: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now, lines = [0.0], []
    session = Session(Words("en"))
    session.quiet = quiet
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal, raising=False)
    monkeypatch.setattr(Session, "tell_in_place", lambda _, text: lines.append(text))

    def work(_: Piece) -> int:
        now[0] += each
        return 0

    watched = Watched(OneByOne(), session, 1_000, lambda: now[0])  # type: ignore[arg-type]
    assert len(list(watched.map(work, [Piece()] * 4))) == 4
    found = [re.search(r"\d+%  [\d ]+ rows", line) for line in lines]
    assert [one[0] for one in found if one] == said
    assert not said or lines[-1] == "\r\x1b[K"


@pytest.mark.parametrize("times", [1, 2])
def test_an_interrupt_waits_until_a_piece_is_done_unless_it_comes_again(times: int) -> None:
    done: list[int] = []

    def work(_: Piece) -> int:
        for _again in range(times):
            signal.raise_signal(signal.SIGINT)
        done.append(1)
        return 0

    session = Session(Words("en"))
    with pytest.raises(KeyboardInterrupt), Watched(OneByOne(), session, 0) as watched:  # type: ignore[arg-type]
        list(watched.map(work, [Piece()] * 2))
    assert len(done) == (1 if times == 1 else 0)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_the_profile_of_a_repeated_row_alone_gives_no_columns(project: Path, competentie: Program) -> None:
    (project / "profiles" / "listener.yaml").write_text(
        'competentie: 1\nrole: Listener\nversion: "1"\ngeneric:\n  listening: {norm: 1}\n', encoding="utf-8"
    )
    (project / "all.csv").write_text(
        "person,profile,listening,advising\nA,adviser,9,1\nB,listener,1,\nA,adviser,1,1\n", encoding="utf-8"
    )
    ran = competentie("score", "all.csv", "--layout", "wide", "--rejects", "bad.csv", cwd=project)
    assert rows(ran.out) == [
        ["person", "profile", *(f"listening.{one}" for one in ("reached", "reached_max", "gap", "gap_max", "status"))],
        ["B", "listener", "1", "1", "0", "0", "meets"],
    ]


@pytest.mark.parametrize(("height", "code"), [(9, 0), (38, 0), (39, 2)])
def test_a_handbook_of_many_levels_is_scored_or_refused(
    height: int, code: int, project: Path, competentie: Program
) -> None:
    levels = "\n".join(f"      {level}: [Does {level} well, Says {level} well]" for level in range(1, height + 1))
    (project / "catalog.yaml").write_text(
        f'competentie: 1\ntitle: H\nlanguage: en\nversion: "1"\nsource: s\nlevels: {[f"L{n}" for n in range(height)]}\n'
        f"competencies:\n  listening:\n    label: L\n    definition: Hearing what is said\n    levels:\n{levels}\n",
        encoding="utf-8",
    )
    (project / "profiles" / "adviser.yaml").write_text(
        f'competentie: 1\nrole: A\nversion: "1"\ngeneric:\n  listening: {{norm: {height}}}\n', encoding="utf-8"
    )
    header = [f"listening.{level}.{number}" for level in range(1, height + 1) for number in (1, 2)]
    people = [["A", *["1"] * len(header)], ["B", *["1"] * (len(header) - 1), "0"]]
    text = "\n".join(",".join(row) for row in (["person", *header], *people))
    (project / "all.csv").write_text(text + "\n", encoding="utf-8")
    ran = competentie("score", "all.csv", "--profile", "adviser", "--layout", "wide", cwd=project)
    assert ran.code == code, ran.err
    if code:
        assert "at most 38 levels, and this handbook has 39" in ran.err
    else:
        top = [
            ["A", "adviser", *[str(height)] * 2, "0", "0", "meets"],
            ["B", "adviser", *[str(height - 1)] * 2, "-1", "-1", "short"],
        ]
        assert rows(ran.out)[1:] == top
