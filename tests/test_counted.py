"""What is called safe is counted, not hoped: interrupts, pasted lines, locks and drives that know less, leftovers."""

import errno
import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from support import ROOT, Program, process
from test_keeping import fifty, finish, shown_in, terminal
from test_same_file import only, start

from competentie.core import CONTROL
from competentie.files import write
from competentie.files.read import unreadable
from competentie.files.write import WholeFile, write_whole
from competentie.ratings.lock import HeldError, Lock

pexpect = pytest.importorskip("pexpect", reason="a pseudo-terminal needs pexpect, which Windows lacks")

__all__ = ["fifty", "terminal"]  # fixtures


@pytest.fixture
def traced(tmp_path: Path) -> Any:
    """Return a function that starts an interview under `strace`, with a fault in a system call."""
    strace = shutil.which("strace")
    if strace is None or subprocess.run([strace, "-qq", "true"], capture_output=True, check=False).returncode:
        pytest.skip("system calls are made to fail with strace, which is not here or may not trace")
    children = []

    def start(folder: Path, fault: str) -> Any:
        call = fault.partition(":")[0]
        command = ["-qq", "-f", "-o", str(tmp_path / "trace"), "-e", f"trace={call}", "-e", f"inject={fault}"]
        program = [
            sys.executable,
            "-m",
            "competentie",
            "--lang",
            "en",
            "assess",
            "role",
            "--person",
            "A",
            "--one-by-one",
        ]
        env = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "dumb", "SOURCE_DATE_EPOCH": "1795500000"}
        arguments = [*command, *program, "--relation", "self"]
        child = pexpect.spawn(strace, arguments, cwd=folder, env=env, encoding="utf-8", dimensions=(40, 200))
        children.append(child)
        return child

    yield start
    for child in children:
        child.close(force=True)


@pytest.mark.parametrize("answered", [0, 1])
def test_an_interrupted_save_is_not_called_safe(answered: int, fifty: Path, terminal: Any, traced: Any) -> None:
    if answered:
        child = terminal(fifty, "role", "--person", "A")
        start(child, "y")
        child.sendline("q")
        finish(child)
    child = traced(fifty, "fsync:delay_enter=1500000")
    child.expect_exact(f"{answered + 1}/50", timeout=60)
    child.expect_exact("> ")
    child.sendline("y")
    time.sleep(0.5)  # within the save
    child.sendintr()
    time.sleep(1.7)  # within the one that follows
    child.sendintr()
    said = " ".join(finish(child).split())
    on_disk = shown_in(fifty) if list((fifty / "ratings").glob("*.yaml")) else []
    assert len(on_disk) == answered
    assert "they are safe" not in said
    assert f"{answered} of {answered + 1} answers are safe there" in said


def test_a_note_is_kept_before_the_evidence_is_asked(fifty: Path, terminal: Any) -> None:
    child = terminal(fifty, "role", "--person", "A")
    start(child)
    child.sendline("+")
    child.expect_exact("note (Enter: none) > ")
    child.sendline("seen it")
    child.expect_exact("evidence")
    child.kill(signal.SIGKILL)
    child.wait()
    assert "note: seen it" in only(fifty / "ratings").read_text(encoding="utf-8")


PASTED = {
    "behind an answer": ("y + a note\nmore\nn\n", "", "a note more n", ["c0.1.1"]),
    "without an end": ("y + a note\nmore\nn", "\n", "a note more n", ["c0.1.1"]),
    "only the first one answers": ("y\nn\ny\nn\ny\n", "", None, ["c0.1.1"]),
}


@pytest.mark.parametrize(("typed", "then", "note", "shown"), PASTED.values(), ids=PASTED)
def test_pasted_lines_behind_a_note_are_one_note(
    typed: str, then: str, note: str | None, shown: list[str], fifty: Path, terminal: Any
) -> None:
    child = terminal(fifty, "role", "--person", "A")
    start(child)
    child.send(typed)
    if then:
        time.sleep(1)
        child.send(then)
    child.expect_exact("2/50")
    child.expect_exact("> ")
    child.sendline("q")
    said = finish(child)
    assert shown_in(fifty) == shown
    text = only(fifty / "ratings").read_text(encoding="utf-8")
    assert (f"note: {note}\n" in text) == (note is not None)
    assert "not_shown" not in text or note is None
    assert "is not an answer" not in said


def test_arrow_keys_never_land_in_a_name_or_a_note(fifty: Path, terminal: Any) -> None:
    child = terminal(fifty, "role")
    for question, typed in (("Who is assessed?", "Sanne Tet\x1b[Ds"), ("1/50", "y + nte\x1b[D\x1b[Do")):
        child.expect_exact(question)
        child.expect_exact("> ")
        child.sendline(typed)
    child.expect_exact("2/50")
    assert "note: note" in only(fifty / "ratings").read_text(encoding="utf-8")
    child.sendline("q")
    finish(child)
    assert b"\x1b" not in only(fifty / "ratings").read_bytes()


@pytest.mark.parametrize(
    ("typed", "keys"), [("a\x1b[D", True), ("a\x7f", True), ("a\x9b", True), ("é\tü", False), ("", False)]
)
def test_what_keys_send(typed: str, *, keys: bool) -> None:
    assert bool(CONTROL.search(typed)) == keys


@pytest.mark.parametrize("fault", ["flock:error=ENOLCK", "flock:error=EOPNOTSUPP"])
def test_a_drive_without_locks_is_said_once_and_the_interview_goes_on(fault: str, fifty: Path, traced: Any) -> None:
    child = traced(fifty, fault)
    child.expect_exact("warning: this drive has no locks", timeout=60)
    start(child, "y", "y")
    child.sendline("q")
    assert "no locks" not in finish(child)
    assert shown_in(fifty) == ["c0.1.1", "c0.1.2"]
    assert [one.suffix for one in (fifty / "ratings").iterdir()] == [".yaml"]


@pytest.mark.parametrize(
    ("number", "held"),
    [(errno.EWOULDBLOCK, True), (errno.ENOLCK, False), (errno.EOPNOTSUPP, False), (errno.EINVAL, False)],
)
def test_only_a_lock_that_is_held_is_called_so(
    number: int, *, held: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("competentie.ratings.lock._lock", refuse)
    lock = Lock(tmp_path / "a.yaml")
    if held:
        with pytest.raises(HeldError):
            lock.take("now")
        return
    lock.take("now")
    assert not lock.is_known
    lock.release()
    assert not list(tmp_path.iterdir())


def test_a_lock_that_cannot_be_used_is_named_itself(fifty: Path, terminal: Any) -> None:
    (fifty / ".mine.yaml.lock").mkdir()
    child = terminal(fifty, "role", "--person", "A", "-o", "mine.yaml")
    said = " ".join(finish(child).split())
    assert "the lock .mine.yaml.lock cannot be used: this is a folder" in said
    assert "remove it, when nobody is filling in mine.yaml" in said


@pytest.mark.parametrize("fault", ["fsync:error=EINVAL:when=2+2", "fsync:error=EOPNOTSUPP:when=2+2"])
def test_a_folder_that_cannot_be_synced_is_no_failure(fault: str, fifty: Path, traced: Any) -> None:
    child = traced(fifty, fault)
    child.expect_exact("1/50", timeout=60)
    child.sendline("y")
    child.expect_exact("2/50")
    child.sendline("q")
    assert "1 of 50 questions answered; they are safe" in " ".join(finish(child).split())


def test_a_folder_whose_sync_fails_is_one_and_the_next_save_takes_it_for_its_own(fifty: Path, traced: Any) -> None:
    child = traced(fifty, "fsync:error=EIO:when=2")
    child.expect_exact("1/50", timeout=60)
    child.sendline("y")
    child.expect_exact("not saved")
    child.expect_exact("2/50")
    child.sendline("y")
    child.expect_exact("the answers are saved again, all of them")
    child.sendline("q")
    assert "somebody else" not in finish(child)
    assert shown_in(fifty) == ["c0.1.1", "c0.1.2"]


@pytest.mark.parametrize(
    ("number", "fails"),
    [(errno.EINVAL, False), (errno.ENOTSUP, False), (errno.EACCES, False), (errno.EIO, True), (errno.ENOSPC, True)],
)
def test_what_a_drive_says_of_syncing_a_folder(
    number: int, *, fails: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    really = os.fsync

    def sync(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(number, os.strerror(number))
        really(descriptor)

    monkeypatch.setattr(os, "fsync", sync)
    if fails:
        with pytest.raises(OSError, match=os.strerror(number)):
            write_whole(tmp_path / "file", b"x")
    else:
        write_whole(tmp_path / "file", b"x")
    assert [one.name for one in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize("nameless", [True, False])
def test_nothing_is_left_when_closing_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, nameless: bool) -> None:
    whole = WholeFile(tmp_path / "file", nameless=nameless)
    monkeypatch.setattr(whole, "file", Full(whole.file.close))
    with pytest.raises(OSError, match="No space"), whole:
        whole.commit()
    assert not list(tmp_path.iterdir())


class Full:
    """A file on a full disk."""

    def __init__(self, close: Callable[[], None]) -> None:
        self._close = close

    def flush(self) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    def close(self) -> None:
        self._close()
        raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.skipif(not hasattr(os, "O_TMPFILE"), reason="only Linux has files without a name that can get one")
def test_a_large_file_has_no_name_until_it_is_whole(tmp_path: Path) -> None:
    with WholeFile(tmp_path / "file", nameless=True) as whole:
        if whole._name is not None:  # noqa: SLF001
            pytest.skip("this drive has no files without a name")
        whole.file.write(b"x")
        whole.file.flush()
        assert not list(tmp_path.iterdir())
        whole.commit()
    assert [one.name for one in tmp_path.iterdir()] == ["file"]
    assert stat.S_IMODE((tmp_path / "file").stat().st_mode) == 0o600
    assert (tmp_path / "file").read_bytes() == b"x"


def test_a_drive_without_nameless_files_gets_one_with_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(write, "_OPEN", "/nowhere")
    with WholeFile(tmp_path / "file", nameless=True) as whole:
        assert len(list(tmp_path.iterdir())) == 1
        whole.file.write(b"x")
        whole.commit(durable=False)
    assert [one.name for one in tmp_path.iterdir()] == ["file"]


@pytest.fixture
def small_disk(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return a folder on a disk of one megabyte."""
    folder = tmp_path_factory.mktemp("small")
    command = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("a small disk is a tmpfs, which may not be mounted here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.parametrize("ending", ["csv", "json", "parquet", "xlsx"])
def test_a_full_disk_is_said_in_our_words_and_nothing_is_left(ending: str, small_disk: Path, project: Path) -> None:
    rows = "".join(f"Person {number:06},{number % 4},{number % 3}\n" for number in range(60_000))
    (project / "table.csv").write_text("person,listening,advising\n" + rows, encoding="utf-8")
    (small_disk / "ballast").write_bytes(b"x" * 900_000)
    out = small_disk / f"o.{ending}"
    ran = process("--lang", "en", "score", "table.csv", "--profile", "adviser", "-o", out, cwd=project)
    said = ran.stderr.decode()
    assert ran.returncode == 2, said
    assert "could not be written: the system says: No space left on device" in said
    for foreign in ("Traceback", "Exception", "Error"):
        assert foreign not in said
    assert [one.name for one in small_disk.iterdir()] == ["ballast"]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "No space left on device"),
        (OSError("No space left on device (os error 28)"), "No space left on device"),
        (OSError(), None),
    ],
)
def test_an_error_of_the_system_is_said_without_words_of_python(error: OSError, said: str | None) -> None:
    message = unreadable(error)
    assert message.args.get("reason") == said
    assert "OSError" not in message.template


CHANGES: dict[str, Callable[[Path], object]] = {
    "cut off": lambda path: os.truncate(path, 40),
    "written anew in place": lambda path: path.write_bytes(path.read_bytes().replace(b"P1,2", b"P1,1")),
    "another file": lambda path: shutil.copy(path, path.with_suffix(".new")) and path.with_suffix(".new").replace(path),
    "gone": lambda path: path.unlink(),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize("layout", ["wide", "long"])
def test_a_table_that_changes_while_it_is_read_is_noticed(
    change: Callable[[Path], object],
    layout: str,
    project: Path,
    competentie: Program,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from competentie.table import run

    table = project / "table.csv"
    header, cell = ("person,listening", "") if layout == "wide" else ("person,item,rating", "listening,")
    table.write_text(f"{header}\n" + "".join(f"P{number},{cell}2\n" for number in range(50)), encoding="utf-8")
    os.utime(table, (1, 1))
    really = run.read_tables

    def read(*arguments: Any) -> Any:
        change(table)
        return really(*arguments)

    monkeypatch.setattr(run, "read_tables", read)
    ran = competentie("score", table, "--profile", "adviser", "-o", "out.csv", cwd=project)
    assert ran.code == 2
    assert "table.csv was changed while it was read; nothing was written" in ran.err
    assert "do it again when nobody writes it" in ran.err
    assert not (project / "out.csv").exists()
