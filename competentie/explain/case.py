"""A case: the smallest wrong files of one kind, the same files mended, and the report that the wrong ones get.

Cases are folders: `wrong/` and `right/` hold the files that differ from `base/`, a small sound project (without
`right/`, it is `base/` that is right); `expected.<language>.txt` is the report. `case.toml` has, where needed,
the `command` (else `validate`), and commands that prepare the project: `setup` in the bare base, then `wrong` or
`right` once its files are there. They run without a shell. The tests run all of this; `explain` shows it.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, TypeAlias

from competentie.core.findings import CODES

Side: TypeAlias = Literal["wrong", "right"]

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

    def file(self, path: str, side: Side) -> bytes | None:
        """Return a file as it is on this side; None where there is none."""
        return self.own(side).get(path, base().get(path))

    def report(self, language: str) -> str:
        """Return the report that the wrong files get."""
        expected = self.folder / f"expected.{language}.txt"
        return expected.read_text(encoding="utf-8") if expected.is_file() else ""


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
