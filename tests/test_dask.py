"""`score --engine dask`: on a real scheduler with two workers, byte for byte what one process makes of it."""

import gzip
import os
import random
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import killing
import pytest
from support import PROFILE, ROOT, Program, process

from competentie.table import cluster, run, score
from competentie.table.sources import csv as csv_source

pytest.importorskip("distributed", reason="the extra `dask` is not installed")
pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="workers are ended by a signal"),
    pytest.mark.xdist_group("dask"),
]

BLOCK = 1500  # bytes, so that a small table is cut into many pieces


@pytest.fixture(scope="module")
def mark(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("dask") / "killed"


@pytest.fixture(scope="module")
def scheduler(mark: Path) -> Iterator[str]:
    """Run a scheduler and two workers of one thread each, and return the address."""
    path = os.pathsep.join([str(ROOT), str(ROOT / "tests"), os.environ.get("PYTHONPATH", "")])
    environment = {**os.environ, "PYTHONPATH": path, killing.MARK: str(mark)}
    folder, dask = mark.parent, [sys.executable, "-m", "dask"]
    found = folder / "scheduler.json"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "env": environment, "cwd": folder}
    common = ["--no-dashboard", "--scheduler-file", found]
    started = [subprocess.Popen([*dask, "scheduler", "--host", "127.0.0.1", "--port", "0", *common], **quiet)]  # type: ignore[call-overload]
    try:
        started += [
            subprocess.Popen([*dask, "worker", "--nthreads", "1", *common], **quiet)  # type: ignore[call-overload]
            for _ in range(2)
        ]
        yield address_in(found)
    finally:
        for one in started:
            one.kill()  # their workers see it and end too
        for one in reversed(started):
            one.wait(20)


def address_in(found: Path) -> str:
    """Return the address that a scheduler writes down, once two workers are there."""
    import distributed

    for _ in range(200):
        if found.exists():
            break
        time.sleep(0.1)
    with distributed.Client(scheduler_file=str(found), timeout=20, set_as_default=False) as client:  # type: ignore[no-untyped-call]
        client.wait_for_workers(2, timeout=30)
        return str(client.scheduler.address)


@pytest.fixture
def cut(project: Path, mark: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a project with a second profile, in which tables are cut small."""
    (project / "profiles" / "lead.yaml").write_text(
        PROFILE.replace("Adviser", "Lead").replace("norm: 2", "norm: 3"), encoding="utf-8"
    )
    monkeypatch.setattr(csv_source, "BLOCK", BLOCK)
    monkeypatch.setattr(csv_source, "HEAD", BLOCK)
    monkeypatch.setenv("TMPDIR", str(project))
    mark.unlink(missing_ok=True)
    return project


ITEMS = ("listening.1.1", "listening.1.2", "listening.2.1", "advising", "patience")


def wide(wrong: float = 0) -> str:
    draw = random.Random(1)
    lines = ["person;profile;rater;" + ";".join(ITEMS)]
    for number in range(400):
        name = f'"De Wit; J. {number}"' if draw.random() < 0.1 else f"Jos\u00e9 {number}"
        cells = [draw.choice(["", "1", "0", "nvt"]) for _ in ITEMS[:3]] + [
            draw.choice(["", "0", "3"]) for _ in ITEMS[3:]
        ]
        if draw.random() < wrong:
            cells[draw.randrange(5)] = "9"
        lines.append(";".join([name, draw.choice(["adviser", "lead"]), draw.choice(["", "=R"]), *cells]))
    if wrong:
        lines += [lines[3], "X;nobody;;1;1;1;1;1", "Y;lead;;1", ";lead;;1;1;1;1;1"]
    return "\n".join(lines) + "\n"


def long(wrong: float = 0) -> str:
    head, *lines = wide(wrong).splitlines()
    del head
    rows = []
    for line in lines:
        who, *cells = line.rsplit(";", len(ITEMS))
        rows += [f"{who};{item};{cell}" for item, cell in zip(ITEMS, cells, strict=False) if cell]
    random.Random(2).shuffle(rows)
    return "\n".join(["person;profile;rater;item;rating", *rows]) + "\n"


def both(competentie: Program, folder: Path, scheduler: str, *arguments: str | Path) -> tuple[int, bytes, str]:
    """Score here and on the cluster; see that nothing differs, and return what came of it."""
    made = []
    for engine in (["--engine", "polars"], ["--engine", "dask", "--scheduler", scheduler]):
        output, rejects = folder / "out.csv", folder / "rejects.csv"
        for one in (output, rejects):
            one.unlink(missing_ok=True)
        ran = competentie("score", *arguments, "-o", output, *engine, cwd=folder)
        written = [one.read_bytes() if one.exists() else b"" for one in (output, rejects)]
        made.append((ran.code, ran.err, written))
    assert made[0] == made[1]
    code, said, (content, _) = made[1]
    return code, content, said


@pytest.mark.parametrize("make", [wide, long])
@pytest.mark.parametrize("options", [(), ("--layout", "wide", "--excel"), ("--format", "json"), ("--by", "rater")])
def test_the_cluster_makes_the_same_bytes(
    cut: Path, scheduler: str, competentie: Program, make: Callable[[], str], options: tuple[str, ...]
) -> None:
    (cut / "table.csv").write_text(make(), encoding="utf-8")
    code, content, said = both(competentie, cut, scheduler, "table.csv", *options)
    assert code == 0
    assert content
    people = 400 if make is wide else 399  # one has no rating at all
    assert f"{people} people read: {people} scored, 0 rejected" in said


@pytest.mark.parametrize("make", [wide, long])
def test_wrong_rows_are_named_and_set_apart_alike(
    cut: Path, scheduler: str, competentie: Program, make: Callable[[float], str]
) -> None:
    (cut / "table.csv").write_text(make(0.02), encoding="utf-8")
    code, content, said = both(competentie, cut, scheduler, "table.csv")
    assert (code, content) == (1, b"")
    assert "table.csv:" in said
    code, content, said = both(competentie, cut, scheduler, "table.csv", "--rejects", "rejects.csv")
    assert code == 1
    assert content
    assert "the rows with errors are in rejects.csv" in said


def test_people_who_come_twice_are_found_across_tasks_and_tables(
    cut: Path, scheduler: str, competentie: Program
) -> None:
    first, second = cut / "in" / "1.csv", cut / "in" / "2.csv"
    first.parent.mkdir()
    head, *lines = wide().splitlines(keepends=True)
    first.write_text("\ufeff" + head + "".join(lines) + lines[0], encoding="utf-8")
    second.write_text("".join([head, *lines[:2]]), encoding="utf-8")
    code, _, said = both(competentie, cut, scheduler, "in", "--rejects", "rejects.csv", "--layout", "wide")
    assert code == 1
    assert "400 people read, 403 ratings: 400 scored, 3 rejected" in said


def test_other_forms_are_read_alike(cut: Path, scheduler: str, competentie: Program) -> None:
    (cut / "table.csv.gz").write_bytes(gzip.compress(wide().encode()))
    assert both(competentie, cut, scheduler, "table.csv.gz")[0] == 0
    (cut / "astray.csv").write_text(wide() + 'a 5" pipe;lead;;1;1;1;1;1\n', encoding="utf-8")
    assert both(competentie, cut, scheduler, "astray.csv")[0] == 0


@pytest.mark.parametrize(
    ("make", "module", "name", "killing_work"),
    [
        (wide, run, "Read", killing.KillingRead),
        (long, run, "Read", killing.KillingRead),
        (wide, score, "SliceScorer", killing.KillingScorer),
    ],
)
def test_a_worker_that_is_killed_takes_nobody_along(
    cut: Path,
    scheduler: str,
    competentie: Program,
    mark: Path,
    monkeypatch: pytest.MonkeyPatch,
    make: Callable[[], str],
    module: ModuleType,
    name: str,
    killing_work: type,
) -> None:
    (cut / "table.csv").write_text(make(), encoding="utf-8")
    expected = competentie("score", "table.csv", "-o", "here.csv", cwd=cut)
    monkeypatch.setattr(module, name, killing_work)
    ran = competentie("score", "table.csv", "-o", "out.csv", "--engine", "dask", "--scheduler", scheduler, cwd=cut)
    assert mark.exists()
    assert (ran.code, ran.err) == (0, expected.err)
    assert (cut / "out.csv").read_bytes() == (cut / "here.csv").read_bytes()


def test_a_task_that_fails_tells_nothing_of_people_and_leaves_nothing_behind(
    cut: Path, scheduler: str, competentie: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    (cut / "table.csv").write_text(wide(), encoding="utf-8")
    monkeypatch.setattr(run, "Read", killing.FailingRead)
    ran = competentie("score", "table.csv", "-o", "out.csv", "--engine", "dask", "--scheduler", scheduler, cwd=cut)
    assert ran.code == 3
    assert "TaskError" in ran.err
    assert "Jos" not in ran.err
    assert not (cut / "out.csv").exists()
    assert not list(cut.glob(".*"))


def test_people_who_are_lost_on_the_way_end_the_run(
    cut: Path, scheduler: str, competentie: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    (cut / "table.csv").write_text(wide(), encoding="utf-8")
    monkeypatch.setattr(score, "SliceScorer", killing.LosingScorer)
    ran = competentie("score", "table.csv", "-o", "out.csv", "--engine", "dask", "--scheduler", scheduler, cwd=cut)
    assert ran.code == 3
    assert "UnbalancedError" in ran.err
    assert not (cut / "out.csv").exists()


def test_without_a_scheduler_the_work_stays_in_this_process(project: Path) -> None:
    (project / "table.csv").write_text(wide().replace(";lead;", ";adviser;"), encoding="utf-8")
    outputs = []
    for engine in ("polars", "dask"):
        ran = process("score", "table.csv", "-o", "out.csv", "--engine", engine, cwd=project)
        outputs.append((ran.returncode, ran.stderr, (project / "out.csv").read_bytes()))
    assert outputs[0] == outputs[1]


def test_a_cluster_of_our_own_has_no_door_for_others() -> None:
    import psutil

    with cluster.cluster(None) as workers:
        assert [made for _, made in workers.map(len, ["a", "bc"])] == [1, 2]
        ends = [one.laddr for one in psutil.Process().net_connections("tcp") if one.status == psutil.CONN_LISTEN]
        for end in ends:
            assert end.ip == "127.0.0.1"
            for path in ("/", "/status", "/info/main/workers.html", "/metrics", "/json/counts.json"):
                with pytest.raises(urllib.error.HTTPError, match="404"):
                    urllib.request.urlopen(f"http://127.0.0.1:{end.port}{path}", timeout=5)


def test_a_scheduler_that_is_not_there_is_wrong_use(
    cut: Path, competentie: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    (cut / "table.csv").write_text(wide(), encoding="utf-8")
    monkeypatch.setitem(cluster._CONNECTING, "timeout", 1)  # noqa: SLF001 - nobody waits for it
    for address in ("tcp://127.0.0.1:1", "nonsense://x", "127.0.0.1"):
        ran = competentie("score", "table.csv", "--engine", "dask", "--scheduler", address, cwd=cut)
        assert ran.code == 2
        assert f"no scheduler answers at {address}" in ran.err


def test_workers_with_another_version_are_wrong_use(
    cut: Path, scheduler: str, competentie: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    (cut / "table.csv").write_text(wide(), encoding="utf-8")
    monkeypatch.setattr(cluster, "__version__", "99")
    ran = competentie("score", "table.csv", "--engine", "dask", "--scheduler", scheduler, cwd=cut)
    assert ran.code == 2
    assert "here these are 99 and" in ran.err


def test_what_is_not_installed_is_wrong_use(cut: Path, competentie: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    (cut / "table.csv").write_text(wide(), encoding="utf-8")
    monkeypatch.setitem(sys.modules, "distributed", None)
    ran = competentie("score", "table.csv", "--engine", "dask", cwd=cut)
    assert ran.code == 2
    assert "pip install 'competentie[dask]'" in ran.err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--engine", "ray"), "`ray` is not a value of --engine"),
        (("--engine", "spark"), "`spark` is not a value of --engine"),
        (("--scheduler", "tcp://127.0.0.1:1"), "goes with `--engine dask` only"),
    ],
)
def test_options_that_do_not_go_together_are_wrong_use(
    cut: Path, competentie: Program, options: tuple[str, ...], said: str
) -> None:
    (cut / "table.csv").write_text(wide(), encoding="utf-8")
    ran = competentie("score", "table.csv", *options, cwd=cut)
    assert ran.code == 2
    assert said in ran.err
