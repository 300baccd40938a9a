"""What must hold for any file at all: `validate` and every renderer take it, within bounds, and point inside it.

`Project.check` puts bytes in the place of a catalogue, a profile or ratings, runs the real thing in this process,
and raises AssertionError (or whatever the program raised) when something does not hold.
"""

import json
import re
import shutil
import time
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

import yaml

from competentie.core import CODES, Diagnostic, Severity, Span
from competentie.page import findings as diagnostics
from competentie.page.language import Words
from competentie.validate.reports import REPORTS, Setting, annotations
from competentie.validate.validator import Report, Validator

SLOWEST: Final = 2.0  # seconds of processor time for checking one file and all its reports, in one language
LARGEST: Final = 500  # megabytes that a process may take in all

PLACES: Final = {"catalogue": "catalog.yaml", "profile": "profiles/fuzzed.yaml", "ratings": "ratings/fuzzed.yaml"}
_BREAK: Final = re.compile("\r\n|\n|\r")
# Unicode, general categories: controls, lone surrogates, line and paragraph separators; and what reorders a line.
_UNSAFE: Final = frozenset({"Cc", "Cs", "Zl", "Zp"})
_REORDERS: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one file came to."""

    report: Report
    seconds: float


class Project:
    """A sound project in a folder of its own, of which one file at a time is replaced."""

    def __init__(self, folder: Path, base: Path) -> None:
        """Copy the catalogue and the profiles that lie in `base`."""
        self.folder = folder
        (folder / "ratings").mkdir(parents=True)
        shutil.copy(base / "catalog.yaml", folder)
        shutil.copytree(base / "profiles", folder / "profiles")

    def check(self, kind: str, content: bytes) -> Outcome:
        """Put `content` in the place of a file of that kind, and hold everything against what is found."""
        with self._placed(kind, content) as file:
            start = time.process_time()
            report = self._validate()
            _render(report, Words("nl"))
            seconds = time.process_time() - start
            _render(report, Words("en"))
            _point_inside(report.found)
            assert _errors(report, file) or _parses(content), "a file that does not parse has no error"
        return Outcome(report, seconds)

    def time(self, kind: str, content: bytes) -> float:
        """Return how many seconds of processor time `validate` takes with `content` in the place of such a file."""
        with self._placed(kind, content):
            start = time.process_time()
            report = self._validate()
            for text in diagnostics.full(report.found, Words("nl")):
                assert text
            return time.process_time() - start

    def _validate(self) -> Report:
        catalogue = self.folder / PLACES["catalogue"]
        return Validator(catalogue).project(catalogue)

    @contextmanager
    def _placed(self, kind: str, content: bytes) -> Iterator[Path]:
        file = self.folder / PLACES[kind]
        before = file.read_bytes() if file.exists() else None
        file.write_bytes(content)
        try:
            yield file
        finally:
            if before is None:
                file.unlink()
            else:
                file.write_bytes(before)


def _render(report: Report, words: Words) -> None:
    """Render a report in every way; nothing in it moves a cursor, and what is to be read by machines can be."""
    setting = Setting(words, folder=Path.cwd())
    for one in report.found:
        _is_safe(diagnostics.concise(one, words))
    for text in diagnostics.full(report.found, words):
        _is_safe(text)
    _is_safe(diagnostics.summary(report.found, len(report.checked), words))
    for note in report.skipped:
        _is_safe(words(note))
    lines = annotations(report.found, setting).splitlines()
    assert len(lines) == len(report.found), "an annotation takes more than a line"
    for kind, write in REPORTS.items():
        text = write(report, setting)
        if kind == "junit":
            ET.fromstring(text)  # noqa: S314 - our own
        else:
            json.loads(text)


def _is_safe(text: str) -> None:
    text.encode("utf-8")
    assert not _REORDERS.search(text), "a report holds what reorders a line"
    wrong = {one for one in text if not one.isprintable() and one != "\n" and unicodedata.category(one) in _UNSAFE}
    assert not wrong, f"a report holds {wrong!r}"


def _point_inside(found: list[Diagnostic]) -> None:
    texts: dict[str, _Lines] = {}
    for one in found:
        assert one.code in CODES
        for path, span in [(one.path, one.span), *((other.path, other.span) for other in one.related)]:
            if path not in texts:
                texts[path] = _Lines(Path(path).read_bytes())
            texts[path].hold(span, f"{one.code} {span}")


class _Lines:
    """The lines of a file, as an editor counts them."""

    def __init__(self, content: bytes) -> None:
        self.known: list[str] | None = None
        self.number = content.count(b"\n") + content.count(b"\r") + 1  # at most, in any encoding
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            return
        if "\x00" not in text:  # else it may be UTF-16 or UTF-32 without a mark, whose lines and columns are others
            self.known = _BREAK.split(text)
            self.number = len(self.known)

    def hold(self, span: Span, what: str) -> None:
        """Raise AssertionError unless the span lies inside the file."""
        assert 1 <= span.line <= span.end_line <= self.number, f"{what}: there are {self.number} lines"
        assert span.column >= 1, what
        assert (span.end_line, span.end_column) >= (span.line, span.column), what
        if self.known is not None:
            width = len(self.known[span.line - 1])
            assert span.column <= width + 1, f"{what}: the line has {width} characters"


def _parses(content: bytes) -> bool:
    """Tell whether this is YAML in UTF-8, as libyaml judges by itself."""
    try:
        for _ in yaml.parse(content.decode("utf-8-sig"), Loader=yaml.CSafeLoader):
            pass
    except (UnicodeDecodeError, yaml.YAMLError):
        return False
    return True


def _errors(report: Report, file: Path) -> list[Diagnostic]:
    return [one for one in report.found if one.severity is Severity.ERROR and Path(one.path).samefile(file)]
