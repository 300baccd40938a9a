"""Examples of what is wrong and right: the test cases, and what a page shows of one.

A case is a folder: `wrong/` holds the smallest wrong files of one kind that differ from `base/`, a small sound project;
`right/` the same files mended (without it, it is `base/` that is right); `expected.<language>.txt` is the report.
`case.toml` has, where needed, the `command` (else `validate`), and commands that prepare the project: `setup` in the
bare base, then `wrong` or `right` once its files are there. They run without a shell. The tests run all of this.
"""

from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Final, Literal, TypeAlias

from competentie.core import CODES, displayable

Side: TypeAlias = Literal["wrong", "right"]
AROUND: Final = 2  # lines that are shown before and after a difference
MOST_LINES: Final = 12  # of one file; a longer example is not read
WIDEST: Final = 400  # characters of one line: more than any sentence
BINARY: Final = 24  # characters of a line with zero bytes: enough to see that it is no text
_PACKED: Final = Path(__file__).parent / "examples"
_CHECKOUT: Final = Path(__file__).parents[2] / "tests" / "errors"
_BASE: Final = "base"
_IGNORE: Final = "gitignore"  # stands for `.gitignore`, which would hide the case itself from git


@dataclass(frozen=True, slots=True)
class Case:
    """One case, as its folder says."""

    folder: Path
    command: tuple[str, ...] = ("validate",)
    setup: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()
    right: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        """The code that the case is about."""
        return self.folder.name[:4]

    def commands(self, side: Side) -> tuple[str, ...]:
        """Return the commands that this side needs once its files are there."""
        return self.wrong if side == "wrong" else self.right

    def own(self, side: Side) -> dict[str, bytes]:
        """Return the files that differ from the base, by their path."""
        return _files(self.folder / side)

    def report(self, language: str) -> str:
        """Return the report that the wrong files get."""
        expected = self.folder / f"expected.{language}.txt"
        return expected.read_text(encoding="utf-8") if expected.is_file() else ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a file, safe to print, and whether it differs from the other side's. No line (number 0) is a gap."""

    number: int
    text: str
    differs: bool


GAP: Final = Line(0, "…", differs=False)


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A part of a file."""

    path: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """One side of a case: what is done to get there, and what then stands in the files."""

    commands: tuple[str, ...]
    files: tuple[Excerpt, ...]


def examples_folder() -> Path:
    """Return the folder with the cases that the package ships; in a checkout those are the tests'."""
    return _PACKED if _PACKED.is_dir() else _CHECKOUT


def all_cases() -> list[Case]:
    """Read every case, in the order of their names."""
    folders = sorted(path for path in examples_folder().iterdir() if path.is_dir() and path.name != _BASE)
    return [_read(folder) for folder in folders]


def case_of(code: str) -> Case:
    """Read the case that stands for a code: the one without a variant in its name."""
    return _read(examples_folder() / f"{code}-{CODES[code][0]}")


def base() -> dict[str, bytes]:
    """Return the files of the sound project, by their path."""
    return _files(examples_folder() / _BASE)


def examples(case: Case) -> tuple[Example, Example]:
    """Return the wrong example and the right one: the lines that differ, with a little around them."""
    wrong, right, same = case.own("wrong"), case.own("right"), base()
    excerpts: tuple[list[Excerpt], list[Excerpt]] = ([], [])
    for path in dict.fromkeys((*wrong, *right)):
        contents = (side.get(path, same.get(path)) for side in (wrong, right))
        for side, lines in zip(excerpts, _compared(*map(_lines, contents)), strict=True):
            if lines:
                side.append(Excerpt(path, tuple(lines)))
    return (
        Example((*case.setup, *case.wrong), tuple(excerpts[0])),  # what prepares both sides is shown once
        Example(case.right, tuple(excerpts[1])),
    )


def _read(folder: Path) -> Case:
    settings = folder / "case.toml"
    if not settings.is_file():
        return Case(folder)
    import tomllib

    found = tomllib.loads(settings.read_text(encoding="utf-8"))
    return Case(folder, **{name: tuple(value) for name, value in found.items()})


def _files(folder: Path) -> dict[str, bytes]:
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return {_path(path.relative_to(folder)): path.read_bytes() for path in found}


def _path(path: Path) -> str:
    return path.with_name(".gitignore").as_posix() if path.name == _IGNORE else path.as_posix()


def _compared(wrong: list[str], right: list[str]) -> tuple[list[Line], list[Line]]:
    """Return the lines to show of a file on both sides; none where it is not there or does not differ."""
    shown: tuple[list[Line], list[Line]] = ([], [])
    for group in SequenceMatcher(None, wrong, right, autojunk=False).get_grouped_opcodes(AROUND):
        for side in shown:
            if side:
                side.append(GAP)
        for tag, first, last, other_first, other_last in group:
            differs = tag != "equal"
            shown[0].extend(Line(number + 1, wrong[number], differs) for number in range(first, last))
            shown[1].extend(Line(number + 1, right[number], differs) for number in range(other_first, other_last))
    return _cut(shown[0]), _cut(shown[1])


def _lines(content: bytes | None) -> list[str]:
    text = (content or b"").decode("utf-8", "backslashreplace").replace("\r\n", "\n")
    lines = text.removesuffix("\n").split("\n") if text else []
    return [_shortened(line) for line in lines]


def _shortened(line: str) -> str:
    most = BINARY if "\0" in line else WIDEST
    return displayable(line[:most]) + ("…" if len(line) > most else "")


def _cut(lines: list[Line]) -> list[Line]:
    return lines if len(lines) <= MOST_LINES else [*lines[:MOST_LINES], GAP]
